//! `/subject-access/{id}/beside/{piece}`: reading what stands beside cases as the person would get it, and
//! saying whose it is (R12.1).

use std::collections::BTreeMap;

use access::Caller;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::{
    Journal, SubjectAccessId,
    subject_access::{Belongs, Beside, Exemption, Piece, SubjectAccess},
};
use edge::{
    Accept, App, Body, Fields, Problem, Within,
    again::{Again, done},
    once::once,
    page::{self, Choice, Chrome},
};
use serde::{Deserialize, Serialize};
use store::{Once, Outcome, subject_access::HeldBeside};

use super::{
    review::{TextView, exemptions, keep, read_withheld, within},
    view::{BesideView, RequestView, href},
};

/// Whose something beside cases is.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = DecideBeside, example = json!({"belongs": "theirs", "withheld": {"R-7K3M9-QX2FV-4": "crime"}}))]
pub(crate) struct DecideBody {
    /// `theirs`, `another` or `withheld`.
    #[schema(value_type = String)]
    belongs: Option<String>,
    /// For `another`: how that is known; up to 1,000 characters.
    reason: Option<String>,
    /// For `withheld`: why: `other_people`, `crime`, `proceedings`, `harm`, `not_theirs` or
    /// `other_controller`.
    exemption: Option<String>,
    /// For `theirs`: keys of texts, each with why it is withheld, as above. All others are handed over.
    #[serde(default)]
    withheld: BTreeMap<String, String>,
    /// A form sends them one by one.
    #[serde(flatten)]
    #[schema(ignore)]
    fields: BTreeMap<String, String>,
}

/// Whose it is, as a form offers it.
const BELONGS: [(&str, &str, &str); 3] = [
    (
        "theirs",
        "It belongs to the person",
        "The bundle holds it, without the texts that are withheld",
    ),
    (
        "another",
        "It is another person’s",
        "It is left out, and nothing is said of it",
    ),
    (
        "withheld",
        "It belongs to the person, and is withheld",
        "The bundle says how many texts are withheld, and why",
    ),
];

impl DecideBody {
    fn read(&self, held: &HeldBeside) -> Result<Belongs, Problem> {
        let mut fields = Fields::default();
        let known = |value: &str| {
            let mut all = BELONGS.iter();
            all.find(|(known, ..)| *known == value)
                .map(|(known, ..)| *known)
        };
        let belongs = match fields.choice("belongs", "whose it is", self.belongs.clone(), known) {
            Some("another") => fields
                .note("reason", "how that is known", self.reason.clone())
                .map(|reason| Belongs::Another { reason }),
            Some("withheld") => fields
                .choice(
                    "exemption",
                    "why it is withheld",
                    self.exemption.clone(),
                    Exemption::parse,
                )
                .map(|exemption| Belongs::Withheld { exemption }),
            Some("theirs") => {
                let sent = self.withheld.iter().chain(&self.fields);
                let withheld = read_withheld(&mut fields, sent, &held.items);
                Some(Belongs::Theirs { withheld })
            }
            _ => None,
        };
        fields.finish(|| belongs)
    }
}

