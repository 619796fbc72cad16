//! An area as these pages and the API show it.

use chrono::NaiveDate;
use domain::{AreaCode, directory::Area, meeting::Forum, reorganisation::Reorganisations, time};
use serde::Serialize;
use utoipa::ToSchema;

/// An area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DirectoryArea)]
pub(crate) struct AreaView {
    /// Its code, the first part of its case references.
    #[schema(example = "RUN")]
    pub(crate) code: String,
    /// Where its record is.
    #[schema(example = "/areas/RUN")]
    pub(crate) href: String,
    /// Its name.
    #[schema(example = "Runnymede")]
    pub(crate) name: String,
    /// The agency that leads: the council.
    #[schema(example = "runnymede-council")]
    pub(crate) lead: String,
    /// Where its coordinators read notices.
    #[schema(example = "community.safety@runnymede.example")]
    pub(crate) inbox: String,
    /// The id of the person who chairs.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub(crate) chair: Option<String>,
    /// Agencies that take part.
    pub(crate) partners: Vec<PartnerView>,
    /// Forums it holds.
    #[schema(example = json!(["charmm", "jag"]))]
    pub(crate) forums: Vec<&'static str>,
    /// How often its CHaRMM meets, where that is settled.
    #[schema(example = "every-6-weeks")]
    pub(crate) charmm_meets: Option<String>,
    /// How often its JAG meets, where that is settled.
    #[schema(example = "every-7-weeks")]
    pub(crate) jag_meets: Option<String>,
    /// The first day on which it is there, where that is known.
    #[schema(example = "2027-04-01")]
    pub(crate) since: Option<NaiveDate>,
    /// The last day, when another area takes over.
    #[schema(example = "2027-03-31")]
    pub(crate) until: Option<NaiveDate>,
    /// The code of the area that takes over.
    #[schema(example = "WSU")]
    pub(crate) becomes: Option<String>,
    /// Working days allowed for triage.
    #[schema(example = 3)]
    pub(crate) triage_working_days: u32,
    /// A reminder, days before an action is due.
    #[schema(example = 2)]
    pub(crate) remind_before: u64,
    /// Chased, days after it was due.
    #[schema(example = 1)]
    pub(crate) chase_after: u64,
    /// Escalated to the agency's lead, days after it was due.
    #[schema(example = 5)]
    pub(crate) lead_after: u64,
    /// Escalated to the chair, days after it was due.
    #[schema(example = 10)]
    pub(crate) chair_after: u64,
    /// Most days for which somebody who is not on a case can be let in.
    #[schema(example = 92)]
    pub(crate) longest_grant_days: u64,
    /// Hours that access taken in an emergency lasts.
    #[schema(example = 24)]
    pub(crate) emergency_hours: u32,
    /// Days within which a request for access is answered.
    #[schema(example = 5)]
    pub(crate) answer_days: u64,
    /// Days within which access taken in an emergency is reviewed.
    #[schema(example = 3)]
    pub(crate) review_days: u64,
    /// The record's version, as in `ETag`.
    #[schema(example = 2)]
    pub(crate) version: u64,
}

/// An agency that takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DirectoryPartner)]
pub(crate) struct PartnerView {
    /// Which.
    #[schema(example = "surrey-police")]
    pub(crate) agency: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    pub(crate) name: String,
}

fn meets(area: &Area, forum: Forum) -> Option<String> {
    area.cadences.of(forum).map(|cadence| cadence.to_string())
}

impl AreaView {
    pub(crate) fn of(area: &Area, version: u64) -> Self {
        let partners = area.partners.iter().map(|partner| PartnerView {
            agency: partner.agency.to_string(),
            name: partner.name.clone(),
        });
        Self {
            code: area.code.to_string(),
            href: href(&area.code),
            name: area.name.clone(),
            lead: area.lead.to_string(),
            inbox: area.inbox.clone(),
            chair: area.chair.map(|chair| chair.to_string()),
            partners: partners.collect(),
            forums: area.forums.iter().map(|forum| forum.value()).collect(),
            charmm_meets: meets(area, Forum::Charmm),
            jag_meets: meets(area, Forum::Jag),
            since: area.since,
            until: None,
            becomes: None,
            triage_working_days: area.triage_working_days,
            remind_before: area.chase.remind_before,
            chase_after: area.chase.chase_after,
            lead_after: area.chase.lead_after,
            chair_after: area.chase.chair_after,
            longest_grant_days: area.access.longest_grant_days,
            emergency_hours: area.access.emergency_hours,
            answer_days: area.access.answer_days,
            review_days: area.access.review_days,
            version,
        }
    }
}

impl AreaView {
    /// From when to when it is there, in words.
    pub(crate) fn there(&self) -> String {
        match (self.since, self.until) {
            (None, None) => "Always".to_owned(),
            (Some(since), None) => format!("From {}", time::long_date(since)),
            (None, Some(until)) => format!("Until {}", time::long_date(until)),
            (Some(since), Some(until)) => {
                format!("{} to {}", time::long_date(since), time::long_date(until))
            }
        }
    }

    /// The same, with how it ends.
    pub(crate) fn planned(mut self, area: &AreaCode, plans: &Reorganisations) -> Self {
        if let Some((on, change)) = plans.end_of(area) {
            self.until = on.pred_opt();
            self.becomes = Some(change.into.to_string());
        }
        self
    }
}

/// Where an area's record is.
pub(crate) fn href(code: &AreaCode) -> String {
    format!("/areas/{code}")
}
