//! Bringing cases over from a list: sent, mapped, tried, and brought over by `case-import` (R11.1).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `list.rs` | `GET`, `POST /areas/{code}/imports` | the lists of an area; another one is announced |
//! | `one.rs` | `GET /areas/{code}/imports/{id}` | how far a list is, and the next step with it |
//! | `map.rs` | `POST /areas/{code}/imports/{id}` | says what its columns mean |
//! | `go.rs` | `POST …/go` | tries it, brings it over, wakes whoever does, or drops it |
//! | `errors.rs` | `GET …/errors` | what is wrong with it, as a workbook |
//!
//! INVARIANT (unseen): what a list says is shown to administrators of its area on its own page and in its
//! workbook of errors, and to nobody else; it is in no log and no notice, and the list is handed out to
//! nobody.

mod body;
pub(crate) mod errors;
pub(crate) mod go;
pub(crate) mod list;
pub(crate) mod map;
pub(crate) mod one;
mod peek;
mod view;

use access::{Caller, directory as policy};
use domain::{AreaCode, Journal, TransferId, transfer::Transfer};
use edge::{App, Problem};

/// Where the lists of an area are.
fn href(area: &AreaCode) -> String {
    format!("/areas/{area}/imports")
}

/// Where a list is.
fn href_of(list: &Transfer) -> String {
    format!("{}/{}", href(&list.area), list.id)
}

/// **Errors:** 403 unless the caller brings cases over to the area.
fn must_bring(caller: &Caller, area: &AreaCode) -> Result<(), Problem> {
    if policy::bring_cases(caller, area).is_permitted() {
        Ok(())
    } else {
        Err(Problem::Forbidden(
            "Only an administrator can do this.".into(),
        ))
    }
}

/// A list of an area.
///
/// **Errors:** 404 when it is of another.
async fn list_of(
    app: &App,
    caller: &Caller,
    (area, id): (&AreaCode, TransferId),
) -> Result<Journal<Transfer>, Problem> {
    must_bring(caller, area)?;
    let list = app.store.transfer(id, caller).await?;
    match list.area == *area {
        true => Ok(list),
        false => Err(Problem::NotFound),
    }
}
