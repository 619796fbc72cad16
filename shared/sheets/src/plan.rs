//! Rows of one case together, and what becomes of every row.
//!
//! The rows are gone through twice. The first time it is only noted which rows belong together and which
//! of them cannot be taken; the second time each case is given out with its last row. So no more of a
//! file is held than the rows of cases that are not complete yet.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::{
    AgencyId, AreaCode, CaseId, Line, Prose, Stamp,
    case::{Before, Ended, Joining, Known, imported},
    journal::Hash,
    referral::form::CaseKind,
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
    /// What it says.
    pub cell: String,
    /// What is wrong with it, in a sentence without a full stop.
    pub reason: String,
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
}

/// Rows that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Group {
    first: u32,
    last: u32,
    /// The first of them that cannot be taken.
    bad: Option<u32>,
}

/// Makes cases of rows: first [`Planner::survey`] with every row, then [`Planner::plan`] with every row.
#[derive(Debug)]
pub struct Planner<'a> {
    mapping: &'a Mapping,
    agencies: &'a Agencies,
    area: &'a AreaCode,
    file: Hash,
    sheet: String,
    stamp: &'a Stamp,
    survey: Survey,
    waiting: BTreeMap<CaseId, Vec<Draft>>,
}

/// Where a file comes from and goes to.
#[derive(Debug, Clone, Copy)]
pub struct Into<'a> {
    /// The area.
    pub area: &'a AreaCode,
    /// SHA-256 of the file.
    pub file: Hash,
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
        into: Into<'a>,
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
            file: into.file,
            stamp: into.stamp,
            sheet: mapping.sheet.clone().unwrap_or_default(),
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

    fn id(&self, draft: &Draft) -> CaseId {
        let source = &self.mapping.source;
        match &draft.theirs {
            Some(theirs) => imported::id(self.area, source, &Known::Reference(theirs.as_str())),
            None => {
                let row = Known::Row(self.file, &self.sheet, draft.row);
                imported::id(self.area, source, &row)
            }
        }
    }

    /// Goes through a row for the first time; the first one holds the headings.
    ///
    /// **Errors:** the headings are not those of the mapping.
    pub fn survey(&mut self, row: &Row) -> Result<(), BadMapping> {
        if self.survey.places.is_none() {
            let places = Places::of(self.mapping, &row.cells)?;
            self.survey.strange.clone_from(&places.strange);
            self.survey.places = Some(places);
            return Ok(());
        }
        let (draft, faults) = self.read(row);
        if draft.theirs.is_none() {
            return Ok(());
        }
        let (id, number) = (self.id(&draft), row.number);
        let bad = (!faults.is_empty()).then_some(number);
        let group = self.survey.groups.entry(id).or_insert(Group {
            first: number,
            last: number,
            bad: None,
        });
        group.last = number;
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
        let id = self.id(&draft);
        let group = draft.theirs.as_ref().and(self.survey.groups.get(&id));
        let group = group.copied().unwrap_or(Group {
            first: number,
            last: number,
            bad: None,
        });
        if let Some(bad) = group.bad.filter(|_| faults.is_empty()) {
            faults.push(Fault {
                row: number,
                column: String::new(),
                cell: String::new(),
                reason: format!("Row {bad} is of the same case, and cannot be taken"),
            });
        }
        if !faults.is_empty() {
            let rows = vec![number];
            return Some(Item::Rejected { rows, faults });
        }
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
                let others = others.map(|row| Fault {
                    row: *row,
                    column: String::new(),
                    cell: String::new(),
                    reason: format!("Row {} is of the same case, and cannot be taken", fault.row),
                });
                let faults = std::iter::once(fault.clone()).chain(others).collect();
                Item::Rejected { rows, faults }
            }
        })
    }

    /// The case that rows make which belong together.
    fn together(&self, drafts: Vec<Draft>) -> Result<Before, Fault> {
        let mut drafts = drafts.into_iter();
        let Some(mut all) = drafts.next() else {
            return Err(self.whole(0, "There is no row"));
        };
        let first = all.row;
        for draft in drafts {
            let row = draft.row;
            all = self.join(all, draft)?;
            all.row = row;
        }
        let (row, mapping) = (all.row, self.mapping);
        let headline = all.headline.or(mapping.defaults.headline.clone());
        let headline = headline
            .ok_or_else(|| self.of(first, Gives::Headline, "It says not what the case is about"))?;
        let opened_on = all.opened_on.ok_or_else(|| {
            self.of(
                first,
                Gives::OpenedOn,
                "Enter the day on which it was opened",
            )
        })?;
        let lead = all.lead.or(mapping.lead.clone());
        let lead =
            lead.ok_or_else(|| self.of(first, Gives::Lead, "Enter the agency that leads"))?;
        let closed = match (all.closed, all.closed_on) {
            (Some(false), Some(_)) => {
                return Err(self.of(
                    row,
                    Gives::ClosedOn,
                    "The case is open, and has a day on which it was closed",
                ));
            }
            (Some(true), None) => {
                return Err(self.of(
                    row,
                    Gives::ClosedOn,
                    "The case is closed: enter the day on which it was",
                ));
            }
            (_, None) => None,
            (_, Some(on)) => {
                let outcome = all.outcome.or(mapping.defaults.outcome);
                let outcome = outcome.ok_or_else(|| {
                    self.of(
                        row,
                        Gives::Outcome,
                        "The case is closed: enter how it ended",
                    )
                })?;
                let reason = all.closing_reason;
                Some(Ended {
                    on,
                    outcome,
                    reason,
                })
            }
        };
        if all.subjects.is_empty() {
            return Err(self.of(first, Gives::Name, "Enter a name"));
        }
        let agencies: BTreeSet<AgencyId> = all.agencies.into_iter().chain([lead.clone()]).collect();
        let joining = |agency: AgencyId| Joining {
            name: self
                .agencies
                .names
                .get(&agency)
                .cloned()
                .unwrap_or_default(),
            agency,
            gateway: mapping.gateway,
            reason: mapping.reason.clone(),
        };
        let before = Before {
            kind: all
                .kind
                .or(mapping.defaults.kind)
                .unwrap_or(CaseKind::Person),
            headline,
            summary: all.summary,
            notes: all.notes,
            behaviours: all.behaviours,
            subjects: all.subjects,
            lead,
            agencies: agencies.into_iter().map(joining).collect(),
            opened_on,
            closed,
            rag: all.rag,
            risk: all.risk,
            next_review_on: all.next_review_on,
        };
        before
            .checked(self.stamp)
            .map_err(|refused| self.whole(row, &domain::text::capital(&refused.to_string())))?;
        Ok(before)
    }

    /// A further row of a case: it adds people, agencies and notes, and contradicts nothing.
    fn join(&self, mut all: Draft, next: Draft) -> Result<Draft, Fault> {
        macro_rules! agree {
            ($($field:ident $gives:ident;)*) => {$(
                match (&all.$field, next.$field) {
                    (Some(said), Some(new)) if *said != new => {
                        let reason = format!("It says something else than row {} of the same case", all.row);
                        return Err(self.of(next.row, Gives::$gives, &reason));
                    }
                    (None, new) => all.$field = new,
                    _ => {}
                }
            )*};
        }
        agree! {
            kind Kind; headline Headline; summary Summary; opened_on OpenedOn; closed Status;
            closed_on ClosedOn; outcome Outcome; closing_reason ClosingReason; rag Rag; risk Risk;
            next_review_on NextReviewOn; lead Lead;
        }
        all.notes = match (all.notes, next.notes) {
            (Some(said), Some(new)) if said != new => {
                let both = Prose::parse(&format!("{said}\n\n{new}"));
                let long =
                    "The notes of all rows of the case are longer together than 5000 characters";
                Some(both.map_err(|_| self.of(next.row, Gives::Notes, long))?)
            }
            (said, new) => said.or(new),
        };
        for subject in next.subjects {
            if !all.subjects.contains(&subject) {
                all.subjects.push(subject);
            }
        }
        for behaviour in next.behaviours {
            if !all.behaviours.contains(&behaviour) {
                all.behaviours.push(behaviour);
            }
        }
        all.agencies.extend(next.agencies);
        Ok(all)
    }

    fn of(&self, row: u32, gives: Gives, reason: &str) -> Fault {
        let mut columns = self.mapping.columns.iter();
        let column = columns.find(|column| column.gives == gives);
        Fault {
            column: column
                .map(|column| column.heading.clone())
                .unwrap_or_default(),
            ..self.whole(row, reason)
        }
    }

    fn whole(&self, row: u32, reason: &str) -> Fault {
        Fault {
            row,
            column: String::new(),
            cell: String::new(),
            reason: reason.to_owned(),
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
