//! The stream, the schedules, and email that comes back.

use charmm::template::{Filter, Resource, StreamMapping, Template};
use serde_json::{Value, json};

use super::{Faults, at, expect, get_att, list, reference};

/// What the code tries for before it parks a record (`edge::stream`), in seconds, and room to spare.
const PATIENCE: u64 = 6 * 3600;

/// Functions that nobody waits for: a failure must be kept somewhere.
const UNATTENDED: [&str; 6] = [
    "ActionNotifications",
    "MeetingPacks",
    "AuditRoots",
    "Erasure",
    "DocumentIntake",
    "CaseImport",
];

pub(super) fn check(template: &Template, faults: &mut Faults) {
    for function in template.of_type("AWS::Serverless::Function") {
        for (name, event) in events(function) {
            let at = format!("{}{name}", function.name);
            let properties = &event["Properties"];
            match event["Type"].as_str() {
                Some("DynamoDB") => stream(&at, properties, faults),
                Some("ScheduleV2") => schedule(&at, properties, faults),
                Some("SNS") => returned(&at, properties, faults),
                Some("EventBridgeRule") => file(&at, properties, faults),
                Some("HttpApi") => {}
                other => faults.push(format!("{at}: {other:?} is not looked at")),
            }
        }
        if UNATTENDED.contains(&function.name) {
            unattended(function, faults);
        }
    }
    filters(template, faults);
    search(template, faults);
    timetable(template, faults);
    email(template, faults);
}

fn events(function: Resource<'_>) -> impl Iterator<Item = (&String, &Value)> {
    let events = function.properties()["Events"].as_object();
    events.into_iter().flatten()
}

fn stream(at: &str, event: &Value, faults: &mut Faults) {
    for (setting, wanted) in [
        ("Stream", get_att("Table", "StreamArn")),
        ("StartingPosition", json!("TRIM_HORIZON")),
        ("FunctionResponseTypes", json!(["ReportBatchItemFailures"])),
        ("BisectBatchOnFunctionError", json!(true)),
    ] {
        expect(event[setting] == wanted, faults, || {
            format!("{at}: {setting} is {}", event[setting])
        });
    }
    let on = event.get("Enabled").is_none_or(|on| on == &json!(true));
    expect(on, faults, || format!("{at}: switched off"));
    let failed = &event["DestinationConfig"]["OnFailure"]["Destination"];
    expect(failed == &get_att("StreamFailures", "Arn"), faults, || {
        format!("{at}: what fails is forgotten")
    });
    let age = event["MaximumRecordAgeInSeconds"].as_u64().unwrap_or(0);
    // The stream itself keeps records for a day.
    expect((PATIENCE + 3600..=86_400).contains(&age), faults, || {
        format!("{at}: records are kept for {age} s")
    });
    let tries = event["MaximumRetryAttempts"].as_i64().unwrap_or(-1);
    expect((100..=10_000).contains(&tries), faults, || {
        format!("{at}: {tries} tries")
    });
}

/// The sort key of a reading.
const READING: &str = "A#2026-11-20T09:00:00.000Z#x";

/// The filters let through new journal entries, all of them for notices, and nothing else.
fn filters(template: &Template, faults: &mut Faults) {
    let mappings = match template.mappings() {
        Ok(mappings) => mappings,
        Err(error) => return faults.push(format!("filters: {error:#}")),
    };
    let wants = |function: &str, record: &Value| {
        let mut of = mappings.iter().filter(|one| one.function == function);
        of.any(|StreamMapping { filter, .. }: &StreamMapping| Filter::wants(filter, record))
    };
    let record = |kind: &str, pk: &str, sk: &str| {
        json!({
            "eventName": kind,
            "dynamodb": { "Keys": { "pk": { "S": pk }, "sk": { "S": sk } } },
        })
    };
    let entry = store::keys::entry(7);
    let kinds = ["referral", "case", "meeting", "area", "agency", "person"];
    for kind in kinds {
        let of = record("INSERT", &store::keys::aggregate(kind, "1"), &entry);
        expect(wants("action-notifications", &of), faults, || {
            format!("filter: entries of a {kind} tell nobody")
        });
        let packs = wants("meeting-packs", &of);
        expect(packs == (kind == "meeting"), faults, || {
            format!("filter: meeting-packs and entries of a {kind}")
        });
        let pk = store::keys::aggregate(kind, "1");
        for sk in [entry.as_str(), READING] {
            let sealed = wants("audit-roots", &record("INSERT", &pk, sk));
            expect(sealed, faults, || {
                format!("filter: {sk} of a {kind} is never sealed")
            });
        }
    }
    let meeting = store::keys::aggregate("meeting", "1");
    let leaf = store::keys::leaf("entry 0000000007");
    for (kind, sk) in [
        ("INSERT", store::keys::RECORD),
        ("INSERT", store::keys::LISTED),
        ("INSERT", READING),
        ("INSERT", leaf.as_str()),
        ("MODIFY", entry.as_str()),
        ("REMOVE", entry.as_str()),
    ] {
        for function in ["action-notifications", "meeting-packs", "audit-roots"] {
            // Readings are sealed, and nobody is told of them.
            if function == "audit-roots" && sk == READING {
                continue;
            }
            let paid = wants(function, &record(kind, &meeting, sk));
            expect(!paid, faults, || {
                format!("filter: {function} is paid for {kind} of {sk}")
            });
        }
    }
}

