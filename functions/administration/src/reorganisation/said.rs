//! What the journal of reorganisations says, in words.

use chrono::NaiveDate;
use domain::{
    Entry,
    reorganisation::{Plan, ReorganisationEvent},
    time,
};

use crate::history::EntryView;

/// What happened to the plan of a day, or to all of them; oldest first.
pub(super) fn lines(
    entries: &[Entry<ReorganisationEvent>],
    on: Option<NaiveDate>,
) -> Vec<EntryView> {
    let of = |event: &ReorganisationEvent| match event {
        ReorganisationEvent::Planned { plan } => plan.on,
        ReorganisationEvent::Cancelled { on } => *on,
    };
    let wanted = |entry: &&Entry<ReorganisationEvent>| {
        let day = entry.event.as_ref().map(of);
        on.is_none() || day == on
    };
    let line = |entry: &Entry<ReorganisationEvent>| {
        let what = match &entry.event {
            None => vec!["Erased".to_owned()],
            Some(ReorganisationEvent::Planned { plan }) => planned(plan),
            Some(ReorganisationEvent::Cancelled { on }) => {
                vec![format!("Cancelled for {}", time::long_date(*on))]
            }
        };
        EntryView::of(entry, what)
    };
    entries.iter().filter(wanted).map(line).collect()
}

fn planned(plan: &Plan) -> Vec<String> {
    let mut lines = vec![format!("Planned for {}", time::long_date(plan.on))];
    for change in &plan.changes {
        let parts = change.parts.iter();
        let parts = parts.map(|part| format!("; {} to {}", part.sectors.join(", "), part.into));
        let parts: String = parts.collect();
        lines.push(format!("{} becomes {}{parts}", change.area, change.into));
    }
    if !plan.whole.is_empty() {
        lines.push(format!(
            "Roles of {} count for the whole new area",
            crate::section::count(plan.whole.len(), "person", "people")
        ));
    }
    lines
}
