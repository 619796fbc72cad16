//! The legal ground on which something is disclosed to another agency (R3.3).

use crate::choice::choices;

choices! {
    /// The gateway relied on for a disclosure.
    ///
    /// **Source:** Crime and Disorder Act 1998 s.115 (a power, not a duty); UK GDPR art. 6 and 9;
    /// Data Protection Act 2018 Sch. 1 para. 18 and Sch. 2 para. 2; Care Act 2014 s.45.
    Gateway {
        CrimeAndDisorder "crime_and_disorder" "Crime and Disorder Act 1998, section 115",
        Consent "consent" "Consent of the person concerned",
        VitalInterests "vital_interests" "Vital interests: risk to life or physical safety",
        SafeguardingChild "safeguarding_child" "Safeguarding a child",
        SafeguardingAdult "safeguarding_adult" "Safeguarding an adult at risk",
        CrimePrevention "crime_prevention" "Prevention or detection of crime",
    }
}
