//! What stands beside cases: found, decided, and waited for (R12.1).

use super::*;
use crate::{
    CaseReviewId, ReferralId,
    file::FileKind,
    referral::{
        Referral,
        form::{Form, testing},
        report,
    },
    subject_access::beside::Stands as StandsIn,
};

fn public(day: &str) -> Stamp {
    let at = format!("{day}T09:00:00Z").parse().unwrap();
    Stamp::new(Actor::Public, at, [5; 32])
}

fn referral(n: u128) -> Beside {
    Beside::Referral(ReferralId::from(uuid::Uuid::from_u128(n)))
}

fn form(name: &str, born: Option<&str>, aliases: Option<&str>) -> Form {
    let mut form = testing::form();
    let subject = &mut form.subjects[0];
    subject.name = Line::parse(name).unwrap();
    subject.born_on = born.map(day);
    subject.aliases = aliases.map(|text| Line::parse(text).unwrap());
    form
}

fn matched(name: &str, born: Option<&str>, aliases: Option<&str>) -> Option<Matched> {
    about(Some("1991-02-28"), "2026-11-20").matched(&form(name, born, aliases).subjects[0])
}

#[test]
fn what_may_be_theirs_is_found_by_name_or_birth_and_says_by_which() {
    for (name, born, aliases, found) in [
        (
            "zebrafish, QUENTIN",
            Some("1991-02-28"),
            None,
            Some(Matched::NameAndBirth),
        ),
        ("Quentin James Zebrafish", None, None, Some(Matched::Name)),
        (
            "Quentin Zebrafish",
            Some("1980-01-01"),
            None,
            Some(Matched::NameOtherBirth),
        ),
        ("Sam Sample", Some("1991-02-28"), None, Some(Matched::Birth)),
        (
            "Sam Sample",
            None,
            Some("Quentin Zebrafish"),
            Some(Matched::Name),
        ),
        ("Sam Sample", Some("1991-02-27"), None, None),
        ("Quentin", None, None, None),
    ] {
        assert_eq!(matched(name, born, aliases), found, "{name} {born:?}");
    }
}

/// Of a parent and a child of one name, the one with the date of birth is meant: what is recorded of the
/// other is another's.
#[test]
fn of_two_who_share_a_name_the_one_with_the_date_of_birth_is_meant() {
    let mut both = form("Quentin Zebrafish", Some("1991-02-28"), None);
    both.subjects[1] = both.subjects[0].clone();
    both.subjects[1].born_on = Some(day("1960-03-04"));
    let about = about(Some("1991-02-28"), "2026-11-20");
    let (best, meant) = about.surest(&both.subjects).unwrap();
    assert_eq!((best, meant.len()), (Matched::NameAndBirth, 1));
    assert_eq!(meant[0].born_on, Some(day("1991-02-28")));
}

#[test]
fn what_was_found_reads_back_from_its_address() {
    let id = uuid::Uuid::from_u128(7);
    for each in [
        Beside::Referral(ReferralId::from(id)),
        Beside::Report(ReferralId::from(id)),
        Beside::CaseReview(CaseReviewId::from(id)),
    ] {
        assert_eq!(each.to_string().parse(), Ok(each));
        let text = serde_json::to_string(&BTreeMap::from([(each, 1)])).unwrap();
        assert_eq!(
            serde_json::from_str::<BTreeMap<Beside, u8>>(&text).unwrap()[&each],
            1
        );
    }
    for other in ["", "referral-", "case-1", "referral-x", "7"] {
        assert!(other.parse::<Beside>().is_err(), "{other}");
    }
}

fn theirs() -> Belongs {
    Belongs::Theirs {
        withheld: BTreeMap::new(),
    }
}

fn another() -> Belongs {
    Belongs::Another {
        reason: note("CANARY lives elsewhere"),
    }
}

