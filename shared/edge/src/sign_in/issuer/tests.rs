use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;
use crate::{config, sign_in::token::tests::Signer};

/// An issuer of a few canned answers on a port of this machine.
struct Canned {
    url: String,
    answers: Arc<Mutex<Answers>>,
    key_requests: Arc<AtomicUsize>,
}

struct Answers {
    keys: JwkSet,
    id_token: String,
    authorization_endpoint: Option<&'static str>,
    /// The body of the last request to the token endpoint.
    redeemed: String,
}

impl Canned {
    async fn start(keys: JwkSet) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers = Arc::new(Mutex::new(Answers {
            keys,
            id_token: String::new(),
            authorization_endpoint: None,
            redeemed: String::new(),
        }));
        let key_requests = Arc::new(AtomicUsize::new(0));
        let canned = Self {
            url,
            answers,
            key_requests,
        };
        let (base, answers, count) = (
            canned.url.clone(),
            canned.answers.clone(),
            canned.key_requests.clone(),
        );
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut buffer = vec![0; 65_536];
                let read = stream.read(&mut buffer).await.unwrap();
                let request = String::from_utf8_lossy(&buffer[..read]).into_owned();
                let body = answer(&base, &request, &answers, &count).to_string();
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                stream.write_all((head + &body).as_bytes()).await.unwrap();
            }
        });
        canned
    }

    fn issuer(&self) -> Issuer {
        Issuer::new(&Config {
            issuer: self.url.clone(),
            ..config::tests::local()
        })
    }
}

