//! Marks that only this system can make: on what it hands out and gets back.

use domain::journal::Hash;

use crate::{App, Problem, secret};

/// How many hexadecimal digits the key to an address has: 128 bits.
const DIGITS: usize = 32;

/// What marks are made with: a key that all processes share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    key: [u8; 32],
}

impl Seal {
    /// The system's own.
    pub async fn of(app: &App) -> Result<Self, Problem> {
        let key = app.store.seal(secret::bytes()?).await?;
        Ok(Self { key })
    }

    #[cfg(test)]
    pub(crate) fn with(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// H(key ‖ H(key ‖ text)): twice, so that nothing can be appended to what was marked.
    pub(crate) fn mark(&self, text: &str) -> String {
        let inner = Hash::of(&[self.key.as_slice(), text.as_bytes()].concat());
        let outer = [self.key.as_slice(), inner.bytes().as_slice()].concat();
        Hash::of(&outer).to_string()
    }

    /// The secret end of an address that only one person is given. What the rest of it says may be known
    /// to others: an id stands in notices, and in what staff read.
    ///
    /// **Shape:** 32 hexadecimal digits, always the same for the same address.
    #[must_use]
    pub fn key_to(&self, address: &str) -> String {
        // Nothing else that is marked begins so.
        let mark = self.mark(&format!("address:{address}"));
        mark.chars().take(DIGITS).collect()
    }

    /// Whether that key is the one to the address; how much of it is right does not show in how long
    /// this takes.
    #[must_use]
    pub fn opens(&self, address: &str, key: &str) -> bool {
        let own = self.key_to(address);
        let differ = own.bytes().zip(key.bytes());
        let differ = differ.fold(0, |differ, (own, sent)| differ | (own ^ sent));
        own.len() == key.len() && differ == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_its_own_address_and_no_other() {
        let seal = Seal::with([7; 32]);
        let key = seal.key_to("/report/1");
        assert_eq!(key.len(), DIGITS);
        assert!(seal.opens("/report/1", &key));
        assert!(!seal.opens("/report/2", &key));
        assert!(!Seal::with([8; 32]).opens("/report/1", &key));
        for other in ["", "0", &format!("{key}0"), &key.to_uppercase()] {
            assert!(!seal.opens("/report/1", other), "{other}");
        }
    }
}
