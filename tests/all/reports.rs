//! What a partnership reports (R10, R4.4, R8.4): counters that move with the cases and agree with a
//! recount of their journals, without a name, and for those who report on the area.

use aws_sdk_dynamodb::types::AttributeValue;
use charmm::{Again, recount};
use serde_json::{Value, json};
use store::figures::Recount;

use crate::{
    journey::assign,
    world::{World, referral},
};

/// What a recount of the whole table says: how many cases and counters, and what does not agree.
async fn counted_again(world: &World) -> (u64, u64, Vec<String>) {
    let db = &world.local.aws().dynamodb;
    let mut recount = Recount::default();
    let pages = db.scan().table_name("charmm-local-table");
    let mut items = pages.into_paginator().items().send();
    while let Some(item) = items.next().await {
        recount.take(item.unwrap()).unwrap();
    }
    let found = recount.end().unwrap();
    let wrong = found.wrong.iter().map(|wrong| format!("{wrong:?}"));
    (found.cases, found.counters, wrong.collect())
}

/// That counters agree with the journals.
async fn agree(world: &World) {
    let (_, _, wrong) = counted_again(world).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A forum's figures of a report.
fn forum<'a>(report: &'a Value, name: &str) -> &'a Value {
    let mut forums = report["forums"].as_array().unwrap().iter();
    forums.find(|forum| forum["forum"] == name).unwrap()
}

fn count(report: &Value, of: &str, name: &str) -> u64 {
    let mut each = forum(report, of)["figures"].as_array().unwrap().iter();
    let found = each.find(|figure| figure["name"] == name);
    found.map_or(0, |figure| figure["count"].as_u64().unwrap())
}

/// An agency's figure of a report; none when it is not in it.
fn of_agency(report: &Value, agency: &str, name: &str) -> Option<u64> {
    let mut agencies = report["agencies"].as_array().unwrap().iter();
    let agency = agencies.find(|each| each["agency"] == agency)?;
    let mut figures = agency["figures"].as_array().unwrap().iter();
    figures.find(|figure| figure["name"] == name)?["count"].as_u64()
}

