//! The shapes of replies to staff.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Journal,
    case::Case,
    case_review::{Application, CaseReview, Event, Found, Set},
    text::capital,
    time,
};
use edge::{App, CheckedView, Problem};
use serde::Serialize;
use store::File;
use utoipa::ToSchema;

/// An application in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CaseReviewRow {
    /// Its id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub id: String,
    /// What people call it.
    #[schema(example = "C-2D7F8A4B")]
    pub reference: String,
    /// The day of the application.
    #[schema(example = "2026-11-20")]
    pub applied_on: NaiveDate,
    /// The day by which the next thing is to be done; none once it is over.
    #[schema(example = "2026-11-25")]
    pub due_on: Option<NaiveDate>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Where it stands.
    #[schema(example = "applied")]
    pub status: String,
    /// The same in words.
    #[schema(example = "Threshold to be decided")]
    pub status_label: String,
    /// How many complaints count.
    #[schema(example = 3)]
    pub counted: u32,
    /// How many are needed.
    #[schema(example = 3)]
    pub needed: u32,
    /// Its version.
    #[schema(example = 1)]
    pub version: u64,
}

impl CaseReviewRow {
    pub(crate) fn of(review: &Journal<CaseReview>, today: NaiveDate) -> Self {
        let due_on = review.due_on();
        Self {
            id: review.id.to_string(),
            reference: review.reference.clone(),
            applied_on: review.applied_on,
            due_on,
            overdue: due_on.is_some_and(|due| due < today),
            status: review.status.value().to_owned(),
            status_label: review.status.label().to_owned(),
            counted: review.assessment.counted,
            needed: review.assessment.needed,
            version: review.version(),
        }
    }

    pub(crate) fn applied(&self) -> String {
        time::long_date(self.applied_on)
    }

    pub(crate) fn due(&self) -> String {
        self.due_on.map(time::long_date).unwrap_or_default()
    }
}

/// What an applicant told, with each thing's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ToldView {
    /// What it is.
    #[schema(example = "The harm it does")]
    pub name: String,
    /// What was told.
    #[schema(example = "I no longer sleep at home")]
    pub text: String,
}

/// What happened to an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct StepView {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who.
    #[schema(example = "Ana Silva")]
    pub by: String,
    /// What.
    #[schema(example = "Threshold met")]
    pub what: String,
    /// What was written with it.
    #[schema(example = "Three complaints count")]
    pub text: Option<String>,
}

/// The case that a review looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ReviewedView {
    /// What people call it.
    #[schema(example = "RUN-2026-0001")]
    pub reference: String,
    /// Its address; null where the caller does not see it.
    #[schema(example = "/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub href: Option<String>,
}

/// The meeting of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SittingView {
    /// When, UTC.
    pub starts_at: DateTime<Utc>,
    /// Where.
    #[schema(example = "Committee Room 1, Civic Centre")]
    pub place: String,
    /// Agencies that were asked what they did.
    #[schema(example = json!(["Surrey Police", "Riverside Homes"]))]
    pub asked: Vec<String>,
    /// Those of them that have not said it.
    #[schema(example = json!(["Riverside Homes"]))]
    pub awaited: Vec<String>,
}

/// What a review recommends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct RecommendationView {
    /// To whom.
    #[schema(example = "Riverside Homes")]
    pub to: String,
    /// What.
    #[schema(example = "Offer mediation within two weeks")]
    pub text: String,
    /// The action that was set with it; null where none was, or where the caller does not see the case.
    pub action: Option<SetView>,
}

/// The action that was set with a recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SetView {
    /// Its address.
    #[schema(example = "/actions/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0aa")]
    pub href: String,
    /// Its number on the case.
    #[schema(example = 3)]
    pub number: u32,
    /// Where it stands.
    #[schema(example = "Accepted")]
    pub status: String,
    /// By which day it is to be done.
    #[schema(example = "2026-12-15")]
    pub due_on: NaiveDate,
    /// Whether that day has passed and it is not done.
    pub overdue: bool,
}

impl SetView {
    pub(crate) fn due(&self) -> String {
        time::long_date(self.due_on)
    }
}

