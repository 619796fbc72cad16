//! When somebody who has no account opened a form: a sealed time that goes out with the form and
//! comes back with it, so that a program that fills in forms faster than anybody reads is noticed
//! without a cookie and without anybody else's help.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{App, Problem, Seal};

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
    seal: Seal,
}

impl Opened {
    /// What seals and judges.
    pub async fn of(app: &App) -> Result<Self, Problem> {
        Ok(Self {
            seal: Seal::of(app).await?,
        })
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

    fn mark(&self, at: i64) -> String {
        self.seal.mark(&at.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(key: u8) -> Opened {
        Opened {
            seal: Seal::with([key; 32]),
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_form_is_taken_between_some_seconds_and_a_day() {
        let opened = opened(7);
        let sealed = opened.seal(at("2026-11-20T09:00:00Z"));
        let judge = |now| opened.judge(&sealed, at(now));
        assert_eq!(judge("2026-11-20T09:00:03Z"), Err(Sooner::Fast));
        assert_eq!(judge("2026-11-20T09:00:04Z"), Ok(()));
        assert_eq!(judge("2026-11-21T09:00:00Z"), Ok(()));
        assert_eq!(judge("2026-11-21T09:00:01Z"), Err(Sooner::Stale));
    }

    #[test]
    fn a_seal_of_somebody_else_is_none() {
        let now = at("2026-11-20T09:05:00Z");
        let other = opened(8).seal(at("2026-11-20T09:00:00Z"));
        let opened = opened(7);
        let own = opened.seal(at("2026-11-20T09:00:00Z"));
        let earlier = own.replacen("1", "2", 1);
        for sealed in ["", "1", ".", "x.y", &other, &earlier] {
            assert_eq!(opened.judge(sealed, now), Err(Sooner::Stale), "{sealed}");
        }
        assert_eq!(opened.judge(&own, now), Ok(()));
    }
}
