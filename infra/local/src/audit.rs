//! The audit outside the service: taking everything out, and checking what was taken out. Checking
//! needs no network, no table and no key but the public one.
//!
//! | file | what it does |
//! |---|---|
//! | [`key`] | public keys and what they signed |
//! | `export` | everything that is journalled, with the roots, into a folder |
//! | `verify` | the check of an export, and what it says |

mod export;
pub(crate) mod key;
mod verify;

pub use export::{export_data, export_table};
pub use verify::{Evidence, verify};
