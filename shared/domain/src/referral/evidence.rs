//! Photographs, recordings and papers that somebody adds to what they reported (R1.2).
//!
//! Whoever reported it may add them while it waits for triage. What one shows
//! stands in the journal only; the record has its kind and where it stands.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Event, Referral, Refused, Status};
use crate::{
    Actor, Entry, EntryId, Journal, Line, Stamp,
    file::{self, FileKind, Kept, Standing, Unfit},
};

/// A file that came with a report, as its record has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What it is said to be, and once kept is.
    pub kind: FileKind,
    /// Where it stands.
    pub standing: Standing,
}

/// A file that came with a report, as those who read the report see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its id.
    pub id: EntryId,
    /// What it is.
    pub kind: FileKind,
    /// What it shows, as its sender said.
    pub shows: Option<Line>,
    /// When it was added, UTC.
    pub at: DateTime<Utc>,
}

impl Referral {
    /// Most files with one report, also those that were refused.
    pub const MAX_EVIDENCE: usize = 10;
    /// What members of the public may add: pictures, films, sound and papers.
    pub const EVIDENCE: [FileKind; 9] = [
        FileKind::Jpeg,
        FileKind::Png,
        FileKind::Video,
        FileKind::PhoneVideo,
        FileKind::Audio,
        FileKind::PhoneAudio,
        FileKind::VoiceMessage,
        FileKind::Pdf,
        FileKind::Word,
    ];

    /// Whether another file can be added.
    pub fn takes_evidence(&self) -> bool {
        self.is_public() && self.status.is_open() && self.evidence.len() < Self::MAX_EVIDENCE
    }
}

impl Journal<Referral> {
    /// Adds a file that is to follow to what a member of the public reported; gives its id.
    ///
    /// **Errors:** [`Refused::Decided`] once it was triaged; [`Refused::TooMuchEvidence`] when there is
    /// no room; [`Refused::NotEvidence`] for another kind of file, or of what an agency referred.
    pub fn file_evidence(
        self,
        kind: FileKind,
        shows: Option<Line>,
        stamp: &Stamp,
    ) -> Result<(Self, EntryId), Refused> {
        let of_the_public = self.is_public() && stamp.actor == Actor::Public;
        if !of_the_public || !Referral::EVIDENCE.contains(&kind) {
            return Err(Refused::NotEvidence);
        }
        if !self.status.is_open() {
            return Err(Refused::Decided(self.status.label()));
        }
        if self.evidence.len() >= Referral::MAX_EVIDENCE {
            return Err(Refused::TooMuchEvidence);
        }
        let file = EntryId::from(stamp.uuid(&format!("evidence:{}", self.version())));
        let event = Event::EvidenceFiled {
            file,
            kind,
            shows,
            until: stamp.at + file::SENT_WITHIN,
        };
        Ok((self.write(event, stamp)?, file))
    }

    /// Keeps a file: it was looked at, and is what it was said to be. Also once it was triaged.
    pub fn keep_evidence(self, file: EntryId, kept: Kept, stamp: &Stamp) -> Result<Self, Refused> {
        self.awaiting(file)?;
        Ok(self.write(Event::EvidenceKept { file, kept }, stamp)?)
    }

    /// Refuses a file.
    pub fn refuse_evidence(
        self,
        file: EntryId,
        why: Unfit,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        self.awaiting(file)?;
        Ok(self.write(Event::EvidenceRefused { file, why }, stamp)?)
    }

    fn awaiting(&self, file: EntryId) -> Result<(), Refused> {
        let erased = matches!(self.status, Status::Erased { .. });
        match self.evidence.get(&file).map(|piece| &piece.standing) {
            Some(Standing::Awaited { .. }) if !erased => Ok(()),
            _ => Err(Refused::NotEvidence),
        }
    }
}

/// Folds what happens to a file; `None` if it cannot have happened.
pub(super) fn fold(all: &mut BTreeMap<EntryId, Piece>, event: &Event) -> Option<()> {
    match event {
        Event::EvidenceFiled {
            file, kind, until, ..
        } => {
            let piece = Piece {
                kind: *kind,
                standing: Standing::Awaited { until: *until },
            };
            all.insert(*file, piece);
        }
        Event::EvidenceKept { file, kept } => {
            all.get_mut(file)?.standing = Standing::Kept(*kept);
        }
        Event::EvidenceRefused { file, why } => {
            all.get_mut(file)?.standing = Standing::Refused { why: *why };
        }
        _ => return None,
    }
    Some(())
}

