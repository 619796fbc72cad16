//! The fixture: one runner on a folder of its own, and people who use it by API.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use bytes::Bytes;
use charmm::{Local, Options};
use chrono::{DateTime, Days, Utc};
use domain::referral::Form;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};

use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::{Value, json};

/// Friday morning; the next Tuesday is 24 November.
pub(crate) const NOW: &str = "2026-11-20T09:00:00Z";

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A folder that goes when the test ends.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        Self::below(std::env::temp_dir(), n)
    }

    /// In memory, where the machine has a folder for that: thousands of requests do not wait for a
    /// disk.
    fn in_memory() -> Self {
        let memory = PathBuf::from("/dev/shm");
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        if memory.is_dir() {
            Self::below(memory, n)
        } else {
            Self::below(std::env::temp_dir(), n)
        }
    }

    fn below(folder: PathBuf, n: u32) -> Self {
        let dir = folder.join(format!("charmm-test-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running system with agencies and people, and no cases.
pub(crate) struct World {
    pub(crate) local: Local,
    client: Client<HttpConnector, Full<Bytes>>,
    scratch: Scratch,
}

/// Somebody with a token.
#[derive(Clone)]
pub(crate) struct User<'w> {
    pub(crate) world: &'w World,
    pub(crate) email: String,
    pub(crate) token: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
    pub(crate) fn location(&self) -> String {
        self.headers[header::LOCATION].to_str().unwrap().to_owned()
    }
    pub(crate) fn version(&self) -> u64 {
        self.headers[header::ETAG]
            .to_str()
            .unwrap()
            .trim_matches('"')
            .parse()
            .unwrap()
    }
    /// The same answer, if it has this status.
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }
}

impl World {
    /// Agencies and people, no cases.
    pub(crate) async fn start() -> Self {
        Self::start_at(NOW).await
    }

    /// The same, beginning at another time.
    pub(crate) async fn start_at(now: &str) -> Self {
        Self::with(Scratch::new(), true, now).await
    }

    /// The same, kept in memory.
    pub(crate) async fn start_in_memory() -> Self {
        Self::with(Scratch::in_memory(), true, NOW).await
    }

    /// With the demonstration cases.
    pub(crate) async fn demonstration() -> Self {
        Self::demonstration_at(NOW).await
    }

    /// The same, beginning at another time.
    pub(crate) async fn demonstration_at(now: &str) -> Self {
        Self::with(Scratch::new(), false, now).await
    }

    /// Agencies and people, and nothing that a trigger starts: for functions that run as processes
    /// beside it. They go by the system's clock; this world is `days` behind it.
    pub(crate) async fn untriggered(days: u64) -> Self {
        let scratch = Scratch::new();
        let now = Utc::now().checked_sub_days(Days::new(days));
        let options = Self::options(&scratch, true, now);
        let local = Local::start_untriggered(options).await.unwrap();
        Self::of(local, scratch)
    }

    /// Stops it; its folder stays as long as what is given back.
    pub(crate) async fn stop(self) -> Scratch {
        self.local.stop().await;
        self.scratch
    }

    /// Starts it again on the folder that another one kept everything in.
    pub(crate) async fn again(scratch: Scratch) -> Self {
        Self::with(scratch, true, NOW).await
    }

    async fn with(scratch: Scratch, empty: bool, now: &str) -> Self {
        let options = Self::options(&scratch, empty, Some(now.parse().unwrap()));
        let local = Local::start(options).await.unwrap();
        Self::of(local, scratch)
    }

    fn options(scratch: &Scratch, empty: bool, now: Option<DateTime<Utc>>) -> Options {
        Options {
            port: 0,
            data: scratch.path().join("data"),
            empty,
            now,
            ..Options::default()
        }
    }

    fn of(local: Local, scratch: Scratch) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self {
            local,
            client,
            scratch,
        }
    }

    /// The folder that everything is kept in.
    pub(crate) fn data(&self) -> PathBuf {
        self.scratch.path().join("data")
    }

    /// The first person, by agency and name, whose role and agency contain these words.
    pub(crate) async fn user(&self, role: &str, agency: &str) -> User<'_> {
        let people = self.local.people().await.unwrap();
        let person = people
            .iter()
            .find(|person| person.role.contains(role) && person.agency.contains(agency))
            .unwrap_or_else(|| panic!("nobody is {role} at {agency}: {people:?}"));
        let token = self.local.token(&person.email).await.unwrap();
        User {
            world: self,
            email: person.email.clone(),
            token,
        }
    }

    /// Runnymede's coordinator.
    pub(crate) async fn coordinator(&self) -> User<'_> {
        self.user("Coordinator (RUN)", "").await
    }

    /// Who keeps the directory.
    pub(crate) async fn administrator(&self) -> User<'_> {
        self.user("Administrator", "").await
    }

    /// Whoever has this address, with a token of their own.
    pub(crate) async fn by_email(&self, email: &str) -> User<'_> {
        User {
            world: self,
            email: email.to_owned(),
            token: self.local.token(email).await.unwrap(),
        }
    }

    /// Whoever has this token.
    pub(crate) fn with_token(&self, token: &str) -> User<'_> {
        User {
            world: self,
            email: String::new(),
            token: token.to_owned(),
        }
    }

    /// A police officer without a role of coordination.
    pub(crate) async fn officer(&self) -> User<'_> {
        self.user("Practitioner", "Surrey Police").await
    }

    /// A housing officer.
    pub(crate) async fn housing(&self) -> User<'_> {
        self.user("Practitioner", "Hom").await
    }

    pub(crate) async fn send(&self, request: Request<Full<Bytes>>) -> Answer {
        let response = self.client.request(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    /// A request by nobody.
    pub(crate) async fn anonymous(&self, method: Method, path: &str, accept: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.local.origin()))
            .header(header::ACCEPT, accept);
        self.send(request.body(Full::default()).unwrap()).await
    }

    /// A report by a member of the public, as a program sends it.
    pub(crate) async fn report(&self, body: Value, key: &str) -> Answer {
        self.in_public("/report", body, key).await
    }

    /// What somebody without an account sends, as a program does.
    pub(crate) async fn in_public(&self, path: &str, body: Value, key: &str) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}{path}", self.local.origin()))
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key)
            .body(Full::from(body.to_string()));
        self.send(request.unwrap()).await
    }

    /// A form that somebody without an account sends, and the page that comes back.
    pub(crate) async fn form(&self, path: &str, fields: &[(String, String)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}{path}", self.local.origin()))
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from(body));
        self.send(request.unwrap()).await
    }

    /// Moves the clock and delivers what follows.
    pub(crate) async fn clock(&self, to: &str) {
        self.local
            .move_clock(to.parse::<DateTime<Utc>>().unwrap())
            .await
            .unwrap();
        self.local.settle().await.unwrap();
    }

    /// Everything sent so far, as `(to, subject or kind, whole text)`.
    pub(crate) fn sent(&self) -> Vec<(String, String, String)> {
        let outbox = self.local.mailbox().outbox();
        let emails = outbox.emails().into_iter().map(|email| {
            (
                email.to.join(","),
                email.subject.clone(),
                format!("{}\n{}", email.subject, email.body),
            )
        });
        let topics = outbox.topics().into_iter().map(|message| {
            let body: Value = serde_json::from_str(&message.body).unwrap();
            (
                message.topic.clone(),
                body["message"].as_str().unwrap().to_owned(),
                message.body,
            )
        });
        emails.chain(topics).collect()
    }
}

