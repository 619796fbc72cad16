//! Meeting packs, one for each recipient agency, rendered on schedule and on demand (R5.3).
//!
//! | file | what it does |
//! |---|---|
//! | [`packer`] | the function: which meetings want packs, from the schedule and the stream |
//! | `packer/recipients.rs` | which agencies get one |
//! | `packer/make.rs` | one agency's pack: read as that agency, compose, render, store |
//! | [`mod@render`] | a pack to an accessible PDF, the same bytes for the same pack |
//! | `../template.typ` | what a pack looks like |

pub mod packer;
pub mod render;

pub use packer::{Packed, Packer};
pub use render::render;
