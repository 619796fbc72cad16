//! An ASB Case Review (R7): somebody applies, the threshold is worked out, the agencies account for
//! what they did, and the review recommends.
//!
//! The record is thin, because lists and figures are made of it; what the applicant told is the
//! payload of the first entry, [`Event::Applied`].
//!
//! **Source:** Anti-social Behaviour, Crime and Policing Act 2014 ss.104 and 105, Schedule 4.

pub mod application;
pub mod figures;
pub mod procedures;
pub mod retention;
pub mod threshold;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use application::{Applicant, Application, Attendance, Complaint, Contact, OnBehalf};
pub use figures::Figures;
pub use procedures::{Procedure, Route, procedure, routes};
pub use retention::Remains;
pub use threshold::{Assessment, Checked};

use crate::{
    Aggregate, AreaCode, CaseReviewId, Journal, Line, Prose, Stamp,
    journal::{Header, JournalFault},
    law::{Adopted, Law},
    notice::{CameBack, Recipient, Returns, Settled, Tells},
    retention::{Keeping, Step},
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
    /// Where it stands.
    pub status: Status,
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

/// How the threshold is judged where the complaints do not decide (ACR-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// How persistent the behaviour is.
    pub persistence: Prose,
    /// The harm that it does or may do.
    pub harm: Prose,
    /// Whether the response was adequate.
    pub adequacy: Prose,
}

