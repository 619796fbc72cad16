//! Repeated, concurrent and stale requests: nothing twice, nothing lost (R1.4).

use std::collections::BTreeSet;

use domain::{
    Actor, Stamp,
    directory::{Agency, AgencyProfile},
};
use serde_json::json;
use store::{Commit, Error, Store};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    journey::{assign, open_case},
    world::{World, fresh_key, referral},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_key_gives_the_same_referral_and_another_body_is_refused() {
    let world = World::start().await;
    let housing = world.housing().await;
    let key = fresh_key();
    let first = housing
        .post_with("/referrals", referral(), &key, None)
        .await
        .expect(201);
    let again = housing
        .post_with("/referrals", referral(), &key, None)
        .await
        .expect(201);
    assert_eq!(
        (first.location(), first.json()),
        (again.location(), again.json())
    );
    let mut other = referral();
    other["headline"] = json!("Something else");
    let refused = housing
        .post_with("/referrals", other, &key, None)
        .await
        .expect(422);
    assert!(
        refused.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("application/problem+json")
    );
    let mine = housing.get("/referrals").await.expect(200).json();
    let reference = first.json()["reference"].as_str().unwrap().to_owned();
    assert_eq!(mine.to_string().matches(&reference).count(), 1);
    // The same key from somebody else is another request.
    let officer = world.officer().await;
    let theirs = officer
        .post_with("/referrals", referral(), &key, None)
        .await
        .expect(201);
    assert_ne!(theirs.location(), first.location());
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_copies_at_once_are_one_referral() {
    let world = World::start().await;
    let housing = world.housing().await;
    let key = fresh_key();
    let copies = (0..10).map(|_| housing.post_with("/referrals", referral(), &key, None));
    let answers = futures(copies).await;
    let places: BTreeSet<_> = answers
        .into_iter()
        .map(|answer| answer.expect(201).location())
        .collect();
    assert_eq!(places.len(), 1);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_accepted_at_once_get_references_without_gap_or_double() {
    let world = World::start().await;
    let housing = world.housing().await;
    let coordinator = world.coordinator().await;
    let mut places = Vec::new();
    for _ in 0..6 {
        places.push(
            housing
                .post("/referrals", referral())
                .await
                .expect(201)
                .location(),
        );
    }
    let accepts = places.iter().map(|at| {
        let path = format!("{at}/triage");
        let coordinator = coordinator.clone();
        async move {
            let accept = json!({ "decision": "accept", "reason": "Meets the threshold" });
            coordinator.post_at(&path, accept, 1).await
        }
    });
    for answer in futures(accepts).await {
        answer.expect(200);
    }
    let mut references = Vec::new();
    for at in &places {
        let seen = coordinator.get(at).await.expect(200).json();
        references.push(seen["case"]["reference"].as_str().unwrap().to_owned());
    }
    references.sort();
    let expected: Vec<_> = (1..=6).map(|n| format!("RUN-2026-{n:04}")).collect();
    assert_eq!(references, expected);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_decide_one_referral_and_one_of_them_is_told() {
    let world = World::start().await;
    let at = world
        .housing()
        .await
        .post("/referrals", referral())
        .await
        .expect(201)
        .location();
    let coordinator = world.coordinator().await;
    let decide = |body| {
        let (path, coordinator) = (format!("{at}/triage"), coordinator.clone());
        async move { coordinator.post_at(&path, body, 1).await }
    };
    let accept = json!({ "decision": "accept", "reason": "Meets the threshold" });
    let decline = json!({ "decision": "decline", "reason": "A private dispute" });
    let (one, two) = tokio::join!(decide(accept), decide(decline));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text(), two.text());
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_change_shows_what_changed_and_changes_nothing() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let coordinator = world.coordinator().await;
    let stale = coordinator.get(&case).await.expect(200).version();
    let entry = json!({
        "kind": "note", "on": "2026-11-19", "text": "New", "gateway": "crime_and_disorder",
    });
    world
        .officer()
        .await
        .post(&format!("{case}/entries"), entry)
        .await
        .expect(201);
    let assessment = json!({
        "rag": "green", "risk": "standard", "rationale": "Quiet", "next_review_on": "2026-12-20",
    });
    let path = format!("{case}/assessments");
    let refused = coordinator
        .post_at(&path, assessment.clone(), stale)
        .await
        .expect(409);
    let changed = refused.json()["changes"].to_string();
    assert!(
        changed.contains("Surrey Police") || changed.to_lowercase().contains("note"),
        "{changed}"
    );
    let now = coordinator.get(&case).await.expect(200);
    assert_eq!(now.json()["rag"], json!(null));
    assert_eq!(now.version(), stale + 1);
    coordinator
        .post_at(&path, assessment, stale + 1)
        .await
        .expect(201);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_by_many_at_once_are_all_kept() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let officer = world.officer().await;
    let notes = (0..6).map(|n| {
        let (path, officer) = (format!("{case}/entries"), officer.clone());
        async move {
            let entry = json!({
                "kind": "note", "on": "2026-11-19", "text": format!("Note {n}"),
                "gateway": "crime_and_disorder",
            });
            // A reader too busy to be served is told to come again; nothing is lost either way.
            for _ in 0..20 {
                let answer = officer.post(&path, entry.clone()).await;
                if answer.status.as_u16() == 201 {
                    return;
                }
                assert!(
                    matches!(answer.status.as_u16(), 409 | 503),
                    "{}",
                    answer.text()
                );
            }
            panic!("never written");
        }
    });
    futures(notes).await;
    let shown = officer.get(&case).await.expect(200).text();
    for n in 0..6 {
        assert_eq!(
            shown.matches(&format!("\"Note {n}\"")).count(),
            1,
            "{shown}"
        );
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_is_accepted_once() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let coordinator = world.coordinator().await;
    let officer = world.officer().await;
    let action = assign(&coordinator, &case, "surrey-police", "2026-11-27").await;
    let accept = format!("{action}/accept");
    let (one, two) = tokio::join!(
        officer.post(&accept, json!({})),
        officer.post(&accept, json!({}))
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422], "{} {}", one.text(), two.text());
    world.local.stop().await;
}

/// All of them at once, in order.
async fn futures<F: Future>(all: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<_> = all.into_iter().map(|each| (Box::pin(each), None)).collect();
    std::future::poll_fn(|cx| {
        let mut waiting = false;
        for (future, out) in &mut all {
            if out.is_none() {
                match future.as_mut().poll(cx) {
                    std::task::Poll::Ready(value) => *out = Some(value),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
    all.into_iter().filter_map(|(_, out)| out).collect()
}

/// A table that answers transactions with these reasons for calling one off, one after the other, and
/// takes every one after that; how often it was asked, and under how many names.
async fn calling_off(world: &World, answers: &[&[&str]]) -> (Result<(), Error>, usize, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    let answers: Vec<String> = answers
        .iter()
        .map(|codes| {
            let reasons: Vec<_> = codes.iter().map(|code| json!({ "Code": code })).collect();
            let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
            json!({ "__type": kind, "message": "x", "CancellationReasons": reasons }).to_string()
        })
        .collect();
    let (asked, mut tokens) = tokio::sync::mpsc::unbounded_channel();
    let table = tokio::spawn(async move {
        let mut answers = answers.into_iter();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            while let Some(body) = request(&mut stream).await {
                let token = body["ClientRequestToken"].as_str().unwrap().to_owned();
                asked.send(token).unwrap();
                let (status, text) = match answers.next() {
                    Some(refusal) => ("400 Bad Request", refusal),
                    None => ("200 OK", "{}".to_owned()),
                };
                let reply = format!(
                    "HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.0\r\n\
                     content-length: {}\r\n\r\n{text}",
                    text.len()
                );
                stream.write_all(reply.as_bytes()).await.unwrap();
            }
        }
    });
    let aws = world.local.aws();
    let db = aws.dynamodb.config().to_builder().endpoint_url(at).build();
    let db = aws_sdk_dynamodb::Client::from_conf(db);
    let store = Store::new(db, "table", aws.s3.clone(), "bucket");
    let actor = Actor::System { job: "test".into() };
    let stamp = Stamp::new(actor, world.local.clock().now(), [7; 32]);
    let profile = AgencyProfile {
        name: "Somebody".into(),
        inbox: "team@agency.example".into(),
        lead_inbox: "lead@agency.example".into(),
        topic: None,
    };
    let agency = Agency::register(&"somebody".parse().unwrap(), profile, &stamp).unwrap();
    let committed = store.commit(Commit::of(agency)).await;
    table.abort();
    let mut names = BTreeSet::new();
    let mut times = 0;
    while let Ok(token) = tokens.try_recv() {
        names.insert(token);
        times += 1;
    }
    (committed, times, names.len())
}

/// The body of the next request of a connection; nothing when it ends.
async fn request(stream: &mut TcpStream) -> Option<serde_json::Value> {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let named = name.eq_ignore_ascii_case("content-length");
                named.then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap() {
                return Some(serde_json::from_str(body).unwrap());
            }
        }
        let mut part = [0; 8_192];
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return None,
            Ok(size) => read.extend_from_slice(&part[..size]),
        }
    }
}

/// Counters are shared by cases that have nothing to do with each other: when only another
/// transaction stands in the way, nobody is told that somebody changed their case.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_another_one_crosses_is_sent_again_under_its_name() {
    let world = World::start().await;
    let crossed: &[&str] = &["None", "TransactionConflict"];
    let (committed, times, names) = calling_off(&world, &[crossed, crossed]).await;
    assert!(committed.is_ok(), "{committed:?}");
    assert_eq!((times, names), (3, 1));
    // It gives up in the end, and at once when something was decided on what has changed.
    let (committed, times, _) = calling_off(&world, &[crossed; 9]).await;
    assert!(matches!(committed, Err(Error::Conflict)), "{committed:?}");
    assert_eq!(times, 6);
    let changed: &[&str] = &["ConditionalCheckFailed", "TransactionConflict"];
    let (committed, times, _) = calling_off(&world, &[changed]).await;
    assert!(matches!(committed, Err(Error::Conflict)), "{committed:?}");
    assert_eq!(times, 1);
    world.local.stop().await;
}
