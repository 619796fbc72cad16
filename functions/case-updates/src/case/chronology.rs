//! The chronology: everything that happened to a case as one list in date order (R2.4).

use std::collections::BTreeMap;

use access::{Caller, case as policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Entry, Prose,
    case::{
        Assessment, Event, Imported, Said, entry,
        wording::{self, Mark, as_it_reads},
    },
    file::Standing,
    gateway::Gateway,
    journal::Header,
    text::capital,
    time,
};
use serde::Serialize;

use super::{opened::Opened, sharing};
use crate::words;

/// One line of the chronology.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = ChronologyLine, example = json!({
    "kind": "incident", "title": "Incident", "on": "2026-11-19", "at": "2026-11-20T09:15:00Z",
    "by": "PC Tom Lee", "agency": "surrey-police", "agency_name": "Surrey Police",
    "gateway": "crime_and_disorder", "gateway_words": "Crime and Disorder Act 1998, section 115",
    "text": [{"label": "", "text": "Shouting and threats outside the shops at 11pm."}],
    "entry": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0e1", "mark": null, "why": null, "own": false,
    "step": null, "undoes": false, "limits": false, "only": null
}))]
pub(crate) struct Line {
    /// `incident`, `note`, `visit`, `letter`, or the kind of event, such as `decided`.
    pub(crate) kind: String,
    /// What it is, in words.
    pub(crate) title: String,
    /// The day it happened.
    pub(crate) on: NaiveDate,
    /// When it was written down, UTC.
    pub(crate) at: DateTime<Utc>,
    /// Who wrote it down.
    pub(crate) by: String,
    /// The agency it comes from, which owns it; null for the system itself.
    pub(crate) agency: Option<String>,
    /// That agency's name.
    pub(crate) agency_name: Option<String>,
    /// The ground for sharing it, where it discloses something.
    pub(crate) gateway: Option<&'static str>,
    /// The same in words.
    pub(crate) gateway_words: Option<&'static str>,
    /// What was written, part by part.
    pub(crate) text: Vec<Part>,
    /// The entry's id, if it is one that its agency can correct or withdraw.
    pub(crate) entry: Option<String>,
    /// `corrected` or `withdrawn`, if it was.
    pub(crate) mark: Option<&'static str>,
    /// Why it was corrected or withdrawn.
    pub(crate) why: Option<String>,
    /// Whether the caller may correct or withdraw it, or change who sees it.
    pub(crate) own: bool,
    /// The step in the case's journal whose words the caller may put right; null where they may not.
    pub(crate) step: Option<u64>,
    /// Whether they may withdraw it as well.
    pub(crate) undoes: bool,
    /// Whether they may change who sees it as well.
    pub(crate) limits: bool,
    /// The other agencies that see it, by name, when its agency has limited it; null when everybody
    /// on the case does.
    pub(crate) only: Option<Vec<String>>,
}

/// A part of what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Part {
    /// What it is, such as `Reason`; empty when there is only one.
    #[schema(example = "Reason")]
    pub(crate) label: &'static str,
    /// The text.
    #[schema(example = "Two agencies report the same pattern.")]
    pub(crate) text: String,
}

impl Line {
    /// The day, and when it was written down if that was another day.
    pub(crate) fn when(&self) -> String {
        let written = time::london_date(self.at);
        if written == self.on {
            time::long_time(self.at)
        } else {
            format!(
                "{} (written down on {})",
                time::long_date(self.on),
                time::long_date(written)
            )
        }
    }

    /// The day or instant for machines.
    pub(crate) fn instant(&self) -> String {
        if time::london_date(self.at) == self.on {
            self.at.to_rfc3339()
        } else {
            self.on.to_string()
        }
    }

    /// Whether its agency has withdrawn it.
    pub(crate) fn withdrawn(&self) -> bool {
        self.text.is_empty() && self.mark.is_some()
    }

    /// Who sees it, in a sentence, when that is not everybody on the case.
    pub(crate) fn limit(&self) -> Option<String> {
        sharing::limited(self.source(), self.only.as_deref())
    }

    /// The agency's name; empty for the system itself.
    pub(crate) fn source(&self) -> &str {
        self.agency_name.as_deref().unwrap_or_default()
    }
}

/// What happened, newest first, as far as the journal at hand goes.
pub(crate) fn lines(opened: &Opened, caller: &Caller) -> Vec<Line> {
    let mut lines = said(opened, caller);
    let (read, marks) = as_it_reads(&opened.file.entries);
    let events = read.iter().rev();
    // Whose the words are decides: one question for each agency, however long the journal is.
    let mut asked = BTreeMap::new();
    let mut may = |head: &Header| {
        let owner = wording::owner(opened.case(), head).cloned();
        *asked
            .entry(owner)
            .or_insert_with(|| policy::reword(caller, opened.case(), head).is_permitted())
    };
    lines.extend(events.filter_map(|entry| {
        let line = event_line(opened, entry)?;
        let mark = marks.get(&entry.header.seq);
        let may = opened.case().is_open() && may(&entry.header);
        let line = put_right(line, may, entry, mark);
        let limits = line.step.is_some()
            && entry.event.as_ref().is_some_and(Event::can_be_limited)
            && policy::limit_step(caller, opened.case(), &entry.header).is_permitted();
        Some(Line { limits, ..line })
    }));
    // The order of writing decides within a day; the sort keeps it for one instant.
    lines.sort_by_key(|line| std::cmp::Reverse((line.on, line.at)));
    lines
}

