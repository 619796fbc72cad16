//! Access to a case by people whose agency is not on it (R3.1): asked for and granted until a day,
//! or taken in an emergency and reviewed afterwards.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, ChasePolicy, Decided, Event, Refused, Step};
use crate::{
    AccessId, Actor, AgencyId, Journal, Note, PersonId, Stamp, choice::choices, gateway::Gateway,
    journal::Header, time,
};

choices! {
    /// To whom access is granted.
    Breadth {
        Person "person" "Only the person who asked",
        Agency "agency" "Everybody at their agency",
    }
}

choices! {
    /// What a review of an emergency access found.
    Finding {
        Justified "justified" "It was justified",
        NotJustified "not_justified" "It was not justified",
    }
}

/// How long access lasts; data of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessPolicy {
    /// Most days, today not counted, for which access is granted.
    pub longest_grant_days: u64,
    /// Hours that an emergency access lasts.
    pub emergency_hours: u32,
    /// Days, that of the request not counted, within which it is answered.
    #[serde(default = "answer_days")]
    pub answer_days: u64,
    /// Days, that of the emergency not counted, within which it is reviewed.
    #[serde(default = "review_days")]
    pub review_days: u64,
}

fn answer_days() -> u64 {
    5
}

fn review_days() -> u64 {
    3
}

impl Default for AccessPolicy {
    fn default() -> Self {
        Self {
            longest_grant_days: 92,
            emergency_hours: 24,
            answer_days: answer_days(),
            review_days: review_days(),
        }
    }
}

/// Somebody whose agency is not on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// Who.
    pub person: PersonId,
    /// Their name as it was.
    pub name: String,
    /// The agency they acted for.
    pub agency: AgencyId,
    /// Its name.
    pub agency_name: String,
}

/// A request for access, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its id.
    pub id: AccessId,
    /// Who asks.
    pub guest: Guest,
    /// Why.
    pub reason: Note,
    /// When, UTC.
    pub asked_at: DateTime<Utc>,
    /// The day by which it is to be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// How far it was chased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_step: Option<Step>,
    /// What was answered.
    pub answer: Answer,
}

/// What became of a request for access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Answer {
    /// Nothing yet.
    Waiting,
    /// Access was granted.
    Granted(Granted),
    /// Access was refused.
    Refused {
        /// When, UTC.
        at: DateTime<Utc>,
        /// Who refused.
        by: String,
        /// Why.
        reason: Note,
    },
}

/// Access that was granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who granted it.
    pub by: String,
    /// To whom.
    pub to: Breadth,
    /// The ground for sharing the case.
    pub gateway: Gateway,
    /// The instant at which it ends by itself, UTC.
    pub until: DateTime<Utc>,
    /// Why.
    pub reason: Note,
    /// That it was ended early.
    pub ended: Option<Ended>,
}

/// That granted access was ended early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who ended it.
    pub by: String,
    /// Why.
    pub reason: Note,
}

impl Granted {
    /// Whether it holds at `now`.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.ended.is_none() && now < self.until
    }
}

impl Request {
    /// What was granted, while it holds.
    pub fn granted(&self, now: DateTime<Utc>) -> Option<&Granted> {
        match &self.answer {
            Answer::Granted(granted) => Some(granted).filter(|granted| granted.holds(now)),
            Answer::Waiting | Answer::Refused { .. } => None,
        }
    }

    /// Whether nobody has answered it.
    pub fn waits(&self) -> bool {
        matches!(self.answer, Answer::Waiting)
    }

    /// Since when there is nothing more to do about it; `None` while there is.
    fn over_at(&self) -> Option<DateTime<Utc>> {
        match &self.answer {
            Answer::Waiting => None,
            Answer::Granted(granted) => Some(match &granted.ended {
                Some(ended) => ended.at,
                None => granted.until,
            }),
            Answer::Refused { at, .. } => Some(*at),
        }
    }
}

