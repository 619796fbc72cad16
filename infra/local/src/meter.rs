//! Counts what a function's calls on the table cost, as DynamoDB itself reports it.
//!
//! Each function has a client of its own on AWS, and so it has here: what one costs is not mixed
//! with what another does at the same moment. Calls are kept only while a reading is taken.

mod call;
pub(crate) mod size;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_dynamodb::{
    Client,
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::{BeforeSerializationInterceptorContextMut, FinalizerInterceptorContextRef},
    },
    error::BoxError,
};
use aws_smithy_types::config_bag::{Storable, StoreReplace};

pub use call::Call;

/// Counts the calls of one function.
///
/// **Shape:** `meter.start(); …; let reading = meter.take();`
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Option<Reading>>>);

/// A meter for each function that reads and writes the table.
#[derive(Debug, Clone, Default)]
pub struct Meters {
    /// The functions behind HTTP: they are called one request at a time.
    pub http: Meter,
    /// `action-notifications`.
    pub notifications: Meter,
    /// `meeting-packs`.
    pub packs: Meter,
    /// `audit-roots`.
    pub roots: Meter,
    /// `erasure`.
    pub erasure: Meter,
    /// `document-intake`.
    pub intake: Meter,
    /// `case-import`.
    pub import: Meter,
}

/// What was called, in order, and what it cost.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The calls.
    pub calls: Vec<Call>,
}

impl Meter {
    /// Begins a reading; one that was begun before is dropped.
    pub fn start(&self) {
        *self.held() = Some(Reading::default());
    }

    /// Ends the reading and gives it; an empty one when none was begun.
    pub fn take(&self) -> Reading {
        self.held().take().unwrap_or_default()
    }

    /// A client like `db` whose calls this meter counts.
    pub(crate) fn on(&self, db: &Client) -> Client {
        Client::from_conf(db.config().to_builder().interceptor(self.clone()).build())
    }

    fn held(&self) -> MutexGuard<'_, Option<Reading>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading {
    /// Read units, rounded up call by call as they are charged.
    pub fn read_units(&self) -> f64 {
        // The sum of nothing is minus zero.
        self.calls.iter().map(|call| call.read_units).sum::<f64>() + 0.0
    }

    /// Write units of the table and its indexes.
    pub fn write_units(&self) -> f64 {
        let units = |call: &Call| call.write_units + call.index_units;
        self.calls.iter().map(units).sum::<f64>() + 0.0
    }

    /// How often `operation` was called, such as `Query`.
    pub fn count(&self, operation: &str) -> usize {
        let is = |call: &&Call| call.operation == operation;
        self.calls.iter().filter(is).count()
    }
}

/// A call between its request and its answer.
#[derive(Debug)]
struct Begun(Call);

impl Storable for Begun {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "Meter"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.held().is_some()
            && let Some(call) = call::begin(context)
        {
            bag.interceptor_state().store_put(Begun(call));
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let (Some(reading), Some(Begun(call))) = (self.held().as_mut(), bag.load::<Begun>()) {
            reading.calls.push(call::end(call.clone(), context));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
