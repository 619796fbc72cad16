//! The rows of a case: in lists, on its agencies, of its actions, guests and subjects.

use std::borrow::Cow;

use domain::{
    AccessId,
    case::{self, Case, access},
    figures::{Counted, Sheet},
};
use serde::{Deserialize, Serialize};

use super::{Counts, Index, Row, Rows, Stored, json, keeping, orders, returned_rows};
use crate::{alike, keys};

/// What a list shows of a case: its record without the parts that lists do not need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The case's id.
    pub id: domain::CaseId,
    /// Its reference.
    pub reference: String,
    /// A person, a family or a place.
    pub kind: domain::referral::form::CaseKind,
    /// Its area.
    pub area: domain::AreaCode,
    /// What it is about.
    pub headline: domain::Line,
    /// What people read of its status.
    pub status: String,
    /// RAG, once assessed.
    pub rag: Option<case::Rag>,
    /// The agency that leads.
    pub lead: String,
    /// When it comes up for review.
    pub next_review_on: chrono::NaiveDate,
    /// The day by which its risk is to be assessed; rows from before this was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_due_on: Option<chrono::NaiveDate>,
    /// The first day on which a measure of its plan is to be reviewed, if any is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure_due_on: Option<chrono::NaiveDate>,
}

impl CaseRow {
    /// The first day on which something about it is due: rows stand in lists by it.
    pub fn due_on(&self) -> chrono::NaiveDate {
        let others = [self.risk_due_on, self.measure_due_on]
            .into_iter()
            .flatten();
        others.fold(self.next_review_on, std::cmp::min)
    }
}

impl From<&Case> for CaseRow {
    fn from(case: &Case) -> Self {
        Self {
            id: case.id,
            reference: case.reference.clone(),
            kind: case.kind,
            area: case.area.clone(),
            headline: case.headline.clone(),
            status: case.status.label().to_owned(),
            rag: case.rag,
            lead: case.agency_name(&case.lead).to_owned(),
            next_review_on: case.next_review_on,
            risk_due_on: case.risk_due_on(),
            measure_due_on: case.plan.due_on(),
        }
    }
}

/// Where a case is, for rows that show nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePointer {
    /// The case's id; a row of an action calls it `case`.
    #[serde(alias = "case")]
    pub id: domain::CaseId,
    /// A person, a family or a place.
    pub kind: domain::referral::form::CaseKind,
    /// On the row of its stub, by which rules the rows beside it were made that find it by its subjects.
    #[serde(default, skip_serializing_if = "is_none")]
    pub recipe: u32,
}

fn is_none(recipe: &u32) -> bool {
    *recipe == 0
}

/// What a list shows of access that was asked for or taken, and where its case is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRow {
    /// Its id.
    pub id: AccessId,
    /// The case.
    pub case: domain::CaseId,
    /// The case's reference.
    pub reference: String,
    /// The area of the case.
    pub area: domain::AreaCode,
    /// The name of the agency that leads.
    pub lead: String,
    /// Who asked, or took it.
    pub name: String,
    /// The agency they acted for.
    pub agency_name: String,
    /// When, UTC.
    pub at: chrono::DateTime<chrono::Utc>,
    /// Where it stands.
    pub standing: Standing,
    /// By when it is to be answered or reviewed, and how far it was chased; none in rows from
    /// before there was such a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<access::Waiting>,
}

/// Where access stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Standing {
    /// Asked for, not answered.
    Waiting,
    /// Granted until an instant, UTC.
    Granted {
        /// When it ends by itself.
        until: chrono::DateTime<chrono::Utc>,
    },
    /// Refused.
    Refused,
    /// Granted, and ended early.
    Ended,
    /// Taken in an emergency.
    Emergency {
        /// When it ends by itself, UTC.
        until: chrono::DateTime<chrono::Utc>,
        /// Whether it was reviewed.
        reviewed: bool,
    },
}

impl Standing {
    fn of_request(request: &access::Request) -> Self {
        match &request.answer {
            access::Answer::Waiting => Self::Waiting,
            access::Answer::Granted(granted) if granted.ended.is_some() => Self::Ended,
            access::Answer::Granted(granted) => Self::Granted {
                until: granted.until,
            },
            access::Answer::Refused { .. } => Self::Refused,
        }
    }

