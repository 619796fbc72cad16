//! `/cases/{id}/decisions`: decisions with their rationale, closing and reopening (R5.4, R2.8).

mod body;

use access::{Caller, case as policy, entry};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    CaseId, Journal, Stamp,
    case::{Case, Outcome as Ended, Pace, Status},
    law::Adopted,
};
use edge::{
    Accept, App, At, Body, Problem,
    page::{self, Choice, Chrome, Link},
};
use serde::{Deserialize, Serialize};
use store::Outcome;

use self::body::{Decision, DecisionBody, Kind};
use super::{
    MANAGES,
    change::{Answer, Change, Changed, Target},
    choices,
    chronology::{self, Line},
    frame::{Frame, Tab},
    opened::Opened,
    sharing::{self, Offered},
};
use crate::again::{Again, led_to};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, decide))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/cases/{id}/decisions", get(list).post(decide))
}

/// Decisions on a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseDecisions)]
struct DecisionsView {
    /// Decisions, closings and reopenings, newest first.
    decisions: Vec<Line>,
    /// What the caller may decide now: `decision`, `propose_closure`, `close`, `reopen`.
    #[schema(example = json!(["decision", "propose_closure", "close"]))]
    may_decide: Vec<&'static str>,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    version: u64,
}

#[derive(Template)]
#[template(path = "case/decisions.html")]
struct DecisionsPage {
    chrome: Chrome,
    frame: Frame,
    view: DecisionsView,
    again: Again,
    kind: Option<Kind>,
    kinds: Vec<Link>,
    outcomes: Vec<Choice>,
    meetings: Vec<Choice>,
    actions_open: usize,
    offered: Offered,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    done: Option<String>,
    kind: Option<String>,
}

/// Decisions on a case
///
/// Decisions with their rationale, proposals to close, closings and reopenings.
#[utoipa::path(get, path = "/cases/{id}/decisions", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The decisions",
        content((DecisionsView = "application/json"), (String = "text/html")))))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(query): Query<Asked>,
) -> Result<Response, Problem> {
    let kind = query.kind.as_deref().and_then(Kind::parse);
    let mut page = show(&app, &caller, id, (kind, Again::first())).await?;
    page.chrome = page.chrome.success(query.done.as_deref(), &super::DONE);
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.version)
        .into_response())
}

async fn show(
    app: &App,
    caller: &Caller,
    id: CaseId,
    (kind, again): (Option<Kind>, Again),
) -> Result<DecisionsPage, Problem> {
    let opened = Opened::whole(app, caller, id).await?;
    let case = opened.case();
    let manages = policy::manage(caller, case).is_permitted();
    let offered: Vec<Kind> = if manages {
        offered(&case.status)
    } else {
        Vec::new()
    };
    let kind = kind
        .filter(|kind| offered.contains(kind))
        .or(offered.first().copied());
    let mut frame = Frame::of(&opened, Tab::Decisions, "Decisions");
    frame.warned(&opened, caller);
    let link = |each: &Kind| {
        let href = format!("/cases/{id}/decisions?kind={}", each.value());
        Link::new(each.title(&case.status), href).current(Some(*each) == kind)
    };
    let again = match kind {
        // Only what overwrites is bound to the version that was seen.
        Some(kind) if kind.overwrites() => again.at_version(case.version()),
        _ => again,
    };
    let again = again.or("gateway", Some(sharing::USUAL.value()));
    let mut lines = chronology::lines(&opened, caller);
    let decided = ["decided", "closure_proposed", "closed", "reopened"];
    lines.retain(|line| decided.contains(&line.kind.as_str()));
    Ok(DecisionsPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        kinds: offered.iter().map(link).collect(),
        view: DecisionsView {
            decisions: lines,
            may_decide: offered.iter().map(|kind| kind.value()).collect(),
            version: case.version(),
        },
        outcomes: choices::of(Ended::ALL, Ended::value, Ended::label),
        meetings: choices::meetings(app, caller, &opened).await?,
        actions_open: entry::tasks(caller, case, opened.now)
            .filter(|task| task.is_open())
            .count(),
        offered: Offered::of(&opened, caller),
        kind,
        frame,
        again,
    })
}

