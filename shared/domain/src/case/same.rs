//! That a subject of a case is the same person or place as a subject of another, or is not, as somebody
//! judged who runs both (R2.1, R9.1).
//!
//! It says who is who and nothing else: no journal is merged with another, nobody sees a case by it or is on
//! one by it. Each judgement is an entry of both journals, written together, and can be undone.
//!
//! INVARIANT (both sides): what one case says of a pair, the other says as well, as long as neither is erased.
//!
//! INVARIANT (no way across): what a case keeps of the other is what its stub is known by, and a hash of the
//! pair: neither the id of the other case, nor its reference, nor the number of its subject. Whoever reads
//! the one learns of the other what its stub tells, and that only where they may be told of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, Event, Refused, Status};
use crate::{
    CaseId, Journal, Note, Stamp,
    journal::{Hash, Header},
};

/// What a stub of a case is known by. An id of a case tells when it was opened; this does not.
pub fn stub_of(case: CaseId) -> Hash {
    Hash::of(format!("stub\n{case}").as_bytes())
}

/// What two subjects are known by together, from either side.
fn pair_of(one: (CaseId, u32), other: (CaseId, u32)) -> Hash {
    let mut sides = [one, other].map(|(case, subject)| format!("{case}/{subject}"));
    sides.sort();
    Hash::of(format!("pair\n{}", sides.join("\n")).as_bytes())
}

/// What somebody says of two subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They are one.
    Join,
    /// They are two.
    KeepApart,
    /// What was said of them holds no longer.
    Undo,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Join, Self::KeepApart, Self::Undo];

    /// As it is sent.
    pub fn value(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::KeepApart => "keep_apart",
            Self::Undo => "undo",
        }
    }

    /// The verdict that was sent.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.value() == value)
    }
}

/// What holds of two subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// They are one.
    Joined,
    /// They are two.
    Apart,
}

/// Two subjects, seen from the case of one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The subject of this case, by their number from 1.
    pub subject: u32,
    /// What the stub of the other case is known by.
    pub other: Hash,
    /// What the two are known by together.
    pub pair: Hash,
}

/// What holds of a subject and one of another case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// Which two.
    #[serde(flatten)]
    pub pair: Pair,
    /// What holds of them.
    pub standing: Standing,
    /// Since when, UTC.
    pub at: DateTime<Utc>,
    /// Who said so.
    pub by: String,
}

/// A step in who is who. The reason may speak of either case: it is read by those who see both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// They are one.
    Joined {
        /// Which two.
        #[serde(flatten)]
        pair: Pair,
        /// Why.
        reason: Note,
    },
    /// They are two.
    KeptApart {
        /// Which two.
        #[serde(flatten)]
        pair: Pair,
        /// Why.
        reason: Note,
    },
    /// What was said of them holds no longer.
    Undone {
        /// Which two.
        #[serde(flatten)]
        pair: Pair,
        /// Why.
        reason: Note,
    },
}

impl Step {
    fn of(verdict: Verdict, pair: Pair, reason: Note) -> Self {
        match verdict {
            Verdict::Join => Self::Joined { pair, reason },
            Verdict::KeepApart => Self::KeptApart { pair, reason },
            Verdict::Undo => Self::Undone { pair, reason },
        }
    }

    /// Which two.
    pub fn pair(&self) -> &Pair {
        match self {
            Self::Joined { pair, .. }
            | Self::KeptApart { pair, .. }
            | Self::Undone { pair, .. } => pair,
        }
    }

    /// Why.
    pub fn reason(&self) -> &Note {
        match self {
            Self::Joined { reason, .. }
            | Self::KeptApart { reason, .. }
            | Self::Undone { reason, .. } => reason,
        }
    }

    /// What happened, as a sentence without its subject.
    pub fn sentence(&self) -> String {
        let number = self.pair().subject;
        match self {
            Self::Joined { .. } => {
                format!(
                    "joined person or place {number} with a subject of another case: they are one"
                )
            }
            Self::KeptApart { .. } => {
                format!("kept person or place {number} apart from a subject of another case")
            }
            Self::Undone { .. } => format!(
                "undid what was said of person or place {number} and a subject of another case"
            ),
        }
    }
}

