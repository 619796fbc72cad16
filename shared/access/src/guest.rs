//! Those who are not on a case: what they see of it, and who decides about that (R3.1).

use chrono::{DateTime, Utc};
use domain::{
    AreaCode, PersonId,
    case::{Breadth, Case, access::Guest},
};

use crate::{
    Caller, Decision, case,
    given::{Given, How, Moment, Recipient},
    question::{Thing, Value, ask},
};

/// May they read the case at `now`? Those who take part in it may, those to whom access is granted
/// while it lasts, and those who took it in an emergency.
pub fn read(caller: &Caller, case: &Case, now: DateTime<Utc>) -> Decision {
    let given = given(case, now);
    case::see_given(caller, case, Moment { given: &given, now })
}

/// What is given on the case at `now`: not what was ended early, nor an emergency that was found
/// not to be one.
pub(crate) fn given(case: &Case, now: DateTime<Utc>) -> Vec<Given> {
    let requests = case.guests.requests.values().filter_map(|request| {
        let granted = request.granted(now)?;
        Some(Given {
            to: match granted.to {
                Breadth::Person => Recipient::Person(request.guest.person),
                Breadth::Agency => Recipient::Agency(request.guest.agency.clone()),
            },
            until: granted.until,
            how: How::Granted,
        })
    });
    let emergencies = case.guests.emergencies.values();
    let emergencies = emergencies
        .filter(|emergency| emergency.holds(now))
        .map(|emergency| Given {
            to: Recipient::Person(emergency.guest.person),
            until: emergency.until,
            how: How::Emergency,
        });
    requests.chain(emergencies).collect()
}

/// Did they ask for this access themselves, or take it?
pub fn follow(caller: &Caller, case: &Case, guest: &Guest) -> Decision {
    ask(caller, "access.follow", &visit(case, guest), None)
}

/// May they grant, refuse and end it?
pub fn answer(caller: &Caller, case: &Case, guest: &Guest) -> Decision {
    ask(caller, "access.answer", &visit(case, guest), None)
}

/// May they review it, as an emergency?
pub fn review(caller: &Caller, case: &Case, guest: &Guest) -> Decision {
    ask(caller, "access.review", &visit(case, guest), None)
}

/// May they see which emergencies of the area wait for a review, without seeing the cases?
pub fn watch(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "access.watch", &Thing::register(Some(area)), None)
}

/// May they list what waits at their own agency, which leads the cases?
pub fn answer_at_own(caller: &Caller) -> Decision {
    // Of others: nobody answers what they asked for themselves.
    let other = PersonId::from(uuid::Uuid::nil());
    own_visits(caller, "access.answer", other)
}

/// May they list what they asked for or took themselves?
pub fn follow_own(caller: &Caller) -> Decision {
    match caller.person() {
        Some(person) => own_visits(caller, "access.follow", person),
        None => Decision::refused(),
    }
}

fn own_visits(caller: &Caller, action: &str, guest: PersonId) -> Decision {
    let Some(own) = caller.agency() else {
        return Decision::refused();
    };
    let each = Thing::new("Visit", "*")
        .with("area", Value::Everywhere)
        .with("lead", Value::Agency(own))
        .with("guest", Value::Person(guest));
    ask(caller, action, &each, None)
}

fn visit<'a>(case: &'a Case, guest: &'a Guest) -> Thing<'a> {
    Thing::new("Visit", case.id)
        .with("area", Value::Area(&case.area))
        .with("lead", Value::Agency(&case.lead))
        .with("guest", Value::Person(guest.person))
}

#[cfg(test)]
mod tests;
