//! The failure destination: records given up on, kept whole.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use aws_lambda_events::dynamodb::EventRecord;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::jsonl::JsonLines;

/// A record that a function could not deal with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parked {
    /// The function.
    pub function: String,
    /// When it was given up on, by the system's clock.
    pub at: DateTime<Utc>,
    /// The record, whole: on AWS too the destination must get more than its metadata.
    pub record: EventRecord,
}

/// Where they are kept.
#[derive(Debug, Clone)]
pub(crate) struct ParkingLot(Arc<Mutex<(JsonLines, Vec<Parked>)>>);

impl ParkingLot {
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Mutex::new(JsonLines::open(path)?))))
    }

    pub(super) fn park(&self, function: &str, record: EventRecord) -> anyhow::Result<()> {
        let parked = Parked {
            function: function.to_owned(),
            at: Utc::now(),
            record,
        };
        let mut lot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lot.0.append(&parked)?;
        lot.1.push(parked);
        Ok(())
    }

    pub(super) fn parked(&self) -> Vec<Parked> {
        let lot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lot.1.clone()
    }
}
