//! Risk scored with an instrument, an area's own version of it, the plan, and what is told when either
//! goes stale (R2.2, R2.3, R2.7).

use http::header;
use serde_json::{Value, json};

use crate::{
    journey::open_case,
    world::{User, World, fresh_key},
};

/// Every question of the instrument that fits the case, answered in the mildest way but for those
/// named.
async fn answered(who: &User<'_>, case: &str, graver: &[(&str, &str)]) -> Value {
    let asked = who
        .get(&format!("{case}/assessments/new"))
        .await
        .expect(200);
    let asked = asked.json();
    let mut answers = serde_json::Map::new();
    for question in asked["questions"].as_array().unwrap() {
        let id = question["id"].as_str().unwrap();
        answers.insert(id.to_owned(), question["answers"][0]["id"].clone());
    }
    for (question, answer) in graver {
        answers.insert((*question).to_owned(), json!(answer));
    }
    json!({
        "instrument": asked["id"], "version": asked["version"], "answers": answers,
        "rag": "amber", "rationale": "As the neighbours tell it",
    })
}

fn with(mut body: Value, more: &[(&str, &str)]) -> Value {
    for (field, value) in more {
        body[*field] = json!(value);
    }
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn risk_is_scored_question_by_question_and_history_keeps_the_version() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let path = format!("{case}/assessments");
    // Working it out keeps nothing.
    let body = answered(&team, &case, &[("violence", "hurt")]).await;
    let score = team.post(&format!("{path}/score"), body.clone()).await;
    let score = score.expect(200).json();
    assert_eq!(
        (&score["by_score"], &score["band"]),
        (&json!("standard"), &json!("high"))
    );
    assert_eq!(score["rescore_on"], "2026-12-04");
    let version = team.get(&case).await.expect(200).version();
    // Each question without an answer is named at its field.
    let mut gap = body.clone();
    gap["answers"].as_object_mut().unwrap().remove("fear");
    let refused = team.post_at(&path, gap, version).await.expect(400);
    assert!(
        refused.text().contains("answers.fear"),
        "{}",
        refused.text()
    );
    // Another band, and a later review, need their reasons.
    let other = with(body.clone(), &[("risk", "medium")]);
    let refused = team
        .post_at(&path, other.clone(), version)
        .await
        .expect(400);
    assert!(
        refused.text().contains("override_reason"),
        "{}",
        refused.text()
    );
    let later = with(body.clone(), &[("next_review_on", "2027-01-20")]);
    let refused = team.post_at(&path, later, version).await.expect(400);
    assert!(
        refused.text().contains("later_because"),
        "{}",
        refused.text()
    );
    // The wrong person: the police are on the case and do not lead it.
    officer.get(&format!("{path}/new")).await.expect(403);
    officer
        .post_at(&path, body.clone(), version)
        .await
        .expect(403);
    let stranger = world.user("Practitioner", "Clearwater").await;
    stranger.get(&format!("{path}/new")).await.expect(404);
    stranger.get(&format!("{case}/plan")).await.expect(404);
    // Once, however often it is sent; and not on a version that others changed.
    let reason = "The weapon was a toy, and the child has apologised";
    let judged = with(other, &[("override_reason", reason)]);
    let key = fresh_key();
    for _ in 0..2 {
        let sent = team
            .post_with(&path, judged.clone(), &key, Some(version))
            .await;
        sent.expect(201);
    }
    team.post_at(&path, body, version).await.expect(409);
    let shown = team.get(&path).await.expect(200).json();
    let shown = shown["assessments"].as_array().unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(
        (&shown[0]["risk"], &shown[0]["score"]["band"]),
        (&json!("medium"), &json!("high"))
    );
    assert_eq!(shown[0]["score"]["version"], 1);
    // Judged medium: scored again within 28 days.
    assert_eq!(shown[0]["next_review_on"], "2026-12-18");
    let page = officer.get_as(&path, "text/html").await.expect(200).text();
    assert!(
        page.contains(reason) && page.contains("Somebody was hurt"),
        "{page}"
    );
    let history = team.get_as(&format!("{case}/history"), "text/html").await;
    assert!(history.expect(200).text().contains("risk to medium"));
    world.local.stop().await;
}

