//! One agency's pack: read as that agency, composed, rendered, stored.

use access::Caller;
use chrono::{DateTime, Utc};
use domain::{
    AgencyId, CaseId,
    case::Case,
    journal::Hash,
    meeting::MadePack,
    pack::{Brief, Journals, Pack, Recipient, compose},
};
use edge::stream::Undone;
use paper::{RenderFault, Rendered};
use store::{Error, meetings::Seen, objects::PackForm};

use super::Packer;
use crate::render;

/// A pack that lies in the bucket.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) pack: MadePack,
    /// Cases that could not be read, and so are not in it.
    pub(super) missing: Vec<CaseId>,
}

/// Why a pack was not made.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The store.
    #[error(transparent)]
    Store(#[from] Error),
    /// The typesetter.
    #[error(transparent)]
    Render(#[from] RenderFault),
    /// The pack is not JSON.
    #[error("the pack could not be written as JSON")]
    Json(#[from] serde_json::Error),
    /// The thread that typesets stopped.
    #[error("the typesetter stopped")]
    Stopped,
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Store(error) => error.into(),
            other => Self::Never(other.to_string()),
        }
    }
}

impl Packer {
    /// Makes the pack of `to`; `seen` is the meeting as the system sees it, and `read` the journals
    /// of its cases.
    pub(super) async fn make(
        &self,
        (seen, read): (&Seen, &super::Journals),
        to: Recipient,
        now: DateTime<Utc>,
    ) -> Result<Made, Fault> {
        let reader = Caller::Agency(to.agency.clone());
        // From here on only what the agency may see is at hand.
        let theirs = seen.cut_to(&to.agency);
        let (journals, missing) = self.disclosed(&theirs, read, &reader, now).await;
        let cases: Vec<Case> = theirs
            .cases
            .iter()
            .map(|case| case.record().clone())
            .collect();
        let brief = Brief {
            meeting: &theirs.meeting,
            area: &theirs.area,
            recipient: &to,
            withheld_cases: seen
                .agenda
                .items
                .len()
                .saturating_sub(theirs.agenda.items.len()),
        };
        let pack = compose(brief, &cases, &journals)?;
        let pack = self.keep(seen, to, pack).await?;
        Ok(Made { pack, missing })
    }

    /// The journals of the cases to discuss, and the cases that are missing.
    async fn disclosed(
        &self,
        theirs: &Seen,
        read: &super::Journals,
        reader: &Caller,
        now: DateTime<Utc>,
    ) -> (Journals, Vec<CaseId>) {
        let mut journals = Journals::new();
        let mut missing = Vec::new();
        for item in &theirs.agenda.items {
            let Some(case) = read.get(&item.case) else {
                missing.push(item.case);
                continue;
            };
            match self.store.disclose(case, reader, now).await {
                Ok(file) => {
                    journals.insert(item.case, file.entries);
                }
                Err(error) => {
                    tracing::error!(case = %item.case, %error, "case left out of a pack");
                    missing.push(item.case);
                }
            }
        }
        (journals, missing)
    }

    /// Renders the pack and puts both of its forms into the bucket, unless it lies there.
    async fn keep(&self, seen: &Seen, to: Recipient, pack: Pack) -> Result<MadePack, Fault> {
        let json = serde_json::to_vec(&pack)?;
        let cases = pack.cases.len();
        let (hash, pages) = match self.kept(seen, &to.agency, &json).await {
            Some(kept) => kept,
            None => self.put(seen, &to.agency, pack, json).await?,
        };
        Ok(MadePack {
            agency: to.agency,
            agency_name: to.name,
            hash,
            pages,
            cases,
        })
    }

    /// The agency's newest pack, if it was made from this very value: rendering it again would
    /// give the same bytes.
    async fn kept(&self, seen: &Seen, agency: &AgencyId, json: &[u8]) -> Option<(Hash, usize)> {
        let newest = seen.meeting.packs.get(agency)?;
        let (id, hash) = (seen.meeting.id, newest.hash);
        let stored = self.store.pack(id, agency, hash, PackForm::Json).await;
        (stored.ok()? == json).then_some((hash, newest.pages))
    }

    async fn put(
        &self,
        seen: &Seen,
        agency: &AgencyId,
        pack: Pack,
        json: Vec<u8>,
    ) -> Result<(Hash, usize), Fault> {
        // Typesetting keeps a thread busy for a while.
        let rendered = tokio::task::spawn_blocking(move || render(&pack)).await;
        let Rendered { pdf, pages } = rendered.map_err(|_| Fault::Stopped)??;
        let (id, hash) = (seen.meeting.id, Hash::of(&pdf));
        self.store
            .put_pack(id, agency, hash, PackForm::Json, json)
            .await?;
        self.store
            .put_pack(id, agency, hash, PackForm::Pdf, pdf)
            .await?;
        Ok((hash, pages))
    }
}
