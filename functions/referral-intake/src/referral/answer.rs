//! The referring agency answers what the coordinator asked.

use access::{Caller, referral as policy};
use axum::{extract::State, response::Response};
use domain::ReferralId;
use edge::{
    Accept, App, At, Body, Fields, Problem,
    accept::see_other,
    once::{changed, once},
};
use serde::Deserialize;
use store::{Commit, Once, Outcome};
use utoipa::ToSchema;

use super::{history::since, show, view::Receipt};

/// An answer to what was asked.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerBody {
    /// The answer.
    #[serde(default)]
    #[schema(value_type = String, required = true, max_length = 5000, example = "The council's noise team visited on 3 November")]
    pub answer: Option<String>,
}

/// `POST /referrals/{id}/answer`.
#[utoipa::path(
    post, path = "/referrals/{id}/answer", operation_id = "answer_referral", tag = "referrals",
    summary = "Answer what the coordinator asked",
    description = "For people of the referring agency. The referral waits for triage again.",
    params(
        ("id" = String, Path, description = "The referral", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what was read", example = "\"2\""),
    ),
    request_body = AnswerBody,
    responses((status = 200, description = "Answered", body = Receipt)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<ReferralId>,
    body: Body<AnswerBody>,
) -> Result<Response, Problem> {
    let request = body.once(&caller, app.clock.now())?;
    let answered = once(&app.store, &request, || {
        answer(&app, &caller, id, &body, &request)
    });
    match answered.await {
        Ok(_) if accept.html() => Ok(see_other(&format!("/referrals/{id}?done=answered"))),
        Ok(outcome) => Ok(accept.outcome(&outcome)),
        Err(problem) if accept.html() => {
            show::again(&app, &caller, id, body.form, "answer", problem).await
        }
        Err(problem) => Err(problem),
    }
}

async fn answer(
    app: &App,
    caller: &Caller,
    id: ReferralId,
    body: &Body<AnswerBody>,
    request: &Once,
) -> Result<Outcome, Problem> {
    let stamp = app.stamp(caller)?;
    let file = app.store.referral(id, caller, stamp.at).await?;
    if !policy::answer(caller, &file.journal).is_permitted() {
        let why = "Only the referring agency answers questions about its referral.";
        return Err(Problem::Forbidden(why.to_owned()));
    }
    body.if_match
        .check(file.journal.version(), |seen| since(&file, seen))?;
    let mut fields = Fields::default();
    let answer = fields.prose("answer", "your answer", body.value.answer.clone());
    let answer = fields.finish(|| answer)?;
    let referral = file.journal.answer(answer, &stamp)?;
    let outcome = changed(format!("/referrals/{id}"), &Receipt::of(&referral))?;
    app.store
        .commit(Commit::of(referral).once(request, outcome.clone()))
        .await?;
    Ok(outcome)
}
