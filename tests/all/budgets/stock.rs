//! Fills the table with many cases: the items of a few that were made by the real commands, copied
//! under other ids, references and days. All lie in one area and with the same agencies, so that
//! their lists are as long as they can be.
//!
//! The copies are no cases to look into: they have records and all of their rows, and no journal.
//! What is measured reads them only as lines of lists.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    journey::add_agency,
    world::{Answer, User, World, referral},
};

type Item = HashMap<String, AttributeValue>;

/// The day of review that the copies' days take the place of.
const REVIEW: &str = "2027-02-03";
/// The day on which the originals are made, and the one that the copies have instead.
const MADE: &str = "2026-11-20";

/// Items, and the ids and references in them that every copy has its own of.
struct Original {
    items: Vec<Item>,
    ids: Vec<String>,
    references: Vec<String>,
}

/// Stores `cases` cases of Runnymede, a tenth as many referrals that wait there, and a tenth as
/// many cases of Woking, each with an action open. Gives the number of items.
pub(super) async fn fill(world: &World, cases: usize) -> usize {
    let some = (cases / 10).max(20);
    let open = story(world, "RUN", End::Open).await;
    let closed = story(world, "RUN", End::Closed).await;
    let tasked = story(world, "WOK", End::Tasked).await;
    let waiting = story(world, "RUN", End::Waiting).await;
    let mut filler = Filler {
        world,
        copies: 0,
        items: 0,
        held: Vec::new(),
    };
    // Most of a county's cases are closed; here the open ones are many too.
    filler.copy(&open, cases - cases * 2 / 5);
    filler.copy(&closed, cases * 2 / 5);
    filler.copy(&tasked, some);
    filler.copy(&waiting, some);
    filler.store();
    filler.items
}

/// How far an original has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Waiting,
    Tasked,
    Open,
    Closed,
}

/// Makes one original.
async fn story(world: &World, area: &str, end: End) -> Original {
    let housing = world.housing().await;
    let coordinator = world.user(&format!("Coordinator ({area})"), "").await;
    let mut told = referral();
    told["area"] = json!(area);
    strangers(&mut told);
    let received = housing.post("/referrals", told).await.expect(201);
    let (at, receipt) = (received.location(), received.json());
    let mut original = Original {
        items: Vec::new(),
        ids: vec![id(&at)],
        references: vec![text(&receipt["reference"])],
    };
    if end != End::Waiting {
        let accept = json!({ "decision": "accept", "reason": "Meets the threshold" });
        let triage = coordinator
            .post_at(&format!("{at}/triage"), accept, 1)
            .await;
        let case = triage.expect(200).json()["case"].clone();
        original.ids.push(text(&case["id"]));
        original.references.push(text(&case["reference"]));
        let case = format!("/cases/{}", text(&case["id"]));
        original
            .ids
            .extend(casework(&coordinator, &case, end).await);
    }
    original.items = items(world, &original).await;
    original
}

/// Names other people than those of the operations that are measured, born on the same day and living in the
/// same house: a look-up of one of those meets as many of these as it ever reads, and takes none for them.
fn strangers(told: &mut Value) {
    let names = ["Hubert Marlcombe", "Agnes Teasel", "Wilfred Oakenshaw"];
    let subjects = told["subjects"].as_array_mut().unwrap();
    for (subject, name) in subjects.iter_mut().zip(names) {
        subject["name"] = json!(name);
    }
}

/// What happens on a case; gives the ids of its actions.
async fn casework(coordinator: &User<'_>, case: &str, end: End) -> Vec<String> {
    add_agency(coordinator, case, "surrey-police")
        .await
        .expect(201);
    let version = coordinator.get(case).await.expect(200).version();
    let assessment = json!({
        "rag": "amber", "risk": "medium", "rationale": "Quieter since the visit", "next_review_on": REVIEW,
    });
    let assessed = coordinator
        .post_at(&format!("{case}/assessments"), assessment, version)
        .await;
    assessed.expect(201);
    let task = json!({
        "what": "Visit and report back", "agency": "surrey-police", "due_on": REVIEW,
        "gateway": "crime_and_disorder",
    });
    let action = coordinator
        .post(&format!("{case}/actions"), task)
        .await
        .expect(201)
        .location();
    if end != End::Tasked {
        let done = json!({ "outcome": "done", "evidence": "Visited; noise stopped" });
        coordinator
            .post(&format!("{action}/complete"), done)
            .await
            .expect(200);
    }
    if end == End::Closed {
        let close = json!({ "kind": "close", "outcome": "resolved", "reason": "Quiet for weeks" });
        close_at(coordinator, case, close).await;
    }
    vec![id(&action)]
}

