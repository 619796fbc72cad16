//! The form for an application, and taking it in.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use chrono::NaiveDate;
use domain::{
    AreaCode,
    case_review::{Applicant, Application, Attendance, CaseReview, Limits},
    law::{Adopted, Law},
    referral::report::Way,
    time,
};
use edge::{
    Accept, App, Body, Door, Opened, Problem, Sooner,
    accept::see_other,
    once::{created, once},
    page::{self, Choice, Chrome, Fault, Form},
};
use store::{Commit, Once, Outcome, knocks::Limit};

use super::{
    applied::CaseReviewReceipt,
    body::{COMPLAINTS, CaseReviewBody, Sent, parse},
};
use crate::{
    choices::offer,
    report::{
        area,
        guard::{self, Hidden},
    },
    saved,
};

/// Applications from one address.
const APPLICATIONS: Limit = Limit {
    what: "case-review",
    most: 10,
    seconds: 60 * 60,
};

#[derive(Template)]
#[template(path = "case_review/apply.html")]
struct ApplyPage {
    chrome: Chrome,
    form: Form,
    areas: Vec<Choice>,
    applicants: Vec<Choice>,
    ways: Vec<Choice>,
    attendances: Vec<Choice>,
    complaints: Vec<Asked>,
    limits: Limits,
    /// Areas whose own limits differ, by name.
    elsewhere: Vec<(String, Limits)>,
}

/// The names of the fields of one complaint.
struct Asked {
    number: usize,
    happened_on: Field,
    complained_on: Field,
    to: Field,
    what: Field,
}

/// A field: its name, and the question that asks for it.
struct Field {
    name: String,
    label: String,
}

impl Asked {
    fn all() -> Vec<Self> {
        let asked = |index: usize| {
            let number = index + 1;
            let field = |name: &str, question: &str| Field {
                name: COMPLAINTS.field(index, name),
                label: format!("Complaint {number}: {question}"),
            };
            Self {
                number,
                happened_on: field("happened_on", "when did it happen?"),
                complained_on: field("complained_on", "when did you complain?"),
                to: field("to", "who did you complain to?"),
                what: field("what", "what was it about?"),
            }
        };
        (0..Application::MOST).map(asked).collect()
    }
}

/// `GET /case-review/apply`.
pub(crate) async fn show(State(app): State<App>) -> Result<Response, Problem> {
    let opened = Opened::of(&app).await?.seal(app.clock.now());
    let form = Form::new().with("opened", opened);
    page_of(&app, form, StatusCode::OK).await
}

pub(crate) async fn page_of(
    app: &App,
    form: Form,
    status: StatusCode,
) -> Result<Response, Problem> {
    let areas = edge::areas::offered(app).await?;
    let adopted = app.store.adopted().await?;
    let (limits, elsewhere) = limits_of(&areas, &adopted, time::london_date(app.clock.now()));
    let page = ApplyPage {
        chrome: Chrome::new("Ask for an ASB Case Review")
            .back("/")
            .faulty(form.is_faulty()),
        form,
        areas,
        applicants: offer(Applicant::ALL, Applicant::value, Applicant::label),
        ways: offer(Way::ALL, Way::value, Way::label),
        attendances: offer(Attendance::ALL, Attendance::value, Attendance::label),
        complaints: Asked::all(),
        limits,
        elsewhere,
    };
    Ok(page::html(status, &page))
}

/// The limits by which complaints are counted: the statute's, since no area is known yet, and those
/// of the areas that set others. They are the ones that [`CaseReview::apply`] counts by.
fn limits_of(
    areas: &[Choice],
    adopted: &Adopted,
    today: NaiveDate,
) -> (Limits, Vec<(String, Limits)>) {
    let law = Law::on(today, adopted);
    let statute = Limits::of(&law);
    let own = areas.iter().filter_map(|area| {
        let code: AreaCode = area.value.parse().ok()?;
        let limits = Limits::of(&law.in_area(&code));
        (limits != statute).then(|| (area.label.clone(), limits))
    });
    (statute, own.collect())
}

