//! Logs, alarms and the dashboard.

use charmm::template::{Resource, Template};
use serde_json::{Value, json};

use super::{Faults, at, expect, get_att, list, reference};

/// What must wake somebody, by metric.
const WATCHED: [&str; 12] = [
    "Errors",
    "Throttles",
    "IteratorAge",
    "ApproximateNumberOfMessagesVisible",
    "5xx",
    "SystemErrors",
    "WriteThrottleEvents",
    "Reputation.BounceRate",
    "PackMissing",
    "PackRuns",
    "RootRuns",
    "Parked",
];

/// Where each function's lines are written, by log group; `edge` writes in all of them.
const SOURCES: [(&str, &str); 3] = [
    (
        "MeetingPacksLog",
        concat!(
            include_str!("../../../functions/meeting-packs/src/packer.rs"),
            include_str!("../../../shared/edge/src/stream.rs"),
        ),
    ),
    (
        "ActionNotificationsLog",
        concat!(
            include_str!("../../../functions/action-notifications/src/sweep.rs"),
            include_str!("../../../shared/edge/src/stream.rs"),
        ),
    ),
    (
        "AuditRootsLog",
        concat!(
            include_str!("../../../functions/audit-roots/src/sealer.rs"),
            include_str!("../../../shared/edge/src/stream.rs"),
        ),
    ),
];

pub(super) fn check(template: &Template, faults: &mut Faults) {
    for log in template.of_type("AWS::Logs::LogGroup") {
        let name = log.name;
        let days = at(log, "/RetentionInDays").as_u64();
        expect(days.is_some_and(|days| days >= 365), faults, || {
            format!("{name}: not kept for a year")
        });
        let encrypted = at(log, "/KmsKeyId") == &get_att("Key", "Arn");
        expect(encrypted, faults, || format!("{name}: not under our key"));
    }
    for alarm in template.of_type("AWS::CloudWatch::Alarm") {
        self::alarm(alarm, faults);
    }
    for metric in WATCHED {
        let watched = template
            .of_type("AWS::CloudWatch::Alarm")
            .any(|alarm| metrics(alarm).contains(&metric));
        expect(watched, faults, || format!("no alarm on {metric}"));
    }
    everything_is_watched(template, faults);
    whole_metrics(template, faults);
    lines(template, faults);
    counted(template, faults);
    dashboard(template, faults);
}

fn alarm(alarm: Resource<'_>, faults: &mut Faults) {
    let name = alarm.name;
    for action in ["/AlarmActions", "/OKActions"] {
        let told = at(alarm, action) == &json!([reference("Alarms")]);
        expect(told, faults, || format!("{name}: wakes nobody"));
    }
    let said = at(alarm, "/AlarmDescription").is_string();
    expect(said, faults, || format!("{name}: says nothing"));
    // What runs daily is missed by its silence; everything else is quiet when all is well.
    let missing = at(alarm, "/TreatMissingData");
    let daily = at(alarm, "/ComparisonOperator") == &json!("LessThanThreshold");
    let wanted = if daily { "breaching" } else { "notBreaching" };
    expect(missing == wanted, faults, || {
        format!("{name}: silence is {missing}")
    });
}

/// The metrics that an alarm looks at.
fn metrics(alarm: Resource<'_>) -> Vec<&str> {
    let one = at(alarm, "/MetricName").as_str();
    let many = list(at(alarm, "/Metrics"));
    let many = many
        .into_iter()
        .filter_map(|metric| metric.pointer("/MetricStat/Metric/MetricName")?.as_str());
    one.into_iter().chain(many).collect()
}

