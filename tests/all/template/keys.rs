//! Who may use the keys, and who signs.

use charmm::template::{Resource, Template};
use serde_json::{Value, json};

use super::{Faults, at, expect, list, reference, statements};

pub(super) fn check(template: &Template, faults: &mut Faults) {
    for key in template.of_type("AWS::KMS::Key") {
        self::key(key, faults);
    }
    signing(template, faults);
}

fn key(key: Resource<'_>, faults: &mut Faults) {
    let name = key.name;
    for statement in statements(at(key, "/KeyPolicy")) {
        let anybody = statement["Principal"] == "*" || statement["Principal"]["AWS"] == "*";
        expect(!anybody, faults, || format!("{name}: anybody may use it"));
        let service = statement["Principal"].get("Service").is_some();
        expect(!service || for_this_account(statement), faults, || {
            format!("{name}: {} holds for other accounts too", statement["Sid"])
        });
    }
}

/// A service works for every account: whether a statement holds only when it works for ours.
fn for_this_account(statement: &Value) -> bool {
    let condition = &statement["Condition"];
    let source = &condition["StringEquals"]["aws:SourceAccount"];
    let logs = &condition["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]["Fn::Sub"];
    source == &reference("AWS::AccountId")
        || logs
            .as_str()
            .is_some_and(|arn| arn.contains(":${AWS::AccountId}:log-group:/${AWS::StackName}/"))
}

/// What an asymmetric key is for; these two name no service between, and so only one key.
pub(super) const SIGNS: [&str; 2] = ["kms:Sign", "kms:GetPublicKey"];

/// One function signs, with a key that does nothing else, and writes where nothing can be changed.
fn signing(template: &Template, faults: &mut Faults) {
    let mut roots = template.resources().filter(|one| one.name == "RootKey");
    let signs = roots.any(|key| {
        at(key, "/KeySpec") == &json!("ECC_NIST_P256")
            && at(key, "/KeyUsage") == &json!("SIGN_VERIFY")
    });
    expect(signs, faults, || {
        "RootKey: not a key that signs on P-256".to_owned()
    });
    let mut signers = Vec::new();
    let mut keepers = Vec::new();
    for role in template.of_type("AWS::IAM::Role") {
        let policies = list(at(role, "/Policies"));
        let documents = policies.iter().filter_map(|one| one.get("PolicyDocument"));
        for statement in documents.flat_map(statements) {
            let actions = list(&statement["Action"]);
            let on = statement["Resource"].to_string();
            if actions.contains(&&json!("kms:Sign")) {
                signers.push(role.name);
            }
            if actions.contains(&&json!("s3:PutObject")) && on.contains("${Roots.Arn}") {
                keepers.push(role.name);
            }
        }
    }
    expect(signers == ["AuditRootsRole"], faults, || {
        format!("roots are signed by {signers:?}")
    });
    expect(keepers == ["AuditRootsRole"], faults, || {
        format!("roots are written by {keepers:?}")
    });
}
