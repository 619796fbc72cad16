//! Forums that deal with harm beside CHaRMM and JAG: what each is for, and whom to contact (R8.1).
//!
//! What is shipped is dated data; an area enters its own remit, cadence, contact or days, adds forums
//! and retires them ([`Own`]). [`in_force`] is the register of an area on a day.
//!
//! **Source:** R8.1, R2.6; `rules/forums.toml`, each forum with its own source and how sure we are.

mod area;
mod shipped;
#[cfg(test)]
mod tests;

pub use area::{Change, Own, Register, Standing, Unfit, in_force, register, standing};
pub use shipped::{About, Forum, Indicator, Refer, indicator_name, indicators, shipped};