/// Access that somebody took in an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// Its id.
    pub id: AccessId,
    /// Who took it.
    pub guest: Guest,
    /// Why.
    pub reason: Note,
    /// The ground on which the case is disclosed to them.
    pub gateway: Gateway,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// The instant at which it ends by itself, UTC.
    pub until: DateTime<Utc>,
    /// The day by which it is to be reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// How far its review was chased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_step: Option<Step>,
    /// What its review found.
    pub review: Option<Review>,
}

/// The review of an emergency access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who reviewed it.
    pub by: String,
    /// What they found.
    pub finding: Finding,
    /// Why, and what follows.
    pub note: Note,
}

impl Emergency {
    /// Whether it holds at `now`: one that was found not to be justified has ended.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        let found = self.review.as_ref().map(|review| review.finding);
        now < self.until && found != Some(Finding::NotJustified)
    }
}

/// Everybody who asked for access to a case, or took it, until some months after it was over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guests {
    /// Requests.
    #[serde(default)]
    pub requests: BTreeMap<AccessId, Request>,
    /// Emergencies.
    #[serde(default)]
    pub emergencies: BTreeMap<AccessId, Emergency>,
}

/// A request without an answer, or an emergency without a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The day by which it should have one.
    pub due_on: NaiveDate,
    /// How far it was chased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_step: Option<Step>,
    /// Whether it is an emergency.
    pub emergency: bool,
}

/// What access to a case is granted for.
#[derive(Debug, Clone)]
pub struct Granting {
    /// To whom.
    pub to: Breadth,
    /// The ground for sharing the case.
    pub gateway: Gateway,
    /// The last day on which it holds.
    pub last_on: NaiveDate,
    /// Why.
    pub reason: Note,
}

/// Why somebody takes access in an emergency.
#[derive(Debug, Clone)]
pub struct Alarm {
    /// Why.
    pub reason: Note,
    /// The ground on which the case is disclosed to them.
    pub gateway: Gateway,
}

impl Guests {
    /// Most requests that one case keeps; what is over some months ago makes room.
    pub const MAX: usize = 40;
    /// How long what is over stays on the record; the journal keeps it for ever.
    const KEPT: TimeDelta = TimeDelta::days(90);

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.emergencies.is_empty()
    }

    /// Emergencies that nobody has reviewed, oldest first.
    pub fn to_review(&self) -> impl Iterator<Item = &Emergency> {
        self.emergencies
            .values()
            .filter(|emergency| emergency.review.is_none())
    }

    /// What waits for an answer or a review; `None` when it is over, or there is no such thing.
    pub fn waiting(&self, access: AccessId) -> Option<Waiting> {
        let request = self.requests.get(&access).filter(|each| each.waits());
        let request = request.map(|each| (each.asked_at, each.due_on, each.last_step, false));
        let emergency = self.emergencies.get(&access);
        let emergency = emergency.filter(|each| each.review.is_none());
        let emergency = emergency.map(|each| (each.at, each.due_on, each.last_step, true));
        let (at, due_on, last_step, emergency) = request.or(emergency)?;
        // Those from before they had a day are measured by what holds where nobody chose.
        let within = if emergency {
            review_days()
        } else {
            answer_days()
        };
        Some(Waiting {
            due_on: due_on.unwrap_or(time::london_date(at) + Days::new(within)),
            last_step,
            emergency,
        })
    }

    /// The name of a person among them.
    pub fn name_of(&self, person: PersonId) -> Option<&str> {
        let requests = self.requests.values().map(|each| &each.guest);
        let mut all = requests.chain(self.emergencies.values().map(|each| &each.guest));
        let found = all.find(|guest| guest.person == person);
        found.map(|guest| guest.name.as_str())
    }

    /// Forgets what was over long before `now`.
    fn tidy(&mut self, now: DateTime<Utc>) {
        let recent = |at: DateTime<Utc>| now - at < Self::KEPT;
        self.requests
            .retain(|_, request| request.over_at().is_none_or(recent));
        self.emergencies.retain(|_, emergency| {
            let review = emergency.review.as_ref();
            review.is_none_or(|review| recent(review.at.max(emergency.until)))
        });
    }

    /// Folds what happened; `None` if it cannot have happened.
    pub(crate) fn fold(&mut self, event: Event, head: &Header) -> Option<()> {
        let (at, by) = (head.at, head.actor.name().to_owned());
        match event {
            Event::AccessRequested {
                access,
                agency_name,
                reason,
                due_on,
            } => {
                self.tidy(at);
                let request = Request {
                    id: access,
                    guest: guest(&head.actor, agency_name)?,
                    reason,
                    asked_at: at,
                    due_on,
                    last_step: None,
                    answer: Answer::Waiting,
                };
                self.requests.insert(access, request);
            }
            Event::AccessGranted {
                access,
                to,
                gateway,
                until,
                reason,
            } => {
                self.requests.get_mut(&access)?.answer = Answer::Granted(Granted {
                    at,
                    by,
                    to,
                    gateway,
                    until,
                    reason,
                    ended: None,
                });
            }
            Event::AccessRefused { access, reason } => {
                self.requests.get_mut(&access)?.answer = Answer::Refused { at, by, reason };
            }
            Event::AccessEnded { access, reason } => {
                match &mut self.requests.get_mut(&access)?.answer {
                    Answer::Granted(granted) => granted.ended = Some(Ended { at, by, reason }),
                    Answer::Waiting | Answer::Refused { .. } => return None,
                }
            }
            Event::EmergencyOpened {
                access,
                agency_name,
                reason,
                gateway,
                until,
                due_on,
            } => {
                self.tidy(at);
                let emergency = Emergency {
                    id: access,
                    guest: guest(&head.actor, agency_name)?,
                    reason,
                    gateway,
                    at,
                    until,
                    due_on,
                    last_step: None,
                    review: None,
                };
                self.emergencies.insert(access, emergency);
            }
            Event::EmergencyReviewed {
                access,
                finding,
                note,
            } => {
                self.emergencies.get_mut(&access)?.review = Some(Review {
                    at,
                    by,
                    finding,
                    note,
                });
            }
            Event::AccessChased { access, step } => {
                let request = self.requests.get_mut(&access);
                let asked = request.map(|request| &mut request.last_step);
                let taken = self.emergencies.get_mut(&access);
                let taken = taken.map(|emergency| &mut emergency.last_step);
                *asked.or(taken)? = Some(step);
            }
            _ => return None,
        }
        Some(())
    }
}

