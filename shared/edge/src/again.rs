//! A form shown again: what was typed, what is wrong with it, and what others changed meanwhile.

use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;
use store::Outcome;

use crate::{Accept, Problem, accept::see_other, page::Form};

/// What has just been done, in the address that a change leads to: the banner that the page shows.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    /// What, by the name that its page knows it by.
    pub done: Option<String>,
}

/// What a page with a form shows.
#[derive(Debug, Clone)]
pub struct Again {
    /// What was typed, and what is wrong with it.
    pub form: Form,
    /// What others changed meanwhile, a line each.
    pub changes: Vec<String>,
    /// The status of the page.
    pub status: StatusCode,
}

impl Again {
    /// An empty form, shown for the first time.
    pub fn first() -> Self {
        Self::with(Form::new())
    }

    /// A form shown for the first time, with what it holds.
    pub fn with(form: Form) -> Self {
        Self {
            form,
            changes: Vec::new(),
            status: StatusCode::OK,
        }
    }

    /// A form that was refused.
    ///
    /// Nothing was saved under its key, so it gets a new one: sending it again is a new request.
    ///
    /// **Errors:** the problem itself, when a program sent it or no form can mend it.
    pub fn after(problem: Problem, accept: Accept, form: Form) -> Result<Self, Problem> {
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

    /// The same with the version that the person now sees, for a form that overwrites.
    ///
    /// A form that was refused keeps the version it was sent with, unless the page tells what has
    /// changed since: sending it again must not overwrite what the person has not been told.
    pub fn at_version(mut self, version: u64) -> Self {
        if self.status == StatusCode::CONFLICT || self.form.value("_version").is_empty() {
            self.form = self.form.with_version(version);
        }
        self
    }

    /// The form's own value of `field`, or `given` when the form was not sent.
    pub fn or(mut self, field: &str, given: Option<&str>) -> Self {
        if let (true, Some(given)) = (self.form.value(field).is_empty(), given) {
            self.form = self.form.with(field, given);
        }
        self
    }
}

/// The answer to a change that was made: a person is led to what changed, with a word that the page
/// turns into what was done; a program gets the outcome.
pub fn done(accept: Accept, outcome: &Outcome, word: &str) -> Response {
    match &outcome.location {
        Some(location) if accept.html() => see_other(&format!("{location}?done={word}")),
        _ => accept.outcome(outcome),
    }
}

/// The same, led to a page of its own.
pub fn led_to(accept: Accept, outcome: &Outcome, page: &str) -> Response {
    if accept.html() {
        see_other(page)
    } else {
        accept.outcome(outcome)
    }
}

#[cfg(test)]
mod tests {
    use http::header::LOCATION;

    use super::*;
    use crate::once::created;

    #[test]
    fn only_people_are_led_to_words() {
        let outcome = created("/people/1", &1).unwrap();
        let location = |accept| done(accept, &outcome, "added").headers()[LOCATION].clone();
        assert_eq!(location(Accept::Html), "/people/1?done=added");
        assert_eq!(location(Accept::Json), "/people/1");
    }

    #[test]
    fn a_person_sees_the_form_again_and_a_program_the_problem() {
        let refused = || Problem::field("reason", "Enter the reason");
        let typed = Form::posted([("reason", " "), ("agency", "surrey-police")]);
        let again = Again::after(refused(), Accept::Html, typed.clone()).unwrap();
        assert_eq!(again.status, StatusCode::BAD_REQUEST);
        assert_eq!(again.form.value("agency"), "surrey-police");
        assert_eq!(again.form.fault("reason"), Some("Enter the reason"));
        assert!(!again.form.value("_key").is_empty());
        assert_eq!(
            Again::after(refused(), Accept::Json, typed.clone()).unwrap_err(),
            refused()
        );
        assert!(Again::after(Problem::NotFound, Accept::Html, typed).is_err());
    }

    #[test]
    fn the_version_moves_only_when_the_changes_are_told() {
        assert_eq!(Again::first().at_version(9).form.value("_version"), "9");
        let sent = || Form::posted([("_version", "7")]);
        let refused = Problem::field("reason", "Enter the reason");
        let again = Again::after(refused, Accept::Html, sent()).unwrap();
        assert_eq!(again.at_version(9).form.value("_version"), "7");
        let stale = Problem::Conflict(vec!["Ana Silva added Surrey Police".into()]);
        let again = Again::after(stale, Accept::Html, sent()).unwrap();
        assert_eq!(again.at_version(9).form.value("_version"), "9");
    }

    #[test]
    fn what_was_typed_stands_before_what_was_given() {
        let mut again = Again::first().or("agency", Some("surrey-police"));
        assert_eq!(again.form.value("agency"), "surrey-police");
        again = again.or("agency", Some("other"));
        assert_eq!(again.form.value("agency"), "surrey-police");
    }
}
