//! Checking what an applicant told of the complaints, before the threshold is decided (R7.2): what was
//! not made as told counts no longer, and the days and numbers are worked out anew.

use serde::{Deserialize, Serialize};

use super::{
    Application, Assessment, CaseReview, Decided, Event, Refused, Status, procedures::Procedure,
};
use crate::{
    Journal, Prose, Stamp,
    law::{Adopted, Law},
};

/// What was found when the complaints were checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// A complaint was not made as told: its number among them, from 1.
    NotMade(u32),
    /// A complaint that was struck out was made as told after all: its number among them, from 1.
    Made(u32),
    /// So many people complained.
    People(u16),
}

impl Journal<CaseReview> {
    /// Takes in what was found when a complaint, or how many people complained, was checked. The
    /// threshold is worked out anew by the law of the day of the application.
    ///
    /// **Errors:** [`Refused::Stands`] once it was decided, [`Refused::NoSuchComplaint`] for one that
    /// there is not, that was struck out before, or that was not.
    pub fn check(
        self,
        application: &Application,
        (found, reason): (Found, Prose),
        adopted: &Adopted,
        stamp: &Stamp,
    ) -> Decided {
        if self.status != Status::Applied {
            return Err(Refused::Stands(self.status.label()));
        }
        let (mut struck, mut people) = (self.assessment.struck.clone(), self.assessment.people);
        match found {
            Found::NotMade(number) => {
                let told = u32::try_from(application.complaints.len()).unwrap_or(u32::MAX);
                if !(1..=told).contains(&number) || !struck.insert(number) {
                    return Err(Refused::NoSuchComplaint);
                }
            }
            Found::Made(number) if struck.remove(&number) => {}
            Found::Made(_) => return Err(Refused::NoSuchComplaint),
            Found::People(found) => people = found,
        }
        let law = Law::on(self.applied_on, adopted).in_area(&self.area);
        let procedure = Procedure::of(&self.area, adopted, self.applied_on);
        let procedure = procedure.ok_or(Refused::NoProcedure)?;
        let checked = (people, struck);
        let assessment = Assessment::checked(application, checked, &law, &procedure);
        let event = Event::ComplaintsChecked {
            found,
            reason,
            assessment: Box::new(assessment),
        };
        Ok(self.with_room()?.write(event, stamp)?)
    }
}
