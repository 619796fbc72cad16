//! The function: once a day, everything that is to be erased by today.
//!
//! A run that is cut off after any step is made good by the next one: whatever is erased and not
//! finished stays on the list of what is to be erased.

use std::fmt::Display;

use access::Caller;
use domain::{
    Journal, Stamp,
    case::Case,
    case_review::CaseReview,
    directory::Area,
    referral::Referral,
    retention::{self, Keepable, Of},
    subject_access::SubjectAccess,
    time,
};
use edge::{
    Clock,
    trigger::{Trigger, UnknownEvent},
};
use serde_json::{Value, json};
use store::{
    Commit, Error, Store,
    stored::{KeepingRow, Shelf, Stored},
    uploads::Owner,
};

/// The run that the schedule asks for, as `{"run": "erase"}`.
pub const ERASE: &str = "erase";
/// Who erases; the policies know it by this name.
const ERASER: Caller = Caller::System("erasure");
/// Rows read at a time.
const PAGE: i32 = 100;
/// Tries when somebody else changes it in between.
const TRIES: u32 = 5;

/// Carries erasures out. Made once per process; cheap to clone.
#[derive(Debug, Clone)]
pub struct Eraser {
    store: Store,
    clock: Clock,
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Erased {
    /// Cases of which nothing is left.
    pub cases: u32,
    /// Referrals of which nothing is left.
    pub referrals: u32,
    /// Case reviews of which nothing is left.
    pub case_reviews: u32,
    /// Requests for what is held about somebody of which nothing is left.
    pub requests: u32,
    /// What should have been erased and was not; the next run tries again.
    pub failed: u32,
}

/// Why a run was not dealt with. Nothing here holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It is none of those that this function knows.
    #[error(transparent)]
    Unknown(#[from] UnknownEvent),
    /// The table.
    #[error(transparent)]
    Store(#[from] Error),
    /// Something could not be erased; everything else was. It is tried again, and an alarm goes off.
    #[error("{0} records could not be erased")]
    Left(u32),
}

impl Eraser {
    /// An eraser on this store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Deals with an event as Lambda hands it over; the answer is what its source expects.
    pub async fn on_event(&self, event: Value) -> Result<Value, Fault> {
        match Trigger::parse(event)? {
            Trigger::Run(run) if run == ERASE => {
                let erased = self.on_schedule().await?;
                match erased.failed {
                    0 => Ok(json!(erased)),
                    failed => Err(Fault::Left(failed)),
                }
            }
            Trigger::Run(_) => Err(UnknownEvent::Run.into()),
            Trigger::Stream(_) | Trigger::Topic(_) => Err(UnknownEvent::Source.into()),
        }
    }

    /// Erases everything that is to be erased by today.
    pub async fn on_schedule(&self) -> Result<Erased, Fault> {
        let mut erased = Erased::default();
        for area in self.store.areas().await? {
            for row in self.ordered(&area).await? {
                match self.erase(&row).await {
                    Ok(true) => match row.of {
                        Of::Case => erased.cases += 1,
                        Of::Referral => erased.referrals += 1,
                        Of::CaseReview => erased.case_reviews += 1,
                        Of::SubjectAccess => erased.requests += 1,
                    },
                    // A hold was placed, or the order taken back, since the list was read.
                    Ok(false) => {}
                    // One that cannot be erased does not keep the others from it.
                    Err(error) => {
                        tracing::error!(id = %row.id, %error, "not erased");
                        erased.failed += 1;
                    }
                }
            }
        }
        let Erased {
            cases,
            referrals,
            case_reviews,
            requests,
            failed,
        } = erased;
        tracing::info!(cases, referrals, case_reviews, requests, failed, "erased");
        Ok(erased)
    }

    /// What is to be erased in an area by today, or was not finished.
    async fn ordered(&self, area: &Area) -> Result<Vec<KeepingRow>, Error> {
        let now = self.clock.now();
        let today = time::london_date(now);
        let shelf = (Shelf::Ordered, today);
        let mut rows = Vec::new();
        let mut after = None;
        loop {
            let page = self
                .store
                .shelf(area, shelf, (&ERASER, now), PAGE, after.as_ref())
                .await?;
            let due = |row: &KeepingRow| match &row.decided {
                Some(retention::Decided::Erase { on, .. }) => *on <= today,
                _ => row.erased_on.is_some(),
            };
            rows.extend(page.items.into_iter().filter(due));
            after = page.next;
            if after.is_none() {
                return Ok(rows);
            }
        }
    }

    /// Whether it was erased; not when it may no longer be.
    async fn erase(&self, row: &KeepingRow) -> Result<bool, Error> {
        match row.of {
            Of::Case => self.case(&row.id).await,
            Of::Referral => {
                let emptied = self.empty(&row.id, Journal::<Referral>::erase).await?;
                self.finish_referral(emptied).await
            }
            Of::SubjectAccess => self.request(&row.id).await,
            Of::CaseReview => {
                let emptied = self.empty(&row.id, Journal::<CaseReview>::erase).await?;
                self.finish(emptied).await
            }
        }
    }

    async fn finish_referral(&self, emptied: Option<Journal<Referral>>) -> Result<bool, Error> {
        if let Some(referral) = &emptied {
            // Before the journal: it says last that everything is gone.
            self.store
                .delete_documents(Owner::Report(referral.id))
                .await?;
        }
        self.finish(emptied).await
    }

    async fn request(&self, id: &str) -> Result<bool, Error> {
        let emptied = self.empty(id, Journal::<SubjectAccess>::erase).await?;
        let released = emptied.as_ref().and_then(|request| request.released());
        if let Some(handed_over) = released {
            // Before the journal: it says last that everything is gone.
            self.store.delete_bundle(handed_over.bundle).await?;
        }
        self.finish(emptied).await
    }

    async fn case(&self, id: &str) -> Result<bool, Error> {
        let emptied = self.empty(id, Journal::<Case>::erase).await?;
        if let Some(case) = &emptied {
            // Before the journal: it says last that everything is gone.
            self.store.delete_documents(Owner::Case(case.id)).await?;
            let erasure = self.store.erasure_of(case.id).await?;
            for referral in &case.referrals {
                let with = |referral: Journal<Referral>, stamp: &Stamp| {
                    referral.erase_with_case(erasure.clone(), stamp)
                };
                let emptied = self.empty(referral, with).await?;
                self.finish_referral(emptied).await?;
            }
        }
        self.finish(emptied).await
    }

    /// Something with its record emptied; `None` when it may no longer be.
    async fn empty<A: Stored + Keepable>(
        &self,
        id: impl Display,
        erase: impl Fn(Journal<A>, &Stamp) -> retention::Stepped<A>,
    ) -> Result<Option<Journal<A>>, Error> {
        for _ in 0..TRIES {
            let kept: Journal<A> = self.store.to_erase(&id, &ERASER).await?;
            if kept.erased_on().is_some() {
                return Ok(Some(kept));
            }
            let stamp = edge::stamp(&ERASER, self.clock.now())?;
            let Ok(erased) = erase(kept, &stamp) else {
                return Ok(None);
            };
            match self.store.commit(Commit::erasing(erased)).await {
                // Read again: what is stored is what its entries and rows are erased by.
                Ok(()) | Err(Error::Conflict) => continue,
                Err(other) => return Err(other),
            }
        }
        Err(Error::Conflict)
    }

    /// Erases what is left of something whose record is emptied; whether there was such a thing.
    async fn finish<A: Stored + Keepable>(
        &self,
        emptied: Option<Journal<A>>,
    ) -> Result<bool, Error> {
        let Some(erased) = emptied else {
            return Ok(false);
        };
        if !erased.is_finished() {
            let stamp = edge::stamp(&ERASER, self.clock.now())?;
            self.store.finish_erasure(erased, &stamp).await?;
        }
        Ok(true)
    }
}
