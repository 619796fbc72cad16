//! Who is there, by agency and area; who left; who is not yet trained.

use access::{Caller, directory as policy};
use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use domain::{AgencyId, AreaCode, Journal, PersonId, directory::Person};
use edge::{
    Accept, App, Body, Problem,
    accept::see_other,
    page::{Choice, Chrome, Form, Link},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    view::PersonView,
    walk::{Wanted, walk},
};
use crate::section::{Tab, frame, must_list, tabs};

/// How many stand on a page.
const ON_A_PAGE: usize = 50;
/// How many a search shows.
const FOUND: usize = 200;

/// Which people.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Of this agency only.
    #[param(example = "surrey-police")]
    agency: Option<String>,
    /// With a role in this area only.
    #[param(example = "RUN")]
    area: Option<String>,
    /// `here`, `untrained` or `left`; `here` when it is left out.
    #[param(example = "untrained")]
    show: Option<String>,
    /// The id of the last person on the page before.
    #[param(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    after: Option<String>,
}

/// Whom to look for.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PeopleSearch)]
pub(crate) struct SearchBody {
    /// Words of the name or the address; all of them must be found.
    #[schema(example = "whitlock")]
    words: Option<String>,
    /// Of this agency only.
    #[schema(example = "surrey-police")]
    agency: Option<String>,
    /// With a role in this area only.
    #[schema(example = "RUN")]
    area: Option<String>,
    /// `here`, `untrained` or `left`; `here` when it is left out.
    #[schema(example = "here")]
    show: Option<String>,
}

/// People of staff.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffPeople)]
pub(crate) struct PeopleView {
    /// They, by name.
    people: Vec<PersonView>,
    /// Where the next page is, if there may be more.
    #[schema(example = "/people?after=0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    next: Option<String>,
    /// Of a search: whether there are more than it shows.
    #[schema(example = false)]
    more: bool,
}

/// Lists people of staff.
///
/// An administrator sees everybody, an agency's lead those of their own agency. Search by name or
/// address goes by `POST /people/search`, because neither has a place in an address.
#[utoipa::path(
    get,
    path = "/people",
    tag = "Administration",
    params(Filter),
    responses((status = 200, description = "People by name, at most 50", body = PeopleView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Result<Response, Problem> {
    must_list(&caller)?;
    let Query(filter) = filter.map_err(|_| Problem::field("", "The address cannot be read"))?;
    let asked = Asked::read(&app, &caller, &filter, None).await?;
    let after = match &filter.after {
        Some(after) => Some(last_seen(&app, &caller, after).await?),
        None => None,
    };
    let (people, next) = walk(&app, &asked.wanted, after, ON_A_PAGE).await?;
    let view = PeopleView {
        people: views(&people),
        next: next.map(|after| format!("{}after={after}", asked.address())),
        more: false,
    };
    let page = asked.page(&app, &caller, view, Form::new()).await?;
    Ok(accept.reply(&page.view, &page).into_response())
}

/// Looks for people of staff by name or address.
///
/// Changes nothing; it is a `POST` so that names stay out of addresses and logs.
#[utoipa::path(
    post,
    path = "/people/search",
    tag = "Administration",
    request_body = SearchBody,
    responses((status = 200, description = "Those who were found, at most 200", body = PeopleView)),
)]
pub(crate) async fn search(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    body: Body<SearchBody>,
) -> Result<Response, Problem> {
    must_list(&caller)?;
    let sent = body.value;
    let filter = Filter {
        agency: sent.agency,
        area: sent.area,
        show: sent.show,
        ..Filter::default()
    };
    let asked = Asked::read(&app, &caller, &filter, sent.words).await?;
    if asked.wanted.words.is_empty() && accept.html() {
        // Without words it is the list, which has an address to come back to.
        return Ok(see_other(asked.address().trim_end_matches(['?', '&'])));
    }
    let (people, next) = walk(&app, &asked.wanted, None, FOUND).await?;
    let view = PeopleView {
        people: views(&people),
        next: None,
        more: next.is_some(),
    };
    let page = asked.page(&app, &caller, view, body.form).await?;
    Ok(accept.reply(&page.view, &page).into_response())
}

fn views(people: &[Journal<Person>]) -> Vec<PersonView> {
    people
        .iter()
        .map(|person| PersonView::of(person, person.version()))
        .collect()
}

