//! The people and places of a draft: the list, and the pages about each.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use domain::referral::form::{Form as Referral, SubjectRole};
use edge::{
    Accept, App, At, Body, Problem,
    page::{self, Chrome, Form},
};

use super::{
    Draft, DraftId, Then,
    delete::RemovePage,
    part::Part,
    question,
    start::Nothing,
    step::Step,
    view,
    write::{QuestionsPage, chrome, filled, keyed, leave, refused},
};
use crate::{choices::label_of, referral::body::SubjectBody};

#[derive(Template)]
#[template(path = "refer/members.html")]
pub(super) struct MembersPage {
    pub(super) chrome: Chrome,
    pub(super) form: Form,
    pub(super) action: String,
    pub(super) members: Vec<Member>,
    /// What stands when there are none.
    pub(super) none: &'static str,
    /// Ways to add another: words and address.
    pub(super) adding: Vec<(&'static str, String)>,
}

/// One of a list that can be added to.
pub(super) struct Member {
    pub(super) title: String,
    pub(super) detail: String,
    /// Names it in links, for those who hear them one by one.
    pub(super) called: String,
    pub(super) change: String,
    pub(super) remove: String,
}

/// `GET /refer/{draft}/subjects`: who and what was added.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<DraftId>,
) -> Result<Response, Problem> {
    let draft = Draft::load(&app, &caller, id).await?;
    if !accept.html() {
        return view::json(&app, &draft).await;
    }
    Ok(page::html(StatusCode::OK, &members(&caller, &draft, Form::new())))
}

/// `POST /refer/{draft}/subjects`: goes on, when there is at least one.
pub(crate) async fn go_on(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<DraftId>,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    let mut draft = Draft::load(&app, &caller, id).await?;
    let faults = Step::Subjects.own(draft.faults(None, app.clock.now()));
    if !faults.is_empty() {
        let form = body.form.with_faults(refused(accept, faults)?);
        let page = members(&caller, &draft, keyed(form));
        return Ok(page::html(StatusCode::BAD_REQUEST, &page));
    }
    draft.written.next = draft.written.next.max(Step::Relationships);
    draft.save(&app, &caller).await?;
    leave(&app, accept, &draft, Step::Relationships.slug()).await
}

fn members(caller: &Caller, draft: &Draft, form: Form) -> MembersPage {
    let base = draft.base();
    let subjects = &draft.written.answers.subjects;
    let title = match subjects.len() {
        0 => "Who and what does this concern?".to_owned(),
        1 => "You have added 1 person or place".to_owned(),
        count => format!("You have added {count} people and places"),
    };
    let members = (1..).zip(subjects).map(|(number, subject)| {
        let page = if subject.is_place() { Part::Place } else { Part::Who };
        let role = subject.role.as_deref().unwrap_or_default();
        let name = subject.name.clone().unwrap_or_default();
        Member {
            detail: label_of(role, SubjectRole::parse, SubjectRole::label),
            called: name.clone(),
            title: name,
            change: format!("{base}/subjects/{number}/{}", page.slug()),
            remove: format!("{base}/subjects/{number}/remove"),
        }
    });
    let new = subjects.len() + 1;
    let adding = if new > Referral::MAX_SUBJECTS {
        Vec::new()
    } else {
        let to = |part: Part| format!("{base}/subjects/{new}/{}", part.slug());
        vec![("Add a person", to(Part::Who)), ("Add a place", to(Part::Place))]
    };
    let back = format!("{base}/{}", Step::Behaviours.slug());
    MembersPage {
        members: members.collect(),
        chrome: chrome(caller, &title, back).faulty(form.is_faulty()),
        form,
        action: format!("{base}/subjects"),
        none: "Add each person involved – whoever is said to cause harm, victims, witnesses – \
               and each place where it happens.",
        adding,
    }
}

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
        Ok(Self { index, number, part, subject, draft })
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

/// The place in a list that a number from 1 names.
pub(super) fn index(number: &str) -> Result<(usize, usize), Problem> {
    let read: usize = number.parse().map_err(|_| Problem::NotFound)?;
    let index = read.checked_sub(1).ok_or(Problem::NotFound)?;
    Ok((index, read))
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
    post, path = "/refer/{draft}/subjects/{number}/{part}", tag = "referral drafts",
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
    let faults = about.part.own(about.index, about.draft.faults(None, app.clock.now()));
    if !faults.is_empty() {
        let form = body.form.with_faults(refused(accept, faults)?);
        return Ok(about.page(&caller, &then, form).reply(StatusCode::BAD_REQUEST));
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
    let subject = draft.written.answers.subjects.get(index).ok_or(Problem::NotFound)?;
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
    post, path = "/refer/{draft}/subjects/{number}/remove", tag = "referral drafts",
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
