//! Who may see and do what (R3). Pure: a decision is a total function of values.
//!
//! The rules are policies in the Cedar language, in `policies/`. The store asks here on its way
//! out, so that a route cannot forget. Each decision names the policies it rests on; they are kept
//! with the read entry.
//!
//! | file | what it asks |
//! |---|---|
//! | [`caller`] | who is asking |
//! | [`policy`] | the policies, each with its reason and source |
//! | [`decision`] | yes or no, and on which policies |
//! | [`case`] | cases, their chronology and actions |
//! | [`given`] | access that was given for a time |
//! | [`guest`] | those who are not on a case: what they see of it, and who decides about that |
//! | [`entry`] | entries that their agency has limited |
//! | [`referral`] | referrals and triage |
//! | [`meeting`] | meetings, agendas and packs |
//! | [`notice`] | notices that came back |
//! | [`directory`] | people, agencies and areas |
//! | [`retention`] | how long things are kept, and what erases them |
//! | [`case_review`] | who runs ASB Case Reviews |
//! | [`subject_access`] | what somebody is told of what is held about them |
//! | [`figures`] | figures without names |
//! | [`audit`] | who saw what, and why |
//! | `question` | one question, put to the policies |

pub mod audit;
pub mod caller;
pub mod case;
pub mod case_review;
pub mod decision;
pub mod directory;
pub mod entry;
pub mod figures;
pub mod given;
pub mod guest;
pub mod meeting;
pub mod notice;
pub mod policy;
mod question;
pub mod referral;
pub mod retention;
pub mod subject_access;

pub use caller::Caller;
pub use decision::Decision;
pub use policy::Policy;

#[cfg(test)]
mod tests;
