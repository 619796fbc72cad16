//! Meetings, their agendas, and the ledger of packs, as far as the caller may see them.

use access::{Caller, meeting as policy};
use chrono::{DateTime, Utc};
use domain::{
    AgencyId, AreaCode, Journal, MeetingId,
    case::Case,
    directory::Area,
    meeting::{Agenda, Meeting, PackRef},
};

use crate::{
    Error, File, Store,
    cases::{CaseFile, WHOLE},
    journal::RecordItem,
    keys,
    table::Part,
};

/// A meeting with its area and its agenda, as one reader may see it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The meeting.
    pub meeting: Journal<Meeting>,
    /// Its area.
    pub area: Journal<Area>,
    /// The agenda, holding only cases the reader may see.
    pub agenda: Agenda,
    /// Those cases, cases with actions in the action log, and cases the chair spoke of, by
    /// reference.
    pub cases: Vec<Journal<Case>>,
}

impl Seen {
    fn new(meeting: Journal<Meeting>, area: Journal<Area>, cases: Vec<Journal<Case>>) -> Self {
        let plain: Vec<Case> = cases.iter().map(|case| case.record().clone()).collect();
        let agenda = Agenda::build(&meeting, &plain);
        Self {
            meeting,
            area,
            agenda,
            cases,
        }
    }

    /// The same as a pack for `recipient` may hold it. It reads nothing again.
    pub fn cut_to(&self, recipient: &AgencyId) -> Self {
        let may = |case: &&Journal<Case>| {
            policy::pack_holds(recipient, &self.meeting, case).is_permitted()
        };
        let cases = self.cases.iter().filter(may).cloned().collect();
        Self::new(self.meeting.clone(), self.area.clone(), cases)
    }
}

impl Store {
    /// A meeting, if the caller may know of it.
    pub async fn meeting(
        &self,
        id: MeetingId,
        caller: &Caller,
    ) -> Result<(Journal<Meeting>, Journal<Area>), Error> {
        let meeting = self.record::<Meeting>(keys::meeting(id)).await?;
        let meeting = meeting.covering(&self.plans().await?);
        let area = self.area(&meeting.area).await?;
        if policy::see(caller, &meeting, &area).is_permitted() {
            Ok((meeting, area))
        } else {
            Err(Error::hidden(caller, "meeting"))
        }
    }

    /// A meeting's whole journal, for those who run it.
    pub async fn meeting_history(
        &self,
        id: MeetingId,
        caller: &Caller,
    ) -> Result<File<Meeting>, Error> {
        let file: File<Meeting> = self.file(keys::meeting(id), 1_000).await?;
        if policy::run(caller, &file.journal.area).is_permitted() {
            Ok(file)
        } else {
            Err(Error::hidden(caller, "meeting"))
        }
    }

    /// A meeting with its agenda, as `caller` may see it; the reading names its cases.
    pub async fn agenda(
        &self,
        id: MeetingId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Seen, Error> {
        let (meeting, area) = self.meeting(id, caller).await?;
        let cases = self.cases_for(&meeting, caller).await?;
        let seen = Seen::new(meeting, area, cases);
        let cases = self.show_on_agenda(seen.cases, caller, now).await?;
        Ok(Seen { cases, ..seen })
    }

    /// A meeting with the cases of its agenda and their journals, as `caller` may see them, for its
    /// minutes; each case's reading is logged.
    pub async fn minuted(
        &self,
        id: MeetingId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<(Seen, Vec<CaseFile>), Error> {
        let (meeting, area) = self.meeting(id, caller).await?;
        let cases = self.cases_for(&meeting, caller).await?;
        let seen = Seen::new(meeting, area, cases);
        let mut files = Vec::new();
        for item in &seen.agenda.items {
            match self
                .seen_case(item.case, caller, "minutes", WHOLE, now)
                .await
            {
                Ok(file) => files.push(file),
                // It was taken from their sight in between.
                Err(Error::NotFound) => {}
                Err(fault) => return Err(fault),
            }
        }
        // Nothing else is handed out, as nothing else is logged.
        let cases = Vec::new();
        Ok((Seen { cases, ..seen }, files))
    }

    /// Meetings of an area, and of those it has taken over, that start between two instants, soonest
    /// first.
    pub async fn meetings_in(
        &self,
        area: &AreaCode,
        caller: &Caller,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Journal<Meeting>>, Error> {
        let mut areas = vec![self.area(area).await?];
        let mut items: Vec<RecordItem> = Vec::new();
        let mut after = None;
        loop {
            let list = keys::by_area::meetings;
            let part = Part::of_area((area, caller), list, 200, after.as_ref())
                .from(keys::time_then(from, ""))
                .up_to(keys::time_then(to, "~"));
            let page = self.table.list::<RecordItem>(part).await?;
            items.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let plans = self.plans().await?;
        let mut meetings = Vec::new();
        for item in &items {
            let meeting = item.journal::<Meeting>()?;
            if !areas.iter().any(|area| area.code == meeting.area) {
                areas.push(self.area(&meeting.area).await?);
            }
            let mut own = areas.iter();
            if own.any(|area| policy::see(caller, &meeting, area).is_permitted()) {
                meetings.push(meeting.covering(&plans));
            }
        }
        Ok(meetings)
    }

    /// The pack made for `agency`, if the caller may read it; the reading is logged.
    pub async fn pack_ref(
        &self,
        id: MeetingId,
        agency: &AgencyId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<(Journal<Meeting>, PackRef), Error> {
        let decision = policy::read_pack(caller, agency);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "pack"));
        }
        let meeting = self.record::<Meeting>(keys::meeting(id)).await?;
        let pack = meeting.packs.get(agency).cloned().ok_or(Error::NotFound)?;
        self.log_read(keys::meeting(id), caller, "pack", &decision, now)
            .await?;
        Ok((meeting, pack))
    }
}
