//! Somebody asks what is held about them, and gets it with other people taken out (R12.1).

use serde_json::{Value, json};

use crate::{
    audit::unzip,
    journey::{add_agency, open_case},
    sharing::told,
    world::{User, World},
};

pub(crate) fn request() -> Value {
    json!({
        "area": "RUN", "name": "Quentin Zebrafish", "born_on": "1991-02-28", "asker": "themselves",
        "identity": "Passport seen at the front desk", "received_on": "2026-11-20",
    })
}

pub(crate) async fn dpo(world: &World) -> User<'_> {
    world.user("Data-protection officer", "").await
}

/// A case that three agencies wrote on, one of them for itself and the council only.
pub(crate) async fn written(world: &World) -> String {
    let case = open_case(world, &["surrey-police"]).await;
    let coordinator = world.coordinator().await;
    add_agency(&coordinator, &case, "health-partners")
        .await
        .expect(201);
    let officer = world.officer().await;
    let entry = |text: &str| json!({ "kind": "incident", "on": "2026-11-19", "text": text, "gateway": "crime_and_disorder" });
    let seen = "Quentin Zebrafish threatened Ottoline Wigglesworth at 79 Marmalade Crescent; ring 07700 900123";
    officer
        .post(&format!("{case}/entries"), entry(seen))
        .await
        .expect(201);
    let mut limited = entry("Quentin is under observation");
    limited["only"] = json!(["runnymede-council"]);
    officer
        .post(&format!("{case}/entries"), limited)
        .await
        .expect(201);
    case
}

pub(crate) async fn take(dpo: &User<'_>) -> String {
    dpo.post("/subject-access", request())
        .await
        .expect(201)
        .location()
}

/// The address at which the first case is reviewed.
pub(crate) async fn first_case(dpo: &User<'_>, at: &str) -> String {
    let view = dpo.get(at).await.expect(200).json();
    view["cases"][0]["href"].as_str().unwrap().to_owned()
}

