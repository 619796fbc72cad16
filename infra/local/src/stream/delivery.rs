//! One batch to one function: partial failures, bisection, bounded attempts, then parking.

use std::time::Duration;

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::DynamoDbEventResponse,
};

use super::{Mapping, checkpoint::Checkpoint};

/// How often a record is tried on its own before it is parked.
const ATTEMPTS: u32 = 5;

/// The pause after the first failed attempt; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

impl Mapping {
    /// Delivers the records in order and moves the checkpoint past each that is dealt with.
    ///
    /// A failing batch is cut in two until the record at fault stands alone; that one is tried
    /// again with growing pauses, and parked in the end so that it does not block the others.
    pub(super) async fn deliver(
        &self,
        records: Vec<EventRecord>,
        checkpoint: &mut Checkpoint,
    ) -> anyhow::Result<()> {
        // What is still to be done, the next batch last.
        let mut batches = vec![records];
        let mut attempts = 0;
        while let Some(mut batch) = batches.pop() {
            if batch.is_empty() {
                continue;
            }
            let done = self.offer(&batch).await;
            let rest = batch.split_off(done.min(batch.len()));
            if let Some(last) = batch.last().and_then(sequence) {
                checkpoint.pass(last, true)?;
                attempts = 0;
            }
            match <[EventRecord; 1]>::try_from(rest) {
                Ok([record]) => {
                    attempts += 1;
                    if attempts < ATTEMPTS {
                        tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(attempts - 1)).await;
                        batches.push(vec![record]);
                    } else {
                        self.park(record, checkpoint)?;
                        attempts = 0;
                    }
                }
                Err(mut rest) => {
                    let second = rest.split_off(rest.len() / 2);
                    batches.push(second);
                    batches.push(rest);
                }
            }
        }
        Ok(())
    }

    /// Calls the function; returns how many records from the first on are done.
    async fn offer(&self, batch: &[EventRecord]) -> usize {
        let mut event = Event::default();
        event.records = batch.to_vec();
        // A panic is a failed invocation, as on AWS.
        match tokio::spawn((self.handler)(event)).await {
            Ok(Ok(response)) => first_failure(batch, &response).unwrap_or(batch.len()),
            Ok(Err(error)) => {
                tracing::warn!(function = self.name, %error, "the function failed on a batch");
                0
            }
            Err(_) => 0,
        }
    }

    fn park(&self, record: EventRecord, checkpoint: &mut Checkpoint) -> anyhow::Result<()> {
        tracing::error!(
            function = self.name,
            event = record.event_id,
            "a record is parked after {ATTEMPTS} attempts"
        );
        let sequence = sequence(&record);
        self.parking.park(&self.name, record)?;
        match sequence {
            Some(sequence) => checkpoint.pass(sequence, true),
            None => Ok(()),
        }
    }
}

/// Index of the first record that the function reports as failed.
///
/// As on AWS, everything from there on is offered again, and an id that is not in the batch fails
/// all of it.
fn first_failure(batch: &[EventRecord], response: &DynamoDbEventResponse) -> Option<usize> {
    let failures = response.batch_item_failures.iter();
    failures
        .map(|failure| {
            let id = failure.item_identifier.as_deref();
            let at = batch
                .iter()
                .position(|record| sequence(record).as_deref() == id);
            at.unwrap_or(0)
        })
        .min()
}

fn sequence(record: &EventRecord) -> Option<String> {
    record.change.sequence_number.clone()
}
