//! A case as its page and its JSON show it.

use access::{Caller, case as policy, case_review, entry};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ReferralId,
    case::{Case, Rag, Status},
    directory::Role,
    referral::form::RiskBand,
    time,
};
use serde::Serialize;

use super::{
    chronology::{self, Line},
    elsewhere::view::{ElsewhereView, warnings},
    members::{self, MemberView},
    opened::Opened,
    subjects::{SubjectView, same::SameView},
};
use crate::action::view::ActionView;

/// A case as the caller may see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Case)]
pub(crate) struct CaseView {
    /// Its id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub(crate) id: String,
    /// What people call it.
    #[schema(example = "RUN-2026-0001")]
    pub(crate) reference: String,
    /// `person`, `family` or `place`.
    #[schema(example = "person")]
    pub(crate) kind: &'static str,
    /// The code of its area.
    #[schema(example = "RUN")]
    pub(crate) area: String,
    /// The area's name.
    #[schema(example = "Runnymede")]
    pub(crate) area_name: String,
    /// What it is about, in a line without names.
    #[schema(example = "Threats and noise around the parade of shops")]
    pub(crate) headline: String,
    /// `open`, `closure_proposed` or `closed`.
    #[schema(example = "open")]
    pub(crate) status: &'static str,
    /// The same in words.
    #[schema(example = "Open")]
    pub(crate) status_words: &'static str,
    /// Why closing is proposed, or how the case ended.
    pub(crate) status_detail: Option<String>,
    /// The agency that leads.
    #[schema(example = "runnymede-council")]
    pub(crate) lead: String,
    /// Its name.
    #[schema(example = "Runnymede Borough Council")]
    pub(crate) lead_name: String,
    /// `red`, `amber` or `green`; null until assessed.
    #[schema(example = "red")]
    pub(crate) rag: Option<&'static str>,
    /// `standard`, `medium`, `high` or `very_high`; null until assessed.
    #[schema(example = "high")]
    pub(crate) risk: Option<&'static str>,
    /// The day it was last assessed.
    pub(crate) assessed_on: Option<NaiveDate>,
    /// The day it comes up for review.
    #[schema(example = "2026-12-01")]
    pub(crate) next_review_on: NaiveDate,
    /// Whether that day has passed on an open case.
    #[schema(example = false)]
    pub(crate) stale: bool,
    /// The day it was opened.
    #[schema(example = "2026-11-10")]
    pub(crate) opened_on: NaiveDate,
    /// When something last happened, UTC.
    #[schema(example = "2026-11-20T10:00:00Z")]
    pub(crate) last_activity_at: DateTime<Utc>,
    /// Whom and what it concerns.
    pub(crate) subjects: Vec<SubjectView>,
    /// The referrals it was opened from or joined by; the area's coordinator and the referring
    /// agency see them.
    pub(crate) referrals: Vec<ReferralLink>,
    /// ASB Case Reviews of how it was dealt with.
    pub(crate) reviews: Vec<ReviewLink>,
    /// Agencies on it, the lead first, then by name.
    pub(crate) agencies: Vec<MemberView>,
    /// Actions still to be done, soonest due first.
    pub(crate) open_actions: Vec<ActionView>,
    /// What happened, newest first.
    pub(crate) chronology: Vec<Line>,
    /// Whether the chronology goes further back than shown; all of it is at `/entries`.
    #[schema(example = false)]
    pub(crate) has_earlier: bool,
    /// What the caller may do: `tell`, `manage`.
    #[schema(example = json!(["tell", "manage"]))]
    pub(crate) may: Vec<&'static str>,
    /// What other forums have to do with it, as far as the caller may know.
    pub(crate) elsewhere: ElsewhereView,
    /// Which other forums hold a subject now, and whom to talk to before acting, a sentence each.
    pub(crate) warnings: Vec<String>,
    /// Its version, as in `ETag`.
    #[schema(example = 8)]
    pub(crate) version: u64,
    #[serde(skip)]
    risk_words: String,
    #[serde(skip)]
    pub(crate) plan_words: String,
}

