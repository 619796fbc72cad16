//! Everything is sealed once, whatever is cut off on the way; and whatever is touched is named.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicI64},
};

use audit_roots::{Sealer, Signer};
use aws_sdk_dynamodb::types::AttributeValue;
use charmm::Evidence;
use chrono::Utc;
use domain::audit::{Leaf, RootDocument, verify};
use edge::Clock;
use serde_json::{Value, json};
use store::{Error, Store};

use crate::{
    journey::open_case,
    world::{User, World},
};

const TABLE: &str = "charmm-local-table";

type Item = HashMap<String, AttributeValue>;

/// The function, called by hand at the world's time.
fn sealer(world: &World) -> Sealer {
    let ahead = world.local.clock().now() - Utc::now();
    let ahead = Arc::new(AtomicI64::new(ahead.num_milliseconds()));
    let signer = Signer::new(world.local.aws().kms.clone(), "alias/charmm-local-roots");
    Sealer::new(world.local.store().clone(), signer, Clock::shifted(ahead))
}

async fn run(sealer: &Sealer) -> Value {
    sealer.on_event(json!({ "run": "root" })).await.unwrap()
}

/// Every root that is kept, in order; they follow from each other.
async fn roots(store: &Store) -> Vec<RootDocument> {
    let mut all = Vec::new();
    loop {
        match store.root(all.len() as u64 + 1).await {
            Ok(document) => all.push(document),
            Err(Error::NotFound) => break,
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(verify::roots(&all, |_| true), Ok(()));
    all
}

/// How often each leaf stands under a root.
fn sealed(roots: &[RootDocument]) -> BTreeMap<Leaf, usize> {
    let mut counts = BTreeMap::new();
    for leaf in roots.iter().flat_map(|root| &root.leaves) {
        *counts.entry(leaf.clone()).or_default() += 1;
    }
    counts
}

/// Leaves and the newest root as they are stored, by their keys; only a test may scan.
async fn stored(world: &World) -> BTreeMap<(String, String), Item> {
    let db = &world.local.aws().dynamodb;
    let mut found = BTreeMap::new();
    let mut start = None;
    loop {
        let scan = db.scan().table_name(TABLE);
        let page = scan.set_exclusive_start_key(start.take()).send().await;
        let page = page.unwrap();
        for item in page.items.unwrap_or_default() {
            let key = |name: &str| item[name].as_s().unwrap().clone();
            let key = (key("pk"), key("sk"));
            if key.0 == "ROOTS" || key.1.starts_with("H#") {
                found.insert(key, item);
            }
        }
        start = page.last_evaluated_key;
        if start.is_none() {
            return found;
        }
    }
}

async fn put(world: &World, item: Item) {
    let put = world.local.aws().dynamodb.put_item().table_name(TABLE);
    put.set_item(Some(item)).send().await.unwrap();
}

/// A case that two agencies worked on, everything of it told to the stream.
async fn worked(world: &World) -> String {
    let case = open_case(world, &["surrey-police"]).await;
    for user in [world.coordinator().await, world.officer().await] {
        user.get(&case).await.expect(200);
        user.get("/cases").await.expect(200);
    }
    world.local.settle().await.unwrap();
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn every_entry_and_reading_is_sealed_once_and_silence_too() {
    let world = World::start().await;
    let case = worked(&world).await;
    // 11:40 in London, and then at 14:40 again.
    world.clock("2026-11-20T11:41:00Z").await;
    let store = world.local.store();
    let first = roots(store).await;
    assert_eq!(first.len(), 1);
    let counts = sealed(&first);
    let id = case.rsplit('/').next().unwrap();
    let of_case = counts.keys().filter(|leaf| leaf.id == id);
    let (entries, readings): (Vec<_>, Vec<_>) =
        of_case.partition(|leaf| leaf.place.starts_with("entry"));
    assert_eq!(entries.len(), 2, "{entries:?}");
    assert!(readings.len() >= 3, "{readings:?}");
    assert!(counts.values().all(|count| *count == 1));
    // People and areas are there as well.
    for kind in ["person", "area", "agency", "referral", "case"] {
        assert!(counts.keys().any(|leaf| leaf.aggregate == kind), "{kind}");
    }
    world.clock("2026-11-20T17:41:00Z").await;
    let later = roots(store).await;
    assert_eq!(later.len(), 3);
    assert!(later[1..].iter().all(|root| root.leaves.is_empty()));
    // What stands in the bucket stays as it is.
    let again = store.keep_root(&later[0]).await;
    assert!(matches!(again, Err(Error::Conflict)), "{again:?}");
    // Nothing of what anybody wrote or is called lies under a root.
    let text = serde_json::to_string(&later).unwrap();
    for canary in crate::world::CANARIES {
        assert!(!text.contains(canary), "{canary}");
    }
    world.local.stop().await;
}

/// Where the newest root stands.
fn newest() -> (String, String) {
    ("ROOTS".to_owned(), "R".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_cut_off_after_any_step_is_made_good_by_the_next() {
    let world = World::start().await;
    let case = worked(&world).await;
    let coordinator = world.coordinator().await;
    let sealer = sealer(&world);
    // The document is kept, and nothing is said of it, first as the first root and then as a later
    // one; it is said to be the newest, and no leaf is told, or half of them, or all.
    for (made, (said, told)) in [(false, 0), (false, 0), (true, 0), (true, 3), (true, 99)]
        .into_iter()
        .enumerate()
    {
        for _ in 0..6 {
            coordinator.get(&case).await.expect(200);
        }
        world.local.settle().await.unwrap();
        let before = stored(&world).await;
        run(&sealer).await;
        let after = stored(&world).await;
        // The table as it was at that moment; the bucket keeps what it has.
        let waiting = before.values().filter(|item| item.contains_key("area_pk"));
        assert!(waiting.clone().count() >= 6);
        for item in waiting.skip(told) {
            put(&world, item.clone()).await;
        }
        match (said, before.get(&newest())) {
            (true, _) => {
                let mut item = after[&newest()].clone();
                item.insert("settled".to_owned(), AttributeValue::S("no".to_owned()));
                put(&world, item).await;
            }
            (false, Some(item)) => put(&world, item.clone()).await,
            (false, None) => {
                let delete = world.local.aws().dynamodb.delete_item().table_name(TABLE);
                let key = |name: &str, value: &str| {
                    (name.to_owned(), AttributeValue::S(value.to_owned()))
                };
                let key = HashMap::from([key("pk", "ROOTS"), key("sk", "R")]);
                delete.set_key(Some(key)).send().await.unwrap();
            }
        }
        run(&sealer).await;
        let roots = roots(world.local.store()).await;
        assert_eq!(roots.len(), 2 * (made + 1), "no root is made again");
        assert!(roots.last().unwrap().leaves.is_empty());
        let counts = sealed(&roots);
        assert!(counts.values().all(|count| *count == 1), "{counts:?}");
        let now = stored(&world).await;
        assert_eq!(counts.len(), now.len() - 1);
        let waits = now.values().filter(|item| item.contains_key("area_pk"));
        assert_eq!(waits.count(), 0, "nothing waits that is sealed");
        assert!(
            now.values()
                .all(|item| item.contains_key("root") || item.contains_key("settled"))
        );
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_at_once_seal_every_leaf_once() {
    let world = World::start().await;
    worked(&world).await;
    let (one, other) = (sealer(&world), sealer(&world));
    let root = || json!({ "run": "root" });
    let (one, other) = tokio::join!(one.on_event(root()), other.on_event(root()));
    // One of them may be told that the other was faster; the schedule comes again.
    assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
    run(&sealer(&world)).await;
    let roots = roots(world.local.store()).await;
    let counts = sealed(&roots);
    assert!(counts.len() > 10);
    assert!(counts.values().all(|count| *count == 1), "{counts:?}");
    assert_eq!(sealed(&roots).len(), stored(&world).await.len() - 1);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_comes_again_is_the_same_leaves_before_and_after_sealing() {
    let world = World::start().await;
    worked(&world).await;
    let sealer = sealer(&world);
    let records = world.local.stream_records("audit-roots").await.unwrap();
    assert!(records.len() > 10);
    let batch = || json!({ "Records": records[..10.min(records.len())].to_vec() });
    let before = stored(&world).await;
    assert_eq!(records.len(), before.len());
    let told = sealer.on_event(batch()).await.unwrap();
    assert_eq!(told, json!({ "batchItemFailures": [] }));
    assert_eq!(stored(&world).await, before);
    run(&sealer).await;
    let after = stored(&world).await;
    sealer.on_event(batch()).await.unwrap();
    assert_eq!(stored(&world).await, after);
    let made = run(&sealer).await;
    assert_eq!(made["leaves"], 0);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_root_cannot_hold_goes_into_the_next_ones() {
    let world = World::start().await;
    worked(&world).await;
    let made = run(&sealer(&world).with_most(7)).await;
    let roots = roots(world.local.store()).await;
    assert!(roots.len() > 2, "{made}");
    assert_eq!(made["roots"], roots.len());
    assert!(roots.iter().all(|root| root.leaves.len() <= 7));
    let counts = sealed(&roots);
    assert!(counts.values().all(|count| *count == 1));
    assert_eq!(counts.len(), stored(&world).await.len() - 1);
    world.local.stop().await;
}

pub(crate) fn check(export: &Path) -> anyhow::Result<String> {
    let export = export.to_path_buf();
    charmm::verify(&Evidence {
        export,
        ..Evidence::default()
    })
}

fn fault(export: &Path) -> String {
    format!("{:#}", check(export).unwrap_err())
}

/// Changes one JSON file of an export, says what is found, and puts the file back.
fn with(export: &Path, file: &str, change: impl FnOnce(&mut Value)) -> String {
    let path = export.join(file);
    let whole = std::fs::read(&path).unwrap();
    let mut value: Value = serde_json::from_slice(&whole).unwrap();
    let before = value.clone();
    change(&mut value);
    assert_ne!(value, before, "changes nothing");
    std::fs::write(&path, value.to_string()).unwrap();
    let found = fault(export);
    std::fs::write(&path, whole).unwrap();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_checked_without_the_service_and_names_what_was_touched() {
    let world = World::start().await;
    let case = worked(&world).await;
    let id = case.rsplit('/').next().unwrap().to_owned();
    world.clock("2026-11-20T14:41:00Z").await;
    let data = world.data();
    let out: PathBuf = data.parent().unwrap().join("export");
    world.local.stop().await;
    let told = charmm::export_data(&data, &out).await.unwrap();
    assert!(told.contains("2 roots"), "{told}");
    let told = check(&out).unwrap();
    for words in [
        "In order.",
        "2 roots are signed and hold",
        "Nothing that these roots sealed is missing or changed. 0 entries and readings wait",
        "The roots came with the export",
        "compare it with one that you have from elsewhere",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }

    let audit: Value =
        serde_json::from_slice(&std::fs::read(out.join("audit.json")).unwrap()).unwrap();
    let journals = audit["journals"].as_array().unwrap();
    let of_case = |journal: &Value| journal[0]["header"]["id"] == json!(id);
    let at = journals.iter().position(of_case).unwrap();
    let entry = format!("/journals/{at}/1");
    let named = format!("case {id}: entry 2 does not fit the chain");
    for (field, value) in [
        ("header/at", json!("2026-11-20T09:00:01Z")),
        ("header/actor/name", json!("Somebody Else")),
        ("header/kind", json!("agency_removed")),
        ("header/seq", json!(3)),
        ("header/schema", json!(9)),
        ("payload", json!("{}")),
        ("payload", Value::Null),
        ("salt", json!("00")),
        ("commitment", json!("0".repeat(64))),
        ("prev", json!("0".repeat(64))),
        ("hash", json!("0".repeat(64))),
    ] {
        let place = format!("{entry}/{field}");
        let found = with(&out, "audit.json", |audit| {
            *audit.pointer_mut(&place).unwrap() = value.clone();
        });
        assert_eq!(found, named, "{field}");
    }
    let journal = format!("/journals/{at}");
    let found = with(&out, "audit.json", |audit| {
        drop(
            audit
                .pointer_mut(&journal)
                .unwrap()
                .as_array_mut()
                .unwrap()
                .remove(0),
        );
    });
    assert_eq!(found, format!("case {id}: entry 1 does not fit the chain"));
    // A cut tail, found by the roots.
    let found = with(&out, "audit.json", |audit| {
        drop(
            audit
                .pointer_mut(&journal)
                .unwrap()
                .as_array_mut()
                .unwrap()
                .pop(),
        );
    });
    let cut = format!("case {id}: entry 0000000002: sealed by root 1, and missing from the export");
    assert_eq!(found, cut);
    let found = with(&out, "audit.json", |audit| {
        let reading = &mut audit["readings"][0]["reading"];
        *reading = json!(reading.as_str().unwrap().replace("history", "case") + " ");
    });
    assert!(found.contains("was changed"), "{found}");
    // What a list named, too.
    let readings = audit["readings"].as_array().unwrap();
    let of_list = |reading: &Value| {
        reading["reading"]
            .as_str()
            .unwrap()
            .contains("list of cases")
    };
    let list = readings.iter().position(of_list).unwrap();
    let found = with(&out, "audit.json", |audit| {
        let reading = &mut audit["readings"][list]["reading"];
        let other = reading
            .as_str()
            .unwrap()
            .replace("RUN-2026-0001", "RUN-2026-0002");
        *reading = json!(other);
    });
    assert!(
        found.contains("was changed") && found.contains("person"),
        "{found}"
    );
    let found = with(&out, "audit.json", |audit| {
        drop(audit["readings"].as_array_mut().unwrap().remove(0));
    });
    assert!(found.contains("missing from the export"), "{found}");

    let root = "roots/0000000001.json";
    for (place, value, words) in [
        (
            "/root/signature",
            json!("30"),
            "root 1 is not signed by the key",
        ),
        (
            "/root/statement/tree",
            json!("0".repeat(64)),
            "root 1 is not signed by the key",
        ),
        (
            "/root/statement/at",
            json!("2026-11-20T11:40:01Z"),
            "root 1 is not signed by the key",
        ),
        ("/root/statement/number", json!(7), "does not follow"),
        (
            "/leaves/0/hash",
            json!("0".repeat(64)),
            "does not hold the leaves",
        ),
        (
            "/leaves/0/place",
            json!("entry 0000000009"),
            "does not hold the leaves",
        ),
    ] {
        let found = with(&out, root, |document| {
            *document.pointer_mut(place).unwrap() = value.clone();
        });
        assert!(found.contains(words), "{place}: {found}");
    }
    // A key that did not sign: another installation's.
    let other = World::start().await;
    run(&sealer(&other)).await;
    let key = roots(other.local.store()).await[0].root.statement.key;
    let pem = other.local.store().public_key(key).await.unwrap();
    other.local.stop().await;
    let file = out.join("other.pem");
    std::fs::write(&file, pem).unwrap();
    let evidence = Evidence {
        export: out.clone(),
        roots: Some(out.join("roots")),
        keys: vec![file],
    };
    let refused = charmm::verify(&evidence).unwrap_err().to_string();
    assert_eq!(refused, "root 1 is not signed by the key");

    // Erased in the table, everything still verifies.
    let mut erased = audit.clone();
    for entry in erased["journals"][at].as_array_mut().unwrap() {
        (entry["payload"], entry["salt"]) = (Value::Null, Value::Null);
    }
    std::fs::write(out.join("audit.json"), erased.to_string()).unwrap();
    let told = check(&out).unwrap();
    assert!(told.contains("2 of them erased"), "{told}");
    let none = out.join("none");
    std::fs::create_dir_all(&none).unwrap();
    let evidence = Evidence {
        export: out.clone(),
        roots: Some(none),
        keys: Vec::new(),
    };
    let refused = charmm::verify(&evidence).unwrap_err().to_string();
    assert!(refused.ends_with("holds no roots"), "{refused}");
    // Without roots the cut tail passes, and the words say that it would.
    std::fs::remove_dir_all(out.join("roots")).unwrap();
    let mut cut = audit;
    drop(cut["journals"][at].as_array_mut().unwrap().pop());
    std::fs::write(out.join("audit.json"), cut.to_string()).unwrap();
    let told = check(&out).unwrap();
    assert!(told.contains("the end of a journal was cut off"), "{told}");
}

/// Files of a bundle, put into a folder beside the world's data.
fn unpack(world: &World, files: &BTreeMap<String, Vec<u8>>) -> PathBuf {
    let out = world.data().parent().unwrap().join("bundle");
    for (name, bytes) in files {
        let path = out.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    out
}

/// The audit of a case is taken out by somebody, and is in order.
pub(crate) async fn is_in_order(world: &World, user: &User<'_>, case: &str) {
    let body = json!({ "recipient": "Chair of the review", "reason": "Terms of reference" });
    let taken = user.post(&format!("{case}/audit"), body).await.expect(200);
    let checked = check(&unpack(world, &unzip(&taken.bytes))).unwrap();
    assert!(checked.contains("In order."), "{checked}");
}

/// The files of a ZIP file that stores them as they are.
pub(crate) fn unzip(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut at = 0;
    while bytes[at..at + 4] == *b"PK\x03\x04" {
        let number = |from: usize, size: usize| {
            let part = bytes[at + from..at + from + size].iter().rev();
            part.fold(0, |all, byte| all << 8 | usize::from(*byte))
        };
        let (size, name) = (number(18, 4), number(26, 2));
        let name_end = at + 30 + name;
        let name = String::from_utf8(bytes[at + 30..name_end].to_vec()).unwrap();
        files.insert(name, bytes[name_end..name_end + size].to_vec());
        at = name_end + size;
    }
    assert_eq!(bytes[at..at + 4], *b"PK\x01\x02");
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_is_taken_out_with_a_reason_and_checked_anywhere() {
    let world = World::start().await;
    let case = worked(&world).await;
    world.clock("2026-11-20T11:45:00Z").await;
    let audit = format!("{case}/audit");
    let body =
        || json!({ "recipient": "Chair of the review", "reason": "Terms of reference, part 3" });
    let coordinator = world.coordinator().await;
    // Who is on the case may know that there is an audit, and gets none; others know nothing.
    let officer = world.officer().await;
    officer.post(&audit, body()).await.expect(403);
    officer.get_as(&audit, "text/html").await.expect(403);
    let stranger = world.user("Coordinator (WOK)", "").await;
    stranger.post(&audit, body()).await.expect(404);
    stranger.get_as(&audit, "text/html").await.expect(404);
    coordinator
        .post(&audit, json!({ "recipient": "Chair" }))
        .await
        .expect(400);
    // The data-protection officer does not see the case, and shows what was done with data.
    let dpo = world.user("Data-protection officer", "").await;
    dpo.get(&case).await.expect(404);
    let page = dpo.get_as(&audit, "text/html").await.expect(200).text();
    assert!(page.contains("Who gets it?") && !page.contains("Back to the history"));
    dpo.post(&audit, body()).await.expect(200);
    let page = coordinator
        .get_as(&audit, "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("Who gets it?") && page.contains("Why do they get it?"));

    let taken = coordinator.post(&audit, body()).await.expect(200);
    assert_eq!(taken.headers["content-type"], "application/zip");
    let files = unzip(&taken.bytes);
    let out = unpack(&world, &files);
    let told = check(&out).unwrap();
    for words in [
        "In order.",
        "1 roots are signed and hold",
        "Checked without roots kept elsewhere",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let export: Value = serde_json::from_slice(&files["audit.json"]).unwrap();
    let proven = export["proofs"].as_array().unwrap().len();
    assert!(proven >= 5, "{proven}");
    // Nobody else's record is in it.
    let id = case.rsplit('/').next().unwrap();
    for proof in export["proofs"].as_array().unwrap() {
        assert_eq!(proof["leaf"]["id"], id);
    }
    // It is itself the newest disclosure in it.
    let newest = export["readings"].as_array().unwrap().last().unwrap();
    let newest: Value = serde_json::from_str(newest["reading"].as_str().unwrap()).unwrap();
    assert_eq!(newest["processing"], "disclosure");
    assert_eq!(newest["recipient"], "Chair of the review");
    assert_eq!(newest["justification"], "Terms of reference, part 3");
    let page = String::from_utf8(files["history.html"].clone()).unwrap();
    assert!(
        page.contains("Terms of reference, part 3")
            && page.contains("entry recorded") == export.to_string().contains("entry_recorded")
    );
    // On paper it says the same, and nothing ran off a page.
    let printed = crate::journey::pdf_text(&files["history.pdf"]);
    let flat: String = printed.split_whitespace().collect();
    for words in [
        "Terms of reference, part 3",
        "Chair of the review",
        "Entry 1: opened",
    ] {
        let words: String = words.split_whitespace().collect();
        assert!(flat.contains(&words), "{words}: {printed}");
    }
    for entry in export["journals"][0].as_array().unwrap() {
        let hash = entry["hash"].as_str().unwrap();
        assert!(flat.contains(hash), "{hash}");
    }
    let readme = String::from_utf8(files["README.txt"].clone()).unwrap();
    assert!(readme.contains("charmm verify FOLDER"), "{readme}");

    // What is touched in the bundle is named.
    let found = with(&out, "audit.json", |audit| {
        audit["journals"][0][1]["header"]["kind"] = json!("agency_removed");
    });
    assert_eq!(found, format!("case {id}: entry 2 does not fit the chain"));
    let found = with(&out, "audit.json", |audit| {
        audit["proofs"][0]["path"][0] = json!("0".repeat(64));
    });
    assert!(
        found.contains("the proof under root 1 does not hold"),
        "{found}"
    );
    let found = with(&out, "audit.json", |audit| {
        audit["roots"][0]["statement"]["leaves"] = json!(1);
    });
    assert_eq!(found, "root 1 is not signed by the key");
    let found = with(&out, "audit.json", |audit| {
        drop(audit["journals"][0].as_array_mut().unwrap().pop());
    });
    assert!(found.contains("missing from the export"), "{found}");

    // Against the roots of the whole service it holds too.
    let kept = out.join("kept");
    std::fs::create_dir_all(&kept).unwrap();
    for root in roots(world.local.store()).await {
        let file = kept.join(format!("{}.json", root.root.statement.number));
        std::fs::write(file, serde_json::to_vec(&root).unwrap()).unwrap();
    }
    let evidence = Evidence {
        export: out.clone(),
        roots: Some(kept),
        keys: Vec::new(),
    };
    let told = charmm::verify(&evidence).unwrap();
    assert!(
        told.contains("Nothing that these roots sealed is missing or changed"),
        "{told}"
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_is_filtered_and_says_what_was_done_with_data() {
    let world = World::start().await;
    let case = worked(&world).await;
    let coordinator = world.coordinator().await;
    let audit = json!({ "recipient": "Chair of the review", "reason": "Terms of reference" });
    coordinator
        .post(&format!("{case}/audit"), audit)
        .await
        .expect(200);
    let history = async |query: &str| {
        let path = format!("{case}/history{query}");
        coordinator.get(&path).await.expect(200).json()
    };
    let whole = history("").await;
    assert_eq!(whole["verified"], true);
    let entries = whole["entries"].as_array().unwrap().clone();
    assert_eq!(entries[0]["processing"], "disclosure");
    assert_eq!(entries[0]["recipient_name"], "Surrey Police");
    assert_eq!(entries[1]["processing"], "collection");
    let only = history("?processing=disclosure").await;
    assert_eq!(only["entries"].as_array().unwrap().len(), 1);
    let readings = only["readings"].as_array().unwrap();
    assert_eq!(readings.len(), 1, "{readings:?}");
    assert_eq!(readings[0]["what"], "audit");
    assert_eq!(readings[0]["recipient"], "Chair of the review");
    assert_eq!(readings[0]["justification"], "Terms of reference");
    // Filters cut what is shown, not what is verified.
    assert_eq!(
        (&only["verified"], &only["version"]),
        (&json!(true), &whole["version"])
    );
    let police = history("?agency=surrey-police&kind=case").await;
    assert!(police["entries"].as_array().unwrap().is_empty());
    let readings = police["readings"].as_array().unwrap();
    assert!(!readings.is_empty());
    assert!(
        readings
            .iter()
            .all(|read| read["agency_name"] == "Surrey Police")
    );
    assert!(
        history("?to=2026-11-19").await["entries"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let from = history("?from=2026-11-20&to=2026-11-20&kind=opened").await;
    assert_eq!(from["entries"].as_array().unwrap().len(), 1);
    for bad in ["?from=yesterday", "?processing=reading", "?who=Ana"] {
        let path = format!("{case}/history{bad}");
        coordinator.get(&path).await.expect(400);
    }
    let page = coordinator
        .get_as(
            &format!("{case}/history?processing=disclosure"),
            "text/html",
        )
        .await
        .expect(200)
        .text();
    assert!(page.contains("Disclosure to Surrey Police"));
    assert!(page.contains("Disclosure to Chair of the review"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_shown_as_it_stood_and_the_reading_is_logged() {
    let world = World::start().await;
    let case = worked(&world).await;
    world.clock("2026-11-24T09:00:00Z").await;
    let coordinator = world.coordinator().await;
    let decided =
        json!({ "kind": "decision", "decision": "Warn in writing", "reason": "First time" });
    coordinator
        .post(&format!("{case}/decisions"), decided)
        .await
        .expect(201);
    let as_at = async |day: &str| coordinator.get(&format!("{case}/as-at?on={day}")).await;
    let then = as_at("2026-11-20").await.expect(200).json();
    assert_eq!(
        (&then["entries"], &then["entries_now"]),
        (&json!(2), &json!(3))
    );
    assert!(!then.to_string().contains("Warn in writing"));
    assert_eq!(then["case"]["may"], json!([]));
    let now = as_at("2026-11-24").await.expect(200).json();
    assert!(now.to_string().contains("Warn in writing"));
    as_at("2026-11-19").await.expect(422);
    as_at("2026-11-25").await.expect(400);
    as_at("x").await.expect(400);
    let page = coordinator
        .get_as(&format!("{case}/as-at?on=2026-11-20"), "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("This is not the case as it is now."));
    assert!(page.contains("2 of 3 entries") && !page.contains("Warn in writing"));
    let history = coordinator.get(&format!("{case}/history?kind=as_at")).await;
    let readings = history.expect(200).json()["readings"].clone();
    // The refused ones read it too: what was asked for is known only after it was read.
    assert_eq!(readings.as_array().unwrap().len(), 6);

    // What has been erased since is shown as erased.
    let id = case.rsplit('/').next().unwrap();
    let db = &world.local.aws().dynamodb;
    let erase = db.update_item().table_name(TABLE);
    erase
        .key("pk", AttributeValue::S(format!("CASE#{id}")))
        .key("sk", AttributeValue::S("J#0000000001".to_owned()))
        .update_expression("REMOVE payload, salt")
        .send()
        .await
        .unwrap();
    let then = as_at("2026-11-20").await.expect(200).json();
    assert_eq!((&then["case"], &then["erased"]), (&Value::Null, &json!(1)));
    assert!(
        then["journal"][1]["words"]
            .as_str()
            .unwrap()
            .contains("Erased")
    );
    // Somebody who does not see the case sees no past of it.
    let stranger = world.user("Coordinator (WOK)", "").await;
    stranger
        .get(&format!("{case}/as-at?on=2026-11-20"))
        .await
        .expect(404);
    world.local.stop().await;
}