#[test]
fn nothing_is_released_before_everything_found_is_decided_as_it_now_is() {
    let stamp = on("2026-11-23");
    let release = |request: &Journal<SubjectAccess>, beside: &[(Beside, u64)]| {
        let found = Found { cases: &[], beside };
        request.clone().release(found, counts(), &stamp)
    };
    // Nobody looked, as in requests from before there was anything to look for.
    assert_eq!(release(&unsought(), &[]).unwrap_err(), Refused::Unsought);
    let found = BTreeMap::from([(referral(1), Matched::Name), (referral(2), Matched::Birth)]);
    let request = unsought().look(found.clone(), &stamp).unwrap();
    let stands = [(referral(1), 3), (referral(2), 5)];
    assert_eq!(
        release(&request, &stands).unwrap_err(),
        Refused::Undecided(2)
    );
    let request = request.rule((referral(1), 3), theirs(), &stamp).unwrap();
    let request = request.rule((referral(2), 4), another(), &stamp).unwrap();
    // The second has changed since it was read.
    assert_eq!(
        release(&request, &stands).unwrap_err(),
        Refused::Undecided(1)
    );
    let request = request.rule((referral(2), 5), another(), &stamp).unwrap();
    // The first has led to a case since: it is found with that, once somebody looks.
    assert_eq!(
        release(&request, &stands[1..]).unwrap_err(),
        Refused::Moved(1)
    );
    assert!(release(&request, &stands).is_ok());
    // Looking again keeps what was decided of what is still found, and asks about what is new.
    let more = BTreeMap::from([(referral(1), Matched::Name), (referral(3), Matched::Name)]);
    let again = request.look(more, &stamp).unwrap();
    let stands = [(referral(1), 3), (referral(3), 1)];
    assert_eq!(release(&again, &stands).unwrap_err(), Refused::Undecided(1));
    let refused = again.rule((referral(2), 5), theirs(), &stamp);
    assert_eq!(refused.unwrap_err(), Refused::Unfound);
}

#[test]
fn where_all_that_was_found_is_anothers_nothing_is_held() {
    let stamp = on("2026-11-23");
    let found = BTreeMap::from([(referral(1), Matched::Name)]);
    let request = unsought().look(found, &stamp).unwrap();
    let release = |belongs| {
        let request = request.clone().rule((referral(1), 3), belongs, &stamp);
        let beside = &[(referral(1), 3)];
        request
            .unwrap()
            .release(Found { cases: &[], beside }, counts(), &stamp)
    };
    assert_eq!(release(another()).unwrap_err(), Refused::Nothing);
    assert!(release(theirs()).is_ok());
    // That something is withheld is an answer too.
    let exemption = Exemption::Crime;
    assert!(release(Belongs::Withheld { exemption }).is_ok());
}

#[test]
fn more_than_a_request_can_hold_is_refused() {
    let all = |n: u128| (1..=n).map(|n| (referral(n), Matched::Name)).collect();
    let stamp = on("2026-11-23");
    assert!(unsought().look(all(500), &stamp).is_ok());
    let refused = unsought().look(all(501), &stamp).unwrap_err();
    assert_eq!(refused, Refused::TooMany(500));
}

#[test]
fn what_was_found_and_decided_follows_from_the_journal_which_holds_no_text_of_it() {
    let stamp = on("2026-11-23");
    let found = BTreeMap::from([(referral(1), Matched::Name)]);
    let request = unsought().look(found, &stamp).unwrap();
    let request = request.rule((referral(1), 3), another(), &stamp).unwrap();
    let entries: Vec<_> = request
        .pending()
        .iter()
        .map(|entry| entry.open::<SubjectAccess>().unwrap())
        .collect();
    assert_eq!(
        &fold::<SubjectAccess>(&entries).unwrap().unwrap(),
        request.record()
    );
    let looked = serde_json::to_value(&entries[1].event).unwrap();
    let id = uuid::Uuid::from_u128(1);
    let said = serde_json::json!({
        "event": "looked", "found": { format!("referral-{id}"): "name" },
    });
    assert_eq!(looked, said);
    // A record from before anybody looked still reads, and what is said of it in words names nobody.
    let mut before = serde_json::to_value(request.record()).unwrap();
    before.as_object_mut().unwrap().remove("beside");
    let before: SubjectAccess = serde_json::from_value(before).unwrap();
    assert_eq!(before.beside, None);
    let said = entries[2].event.as_ref().unwrap().sentence();
    assert_eq!(said, "decided of a referral: it is another person’s");
}

#[test]
fn an_erased_request_keeps_nothing_of_what_was_found() {
    let stamp = on("2026-11-23");
    let found = BTreeMap::from([(referral(1), Matched::Name)]);
    let request = unsought().look(found, &stamp).unwrap();
    let request = request.rule((referral(1), 3), another(), &stamp).unwrap();
    let closed = request.close(note("Nothing is held"), &stamp).unwrap();
    let chosen = Chosen::default();
    let ordered = closed.order_erasure(Ground::Due, note("Due"), &chosen, &on("2028-11-23"));
    let erased = ordered.unwrap().erase(&on("2028-12-07")).unwrap();
    assert_eq!(erased.beside, None);
    let left = serde_json::to_string(erased.record()).unwrap();
    assert!(
        !left.contains("CANARY") && !left.contains("referral-"),
        "{left}"
    );
}

