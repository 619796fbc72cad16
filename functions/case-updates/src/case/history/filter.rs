//! What of a history is shown: by whom, of which agency, of which kind, and from when to when.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Actor, AgencyId, PersonId,
    audit::{Processing, Reading, reading_agency},
    time,
};
use edge::{
    Problem,
    page::{Choice, Form},
};
use serde::Deserialize;

/// The query of the page, as it was typed.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// The id of a person; names stay out of addresses.
    who: Option<String>,
    /// An agency.
    #[param(example = "surrey-police")]
    agency: Option<String>,
    /// A kind of event, such as `decided`.
    #[param(example = "entry_recorded")]
    kind: Option<String>,
    /// What was done with personal data, as section 62 of the Data Protection Act 2018 has it:
    /// `collection`, `alteration`, `consultation`, `disclosure`, `combination` or `erasure`.
    #[param(example = "disclosure")]
    processing: Option<String>,
    /// The first day.
    #[param(example = "2026-11-01")]
    from: Option<String>,
    /// The last day.
    #[param(example = "2026-11-30")]
    to: Option<String>,
}

/// The query, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    who: Option<PersonId>,
    agency: Option<AgencyId>,
    kind: Option<String>,
    processing: Option<Processing>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// What something in a history is, as far as filters go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) at: DateTime<Utc>,
    pub(super) actor: &'a Actor,
    /// The kind of event, or what was read.
    pub(super) kind: &'a str,
    /// `None` of what was erased.
    pub(super) processing: Option<Processing>,
}

impl Asked {
    /// **Errors:** a day or a choice that is none.
    pub(super) fn read(&self) -> Result<Filter, Problem> {
        let given = |value: &Option<String>| {
            let value = value.as_deref().map(str::trim).unwrap_or_default();
            (!value.is_empty()).then(|| value.to_owned())
        };
        fn parsed<T>(
            value: Option<String>,
            (field, fault): (&str, &str),
            parse: impl FnOnce(&str) -> Option<T>,
        ) -> Result<Option<T>, Problem> {
            let parse = |text: String| parse(&text).ok_or_else(|| Problem::field(field, fault));
            value.map(parse).transpose()
        }
        let day = "Enter a day such as 2026-11-24";
        let choice = "Choose one of those offered";
        Ok(Filter {
            who: parsed(given(&self.who), ("who", choice), |id| id.parse().ok())?,
            agency: parsed(given(&self.agency), ("agency", choice), |id| {
                id.parse().ok()
            })?,
            kind: given(&self.kind),
            processing: parsed(
                given(&self.processing),
                ("processing", choice),
                Processing::parse,
            )?,
            from: parsed(given(&self.from), ("from", day), |day| day.parse().ok())?,
            to: parsed(given(&self.to), ("to", day), |day| day.parse().ok())?,
        })
    }

    /// The same as a form, to be shown again.
    pub(super) fn form(&self) -> Form {
        let fields = [
            ("who", &self.who),
            ("agency", &self.agency),
            ("kind", &self.kind),
            ("processing", &self.processing),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let given = |(name, value): (&'static str, &Option<String>)| {
            value.clone().map(|value| (name, value))
        };
        Form::posted(fields.into_iter().filter_map(given))
    }
}

impl Filter {
    /// Whether anything is filtered at all.
    pub(super) fn any(&self) -> bool {
        *self != Self::default()
    }

    /// Whether this is to be shown.
    pub(super) fn shows(&self, facts: Facts<'_>) -> bool {
        let on = time::london_date(facts.at);
        self.who.is_none_or(|who| facts.actor.person() == Some(who))
            && self
                .agency
                .as_ref()
                .is_none_or(|agency| reading_agency(facts.actor).as_ref() == Some(agency))
            && self.kind.as_ref().is_none_or(|kind| kind == facts.kind)
            && self
                .processing
                .is_none_or(|processing| facts.processing == Some(processing))
            && self.from.is_none_or(|from| from <= on)
            && self.to.is_none_or(|to| on <= to)
    }
}

/// A reading, as far as filters go.
pub(super) fn of_reading(reading: &Reading) -> Facts<'_> {
    Facts {
        at: reading.at,
        actor: &reading.actor,
        kind: &reading.what,
        processing: Some(reading.processing),
    }
}

