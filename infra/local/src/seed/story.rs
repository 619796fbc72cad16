//! The stories: what happened, told three times each with other people, places and turns.

use anyhow::Context;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use domain::{
    case::{EntryKind, Outcome},
    gateway::Gateway,
    referral::form::{
        Address, Behaviour, CaseKind, Form, Incident, Postcode, Risk, RiskBand, Subject,
        SubjectRole, Tenure,
    },
    time,
};
use serde::Deserialize;

use super::world::{Part, Place, line, prose};

/// One story as written in `stories.json`; `[a|b|c]` is told differently each time.
#[derive(Deserialize)]
pub(super) struct Story {
    pub(super) kind: CaseKind,
    headline: String,
    behaviours: Vec<Behaviour>,
    risk: String,
    subjects: Vec<Sketch>,
    pub(super) referrer: Part,
    /// Days before the referral, and what.
    incidents: Vec<(i64, String)>,
    impact: String,
    rationale: String,
    tried: String,
    why: String,
    pub(super) agencies: Vec<(Part, String)>,
    /// Days after the referral, who, what kind, and what.
    pub(super) entries: Vec<(i64, Part, EntryKind, String)>,
    /// What was decided, and why.
    pub(super) decision: (String, String),
    /// Who is to do what, more about it, and what showed that it was done.
    pub(super) actions: Vec<(Part, String, Option<String>, String)>,
    pub(super) closing: (Outcome, String),
}

/// A subject, without the particulars of one telling.
#[derive(Deserialize)]
struct Sketch {
    role: SubjectRole,
    name: Option<String>,
    #[serde(default = "known")]
    name_known: bool,
    #[serde(default)]
    young: bool,
    #[serde(default)]
    older: bool,
    tenure: Option<Tenure>,
    language: Option<String>,
    disability: Option<String>,
    mental_health: Option<String>,
    substances: Option<String>,
    safe_contact: Option<String>,
}

fn known() -> bool {
    true
}

/// All stories.
pub(super) fn all() -> anyhow::Result<Vec<Story>> {
    Ok(serde_json::from_str(include_str!("stories.json"))?)
}

/// One telling of a story.
#[derive(Debug, Clone, Copy)]
pub(super) struct Telling {
    /// Which of the tellings, from 0.
    pub(super) variant: usize,
    /// A number of its own among all tellings, from 0.
    pub(super) number: usize,
    pub(super) place: Place,
}

const FIRST_NAMES: [&str; 24] = [
    "Jordan", "Kayleigh", "Marlon", "Tess", "Rowan", "Dev", "Shannon", "Idris", "Polly", "Kieran",
    "Zofia", "Aaron", "Bryony", "Malik", "Gwen", "Theo", "Carys", "Dominic", "Amina", "Piers",
    "Lottie", "Hassan", "Maeve", "Rufus",
];

/// Made up, so that nobody is meant.
const LAST_NAMES: [&str; 19] = [
    "Ashdalewell",
    "Brindlecombe",
    "Cawthornley",
    "Dunmorrow",
    "Eversleyford",
    "Fennimoor",
    "Gildersthorpe",
    "Harrowmead",
    "Inglefold",
    "Jessamyre",
    "Kettlewick",
    "Lavenhurst",
    "Mossendale",
    "Nettlefordham",
    "Oxenmere",
    "Pellingrove",
    "Quarrendale",
    "Ravelstone",
    "Summerlease",
];

