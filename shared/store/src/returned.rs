//! Returned notices: the records they are about, and the lists that coordinators work from.

use access::{Caller, notice as policy};
use chrono::{DateTime, Utc};
use domain::{
    AreaCode, Journal, Prose, Stamp,
    case::Case,
    case_review::CaseReview,
    journal::Hash,
    meeting::Meeting,
    notice::{About, Feedback, Notice, Remedy, Returned, Tells, returned::Refused},
    referral::Referral,
};
use serde::Deserialize;

use crate::{
    Commit, Cursor, Error, Page, Store, keys, lists::Listed, stored::ReturnedRow, table::Part,
};

/// The record that a notice is about: its journal is where a return is written.
#[derive(Debug, Clone)]
pub enum Matter {
    /// A case, also when the notice is about one of its actions.
    Case(Box<Journal<Case>>),
    /// A referral.
    Referral(Box<Journal<Referral>>),
    /// A meeting, also when the notice is about a pack.
    Meeting(Box<Journal<Meeting>>),
    /// An application for a case review.
    CaseReview(Box<Journal<CaseReview>>),
}

impl Matter {
    /// The area whose coordinator deals with what came back.
    pub fn area(&self) -> &AreaCode {
        match self {
            Self::Case(case) => &case.area,
            Self::Referral(referral) => &referral.area,
            Self::Meeting(meeting) => &meeting.area,
            Self::CaseReview(review) => &review.area,
        }
    }

    /// The notice that came back, with its recipient in words; `None` once it was dealt with.
    pub fn waiting(&self, notice: Hash) -> Option<(Returned, String)> {
        fn find<A: Tells>(record: &A, notice: Hash) -> Option<(Returned, String)> {
            let returned = record.returns().get(notice)?.clone();
            let to = record.recipient(&returned.notice.recipient);
            Some((returned, to))
        }
        match self {
            Self::Case(case) => find(case.record(), notice),
            Self::Referral(referral) => find(referral.record(), notice),
            Self::Meeting(meeting) => find(meeting.record(), notice),
            Self::CaseReview(review) => find(review.record(), notice),
        }
    }

    /// Decides that a notice came back; the commit is empty when that is known.
    pub fn notice_returned(
        self,
        notice: &Notice,
        feedback: &Feedback,
        stamp: &Stamp,
    ) -> Result<Commit, Refused> {
        Ok(match self {
            Self::Case(case) => Commit::of(case.notice_returned(notice, feedback, stamp)?),
            Self::Referral(referral) => {
                Commit::of(referral.notice_returned(notice, feedback, stamp)?)
            }
            Self::Meeting(meeting) => Commit::of(meeting.notice_returned(notice, feedback, stamp)?),
            Self::CaseReview(review) => {
                Commit::of(review.notice_returned(notice, feedback, stamp)?)
            }
        })
    }

    /// Decides what was done about a returned notice.
    pub fn settle_notice(
        self,
        notice: Hash,
        remedy: Remedy,
        note: Prose,
        stamp: &Stamp,
    ) -> Result<Commit, Refused> {
        Ok(match self {
            Self::Case(case) => Commit::of(case.settle_notice(notice, remedy, note, stamp)?),
            Self::Referral(referral) => {
                Commit::of(referral.settle_notice(notice, remedy, note, stamp)?)
            }
            Self::Meeting(meeting) => {
                Commit::of(meeting.settle_notice(notice, remedy, note, stamp)?)
            }
            Self::CaseReview(review) => {
                Commit::of(review.settle_notice(notice, remedy, note, stamp)?)
            }
        })
    }
}

#[derive(Deserialize)]
struct ReturnedRowItem {
    body: String,
}

impl Store {
    /// The record that a notice is about, as far as the caller may see it; the reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] also when the caller may not know of it.
    pub async fn matter(
        &self,
        notice: &Notice,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Matter, Error> {
        Ok(match notice.about().ok_or(Error::Unreadable("notice"))? {
            About::Referral(id) => {
                Matter::Referral(Box::new(self.referral(id, caller, now).await?.journal))
            }
            About::Case(id) | About::Audit(id) | About::Power(id, _) => {
                Matter::Case(Box::new(self.case(id, caller, now).await?.journal))
            }
            About::Action(id) => Matter::Case(Box::new(
                self.case_of_action(id, caller, now).await?.journal,
            )),
            About::Access(id) => {
                let case = self.case_id_of_access(id).await?;
                let file = self.seen_case(case, caller, "access", 0, now).await?;
                Matter::Case(Box::new(file.journal))
            }
            About::Meeting(id) | About::Minutes(id) | About::Pack(id, _) => {
                Matter::Meeting(Box::new(self.meeting(id, caller).await?.0))
            }
            // Its record holds nothing personal: what was told is in its journal alone.
            About::CaseReview(id) => Matter::CaseReview(Box::new(self.applied_for(id).await?)),
        })
    }

    /// The record of a returned notice, for those who deal with it; the reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] when there is no such notice or the caller may not know.
    pub async fn matter_of_return(
        &self,
        notice: Hash,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Matter, Error> {
        let claim = self.notice(notice).await?.ok_or(Error::NotFound)?;
        let matter = self.matter(&claim.notice, caller, now).await?;
        if policy::deal(caller, matter.area()).is_permitted() {
            Ok(matter)
        } else {
            Err(Error::hidden(caller, "returned notice"))
        }
    }

    /// Returned notices of an area that wait for somebody to deal with them, oldest first; the
    /// reading is logged.
    pub async fn returned_in(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<ReturnedRow>, Error> {
        let listed = self.list_returned(area, caller, limit, after).await?;
        let what = "list of returned notices";
        self.show(what, listed, caller, now).await
    }

    pub(crate) async fn list_returned(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<ReturnedRow>, Error> {
        let decision = policy::deal(caller, area);
        if !decision.is_permitted() {
            return Ok(Listed::empty());
        }
        let part = Part::of_area((area, caller), keys::by_area::returned, limit, after);
        let page: Page<ReturnedRowItem> = self.table.list(part).await?;
        let items = page
            .items
            .iter()
            .map(|item| serde_json::from_str(&item.body).map_err(|_| Error::Unreadable("row")))
            .collect::<Result<_, _>>()?;
        let next = page.next;
        Ok(Listed::of(Page { items, next }, &decision))
    }
}
