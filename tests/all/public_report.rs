//! A member of the public reports without an account (R1.2), the area is found from the postcode
//! (R1.7), and triage takes it on without an agency that never was.

use serde_json::{Value, json};

use crate::world::{Answer, World, fresh_key};

/// A report with a name. Every personal value is a canary.
pub(crate) fn report() -> Value {
    json!({
        "nuisance": "noise",
        "on": "2026-11-17",
        "time": "From 11pm",
        "what": "Drumming in the stairwell",
        "place": "Marmalade Crescent car park",
        "postcode": "kt152ah",
        "who": "Quentin Zebrafish",
        "effect": "afraid",
        "named": true,
        "reporter_name": "Ottoline Wigglesworth",
        "standing": "affected",
        "way": "letter",
        "reach": "79 Marmalade Crescent",
        "mind": "Never by phone"
    })
}

fn with(changes: Value) -> Value {
    let mut body = report();
    for (field, value) in changes.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

fn id(answer: &Answer) -> String {
    answer.location().split('/').nth(2).unwrap().to_owned()
}

async fn sent(world: &World, body: Value) -> String {
    id(&world.report(body, &fresh_key()).await.expect(201))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_waits_in_triage_of_its_area_and_nobody_else_sees_it() {
    let world = World::start().await;
    let key = fresh_key();
    let first = world.report(report(), &key).await.expect(201);
    let told = first.json();
    assert_eq!(
        (&told["area"], &told["status"]),
        (&json!("RUN"), &json!("waiting"))
    );
    assert!(told["reference"].as_str().unwrap().starts_with("R-"));
    // The same key is the same report, and never another one.
    let again = world.report(report(), &key).await.expect(201);
    assert_eq!(again.json(), told);
    world
        .report(with(json!({ "what": "Other" })), &key)
        .await
        .expect(422);

    let team = world.coordinator().await;
    let waiting = team.get("/referrals?view=waiting").await.expect(200).json();
    let rows = waiting["referrals"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["origin"], "public");
    assert_eq!(rows[0]["agency"], Value::Null);
    assert_eq!(rows[0]["referrer"], "A member of the public");
    let path = format!("/referrals/{}", id(&first));
    let seen = team.get(&path).await.expect(200).json();
    assert_eq!(seen["report"]["reporter"]["reach"], "79 Marmalade Crescent");
    assert_eq!(seen["answers"], Value::Null);
    for (user, what) in [
        (world.officer().await, "police"),
        (world.housing().await, "housing"),
        (world.user("Coordinator (WOK)", "").await, "another area"),
    ] {
        assert_eq!(user.get(&path).await.status, 404, "{what}");
        let ours = user.get("/referrals?view=ours").await.expect(200).json();
        assert_eq!(ours["referrals"], json!([]), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_team_is_told_and_no_notice_holds_anything_personal() {
    let world = World::start().await;
    sent(&world, report()).await;
    world.local.settle().await.unwrap();
    let told = world.sent();
    assert_eq!(told.len(), 1, "{told:?}");
    let (to, _, text) = &told[0];
    assert!(to.contains('@'));
    for canary in ["Quentin", "Ottoline", "Marmalade", "Drumming", "2AH"] {
        assert!(!text.contains(canary), "{canary}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accepted_it_is_a_case_that_no_agency_referred() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let path = format!("/referrals/{}", sent(&world, report()).await);
    let triage = format!("{path}/triage");
    let ask = json!({ "decision": "ask", "reason": "Which flat?" });
    let refused = team.post_at(&triage, ask, 1).await.expect(422);
    assert!(
        refused.text().contains("cannot answer here"),
        "{}",
        refused.text()
    );
    let accept = json!({ "decision": "accept", "reason": "Several agencies are needed" });
    let case = team.post_at(&triage, accept, 1).await.expect(200).json()["case"]["id"].clone();
    let case = format!("/cases/{}", case.as_str().unwrap());
    let whole = team.get(&case).await.expect(200).json();
    let text = whole.to_string();
    for told in [
        "Quentin Zebrafish",
        "Ottoline Wigglesworth",
        "79 Marmalade Crescent",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let agencies = whole["agencies"].as_array().unwrap();
    assert_eq!(agencies.len(), 1, "{agencies:?}");
    team.get_as(&case, "text/html").await.expect(200);
    team.get_as(&format!("{case}/history"), "text/html")
        .await
        .expect(200);

    // Another report joins it, and brings no agency either.
    let other = with(json!({ "on": "2026-11-18", "who": null, "named": false }));
    let joined = format!("/referrals/{}/triage", sent(&world, other).await);
    let join = json!({
        "decision": "join", "reason": "The same stairwell",
        "case_reference": whole["reference"],
    });
    team.post_at(&joined, join, 1).await.expect(200);
    let whole = team.get(&case).await.expect(200).json();
    assert_eq!(whole["agencies"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_of_the_same_incident_are_suggested_to_triage() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let first = sent(&world, report()).await;
    let second = sent(&world, with(json!({ "on": "2026-11-19", "named": false }))).await;
    // Another kind, another place, another week.
    sent(&world, with(json!({ "nuisance": "drugs" }))).await;
    sent(&world, with(json!({ "postcode": "KT16 9AA" }))).await;
    sent(&world, with(json!({ "on": "2026-11-01" }))).await;
    let seen = team
        .get(&format!("/referrals/{second}"))
        .await
        .expect(200)
        .json();
    let alike = seen["alike"].as_array().unwrap();
    assert_eq!(alike.len(), 1, "{alike:?}");
    assert_eq!(alike[0]["id"], json!(first));
    let page = team
        .get_as(&format!("/referrals/{second}"), "text/html")
        .await;
    assert!(page.text().contains("Perhaps the same incident"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_postcode_lets_the_reporter_choose_the_area() {
    let world = World::start().await;
    // Guildford is known by its postcodes, and does not take part here.
    for postcode in [json!("SW1A 1AA"), json!("GU1 1AA"), Value::Null] {
        let unknown = with(json!({ "postcode": postcode }));
        let fault = world
            .report(unknown.clone(), &fresh_key())
            .await
            .expect(400);
        assert_eq!(
            fault.json()["faults"][0]["field"],
            "area",
            "{}",
            fault.text()
        );
        let mut chosen = unknown;
        chosen["area"] = json!("WOK");
        let told = world.report(chosen, &fresh_key()).await.expect(201).json();
        assert_eq!(told["area"], "WOK");
    }
    // A postcode that is known goes before what was chosen.
    let both = with(json!({ "area": "WOK" }));
    let told = world.report(both, &fresh_key()).await.expect(201).json();
    assert_eq!(told["area"], "RUN");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_address_sees_that_it_was_looked_at_and_nothing_else() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let report = sent(&world, report()).await;
    let own = format!("/report/{report}");
    let page = |path: String| {
        let world = &world;
        async move { world.anonymous(http::Method::GET, &path, "text/html").await }
    };
    let waiting = page(own.clone()).await.expect(200).text();
    assert!(waiting.contains("should look at it by"));
    let decline = json!({ "decision": "decline", "reason": "The landlord dealt with it" });
    team.post_at(&format!("/referrals/{report}/triage"), decline, 1)
        .await
        .expect(200);
    let decided = page(own).await.expect(200).text();
    assert!(decided.contains("has looked at your report"));
    for hidden in ["landlord", "Declined", "Quentin", "Ottoline", "Marmalade"] {
        assert!(!decided.contains(hidden), "{hidden}");
    }
    // An agency's referral is not to be seen there, nor what nobody sent.
    let referral = world
        .officer()
        .await
        .post("/referrals", crate::world::referral())
        .await;
    page(format!("/report/{}", id(&referral.expect(201))))
        .await
        .expect(404);
    page("/report/01900000-0000-7000-8000-000000000000".to_owned())
        .await
        .expect(404);
}

/// The hidden fields of a page, as a browser would send them.
pub(crate) fn hidden(page: &str) -> Vec<(String, String)> {
    let value = |tag: &str, name: &str| {
        let rest = tag.split(&format!("{name}=\"")).nth(1)?;
        Some(rest.split('"').next()?.to_owned())
    };
    let tags = page.split("<input type=\"hidden\"").skip(1);
    tags.filter_map(|tag| Some((value(tag, "name")?, value(tag, "value")?)))
        .collect()
}

fn typed() -> Vec<(String, String)> {
    let fields = [
        ("nuisance", "noise"),
        ("on-day", "17"),
        ("on-month", "11"),
        ("on-year", "2026"),
        ("what", "Drumming in the stairwell"),
        ("place", "Marmalade Crescent car park"),
        ("postcode", "KT15 2AH"),
        ("effect", "disturbed"),
        ("named", "no"),
    ];
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    fields.map(owned).to_vec()
}

async fn get(world: &World, path: &str) -> String {
    let answer = world
        .anonymous(http::Method::GET, path, "text/html")
        .await
        .expect(200);
    assert!(
        !answer.headers.contains_key("set-cookie"),
        "{path} sets a cookie"
    );
    answer.text()
}

/// Fills the form in; gives the hidden fields of the page with the answers to check.
async fn checked(world: &World) -> Vec<(String, String)> {
    let mut fields = typed();
    fields.extend(hidden(&get(world, "/report/questions").await));
    let check = world.form("/report/check", &fields).await.expect(200);
    assert!(check.text().contains("Drumming in the stairwell"));
    assert!(check.text().contains("coordinator of Runnymede"));
    hidden(&check.text())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_works_without_script_cookie_or_account() {
    let world = World::start().await;
    assert!(get(&world, "/report").await.contains("Call 999"));
    let fields = checked(&world).await;
    world.clock("2026-11-20T09:01:00Z").await;
    let sent = world.form("/report", &fields).await.expect(303);
    let page = get(&world, &sent.location()).await;
    assert!(page.contains("Report received") && page.contains("Runnymede"));
    assert!(page.contains("href=\"/case-review\""), "ACR-10: {page}");
    // Pressed twice, it is one report.
    let again = world.form("/report", &fields).await.expect(303);
    assert_eq!(again.location(), sent.location());
    // Changed, checked and sent once more it is another one.
    let back = world.form("/report/questions", &fields).await.expect(200);
    assert!(back.text().contains("Drumming in the stairwell"));
    let check = world.form("/report/check", &fields).await.expect(200);
    let other = world
        .form("/report", &hidden(&check.text()))
        .await
        .expect(303);
    assert_ne!(other.location(), sent.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_said_and_what_was_typed_is_kept() {
    let world = World::start().await;
    let mut fields = typed();
    fields.retain(|(name, _)| name != "effect" && name != "postcode");
    let page = world
        .form("/report/check", &fields)
        .await
        .expect(400)
        .text();
    for link in ["#effect", "#area"] {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link}");
    }
    assert!(page.contains("Drumming in the stairwell"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_stopped_and_a_person_finds_a_way_on() {
    let world = World::start().await;
    let fields = checked(&world).await;
    // Sent in the same second: too quick for anybody who reads.
    let quick = world.form("/report", &fields).await.expect(422).text();
    assert!(quick.contains("very quick") && quick.contains("Drumming in the stairwell"));
    world.clock("2026-11-20T09:00:30Z").await;
    // A box that nobody sees was filled in: it is shown, with what to do.
    let mut trapped = fields.clone();
    trapped.push(("website".to_owned(), "https://spam.example".to_owned()));
    let told = world.form("/report", &trapped).await.expect(422).text();
    assert!(told.contains("href=\"#website\"") && told.contains("Leave this box empty"));
    assert!(told.contains("Drumming in the stairwell"));
    // Sent again a moment later, what was too quick goes through.
    world.form("/report", &hidden(&quick)).await.expect(303);
    // A seal that is none of ours is replaced, and the next press goes through.
    let mut forged = checked(&world).await;
    for (name, value) in &mut forged {
        if name == "opened" {
            *value = "1.0".to_owned();
        }
    }
    let stale = world.form("/report", &forged).await.expect(422).text();
    world.form("/report", &hidden(&stale)).await.expect(303);
    let team = world.coordinator().await;
    let waiting = team.get("/referrals?view=waiting").await.expect(200).json();
    assert_eq!(waiting["referrals"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_sends_twenty_an_hour_and_then_keeps_its_answers() {
    let world = World::start().await;
    let fields = checked(&world).await;
    for n in 0..20 {
        let body = with(json!({ "what": format!("Number {n}") }));
        world.report(body, &fresh_key()).await.expect(201);
    }
    world.report(report(), &fresh_key()).await.expect(429);
    world.clock("2026-11-20T09:10:00Z").await;
    let page = world.form("/report", &fields).await.expect(429).text();
    assert!(page.contains("Drumming in the stairwell") && page.contains("call 101"));
    world.clock("2026-11-20T10:00:01Z").await;
    world.form("/report", &hidden(&page)).await.expect(303);
}
