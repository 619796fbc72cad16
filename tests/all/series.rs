//! Series of meetings: called at once, each moved or called off by itself, and in people's own calendars
//! (R5.1).

use http::Method;
use serde_json::{Value, json};

use crate::{
    jag::area_with,
    world::{Answer, User, World, fresh_key},
};

const DATES: &str = "/meetings/series?area=RUN&forum=charmm";
const LINK: &str = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0";

/// The CHaRMM of Runnymede meets every week from now on.
async fn weekly(world: &World) {
    let admin = world.administrator().await;
    let (body, version) = area_with(&admin, json!({ "charmm_meets": "every-1-weeks" })).await;
    let settled = admin.post_at("/areas/RUN", body, version).await;
    settled.expect(200);
}

/// Fridays from 4 December on: the fourth is Christmas Day, the fifth New Year's.
fn fridays() -> Value {
    json!({
        "area": "RUN", "forum": "charmm", "from": "2026-12-04", "at": "14:00",
        "dates": ["2026-12-04", "2026-12-11", "2026-12-18", "2026-12-25", "2027-01-01"],
        "place": "Committee Room 1", "online": LINK,
    })
}

/// The meetings that are called, soonest first.
async fn upcoming(team: &User<'_>) -> Vec<Value> {
    let list = team.get("/meetings").await.expect(200).json();
    list["upcoming"].as_array().unwrap().clone()
}

fn days(meetings: &[Value]) -> Vec<String> {
    let days = meetings.iter().map(|each| each["on"].as_str().unwrap());
    days.map(str::to_owned).collect()
}

async fn called(world: &World, team: &User<'_>) -> Vec<Value> {
    weekly(world).await;
    team.post("/meetings/series", fridays()).await.expect(201);
    upcoming(team).await
}

/// The first of the dates that is ticked.
fn undoubted(shown: &Value) -> &str {
    let mut dates = shown["dates"].as_array().unwrap().iter();
    let first = dates.find(|date| date["doubt"].is_null()).unwrap();
    first["on"].as_str().unwrap()
}