    fn of_emergency(emergency: &access::Emergency) -> Self {
        Self::Emergency {
            until: emergency.until,
            reviewed: emergency.review.is_some(),
        }
    }

    /// Whether somebody has to answer or review it.
    pub fn waits(self) -> bool {
        matches!(
            self,
            Self::Waiting
                | Self::Emergency {
                    reviewed: false,
                    ..
                }
        )
    }
}

/// What a list shows of an action, and where its case is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionRow {
    /// The case it belongs to.
    pub case: domain::CaseId,
    /// What kind of case it is.
    pub kind: domain::referral::form::CaseKind,
    /// Its reference.
    pub reference: String,
    /// The area of the case.
    pub area: domain::AreaCode,
    /// The agency's name.
    pub agency_name: String,
    /// The action, without its detail, and with the beginning only of what was answered: lists
    /// have as many bytes as lines, whatever people wrote.
    pub action: case::Action,
    /// To whom it is limited, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<case::Limit>,
}

impl Stored for Case {
    /// None: the record is large and changes often, so lists show a thin row instead.
    fn index(&self) -> Index {
        Index::default()
    }

    fn rows(&self) -> Rows {
        if let case::Status::Erased { .. } = self.status {
            return rows_of_erased(self);
        }
        let mut rows = Rows::new();
        let pk = keys::case(self.id);
        let shown = json(&CaseRow::from(self));
        let closed = match self.status {
            case::Status::Closed { on, .. } => Some(on),
            _ => None,
        };
        let sort = keys::day_then(closed.unwrap_or_else(|| self.due_on()), &self.reference);
        let list = if closed.is_some() {
            keys::by_area::closed
        } else {
            keys::by_area::cases
        };
        let row = Row {
            index: Index::default().area(list(&self.area), sort.clone()),
            body: shown.clone(),
        };
        rows.insert((pk.clone(), keys::LISTED.into()), row);
        let list = if closed.is_some() {
            keys::by_agency::closed
        } else {
            keys::by_agency::cases
        };
        for agency in self.agencies.keys() {
            let index = Index::default().agency(list(agency), sort.clone());
            let row = Row {
                index,
                body: shown.clone(),
            };
            rows.insert((pk.clone(), keys::agency_on_case(agency)), row);
        }
        let pointer = |list: String, sort: String| Row {
            index: Index::default().area(list, sort),
            body: json(&CasePointer {
                id: self.id,
                kind: self.kind,
                recipe: 0,
            }),
        };
        let opened = keys::day_then(self.opened_on, &self.reference);
        rows.insert(
            (keys::case_reference(&self.reference), keys::RECORD.into()),
            pointer(keys::by_area::opened(&self.area), opened),
        );
        if matches!(self.status, case::Status::ClosureProposed { .. }) {
            let list = keys::by_area::proposed(&self.area);
            rows.insert(
                (pk, keys::PROPOSED.into()),
                pointer(list, self.reference.clone()),
            );
        }
        for action in self.actions.values() {
            rows.insert(
                (keys::action(action.id), keys::RECORD.into()),
                action_row(self, action),
            );
        }
        rows.extend(guest_rows(self));
        rows.extend(found_rows(self));
        rows.extend(returned_rows(self, &self.area));
        rows.extend(keeping::row_of_case(self));
        rows.extend(orders::rows_of_orders(self));
        rows
    }

    fn counts(&self) -> Counts {
        let figures = self.figures();
        let of = |(sheet, counted): (&Sheet, &Counted)| {
            (keys::figures(&self.area, sheet), counted.named().clone())
        };
        figures.sheets().iter().map(of).collect()
    }

    fn set_aside(&self) -> Counts {
        let mut aside = Counts::new();
        for (sheet, counted) in self.figures().sheets() {
            let key = keys::figures_of_erased(&self.area, sheet.quarter);
            let sums = aside.entry(key).or_default();
            for (name, count) in counted.named() {
                sums.insert(counter_of_erased(sheet, name), *count);
            }
        }
        aside
    }

    fn stays_counted(&self) -> bool {
        matches!(self.status, case::Status::Erased { .. })
    }
}

