//! What happened to a referral, in words.

use domain::{
    Entry,
    notice::Tells,
    referral::{Event, Referral},
    text::capital,
    time,
};
use edge::{App, Problem};
use store::referrals::ReferralFile;

use super::{names::Names, view::HistoryView};
use crate::report::files::label;

/// The whole history, oldest first.
pub(crate) async fn history(
    app: &App,
    file: &ReferralFile,
    names: &mut Names,
) -> Result<Vec<HistoryView>, Problem> {
    let mut lines = Vec::new();
    for entry in &file.entries {
        let actor = &entry.header.actor;
        let agency = match actor.agency() {
            Some(agency) => Some(names.agency(app, agency).await?),
            None => None,
        };
        let (what, text) = told(entry, &file.journal);
        lines.push(HistoryView {
            version: entry.header.seq,
            what,
            text,
            who: actor.name().to_owned(),
            agency,
            at: entry.header.at,
        });
    }
    Ok(lines)
}

/// What has happened since version `seen`, for whoever still looks at that one.
pub(crate) fn since(file: &ReferralFile, seen: u64) -> Vec<String> {
    let newer = file.entries.iter().filter(|entry| entry.header.seq > seen);
    let mut lines: Vec<_> = newer
        .map(|entry| {
            let (what, _) = told(entry, &file.journal);
            format!("{what}, {}", time::long_time(entry.header.at))
        })
        .collect();
    if lines.is_empty() {
        lines.push("The version you named is not one of this referral".to_owned());
    }
    lines
}

/// What happened, and what was written with it.
fn told(entry: &Entry<Event>, referral: &Referral) -> (String, Option<String>) {
    let Some(event) = &entry.event else {
        return ("Erased".to_owned(), None);
    };
    let (what, text) = match event {
        Event::Received { .. } => ("Received".to_owned(), None),
        Event::Reported { .. } => ("Reported".to_owned(), None),
        Event::MoreAsked { question } => ("More information asked for".to_owned(), Some(question)),
        Event::MoreAnswered { answer } => ("Question answered".to_owned(), Some(answer)),
        Event::Accepted {
            reference, reason, ..
        } => (format!("Accepted to a new case, {reference}"), Some(reason)),
        Event::Joined {
            reference, reason, ..
        } => (format!("Joined to case {reference}"), Some(reason)),
        Event::Signposted { forum, reason } => (format!("Signposted to {forum}"), Some(reason)),
        Event::Declined { reason } => ("Declined".to_owned(), Some(reason)),
        Event::EvidenceFiled { kind, shows, .. } => {
            let what = format!("A file was to follow: {}", label(*kind));
            return (what, shows.as_ref().map(ToString::to_string));
        }
        Event::EvidenceKept { .. } => ("A file arrived, was checked and kept".to_owned(), None),
        Event::EvidenceRefused { why, .. } => (
            format!("A file arrived and was deleted: {}", why.label()),
            None,
        ),
        Event::Retention(step) => (capital(&step.sentence()), None),
        Event::Erased(_) => ("Erased what was said".to_owned(), None),
        Event::NoticeReturned(back) => {
            let to = referral.recipient(&back.notice.recipient);
            (capital(&back.sentence(&to)), None)
        }
        Event::NoticeSettled(settled) => {
            let to = referral.recipient(&settled.notice.recipient);
            (capital(&settled.sentence(&to)), Some(&settled.note))
        }
    };
    (what, text.map(ToString::to_string))
}
