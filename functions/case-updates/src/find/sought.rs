//! What was typed, as something to search for.

use chrono::NaiveDate;
use domain::{
    matching::{MIN_LETTERS, MatchKey},
    referral::form::Postcode,
};
use edge::{Fields, Problem};
use serde::Deserialize;

/// What to search for: a reference, or a name with a date of birth or a postcode.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Find, example = json!({"name": "Alex Example", "born_on": "1990-02-28"}))]
pub(super) struct FindBody {
    /// The case's reference; then nothing else is needed.
    reference: Option<String>,
    /// The name of somebody or somewhere that the case concerns.
    name: Option<String>,
    /// Their date of birth.
    #[schema(format = Date)]
    born_on: Option<String>,
    /// Their postcode, instead of a date of birth.
    postcode: Option<String>,
}

/// Something to search for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// The case with this reference.
    Reference(String),
    /// Cases with a subject of this key.
    Subject(MatchKey),
}

fn given(sent: Option<String>) -> Option<String> {
    sent.filter(|text| !text.trim().is_empty())
}

impl FindBody {
    pub(super) fn read(self, today: NaiveDate) -> Result<Sought, Problem> {
        if let Some(reference) = given(self.reference) {
            return Ok(Sought::Reference(reference.trim().to_uppercase()));
        }
        let (name, born_on) = (given(self.name), given(self.born_on));
        let postcode = given(self.postcode);
        let mut fields = Fields::default();
        if name.is_none() && born_on.is_none() && postcode.is_none() {
            fields.fault("reference", "Enter a reference, or a name below");
            return fields.finish(|| None);
        }
        let name = fields.line("name", "name", name);
        let key = match (born_on, postcode) {
            (Some(born_on), _) => {
                let on = fields.date("born_on", "date of birth", Some(born_on));
                let past = on.is_none_or(|on| on <= today);
                fields.check("born_on", past, "Date of birth must be today or earlier");
                name.zip(on)
                    .map(|(name, on)| MatchKey::by_birth(name.as_str(), on))
            }
            (None, Some(postcode)) => {
                let postcode = Postcode::parse(&postcode).ok();
                let real = postcode.is_some();
                fields.check("postcode", real, "Postcode must be a full UK postcode");
                name.zip(postcode)
                    .map(|(name, postcode)| MatchKey::by_postcode(name.as_str(), &postcode))
            }
            (None, None) => {
                let more = "Enter a date of birth or a postcode too: a name alone is not enough";
                fields.fault("born_on", more);
                None
            }
        };
        let short = matches!(key, Some(Err(_)));
        let long_enough = format!("Name must have at least {MIN_LETTERS} letters");
        fields.check("name", !short, long_enough);
        fields.finish(|| key?.ok().map(Sought::Subject))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn read(value: serde_json::Value) -> Result<Sought, Problem> {
        let body: FindBody = serde_json::from_value(value).unwrap();
        body.read(fixture::day("2026-11-20"))
    }

    fn fault(value: serde_json::Value) -> (String, String) {
        let fault = read(value).unwrap_err().faults().remove(0);
        (fault.field, fault.message)
    }

    #[test]
    fn a_reference_is_enough_and_a_name_alone_is_not() {
        let sought = read(serde_json::json!({"reference": " run-2026-0001 "})).unwrap();
        assert_eq!(sought, Sought::Reference("RUN-2026-0001".into()));
        let table = [
            (serde_json::json!({}), "reference"),
            (serde_json::json!({"name": " "}), "reference"),
            (serde_json::json!({"name": "Alex Example"}), "born_on"),
            (serde_json::json!({"born_on": "1990-02-28"}), "name"),
            (
                serde_json::json!({"name": "Al", "born_on": "1990-02-28"}),
                "name",
            ),
            (
                serde_json::json!({"name": "Alex", "born_on": "2027-01-01"}),
                "born_on",
            ),
            (
                serde_json::json!({"name": "Alex", "postcode": "KT15"}),
                "postcode",
            ),
        ];
        for (value, field) in table {
            assert_eq!(fault(value.clone()).0, field, "{value}");
        }
    }

    #[test]
    fn the_same_person_is_the_same_search_however_typed() {
        let one = read(serde_json::json!({"name": "Alex  EXAMPLE", "postcode": "kt152ah"}));
        let other = read(serde_json::json!({"name": "Example, Alex", "postcode": "KT15 2AH"}));
        assert_eq!(one.unwrap(), other.unwrap());
    }
}
