//! Signing in with OpenID Connect (authorization code flow with PKCE), and signing out.
//!
//! A sign-in under way is kept in the store under its `state` *and* a secret of the browser that
//! began it, so that nobody can finish another's. A session is a random secret in a cookie; the
//! store knows only its hash. Programs send bearer tokens instead; `caller` reads both.

pub(crate) mod account;
mod ask;
pub(crate) mod browser;
mod cookie;
mod fetch;
pub(crate) mod issuer;
pub(crate) mod same_site;
pub(crate) mod session;
mod sessions;
mod strength;
mod token;

use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Deserialize;
use store::{knocks::Limit, sessions::Attempt};

use crate::{
    App, Problem, SignInFault, Ticket, accept::see_other, config, door::Door, request::Trace,
    secret,
};
pub(crate) use cookie::Cookie;
use issuer::Question;
use token::Claims;

/// Time to find one's password and second factor.
const ATTEMPT_LASTS: TimeDelta = TimeDelta::minutes(15);

/// How far the issuer's clock may differ from ours.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(1);

/// A council's whole office comes from one address, and in the morning at once; every attempt is a
/// write to the table.
const SIGN_INS: Limit = Limit {
    what: "sign-in",
    most: 60,
    seconds: 60,
};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// What a browser forgets when somebody signs out. Not `"cookies"`: browsers clear those of the whole
/// registered domain, and so would sign people out of their council's other services.
const CLEARED: &str = "\"cache\", \"storage\"";

/// The description of those routes that are for programs too.
#[derive(utoipa::OpenApi)]
#[openapi(paths(sessions::list, sessions::end_others))]
pub struct Doc;

/// `GET /sign-in?to=/path`, which asks, `GET /sign-in/begin?to=/path`, which leads to the issuer,
/// `GET /sign-in/callback`, `POST /sign-out`, and `/sessions`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(ask::ask))
        .route("/sign-in/begin", get(begin))
        .route("/sign-in/callback", get(finish))
        .route("/sign-out", post(end))
        .route("/sessions", get(sessions::list))
        .route("/sessions/end", post(sessions::end_others))
}

/// Where to sign in so as to come back to `path`.
pub fn sign_in_url(path: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("to", local(path))
        .finish();
    format!("/sign-in?{query}")
}

/// The same, for people who must prove anew who they are: the issuer asks them, so we need not.
pub(crate) fn sign_in_anew_url(path: &str) -> String {
    format!("{}&anew=true", begin_url(path))
}

/// Where signing in begins at once, so as to come back to `path`.
fn begin_url(path: &str) -> String {
    sign_in_url(path).replacen("/sign-in", "/sign-in/begin", 1)
}

#[derive(Debug, Deserialize)]
struct Begin {
    #[serde(default)]
    to: String,
    #[serde(default)]
    anew: bool,
}

async fn begin(
    State(app): State<App>,
    door: Door,
    Query(query): Query<Begin>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let to = local(&query.to);
    let url = match query.anew {
        true => sign_in_anew_url(to),
        false => begin_url(to),
    };
    if let Some(elsewhere) = other_name_of_this_machine(&app, &headers) {
        return Ok(see_other(&format!("{elsewhere}{url}")));
    }
    // The issuer may lead back without asking, so no link from elsewhere begins it (ASVS V7.6.2).
    if !query.anew && !ask::from_here(&headers) {
        return Ok(see_other(&sign_in_url(to)));
    }
    let now = app.clock.now();
    door.admit(&app, SIGN_INS, now).await?;
    // A second tab goes on with the first one's secret, or it would lose its own sign-in.
    let browser = match Cookie::Attempt.read(&app.config, &headers) {
        Some(secret) => secret,
        None => secret::token()?,
    };
    let (state, nonce, verifier) = (secret::token()?, secret::token()?, secret::token()?);
    let challenge = secret::digest(&verifier);
    let question = Question {
        state: &state,
        nonce: &nonce,
        challenge: &challenge,
        anew: query.anew,
    };
    let url = app.issuer.authorization_url(question).await?;
    let attempt = Attempt {
        nonce,
        verifier,
        to: to.to_owned(),
        anew_since: query.anew.then_some(now),
        expires_at: now + ATTEMPT_LASTS,
    };
    app.store
        .put_attempt(&bound(&state, &browser), &attempt)
        .await?;
    let cookie = Cookie::Attempt.set(&app.config, &browser, ATTEMPT_LASTS.num_seconds())?;
    Ok(([(header::SET_COOKIE, cookie)], see_other(&url)).into_response())
}

