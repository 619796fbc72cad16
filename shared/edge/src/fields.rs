//! From what was sent to values that the domain trusts, with every fault collected on the way.
//!
//! ```
//! use edge::Fields;
//!
//! let mut fields = Fields::default();
//! let title = fields.line("title", "title", Some("Repairs to the door".into()));
//! let due_on = fields.date("due_on", "due date", Some("2026-02-31".into()));
//! let problem = fields.finish(|| Some((title?, due_on?))).unwrap_err();
//! assert_eq!(problem.faults()[0].message, "Due date must be a real date");
//! ```

use std::{fmt::Write, ops::RangeInclusive, str::FromStr};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{Line, Prose, text::InvalidText};

use crate::{Problem, body::Given, page::Fault};

mod date;

/// Collects faults while values are read one by one.
///
/// Each reader takes the field's name, its label as it would stand in a sentence ("due date"), and
/// what was sent. A required value that is missing or wrong is `None` *and* a fault, so
/// [`Fields::finish`] never sees one; the readers ending in `_if_any` take a missing value as such.
#[derive(Debug, Default)]
pub struct Fields {
    faults: Vec<Fault>,
    /// What stands before the names of fields, such as `subjects[0].`.
    prefix: String,
}

impl Fields {
    /// Adds a fault of the route's own, such as an agency that does not exist.
    pub fn fault(&mut self, field: &str, message: impl Into<String>) {
        let field = format!("{}{field}", self.prefix);
        self.faults.push(Fault::new(field, message));
    }

    /// Adds `message` unless `holds`.
    pub fn check(&mut self, field: &str, holds: bool, message: impl Into<String>) {
        if !holds {
            self.fault(field, message);
        }
    }

    /// Whether anything is wrong so far.
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Reads the fields of one member of a list, such as `subjects[0]`.
    pub fn at<T>(&mut self, list: &str, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.prefix.len();
        // Writing to a string does not fail.
        let _ = write!(self.prefix, "{list}[{index}].");
        let value = read(self);
        self.prefix.truncate(before);
        value
    }

