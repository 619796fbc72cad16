//! Closed lists of choices: one stored value and one label each, the same in forms, JSON and pages.

/// Defines an enum whose variants carry the value stored and submitted, and the label people read.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $value:literal $label:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[doc = concat!("“", $label, "”.")] #[serde(rename = $value)] $variant,)+
        }
        impl $name {
            /// Every choice, in the order forms show them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The value stored and submitted.
            pub fn value(self) -> &'static str {
                match self { $(Self::$variant => $value,)+ }
            }

            /// What people read.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// The choice with this value, if there is one.
            pub fn parse(value: &str) -> Option<Self> {
                match value { $($value => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use choices;
