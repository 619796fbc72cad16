//! An area's own versions of the instruments by which risk is scored (R2.2): which is in force, which
//! is to come, and putting another in force from a day.

mod body;
pub(crate) mod edit;
pub(crate) mod list;
mod view;

use access::{Caller, directory as policy};
use domain::AreaCode;
use edge::Problem;

/// **Errors:** 403 unless the caller administers, or coordinates the area.
fn must_set(caller: &Caller, area: &AreaCode) -> Result<(), Problem> {
    if policy::set_instruments(caller, area).is_permitted() {
        Ok(())
    } else {
        Err(Problem::Forbidden(
            "Only an administrator and the area’s coordinator can do this.".into(),
        ))
    }
}
