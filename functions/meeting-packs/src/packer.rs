//! The function: packs whose time has come, on a schedule; packs asked for now, from the stream.
//!
//! Making packs twice changes nothing: the same records give the same bytes under the same name,
//! and the meeting's journal gets an entry only when something changed or somebody asked.

mod make;
mod recipients;

use std::collections::{BTreeMap, BTreeSet};

use access::Caller;
use aws_lambda_events::{dynamodb::Event, streams::DynamoDbEventResponse};
use chrono::{DateTime, Days, Utc};
use domain::{
    AgencyId, Aggregate, CaseId, Journal, MeetingId, journal::Sealed, meeting::Meeting,
    pack::Recipient,
};
use edge::{
    Clock,
    stream::{self, Undone},
    trigger::{Trigger, UnknownEvent},
};
use serde_json::{Value, json};
use store::{Commit, Error, Store, meetings::Seen, packs::Undisclosed};

use make::{Fault, Made};

const PACKER: Caller = Caller::System("meeting-packs");
/// The run that the schedule asks for, as `{"run": "packs"}`.
pub const PACKS: &str = "packs";
/// The kind of entry that asks for packs now.
const ASKED: &str = "packs_requested";
/// How far ahead meetings are looked at: packs go out a few working days before, and the longest
/// run of other days is Christmas.
const DAYS_AHEAD: u64 = 21;
/// Tries when somebody else changes the meeting in between.
const TRIES: u32 = 5;

/// Makes packs. Made once per process; cheap to clone.
#[derive(Debug, Clone)]
pub struct Packer {
    store: Store,
    clock: Clock,
}

/// Cases with their journals, of which each agency is given its part.
type Journals = BTreeMap<CaseId, Undisclosed>;

/// What one run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Packed {
    /// Packs made, whether or not their content changed.
    pub packs: u32,
    /// Packs, or whole meetings and areas, that failed; the next run tries again.
    pub failed: u32,
}

