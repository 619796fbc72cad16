//! The forms about other forums, and what they record. Nothing leaves by email: whoever records that
//! something was sent on tells the forum as it asks to be told.

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::Response,
    routing::get,
};
use domain::{
    CaseId, EntryId, Journal, Stamp,
    case::{Case, Refused, elsewhere::Taken},
    forums::{self, Standing},
    gateway::Gateway,
};
use edge::{
    Accept, App, At, Body, Problem, Within,
    accept::see_other,
    page::{self, Choice, Chrome, Form},
};
use serde::Deserialize;
use store::Outcome;

use super::{
    body::{AnswerBody, HeldBody, IndicatorsBody, OverBody, SendBody},
    view::{seen, warnings},
};
use crate::{
    again::{Again, led_to},
    case::{
        change::{Answer, Change, Changed, Target},
        choices,
        frame::{Frame, Tab},
        opened::Opened,
        sharing::Offered,
    },
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(hold, over, indicate, send, answer))]
pub(super) struct Doc;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/forums/held", get(ask_held).post(hold))
        .route("/cases/{id}/forums/held/{entry}", get(ask_over).post(over))
        .route(
            "/cases/{id}/forums/indicators",
            get(ask_indicators).post(indicate),
        )
        .route("/cases/{id}/forums/sent", get(ask_sent).post(send))
        .route(
            "/cases/{id}/forums/sent/{number}",
            get(ask_answer).post(answer),
        )
}

const TELLS: &str = "Only a person of an agency on the case can record what other forums do.";

/// Which form is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Held,
    Over(EntryId),
    Indicators,
    Sent,
    Answer(u32),
}

impl Asked {
    fn path(self) -> String {
        match self {
            Self::Held => "held".to_owned(),
            Self::Over(entry) => format!("held/{entry}"),
            Self::Indicators => "indicators".to_owned(),
            Self::Sent => "sent".to_owned(),
            Self::Answer(number) => format!("sent/{number}"),
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Held => "Another forum holds somebody on this case",
            Self::Over(_) => "A forum holds them no longer",
            Self::Indicators => "Indicators of other harm",
            Self::Sent => "Send on to another forum",
            Self::Answer(_) => "What became of it",
        }
    }

    /// The word that the page of other forums turns into what was done.
    fn done(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Over(_) => "over",
            Self::Indicators => "indicators",
            Self::Sent => "sent",
            Self::Answer(_) => "answered",
        }
    }

    /// What the template shows.
    fn form(self) -> &'static str {
        self.done()
    }
}

/// What a link fills into the form.
#[derive(Debug, Default, Deserialize)]
struct Filled {
    forum: Option<String>,
    indicator: Option<String>,
}

#[derive(Template)]
#[template(path = "case/forum_form.html")]
struct AskPage {
    chrome: Chrome,
    frame: Frame,
    again: Again,
    action: String,
    form: &'static str,
    /// Which record it is about, in a sentence.
    about: Option<String>,
    forums: Vec<Choice>,
    subjects: Vec<Choice>,
    indicators: Vec<Choice>,
    gateways: Vec<Choice>,
    taken: Vec<Choice>,
    offered: Offered,
}

macro_rules! form {
    ($name:ident, $asked:expr) => {
        async fn $name(
            State(app): State<App>,
            caller: Caller,
            At(id): At<CaseId>,
            accept: Accept,
            Query(filled): Query<Filled>,
        ) -> Result<Response, Problem> {
            first(&app, &caller, (id, $asked), accept, filled).await
        }
    };
}

form!(ask_held, Asked::Held);
form!(ask_indicators, Asked::Indicators);
form!(ask_sent, Asked::Sent);

async fn ask_over(
    State(app): State<App>,
    caller: Caller,
    Within(id, entry): Within<CaseId, EntryId>,
    accept: Accept,
) -> Result<Response, Problem> {
    let asked = Asked::Over(entry);
    first(&app, &caller, (id, asked), accept, Filled::default()).await
}

async fn ask_answer(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
) -> Result<Response, Problem> {
    let asked = Asked::Answer(number);
    first(&app, &caller, (id, asked), accept, Filled::default()).await
}

