//! ASB Case Reviews: one that waits for the threshold, and one under way about a case.

use anyhow::Context;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    Actor, Journal, Stamp,
    case::Case,
    case_review::{
        Applicant, Application, Attendance, CaseReview, Complaint, Contact, OnBehalf, Sitting,
        link::Asked,
    },
    gateway::Gateway,
    law::Adopted,
    referral::report::Way,
    time,
};
use store::{Commit, Store};

use super::{
    commit,
    story::office_time,
    world::{Place, Player, World, line, prose},
};
use crate::random;

/// The telling whose case is reviewed, as long as it is open.
const REVIEWED: usize = 46;

/// One that arrived the day before: two complaints count, so the threshold is to be judged.
pub(super) async fn plant(store: &Store, world: &World) -> anyhow::Result<()> {
    let at = office_time(world.now, 1, 4);
    let today = time::london_date(at);
    let application = Application {
        behalf: Some(OnBehalf {
            victim: line("Wilhelmina Crumb")?,
            consent: prose("She asked for it at the surgery, and signed the form.")?,
        }),
        applicant: Applicant::Councillor,
        ..told(
            "Thaddeus Plumtree",
            (Way::Email, "thaddeus.plumtree@example.org"),
            &[(today, 40), (today, 12)],
        )?
    };
    let applied = CaseReview::apply(application, &Adopted::default(), &public(at)?)?;
    commit(store, Commit::of(applied), "an application").await
}

/// The case with its review, if it is the one that is reviewed.
pub(super) fn reviewed(
    world: &World,
    case: Journal<Case>,
    (number, coordinator): (usize, &Player),
) -> anyhow::Result<(Journal<Case>, Option<Journal<CaseReview>>)> {
    if number != REVIEWED || !case.is_open() {
        return Ok((case, None));
    }
    let applied_at = office_time(world.now, 7, 1);
    let on = time::london_date(applied_at);
    let application = told(
        "Rosalind Featherstonehaugh",
        (Way::Letter, "14 Larkspur Terrace, Addlestone"),
        &[(on, 75), (on, 50), (on, 20)],
    )?;
    let review = CaseReview::apply(application, &Adopted::default(), &public(applied_at)?)?;
    // After what last happened on the case, so that both journals go forward.
    let now = case.last_activity_at.max(office_time(world.now, 2, 2)) + TimeDelta::minutes(5);
    let stamp = coordinator.stamp(now)?;
    let lead = case.lead.clone();
    let review = review.acknowledge(&stamp)?.decide(
        true,
        None,
        prose("Three complaints count: a review is held.")?,
        &stamp,
    )?;
    let (review, case) = review.link(case, &stamp)?;
    let sitting = Sitting {
        starts_at: starts(world.now)?,
        place: line("Committee Room 2, Civic Centre, Addlestone")?,
        asked: vec![line("Surrey Police")?, line("Riverside Homes")?],
        told: Vec::new(),
    };
    let review = review.call(sitting, &stamp)?.take_account(
        line("Surrey Police")?,
        prose("Two visits, both after the noise had stopped. No statement was taken from the neighbours.")?,
        &stamp,
    )?;
    let asked = Asked {
        agency: lead,
        due_on: time::add_working_days(time::london_date(world.now), 10),
        gateway: Gateway::CrimeAndDisorder,
    };
    let what = prose("Name one officer who answers every report from this address.")?;
    let (review, case) = review.recommend_to_agency(what, (case, asked), &stamp)?;
    Ok((case, Some(review)))
}

/// What somebody told, with a complaint a day after each of the days so many before.
fn told(
    name: &str,
    (way, reach): (Way, &str),
    before: &[(NaiveDate, u64)],
) -> anyhow::Result<Application> {
    let complaint = |(today, days): &(NaiveDate, u64)| {
        let happened_on = *today - Days::new(*days);
        Ok(Complaint {
            happened_on,
            complained_on: happened_on + Days::new(1),
            to: line("The council")?,
            what: prose("Shouting and music below the windows until three in the morning.")?,
        })
    };
    Ok(Application {
        area: Place::Runnymede.code()?,
        place: line("Larkspur Terrace, Addlestone")?,
        postcode: None,
        applicant: Applicant::Victim,
        contact: Contact {
            name: line(name)?,
            way,
            reach: line(reach)?,
            post: None,
            mind: None,
        },
        behalf: None,
        complaints: before
            .iter()
            .map(complaint)
            .collect::<anyhow::Result<_>>()?,
        people: 1,
        harm: prose("Nobody on the terrace sleeps before a working day.")?,
        response: prose("A letter came once. Nobody has called back since.")?,
        attendance: Attendance::InPerson,
    })
}

fn public(at: DateTime<Utc>) -> anyhow::Result<Stamp> {
    Ok(Stamp::new(Actor::Public, at, random::bytes()?))
}

/// Two o'clock, eight working days ahead.
fn starts(now: DateTime<Utc>) -> anyhow::Result<DateTime<Utc>> {
    let day = time::add_working_days(time::london_date(now), 8);
    let two = day.and_hms_opt(14, 0, 0).context("two o’clock")?;
    time::instant(two).context("a time that is skipped")
}
