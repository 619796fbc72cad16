//! The wrong person gets nothing, and cannot tell a case that is missing from one that is not
//! theirs (R3.1).

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::json;

use crate::{
    journey::{assign, open_case},
    template::doors::open_routes,
    world::{CANARIES, World},
};

const MISSING: &str = "01900000-0000-7000-8000-000000000000";

#[tokio::test(flavor = "multi_thread")]
async fn missing_and_forbidden_answer_alike() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let coordinator = world.coordinator().await;
    add_own_task(&world, &case).await;
    let action = assign(&coordinator, &case, "runnymede-council", "2026-11-27").await;
    let referral = coordinator.get(&case).await.expect(200).json();
    let referral = format!(
        "/referrals/{}",
        referral["referrals"][0]["id"].as_str().unwrap_or(MISSING)
    );
    // Surrey Police is not on the case; Woking's coordinator is of another area.
    for stranger in [
        world.officer().await,
        world.user("Coordinator (WOK)", "").await,
    ] {
        for path in [
            case.clone(),
            format!("{case}/history"),
            format!("{case}/agencies"),
            format!("{case}/actions"),
            action.clone(),
            referral.clone(),
        ] {
            let (noun, rest) = path.trim_start_matches('/').split_once('/').unwrap();
            let tail = rest
                .split_once('/')
                .map(|(_, tail)| format!("/{tail}"))
                .unwrap_or_default();
            for accept in ["application/json", "text/html"] {
                let forbidden = stranger.get_as(&path, accept).await.expect(404);
                let missing = stranger
                    .get_as(&format!("/{noun}/{MISSING}{tail}"), accept)
                    .await
                    .expect(404);
                assert_eq!(
                    without_ids(&forbidden.text()),
                    without_ids(&missing.text()),
                    "{path}"
                );
            }
        }
        let entry = json!({
            "kind": "note", "on": "2026-11-19", "text": "x", "gateway": "crime_and_disorder",
        });
        stranger
            .post(&format!("{case}/entries"), entry)
            .await
            .expect(404);
        stranger
            .post(&format!("{action}/accept"), json!({}))
            .await
            .expect(404);
        for list in ["/", "/cases", "/actions", "/referrals", "/meetings"] {
            for accept in ["application/json", "text/html"] {
                let text = stranger.get_as(list, accept).await.expect(200).text();
                let id = case.trim_start_matches("/cases/");
                for canary in CANARIES.iter().chain(&[id]) {
                    assert!(!text.contains(canary), "{canary} in {list}");
                }
            }
        }
    }
    world.local.stop().await;
}

async fn add_own_task(world: &World, case: &str) {
    // Runnymede leads the case, so it is on it without being added.
    let shown = world.coordinator().await.get(case).await.expect(200).text();
    assert!(shown.contains("Runnymede Borough Council"));
}

