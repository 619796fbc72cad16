//! Documents on a case: files that agencies bring, kept apart until they have been looked at (R2.5).
//!
//! A document is an entry of the case like one of its chronology: it has the same kind of id, stays
//! its agency's own, and can be limited in the same way. What it is called stands in the journal
//! only, so that whoever is not shown the entry is not shown its title either (INVARIANT (limit)).
//!
//! INVARIANT (checked): nothing of a file is handed out before [`Journal::keep_document`], which
//! says what it was found to be.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused, Status};
use crate::{
    AgencyId, Entry, EntryId, Journal, Line, Prose, Stamp,
    file::{self, FileKind, Kept, Standing, Unfit},
    gateway::{Gateway, Material},
    journal::Header,
};

/// A document as the record of its case has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The agency that brought it.
    pub agency: AgencyId,
    /// What it is said to be, and once kept is.
    pub kind: FileKind,
    /// Where it stands.
    pub standing: Standing,
}

/// A document as those who see it do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// Its id.
    pub id: EntryId,
    /// What it is called.
    pub title: Line,
    /// What it is said to be.
    pub kind: FileKind,
    /// The agency that brought it and owns it.
    pub agency: AgencyId,
    /// Who brought it.
    pub by: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// The ground for sharing it.
    pub gateway: Gateway,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<Prose>,
    /// The other agencies that may see it; everybody on the case without.
    pub only: Option<BTreeSet<AgencyId>>,
}

/// A new document, whose file is to follow.
#[derive(Debug, Clone)]
pub struct Filing {
    /// What it is called.
    pub title: Line,
    /// What it is.
    pub kind: FileKind,
    /// The ground for sharing it.
    pub gateway: Gateway,
    /// What of it matters to whether the ground carries it.
    pub material: Material,
    /// The other agencies that may see it; everybody on the case without.
    pub only: Option<BTreeSet<AgencyId>>,
}

impl Case {
    /// Most documents on one case, also those refused and withdrawn.
    pub const MAX_DOCUMENTS: usize = 100;
}

impl Journal<Case> {
    /// Adds a document whose file is to follow.
    pub fn file_document(self, filing: Filing, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        stamp.actor.agency().ok_or(Refused::NoAgency)?;
        filing.gateway.carries(filing.material)?;
        if case.documents.len() >= Case::MAX_DOCUMENTS {
            return Err(Refused::Full {
                what: "documents",
                limit: Case::MAX_DOCUMENTS,
            });
        }
        let document = EntryId::from(stamp.uuid(&format!("document:{}", case.version())));
        let Filing {
            title,
            kind,
            gateway,
            only,
            ..
        } = filing;
        let case = match &only {
            Some(only) => case.can_limit(document, only)?,
            None => case,
        };
        let event = Event::DocumentFiled {
            document,
            title,
            kind,
            gateway,
            only,
            until: stamp.at + file::SENT_WITHIN,
        };
        case.write(event, stamp)?.with_room()
    }

    /// Keeps the file of a document: it was looked at, and is what it was said to be.
    pub fn keep_document(self, document: EntryId, kept: Kept, stamp: &Stamp) -> Decided {
        self.awaiting(document)?;
        Ok(self.write(Event::DocumentKept { document, kept }, stamp)?)
    }

    /// Refuses the file of a document. Also on a closed case, where it is the only answer.
    pub fn refuse_document(self, document: EntryId, why: Unfit, stamp: &Stamp) -> Decided {
        self.awaiting(document)?;
        Ok(self.write(Event::DocumentRefused { document, why }, stamp)?)
    }

    /// Withdraws a document of the actor's own agency: it is no longer handed out.
    pub fn withdraw_document(self, titled: &Titled, reason: Prose, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        let document = titled.id;
        let own = case.documents.get(&document).filter(|each| {
            stamp.actor.agency() == Some(&each.agency)
                && !matches!(each.standing, Standing::Withdrawn)
        });
        own.ok_or(Refused::NoSuchEntry)?;
        let since = Some(titled.at);
        let event = Event::DocumentWithdrawn {
            document,
            reason,
            since,
        };
        Ok(case.write(event, stamp)?)
    }

    fn awaiting(&self, document: EntryId) -> Result<(), Refused> {
        if matches!(self.status, Status::Erased { .. }) {
            return Err(Refused::Erased);
        }
        match self.documents.get(&document).map(|each| &each.standing) {
            Some(Standing::Awaited { .. }) => Ok(()),
            _ => Err(Refused::NoSuchEntry),
        }
    }
}

/// Folds what happens to a document; `None` if it cannot have happened.
pub(super) fn fold(case: &mut Case, event: Event, head: &Header) -> Option<()> {
    match event {
        Event::DocumentFiled {
            document,
            kind,
            only,
            until,
            ..
        } => {
            let agency = head.actor.agency()?.clone();
            case.limit_from_the_start(Some(document), only, head)?;
            let filed = Document {
                agency,
                kind,
                standing: Standing::Awaited { until },
            };
            case.documents.insert(document, filed);
        }
        Event::DocumentKept { document, kept } => {
            case.documents.get_mut(&document)?.standing = Standing::Kept(kept);
        }
        Event::DocumentRefused { document, why } => {
            case.documents.get_mut(&document)?.standing = Standing::Refused { why };
        }
        Event::DocumentWithdrawn { document, .. } => {
            case.documents.get_mut(&document)?.standing = Standing::Withdrawn;
        }
        _ => return None,
    }
    Some(())
}

/// The documents that these entries tell of, in the order in which they were brought.
pub fn titled(journal: &[Entry<Event>]) -> Vec<Titled> {
    let mut all: BTreeMap<EntryId, Titled> = BTreeMap::new();
    for each in journal {
        match &each.event {
            Some(Event::DocumentFiled {
                document,
                title,
                kind,
                gateway,
                only,
                ..
            }) => {
                let Some(agency) = each.header.actor.agency() else {
                    continue;
                };
                let new = Titled {
                    id: *document,
                    title: title.clone(),
                    kind: *kind,
                    agency: agency.clone(),
                    by: each.header.actor.name().to_owned(),
                    at: each.header.at,
                    gateway: *gateway,
                    withdrawn: None,
                    only: only.clone(),
                };
                all.insert(*document, new);
            }
            Some(Event::DocumentWithdrawn {
                document, reason, ..
            }) => {
                if let Some(old) = all.get_mut(document) {
                    old.withdrawn = Some(reason.clone());
                }
            }
            _ => {}
        }
    }
    let mut all: Vec<_> = all.into_values().collect();
    all.sort_by_key(|each| (each.at, each.id));
    all
}

#[cfg(test)]
mod tests;