#[test]
fn of_a_report_the_reporter_gets_their_own_words_and_not_whom_they_name() {
    let mut report = report::testing::named();
    report.reporter.as_mut().unwrap().name = Line::parse("Quentin Zebrafish").unwrap();
    report.what = crate::Prose::parse("Alex played music; I rang 07700 900123").unwrap();
    let id = ReferralId::from(uuid::Uuid::from_u128(9));
    let sent = Referral::report_as(id, report, 5, &public("2026-12-21")).unwrap();
    let journal: Vec<_> = sent
        .pending()
        .iter()
        .map(|entry| entry.open::<Referral>().unwrap())
        .collect();
    let told = received().told_in_referral(&sent, &journal);
    assert_eq!(told.matched, Some(Matched::Name));
    assert_eq!(told.recorded[0], ("Name", "Quentin Zebrafish".to_owned()));
    let texts: Vec<_> = told
        .items
        .iter()
        .filter_map(|item| item.text.as_deref())
        .collect();
    let shown: Vec<_> = texts.iter().map(|text| told.words.redacted(text)).collect();
    let what = shown.iter().find(|text| text.contains("played music"));
    assert!(
        what.unwrap()
            .contains("[removed] played music; I rang [removed]"),
        "{shown:?}"
    );
    assert!(
        !shown
            .iter()
            .any(|text| text.contains("Alex") || text.contains("number 12"))
    );
    // Whom it names gets the same without the reporter.
    let mut other = about(None, "2026-11-20");
    other.name = Line::parse("Alex Example").unwrap();
    other.postcode = crate::referral::form::Postcode::parse("KT15 2AH").ok();
    let other = SubjectAccess::receive("RUN".parse().unwrap(), other, &on("2026-11-20")).unwrap();
    let told = other.told_in_referral(&sent, &journal);
    assert!(told.recorded.is_empty(), "{:?}", told.recorded);
    assert_eq!(
        told.words.redacted("Quentin Zebrafish told us"),
        "[removed] told us"
    );
    assert_eq!(told.words.redacted("Alex Example"), "Alex Example");
    let stands = journal[0]
        .event
        .as_ref()
        .and_then(|event| other.about.stands_in_referral(event));
    let StandsIn { recorded_as, .. } = stands.unwrap();
    assert_eq!(recorded_as, "Named as who does it");
}

#[test]
fn somebody_who_is_only_described_is_taken_out_as_described_and_by_their_name() {
    let own = ["Quentin Zebrafish"];
    let words = |other| Words::by_name(own, (["Priya Fernsby"], vec![other]), []);
    for (other, text, left) in [
        (
            "Bert from number 79",
            "Bert shouted; her number is 5",
            "[removed] shouted; her number is 5",
        ),
        (
            "Her son Bert",
            "Her dog; Bert’s dog",
            "Her dog; [removed] dog",
        ),
        (
            "the man with the dog",
            "The man with the dog and a man",
            "[removed] and a man",
        ),
        (
            "Ottoline Zebrafish",
            "Ottoline and Quentin Zebrafish",
            "[removed] and Quentin Zebrafish",
        ),
    ] {
        assert_eq!(words(other).redacted(text), left);
    }
}

/// What is told after a report arrived is answered for when it led to a case, too; why it did is told by
/// the case.
#[test]
fn what_came_after_a_report_that_led_to_a_case_is_told_once() {
    let id = ReferralId::from(uuid::Uuid::from_u128(7));
    let report = Referral::report_as(id, report::testing::report(), 3, &public("2026-12-21"));
    let shows = Line::parse("The door that Quentin Zebrafish broke").ok();
    let filed = report
        .unwrap()
        .file_evidence(FileKind::Jpeg, shows, &public("2026-12-22"));
    let why = crate::Prose::parse("Three households are afraid").unwrap();
    let accepted = filed.unwrap().0;
    let accepted = accepted.accept(case(8), "RUN-2026-0001", why, &on("2026-12-23"));
    let accepted = accepted.unwrap();
    let entries = accepted.pending().iter();
    let items = entries.flat_map(|entry| {
        let entry = entry.open::<Referral>().unwrap();
        later_items(accepted.record(), &entry)
    });
    let texts: Vec<_> = items.filter_map(|item| item.text).collect();
    assert_eq!(
        texts,
        ["JPEG picture: The door that Quentin Zebrafish broke"]
    );
}
