//! Trees against known values and a simple model; an export against every kind of touch.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::{
    Actor, Journal, PersonId, Prose, Stamp,
    directory::{Agency, AgencyProfile},
    journal::{Hash, Sealed},
};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The tree of the test vectors that implementations of RFC 6962 share.
#[test]
fn roots_are_those_of_the_known_trees() {
    let leaves: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let leaves: Vec<Hash> = leaves.iter().map(|bytes| merkle::leaf(bytes)).collect();
    let known = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    for (size, root) in known.iter().enumerate() {
        assert_eq!(merkle::root(&leaves[..size]).to_string(), *root, "{size}");
    }
}

fn hashes(count: usize) -> Vec<Hash> {
    (0..count).map(|n| merkle::leaf(&n.to_be_bytes())).collect()
}

proptest! {
    #[test]
    fn every_leaf_of_a_tree_is_proven_and_nothing_else(count in 1_usize..70, index in 0_usize..70, other in 0_usize..70) {
        let leaves = hashes(count);
        let root = merkle::root(&leaves);
        let path = merkle::path(index, &leaves);
        prop_assert_eq!(path.is_some(), index < count);
        let Some(path) = path else { return Ok(()) };
        let place = (index as u64, count as u64);
        prop_assert!(merkle::includes(leaves[index], place, &path, root));
        // Another leaf, another place, a longer or shorter or changed path, another root.
        prop_assert!(!merkle::includes(merkle::leaf(b"x"), place, &path, root));
        prop_assert_eq!(
            merkle::includes(leaves[index], (other as u64, count as u64), &path, root),
            other == index
        );
        prop_assert!(!merkle::includes(leaves[index], (count as u64, count as u64), &path, root));
        let longer = [path.clone(), vec![root]].concat();
        prop_assert!(!merkle::includes(leaves[index], place, &longer, root));
        for at in 0..path.len() {
            let mut changed = path.clone();
            changed[at] = merkle::leaf(b"y");
            prop_assert!(!merkle::includes(leaves[index], place, &changed, root));
            prop_assert!(!merkle::includes(leaves[index], place, &path[..at], root));
        }
        prop_assert!(!merkle::includes(leaves[index], place, &path, merkle::leaf(b"z")));
    }

    #[test]
    fn trees_of_different_leaves_have_different_roots(count in 0_usize..40, at in 0_usize..40) {
        let leaves = hashes(count);
        let mut changed = leaves.clone();
        if at < count {
            changed[at] = merkle::leaf(b"x");
        } else {
            changed.push(merkle::leaf(b"x"));
        }
        prop_assert_ne!(merkle::root(&leaves), merkle::root(&changed));
        changed.reverse();
        prop_assert!(count < 2 || merkle::root(&leaves) != merkle::root(&changed));
    }
}

fn start() -> DateTime<Utc> {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

fn at(minutes: i64) -> DateTime<Utc> {
    start() + TimeDelta::minutes(minutes)
}

fn actor() -> Actor {
    Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(7)),
        name: "Ada Fictional".into(),
        agency: "oak-housing".parse().unwrap(),
    }
}

fn stamp(minutes: i64) -> Stamp {
    Stamp::new(actor(), at(minutes), [minutes as u8; 32])
}

fn profile(name: &str) -> AgencyProfile {
    AgencyProfile {
        name: name.into(),
        inbox: "inbox@agency.example".into(),
        lead_inbox: "lead@agency.example".into(),
        topic: None,
    }
}

/// A journal of `entries` entries, one a minute from minute `from` on.
fn journal(id: &str, entries: i64, from: i64) -> Vec<Sealed> {
    let id = id.parse().unwrap();
    let first = Agency::register(&id, profile("One"), &stamp(from)).unwrap();
    let mut journal: Journal<Agency> = first;
    for n in 1..entries {
        let name = format!("Name {n}");
        journal = journal.amend(profile(&name), &stamp(from + n)).unwrap();
    }
    journal.pending().to_vec()
}

fn reading(id: &str, minutes: i64) -> SealedReading {
    let reading = Reading {
        at: at(minutes),
        actor: actor(),
        what: "history".into(),
        processing: Processing::Disclosure,
        recipient: Some("surrey-police".into()),
        justification: Prose::parse("asked for by the review").ok(),
        policies: vec!["case.area-chair".into()],
        named: Vec::new(),
    };
    SealedReading::seal(("agency", id), reading, [minutes as u8; 16]).unwrap()
}

