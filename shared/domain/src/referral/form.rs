//! What a referrer tells (R1.1).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{AreaCode, Line, Prose, choice::choices, gateway::Gateway, questions::Answered};

choices! {
    /// What a case is about.
    CaseKind {
        Person "person" "A person",
        Family "family" "A family or household",
        Place "place" "A place",
    }
}

choices! {
    /// Kinds of behaviour, after Surrey's published criteria.
    Behaviour {
        Disregard "disregard" "Disregard for community or personal wellbeing",
        DirectedAtPeople "directed_at_people" "Acts directed at people, such as threats, harassment or street harassment of women and girls",
        EnvironmentalDamage "environmental_damage" "Environmental damage, such as vandalism or fly-tipping",
        VulnerableVictim "vulnerable_victim" "A high-risk or vulnerable victim",
    }
}

choices! {
    /// What somebody or somewhere is to the matter. Categories are kept apart (R12.3).
    SubjectRole {
        AllegedPerpetrator "alleged_perpetrator" "Alleged perpetrator",
        Convicted "convicted" "Perpetrator, convicted",
        Victim "victim" "Victim",
        Witness "witness" "Witness",
        Location "location" "Location",
    }
}

impl SubjectRole {
    /// Whether they need protection: of them, and of nobody else, it is kept how to reach them safely.
    pub fn is_protected(self) -> bool {
        matches!(self, Self::Victim | Self::Witness)
    }
}

choices! {
    /// How somebody holds their home.
    Tenure {
        Council "council" "Council tenant",
        HousingAssociation "housing_association" "Housing association tenant",
        PrivateRent "private_rent" "Private tenant",
        Owner "owner" "Owner-occupier",
        Temporary "temporary" "Temporary or supported accommodation",
        NoFixedAbode "no_fixed_abode" "No fixed abode",
        Unknown "unknown" "Not known",
    }
}

choices! {
    /// How serious the risk of harm is.
    RiskBand {
        Standard "standard" "Standard",
        Medium "medium" "Medium",
        High "high" "High",
        VeryHigh "very_high" "Very high",
    }
}

/// Where somebody lives or something happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// House, street and town on one line.
    pub line: Line,
    /// Postcode, in capitals with one space, such as `KT15 2AH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// Unique Property Reference Number: 1–12 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uprn: Option<Uprn>,
}

/// A person or place that a referral or case concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// What they are to the matter.
    pub role: SubjectRole,
    /// A person's name, or what a place is called.
    pub name: Line,
    /// Other names used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aliases: Option<Line>,
    /// Date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born_on: Option<NaiveDate>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// How the home is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenure: Option<Tenure>,
    /// Ethnicity, as self-described.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<Line>,
    /// First language, and whether an interpreter is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Line>,
    /// Disability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disability: Option<Line>,
    /// Mental health.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mental_health: Option<Line>,
    /// Drugs, alcohol and other substances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub substances: Option<Line>,
    /// How to contact a victim or witness safely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safe_contact: Option<Line>,
}

impl Subject {
    /// Somebody or somewhere of whom nothing else is known.
    pub fn named(role: SubjectRole, name: Line) -> Self {
        Self {
            role,
            name,
            aliases: None,
            born_on: None,
            address: None,
            tenure: None,
            ethnicity: None,
            language: None,
            disability: None,
            mental_health: None,
            substances: None,
            safe_contact: None,
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// On which day.
    pub on: NaiveDate,
    /// What.
    pub what: Prose,
}

/// The risk as the referrer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// How serious.
    pub band: RiskBand,
    /// Why.
    pub rationale: Prose,
}

/// A completed professional referral form (R1.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The area it concerns.
    pub area: AreaCode,
    /// A person, a family or a place.
    pub kind: CaseKind,
    /// What it is about, in a line without names.
    pub headline: Line,
    /// Kinds of behaviour; at least one.
    pub behaviours: Vec<Behaviour>,
    /// Whom and what it concerns; 1 to [`Form::MAX_SUBJECTS`].
    pub subjects: Vec<Subject>,
    /// How they are related.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationships: Option<Prose>,
    /// Children in the household.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub children: Option<Prose>,
    /// What happened; at most [`Form::MAX_INCIDENTS`].
    pub incidents: Vec<Incident>,
    /// What it does to victims and the community.
    pub impact: Prose,
    /// The risk, and why.
    pub risk: Risk,
    /// What has been tried.
    pub tried: Prose,
    /// Why it needs several agencies.
    pub why_multi_agency: Prose,
    /// Other forums already involved.
    pub forums: Vec<Line>,
    /// The ground for sharing this.
    pub gateway: Gateway,
    /// How consent was given, or why it is shared without.
    pub sharing_reason: Prose,
    /// Answers to the area's own questions, with the words that were asked (R1.10).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<Answered>,
}

