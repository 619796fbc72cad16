//! Each function may do what it does, no more and no less.

use std::collections::BTreeSet;

use charmm::template::{Resource, Template};
use serde_json::{Value, json};

use super::{Faults, at, expect, get_att, keys, list, reference, statements};

/// Actions that no function needs: whole tables, histories, or what cannot be undone.
const NEVER: [&str; 10] = [
    "dynamodb:Scan",
    "dynamodb:DeleteTable",
    "dynamodb:UpdateTable",
    "dynamodb:PartiQLSelect",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutBucketPolicy",
    "kms:ScheduleKeyDeletion",
    "iam:PassRole",
    "sts:AssumeRole",
];

/// Each right that is given: to whom, what, on what, on which condition.
const GIVEN: &str = include_str!("../../template/permissions.txt");

pub(super) fn check(template: &Template, faults: &mut Faults) {
    exactly(template, faults);
    for role in template.of_type("AWS::IAM::Role") {
        self::role(role, faults);
    }
    for function in template.of_type("AWS::Serverless::Function") {
        self::function(template, function, faults);
    }
}

fn role(role: Resource<'_>, faults: &mut Faults) {
    let name = role.name;
    let managed = at(role, "/ManagedPolicyArns");
    expect(managed.is_null() || *managed == network(), faults, || {
        format!("{name}: a policy that is not written here")
    });
    let policies = list(at(role, "/Policies"));
    let documents = policies.iter().filter_map(|one| one.get("PolicyDocument"));
    for statement in documents.flat_map(statements) {
        let sid = &statement["Sid"];
        expect(sid.is_string(), faults, || format!("{name}: no Sid"));
        for action in list(&statement["Action"]) {
            let action = action.as_str().unwrap_or_default();
            let plain = action.contains(':') && !action.contains('*');
            expect(plain, faults, || format!("{name}: wildcard in {action}"));
            let deletes = deletes_files(name, action, &statement["Resource"]);
            expect(deletes || !NEVER.contains(&action), faults, || {
                format!("{name}: {action} is allowed")
            });
        }
        let resources = list(&statement["Resource"]);
        expect(!resources.is_empty(), faults, || {
            format!("{name}: {sid} on nothing")
        });
        for resource in resources {
            expect(names_something(resource), faults, || {
                format!("{name}: {sid} on {resource}")
            });
        }
        conditions(name, statement, faults);
    }
}

/// The only policy that is not written in the template: what Lambda needs to attach a function to subnets.
fn network() -> Value {
    let arn = "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaENIManagementAccess";
    json!({ "Fn::If": ["HasSubnets", [{ "Fn::Sub": arn }], { "Ref": "AWS::NoValue" }] })
}

/// Files of documents are deleted by whoever looks at them, from quarantine only, and by whoever
/// erases their case; lists of cases by whoever goes through them or gives them up; a bundle by whoever erases the request that it answers.
fn deletes_files(role: &str, action: &str, on: &Value) -> bool {
    let places: &[&str] = match role {
        "DocumentIntakeRole" => &["${Documents.Arn}/quarantine/*"],
        "CaseImportRole" | "AdministrationRole" => &["${Documents.Arn}/imports/*"],
        "ErasureRole" => &[
            "${Documents.Arn}/quarantine/*",
            "${Documents.Arn}/documents/*",
            "${Packs.Arn}/bundles/*",
        ],
        _ => &[],
    };
    let in_place = |one: &&Value| {
        places
            .iter()
            .any(|place| **one == json!({ "Fn::Sub": place }))
    };
    ["s3:DeleteObject", "s3:DeleteObjectVersion"].contains(&action) && list(on).iter().all(in_place)
}

/// The rights of every role and of everybody whom the key, a topic, a queue or a function lets in are
/// those of the list, no more and no fewer.
fn exactly(template: &Template, faults: &mut Faults) {
    let wanted: BTreeSet<_> = GIVEN.lines().map(ToOwned::to_owned).collect();
    let given = rights(template);
    for right in given.difference(&wanted) {
        faults.push(format!("permissions.txt does not give: {right}"));
    }
    for right in wanted.difference(&given) {
        faults.push(format!("lost: {right}"));
    }
}

/// One line for each action of each statement.
pub(super) fn rights(template: &Template) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for resource in template.resources() {
        let roles = list(at(resource, "/Policies"));
        let documents = roles.iter().filter_map(|one| one.get("PolicyDocument"));
        let own = [at(resource, "/PolicyDocument"), at(resource, "/KeyPolicy")];
        for statement in documents.chain(own).flat_map(statements) {
            let told = |name: &str| {
                statement
                    .get(name)
                    .map_or(String::new(), ToString::to_string)
            };
            let actions = list(&statement["Action"]);
            for action in actions.into_iter().chain(statement.get("NotAction")) {
                let action = action
                    .as_str()
                    .map_or(action.to_string(), ToOwned::to_owned);
                for on in list(&statement["Resource"]) {
                    lines.insert(format!(
                        "{} {} {action} on {on} to {} if {}",
                        resource.name,
                        told("Effect").trim_matches('"'),
                        told("Principal"),
                        told("Condition"),
                    ));
                }
            }
        }
    }
    lines
}

