//! A sheet gone through once more, and what is new in it written, part by part.
//!
//! Reading and judging is `sheets`'.
//!
//! INVARIANT (again): whatever has become of an import – broken off anywhere, finished, tried by two at
//! once – starting it again makes exactly the cases that are missing. On the same day, with the same
//! agencies, it is the same run, and they have the references they would have had; otherwise it is
//! another run, which sets others aside. Whoever finds that another run has begun stops. Each part first
//! sets its references aside in the import's own journal, together with the area's counter; each case
//! says which run of which import made it; so what is missing of a part, and which reference is whose,
//! follows from the table alone.

mod part;
mod reading;

use std::mem;

use access::Caller;
use chrono::{DateTime, Utc};
use domain::{
    Journal, Stamp,
    case::Pace,
    import::{self, Source, Tally},
    journal::Hash,
};
use sheets::{
    BadFile, BadMapping, Unfit,
    draft::Agencies,
    plan::{Fault, Item, Planned, fingerprint},
};
use store::{Commit, Error, Store};

use part::Parts;

pub use part::MOST_CASES;
pub use reading::{File, Surveyed};

/// Why a sheet was not brought over to its end. Nothing here says what a cell says.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The file, or the mapping for it, is refused as a whole.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// Another run of the same import came first.
    #[error(
        "somebody else has brought the same file with the same mapping meanwhile: start the import again"
    )]
    Overtaken,
    /// Others write to the same items all the time.
    #[error("others keep writing to the same: start the import again later")]
    Crowded,
    /// The table.
    #[error("the import was broken off; start it again to go on")]
    Store(#[from] Error),
    /// Where the errors go.
    #[error("the errors cannot be written")]
    Errors(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The import's own journal does not hold together.
    #[error(transparent)]
    Refused(#[from] import::Refused),
    /// A row is missing in what is said of them.
    #[error("not every row is accounted for: this is a fault of charmm")]
    Unaccounted,
    /// Reading stopped by itself.
    #[error("reading the sheet ended before the sheet did")]
    Reader,
}

impl From<BadFile> for Broken {
    fn from(fault: BadFile) -> Self {
        Self::Unfit(fault.into())
    }
}

impl From<BadMapping> for Broken {
    fn from(fault: BadMapping) -> Self {
        Self::Unfit(fault.into())
    }
}

/// Takes what was rejected, as it comes.
pub trait Rejects: Send {
    /// Takes faults of some rows.
    ///
    /// **Errors:** they cannot be kept.
    fn take(&mut self, faults: &[Fault]) -> Result<(), Broken>;

    /// Takes headings from below which nothing is taken: no row is rejected for them.
    ///
    /// **Errors:** they cannot be kept.
    fn left_out(&mut self, headings: &[Fault]) -> Result<(), Broken>;
}

/// How far to go before there is a pause; asked after each part that made something.
pub trait Patience: Send {
    /// Whether there is time for another part.
    fn lasts(&mut self) -> bool;
}

/// Goes on to the end, however long it takes.
#[derive(Debug, Clone, Copy)]
pub struct ToTheEnd;

impl Patience for ToTheEnd {
    fn lasts(&mut self) -> bool {
        true
    }
}

/// How far an import came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// Every row was gone through.
    ToTheEnd,
    /// There was no time for another part; starting it again goes on.
    ToAPause,
}

/// Who brings a sheet, when, and whether anything is written.
#[derive(Debug, Clone)]
pub struct By {
    /// An administrator.
    pub caller: Caller,
    /// When.
    pub now: DateTime<Utc>,
    /// Whether nothing is written.
    pub dry: bool,
}

/// An import under way.
pub struct Run {
    store: Store,
    caller: Caller,
    now: DateTime<Utc>,
    source: Source,
    /// How soon a case is looked at in the area.
    pace: Pace,
    /// None of a dry run.
    import: Option<Journal<import::Import>>,
    parts: Parts,
    tally: Tally,
}

/// The agencies that cases can name: those that are registered and not closed.
pub async fn registered(store: &Store) -> Result<Agencies, Error> {
    let agencies = store.agencies().await?.into_iter();
    let open = agencies.filter(|agency| !agency.closed);
    Ok(Agencies {
        names: open.map(|agency| (agency.id, agency.name)).collect(),
    })
}

/// The import, begun or gone on with.
///
/// **Errors:** [`Broken::Overtaken`] when somebody else began another run of it at the same moment.
pub async fn begin(
    store: &Store,
    source: Source,
    reading: Hash,
    stamp: &Stamp,
) -> Result<Journal<import::Import>, Broken> {
    let import = match store.import(source.id()).await {
        Err(Error::NotFound) => import::Import::begin(source.clone(), reading, stamp)?,
        found => found?.go_on(reading, stamp)?,
    };
    let own = (import.run, import.reading);
    if !import.pending().is_empty() {
        store.commit(Commit::of(import)).await?;
    }
    let stored = store.import(source.id()).await?;
    if (stored.run, stored.reading) == own {
        Ok(stored)
    } else {
        Err(Broken::Overtaken)
    }
}

impl Run {
    /// Begins with a file that was gone through for the first time, or goes on with it.
    pub async fn of(store: &Store, file: &Surveyed, by: By) -> Result<Self, Broken> {
        let stamp = edge::stamp(&by.caller, by.now)?;
        let source = file.source();
        let reading = fingerprint(file.agencies(), stamp.today());
        let import = if by.dry {
            None
        } else {
            Some(begin(store, source.clone(), reading, &stamp).await?)
        };
        Self::with(store, (source, import), by).await
    }

    /// Goes on in this run of an import.
    pub(crate) async fn with(
        store: &Store,
        (source, import): (Source, Option<Journal<import::Import>>),
        by: By,
    ) -> Result<Self, Broken> {
        let today = domain::time::london_date(by.now);
        Ok(Self {
            pace: Pace::of(&source.area, &store.adopted().await?, today),
            store: store.clone(),
            caller: by.caller,
            now: by.now,
            source,
            import,
            parts: Parts::default(),
            tally: Tally::default(),
        })
    }

    /// Goes through the file: writes what is new, and names what is rejected.
    ///
    /// **Errors:** it was broken off; begun again, it goes on.
    pub async fn go_through(
        &mut self,
        file: &Surveyed,
        (rejects, patience): (&mut dyn Rejects, &mut dyn Patience),
    ) -> Result<Came, Broken> {
        strange(file, rejects)?;
        let mut items = file.items();
        let mut part: Vec<Planned> = Vec::with_capacity(MOST_CASES);
        while let Some(item) = items.next().await {
            match item {
                Item::Rejected { rows, faults } => self.reject(rows.len(), &faults, rejects)?,
                Item::Case(planned) => part.push(*planned),
            }
            if part.len() == MOST_CASES {
                let wrote = self.write(mem::take(&mut part), file, rejects).await?;
                // Parts that were there already do not use it up: each run comes further than the last.
                if wrote && !patience.lasts() {
                    return Ok(Came::ToAPause);
                }
            }
        }
        if !part.is_empty() {
            self.write(part, file, rejects).await?;
        }
        let seen = items.seen().await?;
        self.tally.rows = count(seen.rows);
        self.tally.empty = count(seen.empty);
        Ok(Came::ToTheEnd)
    }

    fn reject(
        &mut self,
        rows: usize,
        faults: &[Fault],
        rejects: &mut dyn Rejects,
    ) -> Result<(), Broken> {
        self.tally.rejected += count(rows);
        rejects.take(faults)
    }

    /// Ends an import that was gone through, and says what became of every row. What it rejected must
    /// lie by then where it can be read.
    ///
    /// **Errors:** [`Broken::Unaccounted`] when it cannot be said of every row.
    pub async fn finish(self) -> Result<Tally, Broken> {
        let store = self.store.clone();
        let (tally, end) = self.end()?;
        store.commit(end).await?;
        Ok(tally)
    }

    /// The same, with what is to be written at the end; nothing of a dry run.
    ///
    /// **Errors:** as of [`Run::finish`].
    pub fn end(mut self) -> Result<(Tally, Commit), Broken> {
        let tally = self.tally;
        if !tally.adds_up() {
            return Err(Broken::Unaccounted);
        }
        if let Some(import) = self.import.take() {
            let ended = import.finish(tally, &edge::stamp(&self.caller, self.now)?)?;
            return Ok((tally, Commit::of(ended)));
        }
        Ok((tally, Commit::default()))
    }
}

/// Headings that nothing is taken from stand in the errors: nothing is left out unsaid.
fn strange(file: &Surveyed, rejects: &mut dyn Rejects) -> Result<(), Broken> {
    let (row, strange) = file.strange();
    let fault = |heading: &String| Fault {
        column: heading.clone(),
        ..Fault::of_row(
            row,
            "Nothing is taken from this column, which the mapping does not name",
        )
    };
    let faults: Vec<Fault> = strange.iter().map(fault).collect();
    rejects.left_out(&faults)
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
