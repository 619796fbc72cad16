//! What a person was trained in, and how many of each agency were (R11.2).

use std::collections::BTreeMap;

use access::{Caller, directory as policy};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::{Journal, PersonId, directory::Person, directory::Training};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    once::once,
    page::{self, Chrome, Form, Link},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    change::{change, opened},
    view::{PersonView, href},
    walk::{Wanted, walk},
};
use crate::{
    again::{Again, done},
    section::{Tab, frame, must_administer, must_list, tabs},
};

/// More people than the whole county has.
const EVERYBODY: usize = 10_000;

/// A course that somebody took.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StaffTrainingBody)]
pub(crate) struct TrainingBody {
    /// What it is called.
    #[schema(value_type = String, required = true, max_length = 200, example = "Using charmm: the basics")]
    course: Option<String>,
    /// The day they took it; not in the future.
    #[schema(value_type = String, required = true, format = Date, example = "2026-09-14")]
    on: Option<String>,
    /// Who gave it.
    #[schema(example = "Runnymede community safety team")]
    by: Option<String>,
}

impl TrainingBody {
    fn read(self) -> Result<Training, Problem> {
        let mut fields = Fields::default();
        let course = fields.line("course", "what the course is called", self.course);
        let on = fields.date("on", "day of the course", self.on);
        let by = fields.line_if_any("by", "who gave it", self.by);
        fields.finish(|| {
            Some(Training {
                course: course?,
                on: on?,
                by,
            })
        })
    }
}

/// How far an agency's people are trained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AgencyTraining)]
pub(crate) struct AgencyView {
    /// The agency.
    #[schema(example = "surrey-police")]
    agency: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    name: String,
    /// How many people act for it.
    #[schema(example = 12)]
    people: usize,
    /// How many of them took a course.
    #[schema(example = 9)]
    trained: usize,
    /// How many did not yet.
    #[schema(example = 3)]
    untrained: usize,
    /// Where they are listed.
    #[schema(example = "/people?agency=surrey-police&show=untrained")]
    href: String,
}

/// How far people are trained, by agency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Trainings)]
pub(crate) struct TrainingsView {
    /// Each agency for which somebody acts, by name.
    agencies: Vec<AgencyView>,
}

/// How far people of staff are trained, by agency.
#[utoipa::path(
    get,
    path = "/people/training",
    tag = "Administration",
    responses((status = 200, description = "The agencies", body = TrainingsView)),
)]
pub(crate) async fn overview(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
) -> Result<Response, Problem> {
    must_list(&caller)?;
    let administers = policy::administer(&caller).is_permitted();
    let wanted = Wanted {
        agency: caller.agency().filter(|_| !administers).cloned(),
        ..Wanted::default()
    };
    let (people, more) = walk(&app, &wanted, None, EVERYBODY).await?;
    if more.is_some() {
        return Err(Problem::refused(
            "There are more people than can be counted at once.",
        ));
    }
    let view = TrainingsView {
        agencies: count(people.iter().map(Journal::record)),
    };
    let page = OverviewPage {
        chrome: frame(&caller, "Training"),
        tabs: tabs(&caller, Tab::Training),
        view: &view,
    };
    Ok(accept.reply(&view, &page).into_response())
}

fn count<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<AgencyView> {
    let mut agencies: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    for person in people {
        let key = (person.agency_name.clone(), person.agency.to_string());
        let (all, trained) = agencies.entry(key).or_default();
        *all += 1;
        *trained += usize::from(person.is_trained());
    }
    let view = |((name, agency), (people, trained))| AgencyView {
        href: format!("/people?agency={agency}&show=untrained"),
        agency,
        name,
        people,
        trained,
        untrained: people - trained,
    };
    agencies.into_iter().map(view).collect()
}

/// The page that shows a person's courses and asks for another.
pub(crate) async fn form(
    State(app): State<App>,
    caller: Caller,
    At(id): At<PersonId>,
) -> Result<Response, Problem> {
    show(&app, &caller, id, Again::first()).await
}

