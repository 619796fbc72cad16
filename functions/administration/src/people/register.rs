//! Adding and amending a person.

use access::{Caller, directory as policy};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    AreaCode, Journal, PersonId,
    directory::{Area, Person, PersonProfile, Role},
};
use edge::{
    Accept, App, At, Body, Problem, Recent,
    once::{created, once},
    page::{self, Choice, Chrome, Form},
};
use store::{AgencyRow, Commit, Once, Outcome};

use super::{
    body::{EVERYWHERE, Offered, PersonBody, form_of, place_field},
    change::{change, opened},
    view::{PersonView, href},
};
use crate::{
    again::{Again, done},
    section::{frame, must_administer, must_list},
};

/// The form with which to add somebody.
pub(crate) async fn new(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
) -> Result<Response, Problem> {
    must_list(&caller)?;
    show(&app, &caller, None, Again::first()).await
}

/// Adds a person of staff.
///
/// From then on they can sign in with that address. An agency's lead adds practitioners to their own
/// agency; everything else is for an administrator.
#[utoipa::path(
    post,
    path = "/people",
    tag = "Administration",
    request_body = PersonBody,
    responses((status = 201, description = "The person", body = PersonView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    body: Body<PersonBody>,
) -> Result<Response, Problem> {
    must_list(&caller)?;
    let key = body.once(&caller, app.clock.now())?;
    let sent = &body.value;
    match once(&app.store, &key, || register(&app, &caller, sent, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "added")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, None, again).await
        }
    }
}

async fn register(
    app: &App,
    caller: &Caller,
    sent: &PersonBody,
    key: &Once,
) -> Result<Outcome, Problem> {
    let profile = read(app, caller, sent, None).await?;
    let person = Person::register(profile, &app.stamp(caller)?)?;
    let view = PersonView::of(&person, person.version());
    let outcome = created(href(&person), &view)?;
    let commit = Commit::of(person).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// The form with which to amend somebody.
pub(crate) async fn form(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    At(id): At<PersonId>,
) -> Result<Response, Problem> {
    let person = opened(&app, &caller, id).await?.journal;
    must_administer(&caller)?;
    let again = Again::with(form_of(&person));
    show(&app, &caller, Some(&person), again).await
}

/// Amends a person of staff: name, address, agency, roles.
///
/// What they may do changes at once. The last administrator stays one.
#[utoipa::path(
    post,
    path = "/people/{id}",
    tag = "Administration",
    params(("id" = String, Path, description = "The person", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"3\"")),
    request_body = PersonBody,
    responses((status = 200, description = "The person as amended", body = PersonView)),
)]
pub(crate) async fn amend(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(id): At<PersonId>,
    body: Body<PersonBody>,
) -> Result<Response, Problem> {
    let person = opened(&app, &caller, id).await?.journal;
    must_administer(&caller)?;
    let key = body.once(&caller, app.clock.now())?;
    body.if_match.required()?;
    let sent = &body.value;
    let amended = once(&app.store, &key, || async {
        let profile = read(&app, &caller, sent, Some(&person)).await?;
        change(&app, &caller, id, (&key, body.if_match), |person, stamp| {
            Ok(person.amend(profile.clone(), stamp)?)
        })
        .await
    });
    match amended.await {
        Ok(outcome) => Ok(done(accept, &outcome, "amended")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let person = opened(&app, &caller, id).await?.journal;
            show(&app, &caller, Some(&person), again).await
        }
    }
}

