//! Changing a case: load, ask whether the caller may, compare versions, decide, commit.

use access::{Caller, Decision};
use domain::{
    ActionId, CaseId, Journal, Stamp,
    case::{Case, Event, elsewhere::Step},
};
use edge::{App, Body, IfMatch, Problem, once};
use serde::Serialize;
use store::{Commit, Once, Outcome};

use super::{opened::Opened, permit};

/// What a change to a case is answered with.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(example = json!({
    "case": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001",
    "reference": "RUN-2026-0001",
    "version": 9,
    "href": "/actions/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0aa",
    "id": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0aa"
}))]
pub(crate) struct Changed {
    /// The case's id.
    case: String,
    /// Its reference.
    reference: String,
    /// Its version after the change, for the next `If-Match`.
    version: u64,
    /// Where what was made or changed can be read.
    href: String,
    /// The id of the new entry or action, if the change made one.
    id: Option<String>,
}

impl Changed {
    fn of(case: &Journal<Case>, href: &str) -> Self {
        let event = case
            .pending()
            .last()
            .and_then(|entry| entry.open::<Case>().ok()?.event);
        let id = match event {
            Some(Event::EntryRecorded { entry, .. }) => Some(entry.to_string()),
            Some(Event::ActionAssigned { action, .. }) => Some(action.to_string()),
            Some(Event::DocumentFiled { document, .. }) => Some(document.to_string()),
            Some(Event::Elsewhere(Step::Held { entry, .. })) => Some(entry.to_string()),
            Some(Event::Elsewhere(Step::Sent { number, .. })) => Some(number.to_string()),
            Some(Event::PowerStepped { number, .. }) => Some(number.to_string()),
            _ => None,
        };
        Self {
            case: case.id.to_string(),
            reference: case.reference.clone(),
            version: case.version(),
            href: href.replace("{new}", id.as_deref().unwrap_or_default()),
            id,
        }
    }
}

/// Which case is to be changed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    /// The case itself.
    Case(CaseId),
    /// The case with its whole journal, to change what may stand far back in it.
    Whole(CaseId),
    /// The case that an action belongs to.
    Action(ActionId),
}

/// What the answer to a change says.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// Whether something new was made (201) or something changed (200).
    pub(crate) new: bool,
    /// Where it can be read; `{new}` stands for the id of what was made.
    pub(crate) href: String,
}

/// A request to change a case, once.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    app: &'a App,
    caller: &'a Caller,
    target: Target,
    if_match: IfMatch,
    once: Once,
    /// Whether it asks who takes part in the area, which must not be a minute old.
    partners: bool,
}

impl<'a> Change<'a> {
    /// The request that `body` came with.
    ///
    /// **Errors:** 400 without an idempotency key.
    pub(crate) fn of<T>(
        app: &'a App,
        caller: &'a Caller,
        target: Target,
        body: &Body<T>,
    ) -> Result<Self, Problem> {
        let once = body.once(caller, app.clock.now())?;
        Ok(Self {
            app,
            caller,
            target,
            if_match: body.if_match,
            once,
            partners: false,
        })
    }

    /// The same for a change that asks who takes part in the area: it is read as it now is.
    pub(crate) fn among_partners(self) -> Self {
        Self {
            partners: true,
            ..self
        }
    }

    /// The same for a change that overwrites: it must name the version it is based on.
    ///
    /// **Errors:** 400 when it names none.
    pub(crate) fn based(self) -> Result<Self, Problem> {
        self.if_match.required()?;
        Ok(self)
    }

    /// The same for a change of one part of the case, with the version it is based on: `decide`
    /// compares that part, and what else has changed since does no harm.
    ///
    /// **Errors:** 400 when it names none.
    pub(crate) fn based_on(mut self) -> Result<(Self, u64), Problem> {
        let seen = std::mem::take(&mut self.if_match).required()?;
        Ok((self, seen))
    }

    /// Makes the change, or finds that it was made before.
    ///
    /// **Errors:** 403 with `why` when the caller sees the case but `may` not; 409 with what has
    /// changed when the version named is not the newest; whatever `decide` says.
    pub(crate) async fn make<D>(
        &self,
        (may, why): (impl Fn(&Caller, &Case) -> Decision + Send + Sync, &str),
        answer: Answer,
        decide: D,
    ) -> Result<Outcome, Problem>
    where
        D: Fn(Opened, &Stamp) -> Result<Journal<Case>, Problem> + Send + Sync,
    {
        let attempt = || self.attempt((&may, why), &answer, &decide);
        once::once(&self.app.store, &self.once, attempt).await
    }

