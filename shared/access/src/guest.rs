//! Who reads a case without being on it, and who decides about that (R3.1).

use chrono::{DateTime, Utc};
use domain::{
    AreaCode,
    case::{Breadth, Case, Emergency, Request},
    directory::Role,
};

use crate::{Caller, Decision, case, decision::Policy};

const GRANTED: Policy = Policy {
    id: "case.access-granted",
    reason: "the lead agency, the coordinator or the chair granted this person access until a day, on a recorded gateway",
};
const GRANTED_AGENCY: Policy = Policy {
    id: "case.access-granted-agency",
    reason: "the lead agency, the coordinator or the chair granted this agency access until a day, on a recorded gateway",
};
const EMERGENCY: Policy = Policy {
    id: "case.emergency-access",
    reason: "somebody took access in an emergency, for some hours, with a reason; it is told at once and reviewed",
};
const STAFF: Policy = Policy {
    id: "search.staff",
    reason: "staff who work on cases may ask whether there is one; whoever is not on it sees a stub",
};
const OFFICER: Policy = Policy {
    id: "case.data-protection-officer",
    reason: "the data-protection officer reviews emergency access, without seeing the case",
};
const GUEST: Policy = Policy {
    id: "access.own-request",
    reason: "whoever asked for access, or took it, sees what became of it",
};

/// May they read the case at `now`? Those who take part in it may, those to whom access is granted
/// while it lasts, and those who took it in an emergency.
pub fn read(caller: &Caller, case: &Case, now: DateTime<Utc>) -> Decision {
    let granted = case.guests.requests.values().filter_map(|request| {
        let granted = request.granted(now)?;
        Some((request, granted.to))
    });
    let own = |request: &Request| caller.person() == Some(request.guest.person);
    let same = |request: &Request| {
        caller.person().is_some() && caller.agency() == Some(&request.guest.agency)
    };
    let (mut to_person, mut to_agency) = (false, false);
    for (request, to) in granted {
        match to {
            Breadth::Person => to_person |= own(request),
            Breadth::Agency => to_agency |= same(request),
        }
    }
    let mut emergencies = case.guests.emergencies.values();
    let took = emergencies
        .any(|each| each.holds(now) && caller.person() == Some(each.guest.person));
    case::see(caller, case).or(Decision::by([
        (GRANTED, to_person),
        (GRANTED_AGENCY, to_agency),
        (EMERGENCY, took),
    ]))
}

/// May they search for a case by whom it concerns, and ask for access to one they do not see?
/// Staff who work on cases may; those who see figures or accounts only may not.
pub fn search(caller: &Caller) -> Decision {
    let only_other = |role: Role| matches!(role, Role::CountyAnalyst | Role::Administrator);
    let works = match caller {
        Caller::Person { grants, .. } => {
            grants.is_empty() || grants.iter().any(|grant| !only_other(grant.role))
        }
        Caller::Agency(_) | Caller::System(_) => false,
    };
    Decision::by([(STAFF, works)])
}

/// May they grant, refuse and end access to the case? Nobody answers their own request.
pub fn answer(caller: &Caller, case: &Case, request: &Request) -> Decision {
    if caller.person() == Some(request.guest.person) {
        return Decision::by([]);
    }
    case::manage(caller, case)
}

/// May they review an emergency access? Nobody reviews their own.
pub fn review(caller: &Caller, case: &Case, emergency: &Emergency) -> Decision {
    if caller.person() == Some(emergency.guest.person) {
        return Decision::by([]);
    }
    case::manage(caller, case).or(watch(caller, &case.area))
}

/// May they see which emergencies of the area wait for their review, without seeing the cases?
pub fn watch(caller: &Caller, area: &AreaCode) -> Decision {
    let officer = caller.holds(Role::DataProtectionOfficer, area);
    Decision::by([(OFFICER, officer)])
}

/// Did they ask for this access themselves, or take it?
pub fn own(caller: &Caller, guest: &domain::case::access::Guest) -> Decision {
    Decision::by([(GUEST, caller.person() == Some(guest.person))])
}

/// Every policy on access by those who are not on a case, for the page that explains them.
pub const POLICIES: [Policy; 6] = [GRANTED, GRANTED_AGENCY, EMERGENCY, STAFF, OFFICER, GUEST];

#[cfg(test)]
mod tests;
