//! Calling a whole series of meetings at once, with its dates to be checked first (R5.1).

mod asked;
mod view;

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{
    Journal, Stamp,
    directory::Area,
    meeting::{Calling, Meeting, turns},
};
use edge::{
    Accept, App, Body, Problem,
    body::one_or_many,
    chrome,
    once::{created, once},
    page::{self, Choice, Chrome, Form, Link, Place},
};
use serde::{Deserialize, Serialize};
use store::{MAX_ITEMS, Once, Outcome};
use utoipa::ToSchema;

use self::{
    asked::{Asked, Window},
    view::SeriesView,
};
use super::{
    MeetingView,
    forum::{self, OfForum},
    schedule::{propose::Like, runnable},
};
use crate::again::{done, placed};

/// Most meetings that are called at once: a fortnightly year, and with their journals one transaction.
const MOST: usize = 26;

/// Meetings of a series to call.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSeries)]
pub(crate) struct SeriesBody {
    /// The area's code.
    #[schema(required, example = "RUN")]
    area: Option<String>,
    /// Which forum meets: `charmm` or `jag`; one whose cadence is settled.
    #[schema(required, example = "jag")]
    forum: Option<String>,
    /// From which day the dates were asked for, if any was given.
    #[schema(example = "2027-01-01", format = Date)]
    from: Option<String>,
    /// The days as `planned_on` has them in the list of dates; 26 at most. One that is called already is
    /// passed over.
    #[schema(required, example = json!(["2027-01-12", "2027-02-09"]))]
    #[serde(default, deserialize_with = "one_or_many")]
    dates: Vec<String>,
    /// The start of each on the 24-hour clock, London time.
    #[schema(required, example = "14:00")]
    at: Option<String>,
    /// A room, or how to join online; 200 characters at most.
    #[schema(required, example = "Committee Room 1, Civic Centre, Addlestone")]
    place: Option<String>,
    /// Where to join online: an address that begins with `https://`.
    #[schema(example = "https://teams.microsoft.com/l/meetup-join/19%3ameeting")]
    online: Option<String>,
}

/// What was called.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CalledSeries)]
pub(crate) struct CalledView {
    /// The meetings that were called, soonest first.
    called: Vec<MeetingView>,
    /// How many of the dates were called already, and passed over.
    #[schema(example = 0)]
    passed_over: usize,
}

/// The next dates of a series.
///
/// As the forum's cadence has them, off bank holidays, with those that are called already: nothing is
/// called yet. Without a forum, it is those whose cadence is settled.
#[utoipa::path(
    get,
    path = "/meetings/series",
    tag = "Meetings",
    params(Window),
    responses((status = 200, description = "The dates", body = SeriesView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(window): Query<Window>,
) -> Result<Response, Problem> {
    let areas = runnable(&app, &caller).await?;
    let (ahead, asked_form) = window.ahead();
    // A program learns what is wrong with what it sends; a person sees it beside the dates.
    if !accept.html() {
        window.check(&areas)?;
        if asked_form.is_faulty() {
            return Err(Problem::Malformed(asked_form.faults().to_vec()));
        }
    }
    let Some((area, forum)) = window.series(&areas) else {
        let page = ChoosePage::new(&caller, &areas);
        return Ok(accept.reply(&SeriesView::default(), &page).into_response());
    };
    let own = OfForum::read(&app, &caller, &area.code, forum).await?;
    let view = SeriesView::of(
        (area, forum),
        &own.called(),
        ahead,
        app.stamp(&caller)?.today(),
    );
    let form = match own.last() {
        Some(last) => Like::of(last).fill(Form::new()),
        None => Form::new(),
    };
    let clear = view.clear().map(|date| date.planned_on.to_string());
    let form = form.with_all("dates", clear);
    let page = SeriesPage::new(&caller, &view, (form, asked_form));
    Ok(accept.reply(&view, &page).into_response())
}

/// Calls the meetings of a series.
///
/// Each is a meeting of its own from then on. Those that are called already are passed over, so that
/// sending it again calls nothing twice.
#[utoipa::path(
    post,
    path = "/meetings/series",
    tag = "Meetings",
    request_body = SeriesBody,
    responses((status = 201, description = "What was called", body = CalledView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    body: Body<SeriesBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || call(&app, &caller, &body.value, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "called")),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            again(&app, &caller, &body, &problem).await
        }
        Err(problem) => Err(problem),
    }
}