    /// One line of text.
    pub fn line(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<Line> {
        self.text(field, label, sent, Line::parse)
    }

    /// One line of text, if any.
    pub fn line_if_any(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<Line> {
        present(sent).and_then(|sent| self.line(field, label, Some(sent)))
    }

    /// A passage of text.
    pub fn prose(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<Prose> {
        self.text(field, label, sent, Prose::parse)
    }

    /// A passage of text, if any.
    pub fn prose_if_any(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
    ) -> Option<Prose> {
        present(sent).and_then(|sent| self.prose(field, label, Some(sent)))
    }

    fn text<T>(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
        parse: fn(&str) -> Result<T, InvalidText>,
    ) -> Option<T> {
        match parse(sent.as_deref().unwrap_or_default()) {
            Ok(text) => Some(text),
            Err(fault) => {
                let message = match fault {
                    InvalidText::Empty => enter(label),
                    InvalidText::TooLong(max) => {
                        format!(
                            "{} must be {} characters or less",
                            subject(label),
                            grouped(max)
                        )
                    }
                    InvalidText::Character => {
                        format!("{} must not hold control characters", subject(label))
                    }
                };
                self.fault(field, message);
                None
            }
        }
    }

    /// One of a closed list: `parse` is the list's own, such as `Role::parse`.
    pub fn choice<T>(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        match present(sent) {
            None => {
                self.fault(field, format!("Select {}", article(label)));
                None
            }
            Some(sent) => {
                let choice = parse(sent.trim());
                self.check(
                    field,
                    choice.is_some(),
                    format!("{} must be one of those offered", subject(label)),
                );
                choice
            }
        }
    }

    /// One of a closed list, if any.
    pub fn choice_if_any<T>(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        present(sent).and_then(|sent| self.choice(field, label, Some(sent), parse))
    }

    /// Several of a closed list; empty when none was chosen.
    pub fn choices<T>(
        &mut self,
        field: &str,
        label: &str,
        sent: Vec<String>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let count = sent.len();
        let choices: Vec<T> = sent.iter().filter_map(|sent| parse(sent.trim())).collect();
        self.check(
            field,
            choices.len() == count,
            format!("{} must be some of those offered", subject(label)),
        );
        choices
    }

    /// An id, chosen from a list; whether it exists is for the store to say.
    pub fn id<T: FromStr>(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<T> {
        self.choice(field, label, sent, |sent| sent.parse().ok())
    }

    /// An id, if any.
    pub fn id_if_any<T: FromStr>(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
    ) -> Option<T> {
        self.choice_if_any(field, label, sent, |sent| sent.parse().ok())
    }

    /// A whole number within `range`.
    pub fn number(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<Given<i64>>,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let Some(sent) = sent else {
            self.fault(field, enter(label));
            return None;
        };
        let number = sent.number().filter(|number| range.contains(number));
        let (from, to) = range.into_inner();
        self.check(
            field,
            number.is_some(),
            format!(
                "{} must be a whole number from {from} to {to}",
                subject(label)
            ),
        );
        number
    }

    /// A whole number within `range`, if any.
    pub fn number_if_any(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<Given<i64>>,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        sent.and_then(|sent| self.number(field, label, Some(sent), range))
    }

    /// Yes or no, from radios; the label completes "Select yes if …".
    pub fn yes_no(&mut self, field: &str, label: &str, sent: Option<Given<bool>>) -> Option<bool> {
        let answer = sent.and_then(|sent| sent.yes());
        self.check(field, answer.is_some(), format!("Select yes if {label}"));
        answer
    }

    /// Whether a box was ticked; left alone it is not.
    pub fn ticked(&mut self, field: &str, sent: Option<Given<bool>>) -> bool {
        match sent.map(|sent| sent.yes()) {
            None => false,
            Some(Some(ticked)) => ticked,
            Some(None) => {
                self.fault(field, "Tick the box or leave it empty");
                false
            }
        }
    }

    /// A civil date: `YYYY-MM-DD`, or the three boxes of a form.
    pub fn date(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<NaiveDate> {
        let Some(sent) = present(sent) else {
            self.fault(field, enter(label));
            return None;
        };
        match date::parse(&sent) {
            Ok(date) => Some(date),
            Err(date::Wrong::Missing(parts)) => {
                self.fault(
                    field,
                    format!("{} must include a {}", subject(label), parts.join(" and ")),
                );
                None
            }
            Err(date::Wrong::Unreal) => {
                self.fault(field, format!("{} must be a real date", subject(label)));
                None
            }
        }
    }

    /// A civil date, if any.
    pub fn date_if_any(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
    ) -> Option<NaiveDate> {
        present(sent).and_then(|sent| self.date(field, label, Some(sent)))
    }

    /// A time of day on the 24-hour clock, such as `14:30` or `9.05`.
    pub fn time(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<NaiveTime> {
        let Some(sent) = present(sent) else {
            self.fault(field, enter(label));
            return None;
        };
        let time = NaiveTime::parse_from_str(&sent.trim().replace('.', ":"), "%H:%M").ok();
        self.check(
            field,
            time.is_some(),
            format!("{} must be a time, like 14:30", subject(label)),
        );
        time
    }

    /// An instant with its offset, such as `2026-11-24T14:30:00Z`.
    pub fn instant(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
    ) -> Option<DateTime<Utc>> {
        let Some(sent) = present(sent) else {
            self.fault(field, enter(label));
            return None;
        };
        let at = DateTime::parse_from_rfc3339(sent.trim()).ok();
        self.check(
            field,
            at.is_some(),
            format!(
                "{} must be a date and time with an offset, like 2026-11-24T14:30:00Z",
                subject(label)
            ),
        );
        at.map(|at| at.to_utc())
    }

    /// The value that `build` makes of what was read, or every fault.
    ///
    /// `build` may use `?` on required values: without faults none of them is missing.
    ///
    /// **Errors:** 400 with all faults, in the order in which the fields were read.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Problem> {
        if self.faults.is_empty() {
            build().ok_or_else(|| Problem::Broken("a required value was read as optional".into()))
        } else {
            Err(Problem::Malformed(self.faults))
        }
    }
}

fn present(sent: Option<String>) -> Option<String> {
    sent.filter(|text| !text.trim().is_empty())
}

fn enter(label: &str) -> String {
    format!("Enter {}", article(label))
}

/// "the due date", unless the label brings its own beginning.
fn article(label: &str) -> String {
    let own = [
        "a ",
        "an ",
        "the ",
        "your ",
        "their ",
        "what ",
        "when ",
        "where ",
        "which ",
        "who ",
        "why ",
        "how ",
        "whether ",
        "at least ",
    ];
    if own.iter().any(|start| label.starts_with(start)) {
        label.to_owned()
    } else {
        format!("the {label}")
    }
}

/// "Due date", as the subject of a sentence.
fn subject(label: &str) -> String {
    let bare = ["a ", "an ", "the "]
        .iter()
        .find_map(|start| label.strip_prefix(start))
        .unwrap_or(label);
    let mut letters = bare.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `5,000`.
fn grouped(number: usize) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{},{:03}", grouped(number / 1_000), number % 1_000)
    }
}

#[cfg(test)]
mod tests;
