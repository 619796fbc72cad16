//! Who can sign in here: the demonstration's staff.

use std::sync::Arc;

use serde::Serialize;

/// One person as the sign-in page lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The person's id, and the `sub` of their tokens.
    pub id: String,
    /// What they sign in as.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they do, in words.
    pub role: String,
    /// The name of their agency.
    pub agency: String,
}

/// Everybody who can sign in.
#[derive(Debug, Clone, Default)]
pub struct People(Arc<[Person]>);

impl People {
    pub(crate) fn new(people: Vec<Person>) -> Self {
        Self(people.into())
    }

    /// All of them, in the order they are listed.
    pub fn all(&self) -> &[Person] {
        &self.0
    }

    /// The person with that address, however it is capitalised.
    pub fn by_email(&self, email: &str) -> Option<&Person> {
        self.0
            .iter()
            .find(|person| person.email.eq_ignore_ascii_case(email.trim()))
    }

    /// The person with that id.
    pub fn by_id(&self, id: &str) -> Option<&Person> {
        self.0.iter().find(|person| person.id == id)
    }
}
