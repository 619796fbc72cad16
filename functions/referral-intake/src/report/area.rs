//! Which area a report concerns: from its postcode, or as the reporter chose (R1.7).

use chrono::NaiveDate;
use domain::{AreaCode, Journal, directory::Area, postcodes, referral::form::Postcode};
use edge::{App, Problem};

use super::body::ReportBody;

/// The area that a report concerns.
pub(crate) async fn area_of(
    app: &App,
    sent: &ReportBody,
    today: NaiveDate,
) -> Result<Option<Journal<Area>>, Problem> {
    let (postcode, chosen) = (sent.postcode.as_deref(), sent.area.as_deref());
    find(app, postcode, chosen, today).await
}

/// The area that takes part: the postcode's, else the one that was chosen, as areas are on that day. A
/// form that was begun in an area that has ended since goes to the one that took over (R11.3).
pub(crate) async fn find(
    app: &App,
    postcode: Option<&str>,
    chosen: Option<&str>,
    today: NaiveDate,
) -> Result<Option<Journal<Area>>, Problem> {
    let postcode = postcode.and_then(|text| Postcode::parse(text).ok());
    let found = postcode
        .as_ref()
        .and_then(|postcode| postcodes::area_of(postcode, today).cloned());
    let chosen = chosen.map(|code| code.trim().parse());
    let chosen: Option<AreaCode> = chosen.and_then(Result::ok);
    let plans = app.store.plans().await?;
    for code in [found, chosen].into_iter().flatten() {
        let code = plans.at(&code, postcode.as_ref(), today);
        match app.store.area_lately(&code).await {
            Ok(area) if area.is_there(&plans, today) => return Ok(Some(area)),
            Ok(_) => {}
            Err(store::Error::NotFound) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(None)
}
