//! What a single entry of a case said is erased while the case goes on (R12.2).

use access::Caller;
use domain::{
    case::Case,
    journal::{chain, fold, open},
};
use serde_json::{Value, json};

use crate::{
    audit::is_in_order,
    journey::open_case,
    retention::{everything, id_of, sealed},
    world::{User, World},
};

const CANARY: &str = "Xanthippe";

/// An open case on which the police said something, corrected and withdrew it, and the note's id.
async fn withdrawn(world: &World) -> (String, String) {
    let case = open_case(world, &["surrey-police"]).await;
    let officer = world.officer().await;
    let note = json!({
        "kind": "note", "on": "2026-11-19", "text": format!("{CANARY} lives at number nine"),
        "gateway": "crime_and_disorder",
    });
    let told = officer.post(&format!("{case}/entries"), note).await;
    told.expect(201);
    // Somebody of another agency reads it before it is corrected.
    world.housing().await.get(&case).await.expect(200);
    let entries = officer.get(&format!("{case}/entries")).await.expect(200);
    let entry = entries.json()["entries"][0]["entry"]
        .as_str()
        .map(String::from);
    let entry = entry.unwrap();
    for (step, body) in [
        (
            "correct",
            json!({ "text": format!("{CANARY} at number ten"), "reason": format!("{CANARY}'s door") }),
        ),
        (
            "withdraw",
            json!({ "reason": format!("{CANARY} is somebody else") }),
        ),
    ] {
        let version = officer.get(&case).await.expect(200).version();
        let path = format!("{case}/entries/{entry}/{step}");
        officer.post_at(&path, body, version).await.expect(200);
    }
    (case, entry)
}

fn erase(entry: &str) -> Value {
    json!({ "entry": entry, "ground": "request", "reason": "The person asked for it" })
}

async fn dpo(world: &World) -> User<'_> {
    world.user("Data-protection officer", "").await
}

fn at(case: &str) -> String {
    format!("/retention{case}/entries")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_withdrawn_entry_said_is_nowhere_and_the_case_goes_on() {
    let world = World::start().await;
    let (case, entry) = withdrawn(&world).await;
    let officer = world.officer().await;
    let before = officer.get(&case).await.expect(200).json();
    let listed = dpo(&world).await.get(&at(&case)).await.expect(200);
    let item = &listed.json()["items"][0];
    assert_eq!(
        (&item["entry"], &item["agency"], &item["from"]),
        (&json!(entry), &json!("Surrey Police"), &json!("2026-12-04"))
    );
    assert!(!listed.text().contains(CANARY));

    // Not before its day.
    let early = dpo(&world).await.post(&at(&case), erase(&entry)).await;
    let early = early.expect(422).text();
    assert!(early.contains("4 December 2026"), "{early}");

    world.clock("2026-12-06T09:00:00Z").await;
    let officer_of_data = dpo(&world).await;
    let stands = everything(&world).await;
    assert!(stands.iter().any(|item| item.contains(CANARY)));
    let erased = officer_of_data.post(&at(&case), erase(&entry)).await;
    assert_eq!(erased.expect(200).json()["items"], json!([]));
    world.local.settle().await.unwrap();
    // Done again it is refused: there is nothing left.
    officer_of_data
        .post(&at(&case), erase(&entry))
        .await
        .expect(422);
    // The keys of repeated requests go after a day.
    world.clock("2026-12-08T09:00:00Z").await;
    let left = everything(&world).await;
    let left: Vec<_> = left.iter().filter(|item| item.contains(CANARY)).collect();
    assert!(left.is_empty(), "{left:#?}");

    // The chain holds, and the record follows from what is left.
    let id = id_of(&case);
    let entries = sealed(&world, "case", &id.to_string()).await;
    let gone = entries.iter().filter(|entry| entry.payload.is_none());
    assert_eq!(gone.count(), 3, "said, corrected, withdrawn");
    chain::verify(&entries).unwrap();
    let folded = fold::<Case>(&open::<Case>(&entries).unwrap())
        .unwrap()
        .unwrap();
    let officer = world.officer().await;
    let after = officer.get(&case).await.expect(200).json();
    let job = Caller::System("erasure");
    let stored = world.local.store().to_erase::<Case>(id, &job).await;
    assert_eq!(&folded, stored.unwrap().record());
    for same in ["reference", "status", "subjects", "agencies"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    let lines = officer
        .get(&format!("{case}/entries"))
        .await
        .expect(200)
        .json();
    let line = &lines["entries"][0];
    assert_eq!(
        (&line["mark"], &line["text"]),
        (&json!("withdrawn"), &json!([]))
    );
    assert_eq!(line["why"], "Erased on 6 December 2026");

    // As it stood when it could be read, too.
    let then = officer.get(&format!("{case}/as-at?on=2026-11-20")).await;
    let then = then.expect(200).text();
    assert!(!then.contains(CANARY), "{then}");
    let coordinator = world.coordinator().await;
    let history = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200);
    assert_eq!(history.json()["verified"], true);

    // Whoever read it is told to let go of it, and not what it said.
    let told = world.sent();
    let told = told
        .iter()
        .filter(|(_, subject, _)| subject.contains("has been erased"));
    let told: Vec<_> = told.collect();
    assert!(
        told.iter().any(|(to, ..)| to.contains("weymeadow")),
        "{told:?}"
    );
    assert!(
        told.iter().all(|(_, _, text)| !text.contains(CANARY)),
        "{told:?}"
    );

    // Its audit is taken out and checked as before.
    is_in_order(&world, &coordinator, &case).await;
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_keeps_a_withdrawn_entry_and_nobody_else_erases_one() {
    let world = World::start().await;
    let (case, entry) = withdrawn(&world).await;
    world.clock("2026-12-06T09:00:00Z").await;
    for other in [
        world.coordinator().await,
        world.officer().await,
        world.housing().await,
    ] {
        other.get(&at(&case)).await.expect(404);
        other.post(&at(&case), erase(&entry)).await.expect(404);
    }
    let hold = json!({ "step": "hold", "reason": "A claim was announced" });
    let dpo = dpo(&world).await;
    dpo.post(&format!("/retention{case}"), hold)
        .await
        .expect(200);
    let held = dpo.post(&at(&case), erase(&entry)).await.expect(422).text();
    assert!(held.contains("hold"), "{held}");
    let due = json!({ "entry": entry, "ground": "due", "reason": "Long ago" });
    dpo.post(&at(&case), due).await.expect(400);
    let lift = json!({ "step": "lift", "reason": "It was withdrawn" });
    dpo.post(&format!("/retention{case}"), lift)
        .await
        .expect(200);
    dpo.post(&at(&case), erase(&entry)).await.expect(200);
    world.local.stop().await;
}
