//! Saving a long form without an account, and taking it up again (R1.9).
//!
//! What was typed is kept for a week under a secret, which stands in the address that is shown and, if
//! they want, emailed. Nobody else ever sees it: it is no report and no application until it is sent.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::{DateTime, Utc};
use domain::time;
use edge::{
    App, Body, Door, Fields, Opened, Problem, is_token,
    page::{self, Chrome, Form},
    token,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::{
    knocks::Limit,
    mail::Email,
    saved::{KEPT, Saved},
};

use crate::{case_review::apply, report::ask};

/// Forms saved, looked for or emailed from one address.
const FROM_HERE: Limit = Limit {
    what: "saved-form",
    most: 60,
    seconds: 60 * 60,
};

/// Emails to one address, so that nobody is pestered through us.
const TO_THERE: Limit = Limit {
    what: "saved-form-email",
    most: 3,
    seconds: 24 * 60 * 60,
};

/// Most bytes of what was typed: three times what the longest form takes in Latin letters.
const MOST: usize = 250_000;

/// What is never kept: it belongs to the sending, not to what is told.
const NOT_KEPT: [&str; 4] = ["opened", "website", "saved", "shown"];

/// Which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Report,
    Application,
}

impl Which {
    /// What the store calls it, and what its addresses begin with.
    fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Application => "case-review",
        }
    }

    /// Where somebody begins anew.
    fn begins(self) -> &'static str {
        match self {
            Self::Report => "/report",
            Self::Application => "/case-review/apply",
        }
    }

    /// Its first question.
    fn asks_first(self) -> &'static str {
        match self {
            Self::Report => "nuisance",
            Self::Application => "applicant",
        }
    }

    async fn show(self, app: &App, form: Form) -> Result<Response, Problem> {
        match self {
            Self::Report => ask::questions(app, form).await,
            Self::Application => {
                let status = match form.is_faulty() {
                    true => StatusCode::BAD_REQUEST,
                    false => StatusCode::OK,
                };
                apply::page_of(app, form, status).await
            }
        }
    }
}

#[derive(Template)]
#[template(path = "saved.html")]
struct SavedPage {
    chrome: Chrome,
    form: Form,
    /// The address to come back to, as a path and whole.
    path: String,
    address: String,
    until: String,
}

#[derive(Template)]
#[template(path = "saved_gone.html")]
struct GonePage {
    chrome: Chrome,
    begins: &'static str,
    deleted: bool,
}

impl SavedPage {
    fn of(app: &App, which: Which, secret: &str, until: DateTime<Utc>) -> Self {
        let path = format!("/{}/saved/{}", which.name(), secret);
        Self {
            chrome: Chrome::new("Your answers are saved"),
            form: Form::new(),
            address: format!("{}{path}", app.config.origin),
            path,
            until: time::long_date(time::london_date(until)),
        }
    }
}

/// `POST /report/save`.
pub(crate) async fn save_report(
    State(app): State<App>,
    door: Door,
    body: Body<Map<String, Value>>,
) -> Result<Response, Problem> {
    save(&app, Which::Report, &door, &body.form).await
}

/// `POST /case-review/save`.
pub(crate) async fn save_application(
    State(app): State<App>,
    door: Door,
    body: Body<Map<String, Value>>,
) -> Result<Response, Problem> {
    save(&app, Which::Application, &door, &body.form).await
}

/// `GET /report/saved/{secret}`.
pub(crate) async fn report(
    State(app): State<App>,
    door: Door,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    take_up(&app, Which::Report, &door, &secret).await
}

/// `GET /case-review/saved/{secret}`.
pub(crate) async fn application(
    State(app): State<App>,
    door: Door,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    take_up(&app, Which::Application, &door, &secret).await
}

/// To where the address is emailed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmailBody {
    email: Option<String>,
}

/// `POST /report/saved/{secret}/email`.
pub(crate) async fn email_report(
    State(app): State<App>,
    door: Door,
    Path(secret): Path<String>,
    body: Body<EmailBody>,
) -> Result<Response, Problem> {
    email(&app, (Which::Report, &secret), &door, body).await
}

/// `POST /case-review/saved/{secret}/email`.
pub(crate) async fn email_application(
    State(app): State<App>,
    door: Door,
    Path(secret): Path<String>,
    body: Body<EmailBody>,
) -> Result<Response, Problem> {
    email(&app, (Which::Application, &secret), &door, body).await
}

/// `POST /report/saved/{secret}/delete`.
pub(crate) async fn delete_report(
    State(app): State<App>,
    door: Door,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    delete(&app, Which::Report, &door, &secret).await
}

/// `POST /case-review/saved/{secret}/delete`.
pub(crate) async fn delete_application(
    State(app): State<App>,
    door: Door,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    delete(&app, Which::Application, &door, &secret).await
}

/// Forgets what was saved, once it was sent.
pub(crate) async fn sent(app: &App, secret: Option<&str>) -> Result<(), Problem> {
    if let Some(secret) = secret.filter(|secret| is_token(secret)) {
        app.store.forget_saved(secret).await?;
    }
    Ok(())
}

