//! Which columns of a sheet mean what: a mapping in TOML.

use std::collections::BTreeMap;

use domain::{
    AgencyId, Line, Note, Prose,
    case::Outcome,
    gateway::Gateway,
    referral::form::{CaseKind, SubjectRole},
};
use serde::Deserialize;

use crate::file::{Choice, Row};

/// What a column gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// What the case is called there. Rows with the same one are one case.
    Reference,
    /// A person, a family or a place.
    Kind,
    /// What it is about, in a line without names.
    Headline,
    /// What it is about, at length.
    Summary,
    /// Notes.
    Notes,
    /// Kinds of behaviour; several in a cell.
    Behaviours,
    /// Whether a victim is vulnerable: yes or no.
    VulnerableVictim,
    /// When it was opened.
    OpenedOn,
    /// Open or closed.
    Status,
    /// When it was closed.
    ClosedOn,
    /// How it ended.
    Outcome,
    /// Why it was closed.
    ClosingReason,
    /// RAG.
    Rag,
    /// How serious the risk is.
    Risk,
    /// When it comes up for review.
    NextReviewOn,
    /// The agency that leads.
    Lead,
    /// The agencies on it; several in a cell.
    Agencies,
    /// Whom or what it is about; several in a cell.
    Name,
    /// First names.
    GivenName,
    /// Family name.
    FamilyName,
    /// Other names.
    Aliases,
    /// Date of birth.
    BornOn,
    /// Address, with or without its postcode.
    Address,
    /// Postcode.
    Postcode,
    /// Unique Property Reference Number.
    Uprn,
    /// What the person is to the matter.
    Role,
    /// Whether the person was convicted: yes or no.
    Convicted,
    /// Names of victims; several in a cell.
    Victims,
    /// Names of witnesses; several in a cell.
    Witnesses,
    /// Nothing: it is known, and left out on purpose.
    Nothing,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading, however it is capitalised.
    pub heading: String,
    /// What it gives.
    pub gives: Gives,
    /// What words in it stand for, beside those that are known anyway.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// What parts several values in a cell; a semicolon and a new line always do.
    #[serde(default)]
    pub separators: Vec<String>,
}

/// How dates with numbers only are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dates {
    /// 3/4/2021 is the third of April.
    #[default]
    DayFirst,
    /// 3/4/2021 is the fourth of March.
    MonthFirst,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// What holds where a row says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// A person, a family or a place; a person when nothing is said.
    pub kind: Option<CaseKind>,
    /// What it is about.
    pub headline: Option<Line>,
    /// What a person is to the matter; an alleged perpetrator when nothing is said.
    pub role: Option<SubjectRole>,
    /// How a closed case ended.
    pub outcome: Option<Outcome>,
}

/// Which columns mean what, and what holds for every case.
///
/// **Shape:** `source = "Woking list"`, `gateway`, `reason`, `lead`, then for each column `[[column]]`
/// with `heading` and `gives`. `docs/examples/cases.toml` has all of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the list is called: references are of one list.
    pub source: Line,
    /// The sheet of a workbook; the first one when nothing is said.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The row of headings; the first that holds something when nothing is said.
    #[serde(default)]
    pub heading_row: Option<u32>,
    #[serde(default)]
    encoding: Option<Encoding>,
    /// How dates are written.
    #[serde(default)]
    pub dates: Dates,
    /// The ground on which the agencies see the cases.
    pub gateway: Gateway,
    /// Why they do.
    pub reason: Prose,
    /// The agency that leads where a row names none.
    #[serde(default)]
    pub lead: Option<AgencyId>,
    /// What holds where a row says nothing.
    #[serde(default)]
    pub defaults: Defaults,
    /// The columns.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    /// What agencies are called in the list, and which they are.
    #[serde(default)]
    pub agencies: BTreeMap<String, AgencyId>,
}

