//! Other forums: an area's register on a day, who holds a subject elsewhere, and sending on (R8.1–R8.4,
//! R2.6).

use serde_json::{Value, json};

use crate::world::World;

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
    team.post_at("/areas/ELM/forums/mash", own.clone(), 1)
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
    let all = officer
        .get("/forums?area=ELM&on=2026-11-28")
        .await
        .expect(200)
        .json();
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
