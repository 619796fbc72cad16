//! What a member of the public tells, without an account and anonymously if they choose (R1.2).
//!
//! It arrives as a referral that no agency made: nothing is put in the place of one.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::form::{Address, CaseKind, Postcode, RiskBand, Subject, SubjectRole};
use crate::{AreaCode, Line, Prose, choice::choices, questions::Answered};

choices! {
    /// What happens, in the words of those it happens to.
    Nuisance {
        Noise "noise" "Noise, such as loud music, shouting or banging",
        Threats "threats" "Threats, harassment or intimidation",
        Neighbour "neighbour" "Trouble with a neighbour",
        Groups "groups" "A group that causes trouble",
        Drugs "drugs" "Drugs or drinking in public",
        Damage "damage" "Damage, graffiti or fires",
        Rubbish "rubbish" "Rubbish or fly-tipping",
        Vehicles "vehicles" "Cars, motorbikes or scooters",
        Animals "animals" "Animals that are out of control",
        Other "other" "Something else",
    }
}

impl Nuisance {
    /// A line without names, for lists.
    pub fn headline(self) -> &'static str {
        match self {
            Self::Noise => "Noise, reported by a member of the public",
            Self::Threats => "Threats or harassment, reported by a member of the public",
            Self::Neighbour => "Trouble with a neighbour, reported by a member of the public",
            Self::Groups => "A group that causes trouble, reported by a member of the public",
            Self::Drugs => "Drugs or drinking in public, reported by a member of the public",
            Self::Damage => "Damage, graffiti or fires, reported by a member of the public",
            Self::Rubbish => "Rubbish or fly-tipping, reported by a member of the public",
            Self::Vehicles => "Vehicles, reported by a member of the public",
            Self::Animals => "Animals, reported by a member of the public",
            Self::Other => "Anti-social behaviour, reported by a member of the public",
        }
    }
}

choices! {
    /// What it does to whoever reports it.
    Effect {
        Annoyed "annoyed" "It is annoying",
        Disturbed "disturbed" "It makes daily life or sleep hard",
        Afraid "afraid" "I or somebody else is afraid, or it harms our health",
    }
}

impl Effect {
    /// The risk that the reporter sees.
    pub fn band(self) -> RiskBand {
        match self {
            Self::Annoyed => RiskBand::Standard,
            Self::Disturbed => RiskBand::Medium,
            Self::Afraid => RiskBand::High,
        }
    }
}

choices! {
    /// What the reporter is to it.
    Standing {
        Affected "affected" "It happens to me or my household",
        Saw "saw" "I saw or heard it",
    }
}

choices! {
    /// A way of reaching somebody that is safe for them.
    Way {
        Phone "phone" "By phone call",
        Text "text" "By text message",
        Email "email" "By email",
        Letter "letter" "By letter",
    }
}

/// Somebody who gave their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporter {
    /// Their name.
    pub name: Line,
    /// What they are to it.
    pub standing: Standing,
    /// How they can be reached safely.
    pub way: Way,
    /// At which number or address.
    pub reach: Line,
    /// When not, or what else to mind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mind: Option<Line>,
}

/// A report of anti-social behaviour, as somebody sent it (R1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The area it concerns.
    pub area: AreaCode,
    /// What happens.
    pub nuisance: Nuisance,
    /// On which day, or the last one.
    pub on: NaiveDate,
    /// About what time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Line>,
    /// What happened.
    pub what: Prose,
    /// Where.
    pub place: Line,
    /// The postcode there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// Who does it, as far as the reporter knows and wants to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Line>,
    /// What it does to them, at a choice.
    pub effect: Effect,
    /// The same in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<Prose>,
    /// Whether it happened before, and who was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Prose>,
    /// Who reports; nobody when they stay anonymous.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<Reporter>,
    /// What else the area asked (R1.10).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<Answered>,
}

/// What reports of one incident have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// What happened.
    pub nuisance: Nuisance,
    /// On which day.
    pub on: NaiveDate,
    /// Where, in small letters and digits only.
    pub place: String,
    /// The postcode there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
}

/// How many days two reports of one incident may lie apart.
const DAYS_APART: u64 = 3;

impl Sighting {
    /// Whether both may well be the same incident: the same kind, at the same place, within days.
    pub fn is_like(&self, other: &Self) -> bool {
        let here = match (&self.postcode, &other.postcode) {
            (Some(one), Some(two)) => one == two,
            _ => self.place == other.place,
        };
        let (early, late) = (self.on.min(other.on), self.on.max(other.on));
        let near = early
            .checked_add_days(Days::new(DAYS_APART))
            .is_none_or(|last| late <= last);
        self.nuisance == other.nuisance && here && near
    }
}

impl Report {
    /// By what other reports of the same are found.
    pub fn sighting(&self) -> Sighting {
        let place = self.place.as_str().to_lowercase();
        Sighting {
            nuisance: self.nuisance,
            on: self.on,
            place: place.chars().filter(|c| c.is_alphanumeric()).collect(),
            postcode: self.postcode.clone(),
        }
    }

    /// What it is about, in a line without names.
    pub fn headline(&self) -> Option<Line> {
        Line::parse(self.nuisance.headline()).ok()
    }

    /// What a case made of it is about: a person when the reporter says who, else the place.
    pub fn kind(&self) -> CaseKind {
        match self.who {
            Some(_) => CaseKind::Person,
            None => CaseKind::Place,
        }
    }