fn guest(actor: &Actor, agency_name: String) -> Option<Guest> {
    Some(Guest {
        person: actor.person()?,
        name: actor.name().to_owned(),
        agency: actor.agency()?.clone(),
        agency_name,
    })
}

impl Journal<Case> {
    /// Asks for access, for a person whose agency is not on the case.
    pub fn ask_access(
        self,
        agency_name: &str,
        reason: Note,
        policy: AccessPolicy,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.without_guest(stamp)?;
        let person = stamp.actor.person();
        let mut requests = case.guests.requests.values();
        let asked = requests.any(|request| {
            let open = request.waits() || request.granted(stamp.at).is_some();
            open && Some(request.guest.person) == person
        });
        if asked {
            return Err(Refused::AccessAsked);
        }
        let mut kept = case.guests.clone();
        kept.tidy(stamp.at);
        if kept.requests.len() >= Guests::MAX {
            return Err(Refused::Full {
                what: "requests for access",
                limit: Guests::MAX,
            });
        }
        let event = Event::AccessRequested {
            access: AccessId::from(stamp.uuid("access")),
            agency_name: agency_name.to_owned(),
            reason,
            due_on: Some(stamp.today() + Days::new(policy.answer_days)),
        };
        case.write(event, stamp)?.with_room()
    }

    /// Grants access until the end of a day.
    pub fn grant_access(
        self,
        access: AccessId,
        granting: Granting,
        policy: AccessPolicy,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.with_waiting(access)?;
        let today = stamp.today();
        let longest = policy.longest_grant_days;
        if granting.last_on < today {
            return Err(Refused::DayPast("the last day of access"));
        }
        if granting.last_on > today + Days::new(longest) {
            return Err(Refused::DayTooFar("the last day of access", longest));
        }
        granting.gateway.for_a_whole_case()?;
        let Granting {
            to,
            gateway,
            last_on,
            reason,
        } = granting;
        let event = Event::AccessGranted {
            access,
            to,
            gateway,
            until: end_of(last_on),
            reason,
        };
        Ok(case.write(event, stamp)?)
    }

