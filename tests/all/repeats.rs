//! Whoever stands on a case already is found again although they were written down otherwise (R1.8, R9.1,
//! R9.3), and nobody learns by it of a case that they may not see (R9.2).

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use store::{keys, renewal::Renewed};

use crate::{
    journey::{add_agency, open_case},
    world::{Answer, CANARIES, User, World, referral},
};

async fn find(user: &User<'_>, sought: Value) -> Value {
    user.post("/find", sought).await.expect(200).json()
}

fn count(found: &Value, what: &str) -> usize {
    found[what].as_array().unwrap().len()
}

/// A referral about the same people with every name, day and address written down otherwise.
fn again() -> Value {
    let mut told = referral();
    let subjects = told["subjects"].as_array_mut().unwrap();
    subjects[0]["name"] = json!("Zebrafich, Mr Quentin");
    subjects[0]["born_on"] = json!("1991-02-27");
    subjects[0]["aliases"] = Value::Null;
    subjects[1]["name"] = json!("Otoline Wigglesworth");
    subjects[1]["born_on"] = json!("1950-01-07");
    subjects[1]["address"] = json!("4 Elsewhere Lane, Woking");
    subjects[1]["postcode"] = json!("GU22 7AA");
    subjects[2]["name"] = json!("The bus shelter");
    subjects[2]["address"] = json!("Elsewhere Lane, Woking");
    subjects[2]["postcode"] = json!("GU22 7AA");
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelt_name_another_name_a_turned_day_and_an_address_find_the_case() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let coordinator = world.coordinator().await;
    for (sought, why) in [
        (
            json!({ "name": "Qentin Zebrafich", "born_on": "1991-02-28" }),
            "family name is the same but for a letter or two",
        ),
        (
            json!({ "name": "Otoline Wigglesworth", "born_on": "1950-01-07" }),
            "date of birth has day and month in each other’s place",
        ),
        (
            json!({ "name": "Quentin Zebrafish", "born_on": "1991-02-27" }),
            "date of birth is the same but for one digit",
        ),
        (
            json!({ "name": "quentin zebrafish" }),
            "first name is the same",
        ),
        (
            json!({ "born_on": "1991-02-28" }),
            "date of birth is the same",
        ),
        (
            json!({ "address": "77 Marmalade Cres", "postcode": "kt152ah" }),
            "house number is the same",
        ),
    ] {
        let found = find(&coordinator, sought.clone()).await;
        assert_eq!(count(&found, "cases"), 1, "{sought}: {found}");
        let hit = &found["cases"][0];
        assert_eq!(hit["href"], json!(case));
        let evidence = hit["evidence"].as_array().unwrap();
        assert!(evidence.contains(&json!(why)), "{sought}: {evidence:?}");
    }
    let nobody = json!({ "name": "Harriet Thistlewick", "born_on": "1961-07-19" });
    assert_eq!(count(&find(&coordinator, nobody).await, "cases"), 0);
    world.local.stop().await;
}

/// R9.2: INVARIANT (stub), also for names that are not quite right.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_see_the_case_learns_of_it_only_when_they_name_its_subject() {
    let world = World::start().await;
    open_case(&world, &[]).await;
    let officer = world.officer().await;
    let sought = json!({ "name": "zebrafish, quentin", "born_on": "1991-02-28" });
    let found = find(&officer, sought).await;
    assert_eq!((count(&found, "cases"), count(&found, "stubs")), (0, 1));
    let text = found.to_string();
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
    assert!(
        !text.contains("evidence") && !text.contains("certain"),
        "{text}"
    );
    // What is only possible, and what is said of no one person, tells nothing – but finds it for others.
    let coordinator = world.coordinator().await;
    for (guess, seen) in [
        (json!({ "name": "Quentin Zebrafish" }), 1),
        (json!({ "born_on": "1991-02-28" }), 1),
        (
            json!({ "name": "Qentin Zebrafich", "born_on": "1991-02-28" }),
            1,
        ),
        // Whoever has the name does not try days and postcodes until there is an answer.
        (
            json!({ "name": "Quentin Zebrafish", "born_on": "1991-02-27" }),
            1,
        ),
        (
            json!({ "name": "Quentin Zebrafish", "postcode": "KT15 2AJ" }),
            1,
        ),
        (
            json!({ "address": "77 Marmalade Crescent", "postcode": "KT15 2AH" }),
            1,
        ),
        (
            json!({ "name": "Hubert Zebrafish", "postcode": "KT15 2AH" }),
            1,
        ),
    ] {
        let found = find(&officer, guess.clone()).await;
        assert_eq!(count(&found, "stubs"), 0, "{guess}: {found}");
        let found = find(&coordinator, guess.clone()).await;
        assert_eq!(count(&found, "cases"), seen, "{guess}: {found}");
    }
    world.local.stop().await;
}

