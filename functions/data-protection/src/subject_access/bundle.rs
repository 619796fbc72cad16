//! What the person gets.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AreaCode,
    subject_access::{SubjectAccess, own_record, recipients},
    time,
};
use edge::{Problem, zip};
use paper::Template as Paper;
use serde::Serialize;
use serde_json::json;
use store::subject_access::Held;

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
    held: &[Held],
    elsewhere: &[AreaCode],
    now: DateTime<Utc>,
) -> Result<Made, Problem> {
    let cases: Vec<CaseHeld> = held.iter().map(|one| case(request, one)).collect();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let disclosed = cases.iter().map(|case| case.texts.len()).sum();
    let withheld = cases.iter().flat_map(|case| &case.withheld);
    let withheld = withheld.map(|(_, number)| number).sum();
    let page = WhatIsHeld {
        reference: request.reference.clone(),
        name: request.about.name.to_string(),
        received_on: request.about.received_on,
        made_at: now,
        cases,
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
    let why = |key: &str| review.and_then(|review| review.withheld.get(key));
    let mut texts = Vec::new();
    let mut withheld: Vec<(&'static str, usize)> = Vec::new();
    let mut keep_back = |label: &'static str| match withheld.iter_mut().find(|(l, _)| *l == label) {
        Some((_, number)) => *number += 1,
        None => withheld.push((label, 1)),
    };
    for item in &held.items {
        match (&item.text, why(&item.key)) {
            (_, Some(exemption)) => keep_back(exemption.label()),
            (None, None) => keep_back(domain::subject_access::Exemption::OtherController.label()),
            (Some(text), None) => texts.push(Text {
                on: item.on,
                what: item.what,
                agency: item
                    .agency
                    .as_ref()
                    .map(|id| case.agency_name(id).to_owned()),
                text: words.redacted(text),
            }),
        }
    }
    let own = case
        .subjects
        .iter()
        .filter(|subject| request.about.is(subject));
    let sources = case.referrals.len();
    let source = |number: usize| match number {
        1 => "A referral by a partner agency".to_owned(),
        more => format!("{more} referrals by partner agencies"),
    };
    CaseHeld {
        reference: case.reference.clone(),
        opened_on: case.opened_on,
        status: case.status.label(),
        sources: (sources > 0).then(|| source(sources)).into_iter().collect(),
        recorded: own.flat_map(own_record).collect(),
        texts,
        withheld,
        recipients: recipients(case),
        kept: "As long as the case is worked on, and then for the years that the area’s rules say"
            .to_owned(),
    }
}
