//! Questions that an area adds to a form, and retires (R1.10).

use serde_json::{Value, json};

use crate::{
    drafts::fill,
    public_report::report,
    world::{User, World, fresh_key, referral},
};

const OWN: &str = "/areas/RUN/questions";

fn question(wording: &str, kind: &str, required: &str) -> Value {
    json!({
        "of": "agencies", "wording": wording, "kind": kind, "choices": "The Meads\nHythe", "required": required,
        "from": "2026-11-20", "reason": "Patrols are planned by estate",
    })
}

/// Adds a question from today; gives its id.
async fn ask(world: &World, team: &User<'_>, question: Value) -> String {
    let seen = team.get(OWN).await.expect(200);
    let mut sent = question;
    sent["from"] = json!(today(world).await);
    let added = team.post_at(OWN, sent, seen.version()).await.expect(200);
    let asked = added.json()["asked"].clone();
    let last = asked.as_array().unwrap().last().unwrap().clone();
    last["id"].as_str().unwrap().to_owned()
}

/// Today, as the clock of the world has it.
async fn today(world: &World) -> String {
    let forums = world.officer().await.get("/forums?area=RUN").await;
    forums.expect(200).json()["on"].as_str().unwrap().to_owned()
}

fn answered(answers: Value) -> Value {
    let mut sent = referral();
    sent["own_answers"] = answers;
    sent
}

/// R1.10: those who answer for the area say what it asks; it must be answered, and is kept as asked.
#[tokio::test(flavor = "multi_thread")]
async fn an_area_asks_what_it_added_and_keeps_the_words() {
    let world = World::start().await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let version = team.get(OWN).await.expect(200).version();
    officer.get(OWN).await.expect(403);
    let estate = question("Which estate is it on?", "choice", "yes");
    officer
        .post_at(OWN, estate.clone(), version)
        .await
        .expect(403);
    team.post_at("/areas/WOK/questions", estate.clone(), 1)
        .await
        .expect(403);
    let mut past = estate.clone();
    past["from"] = json!("2026-01-01");
    let refused = team.post_at(OWN, past, version).await.expect(400).text();
    assert!(refused.contains("today or later"), "{refused}");
    let id = ask(&world, &team, estate.clone()).await;
    // Not answered, answered otherwise, or answered what is not asked.
    for (answers, field) in [
        (json!({}), format!("own_answers.{id}")),
        (json!({ &id: "Elsewhere" }), format!("own_answers.{id}")),
        (
            json!({ &id: "Hythe", "q999": "x" }),
            "own_answers".to_owned(),
        ),
    ] {
        let refused = officer.post("/referrals", answered(answers)).await;
        let faults = refused.expect(400).json();
        assert!(
            faults.to_string().contains(&format!("\"{field}\"")),
            "{faults}"
        );
    }
    let sent = officer
        .post("/referrals", answered(json!({ &id: "Hythe" })))
        .await
        .expect(201)
        .location();
    for reader in [&officer, &team] {
        let seen = reader.get(&sent).await.expect(200).json();
        let kept = json!([
            { "id": id, "question": "Which estate is it on?", "answer": "Hythe" }
        ]);
        assert_eq!(seen["own_questions"], kept);
        let page = reader.get_as(&sent, "text/html").await.expect(200).text();
        assert!(page.contains("Which estate is it on?"), "{page}");
    }
    world.local.stop().await;
}

/// R1.10: a draft begun before a question was added asks it.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_begun_before_asks_what_was_added_since() {
    let world = World::start().await;
    let (team, housing) = (world.coordinator().await, world.housing().await);
    let begun = housing
        .post_with("/refer", json!({}), &fresh_key(), None)
        .await;
    let draft = begun.expect(201).location();
    fill(&housing, &draft, "Begun before the question").await;
    let id = ask(&world, &team, question("Is there a dog?", "yes_no", "yes")).await;
    let field = format!("own_answers.{id}");
    let missing = housing.get(&draft).await.expect(200).json()["missing"].clone();
    assert_eq!(missing[0]["field"], field.as_str(), "{missing}");
    let check = housing
        .get_as(&format!("{draft}/check"), "text/html")
        .await
        .expect(200);
    assert!(check.text().contains(&format!("{draft}/own?to=check")));
    let page = housing
        .get_as(&format!("{draft}/own"), "text/html")
        .await
        .expect(200);
    assert!(page.text().contains(&format!("name=\"{field}\"")));
    housing
        .post(&format!("{draft}/own"), json!({ "own_answers": {} }))
        .await
        .expect(400);
    housing
        .post(
            &format!("{draft}/own"),
            json!({ "own_answers": { &id: "yes" } }),
        )
        .await
        .expect(200);
    let sent = housing.post(&format!("{draft}/send"), json!({})).await;
    let sent = sent.expect(201).location();
    let seen = housing.get(&sent).await.expect(200).json();
    assert_eq!(seen["own_questions"][0]["answer"], "Yes");
    world.local.stop().await;
}

