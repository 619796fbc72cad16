//! The lists of an area, and another one.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{AreaCode, transfer::Transfer};
use edge::{
    Accept, App, At, Body, Problem, Recent,
    again::led_to,
    once::{created, once},
    page::{Chrome, Form},
};
use serde::{Deserialize, Serialize};
use store::{Commit, Cursor, Once, Outcome};
use utoipa::ToSchema;

use super::{href, href_of, must_bring, view::ListView};
use crate::section::frame;

/// Lists on a page.
const ON_PAGE: i32 = 50;

/// Nothing is said of a list before it is sent.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ListAnnouncement, example = json!({}))]
pub(crate) struct AnnounceBody {}

/// Lists of cases of an area.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseLists)]
pub(crate) struct ListsView {
    /// The latest first.
    lists: Vec<ListView>,
    /// The token of the next page, if there is one.
    next: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    from: Option<String>,
}

/// Lists from which cases were or are being brought over.
#[utoipa::path(
    get,
    path = "/areas/{code}/imports",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("from" = Option<String>, Query, description = "The token of a page")),
    responses((status = 200, description = "The lists", body = ListsView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(code): At<AreaCode>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must_bring(&caller, &code)?;
    let area = app.store.area(&code).await?;
    let cursor = asked.from.as_deref().map(Cursor::parse).transpose()?;
    let page = app
        .store
        .transfers_in(&code, &caller, ON_PAGE, cursor.as_ref())
        .await?;
    let lists = page.items.iter();
    let view = ListsView {
        lists: lists
            .map(|list| ListView::of(list, app.clock.now()))
            .collect(),
        next: page.next.map(|next| next.to_string()),
    };
    let next = view.next.as_ref();
    let page = ListPage {
        chrome: frame(&caller, format!("Cases brought over to {}", area.name))
            .crumb("Areas", "/areas")
            .crumb(&area.name, format!("/areas/{code}")),
        form: Form::new(),
        next: next.map_or(String::new(), |next| format!("{}?from={next}", href(&code))),
        base: href(&code),
        view: &view,
    };
    Ok(accept.reply(&view, &page).into_response())
}

/// Announces a list of cases, which is sent next.
#[utoipa::path(
    post,
    path = "/areas/{code}/imports",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN")),
    request_body = AnnounceBody,
    responses((status = 201, description = "The list that is awaited", body = ListView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(code): At<AreaCode>,
    body: Body<AnnounceBody>,
) -> Result<Response, Problem> {
    must_bring(&caller, &code)?;
    let key = body.once(&caller, app.clock.now())?;
    let outcome = once(&app.store, &key, || announce(&app, &caller, &code, &key)).await?;
    let page = outcome.location.clone().unwrap_or_default();
    Ok(led_to(accept, &outcome, &page))
}

async fn announce(
    app: &App,
    caller: &Caller,
    code: &AreaCode,
    key: &Once,
) -> Result<Outcome, Problem> {
    app.store.area(code).await?;
    let list = Transfer::announce(code.clone(), &app.stamp(caller)?)?;
    let view = ListView::of(&list, app.clock.now());
    let outcome = created(href_of(&list), &view)?;
    let commit = Commit::of(list).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage<'a> {
    chrome: Chrome,
    form: Form,
    base: String,
    next: String,
    view: &'a ListsView,
}
