//! What requests are filled with: the examples of the published document, or words that are never
//! met by accident in every personal field.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde_json::{Value, json};

use super::table::Table;

const DOCUMENT: &str = include_str!("../../../shared/edge/openapi.json");

/// What every planted word begins with; nothing else does.
pub(super) const SIGN: &str = "Zqxj";

/// Fields whose planted word has a shape of its own, as it is sent and as it may be shown.
const SHAPED: [(&str, &str, &[&str]); 3] = [
    ("born_on", "1977-07-07", &["1977-07-07", "7 July 1977"]),
    ("postcode", "TW20 8ZZ", &["TW20 8ZZ", "TW208ZZ"]),
    ("uprn", "100061599977", &["100061599977"]),
];

/// With which kind of words a body is filled.
#[derive(Clone, Copy)]
pub(super) enum Fill {
    /// With the examples.
    Plain,
    /// Each field with the kind that the table says.
    Planted,
    /// Each personal field with this kind.
    As(&'static str),
}

/// The published document, and what is planted.
pub(super) struct Words {
    document: Value,
    pub(super) fields: BTreeMap<String, String>,
    marks: BTreeSet<String>,
}

impl Words {
    pub(super) fn published() -> &'static Self {
        static WORDS: LazyLock<Words> = LazyLock::new(|| {
            let table = Table::read();
            Words {
                document: serde_json::from_str(DOCUMENT).unwrap(),
                fields: table.fields,
                marks: table.marks.into_keys().collect(),
            }
        });
        &WORDS
    }

    /// Every field of text that a request of the document can hold, as `Schema.field`.
    pub(super) fn of_requests(&self) -> BTreeSet<String> {
        let paths = self.document["paths"].as_object().unwrap().values();
        let contents = paths.filter_map(|item| item["post"]["requestBody"]["content"].as_object());
        let named = contents.flat_map(|content| content.values());
        let mut waiting: Vec<_> = named
            .filter_map(|each| reference(&each["schema"]))
            .map(str::to_owned)
            .collect();
        let (mut seen, mut fields) = (BTreeSet::new(), BTreeSet::new());
        while let Some(schema) = waiting.pop() {
            if !seen.insert(schema.clone()) {
                continue;
            }
            for (field, kind) in self.properties(&schema) {
                if let Some(inner) = reference(&kind["items"]).or_else(|| reference(kind)) {
                    waiting.push(inner.to_owned());
                } else if !matches!(kind["type"].as_str(), Some("integer" | "boolean")) {
                    fields.insert(format!("{schema}.{field}"));
                }
            }
        }
        fields
    }

    /// The word in a field; `None` when the field says nothing about a subject.
    pub(super) fn planted(&self, schema: &str, field: &str) -> Option<String> {
        // A number has no line.
        let mark = self.fields.get(&format!("{schema}.{field}"))?;
        let kept = self.marks.contains(mark);
        (kept || mark == "asked").then(|| word(mark, schema, field))
    }

    /// Every word that is planted and kept, with the field it stands in.
    pub(super) fn kept(&self) -> Vec<(String, String)> {
        let each = self
            .fields
            .iter()
            .filter(|(_, mark)| self.marks.contains(*mark));
        let word = |(name, mark): (&String, &String)| {
            let (schema, field) = name.split_once('.').unwrap();
            (name.clone(), word(mark, schema, field))
        };
        each.map(word).collect()
    }

    /// The body of a POST to this path.
    pub(super) fn body(&self, path: &str, fill: Fill) -> Value {
        let content = &self.document["paths"][path]["post"]["requestBody"]["content"];
        let json = &content["application/json"];
        match (reference(&json["schema"]), fill) {
            (Some(_), Fill::Plain) if json["example"].is_object() => json["example"].clone(),
            (Some(schema), _) => self.filled(schema, fill),
            (None, _) => json!({}),
        }
    }

