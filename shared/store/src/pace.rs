//! How many cases one person may look at and look for in an hour (ASVS V2.4.1): far more than work
//! needs, far fewer than somebody takes who reads case after case.
//!
//! Looking again at a case costs nothing, in the same process and hour. A process writes its count to
//! the table in steps of [`STEP`], and learns there what others counted; so a look costs a tenth of a
//! write unit, and each process may let a step more through.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use access::Caller;
use chrono::{DateTime, Utc};
use domain::PersonId;

use crate::{Error, Store, keys};

/// Most looks in an hour.
pub const MOST_IN_AN_HOUR: u32 = 300;
/// Looks between two writes to the table.
const STEP: u32 = 10;
/// Seconds in which they are counted, from the full hour.
const STRETCH: i64 = 60 * 60;

/// What this process knows of the hour.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace(Arc<Mutex<Hour>>);

#[derive(Debug, Default)]
struct Hour {
    began: i64,
    people: HashMap<PersonId, Looks>,
}

#[derive(Debug, Default)]
struct Looks {
    /// What stood in the table last.
    written: u32,
    /// What is to be added to it.
    waiting: u32,
    seen: HashSet<String>,
}

/// What follows from a look.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Fine,
    /// So many are to be added in the table.
    Write(u32),
    TooMany,
}

impl Pace {
    fn look(&self, person: PersonId, at: Option<&str>, began: i64) -> Verdict {
        let mut hour = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if hour.began != began {
            *hour = Hour {
                began,
                people: HashMap::new(),
            };
        }
        let looks = hour.people.entry(person).or_default();
        if at.is_some_and(|at| looks.seen.contains(at)) {
            return Verdict::Fine;
        }
        if looks.written.saturating_add(looks.waiting) >= MOST_IN_AN_HOUR {
            return Verdict::TooMany;
        }
        looks.seen.extend(at.map(str::to_owned));
        looks.waiting = looks.waiting.saturating_add(1);
        if looks.waiting < STEP {
            return Verdict::Fine;
        }
        Verdict::Write(std::mem::take(&mut looks.waiting))
    }

    fn wrote(&self, person: PersonId, total: u32, began: i64) {
        let mut hour = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if hour.began == began {
            let looks = hour.people.entry(person).or_default();
            looks.written = looks.written.max(total);
        }
    }
}

impl Store {
    /// Counts that a person looks at the case of this key, or looks for one.
    ///
    /// **Errors:** [`Error::TooMany`] when the hour's are used up.
    pub(crate) async fn look(
        &self,
        caller: &Caller,
        at: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(person) = caller.person() else {
            return Ok(());
        };
        let began = now.timestamp().div_euclid(STRETCH) * STRETCH;
        match self.pace.look(person, at, began) {
            Verdict::Fine => Ok(()),
            Verdict::TooMany => Err(Error::TooMany),
            Verdict::Write(looks) => {
                let pk = keys::looks(person, began);
                let until = began.saturating_add(2 * STRETCH);
                let total = self.table.add(pk, looks, until).await?;
                self.pace.wrote(person, total, began);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> PersonId {
        PersonId::from(Uuid::from_u128(number))
    }

    #[test]
    fn looks_are_written_in_steps_and_end_where_the_hour_is_used_up() {
        let (pace, ann) = (Pace::default(), person(1));
        let mut total = 0;
        for look in 1..=MOST_IN_AN_HOUR {
            match pace.look(ann, Some(&look.to_string()), 0) {
                Verdict::Fine => assert_ne!(look % STEP, 0),
                Verdict::Write(looks) => {
                    total += looks;
                    pace.wrote(ann, total, 0);
                }
                Verdict::TooMany => panic!("{look}"),
            }
        }
        assert_eq!(total, MOST_IN_AN_HOUR);
        assert_eq!(pace.look(ann, Some("another"), 0), Verdict::TooMany);
        assert_eq!(pace.look(ann, None, 0), Verdict::TooMany);
        // What she has open stays open, others work on, and the next hour is a new one.
        assert_eq!(pace.look(ann, Some("7"), 0), Verdict::Fine);
        assert_eq!(pace.look(person(2), Some("another"), 0), Verdict::Fine);
        assert_eq!(pace.look(ann, Some("another"), STRETCH), Verdict::Fine);
    }

    #[test]
    fn what_other_processes_counted_counts() {
        let (pace, ann) = (Pace::default(), person(1));
        for _ in 1..STEP {
            assert_eq!(pace.look(ann, None, 0), Verdict::Fine);
        }
        assert_eq!(pace.look(ann, None, 0), Verdict::Write(STEP));
        pace.wrote(ann, MOST_IN_AN_HOUR + 3, 0);
        assert_eq!(pace.look(ann, None, 0), Verdict::TooMany);
    }
}
