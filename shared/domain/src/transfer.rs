//! A list of cases on its way here: sent, mapped, tried, and brought over (R11.1).
//!
//! What is asked of the job that goes through the list stands here; what it writes follows from
//! [`crate::import`]. The list itself is no part of this: it lies in a bucket for as long as it is needed.
//!
//! INVARIANT (tried): nothing is brought over by a mapping with which the whole list was not tried first, nor
//! of another file than was tried.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Aggregate, AreaCode, Journal, PersonId, Stamp, TransferId,
    import::Tally,
    journal::{Hash, Header, JournalFault},
};

/// The largest list, in bytes.
pub const LARGEST_LIST: u64 = 60_000_000;
/// The longest mapping, in bytes.
pub const LONGEST_MAPPING: usize = 40_000;
/// For how many days a list is kept that is not brought over, and what was wrong with one that is.
pub const KEPT_DAYS: i64 = 14;

/// What is asked of the job that goes through a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// To say what would become of every row.
    Try,
    /// To bring the cases over.
    Bring,
}

/// Faults of one kind. It says nothing of what a cell says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The heading of the column; empty when it is about rows as a whole.
    pub column: String,
    /// What is wrong.
    pub reason: String,
    /// How often.
    pub many: u64,
    /// The number of the first row.
    pub row: u32,
}

/// What became of every row, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// SHA-256 of the file.
    pub file: Hash,
    /// Row by row, in numbers.
    pub tally: Tally,
    /// Faults by kind, the most frequent first.
    pub faults: Vec<Fault>,
    /// Faults of other kinds.
    pub others: u64,
    /// Whether there is a workbook of errors.
    pub errors: bool,
}

/// Something that is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What.
    pub work: Work,
    /// Who asked for it: it is done in their name.
    pub by: PersonId,
    /// When it was last asked for.
    pub at: DateTime<Utc>,
}

/// What can happen to a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Somebody is going to send it.
    Announced {
        /// Where to.
        area: AreaCode,
    },
    /// It was said what its columns mean.
    Mapped {
        /// In TOML.
        mapping: String,
    },
    /// Something was asked for, for the first time or again.
    Asked {
        /// What.
        work: Work,
        /// By whom.
        by: PersonId,
    },
    /// What was asked for is done.
    Done {
        /// What became of every row.
        outcome: Outcome,
    },
    /// What was asked for cannot be done.
    Refused {
        /// Why, without what any cell says.
        why: String,
    },
    /// It is not brought over after all.
    Dropped,
}

/// A list as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// Where it goes to.
    pub area: AreaCode,
    /// When it was announced.
    pub at: DateTime<Utc>,
    /// What its columns mean, in TOML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<String>,
    /// What is to be done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// What would become of its rows by this mapping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<Outcome>,
    /// What became of its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brought: Option<Outcome>,
    /// Why what was asked for last could not be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// Whether it is not brought over after all.
    #[serde(default)]
    pub dropped: bool,
}

/// Why something cannot be done with a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It was brought over, or dropped.
    #[error("this list has been dealt with")]
    Over,
    /// Something is being done with it.
    #[error("the list is being gone through: wait until that is done")]
    Busy,
    /// Nobody said what its columns mean.
    #[error("say first what the columns mean")]
    Unmapped,
    /// It was not tried.
    #[error("try the whole list first")]
    Untried,
    /// A mapping that is longer than any list needs.
    #[error("the mapping is longer than {} characters", LONGEST_MAPPING)]
    LongMapping,
    /// Nothing was asked for.
    #[error("nothing was asked for")]
    NotAsked,
    /// The journal does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

/// The result of a command on a list.
pub type Decided = Result<Journal<Transfer>, Refused>;

impl Transfer {
    /// Announces a list; its id is drawn from the stamp.
    pub fn announce(area: AreaCode, stamp: &Stamp) -> Decided {
        let id = TransferId::from(stamp.uuid("transfer"));
        let announced = Event::Announced { area };
        Ok(Journal::begin(&id.to_string(), announced, stamp)?)
    }

    /// Whether this file is the one that was tried.
    pub fn was_tried(&self, file: Hash) -> bool {
        self.tried.as_ref().is_some_and(|tried| tried.file == file)
    }

    /// Whether nothing more is done with it.
    pub fn is_over(&self) -> bool {
        self.dropped || self.brought.is_some()
    }
}

impl Journal<Transfer> {
    /// Says what the columns mean; what was tried before counts no more.
    pub fn map(self, mapping: String, stamp: &Stamp) -> Decided {
        self.must_rest()?;
        if mapping.len() > LONGEST_MAPPING {
            return Err(Refused::LongMapping);
        }
        Ok(self.write(Event::Mapped { mapping }, stamp)?)
    }

    /// Asks for something; asking again for what is being done wakes whoever does it.
    pub fn ask(self, (work, by): (Work, PersonId), stamp: &Stamp) -> Decided {
        if self.due.as_ref().is_none_or(|due| due.work != work) {
            self.must_rest()?;
        }
        if self.mapping.is_none() {
            return Err(Refused::Unmapped);
        }
        if work == Work::Bring && self.tried.is_none() {
            return Err(Refused::Untried);
        }
        Ok(self.write(Event::Asked { work, by }, stamp)?)
    }

