//! The text of an instrument: reading it, checking another, and putting that in force from a day.

use access::Caller;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::{
    AreaCode, Journal,
    directory::Area,
    risk::{self, Instrument},
    time,
};
use edge::{
    Accept, App, Body, Problem, Within,
    once::{changed, once},
    page::{self, Chrome, Form},
};
use store::{Commit, Once, Outcome};

use super::{
    body::InstrumentBody,
    must_set,
    view::{InstrumentsView, PreviewView, TextView},
};
use crate::{
    again::{Again, led_to},
    areas::said,
    history::since,
    section::frame,
};

/// The text of an instrument, from which another version is made.
#[utoipa::path(
    get,
    path = "/areas/{code}/instruments/{instrument}",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("instrument" = String, Path, description = "The instrument", example = "asb-people")),
    responses((status = 200, description = "Its text", body = TextView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(code, id): Within<AreaCode, String>,
) -> Result<Response, Problem> {
    must_set(&caller, &code)?;
    let area = app.store.area(&code).await?;
    let (text, latest) = latest(&area, &id)?;
    let view = TextView {
        id,
        instrument_version: latest.version,
        text,
        version: area.version(),
    };
    let form = Form::new().with("text", view.text.as_str());
    let page = page(&caller, (&area, &latest), (Again::with(form), None));
    Ok(accept
        .reply(&view, &page)
        .version(view.version)
        .into_response())
}

/// Checks a text, and says what it would ask; nothing is kept.
#[utoipa::path(
    post,
    path = "/areas/{code}/instruments/{instrument}/check",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("instrument" = String, Path, description = "The instrument", example = "asb-people")),
    request_body = InstrumentBody,
    responses((status = 200, description = "What it says", body = PreviewView)),
)]
pub(crate) async fn check(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(code, id): Within<AreaCode, String>,
    body: Body<InstrumentBody>,
) -> Result<Response, Problem> {
    must_set(&caller, &code)?;
    let area = app.store.area(&code).await?;
    let (_, latest) = latest(&area, &id)?;
    let (again, preview) = match body.value.check(&id) {
        Ok(read) => {
            let preview = PreviewView::of(&read);
            if !accept.html() {
                return Ok(axum::Json(preview).into_response());
            }
            (Again::with(body.form), Some(preview))
        }
        Err(problem) => (Again::after(problem, accept, body.form)?, None),
    };
    let page = page(&caller, (&area, &latest), (again, preview));
    Ok(page::html(page.again.status, &page))
}

/// Puts a version in force from a day. Assessments that were made keep the version they were made with.
#[utoipa::path(
    post,
    path = "/areas/{code}/instruments/{instrument}",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("instrument" = String, Path, description = "The instrument", example = "asb-people"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"3\"")),
    request_body = InstrumentBody,
    responses((status = 200, description = "The area's instruments", body = InstrumentsView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(code, id): Within<AreaCode, String>,
    body: Body<InstrumentBody>,
) -> Result<Response, Problem> {
    must_set(&caller, &code)?;
    let key = body.once(&caller, app.clock.now())?;
    body.if_match.required()?;
    let set = || set(&app, &caller, (&code, &id), (&body, &key));
    match once(&app.store, &key, set).await {
        Ok(outcome) => {
            let page = format!("/areas/{code}/instruments?done=set");
            Ok(led_to(accept, &outcome, &page))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let area = app.store.area(&code).await?;
            let (_, latest) = latest(&area, &id)?;
            let page = page(&caller, (&area, &latest), (again, None));
            Ok(page::html(page.again.status, &page))
        }
    }
}

async fn set(
    app: &App,
    caller: &Caller,
    (code, id): (&AreaCode, &str),
    (body, key): (&Body<InstrumentBody>, &Once),
) -> Result<Outcome, Problem> {
    let file = app.store.area_file(code).await?;
    let area = file.journal;
    latest(&area, id)?;
    let today = time::london_date(app.clock.now());
    let sent = body.value.clone();
    let change = sent.read(id, &area.instruments, today)?;
    body.if_match.check(area.version(), |seen| {
        since(&said::lines(&file.entries), seen)
    })?;
    let area = area.set_instrument(change, &app.stamp(caller)?)?;
    let mut entries = file.entries;
    let written = area.pending().iter();
    entries.extend(written.filter_map(|entry| entry.open::<Area>().ok()));
    let view = InstrumentsView::of(&area, area.version(), &entries, today);
    let outcome = changed(format!("/areas/{code}/instruments"), &view)?;
    app.store
        .commit(Commit::of(area).once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}

/// The text of the newest version, in force or to come, and the instrument that it is.
///
/// **Errors:** 404 when there is no such instrument.
fn latest(area: &Area, id: &str) -> Result<(String, Instrument), Problem> {
    let (text, shipped) = risk::shipped()
        .iter()
        .find(|(_, each)| each.id == id)
        .ok_or(Problem::NotFound)?;
    let own = area.instruments.of(id).last();
    let own = own.and_then(|own| Some((own.text.clone(), Instrument::read(&own.text).ok()?)));
    Ok(own.unwrap_or_else(|| ((*text).to_owned(), shipped.clone())))
}

fn page(
    caller: &Caller,
    (area, latest): (&Journal<Area>, &Instrument),
    (again, preview): (Again, Option<PreviewView>),
) -> EditPage {
    let list = format!("/areas/{}/instruments", area.code);
    EditPage {
        chrome: frame(
            caller,
            format!("Change ‘{}’ in {}", latest.title, area.name),
        )
        .crumb("How risk is scored", list.as_str())
        .faulty(again.form.is_faulty()),
        action: format!("{list}/{}", latest.id),
        version: latest.version,
        next: latest.version.saturating_add(1),
        source: latest.source.clone(),
        again: again.at_version(area.version()),
        preview,
    }
}

#[derive(Template)]
#[template(path = "instruments/edit.html")]
struct EditPage {
    chrome: Chrome,
    again: Again,
    action: String,
    version: u32,
    next: u32,
    source: String,
    preview: Option<PreviewView>,
}