fn export() -> Export {
    let journals = vec![journal("alpha", 5, 0), journal("beta", 3, 2)];
    let readings = vec![reading("alpha", 3), reading("alpha", 4), reading("beta", 4)];
    Export::new(Part::Everything, journals, readings, at(600))
}

/// A signature of the tests: what it is worth is shown where real keys are.
fn sign(statement: &Statement) -> String {
    hex(&Hash::of(format!("secret {}", statement.text()).as_bytes()).bytes())
}

fn signed(root: &SignedRoot) -> bool {
    sign(&root.statement) == root.signature
}

/// Roots over what was written until each of these minutes.
fn roots(export: &Export, minutes: &[i64]) -> Vec<RootDocument> {
    let mut roots: Vec<RootDocument> = Vec::new();
    let mut from = i64::MIN;
    for until in minutes {
        let entries = export.journals.iter().flatten();
        let entries = entries.map(|one| (one.header.at, Leaf::entry(one)));
        let readings = export.readings.iter();
        let readings = readings.map(|one| (one.at, Leaf::reading(one)));
        let leaves = entries.chain(readings).filter(|(written, _)| {
            let minute = (*written - start()).num_minutes();
            from < minute && minute <= *until
        });
        let leaves = leaves.map(|(_, leaf)| leaf).collect();
        let before = roots.last().map(|root| root.root.statement.clone());
        let (statement, leaves) =
            Statement::next(before.as_ref(), leaves, at(*until), Hash::of(b"key"));
        let signature = sign(&statement);
        let root = SignedRoot {
            statement,
            signature,
        };
        roots.push(RootDocument { root, leaves });
        from = *until;
    }
    roots
}

/// The whole check, with roots kept elsewhere.
fn check(export: &Export, documents: &[RootDocument]) -> Result<Summary, Fault> {
    let summary = verify::verify(export, signed)?;
    verify::roots(documents, signed)?;
    verify::against(export, documents, summary)
}

#[test]
fn what_nobody_touched_is_in_order() {
    let export = export();
    let roots = roots(&export, &[3, 60, 120]);
    let summary = check(&export, &roots).unwrap();
    let wanted = Summary {
        journals: 2,
        entries: 8,
        readings: 3,
        roots: 3,
        sealed: 11,
        ..Summary::default()
    };
    assert_eq!(summary, wanted);
    let proven = export.proven(&roots);
    let alone = verify::verify(&proven, signed).unwrap();
    assert_eq!((alone.sealed, alone.roots), (11, 3));
}

#[test]
fn the_same_leaves_give_the_same_root_in_any_order() {
    let leaves: Vec<Leaf> = export().leaves().collect();
    let twice = [leaves.clone(), leaves.iter().rev().cloned().collect()].concat();
    let one = Statement::next(None, leaves, at(9), Hash::ZERO);
    assert_eq!(one, Statement::next(None, twice, at(9), Hash::ZERO));
    assert_eq!(one.0.leaves, 11);
}

#[test]
fn silence_is_signed_too() {
    let (first, none) = Statement::next(None, Vec::new(), at(0), Hash::ZERO);
    let (second, _) = Statement::next(Some(&first), Vec::new(), at(60), Hash::ZERO);
    assert!(none.is_empty());
    assert_eq!((second.number, second.prev), (2, first.hash()));
    assert_ne!(first.hash(), second.hash());
}

#[test]
fn erasure_leaves_everything_verifying() {
    let mut export = export();
    let roots = roots(&export, &[3, 60]);
    for entry in export.journals.iter_mut().flatten() {
        (entry.payload, entry.salt) = (None, None);
    }
    for reading in &mut export.readings {
        (reading.reading, reading.salt) = (None, None);
    }
    let proven = export.proven(&roots);
    let summary = check(&proven, &roots).unwrap();
    assert_eq!((summary.erased, summary.readings_erased), (8, 3));
    assert_eq!(summary.sealed, 11);
}

/// Every place in a JSON value at which something stands that is not itself a list or an object.
fn places(value: &Value, here: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                places(inner, format!("{here}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                places(inner, format!("{here}/{at}"), found);
            }
        }
        _ => found.push(here),
    }
}