/// No function, queue or door stands outside the alarms that are about all of them.
fn everything_is_watched(template: &Template, faults: &mut Faults) {
    for (kind, metric, dimension) in [
        ("AWS::Serverless::Function", "Errors", None),
        ("AWS::Serverless::Function", "Throttles", None),
        (
            "AWS::SQS::Queue",
            "ApproximateNumberOfMessagesVisible",
            Some("QueueName"),
        ),
        ("AWS::Serverless::HttpApi", "5xx", None),
    ] {
        for resource in template.of_type(kind) {
            let value = match dimension {
                Some(attribute) => get_att(resource.name, attribute),
                None => reference(resource.name),
            };
            let watched = template
                .of_type("AWS::CloudWatch::Alarm")
                .flat_map(|alarm| list(at(alarm, "/Metrics")))
                .filter_map(|one| one.pointer("/MetricStat/Metric"))
                .any(|one| one["MetricName"] == metric && one["Dimensions"][0]["Value"] == value);
            expect(watched, faults, || {
                format!("{}: no alarm on {metric}", resource.name)
            });
        }
    }
}

/// Where each metric of AWS comes from, and what its dimensions are called, in order.
const METRICS: [(&str, &str, &[&str]); 10] = [
    ("Errors", "AWS/Lambda", &["FunctionName"]),
    ("Throttles", "AWS/Lambda", &["FunctionName"]),
    ("IteratorAge", "AWS/Lambda", &["FunctionName"]),
    (
        "ApproximateNumberOfMessagesVisible",
        "AWS/SQS",
        &["QueueName"],
    ),
    ("5xx", "AWS/ApiGateway", &["ApiId"]),
    ("SystemErrors", "AWS/DynamoDB", &["TableName", "Operation"]),
    (
        "ReadThrottleEvents",
        "AWS/DynamoDB",
        &["TableName", "GlobalSecondaryIndexName"],
    ),
    (
        "WriteThrottleEvents",
        "AWS/DynamoDB",
        &["TableName", "GlobalSecondaryIndexName"],
    ),
    ("Reputation.BounceRate", "AWS/SES", &[]),
    ("Reputation.ComplaintRate", "AWS/SES", &[]),
];

/// A metric that is misspelt anywhere is never reported, and its alarm never rings.
fn whole_metrics(template: &Template, faults: &mut Faults) {
    for alarm in template.of_type("AWS::CloudWatch::Alarm") {
        let many = list(at(alarm, "/Metrics")).into_iter();
        let many = many.filter_map(|one| one.pointer("/MetricStat/Metric"));
        let one = alarm.properties();
        for metric in many.chain(one.get("MetricName").map(|_| one)) {
            let name = metric["MetricName"].as_str().unwrap_or_default();
            let own = metric["Namespace"] == json!({ "Ref": "AWS::StackName" });
            let known = METRICS.iter().find(|(known, _, _)| *known == name);
            let dimensions = list(&metric["Dimensions"]);
            let right = known.is_none_or(|(_, namespace, names)| {
                metric["Namespace"] == *namespace
                    && dimensions.len() <= names.len()
                    && dimensions
                        .iter()
                        .zip(*names)
                        .all(|(dimension, name)| dimension["Name"] == *name)
            });
            expect(right && (known.is_some() || own), faults, || {
                format!("{}: {name} is nobody's metric", alarm.name)
            });
        }
        let above = at(alarm, "/ComparisonOperator") == &json!("GreaterThanThreshold");
        let threshold = at(alarm, "/Threshold").as_f64().unwrap_or(f64::MAX);
        // A share of emails is below one; the stream's age is in milliseconds; all else is none.
        let most = match metrics(alarm).first() {
            Some(&"IteratorAge") => 3_600_000.0,
            Some(name) if name.starts_with("Reputation.") => 0.1,
            _ => 0.0,
        };
        expect(!above || threshold <= most, faults, || {
            format!("{}: does not ring below {threshold}", alarm.name)
        });
    }
    for (function, metric) in [
        ("ActionNotifications", "IteratorAge"),
        ("MeetingPacks", "IteratorAge"),
        ("AuditRoots", "IteratorAge"),
    ] {
        let watched = template
            .of_type("AWS::CloudWatch::Alarm")
            .flat_map(|alarm| list(at(alarm, "/Metrics")))
            .filter_map(|one| one.pointer("/MetricStat/Metric"))
            .any(|one| {
                one["MetricName"] == metric && one["Dimensions"][0]["Value"] == reference(function)
            });
        expect(watched, faults, || {
            format!("{function}: no alarm on {metric}")
        });
    }
}

