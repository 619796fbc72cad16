//! The pages about one person or place.

use std::str::FromStr;

use edge::page::Fault;

use super::step::member;
use crate::referral::body::SubjectBody;

/// One of the pages about a person or place; its name is the end of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A person: role and names.
    Who,
    /// A person: date of birth and home.
    Home,
    /// A person: what to bear in mind.
    Circumstances,
    /// A victim or witness: how to reach them.
    Contact,
    /// A place: all there is to say.
    Place,
}

impl Part {
    const ALL: [Self; 5] = [
        Self::Who,
        Self::Home,
        Self::Circumstances,
        Self::Contact,
        Self::Place,
    ];

    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::Home => "home",
            Self::Circumstances => "circumstances",
            Self::Contact => "contact",
            Self::Place => "place",
        }
    }

    /// The fields it asks for.
    pub(crate) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Who => &["role", "name", "aliases"],
            Self::Home => &["born_on", "address", "postcode", "uprn", "tenure"],
            Self::Circumstances => &[
                "ethnicity",
                "language",
                "disability",
                "mental_health",
                "substances",
            ],
            Self::Contact => &["safe_contact"],
            Self::Place => &["name", "address", "postcode", "uprn"],
        }
    }

    /// The page that asks for a field.
    pub(crate) fn of(field: &str, place: bool) -> Self {
        if place {
            return Self::Place;
        }
        let part = Self::ALL
            .into_iter()
            .find(|part| part.fields().contains(&field));
        part.unwrap_or(Self::Who)
    }

    /// Takes its own fields from what was sent.
    pub(crate) fn take(self, subject: &mut SubjectBody, sent: SubjectBody) {
        match self {
            Self::Who => {
                subject.role = sent.role;
                subject.name = sent.name;
                subject.aliases = sent.aliases;
                if !subject.has_safe_contact() {
                    subject.safe_contact = None;
                }
            }
            Self::Home => {
                subject.born_on = sent.born_on;
                subject.address = sent.address;
                subject.postcode = sent.postcode;
                subject.uprn = sent.uprn;
                subject.tenure = sent.tenure;
            }
            Self::Circumstances => {
                subject.ethnicity = sent.ethnicity;
                subject.language = sent.language;
                subject.disability = sent.disability;
                subject.mental_health = sent.mental_health;
                subject.substances = sent.substances;
            }
            Self::Contact => subject.safe_contact = sent.safe_contact,
            Self::Place => *subject = SubjectBody::place(sent),
        }
    }

    /// The page after it, for this subject; none after the last.
    pub(crate) fn next(self, subject: &SubjectBody) -> Option<Self> {
        match self {
            Self::Who => Some(Self::Home),
            Self::Home => Some(Self::Circumstances),
            Self::Circumstances => subject.has_safe_contact().then_some(Self::Contact),
            Self::Contact | Self::Place => None,
        }
    }

    /// The page before it; none before the first.
    pub(crate) fn previous(self) -> Option<Self> {
        match self {
            Self::Who | Self::Place => None,
            Self::Home => Some(Self::Who),
            Self::Circumstances => Some(Self::Home),
            Self::Contact => Some(Self::Circumstances),
        }
    }

    /// Its own faults of the subject at `index`, named as its page names them.
    pub(crate) fn own(self, index: usize, faults: Vec<Fault>) -> Vec<Fault> {
        let own = faults.into_iter().filter_map(|fault| {
            let subject = fault.field.starts_with("subjects[");
            let (at, field) = member(&fault.field).filter(|_| subject)?;
            let mine = at == index && self.fields().contains(&field);
            mine.then(|| Fault::new(field, fault.message.clone()))
        });
        own.collect()
    }
}

impl FromStr for Part {
    type Err = ();

    fn from_str(slug: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|part| part.slug() == slug)
            .ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(role: &str) -> SubjectBody {
        SubjectBody {
            role: Some(role.to_owned()),
            ..SubjectBody::default()
        }
    }

    #[test]
    fn only_victims_and_witnesses_are_asked_for_safe_contact() {
        let last = |role| Part::Circumstances.next(&subject(role));
        assert_eq!(last("alleged_perpetrator"), None);
        assert_eq!(last("victim"), Some(Part::Contact));
        assert_eq!(last("witness"), Some(Part::Contact));
    }

    #[test]
    fn a_safe_contact_goes_when_the_role_changes() {
        let mut victim = subject("victim");
        victim.safe_contact = Some("by text".into());
        Part::Who.take(&mut victim, subject("alleged_perpetrator"));
        assert_eq!(victim.safe_contact, None);
    }

    #[test]
    fn a_place_keeps_nothing_of_a_person() {
        let mut sent = subject("victim");
        sent.born_on = Some("1990-01-01".into());
        sent.name = Some("Example Court".into());
        let mut kept = SubjectBody::default();
        Part::Place.take(&mut kept, sent);
        assert_eq!(kept.role.as_deref(), Some("location"));
        assert_eq!(kept.name.as_deref(), Some("Example Court"));
        assert_eq!(kept.born_on, None);
    }

    #[test]
    fn a_page_hears_of_its_own_subject_only() {
        let faults = vec![
            Fault::new("subjects[0].name", "a"),
            Fault::new("subjects[1].name", "b"),
            Fault::new("subjects[1].born_on", "c"),
            Fault::new("incidents[1].on", "d"),
        ];
        assert_eq!(Part::Who.own(1, faults.clone()), [Fault::new("name", "b")]);
        assert_eq!(Part::Home.own(1, faults), [Fault::new("born_on", "c")]);
    }
}
