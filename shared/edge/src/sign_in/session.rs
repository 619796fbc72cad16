//! How a browser shows that it is signed in, and how long it stays so.

use chrono::{DateTime, TimeDelta, Utc};
use domain::PersonId;
use store::sessions::Session;

/// A working day since they proved who they are: then they sign in again, whatever they did.
pub(crate) const LONGEST: TimeDelta = TimeDelta::hours(12);
/// A browser left alone for this long is signed out.
const IDLE: TimeDelta = TimeDelta::minutes(60);
/// How exactly it is noted that somebody was there: one write in so many minutes.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(5);

/// A session that begins now, of somebody who proved to the issuer at `proven_at` who they are, where
/// it says so.
pub(crate) fn begin(
    person: PersonId,
    proven_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Session {
    let session = Session {
        person,
        created_at: now,
        proven_at: proven_at.map(|at| at.min(now)),
        seen_at: now,
        expires_at: now,
        browser: None,
    };
    Session {
        expires_at: ends(&session, now),
        ..session
    }
}

fn ends(session: &Session, now: DateTime<Utc>) -> DateTime<Utc> {
    (now + IDLE).min(session.counts_from() + LONGEST)
}

/// The session as it should be kept from now on, if that is worth a write.
pub(crate) fn seen(session: &Session, now: DateTime<Utc>) -> Option<Session> {
    (now - session.seen_at >= NOTED_EVERY).then(|| Session {
        seen_at: now,
        expires_at: ends(session, now),
        ..session.clone()
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_session_ends_when_left_alone_or_after_a_day() {
        let start: DateTime<Utc> = "2026-11-23T08:00:00Z".parse().unwrap();
        let at = |minutes| start + TimeDelta::minutes(minutes);
        let mut session = begin(PersonId::from(Uuid::nil()), Some(start), start);
        assert_eq!(session.expires_at, at(60));
        assert_eq!(seen(&session, at(4)), None);
        for minutes in (30..720).step_by(30) {
            assert!(at(minutes) < session.expires_at, "{minutes}");
            session = seen(&session, at(minutes)).unwrap();
        }
        assert_eq!(session.expires_at, at(720));
    }

    #[test]
    fn a_session_counts_from_when_its_person_proved_who_they_are() {
        let now: DateTime<Utc> = "2026-11-23T08:00:00Z".parse().unwrap();
        let person = PersonId::from(Uuid::nil());
        let long_ago = now - TimeDelta::minutes(11 * 60 + 30);
        let late = begin(person, Some(long_ago), now);
        assert_eq!(late.expires_at, now + TimeDelta::minutes(30));
        let ahead = begin(person, Some(now + TimeDelta::minutes(1)), now);
        assert_eq!(ahead.expires_at, now + IDLE);
        assert_eq!(ahead.proven_at, Some(now));
        let silent = begin(person, None, now);
        assert_eq!((silent.proven_at, silent.counts_from()), (None, now));
    }
}
