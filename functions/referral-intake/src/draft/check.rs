//! Check your answers, and send. A draft is sent at most once, whoever presses how often: its own
//! name is the idempotency key, and it goes in the transaction that commits the referral.

use access::Caller;
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use chrono::{DateTime, Utc};
use domain::journal::Hash;
use edge::{
    Accept, App, At, Body, Problem,
    accept::see_other,
    once::once,
    page::{self, Chrome, Fault, Form},
};
use store::Once;

use super::{
    Draft, DraftId,
    start::Nothing,
    step::{Step, page_of},
    view,
    write::{chrome, keyed},
    writer,
};
use crate::referral::{
    answers::{Change, Section, sections},
    receive::receive,
    view::Receipt,
};

#[derive(Template)]
#[template(path = "refer/check.html")]
struct CheckPage {
    chrome: Chrome,
    form: Form,
    action: String,
    sections: Vec<Section>,
    missing: Vec<Missing>,
}

/// Something that keeps the draft from being sent.
struct Missing {
    message: String,
    href: String,
}

/// `GET /refer/{draft}/check`: every answer, with ways to change it, and what is missing.
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<DraftId>,
) -> Result<Response, Problem> {
    let draft = Draft::load(&app, &caller, id).await?;
    if !accept.html() {
        return view::json(&app, &draft).await;
    }
    let page = check(&app, &caller, &draft, Form::new()).await?;
    Ok(page::html(StatusCode::OK, &page))
}

/// `POST /refer/{draft}/send`: the draft becomes a referral.
#[utoipa::path(
    post, path = "/refer/{draft}/send", operation_id = "send_draft", tag = "referral drafts",
    summary = "Send a draft as a referral",
    description = "Refused while something is missing. The draft goes; sending it again gets the same answer.",
    params(("draft" = String, Path, description = "The draft", example = "7c3e9a1b5d2f4860")),
    responses((status = 201, description = "Received", body = Receipt,
        headers(("Location" = String, description = "The referral")))),
)]
pub(crate) async fn send(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<DraftId>,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    let sending = sending(&caller, &id, app.clock.now())?;
    refuse_leftover(&app, &caller, &id, &sending).await?;
    let sent = once(&app.store, &sending, || async {
        let draft = Draft::load(&app, &caller, id.clone()).await?;
        receive(
            &app,
            &caller,
            draft.written.answers,
            Some(&draft.id),
            &sending,
        )
        .await
    });
    match sent.await {
        Ok(outcome) if accept.html() => {
            let referral = outcome.location.as_deref().unwrap_or("/referrals");
            Ok(see_other(&format!("{referral}/sent")))
        }
        Ok(outcome) => Ok(accept.outcome(&outcome)),
        Err(Problem::Malformed(faults)) if accept.html() => {
            let draft = Draft::load(&app, &caller, id).await?;
            let form = keyed(body.form).with_faults(faults);
            let page = check(&app, &caller, &draft, form).await?;
            Ok(page::html(StatusCode::BAD_REQUEST, &page))
        }
        Err(problem) => Err(problem),
    }
}

/// The sending of a draft, as the store knows it again. Keys of senders have no spaces, so none
/// of them is this one.
pub(crate) fn sending(caller: &Caller, id: &DraftId, at: DateTime<Utc>) -> Result<Once, Problem> {
    Ok(Once {
        caller: writer(caller)?.to_string(),
        key: format!("draft {id}"),
        request: Hash::of(id.to_string().as_bytes()),
        at,
    })
}

/// A page that was saved just as its draft was sent puts the draft back. It must not be answered
/// as if what it holds had been received.
///
/// **Errors:** 422 when the draft is there although it was sent.
async fn refuse_leftover(
    app: &App,
    caller: &Caller,
    id: &DraftId,
    sending: &Once,
) -> Result<(), Problem> {
    if app.store.replay(sending).await?.is_none() {
        return Ok(());
    }
    // Sending removes the draft in the same transaction, so it is gone unless it was put back.
    match Draft::load(app, caller, id.clone()).await {
        Err(Problem::NotFound) => Ok(()),
        Err(problem) => Err(problem),
        Ok(_) => Err(Problem::refused(
            "This referral was sent before its last change was saved. \
             Delete this copy, and tell the coordinator what has changed or make a new referral.",
        )),
    }
}

async fn check(
    app: &App,
    caller: &Caller,
    draft: &Draft,
    form: Form,
) -> Result<CheckPage, Problem> {
    let area = draft.area(app).await?;
    let answers = &draft.written.answers;
    let base = draft.base();
    let missing = |fault: Fault| Missing {
        href: format!("{base}/{}?to=check", page_of(&fault.field, answers)),
        message: fault.message,
    };
    let faults = draft.faults(area.as_deref(), app.clock.now());
    let back = format!("{base}/{}", Step::Sharing.slug());
    let area = area.as_ref().map(|area| area.name.as_str());
    Ok(CheckPage {
        chrome: chrome(caller, "Check your answers before sending", back).faulty(form.is_faulty()),
        form,
        action: format!("{base}/send"),
        sections: sections(answers, area, &Change::draft(&base)),
        missing: faults.into_iter().map(missing).collect(),
    })
}
