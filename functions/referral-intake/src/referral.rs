//! A referral that was sent: taking it in, reading it, following what happens to it.
//!
//! | file | what it does |
//! |---|---|
//! | [`body`], [`parse`](mod@parse) | what is sent, and how it is judged |
//! | [`receive`](mod@receive) | takes it in |
//! | [`list`] | the triage queue, decided ones, an agency's own |
//! | [`show`](mod@show), [`answers`], [`history`] | one referral |
//! | [`known`] | cases that whom it concerns may be known from |
//! | [`files`] | photographs, recordings and papers that came with it |
//! | [`sent`] | what the referrer sees after sending |
//! | [`answer`] | the referrer answers a question |
//! | [`view`] | the shapes of replies |

pub(crate) mod answer;
pub(crate) mod answers;
pub(crate) mod body;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod known;
pub(crate) mod list;
pub(crate) mod names;
pub(crate) mod parse;
pub(crate) mod receive;
pub(crate) mod sent;
pub(crate) mod show;
pub(crate) mod view;

#[cfg(test)]
mod tests;