async fn first(
    app: &App,
    caller: &Caller,
    (id, asked): (CaseId, Asked),
    accept: Accept,
    filled: Filled,
) -> Result<Response, Problem> {
    if !accept.html() {
        return Ok(see_other(&format!("/cases/{id}/forums")));
    }
    let mut form = Form::new();
    for (field, value) in [("forum", filled.forum), ("indicator", filled.indicator)] {
        form = form.with(field, value.unwrap_or_default());
    }
    show(app, caller, (id, asked), Again::with(form)).await
}

async fn show(
    app: &App,
    caller: &Caller,
    (id, asked): (CaseId, Asked),
    mut again: Again,
) -> Result<Response, Problem> {
    let opened = Opened::newest(app, caller, id).await?;
    let case = opened.case();
    crate::case::permit(&policy::tell(caller, case), TELLS)?;
    if !case.is_open() {
        return Err(Refused::Closed.into());
    }
    let about = about(&opened, caller, asked)?;
    if asked == Asked::Indicators && !again.form.is_faulty() {
        for id in &case.elsewhere.indicators {
            again.form = again.form.with("indicators", id.as_str());
        }
    }
    let register = register(&opened);
    let frame = Frame::of(&opened, Tab::Forums, asked.heading());
    let page = AskPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        action: format!("/cases/{id}/forums/{}", asked.path()),
        form: asked.form(),
        about,
        forums: register
            .iter()
            .map(|forum| Choice::new(forum.id.as_str(), forum.name.as_str()))
            .collect(),
        subjects: subjects(case),
        indicators: forums::indicators(opened.today())
            .map(|each| Choice::new(each.id.as_str(), each.name.as_str()))
            .collect(),
        gateways: choices::of(Gateway::ALL, Gateway::value, Gateway::label),
        taken: choices::of(Taken::ALL, Taken::value, Taken::label),
        offered: Offered::of(&opened, caller),
        again: again.at_version(case.version()),
        frame,
    };
    Ok(page::html(page.again.status, &page))
}

/// What the form is about; for a new record, who else acts already.
///
/// **Errors:** 404 when the caller may not know of it, or there is no such thing.
fn about(opened: &Opened, caller: &Caller, asked: Asked) -> Result<Option<String>, Problem> {
    let case = opened.case();
    match asked {
        Asked::Over(entry) => {
            let seen = seen(opened, caller);
            let held = seen.into_iter().find(|held| held.entry == entry);
            let held = held.ok_or(Problem::NotFound)?;
            Ok(Some(held.sentence(case, &opened.names.get(&held.agency))))
        }
        Asked::Answer(number) => {
            let mut sent = case.elsewhere.sent.iter();
            let sent = sent.find(|sent| sent.number == number);
            let sent = sent.ok_or(Problem::NotFound)?;
            Ok(Some(sent.sentence(case, &opened.names.get(&sent.agency))))
        }
        Asked::Sent => {
            let warnings = warnings(opened, caller);
            Ok((!warnings.is_empty()).then(|| warnings.join(" ")))
        }
        Asked::Held | Asked::Indicators => Ok(None),
    }
}

fn register(opened: &Opened) -> Vec<Standing> {
    forums::in_force(&opened.area.register, opened.today())
}

fn subjects(case: &Case) -> Vec<Choice> {
    let choice = |(index, subject): (usize, &domain::referral::form::Subject)| {
        let label = format!("{} ({})", subject.name, subject.role.label().to_lowercase());
        Choice::new((index + 1).to_string(), label)
    };
    case.subjects.iter().enumerate().map(choice).collect()
}