async fn close_at(coordinator: &User<'_>, case: &str, close: Value) -> Answer {
    let version = coordinator.get(case).await.expect(200).version();
    let closed = coordinator
        .post_at(&format!("{case}/decisions"), close, version)
        .await;
    closed.expect(201)
}

/// Records and rows of an original, without its journal and the log of who read it.
async fn items(world: &World, original: &Original) -> Vec<Item> {
    let ids = original
        .ids
        .iter()
        .flat_map(|id| ["REFERRAL", "CASE", "ACTION"].map(|kind| format!("{kind}#{id}")));
    let references = original
        .references
        .iter()
        .map(|reference| format!("CASEREF#{reference}"));
    let mut items = Vec::new();
    for pk in ids.chain(references) {
        let query = world
            .local
            .aws()
            .dynamodb
            .query()
            .table_name("charmm-local-table");
        let got = query
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(pk))
            .send()
            .await
            .unwrap();
        items.extend(got.items.unwrap_or_default());
    }
    items.extend(matches(world, original).await);
    let inside = |sk: &str| sk.starts_with("A#") || sk.starts_with("J#");
    items.retain(|item| !inside(item["sk"].as_s().unwrap()));
    items
}

/// The rows by which its subjects are found, whose keys are hashes.
async fn matches(world: &World, original: &Original) -> Vec<Item> {
    let scan = world.local.aws().dynamodb.scan();
    let got = scan
        .table_name("charmm-local-table")
        .filter_expression("begins_with(pk, :match)")
        .expression_attribute_values(":match", AttributeValue::S("MATCH#".to_owned()))
        .send()
        .await
        .unwrap();
    let mut items = got.items.unwrap_or_default();
    items.retain(|item| original.ids.contains(item["sk"].as_s().unwrap()));
    items
}

struct Filler<'w> {
    world: &'w World,
    copies: u32,
    items: usize,
    held: Vec<Item>,
}

impl Filler<'_> {
    fn copy(&mut self, original: &Original, times: usize) {
        for _ in 0..times {
            self.copies += 1;
            let changes = changes(original, self.copies);
            let copies = original.items.iter().map(|item| copied(item, &changes));
            self.held.extend(copies);
            if self.held.len() >= 10_000 {
                self.store();
            }
        }
    }

    fn store(&mut self) {
        let held = std::mem::take(&mut self.held);
        self.items += held.len();
        self.world.local.load(held).unwrap();
    }
}

/// What a copy has in place of each text of the original.
fn changes(original: &Original, copy: u32) -> Vec<(String, String)> {
    let day = |from: &str, days: u32| {
        let from: NaiveDate = from.parse().unwrap();
        (from + Days::new(u64::from(days))).to_string()
    };
    let ids = (0u32..).zip(&original.ids).map(|(n, id)| {
        let own = Uuid::from_u128(u128::from(copy) << 64 | u128::from(n));
        (id.clone(), own.to_string())
    });
    let references = original.references.iter().map(|reference| {
        let own = match reference.strip_prefix("R-") {
            Some(_) => format!("R-{copy:05}-COPY0"),
            None => format!("{}-2025-{copy:05}", reference.split('-').next().unwrap()),
        };
        (reference.clone(), own)
    });
    let days = [
        (MADE.to_owned(), day("2025-01-06", copy % 250)),
        (REVIEW.to_owned(), day("2027-01-04", copy % 300)),
    ];
    ids.chain(references).chain(days).collect()
}

/// An item with texts in place of others.
pub(crate) fn copied(item: &Item, changes: &[(String, String)]) -> Item {
    let change = |text: &String| {
        changes.iter().fold(text.clone(), |text, (from, to)| {
            if text.contains(from) {
                text.replace(from, to)
            } else {
                text
            }
        })
    };
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) => AttributeValue::S(change(text)),
        other => other.clone(),
    };
    item.iter()
        .map(|(name, old)| (name.clone(), value(old)))
        .collect()
}

fn id(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
