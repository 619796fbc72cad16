//! One row as a part of a case, or everything that is wrong with it.
//!
//! INVARIANT (cells): every cell of a row without a fault that the mapping names and does not leave out
//! is in its draft, but for those which say that nobody knows, or no.

mod people;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    AgencyId, Line, Prose,
    case::{Outcome, Rag},
    referral::form::{Behaviour, CaseKind, RiskBand, Subject},
};

use crate::{
    file::Row,
    mapping::{Column, Gives, Mapping, Places},
    plan::Fault,
    values::{self, Reason, Years},
};

/// What a row says, each part as far as it says anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its number in the sheet.
    pub row: u32,
    /// What the case is called there.
    pub theirs: Option<Line>,
    pub(crate) kind: Option<CaseKind>,
    pub(crate) headline: Option<Line>,
    pub(crate) summary: Option<Prose>,
    pub(crate) notes: Option<Prose>,
    pub(crate) behaviours: Vec<Behaviour>,
    pub(crate) opened_on: Option<NaiveDate>,
    pub(crate) closed: Option<bool>,
    pub(crate) closed_on: Option<NaiveDate>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) closing_reason: Option<Prose>,
    pub(crate) rag: Option<Rag>,
    pub(crate) risk: Option<RiskBand>,
    pub(crate) next_review_on: Option<NaiveDate>,
    pub(crate) lead: Option<AgencyId>,
    pub(crate) agencies: Vec<AgencyId>,
    pub(crate) subjects: Vec<Subject>,
}

/// Agencies that cases can name: by short name and by name, in small letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agencies {
    /// Each with its name.
    pub names: BTreeMap<AgencyId, String>,
}

impl Agencies {
    fn find(&self, text: &str, mapping: &Mapping) -> Option<AgencyId> {
        let plain = |text: &str| {
            text.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_lowercase()
        };
        let text = plain(text);
        let mut aliases = mapping.agencies.iter();
        let alias = aliases.find(|(alias, _)| plain(alias) == text);
        let id = alias.map(|(_, id)| id.clone()).or_else(|| {
            let same =
                |(id, name): &(&AgencyId, &String)| id.as_str() == text || plain(name) == text;
            self.names.iter().find(same).map(|(id, _)| id.clone())
        });
        id.filter(|id| self.names.contains_key(id))
    }
}

/// A row while it is read: what its cells say, and what is wrong with them.
struct Reading<'a> {
    row: &'a Row,
    places: &'a Places,
    faults: Vec<Fault>,
}

impl<'a> Reading<'a> {
    /// The cell of a column, unless it is empty.
    fn cell(&self, gives: Gives) -> Option<(usize, &'a Column, &'a str)> {
        let place = self
            .places
            .places
            .iter()
            .find(|(_, column)| column.gives == gives);
        let (at, column) = place?;
        let text = self.row.cells.get(*at).map_or("", String::as_str);
        (!text.is_empty()).then_some((*at, column, text))
    }

    fn fault(&mut self, at: usize, reason: impl Into<Reason>) {
        self.part(at, None, reason.into());
    }

    /// That one of several values in a cell cannot be taken.
    fn part(&mut self, at: usize, part: Option<&str>, reason: Reason) {
        let cell = self.row.cells.get(at).map_or("", String::as_str);
        self.faults.push(Fault {
            row: self.row.number,
            column: self.places.name(at),
            cell: shortened(cell),
            part: part.map(shortened),
            reason,
        });
    }

    /// That a cell is missing which there must be, or stands where it cannot.
    fn wrong(&mut self, gives: Gives, reason: &str) {
        let mut places = self.places.places.iter();
        let place = places.find(|(_, column)| column.gives == gives);
        match place {
            Some((at, _)) => self.fault(*at, reason),
            None => self.faults.push(Fault::of_row(self.row.number, reason)),
        }
    }

    /// The value of a cell; none when it is empty, and none with a fault when it cannot be taken.
    fn take<T>(
        &mut self,
        gives: Gives,
        read: impl FnOnce(&str, &Column) -> Result<T, Reason>,
    ) -> Option<T> {
        let (at, column, text) = self.cell(gives)?;
        match read(text, column) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.fault(at, reason);
                None
            }
        }
    }

    /// The values of a cell that can hold several.
    fn each<T>(
        &mut self,
        gives: Gives,
        read: impl Fn(&str, &Column) -> Result<T, Reason>,
    ) -> Vec<T> {
        let Some((at, column, text)) = self.cell(gives) else {
            return Vec::new();
        };
        let mut values = Vec::new();
        for part in values::several(text, column) {
            match read(part, column) {
                Ok(value) => values.push(value),
                Err(reason) => self.part(at, Some(part), reason),
            }
        }
        values
    }
}

