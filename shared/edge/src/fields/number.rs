//! Numbers, and yes or no.

use std::ops::RangeInclusive;

use super::{
    Fields,
    words::{enter, subject},
};
use crate::body::Given;

impl Fields {
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
}