/// Why an event was not dealt with. Nothing here holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum Undealt {
    /// It is none of those that this function knows.
    #[error(transparent)]
    Unknown(#[from] UnknownEvent),
    /// What it needs could not be read.
    #[error(transparent)]
    Store(#[from] Error),
    /// Some packs were not made.
    #[error("{0} packs could not be made")]
    LeftOut(u32),
}

/// What a round of one meeting's packs came to.
#[derive(Debug, Default)]
struct Round {
    made: Vec<Made>,
    missing: BTreeSet<CaseId>,
    faults: Vec<Fault>,
}

impl Packer {
    /// A packer on this store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Deals with an event as Lambda hands it over; the answer is what its source expects.
    ///
    /// **Errors:** also when some packs failed, so that the scheduler tries again and an alarm tells
    /// somebody.
    pub async fn on_event(&self, event: Value) -> Result<Value, Undealt> {
        match Trigger::parse(event)? {
            Trigger::Stream(records) => Ok(json!(self.on_stream(records).await)),
            Trigger::Run(run) if run == PACKS => match self.on_schedule().await? {
                packed if packed.failed > 0 => Err(Undealt::LeftOut(packed.failed)),
                packed => Ok(json!(packed)),
            },
            Trigger::Run(_) => Err(UnknownEvent::Run.into()),
            Trigger::Topic(_) => Err(UnknownEvent::Source.into()),
        }
    }

    /// Makes the packs whose time has come, and until the meeting what changed in them since.
    ///
    /// **Errors:** when the areas cannot be read; everything smaller is counted as failed, and
    /// stops nothing else.
    pub async fn on_schedule(&self) -> Result<Packed, Error> {
        let mut packed = Packed::default();
        for area in self.store.areas().await? {
            match self.coming(&area.code).await {
                Ok(meetings) => {
                    for meeting in meetings {
                        self.count(&meeting, &mut packed).await;
                    }
                }
                Err(error) => {
                    tracing::error!(area = %area.code, %error, "meetings not read");
                    packed.failed += 1;
                }
            }
        }
        tracing::info!(packs = packed.packs, failed = packed.failed, "packs made");
        Ok(packed)
    }

    /// Makes the packs that new journal entries ask for.
    pub async fn on_stream(&self, event: Event) -> DynamoDbEventResponse {
        stream::each(&self.store, event, async |entry| self.asked(&entry).await).await
    }

    /// Meetings in an area whose packs have gone out or should now.
    async fn coming(&self, area: &domain::AreaCode) -> Result<Vec<MeetingId>, Error> {
        let now = self.clock.now();
        let until = now.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(now);
        let meetings = self.store.meetings_in(area, &PACKER, now, until).await?;
        let due = |meeting: &&Journal<Meeting>| {
            meeting.packs_due_at <= now || meeting.packs_requested_at.is_some()
        };
        Ok(meetings
            .iter()
            .filter(due)
            .map(|meeting| meeting.id)
            .collect())
    }

    async fn count(&self, meeting: &MeetingId, packed: &mut Packed) {
        match self.serve(*meeting).await {
            Ok(round) => {
                packed.packs += u32::try_from(round.made.len()).unwrap_or(u32::MAX);
                packed.failed += u32::try_from(round.faults.len()).unwrap_or(u32::MAX);
            }
            Err(error) => {
                tracing::error!(%meeting, %error, "no packs made");
                packed.failed += 1;
            }
        }
    }

    async fn asked(&self, entry: &Sealed) -> Result<(), Undone> {
        if entry.header.aggregate != Meeting::KIND || entry.header.kind != ASKED {
            return Ok(());
        }
        let id = entry.header.id.parse();
        let id = id.map_err(|_| Undone::Never("not a meeting".to_owned()))?;
        match self.serve(id).await?.faults.pop() {
            Some(fault) => Err(fault.into()),
            None => Ok(()),
        }
    }

    /// Makes every recipient's pack anew from what it may see now.
    ///
    /// All of them, each time: a case that is no longer shared leaves the next version, a pack that
    /// failed is tried again, and one whose content is as it was costs its reading only.
    async fn serve(&self, id: MeetingId) -> Result<Round, Error> {
        let now = self.clock.now();
        let seen = self.store.agenda(id, &PACKER, now).await?;
        let mut round = Round::default();
        if !seen.meeting.is_ahead(now) {
            return Ok(round);
        }
        let journals = self.journals(&seen).await;
        for recipient in recipients::of(&seen) {
            self.one((&seen, &journals), recipient, now, &mut round)
                .await;
        }
        self.record(&seen.meeting, &round, now).await?;
        Ok(round)
    }

    /// The journals of the cases to discuss, read once for everybody's pack; one that cannot be read
    /// is missing from all of them.
    async fn journals(&self, seen: &Seen) -> Journals {
        let mut journals = Journals::new();
        for item in &seen.agenda.items {
            match self.store.case_for_packs(item.case).await {
                Ok(case) => {
                    journals.insert(item.case, case);
                }
                Err(error) => {
                    tracing::error!(case = %item.case, %error, "case left out of the packs");
                }
            }
        }
        journals
    }

    /// One recipient's pack. A pack that fails does not keep the others from theirs.
    async fn one(
        &self,
        (seen, journals): (&Seen, &Journals),
        to: Recipient,
        now: DateTime<Utc>,
        round: &mut Round,
    ) {
        let agency: AgencyId = to.agency.clone();
        match self.make((seen, journals), to, now).await {
            Ok(made) => {
                round.missing.extend(&made.missing);
                round.made.push(made);
            }
            Err(fault) => {
                tracing::error!(meeting = %seen.meeting.id, %agency, error = %fault, "pack not made");
                round.faults.push(fault);
            }
        }
    }

    /// Writes into the meeting's journal which packs changed; `composed` is the meeting that they name.
    ///
    /// One that was moved or cancelled since has asked for them again, or wants none: these are dropped.
    async fn record(
        &self,
        composed: &Meeting,
        round: &Round,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        for _ in 0..TRIES {
            let (meeting, _) = self.store.meeting(composed.id, &PACKER).await?;
            if !is_as(&meeting, composed) {
                return Ok(());
            }
            let stamp = edge::stamp(&PACKER, now)?;
            let made = round.made.iter().map(|made| made.pack.clone()).collect();
            let missing = round.missing.iter().copied().collect();
            let Ok(meeting) = meeting.packs_made(made, missing, &stamp) else {
                return Err(Error::Unreadable("meeting"));
            };
            match self.store.commit(Commit::of(meeting)).await {
                Err(Error::Conflict) => continue,
                done => return done,
            }
        }
        Err(Error::Conflict)
    }
}

/// Whether a meeting is when and where it was.
fn is_as(meeting: &Meeting, before: &Meeting) -> bool {
    let of = |meeting: &Meeting| {
        let place = meeting.place.clone();
        (meeting.starts_at, place, meeting.revision)
    };
    of(meeting) == of(before)
}

#[cfg(test)]
mod tests {
    use domain::{
        Actor, Line, Prose, Stamp,
        meeting::{Forum, Moving},
    };

    use super::*;

    /// R5.1: packs that name the day from which a meeting moved meanwhile are not recorded.
    #[test]
    fn packs_of_a_meeting_that_moved_meanwhile_are_dropped() {
        let job = "meeting-packs".to_owned();
        let now = "2026-11-10T09:00:00Z".parse().unwrap();
        let by = Stamp::new(Actor::System { job }, now, [1; 32]);
        let starts_at = "2026-12-08T10:00:00Z".parse().unwrap();
        let place = || Line::parse("Committee Room 1").unwrap();
        let area = "RUN".parse().unwrap();
        let meeting = Meeting::schedule(Forum::Charmm, area, starts_at, place(), None, &by);
        let before = meeting.unwrap();
        let asked = before.clone().request_packs(None, &by).unwrap();
        assert!(is_as(&asked, &before));
        let moving = Moving {
            starts_at: "2026-12-15T10:00:00Z".parse().unwrap(),
            place: place(),
            online: None,
            planned_on: None,
            stays: false,
            reason: Prose::parse("The room is shut").unwrap(),
            told: Vec::new(),
        };
        assert!(!is_as(&asked.move_to(moving, &by).unwrap(), &before));
    }
}