/// The page again, with what is wrong.
async fn again(
    app: &App,
    caller: &Caller,
    body: &Body<SeriesBody>,
    problem: &Problem,
) -> Result<Response, Problem> {
    let areas = runnable(app, caller).await?;
    let window = Window::of(&body.value);
    let Some((area, forum)) = window.series(&areas) else {
        let page = ChoosePage::new(caller, &areas);
        return Ok(page::html(problem.status(), &page).into_response());
    };
    let own = OfForum::read(app, caller, &area.code, forum).await?;
    let (ahead, asked_form) = window.ahead();
    let view = SeriesView::of(
        (area, forum),
        &own.called(),
        ahead,
        app.stamp(caller)?.today(),
    );
    let view = view.reaching(&body.value.dates);
    let form = body.form.clone().with_fresh_key();
    let form = form.with_faults(placed(problem, "dates"));
    let page = SeriesPage::new(caller, &view, (form, asked_form));
    Ok(page::html(problem.status(), &page).into_response())
}

async fn call(
    app: &App,
    caller: &Caller,
    body: &SeriesBody,
    key: &Once,
) -> Result<Outcome, Problem> {
    let areas = runnable(app, caller).await?;
    let window = Window::of(body);
    let named = asked::series(body, &areas)?;
    let own = OfForum::read(app, caller, &named.0.code, named.1).await?;
    let stamp = app.stamp(caller)?;
    let offered = window.slots(named, &own.called(), stamp.today());
    let asked = asked::read(body.clone(), &offered, &own.called())?;
    let (meetings, passed_over) = meetings(named, &asked, &own, &stamp)?;
    let ids: Vec<_> = meetings.iter().map(|meeting| meeting.id).collect();
    let all = own.with(meetings).changed(&stamp)?;
    let each = ids.into_iter().map(|id| {
        let meeting = forum::find(&all, id)?;
        Ok(MeetingView::of(meeting, named.0, caller, stamp.at))
    });
    let view = CalledView {
        called: each.collect::<Result<_, Problem>>()?,
        passed_over,
    };
    let outcome = created("/meetings", &view)?;
    let commit = forum::commit(all).once(key, outcome.clone());
    if commit.items() > MAX_ITEMS {
        return Err(Problem::field("dates", "Select fewer dates"));
    }
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// The meetings of the days that are not called yet, and how many are.
fn meetings(
    (area, forum): (&Journal<Area>, domain::meeting::Forum),
    asked: &Asked,
    own: &OfForum,
    stamp: &Stamp,
) -> Result<(Vec<Journal<Meeting>>, usize), Problem> {
    let mut called = Vec::new();
    let mut standing: Vec<Meeting> = own
        .meetings
        .iter()
        .map(|each| each.record().clone())
        .collect();
    for slot in &asked.slots {
        let starts_at = asked.starts_at(slot)?;
        let calling = Calling {
            forum,
            area: area.code.clone(),
            starts_at,
            place: asked.place.clone(),
            online: asked.online.clone(),
            planned_on: Some(slot.planned),
            since: turns::before(starts_at, standing.iter()),
        };
        let meeting = Meeting::call(calling, stamp)?;
        standing.push(meeting.record().clone());
        called.push(meeting);
    }
    Ok((called, asked.passed_over))
}

/// Which series: forums whose cadence is settled.
#[derive(Template)]
#[template(path = "series_choose.html")]
struct ChoosePage {
    chrome: Chrome,
    series: Vec<Link>,
}

impl ChoosePage {
    fn new(caller: &Caller, areas: &[Journal<Area>]) -> Self {
        let mut series = Vec::new();
        for area in areas {
            for forum in &area.forums {
                if let Some(cadence) = area.cadences.of(*forum) {
                    let words = format!("{} {} ({})", area.name, forum.label(), cadence.label());
                    let href = format!(
                        "/meetings/series?area={}&forum={}",
                        area.code,
                        forum.value()
                    );
                    series.push(Link::new(words, href));
                }
            }
        }
        Self {
            chrome: chrome(caller, "Call a series of meetings")
                .at(Place::Meetings)
                .back("/meetings"),
            series,
        }
    }
}

#[derive(Template)]
#[template(path = "series.html")]
struct SeriesPage<'a> {
    chrome: Chrome,
    view: &'a SeriesView,
    /// Days that are called already.
    taken: Vec<&'a view::DateView>,
    /// Days to choose from.
    dates: Vec<Choice>,
    form: Form,
    /// The form that asks for other dates.
    asked: Form,
}

impl<'a> SeriesPage<'a> {
    fn new(caller: &Caller, view: &'a SeriesView, (form, asked): (Form, Form)) -> Self {
        let choice = |date: &view::DateView| {
            let choice = Choice::new(date.planned_on.to_string(), date.words.as_str());
            match date.note() {
                Some(note) => choice.hint(note),
                None => choice,
            }
        };
        let title = format!("Call meetings of the {}", view.title);
        Self {
            chrome: chrome(caller, title)
                .at(Place::Meetings)
                .back("/meetings/series")
                .faulty(form.is_faulty() || asked.is_faulty()),
            taken: view.taken(),
            dates: view.free().map(choice).collect(),
            view,
            form,
            asked,
        }
    }
}

#[cfg(test)]
mod tests;
