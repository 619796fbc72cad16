//! Lists of referrals: those that wait in the caller's area, those decided, and those that the
//! caller's own agency made.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{AreaCode, Journal, directory::{Area, Role}, referral::Referral, time};
use edge::{
    Accept, App, Problem,
    page::{Chrome, Link, Place},
};
use serde::Deserialize;
use store::{Cursor, Page};
use utoipa::IntoParams;

use super::{
    names::Names,
    view::{ReferralRow, ReferralsView, colour},
};

/// Referrals on a page.
const PAGE: i32 = 25;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Waiting,
    Decided,
    Ours,
}

impl View {
    const ALL: [Self; 3] = [Self::Waiting, Self::Decided, Self::Ours];

    fn value(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Decided => "decided",
            Self::Ours => "ours",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting for triage",
            Self::Decided => "Decided",
            Self::Ours => "Made by your agency",
        }
    }

    fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.value() == value)
    }
}

#[derive(Template)]
#[template(path = "referral/list.html")]
pub(crate) struct ListPage {
    pub(crate) chrome: Chrome,
    /// The lists to choose from; one alone is not shown.
    pub(crate) views: Vec<Link>,
    /// The areas to choose from; one alone is not shown.
    pub(crate) areas: Vec<Link>,
    pub(crate) caption: String,
    pub(crate) columns: Vec<&'static str>,
    /// Whether it is the queue, with deadlines.
    pub(crate) waiting: bool,
    /// Whether it is the agency's own.
    pub(crate) ours: bool,
    pub(crate) none: &'static str,
    pub(crate) rows: Vec<ListRow>,
    pub(crate) first: String,
    pub(crate) next: String,
}

/// A row as the page shows it.
pub(crate) struct ListRow {
    pub(crate) row: ReferralRow,
    pub(crate) colour: &'static str,
    pub(crate) received: String,
    pub(crate) due: String,
}

/// `GET /referrals`.
#[utoipa::path(
    get, path = "/referrals", tag = "referrals",
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
    let areas = coordinated(&app, &caller).await?;
    let view = chosen(&query, areas.is_empty())?;
    let area = match (view, &query.area) {
        (View::Ours, _) => None,
        (_, None) => areas.first(),
        (_, Some(code)) => {
            let found = areas.iter().find(|area| area.code.as_str() == code);
            Some(found.ok_or(Problem::NotFound)?)
        }
    };
    let area = area.map(|area| area.code.clone());
    let page = load(&app, &caller, view, area.as_ref(), query.from.as_deref()).await?;
    let mut names = Names::of(areas.clone());
    let today = time::london_date(app.clock.now());
    let (mut shown, mut referrals) = (Vec::new(), Vec::new());
    for referral in &page.items {
        let agency = names.agency(&app, &referral.agency).await?;
        let row = ReferralRow::of(referral, &names.area(&app, &referral.area).await?, &agency, today);
        shown.push(ListRow {
            colour: colour(&referral.status),
            received: time::long_date(time::london_date(referral.received_at)),
            due: time::long_date(referral.due_on),
            row: row.clone(),
        });
        referrals.push(row);
    }
    let next = page.next.map(|cursor| cursor.to_string());
    let html = page_of(&caller, view, &areas, area.as_ref(), &query, shown, next.as_deref());
    let view = ReferralsView {
        view: view.value().to_owned(),
        area: area.map(|code| code.to_string()),
        referrals,
        next,
    };
    Ok(accept.reply(&view, &html).into())
}

/// The areas that the caller triages, by name.
async fn coordinated(app: &App, caller: &Caller) -> Result<Vec<Journal<Area>>, Problem> {
    if !caller.holds_anywhere(Role::Coordinator) {
        return Ok(Vec::new());
    }
    let mut areas = app.store.areas().await?;
    areas.retain(|area| caller.holds(Role::Coordinator, &area.code));
    areas.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(areas)
}

fn chosen(query: &ListQuery, nowhere: bool) -> Result<View, Problem> {
    let view = match query.view.as_deref() {
        None if nowhere => View::Ours,
        None => View::Waiting,
        Some(value) => View::parse(value)
            .ok_or_else(|| Problem::field("view", "must be waiting, decided or ours"))?,
    };
    if nowhere && view != View::Ours {
        let why = "Only an area’s coordinator sees the referrals of the area.";
        return Err(Problem::Forbidden(why.to_owned()));
    }
    Ok(view)
}

