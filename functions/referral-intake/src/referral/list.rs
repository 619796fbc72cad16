//! Lists of referrals: those that wait in the caller's area, those decided, and those that the
//! caller's own agency made.

mod chosen;
mod page;

use access::Caller;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::time;
use edge::{Accept, App, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use self::{
    chosen::Chosen,
    page::{ListPage, ListRow},
};
use super::{
    names::Names,
    view::{ReferralRow, ReferralsView},
};

/// Which list, and from where.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ListQuery {
    /// `waiting` or `decided` for an area's coordinator, `ours` for everybody. Left out, it is
    /// `waiting` for a coordinator and `ours` for everybody else.
    #[param(example = "waiting")]
    pub view: Option<String>,
    /// Code of the area, for a coordinator of several; the first one when left out.
    #[param(example = "RUN")]
    pub area: Option<String>,
    /// The `next` of the page before.
    pub from: Option<String>,
}

/// `GET /referrals`.
#[utoipa::path(
    get, path = "/referrals", operation_id = "list_referrals", tag = "referrals",
    summary = "The triage queue, decided referrals, or your agency's own",
    params(ListQuery),
    responses((status = 200, body = ReferralsView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    let chosen = Chosen::of(&app, &caller, &query).await?;
    let page = chosen.load(&app, &caller, query.from.as_deref()).await?;
    let mut names = Names::of(chosen.areas.clone());
    let today = time::london_date(app.clock.now());
    let mut rows = Vec::new();
    for referral in &page.items {
        let area = names.area(&app, &referral.area).await?;
        let agency = names.referring(&app, referral).await?;
        let row = ReferralRow::of(referral, &area, agency, today);
        rows.push(ListRow::of(referral, row));
    }
    let next = page.next.map(|cursor| cursor.to_string());
    let view = ReferralsView {
        view: chosen.view.value().to_owned(),
        area: chosen.area.as_ref().map(ToString::to_string),
        referrals: rows.iter().map(|shown| shown.row.clone()).collect(),
        next: next.clone(),
    };
    let later = query.from.is_some();
    let page = ListPage::of(&caller, &chosen, rows).between(later, next.as_deref());
    Ok(accept.reply(&view, &page).into())
}
