//! `/cases`: the cases of an area or of an agency, and finding one by its reference.

pub(crate) mod areas;
pub(crate) mod row;

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::time;
use edge::{
    Accept, App, Problem,
    accept::see_other,
    page::{self as look, Chrome, Form, Link, Place},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Cursor, Page, stored::CaseRow};

use self::{areas::Run, row::CaseRowView};
use crate::page::{self, ROWS};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/cases", get(list))
}

/// Which list, and where its page begins.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `open` (unless said otherwise) or `closed`.
    tab: Option<String>,
    /// The code of an area that the caller coordinates or chairs, or `ours` for the cases that
    /// their agency is on. Everybody else sees the latter.
    #[param(example = "RUN")]
    area: Option<String>,
    /// The token of the page, from `next` of the page before.
    from: Option<String>,
    /// Find one case by its reference: 303 to it, or 404.
    #[param(example = "RUN-2026-0001")]
    reference: Option<String>,
}

/// A list of cases.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Cases)]
struct CasesView {
    /// `open` or `closed`.
    #[schema(example = "open")]
    tab: &'static str,
    /// The code of the area; null for the cases that the caller's agency is on.
    #[schema(example = "RUN")]
    area: Option<String>,
    /// Open ones by what is due first, closed ones newest first.
    items: Vec<CaseRowView>,
    /// Where the next page is.
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    chrome: Chrome,
    view: CasesView,
    heading: String,
    areas: Vec<Link>,
    tabs: Vec<Link>,
    find: Form,
    later: bool,
}

/// Cases
///
/// Of an area for its coordinator and chair, of their agency for everybody else.
#[utoipa::path(get, path = "/cases", tag = "cases", params(Asked),
    responses((status = 200, description = "A page of the list",
            content((CasesView = "application/json"), (String = "text/html"))),
        (status = 303, description = "The case with the reference asked for, in `Location`")))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let reference = asked
        .reference
        .as_deref()
        .map(tidy)
        .filter(|text| !text.is_empty());
    let Some(reference) = reference else {
        let find = match &asked.reference {
            Some(_) => Form::default().with_fault("reference", "Enter the reference of a case"),
            None => Form::default(),
        };
        let page = show(&app, &caller, &asked, find).await?;
        return Ok(accept.reply(&page.view, &page).into_response());
    };
    match app.store.case_by_reference(&reference, &caller).await {
        Ok(case) => Ok(see_other(&format!("/cases/{}", case.id))),
        Err(store::Error::NotFound) if accept.html() => {
            let find = Form::default().with("reference", reference).with_fault(
                "reference",
                "There is no case with this reference that you may see",
            );
            let page = show(&app, &caller, &asked, find).await?;
            Ok(look::html(StatusCode::NOT_FOUND, &page))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// A reference as people type it: in any case, with spaces around.
fn tidy(reference: &str) -> String {
    reference.trim().to_uppercase()
}

async fn show(app: &App, caller: &Caller, asked: &Asked, find: Form) -> Result<CasesPage, Problem> {
    let run = areas::run(app, caller).await?;
    let ours = asked.area.as_deref() == Some(areas::OURS);
    let area = areas::chosen(&run, asked.area.as_deref()).filter(|_| !ours);
    let closed = asked.tab.as_deref() == Some("closed");
    let after = page::cursor(asked.from.as_deref())?;
    let rows = rows(app, caller, (area, closed), after.as_ref()).await?;
    let list = match area {
        Some(area) => format!("/cases?area={}", area.code),
        None => format!("/cases?area={}", areas::OURS),
    };
    let tab = if closed { "closed" } else { "open" };
    let today = time::london_date(app.clock.now());
    let heading = match area {
        Some(area) => format!("Cases in {}", area.name),
        None => "Cases your agency is on".to_owned(),
    };
    let link = |text: &str, tab: &str, current| {
        Link::new(text, format!("{list}&tab={tab}")).current(current)
    };
    Ok(CasesPage {
        chrome: edge::chrome(caller, heading.as_str())
            .at(Place::Cases)
            .official_sensitive()
            .wide()
            .faulty(find.is_faulty()),
        view: CasesView {
            tab,
            area: area.map(|area| area.code.to_string()),
            items: rows
                .items
                .iter()
                .map(|row| CaseRowView::of(row, today))
                .collect(),
            next: page::next(&rows, &format!("{list}&tab={tab}")),
        },
        areas: areas::with_ours(&run, area, "/cases?"),
        tabs: vec![
            link("Open", "open", !closed),
            link("Closed", "closed", closed),
        ],
        heading,
        find,
        later: after.is_some(),
    })
}

async fn rows(
    app: &App,
    caller: &Caller,
    (area, closed): (Option<&Run>, bool),
    after: Option<&Cursor>,
) -> Result<Page<CaseRow>, Problem> {
    let (store, now) = (&app.store, app.clock.now());
    Ok(match (area, closed) {
        (Some(area), false) => store.cases_in(&area.code, caller, ROWS, after, now).await?,
        (Some(area), true) => {
            store
                .closed_cases_in(&area.code, caller, ROWS, after, now)
                .await?
        }
        (None, false) => store.cases_of_agency(caller, ROWS, after, now).await?,
        (None, true) => {
            store
                .closed_cases_of_agency(caller, ROWS, after, now)
                .await?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_people_type_them() {
        assert_eq!(tidy("  run-2026-0001 "), "RUN-2026-0001");
    }
}
