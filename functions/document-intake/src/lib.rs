//! Looks at files that were sent to quarantine, and keeps or deletes them (R2.5).
//!
//! | file | what it does |
//! |---|---|
//! | [`arrival`] | what EventBridge says of a file: that it came, or what a search found in it |
//! | [`looked`] | whether a file is what it is said to be, by its bytes alone |
//! | [`intake`] | the function: look, keep or refuse, and empty the place in quarantine |

pub mod arrival;
pub mod intake;
pub mod looked;

pub use intake::{Intake, Scan};
