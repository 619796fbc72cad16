//! The ASB Case Review (R7): anybody applies without an account; the area's coordinator runs it.
//!
//! | file | route | what it does |
//! |---|---|---|
//! | [`apply`] | `/case-review/apply` | the form, and taking an application in |
//! | [`body`] | | what is sent, and how it is judged |
//! | [`applied`] | `/case-review/{id}` | what the applicant sees afterwards |
//! | [`list`] | `/case-reviews` | what is due, what is over |
//! | [`one`], [`step`], [`view`] | `/case-reviews/{id}` | one application, and the steps to its outcome |
//! | [`letter`] | `/case-reviews/{id}/letters/{letter}` | letters to the applicant, to be printed |
//! | [`figures`] | `/case-reviews/figures` | the four figures of a year |
//! | [`published`] | `/case-review/figures` | the same for everybody |

pub(crate) mod applied;
pub(crate) mod apply;
pub(crate) mod body;
pub(crate) mod figures;
pub(crate) mod letter;
pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod published;
pub(crate) mod step;
pub(crate) mod view;

use access::{Caller, case_review as policy};
use edge::{
    areas::May,
    chrome,
    page::{Chrome, Place},
};

/// The frame of a page for staff.
fn frame(caller: &Caller, title: impl Into<String>) -> Chrome {
    chrome(caller, title).at(Place::Triage)
}

/// Whose reviews somebody runs, and why they may not.
const RUNS: (May, &str) = (
    policy::run,
    "Only an area’s coordinator runs its ASB Case Reviews.",
);

#[cfg(test)]
mod tests;
