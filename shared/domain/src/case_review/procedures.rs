//! What an area's procedures say on a day, and where an applicant can turn: data, not code.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::AreaCode;

/// How an area handles applications, while it holds.
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

/// The procedures of an area on a day: its own, or else those of all.
pub fn procedure(area: &AreaCode, on: NaiveDate) -> Option<&'static Procedure> {
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
