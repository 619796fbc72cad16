//! Where a form shows what is wrong.

use edge::{Problem, page::Fault};

/// The problem's faults; what speaks of no field, such as a rule that refuses, is shown at `field`.
pub(crate) fn placed(problem: &Problem, field: &str) -> Vec<Fault> {
    let place = |fault: Fault| match fault.field.as_str() {
        "" => Fault::new(field, fault.message),
        _ => fault,
    };
    problem.faults().into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_shown_at_a_field_and_faults_at_their_own() {
        let rule = Problem::refused("A meeting must start in the future.");
        assert_eq!(placed(&rule, "on")[0].field, "on");
        let fault = Problem::field("at", "Enter the start time");
        assert_eq!(placed(&fault, "on")[0].field, "at");
    }
}
