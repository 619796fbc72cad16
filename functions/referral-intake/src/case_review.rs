//! Applying for an ASB Case Review (R7.1), without an account. The area's coordinator runs it in the
//! function `case-reviews`.
//!
//! | file | route | what it does |
//! |---|---|---|
//! | [`apply`] | `/case-review/apply` | the form, and taking an application in |
//! | [`body`] | | what is sent, and how it is judged |
//! | [`applied`] | `/case-review/{id}` | what the applicant sees afterwards |

pub(crate) mod applied;
pub(crate) mod apply;
pub(crate) mod body;

#[cfg(test)]
mod tests;
