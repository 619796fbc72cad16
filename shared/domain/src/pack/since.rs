//! What has become of a pack's entries since it was made (R2.4): a pack that is reopened does not
//! repeat what its agency has corrected or withdrawn.

use std::collections::{BTreeMap, BTreeSet};

use super::{Pack, PackAction, PackDecision, PackSubject, Totals};
use crate::{CaseId, EntryId, choice::choices};

choices! {
    /// What has become of an entry since its pack was made.
    SinceMade {
        Corrected "corrected" "Corrected since this pack was made",
        Withdrawn "withdrawn" "Withdrawn since this pack was made",
    }
}

/// Everything that has become of cases and entries since a pack was made, as its reader may know
/// it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// Entries that were corrected, with the text as it now reads if the reader still sees it.
    pub corrected: BTreeMap<EntryId, Option<String>>,
    /// People and places of which something was corrected, as they now are if the reader still sees
    /// the case, by their number from 1.
    pub subjects: BTreeMap<(CaseId, u32), Option<PackSubject>>,
    /// Decisions of which the words were corrected, as they now read if the reader still sees the
    /// case, by their step in its journal.
    pub decisions: BTreeMap<(CaseId, u64), Option<PackDecision>>,
    /// Decisions that were withdrawn.
    pub undone: BTreeSet<(CaseId, u64)>,
    /// Actions of which the words were corrected, in the words that now hold if the reader still sees
    /// the case, by their number on it.
    pub actions: BTreeMap<(CaseId, u32), Option<ActionWords>>,
    /// Cases of which it was corrected why they were opened, with what now holds.
    pub reasons: BTreeMap<CaseId, Option<String>>,
    /// Entries that were withdrawn.
    pub withdrawn: BTreeSet<EntryId>,
    /// Entries and decisions that are no longer the reader's to see.
    pub limited: BTreeSet<EntryId>,
    /// Actions that are no longer the reader's to see, by their number on their case.
    pub hidden: BTreeSet<(CaseId, u32)>,
    /// Cases that the pack's agency has been taken off (R3.1).
    pub gone: BTreeSet<CaseId>,
}

/// The words of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionWords {
    /// What was asked.
    pub what: String,
    /// More about it.
    pub detail: Option<String>,
    /// Why it was declined, or what shows how it ended.
    pub result: Option<String>,
}

impl Pack {
    /// The pack as it may be shown now. What was sent, the PDF, stays as it was.
    #[must_use]
    pub fn as_of_now(self, since: &Since) -> Self {
        let mut pack = self.without(&since.gone);
        pack.amend(since);
        pack
    }

    /// The pack without these cases: counted as withheld, and not named.
    fn without(mut self, gone: &BTreeSet<CaseId>) -> Self {
        if gone.is_empty() {
            return self;
        }
        self.cases.retain(|case| !gone.contains(&case.id));
        self.action_log
            .retain(|logged| !gone.contains(&logged.case));
        for section in &mut self.agenda {
            section.items.retain(|item| !gone.contains(&item.case));
        }
        let before = self.totals;
        self.totals = Totals::of(&self.cases, &self.action_log);
        self.totals.withheld_cases = before.withheld_cases + gone.len();
        self.totals.missing_cases = before.missing_cases;
        self
    }

    fn amend(&mut self, since: &Since) {
        self.action_log.retain(|logged| {
            let at = (logged.case, logged.action.number);
            !since.hidden.contains(&at)
        });
        for logged in &mut self.action_log {
            since.amend_action(logged.case, &mut logged.action);
        }
        for case in &mut self.cases {
            for (number, subject) in (1..).zip(&mut case.subjects) {
                match since.subjects.get(&(case.id, number)) {
                    Some(Some(now)) => subject.clone_from(now),
                    Some(None) => {}
                    None => continue,
                }
                subject.since = Some(SinceMade::Corrected);
            }
            for action in &mut case.actions {
                since.amend_action(case.id, action);
            }
            case.decisions.retain(|decision| {
                let limited = decision.entry.is_some_and(|id| since.limited.contains(&id));
                !limited
            });
            let id = case.id;
            let hidden = |number| since.hidden.contains(&(id, number));
            case.actions.retain(|action| !hidden(action.number));
            for decision in &mut case.decisions {
                since.amend_decision(case.id, decision);
            }
            if let Some(Some(reason)) = since.reasons.get(&case.id) {
                case.summary = Some(reason.clone());
            }
            case.chronology.retain(|said| {
                let limited = said.entry.is_some_and(|id| since.limited.contains(&id));
                !limited
            });
            for said in &mut case.chronology {
                let Some(id) = said.entry else { continue };
                if since.withdrawn.contains(&id) {
                    said.text = None;
                    said.since = Some(SinceMade::Withdrawn);
                } else if let Some(text) = since.corrected.get(&id) {
                    said.text.clone_from(text);
                    said.since = Some(SinceMade::Corrected);
                }
            }
        }
    }

    /// Whether anything in it has been corrected or withdrawn since it was made.
    pub fn is_amended(&self) -> bool {
        let mut entries = self.cases.iter().flat_map(|case| &case.chronology);
        let mut subjects = self.cases.iter().flat_map(|case| &case.subjects);
        let mut decisions = self.cases.iter().flat_map(|case| &case.decisions);
        let logged = self.action_log.iter().map(|logged| &logged.action);
        let mut actions = self
            .cases
            .iter()
            .flat_map(|case| &case.actions)
            .chain(logged);
        entries.any(|said| said.since.is_some())
            || subjects.any(|each| each.since.is_some())
            || decisions.any(|each| each.since.is_some())
            || actions.any(|each| each.since.is_some())
    }
}

impl Since {
    fn amend_action(&self, case: CaseId, action: &mut PackAction) {
        match self.actions.get(&(case, action.number)) {
            None => return,
            Some(None) => {}
            Some(Some(words)) => {
                action.what.clone_from(&words.what);
                action.detail.clone_from(&words.detail);
                // What came of it after the pack was made is news, and no correction.
                if action.result.is_some() {
                    action.result.clone_from(&words.result);
                }
            }
        }
        action.since = Some(SinceMade::Corrected);
    }

    fn amend_decision(&self, case: CaseId, decision: &mut PackDecision) {
        let Some(step) = decision.step else { return };
        if self.undone.contains(&(case, step)) {
            decision.decision.clear();
            decision.rationale.clear();
            decision.since = Some(SinceMade::Withdrawn);
        } else if let Some(now) = self.decisions.get(&(case, step)) {
            if let Some(now) = now {
                decision.decision.clone_from(&now.decision);
                decision.rationale.clone_from(&now.rationale);
            }
            decision.since = Some(SinceMade::Corrected);
        }
    }
}
