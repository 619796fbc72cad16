//! `/case-reviews/{id}`: an application, and the steps to its outcome.

use access::{Caller, case as of_case};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::{DateTime, Utc};
use domain::{
    AgencyId, CaseReviewId, Journal, Line,
    case::Case,
    case_review::{Attendance, CaseReview, Checked, Letter, Status},
    gateway::Gateway,
    retention::Keepable,
    time,
};
use edge::{
    Accept, App, At, Body, Problem,
    again::{Again, Done, done},
    once::once,
    page::{self, Choice, Chrome, Form, Row, offer},
};
use store::File;

use crate::{
    frame,
    step::CaseReviewStep,
    take::take,
    view::{CaseReviewRow, CaseReviewView, StepView, application},
};

const DONE: [(&str, &str); 11] = [
    (
        "acknowledge",
        "Recorded as acknowledged. The letter is below",
    ),
    (
        "decide",
        "The decision has been recorded. The letter is below",
    ),
    ("link", "The case has been linked"),
    ("unlink", "The link with the case has been undone"),
    (
        "call",
        "The meeting has been recorded. The invitation is below",
    ),
    (
        "send",
        "The applicant has been sent the address at which the letter can be read",
    ),
    ("account", "The account has been recorded"),
    ("hear", "How the victim took part has been recorded"),
    ("recommend", "The recommendation has been recorded"),
    ("conclude", "The review is concluded. The letter is below"),
    ("withdraw", "The application has been withdrawn"),
];

#[derive(Template)]
#[template(path = "one.html")]
struct OnePage {
    chrome: Chrome,
    view: CaseReviewView,
    rows: Vec<Row>,
    steps: Vec<Choice>,
    met: Vec<Choice>,
    attendances: Vec<Choice>,
    letters: Vec<LetterLinks>,
    /// How they reach the applicant; none once what was told is erased.
    letters_go: Option<String>,
    /// Those that can be sent by email.
    sendable: Vec<Choice>,
    /// Complaints that can be struck out.
    complaints: Vec<Choice>,
    /// Complaints that were.
    struck: Vec<Choice>,
    /// Agencies on the case that something can be set for as an action.
    agencies: Vec<Choice>,
    gateways: Vec<Choice>,
    /// When and where the agencies meet.
    sitting: Option<(String, String)>,
    acknowledge: String,
    outcome: String,
    /// The day it was erased.
    erased: Option<String>,
    /// Where it is decided how long it is kept, for whoever may.
    keeping: Option<String>,
    history: Vec<Happened>,
    again: Again,
}

