//! A small form about one thing on a case: a reason, and whatever else the change needs.

use askama::Template;
use axum::response::Response;
use edge::page::{self, Choice, Chrome};

use super::frame::Frame;
use crate::again::Again;

/// The page of a small form.
#[derive(Template)]
#[template(path = "case/ask.html")]
pub(crate) struct Ask {
    pub(crate) chrome: Chrome,
    pub(crate) frame: Frame,
    pub(crate) again: Again,
    /// Where the form is sent.
    pub(crate) action: String,
    /// What is about to be done, as a paragraph.
    pub(crate) about: String,
    /// Agencies to choose from; none is asked for when empty.
    pub(crate) agencies: Vec<Choice>,
    /// Whether a new text is asked for.
    pub(crate) text: bool,
    /// The question for the reason.
    pub(crate) why: &'static str,
    /// The words on the button.
    pub(crate) button: &'static str,
    /// Whether the button warns.
    pub(crate) grave: bool,
}

impl Ask {
    /// The page, with the status that its form has.
    pub(crate) fn response(&self) -> Response {
        page::html(self.again.status, self)
    }
}
