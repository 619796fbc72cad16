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
    /// The rule that makes it, for one that holds only while that rule does. It then goes before
    /// those that no rule makes.
    #[serde(default)]
    pub rule: Option<String>,
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

/// Where an applicant can turn on a day, as was known on that day: a rule that was switched on
/// afterwards changes no letter that had gone.
pub fn routes(on: NaiveDate, adopted: &Adopted) -> Vec<&'static Route> {
    let law = Law::on(on, adopted);
    let known = |rule: &String| {
        let rule = law.in_force(rule);
        rule.is_some_and(|rule| rule.commenced.is_none_or(|known| known.entered_on <= on))
    };
    let holds = |each: &&Route| {
        let in_time = each.from <= on && each.until.is_none_or(|until| on <= until);
        in_time && each.rule.as_ref().is_none_or(known)
    };
    let all: Vec<_> = SHIPPED.routes.iter().filter(holds).collect();
    let by_rule = |each: &&Route| {
        let other = |other: &&Route| other.about == each.about && other.rule.is_some();
        each.rule.is_some() || !all.iter().any(other)
    };
    all.iter().copied().filter(by_rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Note, law::Commenced};

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

    fn to(routes: &[&'static Route], about: Grievance) -> Vec<&'static str> {
        let routes = routes.iter().filter(|route| route.about == about);
        routes.map(|route| route.to.as_str()).collect()
    }

    /// R6.6, R7.4, NEW-6: once its commencement is entered the statute's review by the policing body
    /// takes the place of the local one, and letters that had gone before stay as they were.
    #[test]
    fn a_route_that_a_rule_makes_goes_before_the_local_one_once_the_rule_is_switched_on() {
        let commenced = Commenced {
            on: day("2027-01-01"),
            read_in: Note::parse("S.I. 2026/999").unwrap(),
            by: "An administrator".to_owned(),
            entered_on: day("2027-02-01"),
        };
        let mut adopted = Adopted::default();
        adopted.commenced.insert("NEW-6".to_owned(), commenced);
        let turn = |on: &str, about| to(&routes(day(on), &adopted), about);
        let plain = turn("2026-12-31", Grievance::Decision);
        assert_eq!(plain, ["Police and Crime Commissioner for Surrey"]);
        // It held, and nobody here had said so yet.
        assert_eq!(turn("2027-01-31", Grievance::Decision), plain);
        assert_eq!(
            turn("2027-02-01", Grievance::Decision),
            ["the local policing body"]
        );
        assert_eq!(
            turn("2028-06-01", Grievance::Decision),
            ["the local policing body"]
        );
        assert_eq!(turn("2027-02-01", Grievance::Council).len(), 1);
        let named = SHIPPED
            .routes
            .iter()
            .filter_map(|route| route.rule.as_ref());
        assert!(
            named
                .map(|rule| crate::law::rule(rule))
                .all(|rule| rule.is_some())
        );
    }

    #[test]
    fn on_every_day_there_is_one_route_for_each_grievance() {
        let to = |on: &str, about: Grievance| {
            let to = to(&routes(day(on), &Adopted::default()), about);
            assert_eq!(to.len(), 1, "{on} {to:?}");
            to[0]
        };
        let last = to("2028-05-03", Grievance::Decision);
        assert_eq!(last, "Police and Crime Commissioner for Surrey");
        assert!(to("2028-05-04", Grievance::Decision).contains("taken over"));
        assert!(to("2028-05-04", Grievance::Council).contains("Ombudsman"));
    }
}