impl Draft {
    /// Reads a row. With faults it is no draft, but its reference still says which rows go with it.
    pub fn read(
        row: &Row,
        (mapping, places): (&Mapping, &Places),
        agencies: &Agencies,
        today: NaiveDate,
    ) -> (Self, Vec<Fault>) {
        let mut reading = Reading {
            row,
            places,
            faults: Vec::new(),
        };
        for (at, reason) in &row.faults {
            match at {
                None => reading.faults.push(Fault::of_row(row.number, *reason)),
                // Nothing is taken from the others, so nothing is wrong with them.
                Some(at) if read_from(places, *at) => reading.fault(*at, *reason),
                Some(_) => {}
            }
        }
        for (at, cell) in row.cells.iter().enumerate() {
            if !cell.is_empty() && headless(places, at) {
                reading.fault(at, "It stands under no heading: give its column one");
            }
        }
        let day =
            |years| move |text: &str, _: &Column| values::day(text, mapping.dates, (years, today));
        let line = |text: &str, _: &Column| values::line(text);
        let prose = |text: &str, _: &Column| values::prose(text);
        let agency = |text: &str, _: &Column| {
            let found = agencies.find(text, mapping);
            found.ok_or_else(|| {
                "No agency is called so. Register it, or name it in the mapping, under [agencies]".to_owned()
            })
        };
        let mut draft = Self {
            row: row.number,
            theirs: reading.take(Gives::Reference, |text, _| values::reference(text)),
            kind: reading.take(Gives::Kind, values::choice),
            headline: reading.take(Gives::Headline, line),
            summary: reading.take(Gives::Summary, prose),
            notes: reading.take(Gives::Notes, prose),
            behaviours: reading.each(Gives::Behaviours, values::choice),
            opened_on: reading.take(Gives::OpenedOn, day(Years::Past)),
            closed: reading.take(Gives::Status, values::closed),
            closed_on: reading.take(Gives::ClosedOn, day(Years::Past)),
            outcome: reading.take(Gives::Outcome, values::choice),
            closing_reason: reading.take(Gives::ClosingReason, prose),
            rag: reading.take(Gives::Rag, values::choice),
            risk: reading.take(Gives::Risk, values::choice),
            next_review_on: reading.take(Gives::NextReviewOn, day(Years::Ahead)),
            lead: reading.take(Gives::Lead, agency),
            agencies: reading.each(Gives::Agencies, agency),
            subjects: Vec::new(),
        };
        if reading.take(Gives::VulnerableVictim, values::yes).flatten() == Some(true)
            && !draft.behaviours.contains(&Behaviour::VulnerableVictim)
        {
            draft.behaviours.push(Behaviour::VulnerableVictim);
        }
        if reading.cell(Gives::Reference).is_none() {
            reading.wrong(
                Gives::Reference,
                "There is no reference: without one, a second import would make the case again",
            );
        }
        let kind = draft
            .kind
            .or(mapping.defaults.kind)
            .unwrap_or(CaseKind::Person);
        draft.subjects = people::named(&mut reading, mapping, kind, today);
        (draft, reading.faults)
    }
}

/// Whether something is taken from a place.
fn read_from(places: &Places, at: usize) -> bool {
    headless(places, at)
        || places
            .gives(at)
            .is_some_and(|gives| gives != Gives::Nothing)
}

/// Whether nobody says what a place is for.
fn headless(places: &Places, at: usize) -> bool {
    let heading = places.headings.get(at).map_or("", String::as_str);
    heading.is_empty() && places.gives(at).is_none()
}

/// Most characters of a cell that are told with what is wrong with it.
const TOLD: usize = 200;

/// As much of a cell as finds it again, marked when that is not all.
fn shortened(cell: &str) -> String {
    match cell.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{} … (shortened)", cell.get(..end).unwrap_or_default()),
        None => cell.to_owned(),
    }
}
