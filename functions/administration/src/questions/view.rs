//! The questions of an area as its page and the API show them.

use chrono::NaiveDate;
use domain::{
    directory::Area,
    questions::{Kind, Question},
    time,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The questions that an area adds to forms.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AreaQuestions)]
pub(crate) struct QuestionsView {
    /// The area's code.
    #[schema(example = "RUN")]
    pub(crate) area: String,
    /// Those asked today, oldest first.
    pub(crate) asked: Vec<QuestionView>,
    /// Those to come.
    pub(crate) to_come: Vec<QuestionView>,
    /// Those that were retired lately; all there ever were stand in the area's history.
    pub(crate) retired: Vec<QuestionView>,
    /// The version of the area's record, as in `ETag`.
    #[schema(example = 3)]
    pub(crate) version: u64,
}

/// A question.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AreaQuestion)]
pub(crate) struct QuestionView {
    /// Its id.
    #[schema(example = "q2")]
    pub(crate) id: String,
    /// Whom it is put to: `agencies` when they refer, or the `public` when they report.
    #[schema(example = "agencies")]
    pub(crate) of: &'static str,
    /// The same in words.
    #[schema(example = "Agencies, when they refer")]
    pub(crate) of_words: &'static str,
    /// The question.
    #[schema(example = "Which estate is it on?")]
    pub(crate) wording: String,
    /// What helps to answer it.
    pub(crate) hint: Option<String>,
    /// `short`, `long`, `yes_no` or `choice`.
    #[schema(example = "choice")]
    pub(crate) kind: &'static str,
    /// The same in words.
    #[schema(example = "One of the answers you list")]
    pub(crate) kind_words: &'static str,
    /// The answers to choose from.
    pub(crate) choices: Vec<String>,
    /// Whether it must be answered.
    pub(crate) required: bool,
    /// The first day on which it is asked.
    pub(crate) from: NaiveDate,
    /// The first day on which it is asked no longer, once it is retired.
    pub(crate) retired: Option<NaiveDate>,
}

impl QuestionsView {
    pub(super) fn of(area: &Area, version: u64, today: NaiveDate) -> Self {
        let of = |fits: &dyn Fn(&Question) -> bool| {
            let fitting = area.questions.iter().filter(|each| fits(each));
            fitting.map(QuestionView::of).collect::<Vec<_>>()
        };
        let over = |each: &Question| each.retired.is_some_and(|day| day <= today);
        Self {
            area: area.code.to_string(),
            asked: of(&|each| each.is_asked(today)),
            to_come: of(&|each| each.from > today && !over(each)),
            retired: of(&over),
            version,
        }
    }
}

impl QuestionView {
    fn of(question: &Question) -> Self {
        let listed = question.choices.iter().map(ToString::to_string);
        Self {
            id: question.id.clone(),
            of: question.of.value(),
            of_words: question.of.label(),
            wording: question.wording.to_string(),
            hint: question.hint.as_ref().map(ToString::to_string),
            kind: question.kind.value(),
            kind_words: question.kind.label(),
            choices: listed.collect(),
            required: question.required,
            from: question.from,
            retired: question.retired,
        }
    }

    /// How it is answered, in words.
    pub(crate) fn answers(&self) -> String {
        if self.kind == Kind::Choice.value() {
            self.choices.join(", ")
        } else {
            self.kind_words.to_owned()
        }
    }

    /// From when until when, in words.
    pub(crate) fn days(&self) -> String {
        let from = format!("From {}", time::long_date(self.from));
        match self.retired {
            Some(day) => format!("{from}, not from {} on", time::long_date(day)),
            None => from,
        }
    }
}
