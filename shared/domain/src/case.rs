//! The shared case: one per person, family or place, seen by the agencies on it (R2).
//!
//! The record holds what lists and rules need, and what actions ask and answer; what agencies wrote
//! to the chronology is the payload of journal entries, so that a long case stays below the item
//! limit.

pub mod access;
pub mod action;
pub mod agencies;
pub mod assessment;
pub mod category;
pub mod chase;
pub mod closing;
pub mod decision;
pub mod document;
pub mod elsewhere;
pub mod entry;
mod event;
mod figures;
mod fold;
pub mod imported;
pub mod limit;
pub mod pace;
pub mod plan;
pub mod powers;
pub mod retention;
pub mod reviews;
pub mod same;
pub mod subject;
mod tells;
pub mod wording;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use access::{AccessPolicy, Breadth, Emergency, Finding, Granting, Guests, Request};
pub use action::{Action, ActionStatus, Ending, Task};
pub use agencies::{Joining, Member};
pub use assessment::{Assessment, Rag, Rating, Stale, Turns};
pub use chase::{ChasePolicy, Step};
pub use closing::Outcome;
pub use document::Document;
pub use elsewhere::Elsewhere;
pub use entry::{EntryKind, Said};
pub use event::Event;
pub use imported::{Before, Ended, Imported, Mark, Origin};
pub use limit::{Amended, Limit, Sharing};
pub use pace::Pace;
pub use plan::{Measure, MeasureState, Plan};
pub use powers::{Reminder, Stepped, Taken, Taking, Used, When, come, days_ahead};
pub use retention::Remains;
pub use subject::Recorded;
pub use wording::Reworded;

use crate::{
    ActionId, AgencyId, AreaCode, CaseId, EntryId, Journal, Line, Prose, ReferralId, Stamp,
    gateway::Barred,
    journal::JournalFault,
    law::Ruling,
    notice::Returns,
    referral::{
        Referral, Report,
        form::{Behaviour, CaseKind, Form, RiskBand, Subject},
        report::Nuisance,
    },
    retention::Keeping,
    time::Quarter,
};

/// A case as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// What people call it, such as `RUN-2026-0042`.
    pub reference: String,
    /// A person, a family or a place.
    pub kind: CaseKind,
    /// The area it belongs to.
    pub area: AreaCode,
    /// What it is about, in a line.
    pub headline: Line,
    /// Open or closed.
    pub status: Status,
    /// The agency that leads.
    pub lead: AgencyId,
    /// Agencies with a justified interest, with the ground on which they see it.
    pub agencies: BTreeMap<AgencyId, Member>,
    /// Names of agencies that were on it: what they did keeps their name.
    #[serde(default)]
    pub former: BTreeMap<AgencyId, String>,
    /// Whom and what it concerns.
    pub subjects: Vec<Subject>,
    /// The referrals it was opened from or joined by.
    pub referrals: Vec<ReferralId>,
    /// RAG status; `None` until first assessed.
    pub rag: Option<Rag>,
    /// Risk band; `None` until first assessed.
    pub risk: Option<RiskBand>,
    /// When it was last assessed.
    pub assessed_on: Option<NaiveDate>,
    /// By when it is assessed for the first time; early cases have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assess_by: Option<NaiveDate>,
    /// When it comes up for review.
    pub next_review_on: NaiveDate,
    /// Actions, open and ended.
    pub actions: BTreeMap<ActionId, Action>,
    /// Notices that came back and wait for somebody to deal with them.
    #[serde(default, skip_serializing_if = "Returns::is_empty")]
    pub returns: Returns,
    /// People whose agency is not on it who asked for access, or took it in an emergency.
    #[serde(default, skip_serializing_if = "Guests::is_empty")]
    pub guests: Guests,
    /// Entries of the chronology that not everybody on it sees.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<EntryId, Limit>,
    /// Entries that were lately corrected or withdrawn.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub amended: BTreeMap<EntryId, Amended>,
    /// Whose it is what is recorded of each subject, by their number from 1.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub recorded: BTreeMap<u32, Recorded>,
    /// Steps whose words were lately put right, by their positions in the journal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reworded: BTreeMap<u64, Reworded>,
    /// Documents on it. What they are called stands in the journal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub documents: BTreeMap<EntryId, Document>,
    /// Tools and powers that are considered or used on it, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub powers: Vec<Used>,
    /// How long it is kept, and whether it may be erased.
    #[serde(default, skip_serializing_if = "Keeping::is_empty")]
    pub keeping: Keeping,
    /// The day by which its risk is scored again; `None` until it was scored with an instrument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rescore_on: Option<NaiveDate>,
    /// The plan by which risk is managed and harm is stopped.
    #[serde(default, skip_serializing_if = "Plan::is_empty")]
    pub plan: Plan,
    /// ASB Case Reviews of how it was dealt with (R7.4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<reviews::Linked>,
    /// What other forums have to do with it (R8.2).
    #[serde(default, skip_serializing_if = "Elsewhere::is_empty")]
    pub elsewhere: Elsewhere,
    /// Which of its subjects are, or are not, a subject of another case (R9.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<same::Tie>,
    /// Kinds of behaviour that the form it was opened from named; early cases have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub behaviours: Vec<Behaviour>,
    /// What the public reported that it was opened from; early cases have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nuisance: Option<Nuisance>,
    /// Which import brought it, of one that was kept elsewhere before (R11.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Mark>,
    /// How often its risk was assessed again, by quarter; early assessments are not among them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rescored: BTreeMap<Quarter, u32>,
    /// How often its RAG turned, by quarter; what was before this was kept is not in it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub turned: BTreeMap<Quarter, Turns>,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// When something last happened, UTC.
    pub last_activity_at: DateTime<Utc>,
}

