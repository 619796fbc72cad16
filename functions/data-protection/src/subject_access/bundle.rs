//! What the person gets.

use std::collections::BTreeMap;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AgencyId, AreaCode,
    subject_access::{
        Belongs, Beside, Exemption, Item, SubjectAccess, Words, own_record, recipients,
    },
    time,
};
use edge::{Problem, zip};
use paper::Template as Paper;
use serde::Serialize;
use serde_json::json;
use store::subject_access::{Held, HeldBeside};

use super::view::kind_words;
use crate::print::print;

static PAPER: Paper = Paper::new(include_str!("../../templates/subject_access/bundle.typ"));

/// How the page looks, opened from the bundle without a network.
const STYLE: &str = include_str!("bundle.css");

/// A bundle, and what it holds.
pub(super) struct Made {
    pub(super) zip: Vec<u8>,
    pub(super) disclosed: u32,
    pub(super) withheld: u32,
}

/// Everything that is held about somebody, with other people taken out.
#[derive(Debug, Serialize, Template)]
#[template(path = "subject_access/bundle.html")]
struct WhatIsHeld {
    reference: String,
    name: String,
    received_on: NaiveDate,
    made_at: DateTime<Utc>,
    cases: Vec<CaseHeld>,
    /// What stands beside cases and is theirs.
    beside: Vec<BesideHeld>,
    /// How many texts of what stands beside cases are withheld as a whole, by why; not of what.
    withheld: Vec<(&'static str, usize)>,
    /// Areas that answer for themselves.
    elsewhere: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CaseHeld {
    reference: String,
    opened_on: NaiveDate,
    status: &'static str,
    /// Where it came from.
    sources: Vec<String>,
    /// What is recorded of the person, a line each.
    recorded: Vec<(&'static str, String)>,
    /// What was written, in order.
    texts: Vec<Text>,
    /// How many texts are withheld, by why.
    withheld: Vec<(&'static str, usize)>,
    /// Who got it, and on what ground.
    recipients: Vec<(String, &'static str)>,
    /// Until when it is kept at least.
    kept: String,
}

#[derive(Debug, Serialize)]
struct BesideHeld {
    /// What it is: `referral`, `report` or `case_review`.
    kind: &'static str,
    /// The same in words.
    what: &'static str,
    reference: String,
    arrived_on: NaiveDate,
    status: &'static str,
    /// As what the person stands in it.
    recorded_as: String,
    /// What is recorded of the person, a line each.
    recorded: Vec<(&'static str, String)>,
    /// What was written, in order.
    texts: Vec<Text>,
    /// How many texts are withheld, by why.
    withheld: Vec<(&'static str, usize)>,
}

impl BesideHeld {
    fn is_referral(&self) -> bool {
        self.kind == "referral"
    }
}

/// Everything that was read for the bundle.
#[derive(Debug, Default)]
pub(super) struct AllHeld {
    /// Of cases.
    pub(super) cases: Vec<Held>,
    /// Of what stands beside them, without what is another person's.
    pub(super) beside: Vec<HeldBeside>,
}

/// Whether something beside cases is the person's, handed over or not.
pub(super) fn answers(request: &SubjectAccess, beside: Beside) -> bool {
    let belongs = belongs(request, beside);
    matches!(
        belongs,
        Some(Belongs::Theirs { .. } | Belongs::Withheld { .. })
    )
}

/// Which texts are withheld of something beside cases that is handed over; `None` of what is not.
pub(super) fn withheld_of(
    request: &SubjectAccess,
    beside: Beside,
) -> Option<&BTreeMap<String, Exemption>> {
    match belongs(request, beside)? {
        Belongs::Theirs { withheld } => Some(withheld),
        Belongs::Another { .. } | Belongs::Withheld { .. } => None,
    }
}

fn belongs(request: &SubjectAccess, beside: Beside) -> Option<&Belongs> {
    let ruling = request.hit(beside)?.ruling.as_ref()?;
    Some(&ruling.belongs)
}

/// How many texts are withheld, by why.
#[derive(Debug, Default)]
struct Back(Vec<(&'static str, usize)>);

impl Back {
    fn keep(&mut self, exemption: Exemption, texts: usize) {
        let label = exemption.label();
        match self.0.iter_mut().find(|(known, _)| *known == label) {
            Some((_, number)) => *number += texts,
            None => self.0.push((label, texts)),
        }
    }
}

#[derive(Debug, Serialize)]
struct Text {
    on: NaiveDate,
    what: &'static str,
    agency: Option<String>,
    text: String,
}

impl WhatIsHeld {
    fn day(&self, on: &NaiveDate) -> String {
        time::long_date(*on)
    }

    fn made(&self) -> String {
        time::long_time(self.made_at)
    }
}

/// Makes the bundle from what is held and what the reviews say.
pub(super) fn make(
    request: &SubjectAccess,
    held: &AllHeld,
    elsewhere: &[AreaCode],
    now: DateTime<Utc>,
) -> Result<Made, Problem> {
    let cases: Vec<CaseHeld> = held.cases.iter().map(|one| case(request, one)).collect();
    let (mut beside, mut whole) = (Vec::new(), Back::default());
    for one in &held.beside {
        match belongs(request, one.row.beside) {
            Some(Belongs::Theirs { withheld }) => beside.push(standing_beside(one, withheld)),
            Some(Belongs::Withheld { exemption }) => whole.keep(*exemption, one.items.len()),
            // Released is what was decided; of another person's nothing is said.
            Some(Belongs::Another { .. }) | None => {}
        }
    }
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let texts = cases.iter().map(|case| case.texts.len());
    let disclosed = texts
        .chain(beside.iter().map(|each| each.texts.len()))
        .sum();
    let withheld = cases.iter().flat_map(|case| &case.withheld);
    let withheld = withheld.chain(beside.iter().flat_map(|each| &each.withheld));
    let withheld = withheld.chain(&whole.0).map(|(_, number)| number).sum();
    let page = WhatIsHeld {
        reference: request.reference.clone(),
        name: request.about.name.to_string(),
        received_on: request.about.received_on,
        made_at: now,
        cases,
        beside,
        withheld: whole.0,
        elsewhere: elsewhere.iter().map(ToString::to_string).collect(),
    };
    let broken = |what: &str| Problem::Broken(format!("the bundle's {what} cannot be written"));
    let json = serde_json::to_vec_pretty(&page).map_err(|_| broken("JSON"))?;
    let html = page.render().map_err(|_| broken("page"))?;
    let given = json!({"held": page, "made": page.made(), "on": time::london_date(now)});
    let pdf = print(&PAPER, given)?;
    let files = [
        ("what-is-held.pdf".to_owned(), pdf),
        ("what-is-held.html".to_owned(), html.into_bytes()),
        ("what-is-held.json".to_owned(), json),
        ("style.css".to_owned(), STYLE.as_bytes().to_vec()),
    ];
    Ok(Made {
        zip: zip::of(&files).ok_or_else(|| broken("file"))?,
        disclosed: count(disclosed),
        withheld: count(withheld),
    })
}

fn case(request: &SubjectAccess, held: &Held) -> CaseHeld {
    let (case, words) = (&held.case, held.words(request));
    let review = request.reviews.get(&case.id);
    let withheld = review.map(|review| &review.withheld);
    let name = |agency: &AgencyId| Some(case.agency_name(agency).to_owned());
    let (texts, withheld) = sorted(&held.items, &words, withheld, name);
    let own = case
        .subjects
        .iter()
        .filter(|subject| request.about.is(subject));
    let sources = case.referrals.len();
    let brought = case.imported.is_some();
    let source = |number: usize| match number {
        1 => "A referral by a partner agency".to_owned(),
        more => format!("{more} referrals by partner agencies"),
    };
    CaseHeld {
        reference: case.reference.clone(),
        opened_on: case.opened_on,
        status: case.status.label(),
        sources: (sources > 0)
            .then(|| source(sources))
            .into_iter()
            .chain(brought.then(|| "The list that the case was kept in before".to_owned()))
            .collect(),
        recorded: own.flat_map(own_record).collect(),
        texts,
        withheld,
        recipients: recipients(case),
        kept: "As long as the case is worked on, and then for the years that the area’s rules say"
            .to_owned(),
    }
}

fn standing_beside(held: &HeldBeside, withheld: &BTreeMap<String, Exemption>) -> BesideHeld {
    let (texts, withheld) = sorted(&held.items, &held.words, Some(withheld), |_| None);
    let row = &held.row;
    BesideHeld {
        kind: row.beside.kind(),
        what: kind_words(row.beside),
        reference: row.reference.clone(),
        arrived_on: row.on,
        status: row.stands,
        recorded_as: row.recorded_as.clone(),
        recorded: held.recorded.clone(),
        texts,
        withheld,
    }
}

/// Texts as they are handed over, and how many are not, by why.
fn sorted(
    items: &[Item],
    words: &Words,
    withheld: Option<&BTreeMap<String, Exemption>>,
    name: impl Fn(&AgencyId) -> Option<String>,
) -> (Vec<Text>, Vec<(&'static str, usize)>) {
    let (mut texts, mut back) = (Vec::new(), Back::default());
    for item in items {
        let why = withheld.and_then(|withheld| withheld.get(&item.key));
        match (&item.text, why) {
            (_, Some(exemption)) => back.keep(*exemption, 1),
            (None, None) => back.keep(Exemption::OtherController, 1),
            (Some(text), None) => texts.push(Text {
                on: item.on,
                what: item.what,
                agency: item.agency.as_ref().and_then(&name),
                text: words.redacted(text),
            }),
        }
    }
    (texts, back.0)
}
