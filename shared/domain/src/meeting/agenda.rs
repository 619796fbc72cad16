//! The agenda builds itself; the chair adds, removes and moves, with a reason (R5.2).

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Convened, Forum, Meeting};
use crate::{
    ActionId, CaseId, Prose,
    case::{Action, Case, Status},
    choice::choices,
    powers::{Due, Power},
    time,
};

choices! {
    /// The parts of an agenda, in order.
    Section {
        ActionLog "action_log" "Action log",
        NewReferrals "new_referrals" "New referrals",
        CasesDue "cases_due" "Cases due for review",
        Closures "closures" "Closures proposed",
        Added "added" "Added by the chair",
    }
}

choices! {
    /// What the chair can do with a case on the agenda.
    Change {
        Add "add" "Add to the agenda",
        Remove "remove" "Take off the agenda",
        First "first" "Take first",
    }
}

/// A change the chair made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// What.
    pub change: Change,
    /// To which case.
    pub case: CaseId,
    /// Why.
    pub reason: Prose,
}

/// What the meeting will discuss, as far as its reader may see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agenda {
    /// Actions open, or ended since the last meeting: overdue first, then by due date.
    pub actions: Vec<(CaseId, ActionId)>,
    /// Cases to discuss, in order, each once.
    pub items: Vec<Item>,
    /// Orders about places that a JAG looks at, soonest due first (R8.4).
    pub orders: Vec<OrderDue>,
}

/// An order about a place that runs, and the first day on which something about it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDue {
    /// The case it is on.
    pub case: CaseId,
    /// Its number there.
    pub number: u32,
    /// Which power.
    pub power: Power,
    /// What falls due, and when.
    pub due: Due,
}

/// An order is spoken of when something about it is due until so many days after the meeting: the next
/// one may be thirteen weeks off, as [`super::cadence::MOST_WEEKS`] allows.
const ORDERS_AHEAD: Days = Days::new(13 * 7);

/// What of an order is due that a meeting has to look at, if anything is.
///
/// Public spaces protection orders are reviewed at every JAG as long as they run (R8.4); of other orders
/// about places, those that are past due or due before the next one.
pub fn order_due<'a>(meeting: &Meeting, power: Power, due: &'a [Due]) -> Option<&'a Due> {
    if meeting.forum != Forum::Jag || !power.is_about_place() {
        return None;
    }
    let first = due.iter().min_by_key(|due| due.on)?;
    let last = meeting.on().checked_add_days(ORDERS_AHEAD);
    let near = last.is_some_and(|last| first.on <= last);
    (power == Power::Pspo || near).then_some(first)
}

/// A case on the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The case.
    pub case: CaseId,
    /// Under which heading.
    pub section: Section,
    /// Why it is here or moved, in the chair's words.
    pub reason: Option<Prose>,
}

impl Agenda {
    /// Builds the agenda of `meeting` from the cases its reader may see.
    ///
    /// A case stands in the first section that fits: closure proposed, new since the last meeting,
    /// due for review by the day of the meeting.
    pub fn build(meeting: &Meeting, cases: &[Case]) -> Self {
        let mut cases: Vec<&Case> = cases
            .iter()
            .filter(|case| meeting.is_of(&case.area) && meeting.forum.takes(case.kind))
            .collect();
        cases.sort_by(|a, b| a.reference.cmp(&b.reference));
        let (mut items, known) = match &meeting.convened {
            Some(convened) => (as_convened(meeting, convened, &cases), convened.adjustments),
            None => (by_themselves(meeting, &cases), 0),
        };
        for adjustment in meeting.adjustments.iter().skip(known) {
            adjust(&mut items, adjustment, &cases);
        }
        Self {
            actions: action_log(meeting, &cases),
            items,
            orders: orders(meeting, &cases),
        }
    }

    /// Whether the case is to be discussed.
    pub fn has(&self, case: CaseId) -> bool {
        self.items.iter().any(|item| item.case == case)
    }

    /// The cases in one section, in order.
    pub fn section(&self, section: Section) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(move |item| item.section == section)
    }
}

/// The cases that an agenda holds without anybody's doing.
fn by_themselves(meeting: &Meeting, cases: &[&Case]) -> Vec<Item> {
    let item = |case: &&Case| {
        let section = section(meeting, case)?;
        Some(Item {
            case: case.id,
            section,
            reason: None,
        })
    };
    let mut items: Vec<Item> = cases.iter().filter_map(item).collect();
    items.sort_by_key(|item| item.section);
    items
}

