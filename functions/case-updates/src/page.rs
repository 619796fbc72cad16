//! Lists, a page at a time.

pub(crate) use edge::list::{cursor, next};

/// How many rows a page of a list shows.
pub(crate) const ROWS: i32 = 20;
