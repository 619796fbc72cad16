//! East Surrey and West Surrey, and what is planned for 1 April 2027 (R11.3; Surrey (Structural
//! Changes) Order 2026): move the clock past it to see it.

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::TimeDelta;
use domain::{
    PersonId,
    directory::Area,
    reorganisation::{Change, Plan, Reorganisations},
};
use store::{Commit, Store};

use super::{
    boroughs::{BOROUGHS, Council},
    commit,
    world::{Place, World, system},
};

/// The day.
const ON: &str = "2027-04-01";

/// Whose roles count for the whole of West Surrey, and of East Surrey; everybody else's for what comes
/// from their borough.
const WHOLE: [&str; 2] = [
    "priya.fernsby@runnymede.example",
    "wilf.tamberlane@elmbridge.example",
];

/// Who is to chair West Surrey's meetings.
const CHAIR: &str = "margaret.thistlewood@runnymede.example";

/// Registers both councils and their areas, and plans which of the eleven boroughs and districts become
/// part of which.
pub(super) async fn plant(store: &Store, world: &World) -> anyhow::Result<()> {
    let at = world.now - TimeDelta::days(300);
    let mut whole = BTreeSet::new();
    for email in WHOLE.into_iter().chain([CHAIR]) {
        whole.insert(person(store, email).await?);
    }
    let chair = Some(person(store, CHAIR).await?);
    let model = store.area(&Place::Runnymede.code()?).await?;
    let mut new = Vec::new();
    for (code, name) in [("ESU", "East Surrey"), ("WSU", "West Surrey")] {
        let chair = chair.filter(|_| code == "WSU");
        let stamp = system("set-up", at)?;
        let begins = (chair, Some(ON.parse()?));
        let (agency, area) = Council::register((code, name), &model, begins, &stamp)?;
        let both = Commit::of(agency).with(area.clone());
        commit(store, both, "the new areas").await?;
        new.push(area);
    }
    let mut areas = new;
    let mut changes = Vec::new();
    let told = [("RUN", "WSU"), ("WOK", "WSU")];
    let others = BOROUGHS.iter().map(|each| (each.code, each.into));
    for (code, into) in told.into_iter().chain(others) {
        let area = store.area(&code.parse()?).await?;
        changes.push(Change {
            area: area.code.clone(),
            into: into.parse()?,
            parts: Vec::new(),
        });
        areas.push(area);
    }
    let plan = Plan {
        on: ON.parse()?,
        changes,
        whole,
    };
    let areas: Vec<&Area> = areas.iter().map(|area| area.record()).collect();
    let plans = Reorganisations::plan(None, plan, &areas, &system("set-up", at)?)?;
    commit(store, Commit::of(plans), "the reorganisation").await
}

async fn person(store: &Store, email: &str) -> anyhow::Result<PersonId> {
    let person = store.person_by_email(email).await?;
    Ok(person.context("somebody of the plan is missing")?.id)
}
