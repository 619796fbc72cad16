//! What happened to a case, in words: who, what kind of thing, and when.
//!
//! None of the sentences repeats what people wrote: they stand in lists of changes and on the
//! history page, where the kind of entry is enough.

use domain::{
    ActionId, Entry, Journal,
    case::{Case, Event, Step, reviews},
    file::Scanned,
    notice::Tells,
    text::capital,
    time,
};

use crate::names::Names;

/// What happened, as a sentence without its subject: `added Surrey Police`.
pub(crate) fn sentence(event: &Event, case: &Case, names: &Names) -> String {
    let number = |id: &ActionId| match case.actions.get(id) {
        Some(action) => format!("action {}", action.number),
        None => "an action".to_owned(),
    };
    match event {
        Event::Opened { lead, .. } => {
            format!(
                "opened the case from a referral, led by {}",
                names.get(lead)
            )
        }
        Event::Imported(imported) => format!(
            "brought the case over from where it was kept before, led by {}",
            names.get(&imported.before.lead)
        ),
        Event::ReferralJoined { subjects, .. } => match subjects.len() {
            0 => "joined another referral to the case".into(),
            1 => "joined another referral to the case, with 1 new subject".into(),
            more => format!("joined another referral to the case, with {more} new subjects"),
        },
        Event::SubjectCategorised { subject, role, .. } => {
            format!("recorded person {subject} as {}", uncapital(role.label()))
        }
        Event::SubjectCorrected { subject, .. } => {
            format!("corrected what is recorded of person or place {subject}")
        }
        Event::Reworded { instead, .. } => match instead.as_deref() {
            None => "withdrew a decision".into(),
            Some(Event::Decided { .. }) => "corrected the words of a decision".into(),
            Some(Event::ActionAssigned { .. }) => "corrected the words of an action".into(),
            Some(Event::ActionEnded { .. }) => "corrected what came of an action".into(),
            Some(Event::PowerStepped { .. }) => "corrected what was noted of a power".into(),
            Some(Event::Assessed { .. }) => "corrected the rationale of an assessment".into(),
            Some(_) => "corrected why something was done".into(),
        },
        Event::AgencyAdded { agency } => format!("added {} to the case", names.get(&agency.agency)),
        Event::AgencyRemoved { agency, .. } => {
            format!("took {} off the case", names.get(agency))
        }
        Event::LeadChanged { agency, .. } => format!("gave the lead to {}", names.get(agency)),
        Event::EntryRecorded { kind, on, .. } => {
            let (kind, day) = (kind.label().to_lowercase(), time::long_date(*on));
            let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) {
                "an"
            } else {
                "a"
            };
            format!("recorded {article} {kind} of {day}")
        }
        Event::EntryLimited { only, .. } => match only {
            Some(only) if only.is_empty() => {
                "limited what it had brought to their own agency".into()
            }
            Some(only) => {
                let named: Vec<_> = only.iter().map(|agency| names.get(agency)).collect();
                format!(
                    "limited what it had brought to their own agency and {}",
                    named.join(", ")
                )
            }
            None => "opened what it had limited to everybody on the case".into(),
        },
        Event::AccessRequested { access, .. } => {
            format!("asked for access to the case ({})", access.reference())
        }
        Event::AccessGranted { access, until, .. } => format!(
            "granted access to the case ({}) until {}",
            access.reference(),
            time::long_time(*until)
        ),
        Event::AccessRefused { access, .. } => {
            format!("refused access to the case ({})", access.reference())
        }
        Event::AccessEnded { access, .. } => {
            format!("ended access to the case ({}) early", access.reference())
        }
        Event::EmergencyOpened { access, until, .. } => format!(
            "opened the case in an emergency, without being on it ({}), until {}",
            access.reference(),
            time::long_time(*until)
        ),
        Event::EmergencyReviewed {
            access, finding, ..
        } => format!(
            "reviewed the emergency access {}: {}",
            access.reference(),
            uncapital(finding.label())
        ),
        Event::EntryCorrected { .. } => "corrected an entry of the chronology".into(),
        Event::EntryWithdrawn { .. } => "withdrew an entry of the chronology".into(),
        Event::EntryErased { .. } => "erased what a withdrawn entry of the chronology said".into(),
        Event::DocumentFiled { kind, .. } => {
            format!(
                "brought a document: {}",
                uncapital_unless_named(kind.label())
            )
        }
        Event::DocumentKept { kept, .. } => match kept.scanned {
            Scanned::Clean => "checked a document and kept it: no malicious software found".into(),
            Scanned::NotScanned => {
                "checked a document and kept it, without a search for malicious software".into()
            }
        },
        Event::DocumentRefused { why, .. } => {
            format!("checked a document and deleted it: {}", why.label())
        }
        Event::DocumentWithdrawn { .. } => "withdrew a document".into(),
        Event::Assessed { assessment, .. } => format!(
            "set RAG to {} and risk to {}, with the next review on {}",
            assessment.rag.label().to_lowercase(),
            assessment.risk.label().to_lowercase(),
            time::long_date(assessment.next_review_on)
        ),
        Event::Rated(rating) => format!(
            "set RAG to {}, with the next review on {}",
            rating.rag.label().to_lowercase(),
            time::long_date(rating.next_review_on)
        ),
        Event::Decided { meeting, .. } => match meeting {
            Some(_) => "recorded a decision made at a meeting".into(),
            None => "recorded a decision".into(),
        },
        Event::PowerStepped {
            number,
            power,
            stepped,
            ..
        } => format!(
            "recorded a step with power {number}, {}: {}",
            uncapital_unless_named(power.label()),
            stepped.act.label().to_lowercase()
        ),
        Event::PowerReminded { number, reminder } => reminder.sentence(*number),
        Event::ActionAssigned { action, task, .. } => format!(
            "assigned {} to {}, due on {}",
            number(action),
            names.get(&task.agency),
            time::long_date(task.due_on)
        ),
        Event::ActionAccepted { action } => format!("accepted {}", number(action)),
        Event::ActionDeclined { action, .. } => format!("declined {}", number(action)),
        Event::ActionEnded { action, ending, .. } => {
            format!(
                "ended {}: {}",
                number(action),
                ending.label().to_lowercase()
            )
        }
        Event::ActionChased { action, step } => chased(*step, &number(action)),
        Event::AccessChased { access, step } => chased(*step, &access.reference()),
        Event::ClosureProposed { .. } => "proposed to close the case".into(),
        Event::Closed { outcome, .. } => {
            format!("closed the case: {}", outcome.label().to_lowercase())
        }
        Event::Reopened { next_review_on, .. } => format!(
            "reopened the case or kept it open, with the next review on {}",
            time::long_date(*next_review_on)
        ),
        Event::NoticeReturned(back) => {
            let to = case.recipient(&back.notice.recipient);
            format!("learnt that {}", back.sentence(&to))
        }
        Event::Retention(step) => step.sentence(),
        Event::Erased(_) => "erased what was said on the case".into(),
        Event::Planned(step) => step.sentence(|agency| names.get(agency)),
        Event::Review(reviews::Step::Linked(review)) => {
            format!("linked ASB Case Review {} to the case", review.reference)
        }
        Event::Review(reviews::Step::Unlinked(review)) => {
            format!("undid the link with ASB Case Review {}", review.reference)
        }
        Event::Elsewhere(step) => step.sentence(),
        Event::Same(step) => step.sentence(),
        Event::NoticeSettled(settled) => {
            settled.sentence(&case.recipient(&settled.notice.recipient))
        }
    }
}

