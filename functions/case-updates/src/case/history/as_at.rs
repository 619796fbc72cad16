//! `/cases/{id}/as-at`: a case as it stood at the end of a day, folded from the part of its journal
//! that was written by then (R3.5).

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::{Days, NaiveDate, NaiveTime};
use domain::{CaseId, Journal, case::Case, journal::fold, time};
use edge::{Accept, App, At, Problem, page::Chrome};
use serde::{Deserialize, Serialize};
use store::File;

use super::view::EntryView;
use crate::case::{
    frame::{Frame, Tab},
    opened::Opened,
    view::CaseView,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    on: Option<String>,
}

/// A case as it stood at the end of a day.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseAsAt)]
pub(super) struct AsAtView {
    /// The day, London.
    #[schema(example = "2026-11-20")]
    on: NaiveDate,
    /// How many entries the journal had by then.
    #[schema(example = 3)]
    entries: usize,
    /// How many it has now.
    #[schema(example = 8)]
    entries_now: u64,
    /// The case as it stood; null when it cannot be worked out because entries of that time were
    /// erased.
    case: Option<CaseView>,
    /// How many of those entries were erased.
    #[schema(example = 0)]
    erased: usize,
    /// The entries by then, newest first; of those erased nothing but that they were there.
    journal: Vec<EntryView>,
}

#[derive(Template)]
#[template(path = "case/as_at.html")]
struct AsAtPage {
    chrome: Chrome,
    frame: Frame,
    view: AsAtView,
}

impl AsAtPage {
    fn day(&self) -> String {
        time::long_date(self.view.on)
    }
}

/// A case as it stood on a day
///
/// What was known of it at the end of that day, from the part of its journal written by then. What
/// has been erased since is shown as erased. The reading is logged.
#[utoipa::path(get, path = "/cases/{id}/as-at", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("on" = Option<String>, Query, description = "The day; today when left out", example = "2026-11-20")),
    responses((status = 200, description = "The case as it stood",
        content((AsAtView = "application/json"), (String = "text/html")))))]
pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (now, _) = Opened::chain(&app, (&caller, "as_at"), id).await?;
    let on = day(asked.on.as_deref(), now.today())?;
    let version = now.case().version();
    let (then, folded) = at_the_end_of(on, now)?;
    let erased = then.file.entries.iter();
    let erased = erased.filter(|entry| entry.event.is_none()).count();
    let mut view = AsAtView {
        on,
        entries: then.file.entries.len(),
        entries_now: version,
        case: folded.then(|| CaseView::of(&then, &caller)),
        erased,
        journal: (then.file.entries.iter().rev())
            .map(|entry| EntryView::of(&then, entry))
            .collect(),
    };
    if let Some(case) = &mut view.case {
        // The past cannot be changed.
        case.may.clear();
        case.elsewhere.may_tell = false;
        for line in &mut case.chronology {
            line.own = false;
        }
    }
    let mut frame = Frame::of(&then, Tab::History, "The case as it stood");
    if !folded {
        frame.tags.clear();
        frame.rag = "";
    }
    let page = AsAtPage {
        chrome: frame.chrome(&caller).wide(),
        frame,
        view: view.clone(),
    };
    Ok(accept.reply(&view, &page).into_response())
}

/// The day asked for.
///
/// **Errors:** it is none, or has not come.
fn day(asked: Option<&str>, today: NaiveDate) -> Result<NaiveDate, Problem> {
    let asked = asked.map(str::trim).filter(|day| !day.is_empty());
    let on = match asked {
        None => today,
        Some(day) => {
            let day = day.parse::<NaiveDate>();
            day.map_err(|_| Problem::field("on", "Enter a day such as 2026-11-24"))?
        }
    };
    if on > today {
        return Err(Problem::field(
            "on",
            "Enter a day that is not in the future",
        ));
    }
    Ok(on)
}