impl Case {
    /// Most judgements on who is who that hold on one case.
    pub const MAX_TIES: usize = 100;

    /// What holds of this subject and one of the other case.
    pub fn tie(&self, subject: u32, other: &Case, other_subject: u32) -> Option<&Tie> {
        let pair = pair_of((self.id, subject), (other.id, other_subject));
        self.same.iter().find(|tie| tie.pair.pair == pair)
    }

    /// Whether two subjects are to be suggested to somebody as perhaps one: not those of whom it is said
    /// already, unless what is recorded of either was corrected since they were kept apart.
    pub fn is_undecided(&self, subject: u32, other: &Case, other_subject: u32) -> bool {
        let Some(tie) = self.tie(subject, other, other_subject) else {
            return true;
        };
        let own = self.recorded(subject).corrected_at;
        let others = other.recorded(other_subject).corrected_at;
        let corrected = own.max(others).is_some_and(|at| at > tie.at);
        tie.standing == Standing::Apart && corrected
    }

    fn pair_with(&self, subject: u32, (other, other_subject): (&Case, u32)) -> Pair {
        Pair {
            subject,
            other: stub_of(other.id),
            pair: pair_of((self.id, subject), (other.id, other_subject)),
        }
    }
}

/// Says of two subjects of two cases, each by their number from 1, whether they are one. Closed cases are
/// judged like open ones: whoever comes back was there before.
///
/// Gives both cases in their order: they are to be committed together.
pub fn judge(
    (one, own): (Journal<Case>, u32),
    (other, others): (Journal<Case>, u32),
    (verdict, reason): (Verdict, Note),
    stamp: &Stamp,
) -> Result<(Journal<Case>, Journal<Case>), Refused> {
    if one.id == other.id {
        return Err(Refused::SameCase);
    }
    let here = one.pair_with(own, (&other, others));
    let there = other.pair_with(others, (&one, own));
    Ok((
        one.says((verdict, reason.clone()), here, stamp)?,
        other.says((verdict, reason), there, stamp)?,
    ))
}

impl Journal<Case> {
    fn says(
        self,
        (verdict, reason): (Verdict, Note),
        pair: Pair,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        if matches!(self.status, Status::Erased { .. }) {
            return Err(Refused::Erased);
        }
        super::category::subject(&self, pair.subject).ok_or(Refused::NoSuchSubject)?;
        let holds = self.same.iter().find(|tie| tie.pair.pair == pair.pair);
        let holds = holds.map(|tie| tie.standing);
        match (verdict, holds) {
            (Verdict::Undo, None) => return Err(Refused::NothingJudged),
            (Verdict::Join, Some(Standing::Joined)) => return Err(Refused::JudgedSo),
            // What was kept apart may be said again of facts that have changed.
            (Verdict::Join | Verdict::KeepApart, None) if self.same.len() >= Case::MAX_TIES => {
                return Err(Refused::Full {
                    what: "judgements on who is who",
                    limit: Case::MAX_TIES,
                });
            }
            _ => {}
        }
        let step = Step::of(verdict, pair, reason);
        let case = self.write(Event::Same(step), stamp)?;
        match verdict {
            Verdict::Undo => Ok(case),
            _ => case.with_room(),
        }
    }
}

pub(super) fn fold(case: &mut Case, step: &Step, head: &Header) -> Option<()> {
    let pair = *step.pair();
    let at = case.same.iter().position(|tie| tie.pair.pair == pair.pair);
    let standing = match step {
        Step::Undone { .. } => {
            case.same.remove(at?);
            return Some(());
        }
        Step::Joined { .. } => Standing::Joined,
        Step::KeptApart { .. } => Standing::Apart,
    };
    if let Some(at) = at {
        case.same.remove(at);
    }
    case.same.push(Tie {
        pair,
        standing,
        at: head.at,
        by: head.actor.name().to_owned(),
    });
    Some(())
}

#[cfg(test)]
mod tests;
