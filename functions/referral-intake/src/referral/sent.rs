//! What the referrer sees after sending: the reference, and what happens next (R1.5).

use access::Caller;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{ReferralId, time};
use edge::{
    Accept, App, At, Problem,
    page::{Chrome, Place},
};

use super::{names::Names, view::Receipt};

#[derive(Template)]
#[template(path = "referral/sent.html")]
pub(crate) struct SentPage {
    pub(crate) chrome: Chrome,
    pub(crate) reference: String,
    pub(crate) area: String,
    pub(crate) due: String,
    pub(crate) href: String,
}

/// `GET /referrals/{id}/sent`.
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<ReferralId>,
) -> Result<Response, Problem> {
    let file = app.store.referral(id, &caller, app.clock.now()).await?;
    let area = Names::default().area(&app, &file.journal.area).await?;
    let page = SentPage {
        chrome: edge::chrome(&caller, "Referral sent").at(Place::Refer),
        reference: file.journal.reference.clone(),
        area,
        due: time::full_date(file.journal.due_on),
        href: format!("/referrals/{id}"),
    };
    Ok(accept.reply(&Receipt::of(&file.journal), &page).into())
}
