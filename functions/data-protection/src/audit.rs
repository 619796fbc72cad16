//! `/cases/{id}/audit`: the audit of a case as one bundle for a serious case review: its journal,
//! everybody's readings, and proofs that `charmm verify` checks anywhere (R3.5).
//!
//! Taking it out is a disclosure, with a recipient and a reason, and stands in it as the newest
//! reading.

mod bundle;
mod printed;

use access::Caller;
use askama::Template;
use axum::{extract::State, response::Response};
use chrono::{DateTime, Utc};
use domain::{CaseId, Line, Prose, time};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    accept::see_other,
    again::Again,
    page::{self, Chrome},
    zip,
};
use serde::Deserialize;
use store::{
    audits::TakenOut,
    reads::{Disclosure, Read},
};

/// Why somebody may not have it.
const ANSWERS: &str = "Only the area’s coordinator or chair, or its data-protection officer, may take the audit of a case out.";

/// For whom, and why.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeOutAudit, example = json!({
    "recipient": "Chair of the safeguarding adults review",
    "reason": "Requested under the terms of reference of the review."
}))]
pub(crate) struct AuditBody {
    /// Who gets it; up to 200 characters.
    #[schema(value_type = String)]
    recipient: Option<String>,
    /// Why; up to 5,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl AuditBody {
    fn read(self) -> Result<Disclosure, Problem> {
        let mut fields = Fields::default();
        let recipient: Option<Line> = fields.line("recipient", "who gets it", self.recipient);
        let reason: Option<Prose> = fields.prose("reason", "why they get it", self.reason);
        fields.finish(|| {
            Some(Disclosure {
                recipient: recipient?.to_string(),
                justification: reason?,
            })
        })
    }
}

#[derive(Template)]
#[template(path = "audit/ask.html")]
struct AuditPage {
    chrome: Chrome,
    reference: String,
    href: String,
    /// What has been handed over so far.
    handed: Vec<HandedOver>,
    /// Whether the reader sees the case itself.
    sees: bool,
    again: Again,
}

/// Something that was handed over before.
struct HandedOver {
    when: String,
    what: &'static str,
    by: String,
    to: String,
    why: String,
}

impl HandedOver {
    fn of(read: Read) -> Self {
        Self {
            when: time::long_time(read.at),
            what: match read.what.as_str() {
                "subject access" => "What is held about somebody, to them",
                _ => "The audit of the case",
            },
            by: read.actor.name().to_owned(),
            to: read.recipient.unwrap_or_default(),
            why: read
                .justification
                .map(|why| why.to_string())
                .unwrap_or_default(),
        }
    }
}

/// The page that asks for whom and why, and says what was handed over before.
pub(crate) async fn ask(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
) -> Result<Response, Problem> {
    if !accept.html() {
        return Ok(see_other(&format!("/cases/{id}/history")));
    }
    show(&app, &caller, id, Again::first()).await
}

async fn show(app: &App, caller: &Caller, id: CaseId, again: Again) -> Result<Response, Problem> {
    let now = app.clock.now();
    let (case, may) = app.store.case_to_take_out(id, caller, now).await?;
    if !may {
        return Err(Problem::Forbidden(ANSWERS.to_owned()));
    }
    let handed = app.store.handed_over(&case, caller, now).await?;
    let href = format!("/cases/{id}");
    let title = format!("Take the audit out – case {}", case.reference);
    let page = AuditPage {
        chrome: edge::chrome(caller, title)
            .at(page::Place::Cases)
            .official_sensitive()
            .faulty(again.form.is_faulty()),
        reference: case.reference.clone(),
        href,
        handed: handed.into_iter().map(HandedOver::of).collect(),
        sees: access::guest::read(caller, &case, now).is_permitted(),
        again,
    };
    Ok(page::html(page.again.status, &page))
}

/// Take the audit of a case out
///
/// A ZIP file: `audit.json` with the whole journal, all readings, and proofs that they stand under
/// signed roots; `history.pdf` and `history.html`, the same to be read; the public keys; and how to check it all with
/// `charmm verify`. For the area's coordinator, chair and data-protection officer. Each time is a
/// disclosure, which the log of readings keeps with its recipient and reason.
#[utoipa::path(post, path = "/cases/{id}/audit", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    request_body(content((AuditBody = "application/json"),
        (AuditBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "The bundle", content((Vec<u8> = "application/zip")))))]
pub(crate) async fn take_out(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<AuditBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, id, &body).await {
        Ok((taken, now)) => download(taken, now).await,
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, id, again).await
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    id: CaseId,
    body: &Body<AuditBody>,
) -> Result<(TakenOut, DateTime<Utc>), Problem> {
    let now = app.clock.now();
    let (_, may) = app.store.case_to_take_out(id, caller, now).await?;
    if !may {
        return Err(Problem::Forbidden(ANSWERS.to_owned()));
    }
    let disclosure = body.value.clone().read()?;
    let taken = app.store.case_audit(id, caller, disclosure, now).await?;
    Ok((taken, now))
}

async fn download(taken: TakenOut, now: DateTime<Utc>) -> Result<Response, Problem> {
    let reference = taken.case.reference.clone();
    let files = edge::aside(move || bundle::files(&taken, now)).await?;
    let bytes = zip::of(&files).ok_or_else(|| Problem::Broken("bundle too large".into()))?;
    let name = format!("audit-{reference}.zip");
    Ok(edge::download(&name, "application/zip", bytes))
}
