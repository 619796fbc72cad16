//! The closed lists of the domain, as a form offers them and as the API's description names them.

use domain::{
    case_review::{Applicant, Attendance},
    file::FileKind,
    gateway::Gateway,
    referral::form::{Behaviour, CaseKind, RiskBand, SubjectRole, Tenure},
    referral::{
        Referral,
        report::{Effect, Nuisance, Standing, Way},
    },
};
use edge::openapi::one_of;
pub(crate) use edge::page::offer;
use utoipa::openapi::{ArrayBuilder, Object, RefOr, Schema, schema::Array};

/// The label of a value, or the value itself when it is none of the list.
pub(crate) fn label_of<T>(
    value: &str,
    parse: fn(&str) -> Option<T>,
    label: fn(T) -> &'static str,
) -> String {
    parse(value).map_or_else(|| value.to_owned(), |choice| label(choice).to_owned())
}

pub(crate) fn kind() -> Object {
    one_of("What the referral is about", CaseKind::ALL, CaseKind::value)
}

pub(crate) fn behaviours() -> Array {
    let each = one_of("A kind of behaviour", Behaviour::ALL, Behaviour::value);
    ArrayBuilder::new()
        .items(RefOr::T(Schema::Object(each)))
        .description(Some("Kinds of behaviour; at least one"))
        .min_items(Some(1))
        .build()
}

pub(crate) fn risk() -> Object {
    one_of(
        "The risk of harm as the referrer sees it",
        RiskBand::ALL,
        RiskBand::value,
    )
}

pub(crate) fn gateway() -> Object {
    one_of(
        "The legal ground for sharing",
        Gateway::FOR_CASES,
        Gateway::value,
    )
}

pub(crate) fn role() -> Object {
    let what = "What they are to the matter; a place is a location";
    one_of(what, SubjectRole::ALL, SubjectRole::value)
}

pub(crate) fn evidence() -> Object {
    let what = "What a file of a report is";
    one_of(what, &Referral::EVIDENCE, FileKind::value)
}

pub(crate) fn applicant() -> Object {
    one_of("Who applies", Applicant::ALL, Applicant::value)
}

pub(crate) fn attendance() -> Object {
    let what = "Whether and how the victim takes part";
    one_of(what, Attendance::ALL, Attendance::value)
}

pub(crate) fn nuisance() -> Object {
    one_of("What happens", Nuisance::ALL, Nuisance::value)
}

pub(crate) fn effect() -> Object {
    one_of("What it does to the reporter", Effect::ALL, Effect::value)
}

pub(crate) fn standing() -> Object {
    one_of("What the reporter is to it", Standing::ALL, Standing::value)
}

pub(crate) fn way() -> Object {
    one_of(
        "How the reporter can be reached safely",
        Way::ALL,
        Way::value,
    )
}

pub(crate) fn tenure() -> Object {
    one_of("How the home is held", Tenure::ALL, Tenure::value)
}
