//! Which rows speak of the same person (R9.1): pure, with no I/O, no clock and nothing that is random.
//!
//! Values are normalised, rows that share a key are compared, agreement is graded field by field, and
//! the grades are weighed. What people may call each other, how streets are shortened, the passes, the
//! weights and the thresholds are data in `rules/`.
//!
//! | room | what lives there |
//! |---|---|
//! | [`mapping`], [`settings`] | what columns mean, and how they are judged |
//! | [`normal`] | values without what people write differently |
//! | [`similar`], [`sound`] | how far two words are apart, and how they sound |
//! | [`kind`], [`compare`] | how well two values agree |
//! | [`block`], [`candidates`] | which rows are compared at all |
//! | [`lookup`] | one person among those who are kept in a table |
//! | [`rows`] | the rows, side by side |
//! | [`learn`], [`weights`] | what agreement counts for |
//! | [`cautions`] | who is not taken for one person by score alone |
//! | [`evidence`] | why, in words |
//! | [`resolve`] | what follows from other pairs |

pub mod block;
pub mod candidates;
pub mod cautions;
pub mod compare;
pub mod evidence;
pub mod kind;
pub mod learn;
pub mod lookup;
pub mod mapping;
pub mod normal;
pub mod resolve;
pub mod rows;
pub mod settings;
pub mod similar;
pub mod sound;
pub mod weights;

mod found;

#[cfg(test)]
mod tests;

pub use found::{Found, Pair, Verdict, duplicates, links};
pub use mapping::{BadMapping, Mapping, Side};
pub use rows::Row;
