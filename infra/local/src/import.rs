//! `charmm import`: cases of a sheet into a data folder, or into a deployed table (R11.1).
//!
//! Going through the sheet is `case_import`'s, as in the function; here are the files, and the words.

mod opened;
mod told;
mod written;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use access::Caller;
use anyhow::{Context, bail, ensure};
use case_import::{
    engine::{Broken, By, Rejects, Run, ToTheEnd, registered},
    told::Told,
};
use chrono::{DateTime, Utc};
use domain::{AreaCode, directory::Role, time};
use sheets::plan::Fault;
use store::{Error, Store};

use crate::offline::Offline;

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
    let bytes = opened::bytes(file)?;
    let name = opened::name(file);
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
    let file = opened::open(&asked.file, &asked.mapping)?;
    spare_what_is_read(asked)?;
    let cannot = || format!("{} cannot be used", opened::name(&asked.file));
    let agencies = registered(store).await?;
    let stamp = edge::stamp(&caller, now)?;
    let file = file.surveyed(agencies, area, stamp).await;
    let file = file.with_context(cannot)?;
    let by = By {
        caller,
        now,
        dry: asked.dry,
    };
    let mut run = Run::of(store, &file, by).await?;
    let mut rejected = Rejected {
        told: Told::default(),
        errors: asked.errors.as_deref().map(ErrorFile::create).transpose()?,
    };
    run.go_through(&file, (&mut rejected, &mut ToTheEnd))
        .await?;
    // First, so that an import is over only when what it rejected can be read.
    let errors = rejected.errors.map(ErrorFile::finish).transpose()?;
    let tally = run.finish().await?;
    let name = opened::name(&asked.file);
    let told = (&rejected.told, &tally);
    Ok(told::words(&name, told, &file, errors.as_deref()))
}

/// What was rejected, counted and written down.
struct Rejected {
    told: Told,
    errors: Option<ErrorFile>,
}

impl Rejects for Rejected {
    fn take(&mut self, faults: &[Fault]) -> Result<(), Broken> {
        self.told.add(faults);
        self.left_out(faults)
    }

    fn left_out(&mut self, headings: &[Fault]) -> Result<(), Broken> {
        let errors = self.errors.as_mut().map_or(Ok(()), |to| to.add(headings));
        errors.map_err(|fault| Broken::Errors(fault.into()))
    }
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

#[cfg(test)]
mod tests;
