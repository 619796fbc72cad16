//! Every rule in force on a day, and those that are off.

use access::{Caller, directory as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::{law::rules, time};
use edge::{
    Accept, App, Fields, Problem,
    page::{Chrome, Form, Link},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::view::{RuleView, lines};
use crate::{
    history::EntryView,
    section::{Tab, frame, tabs},
};

/// The rules on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rules)]
pub(crate) struct RulesView {
    /// The day.
    on: NaiveDate,
    /// Those in force on it, by theme.
    rules: Vec<RuleView>,
    /// Those that are not: not begun, or shipped off until a commencement date is entered.
    off: Vec<RuleView>,
    /// Who changed what, newest first.
    history: Vec<EntryView>,
}

/// Which day is asked about.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Asked {
    /// The day, such as `2026-11-26`; today without.
    on: Option<String>,
    #[serde(rename = "on-day")]
    day: Option<String>,
    #[serde(rename = "on-month")]
    month: Option<String>,
    #[serde(rename = "on-year")]
    year: Option<String>,
}

impl Asked {
    fn on(self, today: NaiveDate) -> Result<NaiveDate, Problem> {
        let text = |part: Option<String>| part.unwrap_or_default().trim().to_owned();
        let parts = [text(self.year), text(self.month), text(self.day)];
        let typed = parts
            .iter()
            .any(|part| !part.is_empty())
            .then(|| parts.join("-"));
        let asked = self.on.filter(|on| !on.is_empty()).or(typed);
        let Some(asked) = asked else { return Ok(today) };
        let mut fields = Fields::default();
        let on = fields.date("on", "day", Some(asked));
        fields.finish(|| on)
    }
}

/// Whoever is signed in may read the rules: partners work by them, and they are about nobody.
pub(super) fn must_read(caller: &Caller) -> Result<(), Problem> {
    if policy::read(caller).is_permitted() {
        Ok(())
    } else {
        Err(Problem::Forbidden(
            "Only people who work here can see the rules.".into(),
        ))
    }
}

/// Lists the rules in force on a day.
///
/// Law and local policy, each with its citation, what makes it bind, and a mark while nobody here has
/// checked it. Those that are off stand apart.
#[utoipa::path(
    get,
    path = "/rules",
    tag = "Administration",
    params(Asked),
    responses((status = 200, description = "The rules", body = RulesView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must_read(&caller)?;
    let on = asked.on(time::london_date(app.clock.now()))?;
    let file = app.store.rules_file().await?;
    let adopted = file.as_ref().map(|file| file.journal.record().clone());
    let adopted = adopted.unwrap_or_default();
    let views = rules().iter().map(|rule| RuleView::of(rule, &adopted, on));
    let (rules, off) = views.partition(|view| view.in_force);
    let mut history = file
        .map(|file| lines(&file.entries, None))
        .unwrap_or_default();
    history.reverse();
    let view = RulesView {
        on,
        rules,
        off,
        history,
    };
    let page = ListPage {
        chrome: frame(&caller, format!("Rules on {}", time::long_date(on))),
        tabs: tabs(&caller, Tab::Rules),
        form: Form::new().with_date("on", on),
        themes: themes(&view.rules),
        view: &view,
    };
    Ok(accept.reply(&view, &page).into_response())
}

#[derive(Template)]
#[template(path = "rules/list.html")]
struct ListPage<'a> {
    chrome: Chrome,
    tabs: Vec<Link>,
    form: Form,
    /// The rules by theme, in the order of the files.
    themes: Vec<(&'a str, Vec<&'a RuleView>)>,
    view: &'a RulesView,
}

fn themes(rules: &[RuleView]) -> Vec<(&str, Vec<&RuleView>)> {
    let mut themes: Vec<(&str, Vec<&RuleView>)> = Vec::new();
    for rule in rules {
        match themes.iter_mut().find(|(theme, _)| *theme == rule.theme) {
            Some((_, rules)) => rules.push(rule),
            None => themes.push((&rule.theme, vec![rule])),
        }
    }
    themes
}