/// A referral that a case came from.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(example = json!({
    "id": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1",
    "href": "/referrals/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1"
}))]
pub(crate) struct ReferralLink {
    /// Its id.
    pub(crate) id: String,
    /// Its address.
    pub(crate) href: String,
}

/// An ASB Case Review of a case. What its applicant told is seen by those who run it alone.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(example = json!({ "reference": "C-2D7F8A4B", "href": null }))]
pub(crate) struct ReviewLink {
    /// What people call it.
    pub(crate) reference: String,
    /// Its address, for those who run it.
    pub(crate) href: Option<String>,
}

impl CaseView {
    /// The case as `caller` may see it.
    pub(crate) fn of(opened: &Opened, caller: &Caller) -> Self {
        let case = opened.case();
        let today = opened.today();
        let (status, status_detail) = status(&case.status);
        let tell = case.is_open() && policy::tell(caller, case).is_permitted();
        let manage = policy::manage(caller, case).is_permitted();
        let may = [("tell", tell), ("manage", manage)];
        Self {
            id: case.id.to_string(),
            reference: case.reference.clone(),
            kind: case.kind.value(),
            area: case.area.to_string(),
            area_name: opened.area_name().to_owned(),
            headline: case.headline.to_string(),
            status,
            status_words: case.status.label(),
            status_detail,
            lead: case.lead.to_string(),
            lead_name: opened.names.get(&case.lead),
            rag: case.rag.map(Rag::value),
            risk: case.risk.map(RiskBand::value),
            risk_words: risk_words(case),
            plan_words: plan_words(case, today),
            assessed_on: case.assessed_on,
            next_review_on: case.next_review_on,
            stale: case.is_open() && case.next_review_on < today,
            opened_on: case.opened_on,
            last_activity_at: case.last_activity_at,
            subjects: (1..)
                .zip(&case.subjects)
                .map(|(number, each)| {
                    let may = policy::correct_subject(caller, case, number).is_permitted();
                    SubjectView::of(each, today, case.is_open() && may)
                })
                .collect(),
            referrals: referrals(case, caller),
            reviews: reviews(case, caller),
            agencies: members::of(opened),
            open_actions: open_actions(opened, caller),
            chronology: chronology::lines(opened, caller),
            has_earlier: opened.file.has_earlier,
            elsewhere: ElsewhereView::of(opened, caller),
            warnings: match case.is_open() {
                true => warnings(opened, caller),
                false => Vec::new(),
            },
            may: may
                .into_iter()
                .filter_map(|(what, may)| may.then_some(what))
                .collect(),
            version: case.version(),
        }
    }

    /// Adds with whom each subject was joined, in their order.
    pub(crate) fn joined(&mut self, same: Vec<SameView>) {
        for (subject, same) in self.subjects.iter_mut().zip(same) {
            subject.same = same;
        }
    }

    /// Whether the caller may do this.
    pub(crate) fn can(&self, what: &str) -> bool {
        self.may.contains(&what)
    }

    /// RAG and risk in words.
    pub(crate) fn risk_words(&self) -> &str {
        &self.risk_words
    }

    /// The next review in words.
    pub(crate) fn review(&self) -> String {
        time::long_date(self.next_review_on)
    }

    /// The day it was opened in words.
    pub(crate) fn opened(&self) -> String {
        time::long_date(self.opened_on)
    }
}

/// The referrals that it came from, for who coordinates the area: others read those of their own
/// agency in its list, and what the public reported nowhere.
fn referrals(case: &Case, caller: &Caller) -> Vec<ReferralLink> {
    match caller.holds(Role::Coordinator, &case.area) {
        true => case.referrals.iter().map(referral).collect(),
        false => Vec::new(),
    }
}

