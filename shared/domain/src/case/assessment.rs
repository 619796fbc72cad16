//! Risk and RAG, with the score, the reason and the next review (R2.2, R2.7).

use std::cmp::Ordering;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Pace, Refused};
use crate::{
    Journal, MeetingId, Note, Prose, Stamp, choice::choices, gateway::Gateway,
    referral::form::RiskBand, risk::Scored, time,
};

choices! {
    /// How a case stands at a glance.
    Rag {
        Red "red" "Red",
        Amber "amber" "Amber",
        Green "green" "Green",
    }
}

/// How often the RAG turned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turns {
    /// To a lower one than before.
    pub eased: u32,
    /// To a higher one.
    pub worsened: u32,
}

impl Turns {
    /// From one RAG to the next; `None` where it stayed, or where nothing says what was before.
    pub(super) fn between(before: Option<Rag>, after: Rag) -> Option<Self> {
        // Red comes first.
        match before?.cmp(&after) {
            Ordering::Less => Some(Self {
                eased: 1,
                worsened: 0,
            }),
            Ordering::Greater => Some(Self {
                eased: 0,
                worsened: 1,
            }),
            Ordering::Equal => None,
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.eased = self.eased.saturating_add(other.eased);
        self.worsened = self.worsened.saturating_add(other.worsened);
    }
}

/// Risk and RAG as set on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// How the case stands.
    pub rag: Rag,
    /// How serious the risk of harm is: as scored, or as judged otherwise.
    pub risk: RiskBand,
    /// Why.
    pub rationale: Prose,
    /// When it comes up for review.
    pub next_review_on: NaiveDate,
    /// How it was scored; assessments from before there were instruments have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scored: Option<Box<Scored>>,
    /// Why the review is later than the day by which the risk is scored again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later_because: Option<Note>,
    /// The ground for sharing it; early assessments have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<Gateway>,
}

/// RAG and the next review as set on a day, without a new score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// How the case stands.
    pub rag: Rag,
    /// When it comes up for review.
    pub next_review_on: NaiveDate,
    /// Why; also why the review is later than the day by which the risk is scored again, if it is.
    pub reason: Prose,
    /// The ground for sharing it.
    pub gateway: Gateway,
    /// At which meeting, if at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<MeetingId>,
}

/// Why the risk of a case should be assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// It never was.
    Never {
        /// The day by which it should have been.
        due_on: NaiveDate,
    },
    /// It was, and should have been again.
    Again {
        /// The day by which it should have been.
        due_on: NaiveDate,
    },
}

impl Stale {
    /// Whether the risk of a case that was last `assessed_on` and is to be assessed by `due_on`
    /// should have been by `today`.
    pub fn on(today: NaiveDate, assessed: bool, due_on: NaiveDate) -> Option<Self> {
        let stale = if assessed {
            Self::Again { due_on }
        } else {
            Self::Never { due_on }
        };
        (due_on < today).then_some(stale)
    }

    /// The same in words.
    pub fn words(self) -> String {
        match self {
            Self::Never { due_on } => format!(
                "Risk never assessed: it was due by {}",
                time::long_date(due_on)
            ),
            Self::Again { due_on } => format!(
                "Risk to be scored again: it was due by {}",
                time::long_date(due_on)
            ),
        }
    }
}

impl Case {
    /// The day by which its risk is to be assessed, again or for the first time; `None` when it was
    /// assessed without an instrument: then its review is what comes due.
    pub fn risk_due_on(&self) -> Option<NaiveDate> {
        match (self.rescore_on, self.assessed_on) {
            (Some(on), _) => Some(on),
            (None, Some(_)) => None,
            (None, None) => {
                let early = || Pace::default().first_assessment(self.opened_on);
                Some(self.assess_by.unwrap_or_else(early))
            }
        }
    }

    /// Why its risk should be assessed, if it should.
    pub fn stale(&self, today: NaiveDate) -> Option<Stale> {
        let due_on = self.risk_due_on().filter(|_| self.is_open())?;
        Stale::on(today, self.assessed_on.is_some(), due_on)
    }

