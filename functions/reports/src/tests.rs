use std::collections::BTreeMap;

use domain::{
    AgencyId,
    figures::{Counted, Figure, Figures, GROUPS},
    meeting::Forum,
    time::Quarter,
};
use serde_json::Value;

use super::*;
use crate::view::{ForumView, ReportView, Told, agencies};

fn quarter(text: &str) -> Quarter {
    text.parse().unwrap()
}

fn figures() -> Figures {
    let sheet = |name: &str, counters: &[(&str, i64)]| {
        let counters = counters
            .iter()
            .map(|(name, count)| ((*name).to_owned(), *count));
        (name.parse().unwrap(), Counted::of(counters.collect()))
    };
    Figures::from_iter([
        sheet(
            "2026-Q3#jag#cases",
            &[("opened", 4), ("closed_resolved", 1)],
        ),
        sheet("2026-Q4#jag#cases", &[("opened", 2), ("closed_moved", 3)]),
        sheet("2026-Q4#jag#powers", &[("power_cpn", 1)]),
        sheet(
            "2026-Q4#charmm#actions#surrey-police",
            &[
                ("actions_set", 9),
                ("actions_due_in_time", 6),
                ("actions_due_late", 2),
            ],
        ),
        sheet(
            "2026-Q3#charmm#actions#bridgeway",
            &[("actions_due_open", 1)],
        ),
    ])
}

fn names() -> BTreeMap<AgencyId, String> {
    BTreeMap::from([(
        "surrey-police".parse().unwrap(),
        "=Surrey Police".to_owned(),
    )])
}

fn view(told: Told) -> ReportView {
    at(told, true)
}

fn at(told: Told, over: bool) -> ReportView {
    let window = window(quarter("2026-Q4"));
    let all = figures();
    let forums = Forum::ALL
        .iter()
        .filter_map(|forum| ForumView::of(&all, *forum, &window, told));
    ReportView {
        area: "RUN".into(),
        area_name: "=Run\"nymede".into(),
        quarter: "2026-Q4".into(),
        months: "October to December 2026".into(),
        over,
        rough: told == Told::Roughly,
        forums: forums.collect(),
        agencies: agencies(&all, &names(), (&window, over), told),
    }
}

fn places(view: &ReportView) -> &ForumView {
    view.forums
        .iter()
        .find(|forum| forum.forum == "jag")
        .unwrap()
}

fn count(view: &ReportView, name: &str) -> Option<u64> {
    let mut found = places(view).figures.iter();
    found
        .find(|figure| figure.name == name)
        .and_then(|figure| figure.count)
}

/// R10.3: nothing exact is left from which a small number follows.
#[test]
fn who_does_not_see_the_cases_is_told_no_small_number_and_no_exact_one() {
    for (count, expected) in [
        (0, None),
        (1, None),
        (4, None),
        (5, Some(5)),
        (7, Some(5)),
        (8, Some(10)),
        (12, Some(10)),
    ] {
        assert_eq!(Told::Roughly.count(count), expected, "{count}");
        assert_eq!(Told::Exactly.count(count), Some(count));
    }
    let rough = view(Told::Roughly);
    assert_eq!(count(&rough, "opened"), None);
    assert!(
        rough
            .agencies
            .iter()
            .all(|agency| agency.in_time_percent.is_none())
    );
    // What is listed does not hang on whether there was any, and sums are those of what is told.
    assert_eq!(count(&rough, "power_cpn"), None);
    assert!(
        places(&rough)
            .figures
            .iter()
            .all(|figure| figure.name != "power_cpn" && figure.group != "Actions")
    );
    assert_eq!(rough.agencies.len(), names().len());
    assert_eq!(Told::Roughly.sum([4, 4, 4]), None);
    assert_eq!(Told::Roughly.sum([4, 8, 6]), Some(15));
    assert_eq!(Told::Exactly.sum([4, 8, 6]), Some(18));
    let json = serde_json::to_value(&rough).unwrap().to_string();
    for exact in [":9", ":6", ":2", ":3"] {
        assert!(!json.contains(exact), "{exact}");
    }
}

