use super::*;
use crate::{
    Actor, Note, PersonId, Prose,
    journal::{chain, fold},
    law::Choice,
    referral::report::Way,
    retention::{self, Chosen, Ground, Keepable, Standing},
};

mod checked;
mod held;
mod remind;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

fn stamp(at: &str, seed: u8) -> Stamp {
    Stamp::new(Actor::Public, at.parse().unwrap(), [seed; 32])
}

fn coordinator(at: &str, seed: u8) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Robin Coordinator".into(),
        agency: "runnymede-council".parse().unwrap(),
    };
    Stamp::new(actor, at.parse().unwrap(), [seed; 32])
}

fn application(area: &str, people: u16, complaints: &[(&str, &str)]) -> Application {
    let complaint = |(happened, complained): &(&str, &str)| Complaint {
        happened_on: day(happened),
        complained_on: day(complained),
        to: line("The council"),
        what: prose("Noise"),
    };
    Application {
        area: area.parse().unwrap(),
        place: line("Example Court"),
        postcode: None,
        applicant: Applicant::Victim,
        contact: Contact {
            name: line("Vic Sample"),
            way: Way::Letter,
            reach: line("1 Example Road"),
            post: None,
            mind: None,
        },
        behalf: None,
        complaints: complaints.iter().map(complaint).collect(),
        people,
        harm: prose("Sleepless"),
        response: prose("Nobody came"),
        attendance: Attendance::InPerson,
    }
}

fn applied(on: &str, complaints: &[(&str, &str)]) -> Journal<CaseReview> {
    let at = format!("{on}T12:00:00Z");
    let application = application("RUN", 1, complaints);
    CaseReview::apply(application, &Adopted::default(), &stamp(&at, 1)).unwrap()
}

/// Whether a complaint counts towards the threshold.
fn counts(happened: &str, complained: &str, applied_on: &str) -> bool {
    let review = applied(applied_on, &[(happened, complained)]);
    review.assessment.complaints[0].counts
}

/// R7.2, ACR-1 (s.104(11)): one day inside and one day outside each limit. The behaviour's own day and
/// the complaint's own day are the first of the period.
#[test]
fn a_complaint_counts_to_the_last_day_of_each_period_and_not_a_day_longer() {
    let cases = [
        // Within one month beginning with the behaviour.
        ("2026-09-15", "2026-10-14", "2026-11-20", true),
        ("2026-09-15", "2026-10-15", "2026-11-20", false),
        ("2026-09-15", "2026-09-15", "2026-11-20", true),
        // February has no 31st: its last day is within the month.
        ("2026-01-31", "2026-02-28", "2026-06-01", true),
        ("2026-01-31", "2026-03-01", "2026-06-01", false),
        ("2024-01-31", "2024-02-29", "2024-06-01", true),
        ("2026-12-25", "2027-01-24", "2027-02-01", true),
        ("2026-12-25", "2027-01-25", "2027-02-01", false),
        // Within six months beginning with the complaint.
        ("2026-05-20", "2026-05-22", "2026-11-21", true),
        ("2026-05-20", "2026-05-21", "2026-11-21", false),
        ("2026-08-31", "2026-08-31", "2027-02-28", true),
        ("2026-08-31", "2026-08-31", "2027-03-01", false),
        // On the day itself.
        ("2026-11-21", "2026-11-21", "2026-11-21", true),
        // A complaint before the behaviour is about something else.
        ("2026-10-02", "2026-10-01", "2026-11-21", false),
    ];
    for (happened, complained, on, expected) in cases {
        let found = counts(happened, complained, on);
        assert_eq!(found, expected, "{happened} {complained} {on}");
    }
}

#[test]
fn each_complaint_says_why_with_its_dates_and_rule() {
    let review = applied("2026-11-20", &[("2026-09-15", "2026-10-15")]);
    let checked = &review.assessment.complaints[0];
    assert!(checked.why.contains("14 October 2026"), "{}", checked.why);
    assert!(checked.why.ends_with("too late to count."));
    assert!(checked.rule.starts_with("ACR-1: "), "{}", checked.rule);
    assert!(checked.rule.contains("104(11)"), "{}", checked.rule);
}

const THREE: [(&str, &str); 3] = [
    ("2026-10-01", "2026-10-02"),
    ("2026-10-08", "2026-10-09"),
    ("2026-10-15", "2026-10-16"),
];

