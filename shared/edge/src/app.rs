//! What every function has at hand, and what surrounds every route.

use std::sync::Arc;

use access::Caller;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Actor, AreaCode, Journal, Stamp,
    directory::{Area, Person},
    time,
};
use http::header;
use store::{Store, mail::Mail};

use crate::{
    Clock, Config, Problem, body, headers, problem, request, secret, sign_in::issuer::Issuer,
};

/// What every function has at hand. Cheap to clone; made once per process.
#[derive(Debug, Clone)]
pub struct App {
    /// The table and the buckets.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Settings.
    pub config: Arc<Config>,
    /// Who vouches for people and programs.
    pub issuer: Arc<Issuer>,
    /// What sends emails, in a function that sends some while somebody waits.
    pub mail: Option<Mail>,
}

impl App {
    /// An app on a store that is already there.
    pub fn new(store: Store, clock: Clock, config: Config) -> Self {
        let issuer = Arc::new(Issuer::new(&config));
        Self {
            store,
            clock,
            config: Arc::new(config),
            issuer,
            mail: None,
        }
    }

    /// The same app, with what sends emails.
    pub fn with_mail(self, mail: Mail) -> Self {
        Self {
            mail: Some(mail),
            ..self
        }
    }

    /// An app as the environment configures it, for Lambda.
    pub fn from_env() -> Result<Self, crate::ConfigFault> {
        let config = Config::from_env()?;
        let aws = store::aws::config();
        let store = Store::on(&aws, &config.table, &config.packs_bucket);
        let store = store
            .with_roots(&config.roots_bucket)
            .with_documents(&aws, &config.documents_bucket);
        Ok(Self::new(store, Clock::system(), config))
    }

    /// Today in London.
    pub fn today(&self) -> NaiveDate {
        time::london_date(self.clock.now())
    }

    /// The caller that a person of staff is today; `None` for one who has left.
    pub async fn caller(&self, person: &Person) -> Result<Option<Caller>, Problem> {
        Ok(Caller::of(person, &self.store.plans().await?, self.today()))
    }

    /// The area that is responsible today for what `area` was (R11.3).
    pub async fn area_now(&self, area: &AreaCode) -> Result<AreaCode, Problem> {
        Ok(self.store.plans().await?.now(area, self.today()))
    }

    /// Every area that is there today, by name: one has begun, and none has taken over.
    pub async fn areas_today(&self) -> Result<Vec<Journal<Area>>, Problem> {
        let mut areas = self.store.areas_lately().await?;
        let (plans, today) = (self.store.plans().await?, self.today());
        areas.retain(|area| area.is_there(&plans, today));
        areas.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(areas)
    }

    /// The same for a command of somebody who has no account.
    pub fn stamp_in_public(&self) -> Result<Stamp, Problem> {
        let seed = secret::bytes()?;
        Ok(Stamp::new(Actor::Public, self.clock.now(), seed))
    }

    /// Who acts, when, and fresh randomness: one for each command.
    pub fn stamp(&self, caller: &Caller) -> Result<Stamp, Problem> {
        Ok(stamp(caller, self.clock.now())?)
    }
}

/// A stamp for one command of `caller`.
///
/// **Errors:** [`store::Error::Unavailable`] when the system gives no randomness.
pub fn stamp(caller: &Caller, now: DateTime<Utc>) -> Result<Stamp, store::Error> {
    let seed = secret::bytes().map_err(|_| store::Error::Unavailable("randomness".to_owned()))?;
    Ok(Stamp::new(caller.actor(), now, seed))
}

/// Puts around a function's routes what all have in common: answers to unknown addresses and
/// methods, the limit on bodies, the shape of problems, headers and the log.
pub fn finish(router: Router<App>, app: App) -> Router {
    router
        .fallback(|| async { Problem::NotFound })
        .method_not_allowed_fallback(|| async { Problem::Method })
        .layer(DefaultBodyLimit::max(body::LIMIT))
        .layer(from_fn(refuse_large))
        .layer(from_fn(problem::render))
        .layer(from_fn_with_state(app.clone(), headers::secure))
        .layer(from_fn(request::log))
        .with_state(app)
}

/// Refuses by what a request says of itself, so that a route that reads no body refuses too; the
/// limit itself counts what really comes.
async fn refuse_large(request: Request, next: Next) -> Response {
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > body::LIMIT) {
        return Problem::TooLarge.into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests;
