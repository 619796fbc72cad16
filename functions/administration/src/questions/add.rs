//! Another question, from a day.

use access::Caller;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    AreaCode, Journal, Stamp,
    directory::Area,
    questions::{Audience, Kind},
};
use edge::{
    Accept, App, At, Body, Problem,
    accept::see_other,
    once::once,
    page::{self, Choice, Chrome, Form},
};
use store::{Once, Outcome};

use super::{body::QuestionBody, change, href, must_set, view::QuestionsView};
use crate::{
    again::{Again, led_to},
    section::frame,
};

/// The form for a question.
pub(crate) async fn new(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(code): At<AreaCode>,
) -> Result<Response, Problem> {
    must_set(&caller, &code)?;
    if !accept.html() {
        return Ok(see_other(&href(&code)));
    }
    let area = app.store.area(&code).await?;
    let form = Form::new().with_date("from", app.today());
    let page = page(&caller, &area, Again::with(form));
    Ok(page::html(page.again.status, &page))
}

/// Adds a question to a form of the area, from a day. It never changes: another wording
/// is another question.
#[utoipa::path(
    post,
    path = "/areas/{code}/questions",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"3\"")),
    request_body = QuestionBody,
    responses((status = 200, description = "The area's questions", body = QuestionsView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(code): At<AreaCode>,
    body: Body<QuestionBody>,
) -> Result<Response, Problem> {
    must_set(&caller, &code)?;
    let key = body.once(&caller, app.clock.now())?;
    body.if_match.required()?;
    let add = || add((&app, &caller), &code, (&body, &key));
    match once(&app.store, &key, add).await {
        Ok(outcome) => {
            let page = format!("{}?done=added", href(&code));
            Ok(led_to(accept, &outcome, &page))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let area = app.store.area(&code).await?;
            let page = page(&caller, &area, again);
            Ok(page::html(page.again.status, &page))
        }
    }
}

async fn add(
    (app, caller): (&App, &Caller),
    code: &AreaCode,
    (sent, key): (&Body<QuestionBody>, &Once),
) -> Result<Outcome, Problem> {
    let today = app.today();
    change((app, caller), code, (sent, key), |area| {
        // The number of the journal's entry is never given twice.
        let id = format!("q{}", area.version().saturating_add(1));
        let added = sent.value.clone().read(id, &area.questions, today)?;
        Ok(|area: Journal<Area>, stamp: &Stamp| area.add_question(added, stamp))
    })
    .await
}

fn page(caller: &Caller, area: &Journal<Area>, again: Again) -> AddPage {
    let choice = |kind: &Kind| Choice::new(kind.value(), kind.label());
    let audience = |of: &Audience| Choice::new(of.value(), of.label());
    AddPage {
        chrome: frame(caller, format!("Add a question in {}", area.name))
            .back(href(&area.code))
            .faulty(again.form.is_faulty()),
        action: href(&area.code),
        audiences: Audience::ALL.iter().map(audience).collect(),
        kinds: Kind::ALL.iter().map(choice).collect(),
        required: vec![Choice::new("yes", "Yes"), Choice::new("no", "No")],
        again: again.at_version(area.version()),
    }
}

#[derive(Template)]
#[template(path = "questions/add.html")]
struct AddPage {
    chrome: Chrome,
    again: Again,
    action: String,
    audiences: Vec<Choice>,
    kinds: Vec<Choice>,
    required: Vec<Choice>,
}
