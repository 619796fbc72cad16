//! A tool or power in a pack.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A tool or power on a case, as it stands.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackPower)]
pub(super) struct PackPowerDocument {
    /// Its number on the case, from 1.
    #[schema(example = 1)]
    number: u32,
    /// Which, as on the case, such as `cbo`.
    #[schema(example = "cbo")]
    power: String,
    /// Against whom, or for which place; null when that is not listed on the case.
    #[schema(example = "Jordan Fictitious")]
    respondent: Option<String>,
    /// The last step, as on the case, such as `granted`.
    #[schema(example = "granted")]
    standing: String,
    /// On which day that was taken.
    #[schema(example = "2026-05-08")]
    standing_on: NaiveDate,
    /// Name of the agency that recorded it.
    #[schema(example = "Surrey Police")]
    agency: String,
    /// Whether it binds somebody now.
    #[schema(example = true)]
    live: bool,
    /// The day since which it binds, while it does.
    #[schema(example = "2026-05-08")]
    since: Option<NaiveDate>,
    /// Its last day, while it binds and if it has one.
    #[schema(example = "2028-05-07")]
    until: Option<NaiveDate>,
    /// What falls due next by the day of the meeting or after it; else the last that did.
    next: Option<PackDueDocument>,
    /// What it asks for in short, and what was noted since it was made or last changed.
    #[schema(example = json!(["Granted: not to enter Station Road between 8pm and 7am"]))]
    conditions: Vec<String>,
}

/// Something that falls due with a power.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackDue)]
struct PackDueDocument {
    /// The day by which.
    #[schema(example = "2027-05-07")]
    on: NaiveDate,
    /// What.
    #[schema(example = "Review of a criminal behaviour order")]
    what: String,
    /// Whether that day has passed when the meeting is held.
    #[schema(example = false)]
    past: bool,
}
