//! What can happen to an application for a review.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Application, Assessment, Attendance, Found, Letter, Remains, Reminder, Reviewed, Set, Sitting,
};
use crate::{
    Line, Prose,
    notice::{CameBack, Settled},
    retention::Step,
};

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
    /// A complaint, or how many people complained, was checked and found otherwise than told.
    ComplaintsChecked {
        /// What was found.
        found: Found,
        /// How.
        reason: Prose,
        /// What is made of the complaints now.
        assessment: Box<Assessment>,
    },
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
        /// The action that was set with it on the case that is reviewed, if one was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        set: Option<Set>,
    },
    /// The case that the review looks at was named.
    Linked(Reviewed),
    /// It was the wrong case.
    Unlinked {
        /// Why.
        reason: Prose,
    },
    /// The agencies meet about it, or meet at another time than was said.
    Called(Sitting),
    /// A letter was sent by email: the address of a page on which it stands for a time.
    LetterSent {
        /// Which letter.
        letter: Letter,
        /// Until when it can be read there, UTC.
        until: DateTime<Utc>,
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
    /// The email with a letter was not taken: whoever sent it was told.
    LetterUnsent {
        /// Which letter.
        letter: Letter,
    },
    /// The area's team was reminded of what is due.
    Reminded(Reminder),
    /// A notice about it did not arrive, or was unwanted.
    NoticeReturned(CameBack),
    /// Somebody dealt with a returned notice.
    NoticeSettled(Settled),
    /// Something was decided about how long it is kept.
    Retention(Step),
    /// It was erased: what is left is all that is known of it (R12.2).
    Erased(Box<Remains>),
}
