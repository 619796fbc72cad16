//! What changes a few times a year, as it was at most a minute ago: one copy per process.
//!
//! INVARIANT (fresh): who may see what is never decided from here. A leaver, a role and an agency's
//! place on a case count from the moment they are written (R3.2).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long a copy is good for.
const FRESH: Duration = Duration::from_secs(60);
/// Most copies of one kind; more people than that are not at work at once.
const MOST: usize = 2_000;

type Copies<V> = HashMap<String, (Instant, V)>;

/// Copies of one kind, by key.
#[derive(Debug, Clone)]
pub(crate) struct Lately<V>(Arc<Mutex<Copies<V>>>);

impl<V> Default for Lately<V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<V: Clone> Lately<V> {
    /// The copy, if there is one that is good.
    pub(crate) fn get(&self, key: &str) -> Option<V> {
        let copies = self.held();
        let (at, value) = copies.get(key)?;
        (at.elapsed() < FRESH).then(|| value.clone())
    }

    /// Keeps a copy from now on.
    pub(crate) fn keep(&self, key: String, value: V) {
        let mut copies = self.held();
        if copies.len() >= MOST {
            copies.clear();
        }
        copies.insert(key, (Instant::now(), value));
    }

    /// Forgets every copy: something was written.
    pub(crate) fn forget(&self) {
        self.held().clear();
    }

    fn held(&self) -> MutexGuard<'_, Copies<V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_there_until_it_is_forgotten_and_there_are_never_too_many() {
        let copies = Lately::default();
        copies.keep("RUN".into(), 1);
        assert_eq!(copies.get("RUN"), Some(1));
        assert_eq!(copies.get("WOK"), None);
        copies.forget();
        assert_eq!(copies.get("RUN"), None);
        for n in 0..=MOST {
            copies.keep(n.to_string(), 1);
        }
        assert!(copies.held().len() <= MOST);
    }

    #[test]
    fn an_old_copy_is_not_given() {
        let copies = Lately::default();
        let old = Instant::now().checked_sub(FRESH);
        // A machine that has just been started has no such past.
        if let Some(old) = old {
            copies.held().insert("RUN".into(), (old, 1));
            assert_eq!(copies.get("RUN"), None);
        }
    }
}
