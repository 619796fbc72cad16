//! The ASB Case Review (R7): anybody applies without an account; the area's coordinator runs it.
//!
//! | file | route | what it does |
//! |---|---|---|
//! | [`apply`] | `/case-review/apply` | the form, and taking an application in |
//! | [`body`] | | what is sent, and how it is judged |
//! | [`applied`] | `/case-review/{id}` | what the applicant sees afterwards |
//! | [`list`] | `/case-reviews` | what is due, what is over |
//! | [`one`], [`step`], [`view`] | `/case-reviews/{id}` | one application, and the steps to its outcome |
//! | [`letter`] | `/case-reviews/{id}/letters/{letter}` | letters to the applicant, to be printed |
//! | [`figures`] | `/case-reviews/figures` | the four figures of a year |

pub(crate) mod applied;
pub(crate) mod apply;
pub(crate) mod body;
pub(crate) mod figures;
pub(crate) mod letter;
pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod step;
pub(crate) mod view;

use access::{Caller, case_review as policy};
use domain::{Journal, directory::Area};
use edge::{
    App, Problem, chrome,
    page::{Chrome, Link, Place},
};

/// The frame of a page for staff.
fn frame(caller: &Caller, title: impl Into<String>) -> Chrome {
    chrome(caller, title).at(Place::Triage)
}

/// The areas whose reviews the caller runs, by name.
///
/// **Errors:** 403 when there is none.
async fn areas(app: &App, caller: &Caller) -> Result<Vec<Journal<Area>>, Problem> {
    let mut areas = app.store.areas_lately().await?;
    areas.retain(|area| policy::run(caller, &area.code).is_permitted());
    areas.sort_by(|one, other| one.name.cmp(&other.name));
    if areas.is_empty() {
        let why = "Only an area’s coordinator runs its ASB Case Reviews.";
        return Err(Problem::Forbidden(why.to_owned()));
    }
    Ok(areas)
}

/// The area asked for; the first one when none is.
///
/// **Errors:** 404 for one whose reviews the caller does not run.
fn chosen<'a>(
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
fn area_links(areas: &[Journal<Area>], here: &Area, base: &str) -> Vec<Link> {
    let link = |area: &Journal<Area>| {
        let href = format!("{base}area={}", area.code);
        Link::new(&area.name, href).current(area.code == here.code)
    };
    match areas {
        [] | [_] => Vec::new(),
        several => several.iter().map(link).collect(),
    }
}

#[cfg(test)]
mod tests;