/// The cases of a meeting that is held, as its agenda stood then: also those that what was recorded has
/// moved on since.
fn as_convened(meeting: &Meeting, convened: &Convened, cases: &[&Case]) -> Vec<Item> {
    let seen = |id: &CaseId| cases.iter().any(|case| case.id == *id);
    let said = |id: &CaseId| {
        let before = meeting.adjustments.iter().take(convened.adjustments);
        let last = before.rev().find(|adjustment| adjustment.case == *id);
        last.map(|adjustment| adjustment.reason.clone())
    };
    let items = convened.items.iter().filter(|(case, _)| seen(case));
    items
        .map(|(case, section)| Item {
            case: *case,
            section: *section,
            reason: said(case),
        })
        .collect()
}

fn section(meeting: &Meeting, case: &Case) -> Option<Section> {
    match case.status {
        Status::Closed { .. } | Status::Erased { .. } => None,
        Status::ClosureProposed { .. } => Some(Section::Closures),
        Status::Open if is_new(meeting, case) => Some(Section::NewReferrals),
        Status::Open if case.next_review_on <= meeting.on() => Some(Section::CasesDue),
        Status::Open => None,
    }
}

/// Why a case stands in a section, as a sentence; `on` is the day of the meeting.
pub fn why(section: Section, case: &Case, on: NaiveDate) -> String {
    match section {
        Section::NewReferrals => format!("Opened on {}.", time::long_date(case.opened_on)),
        Section::CasesDue if case.next_review_on < on => {
            format!("Review due on {}.", time::long_date(case.next_review_on))
        }
        Section::CasesDue => "Review due on the day of the meeting.".to_owned(),
        Section::Closures => "Closure is proposed.".to_owned(),
        Section::Added => "Added by the chair.".to_owned(),
        Section::ActionLog => "Actions to report on.".to_owned(),
    }
}

/// New: opened on or after the day of the last meeting, or never yet at a meeting.
fn is_new(meeting: &Meeting, case: &Case) -> bool {
    meeting
        .since
        .is_none_or(|since| case.opened_on >= time::london_date(since))
}

fn adjust(items: &mut Vec<Item>, adjustment: &Adjustment, cases: &[&Case]) {
    let known = cases
        .iter()
        .any(|case| case.id == adjustment.case && case.is_open());
    let place = items.iter().position(|item| item.case == adjustment.case);
    let reason = Some(adjustment.reason.clone());
    match (adjustment.change, place) {
        // A reader who may not see the case does not learn that it was added.
        (Change::Add, None) if known => {
            items.push(Item {
                case: adjustment.case,
                section: Section::Added,
                reason,
            });
        }
        (Change::Remove, Some(place)) => {
            items.remove(place);
        }
        (Change::First, Some(place)) => {
            let item = items.remove(place);
            items.insert(0, Item { reason, ..item });
        }
        _ => {}
    }
}

fn orders(meeting: &Meeting, cases: &[&Case]) -> Vec<OrderDue> {
    let of_case = |case: &Case| -> Vec<OrderDue> {
        let due = case.powers.iter().filter_map(|used| {
            let due = order_due(meeting, used.power, &used.due)?;
            Some(OrderDue {
                case: case.id,
                number: used.number,
                power: used.power,
                due: due.clone(),
            })
        });
        due.collect()
    };
    let mut all: Vec<_> = cases.iter().flat_map(|case| of_case(case)).collect();
    all.sort_by_key(|order| (order.due.on, order.case, order.number));
    all
}

fn action_log(meeting: &Meeting, cases: &[&Case]) -> Vec<(CaseId, ActionId)> {
    let mut log: Vec<(bool, NaiveDate, CaseId, ActionId)> = cases
        .iter()
        .flat_map(|case| case.actions.values().map(move |action| (case, action)))
        .filter(|(case, action)| {
            (action.is_open() && case.is_open()) || ended_since(action, meeting.since)
        })
        .map(|(case, action)| {
            (
                !action.is_overdue(meeting.on()),
                action.due_on,
                case.id,
                action.id,
            )
        })
        .collect();
    log.sort();
    log.into_iter()
        .map(|(_, _, case, action)| (case, action))
        .collect()
}

fn ended_since(action: &Action, since: Option<DateTime<Utc>>) -> bool {
    match (action.ended_at(), since) {
        (Some(ended), Some(since)) => ended >= since,
        (Some(_), None) => true,
        (None, _) => false,
    }
}
