//! Who calls: from a session's cookie or a bearer token to [`access::Caller`].
//!
//! Both end in the same [`Caller`], an argument of every handler that needs somebody signed in.
//! `Option<Caller>` is for routes that anybody may use.

use access::Caller;
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, OriginalUri},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use domain::directory::Person;
use http::{HeaderMap, Uri, header, request::Parts};

use crate::{
    Accept, App, Problem, SignInFault, Ticket,
    accept::see_other,
    config::origin_of,
    request::Trace,
    sign_in::{account, browser, same_site, session, sign_in_anew_url, sign_in_url, ticket},
};

/// **Errors:** without a session, people are led to sign in and programs get 401; 403 for a change
/// sent from another site's page.
impl FromRequestParts<App> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        match identify(parts, app).await {
            Ok(Some(caller)) => Ok(caller),
            Ok(None) => Err(ask(parts, app)),
            Err(problem) => Err(problem.into_response()),
        }
    }
}

impl OptionalFromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        identify(parts, app).await
    }
}

/// Who calls; nobody without credentials or with a session that has ended.
///
/// **Errors:** 401 for a bearer token that is not valid; 403 for a change from another site.
async fn identify(parts: &Parts, app: &App) -> Result<Option<Caller>, Problem> {
    let found = match bearer(&parts.headers) {
        Some(token) => Some(by_token(token, parts, app).await?),
        None => by_session(parts, app).await?,
    };
    Ok(found.map(|(caller, proven_at)| {
        Trace::of(&parts.extensions).seen(&caller, proven_at);
        caller
    }))
}

/// Who calls, and when they proved who they are, where that is known.
type Found = (Caller, Option<DateTime<Utc>>);

async fn by_token(token: &str, parts: &Parts, app: &App) -> Result<Found, Problem> {
    let claims = app.issuer.bearer(token, app.clock.now()).await?;
    let person = account::person(app, &claims).await?;
    let caller = app
        .caller(&person)
        .await?
        .ok_or(Problem::SignIn(SignInFault::Unknown))?;
    if claims.only_reads() && !parts.method.is_safe() {
        return Err(Problem::Forbidden(
            "The token was given for reading only.".into(),
        ));
    }
    Ok((caller, claims.proven_at()))
}

async fn by_session(parts: &Parts, app: &App) -> Result<Option<Found>, Problem> {
    let Some(Ticket { person, secret }) = ticket(app, &parts.headers) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let Some((session, person)) = app.store.session(person, &secret, now).await? else {
        return Ok(None);
    };
    if !session.goes_on_in(browser::kind(&parts.headers)) {
        // Whoever holds the cookie is not where it was given out: it is worth nothing from now on.
        let person = person.id.to_string();
        let request = Trace::of(&parts.extensions).id().to_owned();
        tracing::warn!(person, request, "session of another browser");
        app.store.delete_session(session.person, &secret).await?;
        return Ok(None);
    }
    same_site::check(&parts.method, &parts.headers, &app.config.origin)?;
    if let Some(seen) = session::seen(&session, now) {
        app.store.put_session(&secret, &seen).await?;
    }
    let person: &Person = &person;
    let caller = app.caller(person).await?;
    Ok(caller.map(|caller| (caller, session.proven_at)))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Leads people to sign in and back; tells programs that they must.
fn ask(parts: &Parts, app: &App) -> Response {
    lead(parts, app, SignInFault::Missing)
}

/// Leads people to sign in because of `fault`, and back; tells programs of it.
pub(crate) fn lead(parts: &Parts, app: &App, fault: SignInFault) -> Response {
    if !Accept::from_parts(parts.uri.query(), &parts.headers).html() {
        return Problem::SignIn(fault).into_response();
    }
    let asked = match parts.extensions.get::<OriginalUri>() {
        Some(OriginalUri(uri)) => uri,
        None => &parts.uri,
    };
    let back = if parts.method.is_safe() {
        path(asked)
    } else {
        // A form cannot be sent again for them; its page can be shown again.
        page_of_form(&parts.headers, &app.config.origin).unwrap_or_else(|| "/".to_owned())
    };
    match fault {
        SignInFault::Stale => see_other(&sign_in_anew_url(&back)),
        _ => see_other(&sign_in_url(&back)),
    }
}

fn page_of_form(headers: &HeaderMap, origin: &str) -> Option<String> {
    let referer = headers.get(header::REFERER)?.to_str().ok()?;
    let ours = origin_of(referer).as_deref() == Some(origin);
    ours.then(|| referer.parse().ok().map(|uri: Uri| path(&uri)))
        .flatten()
}

fn path(uri: &Uri) -> String {
    uri.path_and_query()
        .map_or_else(|| "/".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn bearer_tokens_are_read_whatever_their_case() {
        let sent =
            |text| HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(text))]);
        assert_eq!(bearer(&sent("Bearer abc")), Some("abc"));
        assert_eq!(bearer(&sent("bearer abc")), Some("abc"));
        assert_eq!(bearer(&sent("Basic abc")), None);
        assert_eq!(bearer(&sent("Bearer")), None);
    }

    #[test]
    fn a_form_leads_back_to_its_own_page_only() {
        let from = |text| HeaderMap::from_iter([(header::REFERER, HeaderValue::from_static(text))]);
        let ours = "https://charmm.example.gov.uk";
        let page = page_of_form(&from("https://charmm.example.gov.uk/cases/1?a=b"), ours);
        assert_eq!(page.as_deref(), Some("/cases/1?a=b"));
        assert_eq!(
            page_of_form(&from("https://evil.example/cases"), ours),
            None
        );
    }
}
