//! `/cases/{id}/documents`: files that agencies bring, which stay theirs (R2.5).
//!
//! A document is added first; its file is then sent from the browser straight to the bucket, where it
//! waits until it has been checked. It is fetched from the bucket too, always as a download.

mod file;
mod withdraw;

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    CaseId,
    case::{
        Case, FileKind, Scanned, Standing,
        document::{Filing, Titled, titled},
    },
    gateway::{Gateway, Material},
    text::capital,
    time,
};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    page::{self, Choice, Chrome},
};
use serde::{Deserialize, Serialize};
use store::Outcome;

use super::{
    Done,
    change::{Answer, Change, Changed, Target},
    choices,
    entries::limit,
    frame::{Frame, Tab},
    opened::Opened,
};
use crate::again::{Again, led_to};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, add, file::form, file::fetch, withdraw::withdraw))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/documents", get(list).post(add))
        .merge(file::routes())
        .merge(withdraw::routes())
}

/// Documents on a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseDocuments)]
struct DocumentsView {
    /// Newest first.
    documents: Vec<DocumentView>,
    /// Whether the caller may add one.
    may_add: bool,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    version: u64,
}

/// A document.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseDocument)]
struct DocumentView {
    /// Its id.
    id: String,
    /// What it is called; null once withdrawn.
    title: Option<String>,
    /// `pdf`, `jpeg`, `png`, `docx`, `xlsx`, `txt`, `csv`, `mp3` or `mp4`.
    kind: &'static str,
    /// The same in words.
    kind_words: &'static str,
    /// `awaited`, `missed` when no file came in time, `kept`, `refused` or `withdrawn`.
    standing: &'static str,
    /// The same in a sentence, with the reason.
    standing_words: String,
    /// Bytes, once kept.
    bytes: Option<u64>,
    /// SHA-256 of its bytes, once kept.
    sha256: Option<String>,
    /// Where it can be fetched, once kept.
    href: Option<String>,
    /// Where the form to send its file is, while the caller may send it.
    send: Option<String>,
    /// The agency it comes from.
    agency: String,
    /// That agency's name.
    agency_name: String,
    /// Who brought it.
    by: String,
    /// When, UTC.
    at: chrono::DateTime<chrono::Utc>,
    /// The ground for sharing it.
    gateway: &'static str,
    /// The same in words.
    gateway_words: &'static str,
    /// The other agencies that see it, by name, when its agency has limited it; null when everybody
    /// on the case does.
    only: Option<Vec<String>>,
    /// Whether the caller may withdraw it.
    own: bool,
}

impl DocumentView {
    fn of(opened: &Opened, caller: &Caller, said: &Titled) -> Option<Self> {
        let case = opened.case();
        let filed = case.documents.get(&said.id)?;
        let own = case.is_open() && policy::amend_document(caller, said.id, filed).is_permitted();
        let base = format!("/cases/{}/documents/{}", case.id, said.id);
        let (standing, words) = standing(opened, said, &filed.standing);
        let kept = match &filed.standing {
            Standing::Kept(kept) => Some(kept),
            _ => None,
        };
        let withdrawn = filed.standing == Standing::Withdrawn;
        Some(Self {
            id: said.id.to_string(),
            title: (!withdrawn).then(|| said.title.to_string()),
            kind: said.kind.value(),
            kind_words: said.kind.label(),
            standing,
            standing_words: words,
            bytes: kept.map(|kept| kept.bytes),
            sha256: kept.map(|kept| kept.sha256.to_string()),
            href: kept.map(|_| format!("{base}/file")),
            send: (own && standing == "awaited").then(|| format!("{base}/send")),
            agency: said.agency.to_string(),
            agency_name: opened.names.get(&said.agency),
            by: said.by.clone(),
            at: said.at,
            gateway: said.gateway.value(),
            gateway_words: said.gateway.label(),
            only: said.only.as_ref().map(|only| {
                let mut named: Vec<_> = only.iter().map(|one| opened.names.get(one)).collect();
                named.sort();
                named
            }),
            own: own && !withdrawn,
        })
    }

