//! What other systems and later versions rely on keeps its shape: events, hashes, notices.
//!
//! A changed snapshot of an event or a hash means that old journals would no longer be read or
//! verified: give the event a new schema number and an upcast instead of accepting it.

use std::collections::BTreeSet;

use domain::{
    Actor, CaseId, Journal, Line, Note, PersonId, Prose, Stamp, WebLink,
    case::{
        AccessPolicy, Assessment, Breadth, Case, ChasePolicy, Ending, EntryKind, Event, Finding,
        Granting, Joining, Opening, Outcome, Pace, Rag, Rating, Sharing, Task,
        access::Alarm,
        entry::{Telling, chronology},
        same::{Verdict, judge},
    },
    directory::Partner,
    gateway::Gateway,
    journal::{Hash, Sealed},
    meeting::{
        Adjustment, Agenda, Forum, Item, MadePack, Matter, Meeting, Moving, Presence, Section,
        agenda::Change, turns,
    },
    notice::{
        self, Came, Class, Feedback, Notice, Recipient, Remedy, Tells, Told,
        access::{InCharge, Readers},
    },
    referral::{Referral, form::RiskBand},
};
use serde_json::{Value, json};

use crate::world::form;

fn stamp(n: u8) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Robin Referrer".into(),
        agency: "wey-meadow-homes".parse().unwrap(),
    };
    Stamp::new(actor, "2026-11-20T09:00:00Z".parse().unwrap(), [n; 32])
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

fn joining(agency: &str) -> Joining {
    Joining {
        agency: agency.parse().unwrap(),
        name: agency.replace('-', " "),
        gateway: Gateway::CrimeAndDisorder,
        reason: prose("Holds part of the answer"),
    }
}

fn referral() -> Journal<Referral> {
    Referral::receive(form(), 5, &stamp(1)).unwrap()
}

/// A case to which everything that can happen has happened.
fn case() -> Journal<Case> {
    let opening = Opening {
        area: "RUN".parse().unwrap(),
        reference: "RUN-2026-0001".into(),
        lead: joining("runnymede-council"),
        referrer: joining("wey-meadow-homes"),
        reason: prose("Meets the threshold"),
        pace: Pace::default(),
    };
    let task = |what: &str| Task {
        what: Line::parse(what).unwrap(),
        detail: Some(prose("In pairs")),
        agency: "surrey-police".parse().unwrap(),
        person: None,
        due_on: "2026-11-21".parse().unwrap(),
        meeting: None,
    };
    let assessment = Assessment {
        rag: Rag::Red,
        risk: RiskBand::High,
        rationale: prose("Two incidents in a week"),
        next_review_on: "2026-11-27".parse().unwrap(),
        scored: None,
        later_because: None,
        gateway: Some(Gateway::CrimeAndDisorder),
    };
    let telling = Telling {
        kind: EntryKind::Incident,
        on: "2026-11-19".parse().unwrap(),
        text: prose("A fight"),
        gateway: Gateway::CrimeAndDisorder,
        material: Default::default(),
        only: None,
    };
    let mut late = stamp(2);
    late.at += chrono::TimeDelta::days(2);
    let s = stamp(2);
    let case = Case::open(&referral(), &form(), opening, &s).unwrap();
    let case = case.add_agency(joining("surrey-police"), &s).unwrap();
    let case = case.add_agency(joining("bridgeway"), &s).unwrap();
    let case = case
        .remove_agency("bridgeway".parse().unwrap(), prose("By mistake"), &s)
        .unwrap();
    let case = case
        .change_lead("surrey-police".parse().unwrap(), prose("Knows them"), &s)
        .unwrap();
    let case = case
        .join_referral(
            referral().id,
            &form(),
            joining("wey-meadow-homes"),
            prose("Same"),
            &s,
        )
        .unwrap();
    let case = case.tell(telling, &s).unwrap();
    let entries: Vec<_> = case
        .pending()
        .iter()
        .map(|entry| entry.open::<Case>().unwrap())
        .collect();
    let said = chronology(&entries).remove(0);
    let case = case
        .correct(&said, prose("An argument"), prose("Misheard"), &s)
        .unwrap();
    let case = case.withdraw(&said, prose("Another flat"), &s).unwrap();
    let case = case.assess(assessment, Pace::default(), &s).unwrap();
    let case = case
        .decide(
            (prose("Visit jointly"), prose("Trust")),
            None,
            Sharing::openly(Gateway::CrimeAndDisorder),
            &s,
        )
        .unwrap();
    let case = case
        .assign(task("Visit"), Gateway::CrimeAndDisorder, &s)
        .unwrap();
    let case = case
        .assign(task("Call"), Gateway::CrimeAndDisorder, &s)
        .unwrap();
    let ids: Vec<_> = case.actions.keys().copied().collect();
    let case = case.chase(ids[0], &ChasePolicy::default(), &late).unwrap();
    let case = case.accept_action(ids[0], &s).unwrap();
    let case = case
        .end_action(ids[0], Ending::Done, prose("Visited"), &s)
        .unwrap();
    let case = case.decline_action(ids[1], prose("Not ours"), &s).unwrap();
    let case = case.propose_closure(prose("Quiet"), &s).unwrap();
    let case = case
        .close(Outcome::Resolved, prose("Quiet for weeks"), &s)
        .unwrap();
    let case = case
        .reopen(prose("Began again"), Pace::default(), &s)
        .unwrap();
    let email = notice_of(&case);
    sent_again(case, &email, &s)
}