/// What filters offer, from what there is to be shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Offered {
    pub(super) people: Vec<Choice>,
    pub(super) agencies: Vec<Choice>,
    pub(super) kinds: Vec<Choice>,
    pub(super) processing: Vec<Choice>,
}

impl Offered {
    /// Every person, agency and kind once, by name.
    pub(super) fn of<'a>(
        all: impl Iterator<Item = Facts<'a>>,
        name: impl Fn(&AgencyId) -> String,
    ) -> Self {
        use std::collections::BTreeMap;
        let (mut people, mut agencies, mut kinds) =
            (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for facts in all {
            if let Some(person) = facts.actor.person() {
                people.insert(facts.actor.name().to_owned(), person.to_string());
            }
            if let Some(agency) = reading_agency(facts.actor) {
                agencies.insert(name(&agency), agency.to_string());
            }
            kinds.insert(words(facts.kind), facts.kind.to_owned());
        }
        let choices = |all: BTreeMap<String, String>| {
            let choice = |(label, value): (String, String)| Choice::new(value, label);
            all.into_iter().map(choice).collect::<Vec<_>>()
        };
        let each = Processing::ALL.iter();
        Self {
            people: choices(people),
            agencies: choices(agencies),
            kinds: choices(kinds),
            processing: each
                .map(|one| Choice::new(one.value(), one.label()))
                .collect(),
        }
    }
}

/// A kind in words: `entry_recorded` is “Entry recorded”.
fn words(kind: &str) -> String {
    let kind = match kind {
        "case" | "history" | "action" | "pack" | "minutes" | "as_at" | "audit" => {
            format!("read: {kind}")
        }
        other => other.to_owned(),
    };
    let words = kind.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str, value: &str) -> Asked {
        let value = Some(value.to_owned());
        let mut asked = Asked::default();
        match name {
            "who" => asked.who = value,
            "agency" => asked.agency = value,
            "kind" => asked.kind = value,
            "processing" => asked.processing = value,
            "from" => asked.from = value,
            _ => asked.to = value,
        }
        asked
    }

    #[test]
    fn each_filter_shows_what_it_names_and_nothing_else() {
        let person = PersonId::from(uuid::Uuid::from_u128(9));
        let actor = Actor::Person {
            person,
            name: "Ana Silva".into(),
            agency: "oak-housing".parse().unwrap(),
        };
        let facts = Facts {
            // Already the 21st in London? Not in November.
            at: "2026-11-20T23:30:00Z".parse().unwrap(),
            actor: &actor,
            kind: "decided",
            processing: Some(Processing::Collection),
        };
        let shows = |name: &str, value: &str| asked(name, value).read().unwrap().shows(facts);
        assert!(Filter::default().shows(facts) && !Filter::default().any());
        for (name, fits, other) in [
            (
                "who",
                person.to_string(),
                PersonId::from(uuid::Uuid::from_u128(8)).to_string(),
            ),
            ("agency", "oak-housing".into(), "surrey-police".into()),
            ("kind", "decided".into(), "closed".into()),
            ("processing", "collection".into(), "erasure".into()),
            ("from", "2026-11-20".into(), "2026-11-21".into()),
            ("to", "2026-11-20".into(), "2026-11-19".into()),
        ] {
            assert!(shows(name, &fits), "{name}");
            assert!(!shows(name, &other), "{name}");
            assert!(shows(name, " "), "{name}");
            assert!(asked(name, &fits).read().unwrap().any());
        }
        // What was erased is nobody's collection any more.
        let erased = Facts {
            processing: None,
            ..facts
        };
        let filter = asked("processing", "collection").read().unwrap();
        assert!(!filter.shows(erased));
    }

    #[test]
    fn what_is_no_day_and_no_choice_is_refused() {
        for (name, value) in [
            ("who", "Ana"),
            ("agency", "No Agency!"),
            ("processing", "reading"),
            ("from", "20/11/2026"),
            ("to", "2026-13-01"),
        ] {
            let refused = asked(name, value).read().unwrap_err();
            assert_eq!(refused.faults()[0].field, name);
        }
    }
}
