//! The function: new journal entries from the stream, and the daily sweep from a schedule.

use aws_lambda_events::{dynamodb::Event, streams::DynamoDbEventResponse};
use edge::{
    Clock,
    stream::{self, Undone},
};
use store::Store;

use crate::sweep::Swept;

/// Everything the function has at hand. Made once per process.
#[derive(Debug, Clone)]
pub struct Notifier {
    pub(crate) store: Store,
    pub(crate) ses: aws_sdk_sesv2::Client,
    pub(crate) sns: aws_sdk_sns::Client,
    pub(crate) sending: Sending,
    pub(crate) clock: Clock,
}

/// How messages are sent.
#[derive(Debug, Clone)]
pub struct Sending {
    /// Where the application is reached; links begin with it.
    pub origin: String,
    /// The address that emails come from.
    pub sender: String,
}

impl Notifier {
    /// A notifier on these clients.
    pub fn new(
        store: Store,
        ses: aws_sdk_sesv2::Client,
        sns: aws_sdk_sns::Client,
        sending: Sending,
        clock: Clock,
    ) -> Self {
        Self {
            store,
            ses,
            sns,
            sending,
            clock,
        }
    }

    /// Sends the notices that new journal entries give rise to.
    pub async fn on_stream(&self, event: Event) -> DynamoDbEventResponse {
        stream::each(&self.store, event, async |entry| {
            let mut worst = Ok(());
            for notice in self.notices(&entry).await? {
                // One mailbox that cannot be reached does not keep the others from their message.
                worst = worse(worst, self.deliver(notice).await);
            }
            worst
        })
        .await
    }

    /// Reminds, chases and escalates what is due today.
    ///
    /// **Errors:** when some actions could not be looked at; a second run takes up what is left.
    pub async fn on_schedule(&self) -> Result<Swept, store::Error> {
        self.sweep().await
    }
}

/// The result that decides what happens with the entry: come again, before given up, before done.
fn worse(one: Result<(), Undone>, other: Result<(), Undone>) -> Result<(), Undone> {
    match (one, other) {
        (later @ Err(Undone::Later(_)), _) | (_, later @ Err(Undone::Later(_))) => later,
        (Ok(()), other) => other,
        (one, _) => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_again_while_any_of_its_notices_may_still_be_sent() {
        let later = || Err(Undone::Later("throttled".into()));
        let never = || Err(Undone::Never("rejected".into()));
        for (one, other) in [
            (later(), never()),
            (never(), later()),
            (later(), Ok(())),
            (Ok(()), later()),
        ] {
            assert!(matches!(worse(one, other), Err(Undone::Later(_))));
        }
        for (one, other) in [(never(), Ok(())), (Ok(()), never()), (never(), never())] {
            assert!(matches!(worse(one, other), Err(Undone::Never(_))));
        }
        assert!(worse(Ok(()), Ok(())).is_ok());
    }
}
