//! The page for what went wrong.

use askama::Template;

use super::{Chrome, Fault};

/// The page for a problem that the form cannot be shown again for: not found, refused, broken.
///
/// No personal data in any of it.
#[derive(Debug, Clone, Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// Its title is the heading.
    pub chrome: Chrome,
    /// What happened and what to do, a paragraph each.
    pub happened: Vec<String>,
    /// What others changed meanwhile, a line each.
    pub changes: Vec<String>,
    /// The fields to mend, if the problem is about fields.
    pub faults: Vec<Fault>,
    /// The rule that refused it, as cited; empty for none.
    pub rule: String,
    /// What to quote when asking for help, such as the request's id; empty for none.
    pub reference: String,
}
