//! Cases that whom a referral concerns may be known from already, for who triages it (R1.8, R9.1).
//!
//! What the coordinator sees is shown with what speaks for it. Of a case that they do not see they are told,
//! as everybody is (INVARIANT (stub)), that there is one and whom to ask – without the evidence, since it
//! would tell which of what was referred is so and which is not.

use access::Caller;
use domain::referral::form::Subject;
use edge::{App, Problem};
use serde::Serialize;
use store::{
    referrals::ReferralFile,
    search::{Found, Hit, Stub},
};
use utoipa::ToSchema;

/// From where one of those whom a referral concerns may be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KnownView {
    /// Their number in the referral, from 1.
    #[schema(example = 1)]
    pub subject: u32,
    /// What they are to the matter there, and their name.
    #[schema(example = "Victim: Sam Example")]
    pub who: String,
    /// Cases that the caller sees, the likeliest first.
    pub cases: Vec<KnownCase>,
    /// Cases that they do not see.
    pub stubs: Vec<KnownStub>,
}

/// A case that they may be known from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "href": "/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001", "reference": "RUN-2026-0001", "status": "Open",
    "certain": true, "evidence": ["first name is the same", "date of birth is the same but for one digit"]
}))]
pub struct KnownCase {
    /// Its address.
    pub href: String,
    /// What people call it.
    pub reference: String,
    /// Where it stands, in words.
    pub status: String,
    /// Whether they are taken for the same person, or may be.
    pub certain: bool,
    /// Why, a few words for each thing that is known of both.
    pub evidence: Vec<String>,
}

/// That there is a case, for somebody who does not see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "href": "/find/9f2c6a1d0e7b4c3f8a5d2e1b6c9f0a3d7e4b1c8f5a2d9e6b3c0f7a4d1e8b5c2f",
    "area_name": "Runnymede", "lead_name": "Runnymede Borough Council",
    "ask": "community.safety@runnymede.example"
}))]
pub struct KnownStub {
    /// Where access can be asked for.
    pub href: String,
    /// The name of the area.
    pub area_name: String,
    /// The name of the agency that leads the case.
    pub lead_name: String,
    /// Whom to ask: the area's community safety team, by its mailbox.
    pub ask: String,
}

/// All whom it concerns and who may be known, in the order in which it names them.
pub(super) async fn known(
    app: &App,
    caller: &Caller,
    file: &ReferralFile,
) -> Result<Vec<KnownView>, Problem> {
    let reported = file.report().map(|report| report.subjects());
    let subjects = match (file.form(), reported) {
        (Some(form), _) => form.subjects.clone(),
        (None, reported) => reported.unwrap_or_default(),
    };
    let mut known = Vec::new();
    for (number, subject) in (1..).zip(&subjects) {
        let now = app.clock.now();
        let found = app.store.known_from(subject, caller, now).await?;
        if !found.cases.is_empty() || !found.stubs.is_empty() {
            known.push(of(app, number, subject, found).await?);
        }
    }
    Ok(known)
}

async fn of(app: &App, number: u32, subject: &Subject, found: Found) -> Result<KnownView, Problem> {
    let mut stubs = Vec::new();
    for stub in &found.stubs {
        stubs.push(stub_of(app, stub).await?);
    }
    Ok(KnownView {
        subject: number,
        who: format!("{}: {}", subject.role.label(), subject.name),
        cases: found.cases.iter().map(KnownCase::from).collect(),
        stubs,
    })
}

impl From<&Hit> for KnownCase {
    fn from(hit: &Hit) -> Self {
        Self {
            href: format!("/cases/{}", hit.row.id),
            reference: hit.row.reference.clone(),
            status: hit.row.status.clone(),
            certain: hit.certain,
            evidence: hit.evidence.clone(),
        }
    }
}

async fn stub_of(app: &App, stub: &Stub) -> Result<KnownStub, Problem> {
    let code = app.area_now(&stub.area).await?;
    let area = app.store.area_lately(&code).await?;
    Ok(KnownStub {
        href: format!("/find/{}", stub.id),
        area_name: area.name.clone(),
        lead_name: stub.lead.clone(),
        ask: area.inbox.clone(),
    })
}
