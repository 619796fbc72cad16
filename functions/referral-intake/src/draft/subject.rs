//! The pages about one person or place of a draft.

use access::Caller;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use domain::referral::form::Form as Referral;
use edge::{Accept, App, Body, Problem, page::Form};

use super::{
    Draft, DraftId, Then,
    delete::RemovePage,
    part::Part,
    question,
    start::Nothing,
    step::Step,
    subjects::index,
    view,
    write::{QuestionsPage, chrome, filled, keyed, leave, refused},
};
use crate::referral::body::SubjectBody;

/// Which subject, and which page about it.
struct About {
    index: usize,
    number: usize,
    part: Part,
    subject: SubjectBody,
    draft: Draft,
}

impl About {
    /// The subject that a path names, or a new one after the last.
    async fn find(
        app: &App,
        caller: &Caller,
        (id, number, part): (String, String, String),
    ) -> Result<Self, Problem> {
        let id = id.parse().map_err(|()| Problem::NotFound)?;
        let part: Part = part.parse().map_err(|()| Problem::NotFound)?;
        let draft = Draft::load(app, caller, id).await?;
        let (index, number) = index(&number)?;
        let subjects = &draft.written.answers.subjects;
        let subject = match subjects.get(index) {
            Some(known) if known.is_place() == (part == Part::Place) => known.clone(),
            None if index == subjects.len() && index < Referral::MAX_SUBJECTS => {
                // A new one begins with its first page.
                part.previous().map_or(Ok(()), |_| Err(Problem::NotFound))?;
                SubjectBody::default()
            }
            _ => return Err(Problem::NotFound),
        };
        Ok(Self {
            index,
            number,
            part,
            subject,
            draft,
        })
    }

    fn page(&self, caller: &Caller, then: &Then, form: Form) -> QuestionsPage {
        let base = self.draft.base();
        let (number, part) = (self.number, self.part);
        let back = match part.previous() {
            _ if then.changing() => format!("{base}/check"),
            Some(previous) => format!("{base}/subjects/{number}/{}", previous.slug()),
            None => format!("{base}/subjects"),
        };
        let chrome = chrome(caller, question::title_of_part(part), back);
        QuestionsPage {
            chrome: chrome.faulty(form.is_faulty()),
            form: keyed(form),
            action: format!("{base}/subjects/{number}/{}{}", part.slug(), then.query()),
            questions: question::of_part(part),
        }
    }
}

/// `GET /refer/{draft}/subjects/{number}/{part}`: a page about a person or place.
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(path): Path<(String, String, String)>,
    Query(then): Query<Then>,
) -> Result<Response, Problem> {
    let about = About::find(&app, &caller, path).await?;
    let page = about.page(&caller, &then, filled(&about.subject));
    Ok(page.reply(StatusCode::OK))
}

/// `POST /refer/{draft}/subjects/{number}/{part}`: saves the page's own answers; the number after
/// the last adds one.
#[utoipa::path(
    post, path = "/refer/{draft}/subjects/{number}/{part}", operation_id = "save_draft_subject", tag = "referral drafts",
    summary = "Add or change a person or place of a draft",
    description = "Parts of a person: `who`, `home`, `circumstances`, `contact`; of a place: `place`. \
                   The number after the last one adds one, beginning with `who` or `place`.",
    params(
        ("draft" = String, Path, description = "The draft", example = "7c3e9a1b5d2f4860"),
        ("number" = usize, Path, description = "Which one, from 1", example = 1),
        ("part" = String, Path, description = "The part", example = "who"),
    ),
    request_body(content = SubjectBody, example = json!({
        "role": "alleged_perpetrator",
        "name": "Alex Example"
    })),
    responses((status = 200, description = "Saved", body = view::DraftView)),
)]
pub(crate) async fn save(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Path(path): Path<(String, String, String)>,
    Query(then): Query<Then>,
    body: Body<SubjectBody>,
) -> Result<Response, Problem> {
    let mut about = About::find(&app, &caller, path).await?;
    about.part.take(&mut about.subject, body.value);
    let subjects = &mut about.draft.written.answers.subjects;
    match subjects.get_mut(about.index) {
        Some(known) => *known = about.subject.clone(),
        None => subjects.push(about.subject.clone()),
    }
    let faults = about
        .part
        .own(about.index, about.draft.faults(None, app.clock.now()));
    if !faults.is_empty() {
        let form = body.form.with_faults(refused(accept, faults)?);
        return Ok(about
            .page(&caller, &then, form)
            .reply(StatusCode::BAD_REQUEST));
    }
    about.draft.save(&app, &caller).await?;
    let next = match about.part.next(&about.subject) {
        _ if then.changing() => Step::Check.slug().to_owned(),
        Some(part) => format!("subjects/{}/{}", about.number, part.slug()),
        None => Step::Subjects.slug().to_owned(),
    };
    leave(&app, accept, &about.draft, &next).await
}

/// `GET /refer/{draft}/subjects/{number}/remove`: asks.
pub(crate) async fn ask(
    State(app): State<App>,
    caller: Caller,
    Path((id, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|()| Problem::NotFound)?;
    let draft = Draft::load(&app, &caller, id).await?;
    let (index, number) = index(&number)?;
    let subject = draft
        .written
        .answers
        .subjects
        .get(index)
        .ok_or(Problem::NotFound)?;
    let title = if subject.is_place() {
        "Are you sure you want to remove this place?"
    } else {
        "Are you sure you want to remove this person?"
    };
    let page = RemovePage {
        chrome: chrome(&caller, title, format!("{}/subjects", draft.base())),
        form: Form::new(),
        action: format!("{}/subjects/{number}/remove", draft.base()),
        what: subject.name.clone().unwrap_or_default(),
        button: "Remove",
    };
    Ok(page.reply())
}

/// `POST /refer/{draft}/subjects/{number}/remove`: removes it; those after it move up.
#[utoipa::path(
    post, path = "/refer/{draft}/subjects/{number}/remove", operation_id = "remove_draft_subject", tag = "referral drafts",
    summary = "Remove a person or place from a draft",
    params(
        ("draft" = String, Path, description = "The draft", example = "7c3e9a1b5d2f4860"),
        ("number" = usize, Path, description = "Which one, from 1", example = 1),
    ),
    responses((status = 200, description = "Removed", body = view::DraftView)),
)]
pub(crate) async fn remove(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Path((id, number)): Path<(String, String)>,
    _body: Body<Nothing>,
) -> Result<Response, Problem> {
    let id: DraftId = id.parse().map_err(|()| Problem::NotFound)?;
    let mut draft = Draft::load(&app, &caller, id).await?;
    let (index, _) = index(&number)?;
    let subjects = &mut draft.written.answers.subjects;
    if index >= subjects.len() {
        return Err(Problem::NotFound);
    }
    subjects.remove(index);
    draft.save(&app, &caller).await?;
    leave(&app, accept, &draft, Step::Subjects.slug()).await
}
