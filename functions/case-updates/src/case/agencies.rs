//! `/cases/{id}/agencies`: who sees a case, and on what ground.

mod lead;
mod remove;

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, Utc};
use domain::{
    AgencyId, CaseId, Prose,
    case::{Breadth, Case, Joining},
    gateway::Gateway,
    time,
};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    page::{self, Choice, Chrome},
};
use serde::{Deserialize, Serialize};
use store::Outcome;

use super::{
    Done, MANAGES,
    change::{Answer, Change, Changed, Target},
    choices,
    frame::{Frame, Tab},
    members::{self, MemberView},
    opened::Opened,
};
use crate::again::{Again, led_to};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, add, remove::remove, lead::lead))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/agencies", get(list).post(add))
        .route(
            "/cases/{id}/agencies/{agency}/remove",
            get(remove::ask).post(remove::remove),
        )
        .route("/cases/{id}/lead", get(lead::ask).post(lead::lead))
}

/// Agencies on a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseAgencies)]
struct AgenciesView {
    /// The lead first, then by name.
    agencies: Vec<MemberView>,
    /// People and agencies not on the case that see it for a time.
    guests: Vec<GuestView>,
    /// Whether the caller may add and remove agencies and change the lead.
    may_manage: bool,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    version: u64,
}

/// Somebody who sees the case for a time without being on it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseGuest, example = json!({
    "who": "Sam Whitlock of Surrey Police", "why": "Emergency access",
    "until": "2026-11-21T09:00:00Z"
}))]
struct GuestView {
    /// Who, in words.
    who: String,
    /// How they came to see it.
    why: &'static str,
    /// When it ends by itself, UTC.
    until: DateTime<Utc>,
}

impl GuestView {
    fn all(case: &Case, now: DateTime<Utc>) -> Vec<Self> {
        let guests = &case.guests;
        let granted = guests.requests.values().filter_map(|request| {
            let granted = request.granted(now)?;
            let guest = &request.guest;
            Some(Self {
                who: match granted.to {
                    Breadth::Person => format!("{} of {}", guest.name, guest.agency_name),
                    Breadth::Agency => guest.agency_name.clone(),
                },
                why: "Access granted",
                until: granted.until,
            })
        });
        let emergencies = guests.emergencies.values().filter(|each| each.holds(now));
        let emergencies = emergencies.map(|each| Self {
            who: format!("{} of {}", each.guest.name, each.guest.agency_name),
            why: "Emergency access",
            until: each.until,
        });
        granted.chain(emergencies).collect()
    }

    fn until_words(&self) -> String {
        time::long_time(self.until)
    }
}

#[derive(Template)]
#[template(path = "case/agencies.html")]
struct AgenciesPage {
    chrome: Chrome,
    frame: Frame,
    view: AgenciesView,
    open: bool,
    again: Again,
    partners: Vec<Choice>,
    gateways: Vec<Choice>,
}

/// An agency to be added to a case.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AddAgency, example = json!({
    "agency": "surrey-police", "gateway": "crime_and_disorder",
    "reason": "Officers attend the address weekly."
}))]
struct AgencyBody {
    /// A partner of the area.
    #[schema(value_type = String)]
    agency: Option<String>,
    /// The ground on which it will see the case: `crime_and_disorder`, `consent`,
    /// `vital_interests`, `safeguarding_child`, `safeguarding_adult` or `crime_prevention`.
    #[schema(value_type = String)]
    gateway: Option<String>,
    /// Why it has a justified interest; up to 5,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl AgencyBody {
    fn read(self) -> Result<(AgencyId, Gateway, Prose), Problem> {
        let mut fields = Fields::default();
        let agency = fields.id("agency", "agency", self.agency);
        let gateway = fields.choice(
            "gateway",
            "ground for sharing",
            self.gateway,
            Gateway::parse_for_case,
        );
        let reason = fields.prose(
            "reason",
            "why the agency needs to see this case",
            self.reason,
        );
        fields.finish(|| Some((agency?, gateway?, reason?)))
    }
}

const DONE: [(&str, &str); 3] = [
    ("added", "The agency has been added: it now sees this case"),
    (
        "removed",
        "The agency has been taken off: it no longer sees this case",
    ),
    ("lead", "The lead has been changed"),
];

/// Agencies on a case
///
/// Which agencies see the case, since when, and on what ground.
#[utoipa::path(get, path = "/cases/{id}/agencies", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The agencies",
        content((AgenciesView = "application/json"), (String = "text/html")))))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let mut page = show(&app, &caller, id, Again::first()).await?;
    page.chrome = page.chrome.success(query.done.as_deref(), &DONE);
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.version)
        .into_response())
}

async fn show(
    app: &App,
    caller: &Caller,
    id: CaseId,
    again: Again,
) -> Result<AgenciesPage, Problem> {
    let opened = Opened::whole(app, caller, id).await?;
    let case = opened.case();
    let frame = Frame::of(&opened, Tab::Agencies, "Agencies on this case");
    Ok(AgenciesPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        view: AgenciesView {
            agencies: members::of(&opened),
            guests: GuestView::all(case, opened.now),
            may_manage: policy::manage(caller, case).is_permitted(),
            version: case.version(),
        },
        open: case.is_open(),
        partners: choices::partners(&opened.area, |agency| !case.agencies.contains_key(agency)),
        gateways: choices::gateways(),
        frame,
        again,
    })
}

/// Add an agency
///
/// From now on it sees the case; the ground and the reason go into the journal. For the area's
/// coordinator and chair, and the lead agency.
#[utoipa::path(post, path = "/cases/{id}/agencies", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on")),
    request_body(content((AgencyBody = "application/json"),
        (AgencyBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Added", body = Changed)))]
async fn add(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<AgencyBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, id, &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}/agencies?done=added"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let page = show(&app, &caller, id, again).await?;
            Ok(page::html(page.again.status, &page))
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    id: CaseId,
    body: &Body<AgencyBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?.among_partners();
    let (agency, gateway, reason) = body.value.clone().read()?;
    let answer = Answer {
        new: true,
        href: format!("/cases/{id}/agencies"),
    };
    change
        .make((policy::manage, MANAGES), answer, |opened, stamp| {
            let Some(name) = opened.area.partner(&agency) else {
                return Err(Problem::field(
                    "agency",
                    "Agency must be one that takes part in this area",
                ));
            };
            let joining = Joining {
                agency: agency.clone(),
                name: name.to_owned(),
                gateway,
                reason: reason.clone(),
            };
            Ok(opened.file.journal.add_agency(joining, stamp)?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_missing_field_is_named_at_once() {
        let body: AgencyBody = serde_json::from_str("{}").unwrap();
        let fields: Vec<_> = body
            .read()
            .unwrap_err()
            .faults()
            .into_iter()
            .map(|f| f.field)
            .collect();
        assert_eq!(fields, ["agency", "gateway", "reason"]);
    }

    #[test]
    fn a_ground_that_is_none_is_refused() {
        let body: AgencyBody = serde_json::from_value(serde_json::json!({
            "agency": "surrey-police", "gateway": "curiosity", "reason": "Why not?"
        }))
        .unwrap();
        let faults = body.read().unwrap_err().faults();
        assert_eq!(
            faults[0].message,
            "Ground for sharing must be one of those offered"
        );
        assert!(serde_json::from_str::<AgencyBody>(r#"{"agnecy": "x"}"#).is_err());
    }
}
