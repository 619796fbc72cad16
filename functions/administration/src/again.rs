//! A form shown again: what was typed, what is wrong with it, and what others changed meanwhile.

use axum::response::Response;
use edge::{Accept, Problem, accept::see_other, page::Form};
use http::StatusCode;
use store::Outcome;

/// What a page with a form shows.
#[derive(Debug, Clone)]
pub(crate) struct Again {
    /// What was typed, and what is wrong with it.
    pub(crate) form: Form,
    /// What others changed meanwhile, a line each.
    pub(crate) changes: Vec<String>,
    /// The status of the page.
    pub(crate) status: StatusCode,
}

impl Again {
    /// A form shown for the first time.
    pub(crate) fn first(form: Form) -> Self {
        Self {
            form,
            changes: Vec::new(),
            status: StatusCode::OK,
        }
    }

    /// A form that was refused. Nothing was saved under its key, so it gets a new one.
    ///
    /// **Errors:** the problem itself, when a program sent it or no form can mend it.
    pub(crate) fn after(problem: Problem, accept: Accept, form: Form) -> Result<Self, Problem> {
        let faults = problem.faults();
        if !accept.html() || faults.is_empty() {
            return Err(problem);
        }
        Ok(Self {
            form: form.with_faults(faults).with_fresh_key(),
            changes: problem.changes().to_vec(),
            status: problem.status(),
        })
    }

    /// The same with the version that the person now sees, once they were told what changed: sending
    /// it again must not overwrite what they do not know of.
    pub(crate) fn at_version(mut self, version: u64) -> Self {
        if self.status == StatusCode::CONFLICT || self.form.value("_version").is_empty() {
            self.form = self.form.with_version(version);
        }
        self
    }
}

/// The answer to a change that was made: a person is led to what changed, with a word that the page
/// turns into what was done; a program gets the outcome.
pub(crate) fn done(accept: Accept, outcome: &Outcome, word: &str) -> Response {
    match &outcome.location {
        Some(location) if accept.html() => see_other(&format!("{location}?done={word}")),
        _ => accept.outcome(outcome),
    }
}

#[cfg(test)]
mod tests {
    use edge::once::created;
    use http::header::LOCATION;

    use super::*;

    #[test]
    fn only_people_are_led_to_words() {
        let outcome = created("/people/1", &1).unwrap();
        let location = |accept| done(accept, &outcome, "added").headers()[LOCATION].clone();
        assert_eq!(location(Accept::Html), "/people/1?done=added");
        assert_eq!(location(Accept::Json), "/people/1");
    }

    #[test]
    fn the_version_moves_only_when_the_changes_are_told() {
        let sent = || Form::posted([("_version", "7")]);
        let refused = Problem::field("name", "Enter the name");
        let again = Again::after(refused.clone(), Accept::Html, sent()).unwrap();
        assert_eq!(again.at_version(9).form.value("_version"), "7");
        let stale = Problem::Conflict(vec!["Name changed".into()]);
        let again = Again::after(stale, Accept::Html, sent()).unwrap();
        assert_eq!(again.at_version(9).form.value("_version"), "9");
        assert_eq!(
            Again::after(refused.clone(), Accept::Json, sent()).unwrap_err(),
            refused
        );
    }
}
