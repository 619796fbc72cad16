//! The function: each time it is woken for a list, it does what is asked of it, or goes on with it.
//!
//! Woken twice, by two at once, or cut off anywhere, it comes to the same end: what is to be done stands
//! in the list's record, what was done follows from the table (INVARIANT (again)), and that it is done is
//! written in one transaction with the end of the import. What is asked for is done in the name of the
//! administrator who asked, as long as they are one.

use std::{
    io::Cursor,
    time::{Duration, Instant},
};

use access::{Caller, directory as policy};
use domain::{
    Journal, TransferId,
    import::Tally,
    time,
    transfer::{self, Due, Outcome, Transfer, Work},
};
use edge::{Clock, trigger::UnknownEvent};
use serde::Deserialize;
use serde_json::{Value, json};
use sheets::{Unfit, errors::Errors, plan::Fault as Bad};
use store::{Commit, Error, Store, transfers::woken};

use crate::{
    engine::{Broken, By, Came, File, Patience, Rejects, Run, Surveyed, registered},
    told::Told,
};

/// Who works; what it writes, it writes in the name of whoever asked.
const WORKER: Caller = Caller::System("case-import");
/// How long a run may take when nobody says.
const TIME: Duration = Duration::from_secs(13 * 60);

/// Works on lists. Made once per process; cheap to clone.
#[derive(Debug, Clone)]
pub struct Worker {
    store: Store,
    clock: Clock,
    time: Duration,
}

/// Why an event was not dealt with. Nothing here holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It is none of those that this function knows.
    #[error(transparent)]
    Unknown(#[from] UnknownEvent),
    /// The table or the bucket.
    #[error(transparent)]
    Store(#[from] Error),
    /// It was broken off; the next try goes on.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// Somebody else did it meanwhile.
    #[error(transparent)]
    Refused(#[from] transfer::Refused),
}

/// What became of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// What was asked for is done.
    Done,
    /// It cannot be done; the list says why.
    Refused,
    /// There was no time for all of it: it was woken again.
    Later,
    /// Nothing was asked for.
    Nothing,
}

#[derive(Deserialize)]
struct Envelope {
    source: String,
    #[serde(rename = "detail-type")]
    kind: String,
    detail: Detail,
}

#[derive(Deserialize)]
struct Detail {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

impl Worker {
    /// A worker on this store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            time: TIME,
        }
    }

    /// The same, which pauses after so long, at the end of a part.
    pub fn for_so_long(self, time: Duration) -> Self {
        Self { time, ..self }
    }

    /// Deals with an event as Lambda hands it over.
    ///
    /// **Errors:** it is to be tried again.
    pub async fn on_event(&self, event: Value) -> Result<Value, Fault> {
        let unknown = |_| UnknownEvent::Shape;
        let event: Envelope = serde_json::from_value(event).map_err(unknown)?;
        if (event.source.as_str(), event.kind.as_str()) != ("aws.s3", "Object Created") {
            return Err(UnknownEvent::Source.into());
        }
        let became = match woken(&event.detail.object.key) {
            Some(id) => self.on_list(id).await?,
            None => Became::Nothing,
        };
        let word = match became {
            Became::Done => "done",
            Became::Refused => "refused",
            Became::Later => "later",
            Became::Nothing => "nothing",
        };
        tracing::info!(became = word, "list");
        Ok(json!({ "became": word }))
    }

    /// Does what is asked of a list.
    ///
    /// **Errors:** it was broken off; the same again goes on.
    pub async fn on_list(&self, id: TransferId) -> Result<Became, Fault> {
        let until = Instant::now() + self.time;
        let list = match self.store.transfer(id, &WORKER).await {
            Err(Error::NotFound) => return Ok(Became::Nothing),
            found => found?,
        };
        let Some(due) = list.due.clone() else {
            match (list.dropped, list.is_over()) {
                (true, _) => self.store.forget_list(id).await?,
                (false, true) => self.store.drop_list(id).await?,
                (false, false) => {}
            }
            return Ok(Became::Nothing);
        };
        let ready = match self.ready(&list, &due).await? {
            Ok(ready) => ready,
            Err(why) => return self.refuse(list, why).await,
        };
        self.work(list, (ready, due), until).await
    }

    /// The list, read for the first time, and who brings it; or why it cannot be done.
    async fn ready(
        &self,
        list: &Transfer,
        due: &Due,
    ) -> Result<Result<(Surveyed, Caller), String>, Fault> {
        let now = self.clock.now();
        let (today, plans) = (time::london_date(now), self.store.plans().await?);
        let person = match self.store.person(due.by).await {
            Err(Error::NotFound) => None,
            found => Some(found?),
        };
        let caller = person.and_then(|person| Caller::of(&person, &plans, today));
        let caller = caller.filter(|one| policy::bring_cases(one, &list.area).is_permitted());
        let Some(caller) = caller else {
            return Ok(Err(
                "Whoever asked for it is no administrator any more".into()
            ));
        };
        if plans.now(&list.area, today) != list.area {
            return Ok(Err(
                "The area has ended: bring the list to the one that has taken over".into(),
            ));
        }
        let Some(bytes) = self.store.sent_list(list).await? else {
            return Ok(Err("The list is not there any more: send it again".into()));
        };
        let name = sheets::file::called(&bytes);
        let mapping = list.mapping.as_deref().unwrap_or_default();
        let file = match File::new(name, bytes, mapping) {
            Ok(file) => file,
            Err(fault) => return Ok(Err(sentence(&Unfit::from(fault)))),
        };
        let agencies = registered(&self.store).await?;
        let stamp = edge::stamp(&caller, now)?;
        match file.surveyed(agencies, list.area.clone(), stamp).await {
            Ok(file) if due.work == Work::Bring && !list.was_tried(file.source().file) => Ok(Err(
                "The file is not the one that was tried: try the whole list again".into(),
            )),
            Ok(file) => Ok(Ok((file, caller))),
            Err(Broken::Unfit(fault)) => Ok(Err(sentence(&fault))),
            Err(fault) => Err(fault.into()),
        }
    }

    async fn work(
        &self,
        list: Journal<Transfer>,
        ((file, caller), due): ((Surveyed, Caller), Due),
        until: Instant,
    ) -> Result<Became, Fault> {
        let by = By {
            caller,
            now: self.clock.now(),
            dry: due.work == Work::Try,
        };
        let mut run = Run::of(&self.store, &file, by).await?;
        let mut rejected = Rejected::new()?;
        let mut patience = Until(until);
        let came = run
            .go_through(&file, (&mut rejected, &mut patience))
            .await?;
        if came == Came::ToAPause {
            self.store.wake(list.id, self.clock.now()).await?;
            return Ok(Became::Later);
        }
        let (id, drops) = (list.id, due.work == Work::Bring);
        let (told, book) = rejected.finish()?;
        let errors = book.is_some();
        if let Some(book) = book {
            self.store.keep_list_errors(id, book).await?;
        }
        let (tally, end) = run.end()?;
        let outcome = Outcome {
            errors,
            ..outcome(&file, tally, &told)
        };
        let done = list.done(outcome, &self.stamp()?)?;
        self.store.commit(end.with(done)).await?;
        if drops {
            self.store.drop_list(id).await?;
        }
        Ok(Became::Done)
    }

    async fn refuse(&self, list: Journal<Transfer>, why: String) -> Result<Became, Fault> {
        let refused = list.refuse(why, &self.stamp()?)?;
        self.store.commit(Commit::of(refused)).await?;
        Ok(Became::Refused)
    }

    fn stamp(&self) -> Result<domain::Stamp, Error> {
        edge::stamp(&WORKER, self.clock.now())
    }
}