/// ACR-2 (s.104(4)): with three a review must be held; with two it is judged.
#[test]
fn three_complaints_are_enough_and_two_are_judged() {
    let three = applied("2026-11-20", &THREE);
    assert!(three.assessment.must_be_met());
    let reason = || prose("Decided");
    let refused = three.decide(
        false,
        None,
        reason(),
        &coordinator("2026-11-21T09:00:00Z", 2),
    );
    assert_eq!(refused.unwrap_err(), Refused::MustBeHeld);

    let two = || applied("2026-11-20", &THREE[..2]);
    assert!(!two().assessment.must_be_met());
    let by = coordinator("2026-11-21T09:00:00Z", 2);
    let unjudged = two().decide(true, None, reason(), &by);
    assert_eq!(unjudged.unwrap_err(), Refused::Unjudged);
    let judgement = || Judgement {
        persistence: prose("Weekly"),
        harm: prose("Severe"),
        adequacy: prose("None"),
    };
    for (met, status) in [
        (true, Status::UnderReview),
        (
            false,
            Status::NotMet {
                on: day("2026-11-21"),
            },
        ),
    ] {
        let decided = two().decide(met, Some(judgement()), reason(), &by).unwrap();
        assert_eq!(decided.status, status);
    }
}

/// ACR-3 (s.104(12)): by Surrey's procedures two complaints about one day count once.
#[test]
fn complaints_about_the_same_day_count_once() {
    let again = [THREE[0], ("2026-10-01", "2026-10-05"), THREE[1]];
    let review = applied("2026-11-20", &again);
    assert_eq!(review.assessment.counted, 2);
    assert!(review.assessment.complaints[1].rule.starts_with("ACR-3"));
    // One that is too late does not use its day up.
    let late = [("2026-10-01", "2026-11-02"), ("2026-10-01", "2026-10-05")];
    let counted: Vec<_> = applied("2026-11-20", &late)
        .assessment
        .complaints
        .iter()
        .map(|each| each.counts)
        .collect();
    assert_eq!(counted, [false, true]);
}

/// What an area applied to on a day makes of one complaint and so many people.
fn with_people((area, people): (&str, u16), adopted: &Adopted, on: &str) -> Journal<CaseReview> {
    let application = application(area, people, &THREE[..1]);
    let by = stamp(&format!("{on}T12:00:00Z"), 1);
    CaseReview::apply(application, adopted, &by).unwrap()
}

/// Numbers of ACR-11 that Runnymede sets on 20 November 2026, from 23 November on.
fn set(numbers: &[(&str, i64)]) -> Journal<Adopted> {
    let by = coordinator("2026-11-20T09:00:00Z", 9);
    let mut adopted = None;
    for (number, to) in numbers {
        let choice = Choice {
            area: "RUN".parse().unwrap(),
            rule: "ACR-11".into(),
            number: (*number).into(),
            to: *to,
            from: day("2026-11-23"),
            reason: Note::parse("Agreed by the partners").unwrap(),
        };
        adopted = Some(Adopted::choose(adopted, choice, &by).unwrap());
    }
    adopted.unwrap()
}

/// R7.2, ACR-11: five people are enough where the area says so, and only there; what decides is named.
#[test]
fn an_area_can_set_a_lower_threshold() {
    let shipped = Adopted::default();
    let met = |area, people| {
        let review = with_people((area, people), &shipped, "2026-11-20");
        review.assessment.must_be_met()
    };
    assert!(met("ELM", 5));
    assert!(!met("ELM", 4));
    assert!(!met("RUN", 5));
    let result = with_people(("ELM", 5), &shipped, "2026-11-20");
    let result = &result.assessment.result;
    assert!(result.contains("(ACR-11: Practice of Surrey"), "{result}");
    assert!(result.ends_with(", local policy)."), "{result}");
    let refused = with_people(("ELM", 5), &shipped, "2026-11-20").decide(
        false,
        None,
        prose("Not enough"),
        &coordinator("2026-11-21T09:00:00Z", 2),
    );
    assert_eq!(refused.unwrap_err(), Refused::EnoughPeople);
}

