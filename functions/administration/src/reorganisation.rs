//! Reorganisations: which areas end on a day, what takes their place, and what it carries over (R11.3).

mod body;
pub(crate) mod list;
pub(crate) mod plan;
mod said;
pub(crate) mod show;
pub(crate) mod staff;
mod view;
