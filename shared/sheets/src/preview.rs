//! The first rows of a file as the cases that they would become.

use std::ops::ControlFlow;

use crate::{
    BadFile, BadMapping, Choice, Mapping, Planner, Row,
    draft::Agencies,
    file::read,
    plan::{Item, Target},
};

/// Why a file cannot be gone through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The file is refused.
    #[error(transparent)]
    File(#[from] BadFile),
    /// The mapping does not fit it.
    #[error("the mapping does not fit: {0}")]
    Mapping(#[from] BadMapping),
}

/// The headings of a file.
///
/// **Errors:** the file is refused as a whole.
pub fn headings(named: (&str, &[u8]), choice: &Choice) -> Result<Vec<String>, BadFile> {
    let mut first = first(named, choice, 1)?;
    Ok(first.pop().ok_or(BadFile::Empty)?.cells)
}

/// What becomes of the first rows of a file, were there no others.
///
/// **Errors:** the file is refused, or the mapping does not fit it.
pub fn preview(
    named: (&str, &[u8]),
    (mapping, agencies): (&Mapping, &Agencies),
    into: Target<'_>,
    most: usize,
) -> Result<Vec<Item>, Unfit> {
    let rows = first(named, &mapping.choice(), most.saturating_add(1))?;
    let mut planner = Planner::new(mapping, agencies, into)?;
    for row in &rows {
        planner.survey(row)?;
    }
    Ok(rows
        .iter()
        .skip(1)
        .filter_map(|row| planner.plan(row))
        .collect())
}

fn first(named: (&str, &[u8]), choice: &Choice, most: usize) -> Result<Vec<Row>, BadFile> {
    let mut rows = Vec::with_capacity(most);
    read(named, choice, &mut |row| {
        rows.push(row);
        if rows.len() < most {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    Ok(rows)
}
