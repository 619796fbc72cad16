//! The case that somebody names in a form by its reference, to change it.

use access::{Caller, case as policy};
use domain::{Journal, case::Case};

use crate::{App, Problem};

/// The case with this reference, for who manages it.
///
/// **Errors:** 400 at `field` when there is none, or the caller does not see it; 403 with `why` when they
/// see it and do not manage it.
pub async fn managed_case(
    app: &App,
    caller: &Caller,
    (field, reference): (&str, &str),
    why: &str,
) -> Result<Journal<Case>, Problem> {
    let case = match app.store.case_by_reference(reference, caller).await {
        Ok(case) => case,
        Err(store::Error::NotFound) => {
            let what = "There is no case with this reference, or you may not see it";
            return Err(Problem::field(field, what));
        }
        Err(fault) => return Err(fault.into()),
    };
    match policy::manage(caller, &case).is_permitted() {
        true => Ok(case),
        false => Err(Problem::Forbidden(why.to_owned())),
    }
}