/// The email that told the police of their task.
fn notice_of(case: &Journal<Case>) -> Notice {
    let entries = case.pending().iter();
    let mut notices = entries.flat_map(|entry| {
        let event = entry.open::<Case>().unwrap().event.unwrap();
        notice::for_case(case, None, &event, told(entry))
    });
    notices
        .find(|notice| notice.message == notice::Message::ActionAssigned)
        .unwrap()
}

/// The same after the email came back, and was sent again to a corrected address.
fn sent_again<A: Tells>(journal: Journal<A>, email: &Notice, stamp: &Stamp) -> Journal<A> {
    let feedback = Feedback {
        came: Came::Bounced,
        class: Class::of(&["Permanent", "General"]),
        at: "2026-11-20T09:00:02Z".parse().unwrap(),
    };
    let journal = journal.notice_returned(email, &feedback, stamp).unwrap();
    let note = prose("New address from the duty sergeant");
    journal
        .settle_notice(email.id, Remedy::SentAgain, note, stamp)
        .unwrap()
}

fn meeting_called() -> Journal<Meeting> {
    Meeting::schedule(
        Forum::Charmm,
        "RUN".parse().unwrap(),
        "2026-11-24T10:00:00Z".parse().unwrap(),
        Line::parse("Microsoft Teams").unwrap(),
        None,
        &stamp(3),
    )
    .unwrap()
}

fn meeting() -> Journal<Meeting> {
    let s = stamp(3);
    let meeting = meeting_called();
    let adjustment = Adjustment {
        change: Change::Add,
        case: case().id,
        reason: prose("Urgent"),
    };
    let pack = MadePack {
        agency: "surrey-police".parse().unwrap(),
        agency_name: "Surrey Police".into(),
        hash: domain::journal::Hash::of(b"pdf"),
        pages: 3,
        cases: 1,
    };
    let meeting = meeting.adjust(adjustment, &Agenda::default(), &s).unwrap();
    let meeting = meeting
        .request_packs(Some(prose("Late change")), &s)
        .unwrap();
    let meeting = meeting.packs_made(vec![pack], Vec::new(), &s).unwrap();
    let made = meeting.pending().last().unwrap();
    let event = made.open::<Meeting>().unwrap().event.unwrap();
    let email = notice::for_meeting(&meeting, "Runnymede CHaRMM", &event, told(made)).remove(0);
    let told = vec![Partner {
        agency: "surrey-fire".parse().unwrap(),
        name: "Surrey Fire".into(),
    }];
    let moving = Moving {
        starts_at: "2026-12-01T14:00:00Z".parse().unwrap(),
        place: Line::parse("Civic Centre").unwrap(),
        online: Some(WebLink::parse("https://meet.example/1").unwrap()),
        planned_on: Some("2026-11-24".parse().unwrap()),
        stays: false,
        reason: prose("The room is shut"),
        told: told.clone(),
    };
    let link = Moving {
        online: None,
        ..moving.clone()
    };
    let meeting = meeting.move_to(moving, &s).unwrap();
    let meeting = meeting.move_to(link, &s).unwrap();
    // And another one is called before it.
    let first = "2026-11-25T09:00:00Z".parse().unwrap();
    let earlier = Meeting::schedule(
        Forum::Charmm,
        "RUN".parse().unwrap(),
        first,
        Line::parse("Teams").unwrap(),
        None,
        &s,
    )
    .unwrap();
    let meetings = turns::in_turn(vec![earlier, meeting], first, &s).unwrap();
    let meeting = meetings.into_iter().next_back().unwrap();
    let meeting = meeting.cancel(prose("Chair ill"), told, &s).unwrap();
    sent_again(meeting, &email, &s)
}

