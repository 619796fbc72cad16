//! The pages of a referral show what they should, to whom they should.

use access::Caller;
use askama::Template;
use domain::{Journal, referral::Referral};
use edge::page::Form;

use crate::{
    fixture::{coordinator, filed, prose, received, referrer, stamp, today},
    referral::{
        body::ReferralBody,
        history::since,
        show::page_of,
        view::{DecisionView, HistoryView, ReferralRow, ReferralView},
    },
};

fn shown(referral: Journal<Referral>, caller: &Caller, triage: bool, answer: bool) -> String {
    let file = filed(referral);
    let view = ReferralView {
        row: ReferralRow::of(
            &file.journal,
            "Runnymede",
            Some("Surrey Police".into()),
            today(),
        ),
        decision: DecisionView::of(&file.journal.status),
        answers: file.form().map(ReferralBody::from),
        own_questions: Vec::new(),
        report: None,
        files: Vec::new(),
        alike: Vec::new(),
        known: Vec::new(),
        history: vec![HistoryView {
            version: 1,
            what: "Received".into(),
            text: Some("<b>bold</b>".into()),
            who: "Jo Referrer".into(),
            agency: Some("Surrey Police".into()),
            at: stamp(caller, 1).at,
        }],
        may_triage: triage,
        may_answer: answer,
    };
    page_of(caller, &file, &view, Form::new().with_version(1))
        .render()
        .unwrap()
}

#[test]
fn a_coordinator_gets_the_choices_and_everything_told() {
    let page = shown(received(), &coordinator(), true, false);
    for words in [
        "Accept to a new case",
        "Decline",
        "Alex Example",
        "KT15 2AH",
        "27 March 1994",
        "14 November 2026",
        "Threats have become weekly",
        "Neighbourhood Watch",
        "OFFICIAL-SENSITIVE",
        "name=\"_version\" value=\"1\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("Change<span"));
    assert!(page.contains("&#60;b&#62;bold"));
}

#[test]
fn the_referrer_sees_the_decision_and_its_reason() {
    let declined = received()
        .decline(prose("One agency is enough"), &stamp(&coordinator(), 2))
        .unwrap();
    let page = shown(declined, &referrer(), false, false);
    assert!(page.contains("One agency is enough"));
    assert!(!page.contains("/triage"));
}

#[test]
fn a_question_can_be_answered_by_the_referring_agency() {
    let asked = received()
        .ask(prose("Since when?"), &stamp(&coordinator(), 2))
        .unwrap();
    let page = shown(asked, &referrer(), false, true);
    assert!(page.contains("Since when?") && page.contains("/answer"));
}

#[test]
fn a_stale_reader_is_told_what_happened_since() {
    let stamp = stamp(&coordinator(), 2);
    let file = filed(received().ask(prose("Since when?"), &stamp).unwrap());
    assert_eq!(
        since(&file, 1),
        ["More information asked for, 21 November 2026 at 10:02am"]
    );
    assert_eq!(since(&file, 7).len(), 1);
}
