//! What is counted of cases about places, by quarter and without a name: what a Joint Action Group
//! reports of its area (R8.4, R10.1, R10.4).
//!
//! Every figure is what a record adds to it, so counters move with the records and agree with a
//! recount. Each says of itself what it counts.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Action, ActionStatus, Case, Ending, Outcome, Status, Used};
use crate::{
    powers::{Act, Power},
    referral::{
        form::{Behaviour, CaseKind},
        report::Nuisance,
    },
    time::{self, Quarter},
};

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Cases that were opened.
    Opened,
    /// Those that an agency's form said were about this.
    About(Behaviour),
    /// Those that somebody from the public reported as this.
    Reported(Nuisance),
    /// Those of which neither is known.
    Untyped,
    /// Cases that were closed with this outcome.
    Closed(Outcome),
    /// Actions that were set.
    Set,
    /// Actions that were done.
    Done,
    /// Actions that were declined, or ended without being done.
    NotDone,
    /// Actions due, and done or ended by their day.
    InTime,
    /// Actions due, and done or ended later.
    Late,
    /// Actions due, and still open.
    StillOpen,
    /// Assessments of risk after a case's first.
    Rescored,
    /// Uses of a power.
    Power(Power),
}

/// Under which heading a figure stands, in order.
pub const GROUPS: [&str; 5] = [
    "Cases",
    "What new cases are about",
    "Actions",
    "Powers",
    "Risk",
];

impl Figure {
    /// Every figure, in the order in which they are shown.
    pub fn all() -> Vec<Self> {
        let about = Behaviour::ALL.iter().map(|each| Self::About(*each));
        let reported = Nuisance::ALL.iter().map(|each| Self::Reported(*each));
        let closed = Outcome::ALL.iter().map(|each| Self::Closed(*each));
        let powers = Power::ALL.iter().map(|each| Self::Power(*each));
        [Self::Opened]
            .into_iter()
            .chain(closed)
            .chain(about)
            .chain(reported)
            .chain([Self::Untyped])
            .chain([Self::Set, Self::Done, Self::NotDone])
            .chain([Self::InTime, Self::Late, Self::StillOpen])
            .chain(powers)
            .chain([Self::Rescored])
            .collect()
    }

    /// Its name in counters, JSON and tables. It stays, because counters are kept by it.
    pub fn name(self) -> String {
        match self {
            Self::Opened => "opened".to_owned(),
            Self::About(each) => format!("about_{}", each.value()),
            Self::Reported(each) => format!("reported_{}", each.value()),
            Self::Untyped => "about_unknown".to_owned(),
            Self::Closed(outcome) => format!("closed_{}", outcome.value()),
            Self::Set => "actions_set".to_owned(),
            Self::Done => "actions_done".to_owned(),
            Self::NotDone => "actions_not_done".to_owned(),
            Self::InTime => "actions_due_in_time".to_owned(),
            Self::Late => "actions_due_late".to_owned(),
            Self::StillOpen => "actions_due_open".to_owned(),
            Self::Rescored => "rescored".to_owned(),
            Self::Power(power) => format!("power_{}", power.value()),
        }
    }

    /// What people read.
    pub fn label(self) -> String {
        match self {
            Self::Opened => "Opened".to_owned(),
            Self::About(each) => each.label().to_owned(),
            Self::Reported(each) => format!("Reported by the public: {}", each.label()),
            Self::Untyped => "Not known".to_owned(),
            Self::Closed(outcome) => format!("Closed: {}", outcome.label()),
            Self::Set => "Set".to_owned(),
            Self::Done => "Done".to_owned(),
            Self::NotDone => "Declined, not done, or no longer possible".to_owned(),
            Self::InTime => "Due, and answered in time".to_owned(),
            Self::Late => "Due, and answered late".to_owned(),
            Self::StillOpen => "Due, and still open".to_owned(),
            Self::Rescored => "Risk assessed again".to_owned(),
            Self::Power(power) => power.label().to_owned(),
        }
    }

