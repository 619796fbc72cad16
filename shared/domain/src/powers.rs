//! Tools and powers: what may be done against whom, on which day, and by which rule (R6).
//!
//! [`judge`] is a total function of a power, an act, facts and the law of a day: it gives each
//! rule's finding. Statute and local policy are separate findings. What is not known never helps: a
//! fact that a rule needs and that nobody recorded blocks.
//!
//! INVARIANT (stricter): taking away a fact that helps, or adding one that hinders, never makes the
//! verdict better. Property tests hold it.
//!
//! **Source:** the rules in `rules/law`; R6.1–R6.4.

mod bench;
mod cbo;
mod closure;
mod diary;
mod dispersal;
mod facts;
mod injunction;
mod new_2026;
mod notices;
mod possession;
mod pspo;
mod questions;
#[cfg(test)]
mod tests;
mod voluntary;

pub use diary::{Due, Occasion, Running, due};
pub use facts::{BadFact, Facts, Helps, Key, Shape, Value};
pub use questions::{Question, questions};

use crate::{
    choice::choices,
    law::{Law, Ruling},
};
use bench::Bench;

choices! {
    /// A tool or power, in the order of the ladder (R6.1).
    Power {
        WarningLetter "warning_letter" "Visit or warning letter",
        Abc "abc" "Acceptable behaviour contract",
        ParentingOrder "parenting_order" "Parenting order",
        Cpw "cpw" "Community protection warning",
        Cpn "cpn" "Community protection notice",
        Injunction "injunction" "Civil injunction",
        Cbo "cbo" "Criminal behaviour order",
        Dispersal "dispersal" "Dispersal",
        Pspo "pspo" "Public spaces protection order",
        ClosureNotice "closure_notice" "Closure notice",
        ClosureOrder "closure_order" "Closure order",
        Possession "possession" "Possession on the absolute ground",
        RespectOrder "respect_order" "Respect order",
        YouthInjunction "youth_injunction" "Youth injunction",
        HousingInjunction "housing_injunction" "Housing injunction",
        VehicleSeizure "vehicle_seizure" "Seizure of a vehicle",
    }
}

choices! {
    /// What is done with a power.
    Act {
        Considered "considered" "Considered",
        Consulted "consulted" "Consulted",
        Applied "applied" "Issued or applied for",
        Hearing "hearing" "First hearing",
        Granted "granted" "Granted",
        Refused "refused" "Refused",
        Directed "directed" "Direction given",
        Brought "brought" "Arrested and brought before a judge",
        Varied "varied" "Varied or extended",
        Breached "breached" "Breached",
        Penalty "penalty" "Fixed penalty offered",
        Charged "charged" "Charged",
        Appealed "appealed" "Appealed or reviewed",
        Ended "ended" "Ended: expired, discharged or not pursued",
    }
}

impl Power {
    /// Whether a court decides on it after an application.
    pub fn needs_court(self) -> bool {
        matches!(
            self,
            Self::ParentingOrder
                | Self::Injunction
                | Self::Cbo
                | Self::ClosureOrder
                | Self::Possession
                | Self::RespectOrder
                | Self::YouthInjunction
                | Self::HousingInjunction
        )
    }

    /// Whether it is about a place or an area instead of a person.
    pub fn is_about_place(self) -> bool {
        matches!(
            self,
            Self::Dispersal | Self::Pspo | Self::ClosureNotice | Self::ClosureOrder
        )
    }

    /// What can be done with it, the first steps first. Considering and consulting comes before
    /// everything.
    pub fn acts(self) -> Vec<Act> {
        let mut acts = vec![Act::Considered, Act::Consulted, Act::Applied];
        if matches!(
            self,
            Self::Injunction | Self::YouthInjunction | Self::HousingInjunction | Self::ClosureOrder
        ) {
            acts.push(Act::Hearing);
        }
        if self.needs_court() {
            acts.extend([Act::Granted, Act::Refused]);
        }
        acts.extend(match self {
            Self::Dispersal => vec![Act::Directed, Act::Breached],
            Self::Injunction | Self::YouthInjunction | Self::HousingInjunction => {
                vec![Act::Varied, Act::Brought, Act::Breached]
            }
            Self::Cpn => vec![
                Act::Varied,
                Act::Breached,
                Act::Penalty,
                Act::Charged,
                Act::Appealed,
            ],
            Self::Pspo => vec![
                Act::Varied,
                Act::Breached,
                Act::Penalty,
                Act::Charged,
                Act::Appealed,
            ],
            Self::ClosureNotice => vec![Act::Varied, Act::Breached],
            Self::ClosureOrder => vec![Act::Varied, Act::Breached, Act::Appealed],
            Self::Possession => vec![Act::Appealed],
            Self::WarningLetter | Self::VehicleSeizure | Self::Cpw => vec![],
            _ => vec![Act::Varied, Act::Breached],
        });
        acts.push(Act::Ended);
        acts
    }
}

/// What the law of a day makes of an act, given facts.
pub fn judge(power: Power, act: Act, facts: &Facts, law: Law<'_>) -> Ruling {
    let mut bench = Bench::new(facts, law);
    match power {
        Power::Injunction => injunction::judge(&mut bench, act),
        Power::Cbo => cbo::judge(&mut bench, act),
        Power::Cpw => notices::warning(&mut bench, act),
        Power::Cpn => notices::judge(&mut bench, act),
        Power::Dispersal => dispersal::judge(&mut bench, act),
        Power::Pspo => pspo::judge(&mut bench, act),
        Power::ClosureNotice => closure::notice(&mut bench, act),
        Power::ClosureOrder => closure::order(&mut bench, act),
        Power::Possession => possession::judge(&mut bench, act),
        Power::Abc => voluntary::contract(&mut bench, act),
        Power::ParentingOrder => voluntary::parenting(&mut bench, act),
        Power::RespectOrder => new_2026::respect(&mut bench, act),
        Power::YouthInjunction => new_2026::youth(&mut bench, act),
        Power::HousingInjunction => new_2026::housing(&mut bench, act),
        Power::VehicleSeizure => new_2026::vehicle(&mut bench, act),
        // A letter needs no rule, and no rule stands against it.
        Power::WarningLetter => {}
    }
    bench.into_ruling()
}
