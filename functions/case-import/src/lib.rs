//! Brings cases over from sheets (R11.1).
//!
//! | file | what it does |
//! |---|---|
//! | [`engine`] | goes through a sheet, and writes what is new in it, part by part |
//! | [`told`] | what was rejected, counted by column and reason |
//! | [`worker`] | the function: tries a list that was sent, or brings it over |

pub mod engine;
pub mod told;
pub mod worker;

pub use worker::Worker;
