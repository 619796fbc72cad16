//! `/cases/{id}/history`: the journal of a case, whether its chain holds, and who read it; and the
//! case as it once stood.

mod as_at;
mod filter;
mod view;

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    CaseId, Entry, Journal,
    case::{Case, Event},
    journal::{JournalFault, Sealed, chain, fold, open},
};
use edge::{
    Accept, App, At, Problem,
    page::{Chrome, Form},
};
use serde::Serialize;

use self::{
    filter::{Asked, Facts, Offered, of_reading},
    view::{EntryView, ReadingView, processing},
};
use super::{
    frame::{Frame, Tab},
    opened::Opened,
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(show, as_at::show))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/history", get(show))
        .route("/cases/{id}/as-at", get(as_at::show))
}

/// How many readings the page shows.
const READINGS: i32 = 50;
/// How many of the newest readings a filter looks through.
const SEARCHED: i32 = 5_000;

/// The history of a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseHistory)]
struct HistoryView {
    /// The entries of the journal that were asked for, newest first.
    entries: Vec<EntryView>,
    /// Whether every entry fits the hash chain, the chain ends where the record says, and the
    /// record follows from the entries; the last cannot be told once an entry has been erased.
    #[schema(example = true)]
    verified: bool,
    /// The first entry that does not fit, by its number; null when all do.
    broken_at: Option<u64>,
    /// How many entries were erased: their hashes are kept, what they said is not.
    #[schema(example = 0)]
    erased: usize,
    /// The hash of the last entry, for comparing with one kept elsewhere.
    #[schema(example = "9f2c6a1d0e7b4c3f8a5d2e1b6c9f0a3d7e4b1c8f5a2d9e6b3c0f7a4d1e8b5c2f")]
    head: String,
    /// The newest readings of the case that were asked for, newest first, at most 50.
    readings: Vec<ReadingView>,
    /// The case's version: the number of entries.
    #[schema(example = 8)]
    version: u64,
}

#[derive(Template)]
#[template(path = "case/history.html")]
struct HistoryPage {
    chrome: Chrome,
    frame: Frame,
    view: HistoryView,
    form: Form,
    offered: Offered,
    filtered: bool,
    /// Whether the reader may take the audit out.
    takes_out: bool,
}

/// The history of a case
///
/// Every entry of its journal with its hash, whether the chain holds, and who read the case. Filters
/// cut what is shown, not what is verified.
#[utoipa::path(get, path = "/cases/{id}/history", tag = "cases",
    params(("id" = String, Path, description = "The case"), Asked),
    responses((status = 200, description = "The history",
        content((HistoryView = "application/json"), (String = "text/html")))))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let filter = asked.read()?;
    let (opened, sealed) = Opened::chain(&app, (&caller, "history"), id).await?;
    let case = opened.case();
    let most = if filter.any() { SEARCHED } else { READINGS };
    let readings = match app.store.case_reads(&opened.file, &caller, most).await {
        // Those let in for a time see what happened, and not who else reads.
        Err(store::Error::NotFound) => Vec::new(),
        read => read?,
    };
    let entries = opened.file.entries.iter();
    let facts = entries.map(of_entry).chain(readings.iter().map(of_reading));
    let offered = Offered::of(facts, |agency| opened.names.get(agency));
    let broken_at = holds(&sealed, case).err();
    let view = HistoryView {
        entries: opened
            .file
            .entries
            .iter()
            .rev()
            .filter(|entry| filter.shows(of_entry(entry)))
            .map(|entry| EntryView::of(&opened, entry))
            .collect(),
        verified: broken_at.is_none(),
        broken_at,
        erased: sealed
            .iter()
            .filter(|entry| entry.payload.is_none())
            .count(),
        head: case.head().to_string(),
        readings: readings
            .iter()
            .filter(|read| filter.shows(of_reading(read)))
            .take(usize::try_from(READINGS).unwrap_or_default())
            .map(|read| ReadingView::of(&opened, read))
            .collect(),
        version: case.version(),
    };
    let frame = Frame::of(&opened, Tab::History, "History");
    let page = HistoryPage {
        chrome: frame.chrome(&caller).wide(),
        frame,
        view: view.clone(),
        form: asked.form(),
        offered,
        filtered: filter.any(),
        takes_out: access::audit::take_out(&caller, case).is_permitted(),
    };
    Ok(accept
        .reply(&view, &page)
        .version(view.version)
        .into_response())
}

