//! What all pages of this function have in common: the areas that somebody answers for, and lists a
//! page at a time.

use access::{Caller, retention as policy};
use domain::{AreaCode, Journal, directory::Area};
use edge::{
    App, Problem, chrome,
    page::{Chrome, Link, Place},
};
use store::{Cursor, Page};

/// How many rows a page of a list shows.
pub(crate) const ROWS: i32 = 50;

/// Why somebody may not see these pages.
const DECIDES: &str = "Only a data-protection officer and an area’s coordinator can see this.";

/// The frame of a page of this section.
pub(crate) fn frame(caller: &Caller, title: impl Into<String>) -> Chrome {
    chrome(caller, title).at(Place::DataProtection)
}

/// The areas in which the caller decides how long things are kept, by name.
///
/// **Errors:** 403 when there is none.
pub(crate) async fn areas(app: &App, caller: &Caller) -> Result<Vec<Journal<Area>>, Problem> {
    let mut areas = app.store.areas_lately().await?;
    areas.retain(|area| policy::decide(caller, &area.code).is_permitted());
    areas.sort_by(|one, other| one.name.cmp(&other.name));
    if areas.is_empty() {
        return Err(Problem::Forbidden(DECIDES.into()));
    }
    Ok(areas)
}

/// The area asked for; the first one when none is.
///
/// **Errors:** 404 for one that the caller does not answer for.
pub(crate) fn chosen<'a>(
    areas: &'a [Journal<Area>],
    asked: Option<&str>,
) -> Result<&'a Journal<Area>, Problem> {
    let found = match asked.filter(|asked| !asked.is_empty()) {
        Some(asked) => areas.iter().find(|area| area.code.as_str() == asked),
        None => areas.first(),
    };
    found.ok_or(Problem::NotFound)
}

/// Links to the same page of each area; none when there is no choice.
pub(crate) fn area_links(areas: &[Journal<Area>], here: &AreaCode, base: &str) -> Vec<Link> {
    if areas.len() < 2 {
        return Vec::new();
    }
    let link = |area: &Journal<Area>| {
        let href = format!("{base}area={}", area.code);
        Link::new(&area.name, href).current(area.code == *here)
    };
    areas.iter().map(link).collect()
}

/// Reads the token of a page.
///
/// **Errors:** 400 for what is not one.
pub(crate) fn cursor(from: Option<&str>) -> Result<Option<Cursor>, Problem> {
    let from = from.filter(|token| !token.is_empty());
    Ok(from.map(Cursor::parse).transpose()?)
}

/// Where the next page of the list at `base`, which has a query already, is.
pub(crate) fn next<T>(page: &Page<T>, base: &str) -> Option<String> {
    let next = page.next.as_ref()?;
    Some(format!("{base}&from={next}"))
}