    /// What stands where its title does.
    fn heading(&self) -> &str {
        self.title.as_deref().unwrap_or("Withdrawn document")
    }

    /// When it was brought, in words.
    fn when(&self) -> String {
        time::long_time(self.at)
    }

    /// Its size in words.
    fn size(&self) -> Option<String> {
        let bytes = self.bytes?;
        Some(match bytes {
            0..1_000 => format!("{bytes} bytes"),
            1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
            _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        })
    }

    /// Who sees it, when that is not everybody on the case.
    fn limit(&self) -> Option<String> {
        let only = self.only.as_ref()?;
        let brought = &self.agency_name;
        Some(if only.is_empty() {
            format!("Limited: only {brought} sees this")
        } else {
            format!("Limited: only {brought}, {} see this", only.join(", "))
        })
    }

    /// The colour of its standing.
    fn colour(&self) -> &'static str {
        match self.standing {
            "kept" => "green",
            "awaited" => "yellow",
            "refused" => "red",
            _ => "grey",
        }
    }

    /// Its standing in a word or two.
    fn tag(&self) -> &'static str {
        match self.standing {
            "kept" => "Kept",
            "awaited" => "Waiting",
            "missed" => "No file came",
            "refused" => "Refused",
            _ => "Withdrawn",
        }
    }
}

fn standing(opened: &Opened, said: &Titled, standing: &Standing) -> (&'static str, String) {
    match standing {
        Standing::Awaited { until } if opened.now < *until => (
            "awaited",
            format!(
                "Its file has not arrived, or is being checked. It can be sent until {}.",
                time::long_time(*until)
            ),
        ),
        Standing::Awaited { .. } => (
            "missed",
            "No file arrived in time. Add the document again to send one.".to_owned(),
        ),
        Standing::Kept(kept) => ("kept", {
            let kind = "Its contents fit what it is said to be.";
            match kept.scanned {
                Scanned::Clean => format!("{kind} {}.", kept.scanned.label()),
                Scanned::NotScanned => format!(
                    "{kind} {}: open it only if you trust where it comes from.",
                    kept.scanned.label()
                ),
            }
        }),
        Standing::Refused { why } => ("refused", format!("Deleted: {}.", why.label())),
        Standing::Withdrawn => (
            "withdrawn",
            said.withdrawn
                .as_ref()
                .map_or_else(|| "Withdrawn".to_owned(), |why| capital(why.as_str())),
        ),
    }
}

#[derive(Template)]
#[template(path = "case/documents.html")]
struct DocumentsPage {
    chrome: Chrome,
    frame: Frame,
    view: DocumentsView,
    again: Again,
    kinds: Vec<Choice>,
    gateways: Vec<Choice>,
    health: Vec<Choice>,
    sights: Vec<Choice>,
    agencies: Vec<Choice>,
}

/// A new document, whose file is to follow.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDocument, example = json!({
    "title": "Warning letter of 19 November", "kind": "pdf", "gateway": "crime_and_disorder"
}))]
struct DocumentBody {
    /// What it is called; up to 200 characters.
    #[schema(value_type = String)]
    title: Option<String>,
    /// `pdf`, `jpeg`, `png`, `docx`, `xlsx`, `txt`, `csv`, `mp3` or `mp4`.
    #[schema(value_type = String)]
    kind: Option<String>,
    /// The ground for sharing it: see adding an agency.
    #[schema(value_type = String)]
    gateway: Option<String>,
    /// `yes` when it holds patient information, or personal data from a health or social care body:
    /// not every ground covers that.
    health_or_care: Option<String>,
    /// Who may see it: `everybody` on the case, unless said otherwise, or `named` agencies only.
    sight: Option<String>,
    /// With `named`: the other agencies that may see it; none leaves it to the caller's own.
    #[serde(default)]
    only: Vec<String>,
}