    /// Ends what was asked for.
    pub fn done(self, outcome: Outcome, stamp: &Stamp) -> Decided {
        self.must_be_asked()?;
        Ok(self.write(Event::Done { outcome }, stamp)?)
    }

    /// Says why what was asked for cannot be done.
    pub fn refuse(self, why: String, stamp: &Stamp) -> Decided {
        self.must_be_asked()?;
        Ok(self.write(Event::Refused { why }, stamp)?)
    }

    /// Does not bring it over after all; also while it is only being tried.
    pub fn drop_it(self, stamp: &Stamp) -> Decided {
        if self.due.as_ref().is_none_or(|due| due.work == Work::Bring) {
            self.must_rest()?;
        }
        Ok(self.write(Event::Dropped, stamp)?)
    }

    fn must_be_asked(&self) -> Result<(), Refused> {
        self.due.as_ref().map(|_| ()).ok_or(Refused::NotAsked)
    }

    fn must_rest(&self) -> Result<(), Refused> {
        match (&self.due, self.is_over()) {
            (Some(_), _) => Err(Refused::Busy),
            (None, true) => Err(Refused::Over),
            (None, false) => Ok(()),
        }
    }
}

impl Aggregate for Transfer {
    const KIND: &'static str = "transfer";
    type Event = Event;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn fold(record: Option<Self>, event: &Event, head: &Header) -> Result<Self, JournalFault> {
        let misplaced = || JournalFault::out_of_place(head);
        let Some(transfer) = record else {
            let Event::Announced { area } = event else {
                return Err(misplaced());
            };
            return Ok(Self {
                id: head.id.parse().map_err(|_| misplaced())?,
                area: area.clone(),
                at: head.at,
                mapping: None,
                due: None,
                tried: None,
                brought: None,
                refused: None,
                dropped: false,
            });
        };
        Ok(match event.clone() {
            Event::Announced { .. } => return Err(misplaced()),
            Event::Mapped { mapping } => Self {
                mapping: Some(mapping),
                tried: None,
                refused: None,
                ..transfer
            },
            Event::Asked { work, by } => Self {
                due: Some(Due {
                    work,
                    by,
                    at: head.at,
                }),
                refused: None,
                ..transfer
            },
            Event::Done { outcome } => match transfer.due.as_ref().map(|due| due.work) {
                None => return Err(misplaced()),
                Some(Work::Try) => Self {
                    due: None,
                    tried: Some(outcome),
                    ..transfer
                },
                Some(Work::Bring) => Self {
                    due: None,
                    brought: Some(outcome),
                    ..transfer
                },
            },
            // What was refused is to be tried anew: the list, or whoever brings it, is another.
            Event::Refused { why } => Self {
                due: None,
                tried: None,
                refused: Some(why),
                ..transfer
            },
            Event::Dropped => Self {
                due: None,
                dropped: true,
                ..transfer
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::tests::stamp;

    fn outcome() -> Outcome {
        Outcome {
            file: Hash::of(b"list"),
            tally: Tally {
                rows: 1,
                created: 1,
                ..Tally::default()
            },
            faults: Vec::new(),
            others: 0,
            errors: false,
        }
    }

    #[test]
    fn nothing_is_brought_over_by_a_mapping_that_was_not_tried() {
        let by = PersonId::from(uuid::Uuid::from_u128(1));
        let list = Transfer::announce("RUN".parse().unwrap(), &stamp(1, 0)).unwrap();
        let ask = |list: &Journal<Transfer>, work| list.clone().ask((work, by), &stamp(2, 0));
        assert_eq!(ask(&list, Work::Try).unwrap_err(), Refused::Unmapped);
        let mapped = list.map("a".into(), &stamp(2, 0)).unwrap();
        assert_eq!(ask(&mapped, Work::Bring).unwrap_err(), Refused::Untried);
        let trying = ask(&mapped, Work::Try).unwrap();
        let given_up = trying.clone().drop_it(&stamp(3, 0)).unwrap();
        assert!(given_up.is_over() && given_up.due.is_none());
        assert!(ask(&trying, Work::Try).is_ok(), "it is woken");
        assert_eq!(ask(&trying, Work::Bring).unwrap_err(), Refused::Busy);
        let tried = trying.done(outcome(), &stamp(3, 0)).unwrap();
        let again = tried.clone().map("b".into(), &stamp(4, 0)).unwrap();
        assert_eq!(ask(&again, Work::Bring).unwrap_err(), Refused::Untried);
        let bringing = ask(&tried, Work::Bring).unwrap();
        let changed = bringing.clone().map("b".into(), &stamp(4, 0));
        assert_eq!(changed.unwrap_err(), Refused::Busy);
        assert_eq!(
            bringing.clone().drop_it(&stamp(4, 0)).unwrap_err(),
            Refused::Busy
        );
        assert!(bringing.was_tried(Hash::of(b"list")) && !bringing.was_tried(Hash::of(b"other")));
        let refused = bringing.clone().refuse("Another file".into(), &stamp(5, 0));
        let refused = refused.unwrap();
        assert_eq!(ask(&refused, Work::Bring).unwrap_err(), Refused::Untried);
        let over = bringing.done(outcome(), &stamp(5, 0)).unwrap();
        assert!(over.is_over());
        assert_eq!(ask(&over, Work::Bring).unwrap_err(), Refused::Over);
        assert_eq!(over.drop_it(&stamp(6, 0)).unwrap_err(), Refused::Over);
    }
}
