//! Packs to render in tests: realistic and fictional.

use chrono::NaiveDate;
use domain::{
    CaseId, MeetingId,
    case::{EntryKind, MeasureState, Rag},
    meeting::Section,
    pack::{
        Gathering, LoggedAction, MARKING, Pack, PackAction, PackCase, PackDecision, PackDue,
        PackEntry, PackItem, PackMeasure, PackPlan, PackPower, PackSection, PackSubject, Recipient,
        Standing, Totals,
    },
    powers::{Act, Power},
    referral::form::{CaseKind, RiskBand, SubjectRole},
};
use uuid::Uuid;

const HEADLINES: [&str; 8] = [
    "Shouting, threats and loud music at night in a block of flats",
    "Group of young people intimidating shop staff at the parade",
    "Drug dealing from a flat; the tenant may be cuckooed",
    "Neighbour dispute with damage to cars and fences",
    "Repeated fly-tipping and fires behind garages",
    "Off-road motorbikes on the recreation ground",
    "Begging and abuse of passers-by at the railway station",
    "Harassment of a disabled resident",
];
const AGENCIES: [&str; 5] = [
    "Runnymede Borough Council",
    "Surrey Police",
    "A2Dominion Housing",
    "Surrey and Borders Partnership NHS Foundation Trust",
    "Surrey Fire and Rescue Service",
];
const TASKS: [&str; 5] = [
    "Visit the household with the housing officer and explain the Community Protection Warning",
    "Offer a support assessment and report whether it was taken up",
    "Check CCTV from 14 to 20 November",
    "Serve the Acceptable Behaviour Contract",
    "Ask the mental health team whether the person is known to them and can be seen within two weeks of today",
];
const TEXTS: [&str; 4] = [
    "Two residents called 101 between 1am and 3am. Shouting and music from the flat above; a bottle was thrown from the window into the car park. Officers spoke to three people who left when asked.",
    "Visited at 4:30pm. Spoke to the tenant, who said that friends of her son come without asking. She was tearful and wants help to keep them out. The lock on the communal door is broken again.",
    "Letter sent.\n\nIt sets out the complaints since September, what is expected, and whom to call for support.",
    "Caretaker reports a needle, broken glass and two burnt bins in the stairwell.",
];

