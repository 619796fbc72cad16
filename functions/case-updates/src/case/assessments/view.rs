//! Assessments as their page and their JSON show them.

use access::{Caller, case as policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Entry,
    case::{Event, wording::as_it_reads},
    referral::form::RiskBand,
    risk::Scored,
    time,
};
use serde::Serialize;

use crate::case::opened::Opened;

/// How the risk of a case was assessed over time.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseAssessments)]
pub(super) struct AssessmentsView {
    /// Newest first.
    pub(super) assessments: Vec<AssessmentView>,
    /// Whether the caller may assess.
    pub(super) may_manage: bool,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    pub(super) version: u64,
}

/// An assessment.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Assessment, example = json!({
    "rag": "red", "risk": "high", "risk_words": "High",
    "rationale": "Three incidents in a week, one with a threat.",
    "next_review_on": "2026-12-01", "later_because": null, "score": null,
    "at": "2026-11-17T10:00:00Z",
    "by": "Ana Silva", "agency_name": "Runnymede Borough Council"
}))]
pub(super) struct AssessmentView {
    /// `red`, `amber` or `green`.
    pub(super) rag: &'static str,
    /// `standard`, `medium`, `high` or `very_high`.
    pub(super) risk: &'static str,
    /// The same in words.
    pub(super) risk_words: &'static str,
    /// Why.
    pub(super) rationale: String,
    /// When the case came up for review next.
    pub(super) next_review_on: NaiveDate,
    /// Why the review is later than the day by which the risk is scored again.
    pub(super) later_because: Option<String>,
    /// How it was scored; null for assessments without an instrument.
    pub(super) score: Option<ScoreView>,
    /// When it was assessed, UTC.
    pub(super) at: DateTime<Utc>,
    /// By whom.
    pub(super) by: String,
    /// Of which agency.
    pub(super) agency_name: String,
    /// The band itself, for the picture.
    #[serde(skip)]
    pub(super) band: RiskBand,
}

/// How a risk was scored.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = AssessmentScore, example = json!({
    "instrument": "asb-people", "title": "Harm to people from anti-social behaviour", "version": 1,
    "own": false, "score": 26, "most": 49, "by_score": "high", "band": "high", "escalations": [],
    "override_reason": null, "rescore_on": "2026-12-01", "lines": [], "answers": []
}))]
pub(super) struct ScoreView {
    /// The instrument's id.
    pub(super) instrument: String,
    /// What it was called.
    pub(super) title: String,
    /// Which version of it.
    pub(super) version: u32,
    /// Whether that was the area's own.
    pub(super) own: bool,
    /// The sum of the weights.
    pub(super) score: u32,
    /// The most that could have been scored.
    pub(super) most: u32,
    /// The band of the score alone.
    pub(super) by_score: &'static str,
    /// The band with what lifts it.
    pub(super) band: &'static str,
    /// Why it was lifted.
    pub(super) escalations: Vec<String>,
    /// Why the band of the assessment is another.
    pub(super) override_reason: Option<String>,
    /// The day by which the case is scored again.
    pub(super) rescore_on: NaiveDate,
    /// How the band came about, a sentence each.
    pub(super) lines: Vec<String>,
    /// Every question with its answer, in the words it had then.
    pub(super) answers: Vec<AnsweredView>,
}

/// A question as it was answered.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = AssessmentAnswer, example = json!({
    "question": "how_often", "asked": "How often does it happen?", "answer": "weekly",
    "said": "About once a week", "weight": 3
}))]
pub(super) struct AnsweredView {
    /// The question's id.
    pub(super) question: String,
    /// What was asked.
    pub(super) asked: String,
    /// The answer's id.
    pub(super) answer: String,
    /// What was answered.
    pub(super) said: String,
    /// What it weighed.
    pub(super) weight: u32,
}

impl AssessmentsView {
    pub(super) fn of(opened: &Opened, caller: &Caller) -> Self {
        let case = opened.case();
        let (read, _) = as_it_reads(&opened.file.entries);
        let newest_first = read.iter().rev();
        Self {
            assessments: newest_first
                .filter_map(|entry| AssessmentView::of(opened, entry))
                .collect(),
            may_manage: policy::manage(caller, case).is_permitted(),
            version: case.version(),
        }
    }
}

impl AssessmentView {
    fn of(opened: &Opened, entry: &Entry<Event>) -> Option<Self> {
        let Some(Event::Assessed { assessment, .. }) = &entry.event else {
            return None;
        };
        let agency = entry.header.actor.agency();
        let scored = assessment.scored.as_deref();
        Some(Self {
            rag: assessment.rag.value(),
            risk: assessment.risk.value(),
            risk_words: assessment.risk.label(),
            rationale: assessment.rationale.to_string(),
            next_review_on: assessment.next_review_on,
            later_because: assessment.later_because.as_ref().map(ToString::to_string),
            score: scored.map(|scored| ScoreView::of(scored, assessment.risk)),
            at: entry.header.at,
            by: entry.header.actor.name().to_owned(),
            agency_name: agency
                .map(|agency| opened.names.get(agency))
                .unwrap_or_default(),
            band: assessment.risk,
        })
    }

    pub(super) fn when(&self) -> String {
        time::long_time(self.at)
    }

    pub(super) fn review(&self) -> String {
        time::long_date(self.next_review_on)
    }
}

impl ScoreView {
    fn of(scored: &Scored, judged: RiskBand) -> Self {
        let answered = scored.answered.iter().map(|each| AnsweredView {
            question: each.question.clone(),
            asked: each.asked.clone(),
            answer: each.answer.clone(),
            said: each.said.clone(),
            weight: each.weight,
        });
        Self {
            instrument: scored.instrument.clone(),
            title: scored.title.clone(),
            version: scored.version,
            own: scored.of.is_some(),
            score: scored.score,
            most: scored.most,
            by_score: scored.by_score.value(),
            band: scored.band.value(),
            escalations: scored.escalations.clone(),
            override_reason: scored.override_reason.as_ref().map(ToString::to_string),
            rescore_on: scored.rescore_on,
            lines: scored.lines(judged),
            answers: answered.collect(),
        }
    }

    pub(super) fn rescore(&self) -> String {
        time::long_date(self.rescore_on)
    }
}
