//! Composing a pack from what the store gave its recipient.

use std::collections::BTreeMap;

use super::{
    ActionWords, Gathering, LoggedAction, MARKING, Pack, PackAction, PackCase, PackDecision,
    PackEntry, PackItem, PackMeasure, PackPlan, PackPower, PackSection, PackSubject, Recipient,
    Standing, Totals, powers::shown,
};
use crate::{
    AgencyId, CaseId, Entry,
    case::{
        Action, ActionStatus, Case, Elsewhere, Ending, Event, Measure, Said, Stale, Status,
        entry::chronology, wording::as_it_reads,
    },
    directory::Area,
    forums,
    meeting::{Agenda, Meeting, Section, agenda},
    time,
};

/// How many entries of a chronology a pack shows.
const LATEST_ENTRIES: usize = 12;
/// How many decisions on a case a pack shows.
const LATEST_DECISIONS: usize = 5;

/// For which meeting and for whom a pack is composed.
#[derive(Debug, Clone, Copy)]
pub struct Brief<'a> {
    /// The meeting.
    pub meeting: &'a Meeting,
    /// Its area.
    pub area: &'a Area,
    /// The recipient.
    pub recipient: &'a Recipient,
    /// Cases of the meeting that are not shared with the recipient.
    pub withheld_cases: usize,
}

/// The journals of cases, as the store gave them to the recipient.
pub type Journals = BTreeMap<CaseId, Vec<Entry<Event>>>;

/// Composes the pack from the cases and journals that the recipient may see.
///
/// A case to discuss whose journal is not among `journals` could not be read: it is left out, and
/// the totals say that one is missing.
///
/// **Errors:** none in practice: a pack is plain text and numbers, which JSON can always hold.
pub fn compose(
    brief: Brief<'_>,
    cases: &[Case],
    journals: &Journals,
) -> Result<Pack, serde_json::Error> {
    let meeting = brief.meeting;
    let agenda = Agenda::build(meeting, cases);
    let by_id: BTreeMap<CaseId, &Case> = cases.iter().map(|case| (case.id, case)).collect();
    let desk = Desk {
        brief,
        agenda: &agenda,
    };
    let shown: Vec<_> = agenda
        .items
        .iter()
        .filter_map(|item| {
            let case = by_id.get(&item.case)?;
            Some((item, *case, journals.get(&item.case)?))
        })
        .collect();
    let pages: Vec<_> = shown
        .iter()
        .map(|(item, case, journal)| desk.case(item, case, journal))
        .collect();
    let log: Vec<_> = agenda
        .actions
        .iter()
        .filter(|(case, action)| {
            let case = by_id.get(case);
            case.is_some_and(|case| case.shows(*action, &desk.brief.recipient.agency))
        })
        .filter_map(|(case, action)| desk.logged(by_id.get(case)?, *action))
        .collect();
    let on = meeting.on();
    let pack = Pack {
        title: format!(
            "{}, {}",
            meeting.title(&brief.area.name),
            time::full_date(on)
        ),
        marking: MARKING.to_owned(),
        forum: meeting.forum.full_name().to_owned(),
        area: brief.area.name.clone(),
        meeting: gathering(meeting),
        recipient: brief.recipient.clone(),
        disclosure: String::new(),
        since: meeting.since.map(time::london_date),
        totals: desk.totals(&pages, &log),
        agenda: desk.sections(&shown),
        action_log: log,
        cases: pages,
    };
    pack.sealed()
}

fn gathering(meeting: &Meeting) -> Gathering {
    let starts = time::london(meeting.starts_at);
    Gathering {
        id: meeting.id,
        starts_at: meeting.starts_at,
        on: meeting.on(),
        starts: format!(
            "{} at {}",
            time::full_date(starts.date()),
            time::clock_time(starts)
        ),
        place: meeting.place.to_string(),
    }
}

/// What every part of a pack is composed with.
struct Desk<'a> {
    brief: Brief<'a>,
    agenda: &'a Agenda,
}

/// A case to discuss: its place on the agenda, its record and its journal.
type Shown<'a> = (&'a agenda::Item, &'a Case, &'a Vec<Entry<Event>>);

