//! Forums beside CHaRMM and JAG: what each is for and whom to contact, as an area's register says (R8.1).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `list.rs` | `GET /forums` | the register of an area on a day |
//! | `edit.rs` | `/areas/{code}/forums` | what an area says of a forum, from a day |

mod body;
pub(crate) mod edit;
pub(crate) mod list;
mod view;

use access::{Caller, directory as policy};
use domain::AreaCode;
use edge::Problem;

/// **Errors:** 403 unless the caller administers, or coordinates the area.
fn must_set(caller: &Caller, area: &AreaCode) -> Result<(), Problem> {
    if policy::set_forums(caller, area).is_permitted() {
        Ok(())
    } else {
        Err(Problem::Forbidden(
            "Only an administrator and the area’s coordinator can do this.".into(),
        ))
    }
}