/// R6.6, R7.2, ACR-11: an area that sets the number of people has that threshold from then on.
#[test]
fn an_area_that_sets_how_many_people_are_enough_counts_them_from_that_day() {
    let adopted = set(&[("people", 3)]);
    let needed = |area, on| {
        let review = with_people((area, 3), &adopted, on);
        assert_eq!(
            review.assessment.must_be_met(),
            review.assessment.people_needed == Some(3)
        );
        review.assessment.people_needed
    };
    assert_eq!(needed("RUN", "2026-11-22"), None);
    assert_eq!(needed("RUN", "2026-11-23"), Some(3));
    assert_eq!(needed("WOK", "2026-11-23"), None);
    assert_eq!(needed("ELM", "2026-11-23"), Some(5));
}

/// R6.6, R7.3, ACR-11: what an area sets moves the deadlines of what arrives from that day on, there
/// and nowhere else.
#[test]
fn an_area_that_sets_its_working_days_moves_the_deadlines_from_that_day() {
    let adopted = set(&[
        ("acknowledge_working_days", 1),
        ("outcome_working_days", 10),
    ]);
    let due = |area, on| {
        let review = with_people((area, 1), &adopted, on);
        [review.acknowledge_by, review.outcome_by].map(|day| day.to_string())
    };
    assert_eq!(due("RUN", "2026-11-20"), ["2026-11-25", "2026-12-29"]);
    assert_eq!(due("RUN", "2026-11-23"), ["2026-11-24", "2026-12-07"]);
    assert_eq!(due("WOK", "2026-11-23"), ["2026-11-26", "2026-12-30"]);
}

/// R7.3: three and twenty-five working days; Christmas, its substitute and New Year's Day between.
#[test]
fn deadlines_are_in_working_days() {
    let review = applied("2026-12-23", &THREE);
    assert_eq!(review.acknowledge_by, day("2026-12-30"));
    assert_eq!(review.outcome_by, day("2027-02-01"));
    assert_eq!(review.due_on(), Some(day("2026-12-30")));
    let by = coordinator("2026-12-24T09:00:00Z", 2);
    let review = review.acknowledge(&by).unwrap();
    assert_eq!(review.due_on(), Some(day("2027-02-01")));
    assert_eq!(review.acknowledge(&by).unwrap_err(), Refused::Acknowledged);
}

#[test]
fn a_day_that_lies_ahead_is_refused() {
    let ahead = application("RUN", 1, &[("2026-11-21", "2026-11-21")]);
    let refused = CaseReview::apply(
        ahead,
        &Adopted::default(),
        &stamp("2026-11-20T12:00:00Z", 1),
    );
    assert_eq!(refused.unwrap_err(), Refused::Ahead);
}

#[test]
fn a_review_hears_the_agencies_before_it_ends_and_is_counted_once() {
    let by = coordinator("2026-11-23T09:00:00Z", 2);
    let review = applied("2026-11-20", &THREE);
    let refused = review.clone().conclude(prose("Done"), &by).unwrap_err();
    assert_eq!(refused, Refused::Stands("Threshold to be decided"));
    let review = review
        .decide(true, None, prose("Three count"), &by)
        .unwrap();
    let refused = review.clone().conclude(prose("Done"), &by).unwrap_err();
    assert_eq!(refused, Refused::NoAccount);
    let review = review
        .take_account(line("Surrey Police"), prose("Two visits"), &by)
        .and_then(|review| review.hear(Attendance::InPerson, prose("Told it herself"), &by))
        .and_then(|review| review.recommend(line("Riverside Homes"), prose("Move him"), &by))
        .and_then(|review| review.conclude(prose("Better now"), &by))
        .unwrap();
    assert!(!review.status.is_open());
    let record = serde_json::to_string(review.record()).unwrap();
    for personal in ["Vic Sample", "Example Road", "Sleepless", "Move him"] {
        assert!(!record.contains(personal), "{personal}");
    }
    let mut figures = Figures::default();
    figures.add(&review, 2026);
    let one = Figures {
        applications: 1,
        not_met: 0,
        reviews: 1,
        with_recommendations: 1,
    };
    assert_eq!(figures, one);
    let mut next = Figures::default();
    next.add(&review, 2027);
    assert_eq!(next, Figures::default());
}

fn concluded() -> Journal<CaseReview> {
    let by = coordinator("2026-11-23T09:00:00Z", 2);
    applied("2026-11-20", &THREE)
        .decide(true, None, prose("CANARY counts"), &by)
        .and_then(|review| review.take_account(line("CANARY Police"), prose("Two visits"), &by))
        .and_then(|review| review.recommend(line("CANARY Homes"), prose("Move him"), &by))
        .and_then(|review| {
            review.conclude(
                prose("CANARY is better"),
                &coordinator("2027-01-04T09:00:00Z", 3),
            )
        })
        .unwrap()
}

