//! Accepts a referral to a new case: referral, case and reference in one transaction.

use domain::{
    AgencyId, Prose, Stamp,
    case::{Case, Joining, Opening, Pace, ReportOpening},
    gateway::Gateway,
};
use edge::{App, Problem};
use store::{Commit, referrals::ReferralFile};

use super::{Decided, Told};
use crate::referral::{names::Names, view::Receipt};

/// Opens a case with the next reference of the area that is responsible today. When two coordinators take the same number at
/// the same moment, the second transaction fails and is begun again.
pub(super) async fn accept(
    app: &App,
    file: ReferralFile,
    reason: Prose,
    stamp: &Stamp,
) -> Result<Decided, Problem> {
    let told = Told::of(&file)?;
    let code = app.area_now(&file.journal.area).await?;
    let area = app.store.area(&code).await?;
    let ticket = app.store.next_case_reference(&area.code, stamp.at).await?;
    let lead = area.lead.clone();
    let pace = Pace::of(&code, &app.store.adopted().await?, stamp.today());
    let mut names = Names::of(vec![area]);
    let case = match told {
        Told::Agency(form, agency) => {
            let opening = Opening {
                area: code,
                reference: ticket.reference.clone(),
                lead: joining(app, &mut names, lead, form.gateway, LEADS).await?,
                referrer: referrer(app, &mut names, &agency, form.gateway).await?,
                reason: reason.clone(),
                pace,
            };
            Case::open(&file.journal, &form, opening, stamp)?
        }
        Told::Public(report) => {
            let taking = ReportOpening {
                area: code,
                reference: ticket.reference.clone(),
                lead: joining(app, &mut names, lead, Gateway::CrimeAndDisorder, LEADS).await?,
                reason: reason.clone(),
                pace,
            };
            Case::open_reported(&file.journal, &report, taking, stamp)?
        }
    };
    let referral = file
        .journal
        .accept(case.id, &ticket.reference, reason, stamp)?;
    Ok(Decided {
        receipt: Receipt::of(&referral),
        commit: Commit::of(referral).with(case).claim(&ticket),
    })
}

const LEADS: &str = "It leads the partnership’s cases in this area";
const REFERRED: &str = "It made the referral";

/// The referring agency, on the ground that its referrer named.
pub(super) async fn referrer(
    app: &App,
    names: &mut Names,
    agency: &AgencyId,
    gateway: Gateway,
) -> Result<Joining, Problem> {
    joining(app, names, agency.clone(), gateway, REFERRED).await
}

async fn joining(
    app: &App,
    names: &mut Names,
    agency: AgencyId,
    gateway: Gateway,
    reason: &str,
) -> Result<Joining, Problem> {
    let name = names.agency(app, &agency).await?;
    let reason = Prose::parse(reason).map_err(|fault| Problem::Broken(fault.to_string()))?;
    Ok(Joining {
        agency,
        name,
        gateway,
        reason,
    })
}
