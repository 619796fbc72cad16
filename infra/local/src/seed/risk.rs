//! How the cases of the stories are scored, and the plans they have.

use anyhow::Context;
use chrono::{DateTime, Days, Utc};
use domain::{
    Journal,
    case::{
        Assessment, Case, MeasureState, Pace,
        plan::{NewMeasure, Review},
    },
    referral::form::RiskBand,
    risk::{Answers, Editions, Instrument},
    time,
};

use super::world::{Player, line, note};

/// The same assessment, scored so that its band comes near to the one that the story has.
pub(super) fn scored(
    plain: Assessment,
    case: &Case,
    (count, number): (usize, usize),
    at: DateTime<Utc>,
) -> anyhow::Result<Assessment> {
    let today = time::london_date(at);
    let fitting = Editions::default().for_kind(&case.area, case.kind, today);
    let (instrument, _) = fitting.context("no instrument fits")?;
    let grave = match plain.risk {
        RiskBand::Standard => 1,
        RiskBand::Medium => 2,
        RiskBand::High => 3,
        RiskBand::VeryHigh => 4,
    };
    let answers = answers(&instrument, grave.max(count) - count, number);
    let worked = instrument.work_out(&answers).ok().context("unanswered")?;
    // Now and then somebody knows more than the questions ask.
    let higher = instrument.bands.iter().map(|each| each.band);
    let higher = higher.filter(|band| *band > worked.band).min();
    let judged = higher.filter(|_| number % 7 == 2 && count == 0);
    let risk = judged.unwrap_or(worked.band);
    let why = "The victim told the officer of a threat that is not yet on any record.";
    let reason = judged.map(|_| note(why)).transpose()?;
    let scored = worked.kept((&instrument, None), risk, reason, today);
    let scored = scored.context("no bands")?;
    Ok(Assessment {
        risk,
        next_review_on: plain.next_review_on.min(scored.rescore_on),
        scored: Some(Box::new(scored)),
        ..plain
    })
}

/// Answers that are graver the higher `grave` is, of 4; each case differs a little.
fn answers(instrument: &Instrument, grave: usize, number: usize) -> Answers {
    let mut answers = Answers::new();
    for (question, place) in instrument.questions.iter().zip(0_usize..) {
        let last = question.answers.len().saturating_sub(1);
        let spread = usize::from((number + place).is_multiple_of(3));
        let at = (last * grave / 5 + spread).min(last);
        if let Some(answer) = question.answers.get(at) {
            answers.insert(question.id.clone(), answer.id.clone());
        }
    }
    answers
}

/// A plan: what it is to achieve, and a measure of each of two agencies.
pub(super) fn planned(
    case: Journal<Case>,
    coordinator: &Player,
    at: DateTime<Utc>,
) -> anyhow::Result<Journal<Case>> {
    let today = time::london_date(at);
    let lead = case.lead.clone();
    let other = case.agencies.keys().find(|agency| **agency != lead);
    let other = other.unwrap_or(&lead).clone();
    let measures = [
        (
            lead,
            "One officer is the named contact for whoever is harmed, and calls every week",
            21,
        ),
        (
            other,
            "Visits in the evenings on which it mostly happens",
            28,
        ),
    ];
    let aims = "Nobody is threatened, and those next door sleep through the night.\nWe know by: no report for four weeks, and what the victims say.";
    let mut case = case.aim(note(aims)?, &coordinator.stamp(at)?)?;
    for ((owner, what, days), state) in measures
        .into_iter()
        .zip([MeasureState::InPlace, MeasureState::Planned])
    {
        let measure = NewMeasure {
            what: line(what)?,
            owner,
            state,
            review_on: today + Days::new(days),
        };
        case = case.add_measure(measure, Pace::default(), &coordinator.stamp(at)?)?;
    }
    Ok(case)
}

/// The review of every measure in use: the first has worked on some cases, the others go on.
pub(super) fn reviewed(
    case: Journal<Case>,
    coordinator: &Player,
    (number, at): (usize, DateTime<Utc>),
) -> anyhow::Result<Journal<Case>> {
    let used: Vec<_> = case.plan.in_use().map(|each| each.number).collect();
    let mut case = case;
    for measure in used {
        let worked = measure == 1 && number.is_multiple_of(4);
        let (state, found) = if worked {
            let found = "No report for three weeks; the victim feels safe at home.";
            (MeasureState::Worked, found)
        } else {
            let found = "It goes on, and those next door say that it helps.";
            (MeasureState::InPlace, found)
        };
        let review = Review {
            state,
            review_on: (!worked).then(|| time::london_date(at) + Days::new(28)),
            found: note(found)?,
            what: None,
            owner: None,
        };
        case = case.review_measure(measure, review, Pace::default(), &coordinator.stamp(at)?)?;
    }
    Ok(case)
}
