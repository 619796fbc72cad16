//! A question as a form or a program sends it, and its retirement.

use chrono::NaiveDate;
use domain::{
    Line,
    questions::{Added, Audience, Kind, Question, Questions, Retired, Unfit},
    text::capital,
};
use edge::{Fields, Given, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

/// A question that an area adds to a form.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AreaQuestionText, example = json!({
    "of": "agencies", "wording": "Which estate is it on?", "kind": "choice", "choices": "The Meads\nHythe\nAnother",
    "required": "no", "from": "2026-12-01", "reason": "Patrols are planned by estate."
}))]
pub(crate) struct QuestionBody {
    /// Whom it is put to: `agencies` when they refer, or the `public` when they report.
    #[schema(value_type = String)]
    of: Option<String>,
    /// The question; up to 200 characters.
    #[schema(value_type = String)]
    wording: Option<String>,
    /// What helps to answer it; up to 200 characters.
    hint: Option<String>,
    /// `short`, `long`, `yes_no` or `choice`.
    #[schema(value_type = String)]
    kind: Option<String>,
    /// The answers to choose from, a line each; of `choice` alone.
    choices: Option<String>,
    /// Whether it must be answered: `yes` or `no`.
    #[schema(value_type = String)]
    required: Option<String>,
    /// The first day on which it is asked: today or later.
    #[schema(value_type = String, format = Date)]
    from: Option<String>,
    /// Why; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// A question that is asked no longer.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AreaQuestionEnd, example = json!({
    "question": "q2", "from": "2026-12-01", "reason": "Nobody used the answers."
}))]
pub(crate) struct RetireBody {
    /// The question's id.
    #[schema(value_type = String)]
    question: Option<String>,
    /// The first day on which it is asked no longer: today or later.
    #[schema(value_type = String, format = Date)]
    from: Option<String>,
    /// Why; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl QuestionBody {
    /// The question that is added, under this id.
    ///
    /// **Errors:** 400 with everything that is to be mended.
    pub(super) fn read(
        self,
        id: String,
        questions: &Questions,
        today: NaiveDate,
    ) -> Result<Added, Problem> {
        let mut fields = Fields::default();
        let of = fields.choice("of", "whom it is put to", self.of, Audience::parse);
        let wording: Option<Line> = fields.line("wording", "the question", self.wording);
        let hint = fields.line_if_any("hint", "the hint", self.hint);
        let kind = fields.choice("kind", "how it is answered", self.kind, Kind::parse);
        // What was listed is of a choice alone, whatever was typed before another kind was chosen.
        let listed = match kind {
            Some(Kind::Choice) => self.choices.unwrap_or_default(),
            _ => String::new(),
        };
        let texts = listed.lines().filter(|line| !line.trim().is_empty());
        let choices: Vec<Line> = texts
            .filter_map(|line| fields.line("choices", "an answer", Some(line.to_owned())))
            .collect();
        let required = self.required.map(Given::Text);
        let required = fields.yes_no("required", "whether it must be answered", required);
        let from = fields.date("from", "first day on which it is asked", self.from);
        let reason = fields.note("reason", "why", self.reason);
        let added = fields.finish(|| {
            let question = Question {
                id,
                of: of?,
                wording: wording?,
                hint,
                kind: kind?,
                choices,
                required: required?,
                from: from?,
                retired: None,
            };
            Some(Added {
                question,
                reason: reason?,
            })
        })?;
        let judged = questions.judge(&added.question, today);
        judged.map_err(|it| unfit(&it))?;
        Ok(added)
    }
}

impl RetireBody {
    /// Which question is retired, and from when.
    ///
    /// **Errors:** 400 with everything that is to be mended.
    pub(super) fn read(self, questions: &Questions, today: NaiveDate) -> Result<Retired, Problem> {
        let mut fields = Fields::default();
        let known = |id: &str| questions.open().find(|each| each.id == id);
        let id = fields.choice("question", "the question", self.question, |id| {
            known(id).map(|each| each.id.clone())
        });
        let from = fields.date("from", "first day on which it is not asked", self.from);
        let reason = fields.note("reason", "why", self.reason);
        let retired = fields.finish(|| {
            Some(Retired {
                id: id?,
                from: from?,
                reason: reason?,
            })
        })?;
        let judged = questions.judge_end(&retired.id, retired.from, today);
        judged.map_err(|it| unfit(&it))?;
        Ok(retired)
    }
}

/// What stands in the way, at its field.
fn unfit(unfit: &Unfit) -> Problem {
    let field = match unfit {
        Unfit::Past | Unfit::Before(_) => "from",
        Unfit::Choices(_) => "choices",
        Unfit::Full(_) | Unfit::Known => "wording",
        Unfit::Gone => "question",
    };
    Problem::field(field, capital(&unfit.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(change: impl FnOnce(&mut QuestionBody)) -> Result<Added, Vec<String>> {
        let text = |text: &str| Some(text.to_owned());
        let mut body = QuestionBody {
            of: text("agencies"),
            wording: text("Which estate is it on?"),
            hint: None,
            kind: text("choice"),
            choices: text("The Meads\n\n Hythe "),
            required: text("no"),
            from: text("2026-12-01"),
            reason: text("Patrols are planned by estate"),
        };
        change(&mut body);
        let today = "2026-11-26".parse().unwrap();
        let read = body.read("q2".into(), &Questions::default(), today);
        let fields = |problem: Problem| problem.faults().into_iter().map(|fault| fault.field);
        read.map_err(|problem| fields(problem).collect())
    }

    /// R1.10: a question is whole, or what is missing is said at its field.
    #[test]
    fn a_question_is_said_whole_or_what_is_missing_is() {
        let added = read(|_| {}).unwrap().question;
        assert_eq!(added.offers(), ["The Meads", "Hythe"]);
        let short = read(|body| body.kind = Some("short".into())).unwrap();
        assert!(short.question.choices.is_empty());
        let fields_of_a_question = ["of", "wording", "kind", "required", "from", "reason"];
        let empty = read(|body| *body = QuestionBody::default()).unwrap_err();
        assert_eq!(empty, fields_of_a_question);
        let alone = read(|body| body.choices = Some("One".into()));
        assert_eq!(alone.unwrap_err(), ["choices"]);
        let past = read(|body| body.from = Some("2026-11-25".into()));
        assert_eq!(past.unwrap_err(), ["from"]);
        let gone = RetireBody {
            question: Some("q9".into()),
            ..RetireBody::default()
        };
        let today = "2026-11-26".parse().unwrap();
        let gone = gone.read(&Questions::default(), today).unwrap_err();
        let fields: Vec<_> = gone.faults().into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["question", "from", "reason"]);
    }
}
