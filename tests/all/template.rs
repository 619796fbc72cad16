//! The deployment template keeps its promises: what linters of the expanded template do not see.
//!
//! | file | promises |
//! |---|---|
//! | [`storage`] | nothing is lost, nothing is read by others: table, buckets, key, queues, topics |
//! | [`doors`] | who is asked who they are |
//! | [`permissions`] | each function may do what it does, and no more |
//! | [`keys`] | who may use the keys, and who signs |
//! | [`triggers`] | the stream, the schedules, email that comes back |
//! | [`watch`] | logs, alarms, dashboard |
//! | [`silence`] | a run that is missed is noticed, and one that is late is not |
//!
//! `tests/template/faults.yaml` plants single faults, and names who must catch each: these rules
//! (shown here), or cfn-lint or checkov on the expansion (shown by `tests/template/gate.py`).

pub(crate) mod doors;
mod keys;
mod permissions;
mod silence;
mod storage;
mod triggers;
mod watch;

use charmm::template::{Resource, Template};
use serde::Deserialize;
use serde_json::Value;

/// What was found wrong, in words.
pub(crate) type Faults = Vec<String>;

const RULES: [fn(&Template, &mut Faults); 7] = [
    storage::check,
    doors::check,
    permissions::check,
    keys::check,
    triggers::check,
    watch::check,
    silence::check,
];

fn faults(template: &Template) -> Faults {
    let mut faults = Vec::new();
    for rule in RULES {
        rule(template, &mut faults);
    }
    faults
}

/// Says what is wrong unless it holds.
fn expect(holds: bool, faults: &mut Faults, wrong: impl FnOnce() -> String) {
    if !holds {
        faults.push(wrong());
    }
}

/// The value at a path below a resource's properties; null when there is none.
fn at<'a>(resource: Resource<'a>, path: &str) -> &'a Value {
    let found = resource.properties().pointer(path);
    found.unwrap_or(&Value::Null)
}

/// A list, or a single value as a list of one.
fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// The statements of a policy document.
fn statements(document: &Value) -> Vec<&Value> {
    list(document.get("Statement").unwrap_or(&Value::Null))
}

fn get_att(name: &str, attribute: &str) -> Value {
    serde_json::json!({ "Fn::GetAtt": format!("{name}.{attribute}") })
}

fn reference(name: &str) -> Value {
    serde_json::json!({ "Ref": name })
}

/// A fault planted in the template.
#[derive(Debug, Deserialize)]
struct Planted {
    /// What is wrong, in words.
    fault: String,
    /// Where, as a path of names and indexes, with `~1` for a slash in a name.
    at: String,
    /// What stands there instead; nothing at all when left out.
    becomes: Option<serde_yaml_ng::Value>,
    /// Who must catch it: `rules`, `expansion`, `cfn-lint` or `checkov`.
    caught_by: String,
    /// What the finding must contain, so that it is caught for its own sake.
    says: String,
}

impl Planted {
    fn all() -> Vec<Self> {
        serde_yaml_ng::from_str(include_str!("../template/faults.yaml")).unwrap()
    }

    fn plant(&self, template: &Template) -> Template {
        let new = self.becomes.clone().map(charmm::template::json);
        template.with(|whole| {
            let (above, last) = self.at.rsplit_once('/').unwrap();
            let last = &last.replace("~1", "/");
            let above = whole.pointer_mut(&format!("/{above}"));
            let above = above.unwrap_or_else(|| panic!("{}: no such place", self.fault));
            match (above, new) {
                (Value::Object(fields), Some(new)) => drop(fields.insert(last.to_owned(), new)),
                (Value::Object(fields), None) => {
                    assert!(fields.remove(last).is_some(), "{}: not there", self.fault);
                }
                (Value::Array(items), Some(new)) => items[last.parse::<usize>().unwrap()] = new,
                (Value::Array(items), None) => drop(items.remove(last.parse().unwrap())),
                _ => panic!("{}: neither a list nor a mapping", self.fault),
            }
        })
    }
}

/// `UPDATE_PERMISSIONS=1 cargo test -p tests template` writes the list of rights anew, to be read
/// line by line before it is kept.
#[test]
fn the_template_keeps_its_promises() {
    if std::env::var_os("UPDATE_PERMISSIONS").is_some() {
        let list = concat!(env!("CARGO_MANIFEST_DIR"), "/template/permissions.txt");
        let rights = permissions::rights(&Template::embedded().unwrap());
        let lines = rights.into_iter().map(|right| right + "\n");
        return std::fs::write(list, lines.collect::<String>()).unwrap();
    }
    let faults = faults(&Template::embedded().unwrap());
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The topic of an agency stands in a file of its own.
#[test]
fn an_agencys_topic_is_listened_to_by_its_queues_and_over_tls() {
    let template = Template::parse(include_str!("../../infra/agency-topic.yaml")).unwrap();
    let rights: Vec<_> = permissions::rights(&template).into_iter().collect();
    let [allowed, denied] = rights.as_slice() else {
        panic!("{rights:#?}");
    };
    assert!(allowed.starts_with("TopicPolicy Allow sns:Subscribe on"));
    assert!(
        allowed.contains(r#"${SubscriberAccount}:root"#),
        "{allowed}"
    );
    assert!(allowed.ends_with(r#"if {"StringEquals":{"sns:Protocol":["sqs","lambda"]}}"#));
    assert!(denied.starts_with("TopicPolicy Deny sns:Publish on"));
    assert!(denied.ends_with(r#"to "*" if {"Bool":{"aws:SecureTransport":"false"}}"#));
    let topic = template.of_type("AWS::SNS::Topic").next().unwrap();
    assert_eq!(at(topic, "/KmsMasterKeyId"), &reference("KeyArn"));
}

#[test]
fn planted_faults_are_caught() {
    let template = Template::embedded().unwrap();
    let planted = Planted::all();
    assert!(planted.len() >= 30, "{} faults", planted.len());
    let mut missed = Vec::new();
    for fault in planted {
        assert!(
            ["rules", "expansion", "cfn-lint", "checkov"].contains(&fault.caught_by.as_str()),
            "{}: nobody catches it",
            fault.fault
        );
        let changed = fault.plant(&template);
        assert_ne!(
            changed.whole(),
            template.whole(),
            "{}: changes nothing",
            fault.fault
        );
        let found = faults(&changed);
        let caught = found.iter().any(|found| found.contains(&fault.says));
        if fault.caught_by == "rules" && !caught {
            missed.push(format!("{}: {found:?}", fault.fault));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