/// A filter counts lines that are really written, and an alarm looks at what it counts. It counts
/// them only: what a line says, such as an id, would otherwise stand in a metric.
fn lines(template: &Template, faults: &mut Faults) {
    for filter in template.of_type("AWS::Logs::MetricFilter") {
        let name = filter.name;
        let pattern = at(filter, "/FilterPattern").as_str().unwrap_or_default();
        let group = at(filter, "/LogGroupName/Ref").as_str();
        let source = SOURCES.iter().find(|(log, _)| Some(*log) == group);
        let written = source.is_some_and(|(_, source)| writes(source, pattern));
        expect(written, faults, || {
            format!("{name}: no line is like {pattern}")
        });
        for made in list(at(filter, "/MetricTransformations")) {
            let counts = made["MetricValue"] == "1" && made["Dimensions"].is_null();
            expect(counts, faults, || {
                format!("{name}: the metric holds more than a count")
            });
        }
        let counted = at(filter, "/MetricTransformations/0/MetricName");
        let watched = template
            .of_type("AWS::CloudWatch::Alarm")
            .any(|alarm| at(alarm, "/MetricName") == counted);
        expect(watched, faults, || {
            format!("{name}: {counted} is not watched")
        });
    }
}

/// In whose logs each metric of our own is counted.
const COUNTED: [(&str, &[&str]); 5] = [
    ("PackMissing", &["MeetingPacksLog"]),
    ("PackRuns", &["MeetingPacksLog"]),
    ("Sweeps", &["ActionNotificationsLog"]),
    ("RootRuns", &["AuditRootsLog"]),
    ("Parked", &["ActionNotificationsLog", "AuditRootsLog"]),
];

/// What an alarm of our own looks at is counted, in every log where it is written.
fn counted(template: &Template, faults: &mut Faults) {
    let own = json!({ "Ref": "AWS::StackName" });
    for (metric, logs) in COUNTED {
        let mut found: Vec<_> = template
            .of_type("AWS::Logs::MetricFilter")
            .filter(|one| {
                let counts = at(*one, "/MetricTransformations/0");
                counts["MetricName"] == metric && counts["MetricNamespace"] == own
            })
            .filter_map(|one| at(one, "/LogGroupName/Ref").as_str())
            .collect();
        found.sort_unstable();
        expect(found == logs, faults, || {
            format!("{metric} is counted in {found:?}")
        });
        let watched = template
            .of_type("AWS::CloudWatch::Alarm")
            .any(|one| at(one, "/MetricName") == metric && at(one, "/Namespace") == &own);
        expect(watched, faults, || format!("no alarm of ours on {metric}"));
    }
}

/// Whether the source has a line that `pattern` finds: by its level, or by its message.
fn writes(source: &str, pattern: &str) -> bool {
    let inner = pattern
        .strip_prefix("{ ")
        .and_then(|rest| rest.strip_suffix(" }"));
    let Some((field, value)) = inner.and_then(|inner| inner.split_once(" = ")) else {
        return false;
    };
    match (field, value) {
        ("$.level", "\"ERROR\"") => source.contains("tracing::error!("),
        ("$.fields.message", message) => source.contains(message),
        _ => false,
    }
}

/// The dashboard is JSON and shows every function.
fn dashboard(template: &Template, faults: &mut Faults) {
    let Some(dashboard) = template.of_type("AWS::CloudWatch::Dashboard").next() else {
        return faults.push("no dashboard".to_owned());
    };
    let body = at(dashboard, "/DashboardBody/Fn::Sub").as_str();
    let body = body.unwrap_or_default();
    let parsed: Result<Value, _> = serde_json::from_str(body);
    expect(parsed.is_ok(), faults, || "Dashboard: not JSON".to_owned());
    for function in template.of_type("AWS::Serverless::Function") {
        let shown = body.contains(&format!("\"${{{}}}\"", function.name));
        expect(shown, faults, || {
            format!("Dashboard: without {}", function.name)
        });
    }
}
