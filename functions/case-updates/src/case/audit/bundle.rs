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

/// The audit to be read, on paper or in any browser.
#[derive(Template)]
#[template(path = "case/audit_bundle.html")]
struct HistoryFile {
    reference: String,
    made: String,
    entries: Vec<EntryRow>,
    readings: Vec<ReadingRow>,
    roots: Vec<(u64, String, String)>,
}

struct EntryRow {
    seq: u64,
    when: String,
    kind: String,
    processing: &'static str,
    by: String,
    agency: String,
    /// As it was written, unless erased.
    payload: Option<String>,
    hash: String,
    /// The number of the root it stands under.
    root: Option<u64>,
}

struct ReadingRow {
    when: String,
    /// `None` once erased.
    reading: Option<Reading>,
    processing: &'static str,
    root: Option<u64>,
}

/// How to check it.
#[derive(Template)]
#[template(path = "case/audit_readme.txt")]
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
    let history = history(taken, now)?.render();
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
        (
            "history.html".to_owned(),
            history.map_err(|_| broken("page"))?.into_bytes(),
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
