//! `/meetings/figures`: what a Joint Action Group reports of the places in its area, by quarter and
//! without a name (R8.4, R10.1, R10.4).

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{
    AreaCode,
    case::figures::{ByQuarter, Counted, Figure, GROUPS},
    text::cell,
    time::{self, Quarter},
};
use edge::{
    Accept, App, Problem,
    areas::{May, area_links, areas, chosen},
    chrome,
    page::{Chrome, Link, Place},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Whose figures somebody sees, and why they may not.
const SEES: (May, &str) = (
    may,
    "Only an area’s coordinator and chair, and the county analyst, see its figures.",
);
/// Counts that whoever does not see the cases is not told.
const SMALL: std::ops::RangeInclusive<u64> = 1..=4;
/// How many quarters are one click away.
const QUARTERS: usize = 6;
/// Earlier ones are none: the first instant that figures are asked for, the year of the 2014 Act.
const FIRST: &str = "2014-Q1";

fn may(caller: &Caller, area: &AreaCode) -> access::Decision {
    access::figures::see(caller, Some(area))
}

/// Which area and quarter.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Asked {
    /// The code of the area; the first of the caller's, unless said otherwise.
    #[param(example = "RUN")]
    area: Option<String>,
    /// The quarter of the calendar year; this one, unless said otherwise.
    #[param(example = "2026-Q4")]
    quarter: Option<String>,
}

/// The figures of a quarter about the places of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PlaceFigures)]
pub(crate) struct FiguresView {
    /// The area.
    #[schema(example = "RUN")]
    area: String,
    /// Its name.
    #[schema(example = "Runnymede")]
    area_name: String,
    /// The quarter.
    #[schema(example = "2026-Q4")]
    quarter: String,
    /// Its months.
    #[schema(example = "October to December 2026")]
    months: String,
    /// Whether it has ended: until then the figures still move.
    #[schema(example = false)]
    over: bool,
    /// What was counted.
    figures: Vec<FigureView>,
}

/// Something that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PlaceFigure)]
pub(crate) struct FigureView {
    /// Its name, which stays.
    #[schema(example = "opened")]
    name: String,
    /// The heading it stands under.
    #[schema(example = "Cases")]
    group: &'static str,
    /// What people read.
    #[schema(example = "Opened")]
    label: String,
    /// How many. Those who see figures of the county and not the cases behind them are told it to the
    /// nearest five, and null where it is one to four (R10.3).
    #[schema(example = 7)]
    count: Option<u64>,
    /// What it counts.
    #[schema(example = "Cases about a place that were opened in the quarter.")]
    meaning: &'static str,
}

impl FigureView {
    /// Without a number so small that it can point to somebody. Larger ones are rounded: by exact ones a
    /// small one could be worked out, of what was open before and after.
    fn suppressed(self) -> Self {
        let count = self.count.filter(|count| !SMALL.contains(count));
        let nearest = |count: u64| count.saturating_add(2) / 5 * 5;
        Self {
            count: count.map(nearest),
            ..self
        }
    }

    /// The count, as people and spreadsheets read it.
    fn told(&self) -> String {
        match self.count {
            Some(count) => count.to_string(),
            None => format!("fewer than {}", SMALL.end() + 1),
        }
    }

    fn of(figure: Figure, counted: &Counted) -> Self {
        Self {
            name: figure.name(),
            group: figure.group(),
            label: figure.label(),
            count: Some(counted.count(figure).into()),
            meaning: figure.meaning(),
        }
    }

    /// Cases that were open when the quarter ended, or are now.
    fn open_at_the_end(all: &ByQuarter, last: Quarter) -> Self {
        let [cases, ..] = GROUPS;
        let open: i64 = all.range(..=last).map(|(_, counted)| counted.grown()).sum();
        Self {
            name: "open_at_end".to_owned(),
            group: cases,
            label: "Open at the end".to_owned(),
            count: Some(u64::try_from(open).unwrap_or_default()),
            meaning: "Cases opened up to the end of the quarter, less those closed up to then that have not been reopened since. While the quarter runs: open now.",
        }
    }
}

