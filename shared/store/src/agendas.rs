//! Which cases a meeting may have to deal with, from the lists of its area: as many reads as its
//! agenda is long, however many cases the area has.

use std::collections::BTreeSet;

use access::Caller;
use chrono::{DateTime, Utc};
use domain::{
    AreaCode, CaseId, Journal,
    case::Case,
    meeting::{Forum, Meeting, agenda::order_due},
    time,
};
use serde::Deserialize;

use crate::{
    Error, Page, Store, keys,
    lists::Listed,
    stored::{CasePointer, OrderRow},
    table::{List, Part},
};

/// A part of a list of the area whose rows lead to cases.
///
/// **Shape:** a partition of `by_area`, and the sort keys it begins and ends with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The list.
    pub partition: String,
    /// Lowest sort key, inclusive.
    pub from: String,
    /// Highest sort key, inclusive; `None` for all that follow.
    pub to: Option<String>,
}

/// The parts in which every case stands that the agenda of `meeting` can hold by itself: new
/// since the last meeting, due for review, closing proposed, or with actions to report on.
pub fn reaches(meeting: &Meeting) -> Vec<Reach> {
    meeting
        .areas()
        .flat_map(|area| reaches_in(area, meeting))
        .collect()
}

fn reaches_in(area: &AreaCode, meeting: &Meeting) -> Vec<Reach> {
    let whole = |list: fn(&AreaCode) -> String| Reach {
        partition: list(area),
        from: " ".to_owned(),
        to: None,
    };
    let cases = match meeting.since {
        // Before its first meeting every open case is new.
        None => vec![whole(keys::by_area::cases), whole(keys::by_area::ended)],
        Some(since) => vec![
            Reach {
                to: Some(keys::day_then(meeting.on(), "~")),
                ..whole(keys::by_area::cases)
            },
            Reach {
                from: time::london_date(since).to_string(),
                ..whole(keys::by_area::opened)
            },
            Reach {
                from: keys::time_then(since, ""),
                ..whole(keys::by_area::ended)
            },
        ],
    };
    let others = [keys::by_area::proposed, keys::by_area::actions];
    cases.into_iter().chain(others.map(whole)).collect()
}

#[derive(Deserialize)]
struct PointerItem {
    body: String,
}

impl Store {
    /// The cases that the agenda of `meeting` can hold, as `caller` may see them. Whoever calls this
    /// logs what is shown of them.
    pub(crate) async fn cases_for(
        &self,
        meeting: &Meeting,
        caller: &Caller,
    ) -> Result<Vec<Journal<Case>>, Error> {
        // What the chair spoke of, and what was in no pack, is named even when it has moved on.
        let adjusted = meeting.adjustments.iter().map(|each| each.case);
        let mut ids: BTreeSet<CaseId> = adjusted.chain(meeting.missing.clone()).collect();
        // Nor does what was recorded at it take a case off it.
        let convened = meeting.convened.iter().flat_map(|each| &each.items);
        ids.extend(convened.map(|(case, _)| *case));
        for reach in reaches(meeting) {
            self.reach(meeting, &reach, &mut ids).await?;
        }
        if meeting.forum == Forum::Jag {
            for area in meeting.areas() {
                self.reach_orders(meeting, area, &mut ids).await?;
            }
        }
        let ids: Vec<_> = ids.into_iter().collect();
        self.visible_cases(&ids, caller).await
    }

    async fn reach(
        &self,
        meeting: &Meeting,
        reach: &Reach,
        ids: &mut BTreeSet<CaseId>,
    ) -> Result<(), Error> {
        let mut after = None;
        loop {
            let partition = reach.partition.clone();
            let part = Part::of(List::Area, partition, 500, after.as_ref());
            let part = match &reach.to {
                Some(to) => part.from(reach.from.clone()).up_to(to.clone()),
                None => part.from(reach.from.clone()),
            };
            let page: Page<PointerItem> = self.table.list(part).await?;
            for row in &page.items {
                let case: CasePointer =
                    serde_json::from_str(&row.body).map_err(|_| Error::Unreadable("row"))?;
                if meeting.forum.takes(case.kind) {
                    ids.insert(case.id);
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// The cases whose orders the meeting looks at: from the rows of what runs in the area, which are
    /// few and thin (R8.4).
    async fn reach_orders(
        &self,
        meeting: &Meeting,
        area: &AreaCode,
        ids: &mut BTreeSet<CaseId>,
    ) -> Result<(), Error> {
        let mut after = None;
        loop {
            let partition = keys::by_area::orders(area);
            let part = Part::of(List::Area, partition, 500, after.as_ref());
            let page: Page<PointerItem> = self.table.list(part).await?;
            for row in &page.items {
                let row: OrderRow =
                    serde_json::from_str(&row.body).map_err(|_| Error::Unreadable("order row"))?;
                let takes = row.kind.is_none_or(|kind| meeting.forum.takes(kind));
                if takes && order_due(meeting, row.power, &row.due).is_some() {
                    ids.insert(row.case);
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// One case as the agenda would show it, if the caller may see it; the reading is logged.
    pub async fn agenda_case(
        &self,
        id: CaseId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Journal<Case>, Error> {
        let cases = self.visible_cases(&[id], caller).await?;
        let mut cases = self.show_on_agenda(cases, caller, now).await?;
        cases.pop().ok_or(Error::NotFound)
    }

    /// The same of the case with this reference.
    pub async fn agenda_case_by_reference(
        &self,
        reference: &str,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Journal<Case>, Error> {
        let id = self.case_of_reference(reference).await?;
        self.agenda_case(id, caller, now).await
    }

    /// Hands out cases that the caller may see as an agenda shows them, once that is logged.
    pub(crate) async fn show_on_agenda(
        &self,
        cases: Vec<Journal<Case>>,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Vec<Journal<Case>>, Error> {
        let page = Page {
            items: cases,
            next: None,
        };
        let listed = Listed::each(page, |case| access::case::see(caller, case));
        Ok(self.show("agenda", listed, caller, now).await?.items)
    }
}