fn referral(id: &ReferralId) -> ReferralLink {
    ReferralLink {
        id: id.to_string(),
        href: format!("/referrals/{id}"),
    }
}

fn reviews(case: &Case, caller: &Caller) -> Vec<ReviewLink> {
    let links = case.reviews.iter().map(|review| ReviewLink {
        reference: review.reference.clone(),
        href: case_review::run(caller, &review.area)
            .is_permitted()
            .then(|| format!("/case-reviews/{}", review.id)),
    });
    links.collect()
}

fn risk_words(case: &Case) -> String {
    match (case.rag, case.risk, case.assessed_on) {
        (Some(rag), Some(risk), Some(on)) => format!(
            "{}, {} risk, assessed on {}",
            rag.label(),
            risk.label().to_lowercase(),
            time::long_date(on)
        ),
        _ => "Not assessed yet".to_owned(),
    }
}

fn plan_words(case: &Case, today: NaiveDate) -> String {
    let used = match case.plan.in_use().count() {
        _ if case.plan.is_empty() => return "No plan has been made yet".to_owned(),
        0 => "No measure is planned or in place".to_owned(),
        1 => "1 measure planned or in place".to_owned(),
        more => format!("{more} measures planned or in place"),
    };
    match case.plan.overdue(today).count() {
        0 => used,
        late => format!("{used}, {late} overdue for review"),
    }
}

fn open_actions(opened: &Opened, caller: &Caller) -> Vec<ActionView> {
    let case = opened.case();
    let key = (case.id, case.reference.as_str());
    let view = |action: &&domain::case::Action| {
        ActionView::of(
            action,
            key,
            &opened.names.get(&action.agency),
            opened.today(),
        )
    };
    let mut open = case.open_actions();
    open.retain(|task| entry::shows(caller, case, task.id.into(), opened.now));
    open.iter().map(view).collect()
}

fn status(status: &Status) -> (&'static str, Option<String>) {
    match status {
        Status::Open => ("open", None),
        Status::ClosureProposed { reason } => ("closure_proposed", Some(reason.to_string())),
        Status::Closed { on, outcome } => {
            let words = format!("{}, on {}", outcome.label(), time::long_date(*on));
            ("closed", Some(words))
        }
        Status::Erased { on, .. } => ("erased", Some(format!("On {}", time::long_date(*on)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn view(caller: &Caller) -> CaseView {
        let file = fixture::file(fixture::case());
        CaseView::of(
            &Opened::new(file, fixture::stored_area(), fixture::at(5)),
            caller,
        )
    }

    #[test]
    fn what_may_be_done_depends_on_who_looks() {
        let officer = fixture::caller("PC Lee", "surrey-police", "Surrey Police", &[]);
        assert_eq!(view(&officer).may, ["tell"]);
        let coordinator = fixture::caller(
            "Ana Silva",
            "runnymede-council",
            "Runnymede Borough Council",
            &[Role::Coordinator],
        );
        assert_eq!(view(&coordinator).may, ["tell", "manage"]);
    }

    #[test]
    fn the_lead_agency_stands_first() {
        let officer = fixture::caller("PC Lee", "surrey-police", "Surrey Police", &[]);
        let names: Vec<_> = view(&officer)
            .agencies
            .into_iter()
            .map(|each| each.name)
            .collect();
        assert_eq!(
            names,
            ["Runnymede Borough Council", "Oak Housing", "Surrey Police"]
        );
    }

    #[test]
    fn agencies_and_days_are_shown_in_words() {
        let officer = fixture::caller("PC Lee", "surrey-police", "Surrey Police", &[]);
        let view = view(&officer);
        assert_eq!(view.review(), "18 December 2026");
        assert_eq!(view.lead_name, "Runnymede Borough Council");
        assert_eq!(view.area_name, "Runnymede");
        assert!(!view.stale);
    }
}