/// Every figure of a quarter, the open cases after those that were opened.
fn figures(all: &ByQuarter, quarter: Quarter) -> Vec<FigureView> {
    let none = Counted::default();
    let counted = all.get(&quarter).unwrap_or(&none);
    let shown = Figure::all()
        .into_iter()
        .filter(|figure| figure.always() || counted.count(*figure) > 0);
    let mut views: Vec<_> = shown
        .map(|figure| FigureView::of(figure, counted))
        .collect();
    let after_opened = usize::from(!views.is_empty());
    views.insert(after_opened, FigureView::open_at_the_end(all, quarter));
    views
}

impl FiguresView {
    /// Those under one heading.
    fn under<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a FigureView> {
        self.figures
            .iter()
            .filter(move |figure| figure.group == group)
    }

    /// The same as a table for a spreadsheet.
    fn csv(&self) -> String {
        let mut lines = vec!["area,quarter,group,figure,count,meaning".to_owned()];
        lines.extend(self.figures.iter().map(|figure| {
            let text = [
                self.area_name.as_str(),
                &self.quarter,
                figure.group,
                &figure.label,
            ];
            // Names of areas are set by administrators.
            let text = text.map(cell).join(",");
            format!("{text},{},{}", figure.told(), cell(figure.meaning))
        }));
        lines.push(String::new());
        lines.join("\r\n")
    }
}

struct Found {
    view: FiguresView,
    areas: Vec<Link>,
    quarters: Vec<Link>,
}

async fn find(app: &App, caller: &Caller, asked: &Asked) -> Result<Found, Problem> {
    let areas = areas(app, caller, SEES).await?;
    let area = chosen(&areas, asked.area.as_deref())?;
    let now = Quarter::of(time::london_date(app.clock.now()));
    let quarter = match asked.quarter.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => text.parse().map_err(|_| Problem::NotFound)?,
        None => now,
    };
    if quarter > now || quarter.to_string().as_str() < FIRST {
        return Err(Problem::NotFound);
    }
    let all = app.store.place_figures(&area.code, caller, quarter).await?;
    let mut figures = figures(&all, quarter);
    // Who runs the area sees the cases themselves.
    if !access::case::list_area(caller, &area.code).is_permitted() {
        figures = figures.into_iter().map(FigureView::suppressed).collect();
    }
    let recent = std::iter::successors(Some(now), |quarter| quarter.before()).take(QUARTERS);
    let link = |each: Quarter| {
        let href = format!("/meetings/figures?area={}&quarter={each}", area.code);
        Link::new(each.words(), href).current(each == quarter)
    };
    Ok(Found {
        areas: area_links(
            &areas,
            &area.code,
            &format!("/meetings/figures?quarter={quarter}&"),
        ),
        quarters: recent.map(link).collect(),
        view: FiguresView {
            area: area.code.to_string(),
            area_name: area.name.clone(),
            quarter: quarter.to_string(),
            months: quarter.words(),
            over: quarter < now,
            figures,
        },
    })
}

/// Figures of a Joint Action Group.
///
/// For the area's coordinator and chair, and the county analyst: what was opened, closed, done and
/// used about the places of an area in a quarter, with what each figure counts, and nobody's name.
#[utoipa::path(
    get,
    path = "/meetings/figures",
    tag = "Meetings",
    params(Asked),
    responses((status = 200, description = "The figures", body = FiguresView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = find(&app, &caller, &asked).await?;
    let view = found.view;
    let title = format!("Places in {}, {}", view.area_name, view.months);
    let page = FiguresPage {
        chrome: chrome(&caller, title)
            .at(Place::Meetings)
            .crumb("Meetings", "/meetings"),
        csv: format!(
            "/meetings/figures.csv?area={}&quarter={}",
            view.area, view.quarter
        ),
        areas: found.areas,
        quarters: found.quarters,
        view: &view,
    };
    Ok(accept.reply(&view, &page).into_response())
}

/// The same as a table for a spreadsheet, to be saved.
pub(crate) async fn csv(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let view = find(&app, &caller, &asked).await?.view;
    Ok(edge::csv("places.csv", view.csv()))
}

#[derive(Template)]
#[template(path = "figures.html")]
struct FiguresPage<'a> {
    chrome: Chrome,
    view: &'a FiguresView,
    areas: Vec<Link>,
    quarters: Vec<Link>,
    csv: String,
}

