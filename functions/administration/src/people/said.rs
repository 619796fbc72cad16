//! What the journal of a person says, in words.

use domain::{
    Entry,
    directory::{Grant, PersonEvent, PersonProfile, Training},
    time,
};

use super::view::grant_words;
use crate::history::{EntryView, changed};

/// Every entry in words, oldest first.
pub(super) fn lines(entries: &[Entry<PersonEvent>]) -> Vec<EntryView> {
    let mut known: Option<&PersonProfile> = None;
    let mut lines = Vec::new();
    for entry in entries {
        let what = match &entry.event {
            None => vec!["Erased".to_owned()],
            Some(PersonEvent::Registered { profile }) => {
                known = Some(profile);
                let given = profile.grants.iter();
                let given = given.map(|grant| format!("Role given: {}", grant_words(grant)));
                let added = format!("Added to {}", profile.agency_name);
                std::iter::once(added).chain(given).collect()
            }
            Some(PersonEvent::Amended { profile }) => {
                let what = match known {
                    Some(before) => differences(before, profile),
                    None => vec!["Details changed".to_owned()],
                };
                known = Some(profile);
                what
            }
            Some(PersonEvent::Left) => vec!["Left: no access from then on".to_owned()],
            Some(PersonEvent::Returned) => vec!["Returned, with the roles they had".to_owned()],
            Some(PersonEvent::Trained { training }) => {
                vec![format!("Trained: {}", course(training))]
            }
            Some(PersonEvent::TrainingWithdrawn { training }) => {
                vec![format!("Training withdrawn: {}", course(training))]
            }
            Some(PersonEvent::AccountBound { .. }) => {
                vec!["Signed in by a new account, and from then on by it alone".to_owned()]
            }
            Some(PersonEvent::AccountReleased) => {
                vec!["Account let go: the next at their address is theirs".to_owned()]
            }
        };
        lines.push(EntryView::of(entry, what));
    }
    lines
}

/// A course in words.
pub(crate) fn course(training: &Training) -> String {
    let on = time::long_date(training.on);
    match &training.by {
        Some(by) => format!("{}, {on}, by {by}", training.course),
        None => format!("{}, {on}", training.course),
    }
}

/// What changed, a line each.
pub(crate) fn differences(before: &PersonProfile, after: &PersonProfile) -> Vec<String> {
    let values = [
        changed("Name", &before.name, &after.name),
        changed("Email", &before.email, &after.email),
        changed("Agency", &before.agency_name, &after.agency_name),
    ];
    let only_in = |these: &[Grant], others: &[Grant], word: &str| -> Vec<String> {
        let gone = these.iter().filter(|grant| !others.contains(grant));
        gone.map(|grant| format!("Role {word}: {}", grant_words(grant)))
            .collect()
    };
    let mut lines: Vec<String> = values.into_iter().flatten().collect();
    lines.extend(only_in(&after.grants, &before.grants, "given"));
    lines.extend(only_in(&before.grants, &after.grants, "taken"));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn what_changed_is_said_value_by_value_and_role_by_role() {
        let before = sample::person("Ann Lee", "surrey-police", "Practitioner; Chair (RUN)");
        let mut after = before.profile.clone();
        assert!(differences(&before.profile, &after).is_empty());
        after.name = "Anne Lee".into();
        after.grants =
            super::super::roles::read("Practitioner; Chair (WOK)", &sample::codes()).unwrap();
        assert_eq!(
            differences(&before.profile, &after),
            [
                "Name: Ann Lee → Anne Lee",
                "Role given: Chair (WOK)",
                "Role taken: Chair (RUN)"
            ]
        );
    }
}
