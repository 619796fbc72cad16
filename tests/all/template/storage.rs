//! Table, buckets, key, queues and topics.

use charmm::template::{Resource, Template};
use serde_json::{Value, json};

use super::{Faults, at, expect, get_att, list, reference, statements};

/// Resources whose loss would be loss of records, or of the knowledge that something failed.
const KEPT: [&str; 5] = [
    "AWS::KMS::Key",
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::Logs::LogGroup",
];

pub(super) fn check(template: &Template, faults: &mut Faults) {
    for resource in template.resources() {
        if KEPT.contains(&resource.kind()) {
            kept(resource, faults);
        }
    }
    for table in template.of_type("AWS::DynamoDB::Table") {
        self::table(table, faults);
    }
    for bucket in template.of_type("AWS::S3::Bucket") {
        self::bucket(bucket, faults);
        let arn = get_att(bucket.name, "Arn");
        let objects = json!({ "Fn::Sub": format!("${{{}.Arn}}/*", bucket.name) });
        tls_only(template, bucket, "s3:*", &[arn, objects], faults);
    }
    roots(template, faults);
    for queue in template.of_type("AWS::SQS::Queue") {
        let encrypted = at(queue, "/SqsManagedSseEnabled") == &json!(true);
        expect(encrypted, faults, || {
            format!("{}: not encrypted", queue.name)
        });
        let fortnight = at(queue, "/MessageRetentionPeriod") == &json!(1_209_600);
        expect(fortnight, faults, || {
            format!("{}: messages are gone before a fortnight", queue.name)
        });
        tls_only(
            template,
            queue,
            "sqs:*",
            &[get_att(queue.name, "Arn")],
            faults,
        );
    }
    for topic in template.of_type("AWS::SNS::Topic") {
        let encrypted = at(topic, "/KmsMasterKeyId") == &reference("Key");
        expect(encrypted, faults, || {
            format!("{}: not under our key", topic.name)
        });
        tls_only(
            template,
            topic,
            "sns:Publish",
            &[reference(topic.name)],
            faults,
        );
    }
}

fn kept(resource: Resource<'_>, faults: &mut Faults) {
    for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
        let wanted = match (policy, resource.kind()) {
            // Their names are fixed: one kept from a first deployment that failed bars the second.
            ("DeletionPolicy", "AWS::Logs::LogGroup") => "RetainExceptOnCreate",
            _ => "Retain",
        };
        let retained = resource.whole.get(policy) == Some(&json!(wanted));
        expect(retained, faults, || {
            format!("{}: {policy} is not {wanted}", resource.name)
        });
    }
}

fn table(table: Resource<'_>, faults: &mut Faults) {
    for (path, wanted) in [
        ("/DeletionProtectionEnabled", json!(true)),
        (
            "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled",
            json!(true),
        ),
        ("/BillingMode", json!("PAY_PER_REQUEST")),
        ("/SSESpecification/SSEEnabled", json!(true)),
        ("/SSESpecification/SSEType", json!("KMS")),
        ("/SSESpecification/KMSMasterKeyId", get_att("Key", "Arn")),
        ("/StreamSpecification/StreamViewType", json!("NEW_IMAGE")),
        (
            "/TimeToLiveSpecification",
            json!({ "AttributeName": "expires_at", "Enabled": true }),
        ),
    ] {
        let found = at(table, path);
        expect(found == &wanted, faults, || {
            format!("{}: {path} is {found}, not {wanted}", table.name)
        });
    }
}

fn bucket(bucket: Resource<'_>, faults: &mut Faults) {
    let name = bucket.name;
    for right in [
        "BlockPublicAcls",
        "BlockPublicPolicy",
        "IgnorePublicAcls",
        "RestrictPublicBuckets",
    ] {
        let path = format!("/PublicAccessBlockConfiguration/{right}");
        let blocked = at(bucket, &path) == &json!(true);
        expect(blocked, faults, || format!("{name}: {right} is not set"));
    }
    let versioned = at(bucket, "/VersioningConfiguration/Status") == &json!("Enabled");
    expect(versioned, faults, || format!("{name}: not versioned"));
    let encryption =
        "/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault";
    let wanted = json!({ "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": get_att("Key", "Arn") });
    expect(at(bucket, encryption) == &wanted, faults, || {
        format!("{name}: not under our key")
    });
    let rules = list(at(bucket, "/LifecycleConfiguration/Rules"));
    let unfinished = rules
        .iter()
        .any(|rule| rule.get("AbortIncompleteMultipartUpload").is_some());
    expect(unfinished, faults, || {
        format!("{name}: unfinished uploads stay for ever")
    });
    // Packs and bundles are copies; what waits in quarantine is checked within minutes, or never;
    // a list of cases is deleted once its cases are here.
    let for_a_time =
        ["packs/", "bundles/", "quarantine/", "imports/", "wake/"].map(|prefix| json!(prefix));
    let expires = rules.iter().any(|rule| {
        let ends = rule.get("ExpirationInDays").is_some() || rule.get("Expiration").is_some();
        ends && !rule
            .get("Prefix")
            .is_some_and(|prefix| for_a_time.contains(prefix))
    });
    expect(!expires, faults, || {
        format!("{name}: current objects expire by themselves")
    });
}

/// Nobody can change or delete a signed root (R3.5).
fn roots(template: &Template, faults: &mut Faults) {
    let roots = template
        .resources()
        .find(|resource| resource.name == "Roots");
    let locked = roots.is_some_and(|roots| {
        let retention = at(roots, "/ObjectLockConfiguration/Rule/DefaultRetention");
        at(roots, "/ObjectLockEnabled") == &json!(true)
            && at(roots, "/ObjectLockConfiguration/ObjectLockEnabled") == &json!("Enabled")
            && retention == &json!({ "Mode": "COMPLIANCE", "Years": 7 })
    });
    expect(locked, faults, || {
        "Roots: not locked for seven years".to_owned()
    });
}

/// Whether a policy of the resource denies everybody the action without TLS, on all of it.
fn tls_only(
    template: &Template,
    resource: Resource<'_>,
    action: &str,
    on: &[Value],
    faults: &mut Faults,
) {
    let owner = reference(resource.name);
    let denied = template.resources().any(|policy| {
        let subjects = ["/Bucket", "/Queues", "/Topics"].map(|path| list(at(policy, path)));
        subjects.concat().contains(&&owner)
            && statements(at(policy, "/PolicyDocument"))
                .into_iter()
                .any(|statement| denies_plain_http(statement, action, on))
    });
    expect(denied, faults, || {
        format!("{}: reached without TLS", resource.name)
    });
}

fn denies_plain_http(statement: &Value, action: &str, on: &[Value]) -> bool {
    let covered = list(&statement["Resource"]);
    statement["Effect"] == "Deny"
        && statement["Principal"] == "*"
        && statement["Action"] == action
        && on.iter().all(|part| covered.contains(&part))
        && statement["Condition"] == json!({ "Bool": { "aws:SecureTransport": "false" } })
}