impl Form {
    /// Most subjects on one referral.
    pub const MAX_SUBJECTS: usize = 10;
    /// Most incidents on one referral; keeps an entry under the table's item limit.
    pub const MAX_INCIDENTS: usize = 10;
    /// Most other forums on one referral.
    pub const MAX_FORUMS: usize = 20;
}

/// A United Kingdom postcode in capitals with one space.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Postcode(String);

/// A Unique Property Reference Number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uprn(String);

/// A text of the wrong shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidAddress(&'static str);

impl Postcode {
    /// Reads a postcode in any spacing and case.
    pub fn parse(text: &str) -> Result<Self, InvalidAddress> {
        let bare: Vec<char> = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let (outward, inward) = bare
            .split_at_checked(bare.len().saturating_sub(3))
            .ok_or(InvalidAddress("postcode"))?;
        let shape = |part: &[char]| -> String {
            part.iter()
                .map(|c| match c {
                    'A'..='Z' => 'A',
                    '0'..='9' => '9',
                    _ => '?',
                })
                .collect()
        };
        let outward_fits = matches!(
            shape(outward).as_str(),
            "A9" | "A99" | "AA9" | "AA99" | "A9A" | "AA9A"
        );
        if outward_fits && shape(inward) == "9AA" {
            let join = |part: &[char]| part.iter().collect::<String>();
            Ok(Self(format!("{} {}", join(outward), join(inward))))
        } else {
            Err(InvalidAddress("postcode"))
        }
    }

    /// The postcode itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Uprn {
    /// Reads 1–12 digits.
    pub fn parse(text: &str) -> Result<Self, InvalidAddress> {
        let text = text.trim();
        if (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidAddress("UPRN"))
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! stored_as_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = InvalidAddress;
            fn try_from(text: String) -> Result<Self, InvalidAddress> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}
stored_as_text!(Postcode);
stored_as_text!(Uprn);

/// A filled-in form for this crate's tests.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    fn prose(text: &str) -> Prose {
        Prose::parse(text).unwrap()
    }

    pub(crate) fn form() -> Form {
        let subject = |role, name| Subject::named(role, Line::parse(name).unwrap());
        Form {
            area: "RUN".parse().unwrap(),
            kind: CaseKind::Person,
            headline: Line::parse("Noise and threats").unwrap(),
            behaviours: Vec::new(),
            subjects: vec![
                subject(SubjectRole::AllegedPerpetrator, "Sam Sample"),
                subject(SubjectRole::Victim, "Vic Sample"),
            ],
            relationships: None,
            children: None,
            incidents: Vec::new(),
            impact: prose("sleepless"),
            risk: Risk {
                band: RiskBand::Medium,
                rationale: prose("escalating"),
            },
            tried: prose("letters"),
            why_multi_agency: prose("health and housing"),
            forums: Vec::new(),
            gateway: Gateway::CrimeAndDisorder,
            sharing_reason: prose("prevention"),
            own: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_are_read_as_people_type_them() {
        assert_eq!(Postcode::parse("kt152ah").unwrap().as_str(), "KT15 2AH");
        assert_eq!(Postcode::parse(" gu21 6yl ").unwrap().as_str(), "GU21 6YL");
        for bad in ["", "KT15", "12345", "KT15 2A1", "É1 1AA", "ABC1 1AA"] {
            assert!(Postcode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn choices_read_back_from_their_values() {
        for role in SubjectRole::ALL {
            assert_eq!(SubjectRole::parse(role.value()), Some(*role));
            assert_eq!(
                serde_json::to_string(role).unwrap(),
                format!("\"{}\"", role.value())
            );
        }
    }
}
