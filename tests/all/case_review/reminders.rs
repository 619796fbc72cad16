//! What is due in a case review is chased: on the start page of its coordinator, and by a notice to the
//! team (R7.3).

use serde_json::{Value, json};

use super::{PERSONAL, application, apply, id, step};
use crate::{notices::copies, world::World};

/// The area's reviews in which something is due, as its coordinator's start page has them.
async fn due(world: &World) -> Value {
    let start = world.coordinator().await.get("/").await.expect(200).json();
    start["desks"][0]["case_reviews"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_page_counts_what_is_due_within_five_working_days_or_overdue() {
    let world = World::start().await;
    assert_eq!(due(&world).await["count"], 0);
    let review = id(&apply(&world, application()).await.expect(201));
    let soonest = due(&world).await;
    assert_eq!(soonest["count"], 1);
    assert_eq!(
        soonest["items"][0]["href"],
        format!("/case-reviews/{review}")
    );
    assert_eq!(soonest["items"][0]["due_on"], "2026-11-25");
    assert_eq!(soonest["items"][0]["overdue"], false);
    world.clock("2026-11-26T09:00:00Z").await;
    assert_eq!(due(&world).await["items"][0]["overdue"], true);
    let team = world.coordinator().await;
    let page = team.get_as("/", "text/html").await.expect(200).text();
    assert!(page.contains("href=\"/case-reviews?area=RUN\">1 due within five working days"));
    for personal in PERSONAL {
        assert!(!page.contains(personal), "{personal}");
    }
    let other = world.user("Coordinator (WOK)", "").await;
    let other = other.get("/").await.expect(200).json();
    assert_eq!(other["desks"][0]["case_reviews"]["count"], 0);
    // Once acknowledged the outcome is next, and that is due on 29 December: soon from the 18th on.
    step(&team, &review, json!({ "step": "acknowledge" }))
        .await
        .expect(200);
    assert_eq!(due(&world).await["count"], 0);
    world.clock("2026-12-17T09:00:00Z").await;
    assert_eq!(due(&world).await["count"], 0);
    world.clock("2026-12-18T09:00:00Z").await;
    assert_eq!(due(&world).await["items"][0]["due_on"], "2026-12-29");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_team_is_reminded_once_ahead_of_each_deadline_and_once_when_it_has_passed() {
    let world = World::start().await;
    let review = id(&apply(&world, application()).await.expect(201));
    let told = |words: &str| {
        let sent = world.sent().into_iter();
        sent.filter(|(_, subject, _)| subject.contains(words))
            .map(|(_, _, text)| text)
            .collect::<Vec<_>>()
    };
    let count = || {
        [
            "is to be acknowledged",
            "has not been acknowledged in time",
            "is due soon",
            "is overdue",
        ]
        .map(|words| told(words).len())
    };
    for (at, expected) in [
        ("2026-11-23T12:00:00Z", [0, 0, 0, 0]),
        ("2026-11-24T12:00:00Z", [1, 0, 0, 0]),
        ("2026-11-25T12:00:00Z", [1, 0, 0, 0]),
        ("2026-11-26T12:00:00Z", [1, 1, 0, 0]),
        ("2026-11-27T12:00:00Z", [1, 1, 0, 0]),
    ] {
        world.clock(at).await;
        assert_eq!(count(), expected, "{at}");
    }
    let team = world.coordinator().await;
    step(&team, &review, json!({ "step": "acknowledge" }))
        .await
        .expect(200);
    for (at, expected) in [
        ("2026-12-17T12:00:00Z", [1, 1, 0, 0]),
        ("2026-12-18T12:00:00Z", [1, 1, 1, 0]),
        ("2026-12-30T12:00:00Z", [1, 1, 1, 1]),
        ("2027-01-04T12:00:00Z", [1, 1, 1, 1]),
    ] {
        world.clock(at).await;
        assert_eq!(count(), expected, "{at}");
    }
    assert!(copies(&world).values().all(|count| *count == 1));
    let soon = &told("is due soon")[0];
    assert!(
        soon.contains("Outcome by") && soon.contains("29 December 2026"),
        "{soon}"
    );
    assert!(soon.contains(&format!("/case-reviews/{review}")), "{soon}");
    for personal in PERSONAL {
        assert!(!soon.contains(personal), "{personal}");
    }
    let team = world.coordinator().await;
    let shown = team.get(&format!("/case-reviews/{review}")).await;
    let shown = shown.expect(200).text();
    assert!(
        shown.contains("Reminded the team: tell the applicant the outcome by 29 December 2026"),
        "{shown}"
    );
    world.local.stop().await;
}
