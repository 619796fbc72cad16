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

/// What Wey Meadow Homes sends and the coordinator declines: its address, and its reference.
async fn declined(world: &World) -> (String, String) {
    let sent = world.housing().await;
    let sent = sent.post("/referrals", crate::world::referral()).await;
    let at = sent.expect(201).location();
    triage(world, &at, "decline").await;
    let shown = world.coordinator().await.get(&at).await.expect(200).json();
    (at, shown["reference"].as_str().unwrap().to_owned())
}

async fn triage(world: &World, referral: &str, decision: &str) {
    let team = world.coordinator().await;
    let shown = team.get(referral).await.expect(200);
    let decision = json!({ "decision": decision, "reason": "Dealt with elsewhere" });
    team.post_at(&format!("{referral}/triage"), decision, shown.version())
        .await
        .expect(200);
}

async fn reported(world: &World) {
    world
        .report(crate::public_report::report(), &crate::world::fresh_key())
        .await
        .expect(201);
}

/// What a request lists beside cases.
async fn beside(dpo: &User<'_>, at: &str) -> Vec<Value> {
    let view = dpo.get(at).await.expect(200).json();
    view["beside"].as_array().unwrap().clone()
}

/// The address of the first that is of this kind.
async fn piece(dpo: &User<'_>, at: &str, kind: &str) -> String {
    let all = beside(dpo, at).await;
    let found = all.iter().find(|each| each["kind"] == kind);
    let found = found.unwrap_or_else(|| panic!("no {kind} in {all:#?}"));
    found["href"].as_str().unwrap().to_owned()
}

/// Decides of something as it now is.
async fn decide(dpo: &User<'_>, piece: &str, body: Value) {
    let version = dpo.get(piece).await.expect(200).version();
    dpo.post_at(piece, body, version).await.expect(200);
}

