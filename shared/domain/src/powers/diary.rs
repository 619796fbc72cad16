//! When something that runs asks for attention: expiry, reviews, birthdays (R6.5).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Power;
use crate::{choice::choices, law::Law, time};

choices! {
    /// What falls due.
    Occasion {
        Expires "expires" "Last day",
        CboReview "cbo_review" "Review of a criminal behaviour order",
        AbcReview "abc_review" "Review of an acceptable behaviour contract",
        Turns18 "turns_18" "Eighteenth birthday",
        ApplyToExtend "apply_to_extend" "Last day to apply for an extension",
    }
}

/// Something that falls due on a day, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The day by which.
    pub on: NaiveDate,
    /// What.
    pub occasion: Occasion,
    /// The rule that says so; a birthday has none.
    pub rule: Option<String>,
}

/// A power that runs: what the days that fall due follow from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Which.
    pub power: Power,
    /// The day it took effect.
    pub effect_on: NaiveDate,
    /// The day it was last varied.
    pub varied_on: Option<NaiveDate>,
    /// Its last day; `None` when it lasts until further order.
    pub until: Option<NaiveDate>,
    /// Whether it is an expedited order, which is not extended like others.
    pub expedited: bool,
    /// When the respondent was born, if it is a person and somebody recorded it.
    pub born_on: Option<NaiveDate>,
}

/// Most reviews of one order; it ends with childhood, long before.
const MOST_REVIEWS: usize = 10;

/// Everything that falls due while it runs, the soonest first.
pub fn due(running: &Running, law: Law<'_>) -> Vec<Due> {
    let mut all = Vec::new();
    if let Some(until) = running.until {
        let occasion = match running.power {
            Power::ClosureOrder => Occasion::ApplyToExtend,
            Power::Pspo if !running.expedited => Occasion::ApplyToExtend,
            _ => Occasion::Expires,
        };
        let rule = term_rule(running);
        all.push(Due {
            on: until,
            occasion,
            rule,
        });
    }
    match running.power {
        Power::Cbo => all.extend(cbo_reviews(running, law)),
        Power::Abc => all.extend(abc_review(running, law)),
        _ => {}
    }
    let eighteenth = running.born_on.and_then(|born| {
        let adult = law.count("INJ-4", "adult_age")?;
        time::birthday(born, adult)
    });
    let runs =
        |day: &NaiveDate| *day > running.effect_on && running.until.is_none_or(|end| *day <= end);
    let birthday = eighteenth.filter(runs);
    all.extend(birthday.map(|on| Due {
        on,
        occasion: Occasion::Turns18,
        rule: None,
    }));
    all.sort_by_key(|due| (due.on, due.occasion));
    all
}

fn term_rule(running: &Running) -> Option<String> {
    let id = match running.power {
        Power::Pspo if running.expedited => "PSP-6",
        Power::Injunction => "INJ-4",
        Power::Cbo => "CBO-3",
        Power::Pspo => "PSP-2",
        Power::ClosureNotice => "CLO-2",
        Power::ClosureOrder => "CLO-4",
        Power::Abc => "ABC-1",
        Power::ParentingOrder => "PAR-1",
        Power::Dispersal => "DSP-1",
        Power::YouthInjunction | Power::HousingInjunction => "NEW-2",
        Power::RespectOrder => "NEW-1",
        _ => return None,
    };
    Some(id.to_owned())
}

/// Before the end of each twelve months, while they are under 18 at that end and it runs (CBO-5).
fn cbo_reviews(running: &Running, law: Law<'_>) -> Vec<Due> {
    let months = law.count("CBO-5", "review_months");
    let adult = law.count("CBO-5", "adult_age");
    let (Some(months), Some(adult), Some(born)) = (months, adult, running.born_on) else {
        return Vec::new();
    };
    let end = |start: NaiveDate| time::months_beginning_with(start, months);
    let first = end(running.varied_on.unwrap_or(running.effect_on));
    let next = |last: &NaiveDate| last.succ_opt().map(end);
    std::iter::successors(Some(first), next)
        .take(MOST_REVIEWS)
        .take_while(|end| !time::has_attained(born, adult, *end))
        .take_while(|end| running.until.is_none_or(|until| *end <= until))
        .map(|on| Due {
            on,
            occasion: Occasion::CboReview,
            rule: Some("CBO-5".to_owned()),
        })
        .collect()
}

fn abc_review(running: &Running, law: Law<'_>) -> Option<Due> {
    let months = law.count("ABC-1", "review_months")?;
    let on = time::months_after(running.effect_on, months);
    running.until.is_none_or(|until| on <= until).then(|| Due {
        on,
        occasion: Occasion::AbcReview,
        rule: Some("ABC-1".to_owned()),
    })
}
