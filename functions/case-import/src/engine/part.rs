//! A part of a file: so many cases, looked up together, with references that follow each other.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    Journal, Line,
    case::{Case, Mark, Origin},
    import::{CASES_IN_PART, Part},
};
use sheets::plan::{Fault, Planned};
use store::{Commit, Error, MAX_ITEMS, case_reference, stored::Stored};
use tokio::time::sleep;

use super::{Broken, Rejects, Run, count, reading::Surveyed};

/// Cases in a part.
pub const MOST_CASES: usize = CASES_IN_PART as usize;
/// How often a part is tried when somebody else writes to the same at the same moment.
const TRIES: u32 = 10;
/// How much longer each further try waits.
const PAUSE: Duration = Duration::from_millis(20);

/// How far a file has been gone through.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    next: u32,
}

/// What becomes of a case of a part.
enum Fate {
    /// This run made it, now or before it was broken off.
    Made,
    /// It is to be made.
    New,
    /// It was brought over before, and said the same.
    Known,
    /// It cannot be brought over.
    Clash(&'static str),
}

impl Run {
    /// Makes the cases of a part that are missing, and says whether there were any.
    pub(super) async fn write(
        &mut self,
        part: Vec<Planned>,
        file: &Surveyed,
        rejects: &mut dyn Rejects,
    ) -> Result<bool, Broken> {
        let number = self.parts.next;
        self.parts.next += 1;
        let own = self.import.as_ref().map(|import| import.run);
        let (mut tries, mut missing) = (0, usize::MAX);
        let fates = loop {
            let fates = self.fates(&part, file).await?;
            let new = fates.iter().filter(|fate| matches!(fate, Fate::New));
            let new = new.count();
            // Whoever gets on is not counted out.
            if new < missing {
                (tries, missing) = (0, new);
            }
            match self.make(number, &part, &fates, file).await {
                Ok(()) => break fates,
                Err(Error::Conflict) if self.overtaken(own) => return Err(Broken::Overtaken),
                // Somebody opened a case in the area, or brings the same file.
                Err(Error::Conflict) if tries < TRIES => {
                    tries += 1;
                    sleep(PAUSE * tries).await;
                }
                Err(Error::Conflict) => return Err(Broken::Crowded),
                Err(fault) => return Err(fault.into()),
            }
        };
        let wrote = missing > 0 && self.import.is_some();
        for (planned, fate) in part.iter().zip(fates) {
            let rows = count(planned.rows.len());
            match fate {
                Fate::Made | Fate::New => {
                    self.tally.created += 1;
                    self.tally.joined += rows.saturating_sub(1);
                }
                Fate::Known => self.tally.known += rows,
                Fate::Clash(why) => self.clash(planned, why, rejects)?,
            }
        }
        Ok(wrote)
    }

    /// Whether this run is over, or another one has begun.
    fn overtaken(&self, own: Option<u32>) -> bool {
        let import = self.import.as_ref();
        import.is_some_and(|import| Some(import.run) != own || import.finished.is_some())
    }

    fn clash(
        &mut self,
        planned: &Planned,
        why: &'static str,
        rejects: &mut dyn Rejects,
    ) -> Result<(), Broken> {
        let fault = |row: &u32| Fault {
            cell: planned
                .theirs
                .as_ref()
                .map(Line::to_string)
                .unwrap_or_default(),
            ..Fault::of_row(*row, why)
        };
        let faults: Vec<_> = planned.rows.iter().map(fault).collect();
        self.reject(planned.rows.len(), &faults, rejects)
    }

    async fn fates(&self, part: &[Planned], file: &Surveyed) -> Result<Vec<Fate>, Error> {
        let ids: Vec<_> = part.iter().map(|planned| planned.id).collect();
        let there = self.store.imported(&ids).await?;
        let (import, run) = (
            self.source.id(),
            self.import.as_ref().map(|import| import.run),
        );
        // Which reference it has makes no difference to whether it fits.
        let any = Part {
            part: 0,
            first: 1,
            many: 1,
            year: 2000,
        };
        let fits = |planned: &Planned| match self.case(planned, (any, 0), file) {
            Err(Error::TooLarge) => Ok(Fate::Clash(
                "It says more than fits into one case: shorten its texts, or name fewer people",
            )),
            case => case.map(|_| Fate::New),
        };
        let fate = |planned: &Planned| {
            Ok(match there.get(&planned.id) {
                None => fits(planned)?,
                Some(None) => Fate::Clash(
                    "This case was brought over before and has been erased since: it is not made again",
                ),
                Some(Some(mark)) if mark.said != planned.before.said() => Fate::Clash(
                    "A case with this reference was brought over before, from a sheet that said something else: change it where it is now",
                ),
                Some(Some(mark)) if mark.import == import && Some(mark.run) == run => Fate::Made,
                Some(Some(_)) => Fate::Known,
            })
        };
        part.iter().map(fate).collect()
    }

