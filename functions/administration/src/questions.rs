//! Questions that an area adds to the referral form (R1.10).
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
use domain::AreaCode;
use edge::Problem;

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