    /// The first day on which something about it is due: its review, its score, or the review of a
    /// measure.
    pub fn due_on(&self) -> NaiveDate {
        let others = self.risk_due_on().into_iter().chain(self.plan.due_on());
        others.fold(self.next_review_on, NaiveDate::min)
    }
}

impl Assessment {
    /// How the band came about, a sentence each; empty without an instrument.
    pub fn score_lines(&self) -> Vec<String> {
        let scored = self.scored.as_ref();
        scored.map_or_else(Vec::new, |scored| scored.lines(self.risk))
    }

    /// Every text of it, with what it is.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        let (rag, risk) = (self.rag.label(), self.risk.label());
        let mut texts = vec![(
            "Risk",
            format!("RAG {rag}, risk {risk}: {}", self.rationale),
        )];
        if let Some(scored) = &self.scored {
            let said = scored.answered.iter();
            let said = said.map(|each| format!("{} {}", each.asked, each.said));
            texts.push((
                "How the risk was scored",
                said.collect::<Vec<_>>().join("\n"),
            ));
            let why = scored.override_reason.iter();
            texts.extend(why.map(|why| ("Why the risk was judged otherwise", why.to_string())));
        }
        let later = self.later_because.iter();
        texts.extend(later.map(|why| ("Why the review is later", why.to_string())));
        texts
    }
}

impl Journal<Case> {
    /// Sets risk and RAG; the next review is today or later, no further than the area lets it be put off.
    ///
    /// What was scored says why the band is another than the one worked out, and why the review is
    /// later than the day by which the risk is scored again.
    pub fn assess(self, assessment: Assessment, pace: Pace, stamp: &Stamp) -> Decided {
        self.assess_at(assessment, None, pace, stamp)
    }

    /// The same, done at `meeting` if it was done at one.
    pub fn assess_at(
        self,
        assessment: Assessment,
        meeting: Option<MeetingId>,
        pace: Pace,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        let next = assessment.next_review_on;
        can_be_reviewed(next, pace, stamp)?;
        if let Some(scored) = &assessment.scored {
            if scored.band != assessment.risk && scored.override_reason.is_none() {
                return Err(Refused::OverrideUnexplained);
            }
            if next > scored.rescore_on && assessment.later_because.is_none() {
                return Err(Refused::ReviewAfterRescore);
            }
        }
        if let Some(gateway) = assessment.gateway {
            gateway.for_a_whole_case()?;
        }
        let assessed = Event::Assessed {
            assessment,
            again: case.assessed_on.is_some(),
            from: case.rag,
            meeting,
        };
        Ok(case.write(assessed, stamp)?)
    }

    /// Sets RAG and the next review, today or later and no further than the area lets it be put off. When
    /// the risk is scored again stays as it is.
    pub fn rate(self, rating: Rating, pace: Pace, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        can_be_reviewed(rating.next_review_on, pace, stamp)?;
        rating.gateway.for_a_whole_case()?;
        Ok(case.write(Event::Rated(rating), stamp)?)
    }
}