/// A letter, as a page and as a PDF.
struct LetterLinks {
    label: &'static str,
    href: String,
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
    fn of(caller: &Caller, loaded: Loaded, again: Again) -> Self {
        let Loaded {
            file,
            case,
            view,
            now,
        } = loaded;
        let review = &file.journal;
        let managed = case.filter(|case| of_case::manage(caller, case).is_permitted());
        let rows = view.told.iter();
        let rows = rows.map(|told| Row::new(&told.name, told.text.clone()));
        let told = application(&file);
        let by_email = told.and_then(|told| told.by_email()).is_some();
        let in_writing = told.is_none_or(|told| told.in_writing());
        let letters = Letter::of(review);
        let sendable = Letter::to_send(review, now).into_iter();
        let sendable = sendable.filter(|_| by_email);
        let sendable = sendable.map(|letter| Choice::new(letter.value(), letter.label()));
        let sendable: Vec<_> = sendable.collect();
        let (complaints, struck) = (complaints(review, false), complaints(review, true));
        Self {
            chrome: frame(caller, format!("ASB Case Review {}", review.reference))
                .official_sensitive()
                .faulty(again.form.is_faulty())
                .crumb(
                    "ASB Case Reviews",
                    format!("/case-reviews?area={}", review.area),
                ),
            rows: rows.collect(),
            steps: steps(review, managed.is_some(), !sendable.is_empty(), in_writing),
            met: vec![
                Choice::new("yes", "Yes, a review is held"),
                Choice::new("no", "No"),
            ],
            attendances: offer(Attendance::ALL, Attendance::value, Attendance::label),
            letters: letters
                .iter()
                .map(|letter| LetterLinks {
                    label: letter.label(),
                    href: format!("/case-reviews/{}/letters/{}", review.id, letter.value()),
                })
                .collect(),
            letters_go: told.map(|told| told.letters_go()),
            sendable,
            complaints,
            struck,
            agencies: managed.as_ref().map(agencies).unwrap_or_default(),
            gateways: offer(Gateway::FOR_CASES, Gateway::value, Gateway::label),
            sitting: review.sitting.as_ref().map(|sitting| {
                let when = time::long_time(sitting.starts_at);
                (when, sitting.place.to_string())
            }),
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

/// Agencies on a case to which something can be recommended as an action, by name.
fn agencies(case: &Journal<Case>) -> Vec<Choice> {
    if !case.is_open() {
        return Vec::new();
    }
    let members = case.agencies.iter();
    let mut choices: Vec<_> = members
        .map(|(id, member)| Choice::new(id.as_str(), &member.name))
        .collect();
    choices.sort_by(|one, two| one.label.cmp(&two.label));
    choices
}

/// The complaints that have been struck out, or have not.
fn complaints(review: &CaseReview, struck: bool) -> Vec<Choice> {
    let all = (1_u32..).zip(&review.assessment.complaints);
    let left = all.filter(|(number, _)| review.assessment.struck.contains(number) == struck);
    let choice = |(number, checked): (u32, &Checked)| {
        let day = time::long_date(checked.complained_on);
        Choice::new(number.to_string(), format!("Complaint {number}, of {day}"))
    };
    left.map(choice).collect()
}

/// The steps that can be taken: by somebody who manages the case, where letters are sent by email or at
/// all.
fn steps(review: &CaseReview, managed: bool, sends: bool, in_writing: bool) -> Vec<Choice> {
    let mut steps = Vec::new();
    let mut add = |step: &str, label: &str| steps.push(Choice::new(step, label).revealing());
    let open = review.status.is_open();
    if review.status == Status::Applied {
        add("check", "Record what was found of a complaint");
        add("decide", "Decide whether the threshold is met");
    }
    if open && review.case.is_none() {
        add("link", "Link the case that it looks at");
    }
    if review.status == Status::UnderReview {
        add(
            "call",
            match review.sitting {
                None => "Call the agencies to a meeting",
                Some(_) => "Move the meeting",
            },
        );
        add("account", "Record an agency’s account");
        add("hear", "Record how the victim took part");
        add("recommend", "Recommend something");
    }
    if sends {
        add("send", "Send a letter by email");
    }
    if review.status == Status::UnderReview {
        add("conclude", "Conclude the review");
    }
    if open && review.case.is_some() && managed {
        add("unlink", "Undo the link with the case");
    }
    if open {
        add("withdraw", "The applicant withdrew it");
    }
    if open && review.acknowledged_on.is_none() {
        let acknowledge = Choice::new("acknowledge", "Record that it was acknowledged");
        let first = match in_writing {
            true => "Send the letter first.",
            false => "Tell the applicant what the letter says first.",
        };
        steps.insert(0, acknowledge.hint(first));
    }
    steps
}

/// The form with the meeting that was called, to move it without naming everybody again.
fn as_called(loaded: &Loaded) -> Form {
    let Some(sitting) = &loaded.file.journal.sitting else {
        return Form::new();
    };
    let on_case = loaded.case.as_ref().map(|case| &case.agencies);
    let told = |agency: &&AgencyId| on_case.is_some_and(|all| all.contains_key(*agency));
    let told: Vec<_> = sitting.told.iter().filter(told).collect();
    let is_told = |name: &Line| {
        let member = |agency: &&AgencyId| on_case.and_then(|all| all.get(*agency));
        let mut names = told.iter().filter_map(member);
        names.any(|member| member.name == name.as_str())
    };
    let others = sitting.asked.iter().filter(|name| !is_told(name));
    let others: Vec<_> = others.map(Line::as_str).collect();
    let start = time::london(sitting.starts_at);
    Form::new()
        .with_date("meet_on", start.date())
        .with("meet_at", start.format("%H:%M").to_string())
        .with("meet_place", sitting.place.as_str())
        .with("asked", others.join("\n"))
        .with_all("ask_agencies", told.iter().map(|agency| agency.as_str()))
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
    let loaded = load(&app, &caller, id).await?;
    let again = Again::with(as_called(&loaded));
    let mut page = OnePage::of(&caller, loaded, again);
    page.chrome = page.chrome.success(asked.done.as_deref(), &DONE);
    Ok(accept.reply(&page.view, &page).into())
}

/// What a page about an application needs.
pub(crate) struct Loaded {
    pub(crate) file: File<CaseReview>,
    /// The case that it looks at, where the caller may see that.
    case: Option<Journal<Case>>,
    pub(crate) view: CaseReviewView,
    now: DateTime<Utc>,
}

pub(crate) async fn load(app: &App, caller: &Caller, id: CaseReviewId) -> Result<Loaded, Problem> {
    let now = app.clock.now();
    let file = app.store.case_review(id, caller, now).await?;
    let case = match &file.journal.case {
        Some(reviewed) => match app.store.case_alone(reviewed.case, caller, now).await {
            Ok(case) => Some(case.journal),
            Err(store::Error::NotFound) => None,
            Err(fault) => return Err(fault.into()),
        },
        None => None,
    };
    let view = CaseReviewView::of(app, &file, case.as_deref(), time::london_date(now)).await?;
    Ok(Loaded {
        file,
        case,
        view,
        now,
    })
}

/// `POST /case-reviews/{id}`.
#[utoipa::path(
    post, path = "/case-reviews/{id}", operation_id = "step_case_review", tag = "case reviews",
    summary = "Take a step to the outcome of a case review",
    description = "For the area's coordinator. Where enough complaints count the threshold is met; below \
                   that `persistence`, `judged_harm` and `adequacy` are needed to decide. To link a case, \
                   undo that, or set a recommendation as an action, the caller also manages the case.",
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
            let loaded = load(&app, &caller, id).await?;
            Ok(page::html(status, &OnePage::of(&caller, loaded, again)))
        }
    }
}
