//! Who runs ASB Case Reviews (R7).

use domain::AreaCode;

use crate::{
    Caller, Decision,
    question::{Thing, ask},
};

/// May they read and decide applications in the area?
pub fn run(caller: &Caller, area: &AreaCode) -> Decision {
    let register = Thing::register(Some(area));
    ask(caller, "case-review.run", &register, None)
}

/// May they look for what is due in the area, to remind its team of it?
pub fn chase(caller: &Caller, area: &AreaCode) -> Decision {
    let register = Thing::register(Some(area));
    ask(caller, "case-review.chase", &register, None)
}