/// What the issuer sends back: a code, or an error that the person has already been shown.
#[derive(Debug, Deserialize)]
struct Finish {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
}

async fn finish(
    State(app): State<App>,
    trace: Trace,
    Query(answer): Query<Finish>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let failed = || Problem::SignIn(SignInFault::Attempt);
    let now = app.clock.now();
    let state = answer
        .state
        .filter(|state| secret::is_token(state))
        .ok_or_else(failed)?;
    let browser = Cookie::Attempt
        .read(&app.config, &headers)
        .ok_or_else(failed)?;
    let attempt = app
        .store
        .take_attempt(&bound(&state, &browser), now)
        .await?
        .ok_or_else(failed)?;
    // RFC 9207: an answer that names another issuer is a mix-up.
    if answer.iss.is_some_and(|issuer| issuer != app.config.issuer) {
        return Err(failed());
    }
    let code = answer.code.ok_or_else(failed)?;
    let claims = app
        .issuer
        .redeem(&code, &attempt.verifier, &attempt.nonce, now)
        .await?;
    let proven_at = match proof(&claims, &attempt, now) {
        Proof::Given(proven_at) => proven_at,
        Proof::Stale if attempt.anew_since.is_none() => {
            // The issuer remembers them from longer ago than it was asked to.
            return Ok(see_other(&sign_in_anew_url(&attempt.to)));
        }
        Proof::Stale => return Err(Problem::SignIn(SignInFault::Stale)),
    };
    let person = account::person(&app, &claims).await?;

    // A new token every time, and the old one gone: nobody can have prepared it.
    if let Some(old) = ticket(&app, &headers) {
        app.store.delete_session(old.person, &old.secret).await?;
    }
    let ticket = Ticket::new(person.id)?;
    let session = session::begin(person.id, proven_at, now);
    let session = session.in_browser(browser::kind(&headers));
    app.store.put_session(&ticket.secret, &session).await?;
    if let Some(caller) = app.caller(&person).await? {
        trace.seen(&caller, proven_at);
    }
    tracing::info!(person = trace.person(), request = trace.id(), "signed in");
    let mut response = see_other(local(&attempt.to));
    let longest = session::LONGEST.num_seconds();
    add_cookie(
        &mut response,
        Cookie::Session.set(&app.config, &ticket.to_string(), longest)?,
    );
    add_cookie(&mut response, Cookie::Attempt.clear(&app.config)?);
    Ok(response)
}

/// Whether somebody who came back has proved lately enough who they are.
enum Proof {
    /// When, where the issuer says so. Where it does not, and was told to ask anew, it is taken to
    /// have done so.
    Given(Option<DateTime<Utc>>),
    Stale,
}

fn proof(claims: &Claims, attempt: &Attempt, now: DateTime<Utc>) -> Proof {
    let Some(proven_at) = claims.proven_at() else {
        return Proof::Given(attempt.anew_since.map(|_| now));
    };
    let oldest = match attempt.anew_since {
        Some(since) => since - CLOCKS_DIFFER,
        None => now - session::LONGEST,
    };
    if proven_at > oldest {
        Proof::Given(Some(proven_at))
    } else {
        Proof::Stale
    }
}

