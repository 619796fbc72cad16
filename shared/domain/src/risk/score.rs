//! From answers to a score, a band, and what lifted it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::instrument::{Escalation, Instrument};
use crate::{AreaCode, Note, referral::form::RiskBand};

/// The ids of answers by the ids of their questions.
pub type Answers = BTreeMap<String, String>;

/// A question as it was answered, in the words it had then: history stays right when the instrument
/// changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The question's id.
    pub question: String,
    /// What was asked.
    pub asked: String,
    /// The answer's id.
    pub answer: String,
    /// What was answered.
    pub said: String,
    /// What it weighed.
    pub weight: u32,
}

/// What answers come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worked {
    /// Every question with its answer, in the instrument's order.
    pub answered: Vec<Answered>,
    /// The sum of the weights.
    pub score: u32,
    /// The most that could have been scored.
    pub most: u32,
    /// The band of the score alone.
    pub by_score: RiskBand,
    /// The band with what lifts it.
    pub band: RiskBand,
    /// Why each escalation that counts does, whether or not it lifted anything.
    pub escalations: Vec<String>,
}

/// A score as an assessment keeps it (R2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// The instrument's id.
    pub instrument: String,
    /// What it was called.
    pub title: String,
    /// Which version of it.
    pub version: u32,
    /// The area whose own version it was; none for the one shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<AreaCode>,
    /// Every question with its answer.
    pub answered: Vec<Answered>,
    /// The sum of the weights.
    pub score: u32,
    /// The most that could have been scored.
    pub most: u32,
    /// The band of the score alone.
    pub by_score: RiskBand,
    /// The band with what lifts it.
    pub band: RiskBand,
    /// Why it was lifted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<String>,
    /// Why the band of the assessment is another, in professional judgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<Note>,
    /// The day by which the case is scored again.
    pub rescore_on: NaiveDate,
}

/// A question that was not answered as it can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The question's id.
    pub question: String,
    /// What is wrong.
    pub kind: SlipKind,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipKind {
    /// There is none.
    Missing,
    /// It is none of those offered.
    NotOffered,
    /// The instrument does not ask this.
    NotAsked,
}

impl Instrument {
    /// What these answers come to.
    ///
    /// **Errors:** every question that is not answered as it can be, in order; never empty.
    pub fn work_out(&self, answers: &Answers) -> Result<Worked, Vec<Slip>> {
        let mut slips = Vec::new();
        let mut answered = Vec::new();
        for question in &self.questions {
            let slip = |kind| Slip {
                question: question.id.clone(),
                kind,
            };
            let Some(sent) = answers.get(&question.id) else {
                slips.push(slip(SlipKind::Missing));
                continue;
            };
            match question.answer(sent) {
                None => slips.push(slip(SlipKind::NotOffered)),
                Some(answer) => answered.push(Answered {
                    question: question.id.clone(),
                    asked: question.ask.clone(),
                    answer: answer.id.clone(),
                    said: answer.say.clone(),
                    weight: answer.weight,
                }),
            }
        }
        let strange = answers.keys().filter(|id| self.question(id).is_none());
        slips.extend(strange.map(|id| Slip {
            question: id.clone(),
            kind: SlipKind::NotAsked,
        }));
        if slips.is_empty() {
            Ok(self.sum(answered, answers))
        } else {
            Err(slips)
        }
    }

    fn sum(&self, answered: Vec<Answered>, answers: &Answers) -> Worked {
        let score = answered.iter().map(|each| each.weight).sum();
        let by_score = self.band_of(score).unwrap_or(RiskBand::Standard);
        let counts: Vec<_> = self
            .escalations
            .iter()
            .filter(|each| self.counts(each, answers))
            .collect();
        let lifted = counts.iter().map(|each| each.at_least).max();
        Worked {
            answered,
            score,
            most: self.most(),
            by_score,
            band: lifted.map_or(by_score, |lifted| lifted.max(by_score)),
            escalations: counts.iter().map(|each| each.why.clone()).collect(),
        }
    }

    fn counts(&self, escalation: &Escalation, answers: &Answers) -> bool {
        let holds = |question: &str, from: &str| {
            let question = self.question(question)?;
            let answer = question.place(answers.get(&question.id)?)?;
            Some(answer >= question.place(from)?)
        };
        escalation
            .when
            .iter()
            .all(|when| holds(&when.question, &when.from) == Some(true))
    }
}

impl Worked {
    /// The score as an assessment keeps it: `instrument` is that of the area `of`, or the one shipped;
    /// the case is in the band `judged`, for `override_reason` when that is another than worked out.
    ///
    /// `None` when the instrument has no bands, which [`Instrument::read`] rules out.
    pub fn kept(
        self,
        (instrument, of): (&Instrument, Option<&AreaCode>),
        judged: RiskBand,
        override_reason: Option<Note>,
        today: NaiveDate,
    ) -> Option<Scored> {
        Some(Scored {
            instrument: instrument.id.clone(),
            title: instrument.title.clone(),
            version: instrument.version,
            of: of.cloned(),
            answered: self.answered,
            score: self.score,
            most: self.most,
            by_score: self.by_score,
            band: self.band,
            escalations: self.escalations,
            override_reason: override_reason.filter(|_| judged != self.band),
            rescore_on: instrument.rescore_on(judged, today)?,
        })
    }
}

impl Scored {
    /// The version in words: `version 2 of RUN’s own`.
    pub fn version_words(&self) -> String {
        match &self.of {
            Some(area) => format!("version {} of {area}’s own", self.version),
            None => format!("version {}", self.version),
        }
    }

    /// How the band came about, a sentence each: the score, what lifted it, and why somebody judged
    /// it to be `judged` instead.
    pub fn lines(&self, judged: RiskBand) -> Vec<String> {
        let mut lines = vec![format!(
            "Scored {} of {} with ‘{}’, {}: {}.",
            self.score,
            self.most,
            self.title,
            self.version_words(),
            self.by_score.label().to_lowercase()
        )];
        let to = match self.band == self.by_score {
            true => "At least as high whatever the score".to_owned(),
            false => format!("Lifted to {}", self.band.label().to_lowercase()),
        };
        lines.extend(self.escalations.iter().map(|why| format!("{to}: {why}")));
        if let Some(why) = &self.override_reason {
            let judged = judged.label().to_lowercase();
            lines.push(format!("Judged {judged} instead: {why}"));
        }
        lines
    }
}
