//! ASB Case Reviews (R7): somebody applies without an account (R1.3), the threshold is worked out with
//! its dates, the coordinator takes the steps, and the figures are counted.

pub(crate) mod figures;
mod held;
mod letters;
mod local;
mod reminders;

use http::Method;
use serde_json::{Value, json};

use crate::{
    public_report::hidden,
    world::{Answer, User, World, fresh_key},
};

/// Three complaints that count on 20 November 2026.
pub(crate) fn application() -> Value {
    let complaint = |happened: &str, complained: &str| {
        json!({
            "happened_on": happened, "complained_on": complained, "to": "The council",
            "what": "Drumming in the stairwell"
        })
    };
    json!({
        "applicant": "victim",
        "name": "Ottoline Wigglesworth",
        "way": "letter",
        "reach": "79 Marmalade Crescent",
        "place": "Marmalade Crescent car park",
        "postcode": "KT15 2AH",
        "complaints": [
            complaint("2026-10-01", "2026-10-02"),
            complaint("2026-10-08", "2026-10-09"),
            complaint("2026-10-15", "2026-10-16"),
        ],
        "harm": "Sleepless for weeks",
        "response": "Nobody came",
        "attendance": "in_person"
    })
}

pub(crate) fn id(answer: &Answer) -> String {
    answer.location().rsplit('/').next().unwrap().to_owned()
}

pub(crate) async fn apply(world: &World, body: Value) -> Answer {
    world
        .in_public("/case-review/apply", body, &fresh_key())
        .await
}

pub(crate) async fn page(world: &World, path: &str) -> Answer {
    world.anonymous(Method::GET, path, "text/html").await
}

pub(crate) async fn step(user: &User<'_>, review: &str, body: Value) -> Answer {
    user.post(&format!("/case-reviews/{review}"), body).await
}

