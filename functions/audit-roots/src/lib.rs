//! Signed roots over every new journal entry and reading (R3.5).
//!
//! | file | what it does |
//! |---|---|
//! | [`sealer`] | the function: leaves from the stream, a root on the schedule |
//! | [`signer`] | the key that signs, which never leaves its service |

pub mod sealer;
pub mod signer;

pub use sealer::{Made, Sealer};
pub use signer::Signer;
