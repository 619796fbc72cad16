//! The matcher as a whole.

pub(crate) mod invented;
mod properties;
mod quality;
