//! Which agencies see a case, and on what ground (R3.1, R3.3).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused};
use crate::{AgencyId, Journal, Prose, Stamp, gateway::Gateway};

/// An agency on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name as it was when it joined.
    pub name: String,
    /// The ground on which it sees the case.
    pub gateway: Gateway,
    /// Since which day.
    pub since: NaiveDate,
}

/// An agency joining a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    /// Which.
    pub agency: AgencyId,
    /// Its name.
    pub name: String,
    /// The ground on which it will see the case.
    pub gateway: Gateway,
    /// Why it has a justified interest.
    pub reason: Prose,
}

impl Journal<Case> {
    /// Adds an agency: from now on it sees the case.
    pub fn add_agency(self, agency: Joining, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        if case.agencies.contains_key(&agency.agency) {
            return Err(Refused::AgencyOnCase);
        }
        agency.gateway.for_a_whole_case()?;
        if case.agencies.len() >= Case::MAX_AGENCIES {
            return Err(Refused::Full {
                what: "agencies",
                limit: Case::MAX_AGENCIES,
            });
        }
        Ok(case.write(Event::AgencyAdded { agency }, stamp)?)
    }

    /// Removes an agency that neither leads nor has open actions.
    pub fn remove_agency(self, agency: AgencyId, reason: Prose, stamp: &Stamp) -> Decided {
        let case = self.open_only()?.with_agency(&agency)?;
        if case.lead == agency {
            return Err(Refused::AgencyLeads);
        }
        if case
            .open_actions()
            .iter()
            .any(|action| action.task.agency == agency)
        {
            return Err(Refused::AgencyHasActions);
        }
        if case.plan.in_use().any(|measure| measure.owner == agency) {
            return Err(Refused::AgencyHasMeasures);
        }
        Ok(case.write(Event::AgencyRemoved { agency, reason }, stamp)?)
    }

    /// Gives the lead to an agency that is on the case.
    pub fn change_lead(self, agency: AgencyId, reason: Prose, stamp: &Stamp) -> Decided {
        let case = self.open_only()?.with_agency(&agency)?;
        Ok(case.write(Event::LeadChanged { agency, reason }, stamp)?)
    }

    pub(crate) fn with_agency(self, agency: &AgencyId) -> Decided {
        if self.agencies.contains_key(agency) {
            Ok(self)
        } else {
            Err(Refused::AgencyNotOnCase)
        }
    }
}
