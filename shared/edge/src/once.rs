//! A request that is sent twice is done once, and answered the same both times.

use std::{future::Future, time::Duration};

use access::Caller;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::journal::Hash;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use store::{Once, Outcome, Store};

use crate::{Accept, Body, Problem, accept::see_other, secret};

/// The header in which a program sends the key (draft-ietf-httpapi-idempotency-key-header).
const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// Long enough for any generator of keys.
const LONGEST_KEY: usize = 128;

/// How often work is begun again when somebody else's commit came in between.
const ATTEMPTS: u32 = 6;

/// The longest pause before the second attempt, in milliseconds; it doubles with each one after.
const PAUSE: u64 = 20;

/// What a sender chose to know its request by.
///
/// **Shape:** 1–128 visible ASCII characters; a UUID is a good one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key(String);

impl Key {
    /// Reads the header, or else the form's hidden field.
    pub(crate) fn read(headers: &HeaderMap, field: Option<&str>) -> Result<Option<Self>, Problem> {
        let key = match headers.get(HEADER) {
            Some(value) => value.to_str().unwrap_or_default(),
            None => match field {
                Some(value) => value,
                None => return Ok(None),
            },
        };
        // The draft has it as a quoted string; nearly all senders leave the quotes out.
        let key = key.trim().trim_matches('"');
        let visible = key.bytes().all(|b| b.is_ascii_graphic());
        if visible && (1..=LONGEST_KEY).contains(&key.len()) {
            Ok(Some(Self(key.to_owned())))
        } else {
            Err(Problem::field(
                "Idempotency-Key",
                "Idempotency-Key must be 1 to 128 visible ASCII characters",
            ))
        }
    }
}

impl<T> Body<T> {
    /// The request of somebody who has no account, as the store knows it again.
    ///
    /// **Errors:** 400 without a key: every POST needs one.
    pub fn once_in_public(&self, now: DateTime<Utc>) -> Result<Once, Problem> {
        // No id, agency or job is called so.
        self.once_of("the public".to_owned(), now)
    }

    /// The request as the store knows it again.
    ///
    /// **Errors:** 400 without a key: every POST needs one.
    pub fn once(&self, caller: &Caller, now: DateTime<Utc>) -> Result<Once, Problem> {
        self.once_of(name(caller), now)
    }

    fn once_of(&self, caller: String, now: DateTime<Utc>) -> Result<Once, Problem> {
        let key = self.key.clone().ok_or_else(|| {
            Problem::field(
                "Idempotency-Key",
                "Idempotency-Key is required on every POST",
            )
        })?;
        Ok(Once {
            caller,
            key: key.0,
            request: Hash::from(self.digest),
            at: now,
        })
    }
}

/// The same key from somebody else is another request.
fn name(caller: &Caller) -> String {
    match caller {
        Caller::Person { id, .. } => id.to_string(),
        Caller::Agency(agency) => format!("agency:{agency}"),
        Caller::System(job) => format!("system:{job}"),
    }
}

/// Does `work` once: a repetition gets the first answer without doing it again.
///
/// `work` loads, decides, commits with [`store::Commit::once`] and gives back the outcome it
/// committed. When somebody else's commit comes in between it is begun again, up to five times,
/// so that two people adding to one case at the same moment both succeed.
///
/// **Errors:** 422 when the key was used for another request; whatever `work` says.
pub async fn once<F, W>(store: &Store, once: &Once, work: F) -> Result<Outcome, Problem>
where
    F: Fn() -> W,
    W: Future<Output = Result<Outcome, Problem>>,
{
    once_by(|| async { Ok(store.replay(once).await?) }, work).await
}

