//! Cases brought over from a sheet: how far an import has come, and what came of every row (R11.1).
//!
//! An import is one file, read by one mapping, into one area; its id follows from these, so that starting
//! the same again goes on with it instead of beginning another. Which cases it has made stands in the
//! cases; here stands which references were set aside for those that come next, so that a case has the
//! same reference however often the import was broken off.

use serde::{Deserialize, Serialize};

use crate::{
    Aggregate, AreaCode, Journal, Line, Stamp,
    journal::{Hash, Header, JournalFault},
};

/// What is brought, by what, and where to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The area.
    pub area: AreaCode,
    /// What the list is called.
    pub source: Line,
    /// SHA-256 of the file.
    pub file: Hash,
    /// SHA-256 of the mapping.
    pub mapping: Hash,
}

/// Cases in a part: as many as the table tells of at once.
pub const CASES_IN_PART: u32 = 100;

impl Source {
    /// The id of its import.
    pub fn id(&self) -> Hash {
        Self::id_of(&self.area, self.file, self.mapping)
    }

    /// The id of the import of a file by a mapping into an area.
    pub fn id_of(area: &AreaCode, file: Hash, mapping: Hash) -> Hash {
        Hash::of(format!("import\n{area}\n{file}\n{mapping}").as_bytes())
    }
}

/// References that are set aside for the new cases of one part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which part, from 0: each has as many cases as the others, but for the last.
    pub part: u32,
    /// The number of the first reference.
    pub first: u64,
    /// How many there are.
    pub many: u32,
    /// The year they are of.
    pub year: i32,
}

/// What became of rows.
///
/// INVARIANT (rows): rows = created + joined + known + rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rows that hold something.
    pub rows: u64,
    /// Cases that were made: the first row of each.
    pub created: u64,
    /// Further rows of those cases.
    pub joined: u64,
    /// Rows of cases that were brought over before.
    pub known: u64,
    /// Rows that were rejected.
    pub rejected: u64,
    /// Rows between others that hold nothing.
    pub empty: u64,
}

impl Tally {
    /// Whether every row is accounted for.
    pub fn adds_up(&self) -> bool {
        self.rows == self.created + self.joined + self.known + self.rejected
    }
}

/// What can happen to an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It began, for the first time or anew.
    Begun {
        /// What is brought.
        source: Source,
        /// Under which rules it is read: the agencies that are registered, and the day.
        reading: Hash,
    },
    /// References were set aside.
    SetAside(Part),
    /// It came to the end.
    Finished(Tally),
}

/// An import as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// What is brought.
    pub source: Source,
    /// Under which rules it is read.
    pub reading: Hash,
    /// How often it began, from 1.
    pub run: u32,
    /// The part that was last begun in this run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// What came of it; none while it runs, or was broken off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished: Option<Tally>,
}

/// Why an import was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It came to the end before.
    #[error("this import has come to its end already")]
    Over,
    /// Rows are missing from what is said of them.
    #[error("not every row of the sheet is accounted for")]
    Unaccounted,
    /// The journal does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

/// The result of a command on an import.
pub type Decided = Result<Journal<Import>, Refused>;

impl Import {
    /// Begins for the first time.
    pub fn begin(source: Source, reading: Hash, stamp: &Stamp) -> Decided {
        let id = source.id().to_string();
        Ok(Journal::begin(
            &id,
            Event::Begun { source, reading },
            stamp,
        )?)
    }
}

impl Journal<Import> {
    /// Goes on where it was broken off; begins anew when it was finished, or is read under other rules.
    pub fn go_on(self, reading: Hash, stamp: &Stamp) -> Decided {
        if self.finished.is_none() && self.reading == reading {
            return Ok(self);
        }
        let source = self.source.clone();
        Ok(self.write(Event::Begun { source, reading }, stamp)?)
    }

    /// Sets references aside for the new cases of a part.
    pub fn set_aside(self, part: Part, stamp: &Stamp) -> Decided {
        if self.finished.is_some() {
            return Err(Refused::Over);
        }
        Ok(self.write(Event::SetAside(part), stamp)?)
    }

    /// Ends it.
    pub fn finish(self, tally: Tally, stamp: &Stamp) -> Decided {
        if self.finished.is_some() {
            return Err(Refused::Over);
        }
        if !tally.adds_up() {
            return Err(Refused::Unaccounted);
        }
        Ok(self.write(Event::Finished(tally), stamp)?)
    }
}

impl Aggregate for Import {
    const KIND: &'static str = "import";
    type Event = Event;

    fn id(&self) -> String {
        self.source.id().to_string()
    }

    fn fold(record: Option<Self>, event: &Event, head: &Header) -> Result<Self, JournalFault> {
        let misplaced = || JournalFault::out_of_place(head);
        match (record, event.clone()) {
            (before, Event::Begun { source, reading }) => {
                let other = before.as_ref().is_some_and(|one| one.source != source);
                if other {
                    return Err(misplaced());
                }
                Ok(Self {
                    source,
                    reading,
                    run: before.map_or(0, |before| before.run).saturating_add(1),
                    part: None,
                    finished: None,
                })
            }
            (Some(import), Event::SetAside(part)) => Ok(Self {
                part: Some(part),
                ..import
            }),
            (Some(import), Event::Finished(tally)) => Ok(Self {
                finished: Some(tally),
                ..import
            }),
            (None, Event::SetAside(_) | Event::Finished(_)) => Err(misplaced()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entry, case::tests::stamp, journal::fold};

    fn begun() -> Journal<Import> {
        let source = Source {
            area: "WOK".parse().unwrap(),
            source: Line::parse("Woking list").unwrap(),
            file: Hash::of(b"file"),
            mapping: Hash::of(b"mapping"),
        };
        Import::begin(source, Hash::of(b"today"), &stamp(1, 0)).unwrap()
    }

    #[test]
    fn an_import_goes_on_in_its_run_and_begins_anew_when_it_was_over_or_is_read_otherwise() {
        let part = Part {
            part: 3,
            first: 12,
            many: 100,
            year: 2026,
        };
        let import = begun().set_aside(part, &stamp(2, 0)).unwrap();
        let same = import.clone().go_on(Hash::of(b"today"), &stamp(3, 0));
        let same = same.unwrap();
        assert_eq!(
            (same.run, same.part, same.pending().len()),
            (1, Some(part), 2)
        );
        let other = import.clone().go_on(Hash::of(b"tomorrow"), &stamp(3, 0));
        let other = other.unwrap();
        assert_eq!((other.run, other.part), (2, None));
        let tally = Tally {
            rows: 3,
            created: 1,
            joined: 1,
            rejected: 1,
            ..Tally::default()
        };
        let over = import.finish(tally, &stamp(4, 0)).unwrap();
        let again = over.clone().finish(tally, &stamp(5, 0));
        assert_eq!(again.unwrap_err(), Refused::Over);
        let anew = over.go_on(Hash::of(b"today"), &stamp(5, 0)).unwrap();
        assert_eq!((anew.run, anew.finished), (2, None));
        let entries: Vec<Entry<Event>> = anew
            .pending()
            .iter()
            .map(|entry| entry.open::<Import>().unwrap())
            .collect();
        assert_eq!(
            fold::<Import>(&entries).unwrap().as_ref(),
            Some(anew.record())
        );
    }

    #[test]
    fn an_import_does_not_end_before_every_row_is_accounted_for() {
        let short = Tally {
            rows: 3,
            created: 1,
            joined: 1,
            ..Tally::default()
        };
        let refused = begun().finish(short, &stamp(2, 0)).unwrap_err();
        assert_eq!(refused, Refused::Unaccounted);
    }
}
