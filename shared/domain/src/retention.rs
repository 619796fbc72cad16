//! How long a case, a referral, a case review or a request for what is held is kept, and what ends that: looking at it, a hold, erasure (R12.2).
//!
//! Nothing is erased by itself. What was kept long enough comes due ([`rules`]); somebody looks at
//! it and keeps it longer or orders its erasure; after days in which anybody who needs it can say
//! so, the system takes its content out of the record, and then out of the journal. The chain
//! holds all the same: it covers commitments to what was said.

pub mod rules;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

pub use rules::{Chosen, Of, Rule};

use crate::{
    Aggregate, AreaCode, Journal, Line, Note, Stamp,
    choice::choices,
    journal::{Header, JournalFault},
    time,
};

/// How many months what is due can be kept on at most, before somebody looks at it again.
const LONGEST_MONTHS: u32 = 120;

choices! {
    /// Why something is erased.
    Ground {
        Due "due" "It was kept as long as it should be",
        Request "request" "The person asked for it, and the right to erasure applies",
        Order "order" "A court or the Information Commissioner ordered it",
    }
}

/// What a record says of its keeping.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keeping {
    /// A hold: while it lasts nothing is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// What was decided when somebody last looked at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
}

/// A hold, such as for a claim, a complaint or a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Why.
    pub reason: Note,
    /// Who placed it.
    pub by: String,
    /// On which day.
    pub since: NaiveDate,
}

/// What was decided when somebody looked at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Decided {
    /// To keep it longer.
    Keep {
        /// Until it is looked at again on this day.
        until: NaiveDate,
        /// Who decided.
        by: String,
    },
    /// To erase it.
    Erase {
        /// On which day.
        on: NaiveDate,
        /// On what ground.
        ground: Ground,
        /// Who ordered it.
        by: String,
        /// On which day it was ordered.
        ordered_on: NaiveDate,
    },
}

/// A step in the keeping of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// A hold was placed.
    Held {
        /// Why.
        reason: Note,
    },
    /// The hold was lifted.
    Lifted {
        /// Why.
        reason: Note,
    },
    /// It was looked at and is kept longer.
    Kept {
        /// When it is looked at again.
        until: NaiveDate,
        /// Why.
        reason: Note,
    },
    /// Its erasure was ordered.
    Ordered {
        /// The day of the erasure.
        on: NaiveDate,
        /// On what ground.
        ground: Ground,
        /// Why.
        reason: Note,
    },
    /// The order was taken back.
    Stayed {
        /// Why.
        reason: Note,
    },
    /// What its journal said is gone, and so is all that was kept beside it.
    Finished {
        /// How many entries were erased.
        entries: u64,
    },
}

impl Step {
    /// What it did, as a sentence without its subject.
    pub fn sentence(&self) -> String {
        match self {
            Self::Held { .. } => "placed a hold: nothing may be erased".into(),
            Self::Lifted { .. } => "lifted the hold".into(),
            Self::Kept { until, .. } => format!(
                "looked at it and keeps it until {}",
                time::long_date(*until)
            ),
            Self::Ordered { on, .. } => {
                format!("ordered it to be erased on {}", time::long_date(*on))
            }
            Self::Stayed { .. } => "took back the order to erase it".into(),
            Self::Finished { entries } => format!("erased what {entries} entries said"),
        }
    }

    /// Why, in their words.
    pub fn reason(&self) -> Option<&Note> {
        match self {
            Self::Held { reason }
            | Self::Lifted { reason }
            | Self::Kept { reason, .. }
            | Self::Ordered { reason, .. }
            | Self::Stayed { reason } => Some(reason),
            Self::Finished { .. } => None,
        }
    }
}

/// How it was erased: what stays of the order once its words are gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The rule under which it was kept.
    pub rule: String,
    /// On what ground it was erased.
    pub ground: Ground,
    /// Who ordered it.
    pub ordered_by: String,
    /// On which day they ordered it.
    pub ordered_on: NaiveDate,
}

/// Where the keeping of something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is worked on.
    InUse,
    /// It is kept until a day, and is then looked at.
    Kept(NaiveDate),
    /// Somebody has to look at it, since a day.
    Due(NaiveDate),
    /// It will be erased on a day.
    Ordered(NaiveDate),
    /// It was erased on a day.
    Erased(NaiveDate),
}

