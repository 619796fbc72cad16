//! Other forums that hold somebody on a case, and what was sent on to one (R8.2, R8.3).

use std::collections::BTreeSet;

use chrono::{DateTime, Days, Utc};
use domain::{
    Journal,
    case::{
        Case,
        elsewhere::{Holding, Named, Sending},
    },
    forums::{Register, in_force},
    gateway::{Gateway, Material},
    referral::form::CaseKind,
    time,
};

use super::world::{Player, note};

/// On some cases about people: who else holds the first subject, and what points to another forum.
pub(super) fn known(
    case: Journal<Case>,
    coordinator: &Player,
    (number, at): (usize, DateTime<Utc>),
) -> anyhow::Result<Journal<Case>> {
    if case.kind == CaseKind::Place || !number.is_multiple_of(2) {
        return Ok(case);
    }
    let today = time::london_date(at);
    let register = in_force(&Register::default(), today);
    let named = |id: &str| {
        register
            .iter()
            .find(|forum| forum.id == id)
            .map(Named::from)
    };
    let (Some(adults), Some(mash)) = (named("surrey-adults-matter"), named("mash")) else {
        return Ok(case);
    };
    let holding = Holding {
        forum: adults,
        subject: 1,
        since: today - Days::new(20),
        gateway: Gateway::CrimeAndDisorder,
        material: Material::default(),
        only: None,
    };
    let case = case.hold_elsewhere(holding, &coordinator.stamp(at)?)?;
    let seen = BTreeSet::from(["cuckooing".to_owned()]);
    let why = "Strangers come and go at night, and the tenant is afraid to answer the door.";
    let case = case.indicate(seen, note(why)?, &coordinator.stamp(at)?)?;
    let sending = Sending {
        forum: mash,
        subject: 1,
        indicator: Some("cuckooing".to_owned()),
        reason: note("The home may have been taken over by others.")?,
        gateway: Gateway::SafeguardingAdult,
    };
    Ok(case.send_on(sending, &coordinator.stamp(at)?)?)
}