/// Does `work` once, for work that is known again in another way: `before` gives the first answer.
///
/// **Errors:** whatever `before` and `work` say.
pub async fn once_by<B, A, F, W>(before: B, work: F) -> Result<Outcome, Problem>
where
    B: Fn() -> A,
    A: Future<Output = Result<Option<Outcome>, Problem>>,
    F: Fn() -> W,
    W: Future<Output = Result<Outcome, Problem>>,
{
    let mut attempt = 1;
    loop {
        // Boxed: commands lie deep in calls that wait for others, and this is the middle of them.
        let problem = match Box::pin(work()).await {
            Ok(outcome) => return Ok(outcome),
            Err(problem) => problem,
        };
        // Requests are seldom repeated, and the commit refuses a repetition: only what went wrong
        // is worth asking whether it was done before.
        if let Some(outcome) = before().await? {
            return Ok(outcome);
        }
        match problem {
            // Without lines it is the store that says so, not a form that was stale.
            Problem::Conflict(changes) if changes.is_empty() && attempt < ATTEMPTS => {
                pause(attempt).await;
                attempt += 1;
            }
            problem => return Err(problem),
        }
    }
}

/// Lets others finish: longer each time, and not as long for each of those who wait.
async fn pause(attempt: u32) {
    let [random] = secret::bytes().unwrap_or([u8::MAX]);
    let most = PAUSE << attempt.saturating_sub(1).min(ATTEMPTS);
    let share = u64::from(random) * most / u64::from(u8::MAX);
    tokio::time::sleep(Duration::from_millis(share)).await;
}

/// 201: something new stands at `location`; `view` is its JSON.
pub fn created(location: impl Into<String>, view: &impl Serialize) -> Result<Outcome, Problem> {
    outcome(StatusCode::CREATED, location.into(), view)
}

/// 200: what stands at `location` has changed; `view` is its JSON.
pub fn changed(location: impl Into<String>, view: &impl Serialize) -> Result<Outcome, Problem> {
    outcome(StatusCode::OK, location.into(), view)
}

fn outcome(
    status: StatusCode,
    location: String,
    view: &impl Serialize,
) -> Result<Outcome, Problem> {
    let body =
        serde_json::to_string(view).map_err(|fault| Problem::Broken(format!("json: {fault}")))?;
    Ok(Outcome {
        status: status.as_u16(),
        location: Some(location),
        body: Some(body),
    })
}

impl Accept {
    /// Answers with an outcome: a form's sender is led to what changed (303), a program gets its
    /// JSON, with `Location` when it is new.
    pub fn outcome(self, outcome: &Outcome) -> Response {
        let location = outcome.location.as_deref();
        if let (Self::Html, Some(location)) = (self, location) {
            return see_other(location);
        }
        let status = StatusCode::from_u16(outcome.status).unwrap_or(StatusCode::OK);
        let mut response = (status, outcome.body.clone().unwrap_or_default()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        if status == StatusCode::CREATED
            && let Some(Ok(location)) = location.map(HeaderValue::from_str)
        {
            headers.insert(header::LOCATION, location);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(key: &str) -> HeaderMap {
        HeaderMap::from_iter([(HEADER, HeaderValue::from_str(key).unwrap())])
    }

    #[test]
    fn keys_come_from_the_header_or_the_form() {
        let none = HeaderMap::new();
        assert_eq!(
            Key::read(&header("\"k-1\""), Some("k-2")).unwrap(),
            Some(Key("k-1".into()))
        );
        assert_eq!(
            Key::read(&none, Some("k-2")).unwrap(),
            Some(Key("k-2".into()))
        );
        assert_eq!(Key::read(&none, None).unwrap(), None);
        for bad in ["", "a b", &"k".repeat(129)] {
            assert!(Key::read(&header(bad), None).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_outcome_leads_people_and_tells_programs() {
        let outcome = created("/cases/1", &serde_json::json!({ "id": 1 })).unwrap();
        let page = Accept::Html.outcome(&outcome);
        assert_eq!(page.status(), StatusCode::SEE_OTHER);
        assert_eq!(page.headers()[header::LOCATION], "/cases/1");
        let json = Accept::Json.outcome(&outcome);
        assert_eq!(json.status(), StatusCode::CREATED);
        assert_eq!(json.headers()[header::LOCATION], "/cases/1");
        let json = Accept::Json.outcome(&changed("/cases/1", &1).unwrap());
        assert_eq!(json.status(), StatusCode::OK);
        assert!(!json.headers().contains_key(header::LOCATION));
    }
}
