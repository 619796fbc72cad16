//! What is new on a case since it was last spoken of: the meeting that takes it need not be told it
//! (R5.3, R5.4).

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{Meeting, minutes::taken_at};
use crate::{
    Entry, Prose,
    case::{
        Action, EntryKind, Event, Rag,
        entry::chronology,
        wording::{Mark, as_it_reads},
    },
    referral::form::RiskBand,
    time,
};

/// What is new on a case, as far as its reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News<'a> {
    /// Since when, UTC; `None` for a case that no meeting has taken: all of it.
    pub since: Option<DateTime<Utc>>,
    /// How many entries of each kind agencies brought.
    pub entries: Vec<(EntryKind, usize)>,
    /// Actions that ended or were declined.
    pub ended: Vec<&'a Action>,
    /// Actions that are overdue.
    pub overdue: Vec<&'a Action>,
    /// How many others are open.
    pub open: usize,
    /// Decisions that stand, oldest first, with their day.
    pub decisions: Vec<(NaiveDate, Prose)>,
    /// How RAG and risk were set, oldest first, with the day; risk only where it was assessed.
    pub ratings: Vec<(NaiveDate, Rag, Option<RiskBand>)>,
}

impl<'a> News<'a> {
    /// Of a case with this journal and these actions, for a meeting on whose day it is `today`; what is
    /// recorded at that meeting is no news.
    pub fn of(
        meeting: &Meeting,
        journal: &[Entry<Event>],
        tasks: impl Iterator<Item = &'a Action>,
        today: NaiveDate,
    ) -> Self {
        let (read, marks) = as_it_reads(journal);
        let since = since(meeting, &read);
        let new = |at: DateTime<Utc>| since.is_none_or(|since| at >= since);
        let own = |event: &Event| taken_at(event) == Some(meeting.id);
        let withdrawn = |seq: u64| marks.get(&seq).is_some_and(|mark: &Mark| mark.withdrawn);
        let said = chronology(&read);
        let kinds = EntryKind::ALL.iter().map(|kind| {
            let of_kind = said.iter().filter(|said| said.kind == *kind);
            let of_kind = of_kind.filter(|said| said.text.is_some() && new(said.at));
            (*kind, of_kind.count())
        });
        let mut news = Self {
            since,
            entries: kinds.filter(|(_, count)| *count > 0).collect(),
            ended: Vec::new(),
            overdue: Vec::new(),
            open: 0,
            decisions: Vec::new(),
            ratings: Vec::new(),
        };
        for task in tasks.filter(|task| task.task.meeting != Some(meeting.id)) {
            match task.ended_at() {
                Some(at) if new(at) => news.ended.push(task),
                Some(_) => {}
                None if task.is_overdue(today) => news.overdue.push(task),
                None => news.open += 1,
            }
        }
        let steps = read
            .iter()
            .filter(|entry| new(entry.header.at) && !withdrawn(entry.header.seq));
        for entry in steps {
            let on = time::london_date(entry.header.at);
            match entry.event.as_ref().filter(|event| !own(event)) {
                Some(Event::Decided { decision, .. }) => {
                    news.decisions.push((on, decision.clone()));
                }
                Some(Event::Assessed { assessment, .. }) => {
                    news.ratings
                        .push((on, assessment.rag, Some(assessment.risk)));
                }
                Some(Event::Rated(rating)) => news.ratings.push((on, rating.rag, None)),
                _ => {}
            }
        }
        news
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
            && self.ended.is_empty()
            && self.overdue.is_empty()
            && self.decisions.is_empty()
            && self.ratings.is_empty()
    }
}

/// Since the forum last met; or since the day of an earlier meeting, where that was the last at which
/// something was recorded on the case.
fn since(meeting: &Meeting, journal: &[Entry<Event>]) -> Option<DateTime<Utc>> {
    let mut before = journal.iter().rev();
    let last = before.find_map(|entry| {
        let at = entry.event.as_ref().and_then(taken_at)?;
        (at != meeting.id).then_some(entry.header.at)
    });
    let day = |at| time::instant(time::london_date(at).and_time(NaiveTime::MIN));
    match (last.and_then(day), meeting.since) {
        (Some(last), Some(since)) => Some(last.min(since)),
        (last, since) => last.or(since),
    }
}

#[cfg(test)]
mod tests;
