//! What the journal of an agency says, in words.

use domain::{
    Entry,
    directory::{AgencyEvent, AgencyProfile},
};

use crate::history::{EntryView, changed};

/// Every entry in words, oldest first.
pub(super) fn lines(entries: &[Entry<AgencyEvent>]) -> Vec<EntryView> {
    let mut known: Option<&AgencyProfile> = None;
    let mut lines = Vec::new();
    for entry in entries {
        let what = match &entry.event {
            None => vec!["Erased".to_owned()],
            Some(AgencyEvent::Registered { profile }) => {
                known = Some(profile);
                vec!["Registered".to_owned()]
            }
            Some(AgencyEvent::Amended { profile }) => {
                let what = match known {
                    Some(before) => differences(before, profile),
                    None => vec!["Details changed".to_owned()],
                };
                known = Some(profile);
                what
            }
            Some(AgencyEvent::Closed) => vec!["Closed".to_owned()],
            Some(AgencyEvent::Reopened) => vec!["Reopened".to_owned()],
        };
        lines.push(EntryView::of(entry, what));
    }
    lines
}

fn differences(before: &AgencyProfile, after: &AgencyProfile) -> Vec<String> {
    let topic = |profile: &AgencyProfile| profile.topic.clone().unwrap_or_default();
    let values = [
        changed("Name", &before.name, &after.name),
        changed("Email for notices", &before.inbox, &after.inbox),
        changed(
            "Email for escalation",
            &before.lead_inbox,
            &after.lead_inbox,
        ),
        changed("SNS topic", &topic(before), &topic(after)),
    ];
    values.into_iter().flatten().collect()
}
