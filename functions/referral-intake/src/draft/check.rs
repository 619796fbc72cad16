//! Check your answers, and send. A draft is sent at most once, whoever presses how often: the
//! referral's id follows from the draft's own name. The draft goes as soon as it is sent.

use access::Caller;
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use chrono::{DateTime, Utc};
use domain::{journal::Hash, questions::Audience};
use edge::{
    Accept, App, At, Body, Problem,
    accept::see_other,
    once::once_by,
    page::{self, Chrome, Fault, Form},
};
use store::{Once, Outcome};

use super::{
    Draft, DraftId,
    start::Nothing,
    step::{Step, page_of},
    view,
    write::{chrome, keyed},
    writer,
};
use crate::{
    own,
    referral::{
        answers::{Change, Section, sections},
        receive::{receive, received},
        view::Receipt,
    },
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
    let before = || sent_before(&app, &caller, &id, &sending);
    let sent = once_by(before, || async {
        let draft = Draft::load(&app, &caller, id.clone()).await?;
        let sending = Once {
            request: draft.content()?,
            ..sending.clone()
        };
        let area = draft.area(&app).await?;
        let answers = draft.answers(area.as_deref(), app.today());
        let outcome = receive(&app, &caller, answers, &sending).await?;
        if let Err(problem) = draft.delete(&app, &caller).await {
            // It has been sent all the same, and goes when it is sent again or has expired.
            tracing::warn!(
                problem = problem.detail(),
                "a draft that was sent is still there"
            );
        }
        Ok(outcome)
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

/// The sending of a draft, as the store knows it again whatever it holds. Keys of senders have no
/// spaces, so none of them is this one.
pub(crate) fn sending(caller: &Caller, id: &DraftId, at: DateTime<Utc>) -> Result<Once, Problem> {
    Ok(Once {
        caller: writer(caller)?.to_string(),
        key: format!("draft {id}"),
        request: Hash::ZERO,
        at,
    })
}

/// What was answered when the draft was sent, if it was; it goes now if it is still there.
///
/// A page that was saved just as its draft was sent leaves a draft that holds more than was
/// received. It must not be answered as if that had been received.
///
/// **Errors:** 422 when the draft holds something else than was sent.
async fn sent_before(
    app: &App,
    caller: &Caller,
    id: &DraftId,
    sending: &Once,
) -> Result<Option<Outcome>, Problem> {
    let Some((referral, content)) = app.store.made(sending).await? else {
        return Ok(None);
    };
    match Draft::load(app, caller, id.clone()).await {
        Err(Problem::NotFound) => {}
        Err(problem) => return Err(problem),
        Ok(draft) if draft.content()? == content => draft.delete(app, caller).await?,
        Ok(_) => {
            return Err(Problem::refused(
                "This referral was sent before its last change was saved. \
                 Delete this copy, and tell the coordinator what has changed or make a new referral.",
            ));
        }
    }
    received(&referral).map(Some)
}

async fn check(
    app: &App,
    caller: &Caller,
    draft: &Draft,
    form: Form,
) -> Result<CheckPage, Problem> {
    let area = draft.area(app).await?;
    let answers = &draft.written.answers;
    let asked = own::asked(area.as_deref(), Audience::Agencies, app.today());
    let base = draft.base();
    let missing = |fault: Fault| Missing {
        href: format!("{base}/{}?to=check", page_of(&fault.field, answers)),
        message: fault.message,
    };
    let faults = draft.faults(area.as_deref(), app.clock.now());
    let back = format!("{base}/{}", Step::Sharing.slug());
    let name = area.as_ref().map(|area| area.name.as_str());
    let change = Change::draft(&base);
    let mut sections = sections(answers, name, &change);
    sections.extend(own::so_far(&asked, &answers.own_answers, &change));
    Ok(CheckPage {
        chrome: chrome(caller, "Check your answers before sending", back).faulty(form.is_faulty()),
        form,
        action: format!("{base}/send"),
        sections,
        missing: faults.into_iter().map(missing).collect(),
    })
}
