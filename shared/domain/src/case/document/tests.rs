use std::collections::BTreeSet;

use super::*;
use crate::{
    case::{
        Outcome,
        tests::{agency, opened, prose, stamp},
    },
    file::Scanned,
    journal::{self, Hash},
};

fn filing(only: Option<BTreeSet<AgencyId>>) -> Filing {
    Filing {
        title: Line::parse("Letter to the tenant").unwrap(),
        kind: FileKind::Pdf,
        gateway: Gateway::CrimeAndDisorder,
        material: Material::default(),
        only,
    }
}

fn read(case: &Journal<Case>) -> Vec<Entry<Event>> {
    let sealed = case.pending().iter();
    sealed.map(|entry| entry.open::<Case>().unwrap()).collect()
}

fn close(case: Journal<Case>) -> Journal<Case> {
    let why = prose("quiet for two months");
    case.close(Outcome::Resolved, why, &stamp(8, 0)).unwrap()
}

fn kept() -> Kept {
    Kept {
        bytes: 3,
        sha256: Hash::of(b"abc"),
        scanned: Scanned::NotScanned,
    }
}

fn only_one(case: &Case) -> EntryId {
    *case.documents.keys().next().unwrap()
}

#[test]
fn a_document_is_awaited_then_kept_then_withdrawn_by_its_agency_alone() {
    let case = opened().file_document(filing(None), &stamp(2, 0)).unwrap();
    let id = only_one(&case);
    let until = stamp(2, 0).at + file::SENT_WITHIN;
    assert_eq!(case.documents[&id].standing, Standing::Awaited { until });

    let case = case.keep_document(id, kept(), &stamp(3, 0)).unwrap();
    assert_eq!(case.documents[&id].standing, Standing::Kept(kept()));
    // The same file reported twice, or another one sent after it, changes nothing.
    let again = case.clone().keep_document(id, kept(), &stamp(4, 0));
    assert_eq!(again.unwrap_err(), Refused::NoSuchEntry);
    let again = case.clone().refuse_document(id, Unfit::Empty, &stamp(4, 0));
    assert_eq!(again.unwrap_err(), Refused::NoSuchEntry);

    let why = prose("It concerned another household");
    let other = case
        .clone()
        .withdraw_document(&titled(&read(&case))[0], why.clone(), &stamp(5, 2));
    assert_eq!(other.unwrap_err(), Refused::NoSuchEntry);
    let filed = titled(&read(&case)).remove(0);
    let case = case
        .withdraw_document(&filed, why.clone(), &stamp(5, 0))
        .unwrap();
    let last = case.pending().last().unwrap().open::<Case>().unwrap().event;
    let since = stamp(2, 0).at;
    assert!(matches!(last, Some(Event::DocumentWithdrawn { since: Some(at), .. }) if at == since));
    assert_eq!(case.documents[&id].standing, Standing::Withdrawn);
    let entries = read(&case);
    let titled = titled(&entries);
    assert_eq!(titled.len(), 1);
    assert_eq!(titled[0].withdrawn, Some(why));
    assert_eq!(
        journal::fold::<Case>(&entries).unwrap().as_ref(),
        Some(case.record())
    );
}

#[test]
fn what_was_withdrawn_or_refused_before_its_file_came_is_never_kept() {
    let case = opened().file_document(filing(None), &stamp(2, 0)).unwrap();
    let id = only_one(&case);
    let gone =
        case.clone()
            .withdraw_document(&titled(&read(&case))[0], prose("wrong case"), &stamp(3, 0));
    let gone = gone.unwrap().keep_document(id, kept(), &stamp(4, 0));
    assert_eq!(gone.unwrap_err(), Refused::NoSuchEntry);
    let refused = case
        .refuse_document(id, Unfit::Active, &stamp(3, 0))
        .unwrap();
    let gone = refused.keep_document(id, kept(), &stamp(4, 0));
    assert_eq!(gone.unwrap_err(), Refused::NoSuchEntry);
}

#[test]
fn a_limited_document_is_limited_like_an_entry_and_its_title_stays_out_of_the_record() {
    let only = BTreeSet::from([agency(2)]);
    let before = opened();
    let then = before.last_activity_at;
    let case = before
        .file_document(filing(Some(only)), &stamp(2, 0))
        .unwrap();
    let id = only_one(&case);
    assert!(case.limits[&id].admits(&agency(2)) && !case.limits[&id].admits(&agency(1)));
    let case = case.keep_document(id, kept(), &stamp(3, 0)).unwrap();
    assert_eq!(
        case.last_activity_at, then,
        "nobody else sees that it is there"
    );
    let record = serde_json::to_string(case.record()).unwrap();
    assert!(!record.contains("Letter to the tenant"));
}

#[test]
fn a_closed_case_takes_no_document_and_a_gateway_carries_what_it_may() {
    let closed = close(opened().file_document(filing(None), &stamp(2, 0)).unwrap());
    let id = only_one(&closed);
    let more = closed.clone().file_document(filing(None), &stamp(9, 0));
    assert_eq!(more.unwrap_err(), Refused::Closed);
    assert!(
        closed
            .refuse_document(id, Unfit::CaseClosed, &stamp(9, 0))
            .is_ok()
    );

    let barred = Filing {
        gateway: Gateway::SeriousViolence,
        material: Material {
            health_or_care: true,
        },
        ..filing(None)
    };
    let barred = opened().file_document(barred, &stamp(2, 0));
    assert!(matches!(barred, Err(Refused::Barred(_))));
}

#[test]
fn a_case_holds_only_so_many_documents() {
    let mut case = opened();
    for n in 0..Case::MAX_DOCUMENTS {
        case = case
            .file_document(filing(None), &stamp(n as u64 + 2, 0))
            .unwrap();
    }
    let more = case.file_document(filing(None), &stamp(500, 0));
    assert!(matches!(
        more,
        Err(Refused::Full {
            what: "documents",
            ..
        })
    ));
}
