//! What an area says of a forum, from a day: one that is shipped, or one of its own.

use access::Caller;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::{
    AreaCode, Journal,
    directory::Area,
    forums::{self, About, Standing},
    time,
};
use edge::{
    Accept, App, At, Body, Problem, Within,
    accept::see_other,
    once::{changed, once},
    page::{self, Choice, Chrome, Form},
};
use store::{Commit, Once, Outcome};

use super::{
    body::ForumBody,
    must_set,
    view::{ForumView, RegisterView},
};
use crate::{
    again::{Again, led_to},
    areas::said,
    history::since,
    section::frame,
};

/// The form for a forum of the area's own.
pub(crate) async fn new(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(code): At<AreaCode>,
) -> Result<Response, Problem> {
    must_set(&caller, &code)?;
    if !accept.html() {
        return Ok(see_other(&format!("/forums?area={code}")));
    }
    let area = app.store.area(&code).await?;
    let page = page(&caller, &area, None, Again::first());
    Ok(page::html(page.again.status, &page))
}

/// What an area says of a forum, or else what is shipped.
#[utoipa::path(
    get,
    path = "/areas/{code}/forums/{forum}",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("forum" = String, Path, description = "The forum", example = "marac")),
    responses((status = 200, description = "The forum", body = ForumView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(code, id): Within<AreaCode, String>,
) -> Result<Response, Problem> {
    must_set(&caller, &code)?;
    let area = app.store.area(&code).await?;
    let today = time::london_date(app.clock.now());
    let forum = newest(&area, &id, today)?;
    let view = ForumView::of(&forum);
    let form = Form::new()
        .with("name", view.name.as_str())
        .with("about", view.about)
        .with("remit", view.remit.as_str())
        .with("cadence", view.cadence.as_str())
        .with("contact", view.contact.as_str())
        .with_date("from", today);
    let form = match view.until {
        Some(until) => form.with_date("until", until),
        None => form,
    };
    let page = page(&caller, &area, Some(&forum), Again::with(form));
    Ok(accept
        .reply(&view, &page)
        .version(area.version())
        .into_response())
}

/// Adds a forum of the area's own, from a day.
#[utoipa::path(
    post,
    path = "/areas/{code}/forums",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"3\"")),
    request_body = ForumBody,
    responses((status = 200, description = "The area's register", body = RegisterView)),
)]
pub(crate) async fn add(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(code): At<AreaCode>,
    body: Body<ForumBody>,
) -> Result<Response, Problem> {
    answer((&app, &caller, accept), (&code, None), body).await
}

/// Says something of a forum from a day: what is shipped yields, and what was said before stays in
/// history. A last day retires it.
#[utoipa::path(
    post,
    path = "/areas/{code}/forums/{forum}",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("forum" = String, Path, description = "The forum", example = "marac"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"3\"")),
    request_body = ForumBody,
    responses((status = 200, description = "The area's register", body = RegisterView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(code, id): Within<AreaCode, String>,
    body: Body<ForumBody>,
) -> Result<Response, Problem> {
    answer((&app, &caller, accept), (&code, Some(&id)), body).await
}

async fn answer(
    (app, caller, accept): (&App, &Caller, Accept),
    (code, id): (&AreaCode, Option<&str>),
    body: Body<ForumBody>,
) -> Result<Response, Problem> {
    must_set(caller, code)?;
    let key = body.once(caller, app.clock.now())?;
    body.if_match.required()?;
    let set = || set((app, caller), (code, id), (&body, &key));
    match once(&app.store, &key, set).await {
        Ok(outcome) => {
            let page = format!("/forums?area={code}&done=set");
            Ok(led_to(accept, &outcome, &page))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let area = app.store.area(code).await?;
            let today = time::london_date(app.clock.now());
            let forum = id.map(|id| newest(&area, id, today)).transpose()?;
            let page = page(caller, &area, forum.as_ref(), again);
            Ok(page::html(page.again.status, &page))
        }
    }
}

async fn set(
    (app, caller): (&App, &Caller),
    (code, id): (&AreaCode, Option<&str>),
    (body, key): (&Body<ForumBody>, &Once),
) -> Result<Outcome, Problem> {
    let file = app.store.area_file(code).await?;
    let area = file.journal;
    let today = time::london_date(app.clock.now());
    if let Some(id) = id {
        newest(&area, id, today)?;
    }
    let sent = body.value.clone();
    let change = sent.read(id, &area.register, today)?;
    body.if_match.check(area.version(), |seen| {
        since(&said::lines(&file.entries), seen)
    })?;
    let area = area.set_forum(change, &app.stamp(caller)?)?;
    let view = RegisterView::of(Some((&area, area.version())), today, true);
    let outcome = changed(format!("/forums?area={code}"), &view)?;
    app.store
        .commit(Commit::of(area).once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}

/// What was last said of a forum, counting already or to come.
///
/// **Errors:** 404 when there is no such forum.
fn newest(area: &Area, id: &str, today: chrono::NaiveDate) -> Result<Standing, Problem> {
    let own = area.register.of(id).last().map(Standing::from);
    own.or_else(|| forums::standing(&area.register, id, today))
        .ok_or(Problem::NotFound)
}

fn page(caller: &Caller, area: &Journal<Area>, forum: Option<&Standing>, again: Again) -> EditPage {
    let list = format!("/forums?area={}", area.code);
    let base = format!("/areas/{}/forums", area.code);
    let (title, action) = match forum {
        Some(forum) => (
            format!("Change ‘{}’ in {}", forum.name, area.name),
            format!("{base}/{}", forum.id),
        ),
        None => (format!("Add a forum in {}", area.name), base),
    };
    let choice = |about: &About| Choice::new(about.value(), about.label());
    EditPage {
        chrome: frame(caller, title)
            .crumb("Other forums", list)
            .faulty(again.form.is_faulty()),
        action,
        about: About::ALL.iter().map(choice).collect(),
        source: forum
            .and_then(|forum| forum.shipped)
            .map(|shipped| format!("{}. {}.", shipped.source, shipped.confidence.label())),
        again: again.at_version(area.version()),
    }
}

#[derive(Template)]
#[template(path = "forums/edit.html")]
struct EditPage {
    chrome: Chrome,
    again: Again,
    action: String,
    about: Vec<Choice>,
    source: Option<String>,
}
