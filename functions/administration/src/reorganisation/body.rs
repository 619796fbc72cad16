//! What a reorganisation is planned by, as forms and programs send it.

use chrono::NaiveDate;
use domain::{
    AreaCode, Journal, PersonId,
    directory::Area,
    reorganisation::{Change, MOST_CHANGES, Plan, SplitOff},
};
use edge::{
    Accept, Fields, Problem,
    body::{Listed, one_or_many},
    page::{Choice, Fault, Form},
};
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::again::Again;

/// What changes on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanReorganisation, example = json!({"on": "2027-04-01", "changes": [
    {"area": "RUN", "into": "WSU"},
    {"area": "WOK", "into": "WSU", "split_into": "ESU", "split": "GU22, GU21 6"}
]}))]
pub(crate) struct PlanBody {
    /// The first day on which it holds, from midnight in London. Left out when a plan is changed.
    #[schema(example = "2027-04-01", format = Date)]
    pub(super) on: Option<String>,
    /// What becomes of each area. One without `into` goes on.
    #[serde(default)]
    pub(super) changes: Vec<ChangeBody>,
}

/// What was sent: a program's object, or a form's fields, of which `change1_into` is one of the first
/// area.
#[derive(Debug, Clone)]
pub(crate) struct Sent(pub(super) PlanBody);

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let object = CHANGES.gather(Map::deserialize(from)?);
        serde_json::from_value(Value::Object(object))
            .map(Self)
            .map_err(D::Error::custom)
    }
}

/// What becomes of each area, of which a form has the fields one by one.
const CHANGES: Listed = Listed {
    one: "change",
    all: "changes",
    most: MOST_CHANGES,
};

/// A form that was refused, with each fault at the name that the form has for its field: `change1_into`
/// for `changes[0].into`.
///
/// **Errors:** the problem itself, when a program sent it or no form can mend it.
pub(super) fn again(problem: Problem, accept: Accept, form: Form) -> Result<Again, Problem> {
    let faults = problem.faults().into_iter();
    let faults = faults.map(|fault| CHANGES.on_form(fault));
    let faults: Vec<Fault> = faults.collect();
    let mut again = Again::after(problem, accept, form.clone())?;
    again.form = form.with_faults(faults).with_fresh_key();
    Ok(again)
}

/// What becomes of an area.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanChange, example = json!({"area": "RUN", "into": "WSU"}))]
pub(crate) struct ChangeBody {
    /// The code of the area.
    #[schema(value_type = String, required = true, example = "RUN")]
    pub(super) area: Option<String>,
    /// The code of the area that takes over its cases, meetings and people.
    #[schema(example = "WSU")]
    pub(super) into: Option<String>,
    /// When it is split: the code of the area that gets what is new in `split`.
    #[schema(example = "ESU")]
    pub(super) split_into: Option<String>,
    /// Districts and sectors of postcodes, such as `GU22, GU21 6`.
    #[schema(example = "GU22, GU21 6")]
    pub(super) split: Option<String>,
}

/// Whose roles count for the whole of the area that takes over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanPeople, example = json!({"people": ["0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"]}))]
pub(crate) struct PeopleBody {
    /// Their ids: everybody of whom that holds. The roles of all others count on for what comes from
    /// the area that ended.
    #[serde(default, deserialize_with = "one_or_many")]
    pub(super) people: Vec<String>,
}

impl PlanBody {
    /// Reads a plan; `before` is the one that it changes, whose day and people it keeps.
    ///
    /// **Errors:** 400 with what is to be mended.
    pub(super) fn read(self, before: Option<&Plan>) -> Result<Plan, Problem> {
        let mut fields = Fields::default();
        let on = match before {
            Some(before) => Some(before.on),
            None => fields.date("on", "first day", self.on),
        };
        let mut changes = Vec::new();
        for (index, sent) in self.changes.into_iter().enumerate() {
            let change = fields.at("changes", index, |fields| sent.read(fields));
            changes.extend(change);
        }
        if changes.is_empty() && !fields.is_faulty() {
            fields.at("changes", 0, |fields| {
                fields.fault("into", "Choose the area that takes over from at least one");
            });
        }
        let whole = before
            .map(|before| before.whole.clone())
            .unwrap_or_default();
        fields.finish(|| {
            Some(Plan {
                on: on?,
                changes,
                whole,
            })
        })
    }
}

impl ChangeBody {
    /// `None` for an area that goes on, and when something is to be mended.
    fn read(self, fields: &mut Fields) -> Option<Change> {
        let area: Option<AreaCode> = fields.id("area", "area", self.area);
        let into: Option<AreaCode> = fields.id_if_any("into", "area that takes over", self.into);
        let split: Option<AreaCode> =
            fields.id_if_any("split_into", "area that gets a part", self.split_into);
        let text = self.split.unwrap_or_default();
        let sectors = text.split(',').map(|one| one.trim().to_uppercase());
        let sectors: Vec<String> = sectors.filter(|one| !one.is_empty()).collect();
        fields.check(
            "split",
            sectors.is_empty() == split.is_none(),
            "Enter postcodes and choose an area for them, or neither",
        );
        fields.check(
            "into",
            into.is_some() || split.is_none(),
            "Choose the area that takes over what is not split off",
        );
        Some(Change {
            area: area?,
            into: into?,
            parts: split
                .map(|into| SplitOff { into, sectors })
                .into_iter()
                .collect(),
        })
    }
}

