//! From pages to a body, and back to pages.

use askama::Template;
use domain::forums::Register;
use edge::page::{Chrome, Form};
use serde_json::json;

use super::{
    Draft, DraftId, Written,
    part::Part,
    question,
    step::Step,
    write::{QuestionsPage, chrome, filled},
};
use crate::{
    fixture::{area, now, referrer, sent_with, today},
    forums,
    referral::{
        answers::{Change, sections},
        body::ReferralBody,
        parse::parse,
    },
};

fn draft(answers: ReferralBody) -> Draft {
    let written = Written {
        answers,
        next: Step::Area,
    };
    Draft {
        id: DraftId::of("key", 0),
        saved_at: now(),
        written,
    }
}

#[test]
fn page_by_page_makes_the_same_referral_as_at_once() {
    let whole = sent_with(json!({}));
    let mut answers = ReferralBody::default();
    for step in Step::ALL {
        step.take(&mut answers, whole.clone());
    }
    for sent in &whole.subjects {
        let mut subject = Default::default();
        let mut part = Some(if sent.is_place() {
            Part::Place
        } else {
            Part::Who
        });
        while let Some(page) = part {
            page.take(&mut subject, sent.clone());
            part = page.next(&subject);
        }
        answers.subjects.push(subject);
    }
    answers.incidents.clone_from(&whole.incidents);
    assert_eq!(answers, whole);
    assert!(parse(answers, Some(&area()), today()).is_ok());
}

#[test]
fn a_draft_survives_being_stored() {
    let written = Written {
        answers: sent_with(json!({})),
        next: Step::Risk,
    };
    let text = serde_json::to_string(&written).unwrap();
    assert_eq!(serde_json::from_str::<Written>(&text).unwrap(), written);
    assert_eq!(
        serde_json::from_str::<Written>(r#"{"answers":{}}"#).unwrap(),
        Written::default()
    );
}

#[test]
fn a_draft_is_taken_up_where_it_was_left() {
    let mut draft = draft(ReferralBody::default());
    draft.go_on(Step::Subjects);
    assert_eq!(draft.written.next, Step::Relationships);
    assert_eq!(draft.after_list(Step::Subjects), Step::Relationships);
    draft.go_on(Step::Area);
    assert_eq!(draft.written.next, Step::Relationships);
    draft.go_on(Step::Sharing);
    assert_eq!(draft.after_list(Step::Subjects), Step::Check);
}

#[test]
fn a_draft_knows_what_is_missing() {
    let now = now();
    let whole = draft(sent_with(json!({})));
    assert_eq!(whole.faults(Some(&area()), now), []);
    let part = draft(sent_with(json!({ "impact": null, "behaviours": [] })));
    let missing = part.faults(Some(&area()), now);
    let missing: Vec<_> = missing.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(missing, ["behaviours", "impact"]);
    // A page is judged alone, whatever else is missing.
    assert_eq!(
        Step::Risk
            .own(draft(ReferralBody::default()).faults(None, now))
            .len(),
        2
    );
    assert_eq!(
        Step::Children.own(draft(ReferralBody::default()).faults(None, now)),
        []
    );
}

fn page(questions: Vec<question::Question>, title: &str, form: Form) -> String {
    let chrome: Chrome = chrome(&referrer(), title, "/refer".to_owned());
    let action = "/refer/0123456789abcdef/x".to_owned();
    QuestionsPage {
        chrome,
        form,
        action,
        questions,
    }
    .render()
    .unwrap()
}

#[test]
fn every_page_asks_under_one_heading_and_shows_what_was_answered() {
    let told = sent_with(json!({}));
    for step in Step::ALL {
        let offered = match step {
            Step::Forums => forums::offered(&Register::default(), today()),
            _ => Vec::new(),
        };
        let questions = question::of_step(step, offered);
        if questions.is_empty() {
            continue;
        }
        let html = page(questions, question::title_of_step(step), filled(&told));
        assert_eq!(html.matches("<h1").count(), 1, "{step:?}");
        for field in step.fields() {
            assert!(
                html.contains(&format!("name=\"{field}\"")) || step == Step::Area,
                "{field}"
            );
        }
    }
    let html = page(
        question::of_step(Step::Risk, Vec::new()),
        "Risk",
        filled(&told),
    );
    assert!(html.contains("value=\"high\" checked"));
    assert!(html.contains("Threats have become weekly</textarea>"));
}

#[test]
fn dates_fill_their_boxes() {
    let told = sent_with(json!({}));
    let html = page(
        question::of_part(Part::Home),
        "Home",
        filled(&told.subjects[0]),
    );
    for box_ in [
        "born_on-day\" type=\"text\" value=\"27\"",
        "born_on-month\" type=\"text\" value=\"3\"",
        "born_on-year\" type=\"text\" value=\"1994\"",
    ] {
        assert!(html.contains(box_), "{box_}");
    }
}

#[test]
fn hostile_text_is_only_text() {
    let told = sent_with(json!({ "headline": "\"><script>alert(1)</script>" }));
    let html = page(
        question::of_step(Step::Headline, Vec::new()),
        "Headline",
        filled(&told),
    );
    assert!(!html.contains("<script>alert"));
}

#[test]
fn a_draft_shows_gaps_with_links_and_a_sent_referral_neither() {
    let told = sent_with(json!({ "children": null }));
    let rows = |change: &Change<'_>| -> Vec<_> {
        let all = sections(&told, Some("Runnymede"), change);
        all.into_iter().flat_map(|section| section.rows).collect()
    };
    let draft = rows(&Change::draft("/refer/d"));
    let children = draft
        .iter()
        .find(|row| row.key == "Children in the household")
        .unwrap();
    assert_eq!(children.lines, ["Not given"]);
    assert_eq!(children.change, "/refer/d/children?to=check");
    assert!(draft.iter().all(|row| !row.change.is_empty()));
    assert!(
        draft
            .iter()
            .any(|row| row.change == "/refer/d/subjects/3/place?to=check")
    );
    let sent = rows(&Change::sent());
    assert!(
        sent.iter()
            .all(|row| row.change.is_empty() && row.lines != ["Not given"])
    );
}

#[test]
fn the_same_key_begins_the_same_draft() {
    let id = DraftId::of("0190a2f4", 0);
    assert_eq!(id, DraftId::of("0190a2f4", 0));
    assert_ne!(id, DraftId::of("0190a2f4", 1));
    assert_ne!(id, DraftId::of("0190a2f5", 0));
    assert_eq!(id.to_string().parse(), Ok(id));
    for bad in [
        "",
        "sent",
        "0123456789ABCDEF",
        "../../etc/passwd",
        "0123456789abcdeg",
    ] {
        assert_eq!(bad.parse::<DraftId>(), Err(()), "{bad}");
    }
}
