//! What the directory refuses, and why.

use crate::journal::JournalFault;

/// A rule of the directory. The words complete a sentence on a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// They have left already.
    #[error("this person has left already")]
    Left,
    /// They are here.
    #[error("this person has not left")]
    NotLeft,
    /// Nobody would be left to let others in.
    #[error(
        "this person is the only administrator: make somebody else an administrator first, or nobody could let people in"
    )]
    LastAdministrator,
    /// The course is recorded.
    #[error("this course is recorded for that day already")]
    Trained,
    /// The course is not recorded.
    #[error("this course is not recorded")]
    NotTrained,
    /// The course is still to come.
    #[error("a course is recorded once it was taken, so its day cannot be in the future")]
    TrainedAhead,
    /// As many courses as are kept.
    #[error("no more than {0} courses are kept of one person")]
    TrainingsFull(usize),
    /// They have signed in by another account.
    #[error("this person signs in by another account")]
    AccountBound,
    /// No account is theirs yet.
    #[error("this person has not signed in yet, so there is no account to let go")]
    NoAccount,
    /// The agency takes part no more.
    #[error("this agency is closed")]
    AgencyClosed,
    /// The agency takes part.
    #[error("this agency is open")]
    AgencyOpen,
    /// Somebody counts on it.
    #[error(
        "an agency is closed once nobody acts for it and no area counts it as a partner: {people} people act for it, and it takes part in {areas} areas"
    )]
    AgencyInUse {
        /// People who act for it.
        people: usize,
        /// Areas it takes part in.
        areas: usize,
    },
    /// The area's lead must take part in it.
    #[error("the agency that leads an area must be one of its partners")]
    LeadIsNoPartner,
    /// Fault in the journal.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}