async fn end(
    State(app): State<App>,
    trace: Trace,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    same_site::check(&method, &headers, &app.config.origin)?;
    if let Some(ticket) = ticket(&app, &headers) {
        app.store
            .delete_session(ticket.person, &ticket.secret)
            .await?;
        let person = ticket.person.to_string();
        tracing::info!(person, request = trace.id(), "signed out");
    }
    let home = format!("{}/", app.config.origin);
    let to = app.issuer.sign_out_url(&home).await.unwrap_or(home);
    let mut response = see_other(&to);
    add_cookie(&mut response, Cookie::Session.clear(&app.config)?);
    response
        .headers_mut()
        .insert(CLEAR_SITE_DATA, HeaderValue::from_static(CLEARED));
    Ok(response)
}

/// The session's ticket that the browser has, whether or not the session lasts.
pub(crate) fn ticket(app: &App, headers: &HeaderMap) -> Option<Ticket> {
    Ticket::parse(&Cookie::Session.read(&app.config, headers)?)
}

fn add_cookie(response: &mut Response, cookie: HeaderValue) {
    response.headers_mut().append(header::SET_COOKIE, cookie);
}

/// What a sign-in is kept under: only the browser that began it can name it.
fn bound(state: &str, browser: &str) -> String {
    format!("{state}.{browser}")
}

/// `to`, if it is a path of ours and nothing that a browser could read as another host.
fn local(to: &str) -> &str {
    let path = to.starts_with('/') && !to.starts_with("//");
    let plain = to.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if path && plain { to } else { "/" }
}

/// Our own origin, when this machine was reached by another of its names (`127.0.0.1` instead of
/// `localhost`): the issuer would lead back to a name under which the browser has no cookie.
fn other_name_of_this_machine<'a>(app: &'a App, headers: &HeaderMap) -> Option<&'a str> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let reached = format!("http://{host}");
    let own = &app.config.origin;
    let local = !app.config.secure() && config::trusted(&reached);
    (local && reached != *own).then_some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_gone_back_to() {
        assert_eq!(local("/cases/1?tab=history"), "/cases/1?tab=history");
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "cases",
            "/\u{9}/evil.example",
            "/a b",
        ] {
            assert_eq!(local(elsewhere), "/", "{elsewhere:?}");
        }
        assert_eq!(
            sign_in_url("/cases?a=1&b=2"),
            "/sign-in?to=%2Fcases%3Fa%3D1%26b%3D2"
        );
    }

    #[test]
    fn a_proof_that_is_too_old_is_asked_for_anew() {
        let now: DateTime<Utc> = "2026-11-23T20:00:00Z".parse().unwrap();
        let proven = |minutes_ago: Option<i64>, anew_since: Option<DateTime<Utc>>| {
            let at = minutes_ago.map(|ago| (now - TimeDelta::minutes(ago)).timestamp());
            let claims = serde_json::json!({ "iss": "i", "exp": 0, "auth_time": at });
            let attempt = Attempt {
                nonce: String::new(),
                verifier: String::new(),
                to: "/".into(),
                anew_since,
                expires_at: now,
            };
            match proof(&serde_json::from_value(claims).unwrap(), &attempt, now) {
                Proof::Given(at) => at.map(|at| (now - at).num_minutes()).or(Some(-1)),
                Proof::Stale => None,
            }
        };
        assert_eq!(proven(Some(11 * 60), None), Some(11 * 60));
        assert_eq!(proven(Some(12 * 60), None), None);
        // Begun five minutes ago, with the demand to prove it anew; clocks may differ by one.
        let since = Some(now - TimeDelta::minutes(5));
        assert_eq!(proven(Some(4), since), Some(4));
        assert_eq!(proven(Some(7), since), None);
        // An issuer that does not say when: it was asked, or nothing is known.
        assert_eq!(proven(None, since), Some(0));
        assert_eq!(proven(None, None), Some(-1));
    }
}
