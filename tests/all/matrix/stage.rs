//! The case that all this is about, with everything that hangs on it, planted throughout.

use std::collections::BTreeMap;

use domain::CaseId;
use http::Method;
use serde_json::{Value, json};

use super::{
    cast::{self, Somebody},
    fields::{Fill, Words},
};
use crate::{
    files,
    world::{Answer, User, World, fresh_key},
};

/// When those are let in whose access will be over, and when everybody asks.
const ASKED_AT: &str = "2026-11-21T09:30:00Z";

/// Everybody, and what they ask about, by name.
pub(super) struct Stage {
    pub(super) all: Vec<Somebody>,
    pub(super) things: BTreeMap<&'static str, String>,
}

/// Somebody who acts while everything is set up.
struct Hand<'w>(User<'w>);

impl Hand<'_> {
    async fn at(&self, path: &str) -> Answer {
        self.0.get(path).await.expect(200)
    }

    /// Sends what the document gives as an example, planted, with some fields of one's own; `path`
    /// is the route, and `of` what stands in its parameters.
    async fn plant(&self, (path, of): (&str, &[(&str, &str)]), with: Value) -> Answer {
        self.send((path, of), Fill::Planted, with).await
    }

    async fn send(&self, (path, of): (&str, &[(&str, &str)]), fill: Fill, with: Value) -> Answer {
        let mut body = Words::published().body(path, fill);
        for (field, value) in with.as_object().unwrap() {
            body[field] = value.clone();
        }
        let mut filled = path.to_owned();
        for (name, value) in of {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        let base: Vec<_> = filled.split('/').take(3).collect();
        // What the system learns meanwhile, such as that an email came back, is a newer version.
        for _ in 0..5 {
            let newest = self.0.get(&base.join("/")).await;
            let version = newest
                .headers
                .contains_key("etag")
                .then(|| newest.version());
            let key = fresh_key();
            let answer = self.0.post_with(&filled, body.clone(), &key, version).await;
            if answer.status.is_success() {
                return answer;
            }
            assert_eq!(answer.status, 409, "{filled}: {}", answer.text());
        }
        panic!("{filled} changes all the time");
    }
}

fn id(path: &str) -> &str {
    path.rsplit(['/', '#']).next().unwrap()
}

