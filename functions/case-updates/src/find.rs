//! `/find`: a case by its reference, or by whom it concerns; stubs of those the caller does not see
//! (R3.1).
//!
//! What is searched for is personal, so it is sent in a form and never stands in an address; the
//! answer is the page itself.
//!
//! | file | what it serves |
//! |---|---|
//! | this one | the search and what it found |
//! | [`sought`] | what was typed, as something to search for |
//! | [`stub`] | `/find/{stub}`: asking for access, or taking it in an emergency |

mod sought;
mod stub;

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::NaiveDate;
use domain::time;
use edge::{
    Accept, App, Body, Problem,
    accept::see_other,
    page::{self, Chrome, Form, Place},
};
use http::StatusCode;
use serde::Serialize;
use store::search::{Hit, Stub};

use self::sought::{FindBody, Sought};
use crate::{again::Again, case::permit, cases::row::CaseRowView};

#[derive(utoipa::OpenApi)]
#[openapi(paths(find, stub::show, stub::ask, stub::open))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/find", get(blank).post(find))
        .merge(stub::routes())
}

/// Why somebody may not search.
const SEARCHES: &str = "Only staff who work on cases can search for one.";

/// What a search found.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
#[schema(as = Found)]
struct FoundView {
    /// Cases that the caller sees, the likeliest first.
    cases: Vec<HitView>,
    /// Cases that they do not see: of each its area, who leads it and whom to ask.
    stubs: Vec<StubView>,
    /// Whether there is more than one search tells of.
    more: bool,
}

/// A case that was found, with why.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = FoundCase)]
struct HitView {
    /// The case.
    #[serde(flatten)]
    case: CaseRowView,
    /// Whether whom it concerns is taken for the same person, or may be.
    #[schema(example = true)]
    certain: bool,
    /// Why, a few words for each thing that is known of both.
    #[schema(example = json!(["first name is the same", "date of birth is the same but for one digit"]))]
    evidence: Vec<String>,
}

impl HitView {
    fn of(hit: &Hit, today: NaiveDate) -> Self {
        Self {
            case: CaseRowView::of(&hit.row, today),
            certain: hit.certain,
            evidence: hit.evidence.clone(),
        }
    }
}

/// That there is a case, for somebody who does not see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseStub, example = json!({
    "href": "/find/9f2c6a1d0e7b4c3f8a5d2e1b6c9f0a3d7e4b1c8f5a2d9e6b3c0f7a4d1e8b5c2f",
    "area_name": "Runnymede", "lead_name": "Runnymede Borough Council",
    "ask": "community.safety@runnymede.example"
}))]
pub(crate) struct StubView {
    /// Where access can be asked for.
    pub(crate) href: String,
    /// The name of the area.
    pub(crate) area_name: String,
    /// The name of the agency that leads the case.
    pub(crate) lead_name: String,
    /// Whom to ask: the area's community safety team, by its mailbox.
    pub(crate) ask: String,
}

impl StubView {
    pub(crate) async fn of(app: &App, stub: &Stub) -> Result<Self, Problem> {
        let area = app
            .store
            .area_lately(&app.area_now(&stub.area).await?)
            .await?;
        Ok(Self {
            href: format!("/find/{}", stub.id),
            area_name: area.name.clone(),
            lead_name: stub.lead.clone(),
            ask: area.inbox.clone(),
        })
    }
}

#[derive(Template)]
#[template(path = "find/page.html")]
struct FindPage {
    chrome: Chrome,
    form: Form,
    /// `None` until something was searched for.
    found: Option<FoundView>,
}

impl FindPage {
    fn new(caller: &Caller, form: Form, found: Option<FoundView>) -> Self {
        Self {
            chrome: edge::chrome(caller, "Find a case")
                .at(Place::Find)
                .official_sensitive()
                .faulty(form.is_faulty()),
            form,
            found,
        }
    }
}

/// The page with nothing searched for yet.
async fn blank(caller: Caller, accept: Accept) -> Result<Response, Problem> {
    permit(&policy::search(&caller), SEARCHES)?;
    let page = FindPage::new(&caller, Form::default(), None);
    Ok(accept.reply(&FoundView::default(), &page).into_response())
}

/// Find a case
///
/// By its reference, or by what is known of somebody it concerns: a name or another that they use, also
/// misspelt, a date of birth, an address. Cases that the caller sees are listed with what speaks for each,
/// the likeliest first. Of others only the area, the agency that leads and whom to ask, and that only when
/// the name came with a date of birth or a postcode and it is the same person as far as can be told. A
/// reference finds only cases that the caller sees. The search is logged. It changes nothing,
/// so that it needs no `Idempotency-Key`.
#[utoipa::path(post, path = "/find", tag = "cases",
    request_body(content((FindBody = "application/json"), (FindBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "What was found",
        content((FoundView = "application/json"), (String = "text/html")))))]
async fn find(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    body: Body<FindBody>,
) -> Result<Response, Problem> {
    permit(&policy::search(&caller), SEARCHES)?;
    let today = time::london_date(app.clock.now());
    let sought = match body.value.clone().read(today) {
        Ok(sought) => sought,
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let page = FindPage::new(&caller, again.form, None);
            return Ok(page::html(again.status, &page));
        }
    };
    match sought {
        Sought::Reference(reference) => by_reference(&app, &caller, accept, reference).await,
        Sought::Subject(sought) => {
            let now = app.clock.now();
            let found = app.store.find_cases(&sought, &caller, now).await?;
            let mut view = FoundView {
                cases: found
                    .cases
                    .iter()
                    .map(|hit| HitView::of(hit, today))
                    .collect(),
                stubs: Vec::new(),
                more: found.more,
            };
            for stub in &found.stubs {
                view.stubs.push(StubView::of(&app, stub).await?);
            }
            let page = FindPage::new(&caller, body.form, Some(view.clone()));
            Ok(accept.reply(&view, &page).into_response())
        }
    }
}

async fn by_reference(
    app: &App,
    caller: &Caller,
    accept: Accept,
    reference: String,
) -> Result<Response, Problem> {
    match app.store.case_by_reference(&reference, caller).await {
        Ok(case) => Ok(see_other(&format!("/cases/{}", case.id))),
        Err(store::Error::NotFound) if accept.html() => {
            let form = Form::default().with("reference", reference).with_fault(
                "reference",
                "There is no case with this reference that you may see",
            );
            let page = FindPage::new(caller, form, None);
            Ok(page::html(StatusCode::NOT_FOUND, &page))
        }
        Err(fault) => Err(fault.into()),
    }
}
