//! What time it is: the system's clock, or one that a developer or a test has moved.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::SystemTime,
};

use chrono::{DateTime, TimeDelta, Utc};

/// The clock that every function asks for `now`, so that time is an argument and never a guess.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// How far ahead of the system it runs, in milliseconds; shared, so that all functions of one
    /// process move together.
    ahead: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock: the only one in production.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that runs `ahead` milliseconds before the system's; the number may change while it
    /// runs.
    pub fn shifted(ahead: Arc<AtomicI64>) -> Self {
        Self { ahead: Some(ahead) }
    }

    /// The instant, UTC.
    pub fn now(&self) -> DateTime<Utc> {
        let now = DateTime::<Utc>::from(SystemTime::now());
        let ahead = self
            .ahead
            .as_ref()
            .and_then(|millis| TimeDelta::try_milliseconds(millis.load(Ordering::Relaxed)));
        ahead
            .and_then(|ahead| now.checked_add_signed(ahead))
            .unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_clock_moves_for_all_its_clones() {
        let ahead = Arc::new(AtomicI64::new(0));
        let clock = Clock::shifted(ahead.clone());
        let other = clock.clone();
        ahead.store(86_400_000, Ordering::Relaxed);
        let gap = other.now() - Clock::system().now();
        assert!(gap > TimeDelta::hours(23) && gap < TimeDelta::hours(25));
    }

    #[test]
    fn an_absurd_shift_is_ignored_and_does_not_panic() {
        let clock = Clock::shifted(Arc::new(AtomicI64::new(i64::MAX)));
        assert!(clock.now() - Clock::system().now() < TimeDelta::hours(1));
    }
}
