//! What is recorded of somebody or somewhere on a case, and its correction (R2.4).
//!
//! It came with a referral, and the agency that referred keeps the ownership of it. Whoever runs the
//! case may correct it as well: people have a right to it, also when a member of the public reported
//! them or the agency is gone.
//!
//! **Source:** UK GDPR article 16; Data Protection Act 2018 s.46.

use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Case, Decided, Event, Refused, category,
    powers::{self, Watched},
};
use crate::{
    AgencyId, Entry, Journal, Note, Stamp,
    journal::Header,
    law::{Adopted, Law},
    referral::form::Subject,
};

/// Whose it is what is recorded of a subject, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The agency that referred them; none of what the public reported, and of what came before
    /// this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyId>,
    /// When they came, UTC.
    pub at: DateTime<Utc>,
    /// When it was last corrected, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_at: Option<DateTime<Utc>>,
}

impl Case {
    /// Whose it is what is recorded of a subject, by their number from 1, and since when.
    pub fn recorded(&self, number: u32) -> Recorded {
        self.recorded.get(&number).cloned().unwrap_or(Recorded {
            agency: None,
            at: self.opened_on.and_time(NaiveTime::MIN).and_utc(),
            corrected_at: None,
        })
    }

    /// Notes of the newest `many` subjects who referred them.
    pub(super) fn record_newest(&mut self, many: usize, by: Option<&AgencyId>, head: &Header) {
        let first = self.subjects.len().saturating_sub(many) + 1;
        let numbers = (first..=self.subjects.len()).filter_map(|at| u32::try_from(at).ok());
        self.recorded.extend(numbers.map(|number| {
            let recorded = Recorded {
                agency: by.cloned(),
                at: head.at,
                corrected_at: None,
            };
            (number, recorded)
        }));
    }
}

/// Every subject as each step of the journal recorded them, by their number from 1.
pub fn as_recorded(journal: &[Entry<Event>]) -> Vec<(u32, Subject)> {
    let mut came: u32 = 0;
    let mut all = Vec::new();
    for event in journal.iter().filter_map(|entry| entry.event.as_ref()) {
        match event {
            Event::Opened { subjects, .. } | Event::ReferralJoined { subjects, .. } => {
                for subject in subjects {
                    came = came.saturating_add(1);
                    all.push((came, subject.clone()));
                }
            }
            Event::Imported(imported) => {
                for subject in &imported.before.subjects {
                    came = came.saturating_add(1);
                    all.push((came, subject.clone()));
                }
            }
            Event::SubjectCorrected {
                subject, details, ..
            } => all.push((*subject, Subject::clone(details))),
            _ => {}
        }
    }
    all
}

impl Journal<Case> {
    /// Corrects what is recorded of a subject, by their number from 1. Their category stays as it is.
    pub fn correct_subject(
        self,
        number: u32,
        details: Subject,
        reason: Note,
        adopted: &Adopted,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        let subject = category::subject(&case, number).ok_or(Refused::NoSuchSubject)?;
        let details = Subject {
            role: subject.role,
            ..details
        };
        if details == *subject {
            return Err(Refused::NothingCorrected);
        }
        let law = Law::on(stamp.today(), adopted).in_area(&case.area);
        let due = powers::watched(&case, (number, details.born_on), law);
        let event = Event::SubjectCorrected {
            due,
            subject: number,
            details: Box::new(details),
            reason,
            since: case.recorded(number).at,
        };
        case.write(event, stamp)?.with_room()
    }
}

/// The record after a subject was corrected; `None` when there is no such subject.
pub(super) fn corrected(
    case: &mut Case,
    (number, details): (u32, Subject),
    due: &[Watched],
    head: &Header,
) -> Option<()> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    let subject = case.subjects.get_mut(index)?;
    *subject = Subject {
        role: subject.role,
        ..details
    };
    let corrected_at = Some(head.at);
    let recorded = Recorded {
        corrected_at,
        ..case.recorded(number)
    };
    case.recorded.insert(number, recorded);
    powers::watch(case, due);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Line,
        case::{
            Joining,
            tests::{agency, opened, prose, stamp},
        },
        gateway::Gateway,
        journal::fold,
        referral::form::{SubjectRole, testing},
    };

    fn note(text: &str) -> Note {
        Note::parse(text).unwrap()
    }

    fn read(case: &Journal<Case>) -> Vec<Entry<Event>> {
        let sealed = case.pending().iter();
        sealed.map(|entry| entry.open::<Case>().unwrap()).collect()
    }

    #[test]
    fn what_is_wrong_of_somebody_is_corrected_and_their_category_stays() {
        let case = opened();
        let (role, at) = (case.subjects[0].role, stamp(2, 0));
        let came = case.recorded(1);
        assert_eq!((came.agency, came.at), (Some(agency(2)), stamp(1, 0).at));
        let right = Subject {
            born_on: "1991-03-01".parse().ok(),
            ..Subject::named(SubjectRole::Witness, Line::parse("Sam Right").unwrap())
        };
        let case = case
            .correct_subject(1, right.clone(), note("Misread"), &Adopted::default(), &at)
            .unwrap();
        assert_eq!(case.subjects[0].name, right.name);
        assert_eq!(case.subjects[0].role, role, "another step changes that");
        assert_eq!(case.recorded(1).corrected_at, Some(at.at));
        let last = case.pending().last().unwrap().open::<Case>().unwrap().event;
        let since = stamp(1, 0).at;
        assert!(matches!(last, Some(Event::SubjectCorrected { since: at, .. }) if at == since));
        assert_eq!(
            fold::<Case>(&read(&case)).unwrap().as_ref(),
            Some(case.record())
        );
        let same = Subject { role, ..right };
        let again =
            case.clone()
                .correct_subject(1, same.clone(), note("x"), &Adopted::default(), &at);
        assert_eq!(again.unwrap_err(), Refused::NothingCorrected);
        for nobody in [0, 9] {
            let nobody = case.clone().correct_subject(
                nobody,
                same.clone(),
                note("x"),
                &Adopted::default(),
                &at,
            );
            assert_eq!(nobody.unwrap_err(), Refused::NoSuchSubject);
        }
    }

    #[test]
    fn those_who_joined_later_are_of_the_agency_that_referred_them() {
        let mut form = testing::form();
        form.subjects[0].name = Line::parse("Somebody Else").unwrap();
        let later = Joining {
            agency: "fire".parse().unwrap(),
            name: "Fire".into(),
            gateway: Gateway::CrimeAndDisorder,
            reason: prose("They referred too"),
        };
        let case = opened();
        let before = u32::try_from(case.subjects.len()).unwrap();
        let referral = crate::ReferralId::from(uuid::Uuid::from_u128(9));
        let case = case
            .join_referral(referral, &form, later, prose("same people"), &stamp(3, 0))
            .unwrap();
        let came = case.recorded(before + 1);
        assert_eq!(came.agency, "fire".parse().ok());
        assert_eq!(came.at, stamp(3, 0).at);
        assert_eq!(case.recorded(1).agency, Some(agency(2)));
        // A record from before this was kept: nobody's, and as old as the case.
        let old = Case {
            recorded: Default::default(),
            ..case.record().clone()
        };
        assert_eq!(old.recorded(1).agency, None);
        assert!(old.recorded(1).at <= stamp(1, 0).at);
    }
}