fn schedule(at: &str, event: &Value, faults: &mut Faults) {
    // A name of its own makes CloudFormation fail when a schedule is to be replaced.
    expect(event["OmitName"] == json!(true), faults, || {
        format!("{at}: OmitName is not set")
    });
    let on = event
        .get("State")
        .is_none_or(|state| state == &json!("ENABLED"));
    expect(on, faults, || format!("{at}: switched off"));
    let failed = event["DeadLetterConfig"] == json!({ "Arn": get_att("RunFailures", "Arn") });
    expect(failed, faults, || {
        format!("{at}: a missed run is forgotten")
    });
    let role = event["RoleArn"] == get_att("ScheduleRole", "Arn");
    expect(role, faults, || format!("{at}: not the schedules' role"));
    let tries = event["RetryPolicy"]["MaximumRetryAttempts"].as_u64();
    expect(tries.is_some_and(|tries| tries <= 10), faults, || {
        format!("{at}: unbounded tries")
    });
}

/// London's time, outside the hour that it skips or has twice, and before offices open.
fn timetable(template: &Template, faults: &mut Faults) {
    let schedules = match template.schedules() {
        Ok(schedules) => schedules,
        Err(error) => return faults.push(format!("schedules: {error:#}")),
    };
    for (function, run, hour) in [
        ("action-notifications", "sweep", 7),
        ("meeting-packs", "packs", 7),
        ("audit-roots", "root", 8),
        ("erasure", "erase", 3),
    ] {
        let mut of = schedules.iter().filter(|one| one.function == function);
        let right = of.any(|one| one.input == json!({ "run": run }) && one.hours.contains(&hour));
        expect(right, faults, || {
            format!("schedules: {function} does not {run} in the morning")
        });
    }
    for schedule in &schedules {
        let skipped = schedule.hours.contains(&1);
        expect(!skipped, faults, || {
            format!(
                "schedules: {} in the hour that is skipped",
                schedule.function
            )
        });
        let real = schedule.minute < 60 && schedule.hours.iter().all(|hour| *hour < 24);
        expect(real, faults, || {
            format!("schedules: {} at no time of day", schedule.function)
        });
    }
}

fn unattended(function: Resource<'_>, faults: &mut Faults) {
    let name = function.name;
    let kept = at(
        function,
        "/EventInvokeConfig/DestinationConfig/OnFailure/Destination",
    );
    expect(kept == &get_att("RunFailures", "Arn"), faults, || {
        format!("{name}: a failed run is forgotten")
    });
}

/// News of files in quarantine, or of lists to work on, and of nothing else in the bucket.
fn file(at: &str, event: &Value, faults: &mut Faults) {
    let detail = &event["Pattern"]["detail"];
    let (bucket, key) = match event["Pattern"]["source"][0].as_str() {
        Some("aws.s3") => (&detail["bucket"]["name"], &detail["object"]["key"]),
        _ => {
            let object = &detail["s3ObjectDetails"];
            (&object["bucketName"], &object["objectKey"])
        }
    };
    let place = match at {
        "CaseImportWoken" => "wake/",
        _ => "quarantine/",
    };
    let right = bucket == &json!([reference("Documents")]) && key == &json!([{ "prefix": place }]);
    expect(right, faults, || format!("{at}: not what comes to {place}"));
    let failed = event["DeadLetterConfig"] == json!({ "Arn": get_att("RunFailures", "Arn") });
    expect(failed, faults, || format!("{at}: a file is forgotten"));
}

/// Every file is searched, and by nobody who may read anything else, unless whoever deploys says otherwise.
fn search(template: &Template, faults: &mut Faults) {
    let plan = template
        .of_type("AWS::GuardDuty::MalwareProtectionPlan")
        .next();
    let searched = json!({ "S3Bucket": {
        "BucketName": reference("Documents"), "ObjectPrefixes": ["quarantine/"],
    } });
    let right = plan.is_some_and(|plan| {
        at(plan, "/ProtectedResource") == &searched
            && at(plan, "/Role") == &get_att("DocumentsSearchRole", "Arn")
    });
    expect(right, faults, || {
        "DocumentsSearch: files are not searched".to_owned()
    });
}

fn returned(at: &str, event: &Value, faults: &mut Faults) {
    let kept = &event["RedrivePolicy"]["deadLetterTargetArn"];
    expect(
        kept == &get_att("RunFailures", "Arn") && event["Topic"] == reference("EmailEvents"),
        faults,
        || format!("{at}: email that came back is forgotten"),
    );
}

fn email(template: &Template, faults: &mut Faults) {
    let find = |kind| template.of_type(kind).next();
    let set = find("AWS::SES::ConfigurationSet");
    let tls = set.is_some_and(|set| at(set, "/DeliveryOptions/TlsPolicy") == &json!("REQUIRE"));
    expect(tls, faults, || "Emails: sent without TLS".to_owned());
    let destination = find("AWS::SES::ConfigurationSetEventDestination");
    let types = destination.map_or_else(Vec::new, |one| {
        list(at(one, "/EventDestination/MatchingEventTypes"))
    });
    // As CloudFormation spells them; the API of SES shouts.
    for kind in ["bounce", "complaint", "reject", "renderingFailure"] {
        expect(types.contains(&&json!(kind)), faults, || {
            format!("EmailsReturned: {kind} is told to nobody")
        });
    }
    let on = destination.is_some_and(|one| at(one, "/EventDestination/Enabled") == &json!(true));
    expect(on, faults, || "EmailsReturned: switched off".to_owned());
    let waits = destination.is_some_and(|one| one.whole["DependsOn"] == json!("EmailEventsPolicy"));
    expect(waits, faults, || {
        "EmailsReturned: SES tries the topic before it may".to_owned()
    });
    let to = destination.map(|one| at(one, "/EventDestination/SnsDestination/TopicARN"));
    expect(to == Some(&reference("EmailEvents")), faults, || {
        "EmailsReturned: told to nobody".to_owned()
    });
}
