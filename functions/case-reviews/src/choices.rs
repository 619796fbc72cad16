//! The closed lists of the domain, as the API's description names them.

use domain::{
    case_review::{Attendance, Letter},
    gateway::Gateway,
};
use edge::openapi::one_of;
use utoipa::openapi::Object;

pub(crate) fn attendance() -> Object {
    let what = "Whether and how the victim takes part";
    one_of(what, Attendance::ALL, Attendance::value)
}

pub(crate) fn letter() -> Object {
    one_of("Which letter", Letter::ALL, Letter::value)
}

pub(crate) fn gateway() -> Object {
    let what = "The legal ground for telling the agency";
    one_of(what, Gateway::FOR_CASES, Gateway::value)
}
