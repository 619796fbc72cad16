//! A word of its own in every personal field of a referral and a case.

use domain::Aggregate;
use serde_json::{Value, json};

use super::cast::Cast;
use crate::world::World;

/// What every canary begins with; nothing else does.
const MARK: &str = "kanarie";

/// Canaries that cannot be words: a day of birth as it is stored and as it is read, a postcode, a
/// property's number.
const SHAPED: [&str; 5] = [
    "1977-07-07",
    "7 July 1977",
    "TW20 8ZZ",
    "TW208ZZ",
    "100061599977",
];

/// Fields that say nothing about a person: what kind of thing it is, and where it belongs.
const NOT_PERSONAL: [&str; 16] = [
    "notice",
    "feedback",
    "area",
    "kind",
    "role",
    "tenure",
    "behaviours",
    "band",
    "gateway",
    "event",
    "on",
    "reference",
    "due_on",
    "case",
    "referral",
    "born_on",
];

/// The fields of a referral that are single words, by what is planted in them.
const OF_A_PERSON: [&str; 9] = [
    "name",
    "aliases",
    "address",
    "ethnicity",
    "language",
    "disability",
    "mental_health",
    "substances",
    "safe_contact",
];

pub(super) struct Canaries;

/// Canaries in a text.
pub(super) fn found_in(text: &str) -> impl Iterator<Item = &'static str> {
    std::iter::once(MARK)
        .chain(SHAPED)
        .filter(move |word| text.contains(word))
}

impl Canaries {
    pub(super) fn plant() -> Self {
        Self
    }

    pub(super) fn len(&self) -> usize {
        // Of a victim and of an offender, each with words of their own, and the rest one each.
        2 * OF_A_PERSON.len() + SHAPED.len() + WORDS.len()
    }

    pub(super) fn word(&self, of: &str) -> String {
        assert!(WORDS.contains(&of) || of.contains('_'), "{of}");
        format!("{MARK} {of}")
    }

    pub(super) fn referral(&self) -> Value {
        let mut body = json!({
            "area": "RUN", "kind": "person", "headline": self.word("headline"),
            "behaviours": ["disregard"],
            "subjects": [self.person("alleged_perpetrator"), self.person("victim")],
            "incidents": [{ "on": "2026-11-14", "what": self.word("incident") }],
            "risk": "high", "gateway": "crime_and_disorder", "forums": [self.word("forum")],
        });
        for field in [
            "relationships",
            "children",
            "impact",
            "risk_rationale",
            "tried",
            "why_multi_agency",
            "sharing_reason",
        ] {
            body[field] = json!(self.word(field));
        }
        body
    }

    fn person(&self, role: &str) -> Value {
        let mut person = json!({
            "role": role, "born_on": "1977-07-07", "postcode": "TW20 8ZZ",
            "uprn": "100061599977", "tenure": "council",
        });
        for field in OF_A_PERSON {
            let asked = field != "safe_contact" || role == "victim";
            if asked {
                person[field] = json!(self.word(&format!("{role}_{field}")));
            }
        }
        person
    }

    pub(super) fn entry(&self) -> Value {
        json!({
            "kind": "note", "on": "2026-11-19", "text": self.word("entry"),
            "gateway": "crime_and_disorder",
        })
    }

    pub(super) fn assessment(&self) -> Value {
        json!({
            "rag": "red", "risk": "high", "rationale": self.word("assessment"),
            "next_review_on": "2026-12-20",
        })
    }

    pub(super) fn decision(&self) -> Value {
        json!({
            "kind": "decision", "decision": self.word("decision"),
            "rationale": self.word("decision_reason"),
        })
    }

    pub(super) fn task(&self, agency: &str) -> Value {
        json!({
            "what": self.word("task"), "detail": self.word("task_detail"), "agency": agency,
            "due_on": "2026-11-27", "gateway": "crime_and_disorder",
        })
    }

    pub(super) fn reason(&self, of: &str) -> Value {
        json!({ "reason": self.word(of) })
    }

    /// Texts of the stored referral and case that hold none and are not known to be impersonal, so
    /// that a new field is missed by nobody.
    pub(super) async fn missing(&self, world: &World, cast: &Cast) -> Vec<String> {
        let id = |at: &str| at.rsplit('/').next().unwrap().to_owned();
        let store = world.local.store();
        let (referral, case) = (id(&cast.referral), id(&cast.case));
        let referral = store.sealed_entries(domain::referral::Referral::KIND, &referral);
        let case = store.sealed_entries(domain::case::Case::KIND, &case);
        let (mut marked, mut bare) = (0, Vec::new());
        for entry in referral
            .await
            .unwrap()
            .into_iter()
            .chain(case.await.unwrap())
        {
            let payload: Value = serde_json::from_str(&entry.payload.unwrap()).unwrap();
            marked += texts(&payload, &entry.header.kind, &mut bare);
        }
        assert!(marked > 30, "{marked}");
        bare
    }

    pub(super) fn absent(&self, place: &str, text: &str) {
        let found: Vec<_> = found_in(text).collect();
        assert!(found.is_empty(), "{found:?} in {place}");
    }

    /// Canaries that nobody saw who may: they would prove nothing.
    pub(super) fn unseen(&self, shown: &str) -> Vec<String> {
        let words = WORDS.iter().map(|word| format!("{MARK} {word}"));
        let shaped = SHAPED.iter().take(3).map(|word| (*word).to_owned());
        let all = words.chain(shaped);
        all.filter(|word| !shown.contains(word.as_str()))
            .map(|word| format!("nobody saw {word}"))
            .collect()
    }
}

/// What is planted besides the words of persons.
const WORDS: [&str; 17] = [
    "acceptance",
    "headline",
    "incident",
    "forum",
    "relationships",
    "children",
    "impact",
    "risk_rationale",
    "tried",
    "why_multi_agency",
    "sharing_reason",
    "entry",
    "assessment",
    "decision",
    "decision_reason",
    "task",
    "removal",
];

/// How many texts of a payload hold a canary; those that hold none and are not known to be
/// impersonal are added to `bare`.
fn texts(value: &Value, path: &str, bare: &mut Vec<String>) -> usize {
    match value {
        Value::Object(fields) => {
            let personal = fields
                .iter()
                .filter(|(name, _)| !NOT_PERSONAL.contains(&name.as_str()));
            personal
                .map(|(name, field)| texts(field, &format!("{path}.{name}"), bare))
                .sum()
        }
        Value::Array(items) => items.iter().map(|item| texts(item, path, bare)).sum(),
        Value::String(text) => {
            let impersonal = IDS.iter().any(|name| path.ends_with(name));
            let planted = found_in(text).next().is_some();
            if !planted && !impersonal {
                bare.push(format!("{path} holds no canary: {text}"));
            }
            usize::from(planted)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// Names and ids of agencies, days and choices: what is planted is about subjects.
const IDS: [&str; 14] = [
    // Of the lead and the referrer: a sentence of the program, and the gateway's own words.
    ".agencies.reason",
    ".agency",
    ".agency.name",
    ".agencies.name",
    ".lead",
    ".next_review_on",
    ".entry",
    ".action",
    ".rag",
    ".risk",
    ".meeting",
    ".outcome",
    ".notice",
    ".recipient",
];
