//! Carries out the erasures that were ordered and whose day has come (R12.2).
//!
//! It alone may take out what an entry of a journal said. It decides nothing: what is to be erased,
//! and when, was ordered by people, and a hold or an order taken back keeps it from going on.

pub mod eraser;

pub use eraser::{Erased, Eraser};
