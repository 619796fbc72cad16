//! A mapping as people fill it in, and as it is kept: the form asks what most lists need, and what it
//! writes is a mapping like any other.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::{Choice, propose::usual};

/// What a column can hold, and what people call that.
pub const GIVES: &[(&str, &str)] = &[
    ("reference", "Reference of the case"),
    ("kind", "Person, family or place"),
    ("headline", "What it is about, in a line without names"),
    ("summary", "What it is about, at length"),
    ("notes", "Notes"),
    ("behaviours", "Kinds of behaviour"),
    ("vulnerable_victim", "Whether a victim is vulnerable"),
    ("opened_on", "Day it was opened"),
    ("status", "Open or closed"),
    ("closed_on", "Day it was closed"),
    ("outcome", "How it ended"),
    ("closing_reason", "Why it was closed"),
    ("rag", "Red, amber or green"),
    ("risk", "Risk"),
    ("next_review_on", "Day of the next review"),
    ("lead", "Agency that leads"),
    ("agencies", "Agencies on it"),
    ("name", "Name, in one cell"),
    ("given_name", "First names"),
    ("family_name", "Family name"),
    ("aliases", "Other names"),
    ("born_on", "Date of birth"),
    ("address", "Address"),
    ("postcode", "Postcode"),
    ("uprn", "UPRN"),
    ("role", "Role of the person"),
    ("convicted", "Whether the person was convicted"),
    ("victims", "Victims"),
    ("witnesses", "Witnesses"),
    ("nothing", "Left out on purpose"),
];

/// What was filled in, as it was typed.
///
/// INVARIANT (answers): what [`Answers::to_toml`] writes, [`Answers::of_toml`] reads back as the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// What the list is called.
    pub source: String,
    /// The ground on which agencies see the cases.
    pub gateway: String,
    /// Why they do.
    pub reason: String,
    /// The agency that leads where a row names none; may be empty.
    pub lead: String,
    /// What a case is about where a row does not say; may be empty.
    pub headline: String,
    /// A person, a family or a place, where a row does not say; may be empty.
    pub kind: String,
    /// How a closed case ended where a row does not say; may be empty.
    pub outcome: String,
    /// `day_first` or `month_first`; may be empty.
    pub dates: String,
    /// The sheet of a workbook; may be empty.
    pub sheet: String,
    /// The row of headings; may be empty.
    pub heading_row: String,
    /// `windows-1252`, or empty.
    pub encoding: String,
    /// Each heading with what its column gives; empty when nothing is taken from it.
    pub columns: Vec<(String, String)>,
    /// Words in columns and what they stand for, a line each: `heading | word | meaning`.
    pub words: String,
    /// What agencies are called, a line each: `name | short name`.
    pub agencies: String,
}

/// A line that cannot be read: the field, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadLine {
    /// The field.
    pub field: &'static str,
    /// The number of the line, from 1.
    pub line: usize,
}

impl Answers {
    /// What headings usually mean; the rest is left open.
    pub fn proposed(headings: &[String]) -> Self {
        let mut given: Vec<&str> = Vec::new();
        let mut column = |heading: &String| {
            let gives = usual(heading).filter(|gives| !given.contains(gives));
            given.extend(gives);
            (heading.clone(), gives.unwrap_or_default().to_owned())
        };
        let named = headings.iter().filter(|heading| !heading.is_empty());
        Self {
            columns: named.map(&mut column).collect(),
            headline: "Anti-social behaviour".to_owned(),
            ..Self::default()
        }
    }

    /// The same for other headings: what is known of those that are there.
    pub fn for_headings(self, headings: &[String]) -> Self {
        let proposed = Self::proposed(headings);
        let known: BTreeMap<&String, &String> =
            self.columns.iter().map(|(h, gives)| (h, gives)).collect();
        let columns = proposed.columns.into_iter().map(|(heading, gives)| {
            let gives = known.get(&heading).map_or(gives, |gives| (*gives).clone());
            (heading, gives)
        });
        Self {
            columns: columns.collect(),
            ..self
        }
    }

    /// Which part of the file holds the headings.
    pub fn choice(&self) -> Choice {
        Choice {
            sheet: Some(self.sheet.clone()).filter(|sheet| !sheet.is_empty()),
            heading_row: self.heading_row.trim().parse().ok(),
            windows: !self.encoding.is_empty(),
        }
    }

