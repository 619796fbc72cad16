//! HTTP: sign-in, problems, page layout and components, configuration, logging.

pub mod assets;
pub mod page;
