//! Random histories of a case, checked against the invariants.

use chrono::{DateTime, Days, TimeDelta, Utc};
use proptest::prelude::*;

use super::{
    assessment::{Assessment, Rag},
    closing::Outcome,
    entry::{EntryKind, Telling, chronology},
    *,
};
use crate::{
    Actor, Aggregate, Entry, Note, PersonId,
    figures::Figure,
    gateway::Gateway,
    journal::{self, JournalFault, Sealed, chain, fold},
    referral::form::testing,
};

const AGENCIES: [&str; 4] = [
    "runnymede-council",
    "surrey-police",
    "riverside-homes",
    "probation",
];

pub(crate) fn agency(index: usize) -> AgencyId {
    AGENCIES[index % AGENCIES.len()].parse().unwrap()
}

pub(crate) fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

fn start() -> DateTime<Utc> {
    "2026-03-20T09:00:00Z".parse().unwrap()
}

/// The stamp of the `n`th command, by somebody of agency `who`.
pub(crate) fn stamp(n: u64, who: usize) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(who as u128 + 1)),
        name: format!("Person {who}"),
        agency: agency(who),
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&n.to_be_bytes());
    Stamp::new(actor, start() + TimeDelta::hours(7 * n as i64), seed)
}

pub(super) fn joining(index: usize) -> Joining {
    Joining {
        agency: agency(index),
        name: format!("Agency {index}"),
        gateway: Gateway::CrimeAndDisorder,
        reason: prose("works with the family"),
    }
}

/// With everybody on the case.
pub(crate) fn openly() -> Sharing {
    Sharing::openly(Gateway::CrimeAndDisorder)
}

pub(crate) fn opened() -> Journal<Case> {
    let referral = Referral::receive(testing::form(), 5, &stamp(0, 2)).unwrap();
    let opening = Opening {
        area: referral.area.clone(),
        reference: "RUN-2026-0001".into(),
        lead: joining(0),
        referrer: joining(2),
        reason: prose("meets the threshold"),
        pace: Pace::default(),
    };
    Case::open(&referral, &testing::form(), opening, &stamp(1, 0)).unwrap()
}

/// A case whose first subject is suspected of something, and was born on a day.
pub(super) fn case_of(born_on: chrono::NaiveDate) -> Journal<Case> {
    case_born(Some(born_on))
}

/// The same of somebody who was born on a day that nobody recorded, if so.
pub(super) fn case_born(born_on: Option<chrono::NaiveDate>) -> Journal<Case> {
    let mut form = testing::form();
    form.subjects[0].born_on = born_on;
    form.subjects[0].role = crate::referral::form::SubjectRole::AllegedPerpetrator;
    let referral = Referral::receive(form.clone(), 5, &stamp(0, 2)).unwrap();
    let opening = Opening {
        area: referral.area.clone(),
        reference: "RUN-2026-0001".into(),
        lead: joining(0),
        referrer: joining(2),
        reason: prose("meets the threshold"),
        pace: Pace::default(),
    };
    Case::open(&referral, &form, opening, &stamp(1, 0)).unwrap()
}

/// A stamp at noon of a day.
pub(crate) fn stamp_on(day: &str) -> Stamp {
    let actor = stamp(0, 1).actor;
    Stamp::new(actor, format!("{day}T12:00:00Z").parse().unwrap(), [9; 32])
}

/// One thing somebody tries; many are refused, which must change nothing.
#[derive(Debug, Clone)]
enum Try {
    AddAgency(usize),
    RemoveAgency(usize),
    ChangeLead(usize),
    Tell(usize),
    Correct(usize),
    Withdraw(usize),
    Reword(usize),
    Undo(usize),
    Assess(u64),
    Decide,
    Assign(usize, u64),
    Accept(usize),
    Decline(usize),
    End(usize),
    Chase(usize),
    Propose,
    Close,
    Reopen,
}

