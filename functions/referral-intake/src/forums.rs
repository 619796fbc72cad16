//! Forums that deal with harm beside this one (R8.1): offered where a form asks which are involved
//! or which fits better. Another one can always be typed.

use chrono::NaiveDate;
use domain::{
    AreaCode,
    forums::{Register, Standing, in_force},
};
use edge::{App, Problem, page::Choice};

/// Those of the area's register on a day; of what is shipped when the area is gone or not known yet.
pub(crate) async fn of_area(
    app: &App,
    area: Option<&AreaCode>,
    on: NaiveDate,
) -> Result<Vec<Choice>, Problem> {
    let Some(code) = area else {
        return Ok(offered(&Register::default(), on));
    };
    match app.store.area_lately(code).await {
        Ok(area) => Ok(offered(&area.register, on)),
        Err(store::Error::NotFound) => Ok(offered(&Register::default(), on)),
        Err(fault) => Err(fault.into()),
    }
}

/// Those of a register on a day, by what people call them.
pub(crate) fn offered(register: &Register, on: NaiveDate) -> Vec<Choice> {
    let choice = |forum: Standing| Choice::new(forum.name.as_str(), forum.name.as_str());
    in_force(register, on).into_iter().map(choice).collect()
}
