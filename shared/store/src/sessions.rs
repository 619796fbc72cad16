//! Who is signed in, and who is about to.
//!
//! Tokens are kept as hashes only: whoever reads the table cannot sign in with it.

use chrono::{DateTime, Utc};
use domain::{PersonId, journal::Hash};
use serde::{Deserialize, Serialize};

use crate::{Error, Store, keys};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who.
    pub person: PersonId,
    /// Since when, UTC.
    pub created_at: DateTime<Utc>,
    /// When it was last seen, UTC, to within minutes.
    pub seen_at: DateTime<Utc>,
    /// When it ends at the latest, UTC.
    pub expires_at: DateTime<Utc>,
}

/// A sign-in under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The nonce that the identity token must hold.
    pub nonce: String,
    /// The PKCE verifier.
    pub verifier: String,
    /// Where to go afterwards: a path of ours.
    pub to: String,
    /// When it ends, UTC.
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, Deserialize)]
struct HeldItem {
    pk: String,
    sk: String,
    body: String,
    expires_at: i64,
}

fn held(pk: String, value: &impl Serialize, expires: DateTime<Utc>) -> Result<HeldItem, Error> {
    Ok(HeldItem {
        pk,
        sk: keys::RECORD.to_owned(),
        body: serde_json::to_string(value).map_err(|_| Error::Unreadable("session"))?,
        expires_at: expires.timestamp(),
    })
}

impl Store {
    /// Keeps a sign-in under way, by its state.
    pub async fn put_attempt(&self, state: &str, attempt: &Attempt) -> Result<(), Error> {
        let pk = keys::attempt(Hash::of(state.as_bytes()));
        self.table
            .put(&held(pk, attempt, attempt.expires_at)?)
            .await
    }

    /// Takes a sign-in under way: it can be taken once.
    pub async fn take_attempt(
        &self,
        state: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Attempt>, Error> {
        let pk = keys::attempt(Hash::of(state.as_bytes()));
        let item: Option<HeldItem> = self.table.take(pk, keys::RECORD.to_owned()).await?;
        let attempt: Option<Attempt> = item
            .map(|item| serde_json::from_str(&item.body).map_err(|_| Error::Unreadable("attempt")))
            .transpose()?;
        Ok(attempt.filter(|attempt| now < attempt.expires_at))
    }

    /// Keeps a session, by its token; also when it was seen again.
    pub async fn put_session(&self, token: &str, session: &Session) -> Result<(), Error> {
        let pk = keys::session(Hash::of(token.as_bytes()));
        self.table
            .put(&held(pk, session, session.expires_at)?)
            .await
    }

    /// The session with this token, unless it has ended.
    pub async fn session(&self, token: &str, now: DateTime<Utc>) -> Result<Option<Session>, Error> {
        let pk = keys::session(Hash::of(token.as_bytes()));
        let item: Option<HeldItem> = self.table.get(pk, keys::RECORD).await?;
        let session: Option<Session> = item
            .map(|item| serde_json::from_str(&item.body).map_err(|_| Error::Unreadable("session")))
            .transpose()?;
        Ok(session.filter(|session| now < session.expires_at))
    }

    /// Ends a session.
    pub async fn delete_session(&self, token: &str) -> Result<(), Error> {
        let pk = keys::session(Hash::of(token.as_bytes()));
        let _gone: Option<HeldItem> = self.table.take(pk, keys::RECORD.to_owned()).await?;
        Ok(())
    }
}