/// Picks from a list, over and over.
fn pick<T: Copy>(from: &[T], index: usize) -> T {
    from[index % from.len()]
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn before(days: usize) -> NaiveDate {
    day("2026-11-24") - chrono::Days::new(days as u64)
}

/// A pack of `count` cases.
pub(super) fn pack(count: usize) -> Pack {
    let cases: Vec<_> = (0..count).map(case).collect();
    let log = cases
        .iter()
        .flat_map(|case| case.actions.iter().map(move |action| (case, action)))
        .map(|(case, action)| LoggedAction {
            case: case.id,
            reference: case.reference.clone(),
            action: action.clone(),
        });
    let mut action_log: Vec<_> = log.collect();
    action_log.sort_by_key(|logged| (!logged.action.overdue, logged.action.due_on));
    let rated = |rag| cases.iter().filter(|case| case.rag == rag).count();
    Pack {
        title: "Runnymede CHaRMM, Tuesday 24 November 2026".into(),
        marking: MARKING.into(),
        forum: "Community Harm and Risk Management Meeting".into(),
        area: "Runnymede".into(),
        meeting: Gathering {
            id: MeetingId::from(Uuid::from_u128(7)),
            starts_at: "2026-11-24T10:00:00Z".parse().unwrap(),
            on: day("2026-11-24"),
            starts: "Tuesday 24 November 2026 at 10am".into(),
            place: "Microsoft Teams, and Committee Room 1, Runnymede Civic Centre, Addlestone"
                .into(),
        },
        recipient: Recipient {
            agency: "surrey-police".parse().unwrap(),
            name: "Surrey Police".into(),
        },
        disclosure: "D-4F09A1C2B3D4".into(),
        since: Some(day("2026-10-13")),
        totals: Totals {
            cases: cases.len(),
            red: rated(Some(Rag::Red)),
            amber: rated(Some(Rag::Amber)),
            green: rated(Some(Rag::Green)),
            unrated: rated(None),
            open_actions: action_log.len(),
            overdue_actions: action_log.iter().filter(|each| each.action.overdue).count(),
            own_actions: action_log.iter().filter(|each| each.action.own).count(),
            withheld_cases: 3,
            missing_cases: 0,
        },
        action_log,
        agenda: [Section::NewReferrals, Section::CasesDue, Section::Closures]
            .into_iter()
            .map(|section| PackSection {
                section,
                items: items(&cases, section),
            })
            .collect(),
        cases,
    }
}

fn items(cases: &[PackCase], section: Section) -> Vec<PackItem> {
    cases
        .iter()
        .filter(|case| case.section == section)
        .map(|case| PackItem {
            case: case.id,
            reference: case.reference.clone(),
            headline: case.headline.clone(),
            why: case.why.clone(),
            reason: None,
        })
        .collect()
}

fn case(index: usize) -> PackCase {
    let new = index.is_multiple_of(4);
    PackCase {
        id: CaseId::from(Uuid::from_u128(1000 + index as u128)),
        reference: format!("RUN-2026-{:04}", 31 + index * 3),
        headline: pick(&HEADLINES, index).into(),
        kind: pick(&[CaseKind::Person, CaseKind::Family], index),
        rag: pick(&[Some(Rag::Red), Some(Rag::Amber), Some(Rag::Green), Some(Rag::Amber), None], index),
        risk: pick(&[Some(RiskBand::VeryHigh), Some(RiskBand::Medium), Some(RiskBand::Standard), Some(RiskBand::High), None], index),
        lead: pick(&AGENCIES, index / 3).into(),
        agencies: AGENCIES.iter().take(2 + index % 4).map(|name| (*name).into()).collect(),
        opened_on: before(if new { 20 } else { 90 + index * 7 }),
        next_review_on: before(index % 9),
        section: if new { Section::NewReferrals } else { Section::CasesDue },
        why: if new { "Opened on 4 November 2026.".into() } else { "Review due on 20 November 2026.".into() },
        subjects: subjects(index),
        summary: Some("Six complaints in eight weeks from four households. The landlord's warning letters have not helped, and the police are called on most weekends.\nHousing, police and support services need one plan.".into()),
        risk_rationale: (index % 5 != 4).then(|| "Threats are made to named neighbours, one of whom has a heart condition. The last incident involved a bottle.".into()),
        risk_score: if index.is_multiple_of(2) { vec!["Scored 26 of 49 with ‘Harm to people from anti-social behaviour’, version 1: high.".into(), "At least as high whatever the score: Somebody was hurt or a weapon was seen.".into()] } else { Vec::new() },
        risk_stale: (index % 3 == 1).then(|| "Risk to be scored again: it was due by 10 November 2026".into()),
        elsewhere: match index % 3 {
            0 => vec!["MARAC holds Sam Example since 3 November 2026, as Surrey Police says. Talk to this forum before you act.".into()],
            _ => Vec::new(),
        },
        powers: (0..(index + 2) % 3).map(power).collect(),
        earlier_powers: index % 3,
        plan: index.is_multiple_of(2).then(|| plan(index)),
        closure: None,
        actions: (0..index % 5).map(|at| action(index, at)).collect(),
        earlier_actions: index % 3,
        decisions: (0..index % 3).map(|at| PackDecision {
            entry: None,
            on: before(42 * (at + 1)),
            decision: "Issue a Community Protection Warning; A2Dominion to offer mediation first.".into(),
            rationale: "Proportionate: an informal approach failed twice, and the harm continues.".into(),
            step: None,
            since: None,
        }).collect(),
        earlier_decisions: index % 2,
        chronology: (0..(index * 5) % 13).map(|at| entry(index + at, at)).collect(),
        earlier_entries: if (index * 5) % 13 == 12 { 17 } else { 0 },
    }
}

fn power(at: usize) -> PackPower {
    let live = at == 0;
    PackPower {
        number: at as u32 + 1,
        power: pick(&[Power::Cbo, Power::Cpw], at),
        respondent: live.then(|| "Jordan Fictitious".into()),
        standing: pick(&[Act::Breached, Act::Considered], at),
        standing_on: before(4),
        agency: "Surrey Police".into(),
        live,
        since: live.then(|| before(200)),
        until: live.then(|| before(0) + chrono::Days::new(530)),
        next: live.then(|| PackDue {
            on: before(2),
            what: "Review of a criminal behaviour order".into(),
            past: true,
        }),
        conditions: match live {
            true => vec![
                "It requires them to take part in an activity".into(),
                "Granted: not to enter Station Road between 8pm and 7am".into(),
                "Breached: seen in Station Road at 10pm".into(),
            ],
            false => Vec::new(),
        },
    }
}

fn plan(index: usize) -> PackPlan {
    let measure = |number: usize| PackMeasure {
        number: number as u32 + 1,
        what: pick(&TASKS, index + number).into(),
        owner: pick(&AGENCIES, number).into(),
        own: pick(&AGENCIES, number) == "Surrey Police",
        state: pick(MeasureState::ALL, number),
        review_on: (number < 2).then(|| before(number * 9)),
        overdue: number == 1,
        found: (number > 0)
            .then(|| "Half as many calls since it began; the neighbours say so too.".into()),
    };
    PackPlan {
        aims: Some(
            "Nobody on the landing is threatened; the household sleeps through the night.".into(),
        ),
        measures: (0..index % 4).map(measure).collect(),
        earlier_measures: index % 3,
    }
}

fn subjects(index: usize) -> Vec<PackSubject> {
    let person =
        |role, name: &str, aliases: Option<&str>, born: Option<&str>, address: Option<&str>| {
            PackSubject {
                since: None,
                role,
                name: name.into(),
                aliases: aliases.map(Into::into),
                born_on: born.map(day),
                age: born.map(|_| 34),
                address: address.map(Into::into),
            }
        };
    let mut subjects = vec![
        person(
            SubjectRole::AllegedPerpetrator,
            "Jordan Fictitious",
            Some("Jay, JoJo"),
            Some("1992-03-05"),
            Some("Flat 12, Example House, Station Road, Addlestone, KT15 2AH"),
        ),
        person(
            SubjectRole::Victim,
            "Małgorzata Przykładowska-O’Sample",
            None,
            Some("1958-12-30"),
            Some("Flat 9, Example House, Station Road, Addlestone, KT15 2AH"),
        ),
        person(
            SubjectRole::Location,
            "Example House car park",
            None,
            None,
            None,
        ),
    ];
    subjects.truncate(1 + index % 3);
    subjects
}

fn action(index: usize, at: usize) -> PackAction {
    let agency = pick(&AGENCIES, index + at);
    PackAction {
        number: at as u32 + 1,
        what: pick(&TASKS, index + at).into(),
        detail: None,
        agency: agency.into(),
        own: agency == "Surrey Police",
        person: (at % 2 == 1).then(|| "Sgt Sam Sample".into()),
        due_on: before(14 * at) + chrono::Days::new(10),
        standing: pick(
            &[Standing::Accepted, Standing::Assigned, Standing::Done],
            at,
        ),
        overdue: at == 1,
        ended_on: (at % 3 == 2).then(|| before(3)),
        result: (at % 3 == 2)
            .then(|| "The visit took place; the tenant signed the contract.".into()),
        since: None,
    }
}

fn entry(pick_from: usize, at: usize) -> PackEntry {
    PackEntry {
        on: before(3 + at * 9),
        kind: pick(EntryKind::ALL, pick_from),
        agency: pick(&AGENCIES, pick_from).into(),
        text: (at != 5).then(|| pick(&TEXTS, pick_from).into()),
        new: at < 3,
        corrected: at == 4,
        entry: None,
        since: None,
    }
}
