//! What a Joint Action Group reports of the places in its area (R8.4, R10.1, R10.4): from counters that
//! move with the cases, without a name, and for those who report on the area; the orders it reviews, and
//! when it meets next.

use std::collections::BTreeMap;

use domain::{
    case::{
        Case,
        figures::{ByQuarter, Counted, Figure},
    },
    referral::form::CaseKind,
};
use serde_json::{Value, json};

use crate::{
    journals::everything,
    world::{User, World, referral},
};

/// What every stored case adds together, by area and quarter.
async fn recount(world: &World) -> BTreeMap<(String, String), BTreeMap<String, i64>> {
    let mut all: BTreeMap<_, BTreeMap<String, i64>> = BTreeMap::new();
    for (pk, items) in everything(world).await {
        let Some(record) = items.get("R").filter(|_| pk.starts_with("CASE#")) else {
            continue;
        };
        let case: Case = serde_json::from_str(record["body"].as_s().unwrap()).unwrap();
        let figures: ByQuarter = case.figures();
        assert!(case.kind == CaseKind::Place || figures.is_empty());
        for (quarter, counted) in figures {
            let sums = all
                .entry((case.area.to_string(), quarter.to_string()))
                .or_default();
            for (name, count) in counted.named() {
                *sums.entry(name.clone()).or_default() += count;
            }
        }
    }
    all
}

fn count(figures: &Value, name: &str) -> u64 {
    let mut each = figures["figures"].as_array().unwrap().iter();
    let found = each.find(|figure| figure["name"] == name);
    found.map_or(0, |figure| figure["count"].as_u64().unwrap())
}

