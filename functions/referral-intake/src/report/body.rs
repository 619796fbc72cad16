//! What is sent: one shape for programs and for the pages.

use std::collections::BTreeMap;

use domain::referral::report::{Report, Reporter};
use edge::Given;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::choices;

/// A report of anti-social behaviour by a member of the public (R1.2).
///
/// Texts are trimmed; an empty one counts as not given.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReportBody {
    /// What happens.
    #[schema(schema_with = choices::nuisance, required = true)]
    pub nuisance: Option<String>,
    /// On which day, or the last one if it happens often; from 1900 to today.
    #[schema(value_type = String, required = true, format = Date, example = "2026-11-14")]
    pub on: Option<String>,
    /// About what time.
    #[schema(value_type = String, max_length = 200, example = "Between 11pm and 2am")]
    pub time: Option<String>,
    /// What happened.
    #[schema(value_type = String, required = true, max_length = 5000, example = "Shouting and banging on doors")]
    pub what: Option<String>,
    /// Where.
    #[schema(value_type = String, required = true, max_length = 200, example = "The car park of Example Court")]
    pub place: Option<String>,
    /// The postcode there; the area is found from it.
    #[schema(value_type = String, example = "KT15 2AH")]
    pub postcode: Option<String>,
    /// Code of the area, where the postcode is not known or does not lead to one.
    #[schema(value_type = String, example = "RUN")]
    pub area: Option<String>,
    /// Who does it, as far as the reporter knows.
    #[schema(value_type = String, max_length = 200, example = "Somebody at number 12")]
    pub who: Option<String>,
    /// What it does to the reporter.
    #[schema(schema_with = choices::effect, required = true)]
    pub effect: Option<String>,
    /// The same in their words.
    #[schema(value_type = String, max_length = 5000, example = "I cannot sleep before work")]
    pub impact: Option<String>,
    /// Whether it happened before, and who was told.
    #[schema(value_type = String, max_length = 5000, example = "Every weekend; I told the housing association in May")]
    pub before: Option<String>,
    /// Whether the reporter gives their name; what follows is ignored unless they do.
    #[schema(value_type = bool, required = true, example = false)]
    pub named: Option<Given<bool>>,
    /// Their name.
    #[schema(value_type = String, max_length = 200, example = "Vic Sample")]
    pub reporter_name: Option<String>,
    /// What they are to it.
    #[schema(schema_with = choices::standing)]
    pub standing: Option<String>,
    /// How they can be reached safely.
    #[schema(schema_with = choices::way)]
    pub way: Option<String>,
    /// At which number or address.
    #[schema(value_type = String, max_length = 200, example = "01632 960001")]
    pub reach: Option<String>,
    /// When not to, or what else to mind.
    #[schema(value_type = String, max_length = 200, example = "Not after 6pm")]
    pub mind: Option<String>,
    /// Answers to the questions that the area adds, by the question's id, such as `q7`; a question that
    /// must be answered and is not is named in the error. `Yes` or `No` where that is asked.
    pub own_answers: BTreeMap<String, String>,
    /// The area whose own questions were answered; forms only.
    #[schema(ignore)]
    pub asked: Option<String>,
    /// Whether they come from the page that asks them, or from one after it; forms only.
    #[schema(ignore)]
    pub shown: Option<String>,
    /// Left empty by people; forms only.
    #[schema(ignore)]
    pub website: Option<String>,
    /// When the form was opened, sealed; forms only.
    #[schema(ignore)]
    pub opened: Option<String>,
    /// What this was saved as before; forms only.
    #[schema(ignore)]
    pub saved: Option<String>,
}

/// What a member of the public told, as the coordinator reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportView {
    /// What happens.
    #[schema(example = "noise")]
    pub nuisance: String,
    /// The same in words.
    #[schema(example = "Noise, such as loud music, shouting or banging")]
    pub nuisance_label: String,
    /// On which day.
    #[schema(example = "2026-11-14")]
    pub on: chrono::NaiveDate,
    /// About what time.
    #[schema(example = "Between 11pm and 2am")]
    pub time: Option<String>,
    /// What happened.
    #[schema(example = "Shouting and banging on doors")]
    pub what: String,
    /// Where.
    #[schema(example = "The car park of Example Court")]
    pub place: String,
    /// The postcode there.
    #[schema(example = "KT15 2AH")]
    pub postcode: Option<String>,
    /// Who does it.
    #[schema(example = "Somebody at number 12")]
    pub who: Option<String>,
    /// What it does to them.
    #[schema(example = "disturbed")]
    pub effect: String,
    /// The same in words.
    #[schema(example = "It makes daily life or sleep hard")]
    pub effect_label: String,
    /// The same in their words.
    #[schema(example = "I cannot sleep before work")]
    pub impact: Option<String>,
    /// What happened before.
    #[schema(example = "Every weekend")]
    pub before: Option<String>,
    /// Who reports; none when they stay anonymous.
    pub reporter: Option<ReporterView>,
}

/// A reporter who gave their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReporterView {
    /// Their name.
    #[schema(example = "Vic Sample")]
    pub name: String,
    /// What they are to it.
    #[schema(example = "affected")]
    pub standing: String,
    /// How they can be reached safely.
    #[schema(example = "text")]
    pub way: String,
    /// At which number or address.
    #[schema(example = "01632 960001")]
    pub reach: String,
    /// What to mind.
    #[schema(example = "Not after 6pm")]
    pub mind: Option<String>,
}

impl From<&Report> for ReportView {
    fn from(report: &Report) -> Self {
        let line = |line: &Option<domain::Line>| line.as_ref().map(ToString::to_string);
        let prose = |prose: &Option<domain::Prose>| prose.as_ref().map(ToString::to_string);
        Self {
            nuisance: report.nuisance.value().to_owned(),
            nuisance_label: report.nuisance.label().to_owned(),
            on: report.on,
            time: line(&report.time),
            what: report.what.to_string(),
            place: report.place.to_string(),
            postcode: report
                .postcode
                .as_ref()
                .map(|code| code.as_str().to_owned()),
            who: line(&report.who),
            effect: report.effect.value().to_owned(),
            effect_label: report.effect.label().to_owned(),
            impact: prose(&report.impact),
            before: prose(&report.before),
            reporter: report.reporter.as_ref().map(ReporterView::from),
        }
    }
}

impl From<&Reporter> for ReporterView {
    fn from(reporter: &Reporter) -> Self {
        Self {
            name: reporter.name.to_string(),
            standing: reporter.standing.value().to_owned(),
            way: reporter.way.value().to_owned(),
            reach: reporter.reach.to_string(),
            mind: reporter.mind.as_ref().map(ToString::to_string),
        }
    }
}
