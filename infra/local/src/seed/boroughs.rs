//! The nine boroughs and districts beside the two of the stories: each with its council, a coordinator
//! and an open case about a place, so that a reorganisation has all eleven to carry over (R11.3).

use anyhow::Context;
use chrono::{NaiveDate, TimeDelta};
use domain::{
    Actor, AgencyId, AreaCode, Journal, PersonId, Stamp,
    case::{Case, Joining, Opening, Pace},
    directory::{
        Agency, AgencyProfile, Area, AreaProfile, Grant, Partner, Person, PersonProfile, Role,
    },
    gateway::Gateway,
    referral::{
        Referral,
        form::{
            Address, Behaviour, CaseKind, Form, Incident, Postcode, Risk, RiskBand, Subject,
            SubjectRole,
        },
    },
    time,
};
use store::{Commit, Store};

use super::{
    commit,
    story::office_time,
    world::{Part, Place, World, line, prose, system},
};

/// A borough or district.
pub(super) struct Borough {
    pub(super) code: &'static str,
    name: &'static str,
    /// The area that takes over.
    pub(super) into: &'static str,
    /// Nobody's name.
    coordinator: &'static str,
    /// A place that is not there, and a postcode that cannot be.
    place: (&'static str, &'static str),
}

/// As the structural changes order divides them.
pub(super) const BOROUGHS: [Borough; 9] = [
    borough(
        "ELM",
        "Elmbridge",
        "ESU",
        "Wilf Tamberlane",
        ("Moleside Arches", "KT12 4CO"),
    ),
    borough(
        "EPS",
        "Epsom and Ewell",
        "ESU",
        "Odile Greatrakes",
        ("Spring Pond Kiosk", "KT17 3MV"),
    ),
    borough(
        "GUI",
        "Guildford",
        "WSU",
        "Caspar Wintersham",
        ("Weyside Bandstand", "GU1 7IK"),
    ),
    borough(
        "MOL",
        "Mole Valley",
        "ESU",
        "Tilda Merrowby",
        ("Station Underpass", "RH4 8OC"),
    ),
    borough(
        "REI",
        "Reigate and Banstead",
        "ESU",
        "Ansel Quillfeather",
        ("Priory Shelter", "RH2 9VK"),
    ),
    borough(
        "SPE",
        "Spelthorne",
        "WSU",
        "Minna Ferryhough",
        ("Riverside Slipway", "TW18 6CM"),
    ),
    borough(
        "SUR",
        "Surrey Heath",
        "WSU",
        "Jonty Lavercombe",
        ("Heathside Skate Bowl", "GU15 5OI"),
    ),
    borough(
        "TAN",
        "Tandridge",
        "ESU",
        "Hebe Stanstead",
        ("Orchard Car Park", "RH8 7KV"),
    ),
    borough(
        "WAV",
        "Waverley",
        "WSU",
        "Rollo Dunsfold",
        ("Market Colonnade", "GU7 6MO"),
    ),
];

const fn borough(
    code: &'static str,
    name: &'static str,
    into: &'static str,
    coordinator: &'static str,
    place: (&'static str, &'static str),
) -> Borough {
    Borough {
        code,
        name,
        into,
        coordinator,
        place,
    }
}

/// Registers each, and writes its case.
pub(super) async fn plant(store: &Store, world: &World) -> anyhow::Result<()> {
    let at = world.now - TimeDelta::days(400);
    let model = store.area(&Place::Runnymede.code()?).await?;
    for (number, borough) in BOROUGHS.iter().enumerate() {
        let stamp = system("set-up", at)?;
        let named = (borough.code, borough.name);
        let (agency, area) = Council::register(named, &model, (None, None), &stamp)?;
        let all = Commit::of(agency).with(area).with(borough.person(&stamp)?);
        commit(store, all, "a borough").await?;
        case(store, world, borough, number).await?;
    }
    Ok(())
}

/// The council of an area.
pub(super) struct Council {
    id: AgencyId,
    name: String,
    domain: String,
}

impl Council {
    /// The council of the area with this name.
    fn of(area: &str) -> anyhow::Result<Self> {
        let short = area.to_lowercase().replace(" and ", "-").replace(' ', "-");
        Ok(Self {
            id: format!("{short}-council").parse()?,
            name: format!("{area} Council"),
            domain: format!("{}.example", short.replace('-', "")),
        })
    }

