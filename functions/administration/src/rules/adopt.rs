//! Confirming a rule, entering its commencement date, setting a number for an area.

use access::Caller;
use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use domain::{
    AreaCode, Journal, Note, Stamp,
    law::{Adopted, Choice, Refused},
};
use edge::{
    Accept, App, At, Body, Fields, Problem, Recent,
    body::Given,
    once::{changed, once},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{Commit, Once, Outcome};
use utoipa::ToSchema;

use super::one;
use crate::{
    again::{Again, done},
    section::must_administer,
};

/// Against what a rule was checked.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConfirmRule, example = json!({"read_in": "Read s.44 on legislation.gov.uk, 1 December 2026"}))]
pub(crate) struct ConfirmBody {
    /// What was read, and when. Up to 1,000 characters.
    #[schema(value_type = String)]
    read_in: Option<String>,
}

/// From which day a rule holds that was shipped off.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommenceRule, example = json!({"on": "2027-03-01", "instrument": "SI 2027/1, regulation 2"}))]
pub(crate) struct CommenceBody {
    /// The first day it holds: today or later.
    #[schema(value_type = String, format = Date)]
    on: Option<String>,
    /// What that was read in. Up to 1,000 characters.
    #[schema(value_type = String)]
    instrument: Option<String>,
}

/// A number that an area sets for itself.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetRuleNumber, example = json!({
    "area": "RUN", "number": "complaints", "to": 2, "from": "2027-01-01",
    "reason": "Agreed by the partnership on 1 December 2026"
}))]
pub(crate) struct NumberBody {
    /// The area's code.
    #[schema(value_type = String)]
    area: Option<String>,
    /// Which number of the rule.
    #[schema(value_type = String)]
    number: Option<String>,
    /// What it is to be, within the rule's bounds.
    #[schema(value_type = i64)]
    to: Option<Given<i64>>,
    /// From which day on: today or later.
    #[schema(value_type = String, format = Date)]
    from: Option<String>,
    /// Why. Up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// What a change about a rule is answered with.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RuleChanged)]
pub(crate) struct ChangedView {
    /// The rule.
    rule: String,
    /// Its address.
    href: String,
}

/// Confirms a rule.
///
/// Somebody read at the source what was shipped from a secondary source or from memory: its mark goes.
#[utoipa::path(
    post,
    path = "/rules/{id}/confirm",
    tag = "Administration",
    params(("id" = String, Path, description = "The rule", example = "TIM-5")),
    request_body = ConfirmBody,
    responses((status = 200, description = "Confirmed", body = ChangedView)),
)]
pub(crate) async fn confirm(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(id): At<String>,
    body: Body<ConfirmBody>,
) -> Result<Response, Problem> {
    let sent = body.value.clone();
    let mut fields = Fields::default();
    let read_in = fields.note("read_in", "what you read", sent.read_in);
    let read = fields.finish(|| read_in);
    let decide = |stored, read_in: &Note, stamp: &Stamp| {
        Adopted::confirm(stored, &id, read_in.clone(), stamp)
    };
    adopt(
        &app,
        &caller,
        (accept, &id, ["confirm", "confirmed"]),
        body,
        (read, decide),
    )
    .await
}

/// Enters the day from which a rule holds.
///
/// Only a rule that was shipped off takes one, also a day that has passed, or another in place of one
/// that was misread. What was decided stands.
#[utoipa::path(
    post,
    path = "/rules/{id}/commence",
    tag = "Administration",
    params(("id" = String, Path, description = "The rule", example = "NEW-1")),
    request_body = CommenceBody,
    responses((status = 200, description = "Entered", body = ChangedView)),
)]
pub(crate) async fn commence(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(id): At<String>,
    body: Body<CommenceBody>,
) -> Result<Response, Problem> {
    let sent = body.value.clone();
    let mut fields = Fields::default();
    let on = fields.date("on", "first day it holds", sent.on);
    let read_in = fields.note("instrument", "where you read the date", sent.instrument);
    let read = fields.finish(|| Some((on?, read_in?)));
    let decide = |stored, (on, read_in): &(NaiveDate, Note), stamp: &Stamp| {
        Adopted::commence(stored, (&id, *on), read_in.clone(), stamp)
    };
    adopt(
        &app,
        &caller,
        (accept, &id, ["commence", "commenced"]),
        body,
        (read, decide),
    )
    .await
}

/// Sets a number of a rule for an area.
///
/// Only numbers that the law leaves to local procedures, within bounds, from today or a later day.
#[utoipa::path(
    post,
    path = "/rules/{id}/number",
    tag = "Administration",
    params(("id" = String, Path, description = "The rule", example = "ACR-2")),
    request_body = NumberBody,
    responses((status = 200, description = "Set", body = ChangedView)),
)]
pub(crate) async fn number(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(id): At<String>,
    body: Body<NumberBody>,
) -> Result<Response, Problem> {
    let read = chosen(&id, body.value.clone());
    let decide =
        |stored, choice: &Choice, stamp: &Stamp| Adopted::choose(stored, choice.clone(), stamp);
    adopt(
        &app,
        &caller,
        (accept, &id, ["number", "set"]),
        body,
        (read, decide),
    )
    .await
}

fn chosen(id: &str, sent: NumberBody) -> Result<Choice, Problem> {
    let mut fields = Fields::default();
    let area: Option<AreaCode> = fields.id("area", "area", sent.area);
    let number = fields.choice("number", "number", sent.number, |text| {
        Some(text.to_owned())
    });
    let to = sent.to.and_then(|to| to.number());
    fields.check("to", to.is_some(), "Enter a whole number");
    let from = fields.date("from", "first day it holds", sent.from);
    let reason = fields.note("reason", "why", sent.reason);
    let rule = id.to_owned();
    fields.finish(|| {
        Some(Choice {
            area: area?,
            rule,
            number: number?,
            to: to?,
            from: from?,
            reason: reason?,
        })
    })
}

/// Reads, decides and commits; a form that is refused is shown again.
async fn adopt<B: DeserializeOwned, R, D>(
    app: &App,
    caller: &Caller,
    (accept, id, [form, word]): (Accept, &str, [&str; 2]),
    body: Body<B>,
    (read, decide): (Result<R, Problem>, D),
) -> Result<Response, Problem>
where
    R: Sync,
    D: Fn(Option<Journal<Adopted>>, &R, &Stamp) -> Result<Journal<Adopted>, Refused> + Sync,
{
    must_administer(caller)?;
    let key = body.once(caller, app.clock.now())?;
    let made = match &read {
        Ok(read) => {
            once(&app.store, &key, || {
                make(app, caller, (id, &key), (read, &decide))
            })
            .await
        }
        Err(problem) => Err(problem.clone()),
    };
    match made {
        Ok(outcome) => Ok(done(accept, &outcome, word)),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            one::again(app, caller, id, (form, again)).await
        }
    }
}

async fn make<R, D>(
    app: &App,
    caller: &Caller,
    (id, key): (&str, &Once),
    (read, decide): (&R, &D),
) -> Result<Outcome, Problem>
where
    D: Fn(Option<Journal<Adopted>>, &R, &Stamp) -> Result<Journal<Adopted>, Refused>,
{
    let stored = app.store.rules().await?;
    let adopted = decide(stored, read, &app.stamp(caller)?)?;
    let href = format!("/rules/{id}");
    let view = ChangedView {
        rule: id.to_owned(),
        href: href.clone(),
    };
    let outcome = changed(href, &view)?;
    let commit = Commit::of(adopted).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}
