//! Sheets from elsewhere as cases (R11.1): pure, with no store, no clock and nothing that is random.
//!
//! A file is read row by row within bounds, whatever it is called and whoever made it; a mapping says
//! what its columns mean; each row is judged, and what cannot be taken is named with its cell and reason.
//!
//! INVARIANT (rows): every row that holds something becomes a case, joins one, is there already, or is
//! rejected with a reason.
//!
//! | room | what lives there |
//! |---|---|
//! | [`file`](mod@file) | CSV, xlsx and ods as rows of text, and what is refused as a whole |
//! | [`mapping`] | which columns mean what, in TOML |
//! | [`values`] | cells as dates, names, choices, yes and no |
//! | [`draft`] | one row as a part of a case |
//! | [`plan`] | rows of one case together |
//! | [`propose`] | a mapping to begin with, from the headings |
//! | [`answers`] | a mapping as people fill it in |
//! | [`preview`] | the first rows as the cases that they would become |
//! | [`errors`] | what was rejected, as a workbook |

pub mod answers;
pub mod draft;
pub mod errors;
pub mod file;
pub mod mapping;
pub mod plan;
pub mod preview;
pub mod propose;
pub mod values;

pub use file::{BadFile, Choice, Row, read};
pub use mapping::{BadMapping, Mapping};
pub use plan::{Fault, Planned, Planner, Survey};
pub use preview::Unfit;