/// R1.10: retiring ends a question from a day and deletes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_retired_question_is_asked_no_longer_and_its_answers_stay() {
    let world = World::start().await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let id = ask(&world, &team, question("Is there a dog?", "yes_no", "yes")).await;
    let before = officer
        .post("/referrals", answered(json!({ &id: "No" })))
        .await
        .expect(201)
        .location();
    let version = team.get(OWN).await.expect(200).version();
    let path = format!("{OWN}/retire");
    let end = json!({
        "question": id, "from": today(&world).await, "reason": "Nobody used the answers",
    });
    officer
        .post_at(&path, end.clone(), version)
        .await
        .expect(403);
    team.post_at(&path, end.clone(), version + 7)
        .await
        .expect(409);
    let after = team.post_at(&path, end.clone(), version).await.expect(200);
    let after = after.json();
    assert_eq!(after["asked"], json!([]));
    assert_eq!(after["retired"][0]["id"], id.as_str(), "nothing is deleted");
    team.post_at(&path, end, version + 1).await.expect(400);
    let refused = officer
        .post("/referrals", answered(json!({ &id: "No" })))
        .await;
    assert!(refused.expect(400).text().contains("does not ask today"));
    officer.post("/referrals", referral()).await.expect(201);
    let seen = officer.get(&before).await.expect(200).json();
    assert_eq!(seen["own_questions"][0]["question"], "Is there a dog?");
    let history = world.administrator().await.get("/areas/RUN").await;
    let history = history.expect(200).text();
    assert!(history.contains("Is there a dog?"), "{history}");
    assert!(history.contains("no longer asked from"), "{history}");
    world.local.stop().await;
}

/// Of the public: the same question, put to who reports.
fn of_the_public(question: Value) -> Value {
    let mut question = question;
    question["of"] = json!("public");
    question
}

/// R1.10, R1.2: the public is asked what the area added for it, and agencies are not; triage reads the
/// answer with the words that were asked.
#[tokio::test(flavor = "multi_thread")]
async fn the_public_is_asked_what_the_area_added_for_it() {
    let world = World::start().await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let estate = question("Which estate is it on?", "choice", "yes");
    let mut unsaid = estate.clone();
    unsaid["of"] = json!("everybody");
    let version = team.get(OWN).await.expect(200).version();
    let refused = team.post_at(OWN, unsaid, version).await.expect(400).text();
    assert!(refused.contains("\"of\""), "{refused}");
    let id = ask(&world, &team, of_the_public(estate)).await;
    officer.post("/referrals", referral()).await.expect(201);

    let refused = world.report(report(), &fresh_key()).await.expect(400);
    assert!(refused.text().contains(&format!("own_answers.{id}")));
    let mut sent = report();
    sent["own_answers"] = json!({ &id: "hythe", "q999": "x" });
    let refused = world
        .report(sent.clone(), &fresh_key())
        .await
        .expect(400)
        .text();
    assert!(refused.contains("does not ask today"), "{refused}");
    sent["own_answers"] = json!({ &id: "hythe" });
    let receipt = world.report(sent, &fresh_key()).await.expect(201).json();
    let read = format!("/referrals/{}", receipt["id"].as_str().unwrap());
    let seen = team.get(&read).await.expect(200).json();
    let kept = json!([{ "id": id, "question": "Which estate is it on?", "answer": "Hythe" }]);
    assert_eq!(seen["own_questions"], kept);
    let page = team.get_as(&read, "text/html").await.expect(200).text();
    assert!(page.contains("What this area also asks"), "{page}");
    world.local.stop().await;
}

/// R1.10: page by page, nobody is told to mend what they were not asked yet, and an answer goes with the
/// area that asked: who changes the place answers what is asked there.
#[tokio::test(flavor = "multi_thread")]
async fn the_public_answers_for_the_area_where_it_is() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let dog = of_the_public(question("Is there a dog?", "yes_no", "yes"));
    let field = format!("own_answers.{}", ask(&world, &team, dog).await);
    let typed = |more: &[(&str, &str)]| {
        let typed = [
            ("nuisance", "noise"),
            ("on-day", "17"),
            ("on-month", "11"),
            ("on-year", "2026"),
            ("what", "Drumming"),
            ("place", "Marmalade Crescent"),
            ("effect", "annoyed"),
            ("named", "no"),
        ];
        let all = typed.iter().chain(more);
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<Vec<_>>()
    };
    let next = async |more: &[(&str, &str)]| world.form("/report/check", &typed(more)).await;
    let fresh = next(&[("area", "RUN")]).await.expect(200).text();
    assert!(fresh.contains("What Runnymede also asks"), "{fresh}");
    assert!(!fresh.contains("There is a problem"), "{fresh}");
    let missing = next(&[("area", "RUN"), ("asked", "RUN"), ("shown", "yes")])
        .await
        .expect(400);
    assert!(missing.text().contains("There is a problem"));
    let answer = [("asked", "RUN"), (field.as_str(), "Yes"), ("shown", "yes")];
    let at = |area| [&[("area", area)][..], &answer].concat();
    let check = next(&at("RUN")).await.expect(200).text();
    assert!(check.contains("Check your answers"), "{check}");
    assert!(
        check.contains(&format!("name=\"{field}\"")),
        "it travels on: {check}"
    );
    let check = next(&at("WOK")).await.expect(200).text();
    assert!(check.contains("Check your answers"), "{check}");
    assert!(!check.contains(&field), "{check}");
    world.local.stop().await;
}
