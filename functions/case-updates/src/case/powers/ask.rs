//! The forms of a step: which power and step first, then what that step asks for.

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{
    CaseId,
    case::Used,
    powers::{Act, Facts, Key, Power, Shape, questions},
    referral::form::SubjectRole,
};
use edge::{
    Accept, App, At, Problem, Within,
    accept::see_other,
    page::{self, Choice, Chrome, Form},
};
use serde::Deserialize;

use super::view::{FactView, facts};
use crate::{
    again::Again,
    case::{
        choices,
        frame::{Frame, Tab},
        opened::Opened,
        permit, sharing,
    },
};

/// Why somebody may not record a step.
pub(super) const TELLS: &str =
    "Only people of the agencies on the case, and those who run the area, record steps here.";

/// Which power and step the form is for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    power: Option<String>,
    subject: Option<String>,
    act: Option<String>,
}

#[derive(Template)]
#[template(path = "case/powers/choose.html")]
struct ChoosePage {
    chrome: Chrome,
    frame: Frame,
    form: Form,
    powers: Vec<Choice>,
    subjects: Vec<Choice>,
    acts: Vec<Choice>,
}

/// A question of the form.
#[derive(Debug, Clone)]
struct Question {
    name: &'static str,
    label: &'static str,
    shape: &'static str,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "case/powers/step.html")]
struct StepPage {
    chrome: Chrome,
    frame: Frame,
    again: Again,
    action: String,
    power: &'static str,
    act: &'static str,
    subject: String,
    is_new: bool,
    known: Vec<FactView>,
    questions: Vec<Question>,
    gateways: Vec<Choice>,
}

/// The form that begins a power.
pub(super) async fn new(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    if !accept.html() {
        return Ok(see_other(&format!("/cases/{id}/powers")));
    }
    let opened = opened(&app, &caller, id).await?;
    let power = wanted.power.as_deref().and_then(Power::parse);
    let act = wanted.act.as_deref().and_then(Act::parse);
    let Some((power, act)) = power.zip(act) else {
        return Ok(choose(&opened, &caller, &wanted));
    };
    let subject = wanted.subject.as_deref().and_then(|text| text.parse().ok());
    let used = Used::new(0, power, subject);
    show(&opened, &caller, (&used, act), Again::first())
}

/// The form of the next step.
pub(super) async fn next(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let back = format!("/cases/{id}/powers/{number}");
    let Some(act) = wanted
        .act
        .as_deref()
        .and_then(Act::parse)
        .filter(|_| accept.html())
    else {
        return Ok(see_other(&back));
    };
    let opened = opened(&app, &caller, id).await?;
    let used = opened
        .case()
        .power(number)
        .cloned()
        .ok_or(Problem::NotFound)?;
    show(&opened, &caller, (&used, act), Again::first())
}

async fn opened(app: &App, caller: &Caller, id: CaseId) -> Result<Opened, Problem> {
    let opened = Opened::newest(app, caller, id).await?;
    permit(&policy::tell(caller, opened.case()), TELLS)?;
    Ok(opened)
}

/// The form again after it was refused.
pub(super) async fn again(
    app: &App,
    caller: &Caller,
    (id, number): (CaseId, Option<u32>),
    again: Again,
) -> Result<Response, Problem> {
    let opened = opened(app, caller, id).await?;
    let value = |name| Some(again.form.value(name).to_owned());
    let (power, subject, act) = (value("power"), value("subject"), value("act"));
    let used = match number {
        Some(number) => opened
            .case()
            .power(number)
            .cloned()
            .ok_or(Problem::NotFound)?,
        None => {
            let power = power.as_deref().and_then(Power::parse);
            let subject_number = subject.as_deref().and_then(|text| text.parse().ok());
            let Some(power) = power else {
                let wanted = Wanted {
                    power: None,
                    subject,
                    act,
                };
                return Ok(choose(&opened, caller, &wanted));
            };
            Used::new(0, power, subject_number)
        }
    };
    let act = act
        .as_deref()
        .and_then(Act::parse)
        .unwrap_or(Act::Considered);
    show(&opened, caller, (&used, act), again)
}

fn choose(opened: &Opened, caller: &Caller, wanted: &Wanted) -> Response {
    let mut frame = Frame::of(opened, Tab::Powers, "Record a tool or power");
    frame.warned(opened, caller);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let act = match text(&wanted.act) {
        empty if empty.is_empty() => Act::Considered.value().to_owned(),
        act => act,
    };
    let page = ChoosePage {
        chrome: frame.chrome(caller),
        form: Form::new()
            .with("power", text(&wanted.power))
            .with("subject", text(&wanted.subject))
            .with("act", act),
        powers: choices::of(Power::ALL, Power::value, Power::label),
        subjects: subjects(opened),
        acts: choices::of(
            &[Act::Considered, Act::Consulted, Act::Applied],
            Act::value,
            Act::label,
        ),
        frame,
    };
    page::html(http::StatusCode::OK, &page)
}

/// Those against whom or for which a power can be used.
fn subjects(opened: &Opened) -> Vec<Choice> {
    let mut choices = vec![Choice::new(
        "",
        "A body or an area that is not listed on this case",
    )];
    let protected = |role: SubjectRole| role.is_protected();
    for (index, subject) in opened.case().subjects.iter().enumerate() {
        if !protected(subject.role) {
            let label = format!("{} ({})", subject.name, subject.role.label().to_lowercase());
            choices.push(Choice::new((index + 1).to_string(), label));
        }
    }
    choices
}

fn show(
    opened: &Opened,
    caller: &Caller,
    (used, act): (&Used, Act),
    again: Again,
) -> Result<Response, Problem> {
    let case = opened.case();
    let known = case.known_facts(used, act);
    let is_new = used.number == 0;
    let action = match is_new {
        true => format!("/cases/{}/powers", case.id),
        false => format!("/cases/{}/powers/{}", case.id, used.number),
    };
    let heading = format!("{}: {}", used.power.label(), act.label().to_lowercase());
    let mut frame = Frame::of(opened, Tab::Powers, &heading);
    frame.warned(opened, caller);
    let mut asked = questions(used.power, act);
    if !used.power.is_about_place() && !known.0.contains_key(&Key::BornOn) && !asked.is_empty() {
        asked.push(Key::BornOn);
    }
    let page = StepPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        action,
        power: used.power.value(),
        act: act.value(),
        subject: used
            .subject
            .map(|number| number.to_string())
            .unwrap_or_default(),
        is_new,
        known: facts(&without(&known, &asked)),
        questions: asked.iter().map(|key| question(*key)).collect(),
        again: filled(again, &asked, &known, opened).or("gateway", Some(sharing::USUAL.value())),
        gateways: choices::gateways(),
        frame,
    };
    Ok(page::html(page.again.status, &page))
}

