//! Members of the public report anti-social behaviour (R1.2), without an account.
//!
//! Nothing is kept until it is sent, or saved for later: what was typed travels from page to page in
//! the forms themselves, never in an address. What is sent waits in triage like a referral.
//!
//! | file | what it does |
//! |---|---|
//! | [`body`], [`parse`](mod@parse) | what is sent, and how it is judged |
//! | [`area`] | which area it concerns |
//! | [`guard`] | what keeps programs out, and leaves people a way on |
//! | [`typed`] | what was typed so far, and in which area |
//! | [`ask`] | advice, the questions, what the area also asks, the answers to check |
//! | [`send`] | takes it in |
//! | [`sent`] | what the reporter sees afterwards |
//! | [`files`] | photographs, recordings and papers that come with it |
//! | [`told`] | what was told, as people read it |

pub(crate) mod area;
pub(crate) mod ask;
pub(crate) mod body;
pub(crate) mod files;
pub(crate) mod guard;
pub(crate) mod parse;
pub(crate) mod send;
pub(crate) mod sent;
pub(crate) mod told;
pub(crate) mod typed;

#[cfg(test)]
mod tests;
