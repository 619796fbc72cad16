use super::*;
use crate::{
    Actor, Line,
    case::{Case, Ending, Joining, Outcome},
    gateway::Gateway,
    journal::fold,
    meeting::{Forum, MadePack, Meeting},
    notice::{
        About, Class, Told, for_meeting, for_referral,
        tests::{notices, stamp, tasked},
    },
    referral::{Referral, form::testing},
};

fn feedback(came: Came) -> Feedback {
    Feedback {
        came,
        class: Class::of(&["Permanent", "General"]),
        at: stamp().at,
    }
}

fn note() -> Prose {
    Prose::parse("Told the duty sergeant at 10:15").unwrap()
}

/// A tasked case, and the email that told the agency.
fn told() -> (Journal<Case>, Notice) {
    let case = tasked();
    let email = notices(&case).remove(0);
    (case, email)
}

fn with_return() -> (Journal<Case>, Notice) {
    let (case, email) = told();
    let case = case
        .notice_returned(&email, &feedback(Came::Bounced), &stamp())
        .unwrap();
    (case, email)
}

fn kinds<A: Tells>(journal: &Journal<A>) -> Vec<String> {
    let entries = journal.pending().iter();
    entries.map(|entry| entry.header.kind.clone()).collect()
}

#[test]
fn a_return_waits_until_it_is_dealt_with_and_is_written_down_once() {
    let (case, email) = with_return();
    let before = case.version();
    // The same again, and a complaint while it waits: it is on somebody's list already.
    for came in [Came::Bounced, Came::Complained] {
        let again = case
            .clone()
            .notice_returned(&email, &feedback(came), &stamp())
            .unwrap();
        assert_eq!(again.version(), before);
    }
    let waiting = case.returns.get(email.id).unwrap();
    assert_eq!(waiting.notice.about(), About::parse(&email.path));
    let case = case
        .settle_notice(email.id, Remedy::Told, note(), &stamp())
        .unwrap();
    assert!(case.returns.is_empty());
    assert_eq!(
        kinds(&case)[2..],
        ["notice_returned".to_owned(), "notice_settled".to_owned()]
    );
    let twice = case
        .clone()
        .settle_notice(email.id, Remedy::Told, note(), &stamp());
    assert_eq!(twice.unwrap_err(), Refused::Settled);
    // Another kind of report afterwards is news.
    let case = case
        .notice_returned(&email, &feedback(Came::Complained), &stamp())
        .unwrap();
    assert!(case.returns.get(email.id).is_some());
}

#[test]
fn the_record_is_the_fold_also_of_returns() {
    let (case, email) = with_return();
    let settled = case
        .clone()
        .settle_notice(email.id, Remedy::NotNeeded, note(), &stamp())
        .unwrap();
    for case in [case, settled] {
        let entries = case.pending().iter();
        let entries: Vec<_> = entries.map(|entry| entry.open::<Case>().unwrap()).collect();
        let folded = fold::<Case>(&entries).unwrap().unwrap();
        assert_eq!(&folded, case.record());
    }
}

#[test]
fn what_was_read_or_is_still_on_its_way_is_no_return() {
    let (case, email) = told();
    for came in [
        Came::Delivered,
        Came::Delayed,
        Came::AutoReply,
        Came::NotSpam,
    ] {
        let same = case
            .clone()
            .notice_returned(&email, &feedback(came), &stamp())
            .unwrap();
        assert_eq!(same.version(), case.version(), "{came:?}");
    }
}

#[test]
fn a_closed_case_still_says_who_was_not_told() {
    let (case, email) = told();
    let action = *case.actions.keys().next().unwrap();
    let case = case
        .end_action(action, Ending::Done, note(), &stamp())
        .unwrap()
        .close(Outcome::Resolved, note(), &stamp())
        .unwrap()
        .notice_returned(&email, &feedback(Came::Bounced), &stamp())
        .unwrap();
    assert!(case.returns.get(email.id).is_some());
    case.settle_notice(email.id, Remedy::Told, note(), &stamp())
        .unwrap();
}

#[test]
fn nothing_is_sent_about_a_return_but_the_same_message_when_it_is_asked_for() {
    let (case, email) = with_return();
    assert_eq!(notices(&case), []);
    for remedy in [Remedy::Told, Remedy::NotNeeded] {
        let case = case.clone();
        let case = case
            .settle_notice(email.id, remedy, note(), &stamp())
            .unwrap();
        assert_eq!(notices(&case), []);
    }
    let case = case
        .settle_notice(email.id, Remedy::SentAgain, note(), &stamp())
        .unwrap();
    let again = notices(&case).remove(0);
    assert_ne!(again.id, email.id);
    let id = email.id;
    assert_eq!(Notice { id, ..again }, email);
}

