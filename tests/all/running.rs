//! A meeting that is held: who came, and that the confidentiality statement was read out (R5.4).

use serde_json::{Value, json};

use crate::world::{User, World};

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