impl FiguresPage<'_> {
    fn groups(&self) -> [&'static str; 5] {
        GROUPS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarter(text: &str) -> Quarter {
        text.parse().unwrap()
    }

    fn counted(counters: &[(&str, i64)]) -> Counted {
        let counters = counters
            .iter()
            .map(|(name, count)| ((*name).to_owned(), *count));
        Counted::of(counters.collect())
    }

    fn view() -> FiguresView {
        let all = ByQuarter::from([
            (
                quarter("2026-Q3"),
                counted(&[("opened", 4), ("closed_resolved", 1)]),
            ),
            (
                quarter("2026-Q4"),
                counted(&[("opened", 2), ("closed_moved", 3), ("power_cpn", 1)]),
            ),
        ]);
        FiguresView {
            area: "RUN".into(),
            area_name: "=Run\"nymede".into(),
            quarter: "2026-Q4".into(),
            months: "October to December 2026".into(),
            over: false,
            figures: figures(&all, quarter("2026-Q4")),
        }
    }

    fn count(view: &FiguresView, name: &str) -> Option<u64> {
        let mut found = view.figures.iter().filter(|figure| figure.name == name);
        found.next().and_then(|figure| figure.count)
    }

    /// R10.3: nothing exact is left from which a small number follows.
    #[test]
    fn who_does_not_see_the_cases_is_told_no_small_number_and_no_exact_one() {
        let told = |count| {
            let [cases, ..] = GROUPS;
            let figure = FigureView {
                name: "opened".to_owned(),
                group: cases,
                label: "Opened".to_owned(),
                count: Some(count),
                meaning: "",
            };
            figure.suppressed().count
        };
        for (count, expected) in [
            (0, Some(0)),
            (1, None),
            (4, None),
            (5, Some(5)),
            (7, Some(5)),
            (8, Some(10)),
            (12, Some(10)),
        ] {
            assert_eq!(told(count), expected, "{count}");
        }
    }

    #[test]
    fn what_is_open_follows_from_every_quarter_before() {
        let view = view();
        assert_eq!(count(&view, "opened"), Some(2));
        assert_eq!(count(&view, "open_at_end"), Some(2));
        assert_eq!(count(&view, "closed_moved"), Some(3));
        assert_eq!(count(&view, "power_pspo"), Some(0));
        // A power that is not about places is shown when it was used.
        assert_eq!(count(&view, "power_cpn"), Some(1));
        assert_eq!(count(&view, "power_cbo"), None);
    }

    #[test]
    fn every_figure_is_on_the_page_with_what_it_counts() {
        let view = view();
        let page = FiguresPage {
            chrome: Chrome::new("Places"),
            csv: "/meetings/figures.csv".into(),
            areas: Vec::new(),
            quarters: Vec::new(),
            view: &view,
        };
        let html = page.render().unwrap();
        for figure in &view.figures {
            assert!(html.contains(figure.meaning), "{}", figure.name);
            assert!(!figure.meaning.is_empty());
        }
        assert!(html.contains("This quarter is not over"));
    }

    #[test]
    fn a_spreadsheet_finds_no_formula_in_it() {
        let csv = view().csv();
        let mut lines = csv.lines();
        assert_eq!(
            lines.next(),
            Some("area,quarter,group,figure,count,meaning")
        );
        for line in lines {
            assert!(
                line.starts_with("\"'=Run\"\"nymede\",\"2026-Q4\",\""),
                "{line}"
            );
        }
    }
}
