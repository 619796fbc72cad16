//! How long things are kept, and what is left of them once they are erased (R12.2).

mod case_review;
mod subject_access;

use std::sync::{Arc, atomic::AtomicI64};

use access::Caller;
use chrono::Utc;
use domain::{
    CaseId, Line, Prose, Stamp,
    case::{Case, Ending, Task},
    gateway::Gateway,
    journal::{Sealed, chain, fold},
};
use edge::Clock;
use erasure::Eraser;
use serde_json::{Value, json};
use store::Commit;

use crate::{
    audit::is_in_order,
    journey::{assign, open_case},
    world::{CANARIES, World},
};

/// The function, called by hand at the world's time.
fn eraser(world: &World) -> Eraser {
    let ahead = world.local.clock().now() - Utc::now();
    let ahead = Arc::new(AtomicI64::new(ahead.num_milliseconds()));
    Eraser::new(world.local.store().clone(), Clock::shifted(ahead))
}

pub(crate) fn id_of(case: &str) -> CaseId {
    case.rsplit('/').next().unwrap().parse().unwrap()
}

/// Where it is decided how long the case is kept.
fn keeping(case: &str) -> String {
    format!("/retention{case}")
}

/// A case with something of everything, closed.
async fn closed(world: &World) -> String {
    let case = open_case(world, &["surrey-police"]).await;
    let coordinator = world.coordinator().await;
    let note = json!({
        "kind": "incident", "on": "2026-11-19", "text": "Quentin Zebrafish shouted at Ottoline",
        "gateway": "crime_and_disorder",
    });
    let officer = world.officer().await;
    officer
        .post(&format!("{case}/entries"), note)
        .await
        .expect(201);
    let version = coordinator.get(&case).await.expect(200).version();
    let assessment = json!({
        "rag": "amber", "risk": "high", "rationale": "Wigglesworth is afraid",
        "next_review_on": "2026-12-08",
    });
    coordinator
        .post_at(&format!("{case}/assessments"), assessment, version)
        .await
        .expect(201);
    let action = assign(&coordinator, &case, "surrey-police", "2026-11-27").await;
    let done = json!({ "outcome": "done", "evidence": "Spoke to Quazza at Marmalade Crescent" });
    officer
        .post(&format!("{action}/complete"), done)
        .await
        .expect(200);
    close(world, &case).await;
    case
}

pub(crate) async fn close(world: &World, case: &str) {
    let coordinator = world.coordinator().await;
    let version = coordinator.get(case).await.expect(200).version();
    let decision = json!({ "kind": "close", "outcome": "resolved", "reason": "Quentin moved out" });
    coordinator
        .post_at(&format!("{case}/decisions"), decision, version)
        .await
        .expect(201);
}

fn erase() -> Value {
    json!({ "step": "erase", "ground": "request", "reason": "The right to erasure applies" })
}

/// Every item of the table as text, without what the table itself clears by now.
pub(crate) async fn everything(world: &World) -> Vec<String> {
    let db = &world.local.aws().dynamodb;
    let now = world.local.clock().now().timestamp();
    let mut all = Vec::new();
    let mut start = None;
    loop {
        let got = db
            .scan()
            .table_name("charmm-local-table")
            .set_exclusive_start_key(start)
            .send()
            .await
            .unwrap();
        for item in got.items.unwrap_or_default() {
            let expires = item
                .get("expires_at")
                .and_then(|at| at.as_n().ok()?.parse::<i64>().ok());
            if expires.is_none_or(|at| at > now) {
                all.push(format!("{item:?}"));
            }
        }
        start = got.last_evaluated_key;
        if start.is_none() {
            return all;
        }
    }
}

