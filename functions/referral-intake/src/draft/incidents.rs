//! The incidents of a draft: the list, and the page about each.

use access::Caller;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use domain::{referral::form::Form as Referral, time};
use edge::{
    Accept, App, At, Body, Problem, Within,
    page::{self, Fault, Form},
};

use super::{
    Draft, DraftId, Then,
    delete::RemovePage,
    question,
    start::Nothing,
    step::{Step, member},
    subjects::{Member, MembersPage, index},
    view,
    write::{QuestionsPage, chrome, filled, keyed, leave, refused},
};
use crate::referral::body::IncidentBody;

/// `GET /refer/{draft}/incidents`: what was added.
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
    Ok(page::html(StatusCode::OK, &members(&caller, &draft)))
}

/// `POST /refer/{draft}/incidents`: goes on; there may be none.
pub(crate) async fn go_on(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<DraftId>,
    _body: Body<Nothing>,
) -> Result<Response, Problem> {
    let mut draft = Draft::load(&app, &caller, id).await?;
    draft.go_on(Step::Incidents);
    draft.save(&app, &caller).await?;
    leave(
        &app,
        accept,
        &draft,
        draft.after_list(Step::Incidents).slug(),
    )
    .await
}

fn members(caller: &Caller, draft: &Draft) -> MembersPage {
    let base = draft.base();
    let incidents = &draft.written.answers.incidents;
    let title = match incidents.len() {
        0 => "What has happened?".to_owned(),
        1 => "You have added 1 incident".to_owned(),
        count => format!("You have added {count} incidents"),
    };
    let members = (1..).zip(incidents).map(|(number, incident)| {
        let on = incident.on.as_deref().unwrap_or_default();
        let on = on.parse().map_or_else(|_| on.to_owned(), time::long_date);
        Member {
            called: format!("incident of {on}"),
            title: on,
            detail: incident.what.clone().unwrap_or_default(),
            change: format!("{base}/incidents/{number}"),
            remove: format!("{base}/incidents/{number}/remove"),
        }
    });
    let new = incidents.len() + 1;
    let adding = if new > Referral::MAX_INCIDENTS {
        Vec::new()
    } else {
        vec![("Add an incident", format!("{base}/incidents/{new}"))]
    };
    MembersPage {
        members: members.collect(),
        chrome: chrome(caller, &title, format!("{base}/{}", Step::Children.slug())),
        form: Form::new(),
        action: format!("{base}/incidents"),
        none: "Add the incidents that matter most, with their dates. \
               Continue without if there are none to tell yet.",
        adding,
    }
}

/// Which incident.
struct About {
    index: usize,
    number: usize,
    draft: Draft,
}

impl About {
    /// The incident that a path names, or a new one after the last.
    async fn find(app: &App, caller: &Caller, id: DraftId, number: &str) -> Result<Self, Problem> {
        let draft = Draft::load(app, caller, id).await?;
        let (index, number) = index(number)?;
        let count = draft.written.answers.incidents.len();
        if index <= count && index < Referral::MAX_INCIDENTS {
            Ok(Self {
                index,
                number,
                draft,
            })
        } else {
            Err(Problem::NotFound)
        }
    }

    fn page(&self, caller: &Caller, then: &Then, form: Form) -> QuestionsPage {
        let base = self.draft.base();
        let back = if then.changing() {
            "check"
        } else {
            "incidents"
        };
        let chrome = chrome(caller, "Incident", format!("{base}/{back}"));
        QuestionsPage {
            chrome: chrome.faulty(form.is_faulty()),
            form: keyed(form),
            action: format!("{base}/incidents/{}{}", self.number, then.query()),
            questions: question::of_incident(),
        }
    }

    /// The faults of this incident, named as its page names them.
    fn own(&self, faults: Vec<Fault>) -> Vec<Fault> {
        let own = faults.into_iter().filter_map(|fault| {
            let incident = fault.field.starts_with("incidents[");
            let (at, field) = member(&fault.field).filter(|_| incident)?;
            (at == self.index).then(|| Fault::new(field, fault.message.clone()))
        });
        own.collect()
    }
}

/// `GET /refer/{draft}/incidents/{number}`: when and what.
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<DraftId, String>,
    Query(then): Query<Then>,
) -> Result<Response, Problem> {
    let about = About::find(&app, &caller, id, &number).await?;
    let known = about.draft.written.answers.incidents.get(about.index);
    let form = known.map_or_else(Form::new, filled);
    Ok(about.page(&caller, &then, form).reply(StatusCode::OK))
}

/// `POST /refer/{draft}/incidents/{number}`: saves it; the number after the last adds one.
#[utoipa::path(
    post, path = "/refer/{draft}/incidents/{number}", operation_id = "save_draft_incident", tag = "referral drafts",
    summary = "Add or change an incident of a draft",
    params(
        ("draft" = String, Path, description = "The draft", example = "7c3e9a1b5d2f4860"),
        ("number" = usize, Path, description = "Which one, from 1; the one after the last adds one", example = 1),
    ),
    request_body = IncidentBody,
    responses((status = 200, description = "Saved", body = view::DraftView)),
)]
pub(crate) async fn save(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(id, number): Within<DraftId, String>,
    Query(then): Query<Then>,
    body: Body<IncidentBody>,
) -> Result<Response, Problem> {
    let mut about = About::find(&app, &caller, id, &number).await?;
    let incidents = &mut about.draft.written.answers.incidents;
    match incidents.get_mut(about.index) {
        Some(known) => *known = body.value,
        None => incidents.push(body.value),
    }
    let faults = about.own(about.draft.faults(None, app.clock.now()));
    if !faults.is_empty() {
        let form = body.form.with_faults(refused(accept, faults)?);
        return Ok(about
            .page(&caller, &then, form)
            .reply(StatusCode::BAD_REQUEST));
    }
    about.draft.save(&app, &caller).await?;
    let next = if then.changing() {
        Step::Check
    } else {
        Step::Incidents
    };
    leave(&app, accept, &about.draft, next.slug()).await
}

/// `GET /refer/{draft}/incidents/{number}/remove`: asks.
pub(crate) async fn ask(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<DraftId, String>,
) -> Result<Response, Problem> {
    let draft = Draft::load(&app, &caller, id).await?;
    let (index, number) = index(&number)?;
    let incident = draft
        .written
        .answers
        .incidents
        .get(index)
        .ok_or(Problem::NotFound)?;
    let title = "Are you sure you want to remove this incident?";
    let page = RemovePage {
        chrome: chrome(&caller, title, format!("{}/incidents", draft.base())),
        form: Form::new(),
        action: format!("{}/incidents/{number}/remove", draft.base()),
        what: incident.what.clone().unwrap_or_default(),
        button: "Remove",
    };
    Ok(page.reply())
}

/// `POST /refer/{draft}/incidents/{number}/remove`: removes it; those after it move up.
#[utoipa::path(
    post, path = "/refer/{draft}/incidents/{number}/remove", operation_id = "remove_draft_incident", tag = "referral drafts",
    summary = "Remove an incident from a draft",
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
    Within(id, number): Within<DraftId, String>,
    _body: Body<Nothing>,
) -> Result<Response, Problem> {
    let mut draft = Draft::load(&app, &caller, id).await?;
    let (index, _) = index(&number)?;
    let incidents = &mut draft.written.answers.incidents;
    if index >= incidents.len() {
        return Err(Problem::NotFound);
    }
    incidents.remove(index);
    draft.save(&app, &caller).await?;
    leave(&app, accept, &draft, Step::Incidents.slug()).await
}
