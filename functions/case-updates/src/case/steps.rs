//! `/cases/{id}/steps/{step}`: putting right what was written in a step of a case, such as a decision,
//! an action or the evidence of its end (R2.4), and limiting a decision or an action ([`limit`]).

mod limit;

use access::{Caller, case as policy};
use askama::Template;
use axum::{Router, extract::State, response::Response, routing::get};
use domain::{
    CaseId, Entry, Line, Note, Prose,
    case::{
        Event,
        wording::{self, Measure, as_it_reads},
    },
    text::capital,
    time,
};
use edge::{
    Accept, App, Body, Fields, Problem, Within,
    accept::see_other,
    page::{self, Chrome},
};
use serde::Deserialize;
use store::Outcome;

use crate::{
    again::{Again, led_to},
    case::{
        change::{Answer, Change, Changed, Target},
        frame::{Frame, Tab},
        opened::Opened,
        permit,
    },
    words,
};

const OWN: &str = "Only the agency that wrote this can correct it; once it has left the case, those \
                   who run the case can.";

/// The fields of the texts of a step, in its order: none has more.
const FIELDS: [&str; 2] = ["text", "more"];

#[derive(utoipa::OpenApi)]
#[openapi(paths(correct, withdraw, limit::limit))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    let base = "/cases/{id}/steps/{step}";
    Router::new()
        .route(&format!("{base}/correct"), get(ask_correct).post(correct))
        .route(
            &format!("{base}/withdraw"),
            get(ask_withdraw).post(withdraw),
        )
        .merge(limit::routes())
}