/// An application in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CaseReviewView {
    /// What lists show of it.
    #[serde(flatten)]
    pub row: CaseReviewRow,
    /// Name of its area.
    #[schema(example = "Runnymede")]
    pub area_name: String,
    /// The day by which it is to be acknowledged.
    #[schema(example = "2026-11-25")]
    pub acknowledge_by: NaiveDate,
    /// The day it was acknowledged.
    #[schema(example = "2026-11-23")]
    pub acknowledged_on: Option<NaiveDate>,
    /// The day by which the applicant is to hear the outcome.
    #[schema(example = "2026-12-29")]
    pub outcome_by: NaiveDate,
    /// What the applicant told.
    pub told: Vec<ToldView>,
    /// What was made of each complaint.
    pub complaints: Vec<CheckedView>,
    /// What follows from them.
    #[schema(example = "3 complaints count and 3 are needed: the threshold is met")]
    pub result: String,
    /// Whether nothing is left to judge about the threshold.
    pub must_be_met: bool,
    /// The case that it looks at, once that is known.
    pub case: Option<ReviewedView>,
    /// When the agencies meet about it, once that is said.
    pub sitting: Option<SittingView>,
    /// What it recommends.
    pub recommendations: Vec<RecommendationView>,
    /// What happened, oldest first.
    pub history: Vec<StepView>,
}

impl CaseReviewView {
    pub(crate) async fn of(
        app: &App,
        file: &File<CaseReview>,
        case: Option<&Case>,
        today: NaiveDate,
    ) -> Result<Self, Problem> {
        let review = &file.journal;
        let assessment = &review.assessment;
        let history = file.entries.iter().filter_map(|entry| {
            let (what, text) = words(entry.event.as_ref()?);
            Some(StepView {
                at: entry.header.at,
                by: entry.header.actor.name().to_owned(),
                what,
                text,
            })
        });
        Ok(Self {
            row: CaseReviewRow::of(review, today),
            area_name: edge::areas::name_of(app, &review.area).await?,
            acknowledge_by: review.acknowledge_by,
            acknowledged_on: review.acknowledged_on,
            outcome_by: review.outcome_by,
            told: application(file).map(told).unwrap_or_default(),
            complaints: assessment
                .complaints
                .iter()
                .map(CheckedView::from)
                .collect(),
            result: assessment.result.clone(),
            must_be_met: assessment.must_be_met(),
            case: review.case.as_ref().map(|reviewed| ReviewedView {
                reference: reviewed.reference.clone(),
                href: case.map(|case| format!("/cases/{}", case.id)),
            }),
            sitting: review.sitting.as_ref().map(|sitting| SittingView {
                starts_at: sitting.starts_at,
                place: sitting.place.to_string(),
                asked: sitting.asked.iter().map(ToString::to_string).collect(),
                awaited: review.awaited().map(ToString::to_string).collect(),
            }),
            recommendations: recommendations(file, case, today),
            history: history.collect(),
        })
    }
}

fn recommendations(
    file: &File<CaseReview>,
    case: Option<&Case>,
    today: NaiveDate,
) -> Vec<RecommendationView> {
    let set_on = |set: &Set| {
        let case = case.filter(|case| case.id == set.case)?;
        let action = case.actions.get(&set.action)?;
        Some(SetView {
            href: format!("/actions/{}", action.id),
            number: action.number,
            status: action.status.label().to_owned(),
            due_on: action.task.due_on,
            overdue: action.is_overdue(today),
        })
    };
    let made = file.entries.iter().filter_map(|entry| match &entry.event {
        Some(Event::Recommended {
            to,
            recommendation,
            set,
        }) => Some(RecommendationView {
            to: to.to_string(),
            text: recommendation.to_string(),
            action: set.as_ref().and_then(set_on),
        }),
        _ => None,
    });
    made.collect()
}

/// What the applicant told.
pub(crate) fn application(file: &File<CaseReview>) -> Option<&Application> {
    file.entries.iter().find_map(|entry| match &entry.event {
        Some(Event::Applied { application, .. }) => Some(application.as_ref()),
        _ => None,
    })
}

