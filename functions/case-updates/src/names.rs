//! Agencies by their full names, also those that have left the case or the area.

use std::collections::BTreeMap;

use domain::{
    AgencyId, Entry,
    case::{Case, Event},
    directory::Area,
};

/// Full names of agencies, as far as a case, its journal and its area know them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(BTreeMap<AgencyId, String>);

impl Names {
    /// The names that are known around a case; those of its own members stand before others.
    pub(crate) fn of(case: &Case, area: &Area, journal: &[Entry<Event>]) -> Self {
        let joined = journal.iter().flat_map(|entry| match &entry.event {
            Some(Event::Opened { agencies, .. }) => agencies.as_slice(),
            Some(Event::Imported(imported)) => imported.before.agencies.as_slice(),
            Some(Event::AgencyAdded { agency }) => std::slice::from_ref(agency),
            _ => &[],
        });
        let joined = joined.map(|joining| (joining.agency.clone(), joining.name.clone()));
        let partners = area.partners.iter();
        let partners = partners.map(|partner| (partner.agency.clone(), partner.name.clone()));
        let members = case.agencies.iter();
        let members = members.map(|(agency, member)| (agency.clone(), member.name.clone()));
        Self(joined.chain(partners).chain(members).collect())
    }

    /// The agency's name; its short name in words when nobody here knows more.
    pub(crate) fn get(&self, agency: &AgencyId) -> String {
        match self.0.get(agency) {
            Some(name) => name.clone(),
            None => {
                let words = agency.as_str().replace('-', " ");
                let mut letters = words.chars();
                let first = letters.next().into_iter().flat_map(char::to_uppercase);
                first.chain(letters).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn an_agency_is_never_shown_by_its_short_name() {
        let case = fixture::case();
        let names = Names::of(&case, &fixture::area(), &[]);
        assert_eq!(names.get(&fixture::id("surrey-police")), "Surrey Police");
        assert_eq!(names.get(&fixture::id("a-former-trust")), "A former trust");
    }
}