/// What was sent, checked against the directory.
///
/// **Errors:** besides what [`PersonBody::read`] says, 400 when somebody else has the address.
async fn read(
    app: &App,
    caller: &Caller,
    sent: &PersonBody,
    before: Option<&Person>,
) -> Result<PersonProfile, Problem> {
    let agencies = app.store.agencies().await?;
    let areas = codes(&app.store.areas_lately().await?);
    let offered = Offered {
        agencies: &agencies,
        areas: &areas,
    };
    let profile = sent.clone().read(caller, &offered, before)?;
    let holders = app.store.holders([profile.email.as_str()]).await?;
    match holders.get(&profile.email) {
        Some(holder) if before.is_none_or(|before| before.id != holder.id) => {
            let words = if holder.left {
                "This email is that of somebody who left: let them return, or change the email on their record first"
            } else {
                "Somebody has this email already"
            };
            Err(Problem::field("email", words))
        }
        _ => Ok(profile),
    }
}

fn codes(areas: &[Journal<Area>]) -> Vec<AreaCode> {
    areas.iter().map(|area| area.code.clone()).collect()
}

async fn show(
    app: &App,
    caller: &Caller,
    person: Option<&Journal<Person>>,
    again: Again,
) -> Result<Response, Problem> {
    let again = match person {
        Some(person) => again.at_version(person.version()),
        None => again,
    };
    let (title, action, back) = match person {
        Some(person) => (format!("Amend {}", person.name), href(person), href(person)),
        None => (
            "Add a person".to_owned(),
            "/people".to_owned(),
            "/people".to_owned(),
        ),
    };
    let areas = app.store.areas_lately().await?;
    let agencies = app.store.agencies().await?;
    let offered = |agency: &&AgencyRow| {
        let own = person.is_some_and(|person| person.agency == agency.id);
        policy::add(caller, &agency.id).is_permitted() && (own || !agency.closed)
    };
    let agencies: Vec<Choice> = agencies
        .iter()
        .filter(offered)
        .map(|agency| Choice::new(agency.id.as_str(), agency.name.as_str()))
        .collect();
    let form = match agencies.as_slice() {
        [only] if again.form.value("agency").is_empty() => again.form.with("agency", &only.value),
        _ => again.form,
    };
    let places = areas.iter();
    let places = places.map(|area| Choice::new(area.code.as_str(), area.name.as_str()));
    let everywhere = Choice::new(EVERYWHERE, "Everywhere");
    let page = FormPage {
        chrome: frame(caller, title).back(back).faulty(form.is_faulty()),
        action,
        agencies,
        roles: roles(caller),
        places: std::iter::once(everywhere).chain(places).collect(),
        changes: again.changes,
        is_new: person.is_none(),
        form,
    };
    Ok(page::html(again.status, &page))
}

/// The roles that the caller may give.
fn roles(caller: &Caller) -> Vec<Choice> {
    let may = |role: &&Role| policy::grant(caller, **role).is_permitted();
    let choice = |role: &Role| {
        let choice = Choice::new(role.value(), role.label()).hint(means(*role));
        match place_field(*role) {
            Some(_) => choice.revealing(),
            None => choice,
        }
    };
    Role::ALL.iter().filter(may).map(choice).collect()
}

/// What a role lets somebody do, in a line.
fn means(role: Role) -> &'static str {
    match role {
        Role::Practitioner => "Refers, and works on the cases that their agency is on",
        Role::Coordinator => "Triages referrals, leads cases and prepares meetings of an area",
        Role::Chair => "Runs meetings of an area and leads its cases",
        Role::AgencyLead => "Sees their agency’s people and adds practitioners to it",
        Role::CountyAnalyst => "Figures without names",
        Role::DataProtectionOfficer => "Accounts for what is done with personal data",
        Role::Administrator => "People, agencies and areas",
    }
}

#[derive(Template)]
#[template(path = "people/form.html")]
struct FormPage {
    chrome: Chrome,
    form: Form,
    action: String,
    agencies: Vec<Choice>,
    roles: Vec<Choice>,
    places: Vec<Choice>,
    changes: Vec<String>,
    is_new: bool,
}

impl FormPage {
    fn place_field(&self, role: &str) -> String {
        format!("{role}_in")
    }

    fn place_legend(&self, label: &str) -> String {
        format!("{label}: where?")
    }
}
