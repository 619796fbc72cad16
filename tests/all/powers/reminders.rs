//! What falls due with an order reaches whoever leads the case, once before the day and once after
//! (R6.5), and stands on the case by day.

use serde_json::json;

use super::{begin, case_of, post, step};
use crate::{
    notices::copies,
    world::{CANARIES, World},
};

/// A contract that runs until a day, on a case of an adult.
async fn contract_until(world: &World, until: &str) -> String {
    let case = case_of(world, "1990-05-05").await;
    let powers = format!("{case}/powers");
    let officer = world.officer().await;
    let agreed = begin(
        "abc",
        "applied",
        json!({ "until": until, "written": "yes", "agreed": "yes" }),
    );
    let begun = post(&officer, &powers, agreed).await.expect(201);
    begun.location()
}

fn mails(world: &World, words: &str) -> Vec<String> {
    let outbox = world.local.mailbox().outbox();
    let emails = outbox.emails().into_iter();
    emails
        .map(|email| format!("{}\n{}", email.subject, email.body))
        .filter(|mail| mail.contains(words))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lead_agency_is_reminded_once_ahead_and_once_when_the_day_has_passed() {
    let world = World::start().await;
    let power = contract_until(&world, "2027-03-31").await;
    let case = power.rsplit_once("/powers").unwrap().0.to_owned();
    let (soon, passed) = ("falls due soon", "has passed");
    world.clock("2027-03-02T12:00:00Z").await;
    assert!(mails(&world, soon).is_empty());
    world.clock("2027-03-04T12:00:00Z").await;
    let ahead = mails(&world, soon);
    // The lead agency's mailbox and the area's.
    assert_eq!(ahead.len(), 2, "{ahead:?}");
    for mail in &ahead {
        assert!(
            mail.contains("31 March 2027") && mail.contains(&power),
            "{mail}"
        );
        for canary in CANARIES {
            assert!(!mail.contains(canary), "{canary}");
        }
    }
    world.clock("2027-03-05T12:00:00Z").await;
    assert_eq!(mails(&world, soon).len(), 2);
    assert!(mails(&world, passed).is_empty());
    world.clock("2027-04-01T12:00:00Z").await;
    world.clock("2027-04-02T12:00:00Z").await;
    assert_eq!(mails(&world, passed).len(), 2);
    assert!(copies(&world).values().all(|count| *count == 1));

    // It is in the case's history, and by day on the case itself.
    let officer = world.officer().await;
    let list = officer
        .get(&format!("{case}/powers"))
        .await
        .expect(200)
        .json();
    let day = &list["calendar"][0];
    assert_eq!(
        (&day["due"]["on"], &day["number"], &day["reminded"]),
        (&json!("2027-03-31"), &json!(1), &json!(true))
    );
    let page = officer.get_as(&format!("{case}/powers"), "text/html").await;
    assert!(page.expect(200).text().contains("Sent to the lead agency"));
    let history = officer.get(&format!("{case}/history")).await.expect(200);
    assert!(history.text().contains("Reminded the lead agency"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_ended_reminds_nobody() {
    let world = World::start().await;
    let power = contract_until(&world, "2027-03-31").await;
    let officer = world.officer().await;
    post(&officer, &power, step("ended", json!({})))
        .await
        .expect(200);
    world.clock("2027-03-04T12:00:00Z").await;
    world.clock("2027-04-01T12:00:00Z").await;
    assert!(mails(&world, "order or contract").is_empty());
    world.local.stop().await;
}
