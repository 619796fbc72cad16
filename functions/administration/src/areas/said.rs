//! What the journal of an area says, in words.

use chrono::NaiveDate;
use domain::{
    Entry,
    directory::{AreaEvent, AreaProfile, Partner},
    forums::Change,
    meeting::Forum,
    retention::rules,
    risk::Edition,
    time,
};

use crate::history::{EntryView, changed};

/// Every entry in words, oldest first.
pub(crate) fn lines(entries: &[Entry<AreaEvent>]) -> Vec<EntryView> {
    let mut known: Option<&AreaProfile> = None;
    let mut lines = Vec::new();
    for entry in entries {
        let (profile, first) = match &entry.event {
            None => {
                lines.push(EntryView::of(entry, vec!["Erased".to_owned()]));
                continue;
            }
            Some(AreaEvent::Registered { profile }) => (profile, true),
            Some(AreaEvent::Amended { profile }) => (profile, false),
            Some(AreaEvent::InstrumentSet(change)) => {
                let Edition {
                    instrument,
                    version,
                    from,
                    ..
                } = &change.edition;
                let from = time::long_date(*from);
                let what = format!("Risk instrument {instrument}: version {version} from {from}");
                lines.push(EntryView::of(entry, vec![what]));
                continue;
            }
            Some(AreaEvent::QuestionAdded(added)) => {
                let (question, reason) = (&added.question, &added.reason);
                let from = time::long_date(question.from);
                let of = question.of.label();
                let what = format!(
                    "Question asked from {from} ({of}): {} {reason}",
                    question.wording
                );
                lines.push(EntryView::of(entry, vec![what]));
                continue;
            }
            Some(AreaEvent::QuestionRetired(retired)) => {
                let from = time::long_date(retired.from);
                let (id, reason) = (&retired.id, &retired.reason);
                let what = format!("Question {id} no longer asked from {from}: {reason}");
                lines.push(EntryView::of(entry, vec![what]));
                continue;
            }
            Some(AreaEvent::ForumSet(change)) => {
                lines.push(EntryView::of(entry, forum(change)));
                continue;
            }
        };
        let what = match known {
            Some(before) => differences(before, profile),
            None if first => vec!["Registered".to_owned()],
            None => vec!["Details changed".to_owned()],
        };
        known = Some(profile);
        lines.push(EntryView::of(entry, what));
    }
    lines
}

fn forum(change: &Change) -> Vec<String> {
    let (own, reason) = (&change.own, &change.reason);
    let mut what = format!("Forum {} from {}", own.name, time::long_date(own.from));
    if let Some(until) = own.until {
        what += &format!(", until {}", time::long_date(until));
    }
    vec![format!(
        "{what}: meets {}, contact {}. {reason}",
        own.cadence, own.contact
    )]
}

fn differences(before: &AreaProfile, after: &AreaProfile) -> Vec<String> {
    let forums = |profile: &AreaProfile| {
        let labels = profile.forums.iter().map(|forum| forum.label());
        labels.collect::<Vec<_>>().join(", ")
    };
    let number = |what: &str, before: u64, after: u64| {
        changed(what, &before.to_string(), &after.to_string())
    };
    let triage = |profile: &AreaProfile| u64::from(profile.triage_working_days);
    let day = |on: Option<NaiveDate>| on.map(time::long_date).unwrap_or_default();
    let (old, new) = (before.chase, after.chase);
    let chair = (before.chair != after.chair).then(|| "Chair changed".to_owned());
    let meets = |forum: Forum| {
        let (old, new) = (before.cadences.words(forum), after.cadences.words(forum));
        changed(
            &format!("How often the {} meets", forum.label()),
            &old,
            &new,
        )
    };
    let values = [
        changed("Name", &before.name, &after.name),
        changed("Lead", before.lead.as_str(), after.lead.as_str()),
        changed("Email for notices", &before.inbox, &after.inbox),
        chair,
        changed("Forums", &forums(before), &forums(after)),
        meets(Forum::Charmm),
        meets(Forum::Jag),
        changed("First day", &day(before.since), &day(after.since)),
        number("Working days for triage", triage(before), triage(after)),
        number(
            "Days before a reminder",
            old.remind_before,
            new.remind_before,
        ),
        number("Days until chased", old.chase_after, new.chase_after),
        number(
            "Days until the lead is told",
            old.lead_after,
            new.lead_after,
        ),
        number(
            "Days until the chair is told",
            old.chair_after,
            new.chair_after,
        ),
        number(
            "Most days of access",
            before.access.longest_grant_days,
            after.access.longest_grant_days,
        ),
        number(
            "Hours of emergency access",
            before.access.emergency_hours.into(),
            after.access.emergency_hours.into(),
        ),
        number(
            "Days to answer a request for access",
            before.access.answer_days,
            after.access.answer_days,
        ),
        number(
            "Days to review emergency access",
            before.access.review_days,
            after.access.review_days,
        ),
    ];
    let mut lines: Vec<String> = values.into_iter().flatten().collect();
    lines.extend(partners(&before.partners, &after.partners));
    lines.extend(rules::rules().iter().filter_map(|rule| {
        let (old, new) = (before.keep.years(rule), after.keep.years(rule));
        number(
            &format!("Years kept, {}", rule.label),
            old.into(),
            new.into(),
        )
    }));
    lines
}

/// Who joined, who left, who is called otherwise.
fn partners(before: &[Partner], after: &[Partner]) -> Vec<String> {
    let named = |among: &[Partner], one: &Partner| {
        let found = among.iter().find(|partner| partner.agency == one.agency);
        found.map(|partner| partner.name.clone())
    };
    let mut lines = Vec::new();
    for partner in after {
        match named(before, partner) {
            None => lines.push(format!("Partner added: {}", partner.name)),
            Some(name) => lines.extend(changed("Partner", &name, &partner.name)),
        }
    }
    let gone = before.iter().filter(|one| named(after, one).is_none());
    lines.extend(gone.map(|partner| format!("Partner removed: {}", partner.name)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn what_changed_in_an_area_is_said() {
        let before = sample::area("RUN", &["council", "police", "homes"]);
        let mut after = before.profile.clone();
        after.triage_working_days = 5;
        after.chase.lead_after = 7;
        after.access.emergency_hours = 12;
        let weekly = domain::meeting::Cadence::parse("every-7-weeks");
        after.cadences = after.cadences.clone().with(Forum::Jag, weekly);
        after.partners.remove(2);
        after.partners[1].name = "Surrey Police".into();
        assert_eq!(
            differences(&before.profile, &after),
            [
                "How often the JAG meets: As called → Every 7 weeks",
                "Working days for triage: 3 → 5",
                "Days until the lead is told: 5 → 7",
                "Hours of emergency access: 24 → 12",
                "Partner: police → Surrey Police",
                "Partner removed: homes",
            ]
        );
        assert!(differences(&after, &after).is_empty());
    }
}
