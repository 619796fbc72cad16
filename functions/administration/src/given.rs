//! What forms and programs send here in common: addresses, and lists that a form sends as one text.

use std::fmt;

use edge::Fields;
use serde::{
    Deserializer,
    de::{SeqAccess, Visitor},
};

/// The longest address that mail knows (RFC 5321).
const LONGEST: usize = 254;

/// An email address in lower case.
pub(crate) fn email(
    fields: &mut Fields,
    field: &str,
    label: &str,
    sent: Option<String>,
) -> Option<String> {
    let line = fields.line(field, label, sent)?;
    let email = as_email(line.as_str());
    fields.check(
        field,
        email.is_some(),
        "Enter an email address in the correct format, like name@example.com",
    );
    email
}

/// The address in lower case, if it is one: letters or digits first, one `@`, and a dot somewhere
/// after it.
pub(crate) fn as_email(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (name, domain) = text.split_once('@')?;
    let plain = text
        .chars()
        .all(|c| !c.is_whitespace() && !c.is_control() && !",;<>()\"".contains(c));
    let labels = domain.split('.').all(|label| !label.is_empty()) && domain.contains('.');
    let named = name.starts_with(|c: char| c.is_alphanumeric());
    let whole = plain && labels && named && !domain.contains('@');
    (whole && text.len() <= LONGEST).then_some(text)
}

/// A form sends one chosen box as a text, several as a list.
pub(crate) fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    struct Texts;

    impl<'de> Visitor<'de> for Texts {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of texts")
        }

        fn visit_str<E>(self, one: &str) -> Result<Vec<String>, E> {
            Ok(vec![one.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut many: A) -> Result<Vec<String>, A::Error> {
            let mut texts = Vec::new();
            while let Some(text) = many.next_element()? {
                texts.push(text);
            }
            Ok(texts)
        }
    }

    from.deserialize_any(Texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_at_sign_and_a_domain() {
        assert_eq!(
            as_email(" Sam@Police.Example ").as_deref(),
            Some("sam@police.example")
        );
        for bad in [
            "",
            "sam",
            "@police.example",
            "sam@",
            "sam@police",
            "a@b@c.example",
            "a b@c.example",
            "sam@police..example",
            "=cmd()@c.example",
            "=a@c.example",
        ] {
            assert_eq!(as_email(bad), None, "{bad}");
        }
    }
}