fn tries() -> impl Strategy<Value = Vec<(Try, usize)>> {
    let one = prop_oneof![
        (0..5usize).prop_map(Try::AddAgency),
        (0..5usize).prop_map(Try::RemoveAgency),
        (0..5usize).prop_map(Try::ChangeLead),
        (0..4usize).prop_map(Try::Tell),
        (0..4usize).prop_map(Try::Correct),
        (0..4usize).prop_map(Try::Withdraw),
        (0..40usize).prop_map(Try::Reword),
        (0..40usize).prop_map(Try::Undo),
        (0..250u64).prop_map(Try::Assess),
        Just(Try::Decide),
        (0..4usize, 0..20u64).prop_map(|(who, days)| Try::Assign(who, days)),
        (0..4usize).prop_map(Try::Accept),
        (0..4usize).prop_map(Try::Decline),
        (0..4usize).prop_map(Try::End),
        (0..4usize).prop_map(Try::Chase),
        Just(Try::Propose),
        Just(Try::Close),
        Just(Try::Reopen),
    ];
    prop::collection::vec((one, 0..4usize), 1..60)
}

/// One of the steps that hold words, as it now reads.
fn worded(case: &Journal<Case>, n: usize) -> Result<Entry<Event>, Refused> {
    let journal = opened_entries(case.pending());
    let (read, _) = super::wording::as_it_reads(&journal);
    let worded = |entry: &&Entry<Event>| {
        let event = entry.event.as_ref();
        event.is_some_and(|event| !event.wordings().is_empty())
    };
    let steps: Vec<_> = read.iter().filter(worded).collect();
    let step = steps.get(n % steps.len().max(1));
    step.map(|step| (*step).clone()).ok_or(Refused::NoSuchEntry)
}

fn attempt(case: Journal<Case>, what: &Try, stamp: &Stamp) -> Decided {
    let action = |case: &Case, n: usize| {
        let ids: Vec<_> = case.actions.keys().copied().collect();
        ids.get(n % ids.len().max(1))
            .copied()
            .ok_or(Refused::NoSuchAction)
    };
    let said = |case: &Journal<Case>, n: usize| {
        let all = chronology(&opened_entries(case.pending()));
        all.get(n % all.len().max(1))
            .cloned()
            .ok_or(Refused::NoSuchEntry)
    };
    let today = stamp.today();
    match what {
        Try::AddAgency(n) => case.add_agency(joining(*n), stamp),
        Try::RemoveAgency(n) => case.remove_agency(agency(*n), prose("done"), stamp),
        Try::ChangeLead(n) => case.change_lead(agency(*n), prose("knows them best"), stamp),
        Try::Tell(n) => {
            let telling = Telling {
                kind: EntryKind::ALL[n % EntryKind::ALL.len()],
                on: today - Days::new(*n as u64),
                text: prose("shouting at night"),
                gateway: Gateway::CrimeAndDisorder,
                material: Default::default(),
                only: None,
            };
            case.tell(telling, stamp)
        }
        Try::Correct(n) => {
            let said = said(&case, *n)?;
            case.correct(&said, prose("at noon"), prose("wrong time"), stamp)
        }
        Try::Withdraw(n) => {
            let said = said(&case, *n)?;
            case.withdraw(&said, prose("another person"), stamp)
        }
        Try::Reword(n) => {
            let step = worded(&case, *n)?;
            let event = step.event.as_ref().ok_or(Refused::NoSuchEntry)?;
            let before = event.wordings().into_iter().map(|wording| wording.text);
            let before: Vec<_> = before.collect();
            let other: Vec<_> = before.iter().map(|_| format!("Other words {n}")).collect();
            // INVARIANT (same step): it differs in its words only.
            let reworded = event.reworded(&other).unwrap();
            assert_eq!(reworded.reworded(&before).as_ref(), Some(event));
            case.reword(&step, &other, Note::parse("misread").unwrap(), stamp)
        }
        Try::Undo(n) => {
            let step = worded(&case, *n)?;
            case.withdraw_step(&step, Note::parse("another case").unwrap(), stamp)
        }
        Try::Assess(days) => {
            let assessment = Assessment {
                rag: Rag::Amber,
                risk: RiskBand::High,
                rationale: prose("three incidents in a week"),
                next_review_on: today + Days::new(*days),
                scored: None,
                later_because: None,
                gateway: None,
            };
            case.assess(assessment, Pace::default(), stamp)
        }
        Try::Decide => {
            let words = (prose("visit jointly"), prose("trust"));
            case.decide(words, None, openly(), stamp)
        }
        Try::Assign(n, days) => {
            let task = Task {
                what: Line::parse("Visit and report back").unwrap(),
                detail: None,
                agency: agency(*n),
                person: None,
                due_on: today + Days::new(*days),
                meeting: None,
            };
            case.assign(task, Gateway::CrimeAndDisorder, stamp)
        }
        Try::Accept(n) => {
            let id = action(&case, *n)?;
            case.accept_action(id, stamp)
        }
        Try::Decline(n) => {
            let id = action(&case, *n)?;
            case.decline_action(id, prose("not ours"), stamp)
        }
        Try::End(n) => {
            let id = action(&case, *n)?;
            case.end_action(
                id,
                Ending::ALL[n % 3],
                prose("visited, report filed"),
                stamp,
            )
        }
        Try::Chase(n) => {
            let id = action(&case, *n)?;
            case.chase(id, &ChasePolicy::default(), stamp)
        }
        Try::Propose => case.propose_closure(prose("quiet for a month"), stamp),
        Try::Close => case.close(Outcome::Resolved, prose("quiet for two months"), stamp),
        Try::Reopen => case.reopen(prose("it began again"), Pace::default(), stamp),
    }
}

