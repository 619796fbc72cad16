//! Joins a referral to a case that is open already: both in one transaction.

use access::Caller;
use domain::{Prose, Stamp};
use edge::{App, Problem, managed_case};
use store::{Commit, referrals::ReferralFile};

use super::{Decided, Told, accept::referrer};
use crate::referral::{names::Names, view::Receipt};

/// Adds the referral, and those of its people and places that are new, to the case that the caller
/// sees under `reference`.
pub(super) async fn join(
    app: &App,
    caller: &Caller,
    file: ReferralFile,
    reference: &str,
    reason: Prose,
    stamp: &Stamp,
) -> Result<Decided, Problem> {
    let told = Told::of(&file)?;
    let why = "Only those who manage the case can join referrals to it.";
    let case = managed_case(app, caller, ("case_reference", reference), why).await?;
    let mut names = Names::default();
    names.area(app, &file.journal.area).await?;
    let (id, reference) = (case.id, case.reference.clone());
    let joining = file.journal.id;
    let case = match told {
        Told::Agency(form, agency) => {
            let agency = referrer(app, &mut names, &agency, form.gateway).await?;
            case.join_referral(joining, &form, agency, reason.clone(), stamp)?
        }
        Told::Public(report) => case.join_report(joining, &report, reason.clone(), stamp)?,
    };
    let referral = file.journal.join(id, &reference, reason, stamp)?;
    Ok(Decided {
        receipt: Receipt::of(&referral),
        commit: Commit::of(referral).with(case),
    })
}
