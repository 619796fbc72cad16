//! `/cases/{id}/history`: the journal of a case, whether its chain holds, and who read it.

mod view;

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    CaseId,
    journal::{Aggregate, JournalFault, Sealed, chain},
};
use edge::{Accept, App, At, Problem, page::Chrome};
use serde::Serialize;

use self::view::{EntryView, ReadingView};
use super::{
    frame::{Frame, Tab},
    opened::Opened,
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(show))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/cases/{id}/history", get(show))
}

/// How many readings the page shows.
const READINGS: i32 = 50;

/// The history of a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseHistory)]
struct HistoryView {
    /// Every entry of the journal, newest first.
    entries: Vec<EntryView>,
    /// Whether every entry fits the hash chain and the record follows from it.
    #[schema(example = true)]
    verified: bool,
    /// The first entry that does not fit, by its number; null when all do.
    broken_at: Option<u64>,
    /// The hash of the last entry, for comparing with one kept elsewhere.
    #[schema(example = "9f2c6a1d0e7b4c3f8a5d2e1b6c9f0a3d7e4b1c8f5a2d9e6b3c0f7a4d1e8b5c2f")]
    head: String,
    /// The newest readings of the case, newest first, at most 50.
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
}

/// The history of a case
///
/// Every entry of its journal with its hash, whether the chain holds, and who read the case.
#[utoipa::path(get, path = "/cases/{id}/history", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The history",
        content((HistoryView = "application/json"), (String = "text/html")))))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
) -> Result<Response, Problem> {
    let opened = Opened::whole(&app, &caller, id).await?;
    let case = opened.case();
    let sealed = app
        .store
        .sealed_entries(domain::case::Case::KIND, &case.record().id())
        .await?;
    let readings = app.store.case_reads(id, &caller, READINGS).await?;
    // The journal may have grown since the record was read.
    let upto = sealed
        .iter()
        .take_while(|entry| entry.header.seq <= case.version());
    let upto: Vec<Sealed> = upto.cloned().collect();
    let broken_at = broken(&upto, &opened);
    let view = HistoryView {
        entries: opened
            .file
            .entries
            .iter()
            .rev()
            .map(|entry| EntryView::of(&opened, entry))
            .collect(),
        verified: broken_at.is_none(),
        broken_at,
        head: case.head().to_string(),
        readings: readings
            .iter()
            .map(|read| ReadingView::of(&opened, read))
            .collect(),
        version: case.version(),
    };
    let frame = Frame::of(&opened, Tab::History, "History");
    let page = HistoryPage {
        chrome: frame.chrome(&caller).wide(),
        frame,
        view: view.clone(),
    };
    Ok(accept
        .reply(&view, &page)
        .version(view.version)
        .into_response())
}

/// The first entry that does not fit: in the chain itself, or where the record does not follow
/// from it (INVARIANT (fold), INVARIANT (chain)).
fn broken(sealed: &[Sealed], opened: &Opened) -> Option<u64> {
    let case = opened.case();
    let length = u64::try_from(sealed.len()).unwrap_or(u64::MAX);
    match chain::verify(sealed) {
        Err(
            JournalFault::Broken { seq }
            | JournalFault::OutOfPlace { seq, .. }
            | JournalFault::Unreadable { seq },
        ) => Some(seq),
        Ok(_) if length < case.version() => Some(length + 1),
        Ok(head) if head != case.head() => Some(case.version()),
        Ok(_) => match opened.file.as_at(case.version()) {
            Ok(Some(folded)) if folded != *case.record() => Some(case.version()),
            // Nothing can be folded once a payload has been erased; the chain still verifies.
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_journal_that_was_touched_does_not_verify() {
        let case = fixture::case();
        let sealed = case.pending().to_vec();
        let opened = Opened::new(fixture::file(case), fixture::stored_area(), fixture::at(5));
        assert_eq!(broken(&sealed, &opened), None);
        let mut touched = sealed.clone();
        touched[1].payload = touched[1]
            .payload
            .as_ref()
            .map(|text| text.replace("Surrey", "Sussex"));
        assert_eq!(broken(&touched, &opened), Some(2));
        assert_eq!(broken(&sealed[..1], &opened), Some(2));
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
