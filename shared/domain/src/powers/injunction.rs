//! The civil injunction: 2014 Act Part 1 (INJ-1 to INJ-12).

use chrono::NaiveDate;

use super::{
    Act, Key,
    bench::{Bench, Number},
};
use crate::time::Skip;

const APPLICANTS: &[&str] = &[
    "district",
    "county",
    "unitary",
    "head_of_paid_service",
    "provider",
    "chief_officer",
    "btp",
    "tfl",
    "ea",
    "nhs",
];
/// Who can rely on nuisance in the home, and exclude somebody from theirs.
const OF_THE_HOME: &[&str] = &[
    "district",
    "county",
    "unitary",
    "head_of_paid_service",
    "provider",
    "chief_officer",
];

pub(super) fn judge(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Considered => bench.tell_youth_justice_soon(),
        Act::Applied => {
            superseded(bench);
            apply(bench);
        }
        Act::Hearing => hearing(bench),
        Act::Granted => grant(bench),
        Act::Varied => vary(bench),
        Act::Brought => brought(bench),
        Act::Breached => breach(bench),
        Act::Ended => end(bench),
        _ => {}
    }
}

fn superseded(bench: &mut Bench<'_>) {
    if bench.holds("NEW-2") {
        let text = "Youth and housing injunctions have begun to take the place of this one.";
        bench.warn("NEW-2", text, &[]);
    }
}

/// What everybody who applies for an injunction must show.
pub(super) fn apply(bench: &mut Bench<'_>) {
    bench.min_age(("INJ-1", "min_age"));
    bench.only_by("INJ-12", APPLICANTS);
    conduct(bench);
    let not = "That they did or threatened it, and that an injunction is just and convenient, is not recorded.";
    bench.require("INJ-3", Key::Evidence, not);
    if bench.facts.no(Key::OnNotice) {
        let adult = bench.count(("INJ-9", "adult_age"));
        let text = format!(
            "Without notice: the youth offending team is consulted before the first hearing on notice, if they are under {adult} then."
        );
        bench.permit("INJ-9", &text, &[Key::OnNotice, Key::BornOn]);
    } else {
        notified(bench, "INJ-8");
        informed(bench);
    }
    home(bench);
    bench.tell_youth_justice();
}

fn conduct(bench: &mut Bench<'_>) {
    let by = bench.facts.choice(Key::By).unwrap_or_default();
    let keys = [Key::Conduct, Key::By];
    match bench.facts.choice(Key::Conduct) {
        None => bench.block("INJ-2", "What the conduct caused is not recorded.", &keys),
        Some("home") => {
            let texts = (
                "This applicant can rely on nuisance in the home.",
                "Only a housing provider, a council or a chief officer of police can rely on nuisance in the home.",
            );
            bench.check("INJ-2", OF_THE_HOME.contains(&by), texts, &keys);
        }
        Some(_) => bench.permit("INJ-2", "The conduct is of a kind that counts.", &keys),
    }
}

fn informed(bench: &mut Bench<'_>) {
    let not =
        "No other body is recorded as informed; the applicant informs those it thinks appropriate.";
    bench.expect("INJ-8", Key::BodiesInformed, not);
}

/// Who asks that it be discharged consults and informs as for the injunction itself; a court may
/// discharge it of its own, so that this is said and not enforced.
pub(super) fn end(bench: &mut Bench<'_>) {
    let on = bench.on();
    if bench
        .facts
        .date(Key::CurrentUntil)
        .is_some_and(|last| last <= on)
    {
        return;
    }
    let adult = ("INJ-8", "adult_age");
    if bench.is_young(adult) {
        let age = bench.count(adult);
        let not = format!(
            "They are under {age}, or nobody knows, and the youth offending team is not recorded as consulted: whoever applies for the discharge does so first."
        );
        bench.expect("INJ-8", Key::YotConsulted, &not);
    }
    informed(bench);
}

/// The youth offending team is consulted while they are under 18.
fn notified(bench: &mut Bench<'_>, id: &'static str) {
    let adult = (id, "adult_age");
    let age = bench.count(adult);
    if bench.is_young(adult) {
        bench.require(id, Key::YotConsulted, &unconsulted(age));
    } else {
        let text =
            format!("They are {age} or over: the youth offending team need not be consulted.");
        bench.permit(id, &text, &[Key::BornOn]);
    }
}

fn unconsulted(age: u32) -> String {
    format!(
        "They are under {age}, or nobody knows, and the youth offending team has not been consulted."
    )
}

pub(super) fn hearing(bench: &mut Bench<'_>) {
    notified(bench, "INJ-9");
}