#[test]
fn an_agency_taken_off_the_case_keeps_its_name_and_is_sent_nothing() {
    let homes = Joining {
        agency: "oak-housing".parse().unwrap(),
        name: "Oak Housing".into(),
        gateway: Gateway::CrimeAndDisorder,
        reason: note(),
    };
    let case = tasked().add_agency(homes, &stamp()).unwrap();
    let email = notices(&case).remove(0);
    let case = case
        .remove_agency("oak-housing".parse().unwrap(), note(), &stamp())
        .unwrap()
        .notice_returned(&email, &feedback(Came::Bounced), &stamp())
        .unwrap();
    assert_eq!(
        case.recipient(&email.recipient),
        "Oak Housing (shared inbox)"
    );
    let again = case
        .clone()
        .settle_notice(email.id, Remedy::SentAgain, note(), &stamp());
    assert_eq!(again.unwrap_err(), Refused::Stranger);
    case.settle_notice(email.id, Remedy::NotNeeded, note(), &stamp())
        .unwrap();
}

#[test]
fn returns_leave_a_case_room_for_everything_else() {
    let (mut case, email) = told();
    for n in 0..Returns::MAX {
        let id = Hash::of(&n.to_be_bytes());
        let email = Notice {
            id,
            ..email.clone()
        };
        case = case
            .notice_returned(&email, &feedback(Came::Bounced), &stamp())
            .unwrap();
    }
    let full = case
        .clone()
        .notice_returned(&email, &feedback(Came::Bounced), &stamp());
    assert_eq!(full.unwrap_err(), Refused::Full(Returns::MAX));
    let bytes = serde_json::to_string(&case.returns).unwrap().len();
    assert!(bytes < 60_000, "{bytes}");
}

#[test]
fn sentences_say_who_and_why_and_no_address() {
    let (case, email) = with_return();
    let to = case.recipient(&email.recipient);
    let returned = case.returns.get(email.id).unwrap();
    assert_eq!(
        returned.sentence(&to),
        "the email “Your agency has a new action” to Surrey Police (shared inbox) did not arrive (permanent bounce)"
    );
    let settled = Settled {
        notice: email.clone(),
        remedy: Remedy::Told,
        note: note(),
    };
    assert_eq!(
        settled.sentence(&to),
        "dealt with the returned email “Your agency has a new action” to Surrey Police (shared inbox): told another way"
    );
    let team = Recipient::AreaInbox("RUN".parse().unwrap());
    assert_eq!(case.recipient(&team), "the community safety team");
}

#[test]
fn referrals_and_meetings_do_the_same() {
    let referral = Referral::receive(testing::form(), 5, &stamp()).unwrap();
    let (sealed, event) = last(&referral);
    let email = for_referral(&referral, &event, told_of(&sealed)).remove(0);
    assert_eq!(referral.recipient(&email.recipient), "Robin Referrer");
    let referral = settled_again(referral, &email);
    let (sealed, event) = last(&referral);
    let again = for_referral(&referral, &event, told_of(&sealed));
    assert_eq!(again.len(), 1);

    let meeting = meeting();
    let (sealed, event) = last(&meeting);
    let email = for_meeting(&meeting, "Runnymede CHaRMM", &event, told_of(&sealed)).remove(0);
    let to = meeting.recipient(&email.recipient);
    assert_eq!(to, "Surrey Police (shared inbox)");
    let meeting = settled_again(meeting, &email);
    let (sealed, event) = last(&meeting);
    let again = for_meeting(&meeting, "Runnymede CHaRMM", &event, told_of(&sealed));
    assert_eq!(again[0].path, email.path);
}

fn settled_again<A: Tells>(journal: Journal<A>, email: &Notice) -> Journal<A> {
    let journal = journal
        .notice_returned(email, &feedback(Came::MailboxFull), &stamp())
        .unwrap();
    assert!(journal.returns().get(email.id).is_some());
    let journal = journal
        .settle_notice(email.id, Remedy::SentAgain, note(), &stamp())
        .unwrap();
    assert!(journal.returns().is_empty());
    journal
}

fn last<A: Aggregate>(journal: &Journal<A>) -> (crate::journal::Sealed, A::Event) {
    let sealed = journal.pending().last().unwrap().clone();
    let event = sealed.open::<A>().unwrap().event.unwrap();
    (sealed, event)
}

fn told_of(sealed: &crate::journal::Sealed) -> Told<'_> {
    Told {
        header: &sealed.header,
        hash: sealed.hash,
    }
}

fn meeting() -> Journal<Meeting> {
    let actor = Actor::System { job: "test".into() };
    let stamp = Stamp::new(actor, stamp().at, [4; 32]);
    let pack = MadePack {
        agency: "surrey-police".parse().unwrap(),
        agency_name: "Surrey Police".into(),
        hash: Hash::of(b"pdf"),
        pages: 3,
        cases: 1,
    };
    let starts = "2026-11-24T10:00:00Z".parse().unwrap();
    let place = Line::parse("Teams").unwrap();
    let area = "RUN".parse().unwrap();
    Meeting::schedule(Forum::Charmm, area, starts, place, None, &stamp)
        .unwrap()
        .packs_made(vec![pack], Vec::new(), &stamp)
        .unwrap()
}
