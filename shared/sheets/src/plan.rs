//! Rows of one case together, and what becomes of every row.
//!
//! The rows are gone through twice. The first time it is only noted which rows belong together and which
//! of them cannot be taken; the second time each case is given out with its last row. So no more of a
//! file is held than the rows of cases that are not complete yet.

mod together;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::{
    AreaCode, CaseId, Line, Stamp,
    case::{Before, imported},
    journal::Hash,
};

use crate::{
    draft::{Agencies, Draft},
    file::Row,
    mapping::{BadMapping, Gives, Mapping, Places},
};

/// A cell that cannot be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The number of its row.
    pub row: u32,
    /// The heading of its column; empty when it is about the row as a whole.
    pub column: String,
    /// What it says, shortened when it is long.
    pub cell: String,
    /// Which of several values in it cannot be taken.
    pub part: Option<String>,
    /// What is wrong with it, in a sentence without a full stop and without what it says.
    pub reason: String,
}

impl Fault {
    /// Of a row as a whole.
    pub fn of_row(row: u32, reason: impl Into<String>) -> Self {
        Self {
            row,
            column: String::new(),
            cell: String::new(),
            part: None,
            reason: reason.into(),
        }
    }

    /// That another row of the same case cannot be taken.
    fn of_case(row: u32, bad: u32) -> Self {
        Self::of_row(
            row,
            format!("Row {bad} is of the same case, and cannot be taken"),
        )
    }
}

/// A case that the rows make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Its id, which follows from where it was kept.
    pub id: CaseId,
    /// What it was called there.
    pub theirs: Option<Line>,
    /// Its rows.
    pub rows: Vec<u32>,
    /// What it was.
    pub before: Before,
}

/// What becomes of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// They make a case.
    Case(Box<Planned>),
    /// They are rejected.
    Rejected {
        /// Which.
        rows: Vec<u32>,
        /// Why; each row has a reason.
        faults: Vec<Fault>,
    },
}

/// What the first time through a sheet tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    places: Option<Places>,
    groups: HashMap<CaseId, Group>,
    /// Headings that the mapping does not name: nothing is taken from below them.
    pub strange: Vec<String>,
    /// The number of the row of headings.
    pub row: u32,
}

/// Most rows of a case: more have a reference that is none.
pub const MOST_IN_CASE: u32 = 1_000;

/// Rows that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Group {
    last: u32,
    many: u32,
    /// The first of them that cannot be taken.
    bad: Option<u32>,
}

/// Makes cases of rows: first [`Planner::survey`] with every row, then [`Planner::plan`] with every row.
#[derive(Debug)]
pub struct Planner<'a> {
    mapping: &'a Mapping,
    agencies: &'a Agencies,
    area: &'a AreaCode,
    stamp: &'a Stamp,
    survey: Survey,
    waiting: BTreeMap<CaseId, Vec<Draft>>,
}

/// Where a file goes to.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The area.
    pub area: &'a AreaCode,
    /// Who brings it, and when.
    pub stamp: &'a Stamp,
}

impl<'a> Planner<'a> {
    /// Begins with the rows of a file.
    ///
    /// **Errors:** the mapping names an agency that is not registered.
    pub fn new(
        mapping: &'a Mapping,
        agencies: &'a Agencies,
        into: Target<'a>,
    ) -> Result<Self, BadMapping> {
        let named = mapping.agencies.values().chain(&mapping.lead);
        for agency in named {
            if !agencies.names.contains_key(agency) {
                return Err(BadMapping::NoAgency(agency.to_string()));
            }
        }
        Ok(Self {
            mapping,
            agencies,
            area: into.area,
            stamp: into.stamp,
            survey: Survey::default(),
            waiting: BTreeMap::new(),
        })
    }

    fn read(&self, row: &Row) -> (Draft, Vec<Fault>) {
        let nowhere = Places::default();
        let places = self.survey.places.as_ref().unwrap_or(&nowhere);
        let today = self.stamp.today();
        Draft::read(row, (self.mapping, places), self.agencies, today)
    }

