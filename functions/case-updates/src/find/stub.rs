//! `/find/{stub}`: a case that the caller does not see. They can ask for access, or take it in an
//! emergency.

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    Note,
    case::{AccessPolicy, access::Alarm},
    gateway::Gateway,
    journal::Hash,
};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    accept::see_other,
    once,
    page::{self, Choice, Chrome, Place},
};
use serde::{Deserialize, Serialize};
use store::{
    Once, Outcome,
    search::{Behind, Door},
};

use super::StubView;
use crate::{
    again::{Again, led_to},
    case::choices,
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/find/{stub}", get(show))
        .route("/find/{stub}/request", get(ask_page).post(ask))
        .route("/find/{stub}/emergency", get(open_page).post(open))
}

/// Why somebody asks for access.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AskAccess, example = json!({"reason": "We are about to house this person and were told of threats."}))]
pub(super) struct AskBody {
    /// Why; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// Why somebody takes access in an emergency.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeAccess, example = json!({
    "reason": "A threat to life tonight; nobody who leads the case answers.",
    "gateway": "vital_interests"
}))]
pub(super) struct OpenBody {
    /// Why it cannot wait; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
    /// The ground on which the case is disclosed: see adding an agency.
    #[schema(value_type = String)]
    gateway: Option<String>,
}

impl AskBody {
    fn read(&self) -> Result<Note, Problem> {
        let mut fields = Fields::default();
        let reason = fields.note(
            "reason",
            "why you need to see this case",
            self.reason.clone(),
        );
        fields.finish(|| reason)
    }
}

impl OpenBody {
    fn read(&self) -> Result<Alarm, Problem> {
        let mut fields = Fields::default();
        let reason = fields.note("reason", "why it cannot wait", self.reason.clone());
        let gateway = fields.choice(
            "gateway",
            "legal ground",
            self.gateway.clone(),
            Gateway::parse_for_case,
        );
        fields.finish(|| {
            Some(Alarm {
                reason: reason?,
                gateway: gateway?,
            })
        })
    }
}

/// A request that was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = AskedAccess, example = json!({
    "id": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0ac", "reference": "A-8A4BE0AC",
    "href": "/access-requests/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0ac"
}))]
struct AskedView {
    /// Its id.
    id: String,
    /// What people call it.
    reference: String,
    /// Where what becomes of it can be seen.
    href: String,
}

/// A case that was opened in an emergency.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = TakenAccess, example = json!({
    "href": "/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"
}))]
struct TakenView {
    /// The case, which can be read from now on.
    href: String,
}

#[derive(Template)]
#[template(path = "find/stub.html")]
struct StubPage {
    chrome: Chrome,
    view: StubView,
}

/// Which form a page asks with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Ask,
    Open,
}

#[derive(Template)]
#[template(path = "find/ask.html")]
struct AskPage {
    chrome: Chrome,
    view: StubView,
    again: Again,
    emergency: bool,
    hours: u32,
    gateways: Vec<Choice>,
}

/// A case that the caller does not see
///
/// Its area, the agency that leads it and whom to ask; leads to the case itself when the caller
/// sees it.
#[utoipa::path(get, path = "/find/{stub}", tag = "cases",
    params(("stub" = String, Path, description = "What a search gave")),
    responses(
        (status = 200, description = "The stub",
            content((StubView = "application/json"), (String = "text/html"))),
        (status = 303, description = "The case, in `Location`")))]
pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    At(stub): At<Hash>,
    accept: Accept,
) -> Result<Response, Problem> {
    let door = match behind(&app, &caller, stub).await? {
        Ok(door) => door,
        Err(case) => return Ok(case),
    };
    let view = StubView::of(&app, door.stub()).await?;
    let page = StubPage {
        chrome: chrome(&caller, "A case you do not see"),
        view: view.clone(),
    };
    Ok(accept.reply(&view, &page).into_response())
}

fn chrome(caller: &Caller, title: &str) -> Chrome {
    edge::chrome(caller, title)
        .at(Place::Find)
        .official_sensitive()
        .crumb("Find a case", "/find")
}

/// The door, or the way to the case for somebody who sees it.
async fn behind(
    app: &App,
    caller: &Caller,
    stub: Hash,
) -> Result<Result<Box<Door>, Response>, Problem> {
    Ok(
        match app.store.behind(stub, caller, app.clock.now()).await? {
            Behind::Door(door) => Ok(door),
            Behind::Case(id) => Err(see_other(&format!("/cases/{id}"))),
        },
    )
}

async fn ask_page(
    State(app): State<App>,
    caller: Caller,
    At(stub): At<Hash>,
    accept: Accept,
) -> Result<Response, Problem> {
    if !accept.html() {
        return Ok(see_other(&format!("/find/{stub}")));
    }
    form(&app, &caller, (stub, Way::Ask), Again::first()).await
}

async fn open_page(
    State(app): State<App>,
    caller: Caller,
    At(stub): At<Hash>,
    accept: Accept,
) -> Result<Response, Problem> {
    if !accept.html() {
        return Ok(see_other(&format!("/find/{stub}")));
    }
    form(&app, &caller, (stub, Way::Open), Again::first()).await
}

