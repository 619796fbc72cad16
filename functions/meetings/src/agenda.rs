//! The agenda as its pages and the API show it, cut to the caller (R5.2).

pub(crate) mod adjust;
mod changes;
mod desk;
pub(crate) mod show;

use access::Caller;
use chrono::{DateTime, NaiveDate, Utc};
use desk::Desk;
use domain::{meeting::Forum, time};
use serde::Serialize;
use store::meetings::Seen;
use utoipa::ToSchema;

/// What a meeting will discuss, as far as the caller may see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Agenda)]
pub(crate) struct AgendaView {
    /// The meeting's version, for `If-Match`.
    #[schema(example = 4)]
    pub(crate) version: u64,
    /// Actions open, or ended since the last meeting: overdue ones first, then by due date.
    pub(crate) action_log: Vec<LoggedView>,
    /// Cases by section, in order; a section without cases is there and empty.
    pub(crate) sections: Vec<SectionView>,
    /// Of a JAG, orders about places that it looks at, soonest due first.
    pub(crate) orders: Vec<OrderView>,
    /// Whether it is a forum that looks at them.
    #[serde(skip)]
    pub(crate) looks_at_orders: bool,
}

/// An order about a place that a JAG looks at.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AgendaOrder)]
pub(crate) struct OrderView {
    /// The case's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    pub(crate) case: String,
    /// What people call it.
    #[schema(example = "RUN-2026-0042")]
    pub(crate) reference: String,
    /// Where the order is.
    #[schema(example = "/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002/powers/1")]
    pub(crate) href: String,
    /// Which power.
    #[schema(example = "Public spaces protection order")]
    pub(crate) power: &'static str,
    /// What falls due.
    #[schema(example = "Last day to apply for an extension")]
    pub(crate) what: &'static str,
    /// By which day.
    #[schema(example = "2026-12-31")]
    pub(crate) due_on: NaiveDate,
    /// Whether that day has passed.
    #[schema(example = false)]
    pub(crate) past: bool,
}

impl OrderView {
    /// The due date in words.
    pub(crate) fn due(&self) -> String {
        time::long_date(self.due_on)
    }
}

/// A section of the agenda.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AgendaSection)]
pub(crate) struct SectionView {
    /// `new_referrals`, `cases_due`, `closures` or `added`.
    #[schema(example = "cases_due")]
    pub(crate) section: &'static str,
    /// Its heading.
    #[schema(example = "Cases due for review")]
    pub(crate) title: &'static str,
    /// Its cases.
    pub(crate) items: Vec<ItemView>,
    /// What is said when there are none.
    #[serde(skip)]
    pub(crate) nothing: &'static str,
}

/// A case on the agenda.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AgendaItem)]
pub(crate) struct ItemView {
    /// Its place in the order of discussion, from 1.
    #[schema(example = 3)]
    pub(crate) order: usize,
    /// The case's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    pub(crate) case: String,
    /// What people call it.
    #[schema(example = "RUN-2026-0042")]
    pub(crate) reference: String,
    /// What it is about.
    #[schema(example = "Shouting and loud music at night in a block of flats")]
    pub(crate) headline: String,
    /// `red`, `amber` or `green`; null until first assessed.
    #[schema(example = "amber")]
    pub(crate) rag: Option<&'static str>,
    /// Name of the lead agency.
    #[schema(example = "Runnymede Borough Council")]
    pub(crate) lead_name: String,
    /// Why it is in this section.
    #[schema(example = "Review due on 20 November 2026.")]
    pub(crate) why: String,
    /// Which other forums hold a subject of it, as far as the caller may know: talk to them first.
    #[schema(example = json!(["MARAC"]))]
    pub(crate) also_known: Vec<String>,
    /// Why the chair added or moved it, in the chair's words.
    #[schema(example = "The family asked to be heard early.")]
    pub(crate) reason: Option<String>,
    /// Whether the chair wants it taken before the others.
    #[schema(example = false)]
    pub(crate) taken_first: bool,
}

/// A line of the action log.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AgendaAction)]
pub(crate) struct LoggedView {
    /// The action's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be003")]
    pub(crate) action: String,
    /// The case's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    pub(crate) case: String,
    /// The case's reference.
    #[schema(example = "RUN-2026-0042")]
    pub(crate) reference: String,
    /// What was asked.
    #[schema(example = "Visit the household with the housing officer")]
    pub(crate) what: String,
    /// The agency tasked.
    #[schema(example = "surrey-police")]
    pub(crate) agency: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    pub(crate) agency_name: String,
    /// Whether that is the caller's own.
    #[schema(example = true)]
    pub(crate) own: bool,
    /// By which day.
    #[schema(example = "2026-11-20")]
    pub(crate) due_on: NaiveDate,
    /// Where it stands, in words.
    #[schema(example = "Accepted")]
    pub(crate) status: &'static str,
    /// Whether it is open and its day has passed.
    #[schema(example = true)]
    pub(crate) overdue: bool,
    /// Whether it is open and its day passes before the meeting.
    #[schema(example = false)]
    pub(crate) due_before_meeting: bool,
}

impl LoggedView {
    /// The due date in words.
    pub(crate) fn due(&self) -> String {
        time::long_date(self.due_on)
    }
}

impl AgendaView {
    /// The agenda as the store gave it to `caller`.
    pub(crate) fn of(seen: &Seen, caller: &Caller, now: DateTime<Utc>) -> Self {
        let cases = seen.cases.iter().map(|case| (case.id, case)).collect();
        let desk = Desk {
            meeting: &seen.meeting,
            area: &seen.area,
            own: caller.agency(),
            reader: caller,
            now,
            today: time::london_date(now),
            cases,
        };
        Self {
            version: seen.meeting.version(),
            action_log: desk.action_log(&seen.agenda),
            sections: desk.sections(&seen.agenda),
            orders: desk.orders(&seen.agenda),
            looks_at_orders: seen.meeting.forum == Forum::Jag,
        }
    }

    /// How many cases there are to discuss.
    pub(crate) fn count(&self) -> usize {
        self.sections
            .iter()
            .map(|section| section.items.len())
            .sum()
    }

    /// The references of the cases that the chair wants taken first, in order.
    pub(crate) fn first(&self) -> String {
        let items = self.sections.iter().flat_map(|section| &section.items);
        let mut first: Vec<_> = items.filter(|item| item.taken_first).collect();
        first.sort_by_key(|item| item.order);
        let references: Vec<_> = first.iter().map(|item| item.reference.as_str()).collect();
        references.join(", ")
    }
}

#[cfg(test)]
mod tests;
