//! Who and where, while the demonstration is being written.

use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};
use domain::{
    Actor, AgencyId, AreaCode, Line, MeetingId, Note, Prose, Stamp,
    case::{Joining, action::Assignee},
    gateway::Gateway,
    meeting::Forum,
};
use serde::Deserialize;

use crate::random;

/// The part an agency plays, wherever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Part {
    Council,
    Police,
    County,
    Fire,
    Probation,
    Housing,
    Health,
    Youth,
    Substances,
    Mediation,
}

/// One of the two areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Runnymede,
    Woking,
}

impl Place {
    pub(super) const ALL: [Self; 2] = [Self::Runnymede, Self::Woking];

    pub(super) fn code(self) -> anyhow::Result<AreaCode> {
        let code = match self {
            Self::Runnymede => "RUN",
            Self::Woking => "WOK",
        };
        Ok(code.parse()?)
    }
}

/// Somebody who acts in the stories.
#[derive(Debug, Clone)]
pub(super) struct Player {
    pub(super) part: Part,
    /// `None` when they act in both areas.
    pub(super) place: Option<Place>,
    /// Whether they coordinate rather than practise.
    pub(super) coordinates: bool,
    pub(super) actor: Actor,
    pub(super) agency_name: String,
}

/// A meeting of the demonstration, past or to come.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) id: MeetingId,
    pub(super) place: Place,
    pub(super) forum: Forum,
    pub(super) starts_at: DateTime<Utc>,
}

/// Everything that a story needs to find.
#[derive(Debug)]
pub(super) struct World {
    pub(super) now: DateTime<Utc>,
    pub(super) players: Vec<Player>,
    pub(super) meetings: Vec<Held>,
}

impl World {
    pub(super) fn new(now: DateTime<Utc>) -> anyhow::Result<Self> {
        Ok(Self {
            now,
            players: Vec::new(),
            meetings: Vec::new(),
        })
    }

    /// Who acts for the agency with that part in that area.
    pub(super) fn player(&self, part: Part, place: Place) -> anyhow::Result<&Player> {
        self.find(|player| player.part == part && !player.coordinates, place)
    }

    /// The area's coordinator.
    pub(super) fn coordinator(&self, place: Place) -> anyhow::Result<&Player> {
        self.find(|player| player.coordinates, place)
    }

    fn find(&self, fits: impl Fn(&Player) -> bool, place: Place) -> anyhow::Result<&Player> {
        let mut players = self.players.iter();
        players
            .find(|player| fits(player) && player.place.is_none_or(|own| own == place))
            .ok_or_else(|| anyhow!("the cast lacks somebody in {place:?}"))
    }

    /// Meetings already held by the forum in that area after `after`, in order.
    pub(super) fn held_after(
        &self,
        place: Place,
        forum: Forum,
        after: DateTime<Utc>,
    ) -> Vec<&Held> {
        let held = self.meetings.iter().filter(|held| {
            let here = held.place == place && held.forum == forum;
            here && held.starts_at > after && held.starts_at < self.now
        });
        held.collect()
    }
}

impl Player {
    /// A stamp for something they did.
    pub(super) fn stamp(&self, at: DateTime<Utc>) -> anyhow::Result<Stamp> {
        Ok(Stamp::new(self.actor.clone(), at, random::bytes()?))
    }

    pub(super) fn agency(&self) -> anyhow::Result<&AgencyId> {
        self.actor.agency().context("every player has an agency")
    }

    /// Their agency, joining a case.
    pub(super) fn joining(&self, reason: &str) -> anyhow::Result<Joining> {
        Ok(Joining {
            agency: self.agency()?.clone(),
            name: self.agency_name.clone(),
            gateway: self.gateway(),
            reason: prose(reason)?,
        })
    }

    /// They themselves, tasked.
    pub(super) fn assignee(&self) -> Option<Assignee> {
        Some(Assignee {
            id: self.actor.person()?,
            name: self.actor.name().to_owned(),
        })
    }

    /// The ground on which their agency gives and gets what is said.
    ///
    /// Health and treatment services share with consent: the 2022 Act's duty leaves them out.
    pub(super) fn gateway(&self) -> Gateway {
        match self.part {
            Part::Health | Part::Substances => Gateway::Consent,
            Part::County => Gateway::SafeguardingAdult,
            Part::Youth => Gateway::SafeguardingChild,
            _ => Gateway::CrimeAndDisorder,
        }
    }
}

/// A stamp for something that the system did.
pub(super) fn system(job: &str, at: DateTime<Utc>) -> anyhow::Result<Stamp> {
    let actor = Actor::System {
        job: job.to_owned(),
    };
    Ok(Stamp::new(actor, at, random::bytes()?))
}

pub(super) fn prose(text: &str) -> anyhow::Result<Prose> {
    Prose::parse(text).with_context(|| "a text of the demonstration does not fit")
}

pub(super) fn line(text: &str) -> anyhow::Result<Line> {
    Line::parse(text).with_context(|| "a line of the demonstration does not fit")
}

pub(super) fn note(text: &str) -> anyhow::Result<Note> {
    Note::parse(text).with_context(|| "a note of the demonstration does not fit")
}
