//! The legal ground on which something is disclosed to another agency (R3.3), and what it does not
//! carry.

use crate::choice::choices;

choices! {
    /// The gateway relied on for a disclosure.
    ///
    /// **Source:** Crime and Disorder Act 1998 s.115 (a power, not a duty); UK GDPR art. 6 and 9;
    /// Data Protection Act 2018 Sch. 1 para. 18 and Sch. 2 para. 2; Care Act 2014 s.45; Police,
    /// Crime, Sentencing and Courts Act 2022 s.16.
    Gateway {
        CrimeAndDisorder "crime_and_disorder" "Crime and Disorder Act 1998, section 115",
        Consent "consent" "Consent of the person concerned",
        VitalInterests "vital_interests" "Vital interests: risk to life or physical safety",
        SafeguardingChild "safeguarding_child" "Safeguarding a child",
        SafeguardingAdult "safeguarding_adult" "Safeguarding an adult at risk",
        CrimePrevention "crime_prevention" "Prevention or detection of crime",
        SeriousViolence "serious_violence" "Serious violence duty: Police, Crime, Sentencing and Courts Act 2022, section 16",
    }
}

/// What of the material matters to whether a gateway carries it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Material {
    /// Whether it holds patient information, or personal data from a health or social care body.
    pub health_or_care: bool,
}

/// A gateway that does not carry what was to be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Barred {
    /// Section 16 excludes patient information, and personal data from health or social care.
    #[error(
        "section 16 does not cover patient information, or personal data from a health or social care body; choose another ground, or leave it out"
    )]
    HealthOrCare,
    /// The same, for what may hold such material somewhere.
    #[error(
        "section 16 cannot be the ground for opening a whole case or a task on it: a case can hold patient information, or personal data from a health or social care body; choose another ground"
    )]
    WholeCase,
}

impl Barred {
    /// Where the rule comes from.
    pub fn citation(self) -> &'static str {
        match self {
            Self::HealthOrCare | Self::WholeCase => {
                "Police, Crime, Sentencing and Courts Act 2022, section 16"
            }
        }
    }
}

impl Gateway {
    /// Grounds on which a whole case can be shared, in the order forms show them.
    pub const FOR_CASES: &'static [Self] = &[
        Self::CrimeAndDisorder,
        Self::Consent,
        Self::VitalInterests,
        Self::SafeguardingChild,
        Self::SafeguardingAdult,
        Self::CrimePrevention,
    ];

    /// The ground with this value on which a whole case can be shared, if there is one.
    pub fn parse_for_case(value: &str) -> Option<Self> {
        Self::parse(value).filter(|gateway| Self::FOR_CASES.contains(gateway))
    }

    /// Whether it carries this material.
    pub fn carries(self, material: Material) -> Result<(), Barred> {
        match self {
            Self::SeriousViolence if material.health_or_care => Err(Barred::HealthOrCare),
            _ => Ok(()),
        }
    }

    /// Whether a whole case, or a task that opens it, can be shared on it.
    pub fn for_a_whole_case(self) -> Result<(), Barred> {
        match self {
            each if Self::FOR_CASES.contains(&each) => Ok(()),
            _ => Err(Barred::WholeCase),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn section_16_excludes_health_and_social_care_and_nothing_else_does() {
        let health = Material {
            health_or_care: true,
        };
        for gateway in Gateway::ALL.iter().copied() {
            let barred = gateway == Gateway::SeriousViolence;
            assert!(gateway.carries(Material::default()).is_ok(), "{gateway:?}");
            assert_eq!(gateway.carries(health).is_err(), barred, "{gateway:?}");
            assert_eq!(gateway.for_a_whole_case().is_err(), barred, "{gateway:?}");
        }
        assert!(Barred::WholeCase.citation().ends_with("2022, section 16"));
        assert_eq!(Gateway::FOR_CASES.len(), Gateway::ALL.len() - 1);
        assert_eq!(Gateway::parse_for_case("serious_violence"), None);
    }
}
