//! Cases from a list, on pages: sent, mapped, tried, brought over by a job that can stop anywhere (R11.1).

use std::time::Duration;

use case_import::{Worker, worker::Became};
use domain::TransferId;
use edge::Clock;
use http::{Request, header};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::{
    files::{keys, post},
    retention::close,
    world::{User, World},
};

const BASE: &str = "/areas/RUN/imports";
const HEAD: &str = "Ref,Name,Opened,Status,Lead,Left out\n";

fn mapping() -> Value {
    json!({
        "source": "Old list", "gateway": "crime_and_disorder", "reason": "Worked on together before",
        "headline": "Noise", "kind": "person", "outcome": "resolved",
        "heading": ["Ref", "Name", "Opened", "Status", "Lead", "Left out"],
        "gives": ["reference", "name", "opened_on", "status", "lead", "-"],
        "words": "Status | Watching | open", "agencies": "SurPol | surrey-police",
    })
}

/// So many cases, of which every tenth cannot be taken and every fifth has two rows.
fn rows(many: usize) -> String {
    let row = |n: usize| {
        let opened = if n % 10 == 3 { "soon" } else { "1/2/2021" };
        let more = if n.is_multiple_of(5) {
            format!("C{n},Other Sample{n},,,,\n")
        } else {
            String::new()
        };
        format!("C{n},Sample Number{n},{opened},Watching,SurPol,x\n{more}")
    };
    (0..many).map(row).collect()
}

/// Announces a list and sends it; gives its address.
async fn sent(world: &World, admin: &User<'_>, file: &[u8]) -> String {
    let href = admin.post(BASE, json!({})).await.expect(201).location();
    let form = admin.get(&href).await.expect(200).json()["upload"].clone();
    post(world, &form, file).await.expect(303);
    href
}

async fn map(admin: &User<'_>, href: &str) {
    let version = admin.get(href).await.expect(200).version();
    admin.post_at(href, mapping(), version).await.expect(200);
}

async fn go(admin: &User<'_>, href: &str, step: &str) {
    let body = json!({ "step": step });
    admin.post(&format!("{href}/go"), body).await.expect(200);
}

