//! What can happen to a case.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Assessment, Breadth, Ending, EntryKind, Finding, Imported, Joining, Outcome, Rag, Rating,
    Remains, Reminder, Step, Stepped, Task, elsewhere, plan, powers::Watched, reviews, same,
};
use crate::{
    AccessId, ActionId, AgencyId, AreaCode, EntryId, Line, MeetingId, Note, Prose, ReferralId,
    file::{FileKind, Kept, Unfit},
    gateway::Gateway,
    notice::{CameBack, Settled},
    powers::Power,
    referral::{
        form::{Behaviour, CaseKind, Subject, SubjectRole},
        report::Nuisance,
    },
    retention,
};

/// What can happen to a case. Every variant that discloses carries its gateway
/// (INVARIANT (author), R3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Opened from a referral.
    Opened {
        /// Its reference.
        reference: String,
        /// A person, a family or a place.
        kind: CaseKind,
        /// Its area.
        area: AreaCode,
        /// What it is about.
        headline: Line,
        /// From which referral.
        referral: ReferralId,
        /// Whom and what it concerns.
        subjects: Vec<Subject>,
        /// The agency that leads.
        lead: AgencyId,
        /// The agencies on it from the start.
        agencies: Vec<Joining>,
        /// When it comes up for review.
        next_review_on: NaiveDate,
        /// Why it was taken on.
        reason: Prose,
        /// The agency that referred; none of what the public reported, nor of early cases.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        referred_by: Option<AgencyId>,
        /// Kinds of behaviour that the agency's form named; early cases have none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        behaviours: Vec<Behaviour>,
        /// By when its risk is first assessed; early cases have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assess_by: Option<NaiveDate>,
        /// What the public reported, when it was opened from a report; early cases have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nuisance: Option<Nuisance>,
    },
    /// Brought over from where it was kept before (R11.1).
    Imported(Box<Imported>),
    /// A further referral joined.
    ReferralJoined {
        /// Which.
        referral: ReferralId,
        /// Subjects it added.
        subjects: Vec<Subject>,
        /// Why.
        reason: Prose,
        /// The agency that referred; none of what the public reported, nor of early ones.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        referred_by: Option<AgencyId>,
    },
    /// What is recorded of somebody or somewhere was corrected (R2.4).
    SubjectCorrected {
        /// Their number among the subjects, from 1.
        subject: u32,
        /// All of it as it should be; their category is as it was.
        details: Box<Subject>,
        /// Why.
        reason: Note,
        /// Since when it could be read, UTC: whoever read it is told.
        since: DateTime<Utc>,
        /// What falls due from now on with the powers against them, where that changed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        due: Vec<Watched>,
    },
    /// What was written in a step of the journal was put right, or withdrawn (R2.4).
    Reworded {
        /// The step, by its position in the journal.
        step: u64,
        /// The entry that the step is of, where it is limited like one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<EntryId>,
        /// The same step in the words that hold; none of one that was withdrawn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead: Option<Box<Event>>,
        /// Why.
        reason: Note,
        /// Since when it could be read, UTC: whoever read it is told.
        since: DateTime<Utc>,
    },
    /// Somebody was put into another category (R12.3).
    SubjectCategorised {
        /// Their number among the subjects, from 1.
        subject: u32,
        /// The category.
        role: SubjectRole,
        /// Why.
        reason: Note,
    },
    /// An agency was added: from now on it sees the case.
    AgencyAdded {
        /// Which, on what ground, and why.
        agency: Joining,
    },
    /// An agency was removed: from now on it no longer sees the case.
    AgencyRemoved {
        /// Which.
        agency: AgencyId,
        /// Why.
        reason: Prose,
    },
    /// Another agency took the lead.
    LeadChanged {
        /// Which.
        agency: AgencyId,
        /// Why.
        reason: Prose,
    },
    /// An agency brought something to the chronology.
    EntryRecorded {
        /// Its id.
        entry: EntryId,
        /// What it is.
        kind: EntryKind,
        /// On which day it happened.
        on: NaiveDate,
        /// What.
        text: Prose,
        /// The ground for sharing it.
        gateway: Gateway,
        /// The other agencies that may see it; everybody on the case without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<BTreeSet<AgencyId>>,
    },
    /// The originating agency limited an entry to other agencies than before (R3.3).
    EntryLimited {
        /// Which entry.
        entry: EntryId,
        /// The other agencies that may see it; everybody on the case without.
        only: Option<BTreeSet<AgencyId>>,
    },
    /// The originating agency corrected what it brought (R2.4).
    EntryCorrected {
        /// Which entry.
        entry: EntryId,
        /// The text as it should be.
        text: Prose,
        /// Why.
        reason: Prose,
        /// The ground for sharing it.
        gateway: Gateway,
        /// Since when the old text could be read, UTC: whoever read it is told. Early entries,
        /// from before anybody was told, have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<DateTime<Utc>>,
    },
    /// The originating agency withdrew what it brought (R2.4).
    EntryWithdrawn {
        /// Which entry.
        entry: EntryId,
        /// Why.
        reason: Prose,
        /// As for a correction.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<DateTime<Utc>>,
    },
    /// What was said of an entry that its agency had withdrawn was erased (R12.2).
    EntryErased {
        /// Which entry.
        entry: EntryId,
        /// On what ground.
        ground: retention::Ground,
        /// Why.
        reason: Note,
        /// Since when the text could be read, UTC.
        since: DateTime<Utc>,
        /// When it was withdrawn, UTC: whoever read it before is told.
        until: DateTime<Utc>,
        /// The same events without what they said, by their positions in the journal
        /// (INVARIANT (instead)).
        instead: Vec<(u64, Event)>,
    },
    /// An agency brought a document, whose file is to follow (R2.5).
    DocumentFiled {
        /// Its id: that of an entry, so that it is limited like one.
        document: EntryId,
        /// What it is called.
        title: Line,
        /// What it is said to be.
        kind: FileKind,
        /// The ground for sharing it.
        gateway: Gateway,
        /// The other agencies that may see it; everybody on the case without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<BTreeSet<AgencyId>>,
        /// Until when its file may be sent, UTC.
        until: DateTime<Utc>,
    },
    /// The file of a document was looked at, and is kept.
    DocumentKept {
        /// Which document.
        document: EntryId,
        /// What was kept.
        kept: Kept,
    },
    /// The file of a document was looked at and deleted.
    DocumentRefused {
        /// Which document.
        document: EntryId,
        /// Why.
        why: Unfit,
    },
    /// The originating agency withdrew a document.
    DocumentWithdrawn {
        /// Which document.
        document: EntryId,
        /// Why.
        reason: Prose,
        /// Since when it could be seen, UTC: as for a correction.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<DateTime<Utc>>,
    },
    /// Risk and RAG were set.
    Assessed {
        /// To what, and why.
        assessment: Assessment,
        /// Whether it was after the first; early ones do not say.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
        /// The RAG before; first ones have none, and early ones do not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Rag>,
        /// At which meeting, if at one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<MeetingId>,
    },
    /// RAG and the next review were set; how high the risk is was not scored anew (R5.4).
    Rated(Rating),
    /// A decision was recorded.
    Decided {
        /// What.
        decision: Prose,
        /// Why.
        rationale: Prose,
        /// At which meeting, if at one.
        meeting: Option<MeetingId>,
        /// Its id, by which it is limited; early decisions have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<EntryId>,
        /// The ground for sharing it; early decisions have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gateway: Option<Gateway>,
        /// The other agencies that may see it; everybody on the case without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<BTreeSet<AgencyId>>,
    },
    /// An agency was tasked.
    ActionAssigned {
        /// The action's id.
        action: ActionId,
        /// The task.
        task: Task,
        /// The ground for disclosing it to the agency.
        gateway: Gateway,
        /// The other agencies that may see it; everybody on the case without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<BTreeSet<AgencyId>>,
    },
    /// The agency accepted the task.
    ActionAccepted {
        /// Which.
        action: ActionId,
    },
    /// The agency declined the task.
    ActionDeclined {
        /// Which.
        action: ActionId,
        /// Why.
        reason: Prose,
    },
    /// The action ended.
    ActionEnded {
        /// Which.
        action: ActionId,
        /// How.
        ending: Ending,
        /// What shows it.
        evidence: Prose,
    },
    /// The system reminded, chased or escalated.
    ActionChased {
        /// Which.
        action: ActionId,
        /// Which step.
        step: Step,
    },
    /// Somebody proposes to close the case.
    ClosureProposed {
        /// Why.
        reason: Prose,
    },
    /// The case was closed.
    Closed {
        /// How it ended.
        outcome: Outcome,
        /// Why.
        reason: Prose,
    },
    /// The case was reopened, or a proposed closure was not agreed.
    Reopened {
        /// Why.
        reason: Prose,
        /// When it comes up for review.
        next_review_on: NaiveDate,
    },
    /// Somebody whose agency is not on the case asks for access (R3.1).
    AccessRequested {
        /// The request's id.
        access: AccessId,
        /// The name of the agency they act for.
        agency_name: String,
        /// Why.
        reason: Note,
        /// The day by which it is to be answered; early requests have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_on: Option<NaiveDate>,
    },
    /// Access was granted.
    AccessGranted {
        /// Which request.
        access: AccessId,
        /// To whom.
        to: Breadth,
        /// The ground for sharing the case.
        gateway: Gateway,
        /// The instant at which it ends by itself, UTC.
        until: DateTime<Utc>,
        /// Why.
        reason: Note,
    },
    /// Access was refused.
    AccessRefused {
        /// Which request.
        access: AccessId,
        /// Why.
        reason: Note,
    },
    /// Granted access was ended early.
    AccessEnded {
        /// Which request.
        access: AccessId,
        /// Why.
        reason: Note,
    },
    /// Somebody whose agency is not on the case took access in an emergency (R3.1).
    EmergencyOpened {
        /// The emergency access's id.
        access: AccessId,
        /// The name of the agency they act for.
        agency_name: String,
        /// Why.
        reason: Note,
        /// The ground on which the case is disclosed to them.
        gateway: Gateway,
        /// The instant at which it ends by itself, UTC.
        until: DateTime<Utc>,
        /// The day by which it is to be reviewed; early ones have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_on: Option<NaiveDate>,
    },
    /// An emergency access was reviewed.
    EmergencyReviewed {
        /// Which.
        access: AccessId,
        /// What was found.
        finding: Finding,
        /// Why, and what follows.
        note: Note,
    },
    /// The system chased or escalated access that waits for an answer or a review (R3.1).
    AccessChased {
        /// Which.
        access: AccessId,
        /// Which step.
        step: Step,
    },
    /// A step was taken with a tool or power (R6.1).
    PowerStepped {
        /// The number of the power on the case, from 1; a new one begins.
        number: u32,
        /// Which power.
        power: Power,
        /// Against whom or for which place, by number among the subjects.
        subject: Option<u32>,
        /// The step, with what the rules of its day made of it.
        stepped: Box<Stepped>,
    },
    /// The system reminded the agency that leads of what falls due with a power (R6.5).
    PowerReminded {
        /// The number of the power on the case.
        number: u32,
        /// Of what.
        reminder: Reminder,
    },
    /// A notice about it or one of its actions did not arrive, or was unwanted.
    NoticeReturned(CameBack),
    /// Somebody dealt with a returned notice.
    NoticeSettled(Settled),
    /// A step in how long it is kept (R12.2).
    Retention(retention::Step),
    /// It was erased: what is left is all that is known of it (R12.2).
    Erased(Box<Remains>),
    /// The plan was made or changed, or a measure of it was reviewed (R2.3).
    Planned(plan::Step),
    /// An ASB Case Review looks at how it was dealt with (R7.4).
    Review(reviews::Step),
    /// Another forum holds a subject, or one was sent on to it (R8.2, R8.3).
    Elsewhere(elsewhere::Step),
    /// Somebody said that a subject is, or is not, a subject of another case (R9.1).
    Same(same::Step),
}

