//! One referral: what was told, where it stands, and – for whoever may – what to do with it.

use access::{Caller, referral as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{ReferralId, questions::Answered, referral::Status, time};
use edge::{
    Accept, App, At, Problem,
    again::Done,
    page::{self, Choice, Chrome, Fault, Form, Place},
};
use store::referrals::ReferralFile;

use super::{
    answers::{Change, Section, sections},
    body::ReferralBody,
    files::EvidenceView,
    history::history,
    known::{self, KnownView},
    names::Names,
    view::{AlikeView, DecisionView, HistoryView, ReferralRow, ReferralView, colour},
};
use crate::{
    forums,
    own::{self, OwnAnswerView},
    report::{self, body::ReportView},
    triage::Decision,
};

/// A referral's page.
#[derive(Template)]
#[template(path = "referral/show.html")]
pub(crate) struct ShowPage {
    pub(crate) chrome: Chrome,
    pub(crate) form: Form,
    pub(crate) row: ReferralRow,
    pub(crate) colour: &'static str,
    pub(crate) received: String,
    pub(crate) due: String,
    pub(crate) waiting: bool,
    pub(crate) decision: Option<DecisionView>,
    pub(crate) sections: Vec<Section>,
    pub(crate) history: Vec<Happened>,
    /// What has changed while the reader looked at it.
    pub(crate) changes: Vec<String>,
    /// The decisions to choose from; none for those who may not, or no longer.
    pub(crate) choices: Vec<Choice>,
    pub(crate) forums: Vec<Choice>,
    /// The area's code, by which its register of forums is found.
    pub(crate) area: String,
    pub(crate) may_answer: bool,
    /// Whether a member of the public reported it.
    pub(crate) public: bool,
    pub(crate) files: Vec<EvidenceView>,
    pub(crate) alike: Vec<Alike>,
    pub(crate) known: Vec<KnownView>,
}

/// Another report that may be of the same incident, as the page shows it.
pub(crate) struct Alike {
    pub(crate) line: AlikeView,
    pub(crate) day: String,
}

impl From<&AlikeView> for Alike {
    fn from(line: &AlikeView) -> Self {
        Self {
            line: line.clone(),
            day: line.on.map(time::long_date).unwrap_or_default(),
        }
    }
}

/// A line of the history, as the page shows it.
pub(crate) struct Happened {
    pub(crate) line: HistoryView,
    pub(crate) instant: String,
    pub(crate) when: String,
}

impl Happened {
    /// The agency's name; empty for the system itself.
    fn agency(&self) -> &str {
        self.line.agency.as_deref().unwrap_or_default()
    }
}

impl From<HistoryView> for Happened {
    fn from(line: HistoryView) -> Self {
        Self {
            instant: line.at.to_rfc3339(),
            when: time::long_time(line.at),
            line,
        }
    }
}

/// `GET /referrals/{id}`.
#[utoipa::path(
    get, path = "/referrals/{id}", operation_id = "read_referral", tag = "referrals",
    summary = "A referral in full",
    description = "For the referring agency and the area's coordinator. The reading is logged.",
    params(("id" = String, Path, description = "The referral", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, body = ReferralView,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<ReferralId>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let file = app.store.referral(id, &caller, app.clock.now()).await?;
    let view = view_of(&app, &caller, &file).await?;
    let words = [
        ("triaged", "Your decision has been recorded"),
        ("answered", "Your answer has been sent to the coordinator"),
    ];
    let version = file.journal.version();
    let mut page = page_of(&caller, &file, &view, Form::new().with_version(version));
    page.forums = forums_of(&app, &view, &file).await?;
    page.chrome = page.chrome.success(done.done.as_deref(), &words);
    Ok(accept.reply(&view, &page).version(version).into())
}

/// Shows the page again with what was typed and what is wrong, to people; programs get the problem.
///
/// `form` is what was posted; `at` the field at which rules without a field of their own are shown.
pub(crate) async fn again(
    app: &App,
    caller: &Caller,
    id: ReferralId,
    form: Form,
    at: &str,
    problem: Problem,
) -> Result<Response, Problem> {
    let place = |fault: Fault| match fault.field.as_str() {
        "" => Fault::new(at, fault.message),
        _ => fault,
    };
    let faults: Vec<_> = problem.faults().into_iter().map(place).collect();
    if faults.is_empty() {
        return Err(problem);
    }
    let file = app.store.referral(id, caller, app.clock.now()).await?;
    let view = view_of(app, caller, &file).await?;
    if !view.may_triage && !view.may_answer {
        // Decided meanwhile: there is no form to show again.
        return Err(problem);
    }
    let version = file.journal.version();
    let form = form
        .with_faults(faults)
        .with_fresh_key()
        .with_version(version);
    let mut page = page_of(caller, &file, &view, form);
    page.changes = problem.changes().to_vec();
    page.forums = forums_of(app, &view, &file).await?;
    Ok(page::html(problem.status(), &page))
}

/// The forums to which a coordinator can signpost it, as the area's register says today (R8.3).
async fn forums_of(
    app: &App,
    view: &ReferralView,
    file: &ReferralFile,
) -> Result<Vec<Choice>, Problem> {
    if !view.may_triage {
        return Ok(Vec::new());
    }
    let today = time::london_date(app.clock.now());
    forums::of_area(app, Some(&file.journal.area), today).await
}

async fn view_of(app: &App, caller: &Caller, file: &ReferralFile) -> Result<ReferralView, Problem> {
    let referral = &file.journal;
    let mut names = Names::default();
    let area = names.area(app, &referral.area).await?;
    let agency = names.referring(app, referral).await?;
    let may_triage = policy::triage(caller, referral).is_permitted();
    let alike = if may_triage {
        app.store.alike(referral, caller, app.clock.now()).await?
    } else {
        Vec::new()
    };
    let known = if may_triage && referral.status.is_open() {
        known::known(app, caller, file).await?
    } else {
        Vec::new()
    };
    let today = time::london_date(app.clock.now());
    let asked = matches!(referral.status, Status::MoreAsked { .. });
    Ok(ReferralView {
        row: ReferralRow::of(referral, &area, agency, today),
        decision: DecisionView::of(&referral.status),
        answers: file.form().map(ReferralBody::from),
        own_questions: own_answers(file).iter().map(OwnAnswerView::from).collect(),
        report: file.report().map(ReportView::from),
        files: EvidenceView::all(file, app.clock.now()),
        alike: alike.iter().map(AlikeView::from).collect(),
        known,
        history: history(app, file, &mut names).await?,
        may_triage: referral.status.is_open() && may_triage,
        may_answer: asked && policy::answer(caller, referral).is_permitted(),
    })
}

/// What was answered to the area's own questions.
fn own_answers(file: &ReferralFile) -> &[Answered] {
    match (file.form(), file.report()) {
        (Some(form), _) => &form.own,
        (None, Some(report)) => &report.own,
        (None, None) => &[],
    }
}

pub(crate) fn page_of(
    caller: &Caller,
    file: &ReferralFile,
    view: &ReferralView,
    form: Form,
) -> ShowPage {
    let referral = &file.journal;
    let coordinates = policy::triage(caller, referral).is_permitted();
    let place = if coordinates {
        Place::Triage
    } else {
        Place::Referrals
    };
    let list = if coordinates { "Triage" } else { "Referrals" };
    let told = view.answers.as_ref();
    let area = view.row.area_name.clone();
    let sections = match file.report() {
        Some(report) => Some(report::told::sections(report, &area)),
        None => told.map(|told| {
            let mut sections = sections(told, Some(&area), &Change::sent());
            sections.extend(file.form().and_then(|form| own::told(&form.own)));
            sections
        }),
    };
    ShowPage {
        chrome: edge::chrome(caller, format!("Referral {}", referral.reference))
            .at(place)
            .official_sensitive()
            .crumb(list, "/referrals")
            .faulty(form.is_faulty()),
        form,
        colour: colour(&referral.status),
        received: time::long_time(referral.received_at),
        due: time::full_date(referral.due_on),
        waiting: referral.status.is_open(),
        decision: view.decision.clone(),
        sections: sections.unwrap_or_default(),
        history: view.history.iter().cloned().map(Happened::from).collect(),
        changes: Vec::new(),
        choices: if view.may_triage {
            Decision::choices(referral.is_public())
        } else {
            Vec::new()
        },
        forums: Vec::new(),
        area: referral.area.to_string(),
        may_answer: view.may_answer,
        public: referral.is_public(),
        files: view.files.clone(),
        alike: view.alike.iter().map(Alike::from).collect(),
        known: view.known.clone(),
        row: view.row.clone(),
    }
}