/// Makes the change, and leads to the page of other forums or shows the form again.
async fn change<T: Clone + Send + Sync>(
    (app, caller, accept): (&App, &Caller, Accept),
    (id, asked): (CaseId, Asked),
    body: Body<T>,
    decide: impl Fn(Opened, T, &Stamp) -> Result<Journal<Case>, Problem> + Send + Sync,
) -> Result<Response, Problem> {
    let made: Result<Outcome, Problem> = async {
        let change = Change::of(app, caller, Target::Case(id), &body)?;
        let answer = Answer {
            new: matches!(asked, Asked::Held | Asked::Sent),
            href: format!("/cases/{id}/forums"),
        };
        let decide = |opened: Opened, stamp: &Stamp| decide(opened, body.value.clone(), stamp);
        change.make((policy::tell, TELLS), answer, decide).await
    }
    .await;
    match made {
        Ok(outcome) => {
            let page = format!("/cases/{id}/forums?done={}", asked.done());
            Ok(led_to(accept, &outcome, &page))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(app, caller, (id, asked), again).await
        }
    }
}

/// Record that another forum holds a subject
///
/// Since when, who says so and on which ground; whoever may not see it does not learn of it.
#[utoipa::path(post, path = "/cases/{id}/forums/held", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    request_body(content((HeldBody = "application/json"),
        (HeldBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Recorded", body = Changed)))]
async fn hold(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<HeldBody>,
) -> Result<Response, Problem> {
    let who = (&app, &caller, accept);
    change(who, (id, Asked::Held), body, |opened, sent, stamp| {
        let holding = sent.read(&register(&opened))?;
        Ok(opened.file.journal.hold_elsewhere(holding, stamp)?)
    })
    .await
}

/// Record that a forum holds a subject no longer
#[utoipa::path(post, path = "/cases/{id}/forums/held/{entry}", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("entry" = String, Path, description = "What was recorded")),
    request_body(content((OverBody = "application/json"),
        (OverBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Recorded", body = Changed)))]
async fn over(
    State(app): State<App>,
    caller: Caller,
    Within(id, entry): Within<CaseId, EntryId>,
    accept: Accept,
    body: Body<OverBody>,
) -> Result<Response, Problem> {
    let who = (&app, &caller, accept);
    let reader = caller.clone();
    change(
        who,
        (id, Asked::Over(entry)),
        body,
        move |opened, sent, stamp| {
            // To those who may not see it, it is not there.
            about(&opened, &reader, Asked::Over(entry))?;
            let (on, reason) = sent.read()?;
            Ok(opened
                .file
                .journal
                .over_elsewhere(entry, on, reason, stamp)?)
        },
    )
    .await
}

/// Record which indicators of other harm are seen
///
/// In place of those before, which stay in the history. They prompt the right referral elsewhere.
#[utoipa::path(post, path = "/cases/{id}/forums/indicators", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    request_body(content((IndicatorsBody = "application/json"),
        (IndicatorsBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Recorded", body = Changed)))]
async fn indicate(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<IndicatorsBody>,
) -> Result<Response, Problem> {
    let who = (&app, &caller, accept);
    change(who, (id, Asked::Indicators), body, |opened, sent, stamp| {
        let (indicators, reason) = sent.read()?;
        Ok(opened.file.journal.indicate(indicators, reason, stamp)?)
    })
    .await
}

/// Record that a subject was sent on to another forum
///
/// To which, why, and on which ground. Nothing is sent by email.
#[utoipa::path(post, path = "/cases/{id}/forums/sent", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    request_body(content((SendBody = "application/json"),
        (SendBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Recorded", body = Changed)))]
async fn send(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<SendBody>,
) -> Result<Response, Problem> {
    let who = (&app, &caller, accept);
    change(who, (id, Asked::Sent), body, |opened, sent, stamp| {
        let sending = sent.read(&register(&opened))?;
        Ok(opened.file.journal.send_on(sending, stamp)?)
    })
    .await
}

/// Record what became of something that was sent on
#[utoipa::path(post, path = "/cases/{id}/forums/sent/{number}", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("number" = u32, Path, description = "Its number, from 1", example = 1)),
    request_body(content((AnswerBody = "application/json"),
        (AnswerBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Recorded", body = Changed)))]
async fn answer(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
    body: Body<AnswerBody>,
) -> Result<Response, Problem> {
    let who = (&app, &caller, accept);
    change(
        who,
        (id, Asked::Answer(number)),
        body,
        move |opened, sent, stamp| {
            let answer = sent.read()?;
            Ok(opened
                .file
                .journal
                .answered_elsewhere(number, answer, stamp)?)
        },
    )
    .await
}
