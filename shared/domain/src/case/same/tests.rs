//! Both sides of what is said of who is who.

use proptest::prelude::*;

use super::*;
use crate::{
    Entry, Line,
    case::{
        Joining, Opening, Pace,
        tests::{joining, opened, prose, stamp},
    },
    journal::fold as fold_journal,
    law::Adopted,
    referral::{
        Referral,
        form::{Subject, SubjectRole, testing},
    },
};

fn note(text: &str) -> Note {
    Note::parse(text).unwrap()
}

/// Another case than [`opened`], of the same people, opened by the `n`th command.
fn another(n: u64) -> Journal<Case> {
    let mut form = testing::form();
    let more = Subject::named(SubjectRole::Witness, Line::parse("Robin Other").unwrap());
    form.subjects.push(more);
    let referral = Referral::receive(form.clone(), 5, &stamp(n, 2)).unwrap();
    let opening = Opening {
        area: referral.area.clone(),
        reference: format!("RUN-2026-{n:04}"),
        lead: joining(0),
        referrer: Joining { ..joining(2) },
        reason: prose("meets the threshold"),
        pace: Pace::default(),
    };
    Case::open(&referral, &form, opening, &stamp(n, 0)).unwrap()
}

fn say(
    (one, other): (Journal<Case>, Journal<Case>),
    verdict: Verdict,
    n: u64,
) -> Result<(Journal<Case>, Journal<Case>), Refused> {
    judge(
        (one, 1),
        (other, 2),
        (verdict, note("Seen both")),
        &stamp(n, 0),
    )
}

fn read(case: &Journal<Case>) -> Vec<Entry<Event>> {
    let sealed = case.pending().iter();
    sealed.map(|entry| entry.open::<Case>().unwrap()).collect()
}

#[test]
fn a_join_stands_on_both_cases_and_gives_nothing_of_the_other_away() {
    let (one, other) = say((opened(), another(50)), Verdict::Join, 60).unwrap();
    let (here, there) = (&one.same[0], &other.same[0]);
    assert_eq!((here.pair.subject, there.pair.subject), (1, 2));
    assert_eq!(here.pair.pair, there.pair.pair);
    assert_eq!(here.pair.other, stub_of(other.id));
    assert_eq!(there.pair.other, stub_of(one.id));
    assert_eq!(one.tie(1, &other, 2).unwrap().standing, Standing::Joined);
    assert_eq!(other.tie(2, &one, 1).unwrap().standing, Standing::Joined);
    assert!(one.tie(1, &other, 1).is_none());
    for (case, hidden) in [(&one, &other), (&other, &one)] {
        let record = serde_json::to_string(case.record()).unwrap();
        let last = serde_json::to_string(&read(case).last().unwrap().event).unwrap();
        for kept in [record, last] {
            assert!(!kept.contains(&hidden.id.to_string()), "{kept}");
            assert!(!kept.contains(&hidden.reference), "{kept}");
        }
    }
    // Members, subjects and actions are as they were, and so is when something last happened.
    let was = opened();
    assert_eq!(one.agencies, was.agencies);
    assert_eq!(one.subjects, was.subjects);
    assert_eq!(one.last_activity_at, was.last_activity_at);
}

#[test]
fn what_was_said_is_undone_and_the_history_keeps_both() {
    let both = say((opened(), another(50)), Verdict::Join, 60).unwrap();
    let again = say(both.clone(), Verdict::Join, 61).unwrap_err();
    assert_eq!(again, Refused::JudgedSo);
    let (one, other) = say(both, Verdict::Undo, 62).unwrap();
    assert!(one.same.is_empty() && other.same.is_empty());
    for case in [&one, &other] {
        let steps = read(case)
            .into_iter()
            .filter_map(|entry| match entry.event {
                Some(Event::Same(step)) => Some(step),
                _ => None,
            });
        let steps: Vec<Step> = steps.collect();
        assert!(matches!(
            steps[..],
            [Step::Joined { .. }, Step::Undone { .. }]
        ));
    }
    let nothing = say((one, other), Verdict::Undo, 63).unwrap_err();
    assert_eq!(nothing, Refused::NothingJudged);
}

