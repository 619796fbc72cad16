//! The packs of a meeting as their pages and the API show them (R5.3).

mod document;
pub(crate) mod list;
mod page;
pub(crate) mod progress;
pub(crate) mod read;
pub(crate) mod request;

use access::Caller;
use chrono::{DateTime, Utc};
use domain::{
    AgencyId, CaseId, Journal,
    case::Case,
    meeting::{Meeting, PackRef},
    notice::{About, Returned},
    time,
};
use serde::Serialize;
use utoipa::ToSchema;

/// For whom packs were made, and which cases are in none.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Packs)]
pub(crate) struct PacksView {
    /// When packs are due to be made, UTC.
    #[schema(example = "2026-11-19T07:00:00Z")]
    pub(crate) due_at: DateTime<Utc>,
    /// When packs were asked for, UTC, until they are made.
    #[schema(example = json!(null))]
    pub(crate) requested_at: Option<DateTime<Utc>>,
    /// When packs were last made, UTC.
    #[schema(example = "2026-11-19T07:00:04.120Z")]
    pub(crate) made_at: Option<DateTime<Utc>>,
    /// The newest pack of each recipient, by the recipient's name.
    pub(crate) packs: Vec<RecipientView>,
    /// Cases that could not be read and so are in no pack; only for those who run the meeting.
    pub(crate) missing: Vec<MissingView>,
}

/// The newest pack of one recipient agency.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PackOfAgency)]
pub(crate) struct RecipientView {
    /// The agency's short name.
    #[schema(example = "surrey-police")]
    pub(crate) agency: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    pub(crate) agency_name: String,
    /// 1 for the first pack of this meeting, 2 for the next, …
    #[schema(example = 2)]
    pub(crate) version: u32,
    /// When it was made, UTC.
    #[schema(example = "2026-11-19T07:00:04.120Z")]
    pub(crate) made_at: DateTime<Utc>,
    /// Pages in the PDF; null for another agency's pack unless the caller runs the meeting.
    #[schema(example = 12)]
    pub(crate) pages: Option<usize>,
    /// Cases in it; null for another agency's pack unless the caller runs the meeting.
    #[schema(example = 9)]
    pub(crate) cases: Option<usize>,
    /// Whether the email about it came back and nobody has told the agency since; null for another
    /// agency's pack unless the caller runs the meeting.
    #[schema(example = false)]
    pub(crate) returned: Option<bool>,
    /// Where it is, if it is the pack of the caller's own agency: nobody reads another's.
    #[schema(example = "/meetings/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001/packs/surrey-police")]
    pub(crate) href: Option<String>,
}

/// A case that is in no pack.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MissingCase)]
pub(crate) struct MissingView {
    /// Its id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    pub(crate) case: String,
    /// Its reference; null when not even that can be read.
    #[schema(example = "RUN-2026-0042")]
    pub(crate) reference: Option<String>,
}

impl PacksView {
    /// The packs as `caller` may know of them; `cases` are those that they may see.
    pub(crate) fn of(meeting: &Meeting, cases: &[Journal<Case>], caller: &Caller) -> Self {
        let runs = access::meeting::run(caller, &meeting.area).is_permitted();
        let mut packs: Vec<_> = meeting
            .packs
            .iter()
            .map(|(agency, pack)| RecipientView::of(meeting, agency, pack, caller, runs))
            .collect();
        packs.sort_by(|a, b| a.agency_name.cmp(&b.agency_name));
        let missing = meeting.missing.iter().filter(|_| runs);
        Self {
            due_at: meeting.packs_due_at,
            requested_at: meeting.packs_requested_at,
            made_at: meeting.packs_made_at,
            packs,
            missing: missing.map(|id| MissingView::of(*id, cases)).collect(),
        }
    }

    /// Whether packs are being made now.
    pub(crate) fn being_made(&self) -> bool {
        self.requested_at.is_some()
    }
}

impl RecipientView {
    fn of(
        meeting: &Meeting,
        agency: &AgencyId,
        pack: &PackRef,
        caller: &Caller,
        runs: bool,
    ) -> Self {
        let own = access::meeting::read_pack(caller, agency).is_permitted();
        Self {
            agency: agency.to_string(),
            agency_name: pack.agency_name.clone(),
            version: pack.version,
            made_at: pack.made_at,
            pages: (own || runs).then_some(pack.pages),
            cases: (own || runs).then_some(pack.cases),
            returned: (own || runs).then(|| returned(meeting, agency)),
            href: own.then(|| format!("/meetings/{}/packs/{agency}", meeting.id)),
        }
    }

    /// Whether the agency may not know of it.
    pub(crate) fn not_told(&self) -> bool {
        self.returned == Some(true)
    }

    /// When it was made, in words.
    pub(crate) fn made(&self) -> String {
        time::long_time(self.made_at)
    }
}

/// Whether a message about the agency's pack came back and waits to be dealt with.
fn returned(meeting: &Meeting, agency: &AgencyId) -> bool {
    let pack = About::Pack(meeting.id, agency.clone());
    let about = |returned: &Returned| returned.notice.about().as_ref() == Some(&pack);
    meeting.returns.iter().any(about)
}

impl MissingView {
    fn of(id: CaseId, cases: &[Journal<Case>]) -> Self {
        let case = cases.iter().find(|case| case.id == id);
        Self {
            case: id.to_string(),
            reference: case.map(|case| case.reference.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
