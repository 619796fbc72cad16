//! Takes a referral in: from a program in one request, or from a draft that is sent.

use access::Caller;
use axum::{extract::State, response::Response};
use domain::{referral::Referral, time};
use edge::{
    Accept, App, Body, Problem,
    once::{created, once_by},
};
use store::{Commit, Once, Outcome};

use super::{body::ReferralBody, parse::parse, view::Receipt};
use crate::draft::{area_of, writer};

/// `POST /referrals`: a whole referral at once.
#[utoipa::path(
    post, path = "/referrals", operation_id = "make_referral", tag = "referrals",
    summary = "Make a referral",
    description = "The caller is the referrer, and their agency the referring agency. \
                   Every fault is told at once, by the path of its field.",
    request_body(content = ReferralBody, example = json!({
        "area": "RUN",
        "kind": "person",
        "headline": "Noise and threats in a block of flats",
        "behaviours": ["directed_at_people", "vulnerable_victim"],
        "subjects": [
            {
                "role": "alleged_perpetrator",
                "name": "Alex Example",
                "born_on": "1994-03-27",
                "address": "12 Example Court, Addlestone",
                "postcode": "KT15 2AH",
                "tenure": "council",
                "substances": "Alcohol"
            },
            {
                "role": "victim",
                "name": "Sam Sample",
                "safe_contact": "By text message on weekday mornings"
            },
            { "role": "location", "name": "Example Court", "address": "Example Court, Addlestone" }
        ],
        "relationships": "Neighbours on the same landing",
        "incidents": [{ "on": "2026-11-14", "what": "Shouting and banging on doors until 3am" }],
        "impact": "Three households no longer use the garden",
        "risk": "high",
        "risk_rationale": "The threats have become weekly",
        "tried": "Two visits and a warning letter",
        "why_multi_agency": "Tenancy, policing and mental health support have to act together",
        "forums": ["MARAC"],
        "gateway": "crime_and_disorder",
        "sharing_reason": "Asking would put the victim at risk"
    })),
    responses((status = 201, description = "Received", body = Receipt,
        headers(("Location" = String, description = "The referral")))),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    body: Body<ReferralBody>,
) -> Result<Response, Problem> {
    let request = body.once(&caller, app.clock.now())?;
    let before = || received_before(&app, &request);
    let outcome = once_by(before, || {
        receive(&app, &caller, body.value.clone(), &request)
    });
    Ok(accept.outcome(&outcome.await?))
}

/// What was answered when this request was made before, if it was.
///
/// **Errors:** 422 when its key came with something else.
async fn received_before(app: &App, request: &Once) -> Result<Option<Outcome>, Problem> {
    match app.store.made(request).await? {
        Some((_, from)) if from != request.request => Err(store::Error::Reused.into()),
        Some((referral, _)) => received(&referral).map(Some),
        None => Ok(None),
    }
}

/// Takes in what was sent, once.
///
/// **Errors:** 400 with every fault; a conflict when `once` made a referral before.
pub(crate) async fn receive(
    app: &App,
    caller: &Caller,
    sent: ReferralBody,
    once: &Once,
) -> Result<Outcome, Problem> {
    // A referral needs a referrer.
    writer(caller)?;
    let stamp = app.stamp(caller)?;
    let area = area_of(app, &sent).await?;
    let form = parse(sent, area.as_deref(), time::london_date(stamp.at))?;
    // Without an area the form would not have been read.
    let area = area.ok_or_else(|| Problem::Broken("a referral without an area".to_owned()))?;
    let days = area.triage_working_days;
    let referral = Referral::receive_as(once.referral(), form, days, &stamp)?;
    let outcome = received(&referral)?;
    app.store.commit(Commit::making(referral, once)).await?;
    Ok(outcome)
}

/// What the sender of a referral is answered, however often they send it.
pub(crate) fn received(referral: &Referral) -> Result<Outcome, Problem> {
    let location = format!("/referrals/{}", referral.id);
    created(location, &Receipt::at_first(referral))
}
