//! Questions that an area adds to a form, and retires (R1.10): to the one by which agencies refer, or
//! to the one by which the public reports.
//!
//! A question never changes: another wording is another question. What was answered is kept with the
//! words that were asked, so a retired question can still be read where it was answered.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Line, Note, Prose, choice::choices};

choices! {
    /// How a question is answered.
    Kind {
        Short "short" "A line of text",
        Long "long" "A longer text",
        YesNo "yes_no" "Yes or no",
        Choice "choice" "One of the answers you list",
    }
}

choices! {
    /// Whom a question is put to: which form asks it.
    Audience {
        Agencies "agencies" "Agencies, when they refer",
        Public "public" "Members of the public, when they report",
    }
}

impl Audience {
    /// Until there was a choice, every question was put to agencies.
    fn at_first() -> Self {
        Self::Agencies
    }

    fn is_first(&self) -> bool {
        *self == Self::at_first()
    }
}

/// A question of the area's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its id in the area, such as `q7`; never given twice.
    pub id: String,
    /// Whom it is put to.
    #[serde(
        default = "Audience::at_first",
        skip_serializing_if = "Audience::is_first"
    )]
    pub of: Audience,
    /// The question as people read it.
    pub wording: Line,
    /// What helps to answer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Line>,
    /// How it is answered.
    pub kind: Kind,
    /// The answers to choose from; of [`Kind::Choice`] alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Line>,
    /// Whether it must be answered.
    pub required: bool,
    /// The first day on which it is asked.
    pub from: NaiveDate,
    /// The first day on which it is asked no longer, once it is retired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<NaiveDate>,
}

/// An area added a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Which.
    pub question: Question,
    /// Why.
    pub reason: Note,
}

/// An area retired a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    /// The question's id.
    pub id: String,
    /// The first day on which it is asked no longer.
    pub from: NaiveDate,
    /// Why.
    pub reason: Note,
}

/// A question that was answered: as it was asked, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The question's id in its area.
    pub id: String,
    /// The words in which it was asked.
    pub wording: Line,
    /// What was answered.
    pub answer: Prose,
}

/// Why a question cannot be added or retired so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Its day has passed.
    #[error("the day must be today or later")]
    Past,
    /// It would end before it begins.
    #[error("the day must be {0} or later, when the question is first asked")]
    Before(NaiveDate),
    /// As many are asked as can be.
    #[error("a form can ask at most {0} questions of the area’s own; retire one first")]
    Full(usize),
    /// The form asks it already.
    #[error("this question is asked already")]
    Known,
    /// Nothing to choose from, too much, or the same twice.
    #[error("list between 2 and {0} answers, each of them once")]
    Choices(usize),
    /// There is no such question, or it is retired.
    #[error("the question must be one that is asked")]
    Gone,
}

/// The questions of an area: those asked, those to come, and those lately retired. All there ever
/// were stand in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Questions(Vec<Question>);

impl Question {
    /// Most answers to choose from.
    pub const MAX_CHOICES: usize = 10;

    /// Whether it is asked on a day.
    pub fn is_asked(&self, on: NaiveDate) -> bool {
        self.from <= on && self.retired.is_none_or(|day| on < day)
    }

    /// The answers to choose from; none when any text will do.
    pub fn offers(&self) -> Vec<&str> {
        match self.kind {
            Kind::Short | Kind::Long => Vec::new(),
            Kind::YesNo => vec!["Yes", "No"],
            Kind::Choice => self.choices.iter().map(Line::as_str).collect(),
        }
    }

    /// The question as it was asked, with an answer to it.
    pub fn answered(&self, answer: Prose) -> Answered {
        Answered {
            id: self.id.clone(),
            wording: self.wording.clone(),
            answer,
        }
    }
}

impl Questions {
    /// Most questions that a form asks at a time.
    pub const MAX: usize = 10;
    /// Most retired ones that the area's own record still tells of.
    const MAX_RETIRED: usize = 20;

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All that are known, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Question> {
        self.0.iter()
    }

    /// Those that a form asks on a day, oldest first.
    pub fn asked(&self, of: Audience, on: NaiveDate) -> impl Iterator<Item = &Question> {
        let asks = move |each: &&Question| each.of == of && each.is_asked(on);
        self.0.iter().filter(asks)
    }

    /// Those that are not retired.
    pub fn open(&self) -> impl Iterator<Item = &Question> {
        self.0.iter().filter(|each| each.retired.is_none())
    }

    /// Whether a question can be added.
    ///
    /// **Errors:** what stands in the way.
    pub fn judge(&self, new: &Question, today: NaiveDate) -> Result<(), Unfit> {
        if new.from < today {
            return Err(Unfit::Past);
        }
        let same = |a: &Line, b: &Line| a.as_str().to_lowercase() == b.as_str().to_lowercase();
        let known = |each: &Question| each.of == new.of && same(&each.wording, &new.wording);
        if self.open().any(known) {
            return Err(Unfit::Known);
        }
        if new.kind == Kind::Choice {
            let count = new.choices.len();
            let mut texts: Vec<_> = new
                .choices
                .iter()
                .map(|c| c.as_str().to_lowercase())
                .collect();
            texts.sort_unstable();
            texts.dedup();
            if texts.len() < count || !(2..=Question::MAX_CHOICES).contains(&count) {
                return Err(Unfit::Choices(Question::MAX_CHOICES));
            }
        }
        let still =
            |each: &&Question| each.of == new.of && each.retired.is_none_or(|day| day > new.from);
        if self.0.iter().filter(still).count() >= Self::MAX {
            return Err(Unfit::Full(Self::MAX));
        }
        Ok(())
    }