/// What agencies brought, newest first.
pub(crate) fn said(opened: &Opened, caller: &Caller) -> Vec<Line> {
    let said = entry::chronology(&opened.file.entries);
    said.iter()
        .rev()
        .map(|said| said_line(opened, caller, said))
        .collect()
}

fn said_line(opened: &Opened, caller: &Caller, said: &Said) -> Line {
    let open = opened.case().is_open() && said.text.is_some();
    let mark = match (&said.text, &said.amended) {
        (None, _) => Some("withdrawn"),
        (Some(_), Some(_)) => Some("corrected"),
        (Some(_), None) => None,
    };
    Line {
        kind: said.kind.value().to_owned(),
        title: said.kind.label().to_owned(),
        on: said.on,
        at: said.at,
        by: said.by.clone(),
        agency: Some(said.agency.to_string()),
        agency_name: Some(opened.names.get(&said.agency)),
        gateway: Some(said.gateway.value()),
        gateway_words: Some(said.gateway.label()),
        text: said.text.iter().map(|text| part("", text)).collect(),
        entry: Some(said.entry.to_string()),
        mark,
        why: said.amended.as_ref().map(Prose::to_string),
        own: open && policy::amend(caller, said).is_permitted(),
        step: None,
        undoes: false,
        limits: false,
        only: sharing::named(opened, said.only.as_ref()),
    }
}

/// A line for what was not brought as an entry; `None` for entries and for the system's own steps.
fn event_line(opened: &Opened, entry: &Entry<Event>) -> Option<Line> {
    let Some(event) = &entry.event else {
        let title = "Erased when its time for keeping had ended".to_owned();
        return Some(line(opened, &entry.header, title, (Vec::new(), None)));
    };
    let title = words::heading(event, opened.case(), &opened.names);
    let (mut text, gateway) = parts(event)?;
    if let Event::DocumentFiled { document, .. } = event {
        // What a document was called goes with it.
        let filed = opened.case().documents.get(document);
        if filed.is_none_or(|filed| filed.standing == Standing::Withdrawn) {
            text.clear();
        }
    }
    let limit = event.entry().and_then(|id| opened.case().limit_on(id));
    let only = limit.as_ref().map(|limit| &limit.only);
    Some(Line {
        only: sharing::named(opened, only),
        ..line(opened, &entry.header, title, (text, gateway))
    })
}

/// The line with what became of its words, and whether the caller, who `may`, can put them right.
fn put_right(line: Line, may: bool, entry: &Entry<Event>, mark: Option<&Mark>) -> Line {
    let withdrawn = mark.is_some_and(|mark| mark.withdrawn);
    let event = entry.event.as_ref().filter(|_| may && !withdrawn);
    let step = event.filter(|event| !event.wordings().is_empty());
    Line {
        step: step.map(|_| entry.header.seq),
        undoes: step.is_some_and(Event::can_be_withdrawn),
        mark: mark.map(|mark| match mark.withdrawn {
            true => "withdrawn",
            false => "corrected",
        }),
        why: mark.map(|mark| mark.reason.to_string()),
        text: if withdrawn { Vec::new() } else { line.text },
        ..line
    }
}

fn line(
    opened: &Opened,
    head: &Header,
    title: String,
    (text, gateway): (Vec<Part>, Option<Gateway>),
) -> Line {
    let agency = head.actor.agency();
    Line {
        kind: head.kind.clone(),
        title,
        on: time::london_date(head.at),
        at: head.at,
        by: head.actor.name().to_owned(),
        agency: agency.map(ToString::to_string),
        agency_name: agency.map(|agency| opened.names.get(agency)),
        gateway: gateway.map(Gateway::value),
        gateway_words: gateway.map(Gateway::label),
        text,
        entry: None,
        mark: None,
        why: None,
        own: false,
        step: None,
        undoes: false,
        limits: false,
        only: None,
    }
}

