//! Who is asking: a person of staff, an agency whose pack is being made, or the system itself.

use chrono::NaiveDate;
use domain::{
    Actor, AgencyId, AreaCode, PersonId,
    directory::{Grant, Person, Role},
    reorganisation::{Reorganisations, TakenOver},
};

/// An authenticated identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A person of staff who signed in.
    Person {
        /// Who.
        id: PersonId,
        /// Their name.
        name: String,
        /// The agency they act for.
        agency: AgencyId,
        /// Its name.
        agency_name: String,
        /// Their roles, as they count today.
        grants: Vec<Grant>,
        /// What areas have taken over by today: a role in one counts for the others too.
        over: TakenOver,
    },
    /// An agency as such: what a pack for it may hold.
    Agency(AgencyId),
    /// A job of the system, on a schedule or from the stream.
    System(&'static str),
}

impl Caller {
    /// The caller that a person of staff is on a day in London; `None` for one who has left.
    pub fn of(person: &Person, plans: &Reorganisations, on: NaiveDate) -> Option<Self> {
        (!person.left).then(|| Self::Person {
            id: person.id,
            name: person.name.clone(),
            agency: person.agency.clone(),
            agency_name: person.agency_name.clone(),
            grants: plans.roles(person.id, &person.grants, on),
            over: plans.taken_over(on),
        })
    }

    /// The agency they act for, if any.
    pub fn agency(&self) -> Option<&AgencyId> {
        match self {
            Self::Person { agency, .. } | Self::Agency(agency) => Some(agency),
            Self::System(_) => None,
        }
    }

    /// The person, if it is one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// Whether they hold `role` in `area`, or everywhere.
    pub fn holds(&self, role: Role, area: &AreaCode) -> bool {
        self.grants()
            .iter()
            .any(|grant| grant.role == role && self.reaches(grant.area.as_ref(), area))
    }

    /// Whether a role in `own`, or everywhere, counts in `area`.
    fn reaches(&self, own: Option<&AreaCode>, area: &AreaCode) -> bool {
        match (self, own) {
            (_, None) => true,
            (Self::Person { over, .. }, Some(own)) => over.covers_area(own, area),
            (_, Some(own)) => own == area,
        }
    }

    /// The area and those it has taken over by today: what a list of it shows. Jobs go through every
    /// area, each by itself.
    pub fn covers(&self, area: &AreaCode) -> Vec<AreaCode> {
        match self {
            Self::Person { over, .. } => over.covers(area),
            _ => vec![area.clone()],
        }
    }

    /// Whether they hold `role` anywhere.
    pub fn holds_anywhere(&self, role: Role) -> bool {
        self.grants().iter().any(|grant| grant.role == role)
    }

    /// The areas named in their grants, each once.
    pub fn areas(&self) -> Vec<AreaCode> {
        let mut areas: Vec<_> = self
            .grants()
            .iter()
            .filter_map(|g| g.area.clone())
            .collect();
        areas.sort();
        areas.dedup();
        areas
    }

    /// The areas in which they hold `role`; a grant without an area names none.
    pub fn areas_as(&self, role: Role) -> Vec<AreaCode> {
        let mut areas: Vec<_> = self
            .grants()
            .iter()
            .filter(|grant| grant.role == role)
            .filter_map(|grant| grant.area.clone())
            .collect();
        areas.sort();
        areas.dedup();
        areas
    }

    /// Who is written into history.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Person {
                id, name, agency, ..
            } => Actor::Person {
                person: *id,
                name: name.clone(),
                agency: agency.clone(),
            },
            Self::Agency(agency) => Actor::System {
                job: format!("for {agency}"),
            },
            Self::System(job) => Actor::System {
                job: (*job).to_owned(),
            },
        }
    }

    pub(crate) fn grants(&self) -> &[Grant] {
        match self {
            Self::Person { grants, .. } => grants,
            _ => &[],
        }
    }
}