/// The text with every UUID blotted out: each answer quotes a request id of its own.
pub(crate) fn without_ids(text: &str) -> String {
    let is_id = |part: &[char]| {
        part.iter().zip(0..).all(|(c, at)| match at {
            8 | 13 | 18 | 23 => *c == '-',
            _ => c.is_ascii_hexdigit(),
        })
    };
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        if chars.get(at..at + 36).is_some_and(is_id) {
            out.push_str("(id)");
            at += 36;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn seeing_a_case_is_not_managing_it() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let officer = world.officer().await;
    let version = officer.get(&case).await.expect(200).version();
    let agency = json!({ "agency": "surrey-fire-and-rescue", "gateway": "consent", "reason": "x" });
    officer
        .post(&format!("{case}/agencies"), agency)
        .await
        .expect(403);
    let assessment = json!({
        "rag": "green", "risk": "standard", "rationale": "x", "next_review_on": "2026-12-20",
    });
    officer
        .post_at(&format!("{case}/assessments"), assessment, version)
        .await
        .expect(403);
    let decision = json!({ "kind": "decision", "decision": "x", "rationale": "x" });
    officer
        .post_at(&format!("{case}/decisions"), decision, version)
        .await
        .expect(403);
    let action = json!({
        "what": "x", "agency": "surrey-police", "due_on": "2026-11-27", "gateway": "consent",
    });
    officer
        .post(&format!("{case}/actions"), action)
        .await
        .expect(403);
    assert_eq!(
        officer.get(&case).await.expect(200).version(),
        version,
        "nothing changed"
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_taken_off_a_case_sees_it_no_more() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let coordinator = world.coordinator().await;
    let officer = world.officer().await;
    let action = assign(&coordinator, &case, "surrey-police", "2026-11-27").await;
    let done = json!({ "outcome": "done", "evidence": "Visited twice" });
    officer
        .post(&format!("{action}/complete"), done)
        .await
        .expect(200);
    let body = json!({
        "area": "RUN", "forum": "charmm", "on": "2026-11-24", "at": "10:00", "place": "Teams",
    });
    let meeting = coordinator
        .post("/meetings", body)
        .await
        .expect(201)
        .location();
    coordinator
        .post(&format!("{meeting}/packs"), json!({}))
        .await
        .expect(202);
    world.local.settle().await.unwrap();
    let pack = format!("{meeting}/packs/surrey-police");
    let seen = [case.as_str(), "/cases", "/actions?tab=ended", pack.as_str()];
    for path in seen {
        let text = officer.get(path).await.expect(200).text();
        assert!(text.contains("RUN-2026-0001"), "{path}: {text}");
    }
    let removal = json!({ "reason": "Added by mistake" });
    coordinator
        .post(&format!("{case}/agencies/surrey-police/remove"), removal)
        .await
        .expect(200);
    // The pack that was made before shows it no more, and its PDF, which cannot be cut, is kept back.
    for accept in ["application/json", "text/html"] {
        let text = officer.get_as(&pack, accept).await.expect(200).text();
        assert!(!text.contains("RUN-2026-0001"), "{text}");
    }
    officer.get_as(&pack, "application/pdf").await.expect(422);
    // The next scheduled run makes the pack anew, without the case.
    world.clock("2026-11-20T14:00:00Z").await;
    // Hours have passed: people sign in again.
    let (coordinator, officer) = (world.coordinator().await, world.officer().await);
    officer.get(&case).await.expect(404);
    officer.get(&action).await.expect(404);
    for path in ["/cases", "/actions?tab=ended", pack.as_str()] {
        let text = officer.get(path).await.expect(200).text();
        assert!(!text.contains("RUN-2026-0001"), "{path}: {text}");
    }
    // What it did keeps its name for those who stay.
    let shown = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .text();
    assert!(shown.contains("Surrey Police"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_there_is_nothing_but_the_way_in() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let routes = routes_in_the_code();
    let open: BTreeMap<_, _> = open_routes().collect();
    for route in &routes {
        let path = filled(route, &case);
        let ask = |accept: &'static str| world.anonymous(Method::GET, &path, accept);
        let answer = ask("application/json").await;
        if open.contains_key(route.as_str()) {
            // The ways in refuse what the issuer did not send.
            let way_in = route.starts_with("/sign-in");
            assert!(way_in || answer.status != 401, "{route}");
            continue;
        }
        // Where only a form is taken, a GET is refused or led back to the page that has it.
        if !matches!(answer.status.as_u16(), 303 | 405) {
            assert_eq!(answer.status, 401, "{route}: {}", answer.text());
            assert!(answer.headers.contains_key("www-authenticate"), "{route}");
            let page = ask("text/html").await.expect(303);
            assert!(page.location().starts_with("/sign-in"), "{route}");
        }
        let posted = world
            .anonymous(Method::POST, &path, "application/json")
            .await;
        let refused = matches!(posted.status.as_u16(), 401 | 405);
        assert!(refused, "{route}: {} {}", posted.status, posted.text());
        assert!(
            answer.status == 401 || posted.status == 401,
            "{route} takes nothing"
        );
    }
    for route in open.keys() {
        assert!(routes.contains(*route), "{route} is listed and not there");
    }
    assert!(routes.len() > 35, "{routes:?}");
    for path in ["/health", "/openapi.json"] {
        world.anonymous(Method::GET, path, "*/*").await.expect(200);
    }
    world
        .anonymous(Method::GET, "/nothing-here", "application/json")
        .await
        .expect(404);
    world.local.stop().await;
}

/// Every path that a function or `edge` gives a handler, as written in the code.
fn routes_in_the_code() -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    let production = crate::architecture::production().into_iter();
    for (_, text) in production.filter(|(path, _)| !path.ends_with("tests.rs")) {
        for part in text.split(".route(").skip(1) {
            let literal = part.trim_start().strip_prefix('"');
            let path = literal.and_then(|rest| rest.split('"').next());
            routes.extend(path.filter(|path| path.starts_with('/')).map(str::to_owned));
        }
    }
    routes.retain(|route| !route.starts_with("/dev") && !route.starts_with("/v2"));
    routes
}

/// A path with something plausible in the place of its parameters.
fn filled(route: &str, case: &str) -> String {
    let id = case.rsplit('/').next().unwrap();
    let parts = route.split('/').map(|part| match part {
        "{agency}" => "surrey-police",
        "{number}" => "1",
        "{file}" => "none.css",
        part if part.starts_with('{') => id,
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_on_a_case_is_in_one_category_which_is_changed_with_a_reason() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let coordinator = world.coordinator().await;
    let shown = coordinator.get(&case).await.expect(200).json();
    let role = |shown: &serde_json::Value, n: usize| shown["subjects"][n]["role"].clone();
    assert_eq!(role(&shown, 0), "alleged_perpetrator");
    assert_eq!(shown["subjects"][1]["safe_contact"], "By letter only");
    let version = shown["version"].as_u64().unwrap();
    let to = |role: &str| json!({ "role": role, "reason": "Staines Magistrates' Court, 18 November 2026" });
    let subject = |n: u32| format!("{case}/subjects/{n}");
    // A practitioner on the case does not; nobody does it blindly, twice, or to what is not there.
    let officer = world.officer().await;
    officer
        .post_at(&subject(1), to("convicted"), version)
        .await
        .expect(403);
    coordinator
        .post(&subject(1), to("convicted"))
        .await
        .expect(400);
    coordinator
        .post_at(&subject(4), to("convicted"), version)
        .await
        .expect(404);
    coordinator
        .post_at(&subject(0), to("convicted"), version)
        .await
        .expect(404);
    coordinator
        .post_at(&subject(1), to("alleged_perpetrator"), version)
        .await
        .expect(422);
    coordinator
        .post_at(&subject(1), to("location"), version)
        .await
        .expect(422);
    coordinator
        .post_at(&subject(3), to("witness"), version)
        .await
        .expect(422);
    coordinator
        .post_at(&subject(1), json!({ "role": "convicted" }), version)
        .await
        .expect(400);
    coordinator
        .post_at(&subject(1), to("convicted"), version)
        .await
        .expect(200);
    coordinator
        .post_at(&subject(2), to("convicted"), version)
        .await
        .expect(409);
    let shown = coordinator.get(&case).await.expect(200).json();
    assert_eq!(role(&shown, 0), "convicted");
    // How to reach a victim safely is kept of those who need protection, and of nobody else.
    let version = shown["version"].as_u64().unwrap();
    coordinator
        .post_at(&subject(2), to("alleged_perpetrator"), version)
        .await
        .expect(200);
    let shown = coordinator.get(&case).await.expect(200).json();
    assert_eq!(
        shown["subjects"][1]["safe_contact"],
        serde_json::Value::Null
    );
    let page = coordinator
        .get_as(&case, "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("Perpetrator, convicted: Quentin Zebrafish"));
    world.local.stop().await;
}
