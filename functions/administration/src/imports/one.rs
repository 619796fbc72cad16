//! How far a list is, and the next step with it.

use access::Caller;
use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{
    AreaCode, Journal, TransferId,
    case::Outcome as CaseOutcome,
    gateway::Gateway,
    import::{CASES_IN_PART, Source},
    journal::Hash,
    referral::form::CaseKind,
    transfer::{Transfer, Work},
};
use edge::{
    Accept, App, FormTo, Problem, UploadView, Within,
    again::{Again, Done},
    page::{Choice, Chrome, Form},
};
use serde::Serialize;
use sheets::answers::{Answers, GIVES};
use store::{Error, uploads::UploadForm};
use utoipa::ToSchema;

use super::{
    href, href_of, list_of,
    peek::{Peek, peek},
    view::{LineView, ListView},
};
use crate::section::frame;

/// What was done, by the word in the address.
const DONE: [(&str, &str); 3] = [
    ("mapped", "What the columns mean is saved"),
    ("asked", "It is being done"),
    ("dropped", "The list is given up, and its file is deleted"),
];

/// A list, with the form by which it is sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseListToSend)]
pub(crate) struct SentView {
    /// The list.
    #[serde(flatten)]
    list: ListView,
    /// How to send it, until it is dealt with.
    upload: Option<UploadView>,
}

