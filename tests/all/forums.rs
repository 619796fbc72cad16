//! Other forums: an area's register on a day, who holds a subject elsewhere, and sending on (R8.1–R8.4,
//! R2.6).

use serde_json::{Value, json};

use crate::{journey::open_case, world::World};

fn forum(name: &str, contact: &str, from: &str) -> Value {
    json!({
        "name": name, "about": "people", "remit": "Help before needs become safeguarding",
        "cadence": "Tuesdays", "contact": contact, "from": from,
        "reason": "Agreed by the partnership on 12 November",
    })
}

fn named<'a>(register: &'a Value, list: &str, name: &str) -> Option<&'a Value> {
    let list = register[list].as_array().unwrap();
    list.iter().find(|forum| forum["name"] == name)
}

/// R8.1: dated data, for all areas or an area's own; whoever is signed in reads it.
#[tokio::test(flavor = "multi_thread")]
async fn an_area_says_what_forums_there_are_from_a_day() {
    let world = World::start().await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let list = "/forums?area=RUN";
    let shipped = officer.get(list).await.expect(200).json();
    assert_eq!(shipped["forums"].as_array().unwrap().len(), 20);
    let hub = named(&shipped, "forums", "Early Help Hub").unwrap();
    assert_eq!(
        (&hub["marked"], &shipped["may_set"]),
        (&json!(true), &json!(false))
    );
    // Only those who answer for the area change it, and nobody the past.
    let path = "/areas/RUN/forums/early-help-hub";
    let version = team.get(path).await.expect(200).version();
    let own = forum("Early Help Hub", "The duty worker of the hub", "2026-11-27");
    officer.get(path).await.expect(403);
    officer
        .post_at(path, own.clone(), version)
        .await
        .expect(403);
    team.post_at("/areas/WOK/forums/mash", own.clone(), 1)
        .await
        .expect(403);
    let past = forum("Early Help Hub", "The duty worker", "2026-11-01");
    let refused = team.post_at(path, past, version).await.expect(400).text();
    assert!(refused.contains("today or later"), "{refused}");
    team.post_at(path, own.clone(), version + 7)
        .await
        .expect(409);
    team.post_at(path, own, version).await.expect(200);
    // One of its own, and one that has ended.
    let watch = forum("Town Watch", "The town-centre manager", "2026-11-27");
    team.post_at("/areas/RUN/forums", watch.clone(), version + 1)
        .await
        .expect(200);
    let again = team.post_at("/areas/RUN/forums", watch, version + 2).await;
    assert!(again.expect(400).text().contains("this name already"));
    let mut ends = forum("MOLT", "Nobody any more", "2026-11-27");
    ends["until"] = json!("2026-11-27");
    team.post_at("/areas/RUN/forums/molt", ends, version + 2)
        .await
        .expect(200);
    team.get("/areas/RUN/forums/nothing").await.expect(404);
    let on = |day: &str| format!("{list}&on={day}");
    let before = officer.get(&on("2026-11-26")).await.expect(200).json();
    assert_ne!(
        named(&before, "forums", "Early Help Hub").unwrap()["contact"],
        "The duty worker of the hub"
    );
    assert!(
        named(&before, "others", "Town Watch").is_some(),
        "it is to come"
    );
    let after = officer.get(&on("2026-11-28")).await.expect(200).json();
    let hub = named(&after, "forums", "Early Help Hub").unwrap();
    assert_eq!(hub["contact"], "The duty worker of the hub");
    assert!(named(&after, "forums", "Town Watch").is_some());
    assert!(named(&after, "forums", "MOLT").is_none());
    assert!(
        named(&after, "others", "MOLT").is_some(),
        "it is still listed"
    );
    let all = officer.get("/forums?area=WOK&on=2026-11-28").await;
    let all = all.expect(200).json();
    assert!(
        named(&all, "forums", "Town Watch").is_none(),
        "other areas keep theirs"
    );
    let history = world
        .administrator()
        .await
        .get("/areas/RUN")
        .await
        .expect(200)
        .text();
    assert!(
        history.contains("Forum Early Help Hub from 27 November 2026"),
        "{history}"
    );
    world.local.stop().await;
}

fn held(more: &[(&str, Value)]) -> Value {
    let mut body = json!({
        "forum": "marac", "subject": 1, "since": "2026-11-03", "gateway": "crime_and_disorder",
    });
    for (field, value) in more {
        body[*field] = value.clone();
    }
    body
}

