use serde_json::Value;

use crate::{
    Local, Options,
    browser::{Browser, Page},
    scratch::Scratch,
};

/// The verifier and challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn start(scratch: &Scratch) -> (Local, Browser) {
    let data = scratch.path().to_owned();
    let options = Options {
        port: 0,
        data,
        empty: true,
        ..Options::default()
    };
    let local = Local::start(options).await.unwrap();
    let browser = Browser::new(local.origin());
    (local, browser)
}

fn query(origin: &str, changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("response_type", "code".to_owned()),
        ("client_id", super::CLIENT_ID.to_owned()),
        ("redirect_uri", format!("{origin}/sign-in/callback")),
        ("scope", "openid email".to_owned()),
        ("state", "s&1".to_owned()),
        ("nonce", "n1".to_owned()),
        ("code_challenge", CHALLENGE.to_owned()),
        ("code_challenge_method", "S256".to_owned()),
    ];
    for (name, value) in changes {
        fields.retain(|(own, _)| own != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

fn encoded(fields: &[(&'static str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// The parameters of the address that a page redirects to.
fn answer(page: &Page) -> std::collections::BTreeMap<String, String> {
    let query = page.location().split('?').nth(1).unwrap();
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

async fn code(local: &Local, browser: &mut Browser) -> String {
    let person = local.people().await.unwrap().remove(0).id.to_string();
    let fields = query(local.origin(), &[("person", &person)]);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let page = browser.post("/dev/oidc/authorize", &fields).await;
    assert!(
        page.location()
            .starts_with(&format!("{}/sign-in/callback?", local.origin()))
    );
    let answer = answer(&page);
    assert_eq!(answer["state"], "s&1");
    assert_eq!(answer["iss"], format!("{}/dev/oidc", local.origin()));
    answer["code"].clone()
}

async fn exchange(local: &Local, browser: &mut Browser, code: &str, verifier: &str) -> Value {
    let callback = format!("{}/sign-in/callback", local.origin());
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &callback),
        ("client_id", super::CLIENT_ID),
        ("code_verifier", verifier),
    ];
    browser.post("/dev/oidc/token", &fields).await.json()
}

#[tokio::test]
async fn a_code_becomes_tokens_once_and_only_for_its_verifier() {
    let scratch = Scratch::new();
    let (local, mut browser) = start(&scratch).await;
    let code = code(&local, &mut browser).await;
    let tokens = exchange(&local, &mut browser, &code, VERIFIER).await;
    let payload = tokens["id_token"]
        .as_str()
        .unwrap()
        .split('.')
        .nth(1)
        .unwrap();
    let payload =
        base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, payload);
    let claims: Value = serde_json::from_slice(&payload.unwrap()).unwrap();
    assert_eq!(claims["nonce"], "n1");
    assert_eq!(claims["aud"], super::CLIENT_ID);
    let again = exchange(&local, &mut browser, &code, VERIFIER).await;
    assert_eq!(again["error"], "invalid_grant");
    local.stop().await;
}

#[tokio::test]
async fn a_stolen_code_is_worth_nothing() {
    let scratch = Scratch::new();
    let (local, mut browser) = start(&scratch).await;
    let code = code(&local, &mut browser).await;
    let other = exchange(&local, &mut browser, &code, "another-verifier").await;
    assert_eq!(other["error"], "invalid_grant");
    let late = exchange(&local, &mut browser, &code, VERIFIER).await;
    assert_eq!(late["error"], "invalid_grant");
    local.stop().await;
}

#[tokio::test]
async fn codes_go_only_to_the_registered_address_and_only_with_pkce() {
    let scratch = Scratch::new();
    let (local, mut browser) = start(&scratch).await;
    for change in [
        ("redirect_uri", "https://evil.example/"),
        ("client_id", "another"),
    ] {
        let fields = query(local.origin(), &[change]);
        let page = browser
            .get(&format!("/dev/oidc/authorize?{}", encoded(&fields)))
            .await;
        assert_eq!(page.status, 400, "{change:?}");
        assert!(!page.headers.contains_key("location"));
    }
    for change in [
        ("code_challenge_method", "plain"),
        ("code_challenge", ""),
        ("response_type", "token"),
    ] {
        let fields = query(local.origin(), &[change]);
        let page = browser
            .get(&format!("/dev/oidc/authorize?{}", encoded(&fields)))
            .await;
        assert!(answer(&page).contains_key("error"), "{change:?}");
    }
    local.stop().await;
}

#[tokio::test]
async fn the_page_asks_who_and_says_when_nobody_was_chosen() {
    let scratch = Scratch::new();
    let (local, mut browser) = start(&scratch).await;
    let fields = query(local.origin(), &[("state", "\"><script>")]);
    let page = browser
        .get(&format!("/dev/oidc/authorize?{}", encoded(&fields)))
        .await;
    assert!(page.body.contains("Priya Fernsby"));
    assert!(!page.body.contains("\"><script>"));
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let page = browser.post("/dev/oidc/authorize", &fields).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("Choose who to sign in as"));
    local.stop().await;
}

#[tokio::test]
async fn a_person_signs_in_and_out_as_in_production() {
    let scratch = Scratch::new();
    let (local, mut browser) = start(&scratch).await;
    let page = browser.get("/sign-in/begin?to=/").await;
    let authorize = page.location().to_owned();
    assert!(
        authorize.starts_with(&format!("{}/dev/oidc/authorize?", local.origin())),
        "{authorize}"
    );
    assert_eq!(browser.get(&authorize).await.status, 200);
    let people = local.people().await.unwrap();
    let priya = people
        .iter()
        .find(|person| person.name == "Priya Fernsby")
        .unwrap();
    let mut fields = answer(&page);
    fields.insert("person".to_owned(), priya.id.to_string());
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let page = browser.post("/dev/oidc/authorize", &fields).await;
    let page = browser.get(page.location()).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, "/"));
    let home = browser.get("/").await;
    assert_eq!(home.status, 200);
    assert!(home.body.contains("Priya Fernsby"));
    let page = browser.post("/sign-out", &[]).await;
    let page = browser.get(page.location()).await;
    assert_eq!(page.location(), format!("{}/", local.origin()));
    assert!(!browser.get("/").await.body.contains("Priya Fernsby"));
    local.stop().await;
}