/// What something beside cases holds of somebody.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = HeldBeside)]
pub(crate) struct HeldView {
    /// As it stands in the list.
    #[serde(flatten)]
    row: BesideView,
    /// Its own page, for whoever may open it.
    page: Option<String>,
    /// How it is known to be another person's, if that was decided.
    reason: Option<String>,
    /// Why it is withheld as a whole, if that was decided.
    exemption: Option<&'static str>,
    /// What is recorded of the person.
    #[schema(example = json!([["Recorded as", "Alleged perpetrator"]]))]
    recorded: Vec<(&'static str, String)>,
    /// Every text.
    texts: Vec<TextView>,
    /// Its version: to be sent with the decision.
    version: u64,
}

impl HeldView {
    fn of(request: &SubjectAccess, held: &HeldBeside) -> Result<Self, Problem> {
        let row = BesideView::of(request, &held.row).ok_or(Problem::NotFound)?;
        let hit = request.hit(held.row.beside);
        let ruling = hit.and_then(|hit| hit.ruling.as_ref());
        let (mut withheld, mut reason, mut exemption) = (None, None, None);
        match ruling.map(|ruling| &ruling.belongs) {
            Some(Belongs::Theirs { withheld: texts }) => withheld = Some(texts),
            Some(Belongs::Another { reason: why }) => reason = Some(why.to_string()),
            Some(Belongs::Withheld { exemption: why }) => exemption = Some(why.value()),
            None => {}
        }
        // Records beside cases know agencies by their short names.
        let text = |item: &domain::subject_access::Item| {
            let agency = item.agency.as_ref();
            let agency = agency.map_or("charmm", |agency| agency.as_str());
            TextView::of(item, agency.to_owned(), &held.words, withheld)
        };
        Ok(Self {
            row,
            page: held.may_open.then(|| own_page(held.row.beside)),
            reason,
            exemption,
            recorded: held.recorded.clone(),
            texts: held.items.iter().map(text).collect(),
            version: held.row.version,
        })
    }
}

/// Where it is worked on.
fn own_page(beside: Beside) -> String {
    match beside {
        Beside::Referral(id) | Beside::Report(id) => format!("/referrals/{id}"),
        Beside::CaseReview(id) => format!("/case-reviews/{id}"),
    }
}

#[derive(Template)]
#[template(path = "subject_access/beside.html")]
struct BesidePage {
    chrome: Chrome,
    view: HeldView,
    back: String,
    belongs: Vec<Choice>,
    exemptions: Vec<Choice>,
    again: Again,
}

async fn load(
    app: &App,
    caller: &Caller,
    (id, beside): (SubjectAccessId, Beside),
) -> Result<(Journal<SubjectAccess>, HeldBeside), Problem> {
    let now = app.clock.now();
    let request = app.store.subject_access(id, caller, now).await?.journal;
    let held = app.store.held_beside(beside, &request, caller, now).await?;
    Ok((request, held))
}

fn show(
    caller: &Caller,
    (request, held): (&SubjectAccess, &HeldBeside),
    again: Again,
) -> Result<BesidePage, Problem> {
    let view = HeldView::of(request, held)?;
    let mut again = again.at_version(view.version);
    if view.row.is_decided() {
        again = again.or("belongs", Some(view.row.state));
    }
    again = again.or("reason", view.reason.as_deref());
    again = again.or("exemption", view.exemption);
    for text in &view.texts {
        again = again.or(&text.key, text.withheld);
    }
    let title = format!("{} {}", view.row.kind_words, view.row.reference);
    let belongs = BELONGS.iter();
    Ok(BesidePage {
        chrome: within(caller, request, title).faulty(again.form.is_faulty()),
        back: href(request),
        belongs: belongs
            .map(|(value, label, hint)| {
                let choice = Choice::new(*value, *label).hint(*hint);
                if *value == "theirs" {
                    choice
                } else {
                    choice.revealing()
                }
            })
            .collect(),
        exemptions: exemptions(),
        again,
        view,
    })
}

/// What stands beside cases, as somebody who asks would get it
///
/// A referral or report that led to no case, or an application for a case review: every text with other
/// people taken out, as on a case.
#[utoipa::path(get, path = "/subject-access/{id}/beside/{piece}", tag = "Data protection",
    params(("id" = String, Path, description = "The request"),
        ("piece" = String, Path, description = "What was found, as the request lists it")),
    responses((status = 200, description = "What it holds",
        content((HeldView = "application/json"), (String = "text/html")))))]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    Within(id, beside): Within<SubjectAccessId, Beside>,
    accept: Accept,
) -> Result<Response, Problem> {
    let (request, held) = load(&app, &caller, (id, beside)).await?;
    let page = show(&caller, (&request, &held), Again::first())?;
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.version)
        .into_response())
}

/// Say whose something beside cases is
///
/// Theirs: the bundle holds it, without the texts that are withheld. Another person's: it is left out.
/// Withheld: the bundle says how much and why. Sent with the version that was read: what has changed since
/// has to be read again.
#[utoipa::path(post, path = "/subject-access/{id}/beside/{piece}", tag = "Data protection",
    params(("id" = String, Path, description = "The request"),
        ("piece" = String, Path, description = "What was found, as the request lists it"),
        ("If-Match" = String, Header, description = "The version that was read", example = "\"2\"")),
    request_body(content((DecideBody = "application/json"), (DecideBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Decided", body = RequestView)))]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    Within(id, beside): Within<SubjectAccessId, Beside>,
    accept: Accept,
    body: Body<DecideBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let work = || decide(&app, &caller, (id, beside), &body, &key);
    match once(&app.store, &key, work).await {
        Ok(outcome) => Ok(done(accept, &outcome, "decided")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let status = again.status;
            let (request, held) = load(&app, &caller, (id, beside)).await?;
            let page = show(&caller, (&request, &held), again)?;
            Ok(page::html(status, &page))
        }
    }
}

async fn decide(
    app: &App,
    caller: &Caller,
    at: (SubjectAccessId, Beside),
    body: &Body<DecideBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let (request, held) = load(app, caller, at).await?;
    body.if_match.required()?;
    let belongs = body.value.read(&held)?;
    let (beside, version) = held.standing();
    let stale = |_| vec!["It has changed since; read it again".to_owned()];
    body.if_match.check(version, stale)?;
    let stamp = app.stamp(caller)?;
    let request = request.rule((beside, version), belongs, &stamp)?;
    keep(app, request, key, &stamp).await
}