fn home(bench: &mut Bench<'_>) {
    if !bench.facts.yes(Key::ExcludesHome) {
        return;
    }
    bench.min_age(("INJ-7", "min_age"));
    let by = bench.facts.choice(Key::By).unwrap_or_default();
    let texts = (
        "This applicant can ask for exclusion from home.",
        "Only the council, the local chief officer of police or the housing provider can ask for exclusion from home.",
    );
    bench.check(
        "INJ-7",
        OF_THE_HOME.contains(&by),
        texts,
        &[Key::By, Key::ExcludesHome],
    );
    let not =
        "Exclusion from home needs violence, used or threatened, or a significant risk of harm.";
    bench.require("INJ-7", Key::Violence, not);
}

pub(super) fn grant(bench: &mut Bench<'_>) {
    if !bench.facts.yes(Key::OnNotice) && !bench.facts.yes(Key::Interim) {
        // Only what is interim is granted before the hearing on notice.
        notified(bench, "INJ-9");
    }
    let made = bench.on();
    term(bench, made, ("INJ-4", "adult_age"));
    if bench.facts.yes(Key::RequiresActivity) {
        let not = "What they must do needs somebody who supervises it.";
        bench.require("INJ-5", Key::SupervisorNamed, not);
        if bench.facts.yes(Key::Interim) && !bench.facts.yes(Key::OnNotice) {
            let text = "An interim injunction without notice cannot require an activity.";
            bench.block(
                "INJ-9",
                text,
                &[Key::Interim, Key::OnNotice, Key::RequiresActivity],
            );
        }
    }
    if bench.facts.yes(Key::PowerOfArrest) {
        let not =
            "A power of arrest needs violence, used or threatened, or a significant risk of harm.";
        bench.require("INJ-6", Key::Violence, not);
        let so =
            "A power of arrest cannot be attached to a requirement to take part in an activity.";
        bench.forbid("INJ-6", Key::ArrestOnActivity, so);
    }
    home(bench);
}

pub(super) fn vary(bench: &mut Bench<'_>) {
    notified(bench, "INJ-8");
    informed(bench);
    if bench.sets_term() {
        let made = bench.made_on();
        term(bench, made, ("INJ-4", "adult_age"));
    }
}

/// A fixed term of at most so many months when made before they are adult; any term, or none, from then on.
fn term(bench: &mut Bench<'_>, made: NaiveDate, adult: Number) {
    let young = bench.was_young(adult, made);
    if bench.facts.yes(Key::Indefinite) {
        let age = bench.count(adult);
        let so =
            format!("They are {age} or over when it is made, so it can last until further order.");
        let not = format!("Made before {age}, it has a fixed term.");
        bench.check(
            adult.0,
            !young,
            (&so, &not),
            &[Key::Indefinite, Key::BornOn],
        );
        return;
    }
    let Some(until) = bench.end_is_known(adult.0) else {
        return;
    };
    if young {
        bench.within_months(
            (adult.0, "max_months"),
            made,
            until,
            &[Key::Until, Key::BornOn],
        );
    } else {
        bench.permit(adult.0, "It has a fixed term.", &[Key::Until, Key::BornOn]);
    }
}

pub(super) fn brought(bench: &mut Bench<'_>) {
    let (arrested, heard) = (
        bench.facts.instant(Key::ArrestedAt),
        bench.facts.instant(Key::HeardAt),
    );
    let keys = [Key::ArrestedAt, Key::HeardAt];
    match arrested.zip(heard) {
        Some(times) => bench.within_hours(("INJ-10", "court_hours"), times, Skip::CourtDays, &keys),
        None => bench.block(
            "INJ-10",
            "The times of the arrest and of the hearing are needed.",
            &keys,
        ),
    }
}

pub(super) fn breach(bench: &mut Bench<'_>) {
    let adult = ("INJ-11", "adult_age");
    let age = bench.count(adult);
    if !bench.is_young(adult) {
        let text = format!("They are {age} or over: it is contempt of court.");
        bench.permit("INJ-11", &text, &[Key::BornOn]);
        return;
    }
    bench.require("INJ-11", Key::YotConsulted, &unconsulted(age));
    if bench.facts.yes(Key::Detention) || bench.facts.number(Key::DetentionMonths).is_some() {
        bench.min_age(("INJ-11", "detention_min_age"));
    }
    at_most(bench, "detention_max_months", Key::DetentionMonths);
    at_most(bench, "supervision_max_months", Key::SupervisionMonths);
}

fn at_most(bench: &mut Bench<'_>, name: &'static str, key: Key) {
    if let Some(months) = bench.facts.number(key) {
        let most = bench.count(("INJ-11", name));
        let text = format!("At most {most} months.");
        bench.check("INJ-11", months <= most, (&text, &text), &[key]);
    }
}

impl Bench<'_> {
    /// Considering already is when the county's Youth Justice team is to be told: said, not
    /// enforced, because whoever considers has not told anybody yet.
    pub(super) fn tell_youth_justice_soon(&mut self) {
        let text = "Local policy: tell the county’s Youth Justice team that this is considered.";
        if !self.is_body() && !self.facts.yes(Key::YouthJusticeTold) {
            self.permit("LOC-1", text, &[]);
        }
    }
}
