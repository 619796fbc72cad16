//! Letters to the applicant, as pages that print well (R7.3, R7.4).

use access::Caller;
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use chrono::NaiveDate;
use domain::{
    CaseReviewId,
    case_review::{CaseReview, Event, Route, Threshold, routes},
    time,
};
use edge::{
    App, Problem, Within,
    page::{self, Chrome},
};
use store::File;

use super::{
    applied::CheckedView,
    frame, one,
    view::{CaseReviewView, application},
};

/// Which letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    Acknowledgement,
    Threshold(Threshold),
    Outcome(NaiveDate),
}

impl Letter {
    /// The letter of this name, once there is something to write in it.
    fn of(name: &str, review: &CaseReview) -> Option<Self> {
        use domain::case_review::Status;
        match (name, review.status) {
            ("acknowledgement", _) => Some(Self::Acknowledgement),
            ("threshold", _) => review.threshold.map(Self::Threshold),
            ("outcome", Status::Concluded { on }) => Some(Self::Outcome(on)),
            _ => None,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Acknowledgement => "Your application for an ASB Case Review has arrived",
            Self::Threshold(Threshold { met: true, .. }) => "There will be an ASB Case Review",
            Self::Threshold(_) => "Your application does not meet the threshold",
            Self::Outcome(_) => "The outcome of your ASB Case Review",
        }
    }
}

#[derive(Template)]
#[template(path = "case_review/letter.html")]
struct LetterPage {
    chrome: Chrome,
    reference: String,
    area: String,
    today: String,
    name: String,
    reach: String,
    victim: Option<String>,
    applied: String,
    decide_by: String,
    acknowledgement: bool,
    met: Option<bool>,
    /// What was decided, in the coordinator's words.
    words: Vec<String>,
    recommendations: Vec<(String, String)>,
    complaints: Vec<CheckedView>,
    result: String,
    routes: Vec<&'static Route>,
}

/// `GET /case-reviews/{id}/letters/{letter}`.
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Within(id, name): Within<CaseReviewId, String>,
) -> Result<Response, Problem> {
    let (file, view) = one::load(&app, &caller, id).await?;
    let letter = Letter::of(&name, &file.journal).ok_or(Problem::NotFound)?;
    let today = time::london_date(app.clock.now());
    let page = page_of(&caller, &file, view, (letter, today)).ok_or(Problem::NotFound)?;
    Ok(page::html(StatusCode::OK, &page))
}

fn page_of(
    caller: &Caller,
    file: &File<CaseReview>,
    view: CaseReviewView,
    (letter, today): (Letter, NaiveDate),
) -> Option<LetterPage> {
    let review = &file.journal;
    let application = application(file)?;
    let (on, met) = match letter {
        Letter::Acknowledgement => (today, None),
        Letter::Threshold(threshold) => (threshold.on, Some(threshold.met)),
        Letter::Outcome(on) => (on, None),
    };
    let events = || file.entries.iter().filter_map(|entry| entry.event.as_ref());
    let words = events().filter_map(|event| match (letter, event) {
        (Letter::Threshold(_), Event::ThresholdDecided { reason, .. }) => Some(reason.to_string()),
        (Letter::Outcome(_), Event::Concluded { outcome }) => Some(outcome.to_string()),
        _ => None,
    });
    let recommendations = events().filter_map(|event| match (letter, event) {
        (Letter::Outcome(_), Event::Recommended { to, recommendation }) => {
            Some((to.to_string(), recommendation.to_string()))
        }
        _ => None,
    });
    let acknowledgement = letter == Letter::Acknowledgement;
    Some(LetterPage {
        chrome: frame(caller, letter.title())
            .official_sensitive()
            .back(format!("/case-reviews/{}", review.id)),
        reference: review.reference.clone(),
        area: view.area_name,
        today: time::long_date(on),
        name: application.contact.name.to_string(),
        reach: application.contact.reach.to_string(),
        victim: application
            .behalf
            .as_ref()
            .map(|behalf| behalf.victim.to_string()),
        applied: time::long_date(review.applied_on),
        decide_by: time::full_date(review.outcome_by),
        acknowledgement,
        met,
        words: words.collect(),
        recommendations: recommendations.collect(),
        complaints: view.complaints,
        result: view.result,
        routes: if acknowledgement {
            Vec::new()
        } else {
            routes(on).collect()
        },
    })
}
