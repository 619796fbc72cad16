//! Which person of staff a token means: found by address, held to one account at the issuer.
//!
//! An agency may give a leaver's address to a successor. So whoever signs in first at an address binds
//! it to their account, and another account at that address is nobody until an administrator lets the
//! first one go (ASVS V10.3.3, V10.5.2).

use domain::{
    Journal,
    directory::{Account, Person},
};
use store::{Commit, Error};

use super::token::Claims;
use crate::{App, Problem, SignInFault};

/// How often binding is tried when the record changes under it.
const TRIES: u8 = 3;

/// The person whom the issuer vouches for.
///
/// **Errors:** 401 when it is nobody known here, or their address belongs to another account.
pub(crate) async fn person(app: &App, claims: &Claims) -> Result<Journal<Person>, Problem> {
    let unknown = || Problem::SignIn(SignInFault::Unknown);
    let account = Account {
        issuer: app.config.issuer_name.clone(),
        subject: claims.subject().ok_or_else(unknown)?.to_owned(),
    };
    let found = match claims.email() {
        Ok(email) => app.store.person_by_email(email).await?,
        Err(_) if claims.is_without_address() => app.store.person_by_account(&account).await?,
        Err(_) => None,
    };
    let mut person = found.ok_or_else(unknown)?;
    for _ in 0..TRIES {
        match &person.account {
            Some(own) if *own == account => return Ok(person),
            Some(_) => break,
            None => {}
        }
        let caller = app.caller(&person).await?.ok_or_else(unknown)?;
        let stamp = app.stamp(&caller)?;
        let bound = person.clone().bind_account(account.clone(), &stamp)?;
        match app.store.commit(Commit::of(bound)).await {
            Ok(()) | Err(Error::Conflict) => person = app.store.person(person.id).await?,
            Err(error) => return Err(error.into()),
        }
    }
    // Another account at this address, or this account at another's.
    let person = person.id.to_string();
    tracing::warn!(person, "another account than the one that is theirs");
    Err(Problem::SignIn(SignInFault::Account))
}
