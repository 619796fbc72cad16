//! The function: new journal entries from the stream, the daily sweep from a schedule, and what the
//! mail service reports through a topic.

use aws_lambda_events::{dynamodb::Event, streams::DynamoDbEventResponse};
use domain::notice::returned;
use edge::{
    Clock,
    stream::{self, Undone},
    trigger::{Trigger, UnknownEvent},
};
use serde_json::{Value, json};
use store::{Store, mail::Mail};

use crate::{feedback::Unreadable, sweep::Swept};

/// The run that the schedule asks for, as `{"run": "sweep"}`.
pub const SWEEP: &str = "sweep";

/// Everything the function has at hand. Made once per process.
#[derive(Debug, Clone)]
pub struct Notifier {
    pub(crate) store: Store,
    pub(crate) mail: Mail,
    pub(crate) sns: aws_sdk_sns::Client,
    /// Where the application is reached; links begin with it.
    pub(crate) origin: String,
    pub(crate) clock: Clock,
}

/// Why an event was not dealt with. Nothing here holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It is none of those that this function knows.
    #[error(transparent)]
    Unknown(#[from] UnknownEvent),
    /// It is no report of the mail service.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It could not be written down.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A rule stands against it.
    #[error(transparent)]
    Refused(#[from] returned::Refused),
    /// The sweep left actions out.
    #[error("{0} actions could not be chased")]
    LeftOut(u32),
}

impl Notifier {
    /// A notifier on these clients; links begin with `origin`, where the application is reached.
    pub fn new(
        store: Store,
        mail: Mail,
        sns: aws_sdk_sns::Client,
        origin: String,
        clock: Clock,
    ) -> Self {
        Self {
            store,
            mail,
            sns,
            origin,
            clock,
        }
    }

    /// Deals with an event as Lambda hands it over; the answer is what its source expects.
    ///
    /// **Errors:** also when part of a sweep failed, so that the scheduler tries again and an alarm
    /// tells somebody; and when a report of the mail service could not be taken in, so that the
    /// topic comes again.
    pub async fn on_event(&self, event: Value) -> Result<Value, Fault> {
        match Trigger::parse(event)? {
            Trigger::Stream(records) => Ok(json!(self.on_stream(records).await)),
            Trigger::Topic(messages) => {
                for message in messages {
                    self.hear(&message).await?;
                }
                Ok(Value::Null)
            }
            Trigger::Run(run) if run == SWEEP => match self.on_schedule().await? {
                swept if swept.failed > 0 => Err(Fault::LeftOut(swept.failed)),
                swept => Ok(json!(swept)),
            },
            Trigger::Run(_) => Err(UnknownEvent::Run.into()),
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
