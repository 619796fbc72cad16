//! `/subject-access/{id}/cases/{case}`: reading what a case holds of somebody as they would get it, and
//! saying what is withheld.

use std::collections::BTreeMap;

use access::Caller;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::{
    CaseId, Journal, Stamp, SubjectAccessId,
    subject_access::{Exemption, Item, Piece, SubjectAccess, Words, own_record},
    time,
};
use edge::{
    Accept, App, Body, Fields, Problem, Within,
    again::{Again, done},
    once::{changed, once},
    page::{self, Choice, Chrome, offer},
};
use serde::{Deserialize, Serialize};
use store::{
    Commit, Once, Outcome,
    subject_access::{Held, Whereabouts},
};

use super::view::{RequestView, href};
use crate::section::frame;

/// What is withheld of a case.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = ReviewCase, example = json!({"withheld": {"4-0": "crime"}}))]
pub(crate) struct ReviewBody {
    /// Keys of texts, each with why it is withheld: `other_people`, `crime`, `proceedings`, `harm`,
    /// `not_theirs` or `other_controller`. All others are handed over.
    #[serde(default)]
    withheld: BTreeMap<String, String>,
    /// A form sends them one by one.
    #[serde(flatten)]
    #[schema(ignore)]
    fields: BTreeMap<String, String>,
}

impl ReviewBody {
    fn read(&self, held: &Held) -> Result<BTreeMap<String, Exemption>, Problem> {
        let mut fields = Fields::default();
        let sent = self.withheld.iter().chain(&self.fields);
        let withheld = read_withheld(&mut fields, sent, &held.items);
        fields.finish(|| Some(withheld))
    }
}

/// Reads which texts are withheld, and why.
pub(super) fn read_withheld<'s>(
    fields: &mut Fields,
    sent: impl Iterator<Item = (&'s String, &'s String)>,
    items: &[Item],
) -> BTreeMap<String, Exemption> {
    let mut withheld = BTreeMap::new();
    for (key, why) in sent {
        let known = items.iter().any(|item| item.key == *key);
        fields.check(key, known, "There is no such text on it");
        match Exemption::parse(why) {
            Some(exemption) => {
                withheld.insert(key.clone(), exemption);
            }
            None => fields.fault(key, "Select why it is withheld"),
        }
    }
    withheld
}

/// The frame of a page below a request.
pub(super) fn within(caller: &Caller, request: &SubjectAccess, title: String) -> Chrome {
    frame(caller, title)
        .official_sensitive()
        .crumb(
            "Data protection",
            format!("/subject-access?area={}", request.area),
        )
        .crumb(format!("Request {}", request.reference), href(request))
}

/// The exemptions as a form offers them.
pub(super) fn exemptions() -> Vec<Choice> {
    offer(Exemption::ALL, Exemption::value, Exemption::label)
}

/// A text as the person would get it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = HeldText, example = json!({
    "key": "4-0", "on": "2026-11-19", "what": "Incident", "agency_name": "Surrey Police",
    "text": "Shouted at [removed]", "withheld": null
}))]
pub(super) struct TextView {
    /// What it is known by.
    pub(super) key: String,
    /// The day it was written.
    on: NaiveDate,
    /// What it is.
    pub(super) what: &'static str,
    /// The agency it comes from.
    pub(super) agency_name: String,
    /// The text with others taken out; null where its agency limited it and answers for it itself.
    pub(super) text: Option<String>,
    /// Why it is withheld, if the last review said so.
    pub(super) withheld: Option<&'static str>,
    #[serde(skip)]
    pub(super) pieces: Vec<Piece>,
}

impl TextView {
    /// A text with what `words` says taken out, withheld as was last said.
    pub(super) fn of(
        item: &Item,
        agency_name: String,
        words: &Words,
        withheld: Option<&BTreeMap<String, Exemption>>,
    ) -> Self {
        let text = item.text.as_deref();
        let exemption = withheld.and_then(|withheld| withheld.get(&item.key));
        Self {
            key: item.key.clone(),
            on: item.on,
            what: item.what,
            agency_name,
            text: text.map(|text| words.redacted(text)),
            withheld: exemption.map(|exemption| exemption.value()),
            pieces: text.map(|text| words.redact(text)).unwrap_or_default(),
        }
    }

    pub(super) fn day(&self) -> String {
        time::long_date(self.on)
    }
}

