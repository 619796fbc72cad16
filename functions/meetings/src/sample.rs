//! Fictional records for the unit tests.

use std::collections::BTreeMap;

use access::Caller;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ActionId, Actor, AgencyId, CaseId, Entry, Journal, Line, Note, PersonId, Prose, Stamp,
    case::{
        Action, ActionStatus, Case, Event, Measure, MeasureState, Member, Plan, Rag, Status, Taken,
        Task, Used, action::Assignee,
    },
    directory::{Area, AreaProfile, Grant, Partner, Role},
    gateway::Gateway,
    journal::Hash,
    meeting::{Agenda, Forum, MadePack, Meeting},
    pack::{self, Pack, Recipient},
    powers::{Act, Due, Facts, Key, Occasion, Power, Value},
    referral::form::{CaseKind, RiskBand, Subject, SubjectRole},
    time,
};
use store::meetings::Seen;
use uuid::Uuid;

use crate::meeting::MeetingView;

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

pub(crate) fn police() -> AgencyId {
    "surrey-police".parse().unwrap()
}

fn council() -> AgencyId {
    "runnymede".parse().unwrap()
}

pub(crate) fn stamp() -> Stamp {
    stamp_at(now())
}

fn stamp_at(at: DateTime<Utc>) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(Uuid::from_u128(1)),
        name: "Priya Example".into(),
        agency: council(),
    };
    Stamp::new(actor, at, [7; 32])
}

pub(crate) fn area() -> Journal<Area> {
    let partner = |agency, name: &str| Partner {
        agency,
        name: name.into(),
    };
    let profile = AreaProfile {
        name: "Runnymede".into(),
        lead: council(),
        inbox: "community.safety@runnymede.example".into(),
        chair: None,
        partners: vec![
            partner(council(), "Runnymede Borough Council"),
            partner(police(), "Surrey Police"),
        ],
        forums: vec![Forum::Charmm, Forum::Jag],
        triage_working_days: 5,
        chase: Default::default(),
        access: Default::default(),
        keep: Default::default(),
        cadences: domain::meeting::Cadences::default(),
        since: None,
    };
    Area::register(&"RUN".parse().unwrap(), profile, &stamp()).unwrap()
}

/// A CHaRMM at 10am on that day.
pub(crate) fn meeting_on(on: &str) -> Meeting {
    scheduled(on).record().clone()
}

pub(crate) fn scheduled(on: &str) -> Journal<Meeting> {
    scheduled_of(Forum::Charmm, on)
}

pub(crate) fn scheduled_of(forum: Forum, on: &str) -> Journal<Meeting> {
    let on: NaiveDate = on.parse().unwrap();
    let starts_at = time::instant(on.and_hms_opt(10, 0, 0).unwrap()).unwrap();
    let since = Some("2026-10-13T09:00:00Z".parse().unwrap());
    let place = Line::parse("Committee Room 1").unwrap();
    let called = stamp_at("2026-08-01T09:00:00Z".parse().unwrap());
    Meeting::schedule(forum, area().code.clone(), starts_at, place, since, &called).unwrap()
}

pub(crate) fn meeting_view(on: &str) -> MeetingView {
    MeetingView::of(&scheduled(on), &area(), &officer(), now())
}

pub(crate) fn meeting_with_packs() -> Meeting {
    let made = |agency, agency_name: &str| MadePack {
        agency,
        agency_name: agency_name.into(),
        hash: Hash::of(agency_name.as_bytes()),
        pages: 12,
        cases: 9,
    };
    let packs = vec![
        made(police(), "Surrey Police"),
        made(council(), "Runnymede Borough Council"),
    ];
    let missing = vec![case(1).id];
    let meeting = scheduled("2026-11-24")
        .packs_made(packs, missing, &stamp())
        .unwrap();
    meeting.record().clone()
}

pub(crate) fn officer() -> Caller {
    caller("Alex Example", police(), "Surrey Police", &[])
}

pub(crate) fn coordinator() -> Caller {
    caller(
        "Priya Example",
        council(),
        "Runnymede Borough Council",
        &[Role::Coordinator],
    )
}

fn caller(name: &str, agency: AgencyId, agency_name: &str, roles: &[Role]) -> Caller {
    let area = Some(area().code.clone());
    Caller::Person {
        over: Default::default(),
        id: PersonId::from(Uuid::from_u128(2)),
        name: name.into(),
        agency,
        agency_name: agency_name.into(),
        grants: roles
            .iter()
            .map(|role| Grant {
                role: *role,
                area: area.clone(),
            })
            .collect(),
    }
}

/// An open case about a person, due for review on 20 November 2026.
pub(crate) fn case(number: u32) -> Case {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let member = |name: &str| Member {
        name: name.into(),
        gateway: Gateway::CrimeAndDisorder,
        since: day("2026-06-01"),
    };
    let action = action(number, day("2026-11-20"));
    Case {
        former: std::collections::BTreeMap::new(),
        id: CaseId::from(Uuid::from_u128(1_000 + u128::from(number))),
        reference: format!("RUN-2026-{number:04}"),
        kind: CaseKind::Person,
        area: area().code.clone(),
        headline: Line::parse("Shouting at night in a block of flats").unwrap(),
        status: Status::Open,
        lead: council(),
        agencies: BTreeMap::from([
            (council(), member("Runnymede Borough Council")),
            (police(), member("Surrey Police")),
        ]),
        subjects: vec![subject()],
        referrals: Vec::new(),
        rag: Some(Rag::Amber),
        risk: Some(RiskBand::High),
        assess_by: None,
        assessed_on: Some(day("2026-10-13")),
        next_review_on: day("2026-11-20"),
        actions: BTreeMap::from([(action.id, action)]),
        returns: domain::notice::Returns::default(),
        guests: Default::default(),
        limits: BTreeMap::new(),
        amended: BTreeMap::new(),
        reworded: BTreeMap::new(),
        recorded: Default::default(),
        keeping: Default::default(),
        rescore_on: Some(day("2026-11-10")),
        plan: plan(),
        elsewhere: Default::default(),
        same: Vec::new(),
        reviews: Vec::new(),
        documents: Default::default(),
        powers: vec![order()],
        behaviours: Vec::new(),
        nuisance: None,
        imported: None,
        rescored: BTreeMap::new(),
        turned: BTreeMap::new(),
        opened_on: day("2026-06-01"),
        last_activity_at: now(),
    }
}

