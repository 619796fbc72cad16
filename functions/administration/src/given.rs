//! What forms and programs send here in common: addresses, and lists that a form sends as one text.

use edge::Fields;

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

pub(crate) use edge::body::one_or_many;

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