/// The instrument that fits the case now.
async fn asked(world: &World, case: &str) -> Value {
    let team = world.coordinator().await;
    let asked = team.get(&format!("{case}/assessments/new")).await;
    asked.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_scores_with_its_own_version_from_the_day_it_chose() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let (team, admin) = (world.coordinator().await, world.administrator().await);
    let path = "/areas/RUN/instruments/asb-people";
    let shipped = team.get(path).await.expect(200).json();
    let text = shipped["text"].as_str().unwrap();
    let own = text.replace("version = 1", "version = 2");
    let own = own.replace("How often does it happen?", "How many nights a month?");
    let body = |text: &str, from: &str| json!({ "text": text, "from": from, "reason": "Agreed by the partnership" });
    let falling = own.replacen("weight = 5 }", "weight = 0 }", 1);
    let wrong = team
        .post(&format!("{path}/check"), body(&falling, ""))
        .await;
    let wrong = wrong.expect(400).text();
    assert!(wrong.contains("how_often"), "{wrong}");
    let preview = team.post(&format!("{path}/check"), body(&own, "")).await;
    assert_eq!(preview.expect(200).json()["version"], 2);
    let version = shipped["version"].as_u64().unwrap();
    world.officer().await.get(path).await.expect(403);
    team.post_at(path, body(&own, "2026-11-27"), version + 7)
        .await
        .expect(409);
    team.post_at(path, body(&own, "2026-11-27"), version)
        .await
        .expect(200);
    let before = answered(&team, &case, &[]).await;
    assert_eq!(asked(&world, &case).await["version"], 1);
    world.clock("2026-11-27T09:00:00Z").await;
    let after = asked(&world, &case).await;
    assert_eq!(
        (&after["version"], &after["own"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(after["questions"][0]["ask"], "How many nights a month?");
    // A form that was opened under the old one is told.
    let team = world.coordinator().await;
    let at = team.get(&case).await.expect(200).version();
    let refused = team
        .post_at(&format!("{case}/assessments"), before, at)
        .await;
    assert!(refused.expect(400).text().contains("version 2"));
    let list = admin.get("/areas/RUN/instruments").await;
    let admin = match list.status.as_u16() {
        401 => world.administrator().await,
        _ => admin,
    };
    let listed = admin.get("/areas/RUN/instruments").await.expect(200).json();
    let versions = listed["instruments"][0]["versions"].to_string();
    assert!(versions.contains("in_force") && versions.contains("Agreed by the partnership"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_made_reviewed_by_its_owner_and_told_when_it_is_overdue() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let plan = format!("{case}/plan");
    let version = team.get(&plan).await.expect(200).version();
    let aims = json!({ "aims": "Nobody is threatened on the parade" });
    let key = fresh_key();
    for _ in 0..2 {
        let sent = team
            .post_with(&plan, aims.clone(), &key, Some(version))
            .await;
        sent.expect(200);
    }
    team.post_at(&plan, aims, version).await.expect(409);
    let measure = |owner: &str, review_on: &str| {
        json!({
            "what": "Patrols after school", "owner": owner, "state": "in_place",
            "review_on": review_on,
        })
    };
    let add = format!("{plan}/measures");
    officer
        .post(&add, measure("surrey-police", "2026-11-25"))
        .await
        .expect(403);
    team.post(&add, measure("riverside-homes", "2026-11-25"))
        .await
        .expect(422);
    team.post(&add, measure("surrey-police", "2026-11-25"))
        .await
        .expect(201);
    let empty = team.post(&add, json!({})).await.expect(400).text();
    assert!(empty.contains("review_on"), "{empty}");
    // Overdue, it is told to the coordinator, and on the case, in words.
    world.clock("2026-12-07T09:00:00Z").await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let start = team.get_as("/", "text/html").await.expect(200).text();
    assert!(start.contains("Plan to be reviewed: a measure was due by 25 November 2026"));
    assert!(start.contains("Risk never assessed: it was due by 4 December 2026"));
    let desk = team.get("/").await.expect(200).json();
    let desk = &desk["desks"][0];
    assert_eq!(
        (&desk["plans"]["count"], &desk["risks"]["count"]),
        (&json!(1), &json!(1))
    );
    let shown = officer.get(&plan).await.expect(200).json();
    assert_eq!(shown["measures"][0]["overdue"], true);
    assert_eq!(shown["measures"][0]["may_review"], true);
    // Its owner reviews it, and changes nothing else.
    let review = json!({
        "state": "in_place", "found": "Half as many calls", "review_on": "2026-12-21",
    });
    let one = format!("{plan}/measures/1");
    let at = officer.get(&plan).await.expect(200).version();
    let given = with(review.clone(), &[("owner", "runnymede-council")]);
    officer.post_at(&one, given, at).await.expect(403);
    officer.post_at(&one, review.clone(), at).await.expect(200);
    officer
        .post_at(&format!("{plan}/measures/2"), review, at + 1)
        .await
        .expect(404);
    let start = team.get_as("/", "text/html").await.expect(200).text();
    assert!(!start.contains("Plan to be reviewed"));
    // Stopped with a reason, it waits for nobody; its history stays.
    let stop = json!({ "state": "stopped", "found": "" });
    team.post_at(&one, stop, at + 1).await.expect(400);
    let stop = json!({ "state": "stopped", "found": "The school moved" });
    team.post_at(&one, stop, at + 1).await.expect(200);
    let page = officer.get_as(&plan, "text/html").await.expect(200);
    assert!(
        page.headers[header::CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
    let page = page.text();
    for words in [
        "The school moved",
        "Half as many calls",
        "Nobody is threatened",
    ] {
        assert!(page.contains(words), "{words}");
    }
    world.local.stop().await;
}

/// R2.7, LOC-5: how soon a case is looked at, and how far a look may be put off, is as the area sets
/// it: the next case has it, the forms say it, and what was opened before keeps its day.
#[tokio::test(flavor = "multi_thread")]
async fn how_soon_a_case_is_looked_at_is_as_its_area_sets_it() {
    let world = World::start().await;
    let before = open_case(&world, &["surrey-police"]).await;
    let administrator = world.administrator().await;
    for (number, to) in [
        ("first_review_days", 10),
        ("first_assessment_days", 5),
        ("furthest_review_days", 30),
    ] {
        let body = json!({
            "area": "RUN", "number": number, "to": to, "from": "2026-11-20", "reason": "Agreed",
        });
        let path = "/rules/LOC-5/number";
        administrator.post(path, body).await.expect(200);
    }
    let after = open_case(&world, &["surrey-police"]).await;
    let team = world.coordinator().await;
    let mut days = Vec::new();
    for case in [&before, &after] {
        let told = team.get(case).await.expect(200).json();
        days.push(told["next_review_on"].clone());
    }
    assert_eq!(days, ["2026-12-18", "2026-11-30"]);

    let plan = format!("{after}/plan");
    let page = team.get_as(&plan, "text/html").await.expect(200).text();
    assert!(page.contains("Within 30 days"), "{page}");
    let path = format!("{after}/assessments");
    let body = answered(&team, &after, &[]).await;
    let version = team.get(&after).await.expect(200).version();
    let because = ("later_because", "It is quiet");
    let late = with(body.clone(), &[("next_review_on", "2026-12-21"), because]);
    let refused = team.post_at(&path, late, version).await.expect(422).text();
    assert!(refused.contains("30"), "{refused}");
    let last = with(body, &[("next_review_on", "2026-12-20"), because]);
    team.post_at(&path, last, version).await.expect(201);

    // Assessed by the fifth day where it was opened afterwards, by the fourteenth where before.
    let late = open_case(&world, &["surrey-police"]).await;
    world.clock("2026-11-27T10:00:00Z").await;
    let team = world.coordinator().await;
    for (case, stale) in [(&before, false), (&late, true)] {
        let page = format!("{case}/assessments");
        let page = team.get_as(&page, "text/html").await.expect(200).text();
        assert_eq!(page.contains("Risk never assessed"), stale, "{case}");
    }
}