fn payloads(entries: &[Sealed]) -> Vec<Value> {
    entries
        .iter()
        .map(|entry| serde_json::from_str(entry.payload.as_ref().unwrap()).unwrap())
        .map(sorted)
        .collect()
}

/// The same whatever order its fields were written in.
fn sorted(mut value: Value) -> Value {
    value.sort_all_objects();
    value
}

#[test]
fn events_of_a_referral() {
    let referral = referral().ask(prose("Which flat?"), &stamp(4)).unwrap();
    let referral = referral.answer(prose("Flat 2"), &stamp(5)).unwrap();
    let declined = referral
        .clone()
        .decline(prose("Private"), &stamp(6))
        .unwrap();
    let signposted = referral
        .clone()
        .signpost(Line::parse("MARAC").unwrap(), prose("Fits"), &stamp(6))
        .unwrap();
    let joined = referral
        .clone()
        .join(case().id, "RUN-2026-0001", prose("Same"), &stamp(6))
        .unwrap();
    let arrived = &referral.pending()[0];
    let event = arrived.open::<Referral>().unwrap().event.unwrap();
    let email = notice::for_referral(&referral, &event, told(arrived)).remove(0);
    let returned = sent_again(referral.clone(), &email, &stamp(6));
    let accepted = referral
        .accept(case().id, "RUN-2026-0001", prose("Fits"), &stamp(6))
        .unwrap();
    let mut events = payloads(accepted.pending());
    for other in [declined, signposted, joined, returned] {
        events.extend(payloads(&other.pending()[3..]));
    }
    insta::assert_json_snapshot!(events);
}

#[test]
fn events_of_a_case() {
    insta::assert_json_snapshot!(payloads(case().pending()));
}

#[test]
fn events_of_who_is_who() {
    let opening = || Opening {
        area: "RUN".parse().unwrap(),
        reference: "RUN-2026-0001".into(),
        lead: joining("runnymede-council"),
        referrer: joining("wey-meadow-homes"),
        reason: prose("Meets the threshold"),
        pace: Pace::default(),
    };
    let opened = |n| Case::open(&referral(), &form(), opening(), &stamp(n)).unwrap();
    let (mut one, mut other) = (opened(2), opened(3));
    for (n, verdict) in (4..).zip([Verdict::KeepApart, Verdict::Join, Verdict::Undo]) {
        let said = (verdict, Note::parse("Both were seen").unwrap());
        (one, other) = judge((one, 1), (other, 1), said, &stamp(n)).unwrap();
    }
    insta::assert_json_snapshot!([
        payloads(&one.pending()[1..]),
        payloads(&other.pending()[1..])
    ]);
}

