//! What an applicant tells (R7.1).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    AreaCode, Line, Prose,
    choice::choices,
    referral::{form::Postcode, report::Way},
};

choices! {
    /// Who applies.
    Applicant {
        Victim "victim" "Myself: it happens to me",
        Another "another" "Somebody else, with their consent",
        Councillor "councillor" "As a councillor, for somebody in my ward, with their consent",
        Member "member" "As a Member of Parliament, for somebody in my constituency, with their consent",
    }
}

choices! {
    /// Whether the victim wants to be there.
    Attendance {
        InPerson "in_person" "In person",
        Represented "represented" "Represented by somebody",
        Written "written" "By a written statement",
        Not "not" "Not at all",
    }
}

/// A complaint that was made about anti-social behaviour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// The day of the behaviour.
    pub happened_on: NaiveDate,
    /// The day of the complaint.
    pub complained_on: NaiveDate,
    /// To whom: the council, the police, a landlord.
    pub to: Line,
    /// About what.
    pub what: Prose,
}

/// Somebody who applies, and how they can be reached safely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Their name.
    pub name: Line,
    /// How.
    pub way: Way,
    /// At which number or address.
    pub reach: Line,
    /// Where letters can safely be sent, when they were told a way of another kind; it is no part of
    /// what was told before it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Line>,
    /// When not, or what else to mind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mind: Option<Line>,
}

/// For whom somebody applies, when it is not for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnBehalf {
    /// The victim's name.
    pub victim: Line,
    /// How and when they agreed.
    pub consent: Prose,
}

/// An application for a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The area it concerns.
    pub area: AreaCode,
    /// Where it happens.
    pub place: Line,
    /// The postcode there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// Who applies.
    pub applicant: Applicant,
    /// Who they are.
    pub contact: Contact,
    /// For whom, when it is not for themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behalf: Option<OnBehalf>,
    /// The complaints; 1 to [`Application::MOST`].
    pub complaints: Vec<Complaint>,
    /// How many people complained, the applicant counted.
    pub people: u16,
    /// The harm it does.
    pub harm: Prose,
    /// What was done about it, and why that is not enough.
    pub response: Prose,
    /// Whether the victim wants to be there.
    pub attendance: Attendance,
}

impl Application {
    /// Most complaints of one application: more say no more than three do.
    pub const MOST: usize = 5;
}