async fn form(
    app: &App,
    caller: &Caller,
    (stub, way): (Hash, Way),
    again: Again,
) -> Result<Response, Problem> {
    let door = match behind(app, caller, stub).await? {
        Ok(door) => door,
        Err(case) => return Ok(case),
    };
    let area = app
        .store
        .area_lately(&app.area_now(&door.stub().area).await?)
        .await?;
    let view = StubView::of(app, door.stub()).await?;
    let title = match way {
        Way::Ask => "Ask for access to a case",
        Way::Open => "Open a case in an emergency",
    };
    let page = AskPage {
        chrome: chrome(caller, title)
            .crumb("A case you do not see", view.href.as_str())
            .faulty(again.form.is_faulty()),
        view,
        emergency: way == Way::Open,
        hours: area.access.emergency_hours,
        gateways: choices::gateways(),
        again,
    };
    Ok(page::html(page.again.status, &page))
}

/// Ask for access
///
/// The agency that leads the case, and the area's coordinator, are told and decide.
#[utoipa::path(post, path = "/find/{stub}/request", tag = "cases",
    params(("stub" = String, Path, description = "What a search gave")),
    request_body(content((AskBody = "application/json"), (AskBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Asked", body = AskedView)))]
pub(super) async fn ask(
    State(app): State<App>,
    caller: Caller,
    At(stub): At<Hash>,
    accept: Accept,
    body: Body<AskBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let made = match body.value.read() {
        Ok(reason) => {
            let work = || record_request(&app, &caller, stub, &reason, &key);
            once::once(&app.store, &key, work).await
        }
        Err(faults) => Err(faults),
    };
    match made {
        Ok(outcome) => {
            let to = outcome.location.clone().unwrap_or_default();
            Ok(led_to(accept, &outcome, &format!("{to}?done=asked")))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            form(&app, &caller, (stub, Way::Ask), again).await
        }
    }
}

async fn record_request(
    app: &App,
    caller: &Caller,
    stub: Hash,
    reason: &Note,
    key: &Once,
) -> Result<Outcome, Problem> {
    let door = closed(app, caller, stub).await?;
    let policy = policy(app, &door).await?;
    let stamp = app.stamp(caller)?;
    let (commit, id) = door.ask(agency_name(caller), reason.clone(), policy, &stamp)?;
    let href = format!("/access-requests/{id}");
    let view = AskedView {
        id: id.to_string(),
        reference: id.reference(),
        href: href.clone(),
    };
    let outcome = once::created(href, &view)?;
    app.store.commit(commit.once(key, outcome.clone())).await?;
    Ok(outcome)
}

/// Open a case in an emergency
///
/// At once and for some hours. The agency that leads the case, the area's coordinator and the
/// data-protection officers are told at once; every reading is marked; it has to be reviewed.
#[utoipa::path(post, path = "/find/{stub}/emergency", tag = "cases",
    params(("stub" = String, Path, description = "What a search gave")),
    request_body(content((OpenBody = "application/json"), (OpenBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Opened", body = TakenView)))]
pub(super) async fn open(
    State(app): State<App>,
    caller: Caller,
    At(stub): At<Hash>,
    accept: Accept,
    body: Body<OpenBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let made = match body.value.read() {
        Ok(alarm) => {
            let work = || record_emergency(&app, &caller, stub, &alarm, &key);
            once::once(&app.store, &key, work).await
        }
        Err(faults) => Err(faults),
    };
    match made {
        Ok(outcome) => {
            let to = outcome.location.clone().unwrap_or_default();
            Ok(led_to(accept, &outcome, &format!("{to}?done=emergency")))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            form(&app, &caller, (stub, Way::Open), again).await
        }
    }
}

async fn record_emergency(
    app: &App,
    caller: &Caller,
    stub: Hash,
    alarm: &Alarm,
    key: &Once,
) -> Result<Outcome, Problem> {
    let door = closed(app, caller, stub).await?;
    let policy = policy(app, &door).await?;
    let stamp = app.stamp(caller)?;
    let (commit, case) = door.break_glass(agency_name(caller), alarm.clone(), policy, &stamp)?;
    let href = format!("/cases/{case}");
    let view = TakenView { href: href.clone() };
    let outcome = once::created(href, &view)?;
    app.store.commit(commit.once(key, outcome.clone())).await?;
    Ok(outcome)
}

/// What holds of access in the area of a case.
async fn policy(app: &App, door: &Door) -> Result<AccessPolicy, Problem> {
    let area = app.area_now(&door.stub().area).await?;
    Ok(app.store.area_lately(&area).await?.access)
}

/// The door of a case that the caller does not see.
async fn closed(app: &App, caller: &Caller, stub: Hash) -> Result<Box<Door>, Problem> {
    match app.store.behind(stub, caller, app.clock.now()).await? {
        Behind::Door(door) => Ok(door),
        Behind::Case(_) => Err(Problem::refused("You see this case already.")),
    }
}

fn agency_name(caller: &Caller) -> &str {
    match caller {
        Caller::Person { agency_name, .. } => agency_name,
        Caller::Agency(agency) => agency.as_str(),
        Caller::System(job) => job,
    }
}