/// Streets that are not there, with postcodes that cannot be: no real one ends in C, I, K, M, O
/// or V.
const STREETS: [(Place, &str, &str, &str); 16] = [
    (
        Place::Runnymede,
        "Meadowsweet Close",
        "Addlestone",
        "KT15 2CM",
    ),
    (
        Place::Runnymede,
        "Old Tannery Road",
        "Addlestone",
        "KT15 1OK",
    ),
    (Place::Runnymede, "Abbeyfold Lane", "Chertsey", "KT16 8VO"),
    (Place::Runnymede, "Gogmore Rise", "Chertsey", "KT16 9KM"),
    (Place::Runnymede, "Magna Carta Walk", "Egham", "TW20 9CV"),
    (Place::Runnymede, "Strodebridge Avenue", "Egham", "TW20 8IM"),
    (Place::Runnymede, "Ottershaw Green", "Ottershaw", "KT16 0MC"),
    (
        Place::Runnymede,
        "Whitehall Mead",
        "Englefield Green",
        "TW20 0KO",
    ),
    (Place::Woking, "Basinghurst Road", "Woking", "GU21 5CI"),
    (Place::Woking, "Lockkeeper's Row", "Sheerwater", "GU21 5VK"),
    (
        Place::Woking,
        "Heronsbrook Way",
        "Goldsworth Park",
        "GU21 3MO",
    ),
    (Place::Woking, "Brookwood Mews", "Knaphill", "GU21 2OV"),
    (Place::Woking, "Parley Croft", "Byfleet", "KT14 7KC"),
    (Place::Woking, "Sanway Gardens", "Byfleet", "KT14 6IV"),
    (Place::Woking, "Old Orchard Drive", "Westfield", "GU22 9CO"),
    (Place::Woking, "Mayford Halt", "Mayford", "GU22 0MK"),
];

impl Telling {
    /// A text as it is told this time.
    pub(super) fn tell(&self, text: &str) -> String {
        let mut told = String::new();
        for (index, part) in text.split('[').enumerate() {
            match part.split_once(']') {
                Some((choices, rest)) if index > 0 => {
                    let choices: Vec<&str> = choices.split('|').collect();
                    told.extend(choices.get(self.variant % choices.len()).copied());
                    told.push_str(rest);
                }
                _ => told.push_str(part),
            }
        }
        told.replace("{street}", self.street().0)
    }

    /// Street, town and postcode.
    fn street(&self) -> (&'static str, &'static str, &'static str) {
        let mut here = STREETS
            .iter()
            .filter(|(place, ..)| *place == self.place)
            .cycle();
        let street = here.nth((self.number * 3 + self.variant) % 8);
        street.map_or(("High Street", "", ""), |(_, street, town, postcode)| {
            (*street, *town, *postcode)
        })
    }

