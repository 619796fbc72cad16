//! Takes a report in.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{Journal, referral::Referral, time};
use edge::{
    Accept, App, Body, Door, Problem,
    accept::see_other,
    once::{created, once_by},
    page::Fault,
};
use store::{Commit, Once, Outcome};

use crate::saved;

use super::{
    area, ask,
    body::ReportBody,
    files,
    guard::{self, Hidden},
    parse::parse,
    sent::ReportReceipt,
    typed::{Typed, still_asked},
};

/// `POST /report`.
#[utoipa::path(
    post, path = "/report", operation_id = "report_in_public", tag = "public reports",
    summary = "Report anti-social behaviour, without an account",
    description = "At the people's address, for a council's own form; needs no token. The area is found \
                   from the postcode, or else `area` names it. At most 20 an hour from one address. \
                   The same `Idempotency-Key` never makes a second report.",
    security(()),
    request_body(content = ReportBody, example = json!({
        "nuisance": "noise",
        "on": "2026-11-14",
        "what": "Shouting and banging on doors until 3am",
        "place": "Example Court, Addlestone",
        "postcode": "KT15 2AH",
        "effect": "disturbed",
        "named": false
    })),
    responses((status = 201, description = "Received", body = ReportReceipt,
        headers(("Location" = String, description = "Where its sender sees where it stands")))),
)]
pub(crate) async fn post(
    State(app): State<App>,
    door: Door,
    accept: Accept,
    body: Body<ReportBody>,
) -> Result<Response, Problem> {
    let request = body.once_in_public(app.clock.now())?;
    let hidden = Hidden {
        website: body.value.website.as_deref(),
        opened: body.value.opened.as_deref(),
    };
    let form = accept.html().then_some(hidden);
    match guard::check(&app, &door, guard::REPORTS, form).await {
        Ok(None) => {}
        Ok(Some(fault)) => {
            return ask::again(&app, body, fault, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        Err(Problem::TooMany) if accept.html() => {
            let message = "Many reports have come from your connection in the last hour. Your \
                           answers are still here: send them again later, or call 101";
            let fault = Fault::new("send", message);
            return ask::again(&app, body, fault, StatusCode::TOO_MANY_REQUESTS).await;
        }
        Err(problem) => return Err(problem),
    }
    let before = || received_before(&app, &request);
    let outcome = once_by(before, || receive(&app, body.value.clone(), &request)).await;
    match outcome {
        Ok(outcome) if accept.html() => {
            saved::sent(&app, body.value.saved.as_deref()).await?;
            Ok(see_other(outcome.location.as_deref().unwrap_or("/report")))
        }
        Ok(outcome) => Ok(accept.outcome(&outcome)),
        Err(Problem::Malformed(_)) if accept.html() => {
            let typed = Typed::of(&app, body).await?;
            ask::next(&app, typed, None, StatusCode::OK).await
        }
        Err(problem) => Err(problem),
    }
}

async fn received_before(app: &App, request: &Once) -> Result<Option<Outcome>, Problem> {
    match app.store.made(request).await? {
        Some((_, from)) if from != request.request => Err(store::Error::Reused.into()),
        Some((referral, _)) => received(app, &referral).await.map(Some),
        None => Ok(None),
    }
}

async fn receive(app: &App, sent: ReportBody, once: &Once) -> Result<Outcome, Problem> {
    let stamp = app.stamp_in_public()?;
    let today = time::london_date(stamp.at);
    let area = area::area_of(app, &sent, today).await?;
    let sent = still_asked(sent, area.as_deref(), today);
    let report = parse(sent, area.as_deref(), today)?;
    // Without an area the report would not have been read.
    let area = area.ok_or_else(|| Problem::Broken("a report without an area".to_owned()))?;
    let days = area.triage_working_days;
    let referral = Referral::report_as(once.referral(), report, days, &stamp)?;
    let outcome = received(app, &referral).await?;
    app.store.commit(Commit::making(referral, once)).await?;
    Ok(outcome)
}

async fn received(app: &App, referral: &Journal<Referral>) -> Result<Outcome, Problem> {
    let address = files::address(app, referral.id).await?;
    let receipt = ReportReceipt::at_first(app, referral, address.clone()).await?;
    created(address, &receipt)
}