/// Records that a person of staff took a course.
#[utoipa::path(
    post,
    path = "/people/{id}/training",
    tag = "Administration",
    params(("id" = String, Path, description = "The person", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = TrainingBody,
    responses((status = 200, description = "The person", body = PersonView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<PersonId>,
    body: Body<TrainingBody>,
) -> Result<Response, Problem> {
    record(&app, &caller, (accept, id), body, Recorded::Taken).await
}

/// Withdraws a course that was recorded in error; the history keeps both.
#[utoipa::path(
    post,
    path = "/people/{id}/training/withdraw",
    tag = "Administration",
    params(("id" = String, Path, description = "The person", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = TrainingBody,
    responses((status = 200, description = "The person", body = PersonView)),
)]
pub(crate) async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<PersonId>,
    body: Body<TrainingBody>,
) -> Result<Response, Problem> {
    record(&app, &caller, (accept, id), body, Recorded::InError).await
}

#[derive(Clone, Copy)]
enum Recorded {
    Taken,
    InError,
}

async fn record(
    app: &App,
    caller: &Caller,
    (accept, id): (Accept, PersonId),
    body: Body<TrainingBody>,
    recorded: Recorded,
) -> Result<Response, Problem> {
    let key = body.once(caller, app.clock.now())?;
    let sent = &body.value;
    let made = once(&app.store, &key, || async {
        opened(app, caller, id).await?;
        must_administer(caller)?;
        let training = sent.clone().read()?;
        change(app, caller, id, (&key, body.if_match), |person, stamp| {
            let training = training.clone();
            Ok(match recorded {
                Recorded::Taken => person.train(training, stamp)?,
                Recorded::InError => person.withdraw_training(training, stamp)?,
            })
        })
        .await
    });
    match (made.await, recorded) {
        (Ok(outcome), Recorded::Taken) => Ok(done(accept, &outcome, "trained")),
        (Ok(outcome), Recorded::InError) => Ok(done(accept, &outcome, "withdrawn")),
        (Err(problem), _) => {
            let again = Again::after(problem, accept, body.form)?;
            show(app, caller, id, again).await
        }
    }
}

async fn show(app: &App, caller: &Caller, id: PersonId, again: Again) -> Result<Response, Problem> {
    let person = opened(app, caller, id).await?.journal;
    must_administer(caller)?;
    let page = TrainingPage {
        chrome: frame(caller, format!("Training of {}", person.name))
            .back(href(&person))
            .faulty(again.form.is_faulty()),
        form: again.form,
        // Each form has a key of its own.
        withdrawals: person.trainings.iter().map(|_| Form::new()).collect(),
        view: PersonView::of(&person, person.version()),
    };
    Ok(page::html(again.status, &page))
}

#[derive(Template)]
#[template(path = "people/trainings.html")]
struct OverviewPage<'a> {
    chrome: Chrome,
    tabs: Vec<Link>,
    view: &'a TrainingsView,
}

#[derive(Template)]
#[template(path = "people/training.html")]
struct TrainingPage {
    chrome: Chrome,
    form: Form,
    withdrawals: Vec<Form>,
    view: PersonView,
}

#[cfg(test)]
mod tests {
    use domain::Line;

    use super::*;
    use crate::sample;

    #[test]
    fn people_are_counted_by_agency() {
        let training = Training {
            course: Line::parse("Basics").unwrap(),
            on: "2026-09-14".parse().unwrap(),
            by: None,
        };
        let one = sample::person("Sam One", "police", "Practitioner");
        let one = one.train(training, &sample::stamp()).unwrap();
        let two = sample::person("Bea Two", "police", "Practitioner");
        let three = sample::person("Grace Three", "homes", "Practitioner");
        let people = [&one, &two, &three];
        let counted = count(people.into_iter().map(|person| person.record()));
        let figures: Vec<_> = counted
            .iter()
            .map(|row| (row.agency.as_str(), row.people, row.trained, row.untrained))
            .collect();
        assert_eq!(figures, [("homes", 1, 0, 1), ("police", 2, 1, 1)]);
    }
}
