//! Files that came with what a member of the public reported, for whoever reads the report.

use access::Caller;
use axum::{extract::State, response::Response};
use chrono::{DateTime, Utc};
use domain::{
    EntryId, ReferralId,
    file::Standing,
    referral::evidence::{Told, told},
    time,
};
use edge::{App, Problem, Within, accept::see_other};
use serde::Serialize;
use store::referrals::ReferralFile;
use utoipa::ToSchema;

use crate::report::files::label;

/// A file that came with a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EvidenceView {
    /// Its id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1")]
    pub id: String,
    /// What it is: `jpeg`, `png`, `mp4`, `mov`, `mp3`, `m4a`, `ogg`, `pdf` or `docx`.
    #[schema(example = "jpeg")]
    pub kind: String,
    /// The same in words.
    #[schema(example = "A photograph (JPG)")]
    pub kind_words: String,
    /// What it shows, as its sender said.
    #[schema(example = "The broken door, on the morning after")]
    pub shows: Option<String>,
    /// When it was added, UTC.
    pub at: DateTime<Utc>,
    /// `awaited`, `missed` when it did not come in time, `kept` or `refused`.
    #[schema(example = "kept")]
    pub standing: String,
    /// The same in a sentence, with the reason.
    #[schema(example = "Searched for malicious software: none found")]
    pub standing_words: String,
    /// Bytes, once kept.
    pub bytes: Option<u64>,
    /// SHA-256 of its bytes, once kept.
    pub sha256: Option<String>,
    /// Where it can be fetched, once kept.
    pub href: Option<String>,
    /// Where it can be put on the case that the report led to, as one of its documents.
    pub to_case: Option<String>,
    /// Its size in words.
    #[serde(skip)]
    pub(crate) size: Option<String>,
}

impl EvidenceView {
    /// All of a report, in the order in which they were added.
    pub(crate) fn all(file: &ReferralFile, now: DateTime<Utc>) -> Vec<Self> {
        let told = told(&file.entries).into_iter();
        told.filter_map(|each| Self::of(file, &each, now)).collect()
    }

    fn of(file: &ReferralFile, said: &Told, now: DateTime<Utc>) -> Option<Self> {
        let report = &file.journal;
        let piece = report.evidence.get(&said.id)?;
        let (standing, words) = standing(&piece.standing, now);
        let kept = match piece.standing {
            Standing::Kept(kept) => Some(kept),
            _ => None,
        };
        let case = report.status.case().filter(|_| kept.is_some());
        Some(Self {
            id: said.id.to_string(),
            kind: said.kind.value().to_owned(),
            kind_words: label(said.kind).to_owned(),
            shows: said.shows.as_ref().map(ToString::to_string),
            at: said.at,
            standing: standing.to_owned(),
            standing_words: words,
            bytes: kept.map(|kept| kept.bytes),
            sha256: kept.map(|kept| kept.sha256.to_string()),
            href: kept.map(|_| format!("/referrals/{}/files/{}", report.id, said.id)),
            to_case: case.map(|case| {
                format!(
                    "/cases/{case}/documents?evidence={}.{}#add",
                    report.id, said.id
                )
            }),
            size: kept.map(|kept| kept.size()),
        })
    }

    /// When it was added, in words.
    pub(crate) fn when(&self) -> String {
        time::long_time(self.at)
    }
}

fn standing(standing: &Standing, now: DateTime<Utc>) -> (&'static str, String) {
    match standing {
        _ if standing.is_missed(now) => ("missed", "No file arrived in time.".to_owned()),
        Standing::Awaited { .. } => (
            "awaited",
            "It has not arrived, or is being checked.".to_owned(),
        ),
        Standing::Kept(kept) => ("kept", kept.finding()),
        Standing::Refused { why } => ("refused", format!("Deleted: {}.", why.label())),
        // Nothing withdraws a file of a report.
        Standing::Withdrawn => ("refused", "Deleted.".to_owned()),
    }
}

/// `GET /referrals/{id}/files/{file}`.
#[utoipa::path(
    get, path = "/referrals/{id}/files/{file}", operation_id = "fetch_evidence", tag = "referrals",
    summary = "Fetch a file that came with a report",
    description = "For whoever reads the report. Leads to the bucket, which serves the file for a minute, always as \
                   a download. The reading is logged.",
    params(
        ("id" = String, Path, description = "The referral", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("file" = String, Path, description = "The file", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1"),
    ),
    responses((status = 303, description = "Where the file is")),
)]
pub(crate) async fn fetch(
    State(app): State<App>,
    caller: Caller,
    Within(id, file): Within<ReferralId, EntryId>,
) -> Result<Response, Problem> {
    let asked = (&caller, app.clock.now());
    let link = app.store.evidence_link(id, file, asked).await?;
    Ok(see_other(&link))
}
