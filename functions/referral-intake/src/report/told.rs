//! What was told, as people read it: before it is sent, and in triage.

use domain::{
    referral::report::{Report, Reporter},
    time,
};
use edge::page::Row;

use crate::{own, referral::answers::Section};

/// Everything told, section by section.
pub(crate) fn sections(report: &Report, area: &str) -> Vec<Section> {
    let mut what = vec![
        Row::new("What happens", report.nuisance.label()),
        Row::new("Day", time::full_date(report.on)),
    ];
    what.extend(
        report
            .time
            .iter()
            .map(|time| Row::new("Time", time.to_string())),
    );
    what.push(Row::new("What happened", report.what.to_string()));
    let before = report.before.iter();
    what.extend(before.map(|before| Row::new("Before", before.to_string())));
    let mut place = vec![Row::new("Place", report.place.to_string())];
    let postcode = report.postcode.iter();
    place.extend(postcode.map(|code| Row::new("Postcode", code.as_str())));
    place.push(Row::new("Area", area));
    place.extend(
        report
            .who
            .iter()
            .map(|who| Row::new("Who does it", who.to_string())),
    );
    let mut effect = vec![Row::new("What it does", report.effect.label())];
    let impact = report.impact.iter();
    effect.extend(impact.map(|impact| Row::new("In their words", impact.to_string())));
    let section = |heading: &str, rows| Section {
        heading: heading.to_owned(),
        rows,
    };
    let mut sections = vec![
        section("What happened", what),
        section("Where and who", place),
        section("What it does", effect),
    ];
    sections.extend(own::told(&report.own));
    sections.push(section("Who reports", reporter(report.reporter.as_ref())));
    sections
}

fn reporter(reporter: Option<&Reporter>) -> Vec<Row> {
    let Some(reporter) = reporter else {
        return vec![Row::new("Name", "Not given")];
    };
    let mut rows = vec![
        Row::new("Name", reporter.name.to_string()),
        Row::new("What they are to it", reporter.standing.label()),
        Row::new("Safe way to reach them", reporter.way.label()),
        Row::new("Number or address", reporter.reach.to_string()),
    ];
    let mind = reporter.mind.iter();
    rows.extend(mind.map(|mind| Row::new("To mind", mind.to_string())));
    rows
}
