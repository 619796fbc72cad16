//! `/retention`: what is due to be looked at, kept longer, held, to be erased, and erased.

use access::{Caller, retention as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::time;
use edge::{
    Accept, App, Problem,
    areas::{area_links, areas, chosen},
    list::{cursor, next},
    page::{Chrome, Link},
};
use serde::{Deserialize, Serialize};
use store::stored::Shelf;

use super::view::{KeptView, day};
use crate::section::{DECIDES, ROWS, frame};

/// The lists, in the order of their tabs: value, words, and what is said of an empty one.
const SHELVES: [(Shelf, &str, &str, &str); 6] = [
    (Shelf::Due, "due", "Due", "Nothing is due."),
    (
        Shelf::DueAgain,
        "again",
        "Due again",
        "Nothing that was kept longer is due again.",
    ),
    (
        Shelf::Kept,
        "kept",
        "Kept longer",
        "Nothing is kept longer.",
    ),
    (Shelf::Held, "held", "Held", "There is no hold."),
    (
        Shelf::Ordered,
        "ordered",
        "To be erased",
        "Nothing is to be erased.",
    ),
    (Shelf::Erased, "erased", "Erased", "Nothing was erased."),
];

/// Which list of which area, and where the page begins.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The code of the area; the first one that the caller answers for, unless said otherwise.
    #[param(example = "RUN")]
    area: Option<String>,
    /// `due` (unless said otherwise), `again`, `kept`, `held`, `ordered` or `erased`.
    #[param(example = "due")]
    list: Option<String>,
    /// The token of the page, from `next` of the page before.
    from: Option<String>,
}

/// A page of one of the lists.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = KeptRecords)]
struct ListView {
    /// The area.
    #[schema(example = "RUN")]
    area: String,
    /// Which list.
    #[schema(example = "due")]
    list: &'static str,
    /// What stands in it, by day.
    items: Vec<KeptView>,
    /// Where the next page is.
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "retention/list.html")]
struct ListPage {
    chrome: Chrome,
    view: ListView,
    areas: Vec<Link>,
    lists: Vec<Link>,
    heading: &'static str,
    empty: &'static str,
    later: bool,
}

impl ListPage {
    fn day(&self, on: &Option<NaiveDate>) -> String {
        day(on)
    }
}

/// What is kept for a time
///
/// Closed cases, decided referrals, case reviews and answered requests of an area that are due to be looked at, kept longer, held, to
/// be erased, or erased; for its coordinator and data-protection officer. References and dates, and
/// nothing of what they say.
#[utoipa::path(get, path = "/retention", tag = "Data protection", params(Asked),
    responses((status = 200, description = "A page of the list",
        content((ListView = "application/json"), (String = "text/html")))))]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let areas = areas(&app, &caller, (policy::decide, DECIDES)).await?;
    let area = chosen(&areas, asked.area.as_deref())?;
    let wanted = asked.list.as_deref().unwrap_or("due");
    let shelf = SHELVES.iter().find(|(_, value, ..)| *value == wanted);
    let (shelf, list, heading, empty) = *shelf.ok_or(Problem::NotFound)?;
    let now = app.clock.now();
    let today = time::london_date(now);
    let after = cursor(asked.from.as_deref())?;
    let rows = app
        .store
        .shelf(area, (shelf, today), (&caller, now), ROWS, after.as_ref())
        .await?;
    let base = |list: &str| format!("/retention?list={list}&area={}", area.code);
    let requests = access::subject_access::answer(&caller, &area.code).is_permitted();
    let requests = requests.then(|| {
        let href = format!("/subject-access?area={}", area.code);
        Link::new("Requests for what is held", href)
    });
    let items = rows.items.iter().map(|row| KeptView::of(row, &area.keep));
    let page = ListPage {
        chrome: frame(
            &caller,
            format!("How long records are kept in {}", area.name),
        )
        .wide(),
        areas: area_links(&areas, &area.code, &format!("/retention?list={list}&")),
        lists: SHELVES
            .iter()
            .map(|(_, value, words, _)| Link::new(*words, base(value)).current(*value == list))
            .chain([Link::new(
                "Rules",
                format!("/retention/rules?area={}", area.code),
            )])
            .chain(requests)
            .collect(),
        view: ListView {
            area: area.code.to_string(),
            list,
            items: items.collect(),
            next: next(&rows, &base(list)),
        },
        heading,
        empty,
        later: after.is_some(),
    };
    Ok(accept.reply(&page.view, &page).into_response())
}