impl Desk<'_> {
    fn sections(&self, shown: &[Shown<'_>]) -> Vec<PackSection> {
        Section::ALL
            .iter()
            // The action log has a shape of its own.
            .filter(|section| **section != Section::ActionLog)
            .map(|section| PackSection {
                section: *section,
                items: shown
                    .iter()
                    .filter(|(item, ..)| item.section == *section)
                    .map(|(item, case, _)| self.item(item, case))
                    .collect(),
            })
            // Most chairs add nothing, and need not be told so.
            .filter(|section| section.section != Section::Added || !section.items.is_empty())
            .collect()
    }

    fn item(&self, item: &agenda::Item, case: &Case) -> PackItem {
        PackItem {
            case: case.id,
            reference: case.reference.clone(),
            headline: case.headline.to_string(),
            why: self.why(item.section, case),
            reason: item.reason.as_ref().map(ToString::to_string),
        }
    }

    fn why(&self, section: Section, case: &Case) -> String {
        agenda::why(section, case, self.brief.meeting.on())
    }

    fn case(&self, item: &agenda::Item, case: &Case, journal: &[Entry<Event>]) -> PackCase {
        let actions = self.actions_of(case);
        let (journal, marks) = as_it_reads(journal);
        let journal = journal.as_ref();
        let decisions = decisions(journal).filter(|decision| {
            let mark = decision.step.and_then(|step| marks.get(&step));
            mark.is_none_or(|mark| !mark.withdrawn)
        });
        let (decisions, earlier_decisions) = latest(decisions.collect(), LATEST_DECISIONS);
        let said = chronology(journal)
            .iter()
            .map(|said| self.entry(case, said))
            .collect();
        let (chronology, earlier_entries) = latest(said, LATEST_ENTRIES);
        let powers = self.powers(case);
        PackCase {
            id: case.id,
            reference: case.reference.clone(),
            headline: case.headline.to_string(),
            kind: case.kind,
            rag: case.rag,
            risk: case.risk,
            lead: self.agency(case, &case.lead),
            agencies: case
                .agencies
                .values()
                .map(|member| member.name.clone())
                .collect(),
            opened_on: case.opened_on,
            next_review_on: case.next_review_on,
            section: item.section,
            why: self.why(item.section, case),
            subjects: case
                .subjects
                .iter()
                .map(|subject| PackSubject::of(subject, self.brief.meeting.on()))
                .collect(),
            summary: last(journal, |event| match event {
                Event::Opened { reason, .. } => Some(reason.to_string()),
                Event::Imported(imported) => {
                    imported.before.summary.as_ref().map(ToString::to_string)
                }
                _ => None,
            }),
            risk_rationale: last(journal, |event| match event {
                Event::Assessed { assessment, .. } => Some(assessment.rationale.to_string()),
                _ => None,
            }),
            risk_score: last(journal, |event| match event {
                Event::Assessed { assessment, .. } => Some(assessment.score_lines()),
                _ => None,
            })
            .unwrap_or_default(),
            risk_stale: case.stale(self.brief.meeting.on()).map(Stale::words),
            plan: self.plan(case),
            elsewhere: self.elsewhere(case),
            earlier_powers: case.powers.len().saturating_sub(powers.len()),
            powers,
            closure: match &case.status {
                Status::ClosureProposed { reason } => Some(reason.to_string()),
                Status::Open | Status::Closed { .. } | Status::Erased { .. } => None,
            },
            earlier_actions: self.tasks(case).count().saturating_sub(actions.len()),
            actions,
            decisions,
            earlier_decisions,
            chronology,
            earlier_entries,
        }
    }

    fn plan(&self, case: &Case) -> Option<PackPlan> {
        let plan = Some(&case.plan).filter(|plan| !plan.is_empty())?;
        let since = self.brief.meeting.since.map(time::london_date);
        let shown = |measure: &&Measure| {
            let news = measure.reviewed_on.zip(since);
            measure.state.is_used() || news.is_none_or(|(on, since)| on >= since)
        };
        let measures: Vec<_> = plan
            .measures
            .iter()
            .filter(shown)
            .map(|measure| self.measure(case, measure))
            .collect();
        Some(PackPlan {
            aims: plan.aims.as_ref().map(ToString::to_string),
            earlier_measures: plan.measures.len().saturating_sub(measures.len()),
            measures,
        })
    }

    fn powers(&self, case: &Case) -> Vec<PackPower> {
        let on = self.brief.meeting.on();
        let since = self.brief.meeting.since.map(time::london_date);
        let told = case.powers.iter().filter(|used| shown(used, since));
        told.filter_map(|used| {
            PackPower::of(case, used, on, |step| self.agency(case, &step.agency))
        })
        .collect()
    }

    /// What other forums have to do with it, as far as the pack's agency may know.
    fn elsewhere(&self, case: &Case) -> Vec<String> {
        let on = self.brief.meeting.on();
        let held = Elsewhere::held_for(case, Some(&self.brief.recipient.agency));
        let held = held.into_iter().filter(|held| held.holds(on));
        let held = held.map(|held| {
            let said = held.sentence(case, &self.agency(case, &held.agency));
            format!("{said}. Talk to this forum before you act.")
        });
        let seen = case.elsewhere.indicators.iter();
        let seen: Vec<_> = seen.map(|id| forums::indicator_name(id)).collect();
        let seen = (!seen.is_empty()).then(|| {
            format!(
                "Indicators of other harm: {}.",
                seen.join(", ").to_lowercase()
            )
        });
        let sent = case.elsewhere.sent.iter();
        let sent = sent.map(|sent| {
            let said = sent.sentence(case, &self.agency(case, &sent.agency));
            format!("{said}.")
        });
        held.chain(seen).chain(sent).collect()
    }

    fn measure(&self, case: &Case, measure: &Measure) -> PackMeasure {
        PackMeasure {
            number: measure.number,
            what: measure.what.to_string(),
            owner: self.agency(case, &measure.owner),
            own: measure.owner == self.brief.recipient.agency,
            state: measure.state,
            review_on: measure.review_on,
            overdue: measure.is_overdue(self.brief.meeting.on()),
            found: measure.found.as_ref().map(ToString::to_string),
        }
    }

    fn entry(&self, case: &Case, said: &Said) -> PackEntry {
        PackEntry {
            on: said.on,
            kind: said.kind,
            agency: self.agency(case, &said.agency),
            text: said.text.as_ref().map(ToString::to_string),
            new: self
                .brief
                .meeting
                .since
                .is_some_and(|since| said.at >= since),
            corrected: said.text.is_some() && said.amended.is_some(),
            entry: Some(said.entry),
            since: None,
        }
    }

    /// The tasks that the pack's agency may see.
    fn tasks<'c>(&self, case: &'c Case) -> impl Iterator<Item = &'c Action> {
        let tasks = case.actions.values();
        tasks.filter(move |task| case.shows(task.id, &self.brief.recipient.agency))
    }

    /// The actions of one case that are in the action log, in its order.
    fn actions_of(&self, case: &Case) -> Vec<PackAction> {
        self.agenda
            .actions
            .iter()
            .filter(|(on, _)| *on == case.id)
            .filter_map(|(_, id)| self.tasks(case).find(|task| task.id == *id))
            .map(|action| self.action(case, action))
            .collect()
    }

    fn logged(&self, case: &Case, action: crate::ActionId) -> Option<LoggedAction> {
        Some(LoggedAction {
            case: case.id,
            reference: case.reference.clone(),
            action: self.action(case, case.actions.get(&action)?),
        })
    }

    fn action(&self, case: &Case, action: &Action) -> PackAction {
        PackAction {
            number: action.number,
            what: action.what.to_string(),
            detail: action.detail.as_ref().map(ToString::to_string),
            agency: self.agency(case, &action.agency),
            own: action.agency == self.brief.recipient.agency,
            person: action.person.as_ref().map(|person| person.name.clone()),
            due_on: action.due_on,
            standing: standing(&action.status),
            overdue: action.is_overdue(self.brief.meeting.on()),
            ended_on: action.ended_at().map(time::london_date),
            result: result(&action.status),
            since: None,
        }
    }

    /// The agency's name: as it is on the case, else as it takes part in the area.
    fn agency(&self, case: &Case, agency: &AgencyId) -> String {
        let member = case.agencies.get(agency).map(|member| member.name.as_str());
        member
            .or_else(|| self.brief.area.partner(agency))
            .unwrap_or(agency.as_str())
            .to_owned()
    }

    fn totals(&self, cases: &[PackCase], log: &[LoggedAction]) -> Totals {
        Totals {
            withheld_cases: self.brief.withheld_cases,
            missing_cases: self.agenda.items.len().saturating_sub(cases.len()),
            ..Totals::of(cases, log)
        }
    }
}

