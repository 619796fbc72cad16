//! Stands in for SES and SNS: an HTTP server on loopback that keeps what it is asked to send.
//!
//! The real SDK clients talk to it. Nothing leaves the machine.

mod feedback;
mod outbox;
mod ses;
mod sns;

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use axum::{Router, extract::DefaultBodyLimit, routing::post};
use tokio::task::JoinHandle;

pub(crate) use feedback::{CONFIGURATION_SET, Feedback, Invoke};
pub use outbox::{Email, Message, Outbox, Text, Topic};

use crate::{
    clock::LocalClock,
    loopback::{self, Stop},
};

/// Most that SES takes: 40 MB with attachments.
const MOST: usize = 40 << 20;

/// Ways in which a provider can fail, for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The call is refused and nothing is kept.
    Refused,
    /// The message is kept, and the reply says that something went wrong.
    ReplyLost,
    /// The message is kept, and no reply ever comes.
    NoReply,
}

/// The mailbox of one runner.
#[derive(Debug, Clone)]
pub struct Mailbox {
    outbox: Outbox,
    clock: LocalClock,
    refuse: Arc<AtomicU32>,
    lose: Arc<AtomicU32>,
    hush: Arc<AtomicU32>,
}

impl Mailbox {
    pub(crate) fn new(outbox: Outbox, clock: LocalClock) -> Self {
        Self {
            outbox,
            clock,
            refuse: Arc::default(),
            lose: Arc::default(),
            hush: Arc::default(),
        }
    }

    /// What has been sent.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Makes the next `calls` calls fail; retries by the SDK count as calls.
    pub fn fail_next(&self, calls: u32, fault: Fault) {
        match fault {
            Fault::Refused => self.refuse.store(calls, Ordering::SeqCst),
            Fault::ReplyLost => self.lose.store(calls, Ordering::SeqCst),
            Fault::NoReply => self.hush.store(calls, Ordering::SeqCst),
        }
    }

    /// The fault that this call is to suffer.
    fn fault(&self) -> Option<Fault> {
        let take = |left: &AtomicU32| {
            left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            })
            .is_ok()
        };
        if take(&self.refuse) {
            Some(Fault::Refused)
        } else if take(&self.lose) {
            Some(Fault::ReplyLost)
        } else if take(&self.hush) {
            Some(Fault::NoReply)
        } else {
            None
        }
    }

    /// Serves both APIs until the switch is thrown; returns the address.
    pub(crate) async fn serve(&self, stop: Stop) -> anyhow::Result<(String, JoinHandle<()>)> {
        let router = Router::new()
            .route("/v2/email/outbound-emails", post(ses::send))
            .route("/", post(sns::call))
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(self.clone());
        let (listener, address) = loopback::bind(0).await?;
        let task = loopback::serve(listener, router, stop);
        Ok((format!("http://{address}"), task))
    }
}
