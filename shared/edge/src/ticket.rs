//! What a browser or a calendar program shows instead of a name and a password.

use std::fmt;

use domain::PersonId;

use crate::{Problem, secret};

/// Whose it is, and the secret that proves it.
///
/// **Shape:** `<person>.<secret>`; the person's id alone opens nothing. It has no `Debug`, so that no
/// log can hold it.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Whose it is.
    pub person: PersonId,
    /// What proves it: 43 characters, of which the store knows only the hash.
    pub secret: String,
}

impl Ticket {
    /// A ticket with a fresh secret.
    ///
    /// **Errors:** [`Problem::Broken`] when the system gives no randomness.
    pub fn new(person: PersonId) -> Result<Self, Problem> {
        let secret = secret::token()?;
        Ok(Self { person, secret })
    }

    /// Reads what [`fmt::Display`] wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (person, secret) = text.split_once('.')?;
        secret::is_token(secret).then_some(())?;
        Some(Self {
            person: person.parse().ok()?,
            secret: secret.to_owned(),
        })
    }
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.person, self.secret)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_ticket_is_read_as_it_was_written_and_nothing_else_is() {
        let person = PersonId::from(Uuid::nil());
        let ticket = Ticket::new(person).unwrap();
        assert!(Ticket::parse(&ticket.to_string()) == Some(ticket.clone()));
        let secret = &ticket.secret;
        for other in [
            secret.clone(),
            format!("{person}"),
            format!("{person}."),
            format!("nobody.{secret}"),
            format!("{person}.{secret}.{secret}"),
        ] {
            assert!(Ticket::parse(&other).is_none(), "{other}");
        }
    }
}
