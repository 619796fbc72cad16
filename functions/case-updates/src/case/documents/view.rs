//! A document as its page and programs see it.

use access::{Caller, case as policy};
use domain::{case::document::Titled, file::Standing, text::capital, time};
use serde::Serialize;

use crate::case::{opened::Opened, sharing};

/// A document.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseDocument)]
pub(super) struct DocumentView {
    /// Its id.
    pub(super) id: String,
    /// What it is called; null once withdrawn.
    pub(super) title: Option<String>,
    /// `pdf`, `jpeg`, `png`, `docx`, `xlsx`, `txt`, `csv`, `mp3`, `m4a`, `ogg`, `mp4` or `mov`.
    pub(super) kind: &'static str,
    /// The same in words.
    pub(super) kind_words: &'static str,
    /// `awaited`, `missed` when no file came in time, `kept`, `refused` or `withdrawn`.
    pub(super) standing: &'static str,
    /// The same in a sentence, with the reason.
    pub(super) standing_words: String,
    /// Bytes, once kept.
    pub(super) bytes: Option<u64>,
    /// The same in words.
    #[serde(skip)]
    pub(super) size: Option<String>,
    /// SHA-256 of its bytes, once kept.
    pub(super) sha256: Option<String>,
    /// Where it can be fetched, once kept.
    pub(super) href: Option<String>,
    /// Where the form to send its file is, while the caller may send it.
    pub(super) send: Option<String>,
    /// The agency it comes from.
    pub(super) agency: String,
    /// That agency's name.
    pub(super) agency_name: String,
    /// Who brought it.
    pub(super) by: String,
    /// When, UTC.
    pub(super) at: chrono::DateTime<chrono::Utc>,
    /// The ground for sharing it.
    pub(super) gateway: &'static str,
    /// The same in words.
    pub(super) gateway_words: &'static str,
    /// The other agencies that see it, by name, when its agency has limited it; null when everybody
    /// on the case does.
    pub(super) only: Option<Vec<String>>,
    /// Whether the caller may withdraw it.
    pub(super) own: bool,
}

impl DocumentView {
    pub(super) fn of(opened: &Opened, caller: &Caller, said: &Titled) -> Option<Self> {
        let case = opened.case();
        let filed = case.documents.get(&said.id)?;
        let own = case.is_open() && policy::amend_document(caller, said.id, filed).is_permitted();
        let base = format!("/cases/{}/documents/{}", case.id, said.id);
        let (standing, words) = standing(opened, said, &filed.standing);
        let kept = match &filed.standing {
            Standing::Kept(kept) => Some(kept),
            _ => None,
        };
        let withdrawn = filed.standing == Standing::Withdrawn;
        Some(Self {
            id: said.id.to_string(),
            title: (!withdrawn).then(|| said.title.to_string()),
            kind: said.kind.value(),
            kind_words: said.kind.label(),
            standing,
            standing_words: words,
            bytes: kept.map(|kept| kept.bytes),
            size: kept.map(|kept| kept.size()),
            sha256: kept.map(|kept| kept.sha256.to_string()),
            href: kept.map(|_| format!("{base}/file")),
            send: (own && standing == "awaited").then(|| format!("{base}/send")),
            agency: said.agency.to_string(),
            agency_name: opened.names.get(&said.agency),
            by: said.by.clone(),
            at: said.at,
            gateway: said.gateway.value(),
            gateway_words: said.gateway.label(),
            only: sharing::named(opened, said.only.as_ref()),
            own: own && !withdrawn,
        })
    }

    /// What stands where its title does.
    pub(super) fn heading(&self) -> &str {
        self.title.as_deref().unwrap_or("Withdrawn document")
    }

    /// When it was brought, in words.
    pub(super) fn when(&self) -> String {
        time::long_time(self.at)
    }

    /// Who sees it, when that is not everybody on the case.
    pub(super) fn limit(&self) -> Option<String> {
        sharing::limited(&self.agency_name, self.only.as_deref())
    }

    /// The colour of its standing.
    pub(super) fn colour(&self) -> &'static str {
        match self.standing {
            "kept" => "green",
            "awaited" => "yellow",
            "refused" => "red",
            _ => "grey",
        }
    }

    /// Its standing in a word or two.
    pub(super) fn tag(&self) -> &'static str {
        match self.standing {
            "kept" => "Kept",
            "awaited" => "Waiting",
            "missed" => "No file came",
            "refused" => "Refused",
            _ => "Withdrawn",
        }
    }
}

fn standing(opened: &Opened, said: &Titled, standing: &Standing) -> (&'static str, String) {
    match standing {
        Standing::Awaited { until } if opened.now < *until => (
            "awaited",
            format!(
                "Its file has not arrived, or is being checked. It can be sent until {}.",
                time::long_time(*until)
            ),
        ),
        Standing::Awaited { .. } => (
            "missed",
            "No file arrived in time. Add the document again to send one.".to_owned(),
        ),
        Standing::Kept(kept) => ("kept", kept.finding()),
        Standing::Refused { why } => ("refused", format!("Deleted: {}.", why.label())),
        Standing::Withdrawn => (
            "withdrawn",
            said.withdrawn
                .as_ref()
                .map_or_else(|| "Withdrawn".to_owned(), |why| capital(why.as_str())),
        ),
    }
}
