//! Photographs, recordings and papers, added by whoever reported (R1.2).
//!
//! Its id does not let anybody in: notices and staff have it too. The end of the address that only its
//! sender was given does.
//!
//! A file is added first; it is then sent from the browser straight to the bucket, where it waits until
//! it has been checked. Here it is never shown or fetched: only that it is there, and what became of it.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use domain::{
    EntryId, Journal, ReferralId,
    file::{FileKind, Standing},
    referral::{Piece, Referral, Status},
};
use edge::{
    Accept, App, Body, Door, Fields, FormTo, Problem, Seal, UploadView,
    accept::see_other,
    once::{created, once},
    page::{self, Choice, Chrome, Fault, Form},
};
use serde::{Deserialize, Serialize};
use store::{Commit, Once, Outcome, knocks::Limit};
use utoipa::ToSchema;

use crate::choices;

/// Files from one address: a report has ten at most, and a library or a household has room.
const FILES: Limit = Limit {
    what: "report-file",
    most: 60,
    seconds: 60 * 60,
};

/// Forms to send a file, asked for from one address: each takes files for ten minutes.
const FORMS: Limit = Limit {
    what: "report-file-form",
    most: 120,
    seconds: 60 * 60,
};

/// A file that is to be added to a report.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewEvidence)]
pub struct EvidenceBody {
    /// What it is.
    #[schema(schema_with = choices::evidence, required = true)]
    pub kind: Option<String>,
    /// What it shows.
    #[schema(value_type = String, max_length = 200, example = "The broken door, on the morning after")]
    pub shows: Option<String>,
}

/// What is answered once a file is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EvidenceReceipt {
    /// The file's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1")]
    pub id: String,
    /// Where the form is by which it can be sent for ten minutes.
    #[schema(
        example = "/report/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001/0f3c…/files/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1"
    )]
    pub send: String,
}

/// A file of a report, as its sender sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SentFileView {
    /// What it is: `jpeg`, `png`, `mp4`, `mov`, `mp3`, `m4a`, `ogg`, `pdf` or `docx`.
    #[schema(example = "jpeg")]
    pub kind: String,
    /// The same in words.
    #[schema(example = "A photograph (JPG)")]
    pub kind_words: String,
    /// `awaited`, `missed` when it did not come in time, `kept` or `refused`.
    #[schema(example = "kept")]
    pub standing: String,
    /// The same in a sentence, with the reason.
    #[schema(example = "It has arrived")]
    pub standing_words: String,
    /// Where the form is by which it can be sent, while it can.
    pub send: Option<String>,
}

impl SentFileView {
    /// All of a report that its sender sees at this address.
    pub(crate) fn all(report: &Referral, address: &str, now: DateTime<Utc>) -> Vec<Self> {
        let pieces = report.evidence.iter();
        pieces
            .map(|(file, piece)| Self::of((report, *file, piece), address, now))
            .collect()
    }

    fn of(
        (report, file, piece): (&Referral, EntryId, &Piece),
        address: &str,
        now: DateTime<Utc>,
    ) -> Self {
        let (standing, words) = standing(&piece.standing, report.takes_evidence(), now);
        let open = matches!(piece.standing, Standing::Awaited { until } if now < until);
        Self {
            kind: piece.kind.value().to_owned(),
            kind_words: label(piece.kind).to_owned(),
            standing: standing.to_owned(),
            standing_words: words,
            send: open.then(|| format!("{address}/files/{file}")),
        }
    }
}

/// Where a file stands, by name and in a sentence for its sender.
fn standing(standing: &Standing, more: bool, now: DateTime<Utc>) -> (&'static str, String) {
    match standing {
        _ if standing.is_missed(now) => ("missed", {
            let again = if more {
                ". Add it again to send it"
            } else {
                ""
            };
            format!("It did not arrive in time{again}")
        }),
        Standing::Awaited { .. } => (
            "awaited",
            "It has not arrived yet, or is being checked".to_owned(),
        ),
        Standing::Kept(_) => ("kept", "It has arrived".to_owned()),
        Standing::Refused { why } => ("refused", format!("It was deleted: {}", why.label())),
        // Nothing withdraws a file of a report.
        Standing::Withdrawn => ("refused", "It was deleted".to_owned()),
    }
}

