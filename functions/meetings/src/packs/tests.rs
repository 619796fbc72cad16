use super::*;
use crate::sample;

#[test]
fn a_partner_sees_who_got_a_pack_and_reads_only_its_own() {
    let meeting = sample::meeting_with_packs();
    let view = PacksView::of(&meeting, &[], &sample::officer());
    let names: Vec<_> = view
        .packs
        .iter()
        .map(|each| each.agency_name.as_str())
        .collect();
    assert_eq!(names, ["Runnymede Borough Council", "Surrey Police"]);
    let [council, police] = view.packs.as_slice() else {
        panic!("two recipients");
    };
    assert_eq!((council.cases, council.href.as_deref()), (None, None));
    assert_eq!(police.cases, Some(9));
    assert!(
        police
            .href
            .as_deref()
            .unwrap()
            .ends_with("/packs/surrey-police")
    );
    assert!(view.missing.is_empty());
}

#[test]
fn who_runs_the_meeting_sees_counts_and_what_is_missing_but_no_other_pack() {
    let meeting = sample::meeting_with_packs();
    let case = Journal::stored(sample::case(1), 1, domain::journal::Hash::ZERO);
    let view = PacksView::of(&meeting, &[case], &sample::coordinator());
    let police = &view.packs[1];
    assert_eq!(
        (police.cases, police.pages, police.href.as_deref()),
        (Some(9), Some(12), None)
    );
    assert_eq!(view.missing[0].reference.as_deref(), Some("RUN-2026-0001"));
    let nameless = PacksView::of(&meeting, &[], &sample::coordinator());
    assert_eq!(nameless.missing[0].reference, None);
}