fn answer(base: &str, request: &str, answers: &Mutex<Answers>, count: &AtomicUsize) -> Value {
    let mut answers = answers.lock().unwrap();
    let path = request.split(' ').nth(1).unwrap();
    match path {
        "/keys" => {
            count.fetch_add(1, Ordering::SeqCst);
            serde_json::to_value(&answers.keys).unwrap()
        }
        "/token" => {
            answers.redeemed = request
                .split("\r\n\r\n")
                .nth(1)
                .unwrap_or_default()
                .to_owned();
            json!({ "access_token": "x", "token_type": "Bearer", "id_token": answers.id_token })
        }
        _ => json!({
            "issuer": base,
            "authorization_endpoint": answers.authorization_endpoint.map_or_else(|| format!("{base}/authorize"), str::to_owned),
            "token_endpoint": format!("{base}/token"),
            "jwks_uri": format!("{base}/keys"),
        }),
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn claims(issuer: &str, audience: &str) -> Value {
    json!({
        "iss": issuer, "aud": audience, "sub": "1", "nonce": "n1",
        "exp": now().timestamp() + 300, "iat": now().timestamp(), "email": "alex@runnymede.example",
    })
}

#[tokio::test]
async fn a_code_is_redeemed_with_its_verifier() {
    let signer = Signer::new("k1");
    let canned = Canned::start(signer.jwks()).await;
    canned.answers.lock().unwrap().id_token = signer.sign(&claims(&canned.url, "charmm"));
    let issuer = canned.issuer();
    let found = issuer.redeem("c1", "v1", "n1", now()).await.unwrap();
    assert_eq!(found.email(), Ok("alex@runnymede.example"));
    let redeemed = canned.answers.lock().unwrap().redeemed.clone();
    for part in [
        "grant_type=authorization_code",
        "code=c1",
        "code_verifier=v1",
        "client_id=charmm",
    ] {
        assert!(redeemed.contains(part), "{part}");
    }
    let other = issuer.redeem("c1", "v1", "n2", now()).await.unwrap_err();
    assert_eq!(other, Problem::SignIn(SignInFault::Attempt));
}

#[tokio::test]
async fn the_browser_takes_state_nonce_and_challenge_along() {
    let canned = Canned::start(JwkSet { keys: vec![] }).await;
    let issuer = canned.issuer();
    let question = Question {
        state: "s",
        nonce: "n",
        challenge: "c",
        anew: false,
    };
    let url = issuer.authorization_url(question).await.unwrap();
    assert!(url.starts_with(&format!(
        "{}/authorize?response_type=code&client_id=charmm&",
        canned.url
    )));
    for part in [
        "state=s",
        "nonce=n",
        "code_challenge=c",
        "code_challenge_method=S256",
        "scope=openid+email+profile",
        "max_age=43200",
    ] {
        assert!(url.contains(part), "{part}");
    }
    assert!(!url.contains("prompt"));
    let anew = Question {
        anew: true,
        ..question
    };
    let url = issuer.authorization_url(anew).await.unwrap();
    assert!(url.contains("max_age=0") && url.contains("prompt=login"));
    assert_eq!(issuer.origins(), [canned.url]);
    assert_eq!(issuer.sign_out_url("http://localhost:3000/").await, None);
}

#[tokio::test]
async fn bearer_tokens_are_for_the_api_and_not_for_the_client() {
    let signer = Signer::new("k1");
    let canned = Canned::start(signer.jwks()).await;
    let issuer = canned.issuer();
    let token = signer.sign_as("at+jwt", &claims(&canned.url, "charmm-api"));
    assert!(issuer.bearer(&token, now()).await.is_ok());
    let identity = signer.sign(&claims(&canned.url, "charmm-api"));
    let refused = issuer.bearer(&identity, now()).await.unwrap_err();
    assert_eq!(refused, Problem::SignIn(SignInFault::Token));
    let identity = signer.sign(&claims(&canned.url, "charmm"));
    let refused = issuer.bearer(&identity, now()).await.unwrap_err();
    assert_eq!(refused, Problem::SignIn(SignInFault::Token));
}

#[tokio::test]
async fn unknown_keys_do_not_make_us_ask_again_and_again() {
    let (known, unknown) = (Signer::new("k1"), Signer::new("k2"));
    let canned = Canned::start(known.jwks()).await;
    let issuer = canned.issuer();
    let token = unknown.sign_as("at+jwt", &claims(&canned.url, "charmm-api"));
    for _ in 0..5 {
        assert!(issuer.bearer(&token, now()).await.is_err());
    }
    assert_eq!(canned.key_requests.load(Ordering::SeqCst), 1);

    // Once some time has passed, a new key is found.
    canned.answers.lock().unwrap().keys = unknown.jwks();
    issuer.keys.write().await.as_mut().unwrap().since = Instant::now() - NOT_SOONER;
    assert!(issuer.bearer(&token, now()).await.is_ok());
    assert_eq!(canned.key_requests.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_sign_in_under_way_is_finished_with_a_key_that_is_new() {
    let (old, new) = (Signer::new("k1"), Signer::new("k2"));
    let canned = Canned::start(old.jwks()).await;
    let issuer = canned.issuer();
    canned.answers.lock().unwrap().id_token = old.sign(&claims(&canned.url, "charmm"));
    assert!(issuer.redeem("c1", "v1", "n1", now()).await.is_ok());
    // A moment later: its keys have only just been asked for.
    canned.answers.lock().unwrap().keys = new.jwks();
    canned.answers.lock().unwrap().id_token = new.sign(&claims(&canned.url, "charmm"));
    assert!(issuer.redeem("c2", "v2", "n1", now()).await.is_ok());
    assert_eq!(canned.key_requests.load(Ordering::SeqCst), 2);
    // What the key signed that is no longer published is worth nothing.
    canned.answers.lock().unwrap().id_token = old.sign(&claims(&canned.url, "charmm"));
    let withdrawn = issuer.redeem("c3", "v3", "n1", now()).await.unwrap_err();
    assert_eq!(withdrawn, Problem::SignIn(SignInFault::Attempt));
}

#[tokio::test]
async fn an_issuer_that_leads_elsewhere_is_not_followed() {
    let canned = Canned::start(JwkSet { keys: vec![] }).await;
    canned.answers.lock().unwrap().authorization_endpoint = Some("http://evil.example/authorize");
    let question = Question {
        state: "s",
        nonce: "n",
        challenge: "c",
        anew: false,
    };
    let refused = canned
        .issuer()
        .authorization_url(question)
        .await
        .unwrap_err();
    assert!(matches!(refused, Problem::Unavailable(_)));

    let config = Config {
        issuer: format!("{}/other", canned.url),
        ..config::tests::local()
    };
    let refused = Issuer::new(&config)
        .authorization_url(question)
        .await
        .unwrap_err();
    assert!(matches!(refused, Problem::Unavailable(_)));
}
