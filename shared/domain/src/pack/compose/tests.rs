mod powers;

use chrono::NaiveDate;

use super::*;
use crate::{
    Actor, Journal, Line, PersonId, Prose, Stamp,
    case::{Assessment, EntryKind, Joining, Opening, Pace, Rag, Task, entry::Telling},
    directory::{AreaProfile, Partner},
    gateway::Gateway,
    meeting::{Adjustment, Forum, agenda::Change},
    pack::{Since, nothing},
    referral::{
        Referral,
        form::{RiskBand, testing},
    },
};

fn stamp(at: &str, agency: &str, n: u8) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Casey Coordinator".into(),
        agency: agency.parse().unwrap(),
    };
    Stamp::new(actor, at.parse().unwrap(), [n; 32])
}

fn council(at: &str, n: u8) -> Stamp {
    stamp(at, "runnymede-council", n)
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn joining(agency: &str, name: &str) -> Joining {
    Joining {
        agency: agency.parse().unwrap(),
        name: name.into(),
        gateway: Gateway::CrimeAndDisorder,
        reason: prose("needed"),
    }
}

fn area() -> Area {
    Area {
        instruments: Default::default(),
        register: Default::default(),
        questions: Default::default(),
        code: "RUN".parse().unwrap(),
        profile: AreaProfile {
            name: "Runnymede".into(),
            lead: "runnymede-council".parse().unwrap(),
            inbox: "team@example.org".into(),
            chair: None,
            partners: vec![Partner {
                agency: "surrey-police".parse().unwrap(),
                name: "Surrey Police".into(),
            }],
            forums: vec![Forum::Charmm],
            triage_working_days: 5,
            chase: crate::case::ChasePolicy::default(),
            access: crate::case::AccessPolicy::default(),
            keep: crate::retention::Chosen::default(),
            cadences: crate::meeting::Cadences::default(),
            since: None,
        },
    }
}

/// The CHaRMM of 24 November 2026; the one before was on 13 October.
fn meeting() -> Journal<Meeting> {
    Meeting::schedule(
        Forum::Charmm,
        "RUN".parse().unwrap(),
        "2026-11-24T10:00:00Z".parse().unwrap(),
        Line::parse("Microsoft Teams").unwrap(),
        Some("2026-10-13T09:00:00Z".parse().unwrap()),
        &council("2026-11-01T09:00:00Z", 1),
    )
    .unwrap()
}

fn case(n: u8, opened_at: &str, next_review_on: &str) -> Journal<Case> {
    let form = testing::form();
    let stamp = council(opened_at, n);
    let referral = Referral::receive(form.clone(), 5, &stamp).unwrap();
    let opening = Opening {
        area: referral.area.clone(),
        reference: format!("RUN-2026-{n:04}"),
        lead: joining("runnymede-council", "Runnymede Borough Council"),
        referrer: joining("surrey-police", "Surrey Police"),
        reason: prose("six complaints in eight weeks"),
        pace: Pace::default(),
    };
    let assessment = Assessment {
        rag: Rag::Amber,
        risk: RiskBand::High,
        rationale: prose("threats to named neighbours"),
        next_review_on: day(next_review_on),
        scored: None,
        later_because: None,
        gateway: None,
    };
    Case::open(&referral, &form, opening, &stamp)
        .unwrap()
        .assess(assessment, Pace::default(), &stamp)
        .unwrap()
}

fn told(case: Journal<Case>, on: &str, text: &str, stamp: &Stamp) -> Journal<Case> {
    let telling = Telling {
        kind: EntryKind::Incident,
        on: day(on),
        text: prose(text),
        gateway: Gateway::CrimeAndDisorder,
        material: Default::default(),
        only: None,
    };
    case.tell(telling, stamp).unwrap()
}

fn tasked(case: Journal<Case>, agency: &str, due_on: &str, stamp: &Stamp) -> Journal<Case> {
    let task = Task {
        what: Line::parse("Visit the household").unwrap(),
        detail: None,
        agency: agency.parse().unwrap(),
        person: None,
        due_on: day(due_on),
        meeting: None,
    };
    case.assign(task, Gateway::CrimeAndDisorder, stamp).unwrap()
}

fn journal(case: &Journal<Case>) -> Vec<Entry<Event>> {
    case.pending()
        .iter()
        .map(|sealed| sealed.open::<Case>().unwrap())
        .collect()
}

fn composed(meeting: &Meeting, cases: &[Journal<Case>], withheld_cases: usize) -> Pack {
    let recipient = Recipient {
        agency: "surrey-police".parse().unwrap(),
        name: "Surrey Police".into(),
    };
    let brief = Brief {
        meeting,
        area: &area(),
        recipient: &recipient,
        withheld_cases,
    };
    let records: Vec<_> = cases.iter().map(|case| case.record().clone()).collect();
    let journals = cases.iter().map(|case| (case.id, journal(case))).collect();
    compose(brief, &records, &journals).unwrap()
}

/// New, due for review, closure proposed, and one that is merely open.
fn cases() -> Vec<Journal<Case>> {
    let new = case(1, "2026-11-02T09:00:00Z", "2026-12-01");
    let due = case(2, "2026-08-03T09:00:00Z", "2026-11-20");
    let stamp = council("2026-10-05T09:00:00Z", 22);
    let due = tasked(due, "surrey-police", "2026-11-09", &stamp);
    let due = tasked(due, "runnymede-council", "2026-12-09", &stamp);
    let closing = case(3, "2026-08-04T09:00:00Z", "2026-12-20")
        .propose_closure(
            prose("quiet for a month"),
            &council("2026-11-10T09:00:00Z", 33),
        )
        .unwrap();
    let open = case(4, "2026-08-05T09:00:00Z", "2026-12-20");
    let open = tasked(open, "surrey-police", "2026-12-01", &stamp);
    vec![open, closing, due, new]
}

#[test]
fn a_case_stands_once_under_the_section_it_is_there_for() {
    let pack = composed(&meeting(), &cases(), 2);
    assert_eq!(pack.title, "Runnymede CHaRMM, Tuesday 24 November 2026");
    let sections: Vec<_> = pack
        .agenda
        .iter()
        .map(|section| {
            let items: Vec<_> = section
                .items
                .iter()
                .map(|item| (item.reference.as_str(), item.why.as_str()))
                .collect();
            (section.section, items)
        })
        .collect();
    assert_eq!(
        sections,
        [
            (
                Section::NewReferrals,
                vec![("RUN-2026-0001", "Opened on 2 November 2026.")]
            ),
            (
                Section::CasesDue,
                vec![("RUN-2026-0002", "Review due on 20 November 2026.")]
            ),
            (
                Section::Closures,
                vec![("RUN-2026-0003", "Closure is proposed.")]
            ),
        ]
    );
    let shown: Vec<_> = pack
        .cases
        .iter()
        .map(|case| case.reference.as_str())
        .collect();
    assert_eq!(shown, ["RUN-2026-0001", "RUN-2026-0002", "RUN-2026-0003"]);
    assert_eq!(pack.cases[2].closure.as_deref(), Some("quiet for a month"));
    assert_eq!(
        pack.cases[0].summary.as_deref(),
        Some("six complaints in eight weeks")
    );
    assert_eq!(
        pack.cases[0].risk_rationale.as_deref(),
        Some("threats to named neighbours")
    );
    assert_eq!(pack.totals.withheld_cases, 2);
    assert_eq!(
        (
            pack.totals.cases,
            pack.totals.amber,
            pack.totals.missing_cases
        ),
        (3, 3, 0)
    );
}

#[test]
fn the_action_log_has_overdue_ones_first_as_of_the_day_of_the_meeting() {
    let pack = composed(&meeting(), &cases(), 0);
    let log: Vec<_> = pack
        .action_log
        .iter()
        .map(|logged| {
            (
                logged.reference.as_str(),
                logged.action.overdue,
                logged.action.own,
            )
        })
        .collect();
    assert_eq!(
        log,
        [
            ("RUN-2026-0002", true, true),
            ("RUN-2026-0004", false, true),
            ("RUN-2026-0002", false, false),
        ]
    );
    let Totals {
        open_actions,
        overdue_actions,
        own_actions,
        ..
    } = pack.totals;
    assert_eq!((open_actions, overdue_actions, own_actions), (3, 1, 2));
    // On its case, too, only its own actions.
    assert_eq!(pack.cases[1].actions.len(), 2);
}

#[test]
fn the_chronology_is_cut_honestly_and_shows_what_is_new_corrected_or_withdrawn() {
    let police = |n| stamp("2026-10-01T09:00:00Z", "surrey-police", n);
    let mut case = case(2, "2026-08-03T09:00:00Z", "2026-11-20");
    for n in 1..=15 {
        case = told(
            case,
            &format!("2026-09-{n:02}"),
            &format!("incident {n}"),
            &police(n),
        );
    }
    let late = stamp("2026-11-02T09:00:00Z", "surrey-police", 50);
    case = told(case, "2026-11-01", "incident after the last meeting", &late);
    let said = chronology(&journal(&case));
    case = case
        .correct(&said[14], prose("as it was"), prose("typing"), &late)
        .unwrap();
    case = case
        .withdraw(&said[13], prose("another case"), &late)
        .unwrap();

    let shown = composed(&meeting(), &[case], 0).cases.remove(0);
    assert_eq!((shown.chronology.len(), shown.earlier_entries), (12, 4));
    let text = |at: usize| shown.chronology[at].text.as_deref();
    assert_eq!(text(0), Some("incident after the last meeting"));
    assert!(shown.chronology[0].new && !shown.chronology[1].new);
    assert_eq!(text(1), Some("as it was"));
    assert!(shown.chronology[1].corrected);
    assert_eq!(text(2), None);
    assert_eq!(shown.chronology[0].agency, "Surrey Police");
}

#[test]
fn the_same_records_give_the_same_json_and_any_change_another_disclosure() {
    let cases = cases();
    let meeting = meeting();
    let pack = composed(&meeting, &cases, 0);
    let mut shuffled = cases.clone();
    shuffled.reverse();
    let again = composed(&meeting, &shuffled, 0);
    assert_eq!(
        serde_json::to_string(&pack).unwrap(),
        serde_json::to_string(&again).unwrap()
    );
    assert_eq!(pack.disclosure.len(), "D-".len() + 12);
    let other = composed(&meeting, &cases, 1);
    assert_ne!(pack.disclosure, other.disclosure);
    let read: Pack = serde_json::from_str(&serde_json::to_string(&pack).unwrap()).unwrap();
    assert_eq!(read, pack);
}

#[test]
fn a_case_that_could_not_be_read_is_counted_as_missing() {
    let cases = cases();
    let records: Vec<_> = cases.iter().map(|case| case.record().clone()).collect();
    let recipient = Recipient {
        agency: "surrey-police".parse().unwrap(),
        name: "Surrey Police".into(),
    };
    let (meeting, area) = (meeting(), area());
    let brief = Brief {
        meeting: &meeting,
        area: &area,
        recipient: &recipient,
        withheld_cases: 0,
    };
    let pack = compose(brief, &records, &Journals::new()).unwrap();
    assert_eq!((pack.totals.cases, pack.totals.missing_cases), (0, 3));
    assert!(pack.agenda.iter().all(|section| section.items.is_empty()));
    // The log needs no journal.
    assert_eq!(pack.action_log.len(), 3);
}

#[test]
fn what_the_chair_adds_is_there_with_the_reason_and_an_unseen_case_is_not() {
    let cases = cases();
    let add = |case: &Journal<Case>| Adjustment {
        change: Change::Add,
        case: case.id,
        reason: prose("urgent"),
    };
    let stamp = council("2026-11-12T09:00:00Z", 60);
    let unseen = case(9, "2026-08-05T09:00:00Z", "2026-12-20");
    let meeting = meeting()
        .adjust(add(&cases[0]), &Agenda::default(), &stamp)
        .unwrap();
    let meeting = meeting
        .adjust(add(&unseen), &Agenda::default(), &stamp)
        .unwrap();
    let pack = composed(&meeting, &cases, 0);
    let added = pack.agenda.last().unwrap();
    assert_eq!(added.section, Section::Added);
    assert_eq!(added.items.len(), 1);
    assert_eq!(added.items[0].reason.as_deref(), Some("urgent"));
    assert!(
        !serde_json::to_string(&pack)
            .unwrap()
            .contains("RUN-2026-0009")
    );
}

#[test]
fn every_section_says_when_it_is_empty() {
    let pack = composed(&meeting(), &[], 0);
    let kinds: Vec<_> = pack.agenda.iter().map(|section| section.section).collect();
    assert_eq!(
        kinds,
        [Section::NewReferrals, Section::CasesDue, Section::Closures]
    );
    assert!(
        Section::ALL
            .iter()
            .all(|section| nothing(*section).ends_with('.'))
    );
}

#[test]
fn a_case_that_its_agency_was_taken_off_is_left_out_of_an_old_pack() {
    let cases = cases();
    let before = composed(&meeting(), &cases, 3);
    let gone = before.cases[0].id;
    let since = Since {
        gone: [gone].into(),
        ..Since::default()
    };
    let after = before.clone().as_of_now(&since);
    let text = serde_json::to_string(&after).unwrap();
    assert!(!text.contains(&gone.to_string()) && !text.contains(&before.cases[0].reference));
    assert_eq!(after.totals.cases, before.totals.cases - 1);
    assert_eq!(after.totals.withheld_cases, 4);
    // Nothing that is left is counted otherwise than it would be in a pack of its own.
    let totals = Totals::of(&after.cases, &after.action_log);
    assert_eq!(after.totals.open_actions, totals.open_actions);
    assert_eq!(before.clone().as_of_now(&Since::default()), before);
}

/// R2.3, R2.7: as of the day of the meeting.
#[test]
fn the_plan_and_a_score_out_of_date_are_in_the_pack() {
    use crate::{
        Note,
        case::{
            MeasureState,
            plan::{NewMeasure, Review},
        },
        risk::{Answers, shipped},
    };
    let stamp = |at, n| council(at, n);
    let measure = |what: &str, review_on: &str| NewMeasure {
        what: Line::parse(what).unwrap(),
        owner: "surrey-police".parse().unwrap(),
        state: MeasureState::InPlace,
        review_on: day(review_on),
    };
    let ended = || Review {
        state: MeasureState::Worked,
        review_on: None,
        found: Note::parse("The light stays on").unwrap(),
        what: None,
        owner: None,
    };
    let instrument = &shipped()[0].1;
    let gravest: Answers = instrument
        .questions
        .iter()
        .map(|each| (each.id.clone(), each.answers.last().unwrap().id.clone()))
        .collect();
    let scored_at = stamp("2026-11-10T09:00:00Z", 52);
    let worked = instrument.work_out(&gravest).unwrap();
    let band = worked.band;
    let scored = worked.kept((instrument, None), band, None, scored_at.today());
    let assessment = Assessment {
        rag: Rag::Red,
        risk: band,
        rationale: prose("Hurt twice in a week"),
        next_review_on: day("2026-11-17"),
        scored: scored.map(Box::new),
        later_because: None,
        gateway: None,
    };
    let case = case(7, "2026-09-01T09:00:00Z", "2026-11-20")
        .aim(
            Note::parse("Nobody is hurt").unwrap(),
            &stamp("2026-10-01T09:00:00Z", 41),
        )
        .and_then(|case| {
            case.add_measure(
                measure("Patrols", "2026-11-20"),
                Pace::default(),
                &stamp("2026-10-02T09:00:00Z", 42),
            )
        })
        .and_then(|case| {
            case.add_measure(
                measure("A lamp", "2026-11-30"),
                Pace::default(),
                &stamp("2026-10-03T09:00:00Z", 43),
            )
        })
        .and_then(|case| {
            case.add_measure(
                measure("A gate", "2026-11-30"),
                Pace::default(),
                &stamp("2026-10-04T09:00:00Z", 44),
            )
        })
        .and_then(|case| {
            case.review_measure(
                2,
                ended(),
                Pace::default(),
                &stamp("2026-10-05T09:00:00Z", 45),
            )
        })
        .and_then(|case| {
            case.review_measure(
                3,
                ended(),
                Pace::default(),
                &stamp("2026-10-20T09:00:00Z", 46),
            )
        })
        .and_then(|case| case.assess(assessment, Pace::default(), &scored_at))
        .unwrap();
    let pack = composed(&meeting(), &[case], 0);
    let shown = &pack.cases[0];
    assert!(
        shown.risk_score[0].starts_with("Scored 49 of 49"),
        "{:?}",
        shown.risk_score
    );
    assert!(
        shown
            .risk_score
            .iter()
            .any(|line| line.contains("Somebody was hurt"))
    );
    let stale = shown.risk_stale.as_deref().unwrap();
    assert_eq!(
        stale,
        "Risk to be scored again: it was due by 17 November 2026"
    );
    let plan = shown.plan.as_ref().unwrap();
    assert_eq!(plan.aims.as_deref(), Some("Nobody is hurt"));
    let listed: Vec<_> = plan
        .measures
        .iter()
        .map(|each| (each.number, each.owner.as_str(), each.own, each.overdue))
        .collect();
    // The second ended before the last meeting, the third since.
    assert_eq!(
        listed,
        [
            (1, "Surrey Police", true, true),
            (3, "Surrey Police", true, false)
        ]
    );
    assert_eq!(plan.earlier_measures, 1);
}

/// R8.2, R3.3: who else holds a subject, as far as the pack's agency may know.
#[test]
fn other_forums_are_in_the_pack_as_far_as_its_agency_may_know() {
    use crate::{
        case::elsewhere::{Holding, Named},
        gateway::Material,
    };
    let holding = |id: &str, name: &str, only| Holding {
        forum: Named {
            id: id.into(),
            name: name.into(),
        },
        subject: 1,
        since: day("2026-09-20"),
        gateway: Gateway::CrimeAndDisorder,
        material: Material::default(),
        only,
    };
    let case = case(7, "2026-09-01T09:00:00Z", "2026-11-20")
        .hold_elsewhere(
            holding("marac", "MARAC", None),
            &council("2026-10-01T09:00:00Z", 41),
        )
        .and_then(|case| {
            let kept = holding("mappa", "MAPPA", Some([].into()));
            case.hold_elsewhere(kept, &council("2026-10-02T09:00:00Z", 42))
        })
        .unwrap();
    let pack = composed(&meeting(), &[case], 0);
    let lines = &pack.cases[0].elsewhere;
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("MARAC holds "), "{lines:?}");
    assert!(lines[0].contains("since 20 September 2026"), "{lines:?}");
}