    async fn make(
        &mut self,
        number: u32,
        part: &[Planned],
        fates: &[Fate],
        file: &Surveyed,
    ) -> Result<(), Error> {
        if self.import.is_none() || !fates.iter().any(|fate| matches!(fate, Fate::New)) {
            return Ok(());
        }
        // Those of this run, made or not, have the part's references in the order of the file.
        let own = part.iter().zip(fates);
        let own = own.filter(|(_, fate)| matches!(fate, Fate::New | Fate::Made));
        let own: Vec<_> = own.collect();
        let many = u32::try_from(own.len()).unwrap_or(u32::MAX);
        let aside = self.set_aside(number, many).await?;
        let mut new = Vec::new();
        for (at, (planned, fate)) in (0..).zip(own) {
            if matches!(fate, Fate::New) {
                new.push(self.case(planned, (aside, at), file)?);
            }
        }
        self.commit(new).await
    }

    /// The references of a part; those that were set aside before it was broken off are its own.
    async fn set_aside(&mut self, number: u32, many: u32) -> Result<Part, Error> {
        let unreadable = || Error::Unreadable("import");
        let import = self.import.take().ok_or_else(unreadable)?;
        if let Some(part) = import
            .part
            .filter(|part| part.part == number && part.many == many)
        {
            self.import = Some(import);
            return Ok(part);
        }
        let id = self.source.id();
        let ticket = self
            .store
            .next_case_references(&self.source.area, many, self.now)
            .await?;
        let (first, year) = ticket.first();
        let part = Part {
            part: number,
            first,
            many,
            year,
        };
        let stamp = edge::stamp(&self.caller, self.now)?;
        let kept = import.clone();
        let done = match import.set_aside(part, &stamp) {
            Ok(import) => {
                let commit = Commit::of(import).claim(&ticket);
                self.store.commit(commit).await
            }
            Err(_) => Err(Error::Conflict),
        };
        // Whatever came of it, the next try sees what is stored.
        let run = kept.run;
        let now = match &done {
            Ok(()) | Err(Error::Conflict) => self.store.import(id).await?,
            Err(_) => kept,
        };
        // Cases of another run are not this one's to make.
        let done = if now.run == run {
            done
        } else {
            Err(Error::Conflict)
        };
        self.import = Some(now);
        done.map(|()| part)
    }

    fn case(
        &self,
        planned: &Planned,
        (aside, at): (Part, u64),
        file: &Surveyed,
    ) -> Result<Journal<Case>, Error> {
        let import = self.import.as_ref();
        let area = &self.source.area;
        let reference = case_reference(area, (aside.first + at, aside.year));
        let origin = Origin {
            mark: Mark {
                import: self.source.id(),
                run: import.map_or(0, |import| import.run),
                said: planned.before.said(),
            },
            source: self.source.source.clone(),
            theirs: planned.theirs.clone(),
            file: self.source.file,
            sheet: file.sheet(),
            rows: planned.rows.clone(),
        };
        let stamp = edge::stamp(&self.caller, self.now)?;
        let before = planned.before.clone();
        let new = (planned.id, reference);
        // What it refuses was refused when the rows were judged, but for its size.
        Case::import(new, area.clone(), (before, origin), self.pace, &stamp)
            .map_err(|_| Error::TooLarge)
    }

    /// Writes cases, as many in a transaction as fit. All count in figures of the area and so write to the
    /// same items: the transactions come one after the other.
    async fn commit(&self, cases: Vec<Journal<Case>>) -> Result<(), Error> {
        for batch in batches(cases) {
            together(&self.store, batch).await?;
        }
        Ok(())
    }
}

/// Cases in as few transactions as they fit into.
fn batches(cases: Vec<Journal<Case>>) -> Vec<Vec<Journal<Case>>> {
    let mut all: Vec<Vec<Journal<Case>>> = Vec::new();
    let (mut items, mut counters) = (MAX_ITEMS, BTreeSet::new());
    for case in cases {
        // Entry and record, what goes beside them, and counters that no case before has moved.
        let own = 2 + case.record().rows().len();
        let counts: BTreeSet<_> = case.record().counts().into_keys().collect();
        let new = counts.difference(&counters).count();
        match all.last_mut() {
            Some(batch) if items + own + new <= MAX_ITEMS => {
                items += own + new;
                counters.extend(counts);
                batch.push(case);
            }
            _ => {
                items = own + counts.len();
                counters = counts;
                all.push(vec![case]);
            }
        }
    }
    all
}

async fn together(store: &store::Store, cases: Vec<Journal<Case>>) -> Result<(), Error> {
    let all = |cases: &[Journal<Case>]| {
        let cases = cases.iter().cloned();
        cases.fold(Commit::default(), Commit::with)
    };
    match store.commit(all(&cases)).await {
        // Each fits, but not all of them at once.
        Err(Error::TooLarge) if cases.len() > 1 => {
            for case in cases {
                store.commit(Commit::of(case)).await?;
            }
            Ok(())
        }
        done => done,
    }
}
