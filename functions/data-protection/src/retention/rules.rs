//! `/retention/rules`: for how long things are kept, why, and what an area chose.

use std::collections::BTreeMap;

use access::{Caller, retention as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{AreaCode, retention::rules};
use edge::{
    Accept, App, Body, Fields, Given, Problem,
    again::{Again, led_to},
    areas::{area_links, areas, chosen},
    once::{changed, once},
    page::{self, Choice, Chrome, Link},
};
use serde::{Deserialize, Serialize};
use store::{Commit, Once, Outcome};

use crate::section::{DECIDES, frame};

const DONE: [(&str, &str); 1] = [("chosen", "The years have been changed")];

/// Which area.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The code of the area; the first one that the caller answers for, unless said otherwise.
    #[param(example = "RUN")]
    area: Option<String>,
    /// What has just been done.
    #[param(ignore)]
    done: Option<String>,
}

/// For how many years an area keeps one class of record.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChooseYears, example = json!({"area": "RUN", "rule": "case-closed", "years": 5}))]
pub(crate) struct ChooseBody {
    /// The area.
    #[schema(value_type = String)]
    area: Option<String>,
    /// The rule.
    #[schema(value_type = String)]
    rule: Option<String>,
    /// The years, within the rule's bounds.
    #[schema(value_type = u64)]
    years: Option<Given<i64>>,
}

/// A rule that says how long something is kept.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = RetentionRule, example = json!({
    "id": "case-closed", "label": "Closed case", "years": 6, "shipped": 6, "least": 1, "most": 10,
    "why": "Claims can be brought for six years.", "source": "R12.2"
}))]
struct RuleView {
    /// What it is known by.
    id: String,
    /// What it is about.
    label: String,
    /// For how many years the area keeps it.
    years: u16,
    /// For how many unless an area chose.
    shipped: u16,
    /// The fewest years an area may choose.
    least: u16,
    /// The most years an area may choose.
    most: u16,
    /// Why so long.
    why: String,
    /// Where that is from.
    source: String,
}

/// For how long an area keeps things.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = RetentionRules)]
struct RulesView {
    /// The area.
    #[schema(example = "RUN")]
    area: String,
    /// The rules; the first one that fits counts.
    rules: Vec<RuleView>,
    /// How many days lie between the order to erase and the erasure.
    #[schema(example = 14)]
    cooling_days: u16,
}

impl RulesView {
    fn of(area: &domain::directory::Area) -> Self {
        let view = |rule: &rules::Rule| RuleView {
            id: rule.id.clone(),
            label: rule.label.clone(),
            years: area.keep.years(rule),
            shipped: rule.years,
            least: rule.least,
            most: rule.most,
            why: rule.why.clone(),
            source: rule.source.clone(),
        };
        Self {
            area: area.code.to_string(),
            rules: rules::rules().iter().map(view).collect(),
            cooling_days: rules::cooling_days(),
        }
    }
}

#[derive(Template)]
#[template(path = "retention/rules.html")]
struct RulesPage {
    chrome: Chrome,
    view: RulesView,
    areas: Vec<Link>,
    choices: Vec<Choice>,
    again: Again,
}

async fn page_of(
    app: &App,
    caller: &Caller,
    asked: Option<&str>,
    again: Again,
) -> Result<RulesPage, Problem> {
    let areas = areas(app, caller, (policy::decide, DECIDES)).await?;
    let area = chosen(&areas, asked)?;
    let view = RulesView::of(area);
    let choice = |rule: &RuleView| {
        let label = format!("{} ({} to {})", rule.label, rule.least, rule.most);
        Choice::new(&rule.id, label)
    };
    Ok(RulesPage {
        chrome: frame(
            caller,
            format!("Rules for keeping records in {}", area.name),
        )
        .wide()
        .faulty(again.form.is_faulty())
        .crumb("Data protection", format!("/retention?area={}", area.code)),
        areas: area_links(&areas, &area.code, "/retention/rules?"),
        choices: view.rules.iter().map(choice).collect(),
        again,
        view,
    })
}

/// The rules for keeping records
///
/// For how many years each class of record is kept in an area, why, and within which bounds the area
/// may choose otherwise.
#[utoipa::path(get, path = "/retention/rules", tag = "Data protection", params(Asked),
    responses((status = 200, description = "The rules",
        content((RulesView = "application/json"), (String = "text/html")))))]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut page = page_of(&app, &caller, asked.area.as_deref(), Again::first()).await?;
    page.chrome = page.chrome.success(asked.done.as_deref(), &DONE);
    Ok(accept.reply(&page.view, &page).into_response())
}

/// Choose for how long an area keeps things
///
/// Counts at once, also for what was closed before; what was kept longer or is to be erased stays so.
#[utoipa::path(post, path = "/retention/rules", tag = "Data protection",
    request_body(content((ChooseBody = "application/json"), (ChooseBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "The rules as they now are", body = RulesView)))]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    body: Body<ChooseBody>,
) -> Result<Response, Problem> {
    let own = areas(&app, &caller, (policy::decide, DECIDES)).await?;
    let code = chosen(&own, body.value.area.as_deref())?.code.clone();
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || {
        choose(&app, &caller, &code, &body.value, &key)
    })
    .await
    {
        Ok(outcome) => {
            let location = format!("/retention/rules?area={code}&done=chosen");
            Ok(led_to(accept, &outcome, &location))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let status = again.status;
            let page = page_of(&app, &caller, Some(code.as_str()), again).await?;
            Ok(page::html(status, &page))
        }
    }
}

async fn choose(
    app: &App,
    caller: &Caller,
    code: &AreaCode,
    sent: &ChooseBody,
    key: &Once,
) -> Result<Outcome, Problem> {
    let mut fields = Fields::default();
    let rule = fields.choice("rule", "what is kept", sent.rule.clone(), rules::rule);
    let bounds = rule.map_or(0..=i64::from(u16::MAX), |rule| {
        i64::from(rule.least)..=i64::from(rule.most)
    });
    let years = fields.number("years", "the years", sent.years.clone(), bounds);
    let (rule, years) = fields.finish(|| Some((rule?, u16::try_from(years?).ok()?)))?;
    let area = app.store.area(code).await?;
    let mut profile = area.profile.clone();
    let chosen: &mut BTreeMap<String, u16> = &mut profile.keep.0;
    if years == rule.years {
        chosen.remove(&rule.id);
    } else {
        chosen.insert(rule.id.clone(), years);
    }
    let area = area.amend(profile, &app.stamp(caller)?)?;
    let view = RulesView::of(&area);
    let outcome = changed(format!("/retention/rules?area={code}"), &view)?;
    let commit = Commit::of(area).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}