#[test]
fn events_of_a_power_and_of_rules() {
    use domain::{
        case::Taking,
        law::{Adopted, Choice},
        powers::{Act, Facts, Key, Power, Value},
    };
    let note = |text: &str| Note::parse(text).unwrap();
    let fact = |key: Key, text: &str| (key, Value::parse(key, text).unwrap());
    let taking = |act: Act, facts: Vec<(Key, Value)>| Taking {
        act,
        on: "2026-11-20".parse().unwrap(),
        facts: Facts(facts.into_iter().collect()),
        acknowledged: Some(note("Agreed with the family")),
        note: Some(note("Signed at home")),
        gateway: Some(Gateway::CrimeAndDisorder),
    };
    let contract = [
        fact(Key::Written, "yes"),
        fact(Key::Agreed, "yes"),
        fact(Key::Until, "2027-05-19"),
    ];
    let (s, adopted) = (stamp(9), Adopted::default());
    let before = case().pending().len();
    let applied = taking(Act::Applied, contract.into());
    let target = (Power::Abc, Some(1));
    let used = case().begin_power(target, applied, &adopted, &s).unwrap();
    let used = used
        .step_power(1, taking(Act::Breached, Vec::new()), &adopted, &s)
        .unwrap();
    insta::assert_json_snapshot!("events_of_a_power", payloads(&used.pending()[before..]));
    let on = "2026-12-01".parse().unwrap();
    let choice = Choice {
        area: "RUN".parse().unwrap(),
        rule: "ACR-2".into(),
        number: "complaints".into(),
        to: 2,
        from: on,
        reason: note("Agreed"),
    };
    let rules = Adopted::confirm(None, "TIM-5", note("Read"), &s).unwrap();
    let rules = Adopted::commence(Some(rules), ("NEW-4", on), note("SI 2026/1"), &s).unwrap();
    let rules = Adopted::choose(Some(rules), choice, &s).unwrap();
    insta::assert_json_snapshot!("events_of_rules", payloads(rules.pending()));
}

#[test]
fn events_of_a_reorganisation() {
    use domain::{
        directory::{Area, AreaProfile},
        reorganisation::{Change, Plan, Reorganisations, SplitOff},
    };
    let s = stamp(11);
    let area = |code: &str| {
        let profile: AreaProfile = serde_json::from_value(json!({
            "name": code, "lead": "council", "inbox": "in@council.example", "chair": null,
            "partners": [], "forums": [], "triage_working_days": 3, "chase": ChasePolicy::default(),
        }))
        .unwrap();
        Area::register(&code.parse().unwrap(), profile, &s).unwrap()
    };
    let areas = [area("RUN"), area("WSU"), area("ESU")];
    let areas: Vec<&Area> = areas.iter().map(|area| area.record()).collect();
    let on = "2027-04-01".parse().unwrap();
    let plan = Plan {
        on,
        changes: vec![Change {
            area: "RUN".parse().unwrap(),
            into: "WSU".parse().unwrap(),
            parts: vec![SplitOff {
                into: "ESU".parse().unwrap(),
                sectors: vec!["KT16 0".into()],
            }],
        }],
        whole: [PersonId::from(uuid::Uuid::from_u128(1))].into(),
    };
    let plans = Reorganisations::plan(None, plan, &areas, &s).unwrap();
    let plans = Reorganisations::cancel(Some(plans), on, &s).unwrap();
    insta::assert_json_snapshot!(payloads(plans.pending()));
}

#[test]
fn events_of_a_meeting() {
    insta::assert_json_snapshot!(payloads(meeting().pending()));
}

#[test]
fn events_of_a_meeting_that_is_held() {
    let (held, own) = (meeting_called(), stamp(13));
    let on_the_day = Stamp::new(own.actor, held.starts_at, [13; 32]);
    let police = Partner {
        agency: "surrey-police".parse().unwrap(),
        name: "Surrey Police".into(),
    };
    let people = Line::parse("Alex Example").unwrap();
    let held = held
        .attended(police.clone(), Presence::Apologies, None, &on_the_day)
        .unwrap()
        .attended(police, Presence::Present, Some(people), &on_the_day)
        .unwrap()
        .statement_read(Line::parse("Casey Chair").unwrap(), &on_the_day)
        .unwrap();
    let case = CaseId::from(uuid::Uuid::from_u128(1));
    let agenda = Agenda {
        items: vec![Item {
            case,
            section: Section::CasesDue,
            reason: None,
        }],
        ..Agenda::default()
    };
    let told = vec![Partner {
        agency: "surrey-police".parse().unwrap(),
        name: "Surrey Police".into(),
    }];
    let held = held
        .convene(&agenda, &on_the_day)
        .unwrap()
        .recorded_on(case, Matter::ALL.to_vec(), &on_the_day)
        .unwrap()
        .send_minutes(Hash::of(b"minutes"), told, &on_the_day)
        .unwrap();
    insta::assert_json_snapshot!(payloads(&held.pending()[1..]));
}

