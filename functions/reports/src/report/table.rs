//! A report as a table for a spreadsheet: a line for each figure, for each agency's, and for each quarter
//! looked back on.

use domain::text::cell;

use crate::view::{FigureView, ReportView, words};

/// What the lines of quarters before count.
const OVER_TIME: &str = "The same figure, in each of the quarters that the report looks back on.";

/// The lines of the table, in the order of the page.
pub(crate) fn csv(view: &ReportView) -> String {
    let mut lines = vec!["area,quarter,of,group,figure,count,meaning".to_owned()];
    let mut add = |of: &str, figure: &FigureView| {
        // Names of areas and agencies are set by administrators.
        let text = [
            view.area_name.as_str(),
            &view.quarter,
            of,
            figure.group,
            &figure.label,
        ];
        let text = text.map(cell).join(",");
        lines.push(format!("{text},{},{}", figure.told(), cell(figure.meaning)));
    };
    for forum in &view.forums {
        for figure in &forum.figures {
            add(&forum.name, figure);
        }
    }
    for agency in &view.agencies {
        for figure in &agency.figures {
            add(&agency.name, figure);
        }
    }
    let mut over_time = |quarter: &str, of: &str, group: &str, counts: &[(&str, Option<u64>)]| {
        for (label, count) in counts {
            let text = [view.area_name.as_str(), quarter, of, group, *label];
            let text = text.map(cell).join(",");
            lines.push(format!("{text},{},{}", words(*count), cell(OVER_TIME)));
        }
    };
    for forum in &view.forums {
        for moment in &forum.over_time {
            let counts = [
                ("Opened", moment.opened),
                ("Closed", moment.closed),
                ("Open at the end", moment.open),
            ];
            over_time(&moment.quarter, &forum.name, "Over two years", &counts);
        }
    }
    for agency in &view.agencies {
        for due in &agency.over_time {
            let counts = [("Due", due.due), ("Due, and answered in time", due.in_time)];
            over_time(&due.quarter, &agency.name, "Over two years", &counts);
        }
    }
    lines.push(String::new());
    lines.join("\r\n")
}
