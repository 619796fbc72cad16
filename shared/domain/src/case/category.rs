//! The category of a person on a case: suspected, convicted, victim, witness (R12.3).
//!
//! Everybody has exactly one from the start. It is changed with a reason, because much hangs on it:
//! who may be told what, and what a letter may say.
//!
//! **Source:** Data Protection Act 2018 s.38(3).

use super::{Case, Decided, Event, Refused};
use crate::{Journal, Note, Stamp, referral::form::SubjectRole};

impl Journal<Case> {
    /// Puts a subject, by their number from 1, into another category. A place stays a place, and a
    /// person a person.
    pub fn categorise(
        self,
        number: u32,
        role: SubjectRole,
        reason: Note,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        let subject = subject(&case, number).ok_or(Refused::NoSuchSubject)?;
        let place = |role: SubjectRole| role == SubjectRole::Location;
        if subject.role == role {
            return Err(Refused::SameCategory);
        }
        if place(subject.role) != place(role) {
            return Err(Refused::PlaceOrPerson);
        }
        Ok(case.write(
            Event::SubjectCategorised {
                subject: number,
                role,
                reason,
            },
            stamp,
        )?)
    }
}

/// The subject of this number, from 1.
pub fn subject(case: &Case, number: u32) -> Option<&crate::referral::form::Subject> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    case.subjects.get(index)
}

/// The record after a subject was put into another category; `None` when there is no such subject.
pub(super) fn categorised(case: &mut Case, number: u32, role: SubjectRole) -> Option<()> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    let subject = case.subjects.get_mut(index)?;
    subject.role = role;
    // How to reach somebody safely is kept of those who need protection, and of nobody else.
    if !role.is_protected() {
        subject.safe_contact = None;
    }
    Some(())
}
