//! Actions: one agency tasked, with a due date, chased to a proven outcome (R4).

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused, Step, limit::Sharing};
use crate::{
    ActionId, AgencyId, Journal, Line, MeetingId, PersonId, Prose, Stamp, choice::choices,
    gateway::Gateway,
};

choices! {
    /// How an action ended. SafeLives keeps these three apart, and so do the figures (R4.4).
    Ending {
        Done "done" "Done",
        NotDone "not_done" "Not done",
        NoLongerPossible "no_longer_possible" "No longer possible",
    }
}

/// What an agency is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// In a line.
    pub what: Line,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<Prose>,
    /// The agency tasked.
    pub agency: AgencyId,
    /// The person there, if one is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Assignee>,
    /// By which day.
    pub due_on: NaiveDate,
    /// Decided at which meeting, if at one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meeting: Option<MeetingId>,
}

/// A person tasked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignee {
    /// Who.
    pub id: PersonId,
    /// Their name as it was.
    pub name: String,
}

/// An action as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// Its number on the case, from 1.
    pub number: u32,
    /// What was asked of whom.
    pub task: Task,
    /// When it was assigned, UTC.
    pub assigned_at: DateTime<Utc>,
    /// Who assigned it.
    pub assigned_by: String,
    /// Where it stands.
    pub status: ActionStatus,
    /// The last reminder, chase or escalation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_step: Option<Step>,
}

impl std::ops::Deref for Action {
    type Target = Task;
    fn deref(&self) -> &Task {
        &self.task
    }
}

/// Where an action stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ActionStatus {
    /// Waiting for the agency to accept.
    Assigned,
    /// Accepted.
    Accepted {
        /// When, UTC.
        at: DateTime<Utc>,
        /// By whom.
        by: String,
    },
    /// Declined; the coordinator decides what next.
    Declined {
        /// When, UTC.
        at: DateTime<Utc>,
        /// By whom.
        by: String,
        /// Why.
        reason: Prose,
    },
    /// Ended.
    Ended {
        /// When, UTC.
        at: DateTime<Utc>,
        /// By whom.
        by: String,
        /// How.
        ending: Ending,
        /// What shows it.
        evidence: Prose,
    },
}

impl ActionStatus {
    /// What people read.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Assigned => "Assigned",
            Self::Accepted { .. } => "Accepted",
            Self::Declined { .. } => "Declined",
            Self::Ended { ending, .. } => ending.label(),
        }
    }
}

impl Action {
    /// Whether somebody still has to do it. A declined action is not.
    pub fn is_open(&self) -> bool {
        matches!(
            self.status,
            ActionStatus::Assigned | ActionStatus::Accepted { .. }
        )
    }

    /// Whether it is open and its day has passed.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_open() && self.task.due_on < today
    }

    /// When it was declined or ended, UTC; `None` while open.
    pub fn ended_at(&self) -> Option<DateTime<Utc>> {
        match self.status {
            ActionStatus::Declined { at, .. } | ActionStatus::Ended { at, .. } => Some(at),
            _ => None,
        }
    }
}

/// The furthest a due date may lie ahead.
const FURTHEST_DUE_DAYS: u64 = 366;

impl Journal<Case> {
    /// Tasks an agency on the case; its new action's id is drawn from the stamp.
    ///
    /// Only an agency on the case can be tasked: a task discloses that the case exists.
    pub fn assign(self, task: Task, gateway: Gateway, stamp: &Stamp) -> Decided {
        let (case, _) = self.assign_known(task, Sharing::openly(gateway), stamp)?;
        Ok(case)
    }

    /// The same for a task that not everybody on the case may see.
    pub fn assign_shared(self, task: Task, sharing: Sharing, stamp: &Stamp) -> Decided {
        let (case, _) = self.assign_known(task, sharing, stamp)?;
        Ok(case)
    }

    /// The same, and which action it became.
    pub(crate) fn assign_known(
        self,
        task: Task,
        sharing: Sharing,
        stamp: &Stamp,
    ) -> Result<(Self, ActionId), Refused> {
        sharing.gateway.for_a_whole_case()?;
        let case = self.open_only()?.with_agency(&task.agency)?;
        if task.due_on < stamp.today() {
            return Err(Refused::DayPast("the due date"));
        }
        if task.due_on > stamp.today() + Days::new(FURTHEST_DUE_DAYS) {
            return Err(Refused::DayTooFar("the due date", FURTHEST_DUE_DAYS));
        }
        if case.actions.len() >= Case::MAX_ACTIONS {
            return Err(Refused::Full {
                what: "actions",
                limit: Case::MAX_ACTIONS,
            });
        }
        let agencys = case.actions.values();
        let agencys = agencys.filter(|action| action.task.agency == task.agency);
        if agencys.count() >= Case::MAX_ACTIONS_OF_AGENCY {
            return Err(Refused::Full {
                what: "actions of one agency",
                limit: Case::MAX_ACTIONS_OF_AGENCY,
            });
        }
        // Numbered, so that one stamp may assign several actions.
        let action = ActionId::from(stamp.uuid(&format!("action:{}", case.actions.len() + 1)));
        let case = case.can_share(action.into(), &sharing)?;
        let case = case.write(
            Event::ActionAssigned {
                action,
                task,
                gateway: sharing.gateway,
                only: sharing.only,
            },
            stamp,
        )?;
        Ok((case.with_room()?, action))
    }

    /// The agency takes the task on.
    pub fn accept_action(self, action: ActionId, stamp: &Stamp) -> Decided {
        let case = self.answerable(action)?;
        Ok(case.write(Event::ActionAccepted { action }, stamp)?)
    }

    /// The agency does not take the task on.
    pub fn decline_action(self, action: ActionId, reason: Prose, stamp: &Stamp) -> Decided {
        let case = self.answerable(action)?;
        Ok(case.write(Event::ActionDeclined { action, reason }, stamp)?)
    }

    /// The task ended: done, not done, or no longer possible – with evidence.
    pub fn end_action(
        self,
        action: ActionId,
        ending: Ending,
        evidence: Prose,
        stamp: &Stamp,
    ) -> Decided {
        if !self.action(action)?.is_open() {
            return Err(Refused::ActionEnded);
        }
        Ok(self.write(
            Event::ActionEnded {
                action,
                ending,
                evidence,
            },
            stamp,
        )?)
    }

    fn answerable(self, action: ActionId) -> Decided {
        let status = &self.action(action)?.status;
        match status {
            ActionStatus::Assigned => Ok(self),
            other => Err(Refused::ActionAnswered(match other {
                ActionStatus::Assigned | ActionStatus::Accepted { .. } => "accepted already",
                ActionStatus::Declined { .. } => "declined already",
                ActionStatus::Ended { .. } => "ended",
            })),
        }
    }
}

impl Case {
    /// The action with this id.
    pub fn action(&self, action: ActionId) -> Result<&Action, Refused> {
        self.actions.get(&action).ok_or(Refused::NoSuchAction)
    }
}
