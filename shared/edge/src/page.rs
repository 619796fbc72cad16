//! The look of the pages: what every page shares, and the values that the component macros take.
//!
//! The macros are in `templates/components/`; `templates/README.md` lists them with examples.
//! Nothing here knows a case or a route: a function's page template extends `layout.html`, carries
//! a [`Chrome`] named `chrome`, and, where it asks for something, a [`Form`] named `form`.

mod chrome;
mod form;
mod parts;
mod problem;
mod reply;

#[cfg(test)]
mod tests;

pub use chrome::{Chrome, Place};
pub use form::{Fault, Form};
pub use parts::{Choice, Link, Row, Step, offer};
pub use problem::ProblemPage;
pub use reply::html;
