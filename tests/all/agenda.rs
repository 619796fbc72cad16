//! The agenda that the lists of an area lead to is the one that all of its cases would give, and
//! it is found without reading the others (R5.2).

use std::collections::BTreeSet;

use domain::{
    Actor, CaseId, Journal, Line, PersonId, Prose, Stamp,
    case::{Assessment, Case, Ending, Joining, Opening, Outcome, Pace, Rag, Task},
    gateway::Gateway,
    meeting::{Agenda, Forum, Meeting},
    referral::{
        Form, Referral,
        form::{CaseKind, RiskBand},
    },
};
use proptest::prelude::*;
use store::{
    agendas::reaches,
    stored::{CasePointer, Stored},
};

use crate::world;

fn at(day: u32) -> chrono::DateTime<chrono::Utc> {
    let start: chrono::DateTime<chrono::Utc> = "2026-11-01T09:00:00Z".parse().unwrap();
    start + chrono::TimeDelta::days(day.into())
}

fn stamp(day: u32, seed: u8) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Robin Referrer".into(),
        agency: "runnymede-council".parse().unwrap(),
    };
    Stamp::new(actor, at(day), [seed; 32])
}

fn prose() -> Prose {
    Prose::parse("For a reason").unwrap()
}

/// What may happen to a case on a day, as far as its rules allow.
#[derive(Debug, Clone, Copy)]
enum Step {
    Assess { days: u8 },
    Assign { days: u8 },
    End,
    Decline,
    Propose,
    Close,
    Reopen,
}

fn step(case: Journal<Case>, step: Step, day: u32, seed: u8) -> Journal<Case> {
    let stamp = stamp(day, seed);
    let on = |days: u8| stamp.today() + chrono::Days::new(days.into());
    let open = case.open_actions().first().map(|action| action.id);
    let before = case.clone();
    let after = match step {
        Step::Assess { days } => case.assess(
            Assessment {
                rag: Rag::Amber,
                risk: RiskBand::Medium,
                rationale: prose(),
                next_review_on: on(days),
                scored: None,
                later_because: None,
                gateway: None,
            },
            Pace::default(),
            &stamp,
        ),
        Step::Assign { days } => case.assign(
            Task {
                what: Line::parse("Visit").unwrap(),
                detail: None,
                agency: "runnymede-council".parse().unwrap(),
                person: None,
                due_on: on(days),
                meeting: None,
            },
            Gateway::CrimeAndDisorder,
            &stamp,
        ),
        Step::End => match open {
            Some(id) => case.end_action(id, Ending::Done, prose(), &stamp),
            None => Ok(case),
        },
        Step::Decline => match open {
            Some(id) => case.decline_action(id, prose(), &stamp),
            None => Ok(case),
        },
        Step::Propose => case.propose_closure(prose(), &stamp),
        Step::Close => case.close(Outcome::Resolved, prose(), &stamp),
        Step::Reopen => case.reopen(prose(), Pace::default(), &stamp),
    };
    after.unwrap_or(before)
}

fn opened(number: u8, day: u32, place: bool) -> Journal<Case> {
    let stamp = stamp(day, number);
    let mut form: Form = world::form();
    if place {
        form.kind = CaseKind::Place;
    }
    let referral = Referral::receive(form.clone(), 3, &stamp).unwrap();
    let joining = Joining {
        agency: "runnymede-council".parse().unwrap(),
        name: "Runnymede Borough Council".into(),
        gateway: Gateway::CrimeAndDisorder,
        reason: prose(),
    };
    let opening = Opening {
        area: referral.area.clone(),
        reference: format!("RUN-2026-{number:04}"),
        lead: joining.clone(),
        referrer: joining,
        reason: prose(),
        pace: Pace::default(),
    };
    Case::open(&referral, &form, opening, &stamp).unwrap()
}

fn steps() -> impl Strategy<Value = Vec<(Step, u32)>> {
    let step = prop_oneof![
        (0..60u8).prop_map(|days| Step::Assess { days }),
        (0..40u8).prop_map(|days| Step::Assign { days }),
        Just(Step::End),
        Just(Step::Decline),
        Just(Step::Propose),
        Just(Step::Close),
        Just(Step::Reopen),
    ];
    prop::collection::vec((step, 0..12u32), 0..6)
}