fn can_be_reviewed(next: NaiveDate, pace: Pace, stamp: &Stamp) -> Result<(), Refused> {
    if next < stamp.today() {
        Err(Refused::DayPast("the next review"))
    } else if next > pace.furthest_review(stamp.today()) {
        let days = pace.furthest_review_days.into();
        Err(Refused::DayTooFar("the next review", days))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;
    use crate::{
        case::tests::{opened, prose, stamp},
        risk::{Answers, Worked, shipped},
    };

    fn worked() -> Worked {
        let instrument = &shipped()[0].1;
        let mildest = instrument.questions.iter();
        let answers: Answers = mildest
            .map(|each| (each.id.clone(), each.answers[0].id.clone()))
            .collect();
        instrument.work_out(&answers).unwrap()
    }

    fn assessment(risk: RiskBand, reason: Option<&str>, days: u64) -> Assessment {
        let today = stamp(2, 0).today();
        let reason = reason.map(|reason| Note::parse(reason).unwrap());
        let scored = worked().kept((&shipped()[0].1, None), risk, reason, today);
        Assessment {
            rag: Rag::Amber,
            risk,
            rationale: prose("Two reports this week"),
            next_review_on: today + Days::new(days),
            scored: scored.map(Box::new),
            later_because: None,
            gateway: None,
        }
    }

    #[test]
    fn another_band_than_the_one_worked_out_needs_a_reason() {
        let assess = |each| opened().assess(each, Pace::default(), &stamp(2, 0));
        assert!(assess(assessment(RiskBand::Standard, None, 56)).is_ok());
        let silent = assess(assessment(RiskBand::High, None, 14));
        assert_eq!(silent.unwrap_err(), Refused::OverrideUnexplained);
        let case = assess(assessment(RiskBand::High, Some("A threat today"), 14)).unwrap();
        assert_eq!(case.risk, Some(RiskBand::High));
        assert_eq!(case.rescore_on, Some(stamp(2, 0).today() + Days::new(14)));
    }

    #[test]
    fn a_review_after_the_next_score_needs_a_reason() {
        let late = assessment(RiskBand::Standard, None, 57);
        let refused = opened().assess(late.clone(), Pace::default(), &stamp(2, 0));
        assert_eq!(refused.unwrap_err(), Refused::ReviewAfterRescore);
        let explained = Assessment {
            later_because: Some(Note::parse("The trial ends that week").unwrap()),
            gateway: None,
            ..late
        };
        let case = opened()
            .assess(explained, Pace::default(), &stamp(2, 0))
            .unwrap();
        // The score still comes due on its own day.
        assert!(case.due_on() < case.next_review_on);
    }

    #[test]
    fn rag_and_the_next_review_are_set_without_a_new_score() {
        let scored = opened()
            .assess(
                assessment(RiskBand::Standard, None, 56),
                Pace::default(),
                &stamp(2, 0),
            )
            .unwrap();
        let today = stamp(2, 0).today();
        let rating = |days| Rating {
            rag: Rag::Red,
            next_review_on: today + Days::new(days),
            reason: prose("The family has moved back"),
            gateway: Gateway::CrimeAndDisorder,
            meeting: None,
        };
        let far = scored
            .clone()
            .rate(rating(400), Pace::default(), &stamp(2, 0));
        assert!(matches!(far, Err(Refused::DayTooFar("the next review", _))));
        let was = scored.rescore_on;
        let case = scored
            .rate(rating(7), Pace::default(), &stamp(2, 0))
            .unwrap();
        assert_eq!(case.rag, Some(Rag::Red));
        assert_eq!(case.next_review_on, today + Days::new(7));
        assert_eq!(
            (case.risk, case.rescore_on),
            (Some(RiskBand::Standard), was)
        );
    }

    #[test]
    fn an_assessment_from_before_there_were_instruments_still_folds() {
        let old =
            r#"{"rag":"red","risk":"high","rationale":"Threats","next_review_on":"2026-04-20"}"#;
        let old: Assessment = serde_json::from_str(old).unwrap();
        assert_eq!((&old.scored, &old.later_because), (&None, &None));
        let written = serde_json::to_string(&old).unwrap();
        assert!(!written.contains("scored"), "{written}");
        let case = opened().assess(old, Pace::default(), &stamp(2, 0)).unwrap();
        assert_eq!((case.rescore_on, case.risk), (None, Some(RiskBand::High)));
        assert_eq!(
            (case.risk_due_on(), case.due_on()),
            (None, case.next_review_on)
        );
        let record = serde_json::to_string(case.record()).unwrap();
        assert!(!record.contains("rescore_on") && !record.contains("\"plan\""));
    }

    #[test]
    fn a_case_goes_stale_the_day_after_it_was_due() {
        let case = opened();
        let due = case.opened_on + Days::new(14);
        assert_eq!(case.stale(due), None);
        let never = case.stale(due + Days::new(1)).unwrap();
        assert_eq!(never, Stale::Never { due_on: due });
        assert!(never.words().starts_with("Risk never assessed"));
        let case = case
            .assess(
                assessment(RiskBand::Standard, None, 56),
                Pace::default(),
                &stamp(2, 0),
            )
            .unwrap();
        let due = case.rescore_on.unwrap();
        assert_eq!(case.stale(due), None);
        assert_eq!(
            case.stale(due + Days::new(1)),
            Some(Stale::Again { due_on: due })
        );
    }
}
