//! Who is signed in, and who is about to.
//!
//! Secrets are kept as hashes only: whoever reads the table cannot sign in with it. Sessions lie in
//! the partition of their person, so that one query tells both; a leaver's sessions are worth nothing.

use chrono::{DateTime, Utc};
use domain::{Journal, PersonId, directory::Person, journal::Hash};
use serde::{Deserialize, Serialize};

use crate::{Error, Store, held::HeldItem, journal::RecordItem, keys, table::from_item};

/// Most sessions of one person that are looked through; the table clears those that have ended.
const MOST: i32 = 1_000;

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who.
    pub person: PersonId,
    /// Since when, UTC.
    pub created_at: DateTime<Utc>,
    /// When they proved to the issuer who they are, UTC; missing where it did not say.
    #[serde(default)]
    pub proven_at: Option<DateTime<Utc>>,
    /// When it was last seen, UTC, to within minutes.
    pub seen_at: DateTime<Utc>,
    /// When it ends at the latest, UTC.
    pub expires_at: DateTime<Utc>,
    /// The kind of browser that it began in, as a hash: no other goes on with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<Hash>,
}

impl Session {
    /// The same session, begun in a browser of this kind.
    pub fn in_browser(self, kind: Hash) -> Self {
        Self {
            browser: Some(kind),
            ..self
        }
    }

    /// Whether a browser of this kind may go on with it.
    pub fn goes_on_in(&self, kind: Hash) -> bool {
        self.browser.is_none_or(|began| began == kind)
    }

    /// From when its longest time counts: the proof, or else the beginning.
    pub fn counts_from(&self) -> DateTime<Utc> {
        self.proven_at.unwrap_or(self.created_at)
    }
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
    /// When they must have proven anew who they are, or later; `None` if the issuer may remember them.
    #[serde(default)]
    pub anew_since: Option<DateTime<Utc>>,
    /// When it ends, UTC.
    pub expires_at: DateTime<Utc>,
}

impl Store {
    /// Keeps a sign-in under way, by its state.
    pub async fn put_attempt(&self, state: &str, attempt: &Attempt) -> Result<(), Error> {
        let pk = keys::attempt(Hash::of(state.as_bytes()));
        let at = (pk, keys::RECORD.to_owned());
        let item = HeldItem::of(at, attempt, attempt.expires_at)?;
        self.table.put(&item).await
    }

    /// Takes a sign-in under way: it can be taken once.
    pub async fn take_attempt(
        &self,
        state: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Attempt>, Error> {
        let pk = keys::attempt(Hash::of(state.as_bytes()));
        let item: Option<HeldItem> = self.table.take(pk, keys::RECORD.to_owned()).await?;
        let attempt: Option<Attempt> = item.map(|item| item.value("attempt")).transpose()?;
        Ok(attempt.filter(|attempt| now < attempt.expires_at))
    }

    /// Keeps a session, by its secret; also when it was seen again.
    pub async fn put_session(&self, secret: &str, session: &Session) -> Result<(), Error> {
        let sk = keys::session(Hash::of(secret.as_bytes()));
        let at = (keys::person(session.person), sk);
        let item = HeldItem::of(at, session, session.expires_at)?;
        self.table.put(&item).await
    }

    /// The session of `person` with this secret unless it has ended, and the person as they now
    /// stand: one query for both.
    pub async fn session(
        &self,
        person: PersonId,
        secret: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<(Session, Journal<Person>)>, Error> {
        let sk = keys::session(Hash::of(secret.as_bytes()));
        let (items, _) = self
            .table
            .between(keys::person(person), keys::RECORD, &sk, false, MOST)
            .await?;
        let mut items = items.into_iter();
        // The record comes first, the session last; between them are others of this person.
        let (Some(record), Some(held)) = (items.next(), items.next_back()) else {
            return Ok(None);
        };
        let held: HeldItem = from_item(held)?;
        if held.sk != sk {
            return Ok(None);
        }
        let session: Session = held.value("session")?;
        if session.expires_at <= now {
            return Ok(None);
        }
        let record: RecordItem = from_item(record)?;
        Ok(Some((session, record.journal()?)))
    }

    /// Ends every session of a person.
    pub async fn end_sessions(&self, person: PersonId) -> Result<(), Error> {
        self.end_sessions_but(person, None).await
    }

    /// Ends every session of a person but the one with this secret.
    pub async fn end_sessions_but(&self, person: PersonId, own: Option<&str>) -> Result<(), Error> {
        let own = own.map(|secret| keys::session(Hash::of(secret.as_bytes())));
        let mut ended = 0_u32;
        for held in self.held_sessions(person).await? {
            if own.as_ref() != Some(&held.sk) {
                let pk = keys::person(person);
                let _gone: Option<HeldItem> = self.table.take(pk, held.sk).await?;
                ended = ended.saturating_add(1);
            }
        }
        // Who ended them stands in the line of the request.
        let person = person.to_string();
        tracing::info!(person, ended, "sessions ended");
        Ok(())
    }

    /// The sessions of a person that have not ended, the last used first, and whether each is the one
    /// with this secret.
    pub async fn sessions(
        &self,
        person: PersonId,
        own: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Vec<(Session, bool)>, Error> {
        let own = own.map(|secret| keys::session(Hash::of(secret.as_bytes())));
        let mut sessions = Vec::new();
        for held in self.held_sessions(person).await? {
            let session: Session = held.value("session")?;
            if now < session.expires_at {
                sessions.push((session, own.as_ref() == Some(&held.sk)));
            }
        }
        sessions.sort_by_key(|(session, _)| std::cmp::Reverse(session.seen_at));
        Ok(sessions)
    }

    async fn held_sessions(&self, person: PersonId) -> Result<Vec<HeldItem>, Error> {
        let to = format!("{}~", keys::SESSION_PREFIX);
        let pk = keys::person(person);
        let found = self
            .table
            .between(pk, keys::SESSION_PREFIX, &to, false, MOST);
        found.await?.0.into_iter().map(from_item).collect()
    }

    /// Ends a session.
    pub async fn delete_session(&self, person: PersonId, secret: &str) -> Result<(), Error> {
        let sk = keys::session(Hash::of(secret.as_bytes()));
        let _gone: Option<HeldItem> = self.table.take(keys::person(person), sk).await?;
        Ok(())
    }
}
