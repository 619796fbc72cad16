//! Taking a request in.

use access::{Caller, subject_access as policy};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    referral::form::Postcode,
    subject_access::{About, Asker, SubjectAccess},
    time,
};
use edge::{
    Accept, App, Body, Fields, Problem,
    again::{Again, done},
    areas::{areas, chosen},
    once::{created, once},
    page::{self, Choice, Chrome},
};
use serde::Deserialize;
use store::{Commit, Once, Outcome, subject_access::Whereabouts};

use super::view::{RequestView, href};
use crate::section::{ANSWERS, frame};

/// A request as it arrived.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeSubjectAccess, example = json!({
    "area": "RUN", "name": "Quentin Zebrafish", "born_on": "1991-02-28", "asker": "themselves",
    "identity": "Passport seen at the front desk", "received_on": "2026-11-20"
}))]
pub(crate) struct NewBody {
    /// The area whose data-protection officer answers; the first of the caller's, unless said otherwise.
    area: Option<String>,
    /// The person's name.
    #[schema(value_type = String)]
    name: Option<String>,
    /// Their date of birth; it or the postcode is needed to find their cases.
    born_on: Option<String>,
    /// Where they live.
    postcode: Option<String>,
    /// `themselves`, `representative` or `parent`.
    #[schema(value_type = String)]
    asker: Option<String>,
    /// How it was made sure who they are, and that they may ask.
    #[schema(value_type = String)]
    identity: Option<String>,
    /// The day it arrived.
    #[schema(value_type = String)]
    received_on: Option<String>,
}

impl NewBody {
    fn read(&self) -> Result<About, Problem> {
        let mut fields = Fields::default();
        let name = fields.line("name", "the person’s name", self.name.clone());
        let born_on = fields.date_if_any("born_on", "the date of birth", self.born_on.clone());
        let typed = self.postcode.clone().filter(|text| !text.trim().is_empty());
        let postcode = typed.as_deref().map(Postcode::parse);
        let whole = !matches!(postcode, Some(Err(_)));
        fields.check("postcode", whole, "Enter a full UK postcode");
        let found_by = born_on.is_some() || postcode.is_some() || self.born_on.is_some();
        fields.check(
            "born_on",
            found_by,
            "Enter a date of birth or a postcode, so that the person’s cases are found",
        );
        let asker = fields.choice("asker", "who asks", self.asker.clone(), Asker::parse);
        let identity = self.identity.clone();
        let identity = fields.note("identity", "how you made sure who they are", identity);
        let received_on = self.received_on.clone();
        let received_on = fields.date("received_on", "the day it arrived", received_on);
        fields.finish(|| {
            Some(About {
                name: name?,
                born_on,
                postcode: postcode.and_then(Result::ok),
                asker: asker?,
                identity: identity?,
                received_on: received_on?,
            })
        })
    }
}

#[derive(Template)]
#[template(path = "subject_access/new.html")]
struct NewPage {
    chrome: Chrome,
    areas: Vec<Choice>,
    askers: Vec<Choice>,
    again: Again,
}

/// The page that takes a request in.
pub(crate) async fn form(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    show(&app, &caller, Again::first()).await
}

async fn show(app: &App, caller: &Caller, again: Again) -> Result<Response, Problem> {
    let areas = areas(app, caller, (policy::answer, ANSWERS)).await?;
    let page = NewPage {
        chrome: frame(caller, "Take a request in")
            .official_sensitive()
            .faulty(again.form.is_faulty())
            .crumb("Data protection", "/subject-access"),
        areas: areas
            .iter()
            .map(|area| Choice::new(area.code.as_str(), area.name.as_str()))
            .collect(),
        askers: Asker::ALL
            .iter()
            .map(|asker| Choice::new(asker.value(), asker.label()))
            .collect(),
        again,
    };
    Ok(page::html(page.again.status, &page))
}

/// Take a request in
///
/// It is due a month after it arrived. The cases that the person is a subject of are found by their
/// name with date of birth or postcode; referrals, reports and applications beside cases by name or date of
/// birth, once.
#[utoipa::path(post, path = "/subject-access", tag = "Data protection",
    request_body(content((NewBody = "application/json"), (NewBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Taken in", body = RequestView)))]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    body: Body<NewBody>,
) -> Result<Response, Problem> {
    areas(&app, &caller, (policy::answer, ANSWERS)).await?;
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || take(&app, &caller, &body.value, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "taken")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, again).await
        }
    }
}

async fn take(app: &App, caller: &Caller, sent: &NewBody, key: &Once) -> Result<Outcome, Problem> {
    let own = areas(app, caller, (policy::answer, ANSWERS)).await?;
    let area = chosen(&own, sent.area.as_deref())?.code.clone();
    let about = sent.read()?;
    let stamp = app.stamp(caller)?;
    let request = SubjectAccess::receive(area, about, &stamp)?;
    // Looked for once: what a page shows from here on is read by its id.
    let found = app.store.look_beside(&request, caller, stamp.at).await?;
    let request = request.look(found, &stamp)?;
    let today = time::london_date(stamp.at);
    let view = RequestView::of(&request, &Whereabouts::default(), &[], today);
    let outcome = created(href(&request), &view)?;
    let commit = Commit::of(request).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}
