//! How long things are kept: what is due, what was decided, and by which rules (R12.2).

pub(crate) mod entries;
pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod rules;
mod view;
