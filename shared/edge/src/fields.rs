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

mod choice;
mod date;
mod email;
mod home;
mod number;
mod text;
mod time;
mod words;

use std::fmt::Write;

use crate::{Problem, page::Fault};
pub use email::as_email;

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

#[cfg(test)]
mod tests;