fn told(application: &Application) -> Vec<ToldView> {
    let contact = &application.contact;
    let mut told = Vec::new();
    let mut add = |name: &str, text: String| {
        told.push(ToldView {
            name: name.to_owned(),
            text,
        });
    };
    add("Applies", application.applicant.label().to_owned());
    add("Name", contact.name.to_string());
    add("Safe way to reach them", contact.way.label().to_owned());
    add("Number or address", contact.reach.to_string());
    if let Some(post) = &contact.post {
        add("Postal address", post.to_string());
    }
    if let Some(mind) = &contact.mind {
        add("To mind", mind.to_string());
    }
    if let Some(behalf) = &application.behalf {
        add("Victim", behalf.victim.to_string());
        add("Consent", behalf.consent.to_string());
    }
    add("Where", application.place.to_string());
    if let Some(postcode) = &application.postcode {
        add("Postcode", postcode.as_str().to_owned());
    }
    for (number, complaint) in (1..).zip(&application.complaints) {
        let on = time::long_date(complaint.complained_on);
        let text = format!("To {} on {on}: {}", complaint.to, complaint.what);
        add(&format!("Complaint {number}"), text);
    }
    add("People who complained", application.people.to_string());
    add("The harm it does", application.harm.to_string());
    add("What was done about it", application.response.to_string());
    add(
        "Wants to be there",
        application.attendance.label().to_owned(),
    );
    told
}

/// What happened, and what was written with it.
fn words(event: &Event) -> (String, Option<String>) {
    let some = |text: &dyn ToString| Some(text.to_string());
    match event {
        Event::Applied { .. } => ("Application received".to_owned(), None),
        Event::Acknowledged {} => ("Acknowledged".to_owned(), None),
        Event::ThresholdDecided {
            met,
            judgement,
            reason,
        } => {
            let what = if *met {
                "Threshold met"
            } else {
                "Threshold not met"
            };
            let judged = judgement.iter().map(|judged| {
                format!(
                    "\nPersistence: {}\nHarm: {}\nAdequacy of the response: {}",
                    judged.persistence, judged.harm, judged.adequacy
                )
            });
            let text: String = [reason.to_string()].into_iter().chain(judged).collect();
            (what.to_owned(), Some(text))
        }
        Event::AccountTaken { agency, account } => (format!("Account of {agency}"), some(account)),
        Event::ComplaintsChecked { found, reason, .. } => {
            let what = match found {
                Found::NotMade(number) => format!("Complaint {number} was not made as told"),
                Found::Made(number) => format!("Complaint {number} was made as told after all"),
                Found::People(1) => "1 person complained".to_owned(),
                Found::People(people) => format!("{people} people complained"),
            };
            (what, Some(reason.to_string()))
        }
        Event::VictimHeard { attendance, note } => {
            let what = format!(
                "The victim took part: {}",
                attendance.label().to_lowercase()
            );
            (what, some(note))
        }
        Event::Recommended {
            to,
            recommendation,
            set,
        } => {
            let what = match set {
                Some(_) => format!("Recommended to {to}, and set as an action"),
                None => format!("Recommended to {to}"),
            };
            (what, some(recommendation))
        }
        Event::Linked(reviewed) => (format!("Case {} linked", reviewed.reference), None),
        Event::Unlinked { reason } => ("Link with the case undone".to_owned(), some(reason)),
        Event::Called(sitting) => {
            let when = time::long_time(sitting.starts_at);
            let asked: Vec<_> = sitting.asked.iter().map(ToString::to_string).collect();
            let asked = match asked.is_empty() {
                true => String::new(),
                false => format!("\nAsked what they did: {}", asked.join(", ")),
            };
            let what = format!("Meeting called for {when}");
            (what, Some(format!("{}{asked}", sitting.place)))
        }
        Event::LetterUnsent { letter } => {
            let what = format!("The email was not taken: {}", letter.label().to_lowercase());
            (what, None)
        }
        Event::LetterSent { letter, until } => {
            let until = time::long_date(time::london_date(*until));
            let what = format!("Sent by email: {}", letter.label().to_lowercase());
            (what, Some(format!("It can be read until {until}")))
        }
        Event::Concluded { outcome } => ("Concluded".to_owned(), some(outcome)),
        Event::Withdrawn { reason } => ("Withdrawn".to_owned(), some(reason)),
        Event::Reminded(reminder) => (reminder.sentence(), None),
        Event::NoticeReturned(_) => ("A notice to the team came back".to_owned(), None),
        Event::NoticeSettled(settled) => {
            let what = "Somebody dealt with a notice that came back";
            (what.to_owned(), some(&settled.note))
        }
        Event::Retention(step) => {
            let why = step.reason().map(ToString::to_string);
            (capital(&step.sentence()), why)
        }
        Event::Erased(_) => ("Erased what was said".to_owned(), None),
    }
}
