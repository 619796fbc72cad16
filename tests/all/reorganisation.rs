//! Areas end and others take over at midnight in London (R11.3): lists, access, meetings, forms and
//! notices go on without a gap, references and figures stay, and nobody sees more than they did.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::world::{Answer, User, World, fresh_key, referral};

/// Friday morning of the week before.
const BEFORE: &str = "2027-03-26T09:00:00Z";
/// The clocks went forward on 28 March: midnight is 23:00 UTC.
const EVE: &str = "2027-03-31T22:59:59Z";
const DAY: &str = "2027-03-31T23:00:00Z";

/// Registers a council and its area.
async fn area(admin: &User<'_>, code: &str, name: &str, since: Option<&str>) {
    let council = format!("{}-council", name.to_lowercase().replace(' ', "-"));
    let host = format!("{}.example", name.to_lowercase().replace(' ', ""));
    let agency = json!({
        "id": council, "name": format!("{name} Council"),
        "inbox": format!("in@{host}"), "lead_inbox": format!("lead@{host}"),
    });
    admin.post("/agencies", agency).await.expect(201);
    let area = json!({
        "code": code, "name": name, "lead": council, "inbox": format!("safety@{host}"),
        "partners": [council, "surrey-police", "wey-meadow-homes"], "forums": ["charmm", "jag"],
        "triage_working_days": 3, "remind_before": 2, "chase_after": 1, "lead_after": 5,
        "chair_after": 10, "since": since,
    });
    admin.post("/areas", area).await.expect(201);
}

/// Somebody with one role in one area; their address.
async fn person(admin: &User<'_>, name: &str, role: &str, area: &str) -> String {
    let email = format!("{}@staff.example", name.to_lowercase().replace(' ', "."));
    let person = json!({
        "name": name, "email": email, "agency": "surrey-county-council",
        "roles": [role],
    });
    let mut person = person;
    person[format!("{role}_in")] = json!([area]);
    admin.post("/people", person).await.expect(201);
    email
}

fn merger() -> Value {
    json!({ "on": "2027-04-01", "changes": [
        { "area": "RUN", "into": "WSU" }, { "area": "WOK", "into": "WSU" },
        { "area": "ELM", "into": "ESU" },
    ]})
}

/// Elmbridge besides Runnymede and Woking, the two new areas, and the plan.
async fn planned(world: &World) -> Answer {
    let admin = world.administrator().await;
    area(&admin, "ELM", "Elmbridge", None).await;
    area(&admin, "ESU", "East Surrey", Some("2027-04-01")).await;
    area(&admin, "WSU", "West Surrey", Some("2027-04-01")).await;
    admin.post("/reorganisations", merger()).await.expect(201)
}

async fn coordinator<'w>(world: &'w World, area: &str) -> User<'w> {
    world.user(&format!("Coordinator ({area})"), "").await
}

/// A case from a referral of housing in an area, by its coordinator; its id and reference.
async fn case(world: &World, area: &str, headline: &str) -> (String, String) {
    let (id, _) = refer(world, area, headline).await;
    accept(&coordinator(world, area).await, &id).await
}

async fn refer(world: &World, area: &str, headline: &str) -> (String, String) {
    let mut told = referral();
    told["area"] = json!(area);
    told["headline"] = json!(headline);
    let housing = world.housing().await;
    let sent = housing.post("/referrals", told).await.expect(201);
    let id = sent.location();
    let seen = housing.get(&id).await.expect(200).json();
    (id, seen["area"].as_str().unwrap_or_default().to_owned())
}

async fn accept(who: &User<'_>, referral: &str) -> (String, String) {
    let body = json!({ "decision": "accept", "reason": "Several agencies are needed" });
    let told = who.post_at(&format!("{referral}/triage"), body, 1).await;
    let told = told.expect(200).json();
    let text = |field: &str| told["case"][field].as_str().unwrap().to_owned();
    (text("id"), text("reference"))
}

fn references(page: &Value, list: &str) -> Vec<String> {
    let rows = page[list].as_array().unwrap_or_else(|| panic!("{page}"));
    let each = rows
        .iter()
        .map(|row| row["reference"].as_str().unwrap().to_owned());
    let mut all: Vec<String> = each.collect();
    all.sort();
    all
}

async fn cases(who: &User<'_>, query: &str) -> Vec<String> {
    let page = who.get(&format!("/cases{query}")).await.expect(200).json();
    references(&page, "items")
}

