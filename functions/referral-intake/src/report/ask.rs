//! The pages before sending: advice, the questions on one page, and the answers to check.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    referral::{
        Report,
        report::{Effect, Nuisance, Standing, Way},
    },
    time,
};
use edge::{
    App, Body, Opened, Problem,
    page::{self, Choice, Chrome, Fault, Form},
};

use super::{area, body::ReportBody, parse::parse, told::sections};
use crate::{choices::offer, referral::answers::Section};

/// Everything that travels from page to page.
pub(crate) const FIELDS: [&str; 21] = [
    "nuisance",
    "on-day",
    "on-month",
    "on-year",
    "time",
    "what",
    "place",
    "postcode",
    "area",
    "who",
    "effect",
    "impact",
    "before",
    "named",
    "reporter_name",
    "standing",
    "way",
    "reach",
    "mind",
    "opened",
    "saved",
];

#[derive(Template)]
#[template(path = "report/start.html")]
struct StartPage {
    chrome: Chrome,
}

#[derive(Template)]
#[template(path = "report/questions.html")]
struct QuestionsPage {
    chrome: Chrome,
    form: Form,
    areas: Vec<Choice>,
    nuisances: Vec<Choice>,
    effects: Vec<Choice>,
    named: Vec<Choice>,
    standings: Vec<Choice>,
    ways: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "report/check.html")]
struct CheckPage {
    chrome: Chrome,
    form: Form,
    sections: Vec<Section>,
    area: String,
    fields: [&'static str; 21],
}

/// `GET /report`: whom to call first, and what this is for.
pub(crate) async fn start() -> Response {
    let chrome = Chrome::new("Report anti-social behaviour").back("/");
    page::html(StatusCode::OK, &StartPage { chrome })
}

/// `GET /report/questions`.
pub(crate) async fn show(State(app): State<App>) -> Result<Response, Problem> {
    let opened = Opened::of(&app).await?.seal(app.clock.now());
    questions(&app, Form::new().with("opened", opened)).await
}

/// `POST /report/questions`: the same, with what was typed.
pub(crate) async fn change(
    State(app): State<App>,
    body: Body<ReportBody>,
) -> Result<Response, Problem> {
    questions(&app, body.form).await
}

/// `POST /report/check`: the answers to check, or the questions again with what to mend.
pub(crate) async fn check(
    State(app): State<App>,
    body: Body<ReportBody>,
) -> Result<Response, Problem> {
    let today = time::london_date(app.clock.now());
    let area = area::area_of(&app, &body.value, today).await?;
    match parse(body.value, area.as_deref(), today) {
        Ok(report) => {
            let area = area.map_or_else(String::new, |area| area.name.clone());
            // Changed and sent again it is another report.
            Ok(answers(
                &report,
                area,
                body.form.with_fresh_key(),
                StatusCode::OK,
            ))
        }
        Err(Problem::Malformed(faults)) => questions(&app, body.form.with_faults(faults)).await,
        Err(problem) => Err(problem),
    }
}

/// The questions, with what was typed and what is wrong with it.
pub(crate) async fn questions(app: &App, form: Form) -> Result<Response, Problem> {
    let status = if form.is_faulty() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let page = QuestionsPage {
        chrome: Chrome::new("What happened?")
            .back("/report")
            .faulty(form.is_faulty()),
        form,
        areas: edge::areas::offered(app).await?,
        nuisances: offer(Nuisance::ALL, Nuisance::value, Nuisance::label),
        effects: offer(Effect::ALL, Effect::value, Effect::label),
        named: vec![
            Choice::new("no", "No, I want to stay anonymous")
                .hint("Nobody can ask you more or tell you what was done."),
            Choice::new("yes", "Yes")
                .hint("Only those who work on your report see it.")
                .revealing(),
        ],
        standings: offer(Standing::ALL, Standing::value, Standing::label),
        ways: offer(Way::ALL, Way::value, Way::label),
    };
    Ok(page::html(status, &page))
}

/// The answers to check, with what keeps them from being sent, if anything.
pub(crate) fn answers(report: &Report, area: String, form: Form, status: StatusCode) -> Response {
    let page = CheckPage {
        chrome: Chrome::new("Check your answers").faulty(form.is_faulty()),
        sections: sections(report, &area),
        form,
        area,
        fields: FIELDS,
    };
    page::html(status, &page)
}

/// The answers once more, for somebody who cannot send them yet: nothing they typed is lost.
pub(crate) async fn again(
    app: &App,
    body: Body<ReportBody>,
    fault: Fault,
    status: StatusCode,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let today = time::london_date(now);
    let area = area::area_of(app, &body.value, today).await?;
    let own = body.value.opened.clone().unwrap_or_default();
    let opened = Opened::of(app).await?;
    // One that is only too quick stays as it is, so that it is good a moment later.
    let opened = match opened.judge(&own, now) {
        Err(edge::Sooner::Stale) => opened.seal(now - chrono::TimeDelta::minutes(1)),
        _ => own,
    };
    let form = body.form.with("opened", opened);
    match parse(body.value, area.as_deref(), today) {
        Ok(report) => {
            let area = area.map_or_else(String::new, |area| area.name.clone());
            let form = form.with_fault(fault.field, fault.message);
            Ok(answers(&report, area, form, status))
        }
        Err(Problem::Malformed(faults)) => questions(app, form.with_faults(faults)).await,
        Err(problem) => Err(problem),
    }
}
