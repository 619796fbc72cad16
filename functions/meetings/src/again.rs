//! After a form was sent: where its sender is led, or where the form shows what is wrong.

use axum::response::Response;
use edge::{Accept, Problem, accept::see_other, page::Fault};
use store::Outcome;

/// The answer to a change that was made: a person is led to what changed, with a word that the page
/// turns into what was done; a program gets the outcome.
pub(crate) fn done(accept: Accept, outcome: &Outcome, word: &str) -> Response {
    match &outcome.location {
        Some(location) if accept.html() => see_other(&format!("{location}?done={word}")),
        _ => accept.outcome(outcome),
    }
}

/// The problem's faults; what speaks of no field, such as a rule that refuses, is shown at `field`.
pub(crate) fn placed(problem: &Problem, field: &str) -> Vec<Fault> {
    let place = |fault: Fault| match fault.field.as_str() {
        // A rule is a sentence; a message at a field has no full stop.
        "" => Fault::new(field, fault.message.trim_end_matches('.')),
        _ => fault,
    };
    problem.faults().into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use edge::once::created;
    use http::header::LOCATION;

    use super::*;

    #[test]
    fn rules_are_shown_at_a_field_and_faults_at_their_own() {
        let rule = Problem::refused("A meeting must start in the future.");
        let said = Fault::new("on", "A meeting must start in the future");
        assert_eq!(placed(&rule, "on"), [said]);
        let fault = Problem::field("at", "Enter the start time");
        assert_eq!(placed(&fault, "on")[0].field, "at");
    }

    #[test]
    fn only_people_are_led_to_words() {
        let outcome = created("/meetings/1", &1).unwrap();
        let location = |accept| done(accept, &outcome, "scheduled").headers()[LOCATION].clone();
        assert_eq!(location(Accept::Html), "/meetings/1?done=scheduled");
        assert_eq!(location(Accept::Json), "/meetings/1");
    }
}
