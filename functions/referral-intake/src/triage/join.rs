//! Joins a referral to a case that is open already: both in one transaction.

use access::{Caller, case as policy};
use domain::{Prose, Stamp};
use edge::{App, Problem};
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
    let case = match app.store.case_by_reference(reference, caller).await {
        Ok(case) => case,
        Err(store::Error::NotFound) => {
            let what = "There is no case with this reference, or you may not see it";
            return Err(Problem::field("case_reference", what));
        }
        Err(fault) => return Err(fault.into()),
    };
    if !policy::manage(caller, &case).is_permitted() {
        let why = "Only those who manage the case can join referrals to it.";
        return Err(Problem::Forbidden(why.to_owned()));
    }
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
