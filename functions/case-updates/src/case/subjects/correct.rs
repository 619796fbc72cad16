//! `/cases/{id}/subjects/{number}/details`: correcting what is recorded of somebody or somewhere (R2.4).

use access::{Caller, case as policy};
use askama::Template;
use axum::{Router, extract::State, response::Response, routing::get};
use chrono::NaiveDate;
use domain::{
    CaseId, Line, Note,
    case::{Case, category},
    referral::form::{Subject, SubjectRole, Tenure},
};
use edge::{
    Accept, App, Body, Fields, Problem, Within,
    accept::see_other,
    page::{self, Choice, Chrome, Form},
};
use serde::Deserialize;
use store::Outcome;

use crate::{
    again::{Again, led_to},
    case::{
        change::{Answer, Change, Changed, Target},
        choices,
        frame::{Frame, Tab},
        opened::Opened,
        permit,
    },
};

const OWN: &str =
    "Only the agency that referred them, or those who run the case, can correct this.";

#[derive(utoipa::OpenApi)]
#[openapi(paths(correct))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route(
        "/cases/{id}/subjects/{number}/details",
        get(ask).post(correct),
    )
}

/// All that is recorded of somebody or somewhere, as it should be, and why: what is left out is
/// recorded no longer.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CorrectSubject, example = json!({
    "name": "Sam Example", "born_on": "1957-03-02", "address": "12 Example Road, Addlestone",
    "postcode": "KT15 2AH", "reason": "The tenancy file has the right date of birth."
}))]
pub(super) struct DetailsBody {
    /// A person's name, or what a place is called; up to 200 characters, as the other lines are.
    #[schema(value_type = String)]
    name: Option<String>,
    /// Other names used.
    aliases: Option<String>,
    /// Date of birth.
    #[schema(format = Date)]
    born_on: Option<String>,
    /// House, street and town.
    address: Option<String>,
    /// Postcode; needs an address.
    postcode: Option<String>,
    /// Unique Property Reference Number; needs an address.
    uprn: Option<String>,
    /// How the home is held; see a referral.
    tenure: Option<String>,
    /// Ethnicity, as self-described.
    ethnicity: Option<String>,
    /// First language, and whether an interpreter is needed.
    language: Option<String>,
    /// Disability.
    disability: Option<String>,
    /// Mental health.
    mental_health: Option<String>,
    /// Drugs, alcohol and other substances.
    substances: Option<String>,
    /// How to contact a victim or witness safely; of nobody else.
    safe_contact: Option<String>,
    /// Why it is corrected; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl DetailsBody {
    /// What is sent of a subject of this category.
    fn read(self, role: SubjectRole, today: NaiveDate) -> Result<(Subject, Note), Problem> {
        let mut fields = Fields::default();
        let name = fields.line("name", "a name", self.name);
        let aliases = fields.line_if_any("aliases", "other names", self.aliases);
        let born_on = fields.date_if_any("born_on", "date of birth", self.born_on);
        fields.past("born_on", "Date of birth", born_on, today);
        let address = fields.address(self.address, self.postcode, self.uprn);
        let tenure = fields.choice_if_any("tenure", "tenure", self.tenure, Tenure::parse);
        let ethnicity = fields.line_if_any("ethnicity", "ethnicity", self.ethnicity);
        let language = fields.line_if_any("language", "language", self.language);
        let disability = fields.line_if_any("disability", "disability", self.disability);
        let mental_health =
            fields.line_if_any("mental_health", "mental health", self.mental_health);
        let substances = fields.line_if_any("substances", "substances", self.substances);
        let safe = "how to contact them safely";
        let safe_contact = fields.line_if_any("safe_contact", safe, self.safe_contact);
        fields.check(
            "safe_contact",
            safe_contact.is_none() || role.is_protected(),
            "Only of a victim or witness is it recorded how to contact them safely",
        );
        let reason = fields.note("reason", "why it is corrected", self.reason);
        fields.finish(|| {
            let details = Subject {
                role,
                name: name?,
                aliases,
                born_on,
                address,
                tenure,
                ethnicity,
                language,
                disability,
                mental_health,
                substances,
                safe_contact,
            };
            Some((details, reason?))
        })
    }
}

/// A form that shows what is recorded.
fn recorded(subject: &Subject) -> Form {
    let text = |line: &Option<Line>| line.as_ref().map(Line::to_string).unwrap_or_default();
    let address = subject.address.as_ref();
    let form = match subject.born_on {
        Some(on) => Form::new().with_date("born_on", on),
        None => Form::new(),
    };
    form.with("name", subject.name.to_string())
        .with("aliases", text(&subject.aliases))
        .with(
            "address",
            address.map(|at| at.line.to_string()).unwrap_or_default(),
        )
        .with(
            "postcode",
            address
                .and_then(|at| Some(at.postcode.as_ref()?.as_str().to_owned()))
                .unwrap_or_default(),
        )
        .with(
            "uprn",
            address
                .and_then(|at| Some(at.uprn.as_ref()?.as_str().to_owned()))
                .unwrap_or_default(),
        )
        .with(
            "tenure",
            subject.tenure.map(Tenure::value).unwrap_or_default(),
        )
        .with("ethnicity", text(&subject.ethnicity))
        .with("language", text(&subject.language))
        .with("disability", text(&subject.disability))
        .with("mental_health", text(&subject.mental_health))
        .with("substances", text(&subject.substances))
        .with("safe_contact", text(&subject.safe_contact))
}

