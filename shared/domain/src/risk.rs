//! Risk scored with versioned instruments: data, not code (R2.2).
//!
//! | file | what it holds |
//! |---|---|
//! | [`Instrument`] (`instrument.rs`) | questions, weights, bands, escalations, days until the next score |
//! | `check.rs` | whether a text is an instrument, and if not, what is to be mended and where |
//! | `score.rs` | answers to score, band and what lifted it |
//! | `in_force.rs` | which version counts in an area on a day |
//!
//! INVARIANT (monotony): a worse answer never lowers the band. [`Instrument::read`] refuses a text for
//! which that would not hold: weights never fall from one answer to the next, and an escalation counts
//! for the answer that it names and for all that follow.

mod check;
mod in_force;
mod instrument;
mod score;

pub use check::Fault;
pub use in_force::{Change, Edition, Editions, Unfit, shipped};
pub use instrument::{Answer, Band, Escalation, Instrument, Question, When};
pub use score::{Answered, Answers, Scored, Slip, SlipKind, Worked};

#[cfg(test)]
mod tests;