/// The history that `tries` leave behind.
fn history(tries: &[(Try, usize)]) -> Journal<Case> {
    let mut case = opened();
    for ((what, who), n) in tries.iter().zip(2..) {
        let before = case.version();
        match attempt(case.clone(), what, &stamp(n, *who)) {
            Ok(after) => case = after,
            Err(Refused::Journal(fault)) => panic!("a command wrote what cannot follow: {fault}"),
            Err(_) => assert_eq!(case.version(), before),
        }
    }
    case
}

/// As a store keeps it: through JSON and back.
fn stored(case: &Journal<Case>) -> Vec<Sealed> {
    let text = serde_json::to_string(case.pending()).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn opened_entries(sealed: &[Sealed]) -> Vec<Entry<Event>> {
    journal::open::<Case>(sealed).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..Default::default() })]

    /// INVARIANT (fold), through storage, for the whole journal and for every prefix.
    #[test]
    fn record_is_the_fold_of_its_journal(tries in tries()) {
        let case = history(&tries);
        let entries = opened_entries(&stored(&case));
        let folded: Case = fold(&entries).unwrap().unwrap();
        prop_assert_eq!(&folded, case.record());
        let record = serde_json::to_string(case.record()).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Case>(&record).unwrap(), case.record());
        for cut in 1..entries.len() {
            prop_assert!(fold::<Case>(&entries[..cut]).unwrap().is_some());
        }
    }

    /// INVARIANT (instead): whatever withdrawn entries are erased, the record is the same, now and
    /// on any past day.
    #[test]
    fn erasing_entries_changes_no_record(tries in tries()) {
        let mut case = history(&tries);
        let before = opened_entries(&stored(&case));
        for each in entry::Erasable::on(&before) {
            let erasing = entry::Erasing {
                entry: each.said.entry,
                ground: crate::retention::Ground::Order,
                reason: crate::Note::parse("the court said so").unwrap(),
            };
            let whole = opened_entries(&stored(&case));
            case = case.erase_entry(&whole, erasing, &stamp(200, 9)).unwrap();
        }
        let mut sealed = stored(&case);
        for gone in sealed.iter_mut().filter(|each| case.erased().contains(&each.header.seq)) {
            (gone.payload, gone.salt) = (None, None);
        }
        prop_assert_eq!(chain::verify(&sealed), Ok(case.head()));
        let after = opened_entries(&sealed);
        prop_assert!(entry::Erasable::on(&after).is_empty());
        for cut in 1..=before.len() {
            prop_assert_eq!(
                fold::<Case>(&before[..cut]).unwrap(),
                fold::<Case>(&after[..cut]).unwrap()
            );
        }
        let folded = fold::<Case>(&after).unwrap();
        prop_assert_eq!(folded.as_ref(), Some(case.record()));
    }

    /// INVARIANT (chain): any change, insertion, deletion or reordering shows; erasure does not break.
    #[test]
    fn chain_shows_every_change(tries in tries(), place in any::<prop::sample::Index>(), how in 0..8u8) {
        let case = history(&tries);
        let mut entries = stored(&case);
        prop_assert_eq!(chain::verify(&entries), Ok(case.head()));
        let at = place.index(entries.len());
        let seq = at as u64 + 1;
        match how {
            0 => entries[at].payload = entries[at].payload.take().map(|text| text + " "),
            1 => entries[at].header.at += TimeDelta::milliseconds(1),
            2 => entries[at].header.kind.push('x'),
            3 => entries[at].header.actor = Actor::System { job: "forged".into() },
            4 => entries.insert(at, entries[at].clone()),
            5 if at + 1 < entries.len() => { entries.remove(at); }
            6 if at + 1 < entries.len() => entries.swap(at, at + 1),
            _ => {
                // Erasure: payload and salt together, and only together.
                entries[at].payload = None;
                prop_assert_eq!(chain::verify(&entries), Err(JournalFault::Broken { seq }));
                entries[at].salt = None;
                prop_assert_eq!(chain::verify(&entries), Ok(case.head()));
                return Ok(());
            }
        }
        let fault = chain::verify(&entries).unwrap_err();
        let first_bad = if how == 4 { seq + 1 } else { seq };
        prop_assert_eq!(fault, JournalFault::Broken { seq: first_bad });
    }

    /// R10.1: whatever happens, figures add up: every action that was set is due once and answered at most
    /// once, and a case that was opened and not closed is open.
    #[test]
    fn figures_add_up(tries in tries()) {
        let case = history(&tries);
        let figures = case.figures();
        let mut all = crate::figures::Counted::default();
        for counted in figures.sheets().values() {
            all.take_in(counted);
        }
        let sum = |of: &[Figure]| of.iter().map(|figure| all.count(*figure)).sum::<u64>();
        let actions = case.actions.len() as u64;
        let open = case.open_actions().len() as u64;
        prop_assert_eq!(sum(&[Figure::Set]), actions);
        prop_assert_eq!(sum(&[Figure::InTime, Figure::Late, Figure::StillOpen]), actions);
        prop_assert_eq!(sum(&[Figure::StillOpen]), open);
        prop_assert_eq!(
            sum(&[Figure::Done, Figure::Declined, Figure::NotDone, Figure::Impossible]),
            actions - open
        );
        prop_assert_eq!(sum(&[Figure::Opened]) - all.closed(), u64::from(case.is_open()));
    }

    /// Whatever happens: the lead is on the case, tasked agencies with open actions are on it, and
    /// a closed case has no open action.
    #[test]
    fn a_case_never_contradicts_itself(tries in tries()) {
        let case = history(&tries);
        prop_assert!(case.agencies.contains_key(&case.lead));
        for action in case.open_actions() {
            prop_assert!(case.agencies.contains_key(&action.agency));
        }
        if !case.is_open() {
            prop_assert!(case.open_actions().is_empty());
        }
    }
}

