//! Packs of 40 and of 400 cases: a meeting's packs from the event that asks for them.
//!
//! The cases are one that was made by the real commands and copies of it with their journals, under
//! other ids and references; a pack reads them as it reads any.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{Days, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    machine::{self, Clock},
    programs::Programs,
};
use crate::{
    budgets::stock::copied,
    journey::{assign, open_case},
    processes::answer,
    world::{User, World},
};

/// How many cases, and how often their packs are made once the function is warm.
const MEETINGS: [(usize, usize); 2] = [(40, 4), (400, 2)];

/// The packs of a meeting and what they took: one pack for each agency.
#[derive(Debug)]
pub(super) struct Packs {
    pub(super) cases: usize,
    pub(super) agencies: usize,
    /// Pages of the longest pack.
    pub(super) pages: u64,
    /// For one pack, in the function's first run.
    pub(super) first: Duration,
    /// For one pack, in each later run.
    pub(super) used: Vec<Duration>,
    /// The same, as somebody waits for it.
    pub(super) waited: Vec<Duration>,
    /// The most memory after the first run, and in the end, in bytes.
    pub(super) peak: [u64; 2],
}

pub(super) async fn measure(programs: &Programs) -> Vec<Packs> {
    let mut all = Vec::new();
    for (cases, runs) in MEETINGS {
        all.push(meeting(programs, cases, runs).await);
    }
    all
}

async fn meeting(programs: &Programs, cases: usize, runs: usize) -> Packs {
    let world = World::untriggered(0).await;
    let coordinator = world.coordinator().await;
    fill(&world, cases).await;
    let meeting = call(&coordinator).await;
    let function = programs.start(&world, "meeting-packs").await;
    let id = function.id();
    let mut taken = Vec::new();
    let mut peaks = Vec::new();
    for run in 0..=runs {
        if run > 0 {
            change(&coordinator, &meeting, run).await;
        }
        let asked = ask(&world, &coordinator, &meeting).await;
        let (before, begun) = (Clock::of(id), Instant::now());
        let told = answer(&function, &asked).await;
        let waited = begun.elapsed();
        taken.push((Clock::of(id).since(Some(&before)), waited));
        peaks.push(machine::peak(id));
        assert_eq!(
            told,
            json!({ "batchItemFailures": [] }),
            "{}",
            function.log()
        );
    }
    let shown = coordinator.get(&format!("{meeting}/packs")).await;
    let packs = shown.expect(200).json()["packs"]
        .as_array()
        .unwrap()
        .clone();
    let held = |pack: &Value| pack["cases"].as_u64().unwrap();
    assert!(
        packs.iter().all(|pack| held(pack) == cases as u64),
        "{packs:?}"
    );
    let pages = packs.iter().map(|pack| pack["pages"].as_u64().unwrap());
    let each = packs.len() as u32;
    let later = &taken[1..];
    let result = Packs {
        cases,
        agencies: packs.len(),
        pages: pages.max().expect("a pack"),
        first: taken[0].0 / each,
        used: later.iter().map(|(used, _)| *used / each).collect(),
        waited: later.iter().map(|(_, waited)| *waited / each).collect(),
        peak: [peaks[0], peaks[peaks.len() - 1]],
    };
    drop(function);
    world.local.stop().await;
    result
}

/// Stores so many cases.
async fn fill(world: &World, cases: usize) {
    let case = open_case(world, &["surrey-police"]).await;
    let (coordinator, officer) = (world.coordinator().await, world.officer().await);
    for _ in 0..6 {
        let note = json!({
            "kind": "note", "on": "2026-11-19", "gateway": "crime_and_disorder",
            "text": "Officers attended a fight outside the flats; both men are known to the team. \
                     A neighbour has agreed to make a statement, and asks to be called.",
        });
        let told = officer.post(&format!("{case}/entries"), note).await;
        told.expect(201);
    }
    let due_on = (Utc::now().date_naive() + Days::new(10)).to_string();
    let action = assign(&coordinator, &case, "surrey-police", &due_on).await;
    let (case, action) = (last(&case), last(&action));
    let reference = "RUN-2026-0001".replace("2026", &Utc::now().format("%Y").to_string());
    let mut originals = Vec::new();
    for pk in [
        format!("CASE#{case}"),
        format!("ACTION#{action}"),
        format!("CASEREF#{reference}"),
    ] {
        let found = items(world, &pk).await;
        assert!(!found.is_empty(), "{pk}");
        originals.extend(found);
    }
    let mut copies = Vec::new();
    for copy in 2..=cases {
        let own = |n: u128| Uuid::from_u128((copy as u128) << 64 | n).to_string();
        let changes = [
            (case.clone(), own(1)),
            (action.clone(), own(2)),
            (reference.clone(), format!("RUN-2025-{copy:04}")),
        ];
        copies.extend(originals.iter().map(|item| copied(item, &changes)));
    }
    world.local.load(copies).unwrap();
}

async fn items(world: &World, pk: &str) -> Vec<HashMap<String, AttributeValue>> {
    let query = world.local.aws().dynamodb.query();
    let query = query
        .table_name(&world.local.environment()["TABLE"])
        .key_condition_expression("pk = :pk")
        .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()));
    query.send().await.unwrap().items.unwrap_or_default()
}

/// A meeting two weeks from now that deals with all of them; gives its path.
async fn call(coordinator: &User<'_>) -> String {
    let on = (Utc::now().date_naive() + Days::new(14)).to_string();
    let body = json!({
        "area": "RUN", "forum": "charmm", "on": on, "at": "10:00", "place": "Civic Centre",
    });
    coordinator
        .post("/meetings", body)
        .await
        .expect(201)
        .location()
}

/// Puts another case first, so that every pack is another one.
async fn change(coordinator: &User<'_>, meeting: &str, run: usize) {
    let path = format!("{meeting}/agenda");
    let shown = coordinator.get(&path).await.expect(200);
    let version = shown.version();
    let shown = shown.json();
    let sections = shown["agenda"]["sections"].as_array().unwrap();
    let mut held = sections
        .iter()
        .flat_map(|section| section["items"].as_array().unwrap());
    let case = held.nth(10 + run).expect("a case further down");
    let first = json!({
        "change": "first", "case_reference": case["reference"], "reason": "The family asked",
    });
    coordinator.post_at(&path, first, version).await.expect(200);
}

/// Asks for the packs; gives the event that follows.
async fn ask(world: &World, coordinator: &User<'_>, meeting: &str) -> Value {
    let path = format!("{meeting}/packs");
    let asked = coordinator.post(&path, json!({})).await;
    assert!(asked.status.is_success(), "{}", asked.text());
    let records = world.local.stream_records("meeting-packs").await.unwrap();
    let record = records.last().expect("the entry that asks");
    assert_eq!(
        record["dynamodb"]["NewImage"]["kind"]["S"],
        "packs_requested"
    );
    json!({ "Records": [record] })
}

fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}
