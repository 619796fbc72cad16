//! The directory: who may see and change it, and what a change means at once (R3.2, R11.2).

use http::Method;
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    journey::open_case,
    world::{Answer, User, World},
};

fn ann() -> Value {
    json!({
        "name": "Ann Brookfield", "email": "Ann.Brookfield@Police.Example",
        "agency": "surrey-police", "roles": ["coordinator"], "coordinator_in": ["RUN", "WOK"],
    })
}

/// Where the record of whoever has this address is.
pub(crate) async fn record(by: &User<'_>, words: &str) -> String {
    let found = by
        .post("/people/search", json!({ "words": words }))
        .await
        .expect(200)
        .json();
    let people = found["people"].as_array().unwrap();
    assert_eq!(people.len(), 1, "{found}");
    people[0]["href"].as_str().unwrap().to_owned()
}

fn names(answer: &Answer) -> Vec<String> {
    let people = answer.json()["people"].as_array().unwrap().clone();
    let name = |person: &Value| person["name"].as_str().unwrap().to_owned();
    people.iter().map(name).collect()
}

fn history(answer: &Answer) -> String {
    answer.json()["history"].to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_shows_whom_it_is_asked_for_page_by_page() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let all = names(&admin.get("/people").await.expect(200));
    assert!(all.len() > 20 && all.is_sorted_by_key(|name| name.to_lowercase()));
    assert!(!all.contains(&"Perry Larkmoor".to_owned()), "who left");
    let left = names(&admin.get("/people?show=left").await.expect(200));
    assert_eq!(left, ["Perry Larkmoor"]);
    let police = names(&admin.get("/people?agency=surrey-police").await.expect(200));
    assert_eq!(
        police,
        ["Bea Hollingbrook", "Ruth Callowhill", "Sam Whitlock"]
    );
    let untrained = admin
        .get("/people?agency=surrey-police&show=untrained")
        .await;
    assert_eq!(names(&untrained.expect(200)), ["Bea Hollingbrook"]);
    let run = names(&admin.get("/people?area=RUN").await.expect(200));
    let wok = names(&admin.get("/people?area=WOK").await.expect(200));
    let in_both = "Wilf Ambermere".to_owned();
    assert!(run.contains(&in_both) && wok.contains(&in_both));
    let sam = "Sam Whitlock".to_owned();
    assert!(run.contains(&sam) && !wok.contains(&sam));
    let found = admin.post("/people/search", json!({ "words": "WHIT police" }));
    assert_eq!(names(&found.await.expect(200)), ["Sam Whitlock"]);

    let body = |n: usize| {
        json!({
            "name": format!("Zed Number{n:03}"), "email": format!("zed{n}@police.example"),
            "agency": "surrey-police", "roles": "practitioner", "practitioner_in": "everywhere",
        })
    };
    for n in 0..60 {
        admin.post("/people", body(n)).await.expect(201);
    }
    let first = admin.get("/people?agency=surrey-police").await.expect(200);
    let next = first.json()["next"].as_str().unwrap().to_owned();
    assert!(!next.to_lowercase().contains("zed"), "{next}");
    let second = admin.get(&next).await.expect(200);
    assert_eq!(second.json()["next"], json!(null));
    let mut both = names(&first);
    assert_eq!(both.len(), 50);
    both.extend(names(&second));
    assert_eq!(both.len(), 63);
    assert_eq!(both.last().unwrap(), "Zed Number059");
    world.local.stop().await;
}

