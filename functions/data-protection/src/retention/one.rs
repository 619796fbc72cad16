//! `/retention/cases/{id}`, and the same below `referrals`, `case-reviews` and `subject-access`: how long
//! one is kept, and deciding about it.

use std::fmt::Display;

use access::{Caller, retention as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::{
    CaseId, CaseReviewId, Journal, Note, ReferralId, SubjectAccessId,
    case::Case,
    case_review::CaseReview,
    directory::Area,
    referral::Referral,
    retention::{Decided, Ground, Keepable, Move, Of, Standing, rules},
    subject_access::SubjectAccess,
    time,
};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    again::{Again, done},
    once::{changed, once},
    page::{self, Choice, Chrome},
};
use serde::{Deserialize, Serialize};
use store::{Commit, Once, Outcome, stored::Stored};

use super::view::{day, words};
use crate::section::frame;

const DONE: [(&str, &str); 6] = [
    (
        "hold",
        "Nothing of it will be erased until the hold is lifted",
    ),
    ("lift", "The hold has been lifted"),
    ("keep", "It is kept longer"),
    (
        "erase",
        "Its erasure has been ordered, and those on it are told",
    ),
    ("ordered", "Its erasure has been ordered"),
    ("stay", "The order has been taken back"),
];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

/// What is decided.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DecideKeeping, example = json!({
    "step": "keep", "until": "2028-01-01", "reason": "A case of a sibling is still open."
}))]
pub(crate) struct DecideBody {
    /// `hold`, `lift`, `keep`, `erase` or `stay`.
    #[schema(value_type = String)]
    step: Option<String>,
    /// To keep it: the day on which it is looked at again.
    until: Option<String>,
    /// To erase it: `due`, `request` or `order`.
    ground: Option<String>,
    /// Why; up to 1,000 characters, without names.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// What somebody decides, with the day or the ground that goes with it.
#[derive(Debug, Clone)]
enum Decision {
    Hold,
    Lift,
    Keep(NaiveDate),
    Erase(Ground),
    Stay,
}

impl Decision {
    fn take<A: Keepable>(
        &self,
        kept: Journal<A>,
        reason: Note,
        area: &Area,
        stamp: &domain::Stamp,
    ) -> domain::retention::Stepped<A> {
        match self {
            Self::Hold => kept.place_hold(reason, stamp),
            Self::Lift => kept.lift_hold(reason, stamp),
            Self::Keep(until) => kept.keep_until(*until, reason, stamp),
            Self::Erase(ground) => kept.order_erasure(*ground, reason, &area.keep, stamp),
            Self::Stay => kept.stay_erasure(reason, stamp),
        }
    }
}

impl DecideBody {
    fn read(&self) -> Result<(Decision, Note), Problem> {
        let mut fields = Fields::default();
        let step = fields.choice("step", "what is to happen", self.step.clone(), Move::parse);
        let decision = step.and_then(|step| match step {
            Move::Hold => Some(Decision::Hold),
            Move::Lift => Some(Decision::Lift),
            Move::Stay => Some(Decision::Stay),
            Move::Keep => {
                let until = fields.date("until", "the day to look at it again", self.until.clone());
                until.map(Decision::Keep)
            }
            Move::Erase => {
                let ground = self.ground.clone();
                let ground = fields.choice("ground", "why it may be erased", ground, Ground::parse);
                ground.map(Decision::Erase)
            }
        });
        let reason = fields.note("reason", "the reason", self.reason.clone());
        fields.finish(|| Some((decision?, reason?)))
    }
}

/// How long something is kept. Nothing of what it says.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Keeping, example = json!({
    "href": "/retention/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1", "of": "case",
    "reference": "RUN-2020-0001", "area": "RUN", "standing": "due", "day": "2026-03-02",
    "settled_on": "2020-03-02", "rule": "case-closed", "rule_words": "Closed case", "years": 6,
    "why": "Claims can be brought for six years.", "source": "R12.2", "held": null,
    "held_since": null, "may": ["hold", "keep", "erase"], "version": 9
}))]
pub(crate) struct KeepingView {
    /// Its address here.
    href: String,
    /// `case`, `referral`, `case_review` or `subject_access`.
    of: &'static str,
    /// Its reference.
    reference: String,
    /// Its area.
    area: String,
    /// `in_use`, `kept`, `due`, `ordered` or `erased`.
    standing: &'static str,
    /// The day until which it is kept, since when it is due, or on which it is or was erased.
    day: Option<NaiveDate>,
    /// The day it was closed or decided.
    settled_on: Option<NaiveDate>,
    /// The rule that says how long it is kept.
    rule: Option<String>,
    /// What the rule is about, in words.
    rule_words: Option<String>,
    /// For how many years the area keeps it.
    years: Option<u16>,
    /// Why so long.
    why: Option<String>,
    /// Where that is from.
    source: Option<String>,
    /// Why there is a hold, and who placed it.
    held: Option<String>,
    /// Since when.
    held_since: Option<NaiveDate>,
    /// What can be decided: `hold`, `lift`, `keep`, `erase`, `stay`.
    may: Vec<&'static str>,
    /// Its version: the number of entries of its journal.
    version: u64,
}