    /// The council and its area, which is as `model` in everything but what is said here: with its
    /// partners, except its council.
    pub(super) fn register(
        (code, name): (&str, &str),
        model: &Area,
        (chair, since): (Option<PersonId>, Option<NaiveDate>),
        stamp: &Stamp,
    ) -> anyhow::Result<(Journal<Agency>, Journal<Area>)> {
        let own = Self::of(name)?;
        let profile = AgencyProfile {
            name: own.name.clone(),
            inbox: format!("charmm@{}", own.domain),
            lead_inbox: format!("charmm.lead@{}", own.domain),
            topic: None,
        };
        let agency = Agency::register(&own.id, profile, stamp)?;
        let mut partners = model.partners.clone();
        partners.retain(|partner| partner.agency != model.lead);
        partners.push(Partner {
            agency: own.id.clone(),
            name: own.name,
        });
        let profile = AreaProfile {
            name: name.to_owned(),
            lead: own.id,
            inbox: format!("community.safety@{}", own.domain),
            chair,
            partners,
            since,
            ..model.profile.clone()
        };
        Ok((agency, Area::register(&code.parse()?, profile, stamp)?))
    }
}

impl Borough {
    fn council(&self) -> anyhow::Result<Council> {
        Council::of(self.name)
    }

    fn area_code(&self) -> anyhow::Result<AreaCode> {
        Ok(self.code.parse()?)
    }

    fn person(&self, stamp: &Stamp) -> anyhow::Result<Journal<Person>> {
        let council = self.council()?;
        let profile = PersonProfile {
            name: self.coordinator.to_owned(),
            email: self.email()?,
            agency: council.id,
            agency_name: council.name,
            grants: vec![Grant {
                role: Role::Coordinator,
                area: Some(self.area_code()?),
            }],
        };
        Ok(Person::register(profile, stamp)?)
    }

    fn email(&self) -> anyhow::Result<String> {
        let name = self.coordinator.to_lowercase().replace(' ', ".");
        Ok(format!("{name}@{}", self.council()?.domain))
    }

    fn form(&self, on: NaiveDate) -> anyhow::Result<Form> {
        let (place, postcode) = self.place;
        let address = Address {
            line: line(place)?,
            postcode: Some(Postcode::parse(postcode)?),
            uprn: None,
        };
        let location = Subject {
            address: Some(address),
            ..Subject::named(SubjectRole::Location, line(place)?)
        };
        Ok(Form {
            area: self.area_code()?,
            kind: CaseKind::Place,
            headline: line("Groups, litter and damage after dark")?,
            behaviours: vec![Behaviour::Disregard],
            subjects: vec![location],
            relationships: None,
            children: None,
            incidents: vec![Incident {
                on,
                what: prose(
                    "Bins set alight and a shelter broken; about twelve people left on arrival.",
                )?,
            }],
            impact: prose("People go round by the road, and the cleaners come in pairs.")?,
            risk: Risk {
                band: RiskBand::Medium,
                rationale: prose("It comes back each weekend, and fire was used.")?,
            },
            tried: prose("Two patrols and a clean-up day.")?,
            why_multi_agency: prose(
                "Lighting, cleaning, youth work and patrols are four services.",
            )?,
            forums: Vec::new(),
            gateway: Gateway::CrimeAndDisorder,
            sharing_reason: prose("It is about a place; nobody is named.")?,
            own: Vec::new(),
        })
    }
}

/// What the police referred and the borough's coordinator accepted the same day.
async fn case(
    store: &Store,
    world: &World,
    borough: &Borough,
    number: usize,
) -> anyhow::Result<()> {
    let received_at = office_time(world.now, 20 + number as i64, number);
    let police = world.player(Part::Police, Place::Runnymede)?;
    let form = borough.form(time::london_date(received_at) - TimeDelta::days(2))?;
    let referral = Referral::receive(form.clone(), 3, &police.stamp(received_at)?)?;
    let opened_at = received_at + TimeDelta::hours(2);
    let council = borough.council()?;
    let person = store.person_by_email(&borough.email()?).await?;
    let person = person.context("a borough's coordinator is missing")?;
    let actor = Actor::Person {
        person: person.id,
        name: person.name.clone(),
        agency: council.id.clone(),
    };
    let stamp = Stamp::new(actor, opened_at, crate::random::bytes()?);
    let code = borough.area_code()?;
    let ticket = store.next_case_reference(&code, opened_at).await?;
    let reason = prose("Several services have to act together.")?;
    let opening = Opening {
        area: code,
        reference: ticket.reference.clone(),
        lead: Joining {
            agency: council.id,
            name: council.name,
            gateway: Gateway::CrimeAndDisorder,
            reason: prose("Leads cases in its area")?,
        },
        referrer: police.joining("Made the referral")?,
        reason: reason.clone(),
        pace: Pace::default(),
    };
    let case = Case::open(&referral, &form, opening, &stamp)?;
    let referral = referral.accept(case.id, &ticket.reference, reason, &stamp)?;
    let all = Commit::of(referral).with(case).claim(&ticket);
    commit(store, all, "a borough's case").await
}
