//! When somebody who has no account opened a form: a sealed time that goes out with the form and
//! comes back with it, so that a program that fills in forms faster than anybody reads is noticed
//! without a cookie and without anybody else's help.

use chrono::{DateTime, TimeDelta, Utc};
use domain::journal::Hash;

use crate::{App, Problem, secret};

/// Faster than this nobody answers a page of questions and reads their answers.
const SHORTEST: TimeDelta = TimeDelta::seconds(4);
/// A form that was open for longer than this is sealed anew before it is taken.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// Why a form is not taken yet. Its sender can send it again at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sooner {
    /// It came faster than anybody reads.
    Fast,
    /// It was open too long, or its seal is none of ours.
    Stale,
}

/// The sealed time at which a form was opened.
///
/// **Shape:** `1795687200.<64 hexadecimal digits>`, seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    key: [u8; 32],
}

impl Opened {
    /// What seals and judges.
    pub async fn of(app: &App) -> Result<Self, Problem> {
        let key = app.store.seal(secret::bytes()?).await?;
        Ok(Self { key })
    }

    /// Seals the time.
    #[must_use]
    pub fn seal(&self, now: DateTime<Utc>) -> String {
        let at = now.timestamp();
        format!("{at}.{}", self.mark(at))
    }

    /// Judges a seal that came back.
    ///
    /// **Errors:** why the form is not taken yet.
    pub fn judge(&self, sealed: &str, now: DateTime<Utc>) -> Result<(), Sooner> {
        let (at, mark) = sealed.split_once('.').ok_or(Sooner::Stale)?;
        let at: i64 = at.parse().map_err(|_| Sooner::Stale)?;
        if self.mark(at) != mark {
            return Err(Sooner::Stale);
        }
        let opened = DateTime::from_timestamp(at, 0).ok_or(Sooner::Stale)?;
        match now - opened {
            open if open > LONGEST => Err(Sooner::Stale),
            open if open < SHORTEST => Err(Sooner::Fast),
            _ => Ok(()),
        }
    }

    /// H(key ‖ H(key ‖ time)): twice, so that nothing can be appended to what was sealed.
    fn mark(&self, at: i64) -> String {
        let inner = Hash::of(&[self.key.as_slice(), at.to_string().as_bytes()].concat());
        let outer = [self.key.as_slice(), inner.bytes().as_slice()].concat();
        Hash::of(&outer).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_form_is_taken_between_some_seconds_and_a_day() {
        let opened = Opened { key: [7; 32] };
        let sealed = opened.seal(at("2026-11-20T09:00:00Z"));
        let judge = |now| opened.judge(&sealed, at(now));
        assert_eq!(judge("2026-11-20T09:00:03Z"), Err(Sooner::Fast));
        assert_eq!(judge("2026-11-20T09:00:04Z"), Ok(()));
        assert_eq!(judge("2026-11-21T09:00:00Z"), Ok(()));
        assert_eq!(judge("2026-11-21T09:00:01Z"), Err(Sooner::Stale));
    }

    #[test]
    fn a_seal_of_somebody_else_is_none() {
        let opened = Opened { key: [7; 32] };
        let now = at("2026-11-20T09:05:00Z");
        let other = Opened { key: [8; 32] }.seal(at("2026-11-20T09:00:00Z"));
        let own = opened.seal(at("2026-11-20T09:00:00Z"));
        let earlier = own.replacen("1", "2", 1);
        for sealed in ["", "1", ".", "x.y", &other, &earlier] {
            assert_eq!(opened.judge(sealed, now), Err(Sooner::Stale), "{sealed}");
        }
        assert_eq!(opened.judge(&own, now), Ok(()));
    }
}