/// R1.8, R9.1, R9.3: perpetrators and victims alike.
#[tokio::test(flavor = "multi_thread")]
async fn a_referral_that_arrives_says_from_where_its_people_are_known() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let housing = world.housing().await;
    let arrived = housing.post("/referrals", again()).await.expect(201);
    let at = arrived.location();
    let coordinator = world.coordinator().await;
    let shown = coordinator.get(&at).await.expect(200).json();
    let known = shown["known"].as_array().unwrap();
    let subjects: Vec<&Value> = known.iter().map(|one| &one["subject"]).collect();
    assert_eq!(subjects, [&json!(1), &json!(2)], "{known:?}");
    for one in known {
        assert_eq!(one["cases"][0]["href"], json!(case), "{one}");
        assert!(!one["cases"][0]["evidence"].as_array().unwrap().is_empty());
    }
    let page = coordinator
        .get_as(&at, "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("Perhaps known already") && page.contains(&case));
    // The referring agency hears nothing of it, although it is on the case.
    let own = housing.get(&at).await.expect(200).json();
    assert_eq!(own["known"], json!([]));
    // That the coordinator was shown it is in the log of the case.
    let history = coordinator.get(&format!("{case}/history")).await;
    let history = history.expect(200).json();
    let readings = history["readings"].as_array().unwrap();
    assert!(readings.iter().any(|reading| reading["what"] == "found"));
    // Once it is decided nothing is suggested any more.
    let reference = json!("RUN-2026-0001");
    let join =
        json!({ "decision": "join", "case_reference": reference, "reason": "The same people" });
    let version = coordinator.get(&at).await.expect(200).version();
    let joined = coordinator
        .post_at(&format!("{at}/triage"), join, version)
        .await;
    joined.expect(200);
    assert_eq!(
        coordinator.get(&at).await.expect(200).json()["known"],
        json!([])
    );
    world.local.stop().await;
}

