//! What an area sets for itself at `/rules` is what its applications are judged by (R6.6, R7.2, R7.3).

use serde_json::{Value, json};

use super::{application, apply, id, page, step};
use crate::world::World;

/// Sets a number of a rule for Runnymede from today on.
async fn set(world: &World, rule: &str, number: &str, to: u32) {
    let body = json!({
        "area": "RUN", "number": number, "to": to, "from": "2026-11-20", "reason": "Agreed",
    });
    let administrator = world.administrator().await;
    let path = format!("/rules/{rule}/number");
    administrator.post(&path, body).await.expect(200);
}

/// An application with so many complaints that count, about a place with this postcode.
fn with(complaints: usize, postcode: &str) -> Value {
    let mut body = application();
    body["complaints"]
        .as_array_mut()
        .unwrap()
        .truncate(complaints);
    body["postcode"] = json!(postcode);
    body
}

/// R7.3, ACR-11: the deadlines of what arrives afterwards move, in that area; nothing before does.
#[tokio::test(flavor = "multi_thread")]
async fn an_area_that_sets_its_working_days_moves_the_deadlines_of_what_arrives_afterwards() {
    let world = World::start().await;
    let before = apply(&world, application()).await.expect(201);
    set(&world, "ACR-11", "acknowledge_working_days", 1).await;
    set(&world, "ACR-11", "outcome_working_days", 10).await;
    let due = |told: Value| [told["acknowledge_by"].clone(), told["outcome_by"].clone()];
    let after = apply(&world, application()).await.expect(201).json();
    assert_eq!(due(after), ["2026-11-23", "2026-12-04"]);
    let elsewhere = apply(&world, with(3, "GU21 4AA")).await.expect(201).json();
    assert_eq!(due(elsewhere), ["2026-11-25", "2026-12-29"]);
    let team = world.coordinator().await;
    let list = team.get("/case-reviews").await.expect(200).json();
    let first = id(&before);
    let items = list["items"].as_array().unwrap().iter();
    let due_on: Vec<_> = items
        .map(|item| (item["id"] == json!(first), item["due_on"].clone()))
        .collect();
    assert_eq!(
        due_on,
        [(false, json!("2026-11-23")), (true, json!("2026-11-25"))]
    );
}

/// R7.2, ACR-11: how many people are enough, once the area says so; the rule that decides is named.
#[tokio::test(flavor = "multi_thread")]
async fn an_area_that_sets_how_many_people_are_enough_holds_a_review_by_them() {
    let world = World::start().await;
    let mut body = with(1, "KT15 2AH");
    body["people"] = json!(4);
    let before = apply(&world, body.clone()).await.expect(201).json();
    let judged = before["result"].as_str().unwrap();
    assert!(judged.contains("threshold is judged"), "{judged}");
    set(&world, "ACR-11", "people", 4).await;
    let after = apply(&world, body).await.expect(201);
    let told = after.json();
    let result = told["result"].as_str().unwrap();
    assert!(result.contains("4 are enough"), "{result}");
    assert!(
        result.contains("ACR-11") && result.contains("local policy"),
        "{result}"
    );
    let refuse = json!({ "step": "decide", "met": false, "reason": "Not enough" });
    let team = world.coordinator().await;
    let refused = step(&team, &id(&after), refuse).await.expect(422).text();
    assert!(refused.contains("Practice of Surrey boroughs"), "{refused}");
}

/// R7.1, R7.2, ACR-1, ACR-2: the form says by what it is judged, also where an area set its own.
#[tokio::test(flavor = "multi_thread")]
async fn the_form_says_the_numbers_that_applications_are_judged_by() {
    let world = World::start().await;
    let form = page(&world, "/case-review/apply").await.expect(200).text();
    for said in [
        "when 3 complaints count",
        "within 1 month of what happened",
        "within 6 months of the complaint",
    ] {
        assert!(form.contains(said), "{said}");
    }
    assert!(!form.contains("Some areas"));
    set(&world, "ACR-2", "complaints", 2).await;
    set(&world, "ACR-1", "application_months", 9).await;
    let form = page(&world, "/case-review/apply").await.expect(200).text();
    assert!(form.contains("when 3 complaints count"));
    assert!(
        form.contains("in Runnymede 2 complaints are enough")
            && form.contains("when you apply within 9 months"),
        "{form}"
    );
    let two = apply(&world, with(2, "KT15 2AH")).await.expect(201).json();
    let result = two["result"].as_str().unwrap();
    assert!(
        result.contains("2 complaints count and 2 are needed"),
        "{result}"
    );
}

/// R6.6, R7.4, NEW-6: a letter names the policing body's review from the day on which somebody entered
/// that the Act's section has commenced; a letter from before says what it said.
#[tokio::test(flavor = "multi_thread")]
async fn the_statutes_review_takes_the_place_of_the_local_one_once_it_is_switched_on() {
    const STATUTE: &str =
        "the local policing body: Ask it to review how your application was decided";
    const LOCAL: &str = "Police and Crime Commissioner for Surrey";
    let world = World::start().await;
    let mut letters = Vec::new();
    for day in ["2026-11-23T10:00:00Z", "2026-11-24T10:00:00Z"] {
        world.clock(day).await;
        if !letters.is_empty() {
            let entered = json!({ "on": "2026-11-01", "instrument": "SI 2026/2, regulation 3" });
            let administrator = world.administrator().await;
            let path = "/rules/NEW-6/commence";
            administrator.post(path, entered).await.expect(200);
        }
        let review = id(&apply(&world, application()).await.expect(201));
        let team = world.coordinator().await;
        let decided = json!({ "step": "decide", "met": true, "reason": "Three count" });
        step(&team, &review, decided).await.expect(200);
        letters.push(format!("/case-reviews/{review}/letters/threshold"));
    }
    let team = world.coordinator().await;
    for (letter, (names, not)) in letters.iter().zip([(LOCAL, STATUTE), (STATUTE, LOCAL)]) {
        let shown = team.get_as(letter, "text/html").await.expect(200).text();
        assert!(shown.contains(names) && !shown.contains(not), "{shown}");
    }
}
