//! What a person typed, and what is wrong with it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};

/// Name of the hidden field that makes a form's second sending harmless.
const KEY: &str = "_key";
/// Name of the hidden field with the version of the record that the person was looking at.
const VERSION: &str = "_version";

/// Something to mend in one field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Fault {
    /// Name of the field; of a date either the whole (`due`) or one part (`due-year`); empty when
    /// it is about no field in particular.
    pub field: String,
    /// What to do, as a sentence without a full stop. No personal data.
    pub message: String,
}

impl Fault {
    /// A fault in a field.
    #[must_use]
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// The values of a form and the faults found in them, as the macros of `components/forms.html`
/// show them: a page shown again after an error keeps everything that was typed.
#[derive(Debug, Clone, Default)]
pub struct Form {
    values: BTreeMap<String, Vec<String>>,
    faults: Vec<Fault>,
}

impl Form {
    /// An empty form with a fresh idempotency key.
    #[must_use]
    pub fn new() -> Self {
        Self::default().with_fresh_key()
    }

    /// What was posted, every value kept as it was typed.
    #[must_use]
    pub fn posted<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        let mut form = Self::default();
        for (name, value) in pairs {
            let values = form.values.entry(name.into()).or_default();
            values.push(value.into());
        }
        form
    }

    /// The same form with one value for a field, in place of those it had.
    #[must_use]
    pub fn with(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.insert(field.into(), vec![value.into()]);
        self
    }

    /// The same form without the fields that `goes` names.
    #[must_use]
    pub fn without(mut self, goes: impl Fn(&str) -> bool) -> Self {
        self.values.retain(|name, _| !goes(name));
        self
    }

    /// The same form with several values for a field (checkboxes).
    #[must_use]
    pub fn with_all<V: Into<String>>(
        mut self,
        field: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        self.values.insert(field.into(), values);
        self
    }

    /// The same form with the three parts of a date.
    #[must_use]
    pub fn with_date(self, field: &str, date: NaiveDate) -> Self {
        self.with(format!("{field}-day"), date.day().to_string())
            .with(format!("{field}-month"), date.month().to_string())
            .with(format!("{field}-year"), date.year().to_string())
    }

    /// The same form for a record at this version (hidden field `_version`).
    #[must_use]
    pub fn with_version(self, version: u64) -> Self {
        self.with(VERSION, version.to_string())
    }

    /// The same form with a new idempotency key (hidden field `_key`).
    ///
    /// Needed when a posted form is shown again although its key has been used up.
    #[must_use]
    pub fn with_fresh_key(self) -> Self {
        let mut bytes = [0_u8; 16];
        // Without randomness there is no key to give: the field is then left out.
        if getrandom::fill(&mut bytes).is_err() {
            return self;
        }
        let mut key = String::with_capacity(32);
        for byte in bytes {
            let _ = write!(key, "{byte:02x}");
        }
        self.with(KEY, key)
    }

    /// The same form with one more fault.
    #[must_use]
    pub fn with_fault(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.faults.push(Fault::new(field, message));
        self
    }

    /// The same form with more faults, in the order in which the page shows the fields.
    #[must_use]
    pub fn with_faults(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults.extend(faults);
        self
    }

    /// The value of a field; the first when there are several, empty when there is none.
    pub fn value(&self, field: impl AsRef<str>) -> &str {
        let first = self.all(field).first();
        first.map_or("", String::as_str)
    }

    /// All values of a field.
    pub fn all(&self, field: impl AsRef<str>) -> &[String] {
        let values = self.values.get(field.as_ref());
        values.map_or(&[], Vec::as_slice)
    }

    /// Whether this is one of the field's values: a chosen radio, checkbox or option.
    pub fn has(&self, field: impl AsRef<str>, value: impl AsRef<str>) -> bool {
        let value = value.as_ref();
        self.all(field).iter().any(|chosen| chosen == value)
    }

    /// Everything that was typed, field by field.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .flat_map(|(name, all)| all.iter().map(move |one| (name.as_str(), one.as_str())))
    }

    /// What is wrong with a field, if anything.
    pub fn fault(&self, field: impl AsRef<str>) -> Option<&str> {
        let field = field.as_ref();
        let found = self.faults.iter().find(|fault| fault.field == field);
        found.map(|fault| fault.message.as_str())
    }

    /// What is wrong with a date as a whole or with one of its parts, if anything.
    pub fn date_fault(&self, field: impl AsRef<str>) -> Option<&str> {
        let field = field.as_ref();
        let found = self.faults.iter().find(|fault| is_of(fault, field));
        found.map(|fault| fault.message.as_str())
    }

    /// Whether a part (`day`, `month`, `year`) of a date is to be marked: when it is at fault
    /// itself, or the date as a whole is.
    pub fn part_faulty(&self, field: impl AsRef<str>, part: &str) -> bool {
        let field = field.as_ref();
        self.fault(field).is_some() || self.fault(format!("{field}-{part}")).is_some()
    }

    /// Every fault, in the order given.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Whether anything is wrong.
    #[must_use]
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Id of the element that the error summary's link for this fault goes to.
    ///
    /// A date has no input of its own name, so a fault in the whole date leads to its day.
    pub fn anchor(&self, fault: &Fault) -> String {
        let day = format!("{}-day", fault.field);
        if self.values.contains_key(&day) && !self.values.contains_key(&fault.field) {
            day
        } else {
            fault.field.clone()
        }
    }

    /// Ids of the hint and the error that describe a field, for `aria-describedby`.
    pub fn described_by(&self, field: impl AsRef<str>, hint: bool, info: bool) -> String {
        let field = field.as_ref();
        let present = [
            ("info", info),
            ("hint", hint),
            ("error", self.date_fault(field).is_some()),
        ];
        let ids = present.iter().filter(|(_, shown)| *shown);
        let ids: Vec<String> = ids.map(|(part, _)| format!("{field}-{part}")).collect();
        ids.join(" ")
    }
}

fn is_of(fault: &Fault, field: &str) -> bool {
    match fault.field.strip_prefix(field) {
        Some(rest) => matches!(rest, "" | "-day" | "-month" | "-year"),
        None => false,
    }
}