    /// The id of its case; none without a reference, which is a fault.
    fn id(&self, draft: &Draft) -> Option<CaseId> {
        let theirs = draft.theirs.as_ref()?;
        Some(imported::id(
            self.area,
            &self.mapping.source,
            theirs.as_str(),
        ))
    }

    /// Goes through a row for the first time; the first one holds the headings.
    ///
    /// **Errors:** the headings are not those of the mapping.
    pub fn survey(&mut self, row: &Row) -> Result<(), BadMapping> {
        if self.survey.places.is_none() {
            let places = Places::of(self.mapping, row)?;
            self.survey.row = row.number;
            self.survey.strange.clone_from(&places.strange);
            self.survey.places = Some(places);
            return Ok(());
        }
        let (draft, faults) = self.read(row);
        let Some(id) = self.id(&draft) else {
            return Ok(());
        };
        let number = row.number;
        let bad = (!faults.is_empty()).then_some(number);
        let group = self.survey.groups.entry(id).or_insert(Group {
            last: number,
            many: 0,
            bad: None,
        });
        group.last = number;
        group.many = group.many.saturating_add(1);
        group.bad = group.bad.or(bad);
        Ok(())
    }

    /// Goes on from what the first time through told somebody else.
    pub fn after(self, survey: Survey) -> Self {
        Self { survey, ..self }
    }

    /// What the first time through told.
    pub fn surveyed(&self) -> &Survey {
        &self.survey
    }

    /// Goes through a row for the second time; the headings are left out.
    pub fn plan(&mut self, row: &Row) -> Option<Item> {
        let (draft, mut faults) = self.read(row);
        let number = row.number;
        let found = self.id(&draft);
        let group = found.and_then(|id| Some((id, self.survey.groups.get(&id)?)));
        if let (Some((_, group)), true) = (group, faults.is_empty()) {
            if group.many > MOST_IN_CASE {
                let many = format!("More than {MOST_IN_CASE} rows have this reference");
                faults.push(self.of(number, Gives::Reference, &many));
            } else if let Some(bad) = group.bad {
                faults.push(Fault::of_case(number, bad));
            }
        }
        let Some((id, group)) = group.filter(|_| faults.is_empty()) else {
            if faults.is_empty() {
                faults.push(Fault::of_row(
                    number,
                    "It was not there when the sheet was read first",
                ));
            }
            let rows = vec![number];
            return Some(Item::Rejected { rows, faults });
        };
        if number < group.last {
            self.waiting.entry(id).or_default().push(draft);
            return None;
        }
        let mut drafts = self.waiting.remove(&id).unwrap_or_default();
        drafts.push(draft);
        let rows: Vec<u32> = drafts.iter().map(|draft| draft.row).collect();
        let theirs = drafts.iter().find_map(|draft| draft.theirs.clone());
        Some(match self.together(drafts) {
            Ok(before) => Item::Case(Box::new(Planned {
                id,
                theirs,
                rows,
                before,
            })),
            Err(fault) => {
                let others = rows.iter().filter(|row| **row != fault.row);
                let others = others.map(|row| Fault::of_case(*row, fault.row));
                let faults = std::iter::once(fault.clone()).chain(others).collect();
                Item::Rejected { rows, faults }
            }
        })
    }

    fn of(&self, row: u32, gives: Gives, reason: &str) -> Fault {
        let mut columns = self.mapping.columns.iter();
        let column = columns.find(|column| column.gives == gives);
        Fault {
            column: column
                .map(|column| column.heading.clone())
                .unwrap_or_default(),
            ..Fault::of_row(row, reason)
        }
    }
}

/// A hash of the agencies that cases can name: with others, the same rows may be other cases.
pub fn fingerprint(agencies: &Agencies, today: NaiveDate) -> Hash {
    let lines: Vec<String> = agencies
        .names
        .iter()
        .map(|(id, name)| format!("{id}\n{name}\n"))
        .collect();
    Hash::of(format!("agencies\n{today}\n{}", lines.concat()).as_bytes())
}

#[cfg(test)]
mod tests;