/// **Errors:** 404 when there is no such person, or the caller may not know.
async fn last_seen(app: &App, caller: &Caller, id: &str) -> Result<Journal<Person>, Problem> {
    let id: PersonId = id.parse().map_err(|_| Problem::NotFound)?;
    let person = app.store.person(id).await?;
    if policy::see(caller, &person).is_permitted() {
        Ok(person)
    } else {
        Err(store::Error::hidden(caller, "person").into())
    }
}

/// What is asked for, checked.
struct Asked {
    wanted: Wanted,
    /// `here`, `untrained` or `left`.
    show: &'static str,
}

impl Asked {
    /// **Errors:** 400 when a filter names nothing; 404 for another agency than the lead's own.
    async fn read(
        app: &App,
        caller: &Caller,
        filter: &Filter,
        words: Option<String>,
    ) -> Result<Self, Problem> {
        let given = |sent: &Option<String>| sent.clone().filter(|sent| !sent.is_empty());
        let show = match given(&filter.show).as_deref() {
            None | Some("here") => "here",
            Some("untrained") => "untrained",
            Some("left") => "left",
            Some(_) => return Err(Problem::field("show", "Show must be one of those offered")),
        };
        let agency =
            match given(&filter.agency) {
                Some(agency) => Some(agency.parse::<AgencyId>().map_err(|_| {
                    Problem::field("agency", "Agency must be one of those offered")
                })?),
                None => None,
            };
        let agency = match agency {
            Some(agency) if !policy::add(caller, &agency).is_permitted() => {
                return Err(store::Error::hidden(caller, "people of an agency").into());
            }
            None if !policy::administer(caller).is_permitted() => caller.agency().cloned(),
            agency => agency,
        };
        let area = match given(&filter.area) {
            Some(code) => {
                let unknown = || Problem::field("area", "Area must be one of those offered");
                let code: AreaCode = code.parse().map_err(|_| unknown())?;
                let found = app.store.area_lately(&code).await;
                Some(found.map_err(|fault| match fault {
                    store::Error::NotFound => unknown(),
                    other => other.into(),
                })?)
            }
            None => None,
        };
        let words = words.unwrap_or_default().to_lowercase();
        Ok(Self {
            wanted: Wanted {
                agency,
                area,
                left: show == "left",
                untrained: show == "untrained",
                words: words.split_whitespace().map(str::to_owned).collect(),
            },
            show,
        })
    }

    /// The list's address, ready for one more parameter.
    fn address(&self) -> String {
        let mut address = "/people?".to_owned();
        if let Some(agency) = &self.wanted.agency {
            address.push_str(&format!("agency={agency}&"));
        }
        if let Some(area) = &self.wanted.area {
            address.push_str(&format!("area={}&", area.code));
        }
        if self.show != "here" {
            address.push_str(&format!("show={}&", self.show));
        }
        address
    }

    async fn page(
        &self,
        app: &App,
        caller: &Caller,
        view: PeopleView,
        form: Form,
    ) -> Result<ListPage, Problem> {
        let administers = policy::administer(caller).is_permitted();
        let agencies = if administers {
            let all = app.store.agencies().await?.into_iter();
            all.map(|agency| Choice::new(agency.id.as_str(), agency.name))
                .collect()
        } else {
            Vec::new()
        };
        let areas = app.store.areas_lately().await?;
        let areas = areas.iter();
        let wanted = &self.wanted;
        let code = wanted.area.as_ref().map(|area| area.code.to_string());
        let agency = wanted.agency.as_ref().map(ToString::to_string);
        Ok(ListPage {
            chrome: frame(caller, "People").wide(),
            tabs: tabs(caller, Tab::People),
            form: form
                .with("agency", agency.unwrap_or_default())
                .with("area", code.unwrap_or_default())
                .with("show", self.show),
            agencies,
            areas: areas
                .map(|area| Choice::new(area.code.as_str(), area.name.as_str()))
                .collect(),
            shows: vec![
                Choice::new("here", "Everybody who is here"),
                Choice::new("untrained", "Those not yet trained"),
                Choice::new("left", "Those who left"),
            ],
            searched: !wanted.words.is_empty(),
            view,
        })
    }
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    chrome: Chrome,
    tabs: Vec<Link>,
    form: Form,
    agencies: Vec<Choice>,
    areas: Vec<Choice>,
    shows: Vec<Choice>,
    searched: bool,
    view: PeopleView,
}