/// The case with the part of its journal that was written by the end of that day; and whether its
/// record is the fold of that part, or, where entries were erased, as it is now.
///
/// **Errors:** there was no case yet.
fn at_the_end_of(on: NaiveDate, now: Opened) -> Result<(Opened, bool), Problem> {
    let Opened { file, area, .. } = now;
    let end = on.checked_add_days(Days::new(1));
    let end = end.and_then(|day| time::instant(day.and_time(NaiveTime::MIN)));
    let end = end.ok_or_else(|| Problem::field("on", "Enter a day such as 2026-11-24"))?;
    let entries: Vec<_> = file
        .entries
        .into_iter()
        .take_while(|entry| entry.header.at < end)
        .collect();
    let Some(last) = entries.last() else {
        return Err(Problem::refused("The case was not open by then."));
    };
    let (seq, head) = (last.header.seq, last.hash);
    let erased = entries.iter().any(|entry| entry.event.is_none());
    let (journal, folded) = match fold::<Case>(&entries) {
        Ok(Some(mut record)) => {
            // What this reader does not see was not folded, and has a number all the same.
            for (id, action) in &mut record.actions {
                let known = file.journal.actions.get(id);
                action.number = known.map_or(action.number, |known| known.number);
            }
            (Journal::stored(record, seq, head), true)
        }
        // Nothing else is wrong where something was erased.
        _ if erased => (file.journal, false),
        Ok(None) => return Err(Problem::NotFound),
        Err(fault) => return Err(fault.into()),
    };
    let file = File {
        journal,
        entries,
        has_earlier: file.has_earlier,
        from: file.from,
    };
    // As it looked on that day: what was overdue then, and no more.
    let moment = end - chrono::TimeDelta::milliseconds(1);
    Ok((Opened::new(file, area, moment), folded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use chrono::TimeDelta;

    fn opened() -> Opened {
        let case = fixture::case();
        Opened::new(fixture::file(case), fixture::stored_area(), fixture::at(5))
    }

    #[test]
    fn a_day_is_folded_from_what_was_written_by_its_end() {
        let now = opened();
        let first = time::london_date(now.file.entries[0].header.at);
        let (then, folded) = at_the_end_of(first, now.clone()).unwrap();
        assert!(folded);
        assert_eq!(then.file.entries.len(), now.file.entries.len());
        assert_eq!(then.case().record(), now.case().record());
        // An entry of the next day is not yet there.
        let mut later = now.clone();
        let last = later.file.entries.last_mut().unwrap();
        last.header.at += TimeDelta::days(1);
        let (then, folded) = at_the_end_of(first, later).unwrap();
        assert!(folded);
        assert_eq!(then.case().version(), now.case().version() - 1);
        assert_ne!(then.case().record(), now.case().record());
        assert_eq!(then.today(), first);
    }

    #[test]
    fn before_it_was_opened_there_was_no_case() {
        let now = opened();
        let first = time::london_date(now.file.entries[0].header.at);
        let before = first.pred_opt().unwrap();
        let refused = at_the_end_of(before, now).unwrap_err();
        assert_eq!(refused.detail(), "The case was not open by then.");
    }

    #[test]
    fn what_was_erased_cannot_be_worked_out_again() {
        let mut now = opened();
        let first = time::london_date(now.file.entries[0].header.at);
        now.file.entries[0].event = None;
        let (then, folded) = at_the_end_of(first, now).unwrap();
        assert!(!folded);
        let entry = EntryView::of(&then, &then.file.entries[0]);
        assert!(entry.words.contains("Erased"), "{}", entry.words);
    }

    #[test]
    fn days_are_real_and_not_to_come() {
        let today = "2026-11-24".parse().unwrap();
        assert_eq!(day(None, today).unwrap(), today);
        assert_eq!(day(Some(" "), today).unwrap(), today);
        assert!(day(Some("24/11/2026"), today).is_err());
        assert!(day(Some("2026-11-25"), today).is_err());
    }
}
