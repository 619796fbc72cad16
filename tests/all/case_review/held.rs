//! A review that is held: linked to its case, met about, with recommendations that become actions, and
//! letters on paper and by email (R7.3, R7.4).

use http::Method;
use serde_json::{Value, json};

use super::{PERSONAL, application, apply, id, page, step};
use crate::{
    journey::{open_case, pdf_text},
    sharing::told,
    world::{User, World},
};

async fn under_review(world: &World, team: &User<'_>, body: Value) -> String {
    let review = id(&apply(world, body).await.expect(201));
    for body in [
        json!({ "step": "acknowledge" }),
        json!({ "step": "decide", "met": true, "reason": "Three complaints count" }),
    ] {
        step(team, &review, body).await.expect(200);
    }
    review
}

async fn reference(team: &User<'_>, case: &str) -> String {
    let case = team.get(case).await.expect(200).json();
    case["reference"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_looks_at_a_case_whose_agencies_learn_that_it_is_held_and_nothing_else() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let reference = reference(&team, &case).await;
    let review = under_review(&world, &team, application()).await;
    let path = format!("/case-reviews/{review}");
    let link = json!({ "step": "link", "case_reference": reference });
    let wrong = json!({ "step": "link", "case_reference": "RUN-2026-9999" });
    let refused = step(&team, &review, wrong).await.expect(400);
    assert!(refused.text().contains("no case with this reference"));
    step(&team, &review, link.clone()).await.expect(200);
    step(&team, &review, link.clone()).await.expect(422);

    let shown = team.get(&path).await.expect(200).json();
    assert_eq!(shown["case"]["reference"], json!(reference));
    assert_eq!(shown["case"]["href"], json!(case));
    let known = shown["reference"].as_str().unwrap().to_owned();
    // The team is led to the review; an agency on the case reads its reference, and neither the id, at
    // which its applicant sees where it stands, nor anything that was told.
    let of_team = team.get(&case).await.expect(200).json();
    assert_eq!(
        of_team["reviews"],
        json!([{ "reference": known, "href": path }])
    );
    for form in ["application/json", "text/html"] {
        for page in [case.clone(), format!("{case}/history")] {
            let read = world.officer().await.get_as(&page, form).await;
            let text = read.expect(200).text();
            assert!(text.contains(&known), "{page} {form}");
            assert!(!text.contains(&review), "{page} {form}");
            for personal in ["Drumming in the stairwell", "Sleepless for weeks"] {
                assert!(!text.contains(personal), "{personal} {page} {form}");
            }
        }
    }

    let undo = json!({ "step": "unlink", "unlinked": "It was next door’s" });
    step(&team, &review, undo.clone()).await.expect(200);
    step(&team, &review, undo).await.expect(422);
    let of_team = team.get(&case).await.expect(200).json();
    assert_eq!(of_team["reviews"], json!([]));
    step(&team, &review, link).await.expect(200);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recommended_to_an_agency_on_the_case_is_an_action_there_and_chased() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let review = under_review(&world, &team, application()).await;
    let recommend = json!({
        "step": "recommend", "recommendation": "Name one officer who answers",
        "agency": "surrey-police", "due_on": "2026-12-01", "gateway": "crime_and_disorder",
    });
    step(&team, &review, recommend.clone()).await.expect(422);
    let link = json!({ "step": "link", "case_reference": reference(&team, &case).await });
    step(&team, &review, link).await.expect(200);
    let mut stranger = recommend.clone();
    stranger["agency"] = json!("probation-service");
    step(&team, &review, stranger).await.expect(422);
    let mut bare = recommend.clone();
    bare.as_object_mut().unwrap().remove("due_on");
    let missing = step(&team, &review, bare).await.expect(400);
    assert!(missing.text().contains("due_on"), "{}", missing.text());
    step(&team, &review, recommend).await.expect(200);

    let shown = team.get(&format!("/case-reviews/{review}")).await;
    let made = shown.expect(200).json()["recommendations"].clone();
    assert_eq!(made[0]["to"], "Surrey Police");
    let at = made[0]["action"]["href"].as_str().unwrap().to_owned();
    let police = world.officer().await;
    let action = police.get(&at).await.expect(200);
    assert!(action.text().contains("Name one officer who answers"));
    world.local.settle().await.unwrap();
    assert_eq!(told(&world, "police.example", "new action"), 1);
    // It ends there, and the review shows how.
    let version = action.version();
    let end = json!({ "outcome": "done", "evidence": "The officer has been named" });
    let ended = police
        .post_at(&format!("{at}/complete"), end, version)
        .await;
    ended.expect(200);
    let shown = team.get(&format!("/case-reviews/{review}")).await;
    let made = shown.expect(200).json()["recommendations"].clone();
    assert_eq!(made[0]["action"]["status"], "Done");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agencies_meet_and_the_applicant_is_invited() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let review = under_review(&world, &team, application()).await;
    let path = format!("/case-reviews/{review}");
    let invitation = format!("{path}/letters/invitation");
    assert_eq!(team.get_as(&invitation, "text/html").await.status, 404);
    let call = json!({
        "step": "call", "meet_on": "2026-12-01", "meet_at": "10:00",
        "meet_place": "Committee Room 1", "asked": "Surrey Police\n\n Wey Meadow Homes \n",
    });
    let mut skipped = call.clone();
    skipped["meet_on"] = json!("2027-03-28");
    skipped["meet_at"] = json!("01:30");
    let why = step(&team, &review, skipped).await.expect(400).text();
    assert!(why.contains("clocks go forward"), "{why}");
    step(&team, &review, call).await.expect(200);
    let account =
        json!({ "step": "account", "account_of": "Surrey Police", "account": "Two visits" });
    step(&team, &review, account).await.expect(200);
    let sitting = team.get(&path).await.expect(200).json()["sitting"].clone();
    assert_eq!(sitting["starts_at"], "2026-12-01T10:00:00Z");
    assert_eq!(
        sitting["asked"],
        json!(["Surrey Police", "Wey Meadow Homes"])
    );
    assert_eq!(sitting["awaited"], json!(["Wey Meadow Homes"]));

    let pdf = team
        .get_as(&invitation, "application/pdf")
        .await
        .expect(200);
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    let file = pdf.headers["content-disposition"].to_str().unwrap();
    assert!(file.starts_with("attachment"), "{file}");
    for personal in PERSONAL {
        assert!(!file.contains(personal), "{personal}");
    }
    let text = pdf_text(&pdf.bytes).replace('\n', " ");
    for said in [
        "Dear Ottoline Wigglesworth",
        "79 Marmalade Crescent",
        "1 December 2026 at 10am",
        "Committee Room 1",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    world.local.stop().await;
}

/// R7.4: an agency on the case that is asked what it did is told by the system, by the case's reference
/// alone; once the meeting moves it is told the new day.
#[tokio::test(flavor = "multi_thread")]
async fn agencies_on_the_case_are_told_that_they_are_asked() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let review = under_review(&world, &team, application()).await;
    let call = json!({
        "step": "call", "meet_on": "2026-12-01", "meet_at": "10:00",
        "meet_place": "Committee Room 1", "asked": "Wey Meadow Homes",
        "ask_agencies": ["surrey-police"],
    });
    step(&team, &review, call.clone()).await.expect(422);
    let known = reference(&team, &case).await;
    let link = json!({ "step": "link", "case_reference": known });
    step(&team, &review, link).await.expect(200);
    let mut stranger = call.clone();
    stranger["ask_agencies"] = json!(["national-probation-service"]);
    step(&team, &review, stranger).await.expect(422);
    let path = format!("/case-reviews/{review}");
    let form = team.get_as(&path, "text/html").await.expect(200).text();
    assert!(form.contains("name=\"ask_agencies"), "{form}");
    step(&team, &review, call.clone()).await.expect(200);
    let sitting = team.get(&path).await.expect(200).json()["sitting"].clone();
    assert_eq!(
        sitting["asked"],
        json!(["Wey Meadow Homes", "Surrey Police"])
    );
    world.local.settle().await.unwrap();
    assert_eq!(told(&world, "police.example", "asked what it did"), 1);
    let sent = world.sent();
    let asked = |(_, _, text): &&(String, String, String)| text.contains("asked what it did");
    let (_, _, text) = sent.iter().find(asked).unwrap();
    assert!(text.contains(&known), "{text}");
    assert!(
        text.contains("Meeting on: Tuesday 1 December 2026"),
        "{text}"
    );
    assert!(text.contains(&case), "{text}");
    for hidden in PERSONAL.into_iter().chain([review.as_str()]) {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    assert_eq!(told(&world, "weymeadow.example", "asked what it did"), 0);
    // To move it, nobody is named again.
    let form = team.get_as(&path, "text/html").await.expect(200).text();
    for (field, said) in [
        ("meet_place\"", "value=\"Committee Room 1\""),
        ("meet_at\"", "value=\"10:00\""),
        ("meet_on-day\"", "value=\"1\""),
        ("value=\"surrey-police\"", "checked"),
        ("name=\"asked\"", "Wey Meadow Homes</textarea>"),
    ] {
        let mut tags = form.split("<div").filter(|tag| tag.contains(field));
        assert!(tags.any(|tag| tag.contains(said)), "{field}: {form}");
    }
    let mut moved = call;
    moved["meet_on"] = json!("2026-12-08");
    step(&team, &review, moved).await.expect(200);
    world.local.settle().await.unwrap();
    assert_eq!(told(&world, "police.example", "asked what it did"), 2);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_by_email_is_an_address_that_ends_and_says_nothing_itself() {
    let world = World::start().await;
    let team = world.coordinator().await;
    // Who did not say that email is safe gets no email.
    let by_post = under_review(&world, &team, application()).await;
    let send = json!({ "step": "send", "letter": "threshold" });
    let refused = step(&team, &by_post, send.clone()).await.expect(400);
    assert!(
        refused.text().contains("did not say that email is safe"),
        "{}",
        refused.text()
    );

    let mut body = application();
    body["way"] = json!("email");
    body["reach"] = json!("ottoline@wigglesworth.example");
    let review = under_review(&world, &team, body).await;
    let early = json!({ "step": "send", "letter": "outcome" });
    step(&team, &review, early).await.expect(422);
    step(&team, &review, send).await.expect(200);
    let sent = world.sent();
    let (_, subject, text) = sent
        .iter()
        .find(|(to, _, _)| to.contains("ottoline@wigglesworth.example"))
        .expect("no email");
    assert_eq!(subject, "A letter about your application");
    for personal in PERSONAL {
        assert!(!text.contains(personal), "{personal}");
    }
    let at = text
        .split_whitespace()
        .find(|word| word.contains("/case-review/letters/"));
    let at = at.unwrap();
    let path = at[at.find("/case-review").unwrap()..].to_owned();
    let letter = page(&world, &path).await.expect(200).text();
    assert!(letter.contains("Dear Ottoline Wigglesworth"));
    assert!(letter.contains("The threshold for a review is met"));
    assert!(!letter.contains("ottoline@wigglesworth.example"));
    let pdf = world.anonymous(Method::GET, &path, "application/pdf").await;
    assert!(pdf_text(&pdf.expect(200).bytes).contains("Ottoline Wigglesworth"));

    // It is in the journal that it went; nobody guesses where to, and it ends.
    let history = team.get(&format!("/case-reviews/{review}")).await;
    let history = history.expect(200).text();
    assert!(history.contains("Sent by email"));
    let secret = path.rsplit('/').next().unwrap();
    assert!(!history.contains(secret));
    for wrong in [
        format!("/case-review/letters/{}", "A".repeat(43)),
        format!("{path}x"),
        format!("/case-review/{secret}"),
    ] {
        page(&world, &wrong).await.expect(404);
    }
    world.clock("2026-12-20T08:59:59Z").await;
    page(&world, &path).await.expect(200);
    world.clock("2026-12-21T09:00:01Z").await;
    page(&world, &path).await.expect(404);
    world.local.stop().await;
}