    /// Refuses access.
    pub fn refuse_access(self, access: AccessId, reason: Note, stamp: &Stamp) -> Decided {
        let case = self.with_waiting(access)?;
        Ok(case.write(Event::AccessRefused { access, reason }, stamp)?)
    }

    /// Ends granted access before its last day is over.
    pub fn end_access(self, access: AccessId, reason: Note, stamp: &Stamp) -> Decided {
        let request = self.guests.requests.get(&access);
        let request = request.ok_or(Refused::NoSuchAccess)?;
        if request.granted(stamp.at).is_none() {
            return Err(Refused::AccessOver);
        }
        Ok(self.write(Event::AccessEnded { access, reason }, stamp)?)
    }

    /// Takes access in an emergency: at once, for some hours, to be reviewed.
    ///
    /// Never refused for want of room: what it writes fits into what a case keeps free.
    pub fn break_glass(
        self,
        agency_name: &str,
        alarm: Alarm,
        policy: AccessPolicy,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.without_guest(stamp)?;
        let person = stamp.actor.person();
        let mut emergencies = case.guests.emergencies.values();
        let taken =
            emergencies.any(|each| each.holds(stamp.at) && Some(each.guest.person) == person);
        if taken {
            return Err(Refused::EmergencyOpen);
        }
        alarm.gateway.for_a_whole_case()?;
        let event = Event::EmergencyOpened {
            access: AccessId::from(stamp.uuid("access")),
            agency_name: agency_name.to_owned(),
            reason: alarm.reason,
            gateway: alarm.gateway,
            until: stamp.at + TimeDelta::hours(policy.emergency_hours.into()),
            due_on: Some(stamp.today() + Days::new(policy.review_days)),
        };
        Ok(case.write(event, stamp)?)
    }

    /// Records what the review of an emergency access found; nobody reviews their own.
    pub fn review_emergency(
        self,
        access: AccessId,
        finding: Finding,
        note: Note,
        stamp: &Stamp,
    ) -> Decided {
        let emergency = self.guests.emergencies.get(&access);
        let emergency = emergency.ok_or(Refused::NoSuchAccess)?;
        if emergency.review.is_some() {
            return Err(Refused::EmergencyReviewed);
        }
        if stamp.actor.person() == Some(emergency.guest.person) {
            return Err(Refused::OwnEmergency);
        }
        let event = Event::EmergencyReviewed {
            access,
            finding,
            note,
        };
        Ok(self.write(event, stamp)?)
    }

    /// Takes the step that has come for a request that nobody answered, or an emergency that nobody
    /// reviewed, if one has.
    pub fn chase_access(self, access: AccessId, policy: &ChasePolicy, stamp: &Stamp) -> Decided {
        let waiting = self.guests.waiting(access).ok_or(Refused::NoSuchAccess)?;
        match policy.late(waiting.due_on, waiting.last_step, stamp.today()) {
            Some(step) => Ok(self.write(Event::AccessChased { access, step }, stamp)?),
            None => Ok(self),
        }
    }

    /// Access is for people; those whose agency is on the case have it.
    fn without_guest(self, stamp: &Stamp) -> Result<Self, Refused> {
        let agency = stamp.actor.agency().ok_or(Refused::NoAgency)?;
        if self.agencies.contains_key(agency) {
            Err(Refused::AgencyOnCase)
        } else {
            Ok(self)
        }
    }

    fn with_waiting(self, access: AccessId) -> Result<Self, Refused> {
        match self.guests.requests.get(&access) {
            None => Err(Refused::NoSuchAccess),
            Some(request) if request.waits() => Ok(self),
            Some(_) => Err(Refused::AccessAnswered),
        }
    }
}

/// The instant at which `day` is over in London.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = (day + Days::new(1)).and_time(NaiveTime::MIN);
    // Clocks never change at midnight in London.
    time::instant(midnight).unwrap_or_else(|| midnight.and_utc())
}

#[cfg(test)]
mod tests;