/// A fault as a sentence.
fn sentence(fault: &Unfit) -> String {
    domain::text::capital(&fault.to_string())
}

fn outcome(file: &Surveyed, tally: Tally, told: &Told) -> Outcome {
    let (kinds, others) = told.most();
    let faults = kinds.into_iter().map(|kind| transfer::Fault {
        column: kind.column,
        reason: kind.reason,
        many: kind.many,
        row: kind.row,
    });
    Outcome {
        file: file.source().file,
        tally,
        faults: faults.collect(),
        others,
        errors: false,
    }
}

/// Goes on until a moment.
struct Until(Instant);

impl Patience for Until {
    fn lasts(&mut self) -> bool {
        Instant::now() < self.0
    }
}

/// What was rejected, counted and written down.
struct Rejected {
    told: Told,
    errors: Errors<Cursor<Vec<u8>>>,
    any: bool,
}

impl Rejected {
    fn new() -> Result<Self, Broken> {
        let errors = Errors::new(Cursor::new(Vec::new()));
        Ok(Self {
            told: Told::default(),
            errors: errors.map_err(|fault| Broken::Errors(fault.into()))?,
            any: false,
        })
    }

    /// The workbook, if there is anything in it.
    fn finish(self) -> Result<(Told, Option<Vec<u8>>), Broken> {
        let book = self.errors.finish();
        let book = book.map_err(|fault| Broken::Errors(fault.into()))?;
        Ok((self.told, self.any.then(|| book.into_inner())))
    }
}

impl Rejects for Rejected {
    fn take(&mut self, faults: &[Bad]) -> Result<(), Broken> {
        self.told.add(faults);
        self.left_out(faults)
    }

    fn left_out(&mut self, headings: &[Bad]) -> Result<(), Broken> {
        self.any |= !headings.is_empty();
        let added = self.errors.add(headings);
        added.map_err(|fault| Broken::Errors(fault.into()))
    }
}
