//! A report as a document to be printed or sent (R10.4).

use axum::response::Response;
use chrono::NaiveDate;
use domain::figures::GROUPS;
use edge::{Problem, accept, aside};
use paper::Template;
use serde_json::json;

use crate::view::{AgencyView, DueView, ForumView, MomentView, ReportView};

pub(crate) static PAPER: Template = Template::new(include_str!("../../templates/report.typ"));

/// The report as it stands today, as a PDF.
pub(super) async fn print(view: ReportView, today: NaiveDate) -> Result<Response, Problem> {
    let name = format!("report-{}-{}.pdf", view.area, view.quarter);
    let rendered = aside(move || {
        let rendered = PAPER.render(given(&view, today));
        rendered.map_err(|fault| Problem::Broken(fault.to_string()))
    });
    Ok(accept::pdf(&name, rendered.await?.pdf))
}

/// What the template sets.
pub(crate) fn given(view: &ReportView, today: NaiveDate) -> serde_json::Value {
    let forum = |forum: &ForumView| {
        let groups = GROUPS.iter().map(|group| {
            let figures: Vec<_> = forum
                .under(group)
                .map(|figure| json!([figure.label, figure.told(), figure.meaning]))
                .collect();
            json!({ "name": group, "figures": figures })
        });
        let moments = forum.over_time.iter().map(MomentView::told);
        json!({
            "name": forum.name,
            "groups": groups.collect::<Vec<_>>(),
            "over_time": moments.collect::<Vec<_>>(),
        })
    };
    let agency = |agency: &AgencyView| {
        let figures = agency.figures.iter().map(|figure| figure.told());
        json!({
            "name": agency.name,
            "figures": figures.chain([agency.percent()]).collect::<Vec<_>>(),
            "over_time": agency.over_time.iter().map(DueView::words).collect::<Vec<_>>(),
        })
    };
    let quarters = view.agencies.first().map(|agency| &agency.over_time);
    let quarters = quarters.into_iter().flatten();
    json!({
        "title": format!("{}: report for {}", view.area_name, view.months),
        "on": today,
        "over": view.over,
        "rough": view.rough,
        "forums": view.forums.iter().map(forum).collect::<Vec<_>>(),
        "agencies": view.agencies.iter().map(agency).collect::<Vec<_>>(),
        "quarters": quarters.map(|due| &due.quarter).collect::<Vec<_>>(),
        "columns": domain::figures::Figure::ACTIONS.map(|figure| figure.label()),
    })
}
