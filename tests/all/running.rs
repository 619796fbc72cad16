//! A meeting that is held: who came, that the confidentiality statement was read out, what is recorded
//! on its cases, and the minutes that follow (R5.4, R5.5).

use serde_json::{Value, json};

use crate::{
    journey::open_case,
    world::{User, World, fresh_key},
};

/// A CHaRMM of Runnymede at 10am on Tuesday 24 November 2026.
async fn called(team: &User<'_>) -> String {
    let meeting = json!({
        "area": "RUN", "forum": "charmm", "on": "2026-11-24", "at": "10:00", "place": "Room 1",
    });
    team.post("/meetings", meeting).await.expect(201).location()
}

fn came(agency: &str, presence: &str, people: &str) -> Value {
    json!({ "agency": agency, "presence": presence, "people": people })
}

/// What is recorded of an agency.
fn of<'a>(run: &'a Value, agency: &str) -> &'a Value {
    let mut all = run["attendance"].as_array().unwrap().iter();
    all.find(|one| one["agency"] == agency).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_record_who_came_at_once_and_neither_undoes_the_other() {
    let world = World::start().await;
    let meeting = called(&world.coordinator().await).await;
    world.clock("2026-11-24T10:05:00Z").await;
    let (one, other) = (world.coordinator().await, world.coordinator().await);
    let path = format!("{meeting}/attendance");
    let run = one.get(&format!("{meeting}/run")).await.expect(200).json();
    let agencies = run["attendance"].as_array().unwrap();
    assert!(agencies.iter().all(|agency| agency["presence"].is_null()));
    let second = agencies
        .iter()
        .find(|each| each["agency"] != "surrey-police");
    let second = second.unwrap()["agency"].as_str().unwrap().to_owned();
    let (first, then) = tokio::join!(
        one.post(&path, came("surrey-police", "present", "<b>P. Example</b>")),
        other.post(&path, came(&second, "apologies", "Q. Example")),
    );
    first.expect(200);
    then.expect(200);
    let run = one.get(&format!("{meeting}/run")).await.expect(200).json();
    assert_eq!(of(&run, "surrey-police")["presence"], "present");
    assert_eq!(of(&run, &second)["presence"], "apologies");
    assert_eq!(of(&run, &second)["people"], "Q. Example");
    // What people type is text, and never markup.
    let page = one.get_as(&format!("{meeting}/run"), "text/html").await;
    assert!(!page.expect(200).text().contains("<b>P. Example"));

    let unknown = one.post(&path, came("nobody", "present", "")).await;
    assert_eq!(unknown.expect(400).json()["faults"][0]["field"], "agency");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_statement_is_recorded_on_the_day_and_by_those_who_run_the_meeting() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let meeting = called(&team).await;
    let path = format!("{meeting}/statement");
    let read = json!({ "read_by": "Casey Chair" });
    team.post(&path, read.clone()).await.expect(422);
    let early = came("surrey-police", "apologies", "P. Example");
    let attendance = format!("{meeting}/attendance");
    team.post(&attendance, early).await.expect(200);
    world.clock("2026-11-24T09:55:00Z").await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    team.post(&path, read.clone()).await.expect(200);
    let run = team.get(&format!("{meeting}/run")).await.expect(200).json();
    assert_eq!(run["statement"]["read_by"], "Casey Chair");

    officer.get(&format!("{meeting}/run")).await.expect(403);
    officer.post(&path, read.clone()).await.expect(403);
    let off = json!({ "agency": "surrey-police", "presence": "absent" });
    officer.post(&attendance, off).await.expect(403);
    let run = team.get(&format!("{meeting}/run")).await.expect(200).json();
    assert_eq!(of(&run, "surrey-police")["presence"], "apologies");
    world.local.stop().await;
}

/// The meeting, with a case on which the police are, on its day.
async fn held(world: &World) -> (String, String) {
    let case = open_case(world, &["surrey-police"]).await;
    let meeting = called(&world.coordinator().await).await;
    world.clock("2026-11-24T10:05:00Z").await;
    let id = case.trim_start_matches("/cases/").to_owned();
    (meeting, id)
}

