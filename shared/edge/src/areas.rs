//! The areas that somebody answers for, and the one that a page is about.

use access::{Caller, Decision};
use domain::{AreaCode, Journal, directory::Area};

use crate::{
    App, Problem,
    page::{Choice, Link},
};

/// A question to access about an area.
pub type May = fn(&Caller, &AreaCode) -> Decision;

/// The areas in which the caller `may`, by name; those that are not there today come last.
///
/// **Errors:** 403 with `why` when there is none.
pub async fn areas(
    app: &App,
    caller: &Caller,
    (may, why): (May, &str),
) -> Result<Vec<Journal<Area>>, Problem> {
    let mut areas = app.store.areas_lately().await?;
    areas.retain(|area| may(caller, &area.code).is_permitted());
    let (plans, today) = (app.store.plans().await?, app.today());
    areas.sort_by_cached_key(|area| (!area.is_there(&plans, today), area.name.clone()));
    if areas.is_empty() {
        return Err(Problem::Forbidden(why.to_owned()));
    }
    Ok(areas)
}

/// Without areas whose lists are part of another's that is there too, which has taken them over.
pub fn folded(caller: &Caller, areas: &mut Vec<Journal<Area>>) {
    let codes: Vec<AreaCode> = areas.iter().map(|area| area.code.clone()).collect();
    let over =
        |area: &AreaCode, other: &AreaCode| other != area && caller.covers(other).contains(area);
    areas.retain(|area| !codes.iter().any(|other| over(&area.code, other)));
}

/// The area asked for; the first one when none is.
///
/// **Errors:** 404 for one that the caller does not answer for.
pub fn chosen<'a>(
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
pub fn area_links(areas: &[Journal<Area>], here: &AreaCode, base: &str) -> Vec<Link> {
    if areas.len() < 2 {
        return Vec::new();
    }
    let link = |area: &Journal<Area>| {
        let href = format!("{base}area={}", area.code);
        Link::new(&area.name, href).current(area.code == *here)
    };
    areas.iter().map(link).collect()
}

/// The areas that take part today, by name, as forms for everybody offer them.
///
/// **Errors:** those of the store.
pub async fn offered(app: &App) -> Result<Vec<Choice>, Problem> {
    let areas = app.areas_today().await?;
    let mut choices: Vec<_> = areas
        .iter()
        .map(|area| Choice::new(area.code.as_str(), area.name.as_str()))
        .collect();
    choices.sort_by(|one, two| one.label.cmp(&two.label));
    Ok(choices)
}

/// The name of an area, or its code when it is gone.
///
/// **Errors:** those of the store.
pub async fn name_of(app: &App, code: &AreaCode) -> Result<String, Problem> {
    match app.store.area_lately(code).await {
        Ok(area) => Ok(area.name.clone()),
        Err(store::Error::NotFound) => Ok(code.to_string()),
        Err(fault) => Err(fault.into()),
    }
}