impl DocumentBody {
    fn read(self) -> Result<Filing, Problem> {
        let mut fields = Fields::default();
        let title = fields.line("title", "what the document is called", self.title);
        let kind = fields.choice(
            "kind",
            "what kind of file it is",
            self.kind,
            FileKind::parse,
        );
        let gateway = fields.choice(
            "gateway",
            "ground for sharing",
            self.gateway,
            Gateway::parse,
        );
        let health = fields.choice_if_any(
            "health_or_care",
            "whether it holds health or care data",
            self.health_or_care,
            |word| ["yes", "no"].contains(&word).then_some(word == "yes"),
        );
        let only = limit::read(&mut fields, self.sight, self.only);
        fields.finish(|| {
            Some(Filing {
                title: title?,
                kind: kind?,
                gateway: gateway?,
                material: Material {
                    health_or_care: health.unwrap_or_default(),
                },
                only: only?,
            })
        })
    }
}

const DONE: [(&str, &str); 2] = [
    (
        "sent",
        "The file has arrived. It is checked before anybody can fetch it; reload this page to see what was found",
    ),
    ("withdrawn", "The document has been withdrawn"),
];

/// Documents
///
/// What agencies brought, newest first, with what each file was found to be.
#[utoipa::path(get, path = "/cases/{id}/documents", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The documents",
        content((DocumentsView = "application/json"), (String = "text/html")))))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let mut page = show(&app, &caller, id, Again::first()).await?;
    page.chrome = page.chrome.success(query.done.as_deref(), &DONE);
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.version)
        .into_response())
}

async fn show(
    app: &App,
    caller: &Caller,
    id: CaseId,
    again: Again,
) -> Result<DocumentsPage, Problem> {
    let opened = Opened::whole(app, caller, id).await?;
    let case = opened.case();
    let frame = Frame::of(&opened, Tab::Documents, "Documents");
    let titled = titled(&opened.file.entries);
    let views = titled.iter().rev();
    let views = views.filter_map(|said| DocumentView::of(&opened, caller, said));
    Ok(DocumentsPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        view: DocumentsView {
            documents: views.collect(),
            may_add: case.is_open() && policy::tell(caller, case).is_permitted(),
            version: case.version(),
        },
        kinds: choices::of(FileKind::ALL, FileKind::value, FileKind::label),
        gateways: choices::of(Gateway::ALL, Gateway::value, Gateway::label),
        health: vec![Choice::new(
            "yes",
            "It holds patient information, or personal data from a health or social care body",
        )],
        sights: limit::sights(),
        agencies: choices::members(&opened, |agency| Some(agency) != caller.agency()),
        frame,
        again,
    })
}

/// Add a document
///
/// Its file follows: `href` has the form by which it can be sent for ten minutes. The document belongs to the
/// caller's agency, which alone can withdraw it.
#[utoipa::path(post, path = "/cases/{id}/documents", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on")),
    request_body(content((DocumentBody = "application/json"),
        (DocumentBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Added", body = Changed)))]
async fn add(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<DocumentBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, id, &body).await {
        Ok(outcome) => {
            let next = outcome.location.as_deref().unwrap_or("/cases");
            Ok(led_to(accept, &outcome, next))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let page = show(&app, &caller, id, again).await?;
            Ok(page::html(page.again.status, &page))
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    id: CaseId,
    body: &Body<DocumentBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?;
    let filing = body.value.clone().read()?;
    let answer = Answer {
        new: true,
        href: format!("/cases/{id}/documents/{{new}}/send"),
    };
    let why = "Only a person of an agency on the case can add a document to it.";
    change
        .make((policy::tell, why), answer, |opened, stamp| {
            Ok(opened.file.journal.file_document(filing.clone(), stamp)?)
        })
        .await
}

/// Most megabytes of a file, as pages say it.
const MOST_MEGABYTES: u64 = Case::MAX_FILE_BYTES / (1024 * 1024);
