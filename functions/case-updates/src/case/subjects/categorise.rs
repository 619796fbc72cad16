//! `/cases/{id}/subjects/{number}`: putting a person into another category (R12.3).

use access::{Caller, case as policy};
use askama::Template;
use axum::{Router, extract::State, response::Response, routing::get};
use domain::{CaseId, Note, case::category, referral::form::SubjectRole};
use edge::{
    Accept, App, Body, Fields, Problem, Within,
    accept::see_other,
    page::{self, Choice, Chrome},
};
use serde::Deserialize;
use store::Outcome;

use crate::{
    again::{Again, led_to},
    case::{
        MANAGES,
        change::{Answer, Change, Changed, Target},
        frame::{Frame, Tab},
        opened::Opened,
        permit,
    },
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(categorise))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/cases/{id}/subjects/{number}", get(ask).post(categorise))
}

/// The category somebody belongs to, and why.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CategoriseSubject, example = json!({
    "role": "convicted", "reason": "Staines Magistrates' Court, 18 November 2026, public order offence"
}))]
pub(super) struct CategoryBody {
    /// `alleged_perpetrator`, `convicted`, `victim` or `witness`.
    #[schema(value_type = String)]
    role: Option<String>,
    /// Why; of a conviction, by which court and on which day. Up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl CategoryBody {
    fn read(self) -> Result<(SubjectRole, Note), Problem> {
        let mut fields = Fields::default();
        let role = fields.choice("role", "their category", self.role, SubjectRole::parse);
        let reason = fields.note("reason", "why", self.reason);
        fields.finish(|| Some((role?, reason?)))
    }
}

#[derive(Template)]
#[template(path = "case/category.html")]
struct CategoryPage {
    chrome: Chrome,
    frame: Frame,
    again: Again,
    action: String,
    name: String,
    now: &'static str,
    roles: Vec<Choice>,
}

/// The page that asks for the category.
async fn ask(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
) -> Result<Response, Problem> {
    if !accept.html() {
        return Ok(see_other(&format!("/cases/{id}")));
    }
    show(&app, &caller, (id, number), Again::first()).await
}

async fn show(
    app: &App,
    caller: &Caller,
    (id, number): (CaseId, u32),
    again: Again,
) -> Result<Response, Problem> {
    let opened = Opened::newest(app, caller, id).await?;
    let case = opened.case();
    permit(&policy::manage(caller, case), MANAGES)?;
    let subject = category::subject(case, number).ok_or(Problem::NotFound)?;
    let other = |role: &&SubjectRole| **role != subject.role && **role != SubjectRole::Location;
    let frame = Frame::of(&opened, Tab::Case, "Change a person’s category");
    let page = CategoryPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        action: format!("/cases/{id}/subjects/{number}"),
        name: subject.name.to_string(),
        now: subject.role.label(),
        roles: SubjectRole::ALL
            .iter()
            .filter(other)
            .map(|role| Choice::new(role.value(), role.label()))
            .collect(),
        again: again.at_version(case.version()),
        frame,
    };
    Ok(page::html(page.again.status, &page))
}

/// Change a person's category
///
/// Suspected, convicted, victim or witness: everybody on a case is in exactly one. Needs the version it
/// is based on. Subjects are numbered from 1 in the order in which the case lists them.
#[utoipa::path(post, path = "/cases/{id}/subjects/{number}", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("number" = u32, Path, description = "The number of the subject, from 1", example = 1),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((CategoryBody = "application/json"),
        (CategoryBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Changed", body = Changed)))]
async fn categorise(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
    body: Body<CategoryBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, (id, number), &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}?done=categorised"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (id, number), again).await
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    (id, number): (CaseId, u32),
    body: &Body<CategoryBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?.based()?;
    let (role, reason) = body.value.clone().read()?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}"),
    };
    change
        .make((policy::manage, MANAGES), answer, |opened, stamp| {
            let case = opened.file.journal;
            Ok(case.categorise(number, role, reason.clone(), stamp)?)
        })
        .await
}
