//! What functions take for what people do: a referral, a case's page, an action with its notices.

use std::time::{Duration, Instant};

use charmm::runtime::{Answer, Bootstrap};
use serde_json::{Value, json};

use super::{
    machine::{self, Clock},
    programs::{PEERS, PYTHON, Programs},
};
use crate::{
    browser::Browser,
    journey::{assign, open_case},
    processes::asked::asked,
    world::{User, World, fresh_key, referral},
};

/// Rounds in which each operation has its turn, after one that is not counted.
const ROUNDS: usize = 8;
/// How often an operation is done in a round.
const TIMES: usize = 25;
/// How often a function is started anew, for the first request of its life.
const FIRSTS: usize = 4;
/// How many events of an operation are needed for all that.
const EVENTS: usize = (ROUNDS + 1) * TIMES + FIRSTS;
/// Cases on which actions are assigned, so that none grows long meanwhile.
const CASES: usize = 30;

/// An operation and what it took, each round's mean.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) does: &'static str,
    pub(super) function: &'static str,
    pub(super) used: Vec<Duration>,
    pub(super) waited: Vec<Duration>,
    /// What the first of a process's life used, each time.
    pub(super) first: Vec<Duration>,
    /// The most memory that the function has held in the end, in bytes.
    pub(super) peak: u64,
    /// How many notices one such operation sends, and how many of them are emails.
    pub(super) notices: usize,
    pub(super) emails: usize,
    events: Vec<String>,
    wanted: Wanted,
}

/// What the answer to an event must be.
#[derive(Debug, Clone)]
enum Wanted {
    Status(u16),
    Everything,
    Anything,
}

impl Operation {
    fn new(does: &'static str, function: &'static str, wanted: Wanted, events: Vec<Value>) -> Self {
        assert_eq!(events.len(), EVENTS, "{does}");
        Self {
            does,
            function,
            used: Vec::new(),
            waited: Vec::new(),
            first: Vec::new(),
            peak: 0,
            notices: 0,
            emails: 0,
            events: events.iter().map(Value::to_string).collect(),
            wanted,
        }
    }

    /// Does it as often as a round has it; the first round warms up.
    async fn round(&mut self, number: usize, function: &Bootstrap) {
        let events = &self.events[number * TIMES..][..TIMES];
        let mut answers = Vec::new();
        let (before, begun) = (Clock::of(function.id()), Instant::now());
        for event in events {
            answers.push(function.invoke(event.clone()).await.unwrap());
        }
        let waited = begun.elapsed();
        let used = Clock::of(function.id()).since(Some(&before));
        for answer in answers {
            self.check(&answer, function);
        }
        if number > 0 {
            self.used.push(used / TIMES as u32);
            self.waited.push(waited / TIMES as u32);
        }
        self.peak = machine::peak(function.id());
    }

    /// Does it in a process that has just begun.
    async fn first(&mut self, number: usize, programs: &Programs, world: &World) {
        let function = programs.start(world, self.function).await;
        let event = self.events[EVENTS - FIRSTS + number].clone();
        let before = Clock::of(function.id());
        let answer = function.invoke(event).await.unwrap();
        self.first
            .push(Clock::of(function.id()).since(Some(&before)));
        self.check(&answer, &function);
    }

    fn check(&self, answer: &Answer, function: &Bootstrap) {
        let Answer::Response(body) = answer else {
            panic!("{}: {answer:?}\n{}", self.does, function.log());
        };
        let body: Value = serde_json::from_str(body).unwrap();
        match self.wanted {
            Wanted::Status(status) => assert_eq!(body["statusCode"], status, "{body}"),
            Wanted::Everything => assert_eq!(body, json!({ "batchItemFailures": [] })),
            Wanted::Anything => {}
        }
    }
}

pub(super) async fn measure(programs: &Programs) -> Vec<Operation> {
    let world = World::untriggered(0).await;
    let mut operations = operations(&world).await;
    let mut functions = Vec::new();
    for operation in &operations {
        functions.push(programs.start(&world, operation.function).await);
    }
    same_work(&world, &operations[0], &functions[..2]).await;
    for number in 0..=ROUNDS {
        for (operation, function) in operations.iter_mut().zip(&functions) {
            operation.round(number, function).await;
        }
    }
    for number in 0..FIRSTS {
        for operation in &mut operations {
            operation.first(number, programs, &world).await;
        }
    }
    let told = operations.last_mut().expect("the last one tells");
    let outbox = world.local.mailbox().outbox();
    told.emails = outbox.emails().len() / told.events.len();
    told.notices = told.emails + outbox.topics().len() / told.events.len();
    assert!(told.notices > 0, "nobody was told anything");
    drop(functions);
    world.local.stop().await;
    operations
}

