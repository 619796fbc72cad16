//! Which index rows each noun keeps, as a pure function of its record.
//!
//! A commit compares the rows of the record before and after, and writes the difference in the
//! same transaction; so the lists follow from the records (INVARIANT (fold)).

mod case;
mod keeping;
mod orders;

use std::collections::BTreeMap;

use domain::{
    Aggregate,
    case_review::{self, CaseReview, Figures},
    directory::{Agency, Area, Grant, Person, Role},
    meeting::Meeting,
    notice::{Returned, Tells},
    referral::Referral,
    subject_access::{self, SubjectAccess},
};
use serde::{Deserialize, Serialize};

pub(crate) use case::found_rows;
pub use case::{AccessRow, ActionRow, CasePointer, CaseRow, Standing};
pub use keeping::{KeepingRow, Shelf};
pub use orders::OrderRow;

use crate::keys;

/// An item's places in the indexes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Partition in `by_area`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_pk: Option<String>,
    /// Order in `by_area`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_sk: Option<String>,
    /// Partition in `by_agency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency_pk: Option<String>,
    /// Order in `by_agency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency_sk: Option<String>,
    /// Partition in `by_person`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_pk: Option<String>,
    /// Order in `by_person`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_sk: Option<String>,
}

impl Index {
    fn area(mut self, pk: String, sk: String) -> Self {
        (self.area_pk, self.area_sk) = (Some(pk), Some(sk));
        self
    }
    fn agency(mut self, pk: String, sk: String) -> Self {
        (self.agency_pk, self.agency_sk) = (Some(pk), Some(sk));
        self
    }
    fn person(mut self, pk: String, sk: String) -> Self {
        (self.person_pk, self.person_sk) = (Some(pk), Some(sk));
        self
    }
}

/// A row beside the record: its places in the indexes, and what a list shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its places in the indexes.
    pub index: Index,
    /// What a list shows, as JSON text.
    pub body: String,
}

/// Rows by their `(pk, sk)`.
pub type Rows = BTreeMap<(String, String), Row>;

/// What is counted at `(pk, sk)`, by name.
pub type Counts = BTreeMap<(String, String), BTreeMap<String, i64>>;

/// A noun kept in the table.
pub trait Stored: Aggregate {
    /// Where its record stands in the indexes.
    fn index(&self) -> Index;

    /// The rows kept beside its record.
    fn rows(&self) -> Rows {
        Rows::new()
    }

    /// What it adds to counters that many records share.
    fn counts(&self) -> Counts {
        Counts::new()
    }

    /// What it adds, once erased, to the counters by which a recount knows what stays counted of it.
    fn set_aside(&self) -> Counts {
        Counts::new()
    }

    /// Whether what it added to counters before stays in them, because nothing of it is left to count.
    fn stays_counted(&self) -> bool {
        false
    }
}

impl Stored for Referral {
    fn index(&self) -> Index {
        let sort = keys::time_then(self.received_at, self.id);
        let index = match &self.agency {
            Some(agency) => {
                Index::default().agency(keys::by_agency::referrals(agency), sort.clone())
            }
            None => Index::default(),
        };
        if matches!(self.status, domain::referral::Status::Erased { .. }) {
            Index::default()
        } else if self.status.is_open() {
            index.area(
                keys::by_area::triage(&self.area),
                keys::day_then(self.due_on, self.id),
            )
        } else {
            index.area(keys::by_area::triaged(&self.area), sort)
        }
    }

    fn rows(&self) -> Rows {
        let mut rows = returned_rows(self, &self.area);
        rows.extend(keeping::row_of_referral(self));
        rows
    }
}

/// What the list of returned notices shows of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedRow {
    /// The notice, and what was reported of it.
    pub returned: Returned,
    /// Its recipient in words.
    pub to: String,
    /// The area whose coordinator deals with it.
    pub area: domain::AreaCode,
}

/// A row for each returned notice that waits, beside the record it is about.
fn returned_rows<A: Tells>(record: &A, area: &domain::AreaCode) -> Rows {
    let pk = keys::aggregate(A::KIND, &record.id());
    let row = |returned: &Returned| {
        let id = returned.notice.id;
        let sort = keys::time_then(returned.at, id);
        let row = Row {
            index: Index::default().area(keys::by_area::returned(area), sort),
            body: json(&ReturnedRow {
                returned: returned.clone(),
                to: record.recipient(&returned.notice.recipient),
                area: area.clone(),
            }),
        };
        ((pk.clone(), keys::returned(id)), row)
    };
    record.returns().iter().map(row).collect()
}

impl Stored for SubjectAccess {
    fn index(&self) -> Index {
        let list = match self.status {
            subject_access::Status::Open => keys::by_area::asked,
            subject_access::Status::Released { .. } | subject_access::Status::Closed { .. } => {
                keys::by_area::answered
            }
            subject_access::Status::Erased { .. } => return Index::default(),
        };
        Index::default().area(list(&self.area), keys::day_then(self.due_on, self.id))
    }

    fn rows(&self) -> Rows {
        keeping::row_of_subject_access(self)
    }
}