/// Waits until what was asked for is done.
async fn rested(admin: &User<'_>, href: &str) -> Value {
    for _ in 0..600 {
        let seen = admin.get(href).await.expect(200).json();
        if !["trying", "bringing"].contains(&seen["stage"].as_str().unwrap()) {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{href} is never done");
}

/// INVARIANT (rows), and what became of them.
fn counts(outcome: &Value) -> [u64; 5] {
    let count = |name: &str| {
        outcome[name]
            .as_u64()
            .unwrap_or_else(|| panic!("{outcome}"))
    };
    let sum = count("created") + count("joined") + count("known") + count("rejected");
    assert_eq!(count("rows"), sum, "{outcome}");
    ["rows", "created", "joined", "known", "rejected"].map(count)
}

fn id(href: &str) -> TransferId {
    href.rsplit('/').next().unwrap().parse().unwrap()
}

/// A job beside the one of the world, which has time for one part only.
fn hasty(world: &World) -> Worker {
    let worker = Worker::new(world.local.store().clone(), Clock::system());
    worker.for_so_long(Duration::ZERO)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_sent_mapped_tried_and_brought_over_and_its_file_is_deleted() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let list = format!("{HEAD}{}", rows(20));
    let href = sent(&world, &admin, list.as_bytes()).await;

    // The headings are matched by themselves as far as they are usual.
    let page = admin.get_as(&href, "text/html").await.expect(200).text();
    for words in [
        "What the columns mean",
        "value=\"opened_on\" selected",
        "Left out",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let go_first = admin
        .post(&format!("{href}/go"), json!({ "step": "try" }))
        .await;
    go_first.expect(422);
    map(&admin, &href).await;
    let page = admin.get_as(&href, "text/html").await.expect(200).text();
    for words in [
        "Sample Number1",
        "1 February 2021",
        "Opened, “soon”: ",
        "Try the whole list",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let early = admin
        .post(&format!("{href}/go"), json!({ "step": "bring" }))
        .await;
    early.expect(422);

    go(&admin, &href, "try").await;
    let seen = rested(&admin, &href).await;
    assert_eq!(seen["stage"], "tried", "{seen}");
    assert_eq!(counts(&seen["tried"]), [24, 18, 4, 0, 2]);
    assert!(seen["tried"]["faults"][0].to_string().contains("Opened"));
    assert!(
        !seen.to_string().contains("soon"),
        "no cell is told: {seen}"
    );
    let cases = admin.get("/areas/RUN/imports").await.expect(200).json();
    assert_eq!(cases["lists"][0]["brought"], Value::Null);

    // Each bad row, for administrators alone.
    let errors = format!("{href}/errors");
    let link = admin.get(&errors).await.expect(303).location();
    let request = Request::builder().uri(&link).body(Full::default()).unwrap();
    let book = world.send(request).await.expect(200);
    assert_eq!(
        book.headers[header::CONTENT_TYPE],
        "application/octet-stream"
    );
    let mut bad = Vec::new();
    sheets::read(
        ("e.xlsx", &book.bytes),
        &sheets::Choice::default(),
        &mut |row| {
            bad.push(row.cells);
            std::ops::ControlFlow::Continue(())
        },
    )
    .unwrap();
    assert_eq!(
        bad.len(),
        4,
        "headings, one that is left out, two rows: {bad:?}"
    );
    assert_eq!(bad[2][1..3], ["Opened", "soon"]);

    go(&admin, &href, "bring").await;
    let seen = rested(&admin, &href).await;
    assert_eq!(seen["stage"], "brought", "{seen}");
    assert_eq!(counts(&seen["brought"]), [24, 18, 4, 0, 2]);
    // A moment after it is said that it is done.
    for tries in 0.. {
        let mut left = keys(&world.local).await;
        left.retain(|key| key.starts_with("imports/"));
        if left == [format!("imports/{}/errors", id(&href))] {
            break;
        }
        assert!(tries < 100, "the errors alone: {left:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let again = admin
        .post(&format!("{href}/go"), json!({ "step": "bring" }))
        .await;
    again.expect(422);

    // Whoever is on the cases sees them; the same list again makes none twice.
    let officer = world.officer().await;
    let seen = officer.get("/cases").await.expect(200).text();
    assert!(seen.contains("Noise"), "{seen}");
    let href = sent(&world, &admin, list.as_bytes()).await;
    map(&admin, &href).await;
    go(&admin, &href, "try").await;
    let seen = rested(&admin, &href).await;
    assert_eq!(counts(&seen["tried"]), [24, 0, 0, 22, 2]);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_bring_cases_over_and_a_list_is_found_in_its_area_alone() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let href = sent(&world, &admin, format!("{HEAD}{}", rows(4)).as_bytes()).await;
    map(&admin, &href).await;
    go(&admin, &href, "try").await;
    rested(&admin, &href).await;
    let other = href.replace("/RUN/", "/WOK/");
    let unknown = format!("{BASE}/01890000-0000-7000-8000-000000000000");
    for user in [&world.coordinator().await, &world.officer().await] {
        for path in [BASE, &href, &unknown, &format!("{href}/errors")] {
            user.get(path).await.expect(403);
        }
        user.post(BASE, json!({})).await.expect(403);
        user.post(&format!("{href}/go"), json!({ "step": "bring" }))
            .await
            .expect(403);
        user.post_at(&href, mapping(), 1).await.expect(403);
    }
    for path in [&other, &unknown, &format!("{other}/errors")] {
        admin.get(path).await.expect(404);
    }
    admin
        .post(&format!("{other}/go"), json!({ "step": "bring" }))
        .await
        .expect(404);
    // A mapping that cannot be used says what to mend, and is not kept.
    let version = admin.get(&href).await.expect(200).version();
    for (field, text, words) in [
        ("words", "Status | Watching", "Line 1 needs"),
        ("gateway", "because", "gives"),
        ("reason", "", "reason"),
    ] {
        let mut bad = mapping();
        bad[field] = json!(text);
        let refused = admin.post_at(&href, bad, version).await.expect(400).text();
        assert!(refused.contains(words), "{words}: {refused}");
    }
    assert_eq!(admin.get(&href).await.expect(200).version(), version);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_stops_after_each_part_goes_on_and_comes_to_the_same_end() {
    let world = World::untriggered(0).await;
    let admin = world.administrator().await;
    let href = sent(&world, &admin, format!("{HEAD}{}", rows(260)).as_bytes()).await;
    map(&admin, &href).await;
    let worker = hasty(&world);
    go(&admin, &href, "try").await;
    assert_eq!(
        worker.on_list(id(&href)).await.unwrap(),
        Became::Done,
        "nothing is made: no pause"
    );
    go(&admin, &href, "bring").await;
    let mut runs = 0;
    while worker.on_list(id(&href)).await.unwrap() == Became::Later {
        runs += 1;
        let seen = admin.get_as(&href, "text/html").await.expect(200).text();
        assert!(seen.contains("of 234 cases are done"), "{seen}");
        assert!(runs < 10, "it comes further each time");
    }
    assert_eq!(runs, 2, "a part each");
    let woken = keys(&world.local)
        .await
        .into_iter()
        .filter(|key| key.starts_with("wake/"));
    assert_eq!(
        woken.count(),
        2 + runs,
        "asked for twice, and woken by itself"
    );
    let seen = admin.get(&href).await.expect(200).json();
    assert_eq!(counts(&seen["brought"]), [312, 234, 52, 0, 26]);
    // Woken once more, it does nothing; nor for a list that nobody announced.
    assert_eq!(worker.on_list(id(&href)).await.unwrap(), Became::Nothing);
    let nobody = TransferId::from(uuid::Uuid::from_u128(7));
    assert_eq!(worker.on_list(nobody).await.unwrap(), Became::Nothing);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_was_erased_is_not_made_again() {
    let world = World::start().await;
    let (admin, team) = (world.administrator().await, world.coordinator().await);
    let list = format!("{HEAD}{}", rows(2));
    let href = sent(&world, &admin, list.as_bytes()).await;
    map(&admin, &href).await;
    go(&admin, &href, "try").await;
    rested(&admin, &href).await;
    go(&admin, &href, "bring").await;
    rested(&admin, &href).await;
    let source = domain::Line::parse("Old list").unwrap();
    let id = domain::case::imported::id(&"RUN".parse().unwrap(), &source, "C1");
    let case = format!("/cases/{id}");
    close(&world, &case).await;
    let erase =
        json!({ "step": "erase", "ground": "request", "reason": "The right to erasure applies" });
    team.post(&format!("/retention{case}"), erase)
        .await
        .expect(200);
    world.clock("2026-12-06T09:00:00Z").await;
    // Nobody stays signed in for so long.
    let team = world.coordinator().await;
    assert_eq!(team.get(&case).await.expect(200).json()["status"], "erased");
    let admin = world.administrator().await;
    let href = sent(&world, &admin, list.as_bytes()).await;
    map(&admin, &href).await;
    go(&admin, &href, "try").await;
    let tried = rested(&admin, &href).await["tried"].clone();
    assert_eq!(counts(&tried), [3, 0, 0, 2, 1]);
    assert!(
        tried["faults"][0]
            .to_string()
            .contains("has been erased since"),
        "{tried}"
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_jobs_at_once_make_every_case_once() {
    let world = World::untriggered(0).await;
    let admin = world.administrator().await;
    let href = sent(&world, &admin, format!("{HEAD}{}", rows(150)).as_bytes()).await;
    map(&admin, &href).await;
    go(&admin, &href, "try").await;
    let worker = hasty(&world).for_so_long(Duration::from_secs(600));
    worker.on_list(id(&href)).await.unwrap();
    go(&admin, &href, "bring").await;
    let (one, other) = tokio::join!(worker.on_list(id(&href)), worker.on_list(id(&href)));
    assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
    worker.on_list(id(&href)).await.unwrap();
    let seen = admin.get(&href).await.expect(200).json();
    assert_eq!(seen["brought"]["rows"], 180, "{seen}");
    let again = sent(&world, &admin, format!("{HEAD}{}", rows(150)).as_bytes()).await;
    map(&admin, &again).await;
    go(&admin, &again, "try").await;
    worker.on_list(id(&again)).await.unwrap();
    let seen = admin.get(&again).await.expect(200).json();
    assert_eq!(counts(&seen["tried"]), [180, 0, 0, 165, 15]);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_list_says_why_and_what_is_given_up_is_deleted() {
    let world = World::untriggered(0).await;
    let admin = world.administrator().await;
    let worker = hasty(&world);
    // Refused as a whole, whoever looks.
    let href = sent(&world, &admin, b"PK\x03\x04 no workbook").await;
    let page = admin.get_as(&href, "text/html").await.expect(200).text();
    assert!(page.contains("The workbook cannot be read"), "{page}");
    map(&admin, &href).await;
    go(&admin, &href, "try").await;
    assert_eq!(worker.on_list(id(&href)).await.unwrap(), Became::Refused);
    let seen = admin.get(&href).await.expect(200).json();
    assert!(
        seen["refused"].as_str().unwrap().contains("cannot be read"),
        "{seen}"
    );
    // What is no event of ours is tried again, and lies in the queue of failures then.
    for event in [
        json!({}),
        json!({ "source": "aws.s3", "detail-type": "Object Deleted", "detail": { "object": { "key": "wake/1/2" } } }),
    ] {
        worker.on_event(event).await.unwrap_err();
    }
    go(&admin, &href, "drop").await;
    assert!(
        !keys(&world.local)
            .await
            .iter()
            .any(|key| key.starts_with("imports/"))
    );
    admin
        .post(&format!("{href}/go"), json!({ "step": "try" }))
        .await
        .expect(422);
    // Without a file there is nothing to try.
    let href = admin.post(BASE, json!({})).await.expect(201).location();
    map(&admin, &href).await;
    go(&admin, &href, "try").await;
    assert_eq!(worker.on_list(id(&href)).await.unwrap(), Became::Refused);
    // What waits for a job that does not come stands still, and can be asked for again.
    go(&admin, &href, "try").await;
    let later = world.local.clock().now() + chrono::TimeDelta::hours(1);
    world.local.move_clock(later).await.unwrap();
    let seen = admin.get(&href).await.expect(200).json();
    assert_eq!(
        (seen["stage"].as_str(), seen["still"].as_bool()),
        (Some("trying"), Some(true))
    );
    let page = admin.get_as(&href, "text/html").await.expect(200).text();
    assert!(page.contains("It stands still"), "{page}");
    // What is asked for an hour later asks who it is.
    let admin = world.administrator().await;
    go(&admin, &href, "try").await;
    world.local.stop().await;
}
