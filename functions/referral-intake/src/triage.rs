//! Triage (R1.6): accept to a new case, join to an open one, ask for more, signpost or decline –
//! always with a reason.

mod accept;
mod body;
mod join;

use access::{Caller, referral as policy};
use axum::{extract::State, response::Response};
use domain::{
    AgencyId, ReferralId, Stamp,
    referral::{Form, Report},
};
use edge::{
    Accept, App, At, Body, Problem,
    accept::see_other,
    once::{changed, once},
};
use store::{Commit, Once, Outcome, referrals::ReferralFile};

pub use body::TriageBody;

pub(crate) use body::Decision;

use crate::referral::{history::since, show, view::Receipt};

/// `POST /referrals/{id}/triage`.
#[utoipa::path(
    post, path = "/referrals/{id}/triage", operation_id = "triage_referral", tag = "referrals",
    summary = "Decide what happens with a referral",
    description = "For the area's coordinator. `If-Match` with the version that was read is required. \
                   The referrer is told of the decision and its reason.",
    params(
        ("id" = String, Path, description = "The referral", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("If-Match" = String, Header, description = "The ETag of what was read", example = "\"1\""),
    ),
    request_body(content = TriageBody, example = json!({
        "decision": "accept",
        "reason": "Three agencies are needed to keep the victim safe"
    })),
    responses((status = 200, description = "Decided", body = Receipt)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<ReferralId>,
    body: Body<TriageBody>,
) -> Result<Response, Problem> {
    let request = body.once(&caller, app.clock.now())?;
    let decided = once(&app.store, &request, || {
        decide(&app, &caller, id, &body, &request)
    });
    match decided.await {
        Ok(_) if accept.html() => Ok(see_other(&format!("/referrals/{id}?done=triaged"))),
        Ok(outcome) => Ok(accept.outcome(&outcome)),
        Err(problem) if accept.html() => {
            show::again(&app, &caller, id, body.form, "decision", problem).await
        }
        Err(problem) => Err(problem),
    }
}

async fn decide(
    app: &App,
    caller: &Caller,
    id: ReferralId,
    body: &Body<TriageBody>,
    request: &Once,
) -> Result<Outcome, Problem> {
    let stamp = app.stamp(caller)?;
    let file = app.store.referral(id, caller, stamp.at).await?;
    if !policy::triage(caller, &file.journal).is_permitted() {
        let why = "Only the area’s coordinator decides what happens with a referral.";
        return Err(Problem::Forbidden(why.to_owned()));
    }
    body.if_match.required()?;
    body.if_match
        .check(file.journal.version(), |seen| since(&file, seen))?;
    let decision = body.value.clone().read()?;
    let Decided { commit, receipt } = carry_out(app, caller, file, decision, &stamp).await?;
    let outcome = changed(format!("/referrals/{id}"), &receipt)?;
    app.store
        .commit(commit.once(request, outcome.clone()))
        .await?;
    Ok(outcome)
}

/// What a decision changes, and what is answered.
struct Decided {
    commit: Commit,
    receipt: Receipt,
}

async fn carry_out(
    app: &App,
    caller: &Caller,
    file: ReferralFile,
    decision: Decision,
    stamp: &Stamp,
) -> Result<Decided, Problem> {
    let referral = match decision {
        Decision::Accept { reason } => return accept::accept(app, file, reason, stamp).await,
        Decision::Join { reference, reason } => {
            return join::join(app, caller, file, &reference, reason, stamp).await;
        }
        Decision::Ask { question } => file.journal.ask(question, stamp)?,
        Decision::Signpost { forum, reason } => file.journal.signpost(forum, reason, stamp)?,
        Decision::Decline { reason } => file.journal.decline(reason, stamp)?,
    };
    Ok(Decided {
        receipt: Receipt::of(&referral),
        commit: Commit::of(referral),
    })
}

/// What an agency or a member of the public told.
enum Told {
    Agency(Box<Form>, AgencyId),
    Public(Box<Report>),
}

impl Told {
    /// What was told, and by whom.
    ///
    /// **Errors:** 422 once that has been erased.
    fn of(file: &ReferralFile) -> Result<Self, Problem> {
        let erased = "What the referrer told has been erased, so no case can be made of it.";
        match (file.form(), &file.journal.agency, file.report()) {
            (Some(form), Some(agency), _) => {
                Ok(Self::Agency(Box::new(form.clone()), agency.clone()))
            }
            (_, _, Some(report)) => Ok(Self::Public(Box::new(report.clone()))),
            _ => Err(Problem::refused(erased)),
        }
    }
}
