//! Tells people and partner systems what the journal says (R4.2), and chases what is due.
//!
//! | file | what it does |
//! |---|---|
//! | [`notifier`] | the function: stream and schedule |
//! | [`tell`] | from a journal entry to the notices it gives rise to |
//! | [`deliver`] | one notice: claim, send, mark |
//! | [`sweep`] | reminders, chasing and escalation, once a day |

mod deliver;
pub mod notifier;
mod sweep;
mod tell;

pub use notifier::{Notifier, Sending};
pub use sweep::Swept;
