//! `charmm import`: cases of a sheet into a data folder, or into a deployed table (R11.1).
//!
//! Reading and judging is `sheets`'; here what is new is written, part by part.
//!
//! INVARIANT (again): whatever has become of an import – broken off anywhere, finished, tried by two at
//! once – starting it again makes exactly the cases that are missing. On the same day, with the same
//! agencies, it is the same run, and they have the references they would have had; otherwise it is
//! another run, which sets others aside. Whoever finds that another run has begun stops. Each part first sets its references aside in the import's own journal, together with the area's
//! counter; each case says which run of which import made it; so what is missing of a part, and which
//! reference is whose, follows from the table alone.

mod part;
mod reading;
mod told;
mod written;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use access::Caller;
use anyhow::{Context, bail, ensure};
use chrono::{DateTime, Utc};
use domain::{
    AreaCode, Journal, Stamp,
    case::Pace,
    directory::Role,
    import::{self, Source, Tally},
    journal::Hash,
    time,
};
use sheets::{
    draft::Agencies,
    plan::{Fault, Item, Planned, fingerprint},
};
use store::{Commit, Error, Store};

use crate::{offline::Offline, random};

use part::{MOST_CASES, Parts};
use reading::{File, Surveyed};
use written::ErrorFile;

/// What is to be brought over.
///
/// **Shape:** `Imported { file: "cases.xlsx".into(), mapping: "m.toml".into(), area: "WOK".into(), … }`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The sheet.
    pub file: PathBuf,
    /// What its columns mean.
    pub mapping: PathBuf,
    /// The code of the area.
    pub area: String,
    /// The email of the administrator who brings it.
    pub by: String,
    /// Whether nothing is written.
    pub dry: bool,
    /// Where what was rejected goes, as a workbook.
    pub errors: Option<PathBuf>,
    /// The data folder, unless a table is named.
    pub data: PathBuf,
    /// `TableName` and `PacksBucket` of a stack.
    pub table: Option<(String, String)>,
}

/// Brings a sheet over, and says what became of every row.
///
/// **Errors:** nothing was written when the file, the mapping or whoever brings it is refused; when the
/// store could not be reached, the same call goes on.
pub async fn import_cases(asked: &Imported) -> anyhow::Result<String> {
    if let Some((table, bucket)) = &asked.table {
        let aws = aws_config::load_from_env().await;
        let store = Store::on(&aws, table, bucket);
        return bring(&store, asked, Utc::now()).await;
    }
    ensure!(
        asked.data.join("table.sqlite").exists(),
        "{} is no data folder",
        asked.data.display()
    );
    let offline = Offline::open(&asked.data).await?;
    let told = bring(&offline.store(), asked, offline.now).await;
    offline.close();
    told
}

/// Writes a mapping to begin with, from the headings of a sheet.
///
/// **Errors:** the file is refused, or a mapping is there already: somebody may have worked on it.
pub fn propose_mapping(file: &Path, mapping: &Path) -> anyhow::Result<String> {
    let bytes = reading::bytes(file)?;
    let name = reading::name(file);
    let text = sheets::propose::propose((&name, &bytes));
    let text = text.with_context(|| format!("{} cannot be used", file.display()))?;
    let written = || format!("{} cannot be written", mapping.display());
    let new = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(mapping);
    new.and_then(|mut new| new.write_all(text.as_bytes()))
        .with_context(written)?;
    let shown = mapping.display();
    Ok(format!(
        "A mapping to begin with is in {shown}. Fill in what begins with #, then try it with --dry-run.\n"
    ))
}

/// Brings a sheet into a store.
pub(crate) async fn bring(
    store: &Store,
    asked: &Imported,
    now: DateTime<Utc>,
) -> anyhow::Result<String> {
    let area: AreaCode = asked
        .area
        .parse()
        .context("--area takes the code of an area")?;
    let caller = administrator(store, &asked.by, now).await?;
    must_be_open(store, &area, now).await?;
    let agencies = registered(store).await?;
    let stamp = stamp(&caller, now)?;
    let file = File::open(&asked.file, &asked.mapping)?;
    let errors = asked.errors.as_deref();
    spare_what_is_read(asked)?;
    let reading = fingerprint(&agencies, stamp.today());
    let file = file.surveyed(agencies, area.clone(), stamp.clone()).await?;
    let pace = Pace::of(&area, &store.adopted().await?, stamp.today());
    let source = Source {
        area,
        source: file.mapping().source.clone(),
        file: file.hash(),
        mapping: file.mapping_hash(),
    };
    let begun = if asked.dry {
        None
    } else {
        Some(begin(store, source.clone(), reading, &stamp).await?)
    };
    let mut run = Run {
        store: store.clone(),
        caller,
        now,
        pace,
        source,
        import: begun,
        parts: Parts::default(),
        tally: Tally::default(),
        errors: errors.map(ErrorFile::create).transpose()?,
        told: told::Told::default(),
    };
    run.name_strange(&file)?;
    run.go_through(&file).await?;
    run.finish(&file).await
}

