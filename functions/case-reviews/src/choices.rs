//! The closed lists of the domain, as the API's description names them.

use domain::{
    case_review::{Attendance, Letter},
    gateway::Gateway,
};
use utoipa::openapi::{Object, ObjectBuilder, schema::Type};

fn one_of(what: &str, values: Vec<&'static str>) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(what))
        .examples(values.first().map(|first| serde_json::json!(first)))
        .enum_values(Some(values))
        .build()
}

pub(crate) fn attendance() -> Object {
    let each = Attendance::ALL.iter().map(|each| each.value());
    one_of("Whether and how the victim takes part", each.collect())
}

pub(crate) fn letter() -> Object {
    let each = Letter::ALL.iter().map(|each| each.value());
    one_of("Which letter", each.collect())
}

pub(crate) fn gateway() -> Object {
    let each = Gateway::FOR_CASES.iter().map(|each| each.value());
    one_of("The legal ground for telling the agency", each.collect())
}
