//! Roles as text, as sheets hold them: `Practitioner; Coordinator (RUN); Chair (RUN, WOK)`.

use domain::{
    AreaCode,
    directory::{Grant, Role},
};

/// Why a text is no list of roles, as the end of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unread {
    /// There is none.
    None,
    /// Nobody knows this role.
    Role,
    /// Nobody knows this area.
    Area,
    /// The role is held everywhere, and an area was named.
    Everywhere(Role),
}

/// Whether a role is held in every area or in none: what it is about has no area.
pub(crate) fn is_everywhere(role: Role) -> bool {
    matches!(role, Role::Administrator | Role::DataProtectionOfficer)
}

/// Reads roles, by value or label, each everywhere or in the areas in brackets; sorted, each once.
pub(crate) fn read(text: &str, areas: &[AreaCode]) -> Result<Vec<Grant>, Unread> {
    let mut grants = Vec::new();
    for part in text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let (name, within) = match part.split_once('(') {
            Some((name, rest)) => {
                let within = rest.strip_suffix(')').ok_or(Unread::Area)?;
                (name.trim(), Some(within))
            }
            None => (part, None),
        };
        let role = named(name).ok_or(Unread::Role)?;
        match within {
            None => grants.push(Grant { role, area: None }),
            Some(_) if is_everywhere(role) => return Err(Unread::Everywhere(role)),
            Some(within) => {
                for code in within.split(',') {
                    let code = code.trim().to_uppercase();
                    let area = areas.iter().find(|area| area.as_str() == code);
                    let area = Some(area.ok_or(Unread::Area)?.clone());
                    grants.push(Grant { role, area });
                }
            }
        }
    }
    if grants.is_empty() {
        return Err(Unread::None);
    }
    Ok(tidy(grants))
}

/// Roles sorted, each once; one held everywhere makes the same in an area idle.
pub(crate) fn tidy(mut grants: Vec<Grant>) -> Vec<Grant> {
    grants.sort();
    grants.dedup();
    let everywhere: Vec<Role> = grants
        .iter()
        .filter(|grant| grant.area.is_none())
        .map(|grant| grant.role)
        .collect();
    grants.retain(|grant| grant.area.is_none() || !everywhere.contains(&grant.role));
    grants
}

fn named(name: &str) -> Option<Role> {
    let same = |role: &&Role| {
        role.label().eq_ignore_ascii_case(name) || role.value().eq_ignore_ascii_case(name)
    };
    Role::ALL.iter().find(same).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::view::grant_words;

    fn words(text: &str) -> Result<Vec<String>, Unread> {
        let areas = ["RUN".parse().unwrap(), "WOK".parse().unwrap()];
        Ok(read(text, &areas)?.iter().map(grant_words).collect())
    }

    #[test]
    fn roles_are_read_by_label_or_value_with_their_areas() {
        let both = words(" coordinator (run, WOK) ;Agency lead; county_analyst").unwrap();
        let wanted = [
            "Coordinator (RUN)",
            "Coordinator (WOK)",
            "Agency lead",
            "County analyst",
        ];
        assert_eq!(both, wanted);
        assert_eq!(words("Chair; chair (RUN)").unwrap(), ["Chair"]);
    }

    #[test]
    fn what_is_no_role_is_refused() {
        for (text, why) in [
            ("", Unread::None),
            (" ; ", Unread::None),
            ("Wizard", Unread::Role),
            ("Chair (ELM)", Unread::Area),
            ("Chair (RUN", Unread::Area),
            ("Chair ()", Unread::Area),
            (
                "Administrator (RUN)",
                Unread::Everywhere(Role::Administrator),
            ),
        ] {
            assert_eq!(words(text), Err(why), "{text}");
        }
    }
}
