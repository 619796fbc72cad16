//! What was typed, as something to search for.

use chrono::NaiveDate;
use domain::{matching::MIN_LETTERS, referral::form::Postcode};
use edge::{Fields, Problem};
use serde::Deserialize;
use store::alike;

/// What to search for: a reference, or whatever is known of somebody.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Find, example = json!({"name": "Alex Exampel", "born_on": "1990-02-28"}))]
pub(super) struct FindBody {
    /// The case's reference; then nothing else is needed.
    reference: Option<String>,
    /// The name of somebody or somewhere that the case concerns, or another that they use.
    name: Option<String>,
    /// Their date of birth.
    #[schema(format = Date)]
    born_on: Option<String>,
    /// House and street, with the postcode.
    address: Option<String>,
    /// Their postcode.
    postcode: Option<String>,
}

/// Something to search for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// The case with this reference.
    Reference(String),
    /// Cases with a subject like this.
    Subject(alike::Sought),
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
        let (address, postcode) = (given(self.address), given(self.postcode));
        let mut fields = Fields::default();
        if [&name, &born_on, &address, &postcode]
            .iter()
            .all(|sent| sent.is_none())
        {
            fields.fault("reference", "Enter a reference, or a name below");
            return fields.finish(|| None);
        }
        let short = name
            .as_ref()
            .is_some_and(|name| letters(name) < MIN_LETTERS);
        let name = fields.line_if_any("name", "name", name);
        let long_enough = format!("Name must have at least {MIN_LETTERS} letters");
        fields.check("name", !short, long_enough);
        let born_on = fields.date_if_any("born_on", "date of birth", born_on);
        fields.past("born_on", "Date of birth", born_on, today);
        let address = fields.line_if_any("address", "address", address);
        let code = postcode.as_ref().map(|code| Postcode::parse(code));
        let real = code.as_ref().is_none_or(Result::is_ok);
        fields.check("postcode", real, "Postcode must be a full UK postcode");
        let sought = alike::Sought {
            name,
            born_on,
            address,
            postcode: code.and_then(Result::ok),
        };
        if real && !short && !sought.is_enough() {
            let (field, more) = if sought.name.is_some() {
                (
                    "name",
                    "Enter a first name and a family name, or more of what you know",
                )
            } else if sought.address.is_some() {
                (
                    "postcode",
                    "Enter the postcode too, and an address with its number",
                )
            } else {
                ("name", "Enter a name too, or an address with its number")
            };
            fields.fault(field, more);
        }
        fields.finish(|| Some(Sought::Subject(sought)))
    }
}

fn letters(name: &str) -> usize {
    name.chars().filter(|c| c.is_alphanumeric()).count()
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
    fn a_reference_is_enough_and_half_a_name_is_not() {
        let sought = read(serde_json::json!({"reference": " run-2026-0001 "})).unwrap();
        assert_eq!(sought, Sought::Reference("RUN-2026-0001".into()));
        let table = [
            (serde_json::json!({}), "reference"),
            (serde_json::json!({"name": " "}), "reference"),
            (serde_json::json!({"name": "Example"}), "name"),
            (serde_json::json!({"postcode": "KT15 2AH"}), "name"),
            (serde_json::json!({"address": "1 Example Road"}), "postcode"),
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

    /// R9.1: by name alone, by date of birth alone and by address alone; see `alike` for who learns of what.
    #[test]
    fn one_thing_is_enough_if_few_share_it() {
        for value in [
            serde_json::json!({"name": "Alex Example"}),
            serde_json::json!({"born_on": "1990-02-28"}),
            serde_json::json!({"address": "12 Example Road", "postcode": "KT15 2AH"}),
        ] {
            let Ok(Sought::Subject(sought)) = read(value.clone()) else {
                panic!("{value}")
            };
            assert!(!sought.names_one(), "{value}");
        }
    }
}