/// What a step should say, and why. Which texts it has, its line in the chronology shows.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CorrectStep, example = json!({
    "text": "Offer mediation before anything else.",
    "more": "Both households asked for it.",
    "reason": "The minutes named the wrong household."
}))]
pub(super) struct CorrectBody {
    /// Its first text: a decision, what is asked, a reason, a rationale, evidence or a note.
    #[schema(value_type = String)]
    text: Option<String>,
    /// Its second text, where it has one: the rationale of a decision, the detail of an action.
    more: Option<String>,
    /// Why it is corrected; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// Why a decision is withdrawn.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WithdrawStep, example = json!({"reason": "It was decided of another case."}))]
pub(super) struct WithdrawBody {
    /// Why; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// Correct what was written in a step
///
/// The words of a decision, an action, its evidence, a reason, an assessment or a note on a power; for
/// the agency that wrote them. What was done, for whom and by when stays as it is. Whoever read the old
/// words is told, packs that are opened again show the new ones, and the journal keeps both.
#[utoipa::path(post, path = "/cases/{id}/steps/{step}/correct", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("step" = u64, Path, description = "The step, by its position in the journal", example = 7),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((CorrectBody = "application/json"), (CorrectBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Corrected", body = Changed)))]
pub(super) async fn correct(
    State(app): State<App>,
    caller: Caller,
    Within(id, step): Within<CaseId, u64>,
    accept: Accept,
    body: Body<CorrectBody>,
) -> Result<Response, Problem> {
    let read =
        |event: &Event| read(event, body.value.clone()).map(|(words, why)| (Some(words), why));
    let made = command(&app, &caller, (id, step), &body, read).await;
    let made = made.map_err(|problem| (problem, body.form));
    reply(&app, &caller, (id, step, Kind::Correct), accept, made).await
}

/// Withdraw a decision
///
/// Its words are no longer shown to anybody; that something was decided, and why it was withdrawn, is.
#[utoipa::path(post, path = "/cases/{id}/steps/{step}/withdraw", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("step" = u64, Path, description = "The step, by its position in the journal", example = 7),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((WithdrawBody = "application/json"), (WithdrawBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Withdrawn", body = Changed)))]
pub(super) async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Within(id, step): Within<CaseId, u64>,
    accept: Accept,
    body: Body<WithdrawBody>,
) -> Result<Response, Problem> {
    let read = |_: &Event| {
        let mut fields = Fields::default();
        let reason = fields.note("reason", "why it is withdrawn", body.value.reason.clone());
        fields.finish(|| Some((None, reason?)))
    };
    let made = command(&app, &caller, (id, step), &body, read).await;
    let made = made.map_err(|problem| (problem, body.form));
    reply(&app, &caller, (id, step, Kind::Withdraw), accept, made).await
}

/// The texts that a step should have, as they were sent.
fn read(event: &Event, sent: CorrectBody) -> Result<(Vec<String>, Note), Problem> {
    let mut fields = Fields::default();
    let mut given = [sent.text, sent.more].into_iter();
    let mut texts = Vec::new();
    for (field, wording) in FIELDS.into_iter().zip(event.wordings()) {
        let (label, sent) = (wording.label.to_lowercase(), given.next().flatten());
        let left_out = sent.as_deref().is_none_or(|text| text.trim().is_empty());
        let text = match wording.measure {
            _ if wording.optional && left_out => Some(String::new()),
            Measure::Line => fields
                .line(field, &label, sent)
                .map(|text| text.to_string()),
            Measure::Prose => fields
                .prose(field, &label, sent)
                .map(|text| text.to_string()),
            Measure::Note => fields
                .note(field, &label, sent)
                .map(|text| text.to_string()),
        };
        texts.push(text);
    }
    let beyond = given.flatten().any(|text| !text.trim().is_empty());
    fields.check("more", !beyond, "This has one text only");
    let reason = fields.note("reason", "why it is corrected", sent.reason);
    fields.finish(|| Some((texts.into_iter().collect::<Option<_>>()?, reason?)))
}

/// Corrects the step when there are words, withdraws it when there are none.
async fn command<T>(
    app: &App,
    caller: &Caller,
    (id, step): (CaseId, u64),
    body: &Body<T>,
    read: impl Fn(&Event) -> Result<(Option<Vec<String>>, Note), Problem> + Sync,
) -> Result<Outcome, Problem> {
    let (change, seen) = Change::of(app, caller, Target::Whole(id), body)?.based_on()?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}#chronology"),
    };
    change
        .make((policy::tell, OWN), answer, |opened, stamp| {
            let entry = worded(&opened, step)?;
            permit(&policy::reword(caller, opened.case(), &entry.header), OWN)?;
            let event = entry.event.as_ref().ok_or(Problem::NotFound)?;
            let (words, reason) = read(event)?;
            if stale(&opened, step, seen) {
                return Err(Problem::Conflict(opened.since(seen)));
            }
            let case = opened.file.journal;
            Ok(match words {
                Some(words) => case.reword(&entry, &words, reason, stamp)?,
                None => case.withdraw_step(&entry, reason, stamp)?,
            })
        })
        .await
}

/// The step as it now reads.
///
/// **Errors:** 404 when the caller sees no such step, it holds no words of its own, or was withdrawn.
fn worded(opened: &Opened, step: u64) -> Result<Entry<Event>, Problem> {
    let (read, marks) = as_it_reads(&opened.file.entries);
    let withdrawn = marks.get(&step).is_some_and(|mark| mark.withdrawn);
    let mut steps = read.iter().filter(|_| !withdrawn);
    let found = steps.find(|entry| entry.header.seq == step);
    let worded = found.filter(|entry| {
        let event = entry.event.as_ref();
        event.is_some_and(|event| !event.wordings().is_empty())
    });
    worded.cloned().ok_or(Problem::NotFound)
}

/// Whether its words were put right after version `seen`, or the case has had no such version.
fn stale(opened: &Opened, of: u64, seen: u64) -> bool {
    if seen > opened.case().version() {
        return true;
    }
    let newer = opened.file.entries.iter();
    let mut newer = newer.filter(|entry| entry.header.seq > seen);
    newer.any(|entry| matches!(&entry.event, Some(Event::Reworded { step, .. }) if *step == of))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Correct,
    Withdraw,
}