#[test]
fn events_of_a_case_that_is_rated_at_a_meeting() {
    let (case, s) = (case(), stamp(14));
    let before = case.pending().len();
    let meeting = Some(meeting_called().id);
    let next_review_on = "2026-12-04".parse().unwrap();
    let rating = Rating {
        rag: Rag::Amber,
        next_review_on,
        reason: prose("Quieter"),
        gateway: Gateway::CrimeAndDisorder,
        meeting,
    };
    let assessment = Assessment {
        rag: Rag::Green,
        risk: RiskBand::Standard,
        rationale: prose("Quiet"),
        next_review_on,
        scored: None,
        later_because: None,
        gateway: Some(Gateway::CrimeAndDisorder),
    };
    let case = case.rate(rating, Pace::default(), &s).unwrap();
    let case = case
        .assess_at(assessment, meeting, Pace::default(), &s)
        .unwrap();
    insta::assert_json_snapshot!(payloads(&case.pending()[before..]));
}

#[test]
fn a_sealed_entry_and_its_hashes() {
    insta::assert_json_snapshot!(case().pending()[1]);
}

/// The same case after somebody whose agency is not on it asked for access twice, was granted it
/// once, and took it in an emergency; and after an entry was limited.
fn visited() -> Journal<Case> {
    let guest = |n: u8| {
        let actor = Actor::Person {
            person: PersonId::from(uuid::Uuid::from_u128(2)),
            name: "Vic Visitor".into(),
            agency: "fire".parse().unwrap(),
        };
        Stamp::new(actor, "2026-11-20T09:00:00Z".parse().unwrap(), [n; 32])
    };
    let (s, text) = (stamp(7), |text: &str| Note::parse(text).unwrap());
    let newest = |case: &Journal<Case>| {
        let waiting = case.guests.requests.values().find(|each| each.waits());
        waiting.unwrap().id
    };
    let policy = AccessPolicy::default();
    let case = case()
        .ask_access("Fire", text("To house them"), policy, &guest(8))
        .unwrap();
    let first = newest(&case);
    let case = case
        .refuse_access(first, text("Ask for a summary"), &s)
        .unwrap();
    let case = case
        .ask_access("Fire", text("A summary is not enough"), policy, &guest(9))
        .unwrap();
    let second = newest(&case);
    let granting = Granting {
        to: Breadth::Agency,
        gateway: Gateway::SafeguardingAdult,
        last_on: "2026-12-20".parse().unwrap(),
        reason: text("Agreed"),
    };
    let case = case.grant_access(second, granting, policy, &s).unwrap();
    let case = case.end_access(second, text("They moved"), &s).unwrap();
    let alarm = Alarm {
        reason: text("A threat to life"),
        gateway: Gateway::VitalInterests,
    };
    let case = case.break_glass("Fire", alarm, policy, &guest(10)).unwrap();
    let emergency = *case.guests.emergencies.keys().next().unwrap();
    let case = case
        .review_emergency(emergency, Finding::Justified, text("Confirmed"), &s)
        .unwrap();
    let telling = Telling {
        kind: EntryKind::Note,
        on: "2026-11-19".parse().unwrap(),
        text: prose("For those named"),
        gateway: Gateway::SafeguardingAdult,
        material: Default::default(),
        only: Some(["surrey-police".parse().unwrap()].into()),
    };
    let case = case.tell(telling, &s).unwrap();
    let entries: Vec<_> = case
        .pending()
        .iter()
        .map(|entry| entry.open::<Case>().unwrap())
        .collect();
    let said = chronology(&entries);
    let said = said.iter().find(|said| said.only.is_some()).unwrap();
    case.limit_entry(said, None, &s).unwrap()
}

