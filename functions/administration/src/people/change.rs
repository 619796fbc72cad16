//! A change to one person: loaded, decided, committed once.

use access::{Caller, directory as policy};
use domain::{
    Journal, PersonId, Stamp,
    directory::{Person, Refused},
};
use edge::{App, IfMatch, Problem, once::changed};
use store::{Commit, File, Once, Outcome};

use super::{
    said,
    view::{PersonView, href},
};
use crate::{history, section::must_administer};

/// A person with their journal.
///
/// **Errors:** 404 when there is none, or the caller may not know.
pub(super) async fn opened(
    app: &App,
    caller: &Caller,
    id: PersonId,
) -> Result<File<Person>, Problem> {
    let file = app.store.person_file(id).await?;
    if policy::see(caller, &file.journal).is_permitted() {
        Ok(file)
    } else {
        Err(store::Error::hidden(caller, "person").into())
    }
}

/// Changes a person as `decide` says, once.
///
/// **Errors:** 404 and 403 as the caller may; 409 when the version that was seen is not the last;
/// 422 when nobody would be left to administer; whatever `decide` says.
pub(super) async fn change(
    app: &App,
    caller: &Caller,
    id: PersonId,
    (key, seen): (&Once, IfMatch),
    decide: impl Fn(Journal<Person>, &Stamp) -> Result<Journal<Person>, Problem>,
) -> Result<Outcome, Problem> {
    let File {
        journal: person,
        entries,
        ..
    } = opened(app, caller, id).await?;
    must_administer(caller)?;
    seen.check(person.version(), |seen| {
        history::since(&said::lines(&entries), seen)
    })?;
    let person = decide(person, &app.stamp(caller)?)?;
    let view = PersonView::of(&person, person.version());
    let outcome = changed(href(&person), &view)?;
    let commit = kept(app, person).await?.once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// The commit of a person's change, made only if somebody still administers the directory after it.
///
/// **Errors:** 422 when nobody else does.
pub(super) async fn kept(app: &App, person: Journal<Person>) -> Result<Commit, Problem> {
    let administered = person.stored_record().is_some_and(Person::administers);
    let (id, administers) = (person.id, person.administers());
    let commit = Commit::of(person);
    if !administered || administers {
        return Ok(commit);
    }
    let administrators = app.store.administrators().await?;
    let other = administrators.into_iter().find(|other| *other != id);
    let other = other.ok_or(Refused::LastAdministrator)?;
    Ok(commit.while_administered_by(other))
}
