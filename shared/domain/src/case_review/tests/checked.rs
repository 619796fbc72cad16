//! R7.2: what was not made as told counts no longer, and what is judged then is what is left.

use super::*;

/// Two complaints about one day, and two about others.
const FOUR: [(&str, &str); 4] = [
    ("2026-11-01", "2026-11-02"),
    ("2026-11-01", "2026-11-03"),
    ("2026-11-04", "2026-11-05"),
    ("2026-11-08", "2026-11-09"),
];

fn check(review: Journal<CaseReview>, told: &Application, found: Found) -> Decided {
    let by = coordinator("2026-11-23T09:00:00Z", 2);
    let how = prose("No agency has a record of it");
    review.check(told, (found, how), &Adopted::default(), &by)
}

fn not_met(review: &Journal<CaseReview>) -> Decided {
    let by = coordinator("2026-11-23T10:00:00Z", 3);
    review.clone().decide(false, None, prose("Too few"), &by)
}

#[test]
fn a_complaint_that_was_not_made_counts_no_longer_and_another_of_its_day_may() {
    let told = application("RUN", 1, &FOUR);
    let review = applied("2026-11-20", &FOUR);
    let counts = |review: &CaseReview| {
        let each = review.assessment.complaints.iter();
        each.map(|each| each.counts).collect::<Vec<_>>()
    };
    assert_eq!(counts(&review), [true, false, true, true]);
    assert_eq!(not_met(&review).unwrap_err(), Refused::MustBeHeld);

    let review = check(review, &told, Found::NotMade(1)).unwrap();
    assert_eq!(
        counts(&review),
        [false, true, true, true],
        "one for each day"
    );
    let review = check(review, &told, Found::NotMade(4)).unwrap();
    assert_eq!(review.assessment.counted, 2);
    assert!(review.assessment.result.contains("2 complaints count"));
    let why = &review.assessment.complaints[3].why;
    assert_eq!(why, "It was checked, and was not made as told.");
    assert!(
        !why.contains("record"),
        "how it was found is not for the letter"
    );
    // Below the count all three are judged, and not held is an answer.
    assert_eq!(not_met(&review).unwrap_err(), Refused::Unjudged);

    for nothing in [0, 1, 5] {
        let refused = check(review.clone(), &told, Found::NotMade(nothing));
        assert_eq!(refused.unwrap_err(), Refused::NoSuchComplaint, "{nothing}");
    }
    // Struck out by mistake, it counts again.
    let review = check(review, &told, Found::Made(4)).unwrap();
    assert_eq!(counts(&review), [false, true, true, true]);
    let refused = check(review.clone(), &told, Found::Made(3));
    assert_eq!(refused.unwrap_err(), Refused::NoSuchComplaint);
    // What was told stays in the journal.
    let sealed: Vec<_> = review.pending().to_vec();
    assert_eq!(chain::verify(&sealed), Ok(review.head()));
}

#[test]
fn people_are_counted_as_they_were_found() {
    let told = application("ELM", 5, &FOUR[..1]);
    let at = stamp("2026-11-20T12:00:00Z", 1);
    let review = CaseReview::apply(told.clone(), &Adopted::default(), &at).unwrap();
    assert!(review.assessment.by_people());
    let review = check(review, &told, Found::People(4)).unwrap();
    assert!(!review.assessment.by_people());
    // What was found stays found when a complaint is checked after it.
    let review = check(review, &told, Found::NotMade(1)).unwrap();
    assert_eq!(
        (review.assessment.people, review.assessment.counted),
        (4, 0)
    );
}

#[test]
fn nothing_is_checked_once_the_threshold_is_decided() {
    let told = application("RUN", 1, &FOUR);
    let by = coordinator("2026-11-23T10:00:00Z", 3);
    let decided = applied("2026-11-20", &FOUR).decide(true, None, prose("Met"), &by);
    let refused = check(decided.unwrap(), &told, Found::NotMade(1));
    assert!(matches!(refused, Err(Refused::Stands(_))), "{refused:?}");
}