/// The files that these entries tell of, in the order in which they were added.
pub fn told(journal: &[Entry<Event>]) -> Vec<Told> {
    let filed = journal.iter().filter_map(|each| match &each.event {
        Some(Event::EvidenceFiled {
            file, kind, shows, ..
        }) => Some(Told {
            id: *file,
            kind: *kind,
            shows: shows.clone(),
            at: each.header.at,
        }),
        _ => None,
    });
    filed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        file::Scanned,
        journal::{self, Hash},
        referral::{Report, report::testing},
    };

    fn stamp(n: u8) -> Stamp {
        stamp_of(Actor::Public, n)
    }

    fn stamp_of(actor: Actor, n: u8) -> Stamp {
        Stamp::new(actor, "2026-11-20T09:00:00Z".parse().unwrap(), [n; 32])
    }

    fn system() -> Stamp {
        stamp_of(
            Actor::System {
                job: "document-intake".into(),
            },
            9,
        )
    }

    fn reported() -> Journal<Referral> {
        let report: Report = testing::report();
        let id = crate::ReferralId::from(uuid::Uuid::from_u128(7));
        Referral::report_as(id, report, 3, &stamp(1)).unwrap()
    }

    fn kept() -> Kept {
        Kept {
            bytes: 3,
            sha256: Hash::of(b"abc"),
            scanned: Scanned::Clean,
        }
    }

    fn line(text: &str) -> Option<Line> {
        Some(Line::parse(text).unwrap())
    }

    /// R1.2: a file is awaited and then kept, and what it shows stays out of the record.
    #[test]
    fn a_file_is_awaited_then_kept_and_what_it_shows_is_in_the_journal_only() {
        let shows = line("The broken door of number 4");
        let (report, file) = reported()
            .file_evidence(FileKind::Jpeg, shows.clone(), &stamp(2))
            .unwrap();
        let until = stamp(2).at + file::SENT_WITHIN;
        let piece = &report.evidence[&file];
        assert_eq!(piece.standing, Standing::Awaited { until });
        assert!(
            !serde_json::to_string(report.record())
                .unwrap()
                .contains("door")
        );
        let report = report.keep_evidence(file, kept(), &system()).unwrap();
        assert_eq!(report.evidence[&file].standing, Standing::Kept(kept()));
        let again = report
            .clone()
            .refuse_evidence(file, Unfit::Empty, &system());
        assert_eq!(again.unwrap_err(), Refused::NotEvidence);
        let entries: Vec<_> = report
            .pending()
            .iter()
            .map(|entry| entry.open::<Referral>().unwrap())
            .collect();
        let told = told(&entries);
        assert_eq!((told.len(), &told[0].shows), (1, &shows));
        let folded = journal::fold::<Referral>(&entries).unwrap();
        assert_eq!(folded.as_ref(), Some(report.record()));
    }

    /// R1.2, R1.6: nothing is added once it was looked at, though what was under way still arrives.
    #[test]
    fn nothing_is_added_once_it_was_triaged_but_what_was_under_way_is_kept() {
        let (report, file) = reported()
            .file_evidence(FileKind::Video, None, &stamp(2))
            .unwrap();
        let person = Actor::Person {
            person: crate::PersonId::from(uuid::Uuid::from_u128(1)),
            name: "Robin Example".into(),
            agency: "runnymede-council".parse().unwrap(),
        };
        let why = crate::Prose::parse("Not enough to go on").unwrap();
        let declined = report.decline(why, &stamp_of(person, 3)).unwrap();
        let late = declined
            .clone()
            .file_evidence(FileKind::Pdf, None, &stamp(4));
        assert_eq!(late.unwrap_err(), Refused::Decided("Declined"));
        let arrived = declined.keep_evidence(file, kept(), &system()).unwrap();
        assert_eq!(arrived.evidence[&file].standing, Standing::Kept(kept()));
        assert_eq!(arrived.status.label(), "Declined");
    }

    #[test]
    fn only_so_many_of_these_kinds_and_only_by_who_reported() {
        let workbook = reported().file_evidence(FileKind::Excel, None, &stamp(2));
        assert_eq!(workbook.unwrap_err(), Refused::NotEvidence);
        let job = reported().file_evidence(FileKind::Pdf, None, &system());
        assert_eq!(job.unwrap_err(), Refused::NotEvidence);
        let mut report = reported();
        for n in 0..u8::try_from(Referral::MAX_EVIDENCE).unwrap() {
            assert!(report.takes_evidence());
            let added = report.file_evidence(FileKind::Jpeg, None, &stamp(20 + n));
            report = added.unwrap().0;
        }
        assert!(!report.takes_evidence());
        let more = report.file_evidence(FileKind::Jpeg, None, &stamp(40));
        assert_eq!(more.unwrap_err(), Refused::TooMuchEvidence);
    }
}
