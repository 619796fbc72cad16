//! The row that says how long something settled is kept, and the lists it stands in (R12.2).

use chrono::NaiveDate;
use domain::{
    AreaCode,
    case::{self, Case},
    case_review::{self, CaseReview},
    referral::Referral,
    retention::{Chosen, Decided, Keepable, Of, rules},
    subject_access::{self, SubjectAccess},
};
use serde::{Deserialize, Serialize};

use super::{Index, Row, Rows, json};
use crate::keys;

/// What the lists show of something that is kept for a time. Nothing of what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepingRow {
    /// What it is.
    pub of: Of,
    /// Its id.
    pub id: String,
    /// Its reference.
    pub reference: String,
    /// Its area.
    pub area: AreaCode,
    /// The day it was closed or decided; `None` while it is worked on and held.
    pub settled_on: Option<NaiveDate>,
    /// The rule that says how long it is kept, by its id.
    pub rule: Option<String>,
    /// Since when there is a hold.
    pub held_since: Option<NaiveDate>,
    /// What was decided when somebody last looked at it.
    pub decided: Option<Decided>,
    /// When it was erased.
    pub erased_on: Option<NaiveDate>,
    /// Whether nothing is left of it to be erased.
    pub finished: bool,
}

impl KeepingRow {
    /// The day on which it is due to be looked at, in an area that chose so.
    pub fn due_on(&self, chosen: &Chosen) -> Option<NaiveDate> {
        match &self.decided {
            Some(Decided::Keep { until, .. }) => Some(*until),
            Some(Decided::Erase { .. }) => None,
            None => {
                let rule = rules::rule(self.rule.as_deref()?)?;
                Some(chosen.due_on(rule, self.settled_on?))
            }
        }
    }
}

/// A list of things that are kept for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Kept as long as they should be, and not looked at since.
    Due,
    /// Kept longer, until a day that has come.
    DueAgain,
    /// Kept longer, until a day that has not come.
    Kept,
    /// Held.
    Held,
    /// To be erased.
    Ordered,
    /// Erased.
    Erased,
}

pub(super) fn row_of_case(case: &Case) -> Rows {
    let settled_on = match case.status {
        case::Status::Erased { closed_on, .. } => Some(closed_on),
        _ => case.settled_on(),
    };
    row::<Case>(KeepingRow {
        settled_on,
        ..known(case)
    })
}

pub(super) fn row_of_referral(referral: &Referral) -> Rows {
    // One that led to a case is kept with it, and looked at with it.
    if referral.status.case().is_some() {
        return Rows::new();
    }
    row::<Referral>(known(referral))
}

pub(super) fn row_of_case_review(review: &CaseReview) -> Rows {
    let settled_on = match review.status {
        case_review::Status::Erased { settled_on, .. } => Some(settled_on),
        _ => review.settled_on(),
    };
    row::<CaseReview>(KeepingRow {
        settled_on,
        ..known(review)
    })
}

pub(super) fn row_of_subject_access(request: &SubjectAccess) -> Rows {
    let settled_on = match request.status {
        subject_access::Status::Erased { settled_on, .. } => Some(settled_on),
        _ => request.settled_on(),
    };
    row::<SubjectAccess>(KeepingRow {
        settled_on,
        ..known(request)
    })
}

fn known<A: Keepable>(kept: &A) -> KeepingRow {
    let keeping = kept.keeping();
    KeepingRow {
        of: A::OF,
        id: kept.id(),
        reference: kept.reference().to_owned(),
        area: kept.area().clone(),
        settled_on: kept.settled_on(),
        rule: kept.rule().map(|rule| rule.id.clone()),
        held_since: keeping.hold.as_ref().map(|hold| hold.since),
        decided: keeping.decided.clone(),
        erased_on: kept.erased_on(),
        finished: kept.is_finished(),
    }
}

fn row<A: Keepable>(row: KeepingRow) -> Rows {
    let area = &row.area;
    let (list, on) = match (&row.erased_on, &row.held_since, &row.decided) {
        (Some(on), _, _) if row.finished => (keys::by_area::erased(area), *on),
        // Until the last word is gone it stays on the list of what is to be erased.
        (Some(on), _, _) => (keys::by_area::erasing(area), *on),
        (None, Some(since), _) => (keys::by_area::held(area), *since),
        (None, None, Some(Decided::Erase { on, .. })) => (keys::by_area::erasing(area), *on),
        (None, None, Some(Decided::Keep { until, .. })) => (keys::by_area::kept(area), *until),
        (None, None, None) => match row.settled_on {
            Some(on) => (keys::by_area::settled(area), on),
            None => return Rows::new(),
        },
    };
    let key = (keys::aggregate(A::KIND, &row.id), keys::KEEPING.to_owned());
    let index = Index::default().area(list, keys::day_then(on, &row.id));
    let body = json(&row);
    Rows::from([(key, Row { index, body })])
}
