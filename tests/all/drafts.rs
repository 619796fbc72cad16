//! A referral filled in step by step: sent once, and never lost (R1.4, R1.9).

use serde_json::{Value, json};

use crate::world::{Answer, User, World, fresh_key, referral};

/// The steps that are a page of questions.
const STEPS: [&str; 12] = [
    "area",
    "kind",
    "headline",
    "behaviours",
    "relationships",
    "children",
    "impact",
    "risk",
    "tried",
    "agencies",
    "forums",
    "sharing",
];

/// Begins a draft; gives where it is.
async fn begin(user: &User<'_>, key: &str) -> String {
    user.post_with("/refer", json!({}), key, None)
        .await
        .expect(201)
        .location()
}

/// Fills a draft in with everything a referral needs.
pub(crate) async fn fill(user: &User<'_>, draft: &str, headline: &str) {
    let mut whole = referral();
    whole["headline"] = json!(headline);
    for step in STEPS {
        user.post(&format!("{draft}/{step}"), whole.clone())
            .await
            .expect(200);
    }
    for (number, subject) in (1..).zip(whole["subjects"].as_array().unwrap()) {
        let parts: &[_] = match subject["role"].as_str() {
            Some("location") => &["place"],
            Some("victim") => &["who", "home", "contact"],
            _ => &["who", "home"],
        };
        for part in parts {
            user.post(
                &format!("{draft}/subjects/{number}/{part}"),
                subject.clone(),
            )
            .await
            .expect(200);
        }
    }
    let seen = user.get(draft).await.expect(200).json();
    assert_eq!(seen["missing"], json!([]));
}

async fn send(user: &User<'_>, draft: &str) -> Answer {
    user.post(&format!("{draft}/send"), json!({})).await
}

async fn headline(user: &User<'_>, draft: &str) -> Value {
    user.get(draft).await.expect(200).json()["answers"]["headline"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_used_again_after_sending_begins_another_referral() {
    let world = World::start().await;
    let housing = world.housing().await;
    let key = fresh_key();
    let mut sent = Vec::new();
    for said in ["The first of two", "The second of two"] {
        let draft = begin(&housing, &key).await;
        fill(&housing, &draft, said).await;
        assert_eq!(begin(&housing, &key).await, draft);
        assert_eq!(headline(&housing, &draft).await, said);
        sent.push((said, send(&housing, &draft).await.expect(201).location()));
        housing.get(&draft).await.expect(404);
        // Pressed again, it is the same referral.
        let again = send(&housing, &draft).await.expect(201);
        assert_eq!(Some(again.location()), sent.last().map(|s| s.1.clone()));
    }
    for (said, at) in &sent {
        let seen = housing.get(at).await.expect(200).text();
        assert!(seen.contains(said), "{said} is not in {seen}");
    }
    let mine = housing.get("/referrals").await.expect(200).text();
    for (said, _) in &sent {
        assert_eq!(mine.matches(said).count(), 1, "{mine}");
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_sent_twice_at_once_is_one_referral() {
    let world = World::start().await;
    let housing = world.housing().await;
    let draft = begin(&housing, &fresh_key()).await;
    fill(&housing, &draft, "Pressed twice").await;
    let (one, two) = tokio::join!(send(&housing, &draft), send(&housing, &draft));
    assert_eq!(one.expect(201).location(), two.expect(201).location());
    let mine = housing.get("/referrals").await.expect(200).text();
    assert_eq!(mine.matches("Pressed twice").count(), 1, "{mine}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_used_again_after_deleting_begins_an_empty_referral_that_can_be_sent() {
    let world = World::start().await;
    let housing = world.housing().await;
    let key = fresh_key();
    let draft = begin(&housing, &key).await;
    fill(&housing, &draft, "Thrown away").await;
    housing
        .post(&format!("{draft}/delete"), json!({}))
        .await
        .expect(204);
    let draft = begin(&housing, &key).await;
    assert_eq!(headline(&housing, &draft).await, Value::Null);
    fill(&housing, &draft, "Kept").await;
    let at = send(&housing, &draft).await.expect(201).location();
    assert!(housing.get(&at).await.expect(200).text().contains("Kept"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_saved_just_after_sending_is_not_answered_as_received() {
    let world = World::start().await;
    let housing = world.housing().await;
    let key = fresh_key();
    let draft = begin(&housing, &key).await;
    fill(&housing, &draft, "Saved late").await;
    let store = world.local.store();
    let writer = store.person_by_email(&housing.email).await.unwrap();
    let writer = writer.unwrap().id;
    let id = draft.rsplit('/').next().unwrap();
    let sent = store.draft(writer, id).await.unwrap();
    let mut late = sent.clone();
    late.body = late.body.replace("Saved late", "Saved later");
    let at = send(&housing, &draft).await.expect(201).location();
    store.save_draft(writer, &late).await.unwrap();
    send(&housing, &draft).await.expect(422);
    // It is still there to be read, and the key does not lead into it.
    assert_eq!(headline(&housing, &draft).await, "Saved later");
    assert_ne!(begin(&housing, &key).await, draft);

    // A draft that only was not deleted holds nothing else: sent again, it goes.
    store.save_draft(writer, &sent).await.unwrap();
    assert_eq!(send(&housing, &draft).await.expect(201).location(), at);
    housing.get(&draft).await.expect(404);
    world.local.stop().await;
}
