//! Tools and powers on a case, and the rules they are held against (R6).

mod feed;
mod reminders;

use serde_json::{Value, json};

use crate::{
    journey::{add_agency, meeting_with_packs, pdf_text},
    world::{Answer, CANARIES, User, World, referral},
};

/// A case whose suspect was born on a day; the police are on it.
async fn case_of(world: &World, born_on: &str) -> String {
    let mut sent = referral();
    sent["subjects"][0]["born_on"] = json!(born_on);
    let received = world
        .housing()
        .await
        .post("/referrals", sent)
        .await
        .expect(201);
    let coordinator = world.coordinator().await;
    let at = received.location();
    let version = coordinator.get(&at).await.expect(200).version();
    let accept = json!({ "decision": "accept", "reason": "Meets the threshold" });
    let triage = format!("{at}/triage");
    coordinator
        .post_at(&triage, accept, version)
        .await
        .expect(200);
    let decided = coordinator.get(&at).await.expect(200).json();
    let case = format!("/cases/{}", decided["case"]["id"].as_str().unwrap());
    add_agency(&coordinator, &case, "surrey-police")
        .await
        .expect(201);
    case
}

fn step(act: &str, facts: Value) -> Value {
    let mut step = json!({ "act": act, "on": "2026-11-20" });
    step.as_object_mut()
        .unwrap()
        .extend(facts.as_object().unwrap().clone());
    step
}

fn begin(power: &str, act: &str, facts: Value) -> Value {
    let mut begun = step(act, facts);
    (begun["power"], begun["subject"]) = (json!(power), json!("1"));
    begun
}

/// The refusal, with its citation.
fn refused(answer: Answer) -> (String, String) {
    let problem = answer.expect(422).json();
    let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    (text("detail"), text("citation"))
}

