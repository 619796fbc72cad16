//! Choices from lists.

use std::str::FromStr;

use super::{
    Fields,
    words::{article, present, subject},
};

impl Fields {
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
}