async fn save(app: &App, which: Which, door: &Door, form: &Form) -> Result<Response, Problem> {
    let now = app.clock.now();
    let typed: Vec<(String, String)> = form
        .pairs()
        .filter(|(name, _)| !name.starts_with('_') && !NOT_KEPT.contains(name))
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    if typed.is_empty() {
        let nothing = "There is nothing to save yet: answer a question first";
        let form = form.clone().with_fault(which.asks_first(), nothing);
        return which.show(app, form).await;
    }
    let bytes = |(name, value): &(String, String)| name.len() + value.len();
    if typed.iter().map(bytes).sum::<usize>() > MOST {
        return Err(Problem::TooLarge);
    }
    door.admit(app, FROM_HERE, now).await?;
    // Saved again, it stays where its address leads to.
    let before = form.value("saved");
    let secret = match found(app, which, before).await? {
        Some(_) => before.to_owned(),
        None => token()?,
    };
    let saved = Saved {
        form: which.name().to_owned(),
        typed,
        until: now + KEPT,
    };
    app.store.save_typed(&secret, &saved).await?;
    let page = SavedPage::of(app, which, &secret, saved.until);
    Ok(page::html(StatusCode::OK, &page))
}

async fn found(app: &App, which: Which, secret: &str) -> Result<Option<Saved>, Problem> {
    if !is_token(secret) {
        return Ok(None);
    }
    let now = app.clock.now();
    Ok(app.store.saved(secret, which.name(), now).await?)
}

/// What was saved there; a page that says that it is gone instead, whatever is wrong with the address.
async fn kept(
    app: &App,
    which: Which,
    door: &Door,
    secret: &str,
) -> Result<Result<Saved, Response>, Problem> {
    match found(app, which, secret).await? {
        Some(saved) => Ok(Ok(saved)),
        None => {
            door.admit(app, FROM_HERE, app.clock.now()).await?;
            Ok(Err(gone(which, StatusCode::NOT_FOUND)))
        }
    }
}

fn gone(which: Which, status: StatusCode) -> Response {
    let deleted = status.is_success();
    let title = if deleted {
        "Your answers have been deleted"
    } else {
        "These answers are not kept any more"
    };
    let page = GonePage {
        chrome: Chrome::new(title),
        begins: which.begins(),
        deleted,
    };
    page::html(status, &page)
}

async fn take_up(app: &App, which: Which, door: &Door, secret: &str) -> Result<Response, Problem> {
    let saved = match kept(app, which, door, secret).await? {
        Ok(kept) => kept,
        Err(gone) => return Ok(gone),
    };
    let opened = Opened::of(app).await?.seal(app.clock.now());
    let form = Form::posted(saved.typed).with_fresh_key();
    let form = form.with("opened", opened).with("saved", secret);
    which.show(app, form).await
}

async fn email(
    app: &App,
    (which, secret): (Which, &str),
    door: &Door,
    body: Body<EmailBody>,
) -> Result<Response, Problem> {
    let saved = match kept(app, which, door, secret).await? {
        Ok(kept) => kept,
        Err(gone) => return Ok(gone),
    };
    let mut page = SavedPage::of(app, which, secret, saved.until);
    let mut fields = Fields::default();
    let to = fields.email("email", "your email address", body.value.email);
    let to = match fields.finish(|| to) {
        Ok(to) => to,
        Err(problem) => {
            let status = problem.status();
            page.form = body.form.with_faults(problem.faults());
            page.chrome = page.chrome.faulty(true);
            return Ok(page::html(status, &page));
        }
    };
    let now = app.clock.now();
    door.admit(app, FROM_HERE, now).await?;
    let fault = if !app.store.knock(TO_THERE, &to, now).await? {
        Some("Several emails have gone to this address today. Write the address down instead")
    } else if hand_over(app, &to, &page).await? {
        None
    } else {
        Some("The email could not be sent. Try again, or write the address down instead")
    };
    match fault {
        None => {
            page.chrome.success = Some("The email is on its way");
            Ok(page::html(StatusCode::OK, &page))
        }
        Some(fault) => {
            page.form = body.form.with_fault("email", fault);
            page.chrome = page.chrome.faulty(true);
            Ok(page::html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// Whether the provider took the email. It says nothing of what was told, nor of which form it is.
async fn hand_over(app: &App, to: &str, page: &SavedPage) -> Result<bool, Problem> {
    let Some(mail) = &app.mail else {
        return Err(Problem::Broken("nothing sends emails here".to_owned()));
    };
    let text = format!(
        "You asked us for the address of the answers that you saved.\n\n\
         Go on here until {}:\n{}\n\n\
         Whoever has this address can read your answers. Do not pass it on.\n\n\
         If you did not ask for this email, you need not do anything.\n\n\
         This mailbox is not read.\n",
        page.until, page.address
    );
    let email = Email {
        to,
        subject: "The answers that you saved",
        text: &text,
        notice: None,
    };
    match mail.send(email).await {
        Ok(_) => Ok(true),
        Err(unsent) => {
            tracing::warn!(%unsent, "email not taken");
            Ok(false)
        }
    }
}

async fn delete(app: &App, which: Which, door: &Door, secret: &str) -> Result<Response, Problem> {
    match kept(app, which, door, secret).await? {
        Ok(_) => {
            app.store.forget_saved(secret).await?;
            Ok(gone(which, StatusCode::OK))
        }
        Err(gone) => Ok(gone),
    }
}