/// R9.2: across areas it is a stub, without anything of the other case and without the evidence.
#[tokio::test(flavor = "multi_thread")]
async fn another_areas_coordinator_is_told_that_there_is_a_case_and_whom_to_ask() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let mut told = again();
    told["area"] = json!("WOK");
    told["subjects"][0]["name"] = json!("Zebrafish, Quentin");
    told["subjects"][0]["born_on"] = json!("1991-02-28");
    told["subjects"][1]["name"] = json!("Agnes Teasel");
    told["subjects"][1]["born_on"] = json!("1944-04-04");
    let arrived = world.housing().await.post("/referrals", told).await;
    let at = arrived.expect(201).location();
    let woking = world.user("Coordinator (WOK)", "").await;
    let shown = woking.get(&at).await.expect(200).json();
    let known = shown["known"].as_array().unwrap();
    assert_eq!(known.len(), 1, "{known:?}");
    assert_eq!(known[0]["cases"], json!([]));
    let mut stub = known[0]["stubs"][0].clone();
    let href = stub.as_object_mut().unwrap().remove("href").unwrap();
    assert_eq!(
        stub,
        json!({
            "area_name": "Runnymede", "lead_name": "Runnymede Borough Council",
            "ask": "community.safety@runnymede.example",
        })
    );
    woking.get(href.as_str().unwrap()).await.expect(200);
    woking.get(&case).await.expect(404);
    let page = woking.get_as(&at, "text/html").await.expect(200).text();
    assert!(page.contains("that you do not see"));
    let id = case.trim_start_matches("/cases/");
    for of_the_case in [id, "RUN-2026-0001", "Quazza"] {
        assert!(!page.contains(of_the_case), "{of_the_case}");
        assert!(!shown.to_string().contains(of_the_case), "{of_the_case}");
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_subject_is_found_under_the_new_name_and_not_the_old() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let coordinator = world.coordinator().await;
    let version = coordinator.get(&case).await.expect(200).version();
    let right = json!({
        "name": "Tobias Quillfeather", "born_on": "1988-12-05", "reason": "Mistaken for a neighbour",
    });
    let at = format!("{case}/subjects/1/details");
    coordinator.post_at(&at, right, version).await.expect(200);
    let old = json!({ "name": "Qentin Zebrafich", "born_on": "1991-02-28" });
    assert_eq!(count(&find(&coordinator, old).await, "cases"), 0);
    for new in [
        json!({ "name": "Toby Quilfeather", "born_on": "1988-12-05" }),
        json!({ "name": "Tobias Quillfeather", "born_on": "1988-05-12" }),
    ] {
        assert_eq!(count(&find(&coordinator, new).await, "cases"), 1);
    }
    world.local.stop().await;
}

/// A case of its own from what is referred, with these agencies on it.
async fn open(world: &World, told: Value, agencies: &[&str]) -> String {
    let arrived = world.housing().await.post("/referrals", told).await;
    let at = arrived.expect(201).location();
    let coordinator = world.coordinator().await;
    let version = coordinator.get(&at).await.expect(200).version();
    let accept = json!({ "decision": "accept", "reason": "Meets the threshold" });
    let triage = format!("{at}/triage");
    coordinator
        .post_at(&triage, accept, version)
        .await
        .expect(200);
    let decided = coordinator.get(&at).await.expect(200).json();
    let case = format!("/cases/{}", decided["case"]["id"].as_str().unwrap());
    for agency in agencies {
        add_agency(&coordinator, &case, agency).await.expect(201);
    }
    case
}

const WHY: &str = "The wardens know both by sight";

/// Says of the first subjects of two cases who is who, from the side of `case`.
async fn say(user: &User<'_>, case: &str, with: &str, verdict: &str) -> Answer {
    let at = format!("{case}/subjects/1/same");
    let seen = user.get(case).await;
    let version = match seen.headers.contains_key("etag") {
        true => seen.version(),
        false => 1,
    };
    let said = json!({ "with": with, "verdict": verdict, "reason": WHY });
    user.post_at(&at, said, version).await
}

async fn same(user: &User<'_>, case: &str) -> Value {
    user.get(&format!("{case}/subjects/1/same"))
        .await
        .expect(200)
        .json()
}

/// Of the first subject of a case, as its page tells whoever reads it.
async fn told_on(user: &User<'_>, case: &str) -> Value {
    user.get(case).await.expect(200).json()["subjects"][0]["same"].clone()
}

/// Everything that somebody gets to read of a case.
async fn all_of(user: &User<'_>, case: &str) -> String {
    let mut text = String::new();
    for end in ["", "/history", "/entries", "/as-at", "/decisions"] {
        let at = format!("{case}{end}");
        text += &user.get(&at).await.expect(200).text();
        text += &user.get_as(&at, "text/html").await.expect(200).text();
    }
    text
}

