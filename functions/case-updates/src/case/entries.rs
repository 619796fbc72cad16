//! `/cases/{id}/entries`: what agencies bring to the chronology, which stays theirs (R2.4).

mod amend;
pub(super) mod limit;

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    CaseId,
    case::{EntryKind, entry::Telling},
};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    page::{self, Choice, Chrome},
};
use serde::{Deserialize, Serialize};
use store::Outcome;

use super::{
    Done,
    change::{Answer, Change, Changed, Target},
    choices,
    chronology::{self, Line},
    frame::{Frame, Tab},
    opened::Opened,
    sharing::{self, Offered},
};
use crate::again::{Again, led_to};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, tell, amend::correct, amend::withdraw, limit::limit))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/entries", get(list).post(tell))
        .merge(amend::routes())
        .merge(limit::routes())
}

/// What agencies brought to a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseEntries)]
struct EntriesView {
    /// Newest first, as they now read.
    entries: Vec<Line>,
    /// Whether the caller may add to it.
    may_tell: bool,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    version: u64,
}

#[derive(Template)]
#[template(path = "case/entries.html")]
struct EntriesPage {
    chrome: Chrome,
    frame: Frame,
    view: EntriesView,
    again: Again,
    kinds: Vec<Choice>,
    offered: Offered,
}

/// Something brought to the chronology.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewEntry, example = json!({
    "kind": "incident", "on": "2026-11-19",
    "text": "Shouting and threats outside the shops at 11pm; two callers.",
    "gateway": "crime_and_disorder"
}))]
struct EntryBody {
    /// `incident`, `note`, `visit` or `letter`.
    #[schema(value_type = String)]
    kind: Option<String>,
    /// The day it happened: today or earlier.
    #[schema(value_type = String, format = Date)]
    on: Option<String>,
    /// What happened; up to 5,000 characters.
    #[schema(value_type = String)]
    text: Option<String>,
    /// The ground for sharing it: see adding an agency.
    #[schema(value_type = String)]
    gateway: Option<String>,
    /// `yes` when it holds patient information, or personal data from a health or social care body:
    /// not every ground covers that.
    health_or_care: Option<String>,
    /// Who may see it: `everybody` on the case, unless said otherwise, or `named` agencies only.
    sight: Option<String>,
    /// With `named`: the other agencies that may see it; none leaves it to the caller's own.
    #[serde(default)]
    only: Vec<String>,
}

impl EntryBody {
    fn read(self) -> Result<Telling, Problem> {
        let mut fields = Fields::default();
        let kind = fields.choice("kind", "what you are adding", self.kind, EntryKind::parse);
        let on = fields.date("on", "the date it happened", self.on);
        let text = fields.prose("text", "what happened", self.text);
        let sent = sharing::Sent {
            gateway: self.gateway,
            health_or_care: self.health_or_care,
            sight: self.sight,
            only: self.only,
        };
        let shared = sent.read(&mut fields);
        fields.finish(|| {
            let shared = shared?;
            Some(Telling {
                kind: kind?,
                on: on?,
                text: text?,
                gateway: shared.gateway,
                material: shared.material,
                only: shared.only,
            })
        })
    }
}

const DONE: [(&str, &str); 4] = [
    ("limited", "Who sees the entry has been changed"),
    ("told", "Added to the chronology"),
    ("corrected", "The entry has been corrected"),
    ("withdrawn", "The entry has been withdrawn"),
];

/// Incidents, notes, visits and letters
///
/// Everything that agencies brought to the case, however long ago, newest first.
#[utoipa::path(get, path = "/cases/{id}/entries", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The entries",
        content((EntriesView = "application/json"), (String = "text/html")))))]
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
) -> Result<EntriesPage, Problem> {
    let opened = Opened::whole(app, caller, id).await?;
    let case = opened.case();
    let frame = Frame::of(
        &opened,
        Tab::Entries,
        "Incidents, notes, visits and letters",
    );
    Ok(EntriesPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        view: EntriesView {
            entries: chronology::said(&opened, caller),
            may_tell: case.is_open() && policy::tell(caller, case).is_permitted(),
            version: case.version(),
        },
        kinds: choices::of(EntryKind::ALL, EntryKind::value, EntryKind::label),
        offered: Offered::of(&opened, caller),
        frame,
        again,
    })
}

/// Add to the chronology
///
/// It belongs to the caller's agency, which alone can correct or withdraw it.
#[utoipa::path(post, path = "/cases/{id}/entries", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on")),
    request_body(content((EntryBody = "application/json"),
        (EntryBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Added", body = Changed)))]
async fn tell(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<EntryBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, id, &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}/entries?done=told"),
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
    body: &Body<EntryBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?;
    let telling = body.value.clone().read()?;
    let answer = Answer {
        new: true,
        href: format!("/cases/{id}/entries"),
    };
    let why = "Only a person of an agency on the case can add to its chronology.";
    change
        .make((policy::tell, why), answer, |opened, stamp| {
            Ok(opened.file.journal.tell(telling.clone(), stamp)?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn read(value: serde_json::Value) -> Result<Telling, Problem> {
        serde_json::from_value::<EntryBody>(value).unwrap().read()
    }

    #[test]
    fn a_form_and_a_program_say_the_same() {
        let telling = read(serde_json::json!({
            "kind": "visit", "on": "2026-11-19", "text": " No answer. ", "gateway": "consent"
        }))
        .unwrap();
        assert_eq!(telling.only, None);
        assert_eq!(
            (telling.kind, telling.on),
            (EntryKind::Visit, fixture::day("2026-11-19"))
        );
        assert_eq!(telling.text.as_str(), "No answer.");
    }

    #[test]
    fn impossible_days_and_missing_texts_are_said_together() {
        let faults =
            read(serde_json::json!({"kind": "note", "on": "2026-02-30", "gateway": "consent"}))
                .unwrap_err()
                .faults();
        let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "Date it happened must be a real date",
                "Enter what happened"
            ]
        );
    }
}
