//! The document for a meeting, as one recipient may read it (R5.3).
//!
//! A pack is a plain value: composed from what the store gave *that* agency, already cut, so that
//! nothing in it needs hiding any more. The PDF, the web page and the JSON of a pack are all
//! rendered from the same value.
//!
//! INVARIANT (same bytes): a pack holds no clock time of its making, no random id and no float,
//! and its lists have a fixed order; the same records give the same JSON, byte for byte.

mod compose;
mod powers;
mod since;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use compose::{Brief, Journals, compose, decisions};
pub use powers::{PackDue, PackPower};
pub use since::{ActionWords, Since, SinceMade};

use crate::{
    AgencyId, CaseId, EntryId, MeetingId,
    case::{EntryKind, MeasureState, Rag},
    choice::choices,
    meeting::Section,
    referral::form::{Address, CaseKind, RiskBand, Subject, SubjectRole},
    time,
};

/// The protective marking of every pack.
pub const MARKING: &str = "OFFICIAL-SENSITIVE";

/// A pack for one recipient of one meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// Such as `Runnymede CHaRMM, Tuesday 24 November 2026`.
    pub title: String,
    /// The protective marking, [`MARKING`].
    pub marking: String,
    /// The forum's name.
    pub forum: String,
    /// The area's name.
    pub area: String,
    /// When and where.
    pub meeting: Gathering,
    /// For whom.
    pub recipient: Recipient,
    /// Names this disclosure in the footer of every page: `D-` and twelve hex digits drawn from
    /// all the rest of the pack, so that a page found later leads to its pack and recipient.
    pub disclosure: String,
    /// The civil date of the meeting before this one; `None` for the first.
    pub since: Option<NaiveDate>,
    /// The figures at a glance.
    pub totals: Totals,
    /// The actions to report on: open, or ended since the last meeting; overdue ones first.
    pub action_log: Vec<LoggedAction>,
    /// The cases to discuss, by section; a section without cases is there and empty.
    pub agenda: Vec<PackSection>,
    /// Every case to discuss once, in the order of discussion.
    pub cases: Vec<PackCase>,
}

/// When and where a meeting is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gathering {
    /// Which meeting.
    pub id: MeetingId,
    /// When it starts, UTC.
    pub starts_at: DateTime<Utc>,
    /// The civil date in London.
    pub on: NaiveDate,
    /// The same for people: `Tuesday 24 November 2026 at 10am`, London time.
    pub starts: String,
    /// A room, or how to join online.
    pub place: String,
}

/// The agency that a pack is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Its short name.
    pub agency: AgencyId,
    /// Its name.
    pub name: String,
}

/// The figures at a glance; of this pack, not of the whole meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Cases to discuss.
    pub cases: usize,
    /// Of those, rated red.
    pub red: usize,
    /// Rated amber.
    pub amber: usize,
    /// Rated green.
    pub green: usize,
    /// Not yet rated.
    pub unrated: usize,
    /// Actions still to be done.
    pub open_actions: usize,
    /// Of those, overdue on the day of the meeting.
    pub overdue_actions: usize,
    /// Of those still to be done, the recipient's own.
    pub own_actions: usize,
    /// Cases of the meeting that are not shared with the recipient: the manifest of what was
    /// withheld says how many, never which.
    pub withheld_cases: usize,
    /// Cases that are shared with the recipient but could not be read when the pack was made.
    pub missing_cases: usize,
}

impl Totals {
    /// What these cases and this action log come to; nothing withheld or missing.
    pub(crate) fn of(cases: &[PackCase], log: &[LoggedAction]) -> Self {
        let rated = |rag: Option<Rag>| cases.iter().filter(|case| case.rag == rag).count();
        let open = |action: &&PackAction| {
            matches!(action.standing, Standing::Assigned | Standing::Accepted)
        };
        let to_do: Vec<_> = log
            .iter()
            .map(|logged| &logged.action)
            .filter(open)
            .collect();
        Self {
            cases: cases.len(),
            red: rated(Some(Rag::Red)),
            amber: rated(Some(Rag::Amber)),
            green: rated(Some(Rag::Green)),
            unrated: rated(None),
            open_actions: to_do.len(),
            overdue_actions: to_do.iter().filter(|action| action.overdue).count(),
            own_actions: to_do.iter().filter(|action| action.own).count(),
            withheld_cases: 0,
            missing_cases: 0,
        }
    }
}

