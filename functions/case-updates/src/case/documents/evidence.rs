//! A file that came with a report of the public, put on the case that the report led to as one of its
//! documents (R1.2, R2.5).
//!
//! The report is read by the area's coordinator alone; what of it others on the case need is the
//! coordinator's to bring, under a ground and a limit of their choosing, like any document.

use access::Caller;
use domain::{
    CaseId, EntryId, ReferralId,
    case::Case,
    file::{FileKind, Standing},
    referral::evidence::{Told, told},
};
use edge::{App, Problem};
use store::Outcome;

/// Which file of which report.
///
/// **Shape:** the ids of both with a point between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Evidence {
    report: ReferralId,
    file: EntryId,
}

/// A file of a report, as the form to bring it says it.
#[derive(Debug, Clone)]
pub(super) struct Brought {
    /// As the form sends it on.
    pub(super) value: String,
    /// What the report's sender quotes.
    pub(super) reference: String,
    /// What it is.
    pub(super) kind: FileKind,
    /// What it shows, as its sender said.
    pub(super) shows: Option<String>,
}

impl Evidence {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (report, file) = text.split_once('.')?;
        Some(Self {
            report: report.parse().ok()?,
            file: file.parse().ok()?,
        })
    }

    /// Whether the report led to this case.
    pub(super) fn belongs(self, case: &Case) -> bool {
        case.referrals.contains(&self.report)
    }

    /// The file, for whoever reads the report; the reading is logged.
    ///
    /// **Errors:** 404 when the caller does not read it, or no such file is kept.
    pub(super) async fn read(self, app: &App, caller: &Caller) -> Result<Brought, Problem> {
        let now = app.clock.now();
        let report = app.store.referral(self.report, caller, now).await?;
        let mut files = told(&report.entries).into_iter();
        let found = files.find(|each| each.id == self.file);
        let Told { kind, shows, .. } = found.ok_or(Problem::NotFound)?;
        let piece = report.journal.evidence.get(&self.file);
        if !piece.is_some_and(|piece| matches!(piece.standing, Standing::Kept(_))) {
            return Err(Problem::NotFound);
        }
        Ok(Brought {
            value: format!("{}.{}", self.report, self.file),
            reference: report.journal.reference.clone(),
            kind,
            shows: shows.map(|line| line.to_string()),
        })
    }

    /// Sends the file for the document that `outcome` tells of. Done again it changes nothing: what is
    /// no longer awaited is not kept a second time.
    pub(super) async fn send(
        self,
        app: &App,
        caller: &Caller,
        (case, outcome): (CaseId, &Outcome),
    ) -> Result<(), Problem> {
        let body = outcome.body.as_deref().unwrap_or_default();
        let document = serde_json::from_str(body)
            .ok()
            .and_then(|body: serde_json::Value| body.get("id")?.as_str()?.parse().ok());
        let document =
            document.ok_or_else(|| Problem::Broken("a document without an id".into()))?;
        let asked = (caller, app.clock.now());
        let from = (self.report, self.file);
        Ok(app
            .store
            .copy_evidence(from, (case, document), asked)
            .await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ids_and_nothing_else_name_a_file() {
        let id = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001";
        assert!(Evidence::parse(&format!("{id}.{id}")).is_some());
        for text in ["", ".", id, "1.2", &format!("{id}.{id}.{id}")] {
            assert_eq!(Evidence::parse(text), None, "{text}");
        }
    }
}
