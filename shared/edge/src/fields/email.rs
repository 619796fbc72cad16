//! Email addresses.

use super::Fields;

/// The longest address that mail knows (RFC 5321).
const LONGEST: usize = 254;

impl Fields {
    /// An email address in lower case.
    pub fn email(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<String> {
        let line = self.line(field, label, sent)?;
        let email = as_email(line.as_str());
        self.check(
            field,
            email.is_some(),
            "Enter an email address in the correct format, like name@example.com",
        );
        email
    }
}

/// The address in lower case, if it is one: letters or digits first, one `@`, and a dot somewhere
/// after it.
pub fn as_email(text: &str) -> Option<String> {
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
