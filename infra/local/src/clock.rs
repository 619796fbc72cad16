//! The clock of one runner: the system's, moved ahead by an offset that is kept.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::folder;

/// Tells the time to everything in one runner; it never goes back.
#[derive(Debug, Clone)]
pub struct LocalClock {
    /// Milliseconds ahead of the system's clock; shared with the functions' clock.
    ahead: Arc<AtomicI64>,
    file: Arc<PathBuf>,
}

/// What is kept between runs.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    ahead_ms: i64,
}

impl LocalClock {
    /// The clock as it was left, or at `start` when that is later or the clock is new.
    pub(crate) fn open(file: PathBuf, start: Option<DateTime<Utc>>) -> anyhow::Result<Self> {
        let kept: Option<Kept> = folder::get_json(&file)?;
        let first = kept.is_none();
        let clock = Self {
            ahead: Arc::new(AtomicI64::new(kept.unwrap_or_default().ahead_ms)),
            file: Arc::new(file),
        };
        match start {
            // The same command line again goes on where it stopped: time never goes back.
            Some(start) if first || start > clock.now() => clock.set(start)?,
            _ => clock.keep()?,
        }
        Ok(clock)
    }

    /// The time now, UTC, to the millisecond.
    pub fn now(&self) -> DateTime<Utc> {
        (Utc::now() + TimeDelta::milliseconds(self.ahead.load(Ordering::SeqCst))).trunc_subsecs(3)
    }

    /// The offset in milliseconds, to share with the functions' clock.
    pub fn offset(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.ahead)
    }

    /// Makes it `now`, on from there at the usual speed, and keeps that.
    pub(crate) fn set(&self, now: DateTime<Utc>) -> anyhow::Result<()> {
        self.show(now);
        self.keep()
    }

    /// Makes it `now` without keeping it.
    pub(crate) fn show(&self, now: DateTime<Utc>) {
        let ahead = now - Utc::now();
        let whole = ahead.num_milliseconds();
        // Rounded up: it never shows a moment before the one it was set to.
        let rest = i64::from(ahead > TimeDelta::milliseconds(whole));
        self.ahead.store(whole + rest, Ordering::SeqCst);
    }

    /// Keeps what it shows for the next run.
    pub(crate) fn keep(&self) -> anyhow::Result<()> {
        let ahead_ms = self.ahead.load(Ordering::SeqCst);
        folder::put_json(&self.file, &Kept { ahead_ms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_moved_clock_is_still_moved_the_next_time() {
        let scratch = Scratch::new();
        let file = scratch.path().join("clock.json");
        let then = Utc::now() + TimeDelta::days(40);
        LocalClock::open(file.clone(), None)
            .unwrap()
            .set(then)
            .unwrap();
        for start in [None, Some(Utc::now())] {
            let clock = LocalClock::open(file.clone(), start).unwrap();
            assert!((clock.now() - then).abs() < TimeDelta::seconds(10));
        }
    }

    #[test]
    fn it_never_shows_a_moment_before_the_one_it_was_set_to() {
        let scratch = Scratch::new();
        let clock = LocalClock::open(scratch.path().join("clock.json"), None).unwrap();
        for minutes in 1..500 {
            let to = clock.now() + TimeDelta::minutes(minutes);
            clock.show(to);
            assert!(clock.now() >= to);
        }
    }

    #[test]
    fn a_new_folder_may_start_in_the_past() {
        let scratch = Scratch::new();
        let start = Utc::now() - TimeDelta::days(400);
        let clock = LocalClock::open(scratch.path().join("clock.json"), Some(start)).unwrap();
        assert!((clock.now() - start).abs() < TimeDelta::seconds(10));
    }
}