impl PeopleBody {
    pub(super) fn read(self) -> Result<std::collections::BTreeSet<PersonId>, Problem> {
        let mut fields = Fields::default();
        let read = |id: &str| id.parse::<PersonId>().ok();
        let people = fields.choices("people", "people", self.people, read);
        fields.finish(|| Some(people.into_iter().collect()))
    }
}

/// A row of the form: an area, and what becomes of it.
#[derive(Debug)]
pub(super) struct Line {
    /// The place of the area in the list that is sent.
    pub(super) field: String,
    /// Its name.
    pub(super) name: String,
}

/// The form's rows: each area that is there the day before.
pub(super) fn lines(areas: &[&Journal<Area>]) -> Vec<Line> {
    let line = |(index, area): (usize, &&Journal<Area>)| Line {
        field: format!("change{}", index.saturating_add(1)),
        name: area.name.clone(),
    };
    areas.iter().enumerate().map(line).collect()
}

/// The form as it begins, or as a plan fills it in.
pub(super) fn form_of(areas: &[&Journal<Area>], plan: Option<&Plan>) -> Form {
    let mut form = Form::new();
    for (index, area) in areas.iter().enumerate() {
        let field = |name: &str| CHANGES.field(index, name);
        form = form.with(field("area"), area.code.as_str());
        let change = plan.and_then(|plan| plan.changes.iter().find(|one| one.area == area.code));
        let Some(change) = change else { continue };
        form = form.with(field("into"), change.into.as_str());
        if let Some(part) = change.parts.first() {
            form = form
                .with(field("split_into"), part.into.as_str())
                .with(field("split"), part.sectors.join(", "));
        }
    }
    form
}

/// Areas that can take over.
pub(super) fn choices(
    areas: &[Journal<Area>],
    today: NaiveDate,
    ended: impl Fn(&AreaCode) -> bool,
) -> Vec<Choice> {
    let there = areas.iter().filter(|area| !ended(&area.code));
    let choice = |area: &Journal<Area>| {
        let coming = area.since.filter(|since| *since > today);
        let name = match coming {
            Some(since) => format!("{}, from {}", area.name, domain::time::long_date(since)),
            None => area.name.clone(),
        };
        Choice::new(area.code.as_str(), name)
    };
    there.map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(area: &str, into: &str, split: (&str, &str)) -> ChangeBody {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ChangeBody {
            area: text(area),
            into: text(into),
            split_into: text(split.0),
            split: text(split.1),
        }
    }

    fn read(changes: Vec<ChangeBody>) -> Result<Plan, Problem> {
        let on = Some("2027-04-01".to_owned());
        PlanBody { on, changes }.read(None)
    }

    #[test]
    fn a_form_is_put_together_to_the_list_that_a_program_sends() {
        let flat = serde_json::json!({
            "on": "2027-04-01", "change1_area": "ELM", "change1_into": "",
            "change2_area": "RUN", "change2_into": "WSU", "change2_split": "",
        });
        let Sent(body) = serde_json::from_value(flat).unwrap();
        let plan = body.read(None).unwrap();
        assert_eq!(plan.changes.len(), 1);
        assert_eq!(plan.changes[0].area.as_str(), "RUN");
        let other = serde_json::json!({ "on": "2027-04-01", "change0_area": "ELM" });
        assert!(serde_json::from_value::<Sent>(other).is_err());
        let fault = CHANGES.on_form(Fault::new("changes[1].split", "Enter postcodes"));
        assert_eq!(fault.field, "change2_split");
    }

    #[test]
    fn areas_that_go_on_are_left_out_and_parts_are_read_as_people_type_them() {
        let plan = read(vec![
            change("RUN", "WSU", ("", "")),
            change("ELM", "", ("", "")),
            change("WOK", "WSU", ("ESU", "gu22,  GU21 6 ,")),
        ])
        .unwrap();
        assert_eq!(plan.changes.len(), 2);
        assert_eq!(plan.changes[1].parts[0].sectors, ["GU22", "GU21 6"]);
    }

    #[test]
    fn what_is_half_said_is_named_at_its_field() {
        let faults = |change| {
            let faults = read(vec![change]).unwrap_err().faults();
            faults
                .into_iter()
                .map(|fault| fault.field)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            faults(change("RUN", "WSU", ("ESU", ""))),
            ["changes[0].split"]
        );
        assert_eq!(
            faults(change("RUN", "WSU", ("", "KT15"))),
            ["changes[0].split"]
        );
        assert_eq!(
            faults(change("RUN", "", ("ESU", "KT15"))),
            ["changes[0].into"]
        );
        assert_eq!(faults(change("run", "WSU", ("", ""))), ["changes[0].area"]);
    }
}