impl KeepingView {
    fn of<A: Keepable>(kept: &Journal<A>, area: &Area, today: NaiveDate) -> Self {
        let (kind, path) = words(A::OF);
        let rule = kept.rule();
        let hold = kept.keeping().hold.as_ref();
        let standing = kept.standing(&area.keep, today);
        let may = standing.moves(hold.is_some()).iter();
        let (standing, day) = match standing {
            Standing::InUse => ("in_use", None),
            Standing::Kept(day) => ("kept", Some(day)),
            Standing::Due(day) => ("due", Some(day)),
            Standing::Ordered(day) => ("ordered", Some(day)),
            Standing::Erased(day) => ("erased", Some(day)),
        };
        Self {
            href: format!("/retention/{path}/{}", kept.id()),
            of: kind,
            reference: kept.reference().to_owned(),
            area: area.code.to_string(),
            standing,
            day,
            settled_on: kept.settled_on(),
            rule: rule.map(|rule| rule.id.clone()),
            rule_words: rule.map(|rule| rule.label.clone()),
            years: rule.map(|rule| area.keep.years(rule)),
            why: rule.map(|rule| rule.why.clone()),
            source: rule.map(|rule| rule.source.clone()),
            held: hold.map(|hold| format!("{} ({})", hold.reason, hold.by)),
            held_since: hold.map(|hold| hold.since),
            may: may.map(|one| one.value()).collect(),
            version: kept.version(),
        }
    }

    /// Where it stands, in words.
    fn words(&self) -> String {
        let on = day(&self.day);
        match self.standing {
            "in_use" => "In use: it is kept as long as it is worked on".to_owned(),
            "kept" => format!("Kept until {on}, and then looked at"),
            "due" => format!("Due to be looked at since {on}"),
            "ordered" => format!("To be erased on {on}"),
            _ => format!("Erased on {on}"),
        }
    }
}

#[derive(Template)]
#[template(path = "retention/one.html")]
struct OnePage {
    chrome: Chrome,
    view: KeepingView,
    again: Again,
    steps: Vec<Choice>,
    grounds: Vec<Choice>,
    erased_after: String,
    /// Where single entries of it are erased, for whoever may.
    entries: Option<String>,
    ordered: Option<String>,
}

impl OnePage {
    fn of<A: Keepable>(
        caller: &Caller,
        kept: &Journal<A>,
        (area, today): (&Area, NaiveDate),
        again: Again,
    ) -> Self {
        let view = KeepingView::of(kept, area, today);
        let again = again.at_version(view.version);
        let ordered = match &kept.keeping().decided {
            Some(Decided::Erase { ground, by, .. }) => Some(format!("{} ({by})", ground.label())),
            _ => None,
        };
        let choice = |one: Move| {
            let choice = Choice::new(one.value(), one.label());
            match one {
                Move::Keep | Move::Erase => choice.revealing(),
                Move::Hold => choice.hint("For a claim, a complaint or a review"),
                Move::Stay | Move::Lift => choice,
            }
        };
        let steps = view.may.iter().filter_map(|may| Move::parse(may));
        let grounds = Ground::ALL.iter();
        Self {
            chrome: frame(caller, format!("How long {} is kept", kept.reference()))
                .faulty(again.form.is_faulty())
                .crumb("Data protection", format!("/retention?area={}", area.code)),
            steps: steps.map(choice).collect(),
            grounds: grounds
                .map(|ground| Choice::new(ground.value(), ground.label()))
                .collect(),
            erased_after: erased_after::<A>(),
            entries: entries(caller, kept),
            ordered,
            again,
            view,
        }
    }