#[test]
fn events_of_access_and_of_limits() {
    let before = case().pending().len();
    insta::assert_json_snapshot!(payloads(&visited().pending()[before..]));
}

#[test]
fn corrections_from_before_anybody_was_told_still_read_and_leave_no_mark() {
    let case = case();
    let mut entries: Vec<_> = case
        .pending()
        .iter()
        .map(|entry| entry.open::<Case>().unwrap())
        .collect();
    let old = |event: Event| -> Event {
        let mut value = serde_json::to_value(event).unwrap();
        let fields = value.as_object_mut().unwrap();
        fields.remove("since");
        serde_json::from_value(value).unwrap()
    };
    assert_eq!(case.amended.len(), 1, "what is corrected now is marked");
    for entry in &mut entries {
        entry.event = entry.event.take().map(old);
    }
    let folded: Case = domain::journal::fold(&entries).unwrap().unwrap();
    assert!(folded.amended.is_empty());
    let without = Case {
        amended: Default::default(),
        ..case.record().clone()
    };
    assert_eq!(folded, without, "everything else is as it was");
}

#[test]
fn notices_about_access_and_to_readers() {
    let case = visited();
    let officer = PersonId::from(uuid::Uuid::from_u128(3));
    let area = InCharge {
        officers: vec![officer],
        chair: None,
    };
    let mut notices = Vec::new();
    for entry in case.pending() {
        let event = entry.open::<Case>().unwrap().event.unwrap();
        let told = told(entry);
        let access = notice::access::for_access(&case, &area, &event, told);
        assert!(access.is_empty() || notice::of_case(&event), "{event:?}");
        notices.extend(access);
        if let Event::EntryCorrected { .. } = event {
            assert!(notice::of_case(&event));
            let own = told.header.actor.agency().unwrap().clone();
            let readers = [own, "fire".parse().unwrap()].map(Recipient::AgencyInbox);
            let readers = Readers {
                seen: BTreeSet::from(readers),
                handed_over: true,
            };
            let officers = [officer];
            let told_to = (&readers, officers.as_slice());
            notices.extend(notice::access::for_readers(&case, told_to, &event, told));
        }
    }
    let shown: Vec<Value> = notices
        .iter()
        .map(|notice| {
            let text = notice.text("https://charmm.example");
            json!({
                "to": notice.recipient, "subject": notice.subject(),
                "text": text.lines().collect::<Vec<_>>(),
            })
        })
        .map(sorted)
        .collect();
    insta::assert_json_snapshot!(shown);
}

fn told<'a>(entry: &'a Sealed) -> Told<'a> {
    Told {
        header: &entry.header,
        hash: entry.hash,
    }
}

#[test]
fn every_notice_by_email_and_for_partner_systems() {
    let mut notices: Vec<Notice> = Vec::new();
    let (referral, case, meeting) = (referral(), case(), meeting());
    for entry in referral.pending() {
        let event = entry.open::<Referral>().unwrap().event.unwrap();
        notices.extend(notice::for_referral(&referral, &event, told(entry)));
    }
    for entry in case.pending() {
        let event = entry.open::<Case>().unwrap().event.unwrap();
        let told = notice::for_case(&case, None, &event, told(entry));
        assert!(told.is_empty() || notice::of_case(&event), "{event:?}");
        notices.extend(told);
    }
    for entry in meeting.pending() {
        let event = entry.open::<Meeting>().unwrap().event.unwrap();
        let title = "Runnymede CHaRMM";
        let told = notice::for_meeting(&meeting, title, &event, told(entry));
        assert!(told.is_empty() || notice::of_meeting(&event), "{event:?}");
        notices.extend(told);
    }
    let shown: Vec<Value> = notices
        .iter()
        .map(|notice| {
            json!({
                "to": notice.recipient,
                "subject": notice.subject(),
                "text": notice.text("https://charmm.example").lines().collect::<Vec<_>>(),
                "json": notice.json("https://charmm.example"),
            })
        })
        .map(sorted)
        .collect();
    insta::assert_json_snapshot!(shown);
}
