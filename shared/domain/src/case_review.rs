//! An ASB Case Review (R7): somebody applies, the threshold is worked out, the agencies account for
//! what they did, and the review recommends.
//!
//! The record is thin, because lists and figures are made of it; what the applicant told is the
//! payload of the first entry, [`Event::Applied`].
//!
//! **Source:** Anti-social Behaviour, Crime and Policing Act 2014 ss.104 and 105, Schedule 4.

pub mod application;
mod check;
mod event;
pub mod figures;
mod fold;
pub mod letter;
pub mod link;
pub mod procedures;
pub mod remind;
pub mod retention;
pub mod sitting;
mod steps;
pub mod threshold;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use application::{Applicant, Application, Attendance, Complaint, Contact, OnBehalf};
pub use check::Found;
pub use event::{Event, Judgement};
pub use figures::Figures;
pub use letter::Letter;
pub use link::{Reviewed, Set};
pub use procedures::{Procedure, Route, routes};
pub use remind::{Deadline, Reminder};
pub use retention::Remains;
pub use sitting::Sitting;
pub use threshold::{Assessment, Checked, Limits};

use crate::{
    AreaCode, CaseReviewId, Journal, Line, Stamp, case,
    journal::JournalFault,
    law::{Adopted, Law},
    notice::{CameBack, Recipient, Returns, Settled, Tells},
    retention::Keeping,
    time,
};

/// An application for a review, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseReview {
    /// Its id.
    pub id: CaseReviewId,
    /// What people call it, such as `C-2D7F8A4B`.
    pub reference: String,
    /// Its area.
    pub area: AreaCode,
    /// The day of the application.
    pub applied_on: NaiveDate,
    /// The day by which it is to be acknowledged.
    pub acknowledge_by: NaiveDate,
    /// The day by which the applicant is to hear the outcome.
    pub outcome_by: NaiveDate,
    /// What was made of the complaints.
    pub assessment: Assessment,
    /// The day it was acknowledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_on: Option<NaiveDate>,
    /// What was decided on the threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
    /// Whose account has been taken.
    #[serde(default)]
    pub accounts: Vec<Line>,
    /// How many recommendations were made.
    #[serde(default)]
    pub recommendations: usize,
    /// The case that it looks at, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Reviewed>,
    /// When the agencies meet about it, once that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sitting: Option<Sitting>,
    /// The day on which that was last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_on: Option<NaiveDate>,
    /// Where it stands.
    pub status: Status,
    /// Reminders that the area's team was sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reminded: Vec<Reminder>,
    /// How long it is kept, and whether it may be erased.
    #[serde(default, skip_serializing_if = "Keeping::is_empty")]
    pub keeping: Keeping,
    /// Notices that came back and wait for somebody to deal with them.
    #[serde(default, skip_serializing_if = "Returns::is_empty")]
    pub returns: Returns,
}

/// What was decided on the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// Whether it is met.
    pub met: bool,
    /// On which day that was decided.
    pub on: NaiveDate,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Status {
    /// The threshold is to be decided.
    Applied,
    /// The threshold is met, and the review is under way.
    UnderReview,
    /// The threshold is not met.
    NotMet {
        /// Since which day.
        on: NaiveDate,
    },
    /// The review is over, and the applicant was told the outcome.
    Concluded {
        /// Since which day.
        on: NaiveDate,
    },
    /// The applicant withdrew it.
    Withdrawn {
        /// Since which day.
        on: NaiveDate,
    },
    /// Erased: nothing is left but that there was one, and what is counted of it (R12.2).
    Erased {
        /// On which day.
        on: NaiveDate,
        /// The day it was over.
        settled_on: NaiveDate,
        /// The day the review was concluded, if it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        concluded_on: Option<NaiveDate>,
        /// Whether what its journal said is gone too.
        finished: bool,
    },
}

