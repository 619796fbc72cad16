//! How often somebody may knock, whether they have signed in or not: counted in the table, because the
//! processes that serve them share nothing else.
//!
//! A count is of one kind of request from one address or person in one stretch of time. Who it is is
//! kept as a hash only, and goes with the count soon after the stretch has passed.

use chrono::{DateTime, TimeDelta, Utc};
use domain::journal::Hash;

use crate::{Error, Store, keys};

/// How long a count is kept after its stretch, for the table to clear.
const KEPT: TimeDelta = TimeDelta::minutes(10);

/// How many requests of one kind one address or person may send in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Which kind: `sign-in`.
    pub what: &'static str,
    /// At most so many.
    pub most: u32,
    /// In so many seconds, counted from midnight UTC.
    pub seconds: i64,
}

impl Limit {
    /// When the stretch that holds `now` began, in seconds since 1970.
    fn stretch(&self, now: DateTime<Utc>) -> i64 {
        let seconds = self.seconds.max(1);
        now.timestamp().div_euclid(seconds) * seconds
    }
}

impl Store {
    /// Counts a request, unless whoever sends it, known by an address or an id, has used up what
    /// `limit` gives them; then `false`.
    pub async fn knock(&self, limit: Limit, who: &str, now: DateTime<Utc>) -> Result<bool, Error> {
        let since = limit.stretch(now);
        let pk = keys::knocks(limit.what, Hash::of(who.as_bytes()), since);
        let until = since + limit.seconds + KEPT.num_seconds();
        match self.table.count(pk, limit.most, until).await {
            Ok(()) => Ok(true),
            Err(Error::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_begins_where_its_length_says() {
        let limit = Limit {
            what: "sign-in",
            most: 1,
            seconds: 60,
        };
        let at = |text: &str| limit.stretch(text.parse().unwrap());
        assert_eq!(at("2026-11-20T09:00:00Z"), at("2026-11-20T09:00:59.999Z"));
        assert_eq!(at("2026-11-20T09:01:00Z"), at("2026-11-20T09:00:00Z") + 60);
        assert_eq!(at("1969-12-31T23:59:59Z"), -60);
    }
}