async fn figures(world: &World, of: &str) -> Value {
    let of_area = of.split("area=").nth(1).unwrap();
    let area = of_area.split('&').next().unwrap();
    let team = world.user(&format!("Coordinator ({area})"), "").await;
    let path = format!("/meetings/figures?{of}");
    team.get(&path).await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_agree_with_a_recount_of_every_case() {
    let world = World::demonstration().await;
    let counted = recount(&world).await;
    let mut told = 0;
    for ((area, quarter), sums) in &counted {
        // Actions can be due in a quarter that has not begun.
        if quarter.as_str() > "2026-Q4" {
            continue;
        }
        let shown = figures(&world, &format!("area={area}&quarter={quarter}")).await;
        let sums = Counted::of(sums.clone());
        for figure in Figure::all() {
            let expected = u64::from(sums.count(figure));
            let name = figure.name();
            assert_eq!(count(&shown, &name), expected, "{area} {quarter} {name}");
            told += expected;
        }
    }
    assert!(told > 20, "the demonstration has places: {counted:?}");
    // What is open follows from all quarters.
    let opened = |name: &str| -> i64 {
        let own = counted.iter().filter(|((area, _), _)| area == "RUN");
        let found = own.flat_map(|(_, sums)| sums.iter());
        found
            .filter(|(each, _)| each.starts_with(name))
            .map(|(_, count)| count)
            .sum()
    };
    let open = u64::try_from(opened("opened") - opened("closed_")).unwrap();
    let now = figures(&world, "area=RUN").await;
    assert_eq!(count(&now, "open_at_end"), open);
    world.local.stop().await;
}

/// A case about a place, opened by the coordinator.
async fn place(world: &World) -> String {
    let mut body = referral();
    body["kind"] = json!("place");
    body["behaviours"] = json!(["environmental_damage"]);
    let sent = world.officer().await.post("/referrals", body).await;
    let at = sent.expect(201).location();
    let team = world.coordinator().await;
    let version = team.get(&at).await.expect(200).version();
    let accept = json!({ "decision": "accept", "reason": "A hotspot" });
    let triage = format!("{at}/triage");
    team.post_at(&triage, accept, version).await.expect(200);
    let decided = team.get(&at).await.expect(200).json();
    format!("/cases/{}", decided["case"]["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_counts_from_opening_to_closing_and_stays_counted_once_erased() {
    let world = World::start().await;
    let before = figures(&world, "area=RUN").await;
    assert_eq!(
        (count(&before, "opened"), count(&before, "open_at_end")),
        (0, 0)
    );
    let case = place(&world).await;
    let opened = figures(&world, "area=RUN").await;
    assert_eq!(count(&opened, "opened"), 1);
    assert_eq!(count(&opened, "about_environmental_damage"), 1);
    assert_eq!(count(&opened, "open_at_end"), 1);
    crate::retention::close(&world, &case).await;
    let closed = figures(&world, "area=RUN").await;
    assert_eq!(count(&closed, "closed_resolved"), 1);
    assert_eq!(count(&closed, "open_at_end"), 0);
    let elsewhere = figures(&world, "area=WOK").await;
    assert_eq!(elsewhere["figures"], before["figures"]);
    let kept = case.replace("/cases/", "/retention/cases/");
    let order = json!({ "step": "erase", "ground": "request", "reason": "The right to erasure" });
    let team = world.coordinator().await;
    team.post(&kept, order).await.expect(200);
    world.clock("2026-12-06T09:00:00Z").await;
    let page = world
        .coordinator()
        .await
        .get(&case)
        .await
        .expect(200)
        .json();
    assert_eq!(page["status"], "erased");
    let erased = figures(&world, "area=RUN").await;
    assert_eq!(erased["figures"], closed["figures"]);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_report_on_an_area_see_its_figures_and_nobody_else() {
    let world = World::start().await;
    place(&world).await;
    let names = ["Zebrafish", "Wigglesworth", "Marmalade", "KT15"];
    for (role, agency) in [("Coordinator (RUN)", ""), ("Chair", ""), ("analyst", "")] {
        let user = world.user(role, agency).await;
        for accept in ["text/html", "application/json"] {
            let page = user.get_as("/meetings/figures", accept).await.expect(200);
            let text = page.text();
            for name in names {
                assert!(!text.contains(name), "{name} for {role}");
            }
        }
    }
    // R10.3: who sees the county's figures and not the cases is not told small numbers; none is told.
    let analyst = world.user("analyst", "").await;
    let path = "/meetings/figures?area=RUN";
    let told = analyst.get(path).await.expect(200).json();
    let told = told["figures"].as_array().unwrap().clone();
    let of = |name: &str| told.iter().find(|figure| figure["name"] == name).unwrap();
    assert_eq!(of("opened")["count"], Value::Null);
    assert_eq!(of("closed_resolved")["count"], 0);
    let page = analyst.get_as(path, "text/html").await.expect(200);
    assert!(page.text().contains("fewer than 5"));
    let csv = analyst.get_as("/meetings/figures.csv?area=RUN", "text/csv");
    let csv = csv.await.expect(200).text();
    assert!(csv.contains("\"Opened\",fewer than 5,"), "{csv}");
    let team = world.coordinator().await;
    let csv = team
        .get_as("/meetings/figures.csv?area=RUN", "text/csv")
        .await;
    let csv = csv.expect(200);
    let disposition = &csv.headers["content-disposition"];
    assert_eq!(disposition, "attachment; filename=\"places.csv\"");
    let text = csv.text();
    assert!(
        text.contains("\"Runnymede\",\"2026-Q4\",\"Cases\",\"Opened\",1,"),
        "{text}"
    );
    for path in ["/meetings/figures", "/meetings/figures.csv"] {
        world.officer().await.get(path).await.expect(403);
        // An area that somebody does not report on, and one that is none.
        for nowhere in [
            "area=WOK",
            "area=XYZ",
            "quarter=2027-Q1",
            "quarter=2013-Q4",
            "quarter=x",
        ] {
            team.get(&format!("{path}?{nowhere}")).await.expect(404);
        }
    }
    world.local.stop().await;
}

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