    /// Makes a change of this case and of the one that a form names in `field`, in one transaction.
    ///
    /// **Errors:** as [`Self::make`]; 403 also when the caller sees the other case and does not manage it,
    /// and a fault of the field when there is none that they see.
    pub(crate) async fn make_both<D>(
        &self,
        (may, why): (impl Fn(&Caller, &Case) -> Decision + Send + Sync, &str),
        (field, reference, both): (&str, &str, &str),
        answer: Answer,
        decide: D,
    ) -> Result<Outcome, Problem>
    where
        D: Fn(Opened, Journal<Case>, &Stamp) -> Result<(Journal<Case>, Journal<Case>), Problem>
            + Send
            + Sync,
    {
        let attempt = async || {
            let opened = self.newest((&may, why)).await?;
            let named = (field, reference);
            let other = edge::managed_case(self.app, self.caller, named, both).await?;
            let (case, other) = decide(opened, other, &self.app.stamp(self.caller)?)?;
            self.commit(case, Some(other), &answer).await
        };
        once::once(&self.app.store, &self.once, attempt).await
    }

    async fn attempt<D>(
        &self,
        may: (&(impl Fn(&Caller, &Case) -> Decision + Send + Sync), &str),
        answer: &Answer,
        decide: &D,
    ) -> Result<Outcome, Problem>
    where
        D: Fn(Opened, &Stamp) -> Result<Journal<Case>, Problem> + Send + Sync,
    {
        let opened = self.newest(may).await?;
        let case = decide(opened, &self.app.stamp(self.caller)?)?;
        self.commit(case, None, answer).await
    }

    /// The case as it now is, when the caller may change it and knows what it is.
    async fn newest(
        &self,
        (may, why): (&(impl Fn(&Caller, &Case) -> Decision + Send + Sync), &str),
    ) -> Result<Opened, Problem> {
        let mut opened = self.open().await?;
        if self.partners {
            opened.area = self.app.store.area(&opened.area.code).await?;
        }
        permit(&may(self.caller, opened.case()), why)?;
        if self.is_stale(&opened) {
            // Only now is it worth reading what has happened.
            let opened = Opened::newest(self.app, self.caller, opened.case().id).await?;
            let seen = self.if_match.version().unwrap_or_default();
            if !opened.is_fresh(seen) {
                self.if_match
                    .check(opened.case().version(), |seen| opened.since(seen))?;
            }
        }
        Ok(opened)
    }

    async fn commit(
        &self,
        case: Journal<Case>,
        other: Option<Journal<Case>>,
        answer: &Answer,
    ) -> Result<Outcome, Problem> {
        let changed = Changed::of(&case, &answer.href);
        let outcome = if answer.new {
            once::created(changed.href.clone(), &changed)?
        } else {
            once::changed(changed.href.clone(), &changed)?
        };
        let commit = match other {
            Some(other) => Commit::of(case).with(other),
            None => Commit::of(case),
        };
        let commit = commit.once(&self.once, outcome.clone());
        self.app.store.commit(commit).await?;
        Ok(outcome)
    }
}

impl Change<'_> {
    async fn open(&self) -> Result<Opened, Problem> {
        let (app, caller) = (self.app, self.caller);
        match self.target {
            Target::Case(id) => Opened::alone(app, caller, id).await,
            Target::Whole(id) => Opened::whole(app, caller, id).await,
            Target::Action(id) => Opened::alone_of_action(app, caller, id).await,
        }
    }

    fn is_stale(&self, opened: &Opened) -> bool {
        let seen = self.if_match.version();
        seen.is_some_and(|seen| seen != opened.case().version())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use domain::gateway::Gateway;

    #[test]
    fn a_new_action_is_found_at_its_own_address() {
        let case = fixture::case()
            .assign(
                fixture::task("surrey-police", "2026-11-24"),
                Gateway::CrimeAndDisorder,
                &fixture::coordinator(),
            )
            .unwrap();
        let action = case.open_actions()[0].id;
        let changed = Changed::of(&case, "/actions/{new}");
        assert_eq!(changed.href, format!("/actions/{action}"));
        assert_eq!(changed.id, Some(action.to_string()));
        assert_eq!(
            (changed.version, changed.reference.as_str()),
            (3, "RUN-2026-0001")
        );
    }

    #[test]
    fn a_change_that_makes_nothing_new_has_no_id() {
        let case = fixture::case();
        assert_eq!(Changed::of(&case, "/cases/1/agencies").id, None);
    }
}