/// Open or closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Status {
    /// Being worked on.
    Open,
    /// Somebody proposes to close it; the meeting decides.
    ClosureProposed {
        /// Why.
        reason: Prose,
    },
    /// Closed.
    Closed {
        /// On which day.
        on: NaiveDate,
        /// How it ended.
        outcome: Outcome,
    },
    /// Erased: nothing is left but that there was one (R12.2).
    Erased {
        /// On which day.
        on: NaiveDate,
        /// When it was closed.
        closed_on: NaiveDate,
        /// Whether what its journal said is gone too.
        finished: bool,
    },
}

impl Status {
    /// What people read.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::ClosureProposed { .. } => "Closure proposed",
            Self::Closed { .. } => "Closed",
            Self::Erased { .. } => "Erased",
        }
    }
}

/// Why a command on a case was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing can be added to a closed case.
    #[error("this case is closed; reopen it first")]
    Closed,
    /// Nothing can be done with an erased case.
    #[error("this case has been erased")]
    Erased,
    /// Only a closed case can be reopened.
    #[error("this case is open already")]
    NotClosed,
    /// The agency already sees the case.
    #[error("this agency is on the case already")]
    AgencyOnCase,
    /// The agency does not see the case.
    #[error(
        "this agency is not on the case; add it first, so that the ground for sharing is recorded"
    )]
    AgencyNotOnCase,
    /// The lead agency cannot be removed.
    #[error("this agency leads the case; choose another lead first")]
    AgencyLeads,
    /// An agency with open actions cannot be removed.
    #[error("this agency still has open actions on the case")]
    AgencyHasActions,
    /// Open actions stand in the way of closing.
    #[error("actions are still open: end each one before closing the case")]
    ActionsOpen,
    /// The case has as many of something as it can hold.
    #[error("a case can hold at most {limit} {what}")]
    Full {
        /// Of what.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The case holds as many words as one record can.
    #[error(
        "this case holds as much as one record can; close it and open a new one for what follows"
    )]
    Heavy,
    /// A day that must not be past is past.
    #[error("{0} must be today or later")]
    DayPast(&'static str),
    /// A day that must not lie ahead lies ahead.
    #[error("{0} must be today or earlier")]
    DayAhead(&'static str),
    /// It cannot have ended before it began.
    #[error("the day it was closed must not be before the day it was opened")]
    ClosedBeforeOpened,
    /// A day too far ahead.
    #[error("{0} must be within {1} days from today")]
    DayTooFar(&'static str, u64),
    /// No such action on this case.
    #[error("there is no such action on this case")]
    NoSuchAction,
    /// The action is not waiting to be accepted.
    #[error("this action is {0}, so it cannot be accepted or declined")]
    ActionAnswered(&'static str),
    /// The action has ended.
    #[error("this action has ended")]
    ActionEnded,
    /// No such subject.
    #[error("there is no such person or place on this case")]
    NoSuchSubject,
    /// Nothing of it is other than it was.
    #[error("nothing of this has been changed")]
    NothingCorrected,
    /// They are in that category already.
    #[error("they are recorded so already")]
    SameCategory,
    /// A person is no place.
    #[error("a place stays a place, and a person a person")]
    PlaceOrPerson,
    /// No such chronology entry.
    #[error("there is no such entry on this case")]
    NoSuchEntry,
    /// No such request or emergency access.
    #[error("there is no such access to this case")]
    NoSuchAccess,
    /// The same person asked before.
    #[error("you have asked for access to this case already")]
    AccessAsked,
    /// The request was answered before.
    #[error("this request has been answered already")]
    AccessAnswered,
    /// There is no granted access to end.
    #[error("this access has ended already, or was never granted")]
    AccessOver,
    /// The same person has emergency access.
    #[error("you have emergency access to this case already")]
    EmergencyOpen,
    /// The emergency access was reviewed before.
    #[error("this emergency access has been reviewed already")]
    EmergencyReviewed,
    /// Nobody reviews their own emergency access.
    #[error("somebody else must review your emergency access")]
    OwnEmergency,
    /// The gateway does not carry what is shared.
    #[error(transparent)]
    Barred(#[from] Barred),
    /// No such power on this case.
    #[error("there is no such power on this case")]
    NoSuchPower,
    /// Not somebody or something that the power can be used against.
    #[error(
        "this power needs somebody recorded as an alleged perpetrator or as convicted, or for a place, the place"
    )]
    NotRespondent,
    /// A step that cannot follow the one before.
    #[error("this step cannot follow the steps recorded so far, or its day is before theirs")]
    PowerOutOfPlace,
    /// A rule blocks it.
    #[error("a rule stands against this step")]
    Ruled(Box<Ruling>),
    /// A rule warns of it, and nobody said why it is done all the same.
    #[error("a rule warns of this step")]
    Unacknowledged(Box<Ruling>),
    /// A band other than the one worked out needs a reason.
    #[error("say why the band is another than the one worked out")]
    OverrideUnexplained,
    /// A review after the day by which the risk is scored again needs a reason.
    #[error("say why the next review is later than the day by which the risk is scored again")]
    ReviewAfterRescore,
    /// No such measure.
    #[error("there is no such measure in the plan of this case")]
    NoSuchMeasure,
    /// A measure that is still used needs a day on which it is reviewed.
    #[error("a measure that is planned or in place needs a review date")]
    MeasureUnreviewed,
    /// What another forum held is over already.
    #[error("it is recorded already that this is over")]
    HeldNoLonger,
    /// It cannot be over before it began.
    #[error("the day since when it is over must be {0} or later")]
    OverBefore(NaiveDate),
    /// No such indicator.
    #[error("there is no such indicator of other harm")]
    NoSuchIndicator,
    /// Nothing of this number was sent on.
    #[error("nothing with this number was sent on from this case")]
    NothingSent,
    /// Two subjects of one case are not judged: there is one case about both.
    #[error("these are of one and the same case: choose another case")]
    SameCase,
    /// Nobody said anything of the two that could be undone.
    #[error("nobody has said whether these two are one, so there is nothing to undo")]
    NothingJudged,
    /// They are joined already.
    #[error("these two are joined already")]
    JudgedSo,
    /// An agency that owns a measure still used cannot be removed.
    #[error("this agency still owns measures of the plan: give them to another agency first")]
    AgencyHasMeasures,
    /// Facts come from a person of an agency.
    #[error("this needs a person acting for an agency")]
    NoAgency,
    /// The journal does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

/// The result of a command on a case.
pub type Decided = Result<Journal<Case>, Refused>;

/// Most bytes of a record, with room for the answers to open actions: the table's 400 KB less
/// what index rows and characters of several bytes may add.
const RECORD_BYTES: usize = 320_000;
/// Room kept for the answer to one open action: 5,000 characters and what surrounds them.
const ANSWER_BYTES: usize = 5_500;

impl Case {
    /// Opens a case from a referral: its subjects come along, and the referring agency is on it.
    ///
    /// `lead` leads; both agencies see the case on the gateway that the referrer named.
    pub fn open(referral: &Referral, form: &Form, opening: Opening, stamp: &Stamp) -> Decided {
        let id = CaseId::from(stamp.uuid("case"));
        let mut agencies = vec![opening.lead.clone()];
        if opening.referrer.agency != opening.lead.agency {
            agencies.push(opening.referrer);
        }
        let opened = Event::Opened {
            reference: opening.reference,
            kind: form.kind,
            area: opening.area,
            headline: form.headline.clone(),
            referral: referral.id,
            subjects: form.subjects.clone(),
            lead: opening.lead.agency,
            agencies,
            next_review_on: opening.pace.first_review(stamp.today()),
            assess_by: Some(opening.pace.first_assessment(stamp.today())),
            reason: opening.reason,
            referred_by: referral.agency.clone(),
            behaviours: form.behaviours.clone(),
            nuisance: None,
        };
        Ok(Journal::begin(&id.to_string(), opened, stamp)?)
    }

    /// Opens a case from what a member of the public reported: no agency referred it, so only the
    /// one that leads is on it at first (R1.2).
    pub fn open_reported(
        referral: &Referral,
        report: &Report,
        taking: ReportOpening,
        stamp: &Stamp,
    ) -> Decided {
        let id = CaseId::from(stamp.uuid("case"));
        let opened = Event::Opened {
            reference: taking.reference,
            kind: report.kind(),
            area: taking.area,
            headline: referral.headline.clone(),
            referral: referral.id,
            subjects: report.subjects(),
            lead: taking.lead.agency.clone(),
            agencies: vec![taking.lead],
            next_review_on: taking.pace.first_review(stamp.today()),
            assess_by: Some(taking.pace.first_assessment(stamp.today())),
            reason: taking.reason,
            referred_by: None,
            behaviours: Vec::new(),
            nuisance: Some(report.nuisance),
        };
        Ok(Journal::begin(&id.to_string(), opened, stamp)?)
    }

    /// Whether it is being worked on.
    pub fn is_open(&self) -> bool {
        matches!(self.status, Status::Open | Status::ClosureProposed { .. })
    }

    /// Actions not yet ended, soonest due first.
    pub fn open_actions(&self) -> Vec<&Action> {
        let mut open: Vec<_> = self
            .actions
            .values()
            .filter(|action| action.is_open())
            .collect();
        open.sort_by_key(|action| (action.due_on, action.id));
        open
    }

    /// The name of an agency that is or was on the case, or its short name if it never was.
    pub fn agency_name<'a>(&'a self, agency: &'a AgencyId) -> &'a str {
        let member = self.agencies.get(agency).map(|member| &member.name);
        member
            .or_else(|| self.former.get(agency))
            .map_or(agency.as_str(), String::as_str)
    }
}

/// What opening a case needs besides the referral.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The area that is responsible today for where the referral was sent.
    pub area: AreaCode,
    /// The reference allocated in the area.
    pub reference: String,
    /// The agency that will lead.
    pub lead: Joining,
    /// The referring agency.
    pub referrer: Joining,
    /// Why it is taken on.
    pub reason: Prose,
    /// How soon it is looked at there.
    pub pace: Pace,
}

/// What opening a case from a report of the public needs besides it.
#[derive(Debug, Clone)]
pub struct ReportOpening {
    /// The area that is responsible today for where the referral was sent.
    pub area: AreaCode,
    /// The reference allocated in the area.
    pub reference: String,
    /// The agency that will lead.
    pub lead: Joining,
    /// Why it is taken on.
    pub reason: Prose,
    /// How soon it is looked at there.
    pub pace: Pace,
}

impl Journal<Case> {
    /// Joins a further referral; subjects not yet on the case come along.
    pub fn join_referral(
        self,
        referral: ReferralId,
        form: &Form,
        referrer: Joining,
        reason: Prose,
        stamp: &Stamp,
    ) -> Decided {
        let joins = !self.agencies.contains_key(&referrer.agency);
        let by = Some(referrer.agency.clone());
        let case = self.join_subjects((referral, by), &form.subjects, reason, stamp)?;
        if joins {
            case.add_agency(referrer, stamp)
        } else {
            Ok(case)
        }
    }

    /// Joins what a member of the public reported; no agency comes with it (R1.2).
    pub fn join_report(
        self,
        referral: ReferralId,
        report: &Report,
        reason: Prose,
        stamp: &Stamp,
    ) -> Decided {
        self.join_subjects((referral, None), &report.subjects(), reason, stamp)
    }

    fn join_subjects(
        self,
        (referral, referred_by): (ReferralId, Option<AgencyId>),
        subjects: &[Subject],
        reason: Prose,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        let known = |new: &Subject| {
            case.subjects.iter().any(|old| {
                old.name == new.name && old.born_on == new.born_on && old.role == new.role
            })
        };
        let subjects: Vec<_> = subjects
            .iter()
            .filter(|each| !known(each))
            .cloned()
            .collect();
        if case.subjects.len() + subjects.len() > Case::MAX_SUBJECTS {
            return Err(Refused::Full {
                what: "subjects",
                limit: Case::MAX_SUBJECTS,
            });
        }
        let joined = Event::ReferralJoined {
            referral,
            subjects,
            reason,
            referred_by,
        };
        case.write(joined, stamp)?.with_room()
    }

    /// Refuses what would leave no room for the answers to what is asked already.
    ///
    /// A record is one item of the table, of 400 KB at most. Whatever is assigned must still be
    /// able to be chased, declined or ended with evidence, so room for that is kept free.
    pub(crate) fn with_room(self) -> Result<Self, Refused> {
        let record = serde_json::to_string(self.record()).map_or(usize::MAX, |text| text.len());
        let answers = self.open_actions().len() * ANSWER_BYTES;
        if record.saturating_add(answers) > RECORD_BYTES {
            Err(Refused::Heavy)
        } else {
            Ok(self)
        }
    }

    pub(crate) fn open_only(self) -> Result<Self, Refused> {
        match self.status {
            Status::Open | Status::ClosureProposed { .. } => Ok(self),
            Status::Closed { .. } => Err(Refused::Closed),
            Status::Erased { .. } => Err(Refused::Erased),
        }
    }
}

impl Case {
    /// Most subjects on one case.
    pub const MAX_SUBJECTS: usize = 30;
    /// Most agencies on one case; keeps a change within one transaction of 100 items.
    pub const MAX_AGENCIES: usize = 40;
    /// Most actions on one case, ended ones counted.
    pub const MAX_ACTIONS: usize = 200;
    /// Most actions of one agency on one case, ended ones counted; keeps taking it off the case,
    /// and so the rows of its actions off its lists, within one transaction of 100 items.
    pub const MAX_ACTIONS_OF_AGENCY: usize = 90;
}

#[cfg(test)]
pub(crate) mod tests;
