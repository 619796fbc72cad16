//! A look into a list that was sent: its headings, and its first rows as the cases that they would become.

use access::Caller;
use domain::{Journal, text::capital, transfer::Transfer};
use edge::{App, Problem};
use sheets::{
    Mapping, Unfit,
    answers::Answers,
    draft::Agencies,
    plan::Target,
    preview::{headings, preview},
};

use super::view::LineView;

/// Rows that are shown.
const FIRST: usize = 20;

/// What is seen of a list.
pub(super) enum Peek {
    /// It was not sent yet, or is gone.
    Nothing,
    /// It cannot be read as it is; why, as a sentence without a full stop.
    Unreadable(Answers, String),
    /// Its columns, and its first rows if they are mapped.
    Seen(Answers, Result<Vec<LineView>, String>),
}

/// Looks into a list.
pub(super) async fn peek(
    app: &App,
    caller: &Caller,
    list: &Journal<Transfer>,
) -> Result<Peek, Problem> {
    let Some(bytes) = app
        .store
        .look_into_list(list, caller, app.clock.now())
        .await?
    else {
        return Ok(Peek::Nothing);
    };
    let named = (sheets::file::called(&bytes), bytes.as_slice());
    let answers = list.mapping.as_deref().map(Answers::of_toml);
    let choice = answers.as_ref().map(Answers::choice).unwrap_or_default();
    let columns = match headings(named, &choice) {
        Ok(columns) => columns,
        Err(bad) => {
            let answers = answers.unwrap_or_default();
            return Ok(Peek::Unreadable(answers, capital(&bad.to_string())));
        }
    };
    let answers = match answers {
        Some(answers) => answers.for_headings(&columns),
        None => Answers::proposed(&columns),
    };
    let Some(mapping) = &list.mapping else {
        return Ok(Peek::Seen(answers, Ok(Vec::new())));
    };
    let agencies = app.store.agencies().await?.into_iter();
    let agencies = Agencies {
        names: agencies
            .filter(|agency| !agency.closed)
            .map(|agency| (agency.id, agency.name))
            .collect(),
    };
    let stamp = app.stamp(caller)?;
    let into = Target {
        area: &list.area,
        stamp: &stamp,
    };
    let items = Mapping::read(mapping)
        .map_err(Unfit::from)
        .and_then(|mapping| preview(named, (&mapping, &agencies), into, FIRST));
    let lines = items.map(|items| items.iter().map(LineView::of).collect());
    Ok(Peek::Seen(
        answers,
        lines.map_err(|bad| capital(&bad.to_string())),
    ))
}
