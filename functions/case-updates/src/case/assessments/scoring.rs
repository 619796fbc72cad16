//! `/cases/{id}/assessments/new` and `/score`: the questions of the instrument that fits a case, and
//! what answers to them come to (R2.2).

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::{
    CaseId, MeetingId,
    case::{Rag, Refused},
    risk::{Instrument, Worked},
    time,
};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    page::{self, Choice, Chrome},
};
use serde::{Deserialize, Serialize};

use super::body::{AS_SCORED, AssessmentBody, unfit};
use crate::{
    again::Again,
    case::{
        MANAGES, choices,
        frame::{Frame, Tab},
        opened::Opened,
        permit, sharing,
    },
};

/// An instrument: what is asked, and what follows from the answers.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = RiskInstrument)]
pub(super) struct InstrumentView {
    /// Its id.
    #[schema(example = "asb-people")]
    id: String,
    /// Which version of it this is.
    #[schema(example = 1)]
    version: u32,
    /// Whether that is the area's own.
    #[schema(example = false)]
    own: bool,
    /// What it is called.
    #[schema(example = "Harm to people from anti-social behaviour")]
    title: String,
    /// How its questions are to be answered.
    about: String,
    /// Where it is from, and what force it has.
    source: String,
    /// What is asked.
    questions: Vec<QuestionView>,
    /// The bands, from the lowest.
    bands: Vec<BandView>,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    case_version: u64,
}

/// A question of an instrument.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = RiskQuestion, example = json!({
    "id": "how_often", "ask": "How often does it happen?", "help": null,
    "answers": [{ "id": "once", "say": "It happened once", "weight": 0 }]
}))]
struct QuestionView {
    /// Its id.
    id: String,
    /// What is asked.
    ask: String,
    /// What helps to answer it.
    help: Option<String>,
    /// What can be answered, from the least to the gravest.
    answers: Vec<AnswerView>,
}

/// An answer to a question of an instrument.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = RiskAnswer)]
struct AnswerView {
    /// Its id.
    #[schema(example = "once")]
    id: String,
    /// What people read.
    #[schema(example = "It happened once")]
    say: String,
    /// What it adds to the score.
    #[schema(example = 0)]
    weight: u32,
}

/// A band of an instrument.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = RiskBandOfInstrument)]
struct BandView {
    /// `standard`, `medium`, `high` or `very_high`.
    #[schema(example = "high")]
    band: &'static str,
    /// The lowest score in it.
    #[schema(example = 24)]
    from: u32,
    /// Within how many days a case in it is scored again.
    #[schema(example = 14)]
    rescore_days: u32,
}

/// What answers come to.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = RiskScore, example = json!({
    "score": 26, "most": 49, "by_score": "high", "band": "high", "band_words": "High",
    "escalations": [], "rescore_on": "2026-12-04"
}))]
pub(super) struct WorkedView {
    /// The sum of the weights.
    score: u32,
    /// The most that could be scored.
    most: u32,
    /// The band of the score alone.
    by_score: &'static str,
    /// The band with what lifts it.
    band: &'static str,
    /// The same in words.
    band_words: &'static str,
    /// What lifts it, or would.
    escalations: Vec<String>,
    /// The day by which a case in this band, scored today, is scored again.
    rescore_on: Option<NaiveDate>,
}

impl WorkedView {
    fn of(worked: &Worked, instrument: &Instrument, today: NaiveDate) -> Self {
        Self {
            score: worked.score,
            most: worked.most,
            by_score: worked.by_score.value(),
            band: worked.band.value(),
            band_words: worked.band.label(),
            escalations: worked.escalations.clone(),
            rescore_on: instrument.rescore_on(worked.band, today),
        }
    }

    fn rescore(&self) -> String {
        self.rescore_on.map(time::long_date).unwrap_or_default()
    }
}

impl InstrumentView {
    fn of(instrument: &Instrument, own: bool, case_version: u64) -> Self {
        let questions = instrument.questions.iter().map(|each| QuestionView {
            id: each.id.clone(),
            ask: each.ask.clone(),
            help: each.help.clone(),
            answers: each
                .answers
                .iter()
                .map(|answer| AnswerView {
                    id: answer.id.clone(),
                    say: answer.say.clone(),
                    weight: answer.weight,
                })
                .collect(),
        });
        let bands = instrument.bands.iter().map(|each| BandView {
            band: each.band.value(),
            from: each.from,
            rescore_days: each.rescore_days,
        });
        Self {
            id: instrument.id.clone(),
            version: instrument.version,
            own,
            title: instrument.title.clone(),
            about: instrument.about.clone(),
            source: instrument.source.clone(),
            questions: questions.collect(),
            bands: bands.collect(),
            case_version,
        }
    }
}

impl QuestionView {
    /// The name of its field.
    fn field(&self) -> String {
        format!("answers.{}", self.id)
    }