    /// What it counts, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Opened => "Cases about a place that were opened in the quarter.",
            Self::About(_) => {
                "Cases opened in the quarter whose referral form named this kind of behaviour. A form can name several, and a case counts under each."
            }
            Self::Reported(_) => {
                "Cases opened in the quarter from a report by the public of this kind."
            }
            Self::Untyped => "Cases opened in the quarter of which no kind was kept.",
            Self::Closed(_) => {
                "Cases closed in the quarter with this outcome. One that is reopened counts no longer."
            }
            Self::Set => "Actions assigned in the quarter.",
            Self::Done => "Actions that ended as done in the quarter.",
            Self::NotDone => {
                "Actions that were declined in the quarter, or ended in it as not done or no longer possible."
            }
            Self::InTime => {
                "Actions with a due date in the quarter that were ended or declined on that date or before."
            }
            Self::Late => {
                "Actions with a due date in the quarter that were ended or declined after that date."
            }
            Self::StillOpen => {
                "Actions with a due date in the quarter that nobody has ended or declined until now: overdue, once the date has passed."
            }
            Self::Rescored => {
                "Assessments of risk in the quarter, without the first one of each case."
            }
            Self::Power(_) => {
                "Times this power began to be used on a case about a place in the quarter: the day it was issued, or the first day the court granted it."
            }
        }
    }

    /// The heading it stands under.
    pub fn group(self) -> &'static str {
        let [cases, about, actions, powers, risk] = GROUPS;
        match self {
            Self::Opened | Self::Closed(_) => cases,
            Self::About(_) | Self::Reported(_) | Self::Untyped => about,
            Self::Set
            | Self::Done
            | Self::NotDone
            | Self::InTime
            | Self::Late
            | Self::StillOpen => actions,
            Self::Power(_) => powers,
            Self::Rescored => risk,
        }
    }

    /// Whether it is shown also when there were none: a power that is not about places is not.
    pub fn always(self) -> bool {
        match self {
            Self::Power(power) => power.is_about_place(),
            Self::Untyped => false,
            _ => true,
        }
    }
}

/// Counts of one quarter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted(BTreeMap<String, i64>);

impl Counted {
    /// From counters, by name.
    pub fn of(counters: BTreeMap<String, i64>) -> Self {
        Self(counters)
    }

    /// The counters that are not zero, by name.
    pub fn named(&self) -> &BTreeMap<String, i64> {
        &self.0
    }

    /// How many there were. Cases from before anything was counted can take a counter below zero, when
    /// one is reopened; that is shown as none.
    pub fn count(&self, figure: Figure) -> u32 {
        u32::try_from(self.moved(figure)).unwrap_or_default()
    }

    fn moved(&self, figure: Figure) -> i64 {
        self.0.get(&figure.name()).copied().unwrap_or_default()
    }

    /// By how many the open cases became more.
    pub fn grown(&self) -> i64 {
        let closed = Outcome::ALL.iter().map(|each| Figure::Closed(*each));
        let closed: i64 = closed.map(|figure| self.moved(figure)).sum();
        self.moved(Figure::Opened) - closed
    }

    fn add(&mut self, figure: Figure, by: i64) {
        *self.0.entry(figure.name()).or_default() += by;
    }
}

/// Counts by quarter.
pub type ByQuarter = BTreeMap<Quarter, Counted>;

impl Case {
    /// What it adds to the figures of its area; nothing, unless it is about a place.
    ///
    /// Of one that is erased nothing is left to count: what it added before stays (R12.2).
    pub fn figures(&self) -> ByQuarter {
        let mut all = ByQuarter::new();
        if self.kind != CaseKind::Place || matches!(self.status, Status::Erased { .. }) {
            return all;
        }
        let mut add = |on: NaiveDate, figure| {
            all.entry(Quarter::of(on)).or_default().add(figure, 1);
        };
        add(self.opened_on, Figure::Opened);
        for about in &self.behaviours {
            add(self.opened_on, Figure::About(*about));
        }
        match self.nuisance {
            Some(nuisance) => add(self.opened_on, Figure::Reported(nuisance)),
            None if self.behaviours.is_empty() => add(self.opened_on, Figure::Untyped),
            None => {}
        }
        if let Status::Closed { on, outcome } = self.status {
            add(on, Figure::Closed(outcome));
        }
        for action in self.actions.values() {
            for (on, figure) in of_action(action) {
                add(on, figure);
            }
        }
        for used in &self.powers {
            if let Some(on) = first_bound(used) {
                add(on, Figure::Power(used.power));
            }
        }
        for (quarter, times) in &self.rescored {
            let counted = all.entry(*quarter).or_default();
            counted.add(Figure::Rescored, i64::from(*times));
        }
        all
    }
}

fn of_action(action: &Action) -> Vec<(NaiveDate, Figure)> {
    let mut found = vec![(time::london_date(action.assigned_at), Figure::Set)];
    let ended = action.ended_at().map(time::london_date);
    if let Some(on) = ended {
        let done = matches!(
            action.status,
            ActionStatus::Ended {
                ending: Ending::Done,
                ..
            }
        );
        found.push((on, if done { Figure::Done } else { Figure::NotDone }));
    }
    let answered = match ended {
        Some(on) if on <= action.due_on => Figure::InTime,
        Some(_) => Figure::Late,
        None => Figure::StillOpen,
    };
    found.push((action.due_on, answered));
    found
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
