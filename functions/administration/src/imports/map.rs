//! What the columns of a list mean.

use access::Caller;
use axum::{extract::State, response::Response};
use domain::{AreaCode, TransferId};
use edge::{
    Accept, App, Body, Problem, Recent, Within,
    again::{Again, done},
    once::{changed, once},
};
use store::{Commit, Once, Outcome};

use super::{body::MappingBody, href_of, list_of, one, view::ListView};

/// Says what the columns of a list mean. What was tried by another mapping counts no more.
#[utoipa::path(
    post,
    path = "/areas/{code}/imports/{id}",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("id" = String, Path, description = "The list"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"2\"")),
    request_body = MappingBody,
    responses((status = 200, description = "The list", body = ListView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    Within(code, id): Within<AreaCode, TransferId>,
    body: Body<MappingBody>,
) -> Result<Response, Problem> {
    list_of(&app, &caller, (&code, id)).await?;
    let key = body.once(&caller, app.clock.now())?;
    body.if_match.required()?;
    match once(&app.store, &key, || {
        map(&app, &caller, (&code, id), (&body, &key))
    })
    .await
    {
        Ok(outcome) => Ok(done(accept, &outcome, "mapped")),
        Err(problem) => {
            let answers = body.value.clone().answers();
            let again = Again::after(problem, accept, body.form)?;
            let list = list_of(&app, &caller, (&code, id)).await?;
            one::faulty(&app, &caller, &list, (again, answers)).await
        }
    }
}

async fn map(
    app: &App,
    caller: &Caller,
    at: (&AreaCode, TransferId),
    (body, key): (&Body<MappingBody>, &Once),
) -> Result<Outcome, Problem> {
    let list = list_of(app, caller, at).await?;
    let mapping = body.value.clone().read()?;
    body.if_match.check(list.version(), |_| {
        vec!["Somebody else has changed what the columns mean".to_owned()]
    })?;
    let list = list.map(mapping, &app.stamp(caller)?)?;
    let outcome = changed(href_of(&list), &ListView::of(&list, app.clock.now()))?;
    let commit = Commit::of(list).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}
