//! Areas, agencies and people: who takes part, where, and how they are reached (R3.2, R5.1).
//!
//! All of it is data: Surrey's eleven areas become two on 1 April 2027.

mod agency;
mod area;
mod person;
mod refused;

pub use agency::{Agency, AgencyEvent, AgencyProfile};
pub use area::{Area, AreaEvent, AreaProfile, Partner};
pub use person::{
    Account, Grant, MOST_TRAININGS, Person, PersonEvent, PersonProfile, Role, Training, administers,
};
pub use refused::Refused;
