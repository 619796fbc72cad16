//! An address of one's own at which a calendar program fetches a calendar: the secret in it is shown
//! once, and whatever is wrong with one answers alike.

use access::Caller;
use chrono::{DateTime, Utc};
use domain::time;
use serde::Serialize;
use store::{
    feeds::{Feed, Of},
    knocks::Limit,
};
use utoipa::ToSchema;

use crate::{App, Door, Problem, Ticket};

/// Addresses that lead to nothing, from one place: a program with an old one asks a few times a day.
const WRONG: Limit = Limit {
    what: "calendar-feed",
    most: 60,
    seconds: 60 * 60,
};

/// The address by which your calendar program asks.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CalendarFeed)]
pub struct FeedView {
    /// The address, which holds a secret; only in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://charmm.example.gov.uk/orders/feed/…")]
    pub address: Option<String>,
    /// When it was made; none when you have none.
    #[schema(example = "2026-11-24T08:31:00Z")]
    pub made_at: Option<DateTime<Utc>>,
    /// When it ends by itself.
    #[schema(example = "2027-11-24T08:31:00Z")]
    pub ends_at: Option<DateTime<Utc>>,
}

impl FeedView {
    /// What is said of an address; `address` only when it was just made.
    pub fn of(feed: Option<Feed>, address: Option<String>) -> Self {
        Self {
            address,
            made_at: feed.map(|feed| feed.made_at),
            ends_at: feed.map(|feed| feed.ends_at),
        }
    }

    /// When it was made, in words.
    pub fn made(&self) -> Option<String> {
        self.made_at.map(time::long_time)
    }

    /// When it ends, in words.
    pub fn ends(&self) -> Option<String> {
        let ends = self.ends_at.map(time::london_date);
        ends.map(time::long_date)
    }
}

/// Who holds an address, as they are today.
///
/// **Errors:** 404 for one that leads to nothing; 429 for too many of them from one place.
pub async fn owner(app: &App, door: Door, of: Of, ticket: &str) -> Result<Caller, Problem> {
    let now = app.clock.now();
    match find(app, of, ticket, now).await? {
        Some(caller) => Ok(caller),
        None => {
            door.admit(app, WRONG, now).await?;
            Err(Problem::NotFound)
        }
    }
}

async fn find(
    app: &App,
    of: Of,
    ticket: &str,
    now: DateTime<Utc>,
) -> Result<Option<Caller>, Problem> {
    let Some(Ticket { person, secret }) = Ticket::parse(ticket) else {
        return Ok(None);
    };
    if !app.store.opens_feed(person, of, &secret, now).await? {
        return Ok(None);
    }
    let person = app.store.person(person).await?;
    app.caller(&person).await
}
