//! The figures that everybody can read come from counters that move with the reviews (R7.5): they
//! agree with a recount of every review, and cost one read.

use domain::case_review::{CaseReview, Figures};
use serde_json::{Value, json};

use super::{PERSONAL, application, apply, id, page, step};
use crate::{journals::everything, world::World};

const NAMES: [&str; 4] = ["applications", "not_met", "reviews", "with_recommendations"];

fn counted(figures: &Value) -> [u64; 4] {
    NAMES.map(|name| figures[name].as_u64().unwrap())
}

/// The figures of a year, from every review that is stored.
pub(crate) async fn recount(world: &World, area: &str, year: i32) -> [u64; 4] {
    let mut figures = Figures::default();
    for (pk, items) in everything(world).await {
        let Some(record) = items.get("R").filter(|_| pk.starts_with("CASE_REVIEW#")) else {
            continue;
        };
        let body = record["body"].as_s().unwrap();
        let review: CaseReview = serde_json::from_str(body).unwrap();
        if review.area.as_str() == area {
            figures.add(&review, year);
        }
    }
    figures.named().map(|(_, count)| u64::from(count))
}

pub(crate) async fn published(world: &World, area: &str, year: i32) -> [u64; 4] {
    let path = format!("/case-review/figures?area={area}&year={year}");
    let answer = world.anonymous(http::Method::GET, &path, "application/json");
    counted(&answer.await.expect(200).json())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_figures_agree_with_a_recount_after_every_step() {
    let world = World::start().await;
    let first = id(&apply(&world, application()).await.expect(201));
    assert_eq!(published(&world, "RUN", 2026).await, [1, 0, 0, 0]);
    // Applied for in one year and concluded in the next: it counts in each for what happened there.
    world.clock("2027-01-04T10:00:00Z").await;
    let team = world.coordinator().await;
    for body in [
        json!({ "step": "acknowledge" }),
        json!({ "step": "decide", "met": true, "reason": "Three complaints count" }),
        json!({ "step": "account", "account_of": "Surrey Police", "account": "Two visits" }),
        json!({ "step": "recommend", "recommend_to": "Wey Meadow Homes", "recommendation": "Mediate" }),
        json!({ "step": "conclude", "outcome": "Better now" }),
    ] {
        step(&team, &first, body).await.expect(200);
        for year in [2026, 2027] {
            let recounted = recount(&world, "RUN", year).await;
            assert_eq!(published(&world, "RUN", year).await, recounted, "{year}");
        }
    }
    assert_eq!(published(&world, "RUN", 2026).await, [1, 0, 0, 0]);
    assert_eq!(published(&world, "RUN", 2027).await, [0, 0, 1, 1]);
    // Another area's are its own.
    assert_eq!(published(&world, "WOK", 2026).await, [0, 0, 0, 0]);
    let own = team.get("/case-reviews/figures?area=RUN&year=2027").await;
    assert_eq!(counted(&own.expect(200).json()), [0, 0, 1, 1]);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_apply_at_once_are_all_counted() {
    let world = World::start().await;
    let applying = (0..6).map(|_| apply(&world, application()));
    let answers = crate::guess::join_all(applying).await;
    assert!(answers.iter().all(|answer| answer.status == 201));
    let recounted = recount(&world, "RUN", 2026).await;
    assert_eq!(recounted[0], 6);
    assert_eq!(published(&world, "RUN", 2026).await, recounted);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_reads_the_figures_and_nothing_else() {
    let world = World::start().await;
    apply(&world, application()).await.expect(201);
    let shown = page(&world, "/case-review/figures").await.expect(200);
    assert!(!shown.headers.contains_key("set-cookie"));
    let of = "/case-review/figures?area=RUN&year=2026";
    let text = page(&world, of).await.expect(200).text();
    // One is shown as one: the Act has the counts published.
    assert!(
        text.contains("ASB Case Reviews in Runnymede, 2026"),
        "{text}"
    );
    assert!(text.contains("This year is not over"));
    for personal in PERSONAL {
        assert!(!text.contains(personal), "{personal}");
    }
    let csv = page(&world, "/case-review/figures.csv?area=RUN&year=2026").await;
    let csv = csv.expect(200).text();
    assert!(csv.ends_with("\"Runnymede\",2026,1,0,0,0\r\n"), "{csv}");
    for nowhere in [
        "area=XYZ",
        "area=RUN&year=2027",
        "area=RUN&year=2013",
        "area=%27",
    ] {
        let path = format!("/case-review/figures?{nowhere}");
        page(&world, &path).await.expect(404);
    }
    world.local.stop().await;
}
