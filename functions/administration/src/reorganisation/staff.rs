//! Who works in areas that end, and whose roles count for the whole of the area that takes over.

use std::collections::BTreeSet;

use access::Caller;
use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use domain::{
    Journal, PersonId,
    directory::{Area, Grant, Person, Role},
    reorganisation::{Plan, Reorganisations},
};
use edge::{
    Accept, App, At, Body, Problem, Recent,
    once::{changed, once},
    page::Choice,
};
use store::{Commit, Once, Outcome};

use super::{
    body::PeopleBody,
    plan::plan_of,
    said,
    view::{PlanView, href},
};
use crate::{again::done, history::since, section::must_administer};

/// How many people are read at a time.
const AT_A_TIME: i32 = 250;
/// How many are looked through: 10,000 people.
const ROUNDS: usize = 40;

/// Says whose roles count for the whole of the area that takes over.
///
/// The roles of everybody else count on for what comes from the area that ended, and for nothing more:
/// access is neither lost nor widened.
#[utoipa::path(
    post,
    path = "/reorganisations/{on}/people",
    tag = "Administration",
    operation_id = "carry_roles_of_reorganisation",
    params(("on" = String, Path, description = "The day", example = "2027-04-01"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"2\"")),
    request_body = PeopleBody,
    responses((status = 200, description = "The plan as changed", body = PlanView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(on): At<NaiveDate>,
    sent: Body<PeopleBody>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = sent.once(&caller, app.clock.now())?;
    sent.if_match.required()?;
    let outcome = once(&app.store, &key, || set(&app, &caller, on, &sent, &key)).await?;
    Ok(done(accept, &outcome, "people"))
}

async fn set(
    app: &App,
    caller: &Caller,
    on: NaiveDate,
    sent: &Body<PeopleBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let file = app.store.reorganisations_file().await?;
    let file = file.ok_or(Problem::NotFound)?;
    let plan = plan_of(Some(&file.journal), on)?;
    let lines = said::lines(&file.entries, None);
    let version = file.journal.version();
    sent.if_match.check(version, |seen| since(&lines, seen))?;
    let whole = sent.value.clone().read()?;
    let working = working(&everybody(app, &plan).await?, &plan);
    let known: BTreeSet<PersonId> = working.iter().map(|one| one.id).collect();
    if !whole.is_subset(&known) {
        let said = "Choose people who have a role in an area that ends";
        return Err(Problem::field("people", said));
    }
    let areas = app.store.areas().await?;
    let areas: Vec<&Area> = areas.iter().map(|area| area.record()).collect();
    let plan = Plan { whole, ..plan };
    let stamp = app.stamp(caller)?;
    let journal = Reorganisations::plan(Some(file.journal), plan, &areas, &stamp)?;
    let plan = plan_of(Some(&journal), on)?;
    let view = PlanView::of(&plan, journal.version(), app.today());
    let outcome = changed(href(on), &view)?;
    let commit = Commit::of(journal).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// The roles of a person in areas that end.
fn roles<'a>(person: &'a Person, plan: &'a Plan) -> impl Iterator<Item = &'a Grant> {
    person.grants.iter().filter(|grant| {
        let ends = |code: &domain::AreaCode| plan.changes.iter().any(|change| change.area == *code);
        grant.area.as_ref().is_some_and(ends)
    })
}

/// Everybody with a role in an area that ends, by name.
pub(super) fn working(everybody: &[Journal<Person>], plan: &Plan) -> Vec<Journal<Person>> {
    let here = everybody.iter();
    here.filter(|person| roles(person, plan).next().is_some())
        .cloned()
        .collect()
}

/// How many of them have a role in one area.
pub(super) fn in_area(people: &[Journal<Person>], area: &domain::AreaCode) -> usize {
    let here = |person: &&Journal<Person>| {
        let mut grants = person.grants.iter();
        grants.any(|grant| grant.area.as_ref() == Some(area))
    };
    people.iter().filter(here).count()
}

/// Each of them, to be chosen.
pub(super) fn choices(people: &[Journal<Person>], plan: &Plan) -> Vec<Choice> {
    let choice = |person: &Journal<Person>| {
        let roles = roles(person, plan).map(|grant| {
            let area = grant.area.as_ref().map_or("", |area| area.as_str());
            format!("{} in {area}", grant.role.label())
        });
        let hint = format!(
            "{}. {}",
            person.agency_name,
            roles.collect::<Vec<_>>().join(", ")
        );
        Choice::new(person.id.to_string(), person.name.as_str()).hint(hint)
    };
    people.iter().map(choice).collect()
}

/// Areas that take over and in which nobody would triage what is new: nobody coordinates there, or is
/// to by this plan.
pub(super) fn without_coordinator(
    everybody: &[Journal<Person>],
    plan: &Plan,
    areas: &[Journal<Area>],
) -> Vec<String> {
    let coordinates = |code: &domain::AreaCode| {
        let here = |person: &Journal<Person>| {
            let mut grants = person
                .grants
                .iter()
                .filter(|grant| grant.role == Role::Coordinator);
            grants.any(|grant| match &grant.area {
                None => true,
                Some(area) if area == code => true,
                Some(area) => {
                    let carries = plan.whole.contains(&person.id);
                    let mut changes = plan.changes.iter();
                    carries && changes.any(|one| one.area == *area && one.into == *code)
                }
            })
        };
        everybody.iter().any(here)
    };
    let into: BTreeSet<_> = plan
        .changes
        .iter()
        .flat_map(|one| one.successors())
        .collect();
    let lacking = into.into_iter().filter(|code| !coordinates(code));
    lacking
        .map(|code| {
            let known = areas.iter().find(|area| area.code == *code);
            known.map_or_else(|| code.to_string(), |area| area.name.clone())
        })
        .collect()
}

/// Everybody who coordinates anywhere, or works in an area that ends.
pub(super) async fn everybody(app: &App, plan: &Plan) -> Result<Vec<Journal<Person>>, Problem> {
    let mut found = Vec::new();
    let mut after: Option<Journal<Person>> = None;
    for _ in 0..ROUNDS {
        let (people, more) = app
            .store
            .people(None, false, AT_A_TIME, after.as_ref())
            .await?;
        after = people.last().cloned();
        found.extend(people.into_iter().filter(|person| {
            let coordinates = |grant: &Grant| grant.role == Role::Coordinator;
            person.grants.iter().any(coordinates) || roles(person, plan).next().is_some()
        }));
        if !more {
            break;
        }
    }
    Ok(found)
}
