//! An instrument: what is asked, what answers weigh, and what follows from the sum.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use crate::referral::form::{CaseKind, RiskBand};

/// A set of questions by which the risk of a case is scored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// What it is known by.
    pub id: String,
    /// Which version of it this is, from 1.
    pub version: u32,
    /// What people read.
    pub title: String,
    /// The kinds of case that it is for.
    pub fits: Vec<CaseKind>,
    /// How its questions are to be answered.
    pub about: String,
    /// Where it is from, and what force it has.
    pub source: String,
    /// What is asked, in this order.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    /// The bands, from the lowest.
    #[serde(rename = "band")]
    pub bands: Vec<Band>,
    /// What lifts a case to a band whatever its score.
    #[serde(rename = "escalation", default)]
    pub escalations: Vec<Escalation>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What it is known by within its instrument.
    pub id: String,
    /// What is asked.
    pub ask: String,
    /// What helps to answer it.
    #[serde(default)]
    pub help: Option<String>,
    /// What can be answered, from the least to the gravest.
    #[serde(rename = "answer")]
    pub answers: Vec<Answer>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What it is known by within its question.
    pub id: String,
    /// What people read.
    pub say: String,
    /// What it adds to the score.
    pub weight: u32,
}

/// A band, from the score at which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Which.
    pub band: RiskBand,
    /// The lowest score in it.
    pub from: u32,
    /// Within how many days a case in it is scored again.
    pub rescore_days: u32,
}

/// What lifts a case to at least a band.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// The answers it takes, all of them.
    pub when: Vec<When>,
    /// The lowest band that the case is then in.
    pub at_least: RiskBand,
    /// Why, as a sentence.
    pub why: String,
}

/// An answer to a question, or a graver one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Which question.
    pub question: String,
    /// The mildest answer that counts.
    pub from: String,
}

impl Instrument {
    /// The question with this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The most that can be scored.
    pub fn most(&self) -> u32 {
        let gravest = |question: &Question| question.answers.iter().map(|each| each.weight).max();
        self.questions.iter().filter_map(gravest).sum()
    }

    /// The band of a score alone.
    pub fn band_of(&self, score: u32) -> Option<RiskBand> {
        let reached = self.bands.iter().filter(|each| each.from <= score);
        reached.map(|each| each.band).max()
    }

    /// The day by which a case in this band, scored on a day, is scored again. A band that the
    /// instrument does not have counts as the next lower one.
    pub fn rescore_on(&self, band: RiskBand, scored_on: NaiveDate) -> Option<NaiveDate> {
        let lower = self.bands.iter().filter(|each| each.band <= band);
        let days = lower.max_by_key(|each| each.band)?.rescore_days;
        scored_on.checked_add_days(Days::new(days.into()))
    }
}

impl Question {
    /// Where among the answers this one stands, the mildest first.
    pub fn place(&self, answer: &str) -> Option<usize> {
        self.answers.iter().position(|each| each.id == answer)
    }

    /// The answer with this id.
    pub fn answer(&self, id: &str) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.id == id)
    }
}
