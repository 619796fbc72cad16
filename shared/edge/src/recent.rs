//! That whoever calls proved a short while ago who they are.

use access::Caller;
use axum::{extract::FromRequestParts, response::Response};
use chrono::TimeDelta;
use http::request::Parts;

use crate::{App, SignInFault, caller, request::Trace};

/// How old the proof may be when a form is opened.
const TO_BEGIN: TimeDelta = TimeDelta::minutes(15);
/// How old it may be when a change is sent: as long again for filling in the form.
const TO_SEND: TimeDelta = TimeDelta::minutes(30);

/// An argument of handlers that change who may come in and as whom, or what holds for everybody
/// (ASVS V7.5.1, V8.4.2).
///
/// **Errors:** people are led to prove anew who they are, and back; programs get 401 and, after
/// RFC 9470, what is missing: a token whose `auth_time` is recent enough.
#[derive(Debug, Clone, Copy)]
pub struct Recent;

impl FromRequestParts<App> for Recent {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        if !Trace::of(&parts.extensions).has_caller() {
            Caller::from_request_parts(parts, app).await?;
        }
        let oldest = if parts.method.is_safe() {
            TO_BEGIN
        } else {
            TO_SEND
        };
        let now = app.clock.now();
        let proven_at = Trace::of(&parts.extensions).proven_at();
        if proven_at.is_some_and(|at| now - at <= oldest) {
            Ok(Self)
        } else {
            Err(caller::lead(parts, app, SignInFault::Stale))
        }
    }
}
