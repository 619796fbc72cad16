//! How letters reach an applicant who gave no postal address (R7.3).

use serde_json::json;

use super::{application, apply, id, step};
use crate::{journey::pdf_text, world::World};

const NUMBER: &str = "07700 900123";

/// Somebody to be called: what a letter says is told, and no number is printed as an address.
#[tokio::test(flavor = "multi_thread")]
async fn a_letter_to_somebody_with_a_number_alone_is_read_out_and_not_posted() {
    let world = World::start().await;
    let team = world.coordinator().await;
    let mut body = application();
    body["way"] = json!("phone");
    body["reach"] = json!(NUMBER);
    let review = id(&apply(&world, body.clone()).await.expect(201));
    let path = format!("/case-reviews/{review}");
    let shown = team.get_as(&path, "text/html").await.expect(200).text();
    for said in [
        "No email or postal address was given: post nothing. Read each letter out by phone on 07700 900123.",
        "Tell the applicant what the letter says first.",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let letter = format!("{path}/letters/acknowledgement");
    let shown = team.get_as(&letter, "text/html").await.expect(200).text();
    assert!(shown.contains("post nothing"), "{shown}");
    assert!(
        shown.contains("<p class=\"govuk-body\">Ottoline Wigglesworth</p>"),
        "{shown}"
    );
    let pdf = team.get_as(&letter, "application/pdf").await.expect(200);
    let text = pdf_text(&pdf.bytes);
    assert!(text.contains("Dear Ottoline Wigglesworth"), "{text}");
    assert!(
        !text.contains("07700") && !text.contains("post nothing"),
        "{text}"
    );

    // With a postal address it is posted there.
    body["post"] = json!("79 Marmalade Crescent");
    let review = id(&apply(&world, body).await.expect(201));
    let path = format!("/case-reviews/{review}");
    let shown = team.get_as(&path, "text/html").await.expect(200).text();
    for said in [
        "post it to 79 Marmalade Crescent",
        "Send the letter first.",
        "Postal address",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let letter = format!("{path}/letters/acknowledgement");
    let pdf = team.get_as(&letter, "application/pdf").await.expect(200);
    let text = pdf_text(&pdf.bytes);
    assert!(
        text.contains("79 Marmalade Crescent") && !text.contains("07700"),
        "{text}"
    );
    step(&team, &review, json!({ "step": "acknowledge" }))
        .await
        .expect(200);
    world.local.stop().await;
}
