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
    pub(crate) fn first() -> Self {
        Self {
            form: Form::new(),
            changes: Vec::new(),
            status: StatusCode::OK,
        }
    }

    /// A form that was refused.
    ///
    /// Nothing was saved under its key, so it gets a new one: sending it again is a new request.
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

    /// The same with the version that the person now sees, for a form that overwrites.
    ///
    /// A form that was refused keeps the version it was sent with, unless the page tells what has
    /// changed since: sending it again must not overwrite what the person has not been told.
    pub(crate) fn at_version(mut self, version: u64) -> Self {
        if self.status == StatusCode::CONFLICT || self.form.value("_version").is_empty() {
            self.form = self.form.with_version(version);
        }
        self
    }

    /// The form's own value of `field`, or `given` when the form was not sent.
    pub(crate) fn or(mut self, field: &str, given: Option<&str>) -> Self {
        if let (true, Some(given)) = (self.form.value(field).is_empty(), given) {
            self.form = self.form.with(field, given);
        }
        self
    }
}

/// The answer to a change that was made: a person is led to `page`, a program gets the outcome.
pub(crate) fn done(accept: Accept, outcome: &Outcome, page: &str) -> Response {
    if accept.html() {
        see_other(page)
    } else {
        accept.outcome(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