    /// Whom and what it concerns, as a case holds them.
    pub fn subjects(&self) -> Vec<Subject> {
        let place = Subject {
            address: Some(Address {
                line: self.place.clone(),
                postcode: self.postcode.clone(),
                uprn: None,
            }),
            ..Subject::named(SubjectRole::Location, self.place.clone())
        };
        let who = self.who.clone();
        let who = who.map(|name| Subject::named(SubjectRole::AllegedPerpetrator, name));
        let reporter = self.reporter.as_ref().map(Reporter::subject);
        who.into_iter().chain(reporter).chain([place]).collect()
    }
}

impl Reporter {
    fn subject(&self) -> Subject {
        let role = match self.standing {
            Standing::Affected => SubjectRole::Victim,
            Standing::Saw => SubjectRole::Witness,
        };
        Subject {
            safe_contact: self.contact(),
            ..Subject::named(role, self.name.clone())
        }
    }

    /// How to reach them, in a line: what does not fit is cut, and stands whole in the report.
    pub fn contact(&self) -> Option<Line> {
        let mind = self.mind.iter().map(|mind| format!("; {mind}"));
        let whole: String = [format!("{}: {}", self.way.label(), self.reach)]
            .into_iter()
            .chain(mind)
            .collect();
        Line::parse(&whole.chars().take(Line::MAX).collect::<String>()).ok()
    }
}

/// A filled-in report for this crate's tests.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    pub(crate) fn report() -> Report {
        let line = |text: &str| Line::parse(text).unwrap();
        Report {
            area: "RUN".parse().unwrap(),
            nuisance: Nuisance::Noise,
            on: "2026-12-20".parse().unwrap(),
            time: None,
            what: Prose::parse("Music until 4am").unwrap(),
            place: line("Example Court, Addlestone"),
            postcode: Postcode::parse("KT15 2AH").ok(),
            who: None,
            effect: Effect::Disturbed,
            impact: None,
            before: None,
            reporter: None,
            own: Vec::new(),
        }
    }

    pub(crate) fn named() -> Report {
        let line = |text: &str| Line::parse(text).unwrap();
        Report {
            who: Some(line("Alex Example, at number 12")),
            reporter: Some(Reporter {
                name: line("Vic Sample"),
                standing: Standing::Affected,
                way: Way::Text,
                reach: line("01632 960001"),
                mind: Some(line("Not after 6pm")),
            }),
            ..report()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anonymous_report_is_about_the_place_and_nobody_is_invented() {
        let report = testing::report();
        assert_eq!(report.kind(), CaseKind::Place);
        let subjects = report.subjects();
        assert_eq!(subjects.len(), 1);
        assert_eq!(subjects.first().unwrap().role, SubjectRole::Location);
        assert!(subjects.iter().all(|each| each.safe_contact.is_none()));
    }

    #[test]
    fn a_named_reporter_becomes_a_victim_with_the_safe_way_they_chose() {
        let subjects = testing::named().subjects();
        let roles: Vec<_> = subjects.iter().map(|each| each.role).collect();
        use SubjectRole::{AllegedPerpetrator, Location, Victim};
        assert_eq!(roles, [AllegedPerpetrator, Victim, Location]);
        let contact = subjects.iter().find_map(|each| each.safe_contact.clone());
        let words = "By text message: 01632 960001; Not after 6pm";
        assert_eq!(contact.unwrap().as_str(), words);
    }

    #[test]
    fn a_contact_of_any_length_still_fits_its_line() {
        let mut report = testing::named();
        let reporter = report.reporter.as_mut().unwrap();
        reporter.reach = Line::parse(&"ä".repeat(Line::MAX)).unwrap();
        reporter.mind = Line::parse(&"b".repeat(Line::MAX)).ok();
        assert!(reporter.contact().is_some());
    }

    #[test]
    fn every_headline_is_a_line() {
        for nuisance in Nuisance::ALL.iter().copied() {
            let report = Report {
                nuisance,
                ..testing::report()
            };
            assert!(report.headline().is_some(), "{nuisance:?}");
        }
    }

    #[test]
    fn reports_of_one_incident_are_alike_within_three_days() {
        let one = testing::report().sighting();
        let with = |change: fn(&mut Report)| {
            let mut other = testing::report();
            change(&mut other);
            one.is_like(&other.sighting())
        };
        assert!(with(|_| ()));
        assert!(with(|other| other.on = "2026-12-23".parse().unwrap()));
        assert!(!with(|other| other.on = "2026-12-24".parse().unwrap()));
        assert!(with(|other| other.on = "2026-12-17".parse().unwrap()));
        assert!(!with(|other| other.on = "2026-12-16".parse().unwrap()));
        assert!(!with(|other| other.nuisance = Nuisance::Drugs));
        assert!(!with(
            |other| other.postcode = Postcode::parse("KT15 2AJ").ok()
        ));
        // Without a postcode the words for the place decide, however they are written.
        assert!(with(|other| {
            other.postcode = None;
            other.place = Line::parse("EXAMPLE COURT – Addlestone").unwrap();
        }));
        assert!(!with(|other| {
            other.postcode = None;
            other.place = Line::parse("Sample Green").unwrap();
        }));
    }
}