impl User<'_> {
    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.world.local.origin()))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::ACCEPT, "application/json")
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = self
            .request(Method::GET, path)
            .body(Full::default())
            .unwrap();
        self.world.send(request).await
    }

    pub(crate) async fn get_as(&self, path: &str, accept: &str) -> Answer {
        let mut request = self
            .request(Method::GET, path)
            .body(Full::default())
            .unwrap();
        request
            .headers_mut()
            .insert(header::ACCEPT, accept.parse().unwrap());
        self.world.send(request).await
    }

    /// A POST with a fresh idempotency key.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_with(path, body, &fresh_key(), None).await
    }

    /// A POST conditional on a version.
    pub(crate) async fn post_at(&self, path: &str, body: Value, version: u64) -> Answer {
        self.post_with(path, body, &fresh_key(), Some(version))
            .await
    }

    pub(crate) async fn post_with(
        &self,
        path: &str,
        body: Value,
        key: &str,
        version: Option<u64>,
    ) -> Answer {
        self.post_raw(path, body.to_string().into_bytes(), key, version)
            .await
    }

    /// A file, as a program sends it.
    pub(crate) async fn post_file(&self, path: &str, media: &str, file: Vec<u8>) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, media);
        self.world
            .send(request.body(Full::from(file)).unwrap())
            .await
    }

    pub(crate) async fn post_raw(
        &self,
        path: &str,
        body: Vec<u8>,
        key: &str,
        version: Option<u64>,
    ) -> Answer {
        let mut request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key);
        if let Some(version) = version {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        self.world
            .send(request.body(Full::from(body)).unwrap())
            .await
    }
}

