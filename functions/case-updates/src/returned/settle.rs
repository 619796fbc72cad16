//! `/notices/returned/{id}`: one returned message, and what was done about it.

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{Prose, journal::Hash, notice::Remedy};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    accept::see_other,
    once,
    page::{self, Choice, Chrome, Place},
};
use serde::{Deserialize, Serialize};
use store::{Once, Outcome, returned::Matter};

use super::view::ReturnedView;
use crate::again::{Again, led_to};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/notices/returned/{id}", get(show).post(settle))
}

/// What was done about a returned message.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SettleReturned, example = json!({
    "remedy": "told", "note": "Duty sergeant told by telephone at 10:15; mailbox being repaired."
}))]
pub(super) struct SettleBody {
    /// `told`: told another way; `sent_again`: the address has been corrected, so send it again;
    /// `not_needed`: nobody has to be told any more.
    #[schema(value_type = String)]
    remedy: Option<String>,
    /// Who was told, how and when, or why nobody has to be; up to 5,000 characters.
    #[schema(value_type = String)]
    note: Option<String>,
}

impl SettleBody {
    fn read(&self) -> Result<(Remedy, Prose), Problem> {
        let mut fields = Fields::default();
        let remedy = self.remedy.clone();
        let remedy = fields.choice("remedy", "what was done", remedy, Remedy::parse);
        let note = fields.prose("note", "what was done and when", self.note.clone());
        fields.finish(|| Some((remedy?, note?)))
    }
}

/// A returned message that has been dealt with.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = SettledMessage, example = json!({
    "id": "9f2c6a1d0e7b4c3f8a5d2e1b6c9f0a3d7e4b1c8f5a2d9e6b3c0f7a4d1e8b5c2f", "remedy": "told"
}))]
struct SettledView {
    /// The notice's id.
    id: String,
    /// What was done.
    remedy: &'static str,
}

#[derive(Template)]
#[template(path = "returned/one.html")]
struct OnePage {
    chrome: Chrome,
    view: ReturnedView,
    remedies: Vec<Choice>,
    again: Again,
}

/// A returned message
///
/// For whom it was, what it says, and why it came back; 404 once it has been dealt with.
#[utoipa::path(get, path = "/notices/returned/{id}", tag = "notices",
    params(("id" = String, Path, description = "The notice")),
    responses((status = 200, description = "The message",
        content((ReturnedView = "application/json"), (String = "text/html")))))]
pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    At(id): At<Hash>,
    accept: Accept,
) -> Result<Response, Problem> {
    let matter = load(&app, &caller, id).await?;
    match page(&matter, &caller, id, Again::first()) {
        Some(page) => Ok(accept.reply(&page.view, &page).into_response()),
        // Somebody else was faster, or the page was opened again.
        None if accept.html() => Ok(see_other(&format!("{}&done=before", list(&matter)))),
        None => Err(Problem::NotFound),
    }
}

async fn load(app: &App, caller: &Caller, id: Hash) -> Result<Matter, Problem> {
    let now = app.clock.now();
    Ok(app.store.matter_of_return(id, caller, now).await?)
}

/// The list that it stands in.
fn list(matter: &Matter) -> String {
    format!("/notices/returned?area={}", matter.area())
}

fn page(matter: &Matter, caller: &Caller, id: Hash, again: Again) -> Option<OnePage> {
    let (returned, to) = matter.waiting(id)?;
    let choice =
        |remedy: Remedy, label: &str, hint: &str| Choice::new(remedy.value(), label).hint(hint);
    Some(OnePage {
        chrome: edge::chrome(caller, "Returned message")
            .at(Place::Home)
            .official_sensitive()
            .faulty(again.form.is_faulty())
            .crumb("Your work", "/")
            .crumb("Returned messages", list(matter)),
        view: ReturnedView::of(&returned, &to),
        remedies: vec![
            choice(
                Remedy::Told,
                "I have told them another way",
                "For example by telephone",
            ),
            choice(
                Remedy::SentAgain,
                "The address has been corrected: send the message again",
                "It goes to the address that is known now",
            ),
            choice(
                Remedy::NotNeeded,
                "They no longer need to be told",
                "For example because the action has ended",
            ),
        ],
        again,
    })
}

/// Deal with a returned message
///
/// Recorded in the history of what the message is about; sends it again if that is asked for.
#[utoipa::path(post, path = "/notices/returned/{id}", tag = "notices",
    params(("id" = String, Path, description = "The notice")),
    request_body(content((SettleBody = "application/json"), (SettleBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Dealt with", body = SettledView)))]
pub(super) async fn settle(
    State(app): State<App>,
    caller: Caller,
    At(id): At<Hash>,
    accept: Accept,
    body: Body<SettleBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let asked = body.value.read();
    let word = match &asked {
        Ok((Remedy::SentAgain, _)) => "again",
        _ => "settled",
    };
    let made = match asked {
        Ok(asked) => once::once(&app.store, &key, || record(&app, &caller, id, &asked, &key)).await,
        Err(faults) => Err(faults),
    };
    match made {
        Ok(outcome) => {
            let list = outcome.location.clone().unwrap_or_default();
            Ok(led_to(accept, &outcome, &format!("{list}&done={word}")))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let status = again.status;
            let matter = load(&app, &caller, id).await?;
            let page = page(&matter, &caller, id, again).ok_or(Problem::NotFound)?;
            Ok(page::html(status, &page))
        }
    }
}

async fn record(
    app: &App,
    caller: &Caller,
    id: Hash,
    (remedy, note): &(Remedy, Prose),
    key: &Once,
) -> Result<Outcome, Problem> {
    let matter = load(app, caller, id).await?;
    let view = SettledView {
        id: id.to_string(),
        remedy: remedy.value(),
    };
    let outcome = once::changed(list(&matter), &view)?;
    let stamp = app.stamp(caller)?;
    let commit = matter.settle_notice(id, *remedy, note.clone(), &stamp)?;
    app.store.commit(commit.once(key, outcome.clone())).await?;
    Ok(outcome)
}
