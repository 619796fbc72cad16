//! A case that the caller may see, with what is needed to show or change it.

use std::borrow::Cow;

use access::Caller;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ActionId, AreaCode, CaseId, Journal,
    case::{Case, Pace},
    directory::Area,
    journal::Sealed,
    law::Adopted,
    risk::Instrument,
    time,
};
use edge::{App, Problem};
use store::cases::CaseFile;

use crate::{names::Names, words};

/// A case with its journal's newest part or the whole of it, and its area.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    pub(crate) file: CaseFile,
    /// The area that is responsible today.
    pub(crate) area: Journal<Area>,
    /// The name of its own area, where another has taken that over.
    pub(crate) was: Option<String>,
    pub(crate) names: Names,
    pub(crate) now: DateTime<Utc>,
}

impl Opened {
    /// How far its looks may be put off where it is, by the rules as adopted (LOC-5).
    pub(crate) fn pace(&self, adopted: &Adopted) -> Pace {
        Pace::of(&self.area.code, adopted, self.today())
    }

    /// The case and the newest part of its journal; the reading is logged.
    ///
    /// **Errors:** 404 also when the caller may not know that it exists.
    pub(crate) async fn newest(app: &App, caller: &Caller, id: CaseId) -> Result<Self, Problem> {
        let now = app.clock.now();
        let file = app.store.case(id, caller, now).await?;
        Self::with_area(app, file, now).await
    }

    /// The case without its journal, to change it; the reading is logged.
    pub(crate) async fn alone(app: &App, caller: &Caller, id: CaseId) -> Result<Self, Problem> {
        let now = app.clock.now();
        let file = app.store.case_alone(id, caller, now).await?;
        Self::with_area(app, file, now).await
    }

    /// The case and its whole journal, also as it is sealed; the reading is logged as one of `what`.
    pub(crate) async fn chain(
        app: &App,
        (caller, what): (&Caller, &str),
        id: CaseId,
    ) -> Result<(Self, Vec<Sealed>), Problem> {
        let now = app.clock.now();
        let (file, sealed) = app.store.case_chain(id, (caller, what), now).await?;
        Ok((Self::with_area(app, file, now).await?, sealed))
    }

    /// The case and its whole journal; the reading is logged.
    pub(crate) async fn whole(app: &App, caller: &Caller, id: CaseId) -> Result<Self, Problem> {
        let now = app.clock.now();
        let file = app.store.case_history(id, caller, now).await?;
        Self::with_area(app, file, now).await
    }

    /// The case of an action; the reading is logged.
    pub(crate) async fn of_action(
        app: &App,
        caller: &Caller,
        id: ActionId,
    ) -> Result<Self, Problem> {
        let now = app.clock.now();
        let file = app.store.file_of_action(id, caller, now).await?;
        Self::with_area(app, file, now).await
    }

    /// The case of an action without its journal, to change it; the reading is logged.
    pub(crate) async fn alone_of_action(
        app: &App,
        caller: &Caller,
        id: ActionId,
    ) -> Result<Self, Problem> {
        let now = app.clock.now();
        let file = app.store.case_of_action(id, caller, now).await?;
        Self::with_area(app, file, now).await
    }

    async fn with_area(app: &App, file: CaseFile, now: DateTime<Utc>) -> Result<Self, Problem> {
        let own = app.store.area_lately(&file.journal.area).await?;
        let code = app.area_now(&own.code).await?;
        if code == own.code {
            return Ok(Self::new(file, own, now));
        }
        let area = app.store.area_lately(&code).await?;
        Ok(Self {
            was: Some(own.name.clone()),
            ..Self::new(file, area, now)
        })
    }

    /// A case that was loaded, in its area, as it looks at `now`.
    pub(crate) fn new(file: CaseFile, area: Journal<Area>, now: DateTime<Utc>) -> Self {
        let names = Names::of(&file.journal, &area, &file.entries);
        Self {
            file,
            area,
            was: None,
            names,
            now,
        }
    }

    /// The case.
    pub(crate) fn case(&self) -> &Journal<Case> {
        &self.file.journal
    }

    /// The name of the case's own area.
    pub(crate) fn area_name(&self) -> &str {
        self.was.as_ref().unwrap_or(&self.area.name)
    }

    /// Today in London.
    pub(crate) fn today(&self) -> NaiveDate {
        time::london_date(self.now)
    }

    /// The instrument that fits the case today, and whose own it is; `None` when none does.
    pub(crate) fn instrument(&self) -> Option<(Cow<'static, Instrument>, Option<&AreaCode>)> {
        let (area, kind) = (&self.area.code, self.case().kind);
        self.area.instruments.for_kind(area, kind, self.today())
    }

    /// Whether all that happened after version `seen` is limited to others: then nothing that this
    /// reader knows of has changed.
    pub(crate) fn is_fresh(&self, seen: u64) -> bool {
        let newer = |entry: &domain::Entry<_>| entry.header.seq > seen;
        let known = seen < self.case().version() && self.file.from <= seen + 1;
        known && !self.file.entries.iter().any(newer)
    }

    /// What was changed after version `seen`, a line each.
    pub(crate) fn since(&self, seen: u64) -> Vec<String> {
        words::since(seen, self.case(), &self.file.entries, &self.names)
    }
}
