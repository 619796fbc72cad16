//! What a case adds to the figures of its area (R8.4, R10.1).

use chrono::NaiveDate;

use super::{Action, ActionStatus, Case, Ending, Status, Used};
use crate::{
    figures::{Figure, Figures, Part, Sheet},
    meeting::Forum,
    powers::Act,
    time::{self, Quarter},
};

impl Case {
    /// The forum whose figures it is in.
    fn counted_by(&self) -> Forum {
        let takes = |forum: &&Forum| forum.takes(self.kind);
        Forum::ALL
            .iter()
            .find(takes)
            .copied()
            .unwrap_or(Forum::Charmm)
    }

    /// What it adds to the figures of its area.
    ///
    /// Of one that is erased nothing is left to count: what it added before stays (R12.2).
    pub fn figures(&self) -> Figures {
        let mut all = Figures::default();
        if matches!(self.status, Status::Erased { .. }) {
            return all;
        }
        let forum = self.counted_by();
        let mut add = |quarter, part, figure, times| {
            let sheet = Sheet {
                quarter,
                forum,
                part,
            };
            all.sheet(sheet).add(figure, times);
        };
        let opened = Quarter::of(self.opened_on);
        add(opened, Part::Cases, Figure::Opened, 1);
        for about in &self.behaviours {
            add(opened, Part::About, Figure::About(*about), 1);
        }
        match self.nuisance {
            Some(nuisance) => add(opened, Part::About, Figure::Reported(nuisance), 1),
            None if self.behaviours.is_empty() => add(opened, Part::About, Figure::Untyped, 1),
            None => {}
        }
        if let Status::Closed { on, outcome } = self.status {
            add(Quarter::of(on), Part::Cases, Figure::Closed(outcome), 1);
        }
        for action in self.actions.values() {
            for (on, figure) in of_action(action).into_iter().flatten() {
                let part = Part::Actions(action.agency.clone());
                add(Quarter::of(on), part, figure, 1);
            }
        }
        for used in &self.powers {
            if let Some(on) = first_bound(used) {
                add(Quarter::of(on), Part::Powers, Figure::Power(used.power), 1);
            }
        }
        for (quarter, times) in &self.rescored {
            add(*quarter, Part::Risk, Figure::Rescored, i64::from(*times));
        }
        for (quarter, turns) in &self.turned {
            for (figure, times) in [
                (Figure::Eased, turns.eased),
                (Figure::Worsened, turns.worsened),
            ] {
                if times > 0 {
                    add(*quarter, Part::Risk, figure, i64::from(times));
                }
            }
        }
        all
    }
}

fn of_action(action: &Action) -> [Option<(NaiveDate, Figure)>; 3] {
    let ended = action.ended_at().map(time::london_date);
    let how = match &action.status {
        ActionStatus::Declined { .. } => Some(Figure::Declined),
        ActionStatus::Ended { ending, .. } => Some(match ending {
            Ending::Done => Figure::Done,
            Ending::NotDone => Figure::NotDone,
            Ending::NoLongerPossible => Figure::Impossible,
        }),
        _ => None,
    };
    let answered = match ended {
        Some(on) if on <= action.due_on => Figure::InTime,
        Some(_) => Figure::Late,
        None => Figure::StillOpen,
    };
    [
        Some((time::london_date(action.assigned_at), Figure::Set)),
        ended.zip(how),
        Some((action.due_on, answered)),
    ]
}

/// The first day on which a power bound anybody: it may be granted again later.
fn first_bound(used: &Used) -> Option<NaiveDate> {
    let act = if used.power.needs_court() {
        Act::Granted
    } else {
        Act::Applied
    };
    let step = used.steps.iter().find(|step| step.act == act)?;
    Some(step.on)
}

#[cfg(test)]
mod tests;
