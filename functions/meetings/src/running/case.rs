//! One case as the meeting deals with it: what is new since last time, and what is recorded on it now
//! (R5.4, R5.5).

use access::{Caller, case as policy, entry};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    case::{Action, Case, EntryKind, Status},
    meeting::{Meeting, News},
    time,
};
use edge::page::Choice;
use serde::Serialize;
use store::cases::CaseFile;
use utoipa::ToSchema;

use crate::minutes::DrawnView;

/// A case as the meeting deals with it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RunningCase)]
pub(crate) struct RunCaseView {
    /// The case's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    pub(crate) case: String,
    /// What people call it.
    #[schema(example = "RUN-2026-0042")]
    pub(crate) reference: String,
    /// What it is about.
    #[schema(example = "Shouting and loud music at night in a block of flats")]
    pub(crate) headline: String,
    /// Its version, for the `If-Match` of what sets RAG or the next review.
    #[schema(example = 12)]
    pub(crate) version: u64,
    /// `red`, `amber` or `green`; null until first assessed.
    #[schema(example = "amber")]
    pub(crate) rag: Option<&'static str>,
    /// `standard`, `medium`, `high` or `very_high`; null until first assessed.
    #[schema(example = "medium")]
    pub(crate) risk: Option<&'static str>,
    /// The same in words.
    #[serde(skip)]
    pub(crate) risk_words: &'static str,
    /// Why its risk should be assessed, if it should.
    #[schema(example = "Risk to be scored again: it was due by 20 November 2026")]
    pub(crate) risk_stale: Option<String>,
    /// When it comes up for review.
    #[schema(example = "2026-11-24")]
    pub(crate) next_review_on: NaiveDate,
    /// Why closing is proposed, if it is.
    #[schema(example = json!(null))]
    pub(crate) closure: Option<String>,
    /// How it stands, in words.
    #[schema(example = "Open")]
    pub(crate) status: &'static str,
    /// Since which day the news are; null for all there is.
    #[schema(example = "2026-10-13")]
    pub(crate) news_since: Option<NaiveDate>,
    /// What is new since then, a line each.
    #[schema(example = json!(["2 incidents and 1 note were added.", "Action 3 of Surrey Police is overdue since 20 November 2026: Visit"]))]
    pub(crate) news: Vec<String>,
    /// What was recorded on it at this meeting.
    pub(crate) recorded: DrawnView,
    /// Whether the caller can record something on it now.
    #[schema(example = true)]
    pub(crate) may_record: bool,
    /// The agencies on it, which alone can be tasked.
    #[serde(skip)]
    pub(crate) members: Vec<Choice>,
}

impl RunCaseView {
    /// The case as the store gave it to `caller`.
    pub(super) fn of(
        meeting: &Meeting,
        file: &CaseFile,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Self {
        let (case, today) = (&file.journal, time::london_date(now));
        let tasks = entry::tasks(caller, case, now);
        let news = News::of(meeting, &file.entries, tasks, today);
        let manages = policy::manage(caller, case).is_permitted();
        let mut members: Vec<_> = case.agencies.iter().collect();
        members.sort_by(|(_, one), (_, other)| one.name.cmp(&other.name));
        let members = members.into_iter();
        Self {
            case: case.id.to_string(),
            reference: case.reference.clone(),
            headline: case.headline.to_string(),
            version: case.version(),
            rag: case.rag.map(|rag| rag.value()),
            risk: case.risk.map(|risk| risk.value()),
            risk_words: case.risk.map_or("Not assessed", |risk| risk.label()),
            risk_stale: case.stale(today).map(|stale| stale.words()),
            next_review_on: case.next_review_on,
            closure: match &case.status {
                Status::ClosureProposed { reason } => Some(reason.to_string()),
                _ => None,
            },
            status: case.status.label(),
            news_since: news.since.map(time::london_date),
            news: lines(&news, case),
            recorded: DrawnView::of(meeting.id, file, caller, now),
            may_record: manages && case.is_open() && meeting.may_record(now).is_ok(),
            members: members
                .map(|(agency, member)| Choice::new(agency.as_str(), member.name.as_str()))
                .collect(),
        }
    }

    /// The next review in words.
    pub(crate) fn review(&self) -> String {
        time::long_date(self.next_review_on)
    }

    /// Since when the news are, in words.
    pub(crate) fn since(&self) -> Option<String> {
        self.news_since.map(time::long_date)
    }
}

/// The news, a line each.
fn lines(news: &News<'_>, case: &Case) -> Vec<String> {
    let named = |action: &Action| {
        let agency = case.agency_name(&action.agency);
        format!("Action {} of {agency}", action.number)
    };
    let entries: Vec<_> = news.entries.iter().map(|entry| counted(*entry)).collect();
    let mut lines = Vec::new();
    if let Some((last, others)) = entries.split_last() {
        let together = match others {
            [] => last.clone(),
            others => format!("{} and {last}", others.join(", ")),
        };
        lines.push(format!("Added to the chronology: {together}."));
    }
    lines.extend(news.ended.iter().map(|action| {
        let how = action.status.label().to_lowercase();
        format!("{}: {how}. {}", named(action), action.what)
    }));
    lines.extend(news.overdue.iter().map(|action| {
        let due = time::long_date(action.due_on);
        format!("{}: overdue since {due}. {}", named(action), action.what)
    }));
    match news.open {
        0 => {}
        1 => lines.push("One other action is open and not yet due.".to_owned()),
        many => lines.push(format!("{many} other actions are open and not yet due.")),
    }
    lines.extend(news.decisions.iter().map(|(on, decision)| {
        let on = time::long_date(*on);
        format!("Decided on {on}: {decision}")
    }));
    lines.extend(news.ratings.iter().map(|(on, rag, risk)| {
        let (on, rag) = (time::long_date(*on), rag.label().to_lowercase());
        match risk {
            Some(risk) => {
                let risk = risk.label().to_lowercase();
                format!("On {on} RAG was set to {rag} and risk to {risk}.")
            }
            None => format!("On {on} RAG was set to {rag}."),
        }
    }));
    lines
}

/// `2 incidents`.
fn counted((kind, count): (EntryKind, usize)) -> String {
    let word = kind.label().to_lowercase();
    match count {
        1 => format!("1 {word}"),
        many => format!("{many} {word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_counted_in_words() {
        assert_eq!(counted((EntryKind::Incident, 1)), "1 incident");
        assert_eq!(counted((EntryKind::Letter, 3)), "3 letters");
    }
}