fn cases() -> impl Strategy<Value = Vec<Case>> {
    let case = (0..50u32, any::<bool>(), steps());
    prop::collection::vec(case, 1..12).prop_map(|stories| {
        let numbered = (1u8..).zip(stories);
        numbered
            .map(|(number, (day, place, steps))| {
                let mut now = day;
                let mut case = opened(number, day, place);
                for (n, (next, later)) in (1u8..).zip(steps) {
                    now += later;
                    case = step(case, next, now, number.wrapping_mul(16).wrapping_add(n));
                }
                case.record().clone()
            })
            .collect()
    })
}

/// The cases that the area's lists lead to, from the rows that each keeps.
fn found(meeting: &Meeting, cases: &[Case]) -> BTreeSet<CaseId> {
    let rows: Vec<_> = cases.iter().flat_map(|case| case.rows()).collect();
    let mut ids = BTreeSet::new();
    for reach in reaches(meeting) {
        for (_, row) in &rows {
            let place = (row.index.area_pk.as_ref(), row.index.area_sk.as_ref());
            let (Some(list), Some(sort)) = place else {
                continue;
            };
            let upto = reach.to.as_ref().is_none_or(|to| sort <= to);
            if *list == reach.partition && *sort >= reach.from && upto {
                ids.insert(serde_json::from_str::<CasePointer>(&row.body).unwrap().id);
            }
        }
    }
    ids
}

#[test]
fn an_agency_with_many_actions_can_be_taken_off_a_case_in_one_transaction() {
    let mut case = opened(1, 0, false);
    let police = Joining {
        agency: "surrey-police".parse().unwrap(),
        name: "Surrey Police".into(),
        gateway: Gateway::CrimeAndDisorder,
        reason: prose(),
    };
    case = case.add_agency(police.clone(), &stamp(0, 1)).unwrap();
    for _ in 0..Case::MAX_ACTIONS_OF_AGENCY {
        let task = Task {
            what: Line::parse("Visit").unwrap(),
            detail: Some(prose()),
            agency: police.agency.clone(),
            person: None,
            due_on: at(1).date_naive(),
            meeting: None,
        };
        let gateway = Gateway::CrimeAndDisorder;
        case = case.assign(task, gateway, &stamp(0, 2)).unwrap();
        let id = case.open_actions()[0].id;
        let ended = case.end_action(id, Ending::Done, prose(), &stamp(1, 3));
        case = ended.unwrap();
    }
    let before = case.record().rows();
    let removed = case.remove_agency(police.agency.clone(), prose(), &stamp(2, 4));
    let after = removed.unwrap().record().rows();
    let listed = |row: &store::stored::Row| row.index.agency_pk.clone();
    let theirs = format!("{}#", police.agency);
    assert!(
        !after
            .values()
            .filter_map(listed)
            .any(|list| list.starts_with(&theirs))
    );
    let changed = after
        .iter()
        .filter(|(key, row)| before.get(*key) != Some(*row))
        .count();
    let gone = before
        .keys()
        .filter(|key| !after.contains_key(*key))
        .count();
    // With them go the entry, the record and what a repeated request finds.
    assert!(changed + gone + 3 <= 100, "{changed} changed, {gone} gone");
}

proptest! {
    #[test]
    fn the_lists_lead_to_every_case_of_the_agenda(
        cases in cases(), jag in any::<bool>(), since in prop::option::of(0..60u32),
    ) {
        let forum = if jag { Forum::Jag } else { Forum::Charmm };
        let meeting = Meeting::schedule(
            forum, "RUN".parse().unwrap(), at(70), Line::parse("Online").unwrap(),
            since.map(at), &stamp(60, 250),
        ).unwrap();
        let led_to = found(&meeting, &cases);
        let some: Vec<Case> =
            cases.iter().filter(|case| led_to.contains(&case.id)).cloned().collect();
        prop_assert_eq!(Agenda::build(&meeting, &some), Agenda::build(&meeting, &cases));
        // What is neither new nor proposed nor tasked, and of which nothing is due, is not even looked at.
        if let Some(since) = since {
            let idle = |case: &Case| {
                case.opened_on < at(since).date_naive()
                    && case.due_on() > meeting.on()
                    && case.actions.is_empty()
                    && case.status.label() == "Open"
            };
            prop_assert!(!some.iter().any(idle));
        }
    }
}
