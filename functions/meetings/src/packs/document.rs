//! The API's description of a pack's JSON.
//!
//! The JSON itself is that of [`domain::pack::Pack`], which knows nothing of OpenAPI; a test keeps
//! the two alike.

mod case;
mod power;

use case::{PackActionDocument, PackCaseDocument};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The document for a meeting, as one recipient agency may read it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Pack)]
pub(crate) struct PackDocument {
    /// What the meeting is called, and its day.
    #[schema(example = "Runnymede CHaRMM, Tuesday 24 November 2026")]
    title: String,
    /// The protective marking.
    #[schema(example = "OFFICIAL-SENSITIVE")]
    marking: String,
    /// The forum's name.
    #[schema(example = "Community Harm and Risk Management Meeting")]
    forum: String,
    /// The area's name.
    #[schema(example = "Runnymede")]
    area: String,
    /// When and where.
    meeting: PackMeeting,
    /// For whom.
    recipient: PackRecipient,
    /// Names this disclosure: it stands in the footer of every page of the PDF.
    #[schema(example = "D-4F09A1C2B3D4")]
    disclosure: String,
    /// The day of the meeting before this one; null for the first.
    #[schema(example = "2026-10-13")]
    since: Option<NaiveDate>,
    /// The figures at a glance, of this pack.
    totals: PackTotals,
    /// Actions open, or ended since the last meeting; overdue ones first.
    action_log: Vec<PackLoggedAction>,
    /// Cases to discuss, by section, in order.
    agenda: Vec<PackAgendaSection>,
    /// Every case to discuss once, in the order of discussion.
    cases: Vec<PackCaseDocument>,
}

/// When and where a meeting is.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PackMeeting {
    /// The meeting's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    id: String,
    /// When it starts, UTC.
    #[schema(example = "2026-11-24T10:00:00Z")]
    starts_at: DateTime<Utc>,
    /// The civil date in London.
    #[schema(example = "2026-11-24")]
    on: NaiveDate,
    /// The start for people, London time.
    #[schema(example = "Tuesday 24 November 2026 at 10am")]
    starts: String,
    /// A room, or how to join online.
    #[schema(example = "Committee Room 1, Civic Centre, Addlestone")]
    place: String,
}

/// The agency that a pack is for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PackRecipient {
    /// Its short name.
    #[schema(example = "surrey-police")]
    agency: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    name: String,
}

/// The figures at a glance.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PackTotals {
    /// Cases to discuss.
    #[schema(example = 9)]
    cases: usize,
    /// Of those, rated red.
    #[schema(example = 2)]
    red: usize,
    /// Rated amber.
    #[schema(example = 4)]
    amber: usize,
    /// Rated green.
    #[schema(example = 2)]
    green: usize,
    /// Not yet rated.
    #[schema(example = 1)]
    unrated: usize,
    /// Actions still to be done.
    #[schema(example = 14)]
    open_actions: usize,
    /// Of those, overdue on the day of the meeting.
    #[schema(example = 4)]
    overdue_actions: usize,
    /// Of those still to be done, the recipient's own.
    #[schema(example = 5)]
    own_actions: usize,
    /// Cases of the meeting that are not shared with the recipient: how many, never which.
    #[schema(example = 3)]
    withheld_cases: usize,
    /// Cases shared with the recipient that could not be read when the pack was made.
    #[schema(example = 0)]
    missing_cases: usize,
}

/// A line of the action log.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PackLoggedAction {
    /// The case's id; the case need not be on the agenda.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    case: String,
    /// Its reference.
    #[schema(example = "RUN-2026-0042")]
    reference: String,
    /// The action.
    action: PackActionDocument,
}

/// A section of the agenda.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PackAgendaSection {
    /// `new_referrals`, `cases_due`, `closures` or `added`.
    #[schema(example = "cases_due")]
    section: String,
    /// Its cases.
    items: Vec<PackAgendaItem>,
}

/// A case in a section; the case itself stands once, in `cases`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PackAgendaItem {
    /// The case's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    case: String,
    /// Its reference.
    #[schema(example = "RUN-2026-0042")]
    reference: String,
    /// What it is about.
    #[schema(example = "Shouting and loud music at night in a block of flats")]
    headline: String,
    /// Why it is in this section.
    #[schema(example = "Review due on 20 November 2026.")]
    why: String,
    /// Why the chair added or moved it.
    #[schema(example = json!(null))]
    reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_description_is_that_of_a_pack() {
        let pack = serde_json::to_value(sample::pack()).unwrap();
        let filled = ["action_log", "agenda", "cases"];
        assert!(
            filled
                .iter()
                .all(|list| pack[list].as_array().is_some_and(|list| !list.is_empty()))
        );
        let parts = ["subjects", "powers", "actions", "decisions", "chronology"];
        let case = &pack["cases"][0];
        assert!(
            parts
                .iter()
                .all(|list| case[list].as_array().is_some_and(|list| !list.is_empty()))
        );
        let described: PackDocument = serde_json::from_value(pack.clone()).unwrap();
        assert_eq!(serde_json::to_value(described).unwrap(), pack);
    }
}
