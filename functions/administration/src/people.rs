//! People of staff: who they are, what they may do, what they were trained in.

mod body;
mod change;
pub(crate) mod leave;
pub(crate) mod list;
pub(crate) mod register;
pub(crate) mod roles;
pub(crate) mod said;
pub(crate) mod show;
pub(crate) mod sign_in;
pub(crate) mod training;
pub(crate) mod view;
mod walk;
