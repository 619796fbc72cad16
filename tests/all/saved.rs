//! A long form of somebody without an account is saved and taken up again (R1.9).

use http::{Method, StatusCode};

use crate::world::{Answer, World};

const TYPED: [(&str, &str); 5] = [
    ("nuisance", "noise"),
    ("what", "Drumming in the stairwell"),
    ("place", "Marmalade Crescent car park"),
    ("on-day", "17"),
    ("who", "Quentin Zebrafish"),
];

fn fields(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let all = TYPED.iter().chain(more);
    all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The path of the address that a page shows.
fn path(page: &str, begins: &str) -> String {
    let start = page
        .find(begins)
        .unwrap_or_else(|| panic!("no {begins} in {page}"));
    let end = page[start..].find('"').unwrap();
    page[start..start + end].to_owned()
}

async fn page(world: &World, path: &str) -> Answer {
    world.anonymous(Method::GET, path, "text/html").await
}

async fn email(world: &World, path: &str, to: &str) -> Answer {
    let fields = [("email".to_owned(), to.to_owned())];
    world.form(&format!("{path}/email"), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_taken_up_again_by_its_address_and_gone_once_it_is_sent() {
    let world = World::start().await;
    let kept = world.form("/report/save", &fields(&[])).await.expect(200);
    let at = path(&kept.text(), "/report/saved/");
    assert!(kept.text().contains("27 November 2026"));
    for canary in ["Zebrafish", "Marmalade", "Drumming"] {
        assert!(
            !kept.text().contains(canary) && !at.contains(canary),
            "{canary}"
        );
    }
    let form = page(&world, &at).await.expect(200).text();
    for (_, value) in TYPED {
        assert!(form.contains(value), "{value}");
    }

    // Saved again with more, it stays where it was.
    let secret = at.rsplit('/').next().unwrap();
    let more = [("saved", secret), ("time", "From 11pm")];
    let again = world.form("/report/save", &fields(&more)).await.expect(200);
    assert_eq!(path(&again.text(), "/report/saved/"), at);
    assert!(page(&world, &at).await.text().contains("From 11pm"));

    // It is nobody's report yet, and the address of no application.
    let coordinator = world.coordinator().await;
    let waiting = coordinator.get("/referrals?view=waiting").await.expect(200);
    assert_eq!(waiting.json()["referrals"], serde_json::json!([]));
    let other = at.replace("/report/", "/case-review/");
    let guessed = format!("/report/saved/{}", "A".repeat(43));
    for wrong in [&other, &guessed, &format!("{at}x")] {
        let gone = page(&world, wrong).await.expect(404).text();
        assert!(
            gone.contains("These answers are not kept any more"),
            "{wrong}"
        );
        world
            .form(&format!("{wrong}/delete"), &[])
            .await
            .expect(404);
    }

    // Whoever names somebody else's secret of another form gets one of their own.
    let another = world
        .form("/case-review/save", &fields(&[("saved", secret)]))
        .await;
    let another = path(&another.expect(200).text(), "/case-review/saved/");
    assert!(!another.ends_with(secret));

    // Sent, it is gone.
    let whole = [
        ("saved", secret),
        ("on-month", "11"),
        ("on-year", "2026"),
        ("postcode", "KT15 2AH"),
        ("effect", "afraid"),
        ("named", "no"),
        ("_key", "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
    ];
    let form = page(&world, &at).await.expect(200).text();
    let opened = form.split("name=\"opened\" value=\"").nth(1).unwrap();
    let opened = opened.split('"').next().unwrap().to_owned();
    world.clock("2026-11-20T10:00:00Z").await;
    let mut sending = fields(&whole);
    sending.push(("opened".to_owned(), opened));
    let sent = world.form("/report", &sending).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    page(&world, &at).await.expect(404);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_is_emailed_and_says_nothing_of_what_was_told() {
    let world = World::start().await;
    let kept = world
        .form("/case-review/save", &fields(&[]))
        .await
        .expect(200);
    let at = path(&kept.text(), "/case-review/saved/");
    email(&world, &at, "not an address").await.expect(400);
    assert!(world.sent().is_empty());
    let done = email(&world, &at, "Vic@Sample.example").await.expect(200);
    assert!(done.text().contains("The email is on its way"));
    let sent = world.sent();
    assert_eq!(sent.len(), 1);
    let (to, subject, text) = &sent[0];
    assert_eq!(to, "vic@sample.example");
    assert!(text.contains(&format!("{}{at}", world.local.origin())));
    let told = format!("{subject}\n{text}").to_lowercase();
    for word in [
        "zebrafish",
        "marmalade",
        "drumming",
        "report",
        "anti-social",
    ] {
        assert!(!told.contains(word), "{word}");
    }
    // Nobody is pestered through us.
    email(&world, &at, "vic@sample.example").await.expect(200);
    email(&world, &at, "vic@sample.example").await.expect(200);
    let refused = email(&world, &at, "vic@sample.example").await.expect(422);
    assert!(refused.text().contains("Several emails have gone"));
    assert_eq!(world.sent().len(), 3);

    let deleted = world.form(&format!("{at}/delete"), &[]).await.expect(200);
    assert!(deleted.text().contains("Your answers have been deleted"));
    page(&world, &at).await.expect(404);
    email(&world, &at, "vic@sample.example").await.expect(404);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_saved_goes_after_a_week_and_nothing_is_kept_of_an_empty_form() {
    let world = World::start().await;
    let nothing = [("who".to_owned(), "  ".to_owned())];
    let again = world.form("/report/save", &nothing).await.expect(400);
    assert!(again.text().contains("There is nothing to save yet"));
    let kept = world.form("/report/save", &fields(&[])).await.expect(200);
    let at = path(&kept.text(), "/report/saved/");
    world.clock("2026-11-27T08:00:00Z").await;
    page(&world, &at).await.expect(200);
    world.clock("2026-11-27T10:00:00Z").await;
    page(&world, &at).await.expect(404);
    let long = [("what".to_owned(), "x".repeat(300_000))];
    world.form("/report/save", &long).await.expect(413);
    world.local.stop().await;
}