/// A line of the action log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedAction {
    /// On which case; it need not be on the agenda.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// The action.
    pub action: PackAction,
}

/// One section of the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackSection {
    /// Which.
    pub section: Section,
    /// Its cases; may be empty.
    pub items: Vec<PackItem>,
}

/// A case in a section; the case itself stands once, in [`Pack::cases`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackItem {
    /// Which case.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// What it is about, in a line.
    pub headline: String,
    /// Why it is in this section.
    pub why: String,
    /// Why the chair added or moved it, in the chair's words.
    pub reason: Option<String>,
}

/// A case as the recipient may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackCase {
    /// Its id, for links.
    pub id: CaseId,
    /// What people call it, such as `RUN-2026-0042`.
    pub reference: String,
    /// What it is about, in a line.
    pub headline: String,
    /// A person, a family or a place.
    pub kind: CaseKind,
    /// RAG; `None` until first assessed.
    pub rag: Option<Rag>,
    /// Risk band; `None` until first assessed.
    pub risk: Option<RiskBand>,
    /// Name of the lead agency.
    pub lead: String,
    /// Names of all agencies on the case.
    pub agencies: Vec<String>,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// When it comes up for review.
    pub next_review_on: NaiveDate,
    /// The section of the agenda it is in.
    pub section: Section,
    /// Why it is there.
    pub why: String,
    /// Whom and what it concerns.
    pub subjects: Vec<PackSubject>,
    /// Why it was taken on.
    pub summary: Option<String>,
    /// Why risk and RAG are what they are.
    pub risk_rationale: Option<String>,
    /// How the risk was scored, a sentence each; empty without an instrument, and in packs made before
    /// this was kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risk_score: Vec<String>,
    /// Why the risk should be assessed by the day of the meeting, if it should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_stale: Option<String>,
    /// The plan, if there is one; packs made before this was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PackPlan>,
    /// Which other forums hold a subject, indicators of other harm and what was sent on, a sentence
    /// each; packs made before this was kept have none (R8.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<String>,
    /// Tools and powers: those that are not over, and those that ended since the last meeting, by
    /// number; packs made before this was kept have none (R6.1, R6.5).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub powers: Vec<PackPower>,
    /// Powers left out because they ended before the last meeting.
    #[serde(default, skip_serializing_if = "none_left_out")]
    pub earlier_powers: usize,
    /// Why its closure is proposed, if it is.
    pub closure: Option<String>,
    /// Actions: those open, and those that ended since the last meeting.
    pub actions: Vec<PackAction>,
    /// Ended actions left out because they ended before the last meeting.
    pub earlier_actions: usize,
    /// The latest decisions, newest first.
    pub decisions: Vec<PackDecision>,
    /// Decisions left out because they are older.
    pub earlier_decisions: usize,
    /// The latest of the chronology, newest first.
    pub chronology: Vec<PackEntry>,
    /// Entries left out because they are older: they stand on the case's own page.
    pub earlier_entries: usize,
}

/// The plan of a case (R2.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackPlan {
    /// What it is to achieve.
    pub aims: Option<String>,
    /// Its measures: those in use, and those that ended since the last meeting.
    pub measures: Vec<PackMeasure>,
    /// Measures left out because they ended before the last meeting.
    pub earlier_measures: usize,
}

/// A measure of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackMeasure {
    /// Its number on the case, from 1.
    pub number: u32,
    /// What is done.
    pub what: String,
    /// Name of the agency that answers for it.
    pub owner: String,
    /// Whether that is the recipient.
    pub own: bool,
    /// Where it stands.
    pub state: MeasureState,
    /// When it is reviewed; `None` once it is no longer used.
    pub review_on: Option<NaiveDate>,
    /// Whether that day has passed when the meeting is held.
    pub overdue: bool,
    /// What the last review found.
    pub found: Option<String>,
}