/// Why a step was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is gone.
    #[error("this has been erased")]
    Erased,
    /// It is worked on.
    #[error("this is still being worked on; it can be erased only once it is closed or decided")]
    InUse,
    /// There is a hold.
    #[error("there is a hold on this; lift it first")]
    Held,
    /// There is none.
    #[error("there is no hold on this")]
    NotHeld,
    /// It is not due, and nothing else asks for it.
    #[error("this is not due before {}", time::long_date(*.0))]
    NotDue(NaiveDate),
    /// No erasure was ordered.
    #[error("no erasure of this was ordered")]
    NotOrdered,
    /// An erasure was ordered, and its day has not come.
    #[error("this is to be erased on {}, not before", time::long_date(*.0))]
    NotYet(NaiveDate),
    /// It was ordered before.
    #[error("its erasure was ordered already")]
    Ordered,
    /// It goes with its case.
    #[error("this led to a case and is erased with it")]
    WithCase,
    /// The day is not one it can be kept until.
    #[error("the day must be after today, and within ten years")]
    Day,
    /// Its agency has not withdrawn it, or it was erased before.
    #[error("only what its agency has withdrawn can be erased by itself")]
    NotWithdrawn,
    /// Whoever withdrew it would erase it.
    #[error("somebody else than who withdrew it has to decide this")]
    Same,
    /// A single entry has no time for keeping of its own.
    #[error("an entry by itself is erased on request or by order only")]
    NoTime,
    /// No rule says how long it is kept.
    #[error("no rule says how long this is kept")]
    NoRule,
    /// The journal does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

choices! {
    /// What can be decided about how long something is kept.
    Move {
        Keep "keep" "Keep it longer",
        Erase "erase" "Erase it",
        Stay "stay" "Take the order back",
        Hold "hold" "Place a hold: nothing may be erased",
        Lift "lift" "Lift the hold",
    }
}

impl Standing {
    /// What can be decided about something of this standing.
    pub fn moves(&self, held: bool) -> &'static [Move] {
        match (self, held) {
            (Self::Erased(_), _) => &[],
            (Self::InUse, false) => &[Move::Hold],
            (Self::InUse, true) => &[Move::Lift],
            (_, true) => &[Move::Lift, Move::Keep],
            (Self::Ordered(_), false) => &[Move::Stay, Move::Hold],
            (Self::Due(_) | Self::Kept(_), false) => &[Move::Keep, Move::Erase, Move::Hold],
        }
    }
}

/// Something that is kept for a time once it is settled.
pub trait Keepable: Aggregate {
    /// What rules call it.
    const OF: Of;

    /// The reference that people know it by.
    fn reference(&self) -> &str;
    /// The area that it belongs to.
    fn area(&self) -> &AreaCode;
    /// Whether it is erased and nothing is left to be.
    fn is_finished(&self) -> bool;
    /// How it was erased, if `event` is that it was.
    fn erasure(event: &Self::Event) -> Option<&Erasure>;
    /// What its record says of its keeping.
    fn keeping(&self) -> &Keeping;
    /// The day it was closed or decided; `None` while it is worked on.
    fn settled_on(&self) -> Option<NaiveDate>;
    /// The day it was erased.
    fn erased_on(&self) -> Option<NaiveDate>;
    /// The rule that says how long it is kept once settled; `None` while it is worked on, and for
    /// what is kept as long as something else.
    fn rule(&self) -> Option<&'static Rule>;
    /// The step as an event of its journal.
    fn event(step: Step) -> Self::Event;

    /// Where its keeping stands in an area that chose so.
    fn standing(&self, chosen: &Chosen, today: NaiveDate) -> Standing {
        if let Some(on) = self.erased_on() {
            return Standing::Erased(on);
        }
        let (Some(settled_on), Some(rule)) = (self.settled_on(), self.rule()) else {
            return Standing::InUse;
        };
        let day = match &self.keeping().decided {
            Some(Decided::Erase { on, .. }) => return Standing::Ordered(*on),
            Some(Decided::Keep { until, .. }) => *until,
            None => chosen.due_on(rule, settled_on),
        };
        if day <= today {
            Standing::Due(day)
        } else {
            Standing::Kept(day)
        }
    }
}

impl Keeping {
    /// Whether nothing was ever said of it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Folds a step.
    pub(crate) fn fold(&mut self, step: &Step, head: &Header) {
        let by = || head.actor.name().to_owned();
        let on = time::london_date(head.at);
        match step {
            Step::Held { reason } => {
                let reason = reason.clone();
                let (by, since) = (by(), on);
                self.hold = Some(Hold { reason, by, since });
                // Whoever lifts the hold looks at it anew.
                self.not_to_be_erased();
            }
            Step::Lifted { .. } => self.hold = None,
            Step::Kept { until, .. } => {
                let (until, by) = (*until, by());
                self.decided = Some(Decided::Keep { until, by });
            }
            Step::Ordered {
                on: day, ground, ..
            } => {
                self.decided = Some(Decided::Erase {
                    on: *day,
                    ground: *ground,
                    by: by(),
                    ordered_on: on,
                });
            }
            Step::Stayed { .. } => self.not_to_be_erased(),
            Step::Finished { .. } => {}
        }
    }

