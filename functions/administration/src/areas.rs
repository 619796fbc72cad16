//! Areas: who leads, who takes part, which forums meet, and when actions are chased.

mod body;
pub(crate) mod list;
pub(crate) mod register;
pub(crate) mod said;
pub(crate) mod show;
pub(crate) mod view;