/// An administrator, by email.
async fn administrator(store: &Store, email: &str, now: DateTime<Utc>) -> anyhow::Result<Caller> {
    let person = store.person_by_email(email).await?;
    let person =
        person.context("--by takes the email of an administrator, and nobody has this one")?;
    let plans = store.plans().await?;
    let caller = Caller::of(&person, &plans, time::london_date(now));
    let caller = caller.context("whoever brings cases over must not have left")?;
    ensure!(
        caller.holds_anywhere(Role::Administrator),
        "only an administrator brings cases over"
    );
    Ok(caller)
}

async fn must_be_open(store: &Store, area: &AreaCode, now: DateTime<Utc>) -> anyhow::Result<()> {
    match store.area(area).await {
        Err(Error::NotFound) => bail!("there is no area {area}"),
        found => found.map(|_| ())?,
    }
    let plans = store.plans().await?;
    let over = plans.now(area, time::london_date(now));
    ensure!(
        over == *area,
        "the area {area} has ended, and {over} has taken over: bring the cases there"
    );
    Ok(())
}

async fn registered(store: &Store) -> anyhow::Result<Agencies> {
    let agencies = store.agencies().await?.into_iter();
    let open = agencies.filter(|agency| !agency.closed);
    Ok(Agencies {
        names: open.map(|agency| (agency.id, agency.name)).collect(),
    })
}

fn stamp(caller: &Caller, now: DateTime<Utc>) -> anyhow::Result<Stamp> {
    Ok(Stamp::new(caller.actor(), now, random::bytes()?))
}

/// The errors must not take the place of anything that is read.
fn spare_what_is_read(asked: &Imported) -> anyhow::Result<()> {
    let Some(Ok(out)) = asked.errors.as_deref().map(Path::canonicalize) else {
        return Ok(());
    };
    for path in [&asked.file, &asked.mapping] {
        if path.canonicalize().is_ok_and(|path| path == out) {
            bail!("--errors is {}, which is to be read", path.display());
        }
    }
    Ok(())
}

/// The import, begun or gone on with.
async fn begin(
    store: &Store,
    source: Source,
    reading: Hash,
    stamp: &Stamp,
) -> anyhow::Result<Journal<import::Import>> {
    let import = match store.import(source.id()).await {
        Err(Error::NotFound) => import::Import::begin(source.clone(), reading, stamp)?,
        found => found?.go_on(reading, stamp)?,
    };
    if !import.pending().is_empty() {
        let begun = store.commit(Commit::of(import.clone())).await;
        begun.context("the import cannot be begun")?;
    }
    let own = import_run(&import);
    let stored = store.import(source.id()).await?;
    ensure!(
        import_run(&stored) == own,
        "somebody else has begun to bring the same file meanwhile: start the import again"
    );
    Ok(stored)
}

/// By what a run is told from others of the same import.
fn import_run(import: &import::Import) -> (u32, Hash) {
    (import.run, import.reading)
}

/// An import under way.
struct Run {
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
    errors: Option<ErrorFile>,
    told: told::Told,
}

impl Run {
    /// Headings that nothing is taken from stand in the errors: nothing is left out unsaid.
    fn name_strange(&mut self, file: &Surveyed) -> anyhow::Result<()> {
        let (row, strange) = file.strange();
        let fault = |heading: &String| Fault {
            column: heading.clone(),
            ..Fault::of_row(
                row,
                "Nothing is taken from this column, which the mapping does not name",
            )
        };
        let faults: Vec<Fault> = strange.iter().map(fault).collect();
        match &mut self.errors {
            Some(errors) => errors.add(&faults),
            None => Ok(()),
        }
    }

    async fn go_through(&mut self, file: &Surveyed) -> anyhow::Result<()> {
        let mut items = file.items();
        let mut part: Vec<Planned> = Vec::with_capacity(MOST_CASES);
        while let Some(item) = items.next().await {
            match item {
                Item::Rejected { rows, faults } => self.reject(rows.len(), &faults)?,
                Item::Case(planned) => part.push(*planned),
            }
            if part.len() == MOST_CASES {
                self.write(std::mem::take(&mut part), file).await?;
            }
        }
        if !part.is_empty() {
            self.write(part, file).await?;
        }
        let seen = items.seen().await?;
        self.tally.rows = count(seen.rows);
        self.tally.empty = count(seen.empty);
        Ok(())
    }

    fn reject(&mut self, rows: usize, faults: &[Fault]) -> anyhow::Result<()> {
        self.tally.rejected += count(rows);
        self.told.add(faults);
        match &mut self.errors {
            Some(errors) => errors.add(faults),
            None => Ok(()),
        }
    }

    async fn finish(mut self, file: &Surveyed) -> anyhow::Result<String> {
        let tally = self.tally;
        ensure!(
            tally.adds_up(),
            "not every row is accounted for: this is a fault of charmm"
        );
        // First, so that an import is over only when what it rejected can be read.
        let errors = self.errors.map(ErrorFile::finish).transpose()?;
        if let Some(import) = self.import.take() {
            let ended = import.finish(tally, &stamp(&self.caller, self.now)?)?;
            let ended = self.store.commit(Commit::of(ended)).await;
            ended.context("the import could not be ended; start it again")?;
        }
        Ok(self.told.words(&tally, file, errors.as_deref()))
    }
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
