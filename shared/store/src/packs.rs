//! Cases with their journals, read once for the packs of all agencies and given to each as far as
//! it may see them.

use access::{Caller, case, entry::shows};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

use domain::{
    CaseId, Journal,
    case::{Case, Event, entry::chronology, wording::as_it_reads},
    pack::{ActionWords, Pack, PackSubject, Since, decisions},
};

use crate::{
    Error, Store,
    cases::{CaseFile, WHOLE, cut},
    journal::RecordItem,
    keys,
};

/// A case and its whole journal that nobody has been given yet.
#[derive(Debug, Clone)]
pub struct Undisclosed(CaseFile);

impl Store {
    /// What has become of a pack's cases and entries since it was made, as far as the reader may know
    /// it. Cases are read anew only where something was corrected, and that is logged.
    pub async fn since_made(
        &self,
        pack: &Pack,
        made_at: DateTime<Utc>,
        reader: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Since, Error> {
        let logged = pack.action_log.iter().map(|logged| logged.case);
        let ids: BTreeSet<CaseId> = pack
            .cases
            .iter()
            .map(|case| case.id)
            .chain(logged)
            .collect();
        let wanted = ids.iter().map(|id| (keys::case(*id), keys::RECORD.into()));
        let records: Vec<RecordItem> = self.table.batch(wanted.collect()).await?;
        let agency = Caller::Agency(pack.recipient.agency.clone());
        let mut since = Since::default();
        for record in &records {
            let case = record.journal::<Case>()?;
            if !case::see(&agency, &case).is_permitted() {
                since.gone.insert(case.id);
                continue;
            }
            let limited = case.limits.keys().copied();
            since
                .limited
                .extend(limited.filter(|entry| !shows(reader, &case, *entry, now)));
            let tasks = case.actions.values();
            let hidden = tasks.filter(|task| !shows(reader, &case, task.id.into(), now));
            since
                .hidden
                .extend(hidden.map(|task| (case.id, task.number)));
            let mut corrected = false;
            for (entry, amended) in case.amended.iter().filter(|(_, each)| each.at > made_at) {
                if amended.withdrawn {
                    since.withdrawn.insert(*entry);
                } else {
                    corrected = true;
                    since.corrected.insert(*entry, None);
                }
            }
            let recorded = case.recorded.iter();
            let changed = recorded.filter(|(_, each)| each.corrected_at > Some(made_at));
            for (number, _) in changed {
                corrected = true;
                since.subjects.insert((case.id, *number), None);
            }
            let reworded = case.reworded.iter().filter(|(_, each)| each.at > made_at);
            for (step, each) in reworded {
                let action = each.action.and_then(|id| case.actions.get(&id));
                match action {
                    Some(action) => _ = since.actions.insert((case.id, action.number), None),
                    None if each.withdrawn => _ = since.undone.insert((case.id, *step)),
                    // It begins with why it was opened.
                    None if *step == 1 => _ = since.reasons.insert(case.id, None),
                    None => _ = since.decisions.insert((case.id, *step), None),
                }
                corrected |= !each.withdrawn;
            }
            if corrected {
                self.reread((&case, pack.meeting.on), &mut since, reader, now)
                    .await?;
            }
        }
        Ok(since)
    }

    /// Fills in how what was corrected on the case now reads, if the reader still sees it.
    async fn reread(
        &self,
        (case, on): (&Journal<Case>, NaiveDate),
        since: &mut Since,
        reader: &Caller,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let file = match self.seen_case(case.id, reader, "pack", WHOLE, now).await {
            Ok(file) => file,
            Err(Error::NotFound) => return Ok(()),
            Err(fault) => return Err(fault),
        };
        for (number, subject) in (1..).zip(&file.journal.subjects) {
            if let Some(now) = since.subjects.get_mut(&(case.id, number)) {
                *now = Some(PackSubject::of(subject, on));
            }
        }
        for action in file.journal.actions.values() {
            if let Some(now) = since.actions.get_mut(&(case.id, action.number)) {
                *now = Some(ActionWords::of(action));
            }
        }
        let (read, _) = as_it_reads(&file.entries);
        for decision in decisions(&read) {
            let step = decision.step.unwrap_or_default();
            if let Some(now) = since.decisions.get_mut(&(case.id, step)) {
                *now = Some(decision);
            }
        }
        let first = read.first().and_then(|first| first.event.as_ref());
        if let Some(now) = since.reasons.get_mut(&case.id) {
            match first {
                Some(Event::Opened { reason, .. }) => *now = Some(reason.to_string()),
                Some(Event::Imported(imported)) => {
                    *now = imported.before.summary.as_ref().map(ToString::to_string);
                }
                _ => {}
            }
        }
        for said in chronology(&file.entries) {
            if let Some(text) = since.corrected.get_mut(&said.entry) {
                *text = said.text.map(|text| text.to_string());
            }
        }
        Ok(())
    }

    /// A case and its whole journal, of which [`Store::disclose`] gives each agency its part.
    pub async fn case_for_packs(&self, id: CaseId) -> Result<Undisclosed, Error> {
        Ok(Undisclosed(self.file(keys::case(id), WHOLE).await?))
    }

    /// The case for the pack of the agency that `reader` is; logged as a disclosure to that agency.
    ///
    /// **Errors:** [`Error::NotFound`] when it may not see the case.
    pub async fn disclose(
        &self,
        case: &Undisclosed,
        reader: &Caller,
        now: DateTime<Utc>,
    ) -> Result<CaseFile, Error> {
        let Undisclosed(file) = case;
        let pk = keys::case(file.journal.id);
        self.show_case(pk, &file.journal, reader, "pack", now)
            .await?;
        let others = self.others_seen(&file.entries, reader, now).await?;
        Ok(cut(file.clone(), reader, &others, now))
    }
}
