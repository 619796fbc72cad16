//! A page of questions: shown with what was answered, judged, saved.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use domain::time;
use edge::{
    Accept, App, Body, Problem, Within,
    accept::see_other,
    page::{self, Choice, Chrome, Fault, Form, Place},
};
use serde::Serialize;
use serde_json::Value;

use super::{
    Draft, DraftId, Then, own,
    question::{self, Control, Question},
    step::Step,
    view,
};
use crate::{forums, referral::body::ReferralBody};

/// A page of questions.
#[derive(Template)]
#[template(path = "refer/questions.html")]
pub(crate) struct QuestionsPage {
    pub(crate) chrome: Chrome,
    pub(crate) form: Form,
    /// Where it is sent.
    pub(crate) action: String,
    pub(crate) questions: Vec<Question>,
}

impl QuestionsPage {
    pub(crate) fn reply(self, status: StatusCode) -> Response {
        page::html(status, &self)
    }
}

/// The frame of a page of the form.
pub(crate) fn chrome(caller: &Caller, title: &str, back: String) -> Chrome {
    edge::chrome(caller, title)
        .at(Place::Refer)
        .official_sensitive()
        .back(back)
}

/// `GET /refer/{draft}/{step}`: one question, or the few that belong together.
#[utoipa::path(
    get, path = "/refer/{draft}/{step}", operation_id = "read_draft_step", tag = "referral drafts",
    summary = "A step of a draft",
    description = "As a page, the step's questions; as JSON, the whole draft.",
    params(
        ("draft" = String, Path, description = "The draft", example = "7c3e9a1b5d2f4860"),
        ("step" = String, Path, description = "The step", example = "risk"),
    ),
    responses((status = 200, body = view::DraftView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(id, step): Within<DraftId, Step>,
    Query(then): Query<Then>,
) -> Result<Response, Problem> {
    let draft = Draft::load(&app, &caller, id).await?;
    if !accept.html() {
        return view::json(&app, &draft).await;
    }
    let form = filled(&draft.written.answers);
    if step == Step::Own {
        return own::show(&app, &caller, &draft, &then, form).await;
    }
    let page = questions(&app, &caller, &draft, step, &then, form).await?;
    Ok(page.reply(StatusCode::OK))
}

/// `POST /refer/{draft}/{step}`: saves the step's own answers.
#[utoipa::path(
    post, path = "/refer/{draft}/{step}", operation_id = "save_draft_step", tag = "referral drafts",
    summary = "Save a step of a draft",
    description = "Only the step's own fields are read and judged; the other answers stay as they are.",
    params(
        ("draft" = String, Path, description = "The draft", example = "7c3e9a1b5d2f4860"),
        ("step" = String, Path, description = "The step", example = "risk"),
    ),
    request_body(content = ReferralBody, example = json!({
        "risk": "high",
        "risk_rationale": "The threats have become weekly."
    })),
    responses((status = 200, description = "Saved", body = view::DraftView)),
)]
pub(crate) async fn save(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(id, step): Within<DraftId, Step>,
    Query(then): Query<Then>,
    body: Body<ReferralBody>,
) -> Result<Response, Problem> {
    let mut draft = Draft::load(&app, &caller, id).await?;
    step.take(&mut draft.written.answers, body.value);
    let area = if matches!(step, Step::Area | Step::Own) {
        draft.area(&app).await?
    } else {
        None
    };
    let faults = step.own(draft.faults(area.as_deref(), app.clock.now()));
    if !faults.is_empty() {
        let form = body.form.with_faults(refused(accept, faults)?);
        if step == Step::Own {
            return own::show(&app, &caller, &draft, &then, form).await;
        }
        let page = questions(&app, &caller, &draft, step, &then, form).await?;
        return Ok(page.reply(StatusCode::BAD_REQUEST));
    }
    draft.go_on(step);
    draft.save(&app, &caller).await?;
    let next = if then.changing() {
        Step::Check
    } else {
        step.next()
    };
    leave(&app, accept, &draft, next.slug()).await
}

/// After saving: people are led on, programs get the draft.
pub(crate) async fn leave(
    app: &App,
    accept: Accept,
    draft: &Draft,
    page: &str,
) -> Result<Response, Problem> {
    if accept.html() {
        Ok(see_other(&format!("{}/{page}", draft.base())))
    } else {
        view::json(app, draft).await
    }
}

async fn questions(
    app: &App,
    caller: &Caller,
    draft: &Draft,
    step: Step,
    then: &Then,
    form: Form,
) -> Result<QuestionsPage, Problem> {
    let offered = match step {
        Step::Area => areas(app).await?,
        Step::Forums => {
            let area = draft.area(app).await?;
            let code = area.as_ref().map(|area| &area.code);
            forums::of_area(app, code, time::london_date(app.clock.now())).await?
        }
        _ => Vec::new(),
    };
    let questions = question::of_step(step, offered);
    if questions.is_empty() {
        return Err(Problem::NotFound);
    }
    let base = draft.base();
    let back = match own::before(app, draft, step).await? {
        _ if then.changing() => format!("{base}/check"),
        Some(previous) => format!("{base}/{}", previous.slug()),
        None => "/refer".to_owned(),
    };
    Ok(QuestionsPage {
        chrome: chrome(caller, question::title_of_step(step), back).faulty(form.is_faulty()),
        form: keyed(form),
        action: format!("{base}/{}{}", step.slug(), then.query()),
        questions,
    })
}

async fn areas(app: &App) -> Result<Vec<Choice>, Problem> {
    let areas = app.areas_today().await?;
    let mut choices: Vec<_> = areas
        .iter()
        .map(|area| Choice::new(area.code.as_str(), area.name.as_str()))
        .collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(choices)
}

/// The same form with an idempotency key, which what was posted may lack.
pub(crate) fn keyed(form: Form) -> Form {
    if form.value("_key").is_empty() {
        form.with_fresh_key()
    } else {
        form
    }
}

/// A form that shows the answers given so far.
pub(crate) fn filled(answers: &impl Serialize) -> Form {
    let mut form = Form::new();
    let Ok(Value::Object(fields)) = serde_json::to_value(answers) else {
        return form;
    };
    for (field, value) in fields {
        form = match value {
            Value::String(day) if is_date(&field) => with_day(form, &field, &day),
            Value::String(text) => form.with(field, text),
            Value::Object(members) => {
                let texts = members.into_iter();
                texts.fold(form, |form, (name, text)| match text {
                    Value::String(text) => form.with(format!("{field}.{name}"), text),
                    _ => form,
                })
            }
            Value::Array(values) => {
                let texts = values.iter().filter_map(Value::as_str);
                form.with_all(field, texts)
            }
            _ => form,
        };
    }
    form
}

fn is_date(field: &str) -> bool {
    field == "on" || field.ends_with("_on")
}

fn with_day(mut form: Form, field: &str, day: &str) -> Form {
    for (part, digits) in ["year", "month", "day"].into_iter().zip(day.split('-')) {
        form = form.with(format!("{field}-{part}"), digits.trim_start_matches('0'));
    }
    form
}

/// The faults of a page, for people on the page itself and for programs as a problem.
pub(crate) fn refused(accept: Accept, faults: Vec<Fault>) -> Result<Vec<Fault>, Problem> {
    if accept.html() {
        Ok(faults)
    } else {
        Err(Problem::Malformed(faults))
    }
}
