//! A question is asked no longer, from a day. What was answered stays.

use access::Caller;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{AreaCode, Journal, Stamp, directory::Area};
use edge::{
    Accept, App, At, Body, Problem,
    accept::see_other,
    once::once,
    page::{self, Choice, Chrome, Form},
};
use store::{Once, Outcome};

use super::{body::RetireBody, change, href, must_set, view::QuestionsView};
use crate::{
    again::{Again, led_to},
    section::frame,
};

/// The form that asks which.
pub(crate) async fn ask(
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

/// Retires a question of the area's own, from a day. What was answered until then stays as it is.
#[utoipa::path(
    post,
    path = "/areas/{code}/questions/retire",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"3\"")),
    request_body = RetireBody,
    responses((status = 200, description = "The area's questions", body = QuestionsView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(code): At<AreaCode>,
    body: Body<RetireBody>,
) -> Result<Response, Problem> {
    must_set(&caller, &code)?;
    let key = body.once(&caller, app.clock.now())?;
    body.if_match.required()?;
    let retire = || retire((&app, &caller), &code, (&body, &key));
    match once(&app.store, &key, retire).await {
        Ok(outcome) => {
            let page = format!("{}?done=retired", href(&code));
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

async fn retire(
    (app, caller): (&App, &Caller),
    code: &AreaCode,
    (sent, key): (&Body<RetireBody>, &Once),
) -> Result<Outcome, Problem> {
    let today = app.today();
    change((app, caller), code, (sent, key), |area| {
        let retired = sent.value.clone().read(&area.questions, today)?;
        Ok(|area: Journal<Area>, stamp: &Stamp| area.retire_question(retired, stamp))
    })
    .await
}

fn page(caller: &Caller, area: &Journal<Area>, again: Again) -> RetirePage {
    let open = area.questions.open();
    RetirePage {
        chrome: frame(caller, format!("Retire a question in {}", area.name))
            .back(href(&area.code))
            .faulty(again.form.is_faulty()),
        action: format!("{}/retire", href(&area.code)),
        questions: open
            .map(|each| Choice::new(each.id.as_str(), each.wording.as_str()).hint(each.of.label()))
            .collect(),
        again: again.at_version(area.version()),
    }
}

#[derive(Template)]
#[template(path = "questions/retire.html")]
struct RetirePage {
    chrome: Chrome,
    again: Again,
    action: String,
    questions: Vec<Choice>,
}
