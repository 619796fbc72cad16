//! Letters to the applicant, composed once for every form in which they go out (R7.3, R7.4).

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    Application, Attendance, CaseReview, Checked, Contact, Event, Refused, Status, routes,
};
use crate::{Journal, Line, Stamp, choice::choices, law::Adopted, referral::report::Way, time};

choices! {
    /// Which letter.
    Letter {
        Acknowledgement "acknowledgement" "Letter that it has arrived",
        Threshold "threshold" "Letter about the threshold",
        Invitation "invitation" "Invitation to the meeting",
        Outcome "outcome" "Letter about the outcome",
    }
}

/// How long a letter that was sent by email can be read.
const READABLE: TimeDelta = TimeDelta::days(30);

/// A letter, from its date to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it is about, as its heading.
    pub title: String,
    /// Its date.
    pub on: NaiveDate,
    /// To whom.
    pub name: String,
    /// Where it is posted; none when no postal address was given, and nothing is posted.
    pub address: Option<String>,
    /// What staff do with it, in a sentence. The applicant is not told.
    pub goes: String,
    /// What to quote.
    pub reference: String,
    /// Whom it is about, when not the applicant.
    pub victim: Option<String>,
    /// What it says.
    pub parts: Vec<Part>,
    /// Who signs.
    pub from: String,
}

/// A piece of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Our words.
    Said(String),
    /// The coordinator's words, line breaks and all.
    Typed(String),
    /// A heading.
    Heading(&'static str),
    /// A list.
    Points(Vec<String>),
}

impl Letter {
    /// The letters there is something to write in.
    pub fn of(review: &CaseReview) -> Vec<Self> {
        let told = Self::ALL.iter().copied();
        told.filter(|letter| letter.dated(review).is_some())
            .collect()
    }

    /// The day it is of; `None` when it cannot be written yet, or any more.
    fn dated(self, review: &CaseReview) -> Option<NaiveDate> {
        // A letter is made of what was told, and of that nothing is left.
        if matches!(review.status, Status::Erased { .. }) {
            return None;
        }
        match (self, review.status) {
            (Self::Acknowledgement, _) => Some(review.acknowledged_on.unwrap_or(review.applied_on)),
            (Self::Threshold, _) => review.threshold.map(|threshold| threshold.on),
            (Self::Invitation, Status::UnderReview) => {
                review.sitting.as_ref().and(review.called_on)
            }
            (Self::Outcome, Status::Concluded { on }) => Some(on),
            (Self::Invitation | Self::Outcome, _) => None,
        }
    }

    /// Those that can still be sent: what a letter announces must lie ahead.
    pub fn to_send(review: &CaseReview, now: DateTime<Utc>) -> Vec<Self> {
        let ahead = |letter: &Self| match letter {
            Self::Acknowledgement | Self::Outcome => true,
            Self::Threshold => matches!(review.status, Status::UnderReview | Status::NotMet { .. }),
            Self::Invitation => {
                let sitting = review.sitting.as_ref();
                sitting.is_some_and(|sitting| now < sitting.starts_at)
            }
        };
        Self::of(review).into_iter().filter(ahead).collect()
    }

    fn title(self, review: &CaseReview) -> &'static str {
        match self {
            Self::Acknowledgement => "Your application for an ASB Case Review has arrived",
            Self::Threshold if review.threshold.is_some_and(|threshold| threshold.met) => {
                "There will be an ASB Case Review"
            }
            Self::Threshold => "Your application does not meet the threshold",
            Self::Invitation => "Your ASB Case Review meeting",
            Self::Outcome => "The outcome of your ASB Case Review",
        }
    }

    /// Writes it for the area called `area`, by the rules as adopted; `None` when there is nothing to write in it.
    pub fn write<'a>(
        self,
        review: &CaseReview,
        application: &Application,
        events: impl Iterator<Item = &'a Event>,
        (area, adopted): (&str, &Adopted),
    ) -> Option<Written> {
        let on = self.dated(review)?;
        let events: Vec<_> = events.collect();
        let mut parts = self.begins(review, application, area);
        parts.extend(self.decided(&events));
        parts.extend(self.recommended(&events));
        if matches!(self, Self::Acknowledgement | Self::Threshold) {
            let counted = review.assessment.complaints.iter().map(point).collect();
            parts.push(Part::Heading("How your complaints were counted"));
            parts.push(Part::Points(counted));
            parts.push(Part::Said(review.assessment.result.clone()));
        }
        if matches!(self, Self::Threshold | Self::Outcome) {
            let routes = routes(on, adopted).into_iter();
            let routes = routes.map(|route| format!("{}: {}", route.to, route.how));
            parts.push(Part::Heading("If you are not satisfied"));
            parts.push(Part::Points(routes.collect()));
        }
        let behalf = application.behalf.as_ref();
        Some(Written {
            title: self.title(review).to_owned(),
            on,
            name: application.contact.name.to_string(),
            address: application.by_post().map(str::to_owned),
            goes: application.letters_go(),
            reference: review.reference.clone(),
            victim: behalf.map(|behalf| behalf.victim.to_string()),
            parts,
            from: format!("Community safety team, {area}"),
        })
    }

    fn begins(self, review: &CaseReview, application: &Application, area: &str) -> Vec<Part> {
        let applied = time::long_date(review.applied_on);
        let hear_by = time::full_date(review.outcome_by);
        match self {
            Self::Acknowledgement => vec![Part::Said(format!(
                "Your application arrived on {applied}. The community safety partners of {area} look \
                 at it together, and you hear the outcome by {hear_by}."
            ))],
            Self::Threshold if review.threshold.is_some_and(|threshold| threshold.met) => {
                vec![Part::Said(format!(
                    "You applied on {applied}. The threshold for a review is met. The agencies now \
                     say what each of them did, and you hear the outcome by {hear_by}. You can take \
                     part in person, send somebody for you, or write to us."
                ))]
            }
            Self::Threshold => vec![Part::Said(format!(
                "You applied on {applied}. We have decided that the threshold for a review is not met."
            ))],
            Self::Invitation => invitation(review, application),
            Self::Outcome => vec![Part::Said(format!(
                "The review that you asked for on {applied} is over. This is its outcome."
            ))],
        }
    }

    fn decided(self, events: &[&Event]) -> Vec<Part> {
        let words = events.iter().filter_map(|event| match (self, event) {
            (Self::Threshold, Event::ThresholdDecided { reason, .. }) => Some(reason),
            (Self::Outcome, Event::Concluded { outcome }) => Some(outcome),
            _ => None,
        });
        words.map(|words| Part::Typed(words.to_string())).collect()
    }

    fn recommended(self, events: &[&Event]) -> Vec<Part> {
        let made = events.iter().filter_map(|event| match (self, event) {
            (
                Self::Outcome,
                Event::Recommended {
                    to, recommendation, ..
                },
            ) => Some(format!("To {to}: {recommendation}")),
            _ => None,
        });
        let points: Vec<_> = made.collect();
        if points.is_empty() {
            return Vec::new();
        }
        vec![
            Part::Heading("What the review recommends"),
            Part::Points(points),
        ]
    }
}