    fn name(&self, subject: usize) -> String {
        let first = (self.number * 5 + subject * 11) % FIRST_NAMES.len();
        let last = (self.number * 7 + subject * 4) % LAST_NAMES.len();
        let name = |from: &[&'static str], at: usize| from.get(at).copied().unwrap_or_default();
        format!("{} {}", name(&FIRST_NAMES, first), name(&LAST_NAMES, last))
    }

    fn address(&self, subject: usize) -> anyhow::Result<Address> {
        let (street, town, postcode) = self.street();
        let house = 3 + (self.number * 13 + subject * 6) % 88;
        Ok(Address {
            line: line(&format!("{house} {street}, {town}"))?,
            postcode: Some(Postcode::parse(postcode)?),
            uprn: None,
        })
    }

    fn born_on(&self, sketch: &Sketch, subject: usize, now: DateTime<Utc>) -> Option<NaiveDate> {
        let spread = self.number * 17 + subject * 29;
        let age = match sketch {
            Sketch { young: true, .. } => 14,
            Sketch { older: true, .. } => 77 + spread % 9,
            _ => 24 + spread % 33,
        };
        let year = now.year() - i32::try_from(age).ok()?;
        let month = u32::try_from(1 + spread % 12).ok()?;
        NaiveDate::from_ymd_opt(year, month, u32::try_from(1 + spread % 28).ok()?)
    }

    fn subject(
        &self,
        sketch: &Sketch,
        index: usize,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Subject> {
        let told = |text: &Option<String>| {
            let text = text.as_deref().map(|text| line(&self.tell(text)));
            text.transpose()
        };
        let is_place = sketch.role == SubjectRole::Location;
        let named = sketch.name_known && !is_place;
        let name = match &sketch.name {
            Some(name) => self.tell(name),
            None if sketch.name_known => self.name(index),
            None => "Name not known".to_owned(),
        };
        Ok(Subject {
            role: sketch.role,
            name: line(&name)?,
            aliases: None,
            born_on: named.then(|| self.born_on(sketch, index, now)).flatten(),
            address: sketch.name_known.then(|| self.address(index)).transpose()?,
            tenure: sketch.tenure,
            ethnicity: None,
            language: told(&sketch.language)?,
            disability: told(&sketch.disability)?,
            mental_health: told(&sketch.mental_health)?,
            substances: told(&sketch.substances)?,
            safe_contact: told(&sketch.safe_contact)?,
        })
    }
}

impl Story {
    /// The referral form that a referrer sent at `at`.
    pub(super) fn form(&self, telling: &Telling, at: DateTime<Utc>) -> anyhow::Result<Form> {
        let tell = |text: &str| prose(&telling.tell(text));
        let subjects = self.subjects.iter().enumerate();
        let subjects = subjects.map(|(index, sketch)| telling.subject(sketch, index, at));
        let incidents = self.incidents.iter().map(|(before, what)| {
            let on = time::london_date(at - TimeDelta::days(*before));
            let what = tell(what)?;
            Ok(Incident { on, what })
        });
        let young = self.subjects.iter().any(|sketch| sketch.young);
        let band = telling.tell(&self.risk);
        Ok(Form {
            area: telling.place.code()?,
            kind: self.kind,
            headline: line(&telling.tell(&self.headline))?,
            behaviours: self.behaviours.clone(),
            subjects: subjects.collect::<anyhow::Result<_>>()?,
            relationships: (self.subjects.len() > 1)
                .then(|| prose("Live or spend their time within a few doors of each other."))
                .transpose()?,
            children: young
                .then(|| prose("Younger brothers and sisters in the household."))
                .transpose()?,
            incidents: incidents.collect::<anyhow::Result<_>>()?,
            impact: tell(&self.impact)?,
            risk: Risk {
                band: RiskBand::parse(&band).context("not a risk band")?,
                rationale: tell(&self.rationale)?,
            },
            tried: tell(&self.tried)?,
            why_multi_agency: tell(&self.why)?,
            forums: Vec::new(),
            gateway: if young {
                Gateway::SafeguardingChild
            } else {
                Gateway::CrimeAndDisorder
            },
            sharing_reason: prose(
                "Consent was not asked for: telling the person beforehand would put victims at risk.",
            )?,
            own: Vec::new(),
        })
    }

    /// The risk as it is told this time.
    pub(super) fn band(&self, telling: &Telling) -> anyhow::Result<RiskBand> {
        RiskBand::parse(&telling.tell(&self.risk)).context("not a risk band")
    }
}

/// A time of day in an office, `days` days before `now`; Friday for a weekend.
///
/// `minute` spreads what happens over the morning.
pub(super) fn office_time(now: DateTime<Utc>, days: i64, minute: usize) -> DateTime<Utc> {
    let day = time::london_date(now - TimeDelta::days(days));
    let nine = NaiveTime::from_hms_opt(9, 5, 0).unwrap_or(NaiveTime::MIN);
    let at = time::instant(day.and_time(nine)).unwrap_or(now);
    on_weekday(at + TimeDelta::minutes((minute * 37 % 170) as i64))
}

/// The same time on Friday when it falls on a weekend: offices are closed.
pub(super) fn on_weekday(at: DateTime<Utc>) -> DateTime<Utc> {
    match time::london_date(at).weekday() {
        Weekday::Sat => at - Days::new(1),
        Weekday::Sun => at - Days::new(2),
        _ => at,
    }
}

/// The same time on the next working day.
pub(super) fn next_office_day(at: DateTime<Utc>) -> DateTime<Utc> {
    match time::london_date(at).weekday() {
        Weekday::Fri => at + Days::new(3),
        Weekday::Sat => at + Days::new(2),
        _ => at + Days::new(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_story_can_be_told_three_times() {
        let now = Utc::now();
        for (number, story) in all().unwrap().iter().enumerate() {
            let mut headlines = std::collections::BTreeSet::new();
            for variant in 0..3 {
                let place = Place::ALL[variant % 2];
                let telling = Telling {
                    variant,
                    number,
                    place,
                };
                let form = story.form(&telling, now).unwrap();
                let text = serde_json::to_string(&form).unwrap();
                assert!(!text.contains("{street}") && !text.contains('|'), "{text}");
                headlines.insert(form.headline.to_string());
            }
            assert_eq!(headlines.len(), 3);
        }
    }
}