    fn day(&self, on: &Option<NaiveDate>) -> String {
        day(on)
    }

    fn years(&self, years: &u16) -> String {
        match years {
            1 => "1 year".to_owned(),
            more => format!("{more} years"),
        }
    }
}

/// When it goes, and who hears of it before: only a case has agencies on it.
fn erased_after<A: Keepable>() -> String {
    let days = rules::cooling_days();
    match A::OF {
        Of::Case => format!(
            "It is erased {days} days later, and the agencies on it are told, so that whoever needs it can say so"
        ),
        Of::Referral | Of::CaseReview | Of::SubjectAccess => {
            format!("It is erased {days} days later. Until then the order can be taken back")
        }
    }
}

/// What is said once a step was taken.
fn said<A: Keepable>(step: &str) -> &str {
    match (step, A::OF) {
        ("erase", Of::Referral | Of::CaseReview | Of::SubjectAccess) => "ordered",
        (step, _) => step,
    }
}

/// Where single entries are erased: a case that is not erased itself has some.
fn entries<A: Keepable>(caller: &Caller, kept: &Journal<A>) -> Option<String> {
    let may = policy::erase_entry(caller, kept.area()).is_permitted();
    let has = A::OF == Of::Case && kept.erased_on().is_none();
    (has && may).then(|| format!("/retention/cases/{}/entries", kept.id()))
}

async fn page_of<A: Stored + Keepable>(
    app: &App,
    caller: &Caller,
    id: impl Display,
    again: Again,
) -> Result<OnePage, Problem> {
    let kept: Journal<A> = app.store.to_keep(id, caller).await?;
    let area = app.store.area_lately(kept.area()).await?;
    let today = time::london_date(app.clock.now());
    Ok(OnePage::of(caller, &kept, (&area, today), again))
}

async fn show<A: Stored + Keepable>(
    app: App,
    caller: Caller,
    id: impl Display,
    accept: Accept,
    asked: Asked,
) -> Result<Response, Problem> {
    let mut page = page_of::<A>(&app, &caller, id, Again::first()).await?;
    page.chrome = page.chrome.success(asked.done.as_deref(), &DONE);
    Ok(accept.reply(&page.view, &page).into_response())
}

async fn decide<A: Stored + Keepable>(
    app: App,
    caller: Caller,
    id: impl Display,
    accept: Accept,
    body: Body<DecideBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let work = || command::<A>(&app, &caller, &id, &body.value, &key);
    match once(&app.store, &key, work).await {
        Ok(outcome) => Ok(done(accept, &outcome, said::<A>(body.form.value("step")))),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let status = again.status;
            let page = page_of::<A>(&app, &caller, id, again).await?;
            Ok(page::html(status, &page))
        }
    }
}

async fn command<A: Stored + Keepable>(
    app: &App,
    caller: &Caller,
    id: impl Display,
    sent: &DecideBody,
    key: &Once,
) -> Result<Outcome, Problem> {
    // Whoever may not decide learns nothing by a faulty body.
    let kept: Journal<A> = app.store.to_keep(id, caller).await?;
    let (decision, reason) = sent.read()?;
    let area = app.store.area(kept.area()).await?;
    let stamp = app.stamp(caller)?;
    let kept = decision.take(kept, reason, &area, &stamp)?;
    let view = KeepingView::of(&kept, &area, stamp.today());
    let outcome = changed(view.href.clone(), &view)?;
    let commit = Commit::of(kept).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// How long a case is kept
///
/// Where it stands, by which rule, and what can be decided; nothing of what the case says.
#[utoipa::path(get, path = "/retention/cases/{id}", tag = "Data protection",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "How long it is kept",
        content((KeepingView = "application/json"), (String = "text/html")))))]
