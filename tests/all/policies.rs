//! The policies: all of them are read, all of them are in `docs/trust.md`, and asking is cheap.

use std::{collections::BTreeSet, path::Path, time::Instant};

use access::{Caller, Policy, policy};
use domain::{
    PersonId,
    directory::{Grant, Role},
};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/trust.md");

#[test]
fn every_file_of_policies_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/access/policies");
    let names = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<_> = names
        .filter_map(|name| name.strip_suffix(".cedar").map(str::to_owned))
        .collect();
    let themes: BTreeSet<_> = policy::all()
        .iter()
        .map(|policy| policy.theme.to_owned())
        .collect();
    assert!(files.len() > 5);
    assert_eq!(files, themes);
}

/// A policy as `docs/trust.md` lists it.
fn row(policy: &Policy) -> String {
    let effect = if policy.permits { "permits" } else { "forbids" };
    let asked = policy.questions.join(", ");
    format!(
        "| `{}` | {effect} {asked} | {} | {} |",
        policy.id, policy.reason, policy.source
    )
}

/// `UPDATE_TRUST=1 cargo test -p tests policies` writes the list anew.
#[test]
fn the_document_lists_every_policy_as_it_is() {
    let (begin, end) = ("<!-- policies -->\n", "<!-- end of policies -->");
    let mut list = String::new();
    let mut theme = "";
    for policy in policy::all() {
        if policy.theme != theme {
            theme = policy.theme;
            list += &format!(
                "\n**{theme}**\n\n| policy | what it does | why | source |\n|---|---|---|---|\n"
            );
        }
        list += &format!("{}\n", row(policy));
    }
    let document = std::fs::read_to_string(DOCUMENT).unwrap();
    let (head, rest) = document.split_once(begin).unwrap();
    let (listed, tail) = rest.split_once(end).unwrap();
    if std::env::var_os("UPDATE_TRUST").is_some() {
        std::fs::write(DOCUMENT, format!("{head}{begin}{list}\n{end}{tail}")).unwrap();
        return;
    }
    assert_eq!(
        listed.trim(),
        list.trim(),
        "run UPDATE_TRUST=1 cargo test -p tests policies"
    );
}

/// Reading the policies is dear and happens once; if it happened at each question, asking would
/// cost as much.
#[test]
fn asking_costs_little_of_what_reading_the_policies_costs() {
    const ASKED: u32 = 500;
    let area = "RUN".parse().unwrap();
    let caller = Caller::Person {
        over: Default::default(),
        id: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Pat Person".into(),
        agency: "surrey-police".parse().unwrap(),
        agency_name: "Surrey Police".into(),
        grants: vec![Grant {
            role: Role::Coordinator,
            area: Some("RUN".parse().unwrap()),
        }],
    };
    let begun = Instant::now();
    let policies = policy::read_anew().unwrap();
    let reading = begun.elapsed();
    assert_eq!(policies, policy::all().len());
    let begun = Instant::now();
    for _ in 0..ASKED {
        assert!(access::meeting::run(&caller, &area).is_permitted());
    }
    let asking = begun.elapsed() / ASKED;
    println!("{policies} policies: read once in {reading:?}, asked in {asking:?} each");
    assert!(asking * 20 < reading, "{asking:?} of {reading:?}");
}
