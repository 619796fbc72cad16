//! Agencies that take part: how they are reached, and whether they still do.

mod body;
pub(crate) mod close;
pub(crate) mod list;
pub(crate) mod register;
mod said;
pub(crate) mod show;
pub(crate) mod view;
