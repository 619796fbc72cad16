//! A draft as programs see it.

use axum::response::Response;
use chrono::{DateTime, Utc};
use edge::{App, Problem, page::Fault};
use serde::Serialize;
use utoipa::ToSchema;

use super::Draft;
use crate::referral::body::ReferralBody;

/// A referral not yet sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftView {
    /// Its name, as in its address.
    #[schema(example = "7c3e9a1b5d2f4860")]
    pub id: String,
    /// When it was last saved, UTC. A draft goes a month after that.
    pub saved_at: DateTime<Utc>,
    /// The page to go on with.
    #[schema(example = "/refer/7c3e9a1b5d2f4860/impact")]
    pub next: String,
    /// The answers so far.
    pub answers: ReferralBody,
    /// What is missing or wrong; empty when it can be sent.
    pub missing: Vec<Fault>,
}

/// The caller's drafts.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftsView {
    /// Newest first.
    pub drafts: Vec<DraftSummary>,
}

/// A draft in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftSummary {
    /// Its name, as in its address.
    #[schema(example = "7c3e9a1b5d2f4860")]
    pub id: String,
    /// What it is about, once answered.
    #[schema(example = "Noise and threats in a block of flats")]
    pub headline: Option<String>,
    /// When it was last saved, UTC.
    pub saved_at: DateTime<Utc>,
    /// The page to go on with.
    #[schema(example = "/refer/7c3e9a1b5d2f4860/impact")]
    pub next: String,
}

impl From<&Draft> for DraftSummary {
    fn from(draft: &Draft) -> Self {
        Self {
            id: draft.id.to_string(),
            headline: draft.written.answers.headline.clone(),
            saved_at: draft.saved_at,
            next: format!("{}/{}", draft.base(), draft.written.next.slug()),
        }
    }
}

/// The draft as JSON.
pub(crate) async fn json(app: &App, draft: &Draft) -> Result<Response, Problem> {
    let area = draft.area(app).await?;
    let DraftSummary {
        id, saved_at, next, ..
    } = DraftSummary::from(draft);
    let missing = draft.faults(area.as_deref(), app.clock.now());
    let answers = draft.written.answers.clone();
    Ok(edge::accept::json(&DraftView {
        id,
        saved_at,
        next,
        answers,
        missing,
    }))
}