/// Other values for one place: a character more, less or different, another number.
fn touched(value: &Value) -> Vec<Value> {
    match value {
        Value::String(text) => {
            let mut touched = vec![Value::from(format!("{text} ")), Value::Null];
            for at in [0, text.len() / 2, text.len().saturating_sub(1)] {
                let mut bytes = text.clone().into_bytes();
                let Some(byte) = bytes.get_mut(at) else {
                    continue;
                };
                // Digits stay digits: the value is read, and has another meaning.
                *byte = match *byte {
                    b'9' => b'8',
                    b'0'..=b'8' | b'a'..=b'e' | b'A'..=b'Y' | b'g'..=b'y' => *byte + 1,
                    b'f' => b'0',
                    _ => b'x',
                };
                touched.extend(String::from_utf8(bytes).ok().map(Value::from));
            }
            touched
        }
        Value::Number(number) => {
            let number = number.as_u64().unwrap();
            vec![(number + 1).into(), (number.saturating_sub(1) + 7).into()]
        }
        Value::Null => vec![Value::from("text")],
        other => vec![Value::from(!other.as_bool().unwrap())],
    }
}

/// Header fields, payload, salt, commitment, previous hash, hash, readings and proofs: whatever is
/// changed is either not read at all or found, and never passes.
#[test]
fn a_change_at_any_place_of_an_export_is_found() {
    let roots = {
        let export = export();
        roots(&export, &[3, 60])
    };
    let export = export().proven(&roots);
    let whole = serde_json::to_value(&export).unwrap();
    let mut all = Vec::new();
    places(&whole, String::new(), &mut all);
    let mut tried = 0;
    for place in all {
        // When and of what it was made is the export's own word; see docs/audit.md.
        if place == "/at" || place.starts_with("/part") {
            continue;
        }
        for other in touched(whole.pointer(&place).unwrap()) {
            let mut changed = whole.clone();
            *changed.pointer_mut(&place).unwrap() = other.clone();
            let Ok(read) = serde_json::from_value::<Export>(changed) else {
                continue;
            };
            if read == export {
                continue;
            }
            tried += 1;
            let found = check(&read, &roots);
            assert!(found.is_err(), "{place} becomes {other}: {found:?}");
        }
    }
    assert!(tried > 400, "{tried}");
}

#[test]
fn a_change_at_any_place_of_a_root_is_found() {
    let export = export();
    let roots = roots(&export, &[3, 60]);
    let whole = serde_json::to_value(&roots).unwrap();
    let mut all = Vec::new();
    places(&whole, String::new(), &mut all);
    let mut tried = 0;
    for place in all {
        for other in touched(whole.pointer(&place).unwrap()) {
            let mut changed = whole.clone();
            *changed.pointer_mut(&place).unwrap() = other.clone();
            let Ok(read) = serde_json::from_value::<Vec<RootDocument>>(changed) else {
                continue;
            };
            if read == roots {
                continue;
            }
            tried += 1;
            let found = verify::roots(&read, signed);
            assert!(found.is_err(), "{place} becomes {other}");
        }
    }
    assert!(tried > 100, "{tried}");
}

fn entry_fault(found: Result<Summary, Fault>) -> Option<u64> {
    match found {
        Err(Fault::Entry { seq, .. }) => Some(seq),
        _ => None,
    }
}

#[test]
fn what_is_put_in_taken_out_or_moved_is_named_by_its_first_entry() {
    let found = |change: &dyn Fn(&mut Vec<Sealed>)| {
        let mut export = export();
        change(&mut export.journals[0]);
        entry_fault(verify::verify(&export, signed))
    };
    assert_eq!(found(&|_| {}), None);
    assert_eq!(found(&|all| drop(all.remove(2))), Some(3));
    assert_eq!(found(&|all| drop(all.remove(0))), Some(1));
    assert_eq!(found(&|all| all.swap(1, 3)), Some(2));
    assert_eq!(found(&|all| all.insert(2, all[1].clone())), Some(3));
    assert_eq!(found(&|all| all.reverse()), Some(1));
    // An entry of another journal in this one's place.
    let foreign = journal("beta", 5, 0);
    assert_eq!(found(&|all| all[3] = foreign[3].clone()), Some(4));
    // A whole new tail that fits itself.
    assert_eq!(found(&|all| all[4].header.id = "beta".into()), Some(5));
}

#[test]
fn a_cut_tail_shows_only_against_roots_kept_elsewhere() {
    let whole = export();
    let roots = roots(&whole, &[3, 60]);
    let mut cut = whole.clone();
    cut.journals[0].truncate(3);
    verify::verify(&cut, signed).unwrap();
    let missing = check(&cut, &roots).unwrap_err();
    let told = missing.to_string();
    assert!(told.contains("agency alpha: entry 0000000004"), "{told}");
    // So does a reading that was taken out, and a record that is gone.
    let mut cut = whole.clone();
    cut.readings.remove(1);
    verify::verify(&cut, signed).unwrap();
    assert!(matches!(check(&cut, &roots), Err(Fault::Missing { .. })));
    let mut cut = whole.clone();
    cut.journals.remove(1);
    assert!(matches!(check(&cut, &roots), Err(Fault::Missing { .. })));
    // And a proof for what is no longer there.
    let mut cut = whole.proven(&roots);
    cut.readings.remove(1);
    let gone = verify::verify(&cut, signed);
    assert!(matches!(gone, Err(Fault::Missing { .. })), "{gone:?}");
}