/// What members of the public read for a kind of file.
pub(crate) fn label(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Jpeg => "A photograph (JPG)",
        FileKind::Png => "A screenshot (PNG)",
        FileKind::Video => "A film (MP4)",
        FileKind::PhoneVideo => "A film from an iPhone or iPad (MOV)",
        FileKind::Audio => "A sound recording (MP3)",
        FileKind::PhoneAudio => "A sound recording from a phone (M4A)",
        FileKind::VoiceMessage => "A voice message, such as from WhatsApp (OGG or OPUS)",
        FileKind::Pdf => "A paper or letter (PDF)",
        FileKind::Word => "A Word document (DOCX)",
        other => other.label(),
    }
}

#[derive(Template)]
#[template(path = "report/file.html")]
struct FilePage {
    chrome: Chrome,
    form: Form,
    address: String,
    kinds: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "report/send.html")]
struct SendPage {
    chrome: Chrome,
    url: String,
    fields: Vec<(String, String)>,
    kind: &'static str,
    accepts: &'static str,
}

/// What was reported, for whoever has the address that only its sender was given.
///
/// **Errors:** 404 for another key, as for a report that is not there or was erased.
pub(super) async fn reported(
    app: &App,
    id: ReferralId,
    key: &str,
) -> Result<Journal<Referral>, Problem> {
    if !Seal::of(app).await?.opens(&public(id), key) {
        return Err(Problem::NotFound);
    }
    there(app, id).await
}

/// What was reported, for whoever has its id.
///
/// **Errors:** 404 once it was erased.
pub(super) async fn there(app: &App, id: ReferralId) -> Result<Journal<Referral>, Problem> {
    let report = app.store.reported(id).await?;
    match report.status {
        Status::Erased { .. } => Err(Problem::NotFound),
        _ => Ok(report),
    }
}

/// The address that its sender is given.
pub(super) async fn address(app: &App, id: ReferralId) -> Result<String, Problem> {
    let public = public(id);
    let key = Seal::of(app).await?.key_to(&public);
    Ok(format!("{public}/{key}"))
}

/// The part of the address that others may know.
fn public(id: ReferralId) -> String {
    format!("/report/{id}")
}