    /// The mapping that they make; whether it can be used is for [`crate::Mapping::read`] to say.
    ///
    /// **Errors:** a line of words or agencies has not the parts that it needs.
    pub fn to_toml(&self) -> Result<String, BadLine> {
        let mut table = Table::new();
        for (name, text) in [
            ("source", &self.source),
            ("gateway", &self.gateway),
            ("reason", &self.reason),
            ("lead", &self.lead),
            ("dates", &self.dates),
            ("sheet", &self.sheet),
            ("encoding", &self.encoding),
        ] {
            put(&mut table, name, text);
        }
        if let Ok(row) = self.heading_row.trim().parse::<u32>() {
            table.insert("heading_row".into(), Value::Integer(row.into()));
        }
        let mut defaults = Table::new();
        put(&mut defaults, "headline", &self.headline);
        put(&mut defaults, "kind", &self.kind);
        put(&mut defaults, "outcome", &self.outcome);
        table.insert("defaults".into(), Value::Table(defaults));
        let words = parts::<3>("words", &self.words)?;
        let column = |(heading, gives): &(String, String)| {
            let mut column = Table::new();
            put(&mut column, "heading", heading);
            put(&mut column, "gives", gives);
            let own = words.iter().filter(|[of, ..]| of == heading);
            let own: Table = own
                .map(|[_, word, meaning]| (word.clone(), Value::String(meaning.clone())))
                .collect();
            if !own.is_empty() {
                column.insert("words".into(), Value::Table(own));
            }
            Value::Table(column)
        };
        let taken = self.columns.iter().filter(|(_, gives)| !gives.is_empty());
        table.insert("column".into(), Value::Array(taken.map(column).collect()));
        let strange = |[heading, ..]: &[String; 3]| {
            !self
                .columns
                .iter()
                .any(|(known, gives)| known == heading && !gives.is_empty())
        };
        if words.iter().any(strange) {
            let line = words.iter().position(strange).map_or(1, |at| at + 1);
            return Err(BadLine {
                field: "words",
                line,
            });
        }
        let agencies = parts::<2>("agencies", &self.agencies)?.into_iter();
        let agencies = agencies.map(|[name, id]| (name, Value::String(id)));
        table.insert("agencies".into(), Value::Table(agencies.collect()));
        Ok(table.to_string())
    }

    /// What was filled in for a mapping that [`Answers::to_toml`] wrote.
    pub fn of_toml(text: &str) -> Self {
        let table: Table = text.parse().unwrap_or_default();
        let defaults = table.get("defaults").and_then(Value::as_table);
        let default = |name: &str| defaults.map(|table| said(table, name)).unwrap_or_default();
        let empty = Vec::new();
        let columns = table.get("column").and_then(Value::as_array);
        let columns = columns.unwrap_or(&empty).iter();
        let columns: Vec<&Table> = columns.filter_map(Value::as_table).collect();
        let words = columns.iter().flat_map(|column| {
            let words = column.get("words").and_then(Value::as_table);
            let words = words.into_iter().flatten();
            let heading = said(column, "heading");
            words.map(move |(word, means)| {
                format!(
                    "{heading} | {word} | {}\n",
                    means.as_str().unwrap_or_default()
                )
            })
        });
        let agencies = table.get("agencies").and_then(Value::as_table);
        let agencies = agencies.into_iter().flatten();
        let agencies =
            agencies.map(|(name, id)| format!("{name} | {}\n", id.as_str().unwrap_or_default()));
        let row = table.get("heading_row").and_then(Value::as_integer);
        Self {
            source: said(&table, "source"),
            gateway: said(&table, "gateway"),
            reason: said(&table, "reason"),
            lead: said(&table, "lead"),
            headline: default("headline"),
            kind: default("kind"),
            outcome: default("outcome"),
            dates: said(&table, "dates"),
            sheet: said(&table, "sheet"),
            heading_row: row.map(|row| row.to_string()).unwrap_or_default(),
            encoding: said(&table, "encoding"),
            words: words.collect(),
            agencies: agencies.collect(),
            columns: columns
                .iter()
                .map(|column| (said(column, "heading"), said(column, "gives")))
                .collect(),
        }
    }
}

fn put(table: &mut Table, name: &str, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        table.insert(name.to_owned(), Value::String(text.to_owned()));
    }
}

fn said(table: &Table, name: &str) -> String {
    let text = table.get(name).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// The parts of each line that holds something.
fn parts<const N: usize>(field: &'static str, text: &str) -> Result<Vec<[String; N]>, BadLine> {
    let lines = (1..).zip(text.lines());
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let parts: Vec<String> = line.split('|').map(|part| part.trim().to_owned()).collect();
            let bad = BadLine {
                field,
                line: number,
            };
            if parts.iter().any(String::is_empty) {
                return Err(bad);
            }
            parts.try_into().map_err(|_| bad)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mapping;

    fn filled_in() -> Answers {
        let headings = ["Ref", "Surname", "Opened", "Status", "Phone"].map(String::from);
        let proposed = Answers::proposed(&headings);
        Answers {
            source: "Our \"old\" list".into(),
            gateway: "crime_and_disorder".into(),
            reason: "Worked on together\nbefore".into(),
            lead: "surrey-police".into(),
            kind: "person".into(),
            words: "Status | Monitoring | open\n".into(),
            agencies: "RBC | runnymede-council\n".into(),
            heading_row: "1".into(),
            ..proposed
        }
    }

    #[test]
    fn what_is_filled_in_is_a_mapping_and_reads_back() {
        let answers = filled_in();
        let toml = answers.to_toml().unwrap();
        let mapping = Mapping::read(&toml).unwrap();
        assert_eq!(mapping.columns.len(), 4, "{toml}");
        assert_eq!(mapping.columns[3].words["Monitoring"], "open");
        let headings = answers.columns.iter().map(|(heading, _)| heading.clone());
        let headings: Vec<String> = headings.collect();
        assert_eq!(Answers::of_toml(&toml).for_headings(&headings), answers);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let with = |words: &str, agencies: &str| {
            let answers = Answers {
                words: words.into(),
                agencies: agencies.into(),
                ..filled_in()
            };
            answers.to_toml().unwrap_err()
        };
        let bad = |field, line| BadLine { field, line };
        assert_eq!(with("\nStatus | a", ""), bad("words", 2));
        assert_eq!(with("Nowhere | a | b", ""), bad("words", 1));
        assert_eq!(with("", "RBC"), bad("agencies", 1));
        assert_eq!(with("", "RBC | "), bad("agencies", 1));
    }
}