fn decision(text: &str) -> Value {
    json!({ "decision": text, "reason": format!("Because of {text}") })
}

fn whole(text: &str) -> Value {
    json!({
        "decision": format!("{text} decided"), "reason": format!("{text} reason"),
        "what": format!("{text} visit"), "agency": "surrey-police", "due_on": "2026-12-01",
        "rag": "amber", "next_review_on": "2026-12-22", "why": format!("{text} why"),
    })
}

/// The case as the run page has it.
async fn on_screen(team: &User<'_>, meeting: &str, case: &str) -> Value {
    let page = team.get(&format!("{meeting}/run?case={case}")).await;
    page.expect(200).json()["case"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_on_one_screen_stands_on_the_case_and_in_the_minutes() {
    let world = World::start().await;
    let (meeting, case) = held(&world).await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let shown = on_screen(&team, &meeting, &case).await;
    assert_eq!(shown["may_record"], true);
    assert_eq!(shown["recorded"]["decisions"], json!([]));
    let path = format!("{meeting}/cases/{case}");
    // What sets RAG and the review names the version that was seen.
    team.post(&path, whole("Walnut")).await.expect(400);
    let version = shown["version"].as_u64().unwrap();
    let saved = team.post_at(&path, whole("Walnut"), version).await;
    let saved = saved.expect(201).json();
    assert_eq!(saved["matters"], json!(["decision", "action", "rating"]));

    // It stays on the agenda, although its review is now weeks off.
    let run = team.get(&format!("{meeting}/run")).await.expect(200).json();
    assert_eq!(run["recorded"][0]["case"], case.as_str());
    assert!(run["agenda"].to_string().contains(&case));
    let shown = on_screen(&team, &meeting, &case).await;
    assert_eq!(shown["rag"], "amber");
    assert_eq!(shown["next_review_on"], "2026-12-22");
    let recorded = &shown["recorded"];
    assert_eq!(recorded["decisions"][0]["decision"], "Walnut decided");
    assert_eq!(recorded["actions"][0]["agency"], "surrey-police");
    assert_eq!(recorded["ratings"][0]["risk"], Value::Null);
    let page = format!("{meeting}/run?case={case}");
    let page = team.get_as(&page, "text/html").await.expect(200).text();
    assert!(page.contains("Saved at 10:05 by"), "{page}");

    // On the case's own pages too, with the meeting.
    let decisions = officer.get(&format!("/cases/{case}/decisions")).await;
    assert!(decisions.expect(200).text().contains("Walnut decided"));
    let history = officer.get(&format!("/cases/{case}/history")).await;
    let history = history.expect(200).json();
    assert!(history["entries"].to_string().contains("\"rated\""));
    assert_eq!(history["verified"], true);

    // The police read the minutes once they are sent, and so does nobody who is not on the case.
    let minutes = format!("{meeting}/minutes");
    officer.get(&minutes).await.expect(403);
    let draft = team.get(&minutes).await.expect(200).json();
    assert_eq!(draft["sent"], Value::Null);
    let sent = team.post(&minutes, json!({})).await.expect(200).json();
    assert_eq!(sent["version"], 1);
    let read = officer.get(&minutes).await.expect(200).json();
    assert_eq!(read["cases"][0]["case"], case.as_str());
    assert_eq!(read["changed"], false);
    let what = &read["cases"][0]["recorded"]["actions"][0]["what"];
    assert_eq!(what, "Walnut visit");
    let html = officer.get_as(&minutes, "text/html").await.expect(200);
    assert!(html.text().contains("Walnut reason"));
    let health = world.user("Practitioner", "Health").await;
    let other = health.get(&minutes).await.expect(200);
    assert!(!other.text().contains("Walnut") && !other.text().contains(&case));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn agencies_are_told_of_minutes_without_a_word_of_them_and_again_once_they_have_changed() {
    let world = World::start().await;
    let (meeting, case) = held(&world).await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let (path, minutes) = (
        format!("{meeting}/cases/{case}"),
        format!("{meeting}/minutes"),
    );
    team.post(&path, decision("Walnut")).await.expect(201);
    officer.post(&minutes, json!({})).await.expect(403);
    let version = |answer: Value| answer["version"].as_u64().unwrap();
    let send = || async { version(team.post(&minutes, json!({})).await.expect(200).json()) };
    assert_eq!(send().await, 1);
    world.local.settle().await.unwrap();
    let told = |kind: &str| {
        let sent = world.sent().into_iter();
        sent.filter(|(_, _, text)| text.contains(kind))
            .collect::<Vec<_>>()
    };
    let ready = told("minutes of a meeting are ready");
    let police = ready.iter().filter(|(to, _, _)| to.contains("police"));
    assert_eq!(police.count(), 1, "{ready:?}");
    assert!(ready.iter().all(|(_, _, text)| text.contains(&minutes)));
    assert!(ready.iter().all(|(_, _, text)| !text.contains("Walnut")));
    // Sent again as they were, nobody is told; after something was recorded, it is the next version.
    assert_eq!(send().await, 1);
    world.local.settle().await.unwrap();
    assert_eq!(told("minutes of a meeting are ready").len(), ready.len());
    world.clock("2026-11-24T10:10:00Z").await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    team.post(&path, decision("Hazel")).await.expect(201);
    // Who sends them is told that they would be others, and nobody else: of their own part it need not hold.
    for (reader, changed) in [(&team, true), (&officer, false)] {
        let read = reader.get(&minutes).await.expect(200).json();
        assert_eq!(read["changed"], changed);
        assert!(read.to_string().contains("Hazel"));
    }
    let again = team.post(&minutes, json!({})).await.expect(200).json();
    assert_eq!(version(again), 2);
    world.local.settle().await.unwrap();
    assert_eq!(told("minutes of a meeting have changed").len(), ready.len());
    let read = team.get(&minutes).await.expect(200).json();
    assert_eq!(read["changed"], false);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_run_the_meeting_record_and_only_on_its_cases() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let case = case.trim_start_matches("/cases/").to_owned();
    let meeting = called(&world.coordinator().await).await;
    let path = format!("{meeting}/cases/{case}");
    let early = world.coordinator().await;
    early.post(&path, decision("Early")).await.expect(422);
    world.clock("2026-11-24T10:05:00Z").await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    officer.post(&path, decision("Foreign")).await.expect(403);
    let chair_elsewhere = world.user("Coordinator (WOK)", "Woking").await;
    let refused = chair_elsewhere.post(&path, decision("Foreign")).await;
    assert!([403, 404].contains(&refused.status.as_u16()));
    let nowhere = format!("{meeting}/cases/01900000-0000-7000-8000-000000000000");
    team.post(&nowhere, decision("Lost")).await.expect(404);
    // The forum for places does not take a case about a person.
    let jag =
        json!({ "area": "RUN", "forum": "jag", "on": "2026-11-24", "at": "14:00", "place": "1" });
    let jag = team.post("/meetings", jag).await.expect(201).location();
    let elsewhere = format!("{jag}/cases/{case}");
    team.post(&elsewhere, decision("Lost")).await.expect(422);
    team.get(&format!("{jag}/run?case={case}"))
        .await
        .expect(404);
    let empty = team.post(&path, json!({})).await.expect(400).json();
    assert_eq!(empty["faults"][0]["field"], "decision");
    assert!(on_screen(&team, &meeting, &case).await["recorded"]["decisions"] == json!([]));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_at_once_are_both_kept_and_the_same_post_is_written_once() {
    let world = World::start().await;
    let (meeting, case) = held(&world).await;
    let (one, other) = (world.coordinator().await, world.coordinator().await);
    let path = format!("{meeting}/cases/{case}");
    let (first, then) = tokio::join!(
        one.post(&path, decision("Walnut")),
        other.post(&path, decision("Hazel")),
    );
    first.expect(201);
    then.expect(201);
    let key = fresh_key();
    for _ in 0..2 {
        let again = one.post_with(&path, decision("Maple"), &key, None).await;
        again.expect(201);
    }
    let shown = on_screen(&one, &meeting, &case).await;
    assert_eq!(shown["recorded"]["decisions"].as_array().unwrap().len(), 3);

    // Who has not seen that somebody set RAG does not overwrite it; what else happened does no harm.
    let version = shown["version"].as_u64().unwrap();
    let rated = |rag: &str| json!({ "rag": rag, "next_review_on": "2026-12-22", "why": "Seen" });
    one.post(&path, decision("Cedar")).await.expect(201);
    one.post_at(&path, rated("red"), version).await.expect(201);
    let stale = other.post_at(&path, rated("green"), version).await;
    let stale = stale.expect(409).json();
    assert!(stale.to_string().contains("set RAG to red"), "{stale}");
    assert_eq!(on_screen(&one, &meeting, &case).await["rag"], "red");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_limited_to_others_is_not_in_ones_minutes() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police", "health-partners"]).await;
    let meeting = called(&world.coordinator().await).await;
    world.clock("2026-11-24T10:05:00Z").await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let at = meeting.trim_start_matches("/meetings/");
    let action = json!({
        "what": "Pineapple visit", "agency": "health-partners", "due_on": "2026-12-01",
        "gateway": "safeguarding_adult", "sight": "named", "only": [], "meeting": at,
    });
    team.post(&format!("{case}/actions"), action)
        .await
        .expect(201);
    let kept = json!({
        "kind": "decision", "decision": "Pineapple first", "reason": "Why", "meeting": at,
        "gateway": "safeguarding_adult", "sight": "named", "only": ["health-partners"],
    });
    team.post(&format!("{case}/decisions"), kept)
        .await
        .expect(201);
    let id = case.trim_start_matches("/cases/");
    let path = format!("{meeting}/cases/{id}");
    team.post(&path, decision("Walnut")).await.expect(201);
    let minutes = format!("{meeting}/minutes");
    team.post(&minutes, json!({})).await.expect(200);
    let health = world.user("Practitioner", "Health").await;
    for (reader, sees) in [(&health, true), (&team, true), (&officer, false)] {
        for accept in ["application/json", "text/html"] {
            let text = reader.get_as(&minutes, accept).await.expect(200).text();
            assert_eq!(text.contains("Pineapple"), sees, "{accept}: {text}");
            assert!(text.contains("Walnut"));
        }
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_risk_is_scored_at_the_meeting_and_one_is_led_back_to_it() {
    let world = World::start().await;
    let (meeting, case) = held(&world).await;
    let team = world.coordinator().await;
    let at = meeting.trim_start_matches("/meetings/");
    let version = on_screen(&team, &meeting, &case).await["version"].as_u64();
    let ask = format!("/cases/{case}/assessments/new?meeting={at}");
    let page = team.get_as(&ask, "text/html").await.expect(200).text();
    assert!(page.contains(&format!(r#"name="meeting" value="{at}""#)));
    let assessed = json!({
        "rag": "red", "risk": "high", "rationale": "Threats", "next_review_on": "2026-12-01",
        "meeting": at,
    });
    let path = format!("/cases/{case}/assessments");
    let nowhere = "01900000-0000-7000-8000-000000000000";
    let mut wrong = assessed.clone();
    wrong["meeting"] = json!(nowhere);
    team.post_at(&path, wrong, version.unwrap())
        .await
        .expect(400);
    team.post_at(&path, assessed, version.unwrap())
        .await
        .expect(201);
    let shown = on_screen(&team, &meeting, &case).await;
    assert_eq!(shown["recorded"]["ratings"][0]["risk"], "high");
    world.local.stop().await;
}