#[test]
fn those_kept_apart_are_not_suggested_again_until_what_is_recorded_changes() {
    let (one, other) = say((opened(), another(50)), Verdict::KeepApart, 60).unwrap();
    assert!(!one.is_undecided(1, &other, 2) && !other.is_undecided(2, &one, 1));
    assert!(one.is_undecided(1, &other, 1) && one.is_undecided(2, &other, 2));
    let details = Subject::named(SubjectRole::Victim, Line::parse("Another Name").unwrap());
    let adopted = Adopted::default();
    let corrected = other
        .correct_subject(2, details, note("Misheard"), &adopted, &stamp(70, 0))
        .unwrap();
    assert!(one.is_undecided(1, &corrected, 2), "the facts changed");
    let (one, corrected) = say((one, corrected), Verdict::KeepApart, 80).unwrap();
    assert!(!one.is_undecided(1, &corrected, 2), "looked at again");
    // A join is no suggestion any more, whatever changes.
    let (one, corrected) = say((one, corrected), Verdict::Join, 90).unwrap();
    let details = Subject::named(SubjectRole::Victim, Line::parse("A Third Name").unwrap());
    let corrected = corrected
        .correct_subject(2, details, note("Misheard"), &adopted, &stamp(100, 0))
        .unwrap();
    assert!(!one.is_undecided(1, &corrected, 2));
}

#[test]
fn what_cannot_be_is_refused() {
    let reason = || (Verdict::Join, note("One"));
    let at = stamp(60, 0);
    let of_one = judge((opened(), 1), (opened(), 2), reason(), &at);
    assert_eq!(of_one.unwrap_err(), Refused::SameCase);
    for (own, others) in [(0, 1), (1, 0), (9, 1), (1, 9)] {
        let nobody = judge((opened(), own), (another(50), others), reason(), &at);
        assert_eq!(
            nobody.unwrap_err(),
            Refused::NoSuchSubject,
            "{own} {others}"
        );
    }
    let mut full = opened();
    let mut last = another(50);
    for n in 0..Case::MAX_TIES as u64 {
        (full, last) = say((full, another(100 + n)), Verdict::KeepApart, 300 + n).unwrap();
    }
    let one_more = say((full.clone(), another(50)), Verdict::Join, 900);
    assert!(matches!(one_more.unwrap_err(), Refused::Full { .. }));
    // Another word on a pair takes no room.
    let (full, last) = say((full, last), Verdict::Join, 901).unwrap();
    assert_eq!((full.same.len(), last.same.len()), (Case::MAX_TIES, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// INVARIANT (both sides), INVARIANT (fold): whatever is tried in whatever order from whichever side.
    #[test]
    fn both_cases_say_the_same_of_every_pair(
        tries in proptest::collection::vec((0..3usize, 0..3usize, 1..3u32, 1..4u32, 0..3usize), 0..30)
    ) {
        let mut cases = [opened(), another(50), another(51)];
        let mut model = std::collections::BTreeMap::new();
        for (n, (one, other, own, others, verdict)) in tries.into_iter().enumerate() {
            let verdict = Verdict::ALL[verdict];
            let stamp = stamp(60 + n as u64, 0);
            let sides = ((cases[one].clone(), own), (cases[other].clone(), others));
            let said = judge(sides.0, sides.1, (verdict, note("Why")), &stamp);
            let mut pair = [(one, own), (other, others)];
            pair.sort_unstable();
            let Ok((first, second)) = said else { continue };
            match verdict {
                Verdict::Join => model.insert(pair, Standing::Joined),
                Verdict::KeepApart => model.insert(pair, Standing::Apart),
                Verdict::Undo => model.remove(&pair),
            };
            cases[one] = first;
            cases[other] = second;
        }
        for case in &cases {
            let folded = fold_journal::<Case>(&read(case)).unwrap().unwrap();
            prop_assert_eq!(&folded, case.record());
        }
        let ties: usize = cases.iter().map(|case| case.same.len()).sum();
        prop_assert_eq!(ties, 2 * model.len());
        for ([(one, own), (other, others)], standing) in model {
            for (a, x, b, y) in [(one, own, other, others), (other, others, one, own)] {
                let tie = cases[a].tie(x, &cases[b], y);
                prop_assert_eq!(tie.map(|tie| tie.standing), Some(standing));
            }
        }
    }
}