/// What can happen to an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It arrived.
    Applied {
        /// What the applicant told.
        application: Box<Application>,
        /// What was made of the complaints.
        assessment: Box<Assessment>,
        /// The day by which it is to be acknowledged.
        acknowledge_by: NaiveDate,
        /// The day by which the applicant is to hear the outcome.
        outcome_by: NaiveDate,
    },
    /// The applicant was told that it arrived.
    Acknowledged {},
    /// The threshold was decided.
    ThresholdDecided {
        /// Whether it is met.
        met: bool,
        /// How it was judged, where the complaints did not decide.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        judgement: Option<Box<Judgement>>,
        /// Why.
        reason: Prose,
    },
    /// An agency accounted for what it did.
    AccountTaken {
        /// Which.
        agency: Line,
        /// What it did.
        account: Prose,
    },
    /// How the victim took part.
    VictimHeard {
        /// How.
        attendance: Attendance,
        /// What they said, or why not.
        note: Prose,
    },
    /// Something was recommended.
    Recommended {
        /// To whom.
        to: Line,
        /// What.
        recommendation: Prose,
    },
    /// The review ended, and the applicant was told.
    Concluded {
        /// How.
        outcome: Prose,
    },
    /// The applicant withdrew it.
    Withdrawn {
        /// Why, as far as they said.
        reason: Prose,
    },
    /// A notice about it did not arrive, or was unwanted.
    NoticeReturned(CameBack),
    /// Somebody dealt with a returned notice.
    NoticeSettled(Settled),
    /// Something was decided about how long it is kept.
    Retention(Step),
    /// It was erased: what is left is all that is known of it (R12.2).
    Erased(Box<Remains>),
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
    /// Below the count all three are judged.
    #[error(
        "below the number of complaints, judge persistence, harm and the adequacy of the response"
    )]
    Unjudged,
    /// It cannot be done as it stands.
    #[error("this cannot be done now: {0}")]
    Stands(&'static str),
    /// No agency accounted for what it did.
    #[error("take at least one agency’s account before the review is concluded")]
    NoAccount,
    /// More of something than a review has.
    #[error("at most {0} can be recorded")]
    Full(usize),
    /// The journal does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

type Decided = Result<Journal<CaseReview>, Refused>;

/// Most accounts, and most recommendations, of one review.
const MOST: usize = 40;

impl CaseReview {
    /// Takes an application in; its complaints are judged by the law of today.
    pub fn apply(application: Application, adopted: &Adopted, stamp: &Stamp) -> Decided {
        let today = stamp.today();
        let ahead = |each: &Complaint| each.happened_on > today || each.complained_on > today;
        if application.complaints.iter().any(ahead) {
            return Err(Refused::Ahead);
        }
        let procedure = procedure(&application.area, today).ok_or(Refused::NoProcedure)?;
        let law = Law::on(today, adopted).in_area(&application.area);
        let assessment = Assessment::of(&application, &law, procedure);
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
        if !self.status.is_open() {
            None
        } else if self.acknowledged_on.is_none() {
            Some(self.acknowledge_by)
        } else {
            Some(self.outcome_by)
        }
    }
}

impl Journal<CaseReview> {
    /// The applicant was told that it arrived.
    pub fn acknowledge(self, stamp: &Stamp) -> Decided {
        let review = self.open()?;
        if review.acknowledged_on.is_some() {
            return Err(Refused::Acknowledged);
        }
        Ok(review.write(Event::Acknowledged {}, stamp)?)
    }

    /// Decides whether the threshold is met. Where enough complaints count it is; else it is judged.
    pub fn decide(
        self,
        met: bool,
        judgement: Option<Judgement>,
        reason: Prose,
        stamp: &Stamp,
    ) -> Decided {
        if self.status != Status::Applied {
            return Err(Refused::Stands(self.status.label()));
        }
        let must = self.assessment.must_be_met();
        if must && !met {
            return Err(Refused::MustBeHeld);
        }
        if !must && judgement.is_none() {
            return Err(Refused::Unjudged);
        }
        let decided = Event::ThresholdDecided {
            met,
            judgement: judgement.map(Box::new),
            reason,
        };
        Ok(self.write(decided, stamp)?)
    }

    /// Takes an agency's account of what it did.
    pub fn take_account(self, agency: Line, account: Prose, stamp: &Stamp) -> Decided {
        let review = self.under_review()?;
        if review.accounts.len() >= MOST {
            return Err(Refused::Full(MOST));
        }
        Ok(review.write(Event::AccountTaken { agency, account }, stamp)?)
    }

    /// Records how the victim took part.
    pub fn hear(self, attendance: Attendance, note: Prose, stamp: &Stamp) -> Decided {
        let review = self.under_review()?;
        Ok(review.write(Event::VictimHeard { attendance, note }, stamp)?)
    }

    /// Recommends something to somebody, who must have regard to it (ACR-6).
    pub fn recommend(self, to: Line, recommendation: Prose, stamp: &Stamp) -> Decided {
        let review = self.under_review()?;
        if review.recommendations >= MOST {
            return Err(Refused::Full(MOST));
        }
        Ok(review.write(Event::Recommended { to, recommendation }, stamp)?)
    }

    /// Ends the review with its outcome.
    pub fn conclude(self, outcome: Prose, stamp: &Stamp) -> Decided {
        let review = self.under_review()?;
        if review.accounts.is_empty() {
            return Err(Refused::NoAccount);
        }
        Ok(review.write(Event::Concluded { outcome }, stamp)?)
    }

    /// The applicant withdrew it.
    pub fn withdraw(self, reason: Prose, stamp: &Stamp) -> Decided {
        let review = self.open()?;
        Ok(review.write(Event::Withdrawn { reason }, stamp)?)
    }

    fn open(self) -> Result<Self, Refused> {
        if self.status.is_open() {
            Ok(self)
        } else {
            Err(Refused::Stands(self.status.label()))
        }
    }

    fn under_review(self) -> Result<Self, Refused> {
        match self.status {
            Status::UnderReview => Ok(self),
            status => Err(Refused::Stands(status.label())),
        }
    }
}

impl Aggregate for CaseReview {
    const KIND: &'static str = "case_review";
    type Event = Event;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn fold(record: Option<Self>, event: &Event, head: &Header) -> Result<Self, JournalFault> {
        let misplaced = || JournalFault::out_of_place(head);
        let on = time::london_date(head.at);
        if let Event::Erased(remains) = event {
            return retention::erased(remains, head);
        }
        let Some(mut review) = record else {
            return applied(event, head);
        };
        match event {
            Event::Applied { .. } | Event::Erased(_) => return Err(misplaced()),
            Event::Acknowledged {} => review.acknowledged_on = Some(on),
            Event::ThresholdDecided { met, .. } => {
                review.threshold = Some(Threshold { met: *met, on });
                review.status = match met {
                    true => Status::UnderReview,
                    false => Status::NotMet { on },
                };
            }
            Event::AccountTaken { agency, .. } => {
                if !review.accounts.contains(agency) {
                    review.accounts.push(agency.clone());
                }
            }
            Event::VictimHeard { .. } => {}
            Event::Recommended { .. } => review.recommendations += 1,
            Event::Concluded { .. } => review.status = Status::Concluded { on },
            Event::Withdrawn { .. } => review.status = Status::Withdrawn { on },
            Event::NoticeReturned(back) => review.returns.add(back.clone(), head),
            Event::NoticeSettled(settled) => {
                review.returns.settle(settled).ok_or_else(misplaced)?;
            }
            Event::Retention(Step::Finished { .. }) => {
                let Status::Erased { finished, .. } = &mut review.status else {
                    return Err(misplaced());
                };
                *finished = true;
            }
            Event::Retention(step) => review.keeping.fold(step, head),
        }
        Ok(review)
    }

    fn begins_anew(event: &Event) -> bool {
        matches!(event, Event::Erased(_))
    }
}

fn applied(event: &Event, head: &Header) -> Result<CaseReview, JournalFault> {
    let misplaced = || JournalFault::out_of_place(head);
    let Event::Applied {
        application,
        assessment,
        acknowledge_by,
        outcome_by,
    } = event
    else {
        return Err(misplaced());
    };
    let id: CaseReviewId = head.id.parse().map_err(|_| misplaced())?;
    Ok(CaseReview {
        id,
        reference: id.reference(),
        area: application.area.clone(),
        applied_on: time::london_date(head.at),
        acknowledge_by: *acknowledge_by,
        outcome_by: *outcome_by,
        assessment: (**assessment).clone(),
        acknowledged_on: None,
        threshold: None,
        accounts: Vec::new(),
        recommendations: 0,
        status: Status::Applied,
        keeping: Keeping::default(),
        returns: Returns::default(),
    })
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