/// A person or place that a case concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackSubject {
    /// What they are to the matter.
    pub role: SubjectRole,
    /// A person's name, or what a place is called.
    pub name: String,
    /// Other names used.
    pub aliases: Option<String>,
    /// Date of birth.
    pub born_on: Option<NaiveDate>,
    /// Age in years on the day of the meeting.
    pub age: Option<u32>,
    /// Address with postcode.
    pub address: Option<String>,
    /// What has become of it since the pack was made; never stored, told when a pack is reopened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<SinceMade>,
}

fn one_line(address: &Address) -> String {
    match &address.postcode {
        Some(postcode) => format!("{}, {}", address.line, postcode.as_str()),
        None => address.line.to_string(),
    }
}

impl PackSubject {
    /// A subject as a pack for a meeting on a day has them.
    pub fn of(subject: &Subject, on: NaiveDate) -> Self {
        Self {
            role: subject.role,
            name: subject.name.to_string(),
            aliases: subject.aliases.as_ref().map(ToString::to_string),
            born_on: subject.born_on,
            age: subject.born_on.and_then(|born_on| time::age(born_on, on)),
            address: subject.address.as_ref().map(one_line),
            since: None,
        }
    }
}

choices! {
    /// Where an action stands.
    Standing {
        Assigned "assigned" "Not yet accepted",
        Accepted "accepted" "Accepted",
        Declined "declined" "Declined",
        Done "done" "Done",
        NotDone "not_done" "Not done",
        NoLongerPossible "no_longer_possible" "No longer possible",
    }
}

/// An action on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackAction {
    /// Its number on the case, from 1.
    pub number: u32,
    /// What was asked.
    pub what: String,
    /// More about it.
    pub detail: Option<String>,
    /// Name of the agency tasked.
    pub agency: String,
    /// Whether it is the recipient's own.
    pub own: bool,
    /// The person there, if one is named.
    pub person: Option<String>,
    /// By which day.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub standing: Standing,
    /// Whether it is still to be done and its day has passed when the meeting is held.
    pub overdue: bool,
    /// On which day it was declined or ended.
    pub ended_on: Option<NaiveDate>,
    /// Why it was declined, or what shows how it ended.
    pub result: Option<String>,
    /// What has become of its words since the pack was made; never stored, told when a pack is
    /// reopened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<SinceMade>,
}

/// A decision on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackDecision {
    /// On which day.
    pub on: NaiveDate,
    /// What.
    pub decision: String,
    /// Why.
    pub rationale: String,
    /// Which step of the case's journal it is; packs made before this was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// By which it is limited; early decisions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryId>,
    /// What has become of it since the pack was made; never stored, told when a pack is reopened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<SinceMade>,
}

/// A line of the chronology.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackEntry {
    /// On which day it happened.
    pub on: NaiveDate,
    /// What it is.
    pub kind: EntryKind,
    /// Name of the agency that brought it.
    pub agency: String,
    /// The text; `None` once its agency withdrew it.
    pub text: Option<String>,
    /// Whether it was written down after the last meeting.
    pub new: bool,
    /// Whether its agency has corrected it.
    pub corrected: bool,
    /// Which entry it is; packs made before this was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryId>,
    /// What has become of it since the pack was made; never stored, told when a pack is reopened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<SinceMade>,
}

fn none_left_out(count: &usize) -> bool {
    *count == 0
}

/// What is said of a section without cases.
pub fn nothing(section: Section) -> &'static str {
    match section {
        Section::ActionLog => "There are no actions to report on.",
        Section::NewReferrals => "There are no new referrals.",
        Section::CasesDue => "No cases are due for review.",
        Section::Closures => "No closures are proposed.",
        Section::Added => "The chair has added no cases.",
    }
}

impl Pack {
    /// The case with this id.
    pub fn case(&self, id: CaseId) -> Option<&PackCase> {
        self.cases.iter().find(|case| case.id == id)
    }

    /// Draws the disclosure's name from everything else in the pack.
    fn sealed(mut self) -> Result<Self, serde_json::Error> {
        self.disclosure.clear();
        let hash = Sha256::digest(serde_json::to_vec(&self)?);
        let hex: String = hash
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02X}"))
            .collect();
        self.disclosure = format!("D-{hex}");
        Ok(self)
    }
}
