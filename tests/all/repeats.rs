//! Whoever stands on a case already is found again although they were written down otherwise (R1.8, R9.1,
//! R9.3), and nobody learns by it of a case that they may not see (R9.2).

use serde_json::{Value, json};

use crate::{
    journey::open_case,
    world::{CANARIES, User, World, referral},
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