/// The same for labels that may begin with an abbreviation.
fn uncapital_unless_named(label: &str) -> String {
    if label.chars().nth(1).is_some_and(char::is_lowercase)
        && !label.starts_with("Word")
        && !label.starts_with("Excel")
    {
        uncapital(label)
    } else {
        label.to_owned()
    }
}

/// A label in the middle of a sentence.
fn uncapital(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

fn chased(step: Step, action: &str) -> String {
    match step {
        Step::Reminded => format!("sent a reminder of {action}"),
        Step::Chased => format!("chased {action}, which was overdue"),
        Step::EscalatedToLead => format!("escalated {action} to the agency’s lead"),
        Step::EscalatedToChair => format!("escalated {action} to the chair"),
    }
}

/// The same as a heading, starting with a capital letter.
pub(crate) fn heading(event: &Event, case: &Case, names: &Names) -> String {
    capital(&match event {
        // What happened to the email, not that the system heard of it.
        Event::NoticeReturned(back) => back.sentence(&case.recipient(&back.notice.recipient)),
        other => sentence(other, case, names),
    })
}

/// What was changed after version `seen`, a line each, for somebody whose change came too late.
pub(crate) fn since(
    seen: u64,
    case: &Journal<Case>,
    newest: &[Entry<Event>],
    names: &Names,
) -> Vec<String> {
    let mut lines: Vec<String> = newest
        .iter()
        .filter(|entry| entry.header.seq > seen)
        .map(|entry| line(entry, case, names))
        .collect();
    let from = newest
        .first()
        .map_or(case.version() + 1, |entry| entry.header.seq);
    if seen + 1 < from {
        lines.insert(0, "Earlier changes are listed in the case’s history".into());
    }
    if lines.is_empty() {
        lines.push("The version you sent is not one that this case has had".into());
    }
    lines
}

fn line(entry: &Entry<Event>, case: &Case, names: &Names) -> String {
    let actor = &entry.header.actor;
    let who = match actor.agency() {
        Some(agency) => format!("{}, {}", actor.name(), names.get(agency)),
        None => actor.name().to_owned(),
    };
    let what = match &entry.event {
        Some(event) => sentence(event, case, names),
        None => "did something that has since been erased".into(),
    };
    format!("{who}, {what} ({})", time::long_time(entry.header.at))
}

#[cfg(test)]
mod tests;