/// What a case holds of somebody.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = HeldOnCase)]
pub(crate) struct ReviewView {
    /// The case's reference.
    #[schema(example = "RUN-2026-0001")]
    reference: String,
    /// What is recorded of the person.
    #[schema(example = json!([["Recorded as", "Alleged perpetrator"]]))]
    recorded: Vec<(&'static str, String)>,
    /// Every text.
    texts: Vec<TextView>,
    /// The version of the case: to be sent with the review.
    version: u64,
}

impl ReviewView {
    fn of(request: &SubjectAccess, held: &Held) -> Self {
        let words = held.words(request);
        let review = request.reviews.get(&held.case.id);
        let withheld = review.map(|review| &review.withheld);
        let text = |item: &Item| {
            let agency = item.agency.as_ref();
            let agency = agency.map_or("charmm", |agency| held.case.agency_name(agency));
            TextView::of(item, agency.to_owned(), &words, withheld)
        };
        let own = held.case.subjects.iter();
        Self {
            reference: held.case.reference.clone(),
            recorded: own
                .filter(|subject| request.about.is(subject))
                .flat_map(own_record)
                .collect(),
            texts: held.items.iter().map(text).collect(),
            version: held.case.version(),
        }
    }
}

#[derive(Template)]
#[template(path = "subject_access/review.html")]
struct ReviewPage {
    chrome: Chrome,
    view: ReviewView,
    href: String,
    back: String,
    exemptions: Vec<Choice>,
    again: Again,
}

async fn load(
    app: &App,
    caller: &Caller,
    (id, case): (SubjectAccessId, CaseId),
) -> Result<(Journal<SubjectAccess>, Held), Problem> {
    let now = app.clock.now();
    let request = app.store.subject_access(id, caller, now).await?.journal;
    let held = app.store.held_on(case, &request, caller, now).await?;
    Ok((request, held))
}

fn page(caller: &Caller, request: &SubjectAccess, held: &Held, again: Again) -> ReviewPage {
    let view = ReviewView::of(request, held);
    let mut again = again.at_version(view.version);
    for text in &view.texts {
        again = again.or(&text.key, text.withheld);
    }
    ReviewPage {
        chrome: within(caller, request, format!("Review case {}", view.reference))
            .faulty(again.form.is_faulty()),
        href: format!("{}/cases/{}", href(request), held.case.id),
        back: href(request),
        exemptions: exemptions(),
        again,
        view,
    }
}

/// What a case holds of somebody who asks
///
/// Every text as they would get it. Names of other people, addresses, numbers and what the reviewer
/// added are taken out; what its agency limited to others is not shown, and that agency answers for it.
#[utoipa::path(get, path = "/subject-access/{id}/cases/{case}", tag = "Data protection",
    params(("id" = String, Path, description = "The request"),
        ("case" = String, Path, description = "The case")),
    responses((status = 200, description = "What it holds",
        content((ReviewView = "application/json"), (String = "text/html")))))]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    Within(id, case): Within<SubjectAccessId, CaseId>,
    accept: Accept,
) -> Result<Response, Problem> {
    let (request, held) = load(&app, &caller, (id, case)).await?;
    let page = page(&caller, &request, &held, Again::first());
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.version)
        .into_response())
}

/// Say what is withheld of a case
///
/// Everything else is handed over as it reads there. Sent with the version that was read: a case that
/// has changed since has to be read again.
#[utoipa::path(post, path = "/subject-access/{id}/cases/{case}", tag = "Data protection",
    params(("id" = String, Path, description = "The request"),
        ("case" = String, Path, description = "The case"),
        ("If-Match" = String, Header, description = "The version of the case that was read", example = "\"9\"")),
    request_body(content((ReviewBody = "application/json"), (ReviewBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Reviewed", body = RequestView)))]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    Within(id, case): Within<SubjectAccessId, CaseId>,
    accept: Accept,
    body: Body<ReviewBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let work = || review(&app, &caller, (id, case), &body, &key);
    match once(&app.store, &key, work).await {
        Ok(outcome) => Ok(done(accept, &outcome, "reviewed")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let status = again.status;
            let (request, held) = load(&app, &caller, (id, case)).await?;
            Ok(page::html(status, &page(&caller, &request, &held, again)))
        }
    }
}

async fn review(
    app: &App,
    caller: &Caller,
    at: (SubjectAccessId, CaseId),
    body: &Body<ReviewBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let (request, held) = load(app, caller, at).await?;
    body.if_match.required()?;
    let withheld = body.value.read(&held)?;
    let (case, version) = held.standing();
    let stale = |_| vec!["The case has changed since; read it again".to_owned()];
    body.if_match.check(version, stale)?;
    let stamp = app.stamp(caller)?;
    let request = request.review((case, version), withheld, &stamp)?;
    keep(app, request, key, &stamp).await
}

/// Writes what was decided of a request, once.
pub(super) async fn keep(
    app: &App,
    request: Journal<SubjectAccess>,
    key: &Once,
    stamp: &Stamp,
) -> Result<Outcome, Problem> {
    let today = time::london_date(stamp.at);
    let view = RequestView::of(&request, &Whereabouts::default(), &[], today);
    let outcome = changed(href(&request), &view)?;
    let commit = Commit::of(request).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}
