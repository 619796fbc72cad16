//! An agency as these pages and the API show it.

use domain::{AgencyId, directory::Agency};
use serde::Serialize;
use utoipa::ToSchema;

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DirectoryAgency)]
pub(crate) struct AgencyView {
    /// Its short name.
    #[schema(example = "surrey-police")]
    pub(crate) id: String,
    /// Where its record is.
    #[schema(example = "/agencies/surrey-police")]
    pub(crate) href: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    pub(crate) name: String,
    /// Its mailbox for notices.
    #[schema(example = "partnerships@police.example")]
    pub(crate) inbox: String,
    /// The mailbox to which its overdue actions are escalated.
    #[schema(example = "partnerships.lead@police.example")]
    pub(crate) lead_inbox: String,
    /// The SNS topic its own systems listen to.
    #[schema(example = "arn:aws:sns:eu-west-2:000000000000:charmm-agency-surrey-police")]
    pub(crate) topic: Option<String>,
    /// Whether it takes part no more.
    #[schema(example = false)]
    pub(crate) closed: bool,
    /// The record's version, as in `ETag`.
    #[schema(example = 2)]
    pub(crate) version: u64,
}

impl AgencyView {
    pub(crate) fn of(agency: &Agency, version: u64) -> Self {
        Self {
            id: agency.id.to_string(),
            href: href(&agency.id),
            name: agency.name.clone(),
            inbox: agency.inbox.clone(),
            lead_inbox: agency.lead_inbox.clone(),
            topic: agency.topic.clone(),
            closed: agency.closed,
            version,
        }
    }
}

/// Where an agency's record is.
pub(crate) fn href(id: &AgencyId) -> String {
    format!("/agencies/{id}")
}
