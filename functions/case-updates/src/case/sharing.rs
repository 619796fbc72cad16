//! How something that an agency brings is shared: on which ground, and with whom (R3.3).

use std::collections::BTreeSet;

use access::Caller;
use domain::{
    AgencyId,
    case::Sharing,
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

/// The ground on which agencies that work on a case share what they do on it, unless another is named.
pub(super) const USUAL: Gateway = Gateway::CrimeAndDisorder;

/// The ground for sharing what concerns the whole case, as it was sent.
pub(super) fn ground(fields: &mut Fields, sent: Option<String>) -> Option<Gateway> {
    let sent = sent.or_else(|| Some(USUAL.value().to_owned()));
    fields.choice(
        "gateway",
        "ground for sharing",
        sent,
        Gateway::parse_for_case,
    )
}

impl Sent {
    /// The same; without a ground it is the usual one.
    pub(super) fn read_or_usual(mut self, fields: &mut Fields) -> Option<Sharing> {
        self.gateway.get_or_insert_with(|| USUAL.value().to_owned());
        self.read(fields)
    }

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

/// What a form offers; the macros `ground` and `sight` of `lists.html` show it.
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