/// `POST /case-review/apply`.
#[utoipa::path(
    post, path = "/case-review/apply", operation_id = "apply_for_case_review", tag = "case reviews",
    summary = "Ask for an ASB Case Review, without an account",
    description = "At the people's address; needs no token. The answer says of each complaint whether it \
                   counts towards the threshold, and why. The same `Idempotency-Key` never makes a second \
                   application.",
    security(()),
    request_body(content = CaseReviewBody, example = json!({
        "applicant": "victim",
        "name": "Vic Sample",
        "way": "letter",
        "reach": "1 Example Road, Addlestone",
        "place": "Example Court, Addlestone",
        "postcode": "KT15 2AH",
        "complaints": [{
            "happened_on": "2026-10-01",
            "complained_on": "2026-10-02",
            "to": "The council",
            "what": "Shouting until 3am"
        }],
        "people": 1,
        "harm": "I no longer sleep at home",
        "response": "One visit, and nobody called back",
        "attendance": "in_person"
    })),
    responses((status = 201, description = "Received", body = CaseReviewReceipt,
        headers(("Location" = String, description = "Where its sender sees where it stands")))),
)]
pub(crate) async fn post(
    State(app): State<App>,
    door: Door,
    accept: Accept,
    body: Body<Sent>,
) -> Result<Response, Problem> {
    let request = body.once_in_public(app.clock.now())?;
    let sent = &body.value.0;
    let hidden = Hidden {
        website: sent.website.as_deref(),
        opened: sent.opened.as_deref(),
    };
    let form = accept.html().then_some(hidden);
    match guard::check(&app, &door, APPLICATIONS, form).await {
        Ok(None) => {}
        Ok(Some(fault)) => return again(&app, body, fault, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(Problem::TooMany) if accept.html() => {
            let message = "Many applications have come from your connection in the last hour. Your \
                           answers are still here: send them again later, or call your council";
            let fault = Fault::new("send", message);
            return again(&app, body, fault, StatusCode::TOO_MANY_REQUESTS).await;
        }
        Err(problem) => return Err(problem),
    }
    let work = || receive(&app, sent.clone(), &request);
    match once(&app.store, &request, work).await {
        Ok(outcome) if accept.html() => {
            saved::sent(&app, sent.saved.as_deref()).await?;
            let location = outcome.location.as_deref();
            Ok(see_other(location.unwrap_or("/case-review/apply")))
        }
        Ok(outcome) => Ok(accept.outcome(&outcome)),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            let status = problem.status();
            let faults = problem
                .faults()
                .into_iter()
                .map(|fault| COMPLAINTS.on_form(fault));
            let form = body.form.with_faults(faults).with_fresh_key();
            page_of(&app, form, status).await
        }
        Err(problem) => Err(problem),
    }
}

/// The form once more, for somebody whose application is not taken yet: nothing typed is lost.
async fn again(
    app: &App,
    body: Body<Sent>,
    fault: Fault,
    status: StatusCode,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let own = body.value.0.opened.unwrap_or_default();
    let opened = Opened::of(app).await?;
    let opened = match opened.judge(&own, now) {
        Err(Sooner::Stale) => opened.seal(now - chrono::TimeDelta::minutes(1)),
        _ => own,
    };
    let form = body.form.with("opened", opened);
    let form = form.with_fault(fault.field, fault.message);
    page_of(app, form, status).await
}

async fn receive(app: &App, sent: CaseReviewBody, once: &Once) -> Result<Outcome, Problem> {
    let stamp = app.stamp_in_public()?;
    let today = time::london_date(stamp.at);
    let (postcode, chosen) = (sent.postcode.as_deref(), sent.area.as_deref());
    let area = area::find(app, postcode, chosen, today).await?;
    let application = parse(sent, area.as_deref(), today)?;
    let adopted = app.store.adopted().await?;
    let review = CaseReview::apply(application, &adopted, &stamp)?;
    let receipt = CaseReviewReceipt::of(app, &review).await?;
    let outcome = created(format!("/case-review/{}", review.id), &receipt)?;
    app.store
        .commit(Commit::of(review).once(once, outcome.clone()))
        .await?;
    Ok(outcome)
}
