//! Whether somebody may see something, and why: for those who account for it, also for a past day
//! (R3.2).
//!
//! INVARIANT (as at): what somebody could see on a day is decided by the policies of today on the
//! records of that day, each the fold of its journal up to the end of it.

use access::{Caller, Decision, audit, guest, meeting, referral};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AgencyId, AreaCode, CaseId, Journal, MeetingId, PersonId, ReferralId,
    case::Case,
    directory::Person,
    journal::{fold, open},
    meeting::Meeting,
    referral::Referral,
    time,
};

use crate::{Error, Store, keys, stored::Stored};

/// What it is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// A case.
    Case(CaseId),
    /// The case with this reference.
    Reference(String),
    /// A referral.
    Referral(ReferralId),
    /// The pack of an agency for a meeting.
    Pack(MeetingId, AgencyId),
}

/// Whether somebody may see something, and why.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The person as they were; `None` when they were not registered yet.
    pub person: Option<Person>,
    /// What it is about, in words.
    pub about: String,
    /// The question that was put to the policies.
    pub question: &'static str,
    /// The answer; refused for somebody who had left, or was not registered yet.
    pub decision: Decision,
}

/// Something as it was on a day.
struct AsAt {
    about: String,
    question: &'static str,
    /// Under which key the asking is logged.
    pk: String,
    decide: Box<dyn Fn(&Caller) -> Decision + Send>,
}

impl Store {
    /// Whether a person may see something, or could at the end of `on`, and why. The asking is
    /// logged as a reading of it.
    ///
    /// **Errors:** [`Error::NotFound`] when there is no such person or thing, there was none on that
    /// day, or the caller may not ask about its area.
    pub async fn explain(
        &self,
        person: PersonId,
        topic: &Topic,
        on: Option<NaiveDate>,
        (caller, now): (&Caller, DateTime<Utc>),
    ) -> Result<Explained, Error> {
        let until = on.map_or(now, |on| end_of(on).min(now));
        let (today, then) = self.topic(topic, until).await?;
        let may = audit::explain(caller, &today);
        if !may.is_permitted() {
            return Err(Error::hidden(caller, "explanation"));
        }
        let then = then.ok_or(Error::NotFound)?;
        let (_, person) = self.as_at::<Person>(keys::person(person), until).await?;
        let (plans, day) = (self.plans().await?, time::london_date(until));
        let asked = person.as_ref();
        let asked = asked.and_then(|person| Caller::of(person, &plans, day));
        let decision = asked.map_or_else(Decision::refused, |asked| (then.decide)(&asked));
        self.log_read(then.pk, caller, "explanation", &may, now)
            .await?;
        Ok(Explained {
            person,
            about: then.about,
            question: then.question,
            decision,
        })
    }

    /// The area that the thing belongs to today, and the thing as it was.
    async fn topic(
        &self,
        topic: &Topic,
        until: DateTime<Utc>,
    ) -> Result<(AreaCode, Option<AsAt>), Error> {
        match topic {
            Topic::Reference(reference) => {
                let id = self.case_of_reference(reference).await?;
                self.case_as_at(id, until).await
            }
            Topic::Case(id) => self.case_as_at(*id, until).await,
            Topic::Referral(id) => {
                let pk = keys::referral(*id);
                let (today, then) = self.as_at::<Referral>(pk.clone(), until).await?;
                let then = then.map(|then| AsAt {
                    about: format!("Referral {}", then.reference),
                    question: "referral.see",
                    pk,
                    decide: Box::new(move |caller| referral::see(caller, &then)),
                });
                Ok((today.area.clone(), then))
            }
            Topic::Pack(id, agency) => {
                let pk = keys::meeting(*id);
                let (today, then) = self.as_at::<Meeting>(pk.clone(), until).await?;
                let there = then.filter(|then| then.packs.contains_key(agency));
                let agency = agency.clone();
                let then = there.map(|then| AsAt {
                    about: format!("Pack of {agency}, {}", time::long_date(then.on())),
                    question: "pack.read",
                    pk,
                    decide: Box::new(move |caller| meeting::read_pack(caller, &agency)),
                });
                Ok((today.area.clone(), then))
            }
        }
    }

    async fn case_as_at(
        &self,
        id: CaseId,
        until: DateTime<Utc>,
    ) -> Result<(AreaCode, Option<AsAt>), Error> {
        let pk = keys::case(id);
        let (today, then) = self.as_at::<Case>(pk.clone(), until).await?;
        let then = then.map(|then| AsAt {
            about: format!("Case {}", then.reference),
            question: "case.see",
            pk,
            // As opening it decides: with what was given for a time.
            decide: Box::new(move |caller| guest::read(caller, &then, until)),
        });
        Ok((today.area.clone(), then))
    }

    /// The record as it is, and as it was; `None` before its first entry.
    async fn as_at<A: Stored>(
        &self,
        pk: String,
        until: DateTime<Utc>,
    ) -> Result<(Journal<A>, Option<A>), Error> {
        let (journal, sealed, _) = self.sealed_file::<A>(pk, i32::MAX - 1).await?;
        // Opened before it is cut: what stands in the place of something erased is said later.
        let mut entries = open::<A>(&sealed)?;
        entries.retain(|entry| entry.header.at <= until);
        let then = fold::<A>(&entries)?;
        Ok((journal, then))
    }
}

/// The last moment of a day in London.
fn end_of(on: NaiveDate) -> DateTime<Utc> {
    let next = on.succ_opt().unwrap_or(on).and_time(chrono::NaiveTime::MIN);
    time::instant(next).map_or(DateTime::<Utc>::MAX_UTC, |next| {
        next - chrono::TimeDelta::milliseconds(1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_london() {
        let end = |on: &str| end_of(on.parse().unwrap()).to_rfc3339();
        assert_eq!(end("2026-11-20"), "2026-11-20T23:59:59.999+00:00");
        assert_eq!(end("2026-07-01"), "2026-07-01T22:59:59.999+00:00");
        assert_eq!(end("2026-10-25"), "2026-10-25T23:59:59.999+00:00");
    }
}