/// A text as the form asks for it.
struct Asked {
    field: &'static str,
    label: &'static str,
    text: String,
    measure: Measure,
    optional: bool,
}

impl Asked {
    fn question(&self) -> String {
        match self.optional {
            true => format!("{} (optional)", self.label),
            false => self.label.to_owned(),
        }
    }

    fn rows(&self) -> usize {
        match self.measure {
            Measure::Line => 1,
            Measure::Note => 3,
            Measure::Prose => 6,
        }
    }

    fn limit(&self) -> usize {
        match self.measure {
            Measure::Line => Line::MAX,
            Measure::Note => Note::MAX,
            Measure::Prose => Prose::MAX,
        }
    }
}

#[derive(Template)]
#[template(path = "case/step.html")]
struct StepPage {
    chrome: Chrome,
    frame: Frame,
    again: Again,
    action: String,
    what: String,
    when: String,
    wordings: Vec<Asked>,
    why: &'static str,
    grave: bool,
}

async fn ask_correct(
    State(app): State<App>,
    caller: Caller,
    Within(id, step): Within<CaseId, u64>,
    accept: Accept,
) -> Result<Response, Problem> {
    ask(&app, &caller, (id, step, Kind::Correct), accept).await
}

async fn ask_withdraw(
    State(app): State<App>,
    caller: Caller,
    Within(id, step): Within<CaseId, u64>,
    accept: Accept,
) -> Result<Response, Problem> {
    ask(&app, &caller, (id, step, Kind::Withdraw), accept).await
}

type Subject = (CaseId, u64, Kind);

async fn ask(app: &App, caller: &Caller, at: Subject, accept: Accept) -> Result<Response, Problem> {
    if accept.html() {
        show(app, caller, at, Again::first()).await
    } else {
        Ok(see_other(&format!("/cases/{}", at.0)))
    }
}

async fn reply(
    app: &App,
    caller: &Caller,
    at: Subject,
    accept: Accept,
    made: Result<Outcome, (Problem, page::Form)>,
) -> Result<Response, Problem> {
    let word = match at.2 {
        Kind::Correct => "reworded",
        Kind::Withdraw => "undone",
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
    let (id, step, kind) = at;
    let opened = Opened::whole(app, caller, id).await?;
    let entry = worded(&opened, step)?;
    permit(&policy::reword(caller, opened.case(), &entry.header), OWN)?;
    let event = entry.event.as_ref().ok_or(Problem::NotFound)?;
    let grave = kind == Kind::Withdraw;
    if grave && !event.can_be_withdrawn() {
        return Err(Problem::NotFound);
    }
    let (heading, path, why) = match kind {
        Kind::Correct => ("Correct the words", "correct", "Why are they corrected?"),
        Kind::Withdraw => ("Withdraw a decision", "withdraw", "Why is it withdrawn?"),
    };
    let wordings: Vec<Asked> = FIELDS
        .into_iter()
        .zip(event.wordings())
        .map(|(field, wording)| asked(field, wording))
        .collect();
    let again = match again.form.is_faulty() {
        true => again,
        false => wordings.iter().fold(again, |again, wording| {
            again.or(wording.field, Some(wording.text.as_str()))
        }),
    };
    let frame = Frame::of(&opened, Tab::Case, heading);
    let page = StepPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        action: format!("/cases/{id}/steps/{step}/{path}"),
        what: capital(&words::heading(event, opened.case(), &opened.names)),
        when: time::long_time(entry.header.at),
        wordings,
        why,
        grave,
        again: again.at_version(opened.case().version()),
        frame,
    };
    Ok(page::html(page.again.status, &page))
}

fn asked(field: &'static str, wording: wording::Wording) -> Asked {
    Asked {
        field,
        label: wording.label,
        text: wording.text,
        measure: wording.measure,
        optional: wording.optional,
    }
}
