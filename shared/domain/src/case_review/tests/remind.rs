//! What is due to the applicant is told to the team before the day, and once it has passed (R7.3).

use super::*;
use crate::case::When;

/// Every reminder of a review on which each day from one to another begins with a sweep, and ends with
/// a second one.
fn swept(review: Journal<CaseReview>, from: &str, to: &str) -> Journal<CaseReview> {
    let mut review = review;
    for on in day(from).iter_days().take_while(|on| *on <= day(to)) {
        for at in ["07:00", "16:00"] {
            let stamp = stamp(&format!("{on}T{at}:00Z"), 7);
            review = review.remind(&stamp).unwrap();
        }
    }
    review
}

fn sent(review: &CaseReview) -> Vec<(Deadline, String, When)> {
    let of = |each: &Reminder| (each.deadline, each.on.to_string(), each.when);
    review.reminded.iter().map(of).collect()
}

/// The day before for the acknowledgement, five working days for the outcome – 25 and 28 December are
/// none – and once each when it has passed.
#[test]
fn each_deadline_is_told_ahead_and_once_passed_and_never_twice() {
    let acknowledgement = |when| (Deadline::Acknowledgement, "2026-11-25".to_owned(), when);
    let outcome = |when| (Deadline::Outcome, "2026-12-29".to_owned(), when);
    let review = swept(applied("2026-11-20", &THREE), "2026-11-20", "2026-11-23");
    assert_eq!(sent(&review), []);
    let review = swept(review, "2026-11-24", "2026-11-25");
    assert_eq!(sent(&review), [acknowledgement(When::Ahead)]);
    let review = swept(review, "2026-11-26", "2026-11-28");
    let late = [acknowledgement(When::Ahead), acknowledgement(When::Passed)];
    assert_eq!(sent(&review), late);
    let by = coordinator("2026-11-30T09:00:00Z", 2);
    let review = swept(review.acknowledge(&by).unwrap(), "2026-11-30", "2026-12-17");
    assert_eq!(sent(&review), late);
    let review = swept(review, "2026-12-18", "2026-12-29");
    assert_eq!(sent(&review)[2..], [outcome(When::Ahead)]);
    let review = swept(review, "2026-12-30", "2027-01-31");
    assert_eq!(
        sent(&review)[2..],
        [outcome(When::Ahead), outcome(When::Passed)]
    );
}

#[test]
fn what_is_over_reminds_nobody_and_what_was_swept_late_is_told_once() {
    let by = coordinator("2026-11-23T09:00:00Z", 2);
    let over = applied("2026-11-20", &THREE).withdraw(prose("Moved"), &by);
    let over = swept(over.unwrap(), "2026-11-23", "2027-01-31");
    assert_eq!(sent(&over), []);
    let late = swept(applied("2026-11-20", &THREE), "2026-12-01", "2026-12-03");
    let passed = (
        Deadline::Acknowledgement,
        "2026-11-25".to_owned(),
        When::Passed,
    );
    assert_eq!(sent(&late), [passed]);
}
