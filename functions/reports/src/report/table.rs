//! A report as a table for a spreadsheet: a line for each figure, and for each agency's.

use domain::text::cell;

use crate::view::{FigureView, ReportView};

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
    lines.push(String::new());
    lines.join("\r\n")
}