/// R2.1, R9.1.
#[tokio::test(flavor = "multi_thread")]
async fn a_join_shows_on_both_cases_and_can_be_undone() {
    let world = World::start().await;
    let first = open(&world, referral(), &[]).await;
    let second = open(&world, again(), &[]).await;
    let coordinator = world.coordinator().await;
    let before = coordinator.get(&first).await.expect(200).json();
    let likely = same(&coordinator, &first).await;
    assert_eq!(likely["perhaps"][0]["with"], "RUN-2026-0002/1", "{likely}");
    assert_eq!(likely["perhaps"][0]["href"], json!(second));
    assert_eq!(likely["perhaps"][0]["may_judge"], true);
    let evidence = likely["perhaps"][0]["evidence"].as_array().unwrap();
    assert!(!evidence.is_empty());
    say(&coordinator, &first, "RUN-2026-0002/1", "join")
        .await
        .expect(200);
    for (here, there, reference) in [
        (&first, &second, "RUN-2026-0002"),
        (&second, &first, "RUN-2026-0001"),
    ] {
        let shown = told_on(&coordinator, here).await;
        assert_eq!(shown["cases"][0]["href"], json!(there), "{shown}");
        assert_eq!(shown["cases"][0]["reference"], reference);
        assert_eq!(count(&shown, "stubs"), 0);
        let said = same(&coordinator, here).await;
        assert_eq!((count(&said, "joined"), count(&said, "perhaps")), (1, 0));
        let history = coordinator
            .get(&format!("{here}/history"))
            .await
            .expect(200);
        let history = history.json();
        assert_eq!(history["verified"], true);
        let page = coordinator
            .get_as(here, "text/html")
            .await
            .expect(200)
            .text();
        assert!(page.contains("Also a subject of") && page.contains(WHY));
    }
    // It is no activity on the case, and nobody is on it who was not.
    let after = coordinator.get(&first).await.expect(200).json();
    assert_eq!(after["last_activity_at"], before["last_activity_at"]);
    assert_eq!(after["agencies"], before["agencies"]);
    let twice = say(&coordinator, &second, "RUN-2026-0001/1", "join").await;
    twice.expect(422);
    say(&coordinator, &second, "RUN-2026-0001/1", "undo")
        .await
        .expect(200);
    for case in [&first, &second] {
        assert_eq!(told_on(&coordinator, case).await["cases"], json!([]));
        let said = same(&coordinator, case).await;
        assert_eq!((count(&said, "joined"), count(&said, "perhaps")), (0, 1));
        let told = all_of(&coordinator, case).await;
        assert!(
            told.contains("oined person or place 1"),
            "the history keeps both"
        );
        assert!(told.contains("ndid what was said of person or place 1"));
    }
    say(&coordinator, &first, "RUN-2026-0002/1", "undo")
        .await
        .expect(422);
    world.local.stop().await;
}