#[test]
fn an_action_is_reminded_chased_and_escalated_in_order_and_never_twice() {
    let task = Task {
        what: Line::parse("Visit").unwrap(),
        detail: None,
        agency: agency(2),
        person: None,
        due_on: "2026-03-30".parse().unwrap(),
        meeting: None,
    };
    let mut case = opened()
        .assign(task, Gateway::CrimeAndDisorder, &stamp(2, 0))
        .unwrap();
    let id = *case.actions.keys().next().unwrap();
    let mut seen = Vec::new();
    // Twice a day for a month, as if the schedule fired twice.
    for half_days in 0..60i64 {
        let mut seed = [7; 32];
        seed[0] = half_days as u8;
        let at = start() + TimeDelta::hours(12 * half_days);
        let stamp = Stamp::new(
            Actor::System {
                job: "action-sweep".into(),
            },
            at,
            seed,
        );
        let before = case.version();
        case = case.chase(id, &ChasePolicy::default(), &stamp).unwrap();
        if case.version() > before {
            let step = case.actions[&id].last_step.unwrap();
            seen.push((stamp.today().to_string(), step));
        }
    }
    let expected = [
        ("2026-03-28", Step::Reminded),
        ("2026-03-31", Step::Chased),
        ("2026-04-04", Step::EscalatedToLead),
        ("2026-04-09", Step::EscalatedToChair),
    ]
    .map(|(day, step)| (day.to_owned(), step));
    assert_eq!(seen, expected);
}

