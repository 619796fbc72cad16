//! `/rules`: the law and local policy as dated rules, and what was adopted of them here (R6.6).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `list.rs` | `GET /rules` | every rule in force on a day, and those that are off |
//! | `one.rs` | `GET /rules/{id}` | one rule, who changed what about it, and its forms |
//! | `adopt.rs` | `POST /rules/{id}/confirm`, `/commence`, `/number` | what an administrator enters |

pub(crate) mod adopt;
pub(crate) mod list;
pub(crate) mod one;
mod view;
