//! What the store and the domain say, as problems. Each is spelt out: a new one must be placed here.

use domain::{
    case, case_review, directory,
    journal::JournalFault,
    law::{self, Effect, Ruling, rule},
    meeting,
    notice::returned,
    referral, reorganisation, retention, subject_access,
    text::capital,
    transfer,
};

use super::Problem;

impl From<store::Error> for Problem {
    fn from(fault: store::Error) -> Self {
        use store::Error;
        match fault {
            Error::NotFound => Self::NotFound,
            Error::Conflict => Self::Conflict(Vec::new()),
            Error::Reused => Self::Reused,
            Error::TooMany => Self::TooManyCases,
            Error::TooManyFiles => Self::TooManyFiles,
            Error::TooLarge => Self::refused("This is more than one record can hold."),
            Error::Cursor => Self::field("from", "must be the token of a page"),
            Error::Unavailable(code) => Self::Unavailable(format!("storage: {code}")),
            Error::Unreadable(what) => Self::Broken(format!("stored {what} cannot be read")),
            Error::Journal(fault) => fault.into(),
        }
    }
}

impl From<transfer::Refused> for Problem {
    fn from(refused: transfer::Refused) -> Self {
        use transfer::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::NotAsked => Self::NotFound,
            Refused::LongMapping => Self::field("words", capital(&refused.to_string())),
            Refused::Over | Refused::Busy | Refused::Unmapped | Refused::Untried => {
                Self::rule(&refused)
            }
        }
    }
}

impl From<JournalFault> for Problem {
    fn from(fault: JournalFault) -> Self {
        Self::Broken(fault.to_string())
    }
}

impl From<case::Refused> for Problem {
    fn from(refused: case::Refused) -> Self {
        use case::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::NoSuchAction
            | Refused::NoSuchSubject
            | Refused::NoSuchEntry
            | Refused::NoSuchPower
            | Refused::NoSuchMeasure
            | Refused::NothingSent
            | Refused::NoSuchAccess => Self::NotFound,
            Refused::Ruled(ruling) => ruled(&ruling),
            Refused::Unacknowledged(ruling) => unacknowledged(&ruling),
            Refused::Barred(barred) => Self::Refused {
                rule: format!("{}.", capital(&barred.to_string())),
                citation: Some(barred.citation().to_owned()),
            },
            Refused::Closed
            | Refused::Erased
            | Refused::NotClosed
            | Refused::SameCategory
            | Refused::NothingCorrected
            | Refused::PlaceOrPerson
            | Refused::AgencyOnCase
            | Refused::AgencyNotOnCase
            | Refused::AgencyLeads
            | Refused::AgencyHasActions
            | Refused::ActionsOpen
            | Refused::Full { .. }
            | Refused::Heavy
            | Refused::DayPast(_)
            | Refused::DayAhead(_)
            | Refused::ClosedBeforeOpened
            | Refused::DayTooFar(..)
            | Refused::ActionAnswered(_)
            | Refused::ActionEnded
            | Refused::AccessAsked
            | Refused::AccessAnswered
            | Refused::AccessOver
            | Refused::EmergencyOpen
            | Refused::EmergencyReviewed
            | Refused::OwnEmergency
            | Refused::NotRespondent
            | Refused::PowerOutOfPlace
            | Refused::OverrideUnexplained
            | Refused::ReviewAfterRescore
            | Refused::MeasureUnreviewed
            | Refused::AgencyHasMeasures
            | Refused::HeldNoLonger
            | Refused::OverBefore(_)
            | Refused::NoSuchIndicator
            | Refused::SameCase
            | Refused::NothingJudged
            | Refused::JudgedSo
            | Refused::NoAgency => Self::rule(&refused),
        }
    }
}

/// What blocks, each rule with its citation and whether it is statute or local policy (R6.3).
fn ruled(ruling: &Ruling) -> Problem {
    told(ruling, Effect::Blocks, "")
}

/// What is warned of, until somebody says why it is done all the same.
fn unacknowledged(ruling: &Ruling) -> Problem {
    told(ruling, Effect::Warns, " Say why it is done all the same.")
}

fn told(ruling: &Ruling, effect: Effect, then: &str) -> Problem {
    let said = ruling.of(effect).map(|found| {
        let kind = found.kind.label();
        format!(
            "{} ({kind}, {}).",
            found.text.trim_end_matches('.'),
            found.rule
        )
    });
    let cited: std::collections::BTreeSet<_> = ruling
        .of(effect)
        .map(|found| found.citation.as_str())
        .collect();
    let rule = said.collect::<Vec<_>>().join(" ");
    Problem::Refused {
        rule: format!("{rule}{then}"),
        citation: Some(cited.into_iter().collect::<Vec<_>>().join("; ")),
    }
}