/// What can be decided on a case that stands so.
fn offered(status: &Status) -> Vec<Kind> {
    match status {
        Status::Open => vec![Kind::Decision, Kind::ProposeClosure, Kind::Close],
        Status::ClosureProposed { .. } => vec![Kind::Decision, Kind::Close, Kind::Reopen],
        Status::Closed { .. } => vec![Kind::Reopen],
        Status::Erased { .. } => Vec::new(),
    }
}

/// Record a decision, propose to close, close or reopen
///
/// `decision` needs `decision` and `reason`; `propose_closure` and `reopen` need `reason`; `close`
/// needs `outcome` and `reason`, every action ended, and the version it is based on.
#[utoipa::path(post, path = "/cases/{id}/decisions", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on; required to close")),
    request_body(content((DecisionBody = "application/json"),
        (DecisionBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Recorded", body = Changed)))]
async fn decide(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<DecisionBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, id, &body).await {
        Ok((outcome, word)) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}?done={word}"),
        )),
        Err(problem) => {
            let kind = body.value.kind();
            let again = Again::after(problem, accept, body.form)?;
            let page = show(&app, &caller, id, (kind, again)).await?;
            Ok(page::html(page.again.status, &page))
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    id: CaseId,
    body: &Body<DecisionBody>,
) -> Result<(Outcome, &'static str), Problem> {
    let mut change = Change::of(app, caller, Target::Case(id), body)?;
    let decision = body.value.clone().read()?;
    if decision.kind().overwrites() {
        change = change.based()?;
    }
    // What is wrong with it is said only when it was not done before: meetings change.
    let meeting_exists = choices::meeting_exists(app, caller, decision.meeting()).await;
    // Only a case that is opened again waits for a first review.
    let adopted = match decision.kind() {
        Kind::Reopen => app.store.adopted().await?,
        _ => Adopted::default(),
    };
    let answer = Answer {
        new: true,
        href: format!("/cases/{id}/decisions"),
    };
    let outcome = change
        .make((policy::manage, MANAGES), answer, |opened, stamp| {
            if !meeting_exists.clone()? {
                return Err(Problem::field(
                    "meeting",
                    "Meeting must be one of those offered",
                ));
            }
            let pace = opened.pace(&adopted);
            apply(opened.file.journal, decision.clone(), pace, stamp)
        })
        .await?;
    Ok((outcome, decision.kind().done()))
}

fn apply(
    case: Journal<Case>,
    decision: Decision,
    pace: Pace,
    stamp: &Stamp,
) -> Result<Journal<Case>, Problem> {
    Ok(match decision {
        Decision::Record {
            decision,
            reason,
            meeting,
            sharing,
        } => case.decide((decision, reason), meeting, sharing, stamp)?,
        Decision::ProposeClosure { reason } => case.propose_closure(reason, stamp)?,
        Decision::Close { outcome, reason } => case.close(outcome, reason, stamp)?,
        Decision::Reopen { reason } => case.reopen(reason, pace, stamp)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_case_is_closed_and_reopened_in_words_of_its_own() {
        let coordinator = fixture::coordinator();
        let close = Decision::Close {
            outcome: Ended::Resolved,
            reason: fixture::prose("Quiet for months."),
        };
        let case = apply(fixture::case(), close, Pace::default(), &coordinator).unwrap();
        assert!(!case.is_open());
        assert_eq!(offered(&case.status), [Kind::Reopen]);
        let reopen = Decision::Reopen {
            reason: fixture::prose("It began again."),
        };
        let case = apply(case, reopen, Pace::default(), &coordinator).unwrap();
        assert_eq!(
            offered(&case.status),
            [Kind::Decision, Kind::ProposeClosure, Kind::Close]
        );
    }

    #[test]
    fn what_the_domain_refuses_is_a_rule() {
        let reopen = Decision::Reopen {
            reason: fixture::prose("Why not?"),
        };
        let refused = apply(
            fixture::case(),
            reopen,
            Pace::default(),
            &fixture::coordinator(),
        )
        .unwrap_err();
        assert_eq!(refused.detail(), "This case is open already.");
    }
}
