//! Who is asking: a person of staff, an agency whose pack is being made, or the system itself.

use domain::{
    Actor, AgencyId, AreaCode, PersonId,
    directory::{Grant, Person, Role},
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
        /// Their roles.
        grants: Vec<Grant>,
    },
    /// An agency as such: what a pack for it may hold.
    Agency(AgencyId),
    /// A job of the system, on a schedule or from the stream.
    System(&'static str),
}

impl Caller {
    /// The caller that a person of staff is; `None` for one who has left.
    pub fn of(person: &Person) -> Option<Self> {
        (!person.left).then(|| Self::Person {
            id: person.id,
            name: person.name.clone(),
            agency: person.agency.clone(),
            agency_name: person.agency_name.clone(),
            grants: person.grants.clone(),
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
            .any(|grant| grant.role == role && grant.area.as_ref().is_none_or(|own| own == area))
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
