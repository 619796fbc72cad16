//! An area at a glance, for its coordinator and chair.

use access::Caller;
use chrono::{Days, NaiveDate};
use domain::{
    case_review::CaseReview, directory::Role, meeting::Meeting, referral::Referral, time,
};
use edge::{App, Problem};
use serde::Serialize;
use store::stored::CaseRow;

use super::{
    glance::{Glance, LOOK},
    meetings::{self, MeetingView},
};
use crate::{
    action::view::ActionView,
    cases::{
        areas::Run,
        row::{CaseRowView, plan_stale, risk_stale},
    },
    returned::view::ReturnedView,
};

/// How far ahead a review counts as due.
const REVIEW_SOON: Days = Days::new(7);

/// An area that the caller coordinates or chairs.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Desk)]
pub(super) struct DeskView {
    /// The area's code.
    #[schema(example = "RUN")]
    pub(super) area: String,
    /// The area's name.
    #[schema(example = "Runnymede")]
    pub(super) name: String,
    /// Whether the caller coordinates it.
    pub(super) coordinates: bool,
    /// Whether the caller chairs it.
    pub(super) chairs: bool,
    /// Referrals waiting for triage, most urgent first; for its coordinator.
    pub(super) triage: Option<Glance<WaitingView>>,
    /// Messages that did not arrive and wait to be dealt with, oldest first; for its coordinator.
    pub(super) returned: Option<Glance<ReturnedView>>,
    /// ASB Case Reviews in which something is due to the applicant within five working days or overdue,
    /// soonest first; for its coordinator.
    pub(super) case_reviews: Option<Glance<CaseReviewDueView>>,
    /// Cases overdue for review or due within seven days, soonest first.
    pub(super) reviews: Glance<CaseRowView>,
    /// Cases whose risk was never assessed in time, or should have been scored again.
    pub(super) risks: Glance<CaseRowView>,
    /// Cases with a measure of their plan overdue for review.
    pub(super) plans: Glance<CaseRowView>,
    /// Overdue actions, longest overdue first.
    pub(super) overdue: Glance<ActionView>,
    /// Open actions due by the next meeting; of all when none is called.
    pub(super) outstanding: Glance<ActionView>,
    /// The next meeting.
    pub(super) meeting: Option<MeetingView>,
}

/// A referral waiting for triage.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = WaitingReferral, example = json!({
    "href": "/referrals/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1", "reference": "R-7K3M9-QX2FV",
    "headline": "Cuckooing suspected at a flat", "risk": "High", "status": "Awaiting triage",
    "due_on": "2026-11-24", "overdue": false
}))]
pub(super) struct WaitingView {
    /// Its address.
    pub(super) href: String,
    /// Its reference.
    pub(super) reference: String,
    /// What it is about, in a line without names.
    pub(super) headline: String,
    /// The risk that the referrer sees, in words.
    pub(super) risk: &'static str,
    /// Where it stands, in words.
    pub(super) status: &'static str,
    /// The day by which it should be triaged.
    pub(super) due_on: NaiveDate,
    /// Whether that day has passed.
    pub(super) overdue: bool,
}

impl WaitingView {
    fn of(referral: &Referral, today: NaiveDate) -> Self {
        Self {
            href: format!("/referrals/{}", referral.id),
            reference: referral.reference.clone(),
            headline: referral.headline.to_string(),
            risk: referral.risk.label(),
            status: referral.status.label(),
            due_on: referral.due_on,
            overdue: referral.due_on < today,
        }
    }

    /// The day in words.
    pub(super) fn due(&self) -> String {
        time::long_date(self.due_on)
    }
}

/// An ASB Case Review in which something is due.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseReviewDue, example = json!({
    "href": "/case-reviews/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001", "reference": "C-2D7F8A4B",
    "due": "Tell the applicant that it has arrived", "due_on": "2026-11-25", "overdue": false
}))]
pub(super) struct CaseReviewDueView {
    /// Its address.
    pub(super) href: String,
    /// Its reference.
    pub(super) reference: String,
    /// What is due, in words.
    pub(super) due: &'static str,
    /// The day by which it is.
    pub(super) due_on: NaiveDate,
    /// Whether that day has passed.
    pub(super) overdue: bool,
}

impl CaseReviewDueView {
    /// What is due in a review; none once it is over.
    fn of(review: &CaseReview, today: NaiveDate) -> Option<Self> {
        let (deadline, due_on) = review.deadline()?;
        Some(Self {
            href: format!("/case-reviews/{}", review.id),
            reference: review.reference.clone(),
            due: deadline.label(),
            due_on,
            overdue: due_on < today,
        })
    }

    /// The day in words.
    pub(super) fn by(&self) -> String {
        time::long_date(self.due_on)
    }
}

impl DeskView {
    /// The area as it stands now.
    pub(super) async fn load(app: &App, caller: &Caller, area: &Run) -> Result<Self, Problem> {
        let now = app.clock.now();
        let today = time::london_date(now);
        let coordinates = caller.holds(Role::Coordinator, &area.code);
        let meeting = meetings::next_in(app, caller, &area.code).await?;
        let by = meeting.as_deref().map(Meeting::on);
        let wanted = (coordinates, by);
        let desk = app
            .store
            .desk(&area.code, wanted, caller, LOOK, now)
            .await?;
        let triage = desk
            .triage
            .map(|queue| Glance::of(&queue, |referral| WaitingView::of(referral, today)));
        let returned = desk
            .returned
            .map(|back| Glance::of(&back, ReturnedView::of_row));
        let case_reviews = desk.reviews.map(|page| {
            let items = page.items.iter();
            let due: Vec<_> = items
                .filter_map(|review| CaseReviewDueView::of(review, today))
                .collect();
            Glance::counted(&due, page.next.is_some(), CaseReviewDueView::clone)
        });
        let (cases, actions) = (desk.cases, desk.actions);
        // By what is due first, so those with anything due stand at the top.
        let soon = today + REVIEW_SOON;
        let more = cases.next.is_some() && cases.items.iter().all(|row| row.due_on() <= soon);
        let due = |is_due: &dyn Fn(&CaseRow) -> bool| {
            let due: Vec<_> = cases.items.iter().filter(|row| is_due(row)).collect();
            let more = more && !due.is_empty();
            Glance::counted(&due, more, |row| CaseRowView::of(row, today))
        };
        let reviews = due(&|row| row.next_review_on <= soon);
        let risks = due(&|row| risk_stale(row, today).is_some());
        let plans = due(&|row| plan_stale(row, today).is_some());
        let late: Vec<_> = actions
            .items
            .iter()
            .filter(|row| row.action.is_overdue(today))
            .collect();
        let more = actions.next.is_some() && late.len() == actions.items.len();
        let next = match &meeting {
            Some(meeting) => Some(meetings::seen(app, caller, meeting).await?),
            None => None,
        };
        Ok(Self {
            area: area.code.to_string(),
            name: area.name.clone(),
            coordinates,
            chairs: caller.holds(Role::Chair, &area.code),
            triage,
            returned,
            case_reviews,
            reviews,
            risks,
            plans,
            overdue: Glance::counted(&late, more, |row| ActionView::of_row(row, today)),
            outstanding: Glance::of(&actions, |row| ActionView::of_row(row, today)),
            meeting: next,
        })
    }
}
