//! The next step with a list.

use access::Caller;
use axum::{extract::State, response::Response};
use domain::{AreaCode, TransferId};
use edge::{
    Accept, App, Body, IfMatch, Problem, Recent, Within,
    again::done,
    once::{changed, once},
};
use store::{Commit, Once, Outcome};

use super::{
    body::{Step, StepBody},
    href_of, list_of,
    view::ListView,
};

/// Tries a list, brings it over, or gives it up. Asking again for what is being done goes on with it.
#[utoipa::path(
    post,
    path = "/areas/{code}/imports/{id}/go",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("id" = String, Path, description = "The list"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on", example = "\"2\"")),
    request_body = StepBody,
    responses((status = 200, description = "The list", body = ListView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    Within(code, id): Within<AreaCode, TransferId>,
    body: Body<StepBody>,
) -> Result<Response, Problem> {
    let list = list_of(&app, &caller, (&code, id)).await?;
    let key = body.once(&caller, app.clock.now())?;
    let (step, seen) = (body.value.read()?, body.if_match);
    let outcome = once(&app.store, &key, || {
        go(&app, &caller, (&code, id), (step, seen, &key))
    })
    .await?;
    // After the record, and again when the same is sent again: whoever is woken finds what is to be done.
    match step {
        Step::Work(_) => app.store.wake(list.id, app.clock.now()).await?,
        Step::Drop => app.store.forget_list(list.id).await?,
    }
    let word = match step {
        Step::Work(_) => "asked",
        Step::Drop => "dropped",
    };
    Ok(done(accept, &outcome, word))
}

async fn go(
    app: &App,
    caller: &Caller,
    at: (&AreaCode, TransferId),
    (step, seen, key): (Step, IfMatch, &Once),
) -> Result<Outcome, Problem> {
    let list = list_of(app, caller, at).await?;
    // Nobody brings over what somebody else has mapped or tried meanwhile.
    seen.check(list.version(), |_| {
        vec!["Somebody else has gone on with this list, or it is done".to_owned()]
    })?;
    let by = caller.person().ok_or(Problem::NotFound)?;
    let stamp = app.stamp(caller)?;
    let list = match step {
        Step::Work(work) => list.ask((work, by), &stamp)?,
        Step::Drop => list.drop_it(&stamp)?,
    };
    let outcome = changed(href_of(&list), &ListView::of(&list, app.clock.now()))?;
    let commit = Commit::of(list).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}