pub(crate) const PERSONAL: [&str; 5] = [
    "Ottoline",
    "Wigglesworth",
    "Marmalade",
    "Drumming",
    "Sleepless",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_is_told_at_once_what_counts_and_by_when_they_hear() {
    let world = World::start().await;
    let mut body = application();
    // One day outside the month: 15 September to 14 October 2026.
    body["complaints"][0]["happened_on"] = json!("2026-09-15");
    body["complaints"][0]["complained_on"] = json!("2026-10-15");
    let key = fresh_key();
    let first = world
        .in_public("/case-review/apply", body.clone(), &key)
        .await
        .expect(201);
    let told = first.json();
    assert_eq!(told["complaints"][0]["counts"], false);
    let why = told["complaints"][0]["why"].as_str().unwrap();
    assert!(why.contains("14 October 2026"), "{why}");
    assert_eq!(told["complaints"][1]["counts"], true);
    assert!(
        told["result"]
            .as_str()
            .unwrap()
            .contains("2 complaints count and 3 are needed")
    );
    // Friday 20 November; Christmas, its substitute and New Year lie before no deadline of three days.
    assert_eq!(told["acknowledge_by"], "2026-11-25");
    assert_eq!(told["outcome_by"], "2026-12-29");
    // Sent twice, it is one; another one with its key is refused.
    let again = world
        .in_public("/case-review/apply", body, &key)
        .await
        .expect(201);
    assert_eq!(again.json(), told);
    world
        .in_public("/case-review/apply", application(), &key)
        .await
        .expect(422);
    // One day inside, it counts.
    let mut inside = application();
    inside["complaints"][0]["happened_on"] = json!("2026-09-15");
    inside["complaints"][0]["complained_on"] = json!("2026-10-14");
    let told = apply(&world, inside).await.expect(201);
    assert_eq!(told.json()["complaints"][0]["counts"], true);
    assert!(
        told.json()["result"]
            .as_str()
            .unwrap()
            .contains("a review must be held")
    );
    // What the sender sees later says nothing of what was told.
    let shown = page(&world, &told.location()).await.expect(200).text();
    assert!(shown.contains("Application received"));
    for personal in PERSONAL {
        assert!(!shown.contains(personal), "{personal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_team_is_told_without_anything_personal() {
    let world = World::start().await;
    apply(&world, application()).await.expect(201);
    world.local.settle().await.unwrap();
    let told = world.sent();
    assert_eq!(told.len(), 1, "{told:?}");
    let (_, subject, text) = &told[0];
    assert!(subject.contains("ASB Case Review"), "{subject}");
    assert!(text.contains("Wednesday 25 November 2026"), "{text}");
    for personal in PERSONAL {
        assert!(!text.contains(personal), "{personal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_areas_coordinator_reads_and_decides() {
    let world = World::start().await;
    let review = id(&apply(&world, application()).await.expect(201));
    let path = format!("/case-reviews/{review}");
    for (user, what) in [
        (world.officer().await, "police"),
        (world.user("Coordinator (WOK)", "").await, "another area"),
    ] {
        assert_eq!(user.get(&path).await.status, 404, "{what}");
        assert_eq!(
            step(&user, &review, json!({ "step": "acknowledge" }))
                .await
                .status,
            404
        );
        let letter = format!("{path}/letters/acknowledgement");
        assert_eq!(
            user.get_as(&letter, "text/html").await.status,
            404,
            "{what}"
        );
    }
    world.officer().await.get("/case-reviews").await.expect(403);
    world
        .officer()
        .await
        .get("/case-reviews/figures")
        .await
        .expect(403);
    let team = world.coordinator().await;
    let list = team.get("/case-reviews").await.expect(200).json();
    assert_eq!(list["items"][0]["id"], json!(review));
    assert_eq!(list["items"][0]["due_on"], "2026-11-25");
    let whole = team.get(&path).await.expect(200).text();
    for personal in PERSONAL {
        assert!(whole.contains(personal), "{personal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_goes_from_the_threshold_to_its_outcome_and_is_counted() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let review = id(&apply(&world, application()).await.expect(201));
    step(&team, &review, json!({ "step": "acknowledge" }))
        .await
        .expect(200);
    step(&team, &review, json!({ "step": "acknowledge" }))
        .await
        .expect(422);
    let refuse = json!({ "step": "decide", "met": false, "reason": "Not enough" });
    let refused = step(&team, &review, refuse).await.expect(422);
    assert!(refused.text().contains("104(4)"), "{}", refused.text());
    let hold = json!({ "step": "decide", "met": true, "reason": "Three complaints count" });
    step(&team, &review, hold).await.expect(200);
    let early = json!({ "step": "conclude", "outcome": "Better now" });
    step(&team, &review, early.clone()).await.expect(422);
    for body in [
        json!({ "step": "account", "account_of": "Surrey Police", "account": "Two visits" }),
        json!({ "step": "hear", "heard_as": "in_person", "heard": "She came and told us" }),
        json!({ "step": "recommend", "recommend_to": "Wey Meadow Homes", "recommendation": "Mediate" }),
        early,
    ] {
        step(&team, &review, body).await.expect(200);
    }
    let base = format!("/case-reviews/{review}");
    let shown = team.get_as(&base, "text/html").await.expect(200).text();
    for said in [
        "Account of Surrey Police",
        "Recommended to Wey Meadow Homes",
        "Concluded",
    ] {
        assert!(shown.contains(said), "{said}");
    }
    for (letter, said) in [
        ("acknowledgement", "29 December 2026"),
        ("threshold", "Three complaints count"),
        ("outcome", "Police and Crime Commissioner"),
    ] {
        let path = format!("{base}/letters/{letter}");
        let text = team.get_as(&path, "text/html").await.expect(200).text();
        assert!(text.contains("Dear Ottoline Wigglesworth"), "{letter}");
        assert!(text.contains(said), "{letter}: {said}");
    }

    // Two complaints alone are judged: all three grounds are needed, and it can be refused.
    let mut two = application();
    two["complaints"].as_array_mut().unwrap().pop();
    let other = id(&apply(&world, two).await.expect(201));
    let refuse = json!({ "step": "decide", "met": false, "reason": "Not enough" });
    step(&team, &other, refuse.clone()).await.expect(422);
    let mut judged = refuse;
    for ground in ["persistence", "judged_harm", "adequacy"] {
        judged[ground] = json!("Looked at");
    }
    step(&team, &other, judged).await.expect(200);
    let outcome = format!("/case-reviews/{other}/letters/outcome");
    assert_eq!(team.get_as(&outcome, "text/html").await.status, 404);

    let figures = team
        .get("/case-reviews/figures?year=2026")
        .await
        .expect(200)
        .json();
    let counted = ["applications", "not_met", "reviews", "with_recommendations"];
    assert_eq!(
        counted.map(|name| figures[name].as_u64().unwrap()),
        [2, 1, 1, 1]
    );
    let csv = team
        .get("/case-reviews/figures.csv?year=2026")
        .await
        .expect(200)
        .text();
    assert!(csv.ends_with("\"Runnymede\",2026,2,1,1,1\r\n"), "{csv}");
    let before = team
        .get("/case-reviews/figures?year=2025")
        .await
        .expect(200)
        .json();
    assert_eq!(before["applications"], 0);
    team.get("/case-reviews/figures?year=2027")
        .await
        .expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_works_without_script_and_keeps_what_was_typed() {
    let world = World::start().await;
    let form = page(&world, "/case-review/apply").await.expect(200);
    assert!(!form.headers.contains_key("set-cookie"));
    let mut fields = hidden(&form.text());
    for (name, value) in [
        ("applicant", "victim"),
        ("name", "Ottoline Wigglesworth"),
        ("way", "letter"),
        ("reach", "79 Marmalade Crescent"),
        ("place", "Marmalade Crescent car park"),
        ("postcode", "KT15 2AH"),
        ("complaint1_happened_on-day", "1"),
        ("complaint1_happened_on-month", "10"),
        ("complaint1_happened_on-year", "2026"),
        ("complaint1_complained_on-day", "2"),
        ("complaint1_complained_on-month", "10"),
        ("complaint1_complained_on-year", "2026"),
        ("complaint1_what", "Drumming in the stairwell"),
        ("harm", "Sleepless for weeks"),
        ("response", "Nobody came"),
        ("attendance", "written"),
    ] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    // Too quick, and then with something missing: nothing typed is lost.
    let quick = world
        .form("/case-review/apply", &fields)
        .await
        .expect(422)
        .text();
    assert!(quick.contains("very quick") && quick.contains("Drumming in the stairwell"));
    world.clock("2026-11-20T09:01:00Z").await;
    let mut trapped = fields.clone();
    trapped.push(("website".to_owned(), "https://spam.example".to_owned()));
    let told = world
        .form("/case-review/apply", &trapped)
        .await
        .expect(422)
        .text();
    assert!(told.contains("Leave this box empty") && told.contains("Sleepless for weeks"));
    let missing = world
        .form("/case-review/apply", &fields)
        .await
        .expect(400)
        .text();
    assert!(missing.contains("href=\"#complaint1_to\""), "{missing}");
    assert!(missing.contains("Drumming in the stairwell"));
    fields.push(("complaint1_to".to_owned(), "The council".to_owned()));
    let sent = world.form("/case-review/apply", &fields).await.expect(303);
    let shown = page(&world, &sent.location()).await.expect(200).text();
    assert!(shown.contains("1 complaint counts and 3 are needed"));
    let again = world.form("/case-review/apply", &fields).await.expect(303);
    assert_eq!(again.location(), sent.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_applies_ten_times_an_hour() {
    let world = World::start().await;
    for _ in 0..10 {
        apply(&world, application()).await.expect(201);
    }
    apply(&world, application()).await.expect(429);
    world.clock("2026-11-20T10:00:01Z").await;
    apply(&world, application()).await.expect(201);
}

/// R7.2: the coordinator strikes out what was not made as told, and the threshold is worked out anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_that_was_not_made_is_struck_out_before_the_threshold_is_decided() {
    let world = World::start().await;
    let review = id(&apply(&world, application()).await.expect(201));
    let team = world.coordinator().await;
    let how = "Neither the council nor the police has a record of it";
    for (complaint, people) in [(json!(null), json!(null)), (json!(2), json!(3))] {
        let body = json!({
            "step": "check", "complaint": complaint, "found_people": people, "found_how": how,
        });
        let fault = step(&team, &review, body).await.expect(400).json();
        assert_eq!(fault["faults"][0]["field"], "complaint", "{fault}");
    }
    let body = json!({ "step": "check", "complaint": 2, "found_how": how });
    world
        .officer()
        .await
        .post(&format!("/case-reviews/{review}"), body.clone())
        .await
        .expect(404);
    let struck = step(&team, &review, body.clone()).await.expect(200).json();
    assert_eq!(
        (&struck["counted"], &struck["needed"]),
        (&json!(2), &json!(3))
    );
    step(&team, &review, body).await.expect(422);
    let shown = team.get(&format!("/case-reviews/{review}")).await;
    let shown = shown.expect(200).json();
    assert_eq!(shown["complaints"][1]["counts"], false);
    assert_eq!(shown["must_be_met"], false);
    let last = shown["history"].as_array().unwrap().last().unwrap();
    assert_eq!(last["what"], "Complaint 2 was not made as told");
    assert_eq!(last["text"], how);
    let at = format!("/case-reviews/{review}");
    let page = team.get_as(&at, "text/html").await.expect(200).text();
    assert!(page.contains("Complaint 3, of 16 October 2026"), "{page}");
    // It was another one: the coordinator takes it back.
    let back = json!({ "step": "check", "made_after_all": 2, "found_how": "The police found it" });
    let back = step(&team, &review, back).await.expect(200).json();
    assert_eq!(back["counted"], 3);
    world.local.stop().await;
}
