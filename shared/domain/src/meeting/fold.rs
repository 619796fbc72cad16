//! The record of a meeting as the fold of its journal (INVARIANT (fold)).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Attendance, Convened, Event, MadePack, Meeting, PackRef, Statement, minutes};
use crate::{
    Aggregate,
    journal::{Header, JournalFault},
    notice::Returns,
};

impl Aggregate for Meeting {
    const KIND: &'static str = "meeting";
    type Event = Event;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn fold(record: Option<Self>, event: &Event, head: &Header) -> Result<Self, JournalFault> {
        let misplaced = || JournalFault::out_of_place(head);
        let mut meeting = match record {
            None => return scheduled(event, head),
            Some(meeting) => meeting,
        };
        match event.clone() {
            Event::Scheduled { .. } => return Err(misplaced()),
            Event::Cancelled { reason, told } => {
                meeting.cancelled = Some(reason);
                meeting.revision += 1;
                meeting.tell(told);
            }
            Event::Moved(moving) => meeting = meeting.moved(*moving, head),
            Event::Follows { since } => meeting.since = since,
            Event::AgendaAdjusted { adjustment } => meeting.adjustments.push(adjustment),
            Event::PacksRequested { .. } => meeting.packs_requested_at = Some(head.at),
            Event::PacksMade { packs, missing } => {
                for made in packs {
                    let version = meeting
                        .packs
                        .get(&made.agency)
                        .map_or(1, |old| old.version + 1);
                    let agency = made.agency.clone();
                    meeting
                        .packs
                        .insert(agency, pack_ref(made, version, head.at));
                }
                meeting.missing = missing;
                meeting.packs_requested_at = None;
                meeting.packs_made_at = Some(head.at);
            }
            Event::Attended {
                agency,
                presence,
                people,
            } => {
                let attendance = Attendance {
                    agency_name: agency.name,
                    presence,
                    people,
                    by: head.actor.name().to_owned(),
                    at: head.at,
                };
                meeting.attendance.insert(agency.agency, attendance);
            }
            Event::StatementRead { read_by } => {
                meeting.statement = Some(Statement {
                    read_by,
                    by: head.actor.name().to_owned(),
                    at: head.at,
                });
            }
            Event::Convened { items } => {
                let adjustments = meeting.adjustments.len();
                meeting.convened = Some(Convened { items, adjustments });
            }
            Event::Recorded { case, matters } => meeting.note(case, &matters, head),
            Event::MinutesSent { hash, told } => {
                let version = meeting.minutes.as_ref().map_or(1, |sent| sent.version + 1);
                meeting.minutes = Some(minutes::Sent {
                    version,
                    hash,
                    by: head.actor.name().to_owned(),
                    at: head.at,
                });
                meeting.tell(told);
            }
            Event::NoticeReturned(back) => meeting.returns.add(back, head),
            Event::NoticeSettled(settled) => {
                meeting.returns.settle(&settled).ok_or_else(misplaced)?;
            }
        }
        Ok(meeting)
    }
}

fn scheduled(event: &Event, head: &Header) -> Result<Meeting, JournalFault> {
    let misplaced = || JournalFault::out_of_place(head);
    let Event::Scheduled {
        forum,
        area,
        starts_at,
        place,
        since,
        online,
        planned_on,
        packs_due_at,
    } = event.clone()
    else {
        return Err(misplaced());
    };
    Ok(Meeting {
        id: head.id.parse().map_err(|_| misplaced())?,
        forum,
        area,
        starts_at,
        place,
        online,
        planned_on,
        since,
        packs_due_at,
        moves: Vec::new(),
        revision: 0,
        told: BTreeMap::new(),
        cancelled: None,
        adjustments: Vec::new(),
        packs: BTreeMap::new(),
        missing: Vec::new(),
        packs_requested_at: None,
        packs_made_at: None,
        returns: Returns::default(),
        attendance: BTreeMap::new(),
        statement: None,
        convened: None,
        recorded: BTreeMap::new(),
        minutes: None,
        also_of: Vec::new(),
    })
}

fn pack_ref(made: MadePack, version: u32, made_at: DateTime<Utc>) -> PackRef {
    PackRef {
        agency_name: made.agency_name,
        hash: made.hash,
        pages: made.pages,
        cases: made.cases,
        version,
        made_at,
    }
}