impl From<law::Refused> for Problem {
    fn from(refused: law::Refused) -> Self {
        use law::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::NoSuchRule => Self::NotFound,
            Refused::NotMarked
            | Refused::ConfirmedBefore
            | Refused::HasDate
            | Refused::SameDay
            | Refused::DayPast
            | Refused::DayTooFar(_)
            | Refused::Fixed
            | Refused::OutOfBounds { .. }
            | Refused::Full(_) => Self::rule(&refused),
        }
    }
}

impl From<reorganisation::Refused> for Problem {
    fn from(refused: reorganisation::Refused) -> Self {
        use reorganisation::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::NoPlan
            | Refused::Settled
            | Refused::TooFar(_)
            | Refused::Nothing
            | Refused::TooMany(_)
            | Refused::Twice(_)
            | Refused::EndsOtherwise(_)
            | Refused::NoSuchArea(_)
            | Refused::NotThere(_)
            | Refused::Postcodes => Self::rule(&refused),
        }
    }
}

impl From<retention::Refused> for Problem {
    fn from(refused: retention::Refused) -> Self {
        use retention::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::Day => Self::field("until", "Date must be after today, and within ten years"),
            Refused::Erased
            | Refused::InUse
            | Refused::Held
            | Refused::NotHeld
            | Refused::NotDue(_)
            | Refused::NotOrdered
            | Refused::NotYet(_)
            | Refused::Ordered
            | Refused::WithCase
            | Refused::NotWithdrawn
            | Refused::Same
            | Refused::NoTime
            | Refused::NoRule => Self::rule(&refused),
        }
    }
}

impl From<case_review::Refused> for Problem {
    fn from(refused: case_review::Refused) -> Self {
        use case_review::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::Case(refused) => (*refused).into(),
            Refused::MustBeHeld | Refused::Unjudged => Self::Refused {
                rule: capital(&refused.to_string()),
                citation: rule("ACR-2").map(|rule| rule.citation.clone()),
            },
            Refused::EnoughPeople => Self::Refused {
                rule: capital(&refused.to_string()),
                citation: rule(case_review::procedures::LOCAL).map(|rule| rule.citation.clone()),
            },
            Refused::NoProcedure
            | Refused::Ahead
            | Refused::Acknowledged
            | Refused::NoSuchComplaint
            | Refused::Stands(_)
            | Refused::NoAccount
            | Refused::Past
            | Refused::Linked(_)
            | Refused::NotLinked
            | Refused::NotOnCase
            | Refused::Unwritten
            | Refused::Full(_) => Self::rule(&refused),
        }
    }
}

impl From<subject_access::Refused> for Problem {
    fn from(refused: subject_access::Refused) -> Self {
        use subject_access::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::Unfindable => Self::field(
                "born_on",
                "Enter a date of birth or a postcode, so that the person’s cases are found",
            ),
            Refused::Ahead => {
                Self::field("received_on", "The day it arrived must be today or earlier")
            }
            Refused::Answered
            | Refused::Extended
            | Refused::Unreviewed(_)
            | Refused::Nothing
            | Refused::Unsought
            | Refused::Moved(_)
            | Refused::Undecided(_)
            | Refused::Unfound
            | Refused::TooMany(_)
            | Refused::Words(_) => Self::rule(&refused),
        }
    }
}

impl From<referral::Refused> for Problem {
    fn from(refused: referral::Refused) -> Self {
        use referral::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::NoReferrer
            | Refused::Decided(_)
            | Refused::NobodyToAsk
            | Refused::NothingAsked
            | Refused::NotEvidence
            | Refused::TooMuchEvidence => Self::rule(&refused),
        }
    }
}

impl From<meeting::Refused> for Problem {
    fn from(refused: meeting::Refused) -> Self {
        use meeting::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::Past
            | Refused::Cancelled
            | Refused::Started
            | Refused::NotYet
            | Refused::Unmoved
            | Refused::TooOften(_)
            | Refused::OnAgenda
            | Refused::NotOnAgenda
            | Refused::NobodyToTell
            | Refused::OtherArea
            | Refused::OtherForum(_)
            | Refused::CaseClosed
            | Refused::Full(_) => Self::rule(&refused),
        }
    }
}

impl From<returned::Refused> for Problem {
    fn from(refused: returned::Refused) -> Self {
        use returned::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::Settled | Refused::Stranger | Refused::Full(_) => Self::rule(&refused),
        }
    }
}

impl From<directory::Refused> for Problem {
    fn from(refused: directory::Refused) -> Self {
        use directory::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::Left
            | Refused::NotLeft
            | Refused::LastAdministrator
            | Refused::Trained
            | Refused::NotTrained
            | Refused::AccountBound
            | Refused::NoAccount
            | Refused::TrainedAhead
            | Refused::TrainingsFull(_)
            | Refused::AgencyClosed
            | Refused::AgencyOpen
            | Refused::AgencyInUse { .. }
            | Refused::LeadIsNoPartner => Self::rule(&refused),
        }
    }
}

impl Problem {
    /// A rule of the domain, as the sentence it is on a page.
    fn rule(refused: &impl std::fmt::Display) -> Self {
        Self::refused(format!("{}.", capital(&refused.to_string())))
    }
}
