//! A case in a pack.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::power::PackPowerDocument;

/// A case as the recipient may read it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackCase)]
pub(super) struct PackCaseDocument {
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
    #[schema(example = "Review due on 20 November 2026.")]
    why: String,
    /// Whom and what it concerns.
    subjects: Vec<PackSubjectDocument>,
    /// Why it was taken on.
    #[schema(example = "Six complaints in eight weeks from four households.")]
    summary: Option<String>,
    /// Why risk and RAG are what they are.
    #[schema(example = "Threats were made to a neighbour.")]
    risk_rationale: Option<String>,
    /// How the risk was scored, a sentence each; absent without an instrument.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["Lifted to high: Somebody was hurt or a weapon was seen."]))]
    risk_score: Vec<String>,
    /// Why the risk should be assessed by the day of the meeting; absent unless it should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Risk to be scored again: it was due by 10 November 2026")]
    risk_stale: Option<String>,
    /// The plan; absent without one, and in packs made before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    plan: Option<PackPlanDocument>,
    /// Which other forums hold a subject, indicators of other harm and what was sent on, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["MARAC holds Sam Example since 3 November 2026, as Surrey Police says. Talk to this forum before you act."]))]
    elsewhere: Vec<String>,
    /// Tools and powers: those that are not over, and those that ended since the last meeting; absent
    /// without one, and in packs made before this was kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    powers: Vec<PackPowerDocument>,
    /// How many powers ended before the last meeting and are left out; absent when none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 1)]
    earlier_powers: Option<usize>,
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

/// The plan of a case.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackPlan)]
struct PackPlanDocument {
    /// What it is to achieve.
    #[schema(example = "Nobody is woken at night.")]
    aims: Option<String>,
    /// Its measures: those in use, and those that ended since the last meeting.
    measures: Vec<PackMeasureDocument>,
    /// Measures left out because they ended before the last meeting.
    #[schema(example = 0)]
    earlier_measures: usize,
}

/// A measure of a plan.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackMeasure)]
struct PackMeasureDocument {
    /// Its number on the case, from 1.
    #[schema(example = 1)]
    number: u32,
    /// What is done.
    #[schema(example = "Patrols on Friday and Saturday nights")]
    what: String,
    /// Name of the agency that answers for it.
    #[schema(example = "Surrey Police")]
    owner: String,
    /// Whether that is the recipient.
    #[schema(example = true)]
    own: bool,
    /// `planned`, `in_place`, `worked`, `did_not_work` or `stopped`.
    #[schema(example = "in_place")]
    state: String,
    /// When it is reviewed; null once it is no longer used.
    #[schema(example = "2026-12-01")]
    review_on: Option<NaiveDate>,
    /// Whether that day has passed when the meeting is held.
    #[schema(example = false)]
    overdue: bool,
    /// What the last review found.
    #[schema(example = "Fewer calls at weekends.")]
    found: Option<String>,
}

/// A person or place that a case concerns.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackSubject)]
struct PackSubjectDocument {
    /// `alleged_perpetrator`, `convicted`, `victim`, `witness` or `location`.
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
    /// `corrected` when something of it was corrected since the pack was made; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "corrected")]
    since: Option<String>,
}

/// An action on a case.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackAction)]
pub(super) struct PackActionDocument {
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
    /// `corrected` when its words were corrected after the pack was made. The PDF is as it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "corrected")]
    since: Option<String>,
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
    /// Which step of the case's journal it is; absent in packs made before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 12)]
    step: Option<u64>,
    /// `corrected` or `withdrawn` when that happened after the pack was made: the words are those that
    /// now hold. The PDF is as it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "corrected")]
    since: Option<String>,
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
    /// Which entry it is; absent in packs made before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0e1")]
    entry: Option<String>,
    /// `corrected` or `withdrawn` when that happened after the pack was made: the text is as it now
    /// reads, null when it is no longer the reader's. The PDF is as it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "corrected")]
    since: Option<String>,
}