impl Status {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Applied => "Threshold to be decided",
            Self::UnderReview => "Review under way",
            Self::NotMet { .. } => "Threshold not met",
            Self::Concluded { .. } => "Concluded",
            Self::Withdrawn { .. } => "Withdrawn",
            Self::Erased { .. } => "Erased",
        }
    }

    /// Its name in JSON.
    pub fn value(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::UnderReview => "under_review",
            Self::NotMet { .. } => "not_met",
            Self::Concluded { .. } => "concluded",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Erased { .. } => "erased",
        }
    }

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Applied | Self::UnderReview)
    }

    /// The day the review was concluded, also once it is erased.
    pub fn concluded_on(self) -> Option<NaiveDate> {
        match self {
            Self::Concluded { on } => Some(on),
            Self::Erased { concluded_on, .. } => concluded_on,
            Self::Applied | Self::UnderReview | Self::NotMet { .. } | Self::Withdrawn { .. } => {
                None
            }
        }
    }
}

/// Why a step was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No procedures hold on the day.
    #[error("no procedures for case reviews hold in this area on that day")]
    NoProcedure,
    /// A day lies ahead.
    #[error("every day must be today or earlier")]
    Ahead,
    /// Acknowledged before.
    #[error("this application has been acknowledged already")]
    Acknowledged,
    /// Enough complaints count.
    #[error("enough complaints count, so a review must be held")]
    MustBeHeld,
    /// Enough people complained, by the area's own lower threshold.
    #[error("enough people complained by this area’s procedures, so a review must be held")]
    EnoughPeople,
    /// Below the count all three are judged.
    #[error(
        "below the number of complaints, judge persistence, harm and the adequacy of the response"
    )]
    Unjudged,
    /// There is no such complaint, or that was found of it before.
    #[error("choose a complaint of which this was not found before")]
    NoSuchComplaint,
    /// It cannot be done as it stands.
    #[error("this cannot be done now: {0}")]
    Stands(&'static str),
    /// No agency accounted for what it did.
    #[error("take at least one agency’s account before the review is concluded")]
    NoAccount,
    /// A meeting in the past.
    #[error("the meeting must be later than now")]
    Past,
    /// It looks at a case already.
    #[error("this review looks at {0}; undo that first")]
    Linked(String),
    /// It looks at no such case.
    #[error("this review does not look at that case")]
    NotLinked,
    /// An agency that is asked is not on the case.
    #[error("ask agencies that are on the case that it looks at")]
    NotOnCase,
    /// There is no such letter yet, or it is too late for it.
    #[error("there is nothing to write in this letter yet, or it comes too late")]
    Unwritten,
    /// The case does not allow it.
    #[error(transparent)]
    Case(Box<case::Refused>),
    /// More of something than a review has.
    #[error("at most {0} can be recorded")]
    Full(usize),
    /// The journal does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

type Decided = Result<Journal<CaseReview>, Refused>;

impl CaseReview {
    /// Takes an application in; its complaints are judged, and its deadlines set, by the law of
    /// today in its area.
    pub fn apply(application: Application, adopted: &Adopted, stamp: &Stamp) -> Decided {
        let today = stamp.today();
        let ahead = |each: &Complaint| each.happened_on > today || each.complained_on > today;
        if application.complaints.iter().any(ahead) {
            return Err(Refused::Ahead);
        }
        let area = &application.area;
        let procedure = Procedure::of(area, adopted, today).ok_or(Refused::NoProcedure)?;
        let law = Law::on(today, adopted).in_area(area);
        let assessment = Assessment::of(&application, &law, &procedure);
        let days = |count| time::add_working_days(today, count);
        let applied = Event::Applied {
            acknowledge_by: days(procedure.acknowledge_working_days),
            outcome_by: days(procedure.outcome_working_days),
            assessment: Box::new(assessment),
            application: Box::new(application),
        };
        let id = CaseReviewId::from(stamp.uuid("case review"));
        Ok(Journal::begin(&id.to_string(), applied, stamp)?)
    }

    /// The day by which the next thing is to be done; none once nothing is.
    pub fn due_on(&self) -> Option<NaiveDate> {
        self.deadline().map(|(_, on)| on)
    }
}

impl Tells for CaseReview {
    fn came_back(back: CameBack) -> Event {
        Event::NoticeReturned(back)
    }

    fn settled(settled: Settled) -> Event {
        Event::NoticeSettled(settled)
    }

    fn returns(&self) -> &Returns {
        &self.returns
    }

    /// Only the area's team is told.
    fn name_of(&self, _: &Recipient) -> Option<&str> {
        None
    }

    fn may_tell(&self, _: &Recipient) -> bool {
        true
    }
}

#[cfg(test)]
mod tests;
