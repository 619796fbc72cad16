//! The function: each file that came to quarantine is looked at, and kept or deleted.
//!
//! Told twice of a file, or cut off after any step, it ends in the same place: what was kept or
//! refused before is only taken out of quarantine. What is kept are the bytes that were looked at,
//! whatever has been put in their place since.

use access::Caller;
use domain::{
    EntryId, Journal,
    case::{Case, Status},
    file::{FileKind, Kept, Scanned, Standing, Unfit},
    referral::Referral,
};
use edge::{Clock, trigger::UnknownEvent};
use serde_json::{Value, json};
use store::{
    Commit, Error, Store,
    uploads::{Owner, quarantined},
};

use crate::{
    arrival::{Arrival, Found, What},
    looked,
};

/// Who looks; history knows it by this name.
const INTAKE: Caller = Caller::System("document-intake");
/// Tries when somebody else changes the case or the report in between.
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
        (owner, file): (Owner, EntryId),
        etag: &str,
        scanned: Result<Scanned, Unfit>,
    ) -> Result<Became, Error> {
        let Some(awaiting) = self.awaiting(owner, file).await? else {
            self.store.drop_quarantined(owner, file).await?;
            return Ok(Became::Nothing);
        };
        let fit = match (awaiting.too_late(), scanned) {
            (Some(why), _) | (None, Err(why)) => Err(why),
            (None, Ok(scanned)) => {
                let got = self.store.quarantined_file((owner, file), etag).await;
                match got {
                    Ok(got) => looked::at(awaiting.kind, &got.bytes).map(|()| (got.bytes, scanned)),
                    // Something else lies there by now, of which there is news of its own.
                    Err(Error::NotFound) => return Ok(Became::Nothing),
                    Err(Error::TooLarge) => Err(Unfit::TooLarge),
                    Err(fault) => return Err(fault),
                }
            }
        };
        let found = match fit {
            Ok((bytes, scanned)) => {
                let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                let sha256 = self.store.keep_file((owner, file), bytes).await?;
                Ok(Kept {
                    bytes: size,
                    sha256,
                    scanned,
                })
            }
            Err(why) => Err(why),
        };
        self.settle(awaiting, file, found).await?;
        self.store.drop_quarantined(owner, file).await?;
        Ok(found.map_or_else(Became::Refused, |_| Became::Kept))
    }

    /// What a file is awaited by; `None` when it is not awaited, or there is no such thing.
    async fn awaiting(&self, owner: Owner, file: EntryId) -> Result<Option<Awaiting>, Error> {
        let found = match owner {
            Owner::Case(id) => {
                let case = self.store.case_to_check(id, &INTAKE).await;
                case.map(|case| {
                    let filed = case.documents.get(&file);
                    let filed = filed.map(|each| (each.kind, each.standing.clone()));
                    (filed, By::Case(Box::new(case)))
                })
            }
            Owner::Report(id) => {
                let report = self.store.report_to_check(id, &INTAKE).await;
                report.map(|report| {
                    let piece = report.evidence.get(&file);
                    let piece = piece.map(|each| (each.kind, each.standing.clone()));
                    (piece, By::Report(Box::new(report)))
                })
            }
        };
        match found {
            Ok((Some((kind, Standing::Awaited { .. })), by)) => Ok(Some(Awaiting { kind, by })),
            Ok(_) | Err(Error::NotFound) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn settle(
        &self,
        awaiting: Awaiting,
        file: EntryId,
        found: Result<Kept, Unfit>,
    ) -> Result<(), Error> {
        let stamp = edge::stamp(&INTAKE, self.clock.now())?;
        // It was awaited a moment ago: when it no longer is, somebody was quicker.
        let commit = match awaiting.by {
            By::Case(case) => {
                let decided = match found {
                    Ok(kept) => case.keep_document(file, kept, &stamp),
                    Err(why) => case.refuse_document(file, why, &stamp),
                };
                Commit::of(decided.map_err(|_| Error::Conflict)?)
            }
            By::Report(report) => {
                let decided = match found {
                    Ok(kept) => report.keep_evidence(file, kept, &stamp),
                    Err(why) => report.refuse_evidence(file, why, &stamp),
                };
                Commit::of(decided.map_err(|_| Error::Conflict)?)
            }
        };
        self.store.commit(commit).await
    }
}

/// A file that is awaited.
struct Awaiting {
    /// What it is said to be.
    kind: FileKind,
    by: By,
}

/// What awaits a file.
enum By {
    Case(Box<Journal<Case>>),
    Report(Box<Journal<Referral>>),
}

impl Awaiting {
    /// Why no file is kept any more, whatever it is.
    fn too_late(&self) -> Option<Unfit> {
        match &self.by {
            By::Case(case) if matches!(case.status, Status::Closed { .. }) => {
                Some(Unfit::CaseClosed)
            }
            _ => None,
        }
    }
}