/// Who can write to the table can write a journal anew so that its hashes fit: the roots do not.
#[test]
fn a_journal_written_anew_is_not_what_was_sealed() {
    let mut export = export();
    let roots = roots(&export, &[3, 60]);
    export.journals[0] = journal("alpha", 5, 1);
    verify::verify(&export, signed).unwrap();
    let told = check(&export, &roots).unwrap_err().to_string();
    assert!(told.contains("alpha: entry 0000000001"), "{told}");
    assert!(told.contains("is not what root 1 sealed"), "{told}");
}

#[test]
fn what_was_put_in_later_is_under_no_root_or_late_under_one() {
    let mut export = export();
    let mut documents = roots(&export, &[3, 60, 300]);
    export.readings.insert(0, reading("alpha", 2));
    let told = check(&export, &documents).unwrap_err().to_string();
    assert!(told.contains("stands under no root"), "{told}");
    // It cannot be kept from the next root, but that one is too late.
    let before = documents.last().unwrap().root.statement.clone();
    let leaves = vec![Leaf::reading(&export.readings[0])];
    let (statement, leaves) = Statement::next(Some(&before), leaves, at(400), Hash::of(b"key"));
    let signature = sign(&statement);
    let root = SignedRoot {
        statement,
        signature,
    };
    documents.push(RootDocument { root, leaves });
    let summary = check(&export, &documents).unwrap();
    assert_eq!(summary.late, vec![Leaf::reading(&export.readings[0])]);
}

#[test]
fn what_is_younger_than_the_newest_root_waits() {
    let export = export();
    let summary = check(&export, &roots(&export, &[3])).unwrap();
    assert_eq!((summary.sealed, summary.waiting), (7, 4));
    let none = check(&export, &[]).unwrap();
    assert_eq!((none.sealed, none.waiting), (0, 11));
}

#[test]
fn roots_that_were_taken_out_or_moved_do_not_follow() {
    let export = export();
    let documents = roots(&export, &[3, 60, 120, 180]);
    for (change, number) in [(0, 1), (1, 2), (2, 3)] {
        let mut cut = documents.clone();
        cut.remove(change);
        assert_eq!(verify::roots(&cut, signed), Err(Fault::Link(number)));
    }
    let mut moved = documents.clone();
    moved.swap(1, 2);
    assert_eq!(verify::roots(&moved, signed), Err(Fault::Link(2)));
    // The newest ones can be cut off: who keeps the newest root knows.
    assert_eq!(verify::roots(&documents[..2], signed), Ok(()));
}

#[test]
fn an_export_of_one_record_holds_no_other_and_lacks_none_of_its_own() {
    let whole = export();
    let roots = roots(&whole, &[3, 60]);
    let part = Part::One {
        aggregate: "agency".into(),
        id: "alpha".into(),
    };
    let journals = vec![whole.journals[0].clone()];
    let readings = whole.readings[..2].to_vec();
    let one = Export::new(part, journals, readings, at(600)).proven(&roots);
    let summary = check(&one, &roots).unwrap();
    assert_eq!((summary.sealed, summary.entries), (7, 5));
    assert!(!serde_json::to_string(&one).unwrap().contains("beta"));
    let mut with = one.clone();
    with.readings.push(whole.readings[2].clone());
    let foreign = verify::verify(&with, signed);
    assert!(matches!(foreign, Err(Fault::Foreign(..))), "{foreign:?}");
    let mut twice = one;
    twice.journals.push(twice.journals[0].clone());
    let foreign = verify::verify(&twice, signed);
    assert!(matches!(foreign, Err(Fault::Foreign(..))), "{foreign:?}");
}

#[test]
fn readings_from_before_they_said_what_they_were_are_consultations() {
    let old = r#"{"at":"2026-11-20T09:00:00Z","actor":{"by":"system","job":"x"},"what":"case","policies":[]}"#;
    let read: Reading = serde_json::from_str(old).unwrap();
    assert_eq!(read.processing, Processing::Consultation);
    assert_eq!((read.recipient, read.justification), (None, None));
}