    /// An order does not outlast a hold or a reopening.
    pub(crate) fn not_to_be_erased(&mut self) {
        if matches!(self.decided, Some(Decided::Erase { .. })) {
            self.decided = None;
        }
    }
}

/// What stands in the place of the headline of something erased: nothing is left to name it by.
pub(crate) fn headline<A: Keepable>(of: &Journal<A>) -> Result<Line, JournalFault> {
    let unreadable = JournalFault::Unreadable {
        seq: of.version() + 1,
    };
    Line::parse("Erased").map_err(|_| unreadable)
}

/// The result of a step.
pub type Stepped<A> = Result<Journal<A>, Refused>;

impl<A: Keepable> Journal<A> {
    /// Places a hold: nothing is erased while it lasts, and an order to erase it ends.
    pub fn place_hold(self, reason: Note, stamp: &Stamp) -> Stepped<A> {
        let kept = self.not_erased()?;
        if kept.keeping().hold.is_some() {
            return Err(Refused::Held);
        }
        kept.step(Step::Held { reason }, stamp)
    }

    /// Lifts the hold.
    pub fn lift_hold(self, reason: Note, stamp: &Stamp) -> Stepped<A> {
        let kept = self.not_erased()?;
        if kept.keeping().hold.is_none() {
            return Err(Refused::NotHeld);
        }
        kept.step(Step::Lifted { reason }, stamp)
    }

    /// Keeps it until `until`, when it is looked at again.
    pub fn keep_until(self, until: NaiveDate, reason: Note, stamp: &Stamp) -> Stepped<A> {
        let kept = self.not_erased()?;
        kept.settled()?;
        let today = stamp.today();
        let longest = today.checked_add_months(Months::new(LONGEST_MONTHS));
        if until <= today || longest.is_none_or(|longest| until > longest) {
            return Err(Refused::Day);
        }
        kept.step(Step::Kept { until, reason }, stamp)
    }

    /// Orders its erasure, some days from now. What is not due is erased only when the person's
    /// right or an order asks for it.
    pub fn order_erasure(
        self,
        ground: Ground,
        reason: Note,
        chosen: &Chosen,
        stamp: &Stamp,
    ) -> Stepped<A> {
        let kept = self.not_erased()?;
        kept.settled()?;
        if kept.keeping().hold.is_some() {
            return Err(Refused::Held);
        }
        match kept.standing(chosen, stamp.today()) {
            Standing::Ordered(_) => return Err(Refused::Ordered),
            Standing::Kept(day) if ground == Ground::Due => return Err(Refused::NotDue(day)),
            _ => {}
        }
        let on = stamp.today() + Days::new(rules::cooling_days().into());
        kept.step(Step::Ordered { on, ground, reason }, stamp)
    }

    /// Takes the order to erase it back.
    pub fn stay_erasure(self, reason: Note, stamp: &Stamp) -> Stepped<A> {
        let kept = self.not_erased()?;
        match kept.keeping().decided {
            Some(Decided::Erase { .. }) => kept.step(Step::Stayed { reason }, stamp),
            _ => Err(Refused::NotOrdered),
        }
    }

    /// Says that what its journal said of `entries` entries is gone.
    pub fn finish_erasure(self, entries: u64, stamp: &Stamp) -> Stepped<A> {
        if self.erased_on().is_none() {
            return Err(Refused::NotOrdered);
        }
        self.step(Step::Finished { entries }, stamp)
    }

    /// What is said of its erasure, if it may be erased now.
    pub(crate) fn may_be_erased(&self, stamp: &Stamp) -> Result<Erasure, Refused> {
        if self.erased_on().is_some() {
            return Err(Refused::Erased);
        }
        self.settled()?;
        if self.keeping().hold.is_some() {
            return Err(Refused::Held);
        }
        let Some(Decided::Erase {
            on,
            ground,
            by,
            ordered_on,
        }) = self.keeping().decided.clone()
        else {
            return Err(Refused::NotOrdered);
        };
        if on > stamp.today() {
            return Err(Refused::NotYet(on));
        }
        Ok(Erasure {
            rule: self.rule().ok_or(Refused::NoRule)?.id.clone(),
            ground,
            ordered_by: by,
            ordered_on,
        })
    }

    fn not_erased(self) -> Result<Self, Refused> {
        if self.erased_on().is_some() {
            Err(Refused::Erased)
        } else {
            Ok(self)
        }
    }

    fn settled(&self) -> Result<(), Refused> {
        self.settled_on().ok_or(Refused::InUse)?;
        self.rule().map(|_| ()).ok_or(Refused::WithCase)
    }

    fn step(self, step: Step, stamp: &Stamp) -> Stepped<A> {
        Ok(self.write(A::event(step), stamp)?)
    }
}

#[cfg(test)]
mod tests;