async fn post(user: &User<'_>, path: &str, body: Value) -> Answer {
    user.post(path, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cbo_on_a_15_year_old_is_blocked_with_the_citation_until_the_yot_was_asked() {
    let world = World::start().await;
    let case = case_of(&world, "2011-06-01").await;
    let officer = world.officer().await;
    let powers = format!("{case}/powers");
    let begun = post(&officer, &powers, begin("cbo", "considered", json!({})))
        .await
        .expect(201);
    let one = begun.location();
    assert_eq!(one, format!("{powers}/1"));
    let applied = json!({
        "by": "prosecution", "convicted": true, "evidence": "yes", "will_help": "yes",
    });
    // Statute and local policy are told apart (R6.3).
    let (why, citation) = refused(post(&officer, &one, step("applied", applied.clone())).await);
    assert!(
        why.contains("(Statute, CBO-2)") && why.contains("(Local policy, LOC-1)"),
        "{why}"
    );
    assert!(
        citation.contains("Sentencing Act 2020 ss.331(5), 335"),
        "{citation}"
    );
    let told = json!({ "youth_justice_told": "yes", "yot_consulted": "no" });
    post(&officer, &one, step("consulted", told))
        .await
        .expect(200);
    let (why, _) = refused(post(&officer, &one, step("applied", applied.clone())).await);
    assert!(why.contains("CBO-2") && !why.contains("LOC-1"), "{why}");
    let views = json!({ "yot_consulted": "yes" });
    post(&officer, &one, step("consulted", views))
        .await
        .expect(200);
    post(&officer, &one, step("applied", applied))
        .await
        .expect(200);
    // Nine months are too few, and a year is not.
    let (why, _) = refused(
        post(
            &officer,
            &one,
            step("granted", json!({ "until": "2027-08-19" })),
        )
        .await,
    );
    assert!(why.contains("At least 12 months"), "{why}");
    post(
        &officer,
        &one,
        step("granted", json!({ "until": "2028-11-19" })),
    )
    .await
    .expect(200);
    let shown = officer.get(&one).await.expect(200).json();
    assert_eq!(shown["live"], json!(true));
    let due: Vec<_> = shown["due"]
        .as_array()
        .unwrap()
        .iter()
        .map(|due| due["on"].as_str().unwrap())
        .collect();
    assert_eq!(due, ["2027-11-19", "2028-11-19", "2028-11-19"]);
    let page = officer.get_as(&one, "text/html").await.expect(200).text();
    for words in [
        "Review of a criminal behaviour order",
        "19 November 2027",
        "Quentin Zebrafish",
    ] {
        assert!(page.contains(words), "{words}");
    }
    // It stands in the area's calendar, as a page and as a feed without names (R6.5).
    let coordinator = world.coordinator().await;
    let calendar = coordinator.get("/orders?area=RUN").await.expect(200).json();
    let first = &calendar["items"][0];
    assert_eq!(
        (&first["on"], &first["rule"]),
        (&json!("2027-11-19"), &json!("CBO-5"))
    );
    let feed = coordinator.get("/orders.ics").await.expect(200);
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(feed.text().matches("BEGIN:VEVENT").count(), 3);
    for canary in CANARIES {
        assert!(!feed.text().contains(canary), "{canary}");
    }
    officer.get("/orders").await.expect(403);
    // It is in the case's history, without what was written.
    let history = officer
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .text();
    assert!(
        history.contains("Recorded a step with power 1, criminal behaviour order: granted"),
        "{history}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cpn_needs_a_written_warning_and_a_warning_of_the_same_day_a_reason() {
    let world = World::start().await;
    let case = case_of(&world, "1990-05-05").await;
    let officer = world.officer().await;
    let powers = format!("{case}/powers");
    let cpn = |more: Value| {
        let mut facts = json!({
            "by": "constable", "evidence": "yes", "effect_continues": "yes", "bodies_informed": "yes",
            "youth_justice_told": "yes",
        });
        facts
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        begin("cpn", "applied", facts)
    };
    let (why, citation) = refused(post(&officer, &powers, cpn(json!({}))).await);
    assert!(
        why.contains("No earlier written warning is recorded (Statute, CPN-2)"),
        "{why}"
    );
    assert!(citation.contains("s.43(5)"), "{citation}");
    let cpw = json!({ "by": "constable", "evidence": "yes", "written": "yes" });
    post(&officer, &powers, begin("cpw", "applied", cpw))
        .await
        .expect(201);
    // The case knows of the warning now; it was given the same day.
    let (why, _) = refused(post(&officer, &powers, cpn(json!({}))).await);
    assert!(
        why.contains("enough time") && why.contains("Say why"),
        "{why}"
    );
    let reason = json!({ "acknowledged": "The fire was lit again an hour later" });
    let made = post(&officer, &powers, cpn(reason))
        .await
        .expect(201)
        .location();
    let shown = officer.get(&made).await.expect(200).json();
    let taken = &shown["steps"][0];
    assert_eq!(taken["warned"][0]["rule"], json!("CPN-2"), "{taken}");
    assert_eq!(
        taken["acknowledged"],
        json!("The fire was lit again an hour later")
    );
    // The county council cannot give one while there are districts.
    let (why, citation) = refused(post(&officer, &powers, cpn(json!({ "by": "county" }))).await);
    assert!(
        why.contains("CPN-6") && citation.contains("57"),
        "{why} {citation}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_person_gets_nothing_and_a_form_comes_back_with_its_faults() {
    let world = World::start().await;
    let case = case_of(&world, "1990-05-05").await;
    let powers = format!("{case}/powers");
    let fire = world.user("Practitioner", "Fire").await;
    for path in [
        powers.clone(),
        format!("{powers}/new"),
        format!("{powers}/1"),
    ] {
        fire.get_as(&path, "text/html").await.expect(404);
    }
    post(&fire, &powers, begin("cbo", "considered", json!({})))
        .await
        .expect(404);
    let officer = world.officer().await;
    // Not against a victim, not from a step that is none, not with a fact that nobody asked for.
    let mut victim = begin("cbo", "considered", json!({}));
    victim["subject"] = json!(2);
    post(&officer, &powers, victim).await.expect(422);
    post(
        &officer,
        &powers,
        begin("cbo", "granted", json!({ "until": "2028-01-01" })),
    )
    .await
    .expect(422);
    post(
        &officer,
        &powers,
        begin("cbo", "considered", json!({ "pounds": 100 })),
    )
    .await
    .expect(400);
    let empty = officer.get(&powers).await.expect(200).json();
    assert_eq!(empty["powers"], json!([]));
    let form = format!("{powers}/new?power=injunction&subject=1&act=applied");
    let page = officer.get_as(&form, "text/html").await.expect(200).text();
    for asked in ["yot_consulted", "conduct", "5 May 1990", "_key"] {
        assert!(page.contains(asked), "{asked}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_of_a_day_are_read_by_all_and_adopted_by_the_administrator() {
    let world = World::start().await;
    let officer = world.officer().await;
    let rules = officer.get("/rules?on=2026-11-20").await.expect(200).json();
    let find = |list: &Value, id: &str| {
        list.as_array()
            .unwrap()
            .iter()
            .find(|rule| rule["id"] == id)
            .cloned()
    };
    assert_eq!(
        find(&rules["rules"], "TIM-5").unwrap()["marked"],
        json!(true)
    );
    assert!(find(&rules["off"], "NEW-1").is_some() && find(&rules["off"], "ORG-1").is_some());
    let later = officer.get("/rules?on=2027-04-01").await.expect(200).json();
    assert!(find(&later["rules"], "ORG-1").is_some());
    let page = officer
        .get_as("/rules?on-day=20&on-month=11&on-year=2026", "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("From memory, not checked") && page.contains("Local policy"));

    let read = json!({ "read_in": "Report of the Law Commission" });
    post(&officer, "/rules/TIM-5/confirm", read.clone())
        .await
        .expect(403);
    let administrator = world.administrator().await;
    post(&administrator, "/rules/TIM-5/confirm", read)
        .await
        .expect(200);
    let entered = json!({ "on": "2026-11-20", "instrument": "SI 2026/1, regulation 2" });
    post(&administrator, "/rules/NEW-4/commence", entered.clone())
        .await
        .expect(200);
    post(&administrator, "/rules/CPN-1/commence", entered)
        .await
        .expect(422);
    post(
        &administrator,
        "/rules/XYZ-1/confirm",
        json!({ "read_in": "x" }),
    )
    .await
    .expect(404);
    let number = json!({
        "area": "RUN", "number": "complaints", "to": 2, "from": "2026-12-01", "reason": "Agreed",
    });
    post(&administrator, "/rules/ACR-2/number", number)
        .await
        .expect(200);
    let rule = officer.get("/rules/TIM-5").await.expect(200).json();
    assert_eq!(rule["rule"]["marked"], json!(false));
    assert_eq!(rule["history"].as_array().unwrap().len(), 1);
    let cap = |on: &'static str| {
        let officer = &officer;
        async move {
            let rules = officer
                .get(&format!("/rules?on={on}"))
                .await
                .expect(200)
                .json();
            let rule = find(&rules["rules"], "CPN-5").unwrap();
            rule["numbers"]
                .as_array()
                .unwrap()
                .iter()
                .find(|each| each["name"] == "fixed_penalty_pounds")
                .unwrap()["value"]
                .clone()
        }
    };
    assert_eq!(
        (cap("2026-11-19").await, cap("2026-11-20").await),
        (json!(100), json!(500))
    );
    let page = administrator
        .get_as("/rules/NEW-3", "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("/rules/NEW-3/commence") && page.contains("/rules/NEW-3/confirm"));
    let page = officer
        .get_as("/rules/NEW-3", "text/html")
        .await
        .expect(200)
        .text();
    assert!(!page.contains("/rules/NEW-3/commence"));
}

/// R6.1, R6.5, R5.3: what stands on the ladder is in the pack of every agency on the case, and in no other.
#[tokio::test(flavor = "multi_thread")]
async fn the_pack_of_an_agency_on_the_case_has_its_powers() {
    let world = World::start().await;
    let case = case_of(&world, "1990-06-01").await;
    let officer = world.officer().await;
    let powers = format!("{case}/powers");
    let mut contract = begin(
        "abc",
        "applied",
        json!({ "written": "yes", "agreed": "yes", "until": "2027-11-19" }),
    );
    contract["note"] = json!("No ball games after 9pm");
    post(&officer, &powers, contract).await.expect(201);
    let meeting = meeting_with_packs(&world).await;
    let path = format!("{meeting}/packs/surrey-police");
    let pack = officer.get(&path).await.expect(200).json();
    let told = &pack["cases"][0]["powers"][0];
    assert_eq!(told["power"], "abc");
    assert_eq!(
        (&told["live"], &told["since"]),
        (&json!(true), &json!("2026-11-20"))
    );
    assert_eq!(told["agency"], "Surrey Police");
    assert_eq!(
        told["conditions"],
        json!(["Issued or applied for: No ball games after 9pm"])
    );
    // The next day is the one that the case's own page tells.
    let shown = officer.get(&powers).await.expect(200).json();
    assert_eq!(told["next"]["what"], shown["powers"][0]["due"][0]["words"]);
    assert_eq!(told["next"]["on"], shown["powers"][0]["due"][0]["on"]);
    let page = officer.get_as(&path, "text/html").await.expect(200).text();
    let pdf = officer.get_as(&path, "application/pdf").await.expect(200);
    for text in [page, pdf_text(&pdf.bytes)] {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in ["Acceptable behaviour contract", "No ball games after 9pm"] {
            assert!(text.contains(words), "{words}\n{text}");
        }
    }
    // An agency that is not on the case has no pack with it.
    let fire = world.user("Practitioner", "Fire").await;
    for agency in ["surrey-fire-and-rescue", "surrey-police"] {
        let other = format!("{meeting}/packs/{agency}");
        fire.get(&other).await.expect(404);
    }
    world.local.stop().await;
}
