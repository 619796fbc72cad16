//! What can go wrong in the store. SDK errors are turned into these here and nowhere else.

use access::Caller;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use domain::journal::JournalFault;

/// What can go wrong. Nothing here holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or the caller may not know that it is.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it in between; load and decide again.
    #[error("changed by somebody else in between")]
    Conflict,
    /// This idempotency key was used for another request.
    #[error("idempotency key used for another request")]
    Reused,
    /// The caller has looked at more cases in this hour than anybody needs to.
    #[error("too many cases looked at")]
    TooMany,
    /// The caller has added more documents on this day than anybody needs to.
    #[error("too many documents added")]
    TooManyFiles,
    /// More than one item or transaction can hold.
    #[error("too large to store")]
    TooLarge,
    /// A page token that is not one of ours.
    #[error("not a page token")]
    Cursor,
    /// Throttled, or out of reach, after retries.
    #[error("storage unavailable: {0}")]
    Unavailable(String),
    /// What is stored cannot be read back.
    #[error("stored item cannot be read: {0}")]
    Unreadable(&'static str),
    /// A journal that does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

impl Error {
    /// That a caller may not have something, logged as what it is and told as if it were not there.
    ///
    /// The log's line stands inside the request's, whose id the runtime adds.
    pub fn hidden(caller: &Caller, what: &'static str) -> Self {
        let person = caller.person().map(|id| id.to_string());
        let person = person.unwrap_or_default();
        tracing::info!(what, person, "access refused");
        Self::NotFound
    }

    /// Whether trying again from the start may help.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict)
    }
}

/// Turns any SDK error into one of ours, keeping its code and never its message: messages can
/// quote items.
pub(crate) fn sdk<E, R>(error: SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata + std::fmt::Debug,
    R: std::fmt::Debug,
{
    let code = match &error {
        SdkError::ServiceError(context) => context.err().code().unwrap_or("unknown").to_owned(),
        SdkError::TimeoutError(_) => "timeout".to_owned(),
        SdkError::DispatchFailure(_) => "dispatch".to_owned(),
        SdkError::ResponseError(_) => "response".to_owned(),
        _ => "request".to_owned(),
    };
    match code.as_str() {
        "ConditionalCheckFailedException" | "TransactionConflictException" => Error::Conflict,
        "ItemCollectionSizeLimitExceededException" => Error::TooLarge,
        _ => Error::Unavailable(code),
    }
}
