//! The dry run: what a sheet would do, row by row. Nothing is written.

use access::Caller;
use askama::Template;
use axum::{
    body::Bytes,
    extract::{FromRequest, Query, Request, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use edge::{
    Accept, App, Problem, Recent,
    page::{self, Chrome, Form, Link},
};
use http::{HeaderMap, StatusCode, header};
use multer::Multipart;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    sheet::{self, MOST_ROWS},
    view::{Counts, LineView, SheetView, judged},
};
use crate::section::{Tab, count, frame, must_administer, tabs};

/// The name of the form's field.
const FILE: &str = "file";

/// The sheet to begin with: the headings and an example, which is nobody.
const TEMPLATE: &str = "name,email,agency,roles,training,trained on\r\n\
    Example Person,example.person@agency.example,surrey-police,Practitioner; Coordinator (RUN),Using charmm: the basics,2026-09-14\r\n";

/// How many rows became what, in the address that a confirmation leads to.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Done {
    rows: Option<usize>,
    created: Option<usize>,
    changed: Option<usize>,
    unchanged: Option<usize>,
    rejected: Option<usize>,
}

impl Done {
    fn counts(&self) -> Option<Counts> {
        Some(Counts {
            rows: self.rows?,
            created: self.created?,
            changed: self.changed?,
            unchanged: self.unchanged?,
            rejected: self.rejected?,
        })
    }
}

/// A sheet, as a form sends it.
#[derive(ToSchema)]
#[schema(as = UploadForm)]
#[expect(dead_code, reason = "only described: the parts are read one by one")]
pub(crate) struct UploadForm {
    /// A CSV file in UTF-8 or an Excel workbook; 1 MB and 2,000 people at most.
    #[schema(value_type = String, format = Binary, example = "name,email,agency,roles\n")]
    file: Vec<u8>,
}

/// The page that asks for a sheet.
pub(crate) async fn form(
    State(_): State<App>,
    caller: Caller,
    _recent: Recent,
    done: Result<Query<Done>, QueryRejection>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let Query(done) = done.map_err(|_| Problem::field("", "The address cannot be read"))?;
    Ok(ask(&caller, done.counts(), Form::new(), StatusCode::OK))
}

fn ask(caller: &Caller, done: Option<Counts>, form: Form, status: StatusCode) -> Response {
    let page = AskPage {
        chrome: frame(caller, "Upload people").faulty(form.is_faulty()),
        tabs: tabs(caller, Tab::Upload),
        form,
        done,
        most: MOST_ROWS,
    };
    page::html(status, &page)
}

/// The sheet to begin with.
#[utoipa::path(
    get,
    path = "/people/upload/template",
    tag = "Administration",
    responses((status = 200, description = "A CSV file with the headings and one example", body = String, content_type = "text/csv")),
)]
pub(crate) async fn template(State(_): State<App>, caller: Caller) -> Result<Response, Problem> {
    must_administer(&caller)?;
    Ok(edge::csv("people.csv", TEMPLATE.to_owned()))
}

/// Looks at a sheet of people: what it would create and change, and what is wrong with it.
///
/// Nothing is written, so it needs no key; send the `sheet` of the answer to
/// `/people/upload/confirm`. A program sends the file itself as `text/csv` or as an Excel workbook,
/// a form as `multipart/form-data`. Columns: name, email, agency (short name or name), roles
/// (`Practitioner; Coordinator (RUN)`), and, for whoever took a course, training and trained on.
#[utoipa::path(
    post,
    path = "/people/upload",
    tag = "Administration",
    request_body(content(
        (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (UploadForm = "multipart/form-data"),
    )),
    responses((status = 200, description = "Each row and what becomes of it", body = SheetView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    request: Request,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    match look(&app, &caller, request).await {
        Ok(view) => {
            let page = LookPage {
                chrome: frame(&caller, "Check the sheet")
                    .back("/people/upload")
                    .wide(),
                form: Form::new().with("sheet", view.sheet.as_str()),
                view: &view,
            };
            Ok(accept.reply(&view, &page).into_response())
        }
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            let form = Form::new().with_faults(problem.faults());
            Ok(ask(&caller, None, form, problem.status()))
        }
        Err(problem) => Err(problem),
    }
}

async fn look(app: &App, caller: &Caller, request: Request) -> Result<SheetView, Problem> {
    let bytes = file(request).await?;
    let rows = sheet::read(&bytes).map_err(|fault| Problem::field(FILE, fault))?;
    let verdicts = judged(app, caller, &rows, app.clock.now()).await?;
    SheetView::of(&rows, &verdicts)
}

/// The file that was sent.
///
/// **Errors:** 400 without one, 413 when it is too large, 415 when it is sent as something else.
async fn file(request: Request) -> Result<Bytes, Problem> {
    let media = media(request.headers());
    let boundary = multer::parse_boundary(media.as_str());
    let known = [
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ];
    let plain = media.split(';').next().unwrap_or_default().trim();
    if boundary.is_err() && !known.contains(&plain.to_lowercase().as_str()) {
        return Err(Problem::UnsupportedMedia);
    }
    let bytes = Bytes::from_request(request, &()).await.map_err(|fault| {
        if fault.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::TooLarge
        } else {
            Problem::field(FILE, "The file could not be read to its end")
        }
    })?;
    match boundary {
        Ok(boundary) => part(bytes, boundary).await,
        Err(_) => Ok(bytes),
    }
}

fn media(headers: &HeaderMap) -> String {
    let media = headers.get(header::CONTENT_TYPE);
    let media = media.and_then(|media| media.to_str().ok());
    media.unwrap_or_default().to_owned()
}

/// The file within a form.
async fn part(bytes: Bytes, boundary: String) -> Result<Bytes, Problem> {
    let broken = |_| Problem::field(FILE, "The form could not be read");
    let stream = axum::body::Body::from(bytes).into_data_stream();
    let mut parts = Multipart::new(stream, boundary);
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if part.name() == Some(FILE) {
            let bytes = part.bytes().await.map_err(broken)?;
            if !bytes.is_empty() {
                return Ok(bytes);
            }
        }
    }
    Err(Problem::field(FILE, "Select a file"))
}

#[derive(Template)]
#[template(path = "upload/ask.html")]
struct AskPage {
    chrome: Chrome,
    tabs: Vec<Link>,
    form: Form,
    done: Option<Counts>,
    most: usize,
}

#[derive(Template)]
#[template(path = "upload/look.html")]
struct LookPage<'a> {
    chrome: Chrome,
    form: Form,
    view: &'a SheetView,
}

impl LookPage<'_> {
    fn writes(&self) -> usize {
        self.view.counts.created + self.view.counts.changed
    }

    fn taken(&self) -> impl Iterator<Item = &LineView> {
        let lines = self.view.lines.iter();
        lines.filter(|line| line.faults.is_empty())
    }

    fn rejected(&self) -> impl Iterator<Item = &LineView> {
        let lines = self.view.lines.iter();
        lines.filter(|line| !line.faults.is_empty())
    }

    fn people(&self, number: usize) -> String {
        count(number, "person", "people")
    }

    fn rows(&self, number: &usize) -> String {
        count(*number, "row", "rows")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_sheet() {
        let rows = sheet::read(TEMPLATE.as_bytes()).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].roles, "Practitioner; Coordinator (RUN)");
    }
}