    fn choices(&self) -> Vec<Choice> {
        let answers = self.answers.iter();
        answers
            .map(|each| Choice::new(each.id.as_str(), each.say.as_str()))
            .collect()
    }

    fn hint(&self) -> &str {
        self.help.as_deref().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "case/scoring.html")]
struct ScoringPage {
    chrome: Chrome,
    frame: Frame,
    again: Again,
    view: InstrumentView,
    worked: Option<WorkedView>,
    rags: Vec<Choice>,
    bands: Vec<Choice>,
    gateways: Vec<Choice>,
}

/// At which meeting a case is assessed, if at one.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    meeting: Option<String>,
}

/// The questions for a case
///
/// The instrument in force for this kind of case in its area today. `version` and `id` are sent back
/// with the answers.
#[utoipa::path(get, path = "/cases/{id}/assessments/new", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("meeting" = Option<String>, Query, description = "The meeting at which it is assessed: the form sends it on")),
    responses((status = 200, description = "The instrument",
        content((InstrumentView = "application/json"), (String = "text/html")))))]
pub(super) async fn new(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let opened = Opened::newest(&app, &caller, id).await?;
    permit(&policy::manage(&caller, opened.case()), MANAGES)?;
    if !opened.case().is_open() {
        return Err(Refused::Closed.into());
    }
    let mut again = Again::first();
    let meeting: Option<MeetingId> = asked.meeting.and_then(|id| id.parse().ok());
    if let Some(meeting) = meeting {
        again.form = again.form.with("meeting", meeting.to_string());
    }
    let page = page(&caller, &opened, (again, None))?;
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.case_version)
        .into_response())
}

/// Work out a score
///
/// What answers come to; nothing is kept. The page shows the same with the rest of the assessment.
#[utoipa::path(post, path = "/cases/{id}/assessments/score", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    request_body(content((AssessmentBody = "application/json"),
        (AssessmentBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "The score", body = WorkedView)))]
pub(super) async fn score(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<AssessmentBody>,
) -> Result<Response, Problem> {
    let opened = Opened::newest(&app, &caller, id).await?;
    permit(&policy::manage(&caller, opened.case()), MANAGES)?;
    let (instrument, _) = opened.instrument().ok_or_else(unfit)?;
    let mut fields = Fields::default();
    let worked = body.value.worked(&instrument, &mut fields);
    let worked = worked.map(|worked| WorkedView::of(&worked, &instrument, opened.today()));
    match fields.finish(|| worked) {
        Ok(worked) if accept.html() => {
            let form = match (worked.rescore_on, body.form.value("next_review_on-day")) {
                (Some(on), "") => {
                    let pace = opened.pace(&app.store.adopted().await?);
                    let furthest = pace.furthest_review(opened.today());
                    body.form.with_date("next_review_on", on.min(furthest))
                }
                _ => body.form,
            };
            let page = page(&caller, &opened, (Again::with(form), Some(worked)))?;
            Ok(page::html(page.again.status, &page))
        }
        Ok(worked) => Ok(axum::Json(worked).into_response()),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let page = page(&caller, &opened, (again, None))?;
            Ok(page::html(page.again.status, &page))
        }
    }
}

/// The page after an assessment was refused: with what the answers come to, as far as they do.
pub(super) async fn show(
    app: &App,
    caller: &Caller,
    id: CaseId,
    (again, sent): (Again, &AssessmentBody),
) -> Result<Response, Problem> {
    let opened = Opened::newest(app, caller, id).await?;
    permit(&policy::manage(caller, opened.case()), MANAGES)?;
    let (instrument, _) = opened.instrument().ok_or_else(unfit)?;
    let worked = instrument.work_out(&sent.answers).ok();
    let worked = worked.map(|worked| WorkedView::of(&worked, &instrument, opened.today()));
    let page = page(caller, &opened, (again, worked))?;
    Ok(page::html(page.again.status, &page))
}

fn page(
    caller: &Caller,
    opened: &Opened,
    (again, worked): (Again, Option<WorkedView>),
) -> Result<ScoringPage, Problem> {
    let case = opened.case();
    let (instrument, of) = opened.instrument().ok_or_else(unfit)?;
    let frame = Frame::of(opened, Tab::Assessments, "Assess the risk");
    let mut bands = vec![Choice::new(AS_SCORED, "As worked out")];
    let offered = instrument.bands.iter().map(|each| each.band);
    bands.extend(offered.map(|band| Choice::new(band.value(), band.label())));
    let mut again = again.or("risk", Some(AS_SCORED));
    // What is sent next answers what is shown now.
    again.form = again
        .form
        .with("instrument", instrument.id.as_str())
        .with("version", instrument.version.to_string());
    Ok(ScoringPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        view: InstrumentView::of(&instrument, of.is_some(), case.version()),
        rags: choices::of(Rag::ALL, Rag::value, Rag::label),
        again: again
            .or("gateway", Some(sharing::USUAL.value()))
            .at_version(case.version()),
        gateways: choices::gateways(),
        worked,
        bands,
        frame,
    })
}
