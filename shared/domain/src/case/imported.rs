//! A case that was kept elsewhere before, brought over from a sheet (R11.1).
//!
//! Its id follows from where it was kept and what it was called there, so that bringing the same sheet
//! again makes no case twice, whatever happened in between.
//!
//! INVARIANT (provenance): an imported case says in its first entry from which file, sheet and rows it
//! came, on which ground its agencies see it, and who brought it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Builder;

use super::{Case, Decided, Joining, Outcome, Pace, Rag, Refused};
use crate::{
    AgencyId, AreaCode, CaseId, Journal, Line, Prose, Stamp,
    case::Event,
    journal::Hash,
    referral::form::{Behaviour, CaseKind, RiskBand, Subject},
};

/// What a case was before it came here, as its rows say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// A person, a family or a place.
    pub kind: CaseKind,
    /// What it is about.
    pub headline: Line,
    /// What the sheet says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Prose>,
    /// Notes that were kept with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Prose>,
    /// Kinds of behaviour.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub behaviours: Vec<Behaviour>,
    /// Whom and what it concerns.
    pub subjects: Vec<Subject>,
    /// The agency that leads.
    pub lead: AgencyId,
    /// The agencies on it, with the ground on which they see it.
    pub agencies: Vec<Joining>,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// How it ended, unless it is being worked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Ended>,
    /// How it stood at a glance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rag: Option<Rag>,
    /// How serious the risk was judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<RiskBand>,
    /// When it comes up for review, if the sheet says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_review_on: Option<NaiveDate>,
}

/// How a case ended before it came here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// On which day.
    pub on: NaiveDate,
    /// How.
    pub outcome: Outcome,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

/// Where a case came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// What brought it; see [`crate::import`].
    pub mark: Mark,
    /// What the list that it was kept in is called.
    pub source: Line,
    /// What it was called there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs: Option<Line>,
    /// SHA-256 of the file.
    pub file: Hash,
    /// The sheet of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<Line>,
    /// Its rows in the sheet, as they are counted there.
    pub rows: Vec<u32>,
}

/// Which import made a case, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The import.
    pub import: Hash,
    /// Which run of it, from 1.
    pub run: u32,
    /// What the rows said, as a hash: whoever brings the same case again says the same, or is told.
    pub said: Hash,
}

impl Origin {
    /// Where it came from, for people: `Woking list, reference 12, sheet “Cases”, row 7`.
    pub fn words(&self) -> String {
        let mut words = vec![self.source.to_string()];
        words.extend(
            self.theirs
                .iter()
                .map(|theirs| format!("reference {theirs}")),
        );
        words.extend(self.sheet.iter().map(|sheet| format!("sheet “{sheet}”")));
        let rows: Vec<String> = self.rows.iter().map(u32::to_string).collect();
        let what = if rows.len() == 1 { "row" } else { "rows" };
        words.push(format!("{what} {}", rows.join(", ")));
        words.join(", ")
    }
}

/// All that an import adds to what was there before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Its reference here.
    pub reference: String,
    /// Its area.
    pub area: AreaCode,
    /// When it comes up for review.
    pub next_review_on: NaiveDate,
    /// By when it is assessed for the first time; none of a case that was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assess_by: Option<NaiveDate>,
    /// What it was.
    pub before: Before,
    /// Where it came from.
    pub origin: Origin,
}

/// The id of a case that was kept in `source` of an area under this reference. It follows from these
/// alone, however they are written: “a-12 ” and “A-12” are one.
pub fn id(area: &AreaCode, source: &Line, theirs: &str) -> CaseId {
    let known = format!("reference\n{}", theirs.trim().to_lowercase());
    let source = source.as_str().to_lowercase();
    let hash = Hash::of(format!("import\n{area}\n{source}\n{known}").as_bytes()).bytes();
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hash) {
        *to = from;
    }
    CaseId::from(Builder::from_custom_bytes(bytes).into_uuid())
}

impl Before {
    /// A hash of all that it says. What agencies are called today is not part of it.
    pub fn said(&self) -> Hash {
        let mut said = self.clone();
        for agency in &mut said.agencies {
            agency.name.clear();
        }
        // Text that serialises to nothing hashes like nothing, which then differs from what is stored.
        Hash::of(serde_json::to_string(&said).unwrap_or_default().as_bytes())
    }

    /// What cannot be so, whoever says it.
    pub fn checked(&self, stamp: &Stamp) -> Result<(), Refused> {
        let full = |what, limit| Err(Refused::Full { what, limit });
        if self.subjects.len() > Case::MAX_SUBJECTS {
            return full("subjects", Case::MAX_SUBJECTS);
        }
        if self.agencies.len() > Case::MAX_AGENCIES {
            return full("agencies", Case::MAX_AGENCIES);
        }
        if !self.agencies.iter().any(|each| each.agency == self.lead) {
            return Err(Refused::AgencyNotOnCase);
        }
        for agency in &self.agencies {
            agency.gateway.for_a_whole_case()?;
        }
        if self.opened_on > stamp.today() {
            return Err(Refused::DayAhead("the day it was opened"));
        }
        match &self.closed {
            Some(ended) if ended.on > stamp.today() => {
                Err(Refused::DayAhead("the day it was closed"))
            }
            Some(ended) if ended.on < self.opened_on => Err(Refused::ClosedBeforeOpened),
            _ => Ok(()),
        }
    }
}

impl Case {
    /// Brings over a case that was kept elsewhere.
    ///
    /// A case that is worked on comes up for review on the day that the sheet says, when that lies
    /// ahead, but not later than a review can be put off; or else as a new case does. Its risk is
    /// assessed as soon as that of a new case, unless the sheet says how it was judged.
    pub fn import(
        (id, reference): (CaseId, String),
        area: AreaCode,
        (before, origin): (Before, Origin),
        pace: Pace,
        stamp: &Stamp,
    ) -> Decided {
        before.checked(stamp)?;
        let today = stamp.today();
        let ahead = before.next_review_on.filter(|on| *on >= today);
        let ahead = ahead.map(|on| on.min(pace.furthest_review(today)));
        let usual = pace.first_review(today);
        let open = before.closed.is_none();
        let imported = Imported {
            reference,
            area,
            next_review_on: ahead.unwrap_or(usual),
            assess_by: open.then(|| pace.first_assessment(today)),
            before,
            origin,
        };
        let event = Event::Imported(Box::new(imported));
        Journal::<Self>::begin(&id.to_string(), event, stamp)?.with_room()
    }
}

#[cfg(test)]
mod tests;
