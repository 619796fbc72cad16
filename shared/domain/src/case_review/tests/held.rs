//! The review that is held: the case it looks at, its meeting, its letters (R7.3, R7.4).

use super::*;
use crate::{
    case::{self, Case, Joining, Opening, Pace, reviews},
    case_review::{
        letter::{Letter, Part},
        link::Asked,
    },
    gateway::Gateway,
    referral::{Referral, form::testing},
};

const NOW: &str = "2026-11-25T09:00:00Z";

fn under_review() -> Journal<CaseReview> {
    let by = coordinator("2026-11-24T09:00:00Z", 2);
    applied("2026-11-20", &THREE)
        .decide(true, None, prose("Three complaints count"), &by)
        .unwrap()
}

fn case() -> Journal<Case> {
    let by = coordinator("2026-11-02T09:00:00Z", 3);
    let referral = Referral::receive(testing::form(), 5, &by).unwrap();
    let joining = |agency: &str, name: &str| Joining {
        agency: agency.parse().unwrap(),
        name: name.into(),
        gateway: Gateway::CrimeAndDisorder,
        reason: prose("works with the family"),
    };
    let opening = Opening {
        area: referral.area.clone(),
        reference: "RUN-2026-0001".into(),
        lead: joining("runnymede-council", "Runnymede Council"),
        referrer: joining("riverside-homes", "Riverside Homes"),
        reason: prose("meets the threshold"),
        pace: Pace::default(),
    };
    Case::open(&referral, &testing::form(), opening, &by).unwrap()
}

fn asked(agency: &str) -> Asked {
    Asked {
        agency: agency.parse().unwrap(),
        due_on: day("2026-12-11"),
        gateway: Gateway::CrimeAndDisorder,
    }
}

/// R7.4: the case learns that a review is held, by its reference, and forgets a wrong one.
#[test]
fn a_review_is_linked_to_one_case_and_that_can_be_undone() {
    let by = coordinator(NOW, 4);
    let (review, case) = under_review().link(case(), &by).unwrap();
    assert_eq!(review.case.as_ref().unwrap().reference, "RUN-2026-0001");
    let known = reviews::Linked {
        id: review.id,
        reference: review.reference.clone(),
        area: review.area.clone(),
    };
    assert_eq!(case.reviews, [known]);
    let twice = review.clone().link(case.clone(), &by).unwrap_err();
    assert_eq!(twice, Refused::Linked("RUN-2026-0001".into()));
    let (review, case) = review.unlink(case, prose("Next door"), &by).unwrap();
    assert_eq!(review.case, None);
    assert!(case.reviews.is_empty());
    let never = review.unlink(case, prose("Next door"), &by).unwrap_err();
    assert_eq!(never, Refused::NotLinked);
}

/// R7.4, R4.1: what is recommended to an agency on the case is an action there, with its words.
#[test]
fn a_recommendation_becomes_an_action_of_an_agency_on_the_case() {
    let by = coordinator(NOW, 4);
    let unlinked = under_review().recommend_to_agency(
        prose("Offer mediation"),
        (case(), asked("riverside-homes")),
        &by,
    );
    assert_eq!(unlinked.unwrap_err(), Refused::NotLinked);
    let (review, case) = under_review().link(case(), &by).unwrap();
    let stranger = review.clone().recommend_to_agency(
        prose("Offer mediation"),
        (case.clone(), asked("probation")),
        &by,
    );
    let refused = Box::new(case::Refused::AgencyNotOnCase);
    assert_eq!(stranger.unwrap_err(), Refused::Case(refused));
    let (review, case) = review
        .recommend_to_agency(
            prose("Offer mediation"),
            (case, asked("riverside-homes")),
            &by,
        )
        .unwrap();
    assert_eq!(review.recommendations, 1);
    let action = case.actions.values().next().unwrap();
    assert!(action.task.what.as_str().contains(&review.reference));
    assert_eq!(action.task.detail, Some(prose("Offer mediation")));
    let last = review.pending().last().unwrap().open::<CaseReview>();
    let Some(Event::Recommended { to, set, .. }) = last.unwrap().event else {
        panic!("nothing was recommended");
    };
    assert_eq!(to.as_str(), "Riverside Homes");
    let set = set.unwrap();
    assert_eq!((set.case, set.action), (case.id, action.id));
}

#[test]
fn agencies_are_awaited_until_each_has_accounted_for_what_it_did() {
    let by = coordinator(NOW, 4);
    let sitting = |at: &str| Sitting {
        starts_at: at.parse().unwrap(),
        place: line("Committee Room 1"),
        asked: vec![line("Surrey Police"), line("Riverside Homes")],
        told: Vec::new(),
    };
    let past = under_review().call(sitting("2026-11-25T08:59:59Z"), &by);
    assert_eq!(past.unwrap_err(), Refused::Past);
    let early = applied("2026-11-20", &THREE).call(sitting("2026-12-01T10:00:00Z"), &by);
    assert_eq!(
        early.unwrap_err(),
        Refused::Stands("Threshold to be decided")
    );
    let review = under_review()
        .call(sitting("2026-12-01T10:00:00Z"), &by)
        .unwrap();
    let awaited = |review: &CaseReview| review.awaited().map(Line::to_string).collect::<Vec<_>>();
    assert_eq!(awaited(&review), ["Surrey Police", "Riverside Homes"]);
    let review = review
        .take_account(line("surrey police"), prose("Two visits"), &by)
        .unwrap();
    assert_eq!(awaited(&review), ["Riverside Homes"]);
}

