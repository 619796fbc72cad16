//! R2.2: instruments are data, and what they say follows from them alone.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::{
    AreaCode, Note,
    referral::form::{CaseKind, RiskBand},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn people() -> &'static Instrument {
    &shipped()[0].1
}

fn text() -> &'static str {
    shipped()[0].0
}

/// The mildest answers, but for those named.
fn answers(instrument: &Instrument, graver: &[(&str, &str)]) -> Answers {
    let mut answers: Answers = instrument
        .questions
        .iter()
        .map(|each| (each.id.clone(), each.answers[0].id.clone()))
        .collect();
    for (question, answer) in graver {
        answers.insert((*question).into(), (*answer).into());
    }
    answers
}

#[test]
fn both_instruments_parse_fit_every_kind_of_case_and_say_where_they_are_from() {
    assert_eq!(shipped().len(), 2);
    for kind in CaseKind::ALL {
        let fitting = shipped()
            .iter()
            .filter(|(_, each)| each.fits.contains(kind));
        assert_eq!(fitting.count(), 1, "{kind:?}");
    }
    for (_, each) in shipped() {
        assert!(each.source.contains("Local practice"), "{}", each.id);
        assert!(each.source.contains("no statute prescribes"), "{}", each.id);
        let days = |band| {
            let on = each.rescore_on(band, day("2026-11-01")).unwrap();
            (on - day("2026-11-01")).num_days()
        };
        assert_eq!(
            [RiskBand::High, RiskBand::Medium, RiskBand::Standard].map(days),
            [14, 28, 56]
        );
    }
}

#[test]
fn a_score_is_the_sum_of_its_weights_and_begins_a_band_at_its_first_point() {
    let mildest = people().work_out(&answers(people(), &[])).unwrap();
    assert_eq!((mildest.score, mildest.band), (0, RiskBand::Standard));
    let at = |graver: &[(&str, &str)]| {
        let worked = people().work_out(&answers(people(), graver)).unwrap();
        (worked.score, worked.band)
    };
    let eleven = [("how_often", "most_days"), ("fear", "afraid")];
    assert_eq!(at(&eleven), (11, RiskBand::Standard));
    let twelve = [eleven[0], eleven[1], ("alone", "little")];
    assert_eq!(at(&twelve), (12, RiskBand::Medium));
}

#[test]
fn an_escalation_lifts_to_its_band_and_says_why() {
    let hurt = answers(people(), &[("violence", "hurt")]);
    let worked = people().work_out(&hurt).unwrap();
    assert_eq!(worked.by_score, RiskBand::Standard);
    assert_eq!(worked.band, RiskBand::High);
    assert_eq!(
        worked.escalations,
        ["Somebody was hurt or a weapon was seen."]
    );
    // It takes all of its answers.
    let alone = answers(people(), &[("aimed", "somebody")]);
    assert_eq!(people().work_out(&alone).unwrap().escalations, [""; 0]);
    let both = answers(
        people(),
        &[("aimed", "somebody"), ("vulnerable", "several")],
    );
    assert_eq!(people().work_out(&both).unwrap().band, RiskBand::High);
    let worse = answers(
        people(),
        &[("violence", "hurt"), ("getting_worse", "worse")],
    );
    let worked = people().work_out(&worse).unwrap();
    assert_eq!(
        (worked.band, worked.escalations.len()),
        (RiskBand::VeryHigh, 2)
    );
}

#[test]
fn what_was_not_answered_is_said_question_by_question() {
    let mut sent = answers(people(), &[("fear", "no such answer")]);
    sent.remove("aimed");
    sent.insert("shoe_size".into(), "9".into());
    let slips = people().work_out(&sent).unwrap_err();
    let said: Vec<_> = slips
        .iter()
        .map(|slip| (slip.question.as_str(), slip.kind))
        .collect();
    assert_eq!(
        said,
        [
            ("aimed", SlipKind::Missing),
            ("fear", SlipKind::NotOffered),
            ("shoe_size", SlipKind::NotAsked),
        ]
    );
}

#[test]
fn a_band_judged_otherwise_keeps_its_reason_and_sets_the_days() {
    let worked = people().work_out(&answers(people(), &[])).unwrap();
    let reason = Note::parse("A threat was made by phone today.").unwrap();
    let kept = |judged, reason: Option<&Note>| {
        let worked = worked.clone();
        let today = day("2026-11-20");
        worked
            .kept((people(), None), judged, reason.cloned(), today)
            .unwrap()
    };
    let lifted = kept(RiskBand::High, Some(&reason));
    assert_eq!(lifted.rescore_on, day("2026-12-04"));
    assert_eq!(lifted.band, RiskBand::Standard);
    assert_eq!(lifted.override_reason, Some(reason.clone()));
    let agreed = kept(RiskBand::Standard, Some(&reason));
    assert_eq!(agreed.override_reason, None, "nothing was overridden");
    assert_eq!(agreed.rescore_on, day("2027-01-15"));
}