fn named(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A referral that somebody at Wey Meadow Homes sent; asked about, answered, and accepted.
async fn referred(world: &World, fill: Fill) -> (String, String) {
    let (housing, team) = (Hand(world.housing().await), Hand(world.coordinator().await));
    let referral = housing.send(("/referrals", &[]), fill, json!({}));
    let referral = id(&referral.await.location()).to_owned();
    let triage = ("/referrals/{id}/triage", &[("id", referral.as_str())][..]);
    team.send(triage, fill, json!({ "decision": "ask" })).await;
    let answer = ("/referrals/{id}/answer", &[("id", referral.as_str())][..]);
    housing.send(answer, fill, json!({})).await;
    let accept = json!({ "decision": "accept" });
    team.send(triage, fill, accept).await;
    let decided = team.at(&format!("/referrals/{referral}")).await.json();
    (referral, named(&decided["case"]["id"]))
}

/// What a member of the public reported, who has no account: its id, and the address that they got.
async fn reported(world: &World) -> (String, String) {
    let words = Words::published();
    let mut body = words.body("/report", Fill::Plain);
    let planted = words.filled("ReportBody", Fill::Planted);
    for (field, value) in planted.as_object().unwrap() {
        body[field] = value.clone();
    }
    for (field, value) in [
        ("standing", "affected"),
        ("way", "letter"),
        ("named", "yes"),
    ] {
        body[field] = json!(value);
    }
    let answer = world.report(body, &fresh_key()).await.expect(201);
    (named(&answer.json()["id"]), answer.location())
}

/// A photograph that its sender added to it, at the address that they were given; gives its id.
async fn evidence(world: &World, address: &str) -> String {
    let words = Words::published();
    let mut body = words.filled("NewEvidence", Fill::Planted);
    body["kind"] = json!("pdf");
    let files = format!("{address}/files");
    let added = world.in_public(&files, body, &fresh_key()).await;
    let added = added.expect(201).json();
    let send = named(&added["send"]);
    let form = world.anonymous(Method::GET, &send, "application/json");
    let form = form.await.expect(200).json();
    files::post(world, &form, files::PDF).await.expect(303);
    named(&added["id"])
}

/// What somebody without an account applied for, and the coordinator takes on.
async fn applied(world: &World, steps: &[&str], case: &str) -> String {
    let words = Words::published();
    let mut body = words.body("/case-review/apply", Fill::Plain);
    let planted = words.filled("CaseReviewBody", Fill::Planted);
    for (field, value) in planted.as_object().unwrap() {
        body[field] = value.clone();
    }
    let mut complaint = words.filled("ComplaintBody", Fill::Planted);
    complaint["happened_on"] = json!("2026-11-01");
    complaint["complained_on"] = json!("2026-11-02");
    body["complaints"] = json!([complaint]);
    for (field, value) in [
        ("applicant", "another"),
        ("way", "letter"),
        ("attendance", "in_person"),
    ] {
        body[field] = json!(value);
    }
    let key = fresh_key();
    let answer = world.in_public("/case-review/apply", body, &key);
    let review = id(&answer.await.expect(201).location()).to_owned();
    let team = Hand(world.coordinator().await);
    let step = ("/case-reviews/{id}", &[("id", review.as_str())][..]);
    for taken in steps {
        let mut with = words.filled("CaseReviewStep", Fill::Planted);
        with["step"] = json!(taken);
        with["met"] = json!(true);
        with["complaint"] = json!(null);
        with["ask_agencies"] = json!([]);
        with["made_after_all"] = json!(null);
        with["found_people"] = json!(1);
        with["heard_as"] = json!("written");
        with["case_reference"] = json!(case);
        // Recommended, and set as nobody's action: its words would be the case's then.
        with["agency"] = json!(null);
        with["meet_on"] = json!("2026-12-01");
        with["meet_at"] = json!("10:00");
        team.plant(step, with).await;
    }
    review
}

/// Sets everything up.
pub(super) async fn set(world: &World) -> Stage {
    let mut all = cast::register(world).await;
    let (referral, case) = referred(world, Fill::Planted).await;
    let (_, other) = referred(world, Fill::Plain).await;
    let mut things = BTreeMap::from([("referral", referral), ("case", case.clone())]);
    let (report, address) = reported(world).await;
    things.insert("evidence", evidence(world, &address).await);
    things.insert("reported", report);
    let told = world
        .coordinator()
        .await
        .get(&format!("/cases/{case}"))
        .await;
    let told = told.expect(200).json()["reference"].to_string();
    let at = told.trim_matches('"');
    let heard = [
        "check",
        "decide",
        "link",
        "call",
        "account",
        "hear",
        "recommend",
    ];
    things.insert("case review", applied(world, &heard, at).await);
    let concluded = ["decide", "account", "hear", "conclude"];
    things.insert("concluded review", applied(world, &concluded, at).await);
    let wrong = ["link", "unlink", "withdraw"];
    things.insert("withdrawn review", applied(world, &wrong, at).await);
    let team = Hand(world.coordinator().await);
    join(world, &team, &case, &mut things).await;
    bring(world, &case, &mut things).await;
    task(world, &case, &mut things).await;
    let case_id: CaseId = case.parse().unwrap();
    cast::let_in_for_today(world, &all, case_id).await;
    // Called while its day is still ahead; that day has come when the clock moves.
    let team = Hand(world.coordinator().await);
    let tonight = json!({ "on": "2026-11-20", "at": "23:00" });
    let held = team.plant(("/meetings", &[]), tonight).await;
    things.insert("held meeting", id(&held.location()).to_owned());
    world.clock(ASKED_AT).await;
    cast::let_in(world, &all, case_id).await;
    cast::sign_in(world, &mut all).await;
    cast::leave(world, &all).await;
    visit(world, &all, &other, &mut things).await;
    meet(world, &mut things).await;
    draft(world, &all, &mut things).await;
    administer(world, &mut things).await;
    protect(world, &case, &mut things).await;
    who_is_who(world, &case, &other).await;
    let signed_in = all
        .iter()
        .find(|each| each.name() == "practitioner originator");
    let known = world.local.store();
    let known = known.person_by_email(signed_in.unwrap().email()).await;
    things.insert("signed in", known.unwrap().unwrap().id.to_string());
    let team = Hand(world.coordinator().await);
    let remove = (
        "/cases/{id}/agencies/{agency}/remove",
        &[("id", case.as_str()), ("agency", "bridgeway")][..],
    );
    team.plant(remove, json!({})).await;
    world.local.settle().await.unwrap();
    returned(&team, &mut things).await;
    let take_out = ("/cases/{id}/audit", &[("id", case.as_str())][..]);
    team.plant(take_out, json!({})).await;
    Stage { all, things }
}

/// The agencies that stand somewhere to it, and one that the lead went to and came back from.
async fn join(
    world: &World,
    team: &Hand<'_>,
    case: &str,
    things: &mut BTreeMap<&'static str, String>,
) {
    let of = &[("id", case)][..];
    for agency in [
        "surrey-police",
        "health-partners",
        "youth-justice",
        "bridgeway",
        "surrey-fire-and-rescue",
    ] {
        let add = ("/cases/{id}/agencies", of);
        team.plant(add, json!({ "agency": agency })).await;
    }
    for agency in ["surrey-fire-and-rescue", "runnymede-council"] {
        let lead = ("/cases/{id}/lead", of);
        team.plant(lead, json!({ "agency": agency })).await;
    }
    team.plant(("/cases/{id}/assessments", of), json!({})).await;
    team.plant(("/cases/{id}/powers", of), json!({})).await;
    team.plant(("/cases/{id}/plan", of), json!({})).await;
    let measure = json!({ "owner": "surrey-police", "review_on": "2026-12-08" });
    team.plant(("/cases/{id}/plan/measures", of), measure).await;
    let review = (
        "/cases/{id}/plan/measures/{number}",
        &[("id", case), ("number", "1")][..],
    );
    let later = json!({ "review_on": "2026-12-08" });
    team.plant(review, later).await;
    let decision = ("/cases/{id}/decisions", of);
    team.plant(decision, json!({ "meeting": null })).await;
    // One is kept to the lead and another agency.
    let lead = Hand(world.user("Coordinator (RUN)", "Runnymede").await);
    let limited = json!({ "meeting": null, "sight": "named", "only": ["health-partners"] });
    lead.send(decision, Fill::As("withheld"), limited).await;
    let step = step_of(&lead, case, "decided").await;
    things.insert("limited decision", step);
    // Two more: the words of one are put right, the other is withdrawn.
    for (path, name) in [
        ("/cases/{id}/steps/{step}/correct", "decided"),
        ("/cases/{id}/steps/{step}/withdraw", "undone"),
    ] {
        let plain = json!({ "meeting": null });
        team.send(decision, Fill::Plain, plain).await;
        let step = step_of(team, case, "decided").await;
        let of = [("id", case), ("step", step.as_str())];
        team.plant((path, &of), json!({})).await;
        things.insert(name, step);
    }
}

/// The newest step of this kind, whose words somebody may put right.
async fn step_of(hand: &Hand<'_>, case: &str, kind: &str) -> String {
    let shown = hand.at(&format!("/cases/{case}")).await.json();
    let lines = shown["chronology"].as_array().unwrap();
    let line = lines.iter().find(|line| line["kind"] == kind).unwrap();
    assert!(line["step"].is_u64(), "{line}");
    line["step"].to_string()
}

/// What agencies bring: to everybody, to one named agency, to nobody else.
async fn bring(world: &World, case: &str, things: &mut BTreeMap<&'static str, String>) {
    let of = &[("id", case)][..];
    let entries = ("/cases/{id}/entries", of);
    let police = Hand(world.officer().await);
    for (name, fill, with) in [
        ("entry", Fill::Planted, json!({})),
        ("corrected", Fill::Planted, json!({})),
        ("withdrawn", Fill::Planted, json!({})),
        (
            "limited",
            Fill::As("limited"),
            json!({ "sight": "named", "only": ["health-partners", "bridgeway"] }),
        ),
    ] {
        let told = police.send(entries, fill, with).await.json();
        things.insert(name, named(&told["id"]));
    }
    elsewhere(&police, case, things).await;
    let documents = ("/cases/{id}/documents", of);
    let filed = police.plant(documents, json!({})).await.json();
    things.insert("document", named(&filed["id"]));
    let other = police.plant(documents, json!({})).await.json();
    let other = named(&other["id"]);
    let withdraw = (
        "/cases/{id}/documents/{document}/withdraw",
        &[("id", case), ("document", other.as_str())][..],
    );
    police.plant(withdraw, json!({})).await;
    // Of this one a file comes, or no object would have a name that could say something.
    let sent = police.plant(documents, json!({ "kind": "pdf" })).await;
    let form = police.at(&named(&sent.json()["href"])).await.json();
    files::post(world, &form, files::PDF).await.expect(303);
    let of = |name: &str| [("id", case.to_owned()), ("entry", things[name].clone())];
    for (path, name) in [
        ("/cases/{id}/entries/{entry}/correct", "corrected"),
        ("/cases/{id}/entries/{entry}/withdraw", "withdrawn"),
    ] {
        let of = of(name);
        let of: Vec<_> = of
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        police.plant((path, &of), json!({})).await;
    }
    let youth = Hand(world.user("Practitioner", "Youth").await);
    let kept = json!({ "sight": "named", "only": [] });
    youth.send(entries, Fill::As("kept"), kept).await;
}

/// What other forums have to do with it: one that holds somebody, one that did, and one that was told.
async fn elsewhere(police: &Hand<'_>, case: &str, things: &mut BTreeMap<&'static str, String>) {
    let of = &[("id", case)][..];
    for name in ["held", "held no longer"] {
        let held = police
            .plant(("/cases/{id}/forums/held", of), json!({}))
            .await;
        things.insert(name, named(&held.json()["id"]));
    }
    let over = (
        "/cases/{id}/forums/held/{entry}",
        &[("id", case), ("entry", things["held no longer"].as_str())][..],
    );
    police.plant(over, json!({})).await;
    let indicators = ("/cases/{id}/forums/indicators", of);
    police.plant(indicators, json!({})).await;
    police
        .plant(("/cases/{id}/forums/sent", of), json!({}))
        .await;
    let answer = (
        "/cases/{id}/forums/sent/{number}",
        &[("id", case), ("number", "1")][..],
    );
    police.plant(answer, json!({})).await;
}

/// Actions of an agency on the case: one that is ended and one that is declined, and two that wait.
async fn task(world: &World, case: &str, things: &mut BTreeMap<&'static str, String>) {
    let (team, youth) = (
        Hand(world.coordinator().await),
        Hand(world.user("Practitioner", "Youth").await),
    );
    for name in ["action", "other action", "completed", "declined"] {
        let task = ("/cases/{id}/actions", &[("id", case)][..]);
        let with =
            json!({ "agency": "youth-justice", "person_email": null, "due_on": "2026-12-01" });
        let action = team.plant(task, with).await.location();
        things.insert(name, id(&action).to_owned());
    }
    let task = ("/cases/{id}/actions", &[("id", case)][..]);
    let with = json!({
        "agency": "health-partners", "person_email": null, "due_on": "2026-12-02",
        "sight": "named", "only": [],
    });
    let lead = Hand(world.user("Coordinator (RUN)", "Runnymede").await);
    let action = lead.send(task, Fill::As("withheld"), with).await;
    things.insert("limited action", id(&action.location()).to_owned());
    for (path, name) in [
        ("/actions/{id}/complete", "completed"),
        ("/actions/{id}/decline", "declined"),
    ] {
        youth
            .plant((path, &[("id", &things[name])]), json!({}))
            .await;
    }
    let step = step_of(&youth, case, "action_declined").await;
    things.insert("declined step", step);
}

/// Those who are not on a case: one who waits, one who broke in, one who is to be seen out.
async fn visit(
    world: &World,
    all: &[Somebody],
    other: &str,
    things: &mut BTreeMap<&'static str, String>,
) {
    let hand = |stand: &str| {
        let found = all.iter().find(|somebody| somebody.stand == stand);
        Hand(world.with_token(&found.unwrap().token))
    };
    let stub = |case: &str| store::keys::stub_of(case.parse().unwrap()).to_string();
    things.insert("stub", stub(&things["case"]));
    let (stub, other) = (stub(&things["case"]), stub(other));
    let ask = "/find/{stub}/request";
    let asked = hand("asker")
        .plant((ask, &[("stub", &stub)]), json!({}))
        .await;
    things.insert("request", id(&asked.location()).to_owned());
    let taken = ("/find/{stub}/emergency", &[("stub", other.as_str())][..]);
    hand("intruder").plant(taken, json!({})).await;
    let mine = Hand(world.user("Data", "").await);
    let waiting = mine.at("/access-requests").await.json();
    let alarms = waiting["waiting"].as_array().unwrap().iter();
    let alarms = alarms.map(|row| id(row["href"].as_str().unwrap()).to_owned());
    for alarm in alarms {
        let seen = mine.at(&format!("/access-requests/{alarm}")).await.text();
        if seen.contains("Matrix practitioner intruder") {
            things.insert("alarm", alarm);
        }
    }
    // Somebody of no stand, whose access is ended later.
    let lodger = Hand(world.user("Practitioner", "Clearwater").await);
    let asked = lodger
        .send((ask, &[("stub", &other)]), Fill::Plain, json!({}))
        .await;
    let lodging = id(&asked.location()).to_owned();
    let answer = (
        "/access-requests/{id}/answer",
        &[("id", lodging.as_str())][..],
    );
    let team = Hand(world.coordinator().await);
    team.send(answer, Fill::Plain, json!({})).await;
    things.insert("lodging", lodging);
    // A referral that stays in the queue.
    let housing = Hand(world.housing().await);
    let waits = housing
        .send(("/referrals", &[]), Fill::Plain, json!({}))
        .await;
    things.insert("other referral", id(&waits.location()).to_owned());
}

/// A meeting with its packs, one that was moved and called off, one to be called off, one to be moved, and
/// one of a series.
async fn meet(world: &World, things: &mut BTreeMap<&'static str, String>) {
    let team = Hand(world.coordinator().await);
    for (name, on) in [
        ("meeting", "2026-11-26"),
        ("cancelled meeting", "2026-12-10"),
        ("other meeting", "2026-12-17"),
        ("moved meeting", "2026-12-03"),
    ] {
        let meeting = team.plant(("/meetings", &[]), json!({ "on": on })).await;
        things.insert(name, id(&meeting.location()).to_owned());
    }
    let cancelled = &[("id", things["cancelled meeting"].as_str())][..];
    let other = json!({ "on": "2026-12-11" });
    team.plant(("/meetings/{id}/move", cancelled), other).await;
    team.plant(("/meetings/{id}/cancel", cancelled), json!({}))
        .await;
    let held = &[("id", things["held meeting"].as_str())][..];
    let came = json!({ "agency": "surrey-police", "presence": "present" });
    team.plant(("/meetings/{id}/attendance", held), came).await;
    team.plant(("/meetings/{id}/statement", held), json!({}))
        .await;
    let case = &things["case"];
    let mut recorded = Words::published().body("/meetings/{id}/cases/{case}", Fill::Planted);
    recorded["then"] = Value::Null;
    // It names the case's version, and not the meeting's.
    let version = team.0.get(&format!("/cases/{case}")).await.version();
    let path = format!("/meetings/{}/cases/{case}", things["held meeting"]);
    let recorded = team.0.post_at(&path, recorded, version).await;
    recorded.expect(201);
    team.plant(("/meetings/{id}/minutes", held), json!({}))
        .await;
    let series = json!({ "forum": "jag", "from": "2027-01-12", "dates": ["2027-01-12"] });
    team.plant(("/meetings/series", &[]), series).await;
    let meeting = &[("id", things["meeting"].as_str())][..];
    for change in ["remove", "add"] {
        let with = json!({ "change": change, "case": null, "case_reference": "RUN-2026-0001" });
        team.plant(("/meetings/{id}/agenda", meeting), with).await;
    }
    team.plant(("/meetings/{id}/packs", meeting), json!({}))
        .await;
    world.local.settle().await.unwrap();
}

/// A referral that somebody has begun.
async fn draft(world: &World, all: &[Somebody], things: &mut BTreeMap<&'static str, String>) {
    let writer = all.iter().find(|somebody| somebody.stand == "writer");
    let writer = Hand(world.with_token(&writer.unwrap().token));
    let words = Words::published();
    let begun = writer.0.post("/refer", json!({})).await.expect(201);
    let draft = id(&begun.location()).to_owned();
    crate::drafts::fill(&writer.0, &begun.location(), "A headline").await;
    let at = |end: &str| format!("/refer/{draft}/{end}");
    let whole = words.filled("ReferralBody", Fill::As("draft"));
    for step in ["headline", "impact", "children"] {
        writer.0.post(&at(step), whole.clone()).await.expect(200);
    }
    let subject = whole["subjects"][1].clone();
    writer
        .0
        .post(&at("subjects/1/who"), subject)
        .await
        .expect(200);
    let incident = whole["incidents"][0].clone();
    writer
        .0
        .post(&at("incidents/1"), incident)
        .await
        .expect(200);
    things.insert("draft", draft.clone());
}

/// Somebody, an agency and an area that the administrator may do away with.
async fn administer(world: &World, things: &mut BTreeMap<&'static str, String>) {
    let admin = Hand(world.administrator().await);
    let agency = json!({ "id": "old-agency", "name": "Old Agency", "topic": null });
    admin.send(("/agencies", &[]), Fill::Plain, agency).await;
    let area = json!({ "code": "ELM", "name": "Elmbridge", "since": null });
    admin.send(("/areas", &[]), Fill::Plain, area).await;
    let plan = json!({ "changes": [{ "area": "ELM", "into": "RUN" }] });
    admin
        .send(("/reorganisations", &[]), Fill::Plain, plan)
        .await;
    let person = json!({ "name": "Passing Through", "email": "passing.through@police.example" });
    let person = admin.send(("/people", &[]), Fill::Plain, person).await;
    things.insert("person", id(&person.location()).to_owned());
    let here = ("/areas/{code}/imports", &[("code", "RUN")][..]);
    let list = admin.send(here, Fill::Plain, json!({})).await;
    things.insert("list", id(&list.location()).to_owned());
}

/// That the second subject of the case is one with the first of the other.
async fn who_is_who(world: &World, case: &str, other: &str) {
    let team = Hand(world.coordinator().await);
    let other = team.at(&format!("/cases/{other}")).await.json();
    let with = format!("{}/1", named(&other["reference"]));
    let judge = (
        "/cases/{id}/subjects/{number}/same",
        &[("id", case), ("number", "2")][..],
    );
    let said = json!({ "with": with, "verdict": "join" });
    team.plant(judge, said).await;
}

/// A hold on the case, somebody's category, and a subject who asks what is held about them.
async fn protect(world: &World, case: &str, things: &mut BTreeMap<&'static str, String>) {
    let officer = Hand(world.user("Data-protection officer", "").await);
    let hold = ("/retention/cases/{id}", &[("id", case)][..]);
    officer
        .plant(hold, json!({ "step": "hold", "until": null }))
        .await;
    let team = Hand(world.coordinator().await);
    let first = (
        "/cases/{id}/subjects/{number}",
        &[("id", case), ("number", "1")][..],
    );
    team.plant(first, json!({ "role": "convicted" })).await;
    let second = (
        "/cases/{id}/subjects/{number}/details",
        &[("id", case), ("number", "2")][..],
    );
    team.plant(second, json!({})).await;
    let name = Words::published().planted("SubjectBody", "name");
    // A referral that leads to no case names the same person.
    let housing = Hand(world.housing().await);
    let mut subjects = Words::published().body("/referrals", Fill::Plain)["subjects"].clone();
    subjects[0]["name"] = json!(name);
    let beside = json!({ "subjects": subjects });
    let beside = housing.send(("/referrals", &[]), Fill::Plain, beside).await;
    let piece = format!("referral-{}", id(&beside.location()));
    let about = json!({ "name": name, "born_on": "1977-07-07" });
    let taken = officer.plant(("/subject-access", &[]), about).await;
    let asking = id(&taken.location()).to_owned();
    let step = ("/subject-access/{id}", &[("id", asking.as_str())][..]);
    for next in ["words", "extend"] {
        officer.plant(step, json!({ "step": next })).await;
    }
    let route = "/subject-access/{id}/beside/{piece}";
    let mut another = Words::published().body(route, Fill::Planted);
    (another["belongs"], another["withheld"]) = (json!("another"), json!({}));
    let read = format!("/subject-access/{asking}/beside/{piece}");
    let version = officer.at(&read).await.version();
    officer.0.post_at(&read, another, version).await.expect(200);
    things.insert("piece", piece);
    things.insert("asking", asking);
}

/// The email to an agency whose mail comes back, dealt with, and another that waits.
async fn returned(team: &Hand<'_>, things: &mut BTreeMap<&'static str, String>) {
    let list = team.at("/notices/returned").await.json();
    let mut hrefs = list["items"]
        .as_array()
        .unwrap_or_else(|| panic!("{list}"))
        .iter()
        .map(|row| id(row["href"].as_str().unwrap()).to_owned());
    let (settled, waits) = (hrefs.next().unwrap(), hrefs.next().unwrap());
    let settle = ("/notices/returned/{id}", &[("id", settled.as_str())][..]);
    team.plant(settle, json!({})).await;
    things.insert("returned", waits);
}
