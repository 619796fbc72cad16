//! The macros against the design system's own fixtures, against hostile text, and in the layout.

mod fixtures;
mod form;
mod hostile;
mod layout;
mod markup;
