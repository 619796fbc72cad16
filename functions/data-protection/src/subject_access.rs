//! Answering somebody who asks what is held about them (R12.1).

pub(crate) mod beside;
mod bundle;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod one;
pub(crate) mod review;
mod step;
mod view;