#[test]
fn after_a_long_pause_steps_are_taken_one_a_sweep() {
    let task = Task {
        what: Line::parse("Visit").unwrap(),
        detail: None,
        agency: agency(2),
        person: None,
        due_on: "2026-03-22".parse().unwrap(),
        meeting: None,
    };
    let case = opened()
        .assign(task, Gateway::CrimeAndDisorder, &stamp(2, 0))
        .unwrap();
    let mut action = case.actions.values().next().unwrap().clone();
    let policy = ChasePolicy::default();
    let late: NaiveDate = "2026-05-01".parse().unwrap();
    let mut steps = Vec::new();
    while let Some(step) = policy.step(&action, late) {
        action.last_step = Some(step);
        steps.push(step);
    }
    assert_eq!(
        steps,
        [Step::Chased, Step::EscalatedToLead, Step::EscalatedToChair]
    );
}

#[test]
fn only_the_originator_can_correct_or_withdraw() {
    let telling = Telling {
        kind: EntryKind::Incident,
        on: "2026-03-20".parse().unwrap(),
        text: prose("a window was broken"),
        gateway: Gateway::CrimeAndDisorder,
        material: Default::default(),
        only: None,
    };
    let case = opened().tell(telling, &stamp(3, 2)).unwrap();
    let said = chronology(&opened_entries(case.pending())).remove(0);
    let refused = case
        .clone()
        .correct(&said, prose("a door"), prose("mistaken"), &stamp(4, 0));
    assert_eq!(refused.unwrap_err(), Refused::NoSuchEntry);
    let case = case
        .correct(&said, prose("a door"), prose("mistaken"), &stamp(4, 2))
        .unwrap();
    let said = chronology(&opened_entries(case.pending())).remove(0);
    assert_eq!(said.text, Some(prose("a door")));
    assert_eq!(said.agency, agency(2));
    let case = case
        .withdraw(&said, prose("another flat"), &stamp(5, 2))
        .unwrap();
    let said = chronology(&opened_entries(case.pending())).remove(0);
    assert_eq!(
        (said.text.clone(), said.amended.clone()),
        (None, Some(prose("another flat")))
    );
    assert!(case.withdraw(&said, prose("again"), &stamp(6, 2)).is_err());
}