#[test]
fn a_report_looks_back_on_two_years_the_oldest_first() {
    let window = window(quarter("2026-Q4"));
    assert_eq!(window.len(), 8);
    assert_eq!(window.first(), Some(&quarter("2025-Q1")));
    let view = view(Told::Exactly);
    assert_eq!(count(&view, "opened"), Some(2));
    assert_eq!(count(&view, "open_at_end"), Some(2));
    assert_eq!(count(&view, "power_pspo"), Some(0));
    // A power that is not about places is shown when it was used.
    assert_eq!(count(&view, "power_cpn"), Some(1));
    assert_eq!(count(&view, "power_cbo"), None);
    let open: Vec<_> = places(&view)
        .over_time
        .iter()
        .map(|each| each.open)
        .collect();
    assert_eq!(open.last_chunk(), Some(&[Some(0), Some(3), Some(2)]));
}

#[test]
fn agencies_stand_by_how_they_answered_also_those_of_quarters_before() {
    let view = view(Told::Exactly);
    let told: Vec<_> = view
        .agencies
        .iter()
        .map(|agency| (agency.name.as_str(), agency.in_time_percent))
        .collect();
    assert_eq!(told, [("=Surrey Police", Some(75)), ("bridgeway", None)]);
    // What is due later in a quarter that runs is nobody's delay.
    let runs = at(Told::Exactly, false);
    assert!(
        runs.agencies
            .iter()
            .all(|agency| agency.in_time_percent.is_none())
    );
    let over_time: Vec<_> = view.agencies[1]
        .over_time
        .iter()
        .map(|due| due.words())
        .collect();
    assert_eq!(
        over_time.last_chunk(),
        Some(&["0 of 1".to_owned(), "none due".to_owned()])
    );
}

#[test]
fn what_figures_count_alike_is_said_once() {
    let view = view(Told::Exactly);
    let runs = places(&view).runs("Cases");
    let sizes: Vec<_> = runs.iter().map(Vec::len).collect();
    assert_eq!(&sizes[..2], [1, 1]);
    assert_eq!(sizes.len(), 3);
    let all: usize = GROUPS
        .iter()
        .flat_map(|group| places(&view).runs(group))
        .map(|run| run.len())
        .sum();
    assert_eq!(all, places(&view).figures.len());
}

#[test]
fn a_spreadsheet_finds_no_formula_in_it() {
    let csv = report::table::csv(&view(Told::Exactly));
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some("area,quarter,of,group,figure,count,meaning")
    );
    let mut agencies = 0;
    for line in lines {
        assert!(line.starts_with("\"'=Run\"\"nymede\",\"202"), "{line}");
        agencies += usize::from(line.contains("\"'=Surrey Police\""));
    }
    // Its figures, and two for each of eight quarters.
    assert_eq!(agencies, Figure::ACTIONS.len() + 16);
}

#[test]
fn a_document_says_every_figure_and_what_it_counts() {
    let given = report::document::given(&view(Told::Exactly), "2026-11-28".parse().unwrap());
    let text = given.to_string();
    for figure in Figure::all()
        .into_iter()
        .filter(|figure| figure.always(Forum::Jag))
    {
        assert!(text.contains(figure.meaning()), "{}", figure.name());
    }
    for group in GROUPS {
        assert!(text.contains(group));
    }
    let pdf = report::document::PAPER.render(given).unwrap();
    assert!(pdf.pages >= 2);
}

fn described() -> Value {
    serde_json::to_value(super::openapi()).unwrap()
}

#[test]
fn every_route_is_described() {
    let api = described();
    let paths: Vec<_> = api["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(paths, ["/reports", "/reports/county"]);
}

#[test]
fn every_field_is_explained() {
    let api = described();
    let schemas = api["components"]["schemas"].as_object().unwrap();
    assert!(schemas.len() > 5);
    for (name, schema) in schemas {
        for (field, of) in schema["properties"].as_object().into_iter().flatten() {
            assert!(of["description"].is_string(), "{name}.{field}");
        }
    }
}
