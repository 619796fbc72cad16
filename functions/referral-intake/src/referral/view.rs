//! The shapes of replies.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Journal,
    referral::{Referral, Status},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{body::ReferralBody, files::EvidenceView, known::KnownView};
use crate::own::OwnAnswerView;
use crate::report::body::ReportView;

/// What a referral's sender is told at once, and what changes it answers with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Receipt {
    /// The referral's id, the end of its address.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub id: String,
    /// What to quote.
    #[schema(example = "R-7K3M9-QX2FV")]
    pub reference: String,
    /// Where it stands: `awaiting`, `more_asked`, `accepted`, `joined`, `signposted` or `declined`.
    #[schema(example = "awaiting")]
    pub status: String,
    /// The same in words.
    #[schema(example = "Awaiting triage")]
    pub status_label: String,
    /// The day by which it should be triaged.
    #[schema(example = "2026-11-24")]
    pub due_on: NaiveDate,
    /// Its version, for `If-Match`.
    #[schema(example = 1)]
    pub version: u64,
    /// The case it led to, if any.
    pub case: Option<CaseLink>,
}

/// A case that a referral led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseLink {
    /// The case's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    pub id: String,
    /// Its reference.
    #[schema(example = "RUN-2026-0042")]
    pub reference: String,
}

impl Receipt {
    pub(crate) fn of(referral: &Journal<Referral>) -> Self {
        Self {
            id: referral.id.to_string(),
            reference: referral.reference.clone(),
            status: value(&referral.status).to_owned(),
            status_label: referral.status.label().to_owned(),
            due_on: referral.due_on,
            version: referral.version(),
            case: case(&referral.status),
        }
    }

    /// What the sender was told when it arrived, whatever has happened to it since.
    pub(crate) fn at_first(referral: &Referral) -> Self {
        let awaiting = Status::Awaiting;
        Self {
            id: referral.id.to_string(),
            reference: referral.reference.clone(),
            status: value(&awaiting).to_owned(),
            status_label: awaiting.label().to_owned(),
            due_on: referral.due_on,
            version: 1,
            case: None,
        }
    }
}

/// The name of a status in JSON.
pub(crate) fn value(status: &Status) -> &'static str {
    match status {
        Status::Awaiting => "awaiting",
        Status::MoreAsked { .. } => "more_asked",
        Status::Accepted { .. } => "accepted",
        Status::Joined { .. } => "joined",
        Status::Signposted { .. } => "signposted",
        Status::Declined { .. } => "declined",
        Status::Erased { .. } => "erased",
    }
}

/// A status as a tag in a list says it.
pub(crate) fn tag(status: &Status) -> &'static str {
    match status {
        Status::Awaiting => "Awaiting triage",
        Status::MoreAsked { .. } => "More asked",
        Status::Accepted { .. } => "Accepted",
        Status::Joined { .. } => "Joined",
        Status::Signposted { .. } => "Signposted",
        Status::Declined { .. } => "Declined",
        Status::Erased { .. } => "Erased",
    }
}

/// The colour of a status's tag.
pub(crate) fn colour(status: &Status) -> &'static str {
    match status {
        Status::Awaiting => "blue",
        Status::MoreAsked { .. } => "yellow",
        Status::Accepted { .. } | Status::Joined { .. } => "green",
        Status::Signposted { .. } => "purple",
        Status::Declined { .. } | Status::Erased { .. } => "grey",
    }
}

fn case(status: &Status) -> Option<CaseLink> {
    match status {
        Status::Accepted {
            case, reference, ..
        }
        | Status::Joined {
            case, reference, ..
        } => Some(CaseLink {
            id: case.to_string(),
            reference: reference.clone(),
        }),
        Status::Awaiting
        | Status::MoreAsked { .. }
        | Status::Signposted { .. }
        | Status::Declined { .. }
        | Status::Erased { .. } => None,
    }
}

/// A referral in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReferralRow {
    /// What lists and receipts share.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// What it is about, in a line without names.
    #[schema(example = "Noise and threats in a block of flats")]
    pub headline: String,
    /// Code of its area.
    #[schema(example = "RUN")]
    pub area: String,
    /// Name of its area.
    #[schema(example = "Runnymede")]
    pub area_name: String,
    /// Where it comes from: `agency`, or `public` for what a member of the public reported.
    #[schema(example = "agency")]
    pub origin: String,
    /// Name of the referring agency; none of what the public reported.
    #[schema(example = "Surrey Police")]
    pub agency: Option<String>,
    /// Name of the referrer; `A member of the public` of what they reported.
    #[schema(example = "Jo Referrer")]
    pub referrer: String,
    /// The risk as the referrer sees it.
    #[schema(example = "high")]
    pub risk: String,
    /// The same in words.
    #[schema(example = "High")]
    pub risk_label: String,
    /// When it arrived, UTC.
    pub received_at: DateTime<Utc>,
    /// Whether it waits although its day has passed.
    pub overdue: bool,
}