/// What a counter of a sheet is called among those of erased cases, which lie together for a quarter.
fn counter_of_erased(sheet: &Sheet, name: &str) -> String {
    format!("{}#{}#{name}", sheet.forum.value(), sheet.part)
}

/// Its reference is found and stays taken; it stands in no list but that of what was erased.
fn rows_of_erased(case: &Case) -> Rows {
    let pointer = Row {
        index: Index::default(),
        body: json(&CasePointer {
            id: case.id,
            kind: case.kind,
            recipe: 0,
        }),
    };
    let reference = (keys::case_reference(&case.reference), keys::RECORD.into());
    let mut rows = Rows::from([(reference, pointer)]);
    rows.extend(keeping::row_of_case(case));
    rows
}

/// A row for each person who asked for access or took it.
fn guest_rows(case: &Case) -> Rows {
    let guests = &case.guests;
    let requests = guests.requests.values().map(|each| {
        let standing = Standing::of_request(each);
        (each.id, &each.guest, each.asked_at, standing)
    });
    let emergencies = guests.emergencies.values().map(|each| {
        let standing = Standing::of_emergency(each);
        (each.id, &each.guest, each.at, standing)
    });
    let row = |(id, guest, at, standing): (AccessId, &access::Guest, _, Standing)| {
        let sort = keys::time_then(at, id);
        let mut index =
            Index::default().person(keys::by_person::access(guest.person), sort.clone());
        if standing.waits() {
            index = index
                .area(keys::by_area::access(&case.area), sort.clone())
                .agency(keys::by_agency::access(&case.lead), sort);
        }
        let body = json(&AccessRow {
            id,
            case: case.id,
            reference: case.reference.clone(),
            area: case.area.clone(),
            lead: case.agency_name(&case.lead).to_owned(),
            name: guest.name.clone(),
            agency_name: guest.agency_name.clone(),
            at,
            standing,
            waiting: guests.waiting(id),
        });
        ((keys::access(id), keys::RECORD.into()), Row { index, body })
    };
    requests.chain(emergencies).map(row).collect()
}

/// The rows by which a case is found: by each of its subjects, and from its stub.
pub(crate) fn found_rows(case: &Case) -> Rows {
    let row = |recipe| Row {
        index: Index::default(),
        body: json(&CasePointer {
            id: case.id,
            kind: case.kind,
            recipe,
        }),
    };
    let subjects = alike::keys_of(&case.subjects).into_iter();
    let stub = keys::stub(keys::stub_of(case.id));
    subjects
        .map(|key| ((keys::matches(key), case.id.to_string()), row(0)))
        .chain([((stub, keys::RECORD.into()), row(alike::RECIPE))])
        .collect()
}

fn action_row(case: &Case, action: &case::Action) -> Row {
    let body = json(&ActionRow {
        case: case.id,
        kind: case.kind,
        reference: case.reference.clone(),
        area: case.area.clone(),
        agency_name: case.agency_name(&action.agency).to_owned(),
        action: shown(action),
        limit: case.limit_on(action.id.into()).map(Cow::into_owned),
    });
    let agency = &action.task.agency;
    let index = match action.ended_at() {
        Some(at) => {
            let sort = keys::time_then(at, action.id);
            let index = Index::default().area(keys::by_area::ended(&case.area), sort.clone());
            // An agency taken off a case no longer reads what it did there.
            if case.agencies.contains_key(agency) {
                index.agency(keys::by_agency::ended(agency), sort)
            } else {
                index
            }
        }
        None => {
            let sort = keys::day_then(action.due_on, action.id);
            let index = Index::default()
                .agency(keys::by_agency::actions(agency), sort.clone())
                .area(keys::by_area::actions(&case.area), sort.clone());
            match &action.task.person {
                Some(person) => index.person(keys::by_person::actions(person.id), sort),
                None => index,
            }
        }
    };
    Row { index, body }
}

fn shown(action: &case::Action) -> case::Action {
    let mut shown = action.clone();
    shown.task.detail = None;
    match &mut shown.status {
        case::ActionStatus::Declined { reason: text, .. }
        | case::ActionStatus::Ended { evidence: text, .. } => *text = text.beginning(),
        case::ActionStatus::Assigned | case::ActionStatus::Accepted { .. } => {}
    }
    shown
}
