//! An area, and who changed what.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{AreaCode, directory::Area, reorganisation::Reorganisations, time};
use edge::{
    Accept, App, At, Problem,
    page::{Chrome, Link, Row},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    said,
    view::{self, AreaView},
};
use crate::{
    history::EntryView,
    section::{Tab, count, frame, must_administer, tabs},
};

/// What was done, by the word in the address.
const DONE: [(&str, &str); 2] = [
    ("registered", "The area was registered"),
    ("amended", "The changes were saved"),
];

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

/// An area with its history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectoryAreaRecord)]
pub(crate) struct RecordView {
    /// The area.
    #[serde(flatten)]
    area: AreaView,
    /// Who changed what, newest first.
    history: Vec<EntryView>,
    /// Whether there are entries before those.
    #[schema(example = false)]
    has_earlier: bool,
}

/// An area, and who changed what.
#[utoipa::path(
    get,
    path = "/areas/{code}",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN")),
    responses((status = 200, description = "The area", body = RecordView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(code): At<AreaCode>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let file = app.store.area_file(&code).await?;
    let area = file.journal;
    let mut history = said::lines(&file.entries);
    history.reverse();
    let plans = app.store.plans().await?;
    let view = RecordView {
        area: AreaView::of(&area, area.version()).planned(&area.code, &plans),
        history,
        has_earlier: file.has_earlier,
    };
    let chair = match area.chair {
        Some(chair) => app.store.person(chair).await?.name.clone(),
        None => "Nobody".to_owned(),
    };
    let page = AreaPage {
        chrome: frame(&caller, &view.area.name)
            .crumb("Areas", "/areas")
            .success(asked.done.as_deref(), &DONE),
        tabs: tabs(&caller, Tab::Areas),
        becomes: becomes(&app, &area, &plans).await?,
        rows: rows(&area, &chair),
        amend: format!("{}/amend", view.area.href),
        instruments: format!("{}/instruments", view.area.href),
        questions: format!("{}/questions", view.area.href),
        imports: format!("{}/imports", view.area.href),
        entries: &view.history,
        has_earlier: view.has_earlier,
    };
    Ok(accept
        .reply(&view, &page)
        .version(area.version())
        .into_response())
}

/// What becomes of an area, with the way there; an old link leads on from here.
async fn becomes(
    app: &App,
    area: &Area,
    plans: &Reorganisations,
) -> Result<Option<(String, Vec<Link>)>, Problem> {
    let Some((on, change)) = plans.end_of(&area.code) else {
        return Ok(None);
    };
    let mut links = Vec::new();
    for code in change.successors() {
        let name = app.store.area_lately(code).await?.name.clone();
        links.push(Link::new(name, view::href(code)));
    }
    let verb = if on <= app.today() { "ended" } else { "ends" };
    let words = format!(
        "{} {verb} at midnight as {} begins. Its cases keep their references. Who takes over:",
        area.name,
        time::full_date(on)
    );
    Ok(Some((words, links)))
}

fn rows(area: &Area, chair: &str) -> Vec<Row> {
    let days = |number: u64| count(usize::try_from(number).unwrap_or(usize::MAX), "day", "days");
    let chase = area.chase;
    vec![
        Row::new("Code", area.code.as_str()),
        Row::new(
            "First day",
            area.since
                .map_or("Not recorded".to_owned(), time::full_date),
        ),
        Row::new(
            "Lead",
            area.partner(&area.lead).unwrap_or(area.lead.as_str()),
        ),
        Row::new("Email for notices", &area.inbox),
        Row::new("Chair", chair),
        Row::lines(
            "Partners",
            area.partners.iter().map(|partner| partner.name.as_str()),
        ),
        Row::lines(
            "Forums",
            area.forums
                .iter()
                .map(|forum| format!("{}. {}", forum.label(), area.cadences.words(*forum))),
        ),
        Row::new(
            "Triage",
            format!("Within {} working days", area.triage_working_days),
        ),
        Row::lines(
            "Actions",
            [
                format!("Reminder {} before they are due", days(chase.remind_before)),
                format!("Chased {} after", days(chase.chase_after)),
                format!("The agency’s lead is told {} after", days(chase.lead_after)),
                format!("The chair is told {} after", days(chase.chair_after)),
            ],
        ),
        Row::lines(
            "Access to a case by others",
            [
                format!("For {} at most", days(area.access.longest_grant_days)),
                format!("Answered within {}", days(area.access.answer_days)),
                format!("In an emergency for {} hours", area.access.emergency_hours),
                format!("Reviewed within {}", days(area.access.review_days)),
            ],
        ),
    ]
}

#[derive(Template)]
#[template(path = "areas/area.html")]
struct AreaPage<'a> {
    chrome: Chrome,
    tabs: Vec<Link>,
    /// What has become of it or will, and where that is.
    becomes: Option<(String, Vec<Link>)>,
    rows: Vec<Row>,
    amend: String,
    instruments: String,
    questions: String,
    imports: String,
    entries: &'a [EntryView],
    has_earlier: bool,
}
