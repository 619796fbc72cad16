//! People of staff: who they are, what they may do, what they were trained in.

pub(crate) mod list;
pub(crate) mod roles;
pub(crate) mod view;
mod walk;