pub(crate) fn fresh_key() -> String {
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("test-{}-{n}", std::process::id())
}

/// A complete referral of two people and an address. Every personal value is a canary.
pub(crate) fn referral() -> Value {
    json!({
        "area": "RUN",
        "kind": "person",
        "headline": "Late-night noise and threats in a block of flats",
        "behaviours": ["disregard", "directed_at_people"],
        "subjects": [
            {
                "role": "alleged_perpetrator", "name": "Quentin Zebrafish", "aliases": "Quazza",
                "born_on": "1991-02-28",
                "address": "77 Marmalade Crescent, Addlestone", "postcode": "kt152ah", "uprn": "100061500001",
                "tenure": "council"
            },
            {
                "role": "victim", "name": "Ottoline Wigglesworth", "born_on": "1950-07-01",
                "address": "79 Marmalade Crescent, Addlestone", "postcode": "KT15 2AH",
                "safe_contact": "By letter only"
            },
            { "role": "location", "name": "Marmalade Crescent car park",
              "address": "Marmalade Crescent, Addlestone", "postcode": "KT15 2AH" }
        ],
        "relationships": "Neighbours",
        "incidents": [
            { "on": "2026-11-14", "what": "Music until 4am" },
            { "on": "2026-11-17", "what": "Threw a bottle at the door" }
        ],
        "impact": "Cannot sleep; afraid to leave the flat",
        "risk": "high",
        "risk_rationale": "Escalating within a week",
        "tried": "Two warning letters and a visit",
        "why_multi_agency": "Housing, police and mental health each hold a part",
        "forums": ["MARAC"],
        "gateway": "crime_and_disorder",
        "sharing_reason": "Needed to prevent further disorder"
    })
}

/// What a referrer told, as an early entry of the journal has it: with a null for everything that
/// was not told, which later ones leave out.
pub(crate) fn form() -> Form {
    serde_json::from_value(json!({
        "area": "RUN", "kind": "person", "headline": "Noise", "behaviours": ["disregard"],
        "subjects": [{
            "role": "alleged_perpetrator", "name": "Sam Sample", "aliases": null,
            "born_on": "1990-02-28", "address": { "line": "1 Example Road", "postcode": "KT15 2AH", "uprn": "1" },
            "tenure": "council", "ethnicity": null, "language": null, "disability": null,
            "mental_health": null, "substances": null, "safe_contact": null
        }],
        "relationships": null, "children": null,
        "incidents": [{ "on": "2026-11-14", "what": "Music until 4am" }],
        "impact": "Sleepless", "risk": { "band": "medium", "rationale": "Escalating" },
        "tried": "Letters", "why_multi_agency": "Several", "forums": ["MARAC"],
        "gateway": "crime_and_disorder", "sharing_reason": "Prevention"
    }))
    .unwrap()
}

/// What must never leave the system in a notice, a log or an address.
pub(crate) const CANARIES: [&str; 9] = [
    "Quentin",
    "Zebrafish",
    "Quazza",
    "Ottoline",
    "Wigglesworth",
    "Marmalade",
    "KT15",
    "bottle",
    "afraid",
];