#[tokio::test(flavor = "multi_thread")]
async fn eleven_become_two_without_a_gap_and_nobody_sees_more_than_they_did() {
    let world = World::start_at(BEFORE).await;
    planned(&world).await;
    let admin = world.administrator().await;
    let west = person(&admin, "Winifred West", "coordinator", "WSU").await;
    let east = person(&admin, "Edith East", "coordinator", "ESU").await;
    person(&admin, "Elmer Elm", "coordinator", "ELM").await;
    let run = case(&world, "RUN", "Noise in Runnymede").await;
    let wok = case(&world, "WOK", "Noise in Woking").await;
    let elm = case(&world, "ELM", "Noise in Elmbridge").await;
    assert_eq!(run.1, "RUN-2027-0001");

    // A second before midnight nothing has changed, for those to come nor for those who are here.
    world.clock(EVE).await;
    let winifred = world.by_email(&west).await;
    assert_eq!(cases(&winifred, "").await, [""; 0]);
    assert_eq!(winifred.get(&format!("/cases/{}", run.0)).await.status, 404);
    let priya = coordinator(&world, "RUN").await;
    assert_eq!(cases(&priya, "").await, std::slice::from_ref(&run.1));

    // At midnight the same tokens see what they are to see; nothing was run in between.
    world.local.move_clock(DAY.parse().unwrap()).await.unwrap();
    assert_eq!(cases(&winifred, "").await, [run.1.clone(), wok.1.clone()]);
    let whole = winifred
        .get(&format!("/cases/{}", run.0))
        .await
        .expect(200)
        .json();
    assert_eq!(whole["reference"], "RUN-2027-0001", "references stay");
    assert_eq!(winifred.get(&format!("/cases/{}", elm.0)).await.status, 404);
    let edith = world.by_email(&east).await;
    assert_eq!(cases(&edith, "").await, std::slice::from_ref(&elm.1));
    assert_eq!(edith.get(&format!("/cases/{}", run.0)).await.status, 404);
    // By whom it concerns, another area's coordinator meets no more than a stub.
    let found = edith
        .post(
            "/find",
            json!({ "name": "Quentin Zebrafish", "born_on": "1991-02-28" }),
        )
        .await;
    let found = found.expect(200).text();
    assert!(
        !found.contains("RUN-2027") && found.contains("West Surrey"),
        "{found}"
    );
    assert!(
        found.contains("safety@westsurrey.example"),
        "whom to ask is the successor"
    );

    // Runnymede's coordinator goes on with what was Runnymede's, and with nothing else.
    let priya = coordinator(&world, "RUN").await;
    assert_eq!(cases(&priya, "").await, std::slice::from_ref(&run.1));
    assert_eq!(
        cases(&priya, "?area=RUN").await,
        std::slice::from_ref(&run.1),
        "an old bookmark"
    );
    assert_eq!(priya.get(&format!("/cases/{}", wok.0)).await.status, 404);
    let page = priya
        .get_as(&format!("/cases/{}", run.0), "text/html")
        .await;
    assert!(
        page.expect(200)
            .text()
            .contains("Runnymede, now in West Surrey")
    );
    // And an old address of a list shows its successor's coordinator everything.
    assert_eq!(cases(&winifred, "?area=RUN").await.len(), 2);
    let admin = world.administrator().await;
    let old = admin
        .get_as("/areas/RUN", "text/html")
        .await
        .expect(200)
        .text();
    assert!(old.contains("href=\"/areas/WSU\""), "{old}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_carried_to_the_whole_new_area_only_where_the_plan_says_so() {
    let world = World::start_at(BEFORE).await;
    let version = planned(&world).await.json()["version"].as_u64().unwrap();
    let admin = world.administrator().await;
    let run = case(&world, "RUN", "Noise in Runnymede").await;
    let wok = case(&world, "WOK", "Noise in Woking").await;
    let people = admin.get("/people").await.expect(200).json();
    let priya = people["people"].as_array().unwrap().iter();
    let mut priya = priya.filter(|one| one["email"].as_str().unwrap().starts_with("priya"));
    let id = priya.next().unwrap()["id"].clone();
    let whole = json!({ "people": [id] });
    let plan = "/reorganisations/2027-04-01";
    let at = format!("{plan}/people");
    let other = world.coordinator().await;
    other.post_at(&at, whole.clone(), version).await.expect(403);
    admin
        .post_at(&at, json!({ "people": [admin_id(&people)] }), version)
        .await
        .expect(400);
    admin.post_at(&at, whole, version).await.expect(200);
    let seen = admin.get(plan).await.expect(200).json();
    assert_eq!(seen["without_coordinator"], json!(["East Surrey"]));
    assert_eq!(seen["carries"][0]["cases"], 1);
    assert!(seen["carries"][0]["people"].as_u64().unwrap() > 0);

    world.clock(DAY).await;
    let priya = coordinator(&world, "RUN").await;
    let owen = coordinator(&world, "WOK").await;
    assert_eq!(cases(&priya, "").await, [run.1.clone(), wok.1.clone()]);
    assert_eq!(cases(&owen, "").await, std::slice::from_ref(&wok.1));
    // What is new waits with her, and not with him.
    let (new, area) = refer(&world, "WOK", "After the day").await;
    assert_eq!(area, "WSU");
    let waiting = priya
        .get("/referrals?view=waiting")
        .await
        .expect(200)
        .json();
    assert_eq!(waiting["referrals"].as_array().unwrap().len(), 1);
    assert_eq!(owen.get(&new).await.status, 404);
    assert_eq!(
        accept(&priya, &new).await.1,
        "WSU-2027-0001",
        "the new area's prefix"
    );
}

fn admin_id(people: &Value) -> Value {
    let people = people["people"].as_array().unwrap().iter();
    let mut named = people.filter(|one| one["email"].as_str().unwrap().starts_with("alex"));
    named.next().unwrap()["id"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_before_midnight_and_sent_after_goes_to_the_successor() {
    let world = World::start_at(BEFORE).await;
    planned(&world).await;
    let admin = world.administrator().await;
    let west = person(&admin, "Winifred West", "coordinator", "WSU").await;
    let report = |what: &str| {
        json!({
            "nuisance": "noise", "on": "2026-11-17", "time": "From 11pm", "what": what,
            "place": "Car park", "postcode": "KT15 2AH", "effect": "afraid", "named": false,
            "standing": "affected",
        })
    };
    let sent = async |what: &str| {
        let told = world.report(report(what), &fresh_key()).await.expect(201);
        told.json()["area"].as_str().unwrap().to_owned()
    };
    let (before, _) = refer(&world, "RUN", "Before the day").await;
    world.clock(EVE).await;
    assert_eq!(sent("Before").await, "RUN");
    // The area to come cannot be chosen before its day.
    let mut early = referral();
    early["area"] = json!("WSU");
    let housing = world.housing().await;
    housing.post("/referrals", early.clone()).await.expect(400);

    world.clock(DAY).await;
    world.local.mailbox().outbox();
    let outbox = world.sent().len();
    assert_eq!(sent("After").await, "WSU");
    // A form whose page named Runnymede when it was opened.
    let (late, area) = refer(&world, "RUN", "Begun on the eve").await;
    assert_eq!(area, "WSU");
    world.local.settle().await.unwrap();
    let told = &world.sent()[outbox..];
    assert!(
        told.iter()
            .any(|(to, ..)| to == "safety@westsurrey.example"),
        "{told:?}"
    );
    assert!(
        !told.iter().any(|(to, ..)| to.contains("runnymede.example")),
        "{told:?}"
    );
    // All that waits stands in one list; what was sent before is a case of the new area when accepted.
    let winifred = world.by_email(&west).await;
    let waiting = winifred
        .get("/referrals?view=waiting")
        .await
        .expect(200)
        .json();
    assert_eq!(
        waiting["referrals"].as_array().unwrap().len(),
        4,
        "{waiting}"
    );
    assert_eq!(accept(&winifred, &before).await.1, "WSU-2027-0001");
    assert_eq!(accept(&winifred, &late).await.1, "WSU-2027-0002");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_list_go_through_every_area_once() {
    let world = World::start_at(BEFORE).await;
    planned(&world).await;
    let admin = world.administrator().await;
    let west = person(&admin, "Winifred West", "coordinator", "WSU").await;
    let mut all = Vec::new();
    for n in 0..16 {
        let area = if n % 3 == 0 { "WOK" } else { "RUN" };
        all.push(refer(&world, area, &format!("Number {n}")).await.0);
    }
    world.clock(DAY).await;
    for _ in 0..14 {
        all.push(refer(&world, "RUN", "New").await.0);
    }
    let winifred = world.by_email(&west).await;
    let (mut seen, mut next) = (Vec::new(), Some("/referrals?view=waiting".to_owned()));
    let mut pages = 0;
    while let Some(page) = next {
        let read = winifred.get(&page).await.expect(200).json();
        let rows = read["referrals"].as_array().unwrap();
        seen.extend(
            rows.iter()
                .map(|row| format!("/referrals/{}", row["id"].as_str().unwrap())),
        );
        next = read["next"]
            .as_str()
            .map(|from| format!("/referrals?view=waiting&from={from}"));
        pages += 1;
    }
    seen.sort();
    all.sort();
    assert!(pages > 1);
    assert_eq!(seen, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn meetings_and_their_packs_go_on_and_a_new_one_takes_what_was_carried_over() {
    let world = World::start_at(BEFORE).await;
    planned(&world).await;
    let admin = world.administrator().await;
    let west = person(&admin, "Winifred West", "coordinator", "WSU").await;
    let run = case(&world, "RUN", "Noise in Runnymede").await;
    let elm = {
        person(&admin, "Elmer Elm", "coordinator", "ELM").await;
        case(&world, "ELM", "Noise").await
    };
    let meeting = |area: &str, on: &str| json!({ "forum": "charmm", "area": area, "on": on, "at": "10:00", "place": "Microsoft Teams" });
    let priya = coordinator(&world, "RUN").await;
    let old = priya
        .post("/meetings", meeting("RUN", "2027-04-06"))
        .await
        .expect(201)
        .location();

    world.clock("2027-04-01T09:00:00Z").await;
    let winifred = world.by_email(&west).await;
    let listed = winifred.get("/meetings").await.expect(200).json();
    assert_eq!(listed["upcoming"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(listed["upcoming"][0]["title"], "Runnymede CHaRMM");
    let new = winifred
        .post("/meetings", meeting("WSU", "2027-04-15"))
        .await
        .expect(201)
        .location();
    for at in [&old, &new] {
        let agenda = winifred
            .get(&format!("{at}/agenda"))
            .await
            .expect(200)
            .text();
        assert!(agenda.contains(&run.0), "{agenda}");
        assert!(!agenda.contains(&elm.0), "{agenda}");
    }
    // The packs of both meetings come on their days, and hold the case.
    world.clock("2027-04-14T22:00:00Z").await;
    let winifred = world.by_email(&west).await;
    for at in [&old, &new] {
        let told = winifred.get(at).await.expect(200).text();
        assert!(told.contains("wey-meadow-homes"), "{told}");
    }
    let housing = world.housing().await;
    let pack = housing
        .get(&format!("{new}/packs/wey-meadow-homes"))
        .await
        .expect(200)
        .text();
    assert!(pack.contains("RUN-2027-0001"), "{pack}");
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_before_the_day_stay_with_the_old_area() {
    let world = World::start_at(BEFORE).await;
    planned(&world).await;
    let admin = world.administrator().await;
    let west = person(&admin, "Winifred West", "coordinator", "WSU").await;
    let apply = async |day: &str| {
        let complaint = |happened: &str| json!({ "happened_on": happened, "complained_on": happened, "to": "The council", "what": "Noise" });
        let body = json!({
            "applicant": "victim", "name": "Ottoline Wigglesworth", "way": "letter",
            "reach": "79 Marmalade Crescent", "place": "Car park", "postcode": "KT15 2AH",
            "complaints": [complaint(day)], "harm": "Sleepless", "response": "Nobody came",
            "attendance": "in_person",
        });
        let told = world
            .in_public("/case-review/apply", body, &fresh_key())
            .await;
        told.expect(201).json()
    };
    assert_eq!(apply("2027-02-01").await["area_name"], "Runnymede");
    let of = async |who: &User<'_>, area: &str| {
        let path = format!("/case-reviews/figures?area={area}&year=2027");
        who.get(&path).await.expect(200).json()["applications"].clone()
    };
    let priya = coordinator(&world, "RUN").await;
    assert_eq!(of(&priya, "RUN").await, 1);
    world.clock("2027-04-02T09:00:00Z").await;
    assert_eq!(apply("2027-02-01").await["area_name"], "West Surrey");
    let winifred = world.by_email(&west).await;
    assert_eq!(of(&winifred, "RUN").await, 1);
    assert_eq!(of(&winifred, "WSU").await, 1);
    // Both are in the list of those to be dealt with.
    let list = winifred
        .get("/case-reviews?area=WSU")
        .await
        .expect(200)
        .json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2, "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_sends_reports_by_their_postcode() {
    let world = World::start_at(BEFORE).await;
    let admin = world.administrator().await;
    area(&admin, "ESU", "East Surrey", Some("2027-04-01")).await;
    area(&admin, "WSU", "West Surrey", Some("2027-04-01")).await;
    let plan = json!({ "on": "2027-04-01", "changes": [
        { "area": "WOK", "into": "WSU", "split_into": "ESU", "split": "gu22" },
    ]});
    admin.post("/reorganisations", plan).await.expect(201);
    world.clock(DAY).await;
    for (postcode, area) in [
        ("GU22 7AA", "ESU"),
        ("GU21 4AA", "WSU"),
        ("KT15 2AH", "RUN"),
    ] {
        let report = json!({
            "nuisance": "noise", "on": "2027-03-30", "time": "Night", "what": "Noise",
            "place": "Car park", "postcode": postcode, "effect": "afraid", "named": false,
            "standing": "affected",
        });
        let told = world.report(report, &fresh_key()).await.expect(201).json();
        assert_eq!(told["area"], area, "{postcode}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_the_administrators_and_is_settled_a_day_ahead() {
    let world = World::start_at(BEFORE).await;
    let coordinator = world.coordinator().await;
    coordinator
        .post("/reorganisations", merger())
        .await
        .expect(403);
    coordinator.get("/reorganisations").await.expect(403);
    let made = planned(&world).await;
    let admin = world.administrator().await;
    // Sent again it is one plan; a second for the day is refused; an old version too.
    admin.post("/reorganisations", merger()).await.expect(400);
    let version = made.json()["version"].as_u64().unwrap();
    let plan = "/reorganisations/2027-04-01";
    let other = json!({ "changes": [{ "area": "RUN", "into": "WSU" }] });
    let changed = admin
        .post_at(plan, other.clone(), version)
        .await
        .expect(200)
        .json();
    assert_eq!(changed["changes"].as_array().unwrap().len(), 1);
    admin
        .post_at(plan, other.clone(), version)
        .await
        .expect(409);
    for (bad, status) in [
        (json!({ "changes": [] }), 400),
        (
            json!({ "changes": [{ "area": "RUN", "into": "RUN" }] }),
            422,
        ),
        (
            json!({ "changes": [{ "area": "RUN", "into": "XXX" }] }),
            422,
        ),
    ] {
        admin.post_at(plan, bad, version + 1).await.expect(status);
    }
    world.clock("2027-03-30T23:30:00Z").await;
    let admin = world.administrator().await;
    admin.post_at(plan, other, version + 1).await.expect(422);
    let late = admin
        .post(&format!("{plan}/cancel"), json!({}))
        .await
        .expect(422);
    assert!(late.text().contains("two days before"), "{}", late.text());
    world.clock(DAY).await;
    let areas = world
        .administrator()
        .await
        .get("/areas")
        .await
        .expect(200)
        .json();
    let run = areas["areas"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == "RUN");
    assert_eq!(run.unwrap()["until"], "2027-03-31");
    assert_eq!(run.unwrap()["becomes"], "WSU");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_was_cancelled_changes_nothing() {
    let world = World::start_at(BEFORE).await;
    planned(&world).await;
    let admin = world.administrator().await;
    let run = case(&world, "RUN", "Noise in Runnymede").await;
    let cancel = "/reorganisations/2027-04-01/cancel";
    world
        .coordinator()
        .await
        .post(cancel, json!({}))
        .await
        .expect(403);
    admin.post(cancel, json!({})).await.expect(200);
    admin.post(cancel, json!({})).await.expect(422);
    world.clock(DAY).await;
    assert_eq!(cases(&coordinator(&world, "RUN").await, "").await, [run.1]);
    assert_eq!(refer(&world, "RUN", "After").await.1, "RUN");
}

/// Every case that somebody sees, by the area in its reference.
async fn areas_seen(who: &User<'_>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut address = "/cases".to_owned();
    loop {
        let page = who.get(&address).await.expect(200).json();
        let all = references(&page, "items");
        let codes = all.iter().filter_map(|each| each.split('-').next());
        seen.extend(codes.map(str::to_owned));
        match page["next"].as_str() {
            Some(next) => address = next.to_owned(),
            None => return seen,
        }
    }
}

/// R11.3: the eleven boroughs and districts of the demonstration become two by the clock alone.
#[tokio::test(flavor = "multi_thread")]
async fn all_eleven_of_the_demonstration_become_two() {
    let world = World::demonstration_at(BEFORE).await;
    let wilf = world.by_email("wilf.tamberlane@elmbridge.example").await;
    let of = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    let seen: BTreeSet<String> = of(&["ELM"]);
    assert_eq!(areas_seen(&wilf).await, seen);
    world.local.move_clock(DAY.parse().unwrap()).await.unwrap();
    let wilf = world.by_email("wilf.tamberlane@elmbridge.example").await;
    let priya = world.by_email("priya.fernsby@runnymede.example").await;
    let east: BTreeSet<String> = of(&["ELM", "EPS", "MOL", "REI", "TAN"]);
    assert_eq!(areas_seen(&wilf).await, east);
    let west: BTreeSet<String> = of(&["GUI", "RUN", "SPE", "SUR", "WAV", "WOK"]);
    assert_eq!(areas_seen(&priya).await, west);
    world.local.stop().await;
}
