//! The people and places of a draft: who and what was added.

use access::Caller;
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use domain::referral::form::{Form as Referral, SubjectRole};
use edge::{
    Accept, App, At, Body, Problem,
    page::{self, Chrome, Form},
};

use super::{
    Draft, DraftId,
    part::Part,
    start::Nothing,
    step::Step,
    view,
    write::{chrome, keyed, leave, refused},
};
use crate::choices::label_of;

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
    Ok(page::html(
        StatusCode::OK,
        &members(&caller, &draft, Form::new()),
    ))
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
    draft.go_on(Step::Subjects);
    draft.save(&app, &caller).await?;
    leave(
        &app,
        accept,
        &draft,
        draft.after_list(Step::Subjects).slug(),
    )
    .await
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
        let page = if subject.is_place() {
            Part::Place
        } else {
            Part::Who
        };
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
        vec![
            ("Add a person", to(Part::Who)),
            ("Add a place", to(Part::Place)),
        ]
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

/// The place in a list that a number from 1 names.
pub(super) fn index(number: &str) -> Result<(usize, usize), Problem> {
    let read: usize = number.parse().map_err(|_| Problem::NotFound)?;
    let index = read.checked_sub(1).ok_or(Problem::NotFound)?;
    Ok((index, read))
}
