//! Requests for what is held about somebody are kept for a time and erased, with their bundles (R12.2).

use access::Caller;
use domain::{
    Line, Note, Stamp,
    journal::{chain, fold},
    subject_access::{About, Asker, SubjectAccess},
};
use serde_json::json;
use store::{Commit, Error};

use super::{erase, everything, sealed};
use crate::{
    subject_access::{dpo, first_case, take, written},
    world::World,
};

/// What a request says and nothing else does.
const OWN: [&str; 2] = ["Passport seen", "Xylophone"];

/// What the table holds of a request.
async fn held(world: &World, id: &str) -> Vec<String> {
    let mut all = everything(world).await;
    all.retain(|item| OWN.iter().any(|own| item.contains(own)) || item.contains(id));
    all
}

async fn record(world: &World, id: &str) -> domain::Journal<SubjectAccess> {
    let job = Caller::System("erasure");
    let store = world.local.store();
    store.to_erase::<SubjectAccess>(id, &job).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_request_is_nowhere_in_the_table_and_its_bundle_is_deleted() {
    let world = World::start().await;
    written(&world).await;
    let officer = dpo(&world).await;
    let at = take(&officer).await;
    let kept = format!("/retention{at}");
    // While it is being answered it can be held, and not erased.
    officer.post(&kept, erase()).await.expect(422);
    let words = json!({ "step": "words", "words": "Xylophone" });
    officer.post(&at, words).await.expect(200);
    let review = first_case(&officer, &at).await;
    let version = officer.get(&review).await.expect(200).json()["version"]
        .as_u64()
        .unwrap();
    let nothing = json!({ "withheld": {} });
    officer.post_at(&review, nothing, version).await.expect(200);
    let release = json!({ "step": "release" });
    officer.post(&at, release).await.expect(200);
    let shown = officer.get_as(&at, "text/html").await.expect(200).text();
    assert!(
        shown.contains(&kept),
        "the page leads to how long it is kept"
    );

    // How long it is kept says nothing of whom it is about, also to the area's coordinator.
    let team = world.coordinator().await;
    for accept in ["text/html", "application/json"] {
        let text = team.get_as(&kept, accept).await.expect(200).text();
        assert!(text.contains("20 November 2028") || text.contains("2028-11-20"));
        for gone in OWN.iter().chain(&["Quentin", "Zebrafish"]) {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
    }
    for user in [world.officer().await, world.housing().await] {
        user.get(&kept).await.expect(404);
        user.post(&kept, erase()).await.expect(404);
    }
    let due = json!({ "step": "erase", "ground": "due", "reason": "Long answered" });
    let early = officer.post(&kept, due).await.expect(422).text();
    assert!(early.contains("not due before 20 November 2028"), "{early}");
    // A hold, and an order once it is lifted.
    let hold = json!({ "step": "hold", "reason": "A complaint was made" });
    officer.post(&kept, hold).await.expect(200);
    officer.post(&kept, erase()).await.expect(422);
    let lift = json!({ "step": "lift", "reason": "The complaint is answered" });
    officer.post(&kept, lift).await.expect(200);
    officer.post(&kept, erase()).await.expect(200);

    let id = at.rsplit('/').next().unwrap();
    let bundle = record(&world, id).await.released().unwrap().bundle;
    let store = world.local.store();
    assert!(store.bundle(bundle).await.is_ok());
    let before = held(&world, id).await;
    for own in OWN {
        assert!(before.iter().any(|item| item.contains(own)), "{own}");
    }

    world.clock("2026-12-04T09:00:00Z").await;
    // Another ten days on, so that the answers to repeated requests have gone too.
    world.clock("2026-12-14T09:00:00Z").await;
    for item in held(&world, id).await {
        for gone in OWN.iter().chain(&["Quentin", "Zebrafish"]) {
            assert!(!item.contains(gone), "{gone} in {item}");
        }
    }
    assert!(matches!(store.bundle(bundle).await, Err(Error::NotFound)));
    let officer = dpo(&world).await;
    officer.get(&format!("{at}/bundle")).await.expect(404);
    for accept in ["text/html", "application/json"] {
        let text = officer.get_as(&at, accept).await.expect(200).text();
        assert!(text.contains("rased"), "{text}");
        for gone in OWN.iter().chain(&["Quentin", "Zebrafish"]) {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
    }
    let answered = officer.get("/subject-access?list=answered").await;
    assert_eq!(answered.expect(200).json()["items"], json!([]));

    // The chain holds, and the record follows from what is left.
    let entries = sealed(&world, "subject_access", id).await;
    chain::verify(&entries).unwrap();
    let gone = entries.iter().filter(|entry| entry.payload.is_none());
    assert_eq!(gone.count(), entries.len() - 2);
    let opened: Vec<_> = entries
        .iter()
        .map(|entry| entry.open::<SubjectAccess>().unwrap())
        .collect();
    let folded = fold::<SubjectAccess>(&opened).unwrap().unwrap();
    assert_eq!(&folded, record(&world, id).await.record());
    assert_eq!(folded.released().unwrap().bundle, bundle);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_closed_two_years_ago_is_due_and_goes_when_that_is_ordered() {
    let world = World::start().await;
    let (job, at) = (Caller::System("test"), "2024-11-20T09:00:00Z");
    let officer = |seed| Stamp::new(job.actor(), at.parse().unwrap(), [seed; 32]);
    let about = About {
        name: Line::parse("Quentin Zebrafish").unwrap(),
        born_on: Some("1991-02-28".parse().unwrap()),
        postcode: None,
        asker: Asker::Themselves,
        identity: Note::parse("Passport seen").unwrap(),
        received_on: "2024-11-20".parse().unwrap(),
    };
    let why = Note::parse("Nothing is held").unwrap();
    let closed = SubjectAccess::receive("RUN".parse().unwrap(), about, &officer(1))
        .and_then(|request| request.close(why, &officer(2)))
        .unwrap();
    let id = closed.id.to_string();
    world
        .local
        .store()
        .commit(Commit::of(closed))
        .await
        .unwrap();
    let kept = format!("/retention/subject-access/{id}");
    let by = dpo(&world).await;
    let list = by.get("/retention").await.expect(200).json();
    let item = &list["items"][0];
    assert_eq!(
        (&item["of"], &item["href"], &item["due_on"]),
        (&json!("subject_access"), &json!(kept), &json!("2026-11-20"))
    );
    assert!(!list.to_string().contains("Zebrafish"));
    let due = json!({ "step": "erase", "ground": "due", "reason": "Long answered" });
    by.post(&kept, due).await.expect(200);
    world.clock("2026-12-04T09:00:00Z").await;
    for item in held(&world, &id).await {
        assert!(!item.contains("Zebrafish"), "{item}");
    }
    let list = dpo(&world).await.get("/retention?list=erased").await;
    assert_eq!(list.expect(200).json()["items"][0]["href"], json!(kept));
    world.local.stop().await;
}