pub(crate) async fn case(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    show::<Case>(app, caller, id, accept, asked).await
}

/// Decide how long a case is kept
///
/// `keep` needs `until`, `erase` needs `ground`; each needs a reason. Erasure is carried out by itself
/// some days later, unless the order is taken back or a hold is placed before.
#[utoipa::path(post, path = "/retention/cases/{id}", tag = "Data protection",
    params(("id" = String, Path, description = "The case")),
    request_body(content((DecideBody = "application/json"), (DecideBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Decided", body = KeepingView)))]
pub(crate) async fn decide_case(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<DecideBody>,
) -> Result<Response, Problem> {
    decide::<Case>(app, caller, id, accept, body).await
}

/// How long a referral is kept
///
/// Where it stands, by which rule, and what can be decided; one that led to a case is kept with it.
#[utoipa::path(get, path = "/retention/referrals/{id}", tag = "Data protection",
    params(("id" = String, Path, description = "The referral")),
    responses((status = 200, description = "How long it is kept",
        content((KeepingView = "application/json"), (String = "text/html")))))]
pub(crate) async fn referral(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ReferralId>,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    show::<Referral>(app, caller, id, accept, asked).await
}

/// Decide how long a referral is kept
///
/// As for a case.
#[utoipa::path(post, path = "/retention/referrals/{id}", tag = "Data protection",
    params(("id" = String, Path, description = "The referral")),
    request_body(content((DecideBody = "application/json"), (DecideBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Decided", body = KeepingView)))]
pub(crate) async fn decide_referral(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ReferralId>,
    accept: Accept,
    body: Body<DecideBody>,
) -> Result<Response, Problem> {
    decide::<Referral>(app, caller, id, accept, body).await
}

/// How long a case review is kept
///
/// Where it stands, by which rule, and what can be decided; nothing of what the applicant told.
#[utoipa::path(get, path = "/retention/case-reviews/{id}", tag = "Data protection",
    params(("id" = String, Path, description = "The application for the review")),
    responses((status = 200, description = "How long it is kept",
        content((KeepingView = "application/json"), (String = "text/html")))))]
pub(crate) async fn case_review(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseReviewId>,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    show::<CaseReview>(app, caller, id, accept, asked).await
}

/// Decide how long a case review is kept
///
/// As for a case. The figures that are published for each year stay as they are.
#[utoipa::path(post, path = "/retention/case-reviews/{id}", tag = "Data protection",
    params(("id" = String, Path, description = "The application for the review")),
    request_body(content((DecideBody = "application/json"), (DecideBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Decided", body = KeepingView)))]
pub(crate) async fn decide_case_review(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseReviewId>,
    accept: Accept,
    body: Body<DecideBody>,
) -> Result<Response, Problem> {
    decide::<CaseReview>(app, caller, id, accept, body).await
}

/// How long a request for what is held is kept
///
/// Where it stands, by which rule, and what can be decided; nothing of whom it is about.
#[utoipa::path(get, path = "/retention/subject-access/{id}", tag = "Data protection",
    params(("id" = String, Path, description = "The request")),
    responses((status = 200, description = "How long it is kept",
        content((KeepingView = "application/json"), (String = "text/html")))))]
pub(crate) async fn subject_access(
    State(app): State<App>,
    caller: Caller,
    At(id): At<SubjectAccessId>,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    show::<SubjectAccess>(app, caller, id, accept, asked).await
}

/// Decide how long a request for what is held is kept
///
/// As for a case. With the request its bundle is deleted, if it is still there.
#[utoipa::path(post, path = "/retention/subject-access/{id}", tag = "Data protection",
    params(("id" = String, Path, description = "The request")),
    request_body(content((DecideBody = "application/json"), (DecideBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Decided", body = KeepingView)))]
pub(crate) async fn decide_subject_access(
    State(app): State<App>,
    caller: Caller,
    At(id): At<SubjectAccessId>,
    accept: Accept,
    body: Body<DecideBody>,
) -> Result<Response, Problem> {
    decide::<SubjectAccess>(app, caller, id, accept, body).await
}
