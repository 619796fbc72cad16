//! One row as a part of a case, or everything that is wrong with it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    AgencyId, Line, Prose,
    case::{Outcome, Rag},
    referral::form::{
        Address, Behaviour, CaseKind, Postcode, RiskBand, Subject, SubjectRole, Uprn,
    },
};

use crate::{
    file::Row,
    mapping::{Column, Gives, Mapping, Places},
    plan::Fault,
    values::{self, Reason},
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
        self.faults.push(Fault {
            row: self.row.number,
            column: self.places.name(at),
            cell: self.row.cells.get(at).cloned().unwrap_or_default(),
            reason: reason.into(),
        });
    }

    /// That a cell is missing which there must be.
    fn missing(&mut self, gives: Gives, reason: &str) {
        let mut places = self.places.places.iter();
        let place = places.find(|(_, column)| column.gives == gives);
        match place {
            Some((at, _)) => self.fault(*at, reason),
            None => self.faults.push(Fault {
                row: self.row.number,
                column: String::new(),
                cell: String::new(),
                reason: reason.to_owned(),
            }),
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
                Err(reason) => self.fault(at, format!("“{part}”: {reason}")),
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
            reading.fault(*at, *reason);
        }
        for (at, cell) in row.cells.iter().enumerate().skip(places.headings.len()) {
            if !cell.is_empty() {
                reading.fault(at, "It stands under no heading");
            }
        }
        let day = |text: &str, _: &Column| values::day(text, mapping.dates, today);
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
            theirs: reading.take(Gives::Reference, line),
            kind: reading.take(Gives::Kind, values::choice),
            headline: reading.take(Gives::Headline, line),
            summary: reading.take(Gives::Summary, prose),
            notes: reading.take(Gives::Notes, prose),
            behaviours: reading.each(Gives::Behaviours, values::choice),
            opened_on: reading.take(Gives::OpenedOn, day),
            closed: reading.take(Gives::Status, values::closed),
            closed_on: reading.take(Gives::ClosedOn, day),
            outcome: reading.take(Gives::Outcome, values::choice),
            closing_reason: reading.take(Gives::ClosingReason, prose),
            rag: reading.take(Gives::Rag, values::choice),
            risk: reading.take(Gives::Risk, values::choice),
            next_review_on: reading.take(Gives::NextReviewOn, day),
            lead: reading.take(Gives::Lead, agency),
            agencies: reading.each(Gives::Agencies, agency),
            subjects: Vec::new(),
        };
        if reading.take(Gives::VulnerableVictim, values::yes).flatten() == Some(true)
            && !draft.behaviours.contains(&Behaviour::VulnerableVictim)
        {
            draft.behaviours.push(Behaviour::VulnerableVictim);
        }
        if mapping.gives(Gives::Reference) && reading.cell(Gives::Reference).is_none() {
            reading.missing(
                Gives::Reference,
                "There is no reference: without one, a second import would make the case again",
            );
        }
        let kind = draft
            .kind
            .or(mapping.defaults.kind)
            .unwrap_or(CaseKind::Person);
        draft.subjects = subjects(&mut reading, mapping, kind, today);
        (draft, reading.faults)
    }
}

/// Those whom a row names.
fn subjects(
    reading: &mut Reading<'_>,
    mapping: &Mapping,
    kind: CaseKind,
    today: NaiveDate,
) -> Vec<Subject> {
    let born_on = reading.take(Gives::BornOn, |text, _| {
        if values::is_unknown(text) {
            return Ok(None);
        }
        let on = values::day(text, mapping.dates, today)?;
        if on > today {
            return Err("It lies ahead".into());
        }
        Ok(Some(on))
    });
    let born_on = born_on.flatten();
    let address = address(reading);
    let role = role(reading, mapping, kind);
    let aliases = reading.take(Gives::Aliases, |text, _| values::line(text));
    let mut names = reading.each(Gives::Name, |text, _| Ok(values::name(text)));
    let (given, family) = (
        reading.cell(Gives::GivenName),
        reading.cell(Gives::FamilyName),
    );
    let joined = [given, family]
        .into_iter()
        .flatten()
        .map(|(_, _, text)| text);
    let joined: Vec<&str> = joined.collect();
    if names.is_empty() && !joined.is_empty() {
        names.push((joined.join(" "), None));
    }
    if names.is_empty() && kind == CaseKind::Place {
        names.extend(
            address
                .iter()
                .map(|address| (address.line.to_string(), None)),
        );
    }
    if names.len() > 1 && born_on.is_some() {
        reading.missing(
            Gives::BornOn,
            "There is one date of birth and more than one name: give each person a row",
        );
    }
    let several = names.len() > 1;
    let mut subjects = Vec::new();
    for (name, also) in names {
        let Some(name) = named(reading, &name, Gives::Name) else {
            continue;
        };
        let also = also.and_then(|also| named(reading, &also, Gives::Name));
        let aliases = if several { None } else { aliases.clone() };
        subjects.push(Subject {
            aliases: aliases.or(also),
            born_on,
            address: address.clone(),
            ..Subject::named(role, name)
        });
    }
    for (gives, role) in [
        (Gives::Victims, SubjectRole::Victim),
        (Gives::Witnesses, SubjectRole::Witness),
    ] {
        for (name, also) in reading.each(gives, |text, _| Ok(values::name(text))) {
            let also = also.and_then(|also| named(reading, &also, gives));
            subjects.extend(named(reading, &name, gives).map(|name| Subject {
                aliases: also,
                ..Subject::named(role, name)
            }));
        }
    }
    subjects
}

fn named(reading: &mut Reading<'_>, name: &str, gives: Gives) -> Option<Line> {
    match values::line(name) {
        Ok(name) => Some(name),
        Err(reason) => {
            reading.missing(gives, &reason);
            None
        }
    }
}

fn role(reading: &mut Reading<'_>, mapping: &Mapping, kind: CaseKind) -> SubjectRole {
    let said = reading.take(Gives::Role, values::choice);
    let convicted = reading.take(Gives::Convicted, values::yes).flatten();
    let usual = match (kind, convicted) {
        (CaseKind::Place, _) => SubjectRole::Location,
        (_, Some(true)) => SubjectRole::Convicted,
        _ => mapping
            .defaults
            .role
            .unwrap_or(SubjectRole::AllegedPerpetrator),
    };
    said.unwrap_or(usual)
}

fn address(reading: &mut Reading<'_>) -> Option<Address> {
    let postcode = reading.take(Gives::Postcode, |text, _| {
        if values::is_unknown(text) {
            return Ok(None);
        }
        let read = Postcode::parse(text).map(Some);
        read.map_err(|_| "It is no postcode, like KT15 2AH".to_owned())
    });
    let uprn = reading.take(Gives::Uprn, |text, _| {
        Uprn::parse(text).map_err(|_| "It is no UPRN: 1 to 12 digits".to_owned())
    });
    let place = reading.take(Gives::Address, |text, _| {
        let (line, end) = values::address(text);
        Ok((values::line(&line)?, end))
    });
    let postcode = postcode.flatten();
    match (place, postcode) {
        (Some((line, end)), postcode) => Some(Address {
            line,
            postcode: postcode.or(end),
            uprn,
        }),
        (None, Some(postcode)) => Some(Address {
            line: values::line(postcode.as_str()).ok()?,
            postcode: Some(postcode),
            uprn,
        }),
        (None, None) => None,
    }
}