/// A list of cases on its way here.
#[utoipa::path(
    get,
    path = "/areas/{code}/imports/{id}",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("id" = String, Path, description = "The list")),
    responses((status = 200, description = "The list", body = SentView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(code, id): Within<AreaCode, TransferId>,
    Query(asked): Query<Done>,
) -> Result<Response, Problem> {
    let list = list_of(&app, &caller, (&code, id)).await?;
    let view = ListView::of(&list, app.clock.now());
    let version = list.version();
    let upload = form_to(&app, &list).await?;
    if !accept.html() {
        let upload = upload.as_ref().map(|form| UploadView {
            most_bytes: domain::transfer::LARGEST_LIST,
            ..UploadView::from(form)
        });
        let view = SentView { list: view, upload };
        return Ok((accept.reply(&view, &Nothing))
            .version(version)
            .into_response());
    }
    let page = page(&app, &caller, (&list, None), (view, upload)).await?;
    let page = OnePage {
        chrome: page.chrome.success(asked.done.as_deref(), &DONE),
        ..page
    };
    show(page)
}

/// The page again, with what is to be mended in what was filled in.
pub(super) async fn faulty(
    app: &App,
    caller: &Caller,
    list: &Journal<Transfer>,
    (again, answers): (Again, Answers),
) -> Result<Response, Problem> {
    let view = ListView::of(list, app.clock.now());
    let upload = form_to(app, list).await?;
    let status = again.status;
    let page = page(app, caller, (list, Some((again, answers))), (view, upload)).await?;
    let mut response = show(page)?;
    *response.status_mut() = status;
    Ok(response)
}

fn show(page: OnePage) -> Result<Response, Problem> {
    let to = page.upload.as_ref().map(|form| &form.url);
    let to = to.and_then(|url| FormTo::address(url));
    let shown = edge::page::html(http::StatusCode::OK, &page);
    Ok(match to {
        Some(to) => (Extension(to), shown).into_response(),
        None => shown,
    })
}

async fn form_to(app: &App, list: &Journal<Transfer>) -> Result<Option<UploadForm>, Problem> {
    if list.is_over() || list.due.is_some() {
        return Ok(None);
    }
    let back = format!("{}{}", app.config.origin, href_of(list));
    Ok(Some(app.store.list_form(list, &back).await?))
}

async fn page(
    app: &App,
    caller: &Caller,
    (list, sent): (&Journal<Transfer>, Option<(Again, Answers)>),
    (view, upload): (ListView, Option<UploadForm>),
) -> Result<OnePage, Problem> {
    let area = app.store.area(&list.area).await?;
    let seen = match upload {
        Some(_) => peek(app, caller, list).await?,
        None => Peek::Nothing,
    };
    let is_sent = !matches!(seen, Peek::Nothing);
    let (answers, lines, unfit) = match seen {
        Peek::Nothing => (Answers::default(), Vec::new(), None),
        Peek::Unreadable(answers, why) => (answers, Vec::new(), Some(why)),
        Peek::Seen(answers, Ok(lines)) => (answers, lines, None),
        Peek::Seen(answers, Err(why)) => (answers, Vec::new(), Some(why)),
    };
    let (form, answers) = match sent {
        Some((again, answers)) => (again.at_version(list.version()).form, answers),
        None => (filled(&answers).with_version(list.version()), answers),
    };
    let agencies = app.store.agencies().await?.into_iter();
    let agencies = agencies.filter(|agency| !agency.closed);
    Ok(OnePage {
        chrome: frame(caller, "Bring cases over from a list")
            .crumb("Areas", "/areas")
            .crumb(&area.name, format!("/areas/{}", area.code))
            .crumb("Cases brought over", href(&area.code))
            .faulty(form.is_faulty())
            .wide(),
        step: Form::new().with_version(list.version()),
        headings: answers.columns,
        gives: GIVES
            .iter()
            .map(|(value, label)| Choice::new(*value, *label))
            .collect(),
        gateways: choices(Gateway::FOR_CASES, |one| (one.value(), one.label())),
        kinds: choices(CaseKind::ALL, |one| (one.value(), one.label())),
        outcomes: choices(CaseOutcome::ALL, |one| (one.value(), one.label())),
        agencies: agencies
            .map(|agency| Choice::new(agency.id.to_string(), agency.name))
            .collect(),
        progress: progress(app, list).await?,
        mapped: list.mapping.is_some(),
        base: href_of(list),
        form,
        is_sent,
        lines,
        unfit,
        upload,
        view,
    })
}

fn choices<T: Copy>(all: &[T], words: impl Fn(T) -> (&'static str, &'static str)) -> Vec<Choice> {
    let choice = |one: &T| {
        let (value, label) = words(*one);
        Choice::new(value, label)
    };
    all.iter().map(choice).collect()
}

/// A form that holds these answers; columns are shown by themselves.
fn filled(answers: &Answers) -> Form {
    let fields = [
        ("source", &answers.source),
        ("gateway", &answers.gateway),
        ("reason", &answers.reason),
        ("lead", &answers.lead),
        ("headline", &answers.headline),
        ("kind", &answers.kind),
        ("outcome", &answers.outcome),
        ("dates", &answers.dates),
        ("sheet", &answers.sheet),
        ("heading_row", &answers.heading_row),
        ("encoding", &answers.encoding),
        ("words", &answers.words),
        ("agencies", &answers.agencies),
    ];
    fields.into_iter().fold(Form::new(), |form, (field, text)| {
        form.with(field, text.as_str())
    })
}

/// How many of how many cases have been looked at, while they are brought over.
async fn progress(app: &App, list: &Journal<Transfer>) -> Result<Option<(u64, u64)>, Problem> {
    let bringing = list.due.as_ref().is_some_and(|due| due.work == Work::Bring);
    let (Some(tried), Some(mapping), true) = (&list.tried, &list.mapping, bringing) else {
        return Ok(None);
    };
    let id = Source::id_of(&list.area, tried.file, Hash::of(mapping.as_bytes()));
    let part = match app.store.import(id).await {
        Err(Error::NotFound) => None,
        found => found?.part,
    };
    let done = part.map_or(0, |part| u64::from(part.part) * u64::from(CASES_IN_PART));
    Ok(Some((done.min(tried.tally.created), tried.tally.created)))
}

/// Programs get no page.
#[derive(Template)]
#[template(source = "", ext = "html")]
struct Nothing;

#[derive(Template)]
#[template(path = "imports/one.html")]
struct OnePage {
    chrome: Chrome,
    view: ListView,
    base: String,
    /// With which something is asked for.
    step: Form,
    /// What was filled in.
    form: Form,
    is_sent: bool,
    mapped: bool,
    headings: Vec<(String, String)>,
    gives: Vec<Choice>,
    gateways: Vec<Choice>,
    kinds: Vec<Choice>,
    outcomes: Vec<Choice>,
    agencies: Vec<Choice>,
    lines: Vec<LineView>,
    unfit: Option<String>,
    upload: Option<UploadForm>,
    progress: Option<(u64, u64)>,
}