#[test]
fn dates_that_make_no_sense_are_refused() {
    let tell = |on: &str| {
        let telling = Telling {
            kind: EntryKind::Note,
            on: on.parse().unwrap(),
            text: prose("note"),
            gateway: Gateway::Consent,
            material: Default::default(),
            only: None,
        };
        opened().tell(telling, &stamp(2, 0)).map(|_| ())
    };
    assert_eq!(tell("2026-03-21"), Err(Refused::DayAhead("the date")));
    assert_eq!(tell("2026-03-20"), Ok(()));
    let assign = |days: i64| {
        let task = Task {
            what: Line::parse("Visit").unwrap(),
            detail: None,
            agency: agency(0),
            person: None,
            due_on: stamp(2, 0).today() + TimeDelta::days(days),
            meeting: None,
        };
        opened()
            .assign(task, Gateway::CrimeAndDisorder, &stamp(2, 0))
            .map(|_| ())
    };
    assert_eq!(assign(-1), Err(Refused::DayPast("the due date")));
    assert_eq!(assign(0), Ok(()));
    assert_eq!(assign(367), Err(Refused::DayTooFar("the due date", 366)));
}

#[test]
fn an_agency_that_is_not_on_the_case_cannot_be_tasked() {
    let task = Task {
        what: Line::parse("Visit").unwrap(),
        detail: None,
        agency: agency(3),
        person: None,
        due_on: "2026-04-01".parse().unwrap(),
        meeting: None,
    };
    let refused = opened()
        .assign(task, Gateway::CrimeAndDisorder, &stamp(2, 0))
        .unwrap_err();
    assert_eq!(refused, Refused::AgencyNotOnCase);
}

#[test]
fn events_carry_their_kind_and_old_kinds_stay_readable() {
    let entry = opened().pending()[0].clone();
    assert_eq!(entry.header.kind, "opened");
    assert_eq!(entry.header.aggregate, Case::KIND);
    assert!(entry.payload.unwrap().starts_with(r#"{"event":"opened","#));
}

#[test]
fn a_full_case_refuses_more_tasks_and_still_takes_every_answer() {
    let long = "x".repeat(Prose::MAX);
    let mut case = opened();
    let refused = loop {
        let task = Task {
            what: Line::parse("Visit").unwrap(),
            detail: Some(prose(&long)),
            agency: agency(0),
            person: None,
            due_on: "2026-04-01".parse().unwrap(),
            meeting: None,
        };
        match case
            .clone()
            .assign(task, Gateway::CrimeAndDisorder, &stamp(2, 0))
        {
            Ok(more) => case = more,
            Err(refused) => break refused,
        }
    };
    assert_eq!(refused, Refused::Heavy);
    assert!(case.actions.len() > 20, "{}", case.actions.len());
    for id in case.actions.keys().copied().collect::<Vec<_>>() {
        case = case
            .end_action(id, Ending::Done, prose(&long), &stamp(3, 0))
            .unwrap();
    }
    let bytes = serde_json::to_string(case.record()).unwrap().len();
    assert!(bytes < 380_000, "{bytes}");
}

#[test]
fn one_agency_has_no_more_actions_than_can_be_taken_off_its_lists_at_once() {
    let task = || Task {
        what: Line::parse("Visit").unwrap(),
        detail: None,
        agency: agency(0),
        person: None,
        due_on: "2026-04-01".parse().unwrap(),
        meeting: None,
    };
    let assign = |case: Journal<Case>| case.assign(task(), Gateway::CrimeAndDisorder, &stamp(2, 0));
    let full = (0..Case::MAX_ACTIONS_OF_AGENCY).try_fold(opened(), |case, _| {
        let case = assign(case)?;
        let id = case.open_actions()[0].id;
        case.end_action(id, Ending::Done, prose("Seen"), &stamp(3, 0))
    });
    let limit = Case::MAX_ACTIONS_OF_AGENCY;
    let what = "actions of one agency";
    assert_eq!(
        assign(full.unwrap()).unwrap_err(),
        Refused::Full { what, limit }
    );
}

#[test]
fn what_a_former_agency_did_keeps_its_name() {
    let case = opened()
        .remove_agency(agency(2), prose("moved"), &stamp(2, 0))
        .unwrap();
    assert_eq!(case.agency_name(&agency(2)), "Agency 2");
}
