//! Stands in for the event source mappings: hands new journal entries to the functions that read
//! the table's stream, in order, at least once.

mod checkpoint;
mod delivery;
mod parked;
mod records;

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use aws_lambda_events::{dynamodb::Event, streams::DynamoDbEventResponse};
use tokio::{
    sync::{Mutex, Notify},
    task::JoinHandle,
};

pub use parked::Parked;
pub(crate) use parked::ParkingLot;
pub(crate) use records::everything;

use crate::{
    database::Database,
    loopback::Stop,
    mailbox::Feedback,
    template::{Filter, StreamMapping},
};
use checkpoint::Checkpoint;

/// How often the stream is looked at when nothing says that there is something new.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A function that reads the stream.
pub(crate) type Handler = Arc<
    dyn Fn(Event) -> Pin<Box<dyn Future<Output = anyhow::Result<DynamoDbEventResponse>> + Send>>
        + Send
        + Sync,
>;

/// The mapping of the stream to one function.
pub(crate) struct Mapping {
    name: String,
    /// What the function gets of the stream.
    filter: Filter,
    database: Database,
    handler: Handler,
    parking: ParkingLot,
    /// Held while a batch is delivered, so that there is never more than one.
    checkpoint: Mutex<Checkpoint>,
    /// Records that the function was given, by whomever.
    delivered: AtomicUsize,
}

/// All mappings of one runner.
#[derive(Clone)]
pub(crate) struct Stream {
    mappings: Arc<[Mapping]>,
    parking: ParkingLot,
    wake: Arc<Notify>,
    /// What becomes of the emails that functions send: it follows from the stream, and is answered
    /// with new entries.
    mail: Option<Feedback>,
}

impl Mapping {
    pub(crate) fn new(
        mapping: StreamMapping,
        database: Database,
        handler: Handler,
        parking: ParkingLot,
        checkpoint: std::path::PathBuf,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            name: mapping.function,
            filter: mapping.filter,
            database,
            handler,
            parking,
            checkpoint: Mutex::new(Checkpoint::open(checkpoint)?),
            delivered: AtomicUsize::new(0),
        })
    }

    /// Delivers what is new until nothing is.
    async fn drain(&self) -> anyhow::Result<()> {
        let mut checkpoint = self.checkpoint.lock().await;
        loop {
            let page = records::after(&self.database, checkpoint.position(), &self.filter).await?;
            let Some(last) = page.last else {
                return Ok(());
            };
            let wanted = page.records.len();
            self.deliver(page.records, &mut checkpoint).await?;
            self.delivered.fetch_add(wanted, Ordering::SeqCst);
            checkpoint.pass(last, wanted > 0)?;
        }
    }
}

impl Stream {
    pub(crate) fn new(mappings: Vec<Mapping>, parking: ParkingLot) -> Self {
        Self {
            mappings: mappings.into(),
            parking,
            wake: Arc::default(),
            mail: None,
        }
    }

    /// The same stream with reports on what functions send.
    pub(crate) fn with_mail(self, mail: Feedback) -> Self {
        Self {
            mail: Some(mail),
            ..self
        }
    }

    /// A stream that nobody reads.
    #[cfg(test)]
    pub(crate) fn none() -> Self {
        let path = std::env::temp_dir().join(crate::random::id().unwrap());
        Self::new(Vec::new(), ParkingLot::open(&path).unwrap())
    }

    /// Says that something may have been written.
    pub(crate) fn wake(&self) {
        self.wake.notify_waiters();
    }

    /// Waits until everything written so far, and what the functions wrote in turn, is delivered.
    pub(crate) async fn settle(&self) -> anyhow::Result<()> {
        loop {
            let before = self.delivered();
            for mapping in self.mappings.iter() {
                mapping.drain().await?;
            }
            if let Some(mail) = &self.mail {
                mail.drain().await?;
            }
            // What was delivered meanwhile, here or in the background, may have been answered by
            // new entries that an earlier mapping has not seen.
            if self.delivered() == before {
                return Ok(());
            }
        }
    }

    fn delivered(&self) -> usize {
        let each = self.mappings.iter();
        let records: usize = each
            .map(|mapping| mapping.delivered.load(Ordering::SeqCst))
            .sum();
        records + self.mail.as_ref().map_or(0, Feedback::reported)
    }

    /// Passes over everything written so far without delivering it to those functions: history
    /// sends no mail.
    pub(crate) async fn skip_to_end(&self, skip: impl Fn(&str) -> bool) -> anyhow::Result<()> {
        for mapping in self.mappings.iter().filter(|one| skip(&one.name)) {
            let mut checkpoint = mapping.checkpoint.lock().await;
            while let Some(last) =
                records::after(&mapping.database, checkpoint.position(), &mapping.filter)
                    .await?
                    .last
            {
                checkpoint.pass(last, true)?;
            }
        }
        Ok(())
    }

    /// Records given up on, oldest first.
    pub(crate) fn parked(&self) -> Vec<Parked> {
        self.parking.parked()
    }

    /// Delivers in the background until the switch is thrown.
    pub(crate) fn run(&self, stop: &Stop) -> Vec<JoinHandle<()>> {
        let each = (0..self.mappings.len()).map(|index| {
            let (stream, stop) = (self.clone(), stop.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = stream.deliver_for_ever(index) => {}
                    () = stop.asked() => {}
                }
            })
        });
        let (stream, stop) = (self.clone(), stop.clone());
        let mail = tokio::spawn(async move {
            tokio::select! {
                () = stream.report_for_ever() => {}
                () = stop.asked() => {}
            }
        });
        each.chain([mail]).collect()
    }

    async fn report_for_ever(&self) {
        let Some(mail) = &self.mail else {
            return;
        };
        loop {
            match mail.drain().await {
                Ok(()) => {}
                Err(error) => tracing::error!(%error, "a report on an email was not taken in"),
            }
            let _ = tokio::time::timeout(LOOK_EVERY, self.wake.notified()).await;
        }
    }

    async fn deliver_for_ever(&self, index: usize) {
        let Some(mapping) = self.mappings.get(index) else {
            return;
        };
        loop {
            if let Err(error) = mapping.drain().await {
                tracing::error!(function = mapping.name, %error, "the stream could not be delivered");
            }
            let _ = tokio::time::timeout(LOOK_EVERY, self.wake.notified()).await;
        }
    }
}

#[cfg(test)]
mod tests;
