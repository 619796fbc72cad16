//! What is in the bundle.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::{
    audit::{Leaf, Processed, Processing, Reading},
    case::Case,
    time,
};
use edge::{Problem, zip::File};
use store::audits::TakenOut;

use super::printed;

/// The audit to be read, on paper or in any browser.
#[derive(Template)]
#[template(path = "audit/history.html")]
pub(super) struct HistoryFile {
    pub(super) reference: String,
    pub(super) made: String,
    pub(super) entries: Vec<EntryRow>,
    pub(super) readings: Vec<ReadingRow>,
    pub(super) roots: Vec<(u64, String, String)>,
}

pub(super) struct EntryRow {
    pub(super) seq: u64,
    pub(super) when: String,
    pub(super) kind: String,
    pub(super) processing: &'static str,
    pub(super) by: String,
    pub(super) agency: String,
    /// As it was written, unless erased.
    pub(super) payload: Option<String>,
    pub(super) hash: String,
    /// The number of the root it stands under.
    pub(super) root: Option<u64>,
}

pub(super) struct ReadingRow {
    pub(super) when: String,
    /// `None` once erased.
    pub(super) reading: Option<Reading>,
    pub(super) processing: &'static str,
    pub(super) root: Option<u64>,
}

/// How to check it.
#[derive(Template)]
#[template(path = "audit/readme.txt")]
struct Readme {
    reference: String,
    made: String,
    keys: Vec<String>,
    sealed: usize,
    waiting: usize,
}

/// The files of the bundle.
pub(super) fn files(taken: &TakenOut, now: DateTime<Utc>) -> Result<Vec<File>, Problem> {
    let broken = |what: &str| Problem::Broken(format!("the audit's {what} cannot be written"));
    let export = &taken.export;
    let json = serde_json::to_vec_pretty(export).map_err(|_| broken("JSON"))?;
    let history = history(taken, now)?;
    let pdf = printed::history(&history, time::london_date(now))?;
    let sealed = export.proofs.len();
    let readme = Readme {
        reference: taken.case.reference.clone(),
        made: time::long_time(now),
        keys: taken.keys.iter().map(|(key, _)| key.clone()).collect(),
        sealed,
        waiting: export.leaves().count().saturating_sub(sealed),
    };
    let readme = readme.render();
    let mut files = vec![
        (
            "README.txt".to_owned(),
            readme.map_err(|_| broken("words"))?.into_bytes(),
        ),
        ("audit.json".to_owned(), json),
        ("history.pdf".to_owned(), pdf),
        (
            "history.html".to_owned(),
            history.render().map_err(|_| broken("page"))?.into_bytes(),
        ),
    ];
    for (fingerprint, pem) in &taken.keys {
        files.push((format!("keys/{fingerprint}.pem"), pem.clone().into_bytes()));
    }
    Ok(files)
}

fn history(taken: &TakenOut, now: DateTime<Utc>) -> Result<HistoryFile, Problem> {
    let export = &taken.export;
    let root = |leaf: &Leaf| {
        let mut proofs = export.proofs.iter();
        proofs
            .find(|proof| proof.leaf == *leaf)
            .map(|proof| proof.root)
    };
    let mut entries = Vec::new();
    for entry in export.journals.iter().flatten() {
        let opened = entry.open::<Case>()?;
        let processing = opened.event.as_ref().map(Processed::processing);
        let agency = entry.header.actor.agency();
        entries.push(EntryRow {
            seq: entry.header.seq,
            when: time::long_time(entry.header.at),
            kind: entry.header.kind.replace('_', " "),
            processing: processing.map_or("Erased", Processing::label),
            by: entry.header.actor.name().to_owned(),
            agency: agency.map_or(String::new(), ToString::to_string),
            payload: entry.payload.clone(),
            hash: entry.hash.to_string(),
            root: root(&Leaf::entry(entry)),
        });
    }
    let mut readings = Vec::new();
    for sealed in &export.readings {
        let reading = sealed.open()?;
        let processing = reading.as_ref().map(|reading| reading.processing);
        readings.push(ReadingRow {
            when: time::long_time(sealed.at),
            processing: processing.map_or("Erased", Processing::label),
            root: root(&Leaf::reading(sealed)),
            reading,
        });
    }
    let roots = export.roots.iter().map(|root| {
        let statement = &root.statement;
        (
            statement.number,
            time::long_time(statement.at),
            statement.hash().to_string(),
        )
    });
    Ok(HistoryFile {
        reference: taken.case.reference.clone(),
        made: time::long_time(now),
        entries,
        readings,
        roots: roots.collect(),
    })
}