/// Why an action was declined, or what shows how it ended.
fn result(status: &ActionStatus) -> Option<String> {
    match status {
        ActionStatus::Assigned | ActionStatus::Accepted { .. } => None,
        ActionStatus::Declined { reason, .. } => Some(reason.to_string()),
        ActionStatus::Ended { evidence, .. } => Some(evidence.to_string()),
    }
}

impl ActionWords {
    /// The words of an action as they now stand.
    pub fn of(action: &Action) -> Self {
        Self {
            what: action.what.to_string(),
            detail: action.detail.as_ref().map(ToString::to_string),
            result: result(&action.status),
        }
    }
}

fn standing(status: &ActionStatus) -> Standing {
    match status {
        ActionStatus::Assigned => Standing::Assigned,
        ActionStatus::Accepted { .. } => Standing::Accepted,
        ActionStatus::Declined { .. } => Standing::Declined,
        ActionStatus::Ended { ending, .. } => match ending {
            Ending::Done => Standing::Done,
            Ending::NotDone => Standing::NotDone,
            Ending::NoLongerPossible => Standing::NoLongerPossible,
        },
    }
}

/// The newest `limit` of what is in order of time, newest first, and how many are left out.
fn latest<T>(mut all: Vec<T>, limit: usize) -> (Vec<T>, usize) {
    all.reverse();
    let left_out = all.len().saturating_sub(limit);
    all.truncate(limit);
    (all, left_out)
}

fn last<T>(journal: &[Entry<Event>], find: impl Fn(&Event) -> Option<T>) -> Option<T> {
    journal
        .iter()
        .rev()
        .find_map(|entry| entry.event.as_ref().and_then(&find))
}

/// Every decision, oldest first, in the words of this journal.
pub fn decisions(journal: &[Entry<Event>]) -> impl Iterator<Item = PackDecision> {
    journal.iter().filter_map(|entry| match &entry.event {
        Some(Event::Decided {
            decision,
            rationale,
            entry: id,
            ..
        }) => Some(PackDecision {
            on: time::london_date(entry.header.at),
            decision: decision.to_string(),
            rationale: rationale.to_string(),
            step: Some(entry.header.seq),
            entry: *id,
            since: None,
        }),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
