//! Values as they are compared: without what people write differently (R9.1).

mod address;
mod birth;
mod text;
mod value;
mod words;

pub use address::{Address, address, postcode, street};
pub use birth::Birth;
pub use text::{fold, words as split};
pub use value::Value;
pub use words::Words;
