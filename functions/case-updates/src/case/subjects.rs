//! Whom and what a case concerns.

pub(crate) mod categorise;
pub(crate) mod correct;
pub(crate) mod same;

use chrono::NaiveDate;
use domain::{Line, referral::form::Subject, time};
use serde::Serialize;

use self::same::SameView;

/// A person or place on a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(example = json!({
    "role": "victim", "role_words": "Victim", "name": "Sam Example", "aliases": null,
    "born_on": "1957-03-02", "age": 69, "address": "12 Example Road, Addlestone",
    "postcode": "KT15 2AH", "uprn": null,
    "needs": [{"label": "Language", "text": "Polish; interpreter needed"}],
    "safe_contact": "Text first; never call the landline", "may_correct": false,
    "same": {"cases": [], "stubs": []}
}))]
pub(crate) struct SubjectView {
    /// What they are to the matter: `alleged_perpetrator`, `convicted`, `victim`, `witness` or `location`.
    pub(crate) role: &'static str,
    /// The same in words.
    pub(crate) role_words: &'static str,
    /// A person's name, or what a place is called.
    pub(crate) name: String,
    /// Other names used.
    pub(crate) aliases: Option<String>,
    /// Date of birth.
    pub(crate) born_on: Option<NaiveDate>,
    /// Age today, in full years.
    pub(crate) age: Option<u32>,
    /// Address on one line.
    pub(crate) address: Option<String>,
    /// Its postcode.
    pub(crate) postcode: Option<String>,
    /// Its Unique Property Reference Number.
    pub(crate) uprn: Option<String>,
    /// Tenure, language, disability and whatever else matters to how they are dealt with.
    pub(crate) needs: Vec<Need>,
    /// How to contact a victim or witness safely.
    pub(crate) safe_contact: Option<String>,
    /// Whether the caller may correct it: the agency that referred, and those who run the case.
    #[schema(example = true)]
    pub(crate) may_correct: bool,
    /// On which other cases they are, as somebody who runs both said and as far as the caller may know.
    pub(crate) same: SameView,
}

/// Something to know about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Need {
    /// What it is about.
    #[schema(example = "Language")]
    pub(crate) label: &'static str,
    /// What the referrer said.
    #[schema(example = "Polish; interpreter needed")]
    pub(crate) text: String,
}

impl SubjectView {
    /// A subject as they are today.
    pub(crate) fn of(subject: &Subject, today: NaiveDate, may_correct: bool) -> Self {
        let address = subject.address.as_ref();
        let said = |label, line: &Option<Line>| {
            line.as_ref().map(|line| Need {
                label,
                text: line.to_string(),
            })
        };
        let tenure = subject.tenure.map(|tenure| Need {
            label: "Home",
            text: tenure.label().to_owned(),
        });
        let needs = [
            tenure,
            said("Ethnicity", &subject.ethnicity),
            said("Language", &subject.language),
            said("Disability", &subject.disability),
            said("Mental health", &subject.mental_health),
            said("Substances", &subject.substances),
        ];
        Self {
            role: subject.role.value(),
            role_words: subject.role.label(),
            name: subject.name.to_string(),
            aliases: subject.aliases.as_ref().map(Line::to_string),
            born_on: subject.born_on,
            age: subject
                .born_on
                .and_then(|born_on| time::age(born_on, today)),
            address: address.map(|address| address.line.to_string()),
            postcode: address.and_then(|a| Some(a.postcode.as_ref()?.as_str().to_owned())),
            uprn: address.and_then(|a| Some(a.uprn.as_ref()?.as_str().to_owned())),
            needs: needs.into_iter().flatten().collect(),
            safe_contact: subject.safe_contact.as_ref().map(Line::to_string),
            may_correct,
            same: SameView::default(),
        }
    }

    /// Date of birth and age, as people read it.
    pub(crate) fn born(&self) -> String {
        match (self.born_on, self.age) {
            (Some(on), Some(age)) => format!("{}, aged {age}", time::long_date(on)),
            (Some(on), None) => time::long_date(on),
            (None, _) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use domain::referral::form::SubjectRole;

    #[test]
    fn age_is_counted_on_the_day() {
        let subject = fixture::subject(SubjectRole::Victim, "Sam Example");
        let before = SubjectView::of(&subject, fixture::day("2026-11-20"), false);
        assert_eq!(before.born(), "21 November 2009, aged 16");
        let birthday = SubjectView::of(&subject, fixture::day("2026-11-21"), false);
        assert_eq!(birthday.age, Some(17));
    }

    #[test]
    fn only_what_is_known_is_shown() {
        let subject = fixture::subject(SubjectRole::Victim, "Sam Example");
        let view = SubjectView::of(&subject, fixture::day("2026-11-20"), false);
        let labels: Vec<_> = view.needs.iter().map(|need| need.label).collect();
        assert_eq!(labels, ["Language"]);
        assert_eq!(view.postcode.as_deref(), Some("KT15 2AH"));
    }
}
