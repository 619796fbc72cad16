//! How something that an agency brings is shared: on which ground, and with whom (R3.3).

use std::collections::BTreeSet;

use access::Caller;
use domain::{
    AgencyId,
    gateway::{Gateway, Material},
};
use edge::{Fields, page::Choice};

use super::{choices, entries::limit, opened::Opened};

/// How it is shared, as it was sent.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) gateway: Option<String>,
    pub(super) health_or_care: Option<String>,
    pub(super) sight: Option<String>,
    pub(super) only: Vec<String>,
}

/// How it is shared.
#[derive(Debug)]
pub(super) struct Sharing {
    /// The ground.
    pub(super) gateway: Gateway,
    /// What of it matters to whether the ground carries it.
    pub(super) material: Material,
    /// The other agencies that may see it; everybody on the case without.
    pub(super) only: Option<BTreeSet<AgencyId>>,
}

impl Sent {
    /// Checks it, in the order in which forms ask for it.
    pub(super) fn read(self, fields: &mut Fields) -> Option<Sharing> {
        let gateway = fields.choice(
            "gateway",
            "ground for sharing",
            self.gateway,
            Gateway::parse,
        );
        let health = fields.choice_if_any(
            "health_or_care",
            "whether it holds health or care data",
            self.health_or_care,
            |word| ["yes", "no"].contains(&word).then_some(word == "yes"),
        );
        let only = limit::read(fields, self.sight, self.only);
        Some(Sharing {
            gateway: gateway?,
            material: Material {
                health_or_care: health.unwrap_or_default(),
            },
            only: only?,
        })
    }
}

/// What a form offers; the macro `sharing` of `lists.html` shows it.
#[derive(Debug)]
pub(crate) struct Offered {
    pub(crate) gateways: Vec<Choice>,
    pub(crate) health: Vec<Choice>,
    pub(crate) sights: Vec<Choice>,
    pub(crate) agencies: Vec<Choice>,
}

impl Offered {
    pub(super) fn of(opened: &Opened, caller: &Caller) -> Self {
        Self {
            gateways: choices::of(Gateway::ALL, Gateway::value, Gateway::label),
            health: vec![Choice::new(
                "yes",
                "It holds patient information, or personal data from a health or social care body",
            )],
            sights: limit::sights(),
            agencies: choices::members(opened, |agency| Some(agency) != caller.agency()),
        }
    }
}

/// The names of the other agencies that see it, when it is limited.
pub(super) fn named(opened: &Opened, only: Option<&BTreeSet<AgencyId>>) -> Option<Vec<String>> {
    let mut named: Vec<_> = only?
        .iter()
        .map(|agency| opened.names.get(agency))
        .collect();
    named.sort();
    Some(named)
}

/// Who sees it, in a sentence, when that is not everybody on the case; `brought` is the agency that it
/// comes from.
pub(super) fn limited(brought: &str, only: Option<&[String]>) -> Option<String> {
    Some(match only? {
        [] => format!("Limited: only {brought} sees this"),
        others => format!("Limited: only {brought}, {} see this", others.join(", ")),
    })
}
