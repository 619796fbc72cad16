//! The function: each file that came to quarantine is looked at, and kept or deleted.
//!
//! Told twice of a file, or cut off after any step, it ends in the same place: what was kept or
//! refused before is only taken out of quarantine. What is kept are the bytes that were looked at,
//! whatever has been put in their place since.

use access::Caller;
use domain::{
    CaseId, EntryId, Journal,
    case::{Case, Scanned, Standing, Status, Unfit, document::Kept},
};
use edge::{Clock, trigger::UnknownEvent};
use serde_json::{Value, json};
use store::{Commit, Error, Store, uploads::quarantined};

use crate::{
    arrival::{Arrival, Found, What},
    looked,
};

/// Who looks; history knows it by this name.
const INTAKE: Caller = Caller::System("document-intake");
/// Tries when somebody else changes the case in between.
const TRIES: u32 = 8;

/// Who searches files for malicious software before they are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// GuardDuty: a file is looked at once its result is there.
    GuardDuty,
    /// Nobody: the page says so.
    None,
}

impl Scan {
    /// As the setting `SCAN` names it.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "guardduty" => Some(Self::GuardDuty),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

/// Takes files in. Made once per process; cheap to clone.
#[derive(Debug, Clone)]
pub struct Intake {
    store: Store,
    clock: Clock,
    scan: Scan,
}

/// Why an event was not dealt with. Nothing here holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It is none of those that this function knows.
    #[error(transparent)]
    Unknown(#[from] UnknownEvent),
    /// The table or the bucket.
    #[error(transparent)]
    Store(#[from] Error),
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It was kept.
    Kept,
    /// It was refused and deleted.
    Refused(Unfit),
    /// It was not awaited, or is not there: at most its place in quarantine was emptied.
    Nothing,
    /// It is looked at when the search for malicious software is done.
    Later,
}

impl Intake {
    /// An intake on this store.
    pub fn new(store: Store, clock: Clock, scan: Scan) -> Self {
        Self { store, clock, scan }
    }

    /// Deals with an event as Lambda hands it over.
    pub async fn on_event(&self, event: Value) -> Result<Value, Fault> {
        let became = self.on_arrival(&Arrival::parse(event)?).await?;
        let word = match became {
            Became::Kept => "kept",
            Became::Refused(why) => why.value(),
            Became::Nothing => "nothing",
            Became::Later => "later",
        };
        tracing::info!(became = word, "file");
        Ok(json!({ "became": word }))
    }

    /// Looks at a file.
    pub async fn on_arrival(&self, arrival: &Arrival) -> Result<Became, Fault> {
        let Some(at) = quarantined(&arrival.key) else {
            return Ok(Became::Nothing);
        };
        let scanned = match (self.scan, arrival.what) {
            (Scan::GuardDuty, What::Came) => return Ok(Became::Later),
            // Somebody switched it on and the setting is not there yet: its word counts.
            (_, What::Searched(Found::Nothing)) => Ok(Scanned::Clean),
            (_, What::Searched(Found::Threats)) => Err(Unfit::Malicious),
            (_, What::Searched(Found::Unknown)) => Err(Unfit::Unscanned),
            (Scan::None, What::Came) => Ok(Scanned::NotScanned),
        };
        for _ in 0..TRIES {
            match self.look(at, &arrival.etag, scanned).await {
                Err(Error::Conflict) => {}
                other => return Ok(other?),
            }
        }
        Err(Error::Conflict.into())
    }

    async fn look(
        &self,
        (id, document): (CaseId, EntryId),
        etag: &str,
        scanned: Result<Scanned, Unfit>,
    ) -> Result<Became, Error> {
        let case = match self.store.case_to_check(id, &INTAKE).await {
            Ok(case) => case,
            Err(Error::NotFound) => {
                self.store.drop_quarantined(id, document).await?;
                return Ok(Became::Nothing);
            }
            Err(fault) => return Err(fault),
        };
        let filed = case.documents.get(&document);
        let awaited = filed.filter(|each| matches!(each.standing, Standing::Awaited { .. }));
        let Some(kind) = awaited.map(|each| each.kind) else {
            self.store.drop_quarantined(id, document).await?;
            return Ok(Became::Nothing);
        };
        let fit = match (&case.status, scanned) {
            (Status::Closed { .. }, _) => Err(Unfit::CaseClosed),
            (_, Err(unfit)) => Err(unfit),
            (_, Ok(scanned)) => {
                let got = self.store.quarantined_file((id, document), etag).await;
                match got {
                    Ok(file) => looked::at(kind, &file.bytes).map(|()| (file.bytes, scanned)),
                    // Something else lies there by now, of which there is news of its own.
                    Err(Error::NotFound) => return Ok(Became::Nothing),
                    Err(Error::TooLarge) => Err(Unfit::TooLarge),
                    Err(fault) => return Err(fault),
                }
            }
        };
        let became = self.settle(case, document, fit).await?;
        self.store.drop_quarantined(id, document).await?;
        Ok(became)
    }

    async fn settle(
        &self,
        case: Journal<Case>,
        document: EntryId,
        fit: Result<(Vec<u8>, Scanned), Unfit>,
    ) -> Result<Became, Error> {
        let stamp = edge::stamp(&INTAKE, self.clock.now())?;
        let (decided, became) = match fit {
            Ok((bytes, scanned)) => {
                let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                let sha256 = self.store.keep_file((case.id, document), bytes).await?;
                let kept = Kept {
                    bytes: size,
                    sha256,
                    scanned,
                };
                (case.keep_document(document, kept, &stamp), Became::Kept)
            }
            Err(why) => (
                case.refuse_document(document, why, &stamp),
                Became::Refused(why),
            ),
        };
        // It was awaited a moment ago: somebody was quicker.
        let case = decided.map_err(|_| Error::Conflict)?;
        self.store.commit(Commit::of(case)).await?;
        Ok(became)
    }
}
