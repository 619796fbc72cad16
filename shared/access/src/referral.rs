//! Who sees a referral, and who triages it (R1.5, R1.6).

use domain::referral::Referral;

use crate::{
    Caller, Decision,
    question::{Thing, Value, ask},
};

/// May they see the referral?
pub fn see(caller: &Caller, referral: &Referral) -> Decision {
    ask(caller, "referral.see", &thing(referral), None)
}

/// May they decide what happens with it?
pub fn triage(caller: &Caller, referral: &Referral) -> Decision {
    ask(caller, "referral.triage", &thing(referral), None)
}

/// May they answer what the coordinator asked?
pub fn answer(caller: &Caller, referral: &Referral) -> Decision {
    ask(caller, "referral.answer", &thing(referral), None)
}

fn thing(referral: &Referral) -> Thing<'_> {
    let thing = Thing::new("Referral", referral.id).with("area", Value::Area(&referral.area));
    match &referral.agency {
        Some(agency) => thing.with("agency", Value::Agency(agency)),
        None => thing,
    }
}