fn text<'a>(view: &'a Value, holds: &str) -> &'a Value {
    let texts = view["texts"].as_array().unwrap();
    let found = texts
        .iter()
        .find(|text| text["text"].as_str().is_some_and(|t| t.contains(holds)));
    found.unwrap_or_else(|| panic!("{holds} is not in {view:#}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_what_is_held_about_them_with_everybody_else_taken_out() {
    let world = World::start().await;
    let case = written(&world).await;
    let dpo = dpo(&world).await;
    let at = take(&dpo).await;
    let view = dpo.get(&at).await.expect(200).json();
    assert_eq!(
        (&view["due_on"], &view["to_review"]),
        (&json!("2026-12-21"), &json!(1))
    );
    assert_eq!(view["cases"][0]["recorded_as"], "Alleged perpetrator");
    // Nothing is handed over that nobody read.
    let release = || json!({ "step": "release" });
    let early = dpo.post(&at, release()).await.expect(422).text();
    assert!(early.contains("have not been reviewed"), "{early}");

    let review = first_case(&dpo, &at).await;
    let held = dpo.get(&review).await.expect(200).json();
    let incident = text(&held, "threatened");
    assert_eq!(
        incident["text"],
        "Quentin Zebrafish threatened [removed] at [removed]; ring [removed]"
    );
    // Others are gone from every text, and what was limited is not shown even to the reviewer.
    let shown = held.to_string();
    for gone in [
        "Ottoline",
        "Wigglesworth",
        "07700",
        "79 Marmalade",
        "Priya",
        "under observation",
    ] {
        assert!(!shown.contains(gone), "{gone} in {shown}");
    }
    assert!(
        shown.contains("77 Marmalade Crescent"),
        "their own address is theirs"
    );
    let closed = held["texts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|text| text["text"].is_null());
    assert_eq!(closed.count(), 1);
    // The reviewer takes more out, and withholds one text.
    let words =
        json!({ "step": "words", "words": "threw a bottle\n\nMarmalade Crescent car park" });
    dpo.post(&at, words).await.expect(200);
    let held = dpo.get(&review).await.expect(200).json();
    assert!(!held.to_string().contains("bottle"));
    let key = text(&held, "threatened")["key"]
        .as_str()
        .unwrap()
        .to_owned();
    let version = held["version"].as_u64().unwrap();
    let mut withheld = json!({});
    withheld[&key] = json!("crime");
    let faulty = json!({ "withheld": { "999-0": "crime" } });
    dpo.post_at(&review, faulty, version).await.expect(400);
    let reviewed = json!({ "withheld": withheld });
    dpo.post_at(&review, reviewed.clone(), version)
        .await
        .expect(200);

    // Somebody writes meanwhile: what is handed over is what was read, so it is read again.
    let note = json!({ "kind": "note", "on": "2026-11-19", "text": "A later note", "gateway": "crime_and_disorder" });
    world
        .officer()
        .await
        .post(&format!("{case}/entries"), note)
        .await
        .expect(201);
    dpo.post(&at, release()).await.expect(422);
    dpo.post_at(&review, reviewed.clone(), version)
        .await
        .expect(409);
    let version = dpo.get(&review).await.expect(200).json()["version"]
        .as_u64()
        .unwrap();
    dpo.post_at(&review, reviewed, version).await.expect(200);
    dpo.post(&at, release()).await.expect(200);

    let bundle = dpo.get(&format!("{at}/bundle")).await.expect(200);
    assert!(
        bundle.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let files = unzip(&bundle.bytes);
    assert!(files.contains_key("style.css"));
    let said = files.iter().filter(|(name, _)| *name != "style.css");
    for (name, bytes) in said {
        // Lines of a page end where it is full.
        let text = match name.ends_with(".pdf") {
            true => crate::journey::pdf_text(bytes).replace('\n', " "),
            false => String::from_utf8(bytes.clone()).unwrap(),
        };
        for gone in [
            "Ottoline",
            "Wigglesworth",
            "07700",
            "79 Marmalade",
            "Priya",
            "observation",
            "threatened",
            "bottle",
        ] {
            assert!(!text.contains(gone), "{gone} in {name}");
        }
        for there in ["Quentin Zebrafish", "A later note", "Surrey Police", "1991"] {
            assert!(text.contains(there), "{there} is not in {name}");
        }
    }
    let page = String::from_utf8(files["what-is-held.html"].clone()).unwrap();
    assert!(
        page.contains("preventing or detecting crime") && page.contains("answers for it itself")
    );

    // On the case it is a disclosure, with its recipient.
    let coordinator = world.coordinator().await;
    let history = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .json();
    let readings = history["readings"].as_array().unwrap();
    let handed = readings
        .iter()
        .find(|read| read["processing"] == "disclosure")
        .expect("it is logged");
    assert!(
        handed["recipient"].as_str().unwrap().contains("themselves"),
        "{handed}"
    );
    // What it may hold is withdrawn: the officer hears of it, and learns to whom it went.
    world.local.settle().await.unwrap();
    let changed = "Something handed over from a case has changed";
    assert_eq!(told(&world, &dpo.email, changed), 0);
    let officer = world.officer().await;
    let shown = officer.get(&case).await.expect(200);
    let entries = shown.json()["chronology"].as_array().unwrap().clone();
    let incident = entries
        .iter()
        .find(|line| line.to_string().contains("threatened"));
    let id = incident.expect("it is told")["entry"].as_str().unwrap();
    officer
        .post_at(
            &format!("{case}/entries/{id}/withdraw"),
            json!({ "reason": "Another household" }),
            shown.version(),
        )
        .await
        .expect(200);
    world.local.settle().await.unwrap();
    assert_eq!(told(&world, &dpo.email, changed), 1);
    let page = dpo
        .get_as(&format!("{case}/audit"), "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("What is held about somebody, to them"));
    assert!(page.contains("themselves"), "{page}");
    // It is answered: nothing changes any more.
    dpo.post(&at, json!({ "step": "words", "words": "more" }))
        .await
        .expect(422);
    let answered = dpo
        .get("/subject-access?list=answered")
        .await
        .expect(200)
        .json();
    assert_eq!(answered["items"].as_array().unwrap().len(), 1);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_victim_of_the_same_case_gets_another_bundle() {
    let world = World::start().await;
    written(&world).await;
    let dpo = dpo(&world).await;
    let mut theirs = request();
    theirs["name"] = json!("wigglesworth, ottoline");
    theirs["born_on"] = json!("1950-07-01");
    let at = dpo
        .post("/subject-access", theirs)
        .await
        .expect(201)
        .location();
    let held = dpo
        .get(&first_case(&dpo, &at).await)
        .await
        .expect(200)
        .json();
    assert_eq!(
        text(&held, "threatened")["text"],
        "[removed] threatened Ottoline Wigglesworth at 79 Marmalade Crescent; ring [removed]"
    );
    let shown = held.to_string();
    for gone in ["Quentin", "Zebrafish", "Quazza", "77 Marmalade"] {
        assert!(!shown.contains(gone), "{gone} in {shown}");
    }
    assert!(shown.contains("By letter only"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_areas_data_protection_officer_answers_and_a_made_up_person_finds_nothing() {
    let world = World::start().await;
    let case = written(&world).await;
    let dpo = dpo(&world).await;
    let at = take(&dpo).await;
    let review = first_case(&dpo, &at).await;
    for user in [
        world.officer().await,
        world.coordinator().await,
        world.administrator().await,
        world.user("Chair", "").await,
    ] {
        user.get("/subject-access").await.expect(403);
        user.post("/subject-access", request()).await.expect(403);
        for path in [&at, &review, &format!("{at}/bundle")] {
            user.get(path).await.expect(404);
        }
        user.post(&at, json!({ "step": "release" }))
            .await
            .expect(404);
        user.post_at(&review, json!({ "withheld": {} }), 1)
            .await
            .expect(404);
    }
    // Before it is released there is no bundle; another person's case is none of this request's.
    dpo.get(&format!("{at}/bundle")).await.expect(404);
    let mut stranger = request();
    stranger["born_on"] = json!("1991-02-27");
    let none = dpo
        .post("/subject-access", stranger)
        .await
        .expect(201)
        .location();
    let view = dpo.get(&none).await.expect(200).json();
    assert_eq!(view["cases"], json!([]));
    let id = case.rsplit('/').next().unwrap();
    dpo.get(&format!("{none}/cases/{id}")).await.expect(404);
    dpo.post(&none, json!({ "step": "release" }))
        .await
        .expect(422);
    let close = json!({ "step": "close", "reason": "Nothing is held under this name" });
    dpo.post(&none, close).await.expect(200);
    // The case itself stays closed to the officer.
    dpo.get(&case).await.expect(404);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_in_is_said_at_its_field() {
    let world = World::start().await;
    let dpo = dpo(&world).await;
    let faults = |body: Value| {
        let dpo = dpo.clone();
        async move {
            let answer = dpo.post("/subject-access", body).await.expect(400).json();
            let faults = answer["faults"].as_array().unwrap().clone();
            faults
                .iter()
                .map(|fault| fault["field"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        }
    };
    let with = |field: &str, value: Value| {
        let mut body = request();
        body[field] = value;
        body
    };
    assert_eq!(faults(with("born_on", Value::Null)).await, ["born_on"]);
    assert_eq!(
        faults(with("postcode", json!("nowhere"))).await,
        ["postcode"]
    );
    assert_eq!(
        faults(with("received_on", json!("2026-11-21"))).await,
        ["received_on"]
    );
    assert_eq!(faults(with("name", json!(" "))).await, ["name"]);
    assert_eq!(faults(with("asker", json!("a friend"))).await, ["asker"]);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_led_to_no_case_is_found_beside_cases_and_only_of_the_person() {
    let world = World::start().await;
    // A referral that is declined, one that waits, a report that names both, and an application.
    let housing = world.housing().await;
    let team = world.coordinator().await;
    let mut references = Vec::new();
    for decline in [true, false] {
        let sent = housing.post("/referrals", crate::world::referral()).await;
        let at = sent.expect(201).location();
        let shown = team.get(&at).await.expect(200);
        references.push(shown.json()["reference"].as_str().unwrap().to_owned());
        if decline {
            let decision = json!({ "decision": "decline", "reason": "Dealt with elsewhere" });
            let triage = format!("{at}/triage");
            team.post_at(&triage, decision, shown.version())
                .await
                .expect(200);
        }
    }
    world
        .report(crate::public_report::report(), &crate::world::fresh_key())
        .await
        .expect(201);
    crate::case_review::apply(&world, crate::case_review::application())
        .await
        .expect(201);
    // One that led to a case is found with its case.
    open_case(&world, &[]).await;

    let dpo = dpo(&world).await;
    let listed = |view: Value| -> Vec<(String, String, String)> {
        let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
        let mut all: Vec<_> = view["beside"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| {
                let stands = text(each, "stands");
                (text(each, "kind"), stands, text(each, "recorded_as"))
            })
            .collect();
        all.sort();
        all
    };
    let of = |kind: &str, stands: &str, recorded: &str| {
        (kind.to_owned(), stands.to_owned(), recorded.to_owned())
    };
    let at = take(&dpo).await;
    let view = dpo.get(&at).await.expect(200).json();
    assert_eq!(view["cases"].as_array().unwrap().len(), 1);
    for reference in &references {
        assert!(view.to_string().contains(reference), "{reference}: {view}");
    }
    assert_eq!(
        listed(view),
        [
            of("referral", "Awaiting triage", "Alleged perpetrator"),
            of("referral", "Declined", "Alleged perpetrator"),
            of("report", "Awaiting triage", "Named as who does it"),
        ]
    );
    let page = dpo.get_as(&at, "text/html").await.expect(200).text();
    assert!(page.contains("Held beside cases") && page.contains(&references[0]));
    // Nothing that was told is shown here, and nobody else is named.
    for gone in ["Ottoline", "Drumming", "Music until"] {
        assert!(!page.contains(gone), "{gone}");
    }

    // The other person of the same things stands in them as somebody else.
    let mut theirs = request();
    theirs["name"] = json!("wigglesworth, ottoline");
    theirs["born_on"] = json!("1950-07-01");
    let at = dpo.post("/subject-access", theirs).await.expect(201);
    let view = dpo.get(&at.location()).await.expect(200).json();
    assert_eq!(
        listed(view),
        [
            of("case_review", "Threshold to be decided", "Applicant"),
            of("referral", "Awaiting triage", "Victim"),
            of("referral", "Declined", "Victim"),
            of("report", "Awaiting triage", "Who reported it"),
        ]
    );
    // A namesake born on another day is found in no referral; where only a name is held, they are listed.
    let mut namesake = request();
    namesake["born_on"] = json!("1980-01-01");
    let at = dpo.post("/subject-access", namesake).await.expect(201);
    let view = dpo.get(&at.location()).await.expect(200).json();
    assert_eq!(
        listed(view),
        [of("report", "Awaiting triage", "Named as who does it")]
    );
    let mut stranger = request();
    stranger["name"] = json!("Somebody Else");
    let at = dpo.post("/subject-access", stranger).await.expect(201);
    let view = dpo.get(&at.location()).await.expect(200).json();
    assert_eq!(view["beside"], json!([]));
    world.local.stop().await;
}
