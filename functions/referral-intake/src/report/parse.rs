//! From what was sent to a report that the domain trusts, with every fault named by its field.

use chrono::{Datelike, NaiveDate};
use domain::{
    directory::Area,
    questions::Audience,
    referral::{
        form::Postcode,
        report::{Effect, Nuisance, Report, Reporter, Standing, Way},
    },
};
use edge::{Fields, Problem};

use super::body::ReportBody;
use crate::own;

/// Nobody reports what was before.
const EARLIEST_YEAR: i32 = 1900;
/// Most web addresses in a report: advertisements have more.
const MOST_LINKS: usize = 2;

/// Reads a report. `area` is the one that it concerns, if one was found.
///
/// **Errors:** 400 with every fault.
pub(crate) fn parse(
    sent: ReportBody,
    area: Option<&Area>,
    today: NaiveDate,
) -> Result<Report, Problem> {
    let mut fields = Fields::default();
    let to = &mut fields;
    let links = links(&sent);
    let own_answers = sent.own_answers.clone();
    let nuisance = to.choice(
        "nuisance",
        "what happens",
        sent.nuisance.clone(),
        Nuisance::parse,
    );
    let on = day(to, sent.on.clone(), today);
    let time = to.line_if_any("time", "the time", sent.time.clone());
    let what = to.prose("what", "what happened", sent.what.clone());
    let message = format!("Take out web addresses: a report can have {MOST_LINKS} at most");
    to.check("what", links <= MOST_LINKS, message);
    let place = to.line("place", "where it happens", sent.place.clone());
    let postcode = postcode(to, sent.postcode.clone());
    let found = "Choose the area: it cannot be found from the postcode";
    to.check("area", area.is_some(), found);
    let who = to.line_if_any("who", "who does it", sent.who.clone());
    let effect = to.choice(
        "effect",
        "what it does to you",
        sent.effect.clone(),
        Effect::parse,
    );
    let impact = to.prose_if_any("impact", "what it does to you", sent.impact.clone());
    let before = to.prose_if_any("before", "what happened before", sent.before.clone());
    let named = to.yes_no("named", "you want to give your name", sent.named.clone());
    let reporter = match named {
        Some(true) => reporter(to, sent).map(Some),
        _ => Some(None),
    };
    let own = own::read(to, own_answers, (area, Audience::Public), today);
    let area = area.map(|area| area.code.clone());
    fields.finish(|| {
        Some(Report {
            area: area?,
            nuisance: nuisance?,
            on: on?,
            time,
            what: what?,
            place: place?,
            postcode,
            who,
            effect: effect?,
            impact,
            before,
            reporter: reporter?,
            own,
        })
    })
}

fn reporter(to: &mut Fields, sent: ReportBody) -> Option<Reporter> {
    let name = to.line("reporter_name", "your name", sent.reporter_name);
    let standing = to.choice(
        "standing",
        "what you are to it",
        sent.standing,
        Standing::parse,
    );
    let way = to.choice("way", "how we can reach you safely", sent.way, Way::parse);
    let reach = to.line("reach", "the number or address to reach you at", sent.reach);
    let mind = to.line_if_any("mind", "what we should know", sent.mind);
    Some(Reporter {
        name: name?,
        standing: standing?,
        way: way?,
        reach: reach?,
        mind,
    })
}

fn day(to: &mut Fields, sent: Option<String>, today: NaiveDate) -> Option<NaiveDate> {
    let on = to.date("on", "the day it happened", sent)?;
    let past = "The day it happened must be today or in the past";
    to.check("on", on <= today, past);
    let late = format!("The day it happened must be in {EARLIEST_YEAR} or later");
    to.check("on", on.year() >= EARLIEST_YEAR, late);
    Some(on)
}

pub(crate) fn postcode(to: &mut Fields, sent: Option<String>) -> Option<Postcode> {
    let text = sent.filter(|text| !text.trim().is_empty())?;
    let read = Postcode::parse(&text).ok();
    let message = "Enter a full UK postcode, like KT15 2AH, or leave it empty";
    to.check("postcode", read.is_some(), message);
    read
}

/// How many web addresses stand in what was typed.
fn links(sent: &ReportBody) -> usize {
    let texts = [
        &sent.what,
        &sent.place,
        &sent.who,
        &sent.impact,
        &sent.before,
    ];
    let texts = texts.into_iter().flatten();
    let texts = texts.chain(sent.own_answers.values());
    texts
        .map(|text| {
            let text = text.to_lowercase();
            text.matches("://").count() + text.matches("www.").count()
                - text.matches("://www.").count()
        })
        .sum()
}
