//! An assessment, as forms and programs send it.

use chrono::NaiveDate;
use domain::{
    MeetingId, Note,
    case::{Assessment, Pace, Rag},
    referral::form::RiskBand,
    risk::{Answers, Instrument, Slip, SlipKind, Worked},
};
use edge::{Fields, Given, Problem};
use serde::Deserialize;

use crate::case::{opened::Opened, sharing};

/// What the form sends for the band that was worked out.
pub(super) const AS_SCORED: &str = "as_scored";

/// A new assessment.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAssessment, example = json!({
    "rag": "red", "risk": "high",
    "rationale": "Three incidents in a week, one with a threat.",
    "next_review_on": "2026-12-01"
}))]
pub(crate) struct AssessmentBody {
    /// `red`, `amber` or `green`.
    #[schema(value_type = String)]
    rag: Option<String>,
    /// `standard`, `medium`, `high` or `very_high`. With an instrument it is left out or `as_scored`,
    /// unless professional judgement says otherwise.
    risk: Option<String>,
    /// Why; up to 5,000 characters.
    #[schema(value_type = String)]
    rationale: Option<String>,
    /// When the case comes up for review: today or later, no further than the area lets it be put off
    /// (rule LOC-5). With an instrument it may be left out: then it is the day by which the risk is scored again,
    /// or the furthest day there is.
    #[schema(format = Date)]
    next_review_on: Option<String>,
    /// The instrument that the answers are to, as `/assessments/new` gives it.
    instrument: Option<String>,
    /// The version of the instrument.
    #[serde(rename = "version")]
    #[schema(rename = "version", value_type = Option<u64>)]
    instrument_version: Option<Given<i64>>,
    /// The ids of the answers by the ids of the questions.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(super) answers: Answers,
    /// Why the band is another than the one worked out; up to 1,000 characters.
    override_reason: Option<String>,
    /// Why the review is later than the day by which the risk is scored again; up to 1,000 characters.
    later_because: Option<String>,
    /// The ground for sharing it: see adding an agency; `crime_and_disorder` unless another is named.
    gateway: Option<String>,
    /// The meeting at which it was assessed, if at one.
    meeting: Option<String>,
}

impl AssessmentBody {
    /// Whether it answers an instrument.
    pub(super) fn is_scored(&self) -> bool {
        self.instrument.is_some() || !self.answers.is_empty()
    }

    /// The meeting at which it was assessed, if at one.
    pub(super) fn meeting(&self) -> Result<Option<MeetingId>, Problem> {
        let mut fields = Fields::default();
        let meeting = fields.id_if_any("meeting", "meeting", self.meeting.clone());
        fields.finish(|| Some(meeting))
    }

    /// An assessment without an instrument.
    pub(super) fn read(self) -> Result<Assessment, Problem> {
        let mut fields = Fields::default();
        let rag = fields.choice("rag", "RAG status", self.rag, Rag::parse);
        let risk = fields.choice("risk", "risk", self.risk, RiskBand::parse);
        let rationale = fields.prose("rationale", "why you assess it so", self.rationale);
        let next = fields.date(
            "next_review_on",
            "date of the next review",
            self.next_review_on,
        );
        let gateway = sharing::ground(&mut fields, self.gateway);
        fields.finish(|| {
            Some(Assessment {
                rag: rag?,
                risk: risk?,
                rationale: rationale?,
                next_review_on: next?,
                scored: None,
                later_because: None,
                gateway: Some(gateway?),
            })
        })
    }

