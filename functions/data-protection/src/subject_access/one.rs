//! `/subject-access/{id}`: a request, the cases that were found, and the steps to its answer.

use access::{Caller, retention};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::{SubjectAccessId, time};
use edge::{
    Accept, App, At, Body, Problem,
    again::{Again, done},
    once::once,
    page::{self, Choice, Chrome},
};
use serde::Deserialize;

use super::{
    step::{StepBody, take},
    view::RequestView,
};
use crate::section::frame;

const DONE: [(&str, &str); 8] = [
    ("taken", "The request has been taken in"),
    (
        "extend",
        "The time has been extended; tell the person why within the first month",
    ),
    ("words", "The words are taken out from now on"),
    ("reviewed", "The case has been reviewed"),
    (
        "look",
        "What is held beside cases has been looked for again",
    ),
    ("decided", "It has been decided whose it is"),
    (
        "release",
        "The bundle has been made, and what it holds is recorded with each case, referral and application",
    ),
    ("close", "The request has been closed"),
];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "subject_access/one.html")]
struct OnePage {
    chrome: Chrome,
    view: RequestView,
    steps: Vec<Choice>,
    /// Where it is decided how long it is kept, for whoever may.
    keeping: Option<String>,
    again: Again,
}

impl OnePage {
    fn of(caller: &Caller, view: RequestView, again: Again) -> Self {
        let mut steps = Vec::new();
        if view.row.status == "open" {
            let found = !view.cases.is_empty() || !view.beside.is_empty();
            let read = view.to_review == 0 && view.to_decide == 0 && view.looked_on.is_some();
            if found && read {
                steps.push(
                    Choice::new("release", "Make the bundle")
                        .hint("Nothing can be changed afterwards"),
                );
            }
            steps.push(Choice::new("words", "Take further words out").revealing());
            steps.push(
                Choice::new("look", "Look again for what is held beside cases")
                    .hint("What was decided of what is still found stays"),
            );
            if !view.extended {
                steps.push(
                    Choice::new("extend", "Extend the time by two months")
                        .hint("Only for complex or numerous requests"),
                );
            }
            steps.push(
                Choice::new("close", "Close it without a bundle")
                    .hint("Withdrawn, refused, or nothing is held"),
            );
        }
        let again = if view.words.is_empty() {
            again
        } else {
            again.or("words", Some(&view.words.join("\n")))
        };
        let area = view.area.parse();
        let keeps = area.is_ok_and(|area| retention::decide(caller, &area).is_permitted());
        Self {
            keeping: keeps.then(|| format!("/retention{}", view.row.href)),
            chrome: frame(caller, format!("Request {}", view.row.reference))
                .official_sensitive()
                .faulty(again.form.is_faulty())
                .crumb(
                    "Data protection",
                    format!("/subject-access?area={}", view.area),
                ),
            view,
            steps,
            again,
        }
    }

    fn day(&self, on: &NaiveDate) -> String {
        time::long_date(*on)
    }
}

/// A request for what is held about somebody
///
/// Whom it is about, the cases they are a subject of and whether each was reviewed, what was found beside
/// cases, by what, and whose it is, and what happened.
#[utoipa::path(get, path = "/subject-access/{id}", tag = "Data protection",
    params(("id" = String, Path, description = "The request")),
    responses((status = 200, description = "The request",
        content((RequestView = "application/json"), (String = "text/html")))))]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    At(id): At<SubjectAccessId>,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (view, _) = RequestView::load(&app, &caller, id).await?;
    let mut page = OnePage::of(&caller, view, Again::first());
    page.chrome = page.chrome.success(asked.done.as_deref(), &DONE);
    Ok(accept.reply(&page.view, &page).into_response())
}

/// Take a step to the answer
///
/// `words` sets all words that are taken out besides those that are known; `extend` and `close` need a
/// reason; `look` looks again for what is held beside cases; `release` makes the bundle once every case found
/// was reviewed, and everything found beside cases decided, as it now is.
#[utoipa::path(post, path = "/subject-access/{id}", tag = "Data protection",
    params(("id" = String, Path, description = "The request")),
    request_body(content((StepBody = "application/json"), (StepBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Done", body = RequestView)))]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    At(id): At<SubjectAccessId>,
    accept: Accept,
    body: Body<StepBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let work = || take(&app, &caller, id, &body.value, &key);
    match once(&app.store, &key, work).await {
        Ok(outcome) => Ok(done(accept, &outcome, body.form.value("step"))),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let status = again.status;
            let (view, _) = RequestView::load(&app, &caller, id).await?;
            Ok(page::html(status, &OnePage::of(&caller, view, again)))
        }
    }
}

/// The bundle
///
/// A ZIP file: `what-is-held.pdf` and `what-is-held.html` to be read, and the same as
/// `what-is-held.json`, with other people taken out. It is kept for ninety days; fetching it is
/// logged.
#[utoipa::path(get, path = "/subject-access/{id}/bundle", tag = "Data protection",
    params(("id" = String, Path, description = "The request")),
    responses((status = 200, description = "The bundle", content((Vec<u8> = "application/zip")))))]
pub(crate) async fn bundle(
    State(app): State<App>,
    caller: Caller,
    At(id): At<SubjectAccessId>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let file = app.store.subject_access(id, &caller, now).await?;
    let domain::subject_access::Status::Released { bundle, .. } = file.journal.status else {
        return Err(Problem::NotFound);
    };
    let bytes = app.store.bundle(bundle).await?;
    let name = format!("{}.zip", file.journal.reference);
    Ok(edge::download(&name, "application/zip", bytes))
}