/// What was written in an event, and on which ground it was shared; `None` for what is no line of
/// its own.
fn parts(event: &Event) -> Option<(Vec<Part>, Option<Gateway>)> {
    Some(match event {
        Event::EntryRecorded { .. }
        | Event::EntryCorrected { .. }
        | Event::EntryWithdrawn { .. }
        | Event::EntryLimited { .. }
        | Event::EntryErased { .. }
        | Event::Reworded { .. }
        | Event::DocumentKept { .. }
        | Event::ActionChased { .. }
        | Event::AccessChased { .. }
        | Event::PowerReminded { .. }
        | Event::Retention(_)
        | Event::Erased(_) => return None,
        Event::Opened { reason, .. }
        | Event::ReferralJoined { reason, .. }
        | Event::AgencyRemoved { reason, .. }
        | Event::LeadChanged { reason, .. }
        | Event::ActionDeclined { reason, .. }
        | Event::ClosureProposed { reason }
        | Event::Closed { reason, .. }
        | Event::Reopened { reason, .. } => (vec![part("Reason", reason)], None),
        Event::Imported(imported) => (brought(imported), None),
        Event::DocumentFiled { title, gateway, .. } => {
            let title = Part {
                label: "Title",
                text: title.to_string(),
            };
            (vec![title], Some(*gateway))
        }
        Event::DocumentRefused { why, .. } => {
            let why = Part {
                label: "Reason",
                text: capital(why.label()),
            };
            (vec![why], None)
        }
        Event::DocumentWithdrawn { reason, .. } => (vec![part("Reason", reason)], None),
        Event::SubjectCategorised { reason, .. } | Event::SubjectCorrected { reason, .. } => {
            let text = reason.to_string();
            let label = "Reason";
            (vec![Part { label, text }], None)
        }
        Event::AgencyAdded { agency } => {
            (vec![part("Reason", &agency.reason)], Some(agency.gateway))
        }
        Event::Assessed { assessment, .. } => (assessed(assessment), assessment.gateway),
        Event::Rated(rating) => (vec![part("Reason", &rating.reason)], Some(rating.gateway)),
        Event::Planned(step) => {
            let texts = step.texts().into_iter();
            let parts = texts.map(|(label, text)| Part { label, text });
            (parts.collect(), None)
        }
        Event::Elsewhere(step) => {
            let texts = step.texts().into_iter();
            let parts = texts.map(|(label, text)| Part { label, text });
            (parts.collect(), step.gateway())
        }
        Event::Same(step) => (vec![note("Reason", step.reason())], None),
        Event::Decided {
            decision,
            rationale,
            gateway,
            ..
        } => (
            vec![part("Decision", decision), part("Rationale", rationale)],
            *gateway,
        ),
        Event::PowerStepped { stepped, .. } => {
            let why = stepped
                .acknowledged
                .iter()
                .map(|why| note("Despite a warning", why));
            let noted = stepped.note.iter().map(|text| note("Note", text));
            (why.chain(noted).collect(), stepped.gateway)
        }
        Event::ActionAssigned { task, gateway, .. } => {
            let what = Part {
                label: "Action",
                text: task.what.to_string(),
            };
            let detail = task.detail.iter().map(|detail| part("Detail", detail));
            (
                std::iter::once(what).chain(detail).collect(),
                Some(*gateway),
            )
        }
        Event::ActionAccepted { .. } | Event::NoticeReturned(_) | Event::Review(_) => {
            (Vec::new(), None)
        }
        Event::AccessRequested { reason, .. }
        | Event::AccessRefused { reason, .. }
        | Event::AccessEnded { reason, .. } => (vec![note("Reason", reason)], None),
        Event::AccessGranted {
            reason, gateway, ..
        }
        | Event::EmergencyOpened {
            reason, gateway, ..
        } => (vec![note("Reason", reason)], Some(*gateway)),
        Event::EmergencyReviewed { note: found, .. } => (vec![note("Finding", found)], None),
        Event::NoticeSettled(settled) => (vec![part("Note", &settled.note)], None),
        Event::ActionEnded { evidence, .. } => (vec![part("Evidence", evidence)], None),
    })
}

fn assessed(assessment: &Assessment) -> Vec<Part> {
    let mut parts = vec![part("Rationale", &assessment.rationale)];
    if let Some(scored) = &assessment.scored {
        let text = scored.lines(assessment.risk).join("\n");
        parts.push(Part {
            label: "Score",
            text,
        });
    }
    let later = assessment.later_because.iter();
    parts.extend(later.map(|why| note("Why the review is later", why)));
    parts
}

/// Of a case that was kept elsewhere: what was written there, and where it was.
fn brought(imported: &Imported) -> Vec<Part> {
    let before = &imported.before;
    let closing = before.closed.as_ref();
    let closing = closing.and_then(|ended| ended.reason.as_ref());
    let texts = [
        ("Summary", before.summary.as_ref()),
        ("Notes", before.notes.as_ref()),
        ("Why it was closed", closing),
    ];
    let texts = texts.into_iter();
    let texts = texts.filter_map(|(label, text)| Some(part(label, text?)));
    let from = Part {
        label: "Brought over from",
        text: imported.origin.words(),
    };
    texts.chain([from]).collect()
}

fn note(label: &'static str, text: &domain::Note) -> Part {
    Part {
        label,
        text: text.to_string(),
    }
}

fn part(label: &'static str, text: &Prose) -> Part {
    Part {
        label,
        text: text.to_string(),
    }
}

#[cfg(test)]
mod tests;
