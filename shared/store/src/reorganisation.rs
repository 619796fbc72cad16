//! Which area takes over from which, and when.

use chrono::{DateTime, Utc};
use domain::{AreaCode, Journal, reorganisation::Reorganisations};

use crate::{Error, File, Store, keys, table::List};

/// Most entries of its journal that a page shows.
const ENTRIES: i32 = 500;

/// What the one record is kept under.
const ALL: &str = "";

/// How much of an area a reorganisation carries over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// Referrals and reports that wait for triage.
    pub referrals: u32,
    /// Open cases.
    pub cases: u32,
    /// Open actions on them.
    pub actions: u32,
    /// Meetings on the day and later.
    pub meetings: u32,
    /// Closed cases.
    pub closed: u32,
    /// Applications for a case review in which something is to be done.
    pub reviews: u32,
}

impl Store {
    /// What is planned, to change it; `None` until somebody has planned something.
    pub async fn reorganisations(&self) -> Result<Option<Journal<Reorganisations>>, Error> {
        match self.record(keys::reorganisations()).await {
            Ok(journal) => Ok(Some(journal)),
            Err(Error::NotFound) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// The same with its journal; `None` until somebody has planned something.
    pub async fn reorganisations_file(&self) -> Result<Option<File<Reorganisations>>, Error> {
        match self.file(keys::reorganisations(), ENTRIES).await {
            Ok(file) => Ok(Some(file)),
            Err(Error::NotFound) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// What is planned, as it was at most a minute ago. Who may see what is decided by it too, though
    /// not from `lately` otherwise: by INVARIANT (settled) a plan is written at least a whole day
    /// before it holds, so that no copy can be behind by then.
    pub async fn plans(&self) -> Result<Reorganisations, Error> {
        if let Some(plans) = self.plans.get(ALL) {
            return Ok(plans);
        }
        let stored = self.reorganisations().await?;
        let plans = stored.map_or_else(Reorganisations::default, |all| all.record().clone());
        self.plans.keep(ALL.to_owned(), plans.clone());
        Ok(plans)
    }

    /// How much of an area a reorganisation at midnight would carry over: numbers, and nothing that they
    /// are of.
    pub async fn load(&self, area: &AreaCode, midnight: DateTime<Utc>) -> Result<Load, Error> {
        let later = keys::time_then(midnight, "");
        let count = |list: fn(&AreaCode) -> String| self.table.size(List::Area, list(area), " ");
        let meetings = keys::by_area::meetings(area);
        Ok(Load {
            referrals: count(keys::by_area::triage).await?,
            cases: count(keys::by_area::cases).await?,
            actions: count(keys::by_area::actions).await?,
            meetings: self.table.size(List::Area, meetings, &later).await?,
            closed: count(keys::by_area::closed).await?,
            reviews: count(keys::by_area::reviews).await?,
        })
    }
}
