//! The start of the form: what it is for, what is needed, and what was left unfinished.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use domain::time;
use edge::{
    Accept, App, At, Body, Problem,
    accept::see_other,
    again::Done,
    page::{Chrome, Form, Place},
};
use serde::Deserialize;

use super::{
    Draft, DraftId, Written,
    check::sending,
    view::{self, DraftSummary, DraftView, DraftsView},
    writer,
};

/// Most drafts of one person; the list shows all of them.
const MOST_DRAFTS: usize = 50;

/// Most referrals that one key begins within the week in which it is remembered what was sent.
const MOST_ROUNDS: u32 = 20;

/// Nothing but a key.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Nothing {}

#[derive(Template)]
#[template(path = "refer/start.html")]
struct StartPage {
    chrome: Chrome,
    form: Form,
    drafts: Vec<Unfinished>,
}

/// A draft to go on with.
struct Unfinished {
    headline: String,
    saved: String,
    next: String,
    delete: String,
}

impl From<&DraftSummary> for Unfinished {
    fn from(draft: &DraftSummary) -> Self {
        let headline = draft.headline.clone();
        Self {
            headline: headline.unwrap_or_else(|| "No headline yet".to_owned()),
            saved: time::long_time(draft.saved_at),
            next: draft.next.clone(),
            delete: format!("/refer/{}/delete", draft.id),
        }
    }
}

/// `GET /refer`: the start page, with the caller's unfinished referrals.
#[utoipa::path(
    get, path = "/refer", operation_id = "list_drafts", tag = "referral drafts",
    summary = "Your unfinished referrals",
    responses((status = 200, body = DraftsView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let drafts = drafts(&app, &caller).await?;
    let words = [("deleted", "The unfinished referral has been deleted")];
    let chrome = edge::chrome(&caller, "Make a referral").at(Place::Refer);
    let page = StartPage {
        chrome: chrome.success(done.done.as_deref(), &words),
        form: Form::new(),
        drafts: drafts.iter().map(Unfinished::from).collect(),
    };
    Ok(accept.reply(&DraftsView { drafts }, &page).into())
}

/// `POST /refer`: begins a draft.
#[utoipa::path(
    post, path = "/refer", operation_id = "begin_draft", tag = "referral drafts",
    summary = "Begin a referral, to be filled in step by step",
    description = "To send a whole referral at once, use `POST /referrals`. A repetition gets the \
                   same draft; once that was sent, it begins another.",
    responses((status = 201, description = "Begun", body = DraftView,
        headers(("Location" = String, description = "The draft")))),
)]
pub(crate) async fn begin(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    let request = body.once(&caller, app.clock.now())?;
    let draft = begun(&app, &caller, &request.key).await?;
    if accept.html() {
        return Ok(see_other(&DraftSummary::from(&draft).next));
    }
    let mut response = view::json(&app, &draft).await?;
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(location) = HeaderValue::try_from(draft.base()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// `GET /refer/{draft}`: the draft, or the page to go on with.
#[utoipa::path(
    get, path = "/refer/{draft}", operation_id = "read_draft", tag = "referral drafts",
    summary = "A draft, and what is missing",
    params(("draft" = String, Path, description = "The draft", example = "7c3e9a1b5d2f4860")),
    responses((status = 200, body = DraftView)),
)]
pub(crate) async fn go_on(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<DraftId>,
) -> Result<Response, Problem> {
    let draft = Draft::load(&app, &caller, id).await?;
    if accept.html() {
        Ok(see_other(&DraftSummary::from(&draft).next))
    } else {
        view::json(&app, &draft).await
    }
}

/// The draft that a request to start one begins, or has begun already.
///
/// INVARIANT (unsent): a name under which a draft was sent is not given to another draft, because
/// sending that one would be answered with the first one's referral and never be done.
async fn begun(app: &App, caller: &Caller, key: &str) -> Result<Draft, Problem> {
    for round in 0..MOST_ROUNDS {
        let id = DraftId::of(key, round);
        // The draft is looked for before its sending: it goes only after it was sent, so a draft
        // that is missed here because it has just gone is known as sent.
        let found = match Draft::load(app, caller, id.clone()).await {
            Ok(draft) => Some(draft),
            Err(Problem::NotFound) => None,
            Err(problem) => return Err(problem),
        };
        let sending = sending(caller, &id, app.clock.now())?;
        if app.store.made(&sending).await?.is_some() {
            continue;
        }
        return match found {
            Some(draft) => Ok(draft),
            None => new(app, caller, id).await,
        };
    }
    Err(Problem::refused(format!(
        "This key has begun {MOST_ROUNDS} referrals already. Use a new key for each referral."
    )))
}

async fn new(app: &App, caller: &Caller, id: DraftId) -> Result<Draft, Problem> {
    if drafts(app, caller).await?.len() >= MOST_DRAFTS {
        return Err(Problem::refused(format!(
            "You have {MOST_DRAFTS} unfinished referrals. Send or delete one first."
        )));
    }
    let mut draft = Draft {
        id,
        saved_at: app.clock.now(),
        written: Written::default(),
    };
    draft.save(app, caller).await?;
    Ok(draft)
}

async fn drafts(app: &App, caller: &Caller) -> Result<Vec<DraftSummary>, Problem> {
    let stored = app.store.drafts(writer(caller)?).await?;
    let mut drafts = stored
        .into_iter()
        .map(|draft| Ok(DraftSummary::from(&Draft::read(draft)?)))
        .collect::<Result<Vec<_>, Problem>>()?;
    drafts.sort_by_key(|draft| std::cmp::Reverse(draft.saved_at));
    Ok(drafts)
}
