//! The addresses by which a calendar program fetches somebody's order calendar (R6.5) and meetings (R5.1).
//!
//! A calendar program can send no password, so the address itself holds a secret, of which only the
//! hash is kept. Each person has one such address of each kind at most: a new one replaces it, and whoever has left
//! or no longer runs an area is shown nothing by theirs.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{PersonId, journal::Hash};
use serde::{Deserialize, Serialize};

use crate::{Error, Store, held::HeldItem, keys};

/// How long an address is good for, unless it is ended before.
const LASTS: TimeDelta = TimeDelta::days(365);

/// What a calendar program is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// What falls due of the orders of the areas that somebody runs.
    Orders,
    /// The meetings that somebody comes to.
    Meetings,
}

impl Of {
    fn key(self) -> &'static str {
        match self {
            Self::Orders => keys::FEED,
            Self::Meetings => keys::MEETINGS_FEED,
        }
    }
}

/// That somebody has an address for calendar programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// When it was made, UTC.
    pub made_at: DateTime<Utc>,
    /// When it ends by itself, UTC.
    pub ends_at: DateTime<Utc>,
    /// The hash of its secret.
    hash: Hash,
}

impl Store {
    /// Gives a person an address with this secret; the one they had is worth nothing from now on.
    pub async fn put_feed(
        &self,
        person: PersonId,
        of: Of,
        secret: &str,
        now: DateTime<Utc>,
    ) -> Result<Feed, Error> {
        let feed = Feed {
            made_at: now,
            ends_at: now + LASTS,
            hash: Hash::of(secret.as_bytes()),
        };
        let at = (keys::person(person), of.key().to_owned());
        let item = HeldItem::of(at, &feed, feed.ends_at)?;
        self.table.put(&item).await?;
        Ok(feed)
    }

    /// The address that a person has, unless it has ended.
    pub async fn feed(
        &self,
        person: PersonId,
        of: Of,
        now: DateTime<Utc>,
    ) -> Result<Option<Feed>, Error> {
        let item: Option<HeldItem> = self.table.get(keys::person(person), of.key()).await?;
        let feed: Option<Feed> = item.map(|item| item.value("feed")).transpose()?;
        Ok(feed.filter(|feed| now < feed.ends_at))
    }

    /// Whether this secret is that of the address that the person has now.
    pub async fn opens_feed(
        &self,
        person: PersonId,
        of: Of,
        secret: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let feed = self.feed(person, of, now).await?;
        Ok(feed.is_some_and(|feed| feed.hash == Hash::of(secret.as_bytes())))
    }

    /// Ends the address that a person has; ending none is no error.
    pub async fn end_feed(&self, person: PersonId, of: Of) -> Result<(), Error> {
        self.table.delete(&keys::person(person), of.key()).await
    }
}