    /// Whether a question can be retired from a day.
    ///
    /// **Errors:** what stands in the way.
    pub fn judge_end(&self, id: &str, from: NaiveDate, today: NaiveDate) -> Result<(), Unfit> {
        let Some(question) = self.open().find(|each| each.id == id) else {
            return Err(Unfit::Gone);
        };
        if from < today {
            return Err(Unfit::Past);
        }
        if from < question.from {
            return Err(Unfit::Before(question.from));
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, question: Question) {
        self.0.push(question);
        let retired = self.0.iter().filter(|each| each.retired.is_some()).count();
        let mut surplus = retired.saturating_sub(Self::MAX_RETIRED);
        self.0.retain(|each| {
            let goes = surplus > 0 && each.retired.is_some();
            surplus -= usize::from(goes);
            !goes
        });
    }

    pub(crate) fn retire(&mut self, id: &str, from: NaiveDate) {
        for question in self.0.iter_mut().filter(|each| each.id == id) {
            question.retired = Some(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn question(id: &str, wording: &str) -> Question {
        Question {
            id: id.to_owned(),
            of: Audience::Agencies,
            wording: Line::parse(wording).unwrap(),
            hint: None,
            kind: Kind::YesNo,
            choices: Vec::new(),
            required: true,
            from: day("2026-12-01"),
            retired: None,
        }
    }

    /// R1.10: asked from its first day until the day on which it is retired.
    #[test]
    fn a_question_is_asked_between_its_days() {
        let mut own = Questions::default();
        own.add(question("q2", "Is there a dog?"));
        let asked = |own: &Questions, on: &str| own.asked(Audience::Agencies, day(on)).count();
        assert_eq!(
            (asked(&own, "2026-11-30"), asked(&own, "2026-12-01")),
            (0, 1)
        );
        own.retire("q2", day("2026-12-10"));
        assert_eq!(
            (asked(&own, "2026-12-09"), asked(&own, "2026-12-10")),
            (1, 0)
        );
        assert_eq!(own.iter().count(), 1, "nothing is deleted");
    }

    /// R1.10: what cannot be added or retired is said.
    #[test]
    fn what_stands_in_the_way_is_said() {
        let today = day("2026-11-26");
        let mut own = Questions::default();
        let first = question("q2", "Is there a dog?");
        assert_eq!(own.judge(&first, today), Ok(()));
        assert_eq!(own.judge(&first, day("2026-12-02")), Err(Unfit::Past));
        own.add(first);
        let again = question("q3", "IS THERE A DOG?");
        assert_eq!(own.judge(&again, today), Err(Unfit::Known));
        let mut listed = question("q3", "Which estate?");
        listed.kind = Kind::Choice;
        assert_eq!(own.judge(&listed, today), Err(Unfit::Choices(10)));
        listed.choices = ["North", "north"]
            .map(|it| Line::parse(it).unwrap())
            .to_vec();
        assert_eq!(own.judge(&listed, today), Err(Unfit::Choices(10)));
        listed.choices = ["North", "South"]
            .map(|it| Line::parse(it).unwrap())
            .to_vec();
        assert_eq!(own.judge(&listed, today), Ok(()));
        assert_eq!(listed.offers(), ["North", "South"]);
        let first_day = day("2026-12-01");
        assert_eq!(own.judge_end("q9", first_day, today), Err(Unfit::Gone));
        let early = own.judge_end("q2", today, today);
        assert_eq!(early, Err(Unfit::Before(first_day)));
        assert_eq!(own.judge_end("q2", first_day, today), Ok(()));
        for number in 3..12 {
            own.add(question(
                &format!("q{number}"),
                &format!("Question {number}?"),
            ));
        }
        let more = question("q12", "One more?");
        assert_eq!(own.judge(&more, today), Err(Unfit::Full(10)));
        own.retire("q2", first_day);
        assert_eq!(own.judge(&more, today), Ok(()));
    }

    /// R1.10: each form has room for its own, may ask the same, and asks nothing of the other's.
    #[test]
    fn each_form_asks_its_own() {
        let today = day("2026-11-26");
        let mut own = Questions::default();
        for number in 0..Questions::MAX {
            own.add(question(
                &format!("q{number}"),
                &format!("Question {number}?"),
            ));
        }
        let more = question("q20", "Question 1?");
        assert_eq!(own.judge(&more, today), Err(Unfit::Known));
        let public = Question {
            of: Audience::Public,
            ..more
        };
        assert_eq!(own.judge(&public, today), Ok(()));
        own.add(public);
        let asked = |of| own.asked(of, day("2026-12-01")).count();
        assert_eq!(
            (asked(Audience::Agencies), asked(Audience::Public)),
            (10, 1)
        );
    }

    /// What was written before there was a choice is read as it was meant, and written as it was.
    #[test]
    fn a_question_of_before_is_put_to_agencies() {
        let before = serde_json::to_value(question("q2", "Is there a dog?")).unwrap();
        assert_eq!(before.get("of"), None);
        let read: Question = serde_json::from_value(before).unwrap();
        assert_eq!(read.of, Audience::Agencies);
    }

    /// The area's record stays small, however often questions change.
    #[test]
    fn only_the_latest_retired_ones_stay_in_the_record() {
        let mut own = Questions::default();
        for number in 0..30 {
            let id = format!("q{number}");
            own.add(question(&id, &format!("Question {number}?")));
            own.retire(&id, day("2026-12-02"));
        }
        assert_eq!(own.iter().count(), 21);
        assert_eq!(own.iter().next().unwrap().id, "q9");
    }
}
