//! Tells people and partner systems what the journal says (R4.2), and chases what is due.
//!
//! | file | what it does |
//! |---|---|
//! | [`notifier`] | the function: stream, schedule, and what the mail service reports |
//! | [`tell`] | from a journal entry to the notices it gives rise to |
//! | [`deliver`] | one notice: claim, send, mark |
//! | [`sweep`] | reminders, chasing and escalation, once a day |
//! | [`powers`] | the same of what falls due with a power |
//! | [`visits`] | the same of access that waits for an answer or a review |
//! | [`feedback`] | what SES reports of an email |
//! | [`returns`] | what follows from it, in the ledger and the journal |

mod deliver;
mod feedback;
pub mod notifier;
mod powers;
mod returns;
mod reviews;
mod sweep;
mod tell;
mod visits;

pub use notifier::Notifier;
pub use sweep::Swept;