/// `GET /report/{id}/{key}/files`: which file, before it is sent.
pub(crate) async fn ask(
    State(app): State<App>,
    accept: Accept,
    Path((id, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (id, address) = parts(&id, &key)?;
    let report = reported(&app, id, &key).await?;
    if !accept.html() || !report.takes_evidence() {
        return Ok(see_other(&address));
    }
    Ok(page_of(address, Form::new(), StatusCode::OK))
}

/// The id, and the address of the report's page.
pub(super) fn parts(id: &str, key: &str) -> Result<(ReferralId, String), Problem> {
    let id: ReferralId = id.parse().map_err(|_| Problem::NotFound)?;
    Ok((id, format!("{}/{key}", public(id))))
}

fn page_of(address: String, form: Form, status: StatusCode) -> Response {
    let kinds = Referral::EVIDENCE.into_iter();
    let page = FilePage {
        chrome: Chrome::new("Add a photograph, recording or paper")
            .back(address.clone())
            .faulty(form.is_faulty()),
        form,
        address,
        kinds: kinds
            .map(|kind| Choice::new(kind.value(), label(kind)))
            .collect(),
    };
    page::html(status, &page)
}

/// `POST /report/{id}/{key}/files`.
#[utoipa::path(
    post, path = "/report/{id}/{key}/files", operation_id = "add_evidence_in_public", tag = "public reports",
    summary = "Add a photograph, recording or paper to a report",
    description = "For whoever sent it, until it was looked at; ten files at most. `send` has the form by \
                   which the file can be sent for ten minutes.",
    security(()),
    params(
        ("id" = String, Path, description = "The report", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("key" = String, Path, description = "The end of the address that its sender was given", example = "0f3c…"),
    ),
    request_body(content = EvidenceBody, example = json!({
        "kind": "jpeg", "shows": "The broken door, on the morning after"
    })),
    responses((status = 201, description = "Added", body = EvidenceReceipt,
        headers(("Location" = String, description = "Where the form to send it is")))),
)]
pub(crate) async fn add(
    State(app): State<App>,
    door: Door,
    accept: Accept,
    Path((id, key)): Path<(String, String)>,
    body: Body<EvidenceBody>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let request = body.once_in_public(now)?;
    let (id, address) = parts(&id, &key)?;
    let at = (id, key.as_str(), address.as_str());
    let added = match door.admit(&app, FILES, now).await {
        Ok(()) => once(&app.store, &request, || file(&app, at, &body, &request)).await,
        Err(problem) => Err(problem),
    };
    match added {
        Ok(outcome) if accept.html() => {
            Ok(see_other(outcome.location.as_deref().unwrap_or(&address)))
        }
        Ok(outcome) => Ok(accept.outcome(&outcome)),
        Err(problem) if accept.html() => again(address, body.form, problem),
        Err(problem) => Err(problem),
    }
}

/// The form again, with what is wrong.
fn again(address: String, form: Form, problem: Problem) -> Result<Response, Problem> {
    let faults: Vec<_> = match &problem {
        Problem::TooMany => vec![Fault::new(
            "kind",
            "Many files have come from your connection in the last hour. Try again later",
        )],
        other => {
            let faults = other.faults().into_iter();
            faults
                .map(|fault| match fault.field.as_str() {
                    "" => Fault::new("kind", fault.message),
                    _ => fault,
                })
                .collect()
        }
    };
    if faults.is_empty() {
        return Err(problem);
    }
    let form = form.with_faults(faults).with_fresh_key();
    Ok(page_of(address, form, problem.status()))
}

async fn file(
    app: &App,
    (id, key, address): (ReferralId, &str, &str),
    body: &Body<EvidenceBody>,
    request: &Once,
) -> Result<Outcome, Problem> {
    let stamp = app.stamp_in_public()?;
    let report = reported(app, id, key).await?;
    let sent = body.value.clone();
    let mut fields = Fields::default();
    let kind = fields.choice("kind", "what you want to add", sent.kind, |text| {
        FileKind::parse(text).filter(|kind| Referral::EVIDENCE.contains(kind))
    });
    let shows = fields.line_if_any("shows", "what it shows", sent.shows);
    let (kind, shows) = fields.finish(|| Some((kind?, shows)))?;
    let (report, file) = report.file_evidence(kind, shows, &stamp)?;
    let send = format!("{address}/files/{file}");
    let receipt = EvidenceReceipt {
        id: file.to_string(),
        send: send.clone(),
    };
    let outcome = created(send, &receipt)?;
    app.store
        .commit(Commit::of(report).once(request, outcome.clone()))
        .await?;
    Ok(outcome)
}

/// `GET /report/{id}/{key}/files/{file}`.
#[utoipa::path(
    get, path = "/report/{id}/{key}/files/{file}", operation_id = "send_evidence_in_public", tag = "public reports",
    summary = "The form to send a file of a report",
    description = "The bucket takes one file of the kind that was said, until ten minutes after this was asked for. \
                   Nothing of what was sent can be fetched here.",
    security(()),
    params(
        ("id" = String, Path, description = "The report", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("key" = String, Path, description = "The end of the address that its sender was given", example = "0f3c…"),
        ("file" = String, Path, description = "The file", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1"),
    ),
    responses((status = 200, description = "The form", body = UploadView)),
)]
pub(crate) async fn send(
    State(app): State<App>,
    door: Door,
    accept: Accept,
    Path((id, key, file)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let (id, address) = parts(&id, &key)?;
    let file: EntryId = file.parse().map_err(|_| Problem::NotFound)?;
    door.admit(&app, FORMS, now).await?;
    let report = reported(&app, id, &key).await?;
    let back = format!("{}{address}?done=sent", app.config.origin);
    let form = app.store.evidence_form(&report, file, now, &back).await?;
    let piece = report.evidence.get(&file).ok_or(Problem::NotFound)?;
    let view = UploadView::from(&form);
    let to = FormTo::address(&form.url).ok_or(Problem::NotFound)?;
    let page = SendPage {
        chrome: Chrome::new("Send the file").back(address),
        kind: label(piece.kind),
        accepts: piece.kind.accepts(),
        url: form.url,
        fields: form.fields,
    };
    Ok((Extension(to), accept.reply(&view, &page)).into_response())
}
