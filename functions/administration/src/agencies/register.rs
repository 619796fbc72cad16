//! Registering and amending an agency.

use access::Caller;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    AgencyId, Journal, Stamp,
    directory::{Agency, Area, AreaProfile, Partner, Person, PersonProfile},
};
use edge::{
    Accept, App, At, Body, Problem, Recent,
    once::{changed, created, once},
    page::{self, Chrome, Form},
};
use store::{Commit, Error, MAX_ITEMS, Once, Outcome};

use super::{
    body::{AgencyBody, form_of},
    said,
    view::{AgencyView, href},
};
use crate::{
    again::{Again, done},
    history::since,
    section::{frame, must_administer},
};

/// A person's change is an entry, a record, and a row or two.
const PEOPLE_AT_A_TIME: usize = MAX_ITEMS / 4;

/// The form with which to register an agency.
pub(crate) async fn new(
    State(_): State<App>,
    caller: Caller,
    _recent: Recent,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    Ok(show(&caller, None, Again::first()))
}

/// Registers an agency.
///
/// It takes part in an area once the area counts it among its partners.
#[utoipa::path(
    post,
    path = "/agencies",
    tag = "Administration",
    request_body = AgencyBody,
    responses((status = 201, description = "The agency", body = AgencyView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    body: Body<AgencyBody>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = body.once(&caller, app.clock.now())?;
    let sent = &body.value;
    match once(&app.store, &key, || register(&app, &caller, sent, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "registered")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            Ok(show(&caller, None, again))
        }
    }
}

async fn register(
    app: &App,
    caller: &Caller,
    sent: &AgencyBody,
    key: &Once,
) -> Result<Outcome, Problem> {
    let (id, profile) = sent.clone().register()?;
    match app.store.agency(&id).await {
        Err(Error::NotFound) => {}
        Ok(_) => {
            return Err(Problem::field(
                "id",
                "An agency has this short name already",
            ));
        }
        Err(fault) => return Err(fault.into()),
    }
    let agency = Agency::register(&id, profile, &app.stamp(caller)?)?;
    let view = AgencyView::of(&agency, agency.version());
    let outcome = created(href(&id), &view)?;
    let commit = Commit::of(agency).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// The form with which to amend an agency.
pub(crate) async fn form(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    At(id): At<AgencyId>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let agency = app.store.agency(&id).await?;
    let again = Again::with(form_of(&agency));
    Ok(show(&caller, Some(&agency), again))
}

/// Amends an agency: its name and how it is reached.
///
/// Its new name also stands with its people and in the areas it takes part in.
#[utoipa::path(
    post,
    path = "/agencies/{id}",
    tag = "Administration",
    params(("id" = String, Path, description = "The agency", example = "surrey-police"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"2\"")),
    request_body = AgencyBody,
    responses((status = 200, description = "The agency as amended", body = AgencyView)),
)]
pub(crate) async fn amend(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(id): At<AgencyId>,
    body: Body<AgencyBody>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = body.once(&caller, app.clock.now())?;
    body.if_match.required()?;
    match once(&app.store, &key, || change(&app, &caller, &id, &body, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "amended")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let agency = app.store.agency(&id).await?;
            Ok(show(&caller, Some(&agency), again))
        }
    }
}

async fn change(
    app: &App,
    caller: &Caller,
    id: &AgencyId,
    body: &Body<AgencyBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let file = app.store.agency_file(id).await?;
    let agency = file.journal;
    let profile = body.value.clone().amend()?;
    body.if_match.check(agency.version(), |seen| {
        since(&said::lines(&file.entries), seen)
    })?;
    let name = profile.name.clone();
    // First those who carry its name: broken off here, the same request does the rest.
    rename_people(app, caller, id, &name).await?;
    let stamp = app.stamp(caller)?;
    let agency = agency.amend(profile, &stamp)?;
    let view = AgencyView::of(&agency, agency.version());
    let outcome = changed(href(id), &view)?;
    let mut commit = Commit::of(agency);
    for area in app.store.areas().await? {
        if let Some(area) = renamed(area, id, &name, &stamp)? {
            commit = commit.with(area);
        }
    }
    app.store.commit(commit.once(key, outcome.clone())).await?;
    Ok(outcome)
}

/// The area with the partner's new name; `None` when it stands there already.
fn renamed(
    area: Journal<Area>,
    id: &AgencyId,
    name: &str,
    stamp: &Stamp,
) -> Result<Option<Journal<Area>>, Problem> {
    if area.partner(id).is_none_or(|partner| partner == name) {
        return Ok(None);
    }
    let rename = |partner: &Partner| Partner {
        agency: partner.agency.clone(),
        name: if partner.agency == *id {
            name.to_owned()
        } else {
            partner.name.clone()
        },
    };
    let profile = AreaProfile {
        partners: area.partners.iter().map(rename).collect(),
        ..area.profile.clone()
    };
    Ok(Some(area.amend(profile, stamp)?))
}

async fn rename_people(
    app: &App,
    caller: &Caller,
    id: &AgencyId,
    name: &str,
) -> Result<(), Problem> {
    let people = app.store.people_of(id).await?.into_iter();
    let people: Vec<Journal<Person>> = people.filter(|person| person.agency_name != name).collect();
    for some in people.chunks(PEOPLE_AT_A_TIME) {
        let mut commit = Commit::default();
        for person in some {
            // From the index, where it may be a moment old: a conflict begins anew.
            let profile = PersonProfile {
                agency_name: name.to_owned(),
                ..person.profile.clone()
            };
            commit = commit.with(person.clone().amend(profile, &app.stamp(caller)?)?);
        }
        app.store.commit(commit).await?;
    }
    Ok(())
}

fn show(caller: &Caller, agency: Option<&Journal<Agency>>, again: Again) -> Response {
    let again = match agency {
        Some(agency) => again.at_version(agency.version()),
        None => again,
    };
    let (title, action) = match agency {
        Some(agency) => (format!("Amend {}", agency.name), href(&agency.id)),
        None => ("Register an agency".to_owned(), "/agencies".to_owned()),
    };
    let page = FormPage {
        chrome: frame(caller, title)
            .back(action.as_str())
            .faulty(again.form.is_faulty()),
        form: again.form,
        changes: again.changes,
        is_new: agency.is_none(),
        action,
    };
    page::html(again.status, &page)
}

#[derive(Template)]
#[template(path = "agencies/form.html")]
struct FormPage {
    chrome: Chrome,
    form: Form,
    changes: Vec<String>,
    is_new: bool,
    action: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn only_areas_that_know_another_name_are_written() {
        let id: AgencyId = "surrey-police".parse().unwrap();
        let area = || sample::area("RUN", &["runnymede-council", "surrey-police"]);
        let new = renamed(area(), &id, "Police", &sample::stamp())
            .unwrap()
            .unwrap();
        assert_eq!(new.partner(&id), Some("Police"));
        assert_eq!(
            new.partner(&"runnymede-council".parse().unwrap()),
            Some("runnymede-council")
        );
        assert!(
            renamed(area(), &id, "surrey-police", &sample::stamp())
                .unwrap()
                .is_none()
        );
        let other: AgencyId = "homes".parse().unwrap();
        assert!(
            renamed(area(), &other, "Homes", &sample::stamp())
                .unwrap()
                .is_none()
        );
    }
}
