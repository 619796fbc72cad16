//! The matcher as a whole.

mod invented;
mod properties;
mod quality;