/// An entry, as far as filters go.
fn of_entry(entry: &Entry<Event>) -> Facts<'_> {
    Facts {
        at: entry.header.at,
        actor: &entry.header.actor,
        kind: &entry.header.kind,
        processing: processing(entry),
    }
}

/// Checks the chain from its first entry to the record's head, and the record against the fold of
/// the chain (INVARIANT (chain), INVARIANT (fold)). Once a payload has been erased and nothing stands
/// in its place nothing can be folded, and only the chain is checked.
///
/// **Errors:** the first entry that does not fit, by its number.
fn holds(sealed: &[Sealed], case: &Journal<Case>) -> Result<(), u64> {
    let (last, length) = (case.version(), sealed.len() as u64);
    let head = chain::verify(sealed).map_err(place)?;
    if length != last {
        return Err(length.min(last) + 1);
    }
    if head != case.head() {
        return Err(last);
    }
    let entries = open::<Case>(sealed).map_err(place)?;
    if entries.iter().any(|entry| entry.event.is_none()) {
        return Ok(());
    }
    match fold::<Case>(&entries).map_err(place)? {
        Some(folded) if folded == *case.record() => Ok(()),
        _ => Err(last),
    }
}

/// Where a journal does not hold together.
fn place(fault: JournalFault) -> u64 {
    match fault {
        JournalFault::Broken { seq }
        | JournalFault::OutOfPlace { seq, .. }
        | JournalFault::Unreadable { seq } => seq,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use domain::journal::Hash;

    #[test]
    fn a_journal_that_was_touched_does_not_verify() {
        let case = fixture::case();
        let sealed = case.pending().to_vec();
        assert_eq!(holds(&sealed, &case), Ok(()));
        let mut touched = sealed.clone();
        touched[1].payload = touched[1]
            .payload
            .as_ref()
            .map(|text| text.replace("Surrey", "Sussex"));
        assert_eq!(holds(&touched, &case), Err(2));
        assert_eq!(holds(&sealed[..1], &case), Err(2));
    }

    #[test]
    fn a_record_that_does_not_follow_does_not_verify() {
        let case = fixture::case();
        let sealed = case.pending().to_vec();
        let mut record = case.record().clone();
        record.lead = fixture::id("oak-housing");
        let other = Journal::stored(record, case.version(), case.head());
        assert_eq!(holds(&sealed, &other), Err(2));
        let other = Journal::stored(case.record().clone(), 2, sealed[0].hash);
        assert_eq!(holds(&sealed, &other), Err(2));
        let other = Journal::stored(case.record().clone(), 1, case.head());
        assert_eq!(holds(&sealed, &other), Err(2));
    }

    #[test]
    fn a_chain_that_cannot_be_folded_does_not_verify() {
        // The hashes fit, but a case does not begin with an agency joining it.
        let case = fixture::case();
        let mut forged = case.pending()[1].clone();
        forged.header.seq = 1;
        forged.prev = Hash::ZERO;
        forged.hash = chain::link(Hash::ZERO, &forged.header, forged.commitment);
        let other = Journal::stored(case.record().clone(), 1, forged.hash);
        assert_eq!(holds(&[forged], &other), Err(1));
    }

    #[test]
    fn an_erased_entry_leaves_the_chain_whole() {
        let case = fixture::case();
        let mut sealed = case.pending().to_vec();
        sealed[0].payload = None;
        sealed[0].salt = None;
        assert_eq!(holds(&sealed, &case), Ok(()));
        sealed[0].hash = sealed[1].hash;
        assert_eq!(holds(&sealed, &case), Err(1));
    }

    #[test]
    fn entries_are_told_in_words() {
        let case = fixture::case();
        let opened = Opened::new(fixture::file(case), fixture::stored_area(), fixture::at(5));
        let entry = EntryView::of(&opened, &opened.file.entries[1]);
        assert_eq!(entry.words, "Added Surrey Police to the case");
        assert_eq!(entry.short_hash().len(), 12);
        assert_eq!(
            entry.agency_name.as_deref(),
            Some("Runnymede Borough Council")
        );
    }
}
