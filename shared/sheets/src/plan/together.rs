//! The case that rows make which belong together, or the fault of one of them.

use std::collections::BTreeSet;

use domain::{
    AgencyId, Prose,
    case::{Before, Ended, Joining},
    referral::form::CaseKind,
};

use super::{Fault, Planner};
use crate::{draft::Draft, mapping::Gives};

const OPEN: &str = "It is about the end of a case that has not ended: enter the day on which it was closed, or empty this cell";

impl Planner<'_> {
    /// The case that rows make which belong together.
    pub(super) fn together(&self, drafts: Vec<Draft>) -> Result<Before, Fault> {
        let mut drafts = drafts.into_iter();
        let Some(mut all) = drafts.next() else {
            return Err(Fault::of_row(0, "There is no row"));
        };
        let first = all.row;
        for draft in drafts {
            let row = draft.row;
            all = self.join(all, draft)?;
            all.row = row;
        }
        let closed = self.ended(&all)?;
        let (row, mapping) = (all.row, self.mapping);
        let headline = all.headline.or(mapping.defaults.headline.clone());
        let headline = headline
            .ok_or_else(|| self.of(first, Gives::Headline, "It says not what the case is about"))?;
        let opened_on = all.opened_on.ok_or_else(|| {
            self.of(
                first,
                Gives::OpenedOn,
                "Enter the day on which it was opened",
            )
        })?;
        let lead = all.lead.or(mapping.lead.clone());
        let lead =
            lead.ok_or_else(|| self.of(first, Gives::Lead, "Enter the agency that leads"))?;
        if all.subjects.is_empty() {
            return Err(self.of(first, Gives::Name, "Enter a name"));
        }
        let agencies: BTreeSet<AgencyId> = all.agencies.into_iter().chain([lead.clone()]).collect();
        let joining = |agency: AgencyId| Joining {
            name: self
                .agencies
                .names
                .get(&agency)
                .cloned()
                .unwrap_or_default(),
            agency,
            gateway: mapping.gateway,
            reason: mapping.reason.clone(),
        };
        let before = Before {
            kind: all
                .kind
                .or(mapping.defaults.kind)
                .unwrap_or(CaseKind::Person),
            headline,
            summary: all.summary,
            notes: all.notes,
            behaviours: all.behaviours,
            subjects: all.subjects,
            lead,
            agencies: agencies.into_iter().map(joining).collect(),
            opened_on,
            closed,
            rag: all.rag,
            risk: all.risk,
            next_review_on: all.next_review_on,
        };
        before
            .checked(self.stamp)
            .map_err(|refused| Fault::of_row(row, domain::text::capital(&refused.to_string())))?;
        Ok(before)
    }

    /// How a case ended, if it did: nothing of that is left out of one that did not.
    fn ended(&self, all: &Draft) -> Result<Option<Ended>, Fault> {
        let wrong = |gives, reason| Err(self.of(all.row, gives, reason));
        let Some(on) = all.closed_on else {
            let day = "The case is closed: enter the day on which it was";
            return match (all.closed, &all.outcome, &all.closing_reason) {
                (Some(true), ..) => wrong(Gives::ClosedOn, day),
                (_, Some(_), _) => wrong(Gives::Outcome, OPEN),
                (_, _, Some(_)) => wrong(Gives::ClosingReason, OPEN),
                _ => Ok(None),
            };
        };
        if all.closed == Some(false) {
            let open = "The case is open, and has a day on which it was closed";
            return wrong(Gives::ClosedOn, open);
        }
        let Some(outcome) = all.outcome.or(self.mapping.defaults.outcome) else {
            return wrong(Gives::Outcome, "The case is closed: enter how it ended");
        };
        let reason = all.closing_reason.clone();
        Ok(Some(Ended {
            on,
            outcome,
            reason,
        }))
    }

    /// A further row of a case: it adds people, agencies and notes, and contradicts nothing.
    fn join(&self, mut all: Draft, next: Draft) -> Result<Draft, Fault> {
        macro_rules! agree {
            ($($field:ident $gives:ident;)*) => {$(
                match (&all.$field, next.$field) {
                    (Some(said), Some(new)) if *said != new => {
                        let reason = format!("It says something else than row {} of the same case", all.row);
                        return Err(self.of(next.row, Gives::$gives, &reason));
                    }
                    (None, new) => all.$field = new,
                    _ => {}
                }
            )*};
        }
        agree! {
            kind Kind; headline Headline; summary Summary; opened_on OpenedOn; closed Status;
            closed_on ClosedOn; outcome Outcome; closing_reason ClosingReason; rag Rag; risk Risk;
            next_review_on NextReviewOn; lead Lead;
        }
        all.notes = match (all.notes, next.notes) {
            (Some(said), Some(new)) if said != new => {
                let both = Prose::parse(&format!("{said}\n\n{new}"));
                let long =
                    "The notes of all rows of the case are longer together than 5000 characters";
                Some(both.map_err(|_| self.of(next.row, Gives::Notes, long))?)
            }
            (said, new) => said.or(new),
        };
        for subject in next.subjects {
            if !all.subjects.contains(&subject) {
                all.subjects.push(subject);
            }
        }
        for behaviour in next.behaviours {
            if !all.behaviours.contains(&behaviour) {
                all.behaviours.push(behaviour);
            }
        }
        all.agencies.extend(next.agencies);
        Ok(all)
    }
}
