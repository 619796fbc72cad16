//! `/case-reviews/{id}`: an application, and the steps to its outcome.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{
    CaseReviewId,
    case_review::{Attendance, CaseReview, Status},
    retention::Keepable,
    time,
};
use edge::{
    Accept, App, At, Body, Problem,
    again::{Again, done},
    once::{changed, once},
    page::{self, Choice, Chrome, Link, Row},
};
use store::{Commit, File, Once, Outcome};

use super::{
    frame,
    step::CaseReviewStep,
    view::{CaseReviewRow, CaseReviewView, StepView},
};
use crate::{choices::offer, draft::start::Done};

const DONE: [(&str, &str); 7] = [
    (
        "acknowledge",
        "Recorded as acknowledged. The letter is below",
    ),
    (
        "decide",
        "The decision has been recorded. The letter is below",
    ),
    ("account", "The account has been recorded"),
    ("hear", "How the victim took part has been recorded"),
    ("recommend", "The recommendation has been recorded"),
    ("conclude", "The review is concluded. The letter is below"),
    ("withdraw", "The application has been withdrawn"),
];

#[derive(Template)]
#[template(path = "case_review/one.html")]
struct OnePage {
    chrome: Chrome,
    view: CaseReviewView,
    rows: Vec<Row>,
    steps: Vec<Choice>,
    met: Vec<Choice>,
    attendances: Vec<Choice>,
    letters: Vec<Link>,
    acknowledge: String,
    outcome: String,
    /// The day it was erased.
    erased: Option<String>,
    /// Where it is decided how long it is kept, for whoever may.
    keeping: Option<String>,
    history: Vec<Happened>,
    again: Again,
}

/// A line of the history, as the page shows it.
struct Happened {
    line: StepView,
    instant: String,
    when: String,
}

impl From<&StepView> for Happened {
    fn from(line: &StepView) -> Self {
        Self {
            line: line.clone(),
            instant: line.at.to_rfc3339(),
            when: time::long_time(line.at),
        }
    }
}

impl OnePage {
    fn of(caller: &Caller, review: &CaseReview, view: CaseReviewView, again: Again) -> Self {
        let rows = view.told.iter();
        let rows = rows.map(|told| Row::new(&told.name, told.text.clone()));
        Self {
            chrome: frame(caller, format!("ASB Case Review {}", review.reference))
                .official_sensitive()
                .faulty(again.form.is_faulty())
                .crumb(
                    "ASB Case Reviews",
                    format!("/case-reviews?area={}", review.area),
                ),
            rows: rows.collect(),
            steps: steps(review),
            met: vec![
                Choice::new("yes", "Yes, a review is held"),
                Choice::new("no", "No"),
            ],
            attendances: offer(Attendance::ALL, Attendance::value, Attendance::label),
            letters: letters(review),
            acknowledge: time::full_date(review.acknowledge_by),
            outcome: time::full_date(review.outcome_by),
            erased: review.erased_on().map(time::long_date),
            keeping: access::retention::decide(caller, &review.area)
                .is_permitted()
                .then(|| format!("/retention/case-reviews/{}", review.id)),
            history: view.history.iter().map(Happened::from).collect(),
            view,
            again,
        }
    }
}

fn steps(review: &CaseReview) -> Vec<Choice> {
    let mut steps = Vec::new();
    if review.status.is_open() && review.acknowledged_on.is_none() {
        steps.push(
            Choice::new("acknowledge", "Record that it was acknowledged")
                .hint("Send the letter first."),
        );
    }
    match review.status {
        Status::Applied => {
            steps.push(Choice::new("decide", "Decide whether the threshold is met").revealing());
        }
        Status::UnderReview => steps.extend([
            Choice::new("account", "Record an agency’s account").revealing(),
            Choice::new("hear", "Record how the victim took part").revealing(),
            Choice::new("recommend", "Recommend something").revealing(),
            Choice::new("conclude", "Conclude the review").revealing(),
        ]),
        Status::NotMet { .. }
        | Status::Concluded { .. }
        | Status::Withdrawn { .. }
        | Status::Erased { .. } => {}
    }
    if review.status.is_open() {
        steps.push(Choice::new("withdraw", "The applicant withdrew it").revealing());
    }
    steps
}

fn letters(review: &CaseReview) -> Vec<Link> {
    // A letter is made of what was told, and of that nothing is left.
    if matches!(review.status, Status::Erased { .. }) {
        return Vec::new();
    }
    let href = |letter: &str| format!("/case-reviews/{}/letters/{letter}", review.id);
    let mut letters = vec![Link::new(
        "Letter that it has arrived",
        href("acknowledgement"),
    )];
    if review.threshold.is_some() {
        letters.push(Link::new("Letter about the threshold", href("threshold")));
    }
    if matches!(review.status, Status::Concluded { .. }) {
        letters.push(Link::new("Letter about the outcome", href("outcome")));
    }
    letters
}

/// `GET /case-reviews/{id}`.
#[utoipa::path(
    get, path = "/case-reviews/{id}", operation_id = "read_case_review", tag = "case reviews",
    summary = "An application for a case review in full",
    description = "For the area's coordinator. The reading is logged.",
    params(("id" = String, Path, description = "The application", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, body = CaseReviewView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<CaseReviewId>,
    Query(asked): Query<Done>,
) -> Result<Response, Problem> {
    let (file, view) = load(&app, &caller, id).await?;
    let mut page = OnePage::of(&caller, &file.journal, view, Again::first());
    page.chrome = page.chrome.success(asked.done.as_deref(), &DONE);
    Ok(accept.reply(&page.view, &page).into())
}

pub(super) async fn load(
    app: &App,
    caller: &Caller,
    id: CaseReviewId,
) -> Result<(File<CaseReview>, CaseReviewView), Problem> {
    let now = app.clock.now();
    let file = app.store.case_review(id, caller, now).await?;
    let view = CaseReviewView::of(app, &file, time::london_date(now)).await?;
    Ok((file, view))
}

/// `POST /case-reviews/{id}`.
#[utoipa::path(
    post, path = "/case-reviews/{id}", operation_id = "step_case_review", tag = "case reviews",
    summary = "Take a step to the outcome of a case review",
    description = "For the area's coordinator. Where enough complaints count the threshold is met; below \
                   that `persistence`, `judged_harm` and `adequacy` are needed to decide.",
    params(("id" = String, Path, description = "The application", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body(content = CaseReviewStep, example = json!({ "step": "acknowledge" })),
    responses((status = 200, description = "Done", body = CaseReviewRow)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<CaseReviewId>,
    body: Body<CaseReviewStep>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let work = || take(&app, &caller, id, &body.value, &key);
    match once(&app.store, &key, work).await {
        Ok(outcome) => Ok(done(accept, &outcome, body.form.value("step"))),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let status = again.status;
            let (file, view) = load(&app, &caller, id).await?;
            Ok(page::html(
                status,
                &OnePage::of(&caller, &file.journal, view, again),
            ))
        }
    }
}

async fn take(
    app: &App,
    caller: &Caller,
    id: CaseReviewId,
    sent: &CaseReviewStep,
    key: &Once,
) -> Result<Outcome, Problem> {
    let stamp = app.stamp(caller)?;
    // Whoever may not run it learns nothing by a faulty body.
    let file = app.store.case_review(id, caller, stamp.at).await?;
    let review = sent.clone().read()?.take(file.journal, &stamp)?;
    let row = CaseReviewRow::of(&review, time::london_date(stamp.at));
    let outcome = changed(format!("/case-reviews/{id}"), &row)?;
    app.store
        .commit(Commit::of(review).once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}
