//! Files of documents: sent to quarantine by a signed form, looked at, fetched as downloads (R2.5).

use std::sync::{Arc, atomic::AtomicI64};

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use charmm::Local;
use chrono::Utc;
use document_intake::{Intake, Scan};
use domain::journal::Hash;
use edge::Clock;
use erasure::Eraser;
use http::{Method, Request, header};
use http_body_util::Full;
use serde_json::{Value, json};
use store::uploads::MOST_IN_A_DAY;

use crate::{
    journey::open_case,
    world::{Answer, User, World},
};

pub(crate) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n";
const TITLE: &str = "Letter to Quentin Zebrafish";
const BUCKET: &str = "charmm-local-documents";

fn document(kind: &str) -> Value {
    json!({ "title": TITLE, "kind": kind, "gateway": "crime_and_disorder" })
}

/// Adds a document; returns where its form is.
async fn add(user: &User<'_>, case: &str, body: Value) -> String {
    let added = user.post(&format!("{case}/documents"), body).await;
    added.expect(201).json()["href"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn form(user: &User<'_>, send: &str) -> Value {
    user.get(send).await.expect(200).json()
}

/// Posts a file as a browser does: the fields, and the file last. Its name begins as words do that
/// [`crate::matrix`] plants.
pub(crate) async fn post(world: &World, form: &Value, file: &[u8]) -> Answer {
    let boundary = "----charmm-test";
    let mut body = Vec::new();
    for (name, value) in form["fields"].as_object().unwrap() {
        let value = value.as_str().unwrap();
        let part = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(part.bytes());
    }
    let part = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Zqxj Quentin.pdf\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    body.extend(part.bytes());
    body.extend(file);
    body.extend(format!("\r\n--{boundary}--\r\n").bytes());
    let media = format!("multipart/form-data; boundary={boundary}");
    let request = Request::builder()
        .method(Method::POST)
        .uri(form["url"].as_str().unwrap())
        .header(header::CONTENT_TYPE, media)
        .header(header::CONTENT_LENGTH, body.len());
    world
        .send(request.body(Full::from(Bytes::from(body))).unwrap())
        .await
}

/// What the case says of its newest document.
async fn newest(user: &User<'_>, case: &str) -> Value {
    let list = user.get(&format!("{case}/documents")).await.expect(200);
    list.json()["documents"][0].clone()
}

pub(crate) async fn keys(local: &Local) -> Vec<String> {
    let list = local.aws().s3.list_objects_v2().bucket(BUCKET);
    let found = list.send().await.unwrap();
    let keys = found.contents().iter();
    keys.map(|object| object.key().unwrap().to_owned())
        .collect()
}

async fn kept(world: &World, user: &User<'_>, case: &str, body: Value) -> Value {
    let send = add(user, case, body).await;
    post(world, &form(user, &send).await, PDF).await.expect(303);
    newest(user, case).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_sent_to_quarantine_looked_at_and_fetched_as_a_download_only() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let officer = world.officer().await;
    let send = add(&officer, &case, document("pdf")).await;
    assert_eq!(newest(&officer, &case).await["standing"], "awaited");

    // That page alone may send a form to the bucket, and to nothing else of its origin.
    let page = officer.get_as(&send, "text/html").await.expect(200);
    let csp = page.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    let sent = form(&officer, &send).await;
    let url = sent["url"].as_str().unwrap();
    let origin = url.split("/charmm-local").next().unwrap();
    assert!(csp.contains(origin), "{csp}");
    let other = officer
        .get_as(&format!("{case}/documents"), "text/html")
        .await;
    let csp = other.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(!csp.contains(origin), "{csp}");

    let answer = post(&world, &sent, PDF).await.expect(303);
    let back = format!("{}{case}/documents?done=sent", world.local.origin());
    assert!(
        answer.location().starts_with(&back),
        "{}",
        answer.location()
    );
    let document = newest(&officer, &case).await;
    assert_eq!(document["standing"], "kept");
    let words = document["standing_words"].as_str().unwrap();
    assert!(
        words.contains("Not searched for malicious software"),
        "{words}"
    );
    // What it is called is in no key.
    let keys = keys(&world.local).await;
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert!(keys[0].starts_with("documents/") && !keys[0].contains("Quentin"));
    assert!(keys[0].ends_with(document["sha256"].as_str().unwrap()));

    // Fetched from the bucket, as a download, under a name that tells nothing.
    let coordinator = world.coordinator().await;
    let href = document["href"].as_str().unwrap();
    let link = coordinator.get(href).await.expect(303).location();
    assert!(link.starts_with(url) && !link.contains("Quentin"), "{link}");
    let request = Request::builder().uri(&link).body(Full::default()).unwrap();
    let file = world.send(request).await.expect(200);
    assert_eq!(file.bytes, PDF);
    assert_eq!(
        file.headers[header::CONTENT_TYPE],
        "application/octet-stream"
    );
    let disposition = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(
        disposition.starts_with("attachment; filename=\"RUN-2026-"),
        "{disposition}"
    );
    assert!(disposition.ends_with(".pdf\""), "{disposition}");

    // The reading is written down.
    let history = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200);
    assert!(
        history.text().contains("\"document\""),
        "{}",
        history.text()
    );

    // Somebody who is not on the case gets nothing, as of a document that is not there.
    let outsider = world.user("Practitioner", "Fire").await;
    outsider.get(href).await.expect(404);
    let unsigned = link.split('?').next().unwrap();
    let request = Request::builder()
        .uri(unsigned)
        .body(Full::default())
        .unwrap();
    assert_eq!(world.send(request).await.status, 403);

    // Withdrawn by its agency alone; then nobody fetches it or reads what it was called.
    let withdraw = href.replace("/file", "/withdraw");
    let why = json!({ "reason": "It concerned another household" });
    coordinator.post(&withdraw, why.clone()).await.expect(403);
    officer.post(&withdraw, why).await.expect(200);
    officer.get(href).await.expect(404);
    for path in ["", "/documents"] {
        let page = coordinator.get(&format!("{case}{path}")).await.expect(200);
        assert!(!page.text().contains(TITLE), "{path}");
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bucket_takes_nothing_but_what_the_form_says() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let officer = world.officer().await;
    let send = add(&officer, &case, document("pdf")).await;
    let right = form(&officer, &send).await;
    let other = form(&officer, &add(&officer, &case, document("pdf")).await).await;
    let changed = |field: &str, value: &str| {
        let mut form = right.clone();
        form["fields"][field] = json!(value);
        form
    };
    let policy = right["fields"]["policy"].as_str().unwrap();
    let policy = String::from_utf8(STANDARD.decode(policy).unwrap()).unwrap();
    let wider = STANDARD.encode(policy.replace("26214400", "99999999"));
    let later = STANDARD.encode(policy.replace("\"expiration\":\"20", "\"expiration\":\"21"));
    let mut unsigned = right.clone();
    for field in ["x-amz-signature", "policy"] {
        unsigned["fields"].as_object_mut().unwrap().remove(field);
    }
    for (what, form) in [
        (
            "another key",
            changed("key", other["fields"]["key"].as_str().unwrap()),
        ),
        ("a place of its own", changed("key", "documents/1/2/3")),
        ("another type", changed("Content-Type", "text/html")),
        (
            "another way back",
            changed("success_action_redirect", "https://evil.example/"),
        ),
        ("a wider policy", changed("policy", &wider)),
        ("a longer policy", changed("policy", &later)),
        ("no signature", unsigned),
        ("a field more", changed("acl", "public-read")),
    ] {
        let answer = post(&world, &form, PDF).await;
        assert!(answer.status.is_client_error(), "{what}: {}", answer.status);
    }
    let large = vec![b'x'; 26_214_401];
    assert_eq!(post(&world, &right, &large).await.status, 400);
    assert!(post(&world, &right, b"").await.status.is_client_error());
    assert_eq!(keys(&world.local).await, Vec::<String>::new());

    // Others of the case, also of its coordinator's agency, are given no form.
    world.coordinator().await.get(&send).await.expect(404);
    // Nor is its own agency, once the time has passed.
    world.clock("2026-11-20T23:00:00Z").await;
    let officer = world.officer().await;
    officer.get(&send).await.expect(404);
    assert_eq!(newest(&officer, &case).await["standing"], "missed");
    world.local.stop().await;
}

/// ASVS V5.2.4.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_adds_only_so_many_documents_in_a_day() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let (police, team) = (world.officer().await, world.coordinator().await);
    let send = add(&police, &case, document("pdf")).await;
    let people = world.local.people().await.unwrap();
    let of = people.iter().find(|one| one.email == police.email).unwrap();
    let day = "2026-11-20T00:00:00Z".parse::<chrono::DateTime<Utc>>();
    let who = Hash::of(of.id.to_string().as_bytes());
    let pk = format!("KNOCK#document#{who}#{}", day.unwrap().timestamp());
    let dynamodb = &world.local.aws().dynamodb;
    let counted = dynamodb
        .update_item()
        .table_name("charmm-local-table")
        .key("pk", AttributeValue::S(pk))
        .key("sk", AttributeValue::S("R".into()))
        .update_expression("SET #count = :most")
        .condition_expression("#count = :one")
        .expression_attribute_names("#count", "count")
        .expression_attribute_values(":one", AttributeValue::N("1".into()))
        .expression_attribute_values(":most", AttributeValue::N(MOST_IN_A_DAY.to_string()));
    counted.send().await.unwrap();

    let documents = format!("{case}/documents");
    let refused = police.post(&documents, document("pdf")).await.expect(429);
    assert_eq!(refused.headers["retry-after"], "86400");
    assert_eq!(refused.json()["type"], "urn:charmm:problem:too-many-files");
    let list = police.get(&documents).await.expect(200).json();
    assert_eq!(list["documents"].as_array().unwrap().len(), 1);
    // What was added goes on, others add theirs, and tomorrow is another day.
    let form = form(&police, &send).await;
    post(&world, &form, PDF).await.expect(303);
    add(&team, &case, document("pdf")).await;
    world.clock("2026-11-21T09:00:00Z").await;
    add(&world.officer().await, &case, document("pdf")).await;
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_about_its_kind_is_deleted_and_the_page_says_why() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let officer = world.officer().await;
    let png = b"\x89PNG\r\n\x1a\nxxxxIEND\xae\x42\x60\x82";
    for (file, why) in [
        (&png[..], "not what it was said to be"),
        (
            b"%PDF-1.7\n/JavaScript (x)\n%%EOF",
            "macros, scripts or another file",
        ),
    ] {
        let send = add(&officer, &case, document("pdf")).await;
        let sent = form(&officer, &send).await;
        post(&world, &sent, file).await.expect(303);
        let document = newest(&officer, &case).await;
        assert_eq!(document["standing"], "refused");
        let words = document["standing_words"].as_str().unwrap();
        assert!(words.contains(why), "{words}");
        // The same form sent again, with what would have fitted, keeps nothing either.
        post(&world, &sent, PDF).await.expect(303);
        assert_eq!(newest(&officer, &case).await["standing"], "refused");
        assert_eq!(keys(&world.local).await, Vec::<String>::new());
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_document_is_not_there_for_those_it_is_limited_from() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let (officer, coordinator) = (world.officer().await, world.coordinator().await);
    let mut body = document("pdf");
    body["sight"] = json!("named");
    let document = kept(&world, &officer, &case, body).await;
    assert_eq!(document["only"], json!([]));
    let href = document["href"].as_str().unwrap();
    officer.get(href).await.expect(303);
    coordinator.get(href).await.expect(404);
    coordinator.get(&href.replace("/file", "/withdraw")).await;
    for path in ["", "/documents", "/entries", "/history"] {
        let page = coordinator.get(&format!("{case}{path}")).await.expect(200);
        assert!(!page.text().contains(TITLE), "{path}");
        let id = document["id"].as_str().unwrap();
        assert!(!page.text().contains(id), "{path}");
    }
    world.local.stop().await;
}

/// What GuardDuty says of what lies there.
fn searched(key: &str, etag: &str, status: &str) -> Value {
    json!({
        "source": "aws.guardduty",
        "detail-type": "GuardDuty Malware Protection Object Scan Result",
        "detail": {
            "s3ObjectDetails": { "bucketName": BUCKET, "objectKey": key, "eTag": etag },
            "scanResultDetails": { "scanResultStatus": status },
        },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_search_nothing_is_looked_at_before_its_result_and_malicious_files_go() {
    let world = World::untriggered(0).await;
    let case = open_case(&world, &["surrey-police"]).await;
    let officer = world.officer().await;
    let clock = Clock::shifted(Arc::new(AtomicI64::new(0)));
    let intake = Intake::new(world.local.store().clone(), clock, Scan::GuardDuty);
    let eicar = [
        &b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD"[..],
        b"-ANTIVIRUS-TEST-FILE!$H+H*",
    ];
    for (file, kind, status, standing) in [
        (eicar.concat(), "txt", "THREATS_FOUND", "refused"),
        (PDF.to_vec(), "pdf", "UNSUPPORTED", "refused"),
        (PDF.to_vec(), "pdf", "NO_THREATS_FOUND", "kept"),
    ] {
        let send = add(&officer, &case, document(kind)).await;
        let sent = form(&officer, &send).await;
        post(&world, &sent, &file).await.expect(303);
        let key = sent["fields"]["key"].as_str().unwrap();
        let head = world.local.aws().s3.head_object().bucket(BUCKET).key(key);
        let etag = head.send().await.unwrap().e_tag().unwrap().to_owned();
        let came = json!({
            "source": "aws.s3", "detail-type": "Object Created",
            "detail": { "object": { "key": key, "etag": etag } },
        });
        intake.on_event(came).await.unwrap();
        assert_eq!(newest(&officer, &case).await["standing"], "awaited");
        // The result for other bytes than those that lie there keeps nothing.
        let stale = intake
            .on_event(searched(key, "abc", "NO_THREATS_FOUND"))
            .await;
        assert_eq!(stale.unwrap()["became"], "nothing");
        for _ in 0..2 {
            intake.on_event(searched(key, &etag, status)).await.unwrap();
        }
        let document = newest(&officer, &case).await;
        assert_eq!(document["standing"], standing, "{status}");
        assert!(
            keys(&world.local)
                .await
                .iter()
                .all(|key| key.starts_with("documents/"))
        );
    }
    let words = newest(&officer, &case).await["standing_words"].to_string();
    assert!(words.contains("none found"), "{words}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_erased_case_no_file_is_left() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let (officer, coordinator) = (world.officer().await, world.coordinator().await);
    let other = open_case(&world, &["surrey-police"]).await;
    kept(&world, &officer, &other, document("pdf")).await;
    kept(&world, &officer, &case, document("pdf")).await;
    assert_eq!(keys(&world.local).await.len(), 2);
    let version = coordinator.get(&case).await.expect(200).version();
    let close = json!({ "kind": "close", "outcome": "resolved", "reason": "Moved out" });
    let decisions = format!("{case}/decisions");
    let closed = coordinator.post_at(&decisions, close, version).await;
    closed.expect(201);
    let erase =
        json!({ "step": "erase", "ground": "request", "reason": "The right to erasure applies" });
    let ordered = coordinator.post(&format!("/retention{case}"), erase).await;
    ordered.expect(200);
    world.clock("2026-12-06T09:00:00Z").await;
    let ahead = world.local.clock().now() - Utc::now();
    let ahead = Arc::new(AtomicI64::new(ahead.num_milliseconds()));
    let again = Eraser::new(world.local.store().clone(), Clock::shifted(ahead));
    again.on_schedule().await.unwrap();
    let left = keys(&world.local).await;
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(
        left[0].starts_with(&other.replace("/cases", "documents")),
        "{left:?}"
    );
    world.local.stop().await;
}