    /// An assessment scored with the instrument that fits the case today.
    ///
    /// **Errors:** 400 with a fault at each question that is not answered, and at each field.
    pub(super) fn scored(self, opened: &Opened, pace: Pace) -> Result<Assessment, Problem> {
        let (instrument, of) = opened.instrument().ok_or_else(unfit)?;
        let mut fields = Fields::default();
        let worked = self.worked(&instrument, &mut fields);
        let rag = fields.choice("rag", "RAG status", self.rag, Rag::parse);
        let (judged, override_reason) = judged(
            &mut fields,
            worked.as_ref(),
            (self.risk, self.override_reason),
        );
        let rationale = fields.prose("rationale", "why you assess it so", self.rationale);
        let rescore = judged.and_then(|band| instrument.rescore_on(band, opened.today()));
        let (next, later_because) = next_review(
            &mut fields,
            rescore.map(|on| on.min(pace.furthest_review(opened.today()))),
            (self.next_review_on, self.later_because),
        );
        let gateway = sharing::ground(&mut fields, self.gateway);
        fields.finish(|| {
            let (judged, worked) = (judged?, worked?);
            let scored = worked.kept((&instrument, of), judged, override_reason, opened.today());
            Some(Assessment {
                rag: rag?,
                risk: judged,
                rationale: rationale?,
                next_review_on: next?,
                scored: Some(Box::new(scored?)),
                later_because,
                gateway: Some(gateway?),
            })
        })
    }

    /// What the answers come to; `None` with a fault for each that is missing.
    pub(super) fn worked(&self, instrument: &Instrument, fields: &mut Fields) -> Option<Worked> {
        let version = i64::from(instrument.version);
        let sent = match &self.instrument_version {
            Some(Given::Typed(number)) => Some(*number),
            Some(Given::Text(text)) => text.trim().parse().ok(),
            None => None,
        };
        let same = self.instrument.as_deref() == Some(&instrument.id) && sent == Some(version);
        fields.check(
            "instrument",
            same,
            format!(
                "Answer ‘{}’, version {version}: it is the one in force for this case",
                instrument.title
            ),
        );
        let worked = instrument.work_out(&self.answers);
        worked.map_err(|slips| slipped(&slips, fields)).ok()
    }
}

/// Each slip at its question.
pub(super) fn slipped(slips: &[Slip], fields: &mut Fields) {
    for slip in slips {
        let message = match slip.kind {
            SlipKind::Missing => "Select an answer to this question",
            SlipKind::NotOffered => "The answer must be one of those offered",
            SlipKind::NotAsked => "This is not asked: leave it out",
        };
        fields.fault(&format!("answers.{}", slip.question), message);
    }
}

pub(super) fn unfit() -> Problem {
    Problem::refused("No instrument fits this case.")
}

/// The band, and why it is another than the one worked out.
fn judged(
    fields: &mut Fields,
    worked: Option<&Worked>,
    (risk, reason): (Option<String>, Option<String>),
) -> (Option<RiskBand>, Option<Note>) {
    let other = risk.filter(|risk| risk.trim() != AS_SCORED);
    let other = fields.choice_if_any("risk", "band", other, RiskBand::parse);
    let given = reason.as_deref().is_some_and(|why| !why.trim().is_empty());
    let Some(worked) = worked else {
        return (None, None);
    };
    match other.filter(|other| *other != worked.band) {
        Some(other) => {
            let label = "why you judge the band otherwise";
            (Some(other), fields.note("override_reason", label, reason))
        }
        None => {
            let message = "The band is the one worked out: choose another, or clear this reason";
            fields.check("override_reason", !given, message);
            (Some(worked.band), None)
        }
    }
}

/// The next review, and why it is later than the day by which the risk is scored again.
fn next_review(
    fields: &mut Fields,
    rescore: Option<NaiveDate>,
    (next, later): (Option<String>, Option<String>),
) -> (Option<NaiveDate>, Option<Note>) {
    let given = next.as_deref().is_some_and(|next| !next.trim().is_empty());
    let next = match given {
        true => fields.date("next_review_on", "date of the next review", next),
        false => rescore,
    };
    match (next, rescore) {
        (Some(on), Some(rescore)) if on > rescore => {
            let label = "why the review is later than the next score";
            (next, fields.note("later_because", label, later))
        }
        _ => (next, None),
    }
}

#[cfg(test)]
mod tests;