/// A mapping that cannot be used, alone or with the sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMapping {
    /// It is no TOML, or says what no mapping says.
    #[error("{0}")]
    Unread(String),
    /// Two columns give what only one can.
    #[error("more than one column gives {0:?}")]
    Twice(Gives),
    /// The same list again could not be known.
    #[error(
        "no column gives a reference, by which the same list would be known when it is brought again: number its rows once and for all, in a column of their own"
    )]
    NoReference,
    /// Nobody would be named.
    #[error("no column gives a name: name, or given_name and family_name, or for places address")]
    Nameless,
    /// There would be no line that says what a case is about.
    #[error("no column gives a headline, and [defaults] has none either")]
    NoHeadline,
    /// There would be no day on which a case began.
    #[error("no column gives opened_on")]
    NoBeginning,
    /// No agency would lead.
    #[error("no column gives the lead, and the mapping names no agency with lead = …")]
    NoLead,
    /// A reason that would not fit into each case.
    #[error("the reason is longer than {} characters", Note::MAX)]
    LongReason,
    /// A ground that does not carry a whole case.
    #[error("{0}")]
    Gateway(String),
    /// A heading that is not in the sheet.
    #[error(
        "the sheet has no column “{wanted}”: headings were looked for in row {row}, which has {many} cells that hold something"
    )]
    Missing {
        /// The heading that was looked for.
        wanted: String,
        /// The row that should hold it. What it says is not repeated: it may be no row of headings.
        row: u32,
        /// How many of its cells hold something.
        many: usize,
    },
    /// A heading that stands there twice.
    #[error("the sheet has more than one column “{0}”")]
    Ambiguous(String),
    /// An agency that nobody registered.
    #[error("the agency {0} is not registered, or is closed")]
    NoAgency(String),
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// **Errors:** it cannot make a case, whatever a sheet says.
    pub fn read(text: &str) -> Result<Self, BadMapping> {
        // The line itself is not repeated: a list that is taken for a mapping has people in it.
        let mapping: Self = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map(|before| before.matches('\n').count() + 1);
            let line = line.map(|line| format!("line {line}: "));
            BadMapping::Unread(line.unwrap_or_default() + error.message())
        })?;
        let gives = |wanted: Gives| mapping.columns.iter().any(|each| each.gives == wanted);
        for column in &mapping.columns {
            let same = mapping.columns.iter();
            let same = same.filter(|each| each.gives == column.gives).count();
            if same > 1 && column.gives != Gives::Nothing {
                return Err(BadMapping::Twice(column.gives));
            }
        }
        if !gives(Gives::Reference) {
            return Err(BadMapping::NoReference);
        }
        if !gives(Gives::Name) && !gives(Gives::FamilyName) && !gives(Gives::Address) {
            return Err(BadMapping::Nameless);
        }
        if !gives(Gives::Headline) && mapping.defaults.headline.is_none() {
            return Err(BadMapping::NoHeadline);
        }
        if !gives(Gives::OpenedOn) {
            return Err(BadMapping::NoBeginning);
        }
        if !gives(Gives::Lead) && mapping.lead.is_none() {
            return Err(BadMapping::NoLead);
        }
        // It is written into each case once for each agency: a passage would not fit beside forty of them.
        if Note::parse(mapping.reason.as_str()).is_err() {
            return Err(BadMapping::LongReason);
        }
        mapping
            .gateway
            .for_a_whole_case()
            .map_err(|barred| BadMapping::Gateway(barred.to_string()))?;
        Ok(mapping)
    }

    /// Which part of a file it is for.
    pub fn choice(&self) -> Choice {
        Choice {
            sheet: self.sheet.clone(),
            heading_row: self.heading_row,
            windows: self.encoding == Some(Encoding::Windows1252),
        }
    }

    /// Whether a column gives this.
    pub fn gives(&self, wanted: Gives) -> bool {
        self.columns.iter().any(|each| each.gives == wanted)
    }
}

/// Where the columns of a mapping stand in a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Each column with its place from 0.
    pub places: Vec<(usize, Column)>,
    /// Every heading.
    pub headings: Vec<String>,
    /// The number of their row.
    pub row: u32,
    /// Headings that the mapping does not name: nothing is taken from below them.
    pub strange: Vec<String>,
}

impl Places {
    /// Finds them in a row of headings.
    pub fn of(mapping: &Mapping, row: &Row) -> Result<Self, BadMapping> {
        let headings = row.cells.as_slice();
        let plain = |text: &str| {
            let words: Vec<_> = text.split_whitespace().collect();
            words.join(" ").to_lowercase()
        };
        let mut places = Vec::new();
        for column in &mapping.columns {
            let wanted = plain(&column.heading);
            let mut found = (0..)
                .zip(headings)
                .filter(|(_, each)| plain(each) == wanted);
            match (found.next(), found.next()) {
                (Some((at, _)), None) => places.push((at, column.clone())),
                (Some(_), Some(_)) => return Err(BadMapping::Ambiguous(column.heading.clone())),
                (None, _) => {
                    return Err(BadMapping::Missing {
                        wanted: column.heading.clone(),
                        row: row.number,
                        many: headings.iter().filter(|each| !each.is_empty()).count(),
                    });
                }
            }
        }
        let named = |at: usize| {
            places
                .iter()
                .any(|(place, _): &(usize, Column)| *place == at)
        };
        let strange = (0..).zip(headings);
        let strange = strange.filter(|(at, heading)| !named(*at) && !heading.is_empty());
        Ok(Self {
            strange: strange.map(|(_, heading)| heading.clone()).collect(),
            headings: headings.to_vec(),
            row: row.number,
            places,
        })
    }

    /// What the column at a place gives, if the mapping names it.
    pub fn gives(&self, at: usize) -> Option<Gives> {
        let mut places = self.places.iter();
        let place = places.find(|(place, _)| *place == at);
        place.map(|(_, column)| column.gives)
    }

    /// What people call the column at a place: its heading, or its letter where it has none.
    pub fn name(&self, at: usize) -> String {
        match self.headings.get(at).filter(|name| !name.is_empty()) {
            Some(name) => name.clone(),
            None => format!("column {}", at.saturating_add(1)),
        }
    }
}
