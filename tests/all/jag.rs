//! What a Joint Action Group has beside its cases: the orders it reviews, and how often it meets (R5.1,
//! R8.4).

use serde_json::{Value, json};

use crate::world::{User, World};

#[tokio::test(flavor = "multi_thread")]
async fn the_next_jag_has_the_orders_about_places_on_its_agenda() {
    let world = World::demonstration().await;
    let team = world.coordinator().await;
    let meetings = team.get("/meetings").await.expect(200).json();
    let of = |forum: &str| -> String {
        let mut upcoming = meetings["upcoming"].as_array().unwrap().iter();
        let found = upcoming.find(|each| each["forum"] == forum && each["area"] == "RUN");
        found.unwrap()["href"].as_str().unwrap().to_owned()
    };
    let agenda = team
        .get(&format!("{}/agenda", of("jag")))
        .await
        .expect(200)
        .json();
    let orders = agenda["agenda"]["orders"].as_array().unwrap();
    let pspo = |order: &&Value| order["power"] == "Public spaces protection order";
    assert!(orders.iter().any(|order| pspo(&order)), "{agenda}");
    let calendar = team.get("/orders").await.expect(200).json();
    for order in orders {
        let mut items = calendar["items"].as_array().unwrap().iter();
        assert!(items.any(|due| due["href"] == order["href"] && due["on"] == order["due_on"]));
    }
    let agenda = team
        .get(&format!("{}/agenda", of("charmm")))
        .await
        .expect(200)
        .json();
    assert_eq!(agenda["agenda"]["orders"], json!([]));
    world.local.stop().await;
}

/// What the form of Runnymede sends with these fields of it changed, and the version it is based on.
pub(crate) async fn area_with(admin: &User<'_>, changed: Value) -> (Value, u64) {
    let area = admin.get("/areas/RUN").await.expect(200);
    let (version, shown) = (area.version(), area.json());
    let partners = shown["partners"].as_array().unwrap().iter();
    let partners: Vec<_> = partners.map(|each| each["agency"].clone()).collect();
    let mut body = changed;
    body["partners"] = json!(partners);
    for field in [
        "name",
        "lead",
        "inbox",
        "forums",
        "triage_working_days",
        "remind_before",
        "chase_after",
        "lead_after",
        "chair_after",
    ] {
        body[field] = shown[field].clone();
    }
    (body, version)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cadence_is_settled_by_the_administrator_journalled_and_proposes_the_next_meeting() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let meets = json!({ "jag_meets": "second-tuesday", "charmm_meets": "" });
    let (mut body, version) = area_with(&admin, meets).await;
    let said = admin.post_at("/areas/RUN", body.clone(), version).await;
    let said = said.expect(200).json();
    assert_eq!(said["jag_meets"], "second-tuesday");
    assert_eq!(said["charmm_meets"], json!(null));
    let history = admin.get("/areas/RUN").await.expect(200).json();
    let last = history["history"][0].to_string();
    assert!(last.contains("How often the JAG meets"), "{last}");
    assert!(last.contains("Monthly, on the second Tuesday"), "{last}");
    body["jag_meets"] = json!("every-14-weeks");
    admin
        .post_at("/areas/RUN", body, version + 1)
        .await
        .expect(400);
    // The form proposes it: 24 November is past the second Tuesday of the month.
    let team = world.coordinator().await;
    let form = team
        .get_as("/meetings/new", "text/html")
        .await
        .expect(200)
        .text();
    assert!(
        form.contains("Runnymede JAG: Tuesday 8 December 2026"),
        "{form}"
    );
    assert!(
        form.contains("/meetings/new?area=RUN&#38;forum=jag")
            || form.contains("/meetings/new?area=RUN&amp;forum=jag"),
        "{form}"
    );
    world.local.stop().await;
}
