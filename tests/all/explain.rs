//! Whoever accounts for what was shared is told who may see what, and why (R3.2, R3.4).

use serde_json::{Value, json};

use crate::{
    access::without_ids,
    journey::{add_agency, open_case},
    world::World,
};

const PAGE: &str = "/access/explain";

fn asked(person: &str, about: &str, on: Option<&str>) -> Value {
    match on {
        Some(on) => json!({ "person": person, "about": about, "on": on }),
        None => json!({ "person": person, "about": about }),
    }
}

/// Ids of the policies that hold.
fn holding(told: &Value) -> Vec<&str> {
    let policies = told["policies"].as_array().unwrap().iter();
    policies
        .filter(|policy| policy["holds"] == json!(true))
        .map(|policy| policy["id"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_see_a_case_and_why_today_and_before() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let police = world.officer().await.email.clone();
    world.clock("2026-11-23T09:00:00Z").await;
    let officer = world.user("Data-protection officer", "").await;
    let coordinator = world.coordinator().await;
    let before = officer
        .post(PAGE, asked(&police, "RUN-2026-0001", None))
        .await
        .expect(200)
        .json();
    assert_eq!(before["may"], json!(false), "{before}");
    assert!(holding(&before).is_empty(), "{before}");
    add_agency(&coordinator, &case, "surrey-police")
        .await
        .expect(201);

    let told = officer
        .post(PAGE, asked(&police, &case, None))
        .await
        .expect(200)
        .json();
    assert_eq!(told["may"], json!(true), "{told}");
    assert_eq!(holding(&told), ["case.member-agency"]);
    let first = &told["policies"][0];
    assert!(first["source"].as_str().unwrap().contains("section 115"));
    assert!(
        first["text"]
            .as_str()
            .unwrap()
            .contains("resource.agencies")
    );
    assert!(told["policies"].as_array().unwrap().len() > 3, "{told}");

    // As it was on the day the case was opened, and before there was one.
    let on = |day| asked(&police, &case, Some(day));
    let then = officer
        .post(PAGE, on("2026-11-20"))
        .await
        .expect(200)
        .json();
    assert_eq!(then["may"], json!(false), "{then}");
    officer.post(PAGE, on("2026-11-19")).await.expect(404);
    officer.post(PAGE, on("2026-11-24")).await.expect(400);

    // The asking is itself in the log of readings, with the policy that let them ask.
    let history = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .text();
    assert!(history.contains("explanation"), "{history}");
    assert!(
        history.contains("audit.data-protection-officer"),
        "{history}"
    );

    let page = officer.get_as(PAGE, "text/html").await.expect(200).text();
    assert!(page.contains("May see what?"), "{page}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_in_an_emergency_is_explained_while_it_lasts_and_for_the_day_it_was_taken() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let police = world.officer().await;
    let stub = crate::sharing::stub(&police).await;
    let reason = json!({ "reason": "A threat to life tonight", "gateway": "vital_interests" });
    let opened = police.post(&format!("{stub}/emergency"), reason).await;
    opened.expect(201);
    let email = police.email.clone();
    let explain = async |on: Option<&str>| {
        let officer = world.user("Data-protection officer", "").await;
        let told = officer.post(PAGE, asked(&email, &case, on)).await;
        told.expect(200).json()
    };
    let during = explain(None).await;
    assert_eq!(during["may"], json!(true), "{during}");
    assert_eq!(holding(&during), ["case.emergency-access"]);
    world.clock("2026-11-23T09:00:00Z").await;
    assert_eq!(explain(None).await["may"], json!(false));
    assert_eq!(explain(Some("2026-11-20")).await["may"], json!(true));
    assert_eq!(explain(Some("2026-11-21")).await["may"], json!(false));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_and_whom_it_does_not_concern_are_told_nothing() {
    let world = World::start().await;
    open_case(&world, &[]).await;
    let police = world.officer().await;
    let officer = world.user("Data-protection officer", "").await;
    let about = |about| asked(&police.email, about, None);
    let missing = officer.post(PAGE, about("RUN-2026-0999")).await.expect(404);
    let nobody = asked("nobody@police.example", "RUN-2026-0001", None);
    let nobody = officer.post(PAGE, nobody).await.expect(404);
    assert_eq!(without_ids(&missing.text()), without_ids(&nobody.text()));
    officer.post(PAGE, about("that case")).await.expect(400);
    for other in [police.clone(), world.coordinator().await] {
        other.get(PAGE).await.expect(403);
        other.post(PAGE, about("RUN-2026-0001")).await.expect(403);
    }
    world.local.stop().await;
}
