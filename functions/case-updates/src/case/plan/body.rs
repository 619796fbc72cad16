//! The plan, as forms and programs send it.

use domain::{
    Note,
    case::{
        MeasureState,
        plan::{NewMeasure, Review},
    },
};
use edge::{Fields, Problem};
use serde::Deserialize;

/// What the plan is to achieve.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanAims, example = json!({
    "aims": "The household sleeps through the night; nobody is threatened on the parade."
}))]
pub(super) struct AimsBody {
    /// What; up to 1,000 characters.
    #[schema(value_type = String)]
    aims: Option<String>,
}

impl AimsBody {
    pub(super) fn read(self) -> Result<Note, Problem> {
        let mut fields = Fields::default();
        let aims = fields.note("aims", "what the plan is to achieve", self.aims);
        fields.finish(|| aims)
    }
}

/// A measure to be added to the plan.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewMeasure, example = json!({
    "what": "Patrols on the parade after school", "owner": "surrey-police", "state": "in_place",
    "review_on": "2026-12-08"
}))]
pub(super) struct MeasureBody {
    /// What is done, in a line of up to 200 characters.
    #[schema(value_type = String)]
    what: Option<String>,
    /// The agency that answers for it, which must be on the case.
    #[schema(value_type = String)]
    owner: Option<String>,
    /// `planned` or `in_place`.
    #[schema(value_type = String)]
    state: Option<String>,
    /// When it is reviewed: today or later, no further than the area lets it be put off (rule LOC-5).
    #[schema(value_type = String, format = Date)]
    review_on: Option<String>,
}

impl MeasureBody {
    pub(super) fn read(self) -> Result<NewMeasure, Problem> {
        let mut fields = Fields::default();
        let what = fields.line("what", "what is to be done", self.what);
        let owner = fields.id("owner", "agency that answers for it", self.owner);
        let used = |state: &str| MeasureState::parse(state).filter(|state| state.is_used());
        let state = fields.choice("state", "whether it is in place", self.state, used);
        let review_on = fields.date("review_on", "date of its review", self.review_on);
        fields.finish(|| {
            Some(NewMeasure {
                what: what?,
                owner: owner?,
                state: state?,
                review_on: review_on?,
            })
        })
    }
}

/// What a review of a measure found, and what changes by it.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReviewMeasure, example = json!({
    "state": "in_place", "found": "Half as many calls since it began.", "review_on": "2026-12-22"
}))]
pub(super) struct ReviewBody {
    /// `planned`, `in_place`, `worked`, `did_not_work` or `stopped`.
    #[schema(value_type = String)]
    state: Option<String>,
    /// What was found; of a measure that is stopped, why. Up to 1,000 characters.
    #[schema(value_type = String)]
    found: Option<String>,
    /// When it is reviewed next; needed while it is planned or in place.
    #[schema(format = Date)]
    review_on: Option<String>,
    /// What is done from now on, if that changes; for those who manage the case.
    pub(super) what: Option<String>,
    /// The agency that answers for it from now on, if that changes; for those who manage the case.
    pub(super) owner: Option<String>,
}

impl ReviewBody {
    pub(super) fn read(self) -> Result<Review, Problem> {
        let mut fields = Fields::default();
        let what = fields.line_if_any("what", "what is done", self.what);
        let owner = fields.id_if_any("owner", "agency that answers for it", self.owner);
        let state = fields.choice("state", "where it stands", self.state, MeasureState::parse);
        let found = fields.note("found", "what was found", self.found);
        let label = "date of the next review";
        let used = state.is_some_and(MeasureState::is_used);
        let review_on = match used {
            true => fields.date("review_on", label, self.review_on),
            false => fields.date_if_any("review_on", label, self.review_on),
        };
        fields.finish(|| {
            Some(Review {
                state: state?,
                review_on,
                found: found?,
                what,
                owner,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use serde_json::json;

    fn fields(problem: Problem) -> Vec<String> {
        let faults = problem.faults();
        faults.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_measure_needs_what_whose_where_it_stands_and_when() {
        let empty: MeasureBody = serde_json::from_value(json!({})).unwrap();
        let faults = fields(empty.read().unwrap_err());
        assert_eq!(faults, ["what", "owner", "state", "review_on"]);
        let ended: MeasureBody = serde_json::from_value(json!({
            "what": "Patrols", "owner": "surrey-police", "state": "worked", "review_on": "2026-12-01"
        }))
        .unwrap();
        assert_eq!(fields(ended.read().unwrap_err()), ["state"]);
    }

    #[test]
    fn a_review_says_what_was_found_and_when_the_next_is_while_it_is_used() {
        let read = |value| {
            let body: ReviewBody = serde_json::from_value(value).unwrap();
            body.read()
        };
        let silent = read(json!({"state": "in_place"})).unwrap_err();
        assert_eq!(fields(silent), ["found", "review_on"]);
        let stopped = read(json!({"state": "stopped", "found": "The tenant moved away."})).unwrap();
        assert_eq!(
            (stopped.state, stopped.review_on),
            (MeasureState::Stopped, None)
        );
        let kept = read(json!({
            "state": "in_place", "found": "Fewer calls.", "review_on": "2026-12-01"
        }))
        .unwrap();
        assert_eq!(kept.review_on, Some(fixture::day("2026-12-01")));
    }
}
