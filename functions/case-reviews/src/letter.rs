//! Letters to the applicant: for who runs the review, as a page and as a PDF to be posted, or to be read
//! out where no postal address was given; and for the applicant, at the address that was sent by email
//! (R7.3, R7.4).

use access::Caller;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use domain::{
    CaseReviewId,
    case_review::{
        CaseReview, Letter,
        letter::{Part, Written},
    },
    time,
};
use edge::{
    Accept, App, Door, Problem, Within,
    areas::name_of,
    aside, download, is_token,
    page::{self, Chrome},
};
use paper::Template as Paper;
use serde_json::{Value, json};
use store::{File, knocks::Limit};

use crate::{frame, view::application};

static PAPER: Paper = Paper::new(include_str!("../templates/letter.typ"));

/// Letters asked for from one address, by their secrets.
const FROM_HERE: Limit = Limit {
    what: "letter",
    most: 60,
    seconds: 60 * 60,
};

#[derive(Template)]
#[template(path = "letter.html")]
struct LetterPage {
    chrome: Chrome,
    letter: Written,
    on: String,
    /// Whether it is read by who sends it: only then it says where its addressee lives, and how it
    /// reaches them.
    posted: bool,
}

/// `GET /case-reviews/{id}/letters/{letter}`: to be posted or read out.
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(id, name): Within<CaseReviewId, String>,
) -> Result<Response, Problem> {
    let letter = posted(&app, &caller, id, &name).await?;
    let chrome = frame(&caller, letter.title.as_str())
        .official_sensitive()
        .back(format!("/case-reviews/{id}"));
    reply(accept, chrome, letter, true).await
}

/// `GET /case-review/letters/{secret}`: as it was emailed.
pub(crate) async fn emailed(
    State(app): State<App>,
    door: Door,
    accept: Accept,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let letter = sent(&app, &door, &secret).await?;
    reply(accept, Chrome::new(letter.title.as_str()), letter, false).await
}

/// The letter as a page, or as a PDF to be saved.
async fn reply(
    accept: Accept,
    chrome: Chrome,
    letter: Written,
    posted: bool,
) -> Result<Response, Problem> {
    if accept == Accept::Pdf {
        return print(letter, posted).await;
    }
    let page = LetterPage {
        chrome,
        on: time::long_date(letter.on),
        letter,
        posted,
    };
    Ok(page::html(StatusCode::OK, &page))
}

/// A letter to be posted or read out, for who runs the review; the reading is logged.
async fn posted(
    app: &App,
    caller: &Caller,
    id: CaseReviewId,
    name: &str,
) -> Result<Written, Problem> {
    let file = app.store.case_review(id, caller, app.clock.now()).await?;
    let letter = Letter::parse(name).ok_or(Problem::NotFound)?;
    write(app, &file, letter).await
}

/// A letter that was sent, for whoever has its secret.
async fn sent(app: &App, door: &Door, secret: &str) -> Result<Written, Problem> {
    let now = app.clock.now();
    door.admit(app, FROM_HERE, now).await?;
    if !is_token(secret) {
        return Err(Problem::NotFound);
    }
    let (file, letter) = app.store.emailed_letter(secret, now).await?;
    write(app, &file, letter).await
}

async fn write(app: &App, file: &File<CaseReview>, letter: Letter) -> Result<Written, Problem> {
    let told = application(file).ok_or(Problem::NotFound)?;
    let area = name_of(app, &file.journal.area).await?;
    let events = file.entries.iter().filter_map(|entry| entry.event.as_ref());
    let adopted = app.store.adopted().await?;
    let written = letter.write(&file.journal, told, events, (&area, &adopted));
    written.ok_or(Problem::NotFound)
}

async fn print(letter: Written, posted: bool) -> Result<Response, Problem> {
    let name = format!("letter-{}.pdf", letter.reference);
    let pdf = aside(move || {
        let rendered = PAPER.render(given(&letter, posted));
        rendered.map_err(|fault| Problem::Broken(fault.to_string()))
    })
    .await?
    .pdf;
    Ok(download(&name, "application/pdf", pdf))
}

/// What the template sets.
fn given(letter: &Written, posted: bool) -> Value {
    let parts = letter.parts.iter().map(|part| match part {
        Part::Said(text) | Part::Typed(text) => json!({ "is": "text", "text": text }),
        Part::Heading(text) => json!({ "is": "heading", "text": text }),
        Part::Points(points) => json!({ "is": "points", "points": points }),
    });
    json!({
        "title": letter.title,
        "on": letter.on,
        "name": letter.name,
        "address": letter.address.as_ref().filter(|_| posted),
        "reference": letter.reference,
        "victim": letter.victim,
        "parts": parts.collect::<Vec<_>>(),
        "from": letter.from,
    })
}
