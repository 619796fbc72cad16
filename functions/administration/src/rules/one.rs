//! One rule, who changed what about it, and what an administrator can enter.

use access::{Caller, directory as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{law::rule, time};
use edge::{
    Accept, App, At, Problem,
    page::{self, Choice, Chrome, Form, Link},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    list::must_read,
    view::{RuleView, lines},
};
use crate::{
    again::Again,
    history::EntryView,
    section::{Tab, frame, tabs},
};

/// A rule with its history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleRecord)]
pub(crate) struct RecordView {
    /// The rule as it stands today.
    rule: RuleView,
    /// Who changed what about it, newest first.
    history: Vec<EntryView>,
}

/// What was just done.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

const DONE: [(&str, &str); 3] = [
    ("confirmed", "The rule has been confirmed"),
    ("commenced", "The commencement date has been entered"),
    ("set", "The number has been set"),
];

/// Shows a rule.
#[utoipa::path(
    get,
    path = "/rules/{id}",
    tag = "Administration",
    params(("id" = String, Path, description = "The rule", example = "CPN-2")),
    responses((status = 200, description = "The rule", body = RecordView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut page = load(&app, &caller, &id, ("", Again::first())).await?;
    page.chrome = page.chrome.success(asked.done.as_deref(), &DONE);
    Ok(accept.reply(&page.view, &page).into_response())
}

/// The page again, with the form of this name as it was refused.
pub(super) async fn again(
    app: &App,
    caller: &Caller,
    id: &str,
    (form, again): (&str, Again),
) -> Result<Response, Problem> {
    let page = load(app, caller, id, (form, again)).await?;
    Ok(page::html(page.status, &page))
}

async fn load(
    app: &App,
    caller: &Caller,
    id: &str,
    (sent, again): (&str, Again),
) -> Result<RulePage, Problem> {
    must_read(caller)?;
    let rule = rule(id).ok_or(Problem::NotFound)?;
    let file = app.store.rules_file().await?;
    let adopted = file.as_ref().map(|file| file.journal.record().clone());
    let today = time::london_date(app.clock.now());
    let mut history = file
        .map(|file| lines(&file.entries, Some(id)))
        .unwrap_or_default();
    history.reverse();
    let view = RecordView {
        rule: RuleView::of(rule, &adopted.unwrap_or_default(), today),
        history,
    };
    let may = policy::administer(caller).is_permitted();
    let form = |name: &str| match name == sent {
        true => again.form.clone(),
        false => Form::new(),
    };
    let areas = match may && !rule.vary.is_empty() {
        true => app.store.areas_lately().await?,
        false => Vec::new(),
    };
    let varied = view.rule.numbers.iter().filter(|number| number.varies);
    Ok(RulePage {
        chrome: frame(caller, format!("Rule {id}"))
            .crumb("Rules", "/rules")
            .faulty(again.form.is_faulty()),
        tabs: tabs(caller, Tab::Rules),
        confirm: (may && view.rule.marked).then(|| form("confirm")),
        commence: (may && rule.ships_off()).then(|| form("commence")),
        number: (may && !rule.vary.is_empty()).then(|| form("number")),
        numbers: varied
            .map(|number| Choice::new(&number.name, number.words()))
            .collect(),
        areas: areas
            .iter()
            .map(|area| Choice::new(area.code.as_str(), &area.name))
            .collect(),
        faulty: again.form,
        status: again.status,
        view,
    })
}

#[derive(Template)]
#[template(path = "rules/rule.html")]
struct RulePage {
    chrome: Chrome,
    tabs: Vec<Link>,
    view: RecordView,
    confirm: Option<Form>,
    commence: Option<Form>,
    number: Option<Form>,
    numbers: Vec<Choice>,
    areas: Vec<Choice>,
    faulty: Form,
    status: http::StatusCode,
}
