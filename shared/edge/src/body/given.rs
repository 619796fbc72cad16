//! A value that a program sends with its type and a form sends as text.

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

/// A number or a truth value, as JSON gives it or as a form does, not yet checked.
///
/// In the API's description it is a plain `T`. [`crate::Fields::number`] and
/// [`crate::Fields::yes_no`] read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Given<T> {
    /// From a program.
    Typed(T),
    /// From a form.
    Text(String),
}

impl Given<i64> {
    /// The whole number, if it is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Typed(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

impl Given<bool> {
    /// The truth value, if it is one: forms send `yes`, `no`, `true`, `false` or a box's `on`.
    pub fn yes(&self) -> Option<bool> {
        match self {
            Self::Typed(yes) => Some(*yes),
            Self::Text(text) => match text.trim() {
                "yes" | "true" | "on" => Some(true),
                "no" | "false" => Some(false),
                _ => None,
            },
        }
    }
}

impl<T: PartialSchema> PartialSchema for Given<T> {
    fn schema() -> RefOr<Schema> {
        T::schema()
    }
}

impl<T: ToSchema> ToSchema for Given<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}
