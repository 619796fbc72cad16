//! Goes through the list of people and picks those who are asked for.

use domain::{
    AgencyId, Journal, PersonId,
    directory::{Area, Person},
};
use edge::App;
use store::Error;

/// How many are read at a time.
const AT_A_TIME: i32 = 250;

/// How many are looked through for one page: 40 queries. Whoever finds too few goes on from there.
const ROUNDS: usize = 40;

/// Who is asked for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Of this agency only.
    pub(super) agency: Option<AgencyId>,
    /// With a role in this area only.
    pub(super) area: Option<Journal<Area>>,
    /// Those who left, instead of those who are here.
    pub(super) left: bool,
    /// Those not yet trained only.
    pub(super) untrained: bool,
    /// Those whose name or address holds every one of these words, in lower case.
    pub(super) words: Vec<String>,
}

impl Wanted {
    fn fits(&self, person: &Person) -> bool {
        let area = self.area.as_ref();
        let (name, email) = (person.name.to_lowercase(), person.email.as_str());
        area.is_none_or(|area| works_in(person, area))
            && !(self.untrained && person.is_trained())
            && self
                .words
                .iter()
                .all(|word| name.contains(word) || email.contains(word))
    }
}

/// Whether they have a role that names the area, or one everywhere at an agency that takes part there.
fn works_in(person: &Person, area: &Area) -> bool {
    let named = |code: &domain::AreaCode| *code == area.code;
    let grants = &person.grants;
    let everywhere = grants.is_empty() || grants.iter().any(|grant| grant.area.is_none());
    grants
        .iter()
        .any(|grant| grant.area.as_ref().is_some_and(named))
        || (everywhere && area.partner(&person.agency).is_some())
}

/// Those who are asked for, by name, at most `most` of them; and after whom to go on, if there may be
/// more.
pub(super) async fn walk(
    app: &App,
    wanted: &Wanted,
    mut after: Option<Journal<Person>>,
    most: usize,
) -> Result<(Vec<Journal<Person>>, Option<PersonId>), Error> {
    let mut found: Vec<Journal<Person>> = Vec::new();
    for _ in 0..ROUNDS {
        let agency = wanted.agency.as_ref();
        let (people, more) = app
            .store
            .people(agency, wanted.left, AT_A_TIME, after.as_ref())
            .await?;
        for person in people {
            let fits = wanted.fits(&person);
            if fits && found.len() == most {
                return Ok((found, after.map(|last| last.id)));
            }
            if fits {
                found.push(person.clone());
            }
            after = Some(person);
        }
        if !more {
            return Ok((found, None));
        }
    }
    Ok((found, after.map(|last| last.id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_person_works_where_a_role_says_and_everywhere_their_agency_takes_part() {
        let run = sample::area("RUN", &["surrey-police"]);
        let wok = sample::area("WOK", &["surrey-police"]);
        let elm = sample::area("ELM", &["elmbridge-council"]);
        let one = sample::person("Sam Whitlock", "surrey-police", "Practitioner (RUN)");
        let two = sample::person(
            "Bea Two",
            "surrey-police",
            "Practitioner (RUN); Chair (WOK)",
        );
        let all = sample::person("Ruth All", "surrey-police", "Agency lead");
        let in_areas = |person: &Journal<Person>| [&run, &wok, &elm].map(|a| works_in(person, a));
        assert_eq!(in_areas(&one), [true, false, false]);
        assert_eq!(in_areas(&two), [true, true, false]);
        assert_eq!(in_areas(&all), [true, true, false]);
    }

    #[test]
    fn every_word_is_looked_for_in_name_and_address() {
        let person = sample::person("Sam Whitlock", "surrey-police", "Practitioner");
        let words = |text: &str| Wanted {
            words: text.split(' ').map(str::to_owned).collect(),
            ..Wanted::default()
        };
        assert!(words("whitlock sam").fits(&person));
        assert!(words("whit police").fits(&person));
        assert!(!words("sam hollingbrook").fits(&person));
        let untrained = Wanted {
            untrained: true,
            ..Wanted::default()
        };
        assert!(untrained.fits(&person));
    }
}
