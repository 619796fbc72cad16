//! Correcting and withdrawing an entry, by the agency that brought it (R2.4).

use access::{Caller, case as policy};
use axum::{Router, extract::State, response::Response, routing::get};
use domain::{
    CaseId, EntryId, Prose,
    case::{Event, Said, entry},
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

pub(super) const OWN: &str =
    "Only the agency that brought this entry can correct or withdraw it, or change who sees it.";

pub(super) fn routes() -> Router<App> {
    let base = "/cases/{id}/entries/{entry}";
    Router::new()
        .route(&format!("{base}/correct"), get(ask_correct).post(correct))
        .route(
            &format!("{base}/withdraw"),
            get(ask_withdraw).post(withdraw),
        )
}

/// What an entry should say, and why.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CorrectEntry, example = json!({
    "text": "Shouting outside the shops at 10pm; one caller.",
    "reason": "The log was checked: one caller, not two."
}))]
pub(super) struct CorrectBody {
    /// The text as it should be; up to 5,000 characters.
    #[schema(value_type = String)]
    text: Option<String>,
    /// Why; up to 5,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// Why an entry is withdrawn.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WithdrawEntry, example = json!({"reason": "It concerned another household."}))]
pub(super) struct WithdrawBody {
    /// Why; up to 5,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// Correct an entry
///
/// Everybody on the case sees the new text; the journal keeps the old one.
#[utoipa::path(post, path = "/cases/{id}/entries/{entry}/correct", tag = "cases",
    params(("id" = String, Path, description = "The case"), ("entry" = String, Path, description = "The entry"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((CorrectBody = "application/json"), (CorrectBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Corrected", body = Changed)))]
pub(super) async fn correct(
    State(app): State<App>,
    caller: Caller,
    Within(id, entry): Within<CaseId, EntryId>,
    accept: Accept,
    body: Body<CorrectBody>,
) -> Result<Response, Problem> {
    let read = || {
        let mut fields = Fields::default();
        let text = fields.prose("text", "the text as it should be", body.value.text.clone());
        let reason = fields.prose("reason", "why it is corrected", body.value.reason.clone());
        fields.finish(|| Some((Some(text?), reason?)))
    };
    let made = command(&app, &caller, (id, entry), &body, read()).await;
    reply(
        &app,
        &caller,
        (id, entry, Kind::Correct),
        accept,
        made.map_err(|p| (p, body.form)),
    )
    .await
}

/// Withdraw an entry
///
/// Its text is no longer shown to anybody; that it was there, and why it was withdrawn, is.
#[utoipa::path(post, path = "/cases/{id}/entries/{entry}/withdraw", tag = "cases",
    params(("id" = String, Path, description = "The case"), ("entry" = String, Path, description = "The entry"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((WithdrawBody = "application/json"), (WithdrawBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Withdrawn", body = Changed)))]
pub(super) async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Within(id, entry): Within<CaseId, EntryId>,
    accept: Accept,
    body: Body<WithdrawBody>,
) -> Result<Response, Problem> {
    let read = || {
        let mut fields = Fields::default();
        let reason = fields.prose("reason", "why it is withdrawn", body.value.reason.clone());
        fields.finish(|| Some((None, reason?)))
    };
    let made = command(&app, &caller, (id, entry), &body, read()).await;
    reply(
        &app,
        &caller,
        (id, entry, Kind::Withdraw),
        accept,
        made.map_err(|p| (p, body.form)),
    )
    .await
}

/// Corrects the entry when there is a text, withdraws it when there is none.
async fn command<T>(
    app: &App,
    caller: &Caller,
    (id, entry): (CaseId, EntryId),
    body: &Body<T>,
    read: Result<(Option<Prose>, Prose), Problem>,
) -> Result<Outcome, Problem> {
    let (change, seen) = Change::of(app, caller, Target::Whole(id), body)?.based_on()?;
    let (text, reason) = read?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}/entries"),
    };
    change
        .make((policy::tell, OWN), answer, |opened, stamp| {
            let said = said(&opened, entry)?;
            permit(&policy::amend(caller, &said), OWN)?;
            if stale(&opened, entry, seen) {
                return Err(Problem::Conflict(opened.since(seen)));
            }
            let case = opened.file.journal;
            Ok(match &text {
                Some(text) => case.correct(&said, text.clone(), reason.clone(), stamp)?,
                None => case.withdraw(&said, reason.clone(), stamp)?,
            })
        })
        .await
}

/// Whether the entry was amended after version `seen`, or the case has had no such version.
fn stale(opened: &Opened, id: EntryId, seen: u64) -> bool {
    if seen > opened.case().version() {
        return true;
    }
    let newer = opened
        .file
        .entries
        .iter()
        .filter(|entry| entry.header.seq > seen);
    newer
        .filter_map(|entry| entry.event.as_ref())
        .any(|event| match event {
            Event::EntryCorrected { entry, .. } | Event::EntryWithdrawn { entry, .. } => {
                *entry == id
            }
            _ => false,
        })
}

pub(super) fn said(opened: &Opened, entry: EntryId) -> Result<Said, Problem> {
    let mut all = entry::chronology(&opened.file.entries).into_iter();
    all.find(|said| said.entry == entry)
        .ok_or(Problem::NotFound)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Correct,
    Withdraw,
}

async fn ask_correct(
    State(app): State<App>,
    caller: Caller,
    Within(id, entry): Within<CaseId, EntryId>,
    accept: Accept,
) -> Result<Response, Problem> {
    ask(&app, &caller, (id, entry, Kind::Correct), accept).await
}

async fn ask_withdraw(
    State(app): State<App>,
    caller: Caller,
    Within(id, entry): Within<CaseId, EntryId>,
    accept: Accept,
) -> Result<Response, Problem> {
    ask(&app, &caller, (id, entry, Kind::Withdraw), accept).await
}

type Subject = (CaseId, EntryId, Kind);

async fn ask(app: &App, caller: &Caller, at: Subject, accept: Accept) -> Result<Response, Problem> {
    if accept.html() {
        show(app, caller, at, Again::first()).await
    } else {
        Ok(see_other(&format!("/cases/{}/entries", at.0)))
    }
}

async fn reply(
    app: &App,
    caller: &Caller,
    at: Subject,
    accept: Accept,
    made: Result<Outcome, (Problem, edge::page::Form)>,
) -> Result<Response, Problem> {
    let word = match at.2 {
        Kind::Correct => "corrected",
        Kind::Withdraw => "withdrawn",
    };
    match made {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{}?done={word}", at.0),
        )),
        Err((problem, form)) => show(app, caller, at, Again::after(problem, accept, form)?).await,
    }
}

async fn show(app: &App, caller: &Caller, at: Subject, again: Again) -> Result<Response, Problem> {
    let (id, entry, kind) = at;
    let opened = Opened::whole(app, caller, id).await?;
    let said = said(&opened, entry)?;
    permit(&policy::amend(caller, &said), OWN)?;
    let correct = kind == Kind::Correct;
    let what = said.kind.label().to_lowercase();
    let (heading, path) = if correct {
        ("Correct", "correct")
    } else {
        ("Withdraw", "withdraw")
    };
    let frame = Frame::of(&opened, Tab::Entries, &format!("{heading} this {what}"));
    let again = match (&said.text, correct) {
        (Some(text), true) if !again.form.is_faulty() => again.or("text", Some(text.as_str())),
        _ => again,
    };
    let page = Ask {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        action: format!("/cases/{id}/entries/{entry}/{path}"),
        about: if correct {
            "Everybody who sees it sees the new text. Agencies that read the old one are told, and packs that hold it say so. The history keeps that it was corrected.".into()
        } else {
            "Nobody will see its text any more. Agencies that read it are told, and packs that hold it say so. The history keeps that it was there, and why it was withdrawn.".into()
        },
        agencies: Vec::new(),
        text: correct,
        why: if correct {
            "Why is it corrected?"
        } else {
            "Why is it withdrawn?"
        },
        button: if correct {
            "Correct the entry"
        } else {
            "Withdraw the entry"
        },
        grave: !correct,
        frame,
        again: again.at_version(opened.case().version()),
    };
    Ok(page.response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use domain::{
        case::{EntryKind, entry::Telling},
        gateway::Gateway,
    };

    #[test]
    fn only_an_amendment_of_the_same_entry_makes_a_version_stale() {
        let police = fixture::stamp("PC Lee", "surrey-police", 2);
        let telling = || Telling {
            kind: EntryKind::Note,
            on: fixture::day("2026-11-19"),
            text: fixture::prose("Two callers."),
            gateway: Gateway::CrimeAndDisorder,
            material: Default::default(),
            only: None,
        };
        let open = |case| Opened::new(fixture::file(case), fixture::stored_area(), fixture::at(5));
        let case = fixture::case().tell(telling(), &police).unwrap();
        let seen = case.version();
        let first = entry::chronology(&fixture::entries(&case)).remove(0);

        let case = case
            .tell(telling(), &fixture::stamp("PC Lee", "surrey-police", 3))
            .unwrap();
        assert!(!stale(&open(case.clone()), first.entry, seen));

        let (text, why) = (fixture::prose("One caller."), fixture::prose("Checked."));
        let case = case.correct(&first, text, why, &police).unwrap();
        let version = case.version();
        let opened = open(case);
        assert!(stale(&opened, first.entry, seen));
        assert!(!stale(&opened, first.entry, version));
        assert!(stale(&opened, first.entry, version + 1));
    }
}