impl ReferralRow {
    pub(crate) fn of(
        referral: &Journal<Referral>,
        area_name: &str,
        agency: Option<String>,
        today: NaiveDate,
    ) -> Self {
        Self {
            receipt: Receipt::of(referral),
            headline: referral.headline.to_string(),
            area: referral.area.to_string(),
            area_name: area_name.to_owned(),
            origin: origin(referral).to_owned(),
            agency,
            referrer: referral.referrer_name.clone(),
            risk: referral.risk.value().to_owned(),
            risk_label: referral.risk.label().to_owned(),
            received_at: referral.received_at,
            overdue: referral.status.is_open() && referral.due_on < today,
        }
    }
}

impl ReferralRow {
    /// Who made it, in a line.
    pub(crate) fn source(&self) -> String {
        match &self.agency {
            Some(agency) => format!("{}, {agency}", self.referrer),
            None => self.referrer.clone(),
        }
    }

    /// The agency, or that it was none.
    pub(crate) fn agency_or_public(&self) -> &str {
        self.agency.as_deref().unwrap_or(&self.referrer)
    }
}

fn origin(referral: &Referral) -> &'static str {
    if referral.is_public() {
        "public"
    } else {
        "agency"
    }
}

/// Another report that may well be of the same incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlikeView {
    /// Its id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be003")]
    pub id: String,
    /// Its reference.
    #[schema(example = "R-8M4N2-RX3GW")]
    pub reference: String,
    /// Where it stands, in words.
    #[schema(example = "Awaiting triage")]
    pub status_label: String,
    /// The day of what it reports.
    #[schema(example = "2026-11-15")]
    pub on: Option<NaiveDate>,
    /// The case it led to, if any.
    pub case: Option<CaseLink>,
}

impl From<&Journal<Referral>> for AlikeView {
    fn from(referral: &Journal<Referral>) -> Self {
        Self {
            id: referral.id.to_string(),
            reference: referral.reference.clone(),
            status_label: referral.status.label().to_owned(),
            on: referral.sighting.as_ref().map(|seen| seen.on),
            case: case(&referral.status),
        }
    }
}

/// A page of referrals.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferralsView {
    /// Which list: `waiting`, `decided` or `ours`.
    #[schema(example = "waiting")]
    pub view: String,
    /// Code of the area whose list it is; none for `ours`.
    #[schema(example = "RUN")]
    pub area: Option<String>,
    /// The referrals: most urgent first when waiting, else newest first.
    pub referrals: Vec<ReferralRow>,
    /// What to send as `from` for the next page; none on the last one.
    pub next: Option<String>,
}

/// A referral in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferralView {
    /// What lists show of it.
    #[serde(flatten)]
    pub row: ReferralRow,
    /// What was decided, or asked, and why; none while it waits.
    pub decision: Option<DecisionView>,
    /// What the referring agency told; none once erased, or when the public reported.
    pub answers: Option<ReferralBody>,
    /// Answers to the area's own questions, with the words that were asked.
    pub own_questions: Vec<OwnAnswerView>,
    /// What a member of the public told; none once erased, or when an agency referred.
    pub report: Option<ReportView>,
    /// Photographs, recordings and papers that came with what the public reported.
    pub files: Vec<EvidenceView>,
    /// Other public reports of the area that may be of the same incident, for who triages.
    pub alike: Vec<AlikeView>,
    /// Cases that whom it concerns may be known from already, for who triages it while it waits.
    pub known: Vec<KnownView>,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryView>,
    /// Whether the caller may triage it now.
    pub may_triage: bool,
    /// Whether the caller may answer a question about it now.
    pub may_answer: bool,
}

/// What was decided, or asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DecisionView {
    /// The decision in words.
    #[schema(example = "Accepted to a new case")]
    pub decision: String,
    /// Why; of a question, what was asked.
    #[schema(example = "Three agencies are needed to keep the victim safe")]
    pub reason: String,
    /// The forum it was sent on to, if it was.
    #[schema(example = "MARAC")]
    pub forum: Option<String>,
}

impl DecisionView {
    pub(crate) fn of(status: &Status) -> Option<Self> {
        let (reason, forum) = match status {
            Status::Awaiting | Status::Erased { .. } => return None,
            Status::MoreAsked { question } => (question, None),
            Status::Accepted { reason, .. }
            | Status::Joined { reason, .. }
            | Status::Declined { reason } => (reason, None),
            Status::Signposted { forum, reason } => (reason, Some(forum.to_string())),
        };
        Some(Self {
            decision: status.label().to_owned(),
            reason: reason.to_string(),
            forum,
        })
    }
}

/// Something that happened to a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HistoryView {
    /// Its place in the journal, from 1: the version it made.
    #[schema(example = 2)]
    pub version: u64,
    /// What.
    #[schema(example = "Accepted to a new case, RUN-2026-0042")]
    pub what: String,
    /// What was written with it.
    #[schema(example = "Three agencies are needed to keep the victim safe")]
    pub text: Option<String>,
    /// Who.
    #[schema(example = "Ana Silva")]
    pub who: String,
    /// For which agency.
    #[schema(example = "Runnymede Borough Council")]
    pub agency: Option<String>,
    /// When, UTC.
    pub at: DateTime<Utc>,
}
