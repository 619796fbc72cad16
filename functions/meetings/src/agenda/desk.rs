//! From the agenda as the store gave it to the lines that are shown.

use std::collections::{BTreeMap, BTreeSet};

use access::{Caller, entry};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AgencyId, CaseId, Journal,
    case::{Action, Case},
    directory::Area,
    meeting::{
        Agenda, Meeting, OrderDue, Section,
        agenda::{Change, Item, why},
    },
    pack,
};

use super::{ItemView, LoggedView, OrderView, SectionView};

/// What every line of an agenda is made with.
pub(super) struct Desk<'a> {
    pub(super) meeting: &'a Meeting,
    pub(super) area: &'a Area,
    pub(super) own: Option<&'a AgencyId>,
    pub(super) reader: &'a Caller,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) cases: BTreeMap<CaseId, &'a Journal<Case>>,
}

impl Desk<'_> {
    pub(super) fn sections(&self, agenda: &Agenda) -> Vec<SectionView> {
        let items: Vec<_> = (1..).zip(&agenda.items).collect();
        Section::ALL
            .iter()
            // The action log has a shape of its own.
            .filter(|section| **section != Section::ActionLog)
            .map(|section| SectionView {
                section: section.value(),
                title: section.label(),
                items: items
                    .iter()
                    .filter(|(_, item)| item.section == *section)
                    .filter_map(|(order, item)| self.item(*order, item))
                    .collect(),
                nothing: pack::nothing(*section),
            })
            .collect()
    }

    fn item(&self, order: usize, item: &Item) -> Option<ItemView> {
        let case = self.cases.get(&item.case)?;
        Some(ItemView {
            order,
            case: case.id.to_string(),
            reference: case.reference.clone(),
            headline: case.headline.to_string(),
            rag: case.rag.map(|rag| rag.value()),
            lead_name: self.agency(case, &case.lead),
            why: why(item.section, case, self.meeting.on()),
            also_known: self.also_known(case),
            reason: item.reason.as_ref().map(ToString::to_string),
            taken_first: self.is_taken_first(item.case),
        })
    }

    /// Which other forums hold a subject of it now, each once.
    fn also_known(&self, case: &Case) -> Vec<String> {
        let shows = |id| entry::shows(self.reader, case, id, self.now);
        let held = case.elsewhere.held(shows).into_iter();
        let held = held.filter(|held| held.holds(self.today));
        let names: BTreeSet<_> = held.map(|held| held.forum.name.clone()).collect();
        names.into_iter().collect()
    }

    /// Whether the chair's last word on the case was to take it first.
    fn is_taken_first(&self, case: CaseId) -> bool {
        let mut said = self.meeting.adjustments.iter().rev();
        said.find(|adjustment| adjustment.case == case)
            .is_some_and(|adjustment| adjustment.change == Change::First)
    }

    pub(super) fn orders(&self, agenda: &Agenda) -> Vec<OrderView> {
        let view = |order: &OrderDue| {
            let case = self.cases.get(&order.case)?;
            Some(OrderView {
                case: case.id.to_string(),
                reference: case.reference.clone(),
                href: format!("/cases/{}/powers/{}", case.id, order.number),
                power: order.power.label(),
                what: order.due.occasion.label(),
                due_on: order.due.on,
                past: order.due.on < self.today,
            })
        };
        agenda.orders.iter().filter_map(view).collect()
    }

    pub(super) fn action_log(&self, agenda: &Agenda) -> Vec<LoggedView> {
        agenda
            .actions
            .iter()
            .filter_map(|(case, action)| {
                let case = self.cases.get(case)?;
                let mut seen = entry::tasks(self.reader, case, self.now);
                Some(self.logged(case, seen.find(|task| task.id == *action)?))
            })
            .collect()
    }

    fn logged(&self, case: &Case, action: &Action) -> LoggedView {
        let overdue = action.is_overdue(self.today);
        LoggedView {
            action: action.id.to_string(),
            case: case.id.to_string(),
            reference: case.reference.clone(),
            what: action.what.to_string(),
            agency: action.agency.to_string(),
            agency_name: self.agency(case, &action.agency),
            own: self.own == Some(&action.agency),
            due_on: action.due_on,
            status: action.status.label(),
            overdue,
            due_before_meeting: !overdue && action.is_overdue(self.meeting.on()),
        }
    }

    /// The agency's name: as it is on the case, else as it takes part in the area.
    fn agency(&self, case: &Case, agency: &AgencyId) -> String {
        let member = case.agencies.get(agency).map(|member| member.name.as_str());
        member
            .or_else(|| self.area.partner(agency))
            .unwrap_or(agency.as_str())
            .to_owned()
    }
}
