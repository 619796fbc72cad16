//! Which agencies get a pack.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AgencyId, CaseId, pack::Recipient};
use store::meetings::Seen;

/// The agencies on at least one case that the meeting deals with, and those that had a pack
/// before: theirs must not go on holding a case that is no longer shared with them.
pub(super) fn of(seen: &Seen) -> Vec<Recipient> {
    let mut names: BTreeMap<AgencyId, String> = BTreeMap::new();
    for (agency, pack) in &seen.meeting.packs {
        names.insert(agency.clone(), pack.agency_name.clone());
    }
    let dealt_with: BTreeSet<CaseId> = seen
        .agenda
        .items
        .iter()
        .map(|item| item.case)
        .chain(seen.agenda.actions.iter().map(|(case, _)| *case))
        .collect();
    for case in seen
        .cases
        .iter()
        .filter(|case| dealt_with.contains(&case.id))
    {
        for (agency, member) in &case.agencies {
            names.insert(agency.clone(), member.name.clone());
        }
    }
    names
        .into_iter()
        .map(|(agency, name)| Recipient {
            // The area's own name for it, so that a pack does not change with the order of cases.
            name: seen.area.partner(&agency).map_or(name, str::to_owned),
            agency,
        })
        .collect()
}
