//! The agencies on a case, and why they see it.

use chrono::NaiveDate;
use domain::{
    AgencyId,
    case::{Event, Member},
    time,
};
use serde::Serialize;

use super::opened::Opened;

/// An agency on a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(example = json!({
    "agency": "surrey-police", "name": "Surrey Police", "lead": false,
    "gateway": "crime_and_disorder",
    "gateway_words": "Crime and Disorder Act 1998, section 115", "since": "2026-11-10",
    "reason": "Officers are called to the address."
}))]
pub(crate) struct MemberView {
    /// Which.
    pub(crate) agency: String,
    /// Its name.
    pub(crate) name: String,
    /// Whether it leads the case.
    pub(crate) lead: bool,
    /// The ground on which it sees the case.
    pub(crate) gateway: &'static str,
    /// The same in words.
    pub(crate) gateway_words: &'static str,
    /// Since which day.
    pub(crate) since: NaiveDate,
    /// Why it was added, as far as the part of the journal at hand says.
    pub(crate) reason: Option<String>,
}

impl MemberView {
    /// Since when, in words.
    pub(crate) fn since_words(&self) -> String {
        time::long_date(self.since)
    }
}

/// Agencies on the case, the lead first, then by name.
pub(crate) fn of(opened: &Opened) -> Vec<MemberView> {
    let case = opened.case();
    let member = |(agency, member): (&AgencyId, &Member)| MemberView {
        agency: agency.to_string(),
        name: member.name.clone(),
        lead: *agency == case.lead,
        gateway: member.gateway.value(),
        gateway_words: member.gateway.label(),
        since: member.since,
        reason: reason(opened, agency),
    };
    let mut members: Vec<_> = case.agencies.iter().map(member).collect();
    members.sort_by(|a, b| (!a.lead, &a.name).cmp(&(!b.lead, &b.name)));
    members
}

/// Why an agency was last added.
fn reason(opened: &Opened, agency: &AgencyId) -> Option<String> {
    let newest_first = opened.file.entries.iter().rev();
    newest_first
        .filter_map(|entry| entry.event.as_ref())
        .find_map(|event| {
            let joined = match event {
                Event::AgencyAdded { agency } => std::slice::from_ref(agency),
                Event::Opened { agencies, .. } => agencies.as_slice(),
                Event::Imported(imported) => imported.before.agencies.as_slice(),
                _ => &[],
            };
            let joining = joined.iter().find(|joining| joining.agency == *agency)?;
            Some(joining.reason.to_string())
        })
}
