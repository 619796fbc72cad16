//! `/cases/{id}/documents`: files that agencies bring, which stay theirs (R2.5).
//!
//! A document is added first; its file is then sent from the browser straight to the bucket, where it
//! waits until it has been checked. It is fetched from the bucket too, always as a download.

mod evidence;
mod file;
mod view;
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
        Case,
        document::{Filing, titled},
    },
    file::FileKind,
};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    page::{self, Choice, Chrome},
};
use serde::{Deserialize, Serialize};
use store::Outcome;

use super::{
    change::{Answer, Change, Changed, Target},
    choices,
    frame::{Frame, Tab},
    opened::Opened,
    sharing::{self, Offered},
};
use crate::again::{Again, led_to};
use evidence::{Brought, Evidence};
use view::DocumentView;

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

#[derive(Template)]
#[template(path = "case/documents.html")]
struct DocumentsPage {
    chrome: Chrome,
    frame: Frame,
    view: DocumentsView,
    again: Again,
    kinds: Vec<Choice>,
    /// The file of a report that is to be brought, instead of one that is still to be chosen.
    brought: Option<Brought>,
    offered: Offered,
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
    /// `pdf`, `jpeg`, `png`, `docx`, `xlsx`, `txt`, `csv`, `mp3`, `m4a`, `ogg`, `mp4` or `mov`.
    #[schema(value_type = String)]
    kind: Option<String>,
    /// Instead of `kind`, a file that came with a report of the public that led to this case, for whoever reads
    /// that report: the ids of both with a point between. Its file is copied, and none is sent.
    #[schema(value_type = Option<String>)]
    evidence: Option<String>,
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

/// Which part of the page is asked for.
#[derive(Debug, Deserialize)]
struct Asked {
    /// What was done, when the page is where it led.
    done: Option<String>,
    /// A file of a report that is to be brought.
    evidence: Option<String>,
}

impl DocumentBody {
    /// The file of a report that it names, if any.
    fn brings_evidence(&self) -> Option<&str> {
        self.evidence.as_deref().filter(|text| !text.is_empty())
    }

    /// Reads what was sent; `brought` is what the file is, where it is one of a report.
    fn read(self, brought: Option<FileKind>) -> Result<Filing, Problem> {
        let mut fields = Fields::default();
        let title = fields.line("title", "what the document is called", self.title);
        let kind = brought.or_else(|| {
            fields.choice(
                "kind",
                "what kind of file it is",
                self.kind,
                FileKind::parse,
            )
        });
        let sent = sharing::Sent {
            gateway: self.gateway,
            health_or_care: self.health_or_care,
            sight: self.sight,
            only: self.only,
        };
        let shared = sent.read(&mut fields);
        fields.finish(|| {
            let shared = shared?;
            Some(Filing {
                title: title?,
                kind: kind?,
                gateway: shared.gateway,
                material: shared.material,
                only: shared.only,
            })
        })
    }
}

const DONE: [(&str, &str); 3] = [
    (
        "brought",
        "The file of the report has been added. It is checked again before anybody can fetch it; reload this page to see what was found",
    ),
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
    Query(query): Query<Asked>,
) -> Result<Response, Problem> {
    let evidence = query.evidence.as_deref();
    let mut page = show(&app, &caller, id, (Again::first(), evidence)).await?;
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
    (again, evidence): (Again, Option<&str>),
) -> Result<DocumentsPage, Problem> {
    let opened = Opened::whole(app, caller, id).await?;
    let case = opened.case();
    let brought = match evidence.filter(|text| !text.is_empty()) {
        Some(text) => Some(named(text, case)?.read(app, caller).await?),
        None => None,
    };
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
        offered: Offered::of(&opened, caller),
        brought,
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
        Ok(outcome) if body.value.brings_evidence().is_some() => {
            let next = format!("/cases/{id}/documents?done=brought");
            Ok(led_to(accept, &outcome, &next))
        }
        Ok(outcome) => {
            let next = outcome.location.as_deref().unwrap_or("/cases");
            Ok(led_to(accept, &outcome, next))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let evidence = body.value.evidence.as_deref();
            let page = show(&app, &caller, id, (again, evidence)).await?;
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
    let evidence = match body.value.brings_evidence() {
        Some(text) => Some(Evidence::parse(text).ok_or(Problem::NotFound)?),
        None => None,
    };
    let brought = match evidence {
        Some(evidence) => Some(evidence.read(app, caller).await?.kind),
        None => None,
    };
    let filing = body.value.clone().read(brought)?;
    app.store.count_document(caller, app.clock.now()).await?;
    let answer = Answer {
        new: true,
        href: match evidence {
            Some(_) => format!("/cases/{id}/documents"),
            None => format!("/cases/{id}/documents/{{new}}/send"),
        },
    };
    let why = "Only a person of an agency on the case can add a document to it.";
    let outcome = change
        .make((policy::tell, why), answer, |opened, stamp| {
            let case = opened.file.journal;
            if evidence.is_some_and(|evidence| !evidence.belongs(&case)) {
                return Err(Problem::NotFound);
            }
            Ok(case.file_document(filing.clone(), stamp)?)
        })
        .await?;
    if let Some(evidence) = evidence {
        evidence.send(app, caller, (id, &outcome)).await?;
    }
    Ok(outcome)
}

/// The file of a report that led to this case.
fn named(text: &str, case: &Case) -> Result<Evidence, Problem> {
    let evidence = Evidence::parse(text).filter(|evidence| evidence.belongs(case));
    evidence.ok_or(Problem::NotFound)
}