fn ordered() -> Journal<CaseReview> {
    let by = coordinator("2033-01-04T09:00:00Z", 4);
    let note = Note::parse("CANARY asked nothing more").unwrap();
    concluded()
        .order_erasure(Ground::Due, note, &Chosen::default(), &by)
        .unwrap()
}

/// R12.2: six years from the day it was over, however it ended.
#[test]
fn a_review_that_is_over_comes_due_by_its_rule_and_one_under_way_does_not() {
    let chosen = Chosen::default();
    let due = day("2033-01-04");
    let standing = |review: &Journal<CaseReview>, on| review.standing(&chosen, day(on));
    assert_eq!(standing(&concluded(), "2033-01-03"), Standing::Kept(due));
    assert_eq!(standing(&concluded(), "2033-01-04"), Standing::Due(due));
    let open = applied("2026-11-20", &THREE);
    assert_eq!(standing(&open, "2040-01-01"), Standing::InUse);
    let by = coordinator("2026-11-24T09:00:00Z", 2);
    let withdrawn = open.clone().withdraw(prose("Moved"), &by).unwrap();
    assert_eq!(
        standing(&withdrawn, "2040-01-01"),
        Standing::Due(day("2032-11-24"))
    );
    let note = || Note::parse("x").unwrap();
    let refused = open
        .clone()
        .order_erasure(Ground::Order, note(), &chosen, &by);
    assert_eq!(refused.unwrap_err(), retention::Refused::InUse);
    // A hold can be placed while it runs, and lasts beyond its end.
    let held = open.place_hold(note(), &by).unwrap();
    let held = held.withdraw(prose("Moved"), &by).unwrap();
    let refused = held.order_erasure(Ground::Order, note(), &chosen, &by);
    assert_eq!(refused.unwrap_err(), retention::Refused::Held);
}

/// R7.5, R12.2: what is published is counted from what is left.
#[test]
fn an_erased_review_says_nothing_of_anybody_and_every_figure_stays() {
    let before = Figures::by_year(&concluded());
    let late = coordinator("2033-01-18T03:00:00Z", 5);
    let early = coordinator("2033-01-17T03:00:00Z", 5);
    assert_eq!(
        ordered().erase(&early).unwrap_err(),
        retention::Refused::NotYet(day("2033-01-18"))
    );
    let erased = ordered().erase(&late).unwrap();
    assert_eq!(Figures::by_year(&erased), before);
    for year in [2026, 2027, 2033] {
        let count = |review: &CaseReview| {
            let mut figures = Figures::default();
            figures.add(review, year);
            figures
        };
        assert_eq!(count(&erased), count(&concluded()), "{year}");
    }
    // The journal without what it said before: the chain holds and the record follows.
    let mut sealed = erased.pending().to_vec();
    let last = sealed.len() - 1;
    for entry in &mut sealed[..last] {
        entry.payload = None;
        entry.salt = None;
    }
    assert_eq!(chain::verify(&sealed), Ok(erased.head()));
    let left: Vec<_> = sealed
        .iter()
        .map(|each| each.open::<CaseReview>().unwrap())
        .collect();
    assert_eq!(
        &fold::<CaseReview>(&left).unwrap().unwrap(),
        erased.record()
    );
    for text in [
        serde_json::to_string(&sealed).unwrap(),
        serde_json::to_string(erased.record()).unwrap(),
    ] {
        for gone in ["CANARY", "Vic Sample", "Example Road", "Sleepless"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
    }
    // Nothing more is done to it.
    let refused = erased.clone().withdraw(prose("x"), &late).unwrap_err();
    assert_eq!(refused, Refused::Stands("Erased"));
    let done = erased.finish_erasure(6, &late).unwrap();
    assert!(done.is_finished());
    assert_eq!(Figures::by_year(&done), before);
    assert_eq!(done.erase(&late).unwrap_err(), retention::Refused::Erased);
}

/// What was written before there was a rule reads as it did.
#[test]
fn a_record_without_its_keeping_still_reads() {
    let value = serde_json::to_value(concluded().record()).unwrap();
    assert!(value.get("keeping").is_none());
    let review: CaseReview = serde_json::from_value(value).unwrap();
    assert!(review.keeping.is_empty());
}