fn href(meeting: &Value) -> String {
    meeting["href"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_is_shown_first_and_called_once_however_often_it_is_sent() {
    let world = World::start().await;
    weekly(&world).await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    // Weeks are counted from a meeting, and there was none.
    let none = team.get(DATES).await.expect(200).json();
    assert_eq!(none["dates"], json!([]));
    let from = format!("{DATES}&from=2026-12-04&count=5");
    let shown = team.get(&from).await.expect(200).json();
    let on: Vec<_> = shown["dates"].as_array().unwrap().iter().collect();
    assert_eq!(on.len(), 5);
    assert_eq!(on[3]["on"], "2026-12-29");
    assert_eq!(
        on[3]["moved"],
        "moved from Friday 25 December 2026, a bank holiday"
    );
    assert_eq!(on[4]["on"], "2027-01-04");
    let page = team.get_as(&from, "text/html").await.expect(200).text();
    assert!(
        page.contains("Moved from Friday 25 December 2026, a bank holiday"),
        "{page}"
    );
    assert!(upcoming(&team).await.is_empty(), "looking calls nothing");
    let choice = team
        .get_as("/meetings/series", "text/html")
        .await
        .expect(200)
        .text();
    assert!(choice.contains("Runnymede CHaRMM (Every week)"), "{choice}");
    officer.get(DATES).await.expect(403);
    officer
        .post("/meetings/series", fridays())
        .await
        .expect(403);

    // Pressed twice, and sent anew.
    let key = fresh_key();
    for _ in 0..2 {
        let made = team
            .post_with("/meetings/series", fridays(), &key, None)
            .await;
        assert_eq!(
            made.expect(201).json()["called"].as_array().unwrap().len(),
            5
        );
    }
    let again = team
        .post("/meetings/series", fridays())
        .await
        .expect(201)
        .json();
    assert_eq!(
        (&again["called"], &again["passed_over"]),
        (&json!([]), &json!(5))
    );
    let meetings = upcoming(&team).await;
    let held = [
        "2026-12-04",
        "2026-12-11",
        "2026-12-18",
        "2026-12-29",
        "2027-01-04",
    ];
    assert_eq!(days(&meetings), held);
    // Each follows the one before; all start at two in London.
    for (before, meeting) in meetings.iter().zip(&meetings[1..]) {
        assert_eq!(meeting["since"], before["starts_at"]);
        assert!(meeting["starts"].as_str().unwrap().ends_with("at 2pm"));
        assert_eq!(meeting["online"], LINK);
    }
    assert_eq!(meetings[3]["planned_on"], "2026-12-25");
    // What follows is counted from New Year's Day, and the form has what the last one had.
    let next = team.get(DATES).await.expect(200).json();
    assert_eq!(undoubted(&next), "2027-01-08");
    let page = team.get_as(DATES, "text/html").await.expect(200).text();
    assert!(
        page.contains(LINK) && page.contains("value=\"14:00\""),
        "{page}"
    );
    world.local.stop().await;
}

/// Two who call the same dates at the same moment call each once, and what was called off can be called
/// again.
#[tokio::test(flavor = "multi_thread")]
async fn a_date_has_one_meeting_whoever_calls_it_at_the_same_moment() {
    let world = World::start().await;
    weekly(&world).await;
    let (one, other) = (world.coordinator().await, world.coordinator().await);
    let (first, second) = tokio::join!(
        one.post("/meetings/series", fridays()),
        other.post("/meetings/series", fridays())
    );
    let (first, second) = (first.expect(201).json(), second.expect(201).json());
    let called = |answer: &Value| answer["called"].as_array().unwrap().len();
    assert_eq!(called(&first) + called(&second), 5);
    let passed = |answer: &Value| answer["passed_over"].as_u64().unwrap();
    assert_eq!(passed(&first) + passed(&second), 5);
    let meetings = upcoming(&one).await;
    assert_eq!(meetings.len(), 5);

    // So does one that is called by hand on the next date of the series.
    let by_hand = json!({
        "area": "RUN", "forum": "charmm", "on": "2027-01-08", "at": "14:00", "place": "Online",
    });
    let (first, second) = tokio::join!(
        one.post("/meetings", by_hand.clone()),
        other.post("/meetings", by_hand.clone())
    );
    let mut said = [first.status.as_u16(), second.status.as_u16()];
    said.sort_unstable();
    assert_eq!(said, [201, 400]);
    let meetings = upcoming(&one).await;
    assert_eq!(meetings.len(), 6);

    let off = href(&meetings[2]);
    let why = json!({ "reason": "No chair" });
    one.post(&format!("{off}/cancel"), why).await.expect(200);
    // It is offered again, not ticked, and can be called.
    let shown = one.get(DATES).await.expect(200).json();
    let dates = shown["dates"].as_array().unwrap();
    let off = dates.iter().find(|date| date["planned_on"] == "2026-12-18");
    assert_eq!(
        off.unwrap()["doubt"],
        "A meeting for this date was cancelled"
    );
    let again = one.post("/meetings/series", fridays()).await.expect(201);
    assert_eq!(called(&again.json()), 1);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_asks_wrongly_is_refused() {
    let world = World::start().await;
    weekly(&world).await;
    let team = world.coordinator().await;
    for wrong in [
        format!("{DATES}&count=27"),
        format!("{DATES}&from=soon"),
        "/meetings/series?area=RUN&forum=marac".to_owned(),
        "/meetings/series?area=XYZ&forum=charmm".to_owned(),
    ] {
        team.get(&wrong).await.expect(400);
    }
    let page = team.get_as(&format!("{DATES}&count=27"), "text/html").await;
    let page = page.expect(200).text();
    assert!(page.contains("govuk-error-summary"), "{page}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_date_of_the_series_and_no_safe_link_is_refused() {
    let world = World::start().await;
    weekly(&world).await;
    let team = world.coordinator().await;
    let with = |field: &str, value: Value| {
        let mut body = fridays();
        body[field] = value;
        body
    };
    for (field, value, said) in [
        (
            "dates",
            json!(["2026-12-05"]),
            "5 December 2026 is no date of this series",
        ),
        ("dates", json!([]), "Select at least one date"),
        (
            "online",
            json!("http://meet.example/1"),
            "begins with https://",
        ),
        (
            "online",
            json!("javascript:alert(1)"),
            "begins with https://",
        ),
        (
            "online",
            json!("https://meet.example:8443/1"),
            "without a port or a sign-in name",
        ),
        ("forum", json!("marac"), "must be one of those offered"),
        ("area", json!("WOK"), "must be one of those offered"),
    ] {
        let refused = team.post("/meetings/series", with(field, value)).await;
        let text = refused.expect(400).text();
        assert!(text.contains(said), "{field}: {text}");
    }
    assert!(upcoming(&team).await.is_empty());
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_is_moved_alone_and_those_who_come_are_told_once() {
    let world = World::start().await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let meetings = called(&world, &team).await;
    let (second, last) = (href(&meetings[1]), href(&meetings[4]));
    let version = team.get(&second).await.expect(200).version();
    let body = json!({
        "on": "2026-12-14", "at": "10:00", "place": "The library", "reason": "The room is shut",
    });
    let path = format!("{second}/move");
    officer
        .post_at(&path, body.clone(), version)
        .await
        .expect(403);
    team.get_as(&path, "text/html").await.expect(200);
    let key = fresh_key();
    for _ in 0..2 {
        let moved = team
            .post_with(&path, body.clone(), &key, Some(version))
            .await;
        assert_eq!(moved.expect(200).json()["on"], "2026-12-14");
    }
    team.post_at(&path, body.clone(), version).await.expect(409);
    // Those who come are told of it meanwhile.
    world.local.settle().await.unwrap();
    let version = team.get(&second).await.expect(200).version();
    let refused = team.post_at(&path, body, version).await.expect(422).text();
    assert!(refused.contains("as they were"), "{refused}");
    let seen = officer.get(&second).await.expect(200).json();
    let meeting = &seen["meeting"];
    assert_eq!(meeting["moves"][0]["reason"], "The room is shut");
    assert_eq!(meeting["moves"][0]["was"], "Friday 11 December 2026 at 2pm");
    assert_eq!(
        (&meeting["online"], &meeting["planned_on"]),
        (&json!(null), &json!("2026-12-11"))
    );
    // Monday 14 December: Friday, Thursday, Wednesday.
    assert_eq!(meeting["packs_due_at"], "2026-12-09T07:00:00Z");
    let page = officer
        .get_as(&second, "text/html")
        .await
        .expect(200)
        .text();
    assert!(
        page.contains("The room is shut") && page.contains("The library"),
        "{page}"
    );

    // The agencies that come are told once, and not why.
    world.local.settle().await.unwrap();
    let sent = world.sent();
    let told: Vec<_> = sent
        .iter()
        .filter(|(_, subject, _)| subject.contains("A meeting has been moved"))
        .collect();
    let to: std::collections::BTreeSet<_> = told.iter().map(|(to, ..)| to).collect();
    assert!(told.len() > 2 && to.len() == told.len(), "{told:?}");
    assert!(told.iter().all(|(.., text)| !text.contains("room is shut")));

    // The series goes on from the day that it had, also when its last meeting is moved.
    let version = team.get(&last).await.expect(200).version();
    let body =
        json!({ "on": "2027-01-06", "at": "14:00", "place": "The library", "reason": "Strike" });
    team.post_at(&format!("{last}/move"), body, version)
        .await
        .expect(200);
    let next = team.get(DATES).await.expect(200).json();
    assert_eq!(undoubted(&next), "2027-01-08");
    // The day that it had is still called.
    let again = team
        .post("/meetings/series", fridays())
        .await
        .expect(201)
        .json();
    assert_eq!(again["passed_over"], 5);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_not_lost_when_a_meeting_in_between_is_called_off() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let meetings = called(&world, &team).await;
    let second = href(&meetings[1]);
    team.post(&format!("{second}/cancel"), json!({ "reason": "No chair" }))
        .await
        .expect(200);
    let third = team.get(&href(&meetings[2])).await.expect(200).json();
    assert_eq!(third["meeting"]["since"], meetings[0]["starts_at"]);
    // One that is called between two others, too.
    let one = json!({ "area": "RUN", "forum": "charmm", "on": "2026-12-15", "at": "10:00", "place": "Online" });
    let extra = team.post("/meetings", one).await.expect(201).json();
    assert_eq!(
        (&extra["since"], &extra["planned_on"]),
        (&meetings[0]["starts_at"], &json!(null))
    );
    let third = team.get(&href(&meetings[2])).await.expect(200).json();
    assert_eq!(third["meeting"]["since"], extra["starts_at"]);
    world.local.stop().await;
}

fn whole(answer: &Answer) -> String {
    assert!(answer.text().lines().all(|line| line.len() <= 75));
    answer.text().replace("\r\n ", "")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_follows_its_meeting() {
    let world = World::start().await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let meetings = called(&world, &team).await;
    let first = href(&meetings[0]);
    let path = format!("{first}/invitation.ics");
    world
        .anonymous(Method::GET, &path, "application/json")
        .await
        .expect(401);
    let told = officer.get(&path).await.expect(200);
    assert_eq!(told.headers["content-type"], "text/calendar; charset=utf-8");
    let before = whole(&told);
    let uid = format!("UID:{}@charmm", meetings[0]["id"].as_str().unwrap());
    for line in [
        uid.as_str(),
        "SEQUENCE:0",
        "DTSTART:20261204T140000Z",
        "STATUS:CONFIRMED",
    ] {
        assert!(
            before.contains(&format!("\r\n{line}\r\n")),
            "{line}: {before}"
        );
    }
    assert!(
        before.contains(&format!("FEATURE=VIDEO:{LINK}\r\n")),
        "{before}"
    );
    let version = team.get(&first).await.expect(200).version();
    let body = json!({ "on": "2026-12-07", "at": "10:30", "place": "Room 1, upstairs", "reason": "Robin is away" });
    team.post_at(&format!("{first}/move"), body, version)
        .await
        .expect(200);
    let moved = whole(&officer.get(&path).await.expect(200));
    for line in [
        uid.as_str(),
        "SEQUENCE:1",
        "DTSTART:20261207T103000Z",
        "LOCATION:Room 1\\, upstairs",
    ] {
        assert!(
            moved.contains(&format!("\r\n{line}\r\n")),
            "{line}: {moved}"
        );
    }
    assert!(!moved.contains("Robin") && !moved.contains(LINK), "{moved}");
    team.post(
        &format!("{first}/cancel"),
        json!({ "reason": "Casey is ill" }),
    )
    .await
    .expect(200);
    // It moves no more, and nobody joins it.
    team.get_as(&format!("{first}/move"), "text/html")
        .await
        .expect(422);
    let off = whole(&officer.get(&path).await.expect(200));
    for line in [uid.as_str(), "SEQUENCE:2", "STATUS:CANCELLED"] {
        assert!(off.contains(&format!("\r\n{line}\r\n")), "{line}: {off}");
    }
    assert!(!off.contains("Casey"), "{off}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn meetings_are_in_the_calendar_of_whoever_comes_to_them() {
    let world = World::start().await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let meetings = called(&world, &team).await;
    let ask = async |address: &str| {
        let path = address.strip_prefix(world.local.origin()).unwrap();
        world.anonymous(Method::GET, path, "*/*").await
    };
    let make = async |path: &str| {
        let made = officer.post(path, json!({})).await.expect(201).json();
        made["address"].as_str().unwrap().to_owned()
    };
    let first = make("/meetings/feed").await;
    let feed = ask(&first).await.expect(200);
    let text = whole(&feed);
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 5, "{text}");
    let uid = format!("UID:{}@charmm", meetings[4]["id"].as_str().unwrap());
    assert!(text.contains(&uid) && text.contains(LINK));
    // It follows what happens.
    team.post(
        &format!("{}/cancel", href(&meetings[4])),
        json!({ "reason": "Casey is ill" }),
    )
    .await
    .expect(200);
    let text = whole(&ask(&first).await.expect(200));
    assert_eq!(text.matches("STATUS:CANCELLED").count(), 1);
    assert!(!text.contains("Casey"));
    // Shown once; a new one puts the old one out of use; the secret opens nothing else.
    let secret = first.rsplit('/').next().unwrap().to_owned();
    let again = officer.get("/meetings/feed").await.expect(200);
    assert!(!again.text().contains(&secret) && again.json()["made_at"].is_string());
    let origin = world.local.origin();
    ask(&format!("{origin}/orders/feed/{secret}"))
        .await
        .expect(404);
    let second = make("/meetings/feed").await;
    let detail = |answer: Answer| answer.expect(404).json()["detail"].clone();
    let nothing = detail(ask(&first).await);
    for other in [
        format!("{second}x"),
        format!("{origin}/meetings/feed/nobody"),
    ] {
        assert_eq!(detail(ask(&other).await), nothing, "{other}");
    }
    officer
        .post("/meetings/feed/end", json!({}))
        .await
        .expect(200);
    ask(&second).await.expect(404);

    // Somebody who has left is shown nothing by theirs.
    let third = make("/meetings/feed").await;
    let admin = world.administrator().await;
    let person = world.local.store().person_by_email(&officer.email).await;
    let person = format!("/people/{}", person.unwrap().unwrap().id);
    let version = admin.get(&person).await.expect(200).version();
    let leave = format!("{person}/leave");
    let left = admin.post_at(&leave, json!({}), version).await;
    left.expect(200);
    ask(&third).await.expect(404);
    world.local.stop().await;
}
