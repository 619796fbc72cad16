//! When an action is reminded, chased and escalated (R4.2).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Action, Case, Decided, Event};
use crate::{ActionId, Journal, Stamp, choice::choices};

choices! {
    /// One step in the chase of an action. The order is that of urgency.
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
        let next = match action.last_step {
            None if today <= due => Step::Reminded,
            None | Some(Step::Reminded) => Step::Chased,
            Some(Step::Chased) => Step::EscalatedToLead,
            Some(Step::EscalatedToLead) => Step::EscalatedToChair,
            Some(Step::EscalatedToChair) => return None,
        };
        let falls_on = match next {
            // A task given at short notice has just been told; no reminder the same day.
            Step::Reminded => {
                let assigned_on = crate::time::london_date(action.assigned_at);
                due.checked_sub_days(Days::new(self.remind_before))?
                    .max(assigned_on.checked_add_days(Days::new(1))?)
            }
            Step::Chased => due.checked_add_days(Days::new(self.chase_after))?,
            Step::EscalatedToLead => due.checked_add_days(Days::new(self.lead_after))?,
            Step::EscalatedToChair => due.checked_add_days(Days::new(self.chair_after))?,
        };
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
