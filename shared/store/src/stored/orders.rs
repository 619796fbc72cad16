//! A row for each power that runs and asks for attention some day.

use chrono::NaiveDate;
use domain::{
    case::{Case, Reminder, Used},
    powers::{Due, Power},
};
use serde::{Deserialize, Serialize};

use super::{Index, Row, Rows, json};
use crate::keys;

/// What the calendar shows of a power that runs. Whom it concerns is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// The case.
    pub case: domain::CaseId,
    /// Its reference.
    pub reference: String,
    /// A person, a family or a place; rows from before this was kept do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<domain::referral::form::CaseKind>,
    /// Its area.
    pub area: domain::AreaCode,
    /// The number of the power on the case.
    pub number: u32,
    /// Which power.
    pub power: Power,
    /// What falls due, soonest first.
    pub due: Vec<Due>,
    /// The reminders that were sent.
    #[serde(default)]
    pub reminded: Vec<Reminder>,
}

/// The rows of a case's powers, sorted by the first day on which something falls due.
pub(super) fn rows_of_orders(case: &Case) -> Rows {
    let row = |used: &Used| {
        let first: NaiveDate = used.due.iter().map(|due| due.on).min()?;
        let sort = keys::day_then(first, format!("{}#{}", case.reference, used.number));
        let body = json(&OrderRow {
            case: case.id,
            reference: case.reference.clone(),
            kind: Some(case.kind),
            area: case.area.clone(),
            number: used.number,
            power: used.power,
            due: used.due.clone(),
            reminded: used.reminded.clone(),
        });
        let index = Index::default().area(keys::by_area::orders(&case.area), sort);
        let key = (keys::case(case.id), keys::order(used.number));
        Some((key, Row { index, body }))
    };
    case.powers.iter().filter_map(row).collect()
}