/// R7.3: each letter exists once there is something to write in it.
#[test]
fn letters_follow_the_steps() {
    let by = coordinator(NOW, 4);
    let told = application("RUN", 1, &THREE);
    let first = applied("2026-11-20", &THREE);
    assert_eq!(Letter::of(&first), [Letter::Acknowledgement]);
    let none = std::iter::empty();
    assert_eq!(
        Letter::Outcome.write(&first, &told, none, ("Runnymede", &Adopted::default())),
        None
    );

    let sitting = Sitting {
        starts_at: "2026-12-01T10:00:00Z".parse().unwrap(),
        place: line("Committee Room 1"),
        asked: Vec::new(),
        told: Vec::new(),
    };
    let review = under_review().call(sitting, &by).unwrap();
    assert_eq!(
        Letter::of(&review),
        [
            Letter::Acknowledgement,
            Letter::Threshold,
            Letter::Invitation
        ]
    );
    let words = |letter: Letter, told: &Application| -> String {
        let written = letter.write(
            &review,
            told,
            std::iter::empty(),
            ("Runnymede", &Adopted::default()),
        );
        let parts = written.unwrap().parts.into_iter().map(|part| match part {
            Part::Said(text) | Part::Typed(text) => text,
            Part::Heading(text) => text.to_owned(),
            Part::Points(points) => points.join("\n"),
        });
        parts.collect::<Vec<_>>().join("\n")
    };
    let invitation = words(Letter::Invitation, &told);
    assert!(
        invitation.contains("1 December 2026 at 10am"),
        "{invitation}"
    );
    assert!(invitation.contains("you want to be there"), "{invitation}");
    let mut behalf = told.clone();
    behalf.behalf = Some(OnBehalf {
        victim: line("Vic Sample"),
        consent: prose("By phone"),
    });
    let invitation = words(Letter::Invitation, &behalf);
    assert!(
        invitation.contains("Vic Sample wants to be there"),
        "{invitation}"
    );

    // By email only where the applicant said that it is safe.
    assert_eq!(told.by_email(), None);
    let (review, until) = review.send_letter(Letter::Threshold, &by).unwrap();
    assert_eq!(until.to_rfc3339(), "2026-12-25T09:00:00+00:00");
    let early = review.clone().send_letter(Letter::Outcome, &by);
    assert_eq!(early.unwrap_err(), Refused::Unwritten);
    // What is announced must lie ahead.
    let after = coordinator("2026-12-01T10:00:00Z", 5);
    let late = review.send_letter(Letter::Invitation, &after);
    assert_eq!(late.unwrap_err(), Refused::Unwritten);
}

/// R7.3: a letter is addressed to a postal address or to none; a number is not one.
#[test]
fn a_letter_goes_by_email_or_post_or_is_told() {
    let review = applied("2026-11-20", &THREE);
    let told = |way: Way, reach: &str, post: Option<&str>| {
        let mut told = application("RUN", 1, &THREE);
        told.contact.way = way;
        told.contact.reach = line(reach);
        told.contact.post = post.map(line);
        let letter = Letter::Acknowledgement;
        let written = letter.write(
            &review,
            &told,
            std::iter::empty(),
            ("Runnymede", &Adopted::default()),
        );
        let written = written.unwrap();
        assert_eq!(
            told.in_writing(),
            !written.goes.contains("No email or postal"),
            "{}",
            written.goes
        );
        (written.address, written.goes)
    };
    let home = || Some("1 Example Road".to_owned());
    let posted = "Print each letter and post it to 1 Example Road.".to_owned();
    assert_eq!(
        told(Way::Letter, "1 Example Road", None),
        (home(), posted.clone())
    );
    let number = "07700 900123";
    assert_eq!(
        told(Way::Phone, number, Some("1 Example Road")),
        (home(), posted)
    );
    let (address, goes) = told(Way::Phone, number, None);
    assert_eq!(address, None);
    assert!(
        goes.ends_with("post nothing. Read each letter out by phone on 07700 900123."),
        "{goes}"
    );
    let (address, goes) = told(Way::Text, number, None);
    assert_eq!(address, None);
    assert!(goes.contains("by text message to 07700 900123"), "{goes}");
    let (address, goes) = told(Way::Email, "vic@sample.example", None);
    assert_eq!(address, None);
    assert!(goes.contains("post nothing"), "{goes}");
    let both = told(Way::Email, "vic@sample.example", Some("1 Example Road"));
    assert_eq!(both.0, home());
    assert!(both.1.contains("vic@sample.example"), "{}", both.1);
}

/// What was told before anybody was asked for a postal address keeps its bytes, and so its hash.
#[test]
fn an_application_without_a_postal_address_is_written_as_before() {
    let told = application("RUN", 1, &THREE);
    let written = serde_json::to_value(&told).unwrap();
    assert_eq!(written["contact"].get("post"), None);
    assert_eq!(
        serde_json::from_value::<Application>(written).unwrap(),
        told
    );
}

/// A review from before any of this existed reads as it did.
#[test]
fn early_records_and_recommendations_have_no_case_and_no_action() {
    let review = under_review();
    let mut record = serde_json::to_value(review.record()).unwrap();
    for new in ["case", "sitting", "called_on"] {
        assert_eq!(record.as_object_mut().unwrap().remove(new), None, "{new}");
    }
    let early = r#"{"event":"recommended","to":"Riverside Homes","recommendation":"Mediate"}"#;
    let event: Event = serde_json::from_str(early).unwrap();
    assert!(matches!(event, Event::Recommended { set: None, .. }));
}
