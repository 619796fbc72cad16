//! The pages before sending: advice, the questions on one page, what the area also asks (R1.10), and
//! the answers to check.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use domain::referral::{
    Report,
    report::{Effect, Nuisance, Standing, Way},
};
use edge::{
    App, Body, Opened, Problem,
    page::{self, Choice, Chrome, Fault, Form},
};

use super::{
    body::ReportBody,
    told::sections,
    typed::{Next, Typed},
};
use crate::{
    choices::offer,
    own::{self, Asked},
    referral::answers::Section,
};

/// Everything that travels from page to page.
const FIELDS: &[&str] = &[
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
    "asked",
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
    carried: Vec<String>,
    areas: Vec<Choice>,
    nuisances: Vec<Choice>,
    effects: Vec<Choice>,
    named: Vec<Choice>,
    standings: Vec<Choice>,
    ways: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "report/own.html")]
struct OwnPage {
    chrome: Chrome,
    form: Form,
    questions: Vec<Asked>,
    fields: &'static [&'static str],
}

#[derive(Template)]
#[template(path = "report/check.html")]
struct CheckPage {
    chrome: Chrome,
    form: Form,
    sections: Vec<Section>,
    area: String,
    carried: Vec<String>,
    fields: &'static [&'static str],
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

/// `POST /report/check`: the answers to check, or what is to be answered or mended first.
pub(crate) async fn check(
    State(app): State<App>,
    body: Body<ReportBody>,
) -> Result<Response, Problem> {
    let mut typed = Typed::of(&app, body).await?;
    // Changed and sent again it is another report.
    typed.form = typed.form.with_fresh_key();
    next(&app, typed, None, StatusCode::OK).await
}

/// The page that what was typed leads to. `fault` is what keeps it from being sent, and `status` goes
/// with it.
pub(super) async fn next(
    app: &App,
    typed: Typed,
    fault: Option<Fault>,
    status: StatusCode,
) -> Result<Response, Problem> {
    match typed.next()? {
        Next::Questions(faults) => questions(app, typed.form.with_faults(faults)).await,
        Next::Own(faults) => Ok(own(typed, faults)),
        Next::Check(report) => {
            let area = typed.area_name();
            Ok(answers(
                &report,
                area,
                typed.form.with_faults(fault),
                status,
            ))
        }
    }
}

/// What the area also asks.
fn own(typed: Typed, faults: Vec<Fault>) -> Response {
    let code = typed.area.as_ref().map(|area| area.code.to_string());
    let title = format!("What {} also asks", typed.area_name());
    let questions = typed.asks().into_iter().map(Asked::from).collect();
    let form = typed.form.with("asked", code.unwrap_or_default());
    let form = form.with_faults(faults);
    let page = OwnPage {
        chrome: Chrome::new(title).faulty(form.is_faulty()),
        questions,
        fields: FIELDS,
        form,
    };
    page::html(status_of(&page.form), &page)
}

fn status_of(form: &Form) -> StatusCode {
    if form.is_faulty() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    }
}

/// The fields of what was answered to the area's own questions.
fn carried(form: &Form) -> Vec<String> {
    let names = form.pairs().map(|(name, _)| name);
    let names = names.filter(|name| name.starts_with(own::FIELD));
    names.map(str::to_owned).collect()
}

/// The questions, with what was typed and what is wrong with it.
pub(crate) async fn questions(app: &App, form: Form) -> Result<Response, Problem> {
    let status = status_of(&form);
    let page = QuestionsPage {
        chrome: Chrome::new("What happened?")
            .back("/report")
            .faulty(form.is_faulty()),
        carried: carried(&form),
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
fn answers(report: &Report, area: String, form: Form, status: StatusCode) -> Response {
    let page = CheckPage {
        chrome: Chrome::new("Check your answers").faulty(form.is_faulty()),
        sections: sections(report, &area),
        carried: carried(&form),
        form,
        area,
        fields: FIELDS,
    };
    page::html(status, &page)
}

/// The answers once more, for somebody who cannot send them yet: nothing they typed is lost.
pub(super) async fn again(
    app: &App,
    body: Body<ReportBody>,
    fault: Fault,
    status: StatusCode,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let sealed = body.value.opened.clone().unwrap_or_default();
    let opened = Opened::of(app).await?;
    // One that is only too quick stays as it is, so that it is good a moment later.
    let opened = match opened.judge(&sealed, now) {
        Err(edge::Sooner::Stale) => opened.seal(now - chrono::TimeDelta::minutes(1)),
        _ => sealed,
    };
    let mut typed = Typed::of(app, body).await?;
    typed.form = typed.form.with("opened", opened);
    next(app, typed, Some(fault), status).await
}