    /// A body of this kind.
    pub(super) fn filled(&self, schema: &str, fill: Fill) -> Value {
        if schema == "ReferralBody" {
            return self.referral(fill);
        }
        let mut body = self.example(schema);
        for (field, _) in self.properties(schema) {
            self.plant(&mut body, (schema, field), fill);
        }
        body
    }

    fn plant(&self, body: &mut Value, (schema, field): (&str, &str), fill: Fill) {
        let planted = match (fill, self.planted(schema, field)) {
            (Fill::Planted, planted) => planted,
            // What has a shape of its own cannot say which kind it is.
            (Fill::As(mark), Some(_)) if SHAPED.iter().all(|(name, ..)| *name != field) => {
                Some(word(mark, schema, field))
            }
            _ => None,
        };
        if let Some(planted) = planted {
            body[field] = json!(planted);
        }
    }

    fn referral(&self, fill: Fill) -> Value {
        let mut body = self.body("/referrals", Fill::Plain);
        for (field, kind) in self.properties("ReferralBody") {
            if reference(&kind["items"]).is_none() {
                self.plant(&mut body, ("ReferralBody", field), fill);
            }
        }
        let of = |role: &str| {
            let mut subject = self.filled("SubjectBody", fill);
            subject["role"] = json!(role);
            if role == "alleged_perpetrator" {
                subject.as_object_mut().unwrap().remove("safe_contact");
            }
            subject
        };
        if !matches!(fill, Fill::Plain) {
            body["subjects"] = json!([of("alleged_perpetrator"), of("victim")]);
            body["incidents"] = json!([self.filled("IncidentBody", fill)]);
        }
        body
    }

    fn properties(&self, schema: &str) -> impl Iterator<Item = (&String, &Value)> {
        let schema = &self.document["components"]["schemas"][schema];
        assert!(schema.is_object(), "no such schema");
        schema["properties"].as_object().into_iter().flatten()
    }

    fn example(&self, schema: &str) -> Value {
        let example = &self.document["components"]["schemas"][schema]["example"];
        if example.is_object() {
            return example.clone();
        }
        let fields = self.properties(schema);
        let fields = fields.filter(|(_, kind)| !kind["example"].is_null());
        fields
            .map(|(name, kind)| (name.clone(), kind["example"].clone()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn word(mark: &str, schema: &str, field: &str) -> String {
    match SHAPED.iter().find(|(name, ..)| *name == field) {
        Some((_, sent, _)) => (*sent).to_owned(),
        None => format!("{SIGN}{mark} {schema} {field}"),
    }
}

/// A planted word that was met in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Met<'t> {
    /// Where it begins.
    pub(super) at: usize,
    /// What follows from there, as far as it can belong to it.
    pub(super) word: &'t str,
}

impl Met<'_> {
    /// Which kind of words it is.
    pub(super) fn mark(&self) -> &str {
        match self.word.strip_prefix(SIGN) {
            Some(rest) => rest.split(' ').next().unwrap_or_default(),
            // What has a shape of its own is a subject's.
            None => "subject",
        }
    }
}

/// Everything planted that a text holds.
pub(super) fn met_in(text: &str) -> Vec<Met<'_>> {
    let shown = SHAPED.iter().flat_map(|(.., shown)| shown.iter().copied());
    let mut met = Vec::new();
    for sign in std::iter::once(SIGN).chain(shown) {
        // A single letter is found much faster than a word by a program that is not optimised.
        for (at, _) in text.match_indices(sign.chars().next().unwrap()) {
            let rest = &text[at..];
            if rest.starts_with(sign) {
                let ours = |c: char| c.is_ascii_alphanumeric() || " _".contains(c);
                let end = rest.find(|c| !ours(c)).unwrap_or(rest.len());
                let word = if sign == SIGN { &rest[..end] } else { sign };
                met.push(Met { at, word });
            }
        }
    }
    met
}