pub(crate) async fn sealed(world: &World, kind: &str, id: &str) -> Vec<Sealed> {
    world.local.store().sealed_entries(kind, id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_case_is_nowhere_in_the_table_and_its_audit_still_verifies() {
    let world = World::start().await;
    let case = closed(&world).await;
    let coordinator = world.coordinator().await;
    let before = everything(&world).await;
    for canary in CANARIES {
        assert!(
            before.iter().any(|item| item.contains(canary)),
            "{canary} is not there"
        );
    }
    let ordered = coordinator
        .post(&keeping(&case), erase())
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&ordered["standing"], &ordered["day"]),
        (&json!("ordered"), &json!("2026-12-04"))
    );
    world.local.settle().await.unwrap();
    // Both agencies are told, by what it is called, and not by what it says.
    let told = world.sent();
    let told: Vec<_> = told
        .iter()
        .filter(|(_, subject, _)| subject.contains("is to be erased"))
        .collect();
    assert!(told.len() >= 2, "{told:?}");
    for (_, _, text) in &told {
        assert!(text.contains("4 December 2026"), "{text}");
        assert!(
            CANARIES.iter().all(|canary| !text.contains(canary)),
            "{text}"
        );
    }
    let page = world
        .officer()
        .await
        .get_as(&case, "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("is to be erased on 4 December 2026"));

    world.clock("2026-12-04T02:00:00Z").await;
    let coordinator = world.coordinator().await;
    coordinator.get(&case).await.expect(200);
    world.clock("2026-12-04T09:00:00Z").await;
    // A day on, so that the keys of repeated requests have gone too.
    world.clock("2026-12-06T09:00:00Z").await;
    let coordinator = world.coordinator().await;
    let after = everything(&world).await;
    for canary in CANARIES {
        let left: Vec<_> = after.iter().filter(|item| item.contains(canary)).collect();
        assert!(left.is_empty(), "{canary} in {left:#?}");
    }

    // The chain holds, and the record follows from what is left.
    let id = id_of(&case);
    let entries = sealed(&world, "case", &id.to_string()).await;
    let erased = entries
        .iter()
        .filter(|entry| entry.payload.is_none())
        .count();
    assert_eq!(erased, entries.len() - 2);
    chain::verify(&entries).unwrap();
    let opened: Vec<_> = entries
        .iter()
        .map(|entry| entry.open::<Case>().unwrap())
        .collect();
    let folded = fold::<Case>(&opened).unwrap().unwrap();
    let job = Caller::System("erasure");
    let stored = world
        .local
        .store()
        .to_erase::<Case>(id, &job)
        .await
        .unwrap();
    assert_eq!(&folded, stored.record());

    // It says what became of it to those who run the area, and is gone for everybody else.
    let shown = coordinator.get(&case).await.expect(200).json();
    assert_eq!(shown["status"], "erased");
    let page = coordinator
        .get_as(&case, "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("This case was erased on 4 December 2026"));
    let history = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&history["verified"], &history["erased"]),
        (&json!(true), &json!(erased))
    );
    world.officer().await.get(&case).await.expect(404);
    let sought = json!({ "name": "Zebrafish, Quentin", "born_on": "1991-02-28" });
    let found = coordinator.post("/find", sought).await.expect(200).json();
    assert_eq!((&found["cases"], &found["stubs"]), (&json!([]), &json!([])));

    // Its audit is taken out and checked as before.
    is_in_order(&world, &coordinator, &case).await;
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_keeps_what_was_ordered_to_be_erased() {
    let world = World::start().await;
    let case = closed(&world).await;
    let coordinator = world.coordinator().await;
    coordinator.post(&keeping(&case), erase()).await.expect(200);
    let dpo = world.user("Data-protection officer", "").await;
    let hold = json!({ "step": "hold", "reason": "A claim was announced" });
    let held = dpo
        .post(&keeping(&case), hold.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(held["may"], json!(["lift", "keep"]));
    dpo.post(&keeping(&case), hold).await.expect(422);
    coordinator.post(&keeping(&case), erase()).await.expect(422);
    world.clock("2026-12-06T09:00:00Z").await;
    let coordinator = world.coordinator().await;
    assert_eq!(
        coordinator.get(&case).await.expect(200).json()["status"],
        "closed"
    );
    let dpo = world.user("Data-protection officer", "").await;
    let list = dpo.get("/retention?list=held").await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let lift = json!({ "step": "lift", "reason": "The claim was withdrawn" });
    let lifted = dpo.post(&keeping(&case), lift).await.expect(200).json();
    // It was not due, so it is kept as long as the rule says.
    assert_eq!(
        (&lifted["standing"], &lifted["day"]),
        (&json!("kept"), &json!("2032-11-20"))
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_can_be_taken_back_and_nothing_is_erased_that_is_not_due() {
    let world = World::start().await;
    let case = closed(&world).await;
    let coordinator = world.coordinator().await;
    let due = json!({ "step": "erase", "ground": "due", "reason": "Long closed" });
    let refused = coordinator
        .post(&keeping(&case), due)
        .await
        .expect(422)
        .json();
    assert!(
        refused
            .to_string()
            .contains("not due before 20 November 2032"),
        "{refused}"
    );
    let open = open_case(&world, &[]).await;
    coordinator.post(&keeping(&open), erase()).await.expect(422);
    coordinator.post(&keeping(&case), erase()).await.expect(200);
    let stay = json!({ "step": "stay", "reason": "Another agency needs it" });
    coordinator
        .post(&keeping(&case), stay.clone())
        .await
        .expect(200);
    coordinator.post(&keeping(&case), stay).await.expect(422);
    world.clock("2026-12-06T09:00:00Z").await;
    let coordinator = world.coordinator().await;
    assert_eq!(
        coordinator.get(&case).await.expect(200).json()["status"],
        "closed"
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_cut_off_is_made_good_and_one_that_is_repeated_changes_nothing() {
    let world = World::start().await;
    let case = closed(&world).await;
    let coordinator = world.coordinator().await;
    coordinator.post(&keeping(&case), erase()).await.expect(200);
    // Emptied, and then the machine was gone.
    let (store, job) = (world.local.store(), Caller::System("erasure"));
    let at = "2026-12-04T08:00:00Z".parse().unwrap();
    let emptied = store.to_erase::<Case>(id_of(&case), &job).await.unwrap();
    let emptied = emptied.erase(&edge::stamp(&job, at).unwrap()).unwrap();
    store.commit(Commit::erasing(emptied)).await.unwrap();
    // Nobody sees anything of it from here on.
    let text = coordinator.get(&case).await.expect(200).text();
    assert!(
        CANARIES.iter().all(|canary| !text.contains(canary)),
        "{text}"
    );
    let eraser = eraser(&world);
    let done = eraser.on_event(json!({ "run": "erase" })).await.unwrap();
    assert_eq!(done["cases"], 1, "{done}");
    let id = id_of(&case).to_string();
    let first = sealed(&world, "case", &id).await;
    assert!(
        first[..first.len() - 2]
            .iter()
            .all(|entry| entry.payload.is_none())
    );
    let again = eraser.on_event(json!({ "run": "erase" })).await.unwrap();
    assert_eq!(
        again,
        json!({ "cases": 0, "referrals": 0, "case_reviews": 0, "requests": 0, "failed": 0 })
    );
    assert_eq!(sealed(&world, "case", &id).await, first);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_with_more_rows_than_a_transaction_holds_is_erased_whole() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police", "youth-justice"]).await;
    let coordinator = world.coordinator().await;
    // 120 actions, as many at a time as a transaction holds.
    let (store, job) = (world.local.store(), Caller::System("test"));
    let at = "2026-11-20T09:00:00Z".parse().unwrap();
    for round in 0..4 {
        let mut journal = store
            .case_alone(id_of(&case), &job, at)
            .await
            .unwrap()
            .journal;
        for number in 0..30 {
            let agency = ["surrey-police", "youth-justice"][number % 2];
            let task = Task {
                what: Line::parse("Visit Quentin").unwrap(),
                detail: None,
                agency: agency.parse().unwrap(),
                person: None,
                due_on: "2026-11-27".parse().unwrap(),
                meeting: None,
            };
            let stamp = Stamp::new(job.actor(), at, [round * 30 + number as u8; 32]);
            let known: Vec<_> = journal.actions.keys().copied().collect();
            journal = journal
                .assign(task, Gateway::CrimeAndDisorder, &stamp)
                .unwrap();
            let new = journal
                .actions
                .keys()
                .find(|id| !known.contains(id))
                .copied();
            let evidence = Prose::parse("Visited Quentin").unwrap();
            journal = journal
                .end_action(new.unwrap(), Ending::Done, evidence, &stamp)
                .unwrap();
        }
        store.commit(Commit::of(journal)).await.unwrap();
    }
    close(&world, &case).await;
    coordinator.post(&keeping(&case), erase()).await.expect(200);
    world.clock("2026-12-06T09:00:00Z").await;
    let after = everything(&world).await;
    for canary in CANARIES {
        assert!(!after.iter().any(|item| item.contains(canary)), "{canary}");
    }
    let id = id_of(&case).to_string();
    let left: Vec<_> = after
        .iter()
        .filter(|item| item.contains("ACTION#") && item.contains(&id))
        .collect();
    assert!(left.is_empty(), "{left:#?}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_that_led_to_nothing_is_erased_by_itself_and_one_that_led_to_a_case_with_it() {
    let world = World::start().await;
    let housing = world.housing().await;
    let coordinator = world.coordinator().await;
    let at = housing
        .post("/referrals", crate::world::referral())
        .await
        .expect(201)
        .location();
    let page = format!("/retention{at}");
    // Waiting for triage it is in use.
    coordinator.post(&page, erase()).await.expect(422);
    let version = coordinator.get(&at).await.expect(200).version();
    let decline = json!({ "decision": "decline", "reason": "Quentin is dealt with elsewhere" });
    coordinator
        .post_at(&format!("{at}/triage"), decline, version)
        .await
        .expect(200);
    coordinator.post(&page, erase()).await.expect(200);
    let case = open_case(&world, &[]).await;
    let joined = coordinator.get(&case).await.expect(200).json();
    let led = joined["referrals"][0]["id"]
        .as_str()
        .or(joined["referrals"][0].as_str())
        .unwrap();
    let with_case = coordinator
        .post(&format!("/retention/referrals/{led}"), erase())
        .await
        .expect(422);
    assert!(with_case.text().contains("led to a case"));
    world.clock("2026-12-06T09:00:00Z").await;
    let housing = world.housing().await;
    let shown = housing.get(&at).await.expect(200);
    assert_eq!(shown.json()["status"], "erased");
    assert!(
        CANARIES.iter().all(|canary| !shown.text().contains(canary)),
        "{}",
        shown.text()
    );
    housing.get_as(&at, "text/html").await.expect(200);
    let id = at.rsplit('/').next().unwrap();
    let entries = sealed(&world, "referral", id).await;
    chain::verify(&entries).unwrap();
    assert!(!serde_json::to_string(&entries).unwrap().contains("Quentin"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_answer_for_an_area_see_and_decide_how_long_its_records_are_kept() {
    let world = World::start().await;
    let case = closed(&world).await;
    let page = keeping(&case);
    let hold = || json!({ "step": "hold", "reason": "A claim" });
    for user in [
        world.officer().await,
        world.housing().await,
        world.administrator().await,
        world.user("Chair", "").await,
    ] {
        user.get("/retention").await.expect(403);
        user.get("/retention/rules").await.expect(403);
        user.get(&page).await.expect(404);
        user.post(&page, hold()).await.expect(404);
        let rule = json!({ "area": "RUN", "rule": "case-closed", "years": 5 });
        user.post("/retention/rules", rule).await.expect(403);
    }
    let elsewhere = world.user("Coordinator (WOK)", "").await;
    elsewhere.get("/retention?area=RUN").await.expect(404);
    elsewhere.get(&page).await.expect(404);
    elsewhere.post(&page, hold()).await.expect(404);
    let rule = json!({ "area": "RUN", "rule": "case-closed", "years": 5 });
    elsewhere.post("/retention/rules", rule).await.expect(404);
    // Whoever decides need not see what the case says.
    let dpo = world.user("Data-protection officer", "").await;
    dpo.get(&case).await.expect(404);
    for accept in ["text/html", "application/json"] {
        let text = dpo.get_as(&page, accept).await.expect(200).text();
        assert!(
            CANARIES.iter().all(|canary| !text.contains(canary)),
            "{text}"
        );
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_chooses_its_years_within_bounds_and_they_count_at_once() {
    let world = World::start().await;
    let case = closed(&world).await;
    let coordinator = world.coordinator().await;
    let choose = |years: u16| json!({ "area": "RUN", "rule": "case-closed", "years": years });
    coordinator
        .post("/retention/rules", choose(1))
        .await
        .expect(400);
    coordinator
        .post("/retention/rules", choose(11))
        .await
        .expect(400);
    let rules = coordinator
        .post("/retention/rules", choose(5))
        .await
        .expect(200)
        .json();
    let closed = rules["rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["id"] == "case-closed");
    assert_eq!(closed.unwrap()["years"], 5);
    let kept = coordinator.get(&keeping(&case)).await.expect(200).json();
    assert_eq!(kept["day"], "2031-11-20");
    let administrator = world.administrator().await;
    let area = administrator.get("/areas/RUN").await.expect(200).json();
    assert!(
        area.to_string().contains("Years kept, Closed case: 6 → 5"),
        "{area}"
    );
    world.local.stop().await;
}

#[test]
fn packs_expire_before_a_case_that_they_hold_can_be_erased() {
    let shortest = domain::retention::rules::rules()
        .iter()
        .filter(|rule| rule.of == domain::retention::rules::Of::Case)
        .map(|rule| u64::from(rule.least) * 365)
        .min()
        .unwrap();
    let template = include_str!("../../infra/template.yaml");
    let number = |setting: &str| -> u64 {
        let at = template.find(setting).unwrap() + setting.len();
        let digits = template[at..].chars().take_while(char::is_ascii_digit);
        digits.collect::<String>().parse().unwrap()
    };
    let packs = number("Prefix: packs/, ExpirationInDays: ");
    let replaced = number("NoncurrentDays: ");
    assert!(
        packs + replaced <= shortest,
        "{packs} + {replaced} > {shortest}"
    );
}