async fn report(world: &World, of: &str) -> Value {
    let of_area = of.split("area=").nth(1).unwrap();
    let area = of_area.split('&').next().unwrap();
    let team = world.user(&format!("Coordinator ({area})"), "").await;
    let path = format!("/reports?{of}");
    team.get(&path).await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_agree_with_a_recount_of_every_journal() {
    let world = World::demonstration().await;
    let (cases, counters, wrong) = counted_again(&world).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(cases > 20 && counters > 60, "{cases} {counters}");
    // Every figure that is on a page stands on what was counted: nothing is told of nothing.
    let shown = report(&world, "area=RUN").await;
    for of in ["charmm", "jag"] {
        assert!(count(&shown, of, "open_at_end") > 0, "{of}");
    }
    world.local.stop().await;
}

/// Kinds of cases that are opened.
const PERSON: &str = "person";
const PLACE: &str = "place";

/// A case, opened by the coordinator.
async fn opened(world: &World, kind: &str) -> String {
    let mut body = referral();
    body["kind"] = json!(kind);
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
async fn a_case_counts_from_opening_to_closing_and_stays_counted_once_erased() {
    let world = World::start().await;
    let before = report(&world, "area=RUN").await;
    for (kind, of, other) in [(PLACE, "jag", "charmm"), (PERSON, "charmm", "jag")] {
        let before = report(&world, "area=RUN").await;
        let open = |report: &Value| count(report, of, "open_at_end");
        assert_eq!((count(&before, of, "opened"), open(&before)), (0, 0));
        let case = opened(&world, kind).await;
        let now = report(&world, "area=RUN").await;
        assert_eq!(count(&now, of, "opened"), 1);
        assert_eq!(count(&now, of, "about_environmental_damage"), 1);
        assert_eq!(open(&now), 1);
        assert_eq!(forum(&now, other), forum(&before, other));
        agree(&world).await;
        crate::retention::close(&world, &case).await;
        let closed = report(&world, "area=RUN").await;
        assert_eq!(count(&closed, of, "closed_resolved"), 1);
        assert_eq!(open(&closed), 0);
        let kept = case.replace("/cases/", "/retention/cases/");
        let order =
            json!({ "step": "erase", "ground": "request", "reason": "The right to erasure" });
        let team = world.coordinator().await;
        team.post(&kept, order).await.expect(200);
    }
    let elsewhere = report(&world, "area=WOK").await;
    assert_eq!(elsewhere["forums"], before["forums"]);
    let closed = report(&world, "area=RUN").await;
    world.clock("2026-12-06T09:00:00Z").await;
    let (cases, _, wrong) = counted_again(&world).await;
    assert_eq!((cases, wrong), (2, Vec::new()));
    let erased = report(&world, "area=RUN").await;
    assert_eq!(erased["forums"], closed["forums"]);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_answers_for_its_actions_by_quarter() {
    let world = World::start().await;
    let case = opened(&world, PERSON).await;
    let team = world.coordinator().await;
    // Whoever referred it is on it.
    let police = "surrey-police";
    for due in ["2026-11-25", "2026-12-20", "2027-01-10"] {
        assign(&team, &case, police, due).await;
    }
    let told = report(&world, "area=RUN").await;
    let figure = |report: &Value, name: &str| of_agency(report, police, name);
    assert_eq!(figure(&told, "actions_set"), Some(3));
    assert_eq!(figure(&told, "actions_due_open"), Some(2));
    assert_eq!(told["agencies"][0]["over_time"][7]["due"], 2);
    assert_eq!(told["agencies"][0]["in_time_percent"], Value::Null);
    assert_eq!(count(&told, "charmm", "actions_set"), 3);
    agree(&world).await;
    world.local.stop().await;
}

/// Something done to a case, or tried: the path and the body.
fn step(case: &str, choice: u64, day: &str) -> Option<(String, Value)> {
    let (at, body) = match choice {
        0..=2 => {
            let rag = ["red", "amber", "green"][usize::try_from(choice).unwrap()];
            let assessment = json!({
                "rag": rag, "risk": "medium", "rationale": "Calls fell", "next_review_on": day,
            });
            ("assessments", assessment)
        }
        3 => (
            "decisions",
            json!({ "kind": "close", "outcome": "moved", "reason": "They moved" }),
        ),
        4 => (
            "decisions",
            json!({ "kind": "reopen", "reason": "It began again" }),
        ),
        _ => return None,
    };
    Some((format!("{case}/{at}"), body))
}

/// R10.1: whatever is done to cases, in whatever order, the counters say what the journals say.
#[tokio::test(flavor = "multi_thread")]
async fn counters_agree_after_a_random_history() {
    let world = World::start().await;
    let mut cases = Vec::new();
    for kind in [PERSON, PLACE, PERSON] {
        let case = opened(&world, kind).await;
        cases.push((case, Vec::new()));
    }
    // A small generator of its own: the same history every time.
    let mut state = 20_261_128_u64;
    let mut draw = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let (mut taken, mut refused) = (0, 0);
    for turn in 0..48 {
        let (case, actions) = &mut cases[usize::try_from(draw(3)).unwrap()];
        let day = format!("2026-12-{:02}", 1 + draw(28));
        let (path, body) = match (draw(9), actions.pop()) {
            (choice, action) if choice < 5 => {
                actions.extend(action);
                step(case, choice, &day).unwrap()
            }
            (5 | 6, Some(action)) => {
                let done = json!({ "outcome": "done", "evidence": "Seen" });
                officer.post(&format!("{action}/accept"), json!({})).await;
                (format!("{action}/complete"), done)
            }
            (_, action) => {
                actions.extend(action);
                let task = json!({
                    "what": "Visit", "agency": "surrey-police", "due_on": day,
                    "gateway": "crime_and_disorder",
                });
                (format!("{case}/actions"), task)
            }
        };
        let reply = if path.ends_with("/complete") {
            officer.post(&path, body).await
        } else {
            let version = team.get(case).await.expect(200).version();
            team.post_at(&path, body, version).await
        };
        if reply.status.is_success() {
            taken += 1;
        } else {
            assert!(reply.status.is_client_error(), "{path}: {}", reply.text());
            refused += 1;
        }
        if reply.status == 201 && path.ends_with("/actions") {
            actions.push(reply.location());
        }
        if turn % 16 == 15 {
            agree(&world).await;
        }
    }
    // Refusals are part of a history, but not all of it.
    assert!(taken > 25 && refused > 0, "{taken} {refused}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_report_on_an_area_see_its_figures_and_nobody_else() {
    let world = World::start().await;
    opened(&world, PLACE).await;
    let names = ["Zebrafish", "Wigglesworth", "Marmalade", "KT15"];
    for (role, agency) in [("Coordinator (RUN)", ""), ("Chair", ""), ("analyst", "")] {
        let user = world.user(role, agency).await;
        for accept in ["text/html", "application/json"] {
            let page = user.get_as("/reports?area=RUN", accept).await.expect(200);
            let text = page.text();
            for name in names {
                assert!(!text.contains(name), "{name} for {role}");
            }
        }
    }
    // R10.3: who sees the county's figures and not the cases is told a quarter once it is over, and no
    // small number.
    let analyst = world.user("analyst", "").await;
    let path = "/reports?area=RUN&quarter=2026-Q4";
    analyst.get(path).await.expect(404);
    let newest = analyst.get("/reports?area=RUN").await.expect(200).json();
    assert_eq!(newest["quarter"], "2026-Q3");
    let team = world.coordinator().await;
    let csv = team
        .get_as("/reports/figures.csv?area=RUN", "text/csv")
        .await;
    let csv = csv.expect(200);
    let disposition = &csv.headers["content-disposition"];
    assert_eq!(
        disposition,
        "attachment; filename=\"report-RUN-2026-Q4.csv\""
    );
    let text = csv.text();
    assert!(
        text.contains("\"Runnymede\",\"2026-Q4\",\"Places (JAG)\",\"Cases\",\"Opened\",1,"),
        "{text}"
    );
    for path in ["/reports", "/reports/figures.csv"] {
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
    world.clock("2027-01-05T09:00:00Z").await;
    let analyst = world.user("analyst", "").await;
    let path = "/reports?area=RUN&quarter=2026-Q4";
    let told = analyst.get(path).await.expect(200).json();
    assert_eq!(told["rough"], true);
    for name in ["opened", "closed_resolved"] {
        let mut figures = forum(&told, "jag")["figures"].as_array().unwrap().iter();
        let figure = figures.find(|figure| figure["name"] == name).unwrap();
        assert_eq!(figure["count"], Value::Null, "{name}");
    }
    let page = analyst.get_as(path, "text/html").await.expect(200);
    assert!(page.text().contains("fewer than 5"));
    let csv = "/reports/figures.csv?area=RUN&quarter=2026-Q4";
    let csv = analyst.get_as(csv, "text/csv").await.expect(200).text();
    assert!(csv.contains("\"Opened\",fewer than 5,"), "{csv}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_stand_side_by_side_for_the_county_analyst_and_nothing_small_is_told() {
    let world = World::demonstration().await;
    let analyst = world.user("analyst", "").await;
    let county = analyst.get("/reports/county").await.expect(200).json();
    let areas = county["areas"].as_array().unwrap();
    assert_eq!(areas.last().unwrap()["name"], "Together");
    assert!(areas.iter().any(|area| area["area"] == "RUN"));
    for area in areas {
        for cases in area["cases"].as_array().unwrap() {
            for name in ["opened", "closed", "open"] {
                let told = cases[name].as_u64();
                let rough = told.is_none_or(|count| count > 0 && count % 5 == 0);
                assert!(rough, "{area}");
            }
        }
    }
    let page = analyst.get_as("/reports/county", "text/html").await;
    assert!(page.expect(200).text().contains("/reports?area=RUN"));
    let csv = analyst.get_as("/reports/county.csv", "text/csv").await;
    let csv = csv.expect(200).text();
    assert_eq!(csv.lines().count(), areas.len() + 1);
    // Whoever runs one area compares none.
    let team = world.coordinator().await;
    team.get("/reports/county").await.expect(403);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_a_document_too() {
    let world = World::demonstration().await;
    let team = world.coordinator().await;
    let pdf = team.get_as("/reports?area=RUN", "application/pdf").await;
    let pdf = pdf.expect(200);
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    assert!(pdf.bytes.starts_with(b"%PDF-1.7"));
    world.local.stop().await;
}

/// The command that proves that counters agree finds one that does not, and mends it; also when nothing
/// was counted before.
#[tokio::test(flavor = "multi_thread")]
async fn a_recount_finds_what_does_not_agree_and_mends_it() {
    let world = World::demonstration().await;
    let db = world.local.aws().dynamodb.clone();
    let table = "charmm-local-table";
    let gone = opened(&world, PLACE).await;
    crate::retention::close(&world, &gone).await;
    let team = world.coordinator().await;
    let kept = gone.replace("/cases/", "/retention/cases/");
    let order = json!({ "step": "erase", "ground": "request", "reason": "The right to erasure" });
    team.post(&kept, order).await.expect(200);
    world.clock("2026-12-06T09:00:00Z").await;
    let (_, counters, wrong) = counted_again(&world).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    let before = report(&world, "area=RUN").await;
    // Counters of the area are lost, and one of another is moved; what erased cases had added is not lost:
    // no journal says it any more.
    let key = |text: &str| AttributeValue::S(text.to_owned());
    let all = crate::journals::everything(&world).await;
    for sk in all["AREA#RUN"].keys() {
        if sk.starts_with("T#C#") || sk.starts_with("T#Q#") {
            let delete = db.delete_item().table_name(table);
            let delete = delete.key("pk", key("AREA#RUN")).key("sk", key(sk));
            delete.send().await.unwrap();
        }
    }
    let moved = all["AREA#WOK"].keys().find(|sk| sk.starts_with("T#C#"));
    db.update_item()
        .table_name(table)
        .key("pk", key("AREA#WOK"))
        .key("sk", key(moved.unwrap()))
        .update_expression("ADD opened :three")
        .expression_attribute_values(":three", AttributeValue::N("3".into()))
        .send()
        .await
        .unwrap();
    let lost = report(&world, "area=RUN").await;
    assert_eq!(count(&lost, "charmm", "open_at_end"), 0);
    let data = world.data();
    let scratch = world.stop().await;
    let asked = |mend| Again {
        data: data.clone(),
        table: None,
        mend,
    };
    let told = recount(&asked(false)).await.unwrap_err().to_string();
    assert!(
        told.contains("AREA#RUN T#C#") && told.contains("AREA#WOK T#C#"),
        "{told}"
    );
    let told = recount(&asked(true)).await.unwrap();
    assert!(told.ends_with("Now they do.\n"), "{told}");
    let told = recount(&asked(false)).await.unwrap();
    assert!(told.starts_with(&format!("{counters} counters")), "{told}");
    assert!(told.ends_with("all agree.\n"), "{told}");
    let world = World::again(scratch).await;
    assert_eq!(report(&world, "area=RUN").await, before);
    world.local.stop().await;
}