fn without(known: &Facts, asked: &[Key]) -> Facts {
    let mut known = known.clone();
    known.0.retain(|key, _| !asked.contains(key));
    known
}

/// What is known already stands in the form, for a form shown for the first time.
fn filled(again: Again, asked: &[Key], known: &Facts, opened: &Opened) -> Again {
    if again.form.is_faulty() {
        return again;
    }
    let mut form = again.form.clone().with_date("on", opened.today());
    for key in asked {
        if let Some(value) = known.0.get(key) {
            form = match known.date(*key) {
                Some(day) => form.with_date(key.value(), day),
                None => form.with(key.value(), value.entered()),
            };
        }
    }
    Again { form, ..again }
}

fn question(key: Key) -> Question {
    let (shape, choices) = match key.shape() {
        Shape::Flag => (
            "flag",
            vec![Choice::new("yes", "Yes"), Choice::new("no", "No")],
        ),
        Shape::Date => ("date", vec![]),
        Shape::Time => ("time", vec![]),
        Shape::Number => ("number", vec![]),
        Shape::Choice(list) => {
            let choice = |(value, label): &(&str, &str)| Choice::new(*value, *label);
            ("choice", list.iter().map(choice).collect())
        }
    };
    Question {
        name: key.value(),
        label: key.label(),
        shape,
        choices,
    }
}