fn point(checked: &Checked) -> String {
    let counts = if checked.counts {
        "Counts"
    } else {
        "Does not count"
    };
    format!("{counts}. {} ({})", checked.why, checked.rule)
}

fn invitation(review: &CaseReview, application: &Application) -> Vec<Part> {
    let Some(sitting) = &review.sitting else {
        return Vec::new();
    };
    let (who, wants, sends, not) = match &application.behalf {
        Some(behalf) => (behalf.victim.as_str(), "wants", "sends", "does not want"),
        None => ("you", "want", "send", "do not want"),
    };
    let wished = match application.attendance {
        Attendance::InPerson => format!("You told us that {who} {wants} to be there."),
        Attendance::Represented => {
            format!("You told us that {who} {sends} somebody. Please tell us whom.")
        }
        Attendance::Written => format!(
            "You told us that {who} {sends} a written statement. We need it the day before."
        ),
        Attendance::Not => format!(
            "You told us that {who} {not} to take part. That can still be changed: tell us."
        ),
    };
    vec![
        Part::Said(
            "The agencies meet about your application, and each says what it did.".to_owned(),
        ),
        Part::Points(vec![
            format!("When: {}", time::long_time(sitting.starts_at)),
            format!("Where: {}", sitting.place),
        ]),
        Part::Said(wished),
        Part::Said(
            "Tell us if the time or the place does not suit, if you need anything to take part, or if \
             somebody else should come with you."
                .to_owned(),
        ),
    ]
}

impl Application {
    /// Whether letters go by email: the applicant said that this is safe, and gave an address.
    pub fn by_email(&self) -> Option<&str> {
        (self.contact.way == Way::Email).then(|| self.contact.reach.as_str())
    }

    /// Where letters are posted: the address that was given for them. A number or an email is none.
    pub fn by_post(&self) -> Option<&str> {
        let contact = &self.contact;
        let reach = (contact.way == Way::Letter).then_some(&contact.reach);
        contact.post.as_ref().or(reach).map(Line::as_str)
    }

    /// Whether a letter can reach the applicant at all; else what it says is told.
    pub fn in_writing(&self) -> bool {
        self.by_email().is_some() || self.by_post().is_some()
    }

    /// How letters reach the applicant, as staff read it.
    pub fn letters_go(&self) -> String {
        let Contact { way, reach, .. } = &self.contact;
        match (self.by_email(), self.by_post()) {
            (Some(email), Some(post)) => format!(
                "Send each letter by email to {email}, or post it to {post}: the applicant said that both are safe."
            ),
            (Some(email), None) => {
                format!(
                    "Send each letter by email to {email}. No postal address was given: post nothing."
                )
            }
            (None, Some(post)) => format!("Print each letter and post it to {post}."),
            (None, None) => {
                let tell = match way {
                    Way::Text => "Say what each letter says by text message to",
                    Way::Phone | Way::Email | Way::Letter => "Read each letter out by phone on",
                };
                format!("No email or postal address was given: post nothing. {tell} {reach}.")
            }
        }
    }
}

impl Journal<CaseReview> {
    /// Records that a letter is sent by email, and until when it can be read.
    pub fn send_letter(
        self,
        letter: Letter,
        stamp: &Stamp,
    ) -> Result<(Self, DateTime<Utc>), Refused> {
        if !Letter::to_send(&self, stamp.at).contains(&letter) {
            return Err(Refused::Unwritten);
        }
        let until = stamp.at + READABLE;
        let review = self.with_room()?;
        Ok((
            review.write(Event::LetterSent { letter, until }, stamp)?,
            until,
        ))
    }

    /// Records that the email with a letter was not taken by the provider.
    pub fn letter_unsent(self, letter: Letter, stamp: &Stamp) -> Result<Self, Refused> {
        Ok(self.write(Event::LetterUnsent { letter }, stamp)?)
    }
}