/// R9.2: INVARIANT (stub): whoever is on one of the two learns of the other what a search would tell them.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_one_of_the_two_learns_of_the_other_what_its_stub_tells_or_nothing() {
    let world = World::start().await;
    let first = open(&world, referral(), &["surrey-police"]).await;
    let alike = open(&world, again(), &[]).await;
    let exact = open(&world, referral(), &[]).await;
    let (coordinator, officer) = (world.coordinator().await, world.officer().await);
    let hidden = |case: &str| case.trim_start_matches("/cases/").to_owned();
    let nothing = json!({ "cases": [], "stubs": [] });
    // One that a search for the subject would not find.
    say(&coordinator, &first, "RUN-2026-0002/1", "join")
        .await
        .expect(200);
    assert_eq!(told_on(&officer, &first).await, nothing);
    let all = all_of(&officer, &first).await;
    for secret in [
        WHY,
        "RUN-2026-0002",
        "oined person or place",
        &hidden(&alike),
        "\"same\",\"at\"",
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
    // One that it would find.
    say(&coordinator, &first, "RUN-2026-0003/1", "join")
        .await
        .expect(200);
    let mut told = told_on(&officer, &first).await;
    let stub = told["stubs"][0].as_object_mut().unwrap();
    let href = stub.remove("href").unwrap();
    assert_eq!(
        told,
        json!({ "cases": [], "stubs": [{
            "area_name": "Runnymede", "lead_name": "Runnymede Borough Council",
            "ask": "community.safety@runnymede.example",
        }] })
    );
    officer.get(href.as_str().unwrap()).await.expect(200);
    officer.get(&exact).await.expect(404);
    let all = all_of(&officer, &first).await;
    assert!(all.contains("a case that you do not see"));
    for secret in [
        WHY,
        "RUN-2026-0002",
        "RUN-2026-0003",
        &hidden(&alike),
        &hidden(&exact),
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
    // Of one that is kept apart nobody hears.
    say(&coordinator, &first, "RUN-2026-0003/1", "keep_apart")
        .await
        .expect(200);
    assert_eq!(told_on(&officer, &first).await, nothing);
    // Once they are on it they see it, and why.
    say(&coordinator, &first, "RUN-2026-0003/1", "join")
        .await
        .expect(200);
    add_agency(&coordinator, &exact, "surrey-police")
        .await
        .expect(201);
    let told = told_on(&officer, &first).await;
    assert_eq!(told["cases"][0]["reference"], "RUN-2026-0003");
    assert_eq!(told["cases"][0]["may_judge"], false);
    assert!(all_of(&officer, &first).await.contains(WHY));
    assert!(!all_of(&officer, &first).await.contains("RUN-2026-0002"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_kept_apart_are_suggested_again_only_when_what_is_recorded_changes() {
    let world = World::start().await;
    let first = open(&world, referral(), &[]).await;
    let second = open(&world, referral(), &[]).await;
    let coordinator = world.coordinator().await;
    say(&coordinator, &second, "RUN-2026-0001/1", "keep_apart")
        .await
        .expect(200);
    for case in [&first, &second] {
        let said = same(&coordinator, case).await;
        assert_eq!(
            (count(&said, "apart"), count(&said, "perhaps")),
            (1, 0),
            "{said}"
        );
        assert_eq!(told_on(&coordinator, case).await["cases"], json!([]));
    }
    let repeats = || async { coordinator.get("/repeats").await.expect(200).json() };
    assert_eq!(count(&repeats().await, "pairs"), 2);
    world.clock("2026-11-21T09:30:00Z").await;
    let coordinator = world.coordinator().await;
    let version = coordinator.get(&first).await.expect(200).version();
    let right = json!({
        "name": "Quentin Zebrafish", "born_on": "1991-02-28", "address": "12 Elsewhere Lane, Woking",
        "postcode": "GU22 7AA", "reason": "Has moved",
    });
    let at = format!("{first}/subjects/1/details");
    coordinator.post_at(&at, right, version).await.expect(200);
    for case in [&first, &second] {
        let said = same(&coordinator, case).await;
        assert_eq!(count(&said, "perhaps"), 1, "{said}");
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_runs_both_cases_says_who_is_who() {
    let world = World::start().await;
    let first = open(&world, referral(), &["surrey-police"]).await;
    let second = open(&world, again(), &[]).await;
    let mut there = referral();
    there["area"] = json!("WOK");
    let arrived = world.housing().await.post("/referrals", there).await;
    let at = arrived.expect(201).location();
    let woking = world.user("Coordinator (WOK)", "").await;
    let version = woking.get(&at).await.expect(200).version();
    let accept = json!({ "decision": "accept", "reason": "Meets the threshold" });
    woking
        .post_at(&format!("{at}/triage"), accept, version)
        .await
        .expect(200);
    let third = woking.get(&at).await.expect(200).json();
    let third = format!("/cases/{}", third["case"]["id"].as_str().unwrap());
    let (with, coordinator) = ("RUN-2026-0002/1", world.coordinator().await);
    // On one, on both without running either, and on neither.
    let (officer, housing) = (world.officer().await, world.housing().await);
    say(&officer, &first, with, "join").await.expect(403);
    say(&officer, &second, "RUN-2026-0001/1", "join")
        .await
        .expect(404);
    say(&housing, &first, with, "join").await.expect(403);
    say(&woking, &first, with, "join").await.expect(404);
    for user in [&officer, &housing] {
        user.get(&format!("{first}/subjects/1/same"))
            .await
            .expect(403);
        user.get("/repeats").await.expect(403);
    }
    woking
        .get(&format!("{first}/subjects/1/same"))
        .await
        .expect(404);
    // Who runs one of them and does not see the other is told no more than of one that is not there.
    let unseen = say(&coordinator, &first, "WOK-2026-0001/1", "join")
        .await
        .expect(400);
    let none = say(&coordinator, &first, "WOK-2026-0009/1", "join")
        .await
        .expect(400);
    assert_eq!(unseen.json()["errors"], none.json()["errors"]);
    assert_eq!(count(&same(&coordinator, &first).await, "perhaps"), 1);
    // Who sees both and runs one looks, and does not say.
    add_agency(&woking, &third, "surrey-police")
        .await
        .expect(201);
    let lead = json!({ "agency": "surrey-police", "reason": "Most of it is theirs now" });
    let version = coordinator.get(&first).await.expect(200).version();
    let at = format!("{first}/lead");
    coordinator.post_at(&at, lead, version).await.expect(200);
    let likely = same(&officer, &first).await;
    let perhaps = likely["perhaps"].as_array().unwrap();
    assert_eq!(perhaps.len(), 1, "{likely}");
    assert_eq!(
        (&perhaps[0]["href"], &perhaps[0]["may_judge"]),
        (&json!(third), &json!(false))
    );
    say(&officer, &first, "WOK-2026-0001/1", "join")
        .await
        .expect(403);
    say(&officer, &first, with, "join").await.expect(400);
    // Nobody of that number, the same case, and nothing said.
    say(&coordinator, &first, "RUN-2026-0002/9", "join")
        .await
        .expect(400);
    say(&coordinator, &first, "RUN-2026-0001/2", "join")
        .await
        .expect(422);
    say(&coordinator, &first, with, "undo").await.expect(422);
    assert_eq!(told_on(&coordinator, &first).await["cases"], json!([]));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_judge_at_once_one_is_told_what_the_other_said() {
    let world = World::start().await;
    let first = open(&world, referral(), &[]).await;
    let second = open(&world, again(), &[]).await;
    let coordinator = world.coordinator().await;
    let version = |case: String| {
        let coordinator = &coordinator;
        async move { coordinator.get(&case).await.expect(200).version() }
    };
    let (here, there) = (version(first.clone()).await, version(second.clone()).await);
    let (at, from) = (
        format!("{first}/subjects/1/same"),
        format!("{second}/subjects/1/same"),
    );
    let join = json!({ "with": "RUN-2026-0002/1", "verdict": "join", "reason": WHY });
    let apart = json!({ "with": "RUN-2026-0001/1", "verdict": "keep_apart", "reason": WHY });
    let (one, other) = tokio::join!(
        coordinator.post_at(&at, join, here),
        coordinator.post_at(&from, apart, there),
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let (here, there) = (
        same(&coordinator, &first).await,
        same(&coordinator, &second).await,
    );
    for list in ["joined", "apart"] {
        assert_eq!(count(&here, list), count(&there, list), "{list}");
    }
    assert_eq!(count(&here, "joined") + count(&here, "apart"), 1);
    world.local.stop().await;
}

/// R1.8, R9.3: as a sweep over an area.
#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_over_an_area_tells_of_each_pair_once_and_of_no_case_that_is_not_run() {
    let world = World::start().await;
    let first = open(&world, referral(), &[]).await;
    let second = open(&world, again(), &[]).await;
    let mut there = referral();
    there["area"] = json!("WOK");
    let arrived = world.housing().await.post("/referrals", there).await;
    let at = arrived.expect(201).location();
    let woking = world.user("Coordinator (WOK)", "").await;
    let version = woking.get(&at).await.expect(200).version();
    let accept = json!({ "decision": "accept", "reason": "Meets the threshold" });
    woking
        .post_at(&format!("{at}/triage"), accept, version)
        .await
        .expect(200);
    let coordinator = world.coordinator().await;
    let swept = coordinator
        .get("/repeats?area=RUN")
        .await
        .expect(200)
        .json();
    assert_eq!(swept["cases"], 2);
    let pairs = swept["pairs"].as_array().unwrap();
    assert!(pairs.len() >= 2, "{swept}");
    for pair in pairs {
        assert_eq!(pair["case"], json!(second), "told of with the later case");
        assert_eq!(pair["other"]["href"], json!(first));
    }
    let page = coordinator
        .get_as("/repeats", "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("Join or keep apart") && !page.contains("WOK-2026-0001"));
    // From the link the two are chosen already.
    let href = pairs[0]["href"].as_str().unwrap();
    let page = coordinator
        .get_as(href, "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("Say who is who") && page.contains(" checked"));
    let own = woking.get("/repeats").await.expect(200).json();
    assert_eq!((&own["area"], &own["pairs"]), (&json!("WOK"), &json!([])));
    // That they were told of is in the log of both.
    for case in [&first, &second] {
        let history = coordinator
            .get(&format!("{case}/history"))
            .await
            .expect(200)
            .json();
        let readings = history["readings"].as_array().unwrap();
        assert!(readings.iter().any(|reading| reading["what"] == "found"));
    }
    world.local.stop().await;
}

/// The rows by which a case is found, as one has them that was stored before there were any.
async fn forget_how_it_is_found(world: &World, case: &str) {
    let id = case.trim_start_matches("/cases/");
    let db = &world.local.aws().dynamodb;
    let rows = db
        .scan()
        .table_name("charmm-local-table")
        .send()
        .await
        .unwrap();
    let text =
        |item: &HashMap<String, AttributeValue>, name: &str| item[name].as_s().unwrap().clone();
    let stub = keys::stub(keys::stub_of(id.parse().unwrap()));
    for row in rows.items() {
        let (pk, sk) = (text(row, "pk"), text(row, "sk"));
        if pk.starts_with("MATCH#") && sk == id {
            let delete = db.delete_item().table_name("charmm-local-table");
            let delete = delete
                .key("pk", AttributeValue::S(pk))
                .key("sk", AttributeValue::S(sk));
            delete.send().await.unwrap();
        } else if pk == stub {
            let old = json!({ "id": id, "kind": "person" }).to_string();
            let mut row = row.clone();
            row.insert("body".into(), AttributeValue::S(old));
            let put = db.put_item().table_name("charmm-local-table");
            put.set_item(Some(row)).send().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_from_before_there_were_rows_is_found_once_they_are_made_and_only_such_ones_are() {
    let world = World::start().await;
    let old = open(&world, referral(), &[]).await;
    open(&world, again(), &[]).await;
    forget_how_it_is_found(&world, &old).await;
    let coordinator = world.coordinator().await;
    let sought = json!({ "name": "Zebrafish, Quentin", "born_on": "1991-02-28" });
    let found = find(&coordinator, sought.clone()).await;
    let hrefs = |found: &Value| {
        found["cases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|case| case["href"].clone())
            .collect::<Vec<_>>()
    };
    assert!(!hrefs(&found).contains(&json!(old)), "{found}");
    let history = coordinator
        .get(&format!("{old}/history"))
        .await
        .expect(200)
        .json();
    let (area, store) = ("RUN".parse().unwrap(), world.local.store());
    let (done, next) = store.renew_keys(&area, None).await.unwrap();
    assert_eq!(
        done,
        Renewed {
            cases: 2,
            renewed: 1,
            left: 0
        }
    );
    assert!(next.is_none());
    assert!(hrefs(&find(&coordinator, sought).await).contains(&json!(old)));
    let swept = coordinator.get("/repeats").await.expect(200).json();
    assert!(count(&swept, "pairs") >= 2, "{swept}");
    // Nothing of the case changed, and another run passes over it.
    let after = coordinator
        .get(&format!("{old}/history"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&after["version"], &after["head"]),
        (&history["version"], &history["head"])
    );
    assert_eq!(store.renew_keys(&area, None).await.unwrap().0.renewed, 0);
    // The command does the same of a folder that nothing runs on.
    forget_how_it_is_found(&world, &old).await;
    let data = world.data();
    world.local.stop().await;
    let told = charmm::renew_data(&data).await.unwrap();
    assert_eq!(told, "2 cases looked at, 1 made anew\n");
}