/// R8.2: who else holds them, the warning before two forums act, and need-to-know.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_says_who_else_holds_a_subject_and_warns_before_two_act() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let forums = format!("{case}/forums");
    let path = format!("{forums}/held");
    let stranger = world.user("Practitioner", "Fire").await;
    stranger.get(&forums).await.expect(404);
    stranger.post(&path, held(&[])).await.expect(404);
    let unknown = officer
        .post(&path, held(&[("forum", json!("nothing"))]))
        .await;
    unknown.expect(400);
    officer
        .post(&path, held(&[("subject", json!(99))]))
        .await
        .expect(404);
    officer
        .post(&path, held(&[("since", json!("2027-01-01"))]))
        .await
        .expect(422);
    let made = officer.post(&path, held(&[])).await.expect(201).json();
    let entry = made["id"].as_str().unwrap().to_owned();
    let seen = team.get(&case).await.expect(200).json();
    let warning = seen["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("MARAC holds "), "{warning}");
    assert!(
        warning.contains("talk to the MARAC coordinator"),
        "{warning}"
    );
    for end in ["", "/actions", "/powers", "/powers/new", "/decisions"] {
        let page = team
            .get_as(&format!("{case}{end}"), "text/html")
            .await
            .expect(200)
            .text();
        assert!(page.contains("talk to the MARAC coordinator"), "{end}");
    }
    // It warns and does not block.
    let task = json!({
        "what": "Visit the household", "agency": "surrey-police", "due_on": "2026-12-01",
        "gateway": "crime_and_disorder",
    });
    team.post(&format!("{case}/actions"), task)
        .await
        .expect(201);
    // What is limited is there for those named only.
    let kept = held(&[
        ("forum", json!("mappa")),
        ("sight", json!("named")),
        ("only", json!([])),
    ]);
    officer.post(&path, kept).await.expect(201);
    let own = officer.get(&forums).await.expect(200).json();
    assert_eq!(own["held"].as_array().unwrap().len(), 2);
    let secret = own["held"]
        .as_array()
        .unwrap()
        .iter()
        .find(|each| each["forum"] == "mappa");
    let secret = secret.unwrap()["id"].as_str().unwrap();
    for end in ["", "/forums", "/history", "/as-at"] {
        let page = team.get(&format!("{case}{end}")).await.expect(200).text();
        assert!(!page.contains("MAPPA"), "{end}");
    }
    let over = json!({ "on": "2026-11-20", "reason": "The conference closed it" });
    team.post(&format!("{path}/{secret}"), over.clone())
        .await
        .expect(404);
    // It is over, and the warning with it; history keeps both.
    let early = json!({ "on": "2026-11-01", "reason": "Too early" });
    team.post(&format!("{path}/{entry}"), early)
        .await
        .expect(422);
    team.post(&format!("{path}/{entry}"), over.clone())
        .await
        .expect(200);
    team.post(&format!("{path}/{entry}"), over)
        .await
        .expect(422);
    let after = team.get(&case).await.expect(200).json();
    assert_eq!(after["warnings"], json!([]));
    assert_eq!(after["elsewhere"]["held"][0]["over_on"], "2026-11-20");
    let history = team
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .text();
    assert!(history.contains("MARAC holds subject 1"), "{history}");
    world.local.stop().await;
}

/// R2.6, R8.3: an indicator prompts the referral, which is recorded in one step and answered later.
#[tokio::test(flavor = "multi_thread")]
async fn an_indicator_prompts_and_sending_on_is_one_step() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let (team, officer) = (world.coordinator().await, world.officer().await);
    let forums = format!("{case}/forums");
    let seen = json!({ "indicators": ["cuckooing"], "reason": "Strangers come and go at night" });
    let stranger = world.user("Practitioner", "Fire").await;
    stranger
        .post(&format!("{forums}/indicators"), seen.clone())
        .await
        .expect(404);
    let wrong = json!({ "indicators": ["weather"], "reason": "Rain" });
    officer
        .post(&format!("{forums}/indicators"), wrong)
        .await
        .expect(422);
    officer
        .post(&format!("{forums}/indicators"), seen)
        .await
        .expect(200);
    let prompts = team.get(&forums).await.expect(200).json()["prompts"].clone();
    assert_eq!(prompts.as_array().unwrap().len(), 2, "{prompts}");
    assert_eq!(prompts[0]["forum_name"], "MASH");
    let send = json!({
        "forum": "mash", "subject": 1, "indicator": "cuckooing",
        "reason": "An adult at risk", "gateway": "safeguarding_adult",
    });
    let key = crate::world::fresh_key();
    for _ in 0..2 {
        let sent = officer
            .post_with(&format!("{forums}/sent"), send.clone(), &key, None)
            .await;
        sent.expect(201);
    }
    let after = team.get(&forums).await.expect(200).json();
    assert_eq!(after["sent"].as_array().unwrap().len(), 1);
    assert_eq!(after["prompts"].as_array().unwrap().len(), 1);
    let answer = json!({ "taken": "taken", "said": "A social worker visits" });
    team.post(&format!("{forums}/sent/2"), answer.clone())
        .await
        .expect(404);
    team.post(&format!("{forums}/sent/1"), answer)
        .await
        .expect(200);
    let after = team.get(&forums).await.expect(200).json();
    assert_eq!(after["sent"][0]["taken"], "taken");
    let then = team.get(&format!("{case}/as-at")).await.expect(200).json();
    assert_eq!(then["case"]["elsewhere"]["sent"][0]["forum_name"], "MASH");
    let history = team
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .text();
    assert!(history.contains("on to MASH"), "{history}");
    world.local.stop().await;
}
