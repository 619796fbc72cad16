//! The audit that proves itself (R3.4, R3.5): readings, what each step did with data, Merkle trees
//! over new entries, signed roots, and the check of an export against them.
//!
//! | file | what lives there |
//! |---|---|
//! | [`processing`] | what a step did with personal data, in the words of DPA 2018 s.62 |
//! | [`reading`] | the log of readings, one entry as it is sealed |
//! | [`merkle`] | trees and inclusion proofs, after RFC 6962 |
//! | [`root`] | what is signed: a tree's root and its link to the root before |
//! | [`export`] | what leaves the system to be checked elsewhere |
//! | [`verify`] | the check, which needs nothing but the export and the roots |

pub mod export;
pub mod merkle;
pub mod processing;
pub mod reading;
pub mod root;
pub mod verify;

pub use export::{Export, Part, Proof};
pub use processing::{Processed, Processing};
pub use reading::{Reading, SealedReading, reading_agency};
pub use root::{Leaf, RootDocument, SignedRoot, Statement};
pub use verify::{Fault, Summary};

#[cfg(test)]
mod tests;