/// Whether a resource of a statement is more than a wildcard.
fn names_something(resource: &Value) -> bool {
    match resource {
        Value::String(text) => text != "*" && !text.ends_with(":*"),
        Value::Object(function) => function.get("Fn::Sub").is_none_or(|text| {
            text.as_str()
                .is_some_and(|text| text.contains("${") && !text.ends_with(":*"))
        }),
        _ => false,
    }
}

/// By which identity and configuration set the function sends, and by no others of the account.
const SENDS_BY: [&str; 2] = ["identity/${SenderDomain}", "configuration-set/${Emails}"];

fn ses(name: &str) -> Value {
    let arn = format!("arn:${{AWS::Partition}}:ses:${{AWS::Region}}:${{AWS::AccountId}}:{name}");
    json!({ "Fn::Sub": arn })
}

/// Some rights are only given under a condition.
fn conditions(role: &str, statement: &Value, faults: &mut Faults) {
    let condition = &statement["Condition"]["StringEquals"];
    for action in list(&statement["Action"]) {
        let action = action.as_str().unwrap_or_default();
        if keys::SIGNS.contains(&action) {
            let one = statement["Resource"] == get_att("RootKey", "Arn");
            expect(one, faults, || format!("{role}: {action} with any key"));
        } else if action.starts_with("kms:") {
            let through = !condition["kms:ViaService"].is_null();
            expect(through, faults, || {
                format!("{role}: {action} without a service between")
            });
        }
        if action.starts_with("ses:") {
            let as_sender = condition["ses:FromAddress"] == reference("Sender");
            expect(as_sender, faults, || format!("{role}: sends as anybody"));
            let own = list(&statement["Resource"]) == SENDS_BY.map(ses).iter().collect::<Vec<_>>();
            expect(own, faults, || format!("{role}: sends by any identity"));
        }
    }
}

/// Its own role and its own log group; its settings; a build that sam knows.
fn function(template: &Template, function: Resource<'_>, faults: &mut Faults) {
    let name = function.name;
    let own = at(function, "/Role") == &get_att(&format!("{name}Role"), "Arn");
    expect(own, faults, || format!("{name}: not its own role"));
    let logs = at(function, "/LoggingConfig/LogGroup") == &reference(&format!("{name}Log"));
    expect(logs, faults, || format!("{name}: not its own log group"));
    let build = function.whole.pointer("/Metadata/BuildMethod");
    let binary = function
        .whole
        .pointer("/Metadata/BuildProperties/Binary")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let code = at(function, "/CodeUri") == &json!(format!("../functions/{binary}"));
    let built = build == Some(&json!("rust-cargolambda")) && code;
    expect(built, faults, || format!("{name}: cannot be built"));
    let globals = &template.whole()["Globals"]["Function"];
    for (setting, wanted) in [
        ("Runtime", json!("provided.al2023")),
        ("Architectures", json!(["arm64"])),
        ("Handler", json!("bootstrap")),
        ("KmsKeyArn", get_att("Key", "Arn")),
    ] {
        let found = function
            .properties()
            .get(setting)
            .unwrap_or(&globals[setting]);
        expect(found == &wanted, faults, || {
            format!("{name}: {setting} is {found}")
        });
    }
    settings(globals, faults);
    secret(function, globals, faults);
    let serves = function.properties()["Events"]
        .as_object()
        .is_some_and(|events| events.values().any(|event| event["Type"] == "HttpApi"));
    let timeout = function
        .properties()
        .get("Timeout")
        .unwrap_or(&globals["Timeout"]);
    // API Gateway waits no longer than 30 seconds.
    let in_time = timeout.as_u64().is_some_and(|seconds| seconds < 30);
    expect(!serves || in_time, faults, || {
        format!("{name}: works on when nobody waits any more")
    });
}

/// The client's secret comes from its vault, and only to the function at which people sign in.
fn secret(function: Resource<'_>, globals: &Value, faults: &mut Faults) {
    let own = &at(function, "/Environment/Variables/CLIENT_SECRET");
    let everywhere = !globals["Environment"]["Variables"]["CLIENT_SECRET"].is_null();
    let right = match function.name {
        "CaseUpdates" => own.to_string().contains("{{resolve:secretsmanager:"),
        _ => own.is_null() && !everywhere,
    };
    expect(right, faults, || {
        format!(
            "{}: the client's secret is not where it belongs",
            function.name
        )
    });
}

/// The settings that `edge::Config` and the functions read.
fn settings(globals: &Value, faults: &mut Faults) {
    let variables = &globals["Environment"]["Variables"];
    for (name, wanted) in [
        ("STAGE", "Stage"),
        ("TABLE", "Table"),
        ("PACKS_BUCKET", "Packs"),
        ("ROOTS_BUCKET", "Roots"),
        ("ORIGIN", "Origin"),
        ("ISSUER", "Issuer"),
        ("CLIENT_ID", "ClientId"),
        ("AUDIENCE", "Audience"),
        ("SENDER", "Sender"),
        ("CONFIGURATION_SET", "Emails"),
    ] {
        expect(variables[name] == reference(wanted), faults, || {
            format!("setting {name} is {}", variables[name])
        });
    }
}
