//! The register of an area on a day: for everybody who is signed in.

use access::{Caller, directory as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::time;
use edge::{
    Accept, App, Fields, Problem,
    page::{Choice, Chrome, Form, Link},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::view::RegisterView;
use crate::section::{Tab, frame, tabs};

/// What was done, by the word in the address.
const DONE: [(&str, &str); 1] = [("set", "What you entered counts from the day you chose")];

/// Which register is asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub(crate) struct Asked {
    /// The area's code; the caller's own without, or what is shipped.
    area: Option<String>,
    /// The day, such as `2026-11-26`; today without.
    on: Option<String>,
    #[serde(rename = "done")]
    #[param(ignore)]
    done: Option<String>,
}

impl Asked {
    fn on(&self, today: NaiveDate) -> Result<NaiveDate, Problem> {
        let Some(asked) = self.on.clone().filter(|on| !on.is_empty()) else {
            return Ok(today);
        };
        let mut fields = Fields::default();
        let on = fields.date("on", "day", Some(asked));
        fields.finish(|| on)
    }
}

/// Lists the forums beside CHaRMM and JAG, as an area knows them on a day.
///
/// What each is for, how often it meets and whom to contact; and what points to harm that one of them
/// deals with.
#[utoipa::path(
    get,
    path = "/forums",
    tag = "Administration",
    params(Asked),
    responses((status = 200, description = "The register", body = RegisterView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if !policy::read(&caller).is_permitted() {
        return Err(Problem::Forbidden(
            "Only people who work here can see the register of forums.".into(),
        ));
    }
    let on = asked.on(time::london_date(app.clock.now()))?;
    let areas = app.store.areas_lately().await?;
    let named = asked.area.as_deref().filter(|code| !code.is_empty());
    let area = match named {
        Some(code) => {
            let known = areas.iter().find(|area| area.code.as_str() == code);
            // Read anew: what somebody has just entered is there.
            let code = &known.ok_or(Problem::NotFound)?.code;
            Some(app.store.area(code).await?)
        }
        None => areas
            .iter()
            .find(|area| policy::set_forums(&caller, &area.code).is_permitted())
            .or_else(|| {
                let ours = |agency| areas.iter().find(|area| area.partner(agency).is_some());
                caller.agency().and_then(ours)
            })
            .cloned(),
    };
    let may_set = area
        .as_ref()
        .is_some_and(|area| policy::set_forums(&caller, &area.code).is_permitted());
    let named = area.as_ref().map(|area| (area.record(), area.version()));
    let view = RegisterView::of(named, on, may_set);
    let title = match &area {
        Some(area) => format!("Other forums in {}", area.name),
        None => "Other forums".to_owned(),
    };
    let code = view.area.clone().unwrap_or_default();
    let choice = |area: &domain::Journal<domain::directory::Area>| {
        Choice::new(area.code.as_str(), area.name.as_str())
    };
    let page = ListPage {
        chrome: frame(&caller, title).success(asked.done.as_deref(), &DONE),
        tabs: tabs(&caller, Tab::Forums),
        form: Form::new().with("area", code.as_str()),
        areas: areas.iter().map(choice).collect(),
        edit: format!("/areas/{code}/forums"),
        view: &view,
    };
    Ok(accept
        .reply(&view, &page)
        .version(view.version)
        .into_response())
}

#[derive(Template)]
#[template(path = "forums/list.html")]
struct ListPage<'a> {
    chrome: Chrome,
    tabs: Vec<Link>,
    form: Form,
    areas: Vec<Choice>,
    /// Where what the area says is changed.
    edit: String,
    view: &'a RegisterView,
}
