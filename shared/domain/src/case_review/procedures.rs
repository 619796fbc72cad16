//! What an area's procedures say on a day, and where an applicant can turn: data, not code.
//!
//! The numbers of rule ACR-11, which an area can set for itself, go before those shipped with the
//! procedures.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    AreaCode,
    law::{Adopted, Law},
};

/// The rule that holds the numbers of local procedures.
pub const LOCAL: &str = "ACR-11";

/// How an area handles applications, while it holds.
///
/// The three numbers are what holds while rule [`LOCAL`] does not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// The area; all areas that have none of their own when left out.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// In how many working days an application is acknowledged.
    pub acknowledge_working_days: u32,
    /// In how many working days the applicant hears the outcome.
    pub outcome_working_days: u32,
    /// Whether complaints about the same day count once (ACR-3).
    pub once_a_day: bool,
    /// How many people who complained make a review be held, whatever the number of complaints.
    #[serde(default)]
    pub people: Option<u16>,
    /// Where it is from.
    pub source: String,
}

/// What an applicant is dissatisfied with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grievance {
    /// The decision on the threshold, or how the review was carried out.
    Decision,
    /// That the council did not do what it should.
    Council,
}

/// Where an applicant can turn, while it holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// About what.
    pub about: Grievance,
    /// To whom.
    pub to: String,
    /// How.
    pub how: String,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last day, if it ends.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// Where it is from.
    pub source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    #[serde(rename = "procedure")]
    procedures: Vec<Procedure>,
    #[serde(rename = "route")]
    routes: Vec<Route>,
}

/// Parsed once per process; a test holds the file to its shape.
static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/case_review.toml")).unwrap_or_default()
});

impl Procedure {
    /// The procedures of an area on a day, with the numbers of rule [`LOCAL`] as they hold there
    /// then. How many people are enough counts only where the procedures or the area itself say so.
    pub fn of(area: &AreaCode, adopted: &Adopted, on: NaiveDate) -> Option<Self> {
        let shipped = procedure(area, on)?;
        let law = Law::on(on, adopted).in_area(area);
        let working_days = |name: &str, shipped: u32| law.count(LOCAL, name).unwrap_or(shipped);
        let own = adopted.chosen(area, LOCAL, "people", on).is_some();
        let by_people = own || shipped.people.is_some();
        let enough = law.number(LOCAL, "people").filter(|_| by_people);
        let enough = enough.and_then(|number| u16::try_from(number).ok());
        Some(Self {
            acknowledge_working_days: working_days(
                "acknowledge_working_days",
                shipped.acknowledge_working_days,
            ),
            outcome_working_days: working_days(
                "outcome_working_days",
                shipped.outcome_working_days,
            ),
            people: enough.or(shipped.people),
            ..shipped.clone()
        })
    }
}

/// The procedures of an area on a day as shipped: its own, or else those of all.
fn procedure(area: &AreaCode, on: NaiveDate) -> Option<&'static Procedure> {
    let holds =
        |each: &&Procedure| each.from <= on && each.area.as_ref().is_none_or(|own| own == area);
    let all = SHIPPED.procedures.iter().filter(holds);
    all.max_by_key(|each| (each.area.is_some(), each.from))
}

/// Where an applicant can turn on a day.
pub fn routes(on: NaiveDate) -> impl Iterator<Item = &'static Route> {
    let holds = move |each: &&Route| each.from <= on && each.until.is_none_or(|until| on <= until);
    SHIPPED.routes.iter().filter(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_area_has_its_own_procedures_or_those_of_all() {
        let people = |area: &str| {
            let found = procedure(&area.parse().unwrap(), day("2026-11-20"));
            found.unwrap().people
        };
        assert_eq!(people("RUN"), None);
        assert_eq!(people("ELM"), Some(5));
        assert_eq!(procedure(&"RUN".parse().unwrap(), day("2014-10-19")), None);
    }

    /// ACR-11: what is shipped as procedures and what is shipped as a rule cannot differ.
    #[test]
    fn the_rule_and_the_procedures_are_shipped_with_the_same_numbers() {
        let adopted = Adopted::default();
        for area in ["RUN", "ELM"] {
            let (area, on) = (area.parse().unwrap(), day("2026-11-20"));
            let shipped = procedure(&area, on).unwrap();
            assert_eq!(&Procedure::of(&area, &adopted, on).unwrap(), shipped);
        }
    }

    #[test]
    fn on_every_day_there_is_one_route_for_each_grievance() {
        let to = |on: &str, about: Grievance| {
            let routes = routes(day(on)).filter(move |route| route.about == about);
            let to: Vec<_> = routes.map(|route| route.to.as_str()).collect();
            assert_eq!(to.len(), 1, "{on} {to:?}");
            to[0]
        };
        let last = to("2028-05-03", Grievance::Decision);
        assert_eq!(last, "Police and Crime Commissioner for Surrey");
        assert!(to("2028-05-04", Grievance::Decision).contains("taken over"));
        assert!(to("2028-05-04", Grievance::Council).contains("Ombudsman"));
    }
}