/// The same referral, by us and by Python: what either wrote is read by all, and its chain holds.
async fn same_work(world: &World, ours: &Operation, functions: &[Bootstrap]) {
    let housing = world.housing().await;
    let mut read = Vec::new();
    for function in functions {
        let key = fresh_key();
        let event = refer(&housing, &key).to_string();
        let mut places = Vec::new();
        // Sent twice, it is there once.
        for _ in 0..2 {
            let answer = function.invoke(event.clone()).await.unwrap();
            ours.check(&answer, function);
            let Answer::Response(body) = answer else {
                panic!("{answer:?}")
            };
            let answer: Value = serde_json::from_str(&body).unwrap();
            places.push(answer["headers"]["location"].as_str().unwrap().to_owned());
        }
        assert_eq!(places[0], places[1]);
        let id = places[0].rsplit('/').next().unwrap();
        let entries = world.local.store().sealed_entries("referral", id).await;
        let entries = entries.unwrap();
        assert_eq!(entries.len(), 1);
        domain::journal::chain::verify(&entries).expect("the chain holds");
        let shown = housing.get(&places[0]).await.expect(200).json();
        read.push((shown["answers"].clone(), shown["due_on"].clone()));
    }
    assert!(read[0].0.to_string().contains("Zebrafish"), "{read:?}");
    assert_eq!(read[0], read[1]);
}

fn refer(user: &User<'_>, key: &str) -> Value {
    let body = referral().to_string();
    let words = [
        ("token", user.token.as_str()),
        ("key", key),
        ("body", &body),
    ];
    asked("http-api-referral.json", "/referrals", "", &words)
}

async fn operations(world: &World) -> Vec<Operation> {
    let count = EVENTS;
    let housing = world.housing().await;
    let referrals = || (0..count).map(|_| refer(&housing, &fresh_key())).collect();
    let case = full_case(world).await;
    let mut browser = Browser::new(world);
    let coordinator = world.coordinator().await;
    browser.sign_in("/cases", &coordinator.email).await;
    let (name, value) = &browser.cookies[0];
    let cookie = format!("{name}={value}");
    let page =
        |path: &str| vec![asked("http-api-page.json", path, "", &[("cookie", &cookie)]); count];
    let (assigned, told) = actions(world, count).await;
    let (intake, updates) = ("referral-intake", "case-updates");
    let (created, shown) = (Wanted::Status(201), Wanted::Status(200));
    let opened = |does, pages| Operation::new(does, updates, Wanted::Status(200), pages);
    let item = json!({ "pk": "AREA#RUN", "sk": "R" });
    let yardstick =
        |does, peer| Operation::new(does, peer, Wanted::Anything, vec![item.clone(); count]);
    vec![
        Operation::new(
            "Send a referral, by API",
            intake,
            created.clone(),
            referrals(),
        ),
        Operation::new("The same in Python", PYTHON, created.clone(), referrals()),
        yardstick("Nothing at all", PEERS[0]),
        yardstick("One item read, and nothing else", PEERS[1]),
        opened("A case's page, by browser", page(&case)),
        opened("The start page of a coordinator", page("/")),
        Operation::new(
            "The list of meetings, by browser",
            "meetings",
            shown,
            page("/meetings"),
        ),
        Operation::new("Assign an action, by API", updates, created, assigned),
        Operation::new(
            "Tell its agency, by email and SNS",
            "action-notifications",
            Wanted::Everything,
            told,
        ),
    ]
}

/// A case as it comes to its first meeting: three agencies, a dozen entries, five actions.
async fn full_case(world: &World) -> String {
    let case = open_case(world, &["surrey-police", "health-partners"]).await;
    let (coordinator, officer) = (world.coordinator().await, world.officer().await);
    for _ in 0..12 {
        let note = json!({
            "kind": "note", "on": "2026-11-19", "gateway": "crime_and_disorder",
            "text": "Officers attended a fight outside the flats; both men are known to the team.",
        });
        let told = officer.post(&format!("{case}/entries"), note).await;
        told.expect(201);
    }
    for _ in 0..5 {
        assign(&coordinator, &case, "surrey-police", &due_on()).await;
    }
    case
}

fn due_on() -> String {
    let day = chrono::Utc::now().date_naive() + chrono::Days::new(10);
    day.to_string()
}

/// Events that assign actions, and those that tell of as many others, each alone.
async fn actions(world: &World, count: usize) -> (Vec<Value>, Vec<Value>) {
    let coordinator = world.coordinator().await;
    let mut cases = Vec::new();
    for _ in 0..CASES {
        cases.push(open_case(world, &["surrey-police"]).await);
    }
    let body = json!({
        "what": "Visit and report back", "detail": "Speak to Quentin Zebrafish",
        "agency": "surrey-police", "due_on": due_on(), "gateway": "crime_and_disorder",
    });
    let body = body.to_string();
    let assigning = cases.iter().cycle().take(count).map(|case| {
        let key = fresh_key();
        let words = [
            ("token", coordinator.token.as_str()),
            ("key", &key),
            ("body", &body),
        ];
        asked(
            "http-api-referral.json",
            &format!("{case}/actions"),
            "",
            &words,
        )
    });
    let assigning = assigning.collect();
    for case in cases.iter().cycle().take(count) {
        assign(&coordinator, case, "surrey-police", &due_on()).await;
    }
    let records = world.local.stream_records("action-notifications").await;
    let told = records
        .unwrap()
        .into_iter()
        .filter(|record| record["dynamodb"]["NewImage"]["kind"]["S"] == "action_assigned");
    let mut told: Vec<_> = told.map(|record| json!({ "Records": [record] })).collect();
    (assigning, told.split_off(told.len() - count))
}
