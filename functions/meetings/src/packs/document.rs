//! The API's description of a pack's JSON.
//!
//! The JSON itself is that of [`domain::pack::Pack`], which knows nothing of OpenAPI; a test keeps
//! the two alike.

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
    #[schema(example = "Review was due on 20 November 2026.")]
    why: String,
    /// Why the chair added or moved it.
    #[schema(example = json!(null))]
    reason: Option<String>,
}

/// A case as the recipient may read it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackCase)]
struct PackCaseDocument {
    /// Its id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    id: String,
    /// Its reference.
    #[schema(example = "RUN-2026-0042")]
    reference: String,
    /// What it is about.
    #[schema(example = "Shouting and loud music at night in a block of flats")]
    headline: String,
    /// `person`, `family` or `place`.
    #[schema(example = "family")]
    kind: String,
    /// `red`, `amber` or `green`; null until first assessed.
    #[schema(example = "amber")]
    rag: Option<String>,
    /// `standard`, `medium`, `high` or `very_high`; null until first assessed.
    #[schema(example = "high")]
    risk: Option<String>,
    /// Name of the lead agency.
    #[schema(example = "Runnymede Borough Council")]
    lead: String,
    /// Names of all agencies on the case.
    #[schema(example = json!(["Runnymede Borough Council", "Surrey Police"]))]
    agencies: Vec<String>,
    /// When it was opened.
    #[schema(example = "2026-06-01")]
    opened_on: NaiveDate,
    /// When it comes up for review.
    #[schema(example = "2026-11-20")]
    next_review_on: NaiveDate,
    /// The section of the agenda it is in.
    #[schema(example = "cases_due")]
    section: String,
    /// Why it is there.
    #[schema(example = "Review was due on 20 November 2026.")]
    why: String,
    /// Whom and what it concerns.
    subjects: Vec<PackSubjectDocument>,
    /// Why it was taken on.
    #[schema(example = "Six complaints in eight weeks from four households.")]
    summary: Option<String>,
    /// Why risk and RAG are what they are.
    #[schema(example = "Threats were made to a neighbour.")]
    risk_rationale: Option<String>,
    /// Why its closure is proposed, if it is.
    #[schema(example = json!(null))]
    closure: Option<String>,
    /// Actions open, or ended since the last meeting.
    actions: Vec<PackActionDocument>,
    /// How many actions ended before the last meeting and are left out.
    #[schema(example = 2)]
    earlier_actions: usize,
    /// The latest decisions, newest first.
    decisions: Vec<PackDecisionDocument>,
    /// How many older decisions are left out.
    #[schema(example = 0)]
    earlier_decisions: usize,
    /// The latest of the chronology, newest first.
    chronology: Vec<PackEntryDocument>,
    /// How many older entries are left out.
    #[schema(example = 0)]
    earlier_entries: usize,
}

/// A person or place that a case concerns.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackSubject)]
struct PackSubjectDocument {
    /// `alleged_perpetrator`, `victim`, `witness` or `location`.
    #[schema(example = "alleged_perpetrator")]
    role: String,
    /// A person's name, or what a place is called.
    #[schema(example = "Jordan Fictitious")]
    name: String,
    /// Other names used.
    #[schema(example = "Jay")]
    aliases: Option<String>,
    /// Date of birth.
    #[schema(example = "1992-03-05")]
    born_on: Option<NaiveDate>,
    /// Age in years on the day of the meeting.
    #[schema(example = 34)]
    age: Option<u32>,
    /// Address with postcode.
    #[schema(example = "Flat 12, Example House, Addlestone, KT15 2AH")]
    address: Option<String>,
}

/// An action on a case.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackAction)]
struct PackActionDocument {
    /// Its number on the case, from 1.
    #[schema(example = 1)]
    number: u32,
    /// What was asked.
    #[schema(example = "Visit the household with the housing officer")]
    what: String,
    /// More about it.
    #[schema(example = json!(null))]
    detail: Option<String>,
    /// Name of the agency tasked.
    #[schema(example = "Surrey Police")]
    agency: String,
    /// Whether it is the recipient's own.
    #[schema(example = true)]
    own: bool,
    /// The person there, if one is named.
    #[schema(example = "Alex Example")]
    person: Option<String>,
    /// By which day.
    #[schema(example = "2026-11-20")]
    due_on: NaiveDate,
    /// `assigned`, `accepted`, `declined`, `done`, `not_done` or `no_longer_possible`.
    #[schema(example = "accepted")]
    standing: String,
    /// Whether it is still to be done and its day has passed when the meeting is held.
    #[schema(example = true)]
    overdue: bool,
    /// On which day it was declined or ended.
    #[schema(example = json!(null))]
    ended_on: Option<NaiveDate>,
    /// Why it was declined, or what shows how it ended.
    #[schema(example = json!(null))]
    result: Option<String>,
}

/// A decision on a case.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackDecision)]
struct PackDecisionDocument {
    /// On which day.
    #[schema(example = "2026-10-13")]
    on: NaiveDate,
    /// What.
    #[schema(example = "Issue a Community Protection Warning.")]
    decision: String,
    /// Why.
    #[schema(example = "An informal approach failed twice.")]
    rationale: String,
}

/// A line of the chronology.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackEntry)]
struct PackEntryDocument {
    /// On which day it happened.
    #[schema(example = "2026-11-14")]
    on: NaiveDate,
    /// `incident`, `note`, `visit` or `letter`.
    #[schema(example = "visit")]
    kind: String,
    /// Name of the agency that brought it.
    #[schema(example = "Surrey Police")]
    agency: String,
    /// The text; null once its agency withdrew it.
    #[schema(example = "Nobody was at home.")]
    text: Option<String>,
    /// Whether it was written down after the last meeting.
    #[schema(example = true)]
    new: bool,
    /// Whether its agency has corrected it.
    #[schema(example = false)]
    corrected: bool,
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
        let parts = ["subjects", "actions", "decisions", "chronology"];
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
