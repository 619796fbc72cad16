//! Asking costs the same however many policies there are on other things.

use super::*;

#[test]
fn a_question_is_put_only_to_the_policies_that_bear_on_it() {
    let policies = crate::policy::all();
    let most = policies
        .iter()
        .flat_map(|policy| &policy.questions)
        .map(|question| {
            let bears = |policy: &&crate::Policy| policy.questions.contains(question);
            policies.iter().filter(bears).count()
        })
        .max()
        .unwrap();
    assert!(most <= 8, "{most} policies bear on one question");
    assert!(policies.len() > 3 * most, "{}", policies.len());
}

#[test]
fn a_caller_with_many_roles_is_answered_like_one_with_few() {
    let (_, case) = case();
    let areas: Vec<String> = (b'A'..=b'Z')
        .map(|c| format!("R{}", char::from(c)))
        .collect();
    let many: Vec<_> = areas
        .iter()
        .map(|area| (Role::Coordinator, Some(area.as_str())))
        .collect();
    assert!(!on_case::see(&person("health", &many), &case).is_permitted());
    let mut own = many.clone();
    own.push((Role::Coordinator, Some("RUN")));
    let decision = on_case::see(&person("health", &own), &case);
    assert_eq!(decision.policies(), ["case.area-coordinator"]);
}
