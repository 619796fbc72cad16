//! What all pages of this function have in common.

use access::Caller;
use edge::{
    chrome,
    page::{Chrome, Place},
};

/// How many rows a page of a list shows.
pub(crate) const ROWS: i32 = 50;

/// Why somebody may not see how long things are kept.
pub(crate) const DECIDES: &str =
    "Only a data-protection officer and an area’s coordinator can see this.";
/// Why somebody may not see who asked what is held about them.
pub(crate) const ANSWERS: &str = "Only a data-protection officer can see this.";

/// The frame of a page of this section.
pub(crate) fn frame(caller: &Caller, title: impl Into<String>) -> Chrome {
    chrome(caller, title).at(Place::DataProtection)
}