#[derive(Template)]
#[template(path = "case/details.html")]
struct DetailsPage {
    chrome: Chrome,
    frame: Frame,
    again: Again,
    action: String,
    name: String,
    /// Whether it is a place.
    place: bool,
    /// Whether they are a victim or witness.
    protected: bool,
    tenures: Vec<Choice>,
}

/// The page that shows what is recorded, to be corrected.
async fn ask(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
) -> Result<Response, Problem> {
    if !accept.html() {
        return Ok(see_other(&format!("/cases/{id}")));
    }
    show(&app, &caller, (id, number), None).await
}

async fn show(
    app: &App,
    caller: &Caller,
    (id, number): (CaseId, u32),
    again: Option<Again>,
) -> Result<Response, Problem> {
    let opened = Opened::newest(app, caller, id).await?;
    let case = opened.case();
    let subject = category::subject(case, number).ok_or(Problem::NotFound)?;
    permit(&policy::correct_subject(caller, case, number), OWN)?;
    let again = again.unwrap_or_else(|| Again::with(recorded(subject)));
    let frame = Frame::of(&opened, Tab::Case, "Correct details");
    let page = DetailsPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        action: format!("/cases/{id}/subjects/{number}/details"),
        name: subject.name.to_string(),
        place: subject.role == SubjectRole::Location,
        protected: subject.role.is_protected(),
        tenures: choices::of(Tenure::ALL, Tenure::value, Tenure::label),
        again: again.at_version(case.version()),
        frame,
    };
    Ok(page::html(page.again.status, &page))
}

/// Correct what is recorded of somebody
///
/// For the agency that referred them, and for those who run the case. Whoever read what was recorded is
/// told that it changed; packs that are opened again show it as it now is; the journal keeps what was
/// there. Needs the version it is based on. Subjects are numbered from 1 in the order in which the case
/// lists them.
#[utoipa::path(post, path = "/cases/{id}/subjects/{number}/details", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("number" = u32, Path, description = "The number of the subject, from 1", example = 1),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((DetailsBody = "application/json"),
        (DetailsBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Corrected", body = Changed)))]
async fn correct(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
    body: Body<DetailsBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, (id, number), &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}?done=details"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (id, number), Some(again)).await
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    (id, number): (CaseId, u32),
    body: &Body<DetailsBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?.based()?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}"),
    };
    let today = app.today();
    let adopted = app.store.adopted().await?;
    let may = |caller: &Caller, case: &Case| policy::correct_subject(caller, case, number);
    change
        .make((may, OWN), answer, |opened, stamp| {
            let case = opened.case();
            let subject = category::subject(case, number).ok_or(Problem::NotFound)?;
            let (details, reason) = body.value.clone().read(subject.role, today)?;
            let case = opened.file.journal;
            Ok(case.correct_subject(number, details, reason, &adopted, stamp)?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn faults(value: serde_json::Value, role: SubjectRole) -> Vec<String> {
        let body: DetailsBody = serde_json::from_value(value).unwrap();
        let faults = body.read(role, fixture::day("2026-11-20"));
        let faults = faults.unwrap_err().faults();
        faults.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_name_and_a_reason_are_needed_and_safe_contact_is_a_victims_or_witnesss() {
        let nothing = serde_json::json!({});
        assert_eq!(faults(nothing, SubjectRole::Victim), ["name", "reason"]);
        let ahead = serde_json::json!({
            "name": "Sam", "born_on": "2026-11-21", "postcode": "KT15 2AH", "reason": "x",
            "safe_contact": "By text",
        });
        assert_eq!(
            faults(ahead, SubjectRole::Convicted),
            ["born_on", "address", "safe_contact"]
        );
    }

    #[test]
    fn what_the_form_shows_is_what_is_recorded() {
        let subject = fixture::subject(SubjectRole::Victim, "Sam Example");
        let form = recorded(&subject);
        let sent = |field: &str| {
            let value = form.value(field);
            (!value.is_empty()).then(|| value.to_owned())
        };
        let body = DetailsBody {
            name: sent("name"),
            aliases: sent("aliases"),
            born_on: subject.born_on.map(|on| on.to_string()),
            address: sent("address"),
            postcode: sent("postcode"),
            uprn: sent("uprn"),
            tenure: sent("tenure"),
            ethnicity: sent("ethnicity"),
            language: sent("language"),
            disability: sent("disability"),
            mental_health: sent("mental_health"),
            substances: sent("substances"),
            safe_contact: sent("safe_contact"),
            reason: Some("x".into()),
        };
        let (read, _) = body.read(subject.role, fixture::day("2026-11-20")).unwrap();
        assert_eq!(read, subject);
    }
}