#[test]
fn a_text_that_is_no_instrument_says_where() {
    let faults = |text: &str| {
        let faults = Instrument::read(text).unwrap_err();
        faults.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let line = text()
        .lines()
        .position(|line| line == "version = 1")
        .unwrap()
        + 1;
    let broken = faults(&text().replace("version = 1", "version = = 1"));
    assert!(
        broken[0].starts_with(&format!("Line {line}: ")),
        "{broken:?}"
    );
    let falling = text().replacen("weight = 5 },", "weight = 2 },", 1);
    assert_eq!(
        faults(&falling),
        [
            "Question ‘how_often’: answer ‘most_days’ weighs less than the one before it: answers go \
          from the least to the gravest"
        ]
    );
    let nowhere = text().replace("question = \"fear\", from", "question = \"dread\", from");
    assert_eq!(
        faults(&nowhere),
        ["Escalation 2: there is no question ‘dread’"]
    );
    let unreachable = text().replace("from = 38", "from = 380");
    assert!(faults(&unreachable)[0].starts_with("Band ‘very_high’: nobody can score 380"));
    let late = text().replace("rescore_days = 14", "rescore_days = 40");
    assert_eq!(
        faults(&late),
        ["Band ‘high’: must not be scored again later than the band below it"]
    );
    assert!(faults("")[0].contains("missing field"));
}

#[test]
fn an_area_puts_its_own_version_in_force_from_a_day() {
    let run: AreaCode = "RUN".parse().unwrap();
    let today = day("2026-11-20");
    let own = |version: u32, high: u32| {
        let text = text().replace("version = 1", &format!("version = {version}"));
        text.replace("from = 24", &format!("from = {high}"))
    };
    let mut editions = Editions::default();
    let version_on = |editions: &Editions, on: &str| {
        let (each, of) = editions.for_kind(&run, CaseKind::Family, day(on)).unwrap();
        (each.version, of.is_some())
    };
    editions.add(
        editions
            .judge(&own(2, 20), day("2026-12-01"), today)
            .unwrap(),
        today,
    );
    assert_eq!(version_on(&editions, "2026-11-30"), (1, false));
    assert_eq!(version_on(&editions, "2026-12-01"), (2, true));
    editions.add(
        editions
            .judge(&own(3, 22), day("2027-01-01"), today)
            .unwrap(),
        today,
    );
    assert_eq!(version_on(&editions, "2026-12-31"), (2, true));
    assert_eq!(version_on(&editions, "2027-01-01"), (3, true));
    // Places keep the one shipped.
    let place = editions
        .for_kind(&run, CaseKind::Place, day("2027-01-01"))
        .unwrap();
    assert_eq!((place.0.version, place.1), (1, None));
    // What waits is bounded; what no longer counts is let go when the next one is decided.
    assert_eq!(
        editions.judge(&own(4, 24), day("2027-02-01"), today),
        Err(Unfit::Ahead)
    );
    let later = day("2027-01-10");
    editions.add(
        editions
            .judge(&own(4, 24), day("2027-02-01"), later)
            .unwrap(),
        later,
    );
    let kept: Vec<_> = editions.of("asb-people").map(|each| each.version).collect();
    assert_eq!(kept, [3, 4]);
}

#[test]
fn a_version_that_cannot_follow_is_refused() {
    let today = day("2026-11-20");
    let judge = |text: &str, from: &str| Editions::default().judge(text, day(from), today);
    assert_eq!(judge(text(), "2026-12-01"), Err(Unfit::Version(2)));
    let next = text().replace("version = 1", "version = 2");
    assert_eq!(judge(&next, "2026-11-19"), Err(Unfit::Past));
    let renamed = next.replace("id = \"asb-people\"", "id = \"other\"");
    assert_eq!(judge(&renamed, "2026-12-01"), Err(Unfit::Unknown));
    let wider = next.replace("[\"person\", \"family\"]", "[\"person\", \"place\"]");
    assert_eq!(judge(&wider, "2026-12-01"), Err(Unfit::Fits));
    let mut editions = Editions::default();
    editions.add(judge(&next, "2026-12-01").unwrap(), today);
    let third = text().replace("version = 1", "version = 3");
    assert_eq!(
        editions.judge(&third, day("2026-11-25"), today),
        Err(Unfit::Before(day("2026-12-01")))
    );
}

proptest! {
    /// INVARIANT (monotony).
    #[test]
    fn a_worse_answer_never_lowers_the_band(
        which in 0..2usize,
        picks in prop::collection::vec(0..10usize, 30),
        worse in 0..30usize,
        by in 1..10usize,
    ) {
        let instrument = &shipped()[which].1;
        let mut sent = Answers::new();
        for (question, pick) in instrument.questions.iter().zip(&picks) {
            let answer = &question.answers[pick % question.answers.len()];
            sent.insert(question.id.clone(), answer.id.clone());
        }
        let before = instrument.work_out(&sent).unwrap();
        let question = &instrument.questions[worse % instrument.questions.len()];
        let place = question.place(&sent[&question.id]).unwrap();
        let graver = &question.answers[(place + by).min(question.answers.len() - 1)];
        sent.insert(question.id.clone(), graver.id.clone());
        let after = instrument.work_out(&sent).unwrap();
        prop_assert!(after.score >= before.score && after.band >= before.band);
        prop_assert!(after.score <= instrument.most());
        let day = day("2026-11-20");
        prop_assert!(
            instrument.rescore_on(after.band, day) <= instrument.rescore_on(before.band, day)
        );
    }
}
