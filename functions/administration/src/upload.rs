//! People from a sheet (R11.2): looked at first, written once it is confirmed, and never twice.
//!
//! | file | what it does |
//! |---|---|
//! | [`sheet`] | a sheet as rows of people, within bounds |
//! | [`judge`] | each row as new, changed, unchanged or rejected |
//! | [`look`] | the dry run, and the pages around it |
//! | [`confirm`] | writes what is new and changed |
//! | [`errors`] | what was rejected, as a sheet |
//!
//! INVARIANT (rows): rows in = created + changed + unchanged + rejected.
//!
//! Nothing is kept between looking and confirming: the page holds the sheet and sends it again, and
//! it is judged anew by what then stands in the directory. So a sheet that is confirmed twice, or
//! whose confirmation broke off and is repeated, changes nothing that stands there already.

pub(crate) mod confirm;
pub(crate) mod errors;
mod judge;
pub(crate) mod look;
mod sheet;
mod view;
