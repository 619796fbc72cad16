//! Who may see and do what (R3). Pure: a decision is a total function of values.
//!
//! The store asks here on its way out, so that a route cannot forget. Each decision names the
//! policies it rests on; they are kept with the read entry.
//!
//! | file | what it decides |
//! |---|---|
//! | [`caller`] | who is asking |
//! | [`decision`] | yes or no, and on which policies |
//! | [`case`] | cases, their chronology and actions |
//! | [`guest`] | those who are not on a case: access granted, taken in an emergency, searching |
//! | [`entry`] | entries that their agency has limited |
//! | [`referral`] | referrals and triage |
//! | [`meeting`] | meetings, agendas and packs |
//! | [`notice`] | notices that came back |

pub mod caller;
pub mod case;
pub mod decision;
pub mod entry;
pub mod guest;
pub mod meeting;
pub mod notice;
pub mod referral;

pub use caller::Caller;
pub use decision::Decision;

#[cfg(test)]
mod tests;