impl Event {
    /// The kind of the first entry of a case that was kept elsewhere before.
    pub const IMPORTED: &'static str = "imported";

    /// What was brought to the case that it is about – an entry of the chronology, a document, a
    /// decision, a task – if it is about one.
    pub fn entry(&self) -> Option<EntryId> {
        match self {
            Self::EntryRecorded { entry, .. }
            | Self::EntryLimited { entry, .. }
            | Self::EntryCorrected { entry, .. }
            | Self::EntryWithdrawn { entry, .. }
            | Self::EntryErased { entry, .. } => Some(*entry),
            Self::DocumentFiled { document, .. }
            | Self::DocumentKept { document, .. }
            | Self::DocumentRefused { document, .. }
            | Self::DocumentWithdrawn { document, .. } => Some(*document),
            Self::Elsewhere(step) => step.entry(),
            Self::Reworded { entry, .. } | Self::Decided { entry, .. } => *entry,
            _ => self.action().map(EntryId::from),
        }
    }

    /// The task that it is about, if it is about one.
    pub fn action(&self) -> Option<ActionId> {
        match self {
            Self::ActionAssigned { action, .. }
            | Self::ActionAccepted { action }
            | Self::ActionDeclined { action, .. }
            | Self::ActionEnded { action, .. }
            | Self::ActionChased { action, .. } => Some(*action),
            _ => None,
        }
    }
}