/// Every page and every change of the function, with a body that would be taken.
fn routes(person: &str) -> Vec<(Method, String, Value)> {
    let get = |path: &str| (Method::GET, path.to_owned(), json!(null));
    let post = |path: &str, body: Value| (Method::POST, path.to_owned(), body);
    let course = json!({ "course": "Basics", "on": "2026-09-14" });
    let sheet =
        json!({ "sheet": "name,email,agency,roles\nA B,a@b.example,surrey-police,Chair\n" });
    vec![
        get("/people/upload"),
        get("/people/upload/template"),
        get("/agencies"),
        get("/agencies/new"),
        get("/agencies/bridgeway"),
        get("/agencies/bridgeway/amend"),
        get("/agencies/bridgeway/close"),
        get("/agencies/bridgeway/reopen"),
        get("/areas"),
        get("/areas/new"),
        get("/areas/RUN"),
        get("/areas/RUN/amend"),
        get(&format!("{person}/amend")),
        get(&format!("{person}/leave")),
        get(&format!("{person}/return")),
        get(&format!("{person}/training")),
        post("/people/upload", json!(null)),
        post("/people/upload/confirm", sheet.clone()),
        post("/people/upload/errors", sheet),
        post(
            "/agencies",
            json!({ "id": "new", "name": "New", "inbox": "a@b.example", "lead_inbox": "a@b.example" }),
        ),
        post(
            "/agencies/bridgeway",
            json!({ "name": "New", "inbox": "a@b.example", "lead_inbox": "a@b.example" }),
        ),
        post("/agencies/bridgeway/close", json!({})),
        post("/agencies/bridgeway/reopen", json!({})),
        post("/areas", json!({ "code": "ELM" })),
        post("/areas/RUN", json!({ "name": "New" })),
        post(person, ann()),
        post(&format!("{person}/leave"), json!({})),
        post(&format!("{person}/return"), json!({})),
        post(&format!("{person}/training"), course.clone()),
        post(&format!("{person}/training/withdraw"), course),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_administrator_keeps_the_directory() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let sam = record(&admin, "whitlock").await;
    let grace = record(&admin, "tillingham").await;
    let version = admin.get(&sam).await.expect(200).version();
    let lead = world.user("Agency lead", "Surrey Police").await;
    for (method, path, body) in routes(&sam) {
        for (who, by) in [
            ("lead", lead.clone()),
            ("coordinator", world.coordinator().await),
            ("practitioner", world.officer().await),
            ("officer", world.user("Data-protection", "").await),
        ] {
            let answer = if method == Method::GET {
                by.get(&path).await
            } else {
                by.post_at(&path, body.clone(), version).await
            };
            // A person whom they may not see is not there; what they may see they may not change.
            let unseen = path.starts_with(&sam) && who != "lead";
            let wanted = if unseen { 404 } else { 403 };
            assert_eq!(
                answer.status.as_u16(),
                wanted,
                "{who} {method} {path}: {}",
                answer.text()
            );
        }
        let nobody = world.anonymous(method.clone(), &path, "application/json");
        assert_eq!(nobody.await.status.as_u16(), 401, "{method} {path}");
    }
    assert_eq!(admin.get(&sam).await.expect(200).version(), version);

    // An agency's lead sees their own people, and nobody else's.
    lead.get(&sam).await.expect(200);
    let missing = "/people/01900000-0000-7000-8000-000000000000";
    for path in [grace.as_str(), missing] {
        lead.get(path).await.expect(404);
        world.officer().await.get(path).await.expect(404);
    }
    let own = names(&lead.get("/people").await.expect(200));
    assert_eq!(own, ["Bea Hollingbrook", "Ruth Callowhill", "Sam Whitlock"]);
    lead.get("/people?agency=wey-meadow-homes")
        .await
        .expect(404);
    lead.get(&format!(
        "/people?after={}",
        grace.trim_start_matches("/people/")
    ))
    .await
    .expect(404);
    let found = lead.post("/people/search", json!({ "words": "tillingham" }));
    assert!(names(&found.await.expect(200)).is_empty());
    for list in ["/people", "/people/new", "/people/training"] {
        world.officer().await.get(list).await.expect(403);
    }
    let counted = lead.get("/people/training").await.expect(200).json();
    assert_eq!(
        counted["agencies"].as_array().unwrap().len(),
        1,
        "{counted}"
    );

    // They add practitioners to it, and give nobody more.
    let mut body = ann();
    lead.post("/people", body.clone()).await.expect(403);
    body["roles"] = json!(["practitioner"]);
    body["practitioner_in"] = json!(["RUN"]);
    body["coordinator_in"] = json!([]);
    body["agency"] = json!("wey-meadow-homes");
    lead.post("/people", body.clone()).await.expect(403);
    body["agency"] = json!("surrey-police");
    let added = lead.post("/people", body).await.expect(201).location();
    lead.get(&added).await.expect(200);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_hold_in_several_areas_from_the_moment_they_are_given() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let key = crate::world::fresh_key();
    let first = admin
        .post_with("/people", ann(), &key, None)
        .await
        .expect(201);
    let again = admin
        .post_with("/people", ann(), &key, None)
        .await
        .expect(201);
    assert_eq!(first.location(), again.location());
    let taken = admin.post("/people", ann()).await.expect(400).json();
    assert_eq!(taken["faults"][0]["field"], "email");

    let path = first.location();
    let person = world.by_email("ann.brookfield@police.example").await;
    for area in ["RUN", "WOK"] {
        person
            .get(&format!("/referrals?area={area}"))
            .await
            .expect(200);
    }
    let shown = admin.get(&path).await.expect(200);
    let (version, roles) = (shown.version(), shown.json()["roles"].to_string());
    assert!(roles.contains("Coordinator (RUN)") && roles.contains("Coordinator (WOK)"));

    let mut body = ann();
    body["coordinator_in"] = json!(["WOK"]);
    admin.post(&path, body.clone()).await.expect(400);
    admin
        .post_at(&path, body.clone(), version)
        .await
        .expect(200);
    let queue = person.get("/referrals?area=RUN").await;
    assert_ne!(queue.status.as_u16(), 200, "{}", queue.text());
    person.get("/referrals?area=WOK").await.expect(200);
    body["name"] = json!("Anne Brookfield");
    let stale = admin.post_at(&path, body, version).await.expect(409).json();
    assert!(
        stale.to_string().contains("Role taken: Coordinator (RUN)"),
        "{stale}"
    );
    let told = history(&admin.get(&path).await.expect(200));
    assert!(told.contains("Alex Stonebridge") && told.contains("Role taken: Coordinator (RUN)"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_is_out_at_once_and_history_keeps_the_name() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let (admin, officer) = (world.administrator().await, world.officer().await);
    let entry = json!({
        "kind": "note", "on": "2026-11-19", "text": "Seen", "gateway": "crime_and_disorder",
    });
    officer
        .post(&format!("{case}/entries"), entry)
        .await
        .expect(201);
    let mut browser = Browser::new(&world);
    browser.sign_in("/cases", &officer.email).await.expect(303);
    browser.get("/cases").await.expect(200);
    let sam = record(&admin, &officer.email).await;
    admin
        .post(&format!("{sam}/return"), json!({}))
        .await
        .expect(422);

    admin
        .post(&format!("{sam}/leave"), json!({}))
        .await
        .expect(200);
    officer.get("/cases").await.expect(401);
    browser.get("/cases").await.expect(303);
    admin
        .post(&format!("{sam}/leave"), json!({}))
        .await
        .expect(422);
    let shown = world
        .coordinator()
        .await
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .text();
    let name = admin.get(&sam).await.expect(200).json()["name"].clone();
    assert!(
        shown.contains(name.as_str().unwrap()),
        "history keeps the name {name}"
    );
    let record_shown = admin.get(&sam).await.expect(200);
    assert_eq!(record_shown.json()["left"], true);
    assert!(history(&record_shown).contains("Left: no access"));

    // The address stays theirs: nobody else comes in by it unnoticed.
    let mut other = ann();
    other["email"] = json!(officer.email);
    let refused = admin.post("/people", other).await.expect(400).json();
    assert!(
        refused.to_string().contains("somebody who left"),
        "{refused}"
    );

    // Whoever returns signs in anew.
    admin
        .post(&format!("{sam}/return"), json!({}))
        .await
        .expect(200);
    browser.get("/cases").await.expect(303);
    officer.get("/cases").await.expect(200);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_always_administers() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let own = record(&admin, &admin.email).await;
    let leave = |path: &str| format!("{path}/leave");
    let refused = admin.post(&leave(&own), json!({})).await.expect(422).json();
    assert!(
        refused["detail"]
            .as_str()
            .unwrap()
            .contains("only administrator"),
        "{refused}"
    );
    let version = admin.get(&own).await.expect(200).version();
    let demoted = json!({
        "name": "Alex Stonebridge", "email": admin.email, "agency": "runnymede-council",
        "roles": ["practitioner"], "practitioner_in": ["RUN"],
    });
    admin
        .post_at(&own, demoted.clone(), version)
        .await
        .expect(422);
    admin.get("/people").await.expect(200);

    // With a second one the first may go; not both, even at the same moment.
    let mut second = ann();
    second["roles"] = json!(["administrator"]);
    second["coordinator_in"] = json!([]);
    let second = admin.post("/people", second).await.expect(201).location();
    let ann = world.by_email("ann.brookfield@police.example").await;
    let (one, two) = (leave(&own), leave(&second));
    let both = tokio::join!(ann.post(&one, json!({})), admin.post(&two, json!({})));
    let mut statuses = [both.0.status.as_u16(), both.1.status.as_u16()];
    statuses.sort_unstable();
    // The other one is refused by the rule, or was out before it was heard.
    assert!(matches!(statuses, [200, 401 | 422]), "{statuses:?}");
    let left = world.local.store().administrators().await.unwrap();
    assert_eq!(left.len(), 1);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn training_is_recorded_once_and_counted_by_agency() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let bea = record(&admin, "hollingbrook").await;
    let path = format!("{bea}/training");
    let figures = async || {
        let view = admin.get("/people/training").await.expect(200).json();
        let agencies = view["agencies"].as_array().unwrap().clone();
        let police = agencies
            .into_iter()
            .find(|row| row["agency"] == "surrey-police");
        let police = police.unwrap();
        (police["trained"].clone(), police["untrained"].clone())
    };
    assert_eq!(figures().await, (json!(2), json!(1)));
    let course = json!({ "course": "Using charmm", "on": "2026-11-20", "by": "Priya" });
    admin.post(&path, course.clone()).await.expect(200);
    admin.post(&path, course.clone()).await.expect(422);
    assert_eq!(figures().await, (json!(3), json!(0)));
    for wrong in [json!({}), json!({ "course": "x", "on": "2026-02-30" })] {
        admin.post(&path, wrong).await.expect(400);
    }
    let ahead = json!({ "course": "x", "on": "2026-11-21" });
    admin.post(&path, ahead).await.expect(422);
    admin
        .post(&format!("{path}/withdraw"), course)
        .await
        .expect(200);
    assert_eq!(figures().await, (json!(2), json!(1)));
    let told = history(&admin.get(&bea).await.expect(200));
    assert!(told.contains("Trained: Using charmm") && told.contains("Training withdrawn"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agencys_new_name_stands_everywhere_and_a_closed_one_takes_nobody() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let body = json!({ "name": "Police of Surrey", "inbox": "in@police.example", "lead_inbox": "lead@police.example" });
    let version = admin
        .get("/agencies/surrey-police")
        .await
        .expect(200)
        .version();
    admin
        .post("/agencies/surrey-police", body.clone())
        .await
        .expect(400);
    admin
        .post_at("/agencies/surrey-police", body.clone(), version)
        .await
        .expect(200);
    admin
        .post_at("/agencies/surrey-police", body, version)
        .await
        .expect(409);
    let area = admin.get("/areas/RUN").await.expect(200);
    assert!(
        area.json()["partners"]
            .to_string()
            .contains("Police of Surrey")
    );
    assert!(history(&area).contains("Partner: Surrey Police → Police of Surrey"));
    for person in admin.get("/people?agency=surrey-police").await.json()["people"]
        .as_array()
        .unwrap()
    {
        assert_eq!(person["agency_name"], "Police of Surrey");
    }

    let refused = admin
        .post("/agencies/surrey-police/close", json!({}))
        .await
        .expect(422);
    assert!(refused.text().contains("3 people"), "{}", refused.text());
    let new = json!({ "id": "elmbridge-homes", "name": "Elmbridge Homes", "inbox": "a@b.example", "lead_inbox": "a@b.example" });
    let made = admin.post("/agencies", new.clone()).await.expect(201);
    admin.post("/agencies", new).await.expect(400);
    let path = made.location();
    admin
        .post(&format!("{path}/close"), json!({}))
        .await
        .expect(200);
    let mut person = ann();
    person["agency"] = json!("elmbridge-homes");
    let refused = admin
        .post("/people", person.clone())
        .await
        .expect(400)
        .json();
    assert_eq!(refused["faults"][0]["field"], "agency");
    admin
        .post(&format!("{path}/reopen"), json!({}))
        .await
        .expect(200);
    admin.post("/people", person).await.expect(201);
    let shown = admin.get(&path).await.expect(200);
    let told = history(&shown);
    assert!(told.contains("Closed") && told.contains("Reopened") && told.contains("Registered"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_is_registered_and_amended_with_its_history() {
    let world = World::start().await;
    let admin = world.administrator().await;
    // Once it has cases, it counts their references.
    open_case(&world, &[]).await;
    admin.get("/areas/RUN").await.expect(200);
    let mut body = json!({
        "code": "ELM", "name": "Elmbridge", "lead": "runnymede-council", "inbox": "a@b.example",
        "chair": "margaret.thistlewood@runnymede.example",
        "partners": ["runnymede-council", "surrey-police"], "forums": ["charmm"],
        "triage_working_days": 3, "remind_before": 2, "chase_after": 1, "lead_after": 5,
        "chair_after": 10,
    });
    let made = admin.post("/areas", body.clone()).await.expect(201);
    admin.post("/areas", body.clone()).await.expect(400);
    assert_eq!(made.location(), "/areas/ELM");
    let housing = world.housing().await;
    let mut referral = crate::world::referral();
    referral["area"] = json!("ELM");
    housing.post("/referrals", referral).await.expect(201);

    let version = admin.get("/areas/ELM").await.expect(200).version();
    body.as_object_mut().unwrap().remove("code");
    body["partners"] = json!(["surrey-police"]);
    let refused = admin
        .post_at("/areas/ELM", body.clone(), version)
        .await
        .expect(422);
    assert!(refused.text().contains("one of its partners"));
    body["partners"] = json!(["runnymede-council", "wey-meadow-homes"]);
    body["triage_working_days"] = json!(5);
    body["longest_grant_days"] = json!(30);
    admin
        .post_at("/areas/ELM", body.clone(), version)
        .await
        .expect(200);
    admin
        .post_at("/areas/ELM", body.clone(), version)
        .await
        .expect(409);
    body["emergency_hours"] = json!(73);
    let refused = admin.post_at("/areas/ELM", body, version + 1).await;
    assert!(refused.expect(400).text().contains("emergency_hours"));
    // What was not sent again is as it was.
    let area = admin.get("/areas/ELM").await.expect(200).json();
    assert_eq!(
        (&area["longest_grant_days"], &area["emergency_hours"]),
        (&json!(30), &json!(24))
    );
    let told = history(&admin.get("/areas/ELM").await.expect(200));
    for line in [
        "Working days for triage: 3 → 5",
        "Most days of access: 92 → 30",
        "Partner added: Wey Meadow Homes",
        "Partner removed: Surrey Police",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let listed = admin.get("/areas").await.expect(200).json();
    assert_eq!(listed["areas"].as_array().unwrap().len(), 3);
    world.local.stop().await;
}
