//! Every operation once, by its name in the budgets: referrals, signing in and the start page here.

use serde_json::json;

use super::{acts_at_a_meeting, acts_by_guests, acts_on_a_case, acts_on_people, bench::Bench};
use crate::{
    browser::Browser,
    world::{fresh_key, referral},
};

pub(super) async fn all(bench: &mut Bench<'_>) {
    signing_in(bench).await;
    refer(bench).await;
    let referral = triage(bench).await;
    let case = acts_on_a_case::all(bench, &referral).await;
    acts_at_a_meeting::all(bench, &case).await;
    start(bench).await;
    acts_by_guests::all(bench).await;
    acts_on_people::all(bench).await;
    acts_at_a_meeting::days_later(bench).await;
    acts_on_a_case::sealed(bench, &case).await;
}

async fn signing_in(bench: &mut Bench<'_>) {
    let email = bench.housing.email.clone();
    let mut browser = Browser::new(bench.world);
    bench
        .http("sign_in_begun", 303, browser.get("/sign-in/begin"))
        .await;
    let mut browser = Browser::new(bench.world);
    let callback = browser.callback("/refer", &email).await;
    bench.http("signed_in", 303, browser.get(&callback)).await;
    bench
        .http("page_by_browser", 200, browser.get("/refer"))
        .await;
    bench
        .http("signed_out", 303, browser.post("/sign-out", ""))
        .await;
}

async fn refer(bench: &mut Bench<'_>) {
    let housing = bench.housing.clone();
    let mut browser = bench.browser(&housing.email).await;
    bench
        .http("referral_json", 201, housing.post("/referrals", referral()))
        .await;
    let key = fresh_key();
    let first = housing
        .post_with("/referrals", referral(), &key, None)
        .await
        .expect(201);
    let again = housing.post_with("/referrals", referral(), &key, None);
    let again = bench.http("referral_repeated", 201, again).await;
    assert_eq!(first.location(), again.location());

    let begun = ("draft_begun", 201);
    let draft = bench
        .post(begun, &housing, ("/refer", None), json!({}))
        .await
        .location();
    crate::drafts::fill(
        &housing,
        &draft,
        "Late-night noise and threats in a block of flats",
    )
    .await;
    let page = format!("{draft}/impact");
    let impact = "impact=Cannot+sleep%3B+afraid+to+leave+the+flat";
    bench
        .http("draft_page_saved", 303, browser.post(&page, impact))
        .await;
    let send = format!("{draft}/send");
    bench
        .http("referral_form", 303, browser.post(&send, "_key=sent-once"))
        .await;
}

/// Gives the path of a referral that was accepted.
async fn triage(bench: &mut Bench<'_>) -> String {
    let (coordinator, housing) = (bench.coordinator.clone(), bench.housing.clone());
    let mut browser = bench.browser(&coordinator.email).await;
    let at = housing
        .post("/referrals", referral())
        .await
        .expect(201)
        .location();
    bench
        .http("triage_list", 200, coordinator.get("/referrals"))
        .await;
    bench
        .http("triage_list_by_browser", 200, browser.get("/referrals"))
        .await;
    let decided = "/referrals?view=decided";
    bench
        .get("triage_list_decided", &coordinator, decided)
        .await;
    bench
        .http("referrals_of_agency", 200, housing.get("/referrals"))
        .await;
    bench.get("referral_read", &coordinator, &at).await;
    let accept = json!({ "decision": "accept", "reason": "Meets the threshold" });
    let triage = format!("{at}/triage");
    let accepted = ("triage_accepted", 200);
    bench
        .post(accepted, &coordinator, (&triage, Some(1)), accept)
        .await;
    at
}

async fn start(bench: &mut Bench<'_>) {
    let mut desk = bench.browser(&bench.coordinator.email.clone()).await;
    let mut officer = bench.browser(&bench.officer.email.clone()).await;
    bench.http("start_of_coordinator", 200, desk.get("/")).await;
    bench.http("start_of_officer", 200, officer.get("/")).await;
}
