//! What is said of a list, as a form or a program sends it.

use domain::transfer::Work;
use edge::{Fields, Problem};
use serde::Deserialize;
use sheets::{Mapping, answers::Answers};
use utoipa::ToSchema;

/// What the columns of a list mean.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ListMapping, example = json!({
    "source": "Runnymede case list", "gateway": "crime_and_disorder", "reason": "Worked on together before",
    "lead": "runnymede-council", "headline": "Anti-social behaviour", "kind": "person",
    "heading": ["Ref", "Surname", "Opened"], "gives": ["reference", "family_name", "opened_on"],
    "words": "Status | Monitoring | open", "agencies": "RBC | runnymede-council"
}))]
pub(crate) struct MappingBody {
    /// What the list is called: a case is known by its area, this and its reference there.
    #[schema(value_type = String)]
    source: Option<String>,
    /// The ground on which the agencies see the cases.
    #[schema(value_type = String)]
    gateway: Option<String>,
    /// Why they do; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
    /// The short name of the agency that leads where a row names none.
    lead: Option<String>,
    /// What a case is about where a row does not say.
    headline: Option<String>,
    /// `person`, `family` or `place`, where a row does not say.
    kind: Option<String>,
    /// How a closed case ended where a row does not say.
    outcome: Option<String>,
    /// `day_first` or `month_first`: what 3/4/2021 is.
    dates: Option<String>,
    /// The sheet of a workbook; the first one when nothing is said.
    sheet: Option<String>,
    /// The number of the row of headings; the first that holds something when nothing is said.
    heading_row: Option<String>,
    /// `windows-1252` for a CSV file that is not in UTF-8.
    encoding: Option<String>,
    /// Headings of the list.
    #[serde(default, deserialize_with = "edge::body::one_or_many")]
    heading: Vec<String>,
    /// What the column below each of them gives, in the same order; `-` when nothing is taken from it.
    #[serde(default, deserialize_with = "edge::body::one_or_many")]
    gives: Vec<String>,
    /// Words in columns and what they stand for, a line each: `heading | word | meaning`.
    words: Option<String>,
    /// What agencies are called in the list, a line each: `name | short name`.
    agencies: Option<String>,
}

/// What is to be done with a list.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ListStep, example = json!({ "step": "try" }))]
pub(crate) struct StepBody {
    /// `try` it, `bring` it over, or `drop` it; a step that stands still is taken again.
    #[schema(value_type = String)]
    step: Option<String>,
}

/// A step with a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Work(Work),
    Drop,
}

impl StepBody {
    /// **Errors:** 400 when it is none.
    pub(super) fn read(&self) -> Result<Step, Problem> {
        let mut fields = Fields::default();
        let step = fields.choice(
            "step",
            "what is to be done",
            self.step.clone(),
            |text| match text {
                "try" => Some(Step::Work(Work::Try)),
                "bring" => Some(Step::Work(Work::Bring)),
                "drop" => Some(Step::Drop),
                _ => None,
            },
        );
        fields.finish(|| step)
    }
}

impl MappingBody {
    pub(super) fn answers(self) -> Answers {
        let text = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
        // A form leaves out what is empty: nothing is said with a dash.
        let gives = self.gives.into_iter();
        let gives = gives.map(|gives| if gives == "-" { String::new() } else { gives });
        Answers {
            source: text(self.source),
            gateway: text(self.gateway),
            reason: text(self.reason),
            lead: text(self.lead),
            headline: text(self.headline),
            kind: text(self.kind),
            outcome: text(self.outcome),
            dates: text(self.dates),
            sheet: text(self.sheet),
            heading_row: text(self.heading_row),
            encoding: text(self.encoding),
            columns: self.heading.into_iter().zip(gives).collect(),
            words: self.words.unwrap_or_default(),
            agencies: self.agencies.unwrap_or_default(),
        }
    }

    /// The mapping that it makes, in TOML.
    ///
    /// **Errors:** 400 with what is to be mended.
    pub(super) fn read(self) -> Result<String, Problem> {
        if self.heading.len() != self.gives.len() {
            return Err(Problem::field(
                "gives",
                "There must be as many as there are headings",
            ));
        }
        let mut fields = Fields::default();
        let source = fields.line("source", "what the list is called", self.source.clone());
        let gateway = fields.line("gateway", "the ground", self.gateway.clone());
        let reason = fields.note("reason", "why", self.reason.clone());
        fields.finish(|| source.and(gateway).and(reason))?;
        let toml = self.answers().to_toml().map_err(|bad| {
            let needs = match bad.field {
                "words" => "a heading from which something is taken, a word and its meaning",
                _ => "a name and a short name",
            };
            let message = format!("Line {} needs {needs}, with | between them", bad.line);
            Problem::field(bad.field, message)
        })?;
        let fault = |fault: sheets::BadMapping| {
            Problem::field("gives", domain::text::capital(&fault.to_string()))
        };
        Mapping::read(&toml).map_err(fault)?;
        Ok(toml)
    }
}