impl Stored for CaseReview {
    fn index(&self) -> Index {
        if let case_review::Status::Erased { .. } = self.status {
            return Index::default();
        }
        let (list, on) = match self.due_on() {
            Some(due_on) => (keys::by_area::reviews(&self.area), due_on),
            None => (keys::by_area::reviewed(&self.area), self.applied_on),
        };
        Index::default().area(list, keys::day_then(on, self.id))
    }

    fn rows(&self) -> Rows {
        let mut rows = returned_rows(self, &self.area);
        rows.extend(keeping::row_of_case_review(self));
        rows
    }

    fn counts(&self) -> Counts {
        let of = |(year, figures): (i32, Figures)| {
            let named = figures.named();
            let counted = named.map(|(name, count)| (name.to_owned(), i64::from(count)));
            let key = keys::case_review_figures(&self.area, year);
            (key, counted.into())
        };
        Figures::by_year(self).into_iter().map(of).collect()
    }
}

impl Stored for Meeting {
    fn index(&self) -> Index {
        let sort = keys::time_then(self.starts_at, self.id);
        Index::default().area(keys::by_area::meetings(&self.area), sort)
    }

    /// INVARIANT (one a day): a day of a series has one meeting that stands, whoever else calls it at the
    /// same moment.
    fn rows(&self) -> Rows {
        let mut rows = returned_rows(self, &self.area);
        if let Some(day) = self.planned_on.filter(|_| self.cancelled.is_none()) {
            let row = Row {
                index: Index::default(),
                body: json(&self.id),
            };
            rows.insert(keys::series_day(&self.area, self.forum, day), row);
        }
        rows
    }
}

impl Stored for Area {
    fn index(&self) -> Index {
        Index::default()
    }

    fn rows(&self) -> Rows {
        let row = Row {
            index: Index::default(),
            body: json(&self.profile.name),
        };
        Rows::from([((keys::AREAS.into(), self.code.to_string()), row)])
    }
}

/// What the list of agencies shows of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyRow {
    /// Its short name.
    pub id: domain::AgencyId,
    /// Its name.
    pub name: String,
    /// Whether it takes part no more.
    pub closed: bool,
}

impl Stored for domain::import::Import {
    fn index(&self) -> Index {
        Index::default()
    }
}

impl Stored for domain::transfer::Transfer {
    fn index(&self) -> Index {
        Index::default().area(keys::by_area::transfers(&self.area), self.id.to_string())
    }
}

impl Stored for domain::law::Adopted {
    fn index(&self) -> Index {
        Index::default()
    }
}

impl Stored for domain::reorganisation::Reorganisations {
    fn index(&self) -> Index {
        Index::default()
    }
}

impl Stored for Agency {
    fn index(&self) -> Index {
        Index::default()
    }

    fn rows(&self) -> Rows {
        let row = Row {
            index: Index::default(),
            body: json(&AgencyRow {
                id: self.id.clone(),
                name: self.name.clone(),
                closed: self.closed,
            }),
        };
        Rows::from([((keys::AGENCIES.into(), self.id.to_string()), row)])
    }
}

/// How people are sorted in lists.
pub(crate) fn by_name(person: &Person) -> String {
    format!("{}#{}", person.name.to_lowercase(), person.id)
}

impl Stored for Person {
    fn index(&self) -> Index {
        let sort = by_name(self);
        let (of_agency, of_all) = if self.left {
            (keys::by_agency::left(&self.agency), keys::by_person::left())
        } else {
            (
                keys::by_agency::people(&self.agency),
                keys::by_person::people(),
            )
        };
        Index::default()
            .agency(of_agency, sort.clone())
            .person(of_all, sort)
    }

    /// The sign-in name stays theirs when they leave, so that nobody else comes in by it unnoticed.
    fn rows(&self) -> Rows {
        let row = Row {
            index: Index::default(),
            body: json(&self.id),
        };
        let name = (keys::sign_in_name(&self.email), keys::RECORD.to_owned());
        let mut rows = Rows::from([(name, row.clone())]);
        if let Some(account) = &self.account {
            let account = (keys::account(account), keys::RECORD.to_owned());
            rows.insert(account, row.clone());
        }
        if self.administers() {
            rows.insert((keys::ADMINISTRATORS.into(), self.id.to_string()), row);
        }
        // Whoever has left hears of nothing, and must not stand in for an officer.
        let is_officer = |grant: &&Grant| !self.left && grant.role == Role::DataProtectionOfficer;
        let officer: Vec<_> = self.grants.iter().filter(is_officer).collect();
        if !officer.is_empty() {
            let row = Row {
                index: Index::default(),
                body: json(&OfficerRow {
                    id: self.id,
                    areas: officer.iter().map(|grant| grant.area.clone()).collect(),
                }),
            };
            rows.insert((keys::OFFICERS.into(), self.id.to_string()), row);
        }
        rows
    }
}

/// Where somebody is data-protection officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OfficerRow {
    /// Who.
    pub(crate) id: domain::PersonId,
    /// In which areas; null is everywhere.
    pub(crate) areas: Vec<Option<domain::AreaCode>>,
}

/// These values always serialise: their map keys are text.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