/// An order that runs, with a review that is past when the meeting is held.
fn order() -> Used {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let due = |on: &str, occasion| Due {
        on: day(on),
        occasion,
        rule: None,
    };
    let mut order = Used::new(1, Power::Cbo, Some(1));
    order.steps.push(Taken {
        act: Act::Granted,
        on: day("2026-05-08"),
        facts: Facts([(Key::RequiresActivity, Value::Flag(true))].into()),
        entered: None,
        relied: Vec::new(),
        warned: Vec::new(),
        acknowledged: None,
        note: Note::parse("Not to enter <Station Road>").ok(),
        by: "Alex Example".into(),
        agency: police(),
        at: now(),
    });
    order.due = vec![
        due("2026-11-20", Occasion::CboReview),
        due("2028-05-07", Occasion::Expires),
    ];
    order
}

/// Two measures, one of them overdue for review when the meeting is held.
fn plan() -> Plan {
    let note = |text: &str| Note::parse(text).ok();
    let measure = |number: u32, what: &str, review_on: &str| Measure {
        number,
        what: Line::parse(what).unwrap(),
        owner: police(),
        state: MeasureState::InPlace,
        review_on: Some(review_on.parse().unwrap()),
        found: note("Fewer calls at weekends."),
        reviewed_on: Some("2026-10-20".parse().unwrap()),
    };
    Plan {
        aims: note("Nobody is woken at night."),
        measures: vec![
            measure(1, "Patrols on Friday and Saturday nights", "2026-11-17"),
            measure(2, "A named officer calls weekly", "2026-12-01"),
        ],
    }
}

fn subject() -> Subject {
    Subject {
        role: SubjectRole::AllegedPerpetrator,
        name: Line::parse("Jordan Fictitious").unwrap(),
        aliases: Some(Line::parse("Jay").unwrap()),
        born_on: Some("1992-03-05".parse().unwrap()),
        address: None,
        tenure: None,
        ethnicity: None,
        language: None,
        disability: None,
        mental_health: None,
        substances: None,
        safe_contact: None,
    }
}

fn action(number: u32, due_on: NaiveDate) -> Action {
    let task = Task {
        what: Line::parse("Visit the household").unwrap(),
        detail: Some(Prose::parse("With the housing officer.").unwrap()),
        agency: police(),
        person: Some(Assignee {
            id: PersonId::from(Uuid::from_u128(2)),
            name: "Alex Example".into(),
        }),
        due_on,
        meeting: None,
    };
    Action {
        id: ActionId::from(Uuid::from_u128(2_000 + u128::from(number))),
        number: 1,
        task,
        assigned_at: now(),
        assigned_by: "Priya Example".into(),
        status: ActionStatus::Assigned,
        last_step: None,
    }
}

/// What the store gives of a meeting with these cases.
pub(crate) fn seen(meeting: Journal<Meeting>, cases: Vec<Case>) -> Seen {
    let agenda = Agenda::build(&meeting, &cases);
    let stored = |case| Journal::stored(case, 1, Hash::ZERO);
    Seen {
        meeting,
        area: area(),
        agenda,
        cases: cases.into_iter().map(stored).collect(),
    }
}

/// The pack of Surrey Police for two cases.
pub(crate) fn pack() -> Pack {
    let meeting = meeting_on("2026-11-24");
    let area = area();
    let recipient = Recipient {
        agency: police(),
        name: "Surrey Police".into(),
    };
    let brief = pack::Brief {
        meeting: &meeting,
        area: &area,
        recipient: &recipient,
        withheld_cases: 1,
    };
    let cases = [case(1), case(2)];
    let journals: pack::Journals = cases.iter().map(|case| (case.id, journal(case))).collect();
    pack::compose(brief, &cases, &journals).unwrap()
}

/// A decision and a note, so that the pack has some of everything.
fn journal(case: &Case) -> Vec<Entry<Event>> {
    let case = Journal::stored(case.clone(), 1, Hash::ZERO);
    let prose = |text| Prose::parse(text).unwrap();
    let events = [
        Event::Decided {
            entry: None,
            gateway: None,
            only: None,
            decision: prose("Issue a Community Protection Warning."),
            rationale: prose("An informal approach failed twice."),
            meeting: None,
        },
        Event::EntryRecorded {
            entry: Uuid::from_u128(3).into(),
            kind: domain::case::EntryKind::Visit,
            on: now().date_naive(),
            text: prose("Nobody was at home."),
            gateway: Gateway::CrimeAndDisorder,
            only: None,
        },
    ];
    let case = events
        .into_iter()
        .fold(case, |case, event| case.write(event, &stamp()).unwrap());
    case.pending()
        .iter()
        .map(|entry| entry.open::<Case>().unwrap())
        .collect()
}
