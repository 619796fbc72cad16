//! Tools and powers on a case, as a pack tells them (R6.1, R6.5).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    case::{Case, Taken, Used},
    powers::{Act, Due, Key, Occasion, Power, Value},
};

/// How many notes of the steps of one power a pack shows.
const LATEST_NOTES: usize = 3;

/// The facts that say what an order asks for; those that only show that it may be made are on the
/// case's own page.
const TERMS: &[Key] = &[
    Key::Interim,
    Key::Indefinite,
    Key::Expedited,
    Key::EffectOn,
    Key::FromAt,
    Key::UntilAt,
    Key::HeardAt,
    Key::AdjournedUntil,
    Key::PowerOfArrest,
    Key::ExcludesHome,
    Key::ExcludesResidents,
    Key::RequiresActivity,
    Key::SupervisionMonths,
    Key::ProgrammeMonths,
];

/// A tool or power on a case, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackPower {
    /// Its number on the case, from 1.
    pub number: u32,
    /// Which.
    pub power: Power,
    /// Against whom, or for which place; `None` when that is not listed on the case.
    pub respondent: Option<String>,
    /// The last step.
    pub standing: Act,
    /// On which day that was taken.
    pub standing_on: NaiveDate,
    /// Name of the agency that recorded it.
    pub agency: String,
    /// Whether it binds somebody on the day of the meeting.
    pub live: bool,
    /// The day since which it binds, while it does.
    pub since: Option<NaiveDate>,
    /// Its last day, while it binds and if it has one.
    pub until: Option<NaiveDate>,
    /// What falls due next by the day of the meeting or after it; else the last that did.
    pub next: Option<PackDue>,
    /// What it asks for in short, and what was noted since it was made or last changed, a line each.
    pub conditions: Vec<String>,
}

/// Something that falls due with a power.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackDue {
    /// The day by which.
    pub on: NaiveDate,
    /// What.
    pub what: String,
    /// Whether that day has passed when the meeting is held.
    pub past: bool,
}

impl PackPower {
    /// A power of a case on the day of a meeting; `None` before its first step.
    pub(super) fn of(
        case: &Case,
        used: &Used,
        on: NaiveDate,
        name: impl Fn(&Taken) -> String,
    ) -> Option<Self> {
        let last = used.last()?;
        let respondent = case.respondent(used.subject);
        Some(Self {
            number: used.number,
            power: used.power,
            respondent: respondent.map(|subject| subject.name.to_string()),
            standing: last.act,
            standing_on: last.on,
            agency: name(last),
            live: used.binds_on(on),
            since: used.began_on().filter(|_| used.is_live()),
            until: ends(used),
            next: next(used, on),
            conditions: conditions(used),
        })
    }
}

/// Whether a pack tells of it: it is not over, or its end is news since the last meeting.
pub(super) fn shown(used: &Used, since: Option<NaiveDate>) -> bool {
    let news = used.last().map(|last| last.on).zip(since);
    !used.is_over() || news.is_none_or(|(on, since)| on >= since)
}

fn ends(used: &Used) -> Option<NaiveDate> {
    let last_day = |due: &&Due| matches!(due.occasion, Occasion::Expires | Occasion::ApplyToExtend);
    let due = used.due.iter().find(last_day)?;
    Some(due.on)
}

fn next(used: &Used, on: NaiveDate) -> Option<PackDue> {
    let ahead = used.due.iter().find(|due| due.on >= on);
    let due = ahead.or(used.due.last())?;
    Some(PackDue {
        on: due.on,
        what: due.occasion.label().to_owned(),
        past: due.on < on,
    })
}

/// The terms as the latest step that sets them says, and what was noted from that step on.
fn conditions(used: &Used) -> Vec<String> {
    let sets = |step: &Taken| matches!(step.act, Act::Applied | Act::Granted | Act::Varied);
    let set = used.steps.iter().rposition(sets);
    let terms = set.and_then(|set| used.steps.get(set)).into_iter();
    let terms = terms.flat_map(|step| TERMS.iter().filter_map(|key| term(step, *key)));
    let mut notes: Vec<_> = used
        .steps
        .iter()
        .skip(set.unwrap_or_default())
        .rev()
        .filter_map(|step| Some(format!("{}: {}", step.act.label(), step.note.as_ref()?)))
        .take(LATEST_NOTES)
        .collect();
    notes.reverse();
    terms.chain(notes).collect()
}

fn term(step: &Taken, key: Key) -> Option<String> {
    match step.facts.0.get(&key)? {
        Value::Flag(true) => Some(key.label().to_owned()),
        Value::Flag(false) => None,
        value => Some(format!("{}: {}", key.label(), value.words(key))),
    }
}