fn release() -> Value {
    json!({ "step": "release" })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_led_to_no_case_is_found_beside_cases_and_says_by_what() {
    let world = World::start().await;
    // A referral that is declined, one that waits, a report that names both, and an application.
    let (_, declined) = declined(&world).await;
    let waits = world.housing().await;
    let waits = waits.post("/referrals", crate::world::referral()).await;
    waits.expect(201);
    reported(&world).await;
    crate::case_review::apply(&world, crate::case_review::application())
        .await
        .expect(201);
    // One that led to a case is found with its case.
    open_case(&world, &[]).await;

    let dpo = dpo(&world).await;
    let listed = async |body: Value| -> Vec<String> {
        let at = dpo.post("/subject-access", body).await.expect(201);
        let all = beside(&dpo, &at.location()).await;
        let text = |each: &Value, name: &str| each[name].as_str().unwrap().to_owned();
        let line = |each: &Value| {
            let words = ["kind", "stands", "recorded_as", "matched"];
            words.map(|name| text(each, name)).join(" | ")
        };
        let mut all: Vec<String> = all.iter().map(line).collect();
        all.sort();
        all
    };
    let at = take(&dpo).await;
    let view = dpo.get(&at).await.expect(200).json();
    assert_eq!(view["cases"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&view["to_decide"], &view["looked_on"]),
        (&json!(3), &json!("2026-11-20"))
    );
    let page = dpo.get_as(&at, "text/html").await.expect(200).text();
    for there in [
        "Held beside cases",
        declined.as_str(),
        "Same name and date of birth",
    ] {
        assert!(page.contains(there), "{there}");
    }
    let first = piece(&dpo, &at, "report").await;
    assert!(page.contains(&format!("href=\"{first}\"")), "{first}");
    // Nothing that was told is shown here, and nobody else is named.
    for gone in ["Ottoline", "Drumming", "Music until"] {
        assert!(!page.contains(gone), "{gone}");
    }
    assert_eq!(
        listed(request()).await,
        [
            "referral | Awaiting triage | Alleged perpetrator | name_and_birth",
            "referral | Declined | Alleged perpetrator | name_and_birth",
            "report | Awaiting triage | Named as who does it | name",
        ]
    );
    // The other person of the same things stands in them as somebody else.
    let mut theirs = request();
    theirs["name"] = json!("wigglesworth, ottoline");
    theirs["born_on"] = json!("1950-07-01");
    assert_eq!(
        listed(theirs).await,
        [
            "case_review | Threshold to be decided | Applicant | name",
            "referral | Awaiting triage | Victim | name_and_birth",
            "referral | Declined | Victim | name_and_birth",
            "report | Awaiting triage | Who reported it | name",
        ]
    );
    // A namesake is told apart by whoever answers, and so is somebody under another name.
    let with = |name: &str, born: &str| {
        let mut body = request();
        (body["name"], body["born_on"]) = (json!(name), json!(born));
        body
    };
    let namesake = listed(with("Quentin Zebrafish", "1980-01-01")).await;
    assert!(namesake[0].ends_with("name_other_birth"), "{namesake:?}");
    let renamed = listed(with("Quentin Married-Name", "1991-02-28")).await;
    // The case of the one that was accepted is not found by a key of theirs, so that stands beside, too.
    assert_eq!(
        renamed,
        [
            "referral | Accepted to a new case | Alleged perpetrator | birth",
            "referral | Awaiting triage | Alleged perpetrator | birth",
            "referral | Declined | Alleged perpetrator | birth",
        ]
    );
    assert!(listed(with("Somebody Else", "1991-02-27")).await.is_empty());
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bundle_waits_for_what_stands_beside_cases_and_holds_what_is_theirs() {
    let world = World::start().await;
    let (referral, reference) = declined(&world).await;
    reported(&world).await;
    let dpo = dpo(&world).await;
    let at = take(&dpo).await;
    let early = dpo.post(&at, release()).await.expect(422).text();
    assert!(early.contains("have not been decided"), "{early}");

    let theirs = piece(&dpo, &at, "referral").await;
    let held = dpo.get(&theirs).await.expect(200);
    let shown = held.json();
    let named = json!(["Name", "Quentin Zebrafish"]);
    assert!(shown["recorded"].as_array().unwrap().contains(&named));
    assert!(shown["page"].is_null(), "the officer does not triage");
    for gone in ["Ottoline", "Wigglesworth", "79 Marmalade", "Priya"] {
        assert!(!shown.to_string().contains(gone), "{gone} in {shown}");
    }
    assert!(text(&shown, "Dealt with elsewhere")["what"] == "Why it was not taken on");
    let key = shown["texts"][0]["key"].as_str().unwrap().to_owned();
    let first = shown["texts"][0]["text"].as_str().unwrap().to_owned();
    // Nothing is decided half.
    for (body, field) in [
        (json!({}), "belongs"),
        (json!({ "belongs": "another" }), "reason"),
        (json!({ "belongs": "withheld" }), "exemption"),
        (
            json!({ "belongs": "theirs", "withheld": { "R-0": "crime" } }),
            "R-0",
        ),
    ] {
        let answer = dpo.post_at(&theirs, body, held.version()).await;
        assert_eq!(answer.expect(400).json()["faults"][0]["field"], field);
    }
    let page = dpo.get_as(&theirs, "text/html").await.expect(200).text();
    assert!(page.contains("Whose is it?") && page.contains("Withhold it?"));
    let mut body = json!({ "belongs": "theirs", "withheld": {} });
    body["withheld"][&key] = json!("crime");
    decide(&dpo, &theirs, body).await;
    dpo.post(&at, release()).await.expect(422);
    let other = piece(&dpo, &at, "report").await;
    let reason = "Another Quentin, of Canary Road";
    decide(
        &dpo,
        &other,
        json!({ "belongs": "another", "reason": reason }),
    )
    .await;
    let again = dpo.get(&other).await.expect(200).json();
    assert_eq!(
        (&again["state"], &again["reason"]),
        (&json!("another"), &json!(reason))
    );
    dpo.post(&at, release()).await.expect(200);

    let bundle = dpo.get(&format!("{at}/bundle")).await.expect(200);
    let files = unzip(&bundle.bytes);
    let json: Value = serde_json::from_slice(&files["what-is-held.json"]).unwrap();
    assert_eq!(json["beside"].as_array().unwrap().len(), 1);
    assert_eq!(json["beside"][0]["withheld"][0][1], 1);
    for (name, bytes) in files.iter().filter(|(name, _)| *name != "style.css") {
        let text = match name.ends_with(".pdf") {
            true => crate::journey::pdf_text(bytes).replace('\n', " "),
            false => String::from_utf8(bytes.clone()).unwrap(),
        };
        for there in [reference.as_str(), "Dealt with elsewhere", "1991"] {
            assert!(text.contains(there), "{there} is not in {name}");
        }
        for gone in [
            "Ottoline",
            "Wigglesworth",
            "Drumming",
            "Canary",
            first.as_str(),
        ] {
            assert!(!text.contains(gone), "{gone} in {name}");
        }
    }
    // It left once, from the referral alone; what was decided says nothing of anybody in the history.
    let handed = disclosures(&world).await;
    let id = referral.rsplit('/').next().unwrap();
    assert_eq!(handed.len(), 1, "{handed:?}");
    assert!(handed[0].contains(id), "{handed:?}");
    let history = dpo.get(&at).await.expect(200).json()["history"].to_string();
    assert!(history.contains("it is another person’s") && !history.contains("Canary"));
    world.local.stop().await;
}

/// Where something is logged to have been handed over to whom a request is about.
async fn disclosures(world: &World) -> Vec<String> {
    let parts = crate::journals::everything(world).await;
    let handed = parts.iter().flat_map(|(pk, items)| {
        let reads = items
            .values()
            .filter_map(|item| item.get("read")?.as_s().ok());
        let handed = reads.filter(|read| read.contains("who acts for them"));
        handed.map(|_| pk.clone())
    });
    handed.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_arrives_or_becomes_a_case_meanwhile_is_decided_as_it_then_is() {
    let world = World::start().await;
    let housing = world.housing().await;
    let waits = housing.post("/referrals", crate::world::referral()).await;
    let waits = waits.expect(201).location();
    let dpo = dpo(&world).await;
    let at = take(&dpo).await;
    let theirs = piece(&dpo, &at, "referral").await;
    decide(&dpo, &theirs, json!({ "belongs": "theirs" })).await;
    // More is asked: what would be handed over is not what was read.
    let team = world.coordinator().await;
    let shown = team.get(&waits).await.expect(200);
    let ask = json!({ "decision": "ask", "reason": "Which nights?" });
    team.post_at(&format!("{waits}/triage"), ask, shown.version())
        .await
        .expect(200);
    assert_eq!(beside(&dpo, &at).await[0]["state"], "changed");
    let refused = dpo.post(&at, release()).await.expect(422).text();
    assert!(refused.contains("decided as they now are"), "{refused}");
    decide(
        &dpo,
        &theirs,
        json!({ "belongs": "withheld", "exemption": "harm" }),
    )
    .await;
    // What arrives later is not looked for to show a page, but when somebody looks again.
    reported(&world).await;
    assert_eq!(beside(&dpo, &at).await.len(), 1);
    dpo.post(&at, json!({ "step": "look" })).await.expect(200);
    let all = beside(&dpo, &at).await;
    let states: Vec<_> = all
        .iter()
        .map(|each| each["state"].as_str().unwrap())
        .collect();
    assert_eq!(all.len(), 2);
    assert!(
        states.contains(&"withheld") && states.contains(&"to_decide"),
        "{states:?}"
    );
    let report = piece(&dpo, &at, "report").await;
    decide(&dpo, &report, json!({ "belongs": "theirs" })).await;
    // The referral becomes a case: from then on it is read and handed over with that.
    let shown = team.get(&waits).await.expect(200);
    let accept = json!({ "decision": "accept", "reason": "Both agencies are needed" });
    team.post_at(&format!("{waits}/triage"), accept, shown.version())
        .await
        .expect(200);
    let view = dpo.get(&at).await.expect(200).json();
    assert_eq!(view["cases"].as_array().unwrap().len(), 1);
    dpo.get(&theirs).await.expect(404);
    let review = first_case(&dpo, &at).await;
    let version = dpo.get(&review).await.expect(200).version();
    dpo.post_at(&review, json!({ "withheld": {} }), version)
        .await
        .expect(200);
    let refused = dpo.post(&at, release()).await.expect(422).text();
    assert!(refused.contains("look again"), "{refused}");
    dpo.post(&at, json!({ "step": "look" })).await.expect(200);
    assert_eq!(beside(&dpo, &at).await.len(), 1);
    // Two who release at once hand one bundle over, and it is logged once on each thing it holds.
    let (one, other) = tokio::join!(dpo.post(&at, release()), dpo.post(&at, release()));
    let won = [one.status, other.status]
        .iter()
        .filter(|status| status.is_success())
        .count();
    assert_eq!(won, 1, "{} {}", one.status, other.status);
    let mut handed = disclosures(&world).await;
    handed.sort();
    handed.dedup();
    assert_eq!(
        (handed.len(), disclosures(&world).await.len()),
        (2, 2),
        "{handed:?}"
    );
    world.local.stop().await;
}

/// R12.1: of a name alone no case is found, so what a report says is answered for where it is found, also
/// once it is a case; and where words are no longer taken out, everything is read again.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_with_a_name_alone_is_answered_for_also_once_it_is_a_case() {
    let world = World::start().await;
    reported(&world).await;
    let dpo = dpo(&world).await;
    let at = take(&dpo).await;
    let report = piece(&dpo, &at, "report").await;
    let id = report.rsplit("report-").next().unwrap().to_owned();
    let team = world.coordinator().await;
    let waits = format!("/referrals/{id}");
    let version = team.get(&waits).await.expect(200).version();
    let accept = json!({ "decision": "accept", "reason": "Both agencies are needed" });
    team.post_at(&format!("{waits}/triage"), accept, version)
        .await
        .expect(200);
    assert_eq!(dpo.get(&at).await.expect(200).json()["cases"], json!([]));
    dpo.post(&at, json!({ "step": "look" })).await.expect(200);
    let words = |words: &str| json!({ "step": "words", "words": words });
    dpo.post(&at, words("the man next door")).await.expect(200);
    decide(&dpo, &report, json!({ "belongs": "theirs" })).await;
    dpo.post(&at, words("the man next door\nhis dog"))
        .await
        .expect(200);
    assert_eq!(beside(&dpo, &at).await[0]["state"], "theirs");
    dpo.post(&at, words("his dog")).await.expect(200);
    assert_eq!(beside(&dpo, &at).await[0]["state"], "to_decide");
    dpo.post(&at, release()).await.expect(422);
    decide(&dpo, &report, json!({ "belongs": "theirs" })).await;
    dpo.post(&at, release()).await.expect(200);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_beside_cases_is_read_by_the_data_protection_officer_alone_and_for_its_request()
{
    let world = World::start().await;
    declined(&world).await;
    let dpo = dpo(&world).await;
    let at = take(&dpo).await;
    let theirs = piece(&dpo, &at, "referral").await;
    for user in [
        world.officer().await,
        world.coordinator().await,
        world.administrator().await,
        world.housing().await,
    ] {
        user.get(&theirs).await.expect(404);
        user.post_at(&theirs, json!({ "belongs": "theirs" }), 1)
            .await
            .expect(404);
    }
    // Of a request about somebody else it is nothing, and nothing can be decided of it.
    let mut stranger = request();
    (stranger["name"], stranger["born_on"]) = (json!("Somebody Else"), json!("1970-01-01"));
    let none = dpo.post("/subject-access", stranger).await.expect(201);
    let name = theirs.rsplit('/').next().unwrap();
    let beside = format!("{}/beside/{name}", none.location());
    dpo.get(&beside).await.expect(404);
    dpo.post_at(&beside, json!({ "belongs": "theirs" }), 1)
        .await
        .expect(404);
    for made_up in [
        "referral-1",
        "case-0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0aa",
        "x",
    ] {
        dpo.get(&format!("{at}/beside/{made_up}")).await.expect(404);
    }
    // Without a version nothing is decided; with an older one it is read again.
    dpo.post(&theirs, json!({ "belongs": "theirs" }))
        .await
        .expect(400);
    dpo.post_at(&theirs, json!({ "belongs": "theirs" }), 1)
        .await
        .expect(409);
    world.local.stop().await;
}
