//! Questions that an area adds to the forms of agencies and of the public (R1.10).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `list.rs` | `GET /areas/{code}/questions` | what is asked, what is to come, what is retired |
//! | `add.rs` | `POST /areas/{code}/questions` | another question, from a day |
//! | `retire.rs` | `POST /areas/{code}/questions/retire` | a question is asked no longer, from a day |

pub(crate) mod add;
mod body;
pub(crate) mod list;
pub(crate) mod retire;
mod view;

use access::{Caller, directory as policy};
use domain::{AreaCode, Journal, Stamp, directory::Area, journal::JournalFault};
use edge::{App, Body, Problem, once::changed};
use store::{Commit, Once, Outcome};

use crate::{areas::said, history::since};
use view::QuestionsView;

/// Where the questions of an area are.
fn href(area: &AreaCode) -> String {
    format!("/areas/{area}/questions")
}

/// **Errors:** 403 unless the caller administers, or coordinates the area.
fn must_set(caller: &Caller, area: &AreaCode) -> Result<(), Problem> {
    if policy::set_questions(caller, area).is_permitted() {
        Ok(())
    } else {
        Err(Problem::Forbidden(
            "Only an administrator and the area’s coordinator can do this.".into(),
        ))
    }
}

/// Changes the questions of an area; `make` judges what was sent, before the version that it is based on
/// is checked, and gives what writes it.
async fn change<T, W>(
    (app, caller): (&App, &Caller),
    code: &AreaCode,
    (body, key): (&Body<T>, &Once),
    make: impl Fn(&Journal<Area>) -> Result<W, Problem>,
) -> Result<Outcome, Problem>
where
    W: FnOnce(Journal<Area>, &Stamp) -> Result<Journal<Area>, JournalFault>,
{
    let file = app.store.area_file(code).await?;
    let area = file.journal;
    let write = make(&area)?;
    body.if_match.check(area.version(), |seen| {
        since(&said::lines(&file.entries), seen)
    })?;
    let area = write(area, &app.stamp(caller)?)?;
    let view = QuestionsView::of(&area, area.version(), app.today());
    let outcome = changed(href(code), &view)?;
    app.store
        .commit(Commit::of(area).once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}
