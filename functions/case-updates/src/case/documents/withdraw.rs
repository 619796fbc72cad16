//! Withdrawing a document, by the agency that brought it.

use access::{Caller, case as policy};
use axum::{Router, extract::State, response::Response, routing::get};
use domain::{
    CaseId, EntryId,
    case::{Document, document::titled},
};
use edge::{Accept, App, Body, Fields, Problem, Within, accept::see_other};
use serde::Deserialize;
use store::Outcome;

use crate::{
    again::{Again, led_to},
    case::{
        ask::Ask,
        change::{Answer, Change, Changed, Target},
        frame::{Frame, Tab},
        opened::Opened,
        permit,
    },
};

const OWN: &str = "Only the agency that brought this document can withdraw it.";

pub(super) fn routes() -> Router<App> {
    Router::new().route(
        "/cases/{id}/documents/{document}/withdraw",
        get(ask).post(withdraw),
    )
}

/// Why a document is withdrawn.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WithdrawDocument, example = json!({"reason": "It concerned another household."}))]
pub(super) struct WithdrawBody {
    /// Why; up to 5,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// Withdraw a document
///
/// Nobody can fetch it any more; that it was there, and why it was withdrawn, is still shown. Whoever
/// has seen it is told.
#[utoipa::path(post, path = "/cases/{id}/documents/{document}/withdraw", tag = "cases",
    params(("id" = String, Path, description = "The case"), ("document" = String, Path, description = "The document")),
    request_body(content((WithdrawBody = "application/json"), (WithdrawBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Withdrawn", body = Changed)))]
pub(super) async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Within(id, document): Within<CaseId, EntryId>,
    accept: Accept,
    body: Body<WithdrawBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, (id, document), &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}/documents?done=withdrawn"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (id, document), again).await
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    (id, document): (CaseId, EntryId),
    body: &Body<WithdrawBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Whole(id), body)?;
    let mut fields = Fields::default();
    let reason = fields.prose("reason", "why it is withdrawn", body.value.reason.clone());
    let reason = fields.finish(|| reason)?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}/documents"),
    };
    change
        .make((policy::tell, OWN), answer, |opened, stamp| {
            let filed = filed(&opened, caller, document)?;
            permit(&policy::amend_document(caller, document, filed), OWN)?;
            let mut titled = titled(&opened.file.entries).into_iter();
            let titled = titled.find(|each| each.id == document);
            let titled = titled.ok_or(Problem::NotFound)?;
            let case = opened.file.journal;
            Ok(case.withdraw_document(&titled, reason.clone(), stamp)?)
        })
        .await
}

/// A document that the caller sees: one that is limited to others is not there for them.
fn filed<'a>(
    opened: &'a Opened,
    caller: &Caller,
    document: EntryId,
) -> Result<&'a Document, Problem> {
    let case = opened.case();
    let shown = access::entry::shows(caller, case, document, opened.now);
    let filed = case.documents.get(&document).filter(|_| shown);
    filed.ok_or(Problem::NotFound)
}

async fn ask(
    State(app): State<App>,
    caller: Caller,
    Within(id, document): Within<CaseId, EntryId>,
    accept: Accept,
) -> Result<Response, Problem> {
    if accept.html() {
        show(&app, &caller, (id, document), Again::first()).await
    } else {
        Ok(see_other(&format!("/cases/{id}/documents")))
    }
}

async fn show(
    app: &App,
    caller: &Caller,
    (id, document): (CaseId, EntryId),
    again: Again,
) -> Result<Response, Problem> {
    let opened = Opened::alone(app, caller, id).await?;
    let filed = filed(&opened, caller, document)?;
    permit(&policy::amend_document(caller, document, filed), OWN)?;
    let frame = Frame::of(&opened, Tab::Documents, "Withdraw this document");
    let page = Ask {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        action: format!("/cases/{id}/documents/{document}/withdraw"),
        about: "Nobody will be able to fetch it or see its title any more. The history keeps that it was there, and why it was withdrawn; whoever has seen it is told. The file is deleted with the case.".into(),
        agencies: Vec::new(),
        text: false,
        why: "Why is it withdrawn?",
        button: "Withdraw the document",
        grave: true,
        frame,
        again,
    };
    Ok(page.response())
}
