//! The frame of a page for whoever calls: their name, and the places they may use.

use access::Caller;
use domain::directory::Role;

use crate::page::{Chrome, Place};

/// The frame of a page titled `title`, with the caller's name and navigation.
///
/// A coordinator's referrals are those to triage; everybody else's are their own.
pub fn chrome(caller: &Caller, title: impl Into<String>) -> Chrome {
    let chrome = Chrome::new(title);
    match caller {
        Caller::Person {
            name, agency_name, ..
        } => {
            let referrals = if caller.holds_anywhere(Role::Coordinator) {
                Place::Triage
            } else {
                Place::Referrals
            };
            let mut places = vec![
                Place::Home,
                Place::Refer,
                referrals,
                Place::Cases,
                Place::Find,
                Place::Actions,
                Place::Meetings,
            ];
            let reports = [Role::Coordinator, Role::Chair, Role::CountyAnalyst];
            if reports.iter().any(|role| caller.holds_anywhere(*role)) {
                places.push(Place::Reports);
            }
            if access::directory::list(caller).is_permitted() {
                places.push(Place::People);
            }
            // Whether about this area or that, the page itself decides.
            let accounts = [Role::DataProtectionOfficer, Role::Administrator];
            if accounts.iter().any(|role| caller.holds_anywhere(*role)) {
                places.push(Place::Access);
            }
            let keeps = [Role::DataProtectionOfficer, Role::Coordinator];
            if keeps.iter().any(|role| caller.holds_anywhere(*role)) {
                places.push(Place::DataProtection);
            }
            chrome.signed_in(name, agency_name).places(&places)
        }
        Caller::Agency(_) | Caller::System(_) => chrome,
    }
}
