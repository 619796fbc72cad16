//! Long forms not yet sent, kept under the person who writes them (R1.9).
//!
//! A draft is the writer's own note: it has no journal, is seen by nobody else, and goes when it
//! is sent or a month after it was last touched. No policy is asked: what names the writer is the
//! key, and the edge puts the caller's own id there.

use chrono::{DateTime, TimeDelta, Utc};
use domain::PersonId;
use serde::{Deserialize, Serialize};

use crate::{Error, Store, keys, table::from_item};

/// How long an untouched draft is kept.
const KEPT: TimeDelta = TimeDelta::days(30);

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its id: any short name the form chose.
    pub id: String,
    /// What was typed so far, as JSON text.
    pub body: String,
    /// When it was last touched, UTC.
    pub saved_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DraftItem {
    pk: String,
    sk: String,
    body: String,
    saved_at: DateTime<Utc>,
    expires_at: i64,
}

impl Store {
    /// Saves a draft.
    pub async fn save_draft(&self, person: PersonId, draft: &Draft) -> Result<(), Error> {
        let item = DraftItem {
            pk: keys::drafts(person),
            sk: draft.id.clone(),
            body: draft.body.clone(),
            saved_at: draft.saved_at,
            expires_at: (draft.saved_at + KEPT).timestamp(),
        };
        self.table.put(&item).await
    }

    /// A draft of this person.
    pub async fn draft(&self, person: PersonId, id: &str) -> Result<Draft, Error> {
        let item: Option<DraftItem> = self.table.get(keys::drafts(person), id).await?;
        item.map(Draft::from).ok_or(Error::NotFound)
    }

    /// All drafts of this person.
    pub async fn drafts(&self, person: PersonId) -> Result<Vec<Draft>, Error> {
        let (items, _) = self
            .table
            .between(keys::drafts(person), " ", "~", false, 100)
            .await?;
        items
            .into_iter()
            .map(|item| Ok(from_item::<DraftItem>(item)?.into()))
            .collect()
    }

    /// Deletes a draft that was sent, unless a page of it was saved meanwhile.
    pub async fn delete_sent_draft(&self, person: PersonId, draft: &Draft) -> Result<(), Error> {
        let saved_at = serde_dynamo::to_attribute_value(draft.saved_at)
            .map_err(|_| Error::Unreadable("draft"))?;
        let place = (keys::drafts(person), draft.id.clone());
        match self.table.delete_if(place, "saved_at", saved_at).await {
            // Whoever saved that page is told when they send it.
            Err(Error::Conflict) => Ok(()),
            done => done,
        }
    }

    /// Deletes a draft; deleting one that is gone is no error.
    pub async fn delete_draft(&self, person: PersonId, id: &str) -> Result<(), Error> {
        let _gone: Option<DraftItem> = self.table.take(keys::drafts(person), id.to_owned()).await?;
        Ok(())
    }
}

impl From<DraftItem> for Draft {
    fn from(item: DraftItem) -> Self {
        Self {
            id: item.sk,
            body: item.body,
            saved_at: item.saved_at,
        }
    }
}
