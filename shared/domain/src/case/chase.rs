//! When an action is reminded, chased and escalated (R4.2), and what else waits for somebody.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Action, Case, Decided, Event};
use crate::{ActionId, Journal, Stamp, choice::choices};

choices! {
    /// One step in the chase of an action, or of access that waits. The order is that of urgency.
    Step {
        Reminded "reminded" "Reminder before the due date",
        Chased "chased" "Overdue: agency chased",
        EscalatedToLead "escalated_to_lead" "Overdue: escalated to the agency's lead",
        EscalatedToChair "escalated_to_chair" "Overdue: escalated to the chair",
    }
}

/// When each step falls, in days; an area may set its own (data).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChasePolicy {
    /// Reminder, days before the due date.
    pub remind_before: u64,
    /// Chase, days after the due date.
    pub chase_after: u64,
    /// Escalation to the agency's lead, days after the due date.
    pub lead_after: u64,
    /// Escalation to the chair, days after the due date.
    pub chair_after: u64,
}

impl Default for ChasePolicy {
    fn default() -> Self {
        Self {
            remind_before: 2,
            chase_after: 1,
            lead_after: 5,
            chair_after: 10,
        }
    }
}

impl ChasePolicy {
    /// The step to take today, if any: the next one whose day has come.
    ///
    /// Steps are taken in order and none twice. After a pause each sweep takes one step, so that
    /// no lead hears of an action whose agency was never chased; a reminder that comes too late is
    /// left out.
    pub fn step(&self, action: &Action, today: NaiveDate) -> Option<Step> {
        if !action.is_open() {
            return None;
        }
        let due = action.task.due_on;
        if action.last_step.is_some() || today > due {
            return self.late(due, action.last_step, today);
        }
        // A task given at short notice has just been told; no reminder the same day.
        let assigned_on = crate::time::london_date(action.assigned_at);
        let falls_on = due
            .checked_sub_days(Days::new(self.remind_before))?
            .max(assigned_on.checked_add_days(Days::new(1))?);
        (falls_on <= today).then_some(Step::Reminded)
    }

    /// The step to take today about something that was due, if any, after the last one taken.
    pub fn late(&self, due: NaiveDate, last: Option<Step>, today: NaiveDate) -> Option<Step> {
        let (next, days) = match last {
            None | Some(Step::Reminded) => (Step::Chased, self.chase_after),
            Some(Step::Chased) => (Step::EscalatedToLead, self.lead_after),
            Some(Step::EscalatedToLead) => (Step::EscalatedToChair, self.chair_after),
            Some(Step::EscalatedToChair) => return None,
        };
        let falls_on = due.checked_add_days(Days::new(days))?;
        (falls_on <= today).then_some(next)
    }
}

impl Journal<Case> {
    /// Takes the step that has come for this action, if one has.
    pub fn chase(self, action: ActionId, policy: &ChasePolicy, stamp: &Stamp) -> Decided {
        let step = policy.step(self.action(action)?, stamp.today());
        match step {
            Some(step) => Ok(self.write(Event::ActionChased { action, step }, stamp)?),
            None => Ok(self),
        }
    }
}
