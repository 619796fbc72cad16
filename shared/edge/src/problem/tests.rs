use domain::case;

use super::{render::page, *};
use crate::request::Trace;

fn every() -> Vec<Problem> {
    vec![
        Problem::field("title", "Enter the title"),
        Problem::SignIn(SignInFault::Missing),
        Problem::Forbidden("Only the tasked agency may accept.".into()),
        Problem::NotFound,
        Problem::Method,
        Problem::Conflict(vec!["Agency added".into()]),
        Problem::TooLarge,
        Problem::UnsupportedMedia,
        Problem::Reused,
        Problem::Refused {
            rule: "Too soon.".into(),
            citation: Some("2014 Act s.43".into()),
        },
        Problem::TooMany,
        Problem::TooManyCases,
        Problem::TooManyFiles,
        Problem::Unavailable("storage: Throttling".into()),
        Problem::Broken("stored record cannot be read".into()),
    ]
}

#[test]
fn every_problem_has_a_document_and_a_page() {
    let trace = Trace::of(&http::Extensions::new());
    for problem in every() {
        let document = serde_json::to_value(Document::of(&problem, "r1")).unwrap();
        assert_eq!(document["status"], problem.status().as_u16());
        assert_eq!(document["reference"], "r1");
        assert_eq!(
            document["type"],
            format!("urn:charmm:problem:{}", problem.kind())
        );
        assert!(
            document["detail"]
                .as_str()
                .is_some_and(|text| text.ends_with('.')),
            "{problem:?}"
        );
        assert_eq!(page(&problem, &trace).status(), problem.status());
    }
}

#[test]
fn causes_are_for_the_log_only() {
    let shown = serde_json::to_string(&Document::of(&Problem::Broken("secret place".into()), "r1"))
        .unwrap();
    assert!(!shown.contains("secret place"));
}

#[test]
fn rules_of_the_domain_become_sentences() {
    let problem = Problem::from(case::Refused::AgencyLeads);
    assert_eq!(problem.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        problem.detail(),
        "This agency leads the case; choose another lead first."
    );
    assert_eq!(
        Problem::from(case::Refused::NoSuchAction),
        Problem::NotFound
    );
}
