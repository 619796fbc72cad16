//! `/retention/cases/{id}/entries`: erasing what a single entry of a case said, once its agency has
//! withdrawn it.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::{
    CaseId, EntryId,
    case::{
        Case,
        entry::{Erasable, Erasing},
    },
    retention::{Ground, rules},
    time,
};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    again::{Again, done},
    once::{changed, once},
    page::{self, Choice, Chrome},
};
use serde::{Deserialize, Serialize};
use store::{Commit, File, Once, Outcome};

use super::view::day;
use crate::section::frame;

const DONE: [(&str, &str); 1] = [(
    "erased",
    "What the entry said has been erased, and whoever read it is told",
)];

/// The grounds on which a single entry is erased.
const GROUNDS: [Ground; 2] = [Ground::Request, Ground::Order];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

/// Which entry is erased, and why.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EraseEntry, example = json!({
    "entry": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0e1", "ground": "request",
    "reason": "It was about somebody else, who asked for it."
}))]
pub(crate) struct EraseBody {
    /// The entry's id.
    #[schema(value_type = String)]
    entry: Option<String>,
    /// `request` or `order`.
    #[schema(value_type = String)]
    ground: Option<String>,
    /// Why; up to 1,000 characters, without names.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl EraseBody {
    fn read(&self) -> Result<Erasing, Problem> {
        let mut fields = Fields::default();
        let known = |id: &str| id.parse::<EntryId>().ok();
        let entry = fields.choice("entry", "the entry", self.entry.clone(), known);
        let known = |ground: &str| Ground::parse(ground).filter(|one| GROUNDS.contains(one));
        let ground = self.ground.clone();
        let ground = fields.choice("ground", "why it is erased", ground, known);
        let reason = fields.note("reason", "the reason", self.reason.clone());
        fields.finish(|| {
            Some(Erasing {
                entry: entry?,
                ground: ground?,
                reason: reason?,
            })
        })
    }
}

/// The withdrawn entries of a case. Nothing of what they said.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = WithdrawnEntries, example = json!({
    "href": "/retention/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1/entries",
    "reference": "RUN-2026-0001", "version": 12, "items": [{
        "entry": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0e1", "what": "Note", "agency": "Surrey Police",
        "on": "2026-11-19", "withdrawn_on": "2026-11-20", "from": "2026-12-04"
    }]
}))]
pub(crate) struct EntriesView {
    /// Its address here.
    href: String,
    /// The case's reference.
    reference: String,
    /// The case's version.
    version: u64,
    /// Each entry that was withdrawn and not erased, in the order of the days they are about.
    items: Vec<EntryView>,
}

/// A withdrawn entry.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = WithdrawnEntry)]
struct EntryView {
    /// Its id.
    entry: String,
    /// What it is, in words.
    what: &'static str,
    /// The name of the agency that brought it.
    agency: String,
    /// The day it is about.
    on: NaiveDate,
    /// The day it was withdrawn.
    withdrawn_on: NaiveDate,
    /// From which day on it may be erased.
    from: NaiveDate,
}

impl EntriesView {
    fn of(file: &File<Case>) -> Self {
        let case = &file.journal;
        let view = |each: Erasable| EntryView {
            entry: each.said.entry.to_string(),
            what: each.said.kind.label(),
            agency: case.agency_name(&each.said.agency).to_owned(),
            on: each.said.on,
            withdrawn_on: time::london_date(each.withdrawn_at),
            from: each.from,
        };
        Self {
            href: format!("/retention/cases/{}/entries", case.id),
            reference: case.reference.clone(),
            version: case.version(),
            items: Erasable::on(&file.entries).into_iter().map(view).collect(),
        }
    }
}

impl EntryView {
    /// It in a line.
    fn words(&self) -> String {
        let on = time::long_date(self.on);
        format!("{} of {on}, brought by {}", self.what, self.agency)
    }

    fn choice(&self, today: NaiveDate) -> Choice {
        let withdrawn = time::long_date(self.withdrawn_on);
        let hint = if self.from > today {
            let from = day(&Some(self.from));
            format!("Withdrawn on {withdrawn}. It can be erased from {from}")
        } else {
            format!("Withdrawn on {withdrawn}")
        };
        Choice::new(&self.entry, self.words()).hint(hint)
    }
}

#[derive(Template)]
#[template(path = "retention/entries.html")]
struct EntriesPage {
    chrome: Chrome,
    view: EntriesView,
    again: Again,
    entries: Vec<Choice>,
    grounds: Vec<Choice>,
    days: u16,
    held: bool,
}

async fn page_of(
    app: &App,
    caller: &Caller,
    id: CaseId,
    again: Again,
) -> Result<EntriesPage, Problem> {
    let file = app.store.withdrawn_on(id, caller).await?;
    let view = EntriesView::of(&file);
    let today = time::london_date(app.clock.now());
    let title = format!("Withdrawn entries of {}", view.reference);
    let again = again.at_version(view.version);
    let grounds = GROUNDS.iter();
    Ok(EntriesPage {
        chrome: frame(caller, title)
            .faulty(again.form.is_faulty())
            .crumb(
                "Data protection",
                format!("/retention?area={}", file.journal.area),
            )
            .crumb(
                format!("How long {} is kept", view.reference),
                format!("/retention/cases/{id}"),
            ),
        entries: view.items.iter().map(|each| each.choice(today)).collect(),
        grounds: grounds
            .map(|ground| Choice::new(ground.value(), ground.label()))
            .collect(),
        days: rules::cooling_days(),
        held: file.journal.keeping.hold.is_some(),
        again,
        view,
    })
}

/// The withdrawn entries of a case
///
/// What its agencies have withdrawn and nobody has erased; nothing of what any of it said.
#[utoipa::path(get, path = "/retention/cases/{id}/entries", tag = "Data protection",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The entries",
        content((EntriesView = "application/json"), (String = "text/html")))))]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut page = page_of(&app, &caller, id, Again::first()).await?;
    page.chrome = page.chrome.success(asked.done.as_deref(), &DONE);
    Ok(accept.reply(&page.view, &page).into_response())
}

/// Erase what a withdrawn entry said
///
/// At once, and for good: what the journal said of it is taken out, and whoever read it is told. That
/// it was there, who brought it and who withdrew it stays.
#[utoipa::path(post, path = "/retention/cases/{id}/entries", tag = "Data protection",
    params(("id" = String, Path, description = "The case")),
    request_body(content((EraseBody = "application/json"), (EraseBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Erased", body = EntriesView)))]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<EraseBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let work = || command(&app, &caller, id, &body.value, &key);
    match once(&app.store, &key, work).await {
        Ok(outcome) => Ok(done(accept, &outcome, "erased")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let status = again.status;
            let page = page_of(&app, &caller, id, again).await?;
            Ok(page::html(status, &page))
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    id: CaseId,
    sent: &EraseBody,
    key: &Once,
) -> Result<Outcome, Problem> {
    // Whoever may not erase learns nothing by a faulty body.
    let mut file = app.store.withdrawn_on(id, caller).await?;
    let erasing = sent.read()?;
    let stamp = app.stamp(caller)?;
    let entry = erasing.entry.to_string();
    file.journal = file.journal.erase_entry(&file.entries, erasing, &stamp)?;
    let mut view = EntriesView::of(&file);
    view.items.retain(|each| each.entry != entry);
    let outcome = changed(view.href.clone(), &view)?;
    let commit = Commit::of(file.journal).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}
