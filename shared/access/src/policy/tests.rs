//! The policies can be read, fit the schema, and say why they exist.

use super::*;

#[test]
fn the_policies_are_valid_and_each_has_an_id_of_its_own_a_reason_and_a_source() {
    let book = Book::read(SCHEMA, &THEMES).unwrap();
    assert!(book.policies.len() > 30, "{}", book.policies.len());
    assert_eq!(all().len(), book.policies.len());
    for policy in all() {
        assert_eq!(find(&policy.id), Some(policy));
        assert!(!policy.questions.is_empty(), "{policy:?}");
        assert!(policy.text.contains("@source"), "{policy:?}");
        assert!(
            policy.reason.len() > 20 && policy.source.len() > 1,
            "{policy:?}"
        );
    }
}

#[test]
fn every_question_of_the_schema_is_answered_by_some_policy_and_asked_by_the_code() {
    let book = Book::read(SCHEMA, &THEMES).unwrap();
    let code = [
        include_str!("../audit.rs"),
        include_str!("../case.rs"),
        include_str!("../directory.rs"),
        include_str!("../figures.rs"),
        include_str!("../retention.rs"),
        include_str!("../subject_access.rs"),
        include_str!("../case_review.rs"),
        include_str!("../guest.rs"),
        include_str!("../meeting.rs"),
        include_str!("../notice.rs"),
        include_str!("../referral.rs"),
    ]
    .concat();
    assert!(book.questions.len() > 15);
    for (question, (_, rules)) in &book.questions {
        assert!(rules.policies().next().is_some(), "{question}");
        assert!(code.contains(&format!("\"{question}\"")), "{question}");
    }
}

/// Reads one policy in the place of all of them.
fn read(policy: &'static str) -> Result<Book, Fault> {
    Book::read(SCHEMA, &[("planted", policy)])
}

#[test]
fn a_faulty_policy_is_found() {
    let sound = r#"@id("a") @reason("b") @source("c")
        permit (principal, action == Action::"pack.read", resource)
        when { principal in resource.recipient };"#;
    assert!(read(sound).is_ok());
    let planted = [
        ("no policy at all", "permit"),
        (
            "no reason",
            r#"@id("a") @source("c") permit (principal, action == Action::"pack.read", resource);"#,
        ),
        (
            "every question at once",
            r#"@id("a") @reason("b") @source("c") permit (principal, action, resource);"#,
        ),
        (
            "a question that nobody can ask",
            r#"@id("a") @reason("b") @source("c") permit (principal, action == Action::"pack.raed", resource);"#,
        ),
        (
            "an attribute that the thing has not",
            r#"@id("a") @reason("b") @source("c") permit (principal, action == Action::"pack.read", resource) when { principal in resource.agency };"#,
        ),
        (
            "one id twice",
            r#"@id("a") @reason("b") @source("c") permit (principal, action == Action::"pack.read", resource);
               @id("a") @reason("b") @source("c") permit (principal, action == Action::"pack.hold", resource);"#,
        ),
    ];
    for (what, policy) in planted {
        assert!(read(policy).is_err(), "{what}");
    }
}
