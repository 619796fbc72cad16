//! Authorization codes: good once, for a minute.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

/// How long a code lives. Long enough for a redirect, too short to be found lying about.
const CODE_LIFE: TimeDelta = TimeDelta::seconds(60);

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) person: String,
    pub(super) redirect_uri: String,
    pub(super) nonce: Option<String>,
    /// The S256 code challenge.
    pub(super) challenge: String,
    /// When the person said who they are.
    pub(super) proven_at: DateTime<Utc>,
}

/// The codes that are out. They are lost with the process; whoever holds one signs in again.
#[derive(Debug, Clone, Default)]
pub(super) struct Grants(Arc<Mutex<Codes>>);

/// Until when each code is good, and for what.
type Codes = BTreeMap<String, (DateTime<Utc>, Grant)>;

impl Grants {
    /// A new code for `grant`.
    pub(super) fn issue(&self, grant: Grant, now: DateTime<Utc>) -> anyhow::Result<String> {
        let code = crate::random::id()?;
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        codes.retain(|_, (until, _)| *until > now);
        codes.insert(code.clone(), (now + CODE_LIFE, grant));
        Ok(code)
    }

    /// What `code` stands for; it is worth nothing afterwards, whatever comes of it.
    pub(super) fn redeem(&self, code: &str, now: DateTime<Utc>) -> Option<Grant> {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, grant) = codes.remove(code)?;
        (until > now).then_some(grant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant() -> Grant {
        Grant {
            person: "p".to_owned(),
            redirect_uri: "http://127.0.0.1/sign-in/callback".to_owned(),
            nonce: None,
            challenge: "c".to_owned(),
            proven_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_code_is_good_once() {
        let (grants, now) = (Grants::default(), Utc::now());
        let code = grants.issue(grant(), now).unwrap();
        assert_eq!(grants.redeem(&code, now), Some(grant()));
        assert_eq!(grants.redeem(&code, now), None);
    }

    #[test]
    fn a_code_is_good_for_a_minute() {
        let (grants, now) = (Grants::default(), Utc::now());
        let code = grants.issue(grant(), now).unwrap();
        assert_eq!(grants.redeem(&code, now + TimeDelta::seconds(60)), None);
    }
}
