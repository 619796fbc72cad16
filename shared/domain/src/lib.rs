//! Nouns and rules of community safety casework: pure, with no clock, no I/O, no async and no AWS.
//!
//! A command is decided here into events; everything that happens to an aggregate is an entry of
//! its [`journal`]. `now`, new ids and randomness arrive in a [`Stamp`].
//!
//! | room | what lives there |
//! |---|---|
//! | [`journal`] | the journal: entries, hash chain, folding |
//! | [`audit`] | what was done with data, signed roots, and proving that nothing was touched |
//! | [`stamp`] | who did it, when, and fresh ids |
//! | [`text`], [`ids`], [`time`], [`gateway`], [`file`](mod@file) | values shared by every noun |
//! | [`referral`] | one agency's request or a report of the public, and its triage |
//! | [`postcodes`] | which area a postcode lies in |
//! | [`case`] | the shared case: subjects, agencies, chronology, risk, actions, decisions |
//! | [`figures`] | what is counted of cases by quarter, and what each figure means |
//! | [`law`] | the law and local policy as dated rules, and rulings by them |
//! | [`case_review`] | somebody asks that their case be reviewed, and what becomes of it |
//! | [`import`](mod@import) | cases brought over from a sheet: how far, and what came of it |
//! | [`matching`] | by what a subject is found again |
//! | [`meeting`] | a meeting, its agenda and its packs' ledger |
//! | [`pack`] | the document for a meeting, as one recipient may read it |
//! | [`notice`] | outbound messages, decided from journal entries |
//! | [`powers`] | what may be done against whom, on which day, and by which rule |
//! | [`questions`] | questions that an area adds to forms |
//! | [`risk`] | instruments by which risk is scored |
//! | [`reorganisation`] | areas that end, and the ones that take their place |
//! | [`retention`] | how long things are kept, and how they are erased |
//! | [`transfer`] | a list of cases on its way here: sent, mapped, tried, brought over |
//! | [`subject_access`] | somebody asks what is held about them |
//! | [`directory`] | areas, agencies and people |

pub mod audit;
pub mod case;
pub mod case_review;
mod choice;
pub mod directory;
pub mod figures;
pub mod file;
pub mod forums;
pub mod gateway;
pub mod ids;
pub mod import;
pub mod journal;
pub mod law;
pub mod matching;
pub mod meeting;
pub mod notice;
pub mod pack;
pub mod postcodes;
pub mod powers;
pub mod questions;
pub mod referral;
pub mod reorganisation;
pub mod retention;
pub mod risk;
pub mod stamp;
pub mod subject_access;
pub mod text;
pub mod time;
pub mod transfer;

pub use ids::{
    AccessId, ActionId, AgencyId, AreaCode, CaseId, CaseReviewId, EntryId, MeetingId, PersonId,
    ReferralId, SubjectAccessId, TransferId,
};
pub use journal::{Aggregate, Entry, Journal};
pub use stamp::{Actor, Stamp};
pub use text::{Line, Note, Prose, WebLink};
