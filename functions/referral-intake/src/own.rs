//! The area's own questions (R1.10), as a page asks them, and the answers: read by what is asked on the
//! day, and shown as asked.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    Line, Prose,
    directory::Area,
    questions::{Answered, Audience, Kind, Question},
};
use edge::{
    Fields,
    page::{Choice, Row},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::referral::answers::{Change, Section};

/// What stands before a question's id in the name of its field.
pub(crate) const FIELD: &str = "own_answers";

/// An answer to a question of the area's own, with the words that were asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnAnswerView {
    /// The question's id in its area.
    #[schema(example = "q7")]
    pub id: String,
    /// The question as it was asked.
    #[schema(example = "Which estate is it on?")]
    pub question: String,
    /// What was answered.
    #[schema(example = "The Meads")]
    pub answer: String,
}

impl From<&Answered> for OwnAnswerView {
    fn from(own: &Answered) -> Self {
        Self {
            id: own.id.clone(),
            question: own.wording.to_string(),
            answer: own.answer.to_string(),
        }
    }
}

/// A question, as a page asks it.
pub(crate) struct Asked {
    pub(crate) field: String,
    pub(crate) words: String,
    pub(crate) hint: String,
    pub(crate) choices: Vec<Choice>,
    pub(crate) long: bool,
}

impl Asked {
    /// The most characters that fit.
    pub(crate) fn limit(&self) -> usize {
        if self.long { Prose::MAX } else { Line::MAX }
    }
}

impl From<&Question> for Asked {
    fn from(question: &Question) -> Self {
        let mut words = question.wording.to_string();
        if !question.required {
            words += " (optional)";
        }
        let choice = |offer: &str| Choice::new(offer, offer);
        let hint = question.hint.as_ref();
        Self {
            field: field_of(&question.id),
            words,
            hint: hint.map(ToString::to_string).unwrap_or_default(),
            choices: question.offers().into_iter().map(choice).collect(),
            long: question.kind == Kind::Long,
        }
    }
}

/// The field of a question with this id, as a form names it and as its fault does.
pub(crate) fn field_of(id: &str) -> String {
    format!("{FIELD}.{id}")
}

/// The questions of an area's own that a form asks on a day.
pub(crate) fn asked(area: Option<&Area>, of: Audience, on: NaiveDate) -> Vec<&Question> {
    area.map(|area| area.questions.asked(of, on).collect())
        .unwrap_or_default()
}

/// Reads the answers; a required one that is missing is a fault of its field, and so is an answer to
/// what is not asked. Without an area nothing is judged: that is a fault of its own.
pub(crate) fn read(
    fields: &mut Fields,
    mut sent: BTreeMap<String, String>,
    (area, of): (Option<&Area>, Audience),
    today: NaiveDate,
) -> Vec<Answered> {
    let mut answered = Vec::new();
    for question in asked(area, of, today) {
        let answer = answer(fields, question, sent.remove(&question.id));
        answered.extend(answer.map(|answer| question.answered(answer)));
    }
    let message = "An answer is to a question that this area does not ask today";
    fields.check(FIELD, area.is_none() || sent.is_empty(), message);
    answered
}

fn answer(fields: &mut Fields, question: &Question, sent: Option<String>) -> Option<Prose> {
    let field = field_of(&question.id);
    let label = format!("the answer to ‘{}’", question.wording);
    let sent = sent.filter(|text| !text.trim().is_empty());
    if sent.is_none() && !question.required {
        return None;
    }
    match question.kind {
        Kind::Short => {
            let line = fields.line(&field, &label, sent)?;
            Prose::parse(line.as_str()).ok()
        }
        Kind::Long => fields.prose(&field, &label, sent),
        Kind::YesNo | Kind::Choice => fields.choice(&field, &label, sent, |text| {
            let mut offers = question.offers().into_iter();
            let chosen = offers.find(|offer| offer.to_lowercase() == text.to_lowercase());
            chosen.and_then(|offer| Prose::parse(offer).ok())
        }),
    }
}

/// What was answered, as people read it; nothing when nothing was.
pub(crate) fn told(answered: &[Answered]) -> Option<Section> {
    let rows = answered
        .iter()
        .map(|own| Row::new(own.wording.as_str(), own.answer.to_string()));
    section(rows.collect())
}

/// What a draft answers so far, with the way to change it.
pub(crate) fn so_far(
    asked: &[&Question],
    answers: &BTreeMap<String, String>,
    change: &Change<'_>,
) -> Option<Section> {
    let mut rows = Vec::new();
    for question in asked {
        let answer = answers.get(&question.id).cloned();
        change.row(&mut rows, question.wording.as_str(), answer, "own");
    }
    section(rows)
}

fn section(rows: Vec<Row>) -> Option<Section> {
    (!rows.is_empty()).then(|| Section {
        heading: "What this area also asks".to_owned(),
        rows,
    })
}

#[cfg(test)]
mod tests {
    use edge::Problem;
    use serde_json::json;

    use super::*;
    use crate::{
        fixture::{asking, sent_with, today},
        referral::parse::parse,
    };

    fn question(id: &str, kind: Kind, required: bool) -> Question {
        let line = |text: &str| Line::parse(text).unwrap();
        let choices = match kind {
            Kind::Choice => vec![line("The Meads"), line("Hythe")],
            _ => Vec::new(),
        };
        Question {
            id: id.to_owned(),
            of: Audience::Agencies,
            wording: line(&format!("Question {id}?")),
            hint: None,
            kind,
            choices,
            required,
            from: today(),
            retired: None,
        }
    }

    fn faults(answers: serde_json::Value) -> Vec<String> {
        let area = asking(vec![
            question("q2", Kind::Choice, true),
            question("q3", Kind::Short, false),
        ]);
        let sent = sent_with(json!({ "own_answers": answers }));
        match parse(sent, Some(&area), today()) {
            Ok(_) => Vec::new(),
            Err(Problem::Malformed(faults)) => faults.into_iter().map(|it| it.field).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// R1.10: a required answer, one of those listed, and nothing that is not asked.
    #[test]
    fn answers_are_to_what_is_asked() {
        assert_eq!(faults(json!({ "q2": "hythe" })), [""; 0]);
        assert_eq!(faults(json!({})), ["own_answers.q2"]);
        assert_eq!(faults(json!({ "q2": " " })), ["own_answers.q2"]);
        assert_eq!(faults(json!({ "q2": "Elsewhere" })), ["own_answers.q2"]);
        let long = "x".repeat(201);
        assert_eq!(
            faults(json!({ "q2": "Hythe", "q3": long })),
            ["own_answers.q3"]
        );
        assert_eq!(faults(json!({ "q2": "Hythe", "q9": "x" })), ["own_answers"]);
    }

    /// R1.10: the words that were asked are kept with the answer.
    #[test]
    fn an_answer_keeps_the_words_that_were_asked() {
        let area = asking(vec![question("q2", Kind::YesNo, true)]);
        let sent = sent_with(json!({ "own_answers": { "q2": "yes" } }));
        let form = parse(sent, Some(&area), today()).unwrap();
        let kept = OwnAnswerView::from(form.own.first().unwrap());
        assert_eq!(
            (kept.question.as_str(), kept.answer.as_str()),
            ("Question q2?", "Yes")
        );
    }
}