async fn load(
    app: &App,
    caller: &Caller,
    view: View,
    area: Option<&AreaCode>,
    from: Option<&str>,
) -> Result<Page<Journal<Referral>>, Problem> {
    let after = from.map(Cursor::parse).transpose()?;
    let after = after.as_ref();
    let page = match (view, area, caller.agency()) {
        (View::Waiting, Some(area), _) => app.store.triage_queue(area, caller, PAGE, after).await?,
        (View::Decided, Some(area), _) => app.store.triaged(area, caller, PAGE, after).await?,
        (View::Ours, _, Some(agency)) => app.store.referrals_by(agency, caller, PAGE, after).await?,
        _ => Page { items: Vec::new(), next: None },
    };
    Ok(page)
}

fn page_of(
    caller: &Caller,
    view: View,
    areas: &[Journal<Area>],
    area: Option<&AreaCode>,
    query: &ListQuery,
    rows: Vec<ListRow>,
    next: Option<&str>,
) -> ListPage {
    let name = areas.iter().find(|known| Some(&known.code) == area).map(|area| area.name.as_str());
    let address = |view: View, area: Option<&AreaCode>| {
        let area = area.filter(|_| view != View::Ours && areas.len() > 1);
        let area = area.map(|area| format!("&area={area}")).unwrap_or_default();
        format!("/referrals?view={}{area}", view.value())
    };
    let here = address(view, area);
    let views = View::ALL.map(|other| Link::new(other.label(), address(other, area)).current(other == view));
    let choose = areas.iter().filter(|_| view != View::Ours).map(|other| {
        Link::new(other.name.as_str(), address(view, Some(&other.code))).current(Some(&other.code) == area)
    });
    let (place, title) = if areas.is_empty() {
        (Place::Referrals, "Referrals")
    } else {
        (Place::Triage, "Triage")
    };
    ListPage {
        chrome: edge::chrome(caller, title).at(place).official_sensitive().wide(),
        views: if areas.is_empty() { Vec::new() } else { views.to_vec() },
        areas: choose.collect(),
        caption: match name {
            Some(name) => format!("{}: {name}", view.label()),
            None => view.label().to_owned(),
        },
        columns: columns(view),
        waiting: view == View::Waiting,
        ours: view == View::Ours,
        none: none(view),
        rows,
        first: if query.from.is_some() { here.clone() } else { String::new() },
        next: next.map(|token| format!("{here}&from={token}")).unwrap_or_default(),
    }
}

fn columns(view: View) -> Vec<&'static str> {
    match view {
        View::Waiting => {
            vec!["Reference", "What it is about", "From", "Risk", "Waiting since", "Decide by"]
        }
        View::Decided => {
            vec!["Reference", "What it is about", "From", "Risk", "Received", "Decision"]
        }
        View::Ours => {
            vec!["Reference", "What it is about", "Area", "Referrer", "Sent", "Status"]
        }
    }
}

fn none(view: View) -> &'static str {
    match view {
        View::Waiting => "No referrals are waiting. New ones appear here as soon as they are sent.",
        View::Decided => "No referrals have been decided yet.",
        View::Ours => "Your agency has not made any referrals yet.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(view: &str) -> ListQuery {
        ListQuery { view: Some(view.to_owned()), ..ListQuery::default() }
    }

    #[test]
    fn coordinators_begin_with_the_queue_and_everybody_else_with_their_own() {
        assert_eq!(chosen(&ListQuery::default(), false), Ok(View::Waiting));
        assert_eq!(chosen(&ListQuery::default(), true), Ok(View::Ours));
        assert_eq!(chosen(&query("ours"), false), Ok(View::Ours));
    }

    #[test]
    fn others_may_not_look_into_an_area() {
        for view in ["waiting", "decided"] {
            assert!(matches!(chosen(&query(view), true), Err(Problem::Forbidden(_))));
        }
        assert!(matches!(chosen(&query("all"), false), Err(Problem::Malformed(_))));
    }
}
