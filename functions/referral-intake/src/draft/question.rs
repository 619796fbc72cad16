//! What each page asks, in words.

use domain::{
    Line, Prose,
    gateway::Gateway,
    referral::form::{Behaviour, CaseKind, RiskBand, SubjectRole, Tenure},
};
use edge::page::Choice;

use super::{part::Part, step::Step};
use crate::choices::offer;

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    Radios,
    Checkboxes,
    /// A line, in a box as wide as this many characters.
    Line(&'static str),
    /// A passage, in a box of this many lines.
    Passage(u8),
    Date,
}

/// One question.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) field: &'static str,
    pub(crate) words: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) control: Control,
    pub(crate) choices: Vec<Choice>,
}

impl Question {
    fn new(field: &'static str, words: &'static str, control: Control) -> Self {
        Self {
            field,
            words,
            hint: "",
            control,
            choices: Vec::new(),
        }
    }

    fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    fn of(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices;
        self
    }

    /// The size of its words: the largest when it is the only question of its page.
    pub(crate) fn size(&self, alone: bool) -> &'static str {
        match (alone, self.control) {
            (true, _) => "l",
            (false, Control::Line(_)) => "",
            (false, _) => "m",
        }
    }

    /// The most characters that fit, as the page says and counts them.
    pub(crate) fn limit(&self) -> usize {
        match self.control {
            Control::Passage(_) => Prose::MAX,
            _ => Line::MAX,
        }
    }
}

const WIDE: Control = Control::Line("");

/// The questions of a step; `offered` are the areas or forums to choose from.
pub(crate) fn of_step(step: Step, offered: Vec<Choice>) -> Vec<Question> {
    let passage = |field, words| Question::new(field, words, Control::Passage(8));
    match step {
        Step::Area => vec![
            Question::new("area", "Which area does this concern?", Control::Radios)
                .hint("The area where it happens, even if you work somewhere else.")
                .of(offered),
        ],
        Step::Kind => vec![
            Question::new("kind", "What is this referral about?", Control::Radios)
                .hint("People are discussed at CHaRMM, places at the Joint Action Group.")
                .of(offer(CaseKind::ALL, CaseKind::value, CaseKind::label)),
        ],
        Step::Headline => vec![
            Question::new("headline", "What is it about, in a line?", WIDE).hint(
                "Lists show this line, so leave out names and addresses. \
                 For example, ‘Noise and threats in a block of flats’.",
            ),
        ],
        Step::Behaviours => vec![
            Question::new("behaviours", "What kinds of behaviour are involved?", Control::Checkboxes)
                .hint("Select all that apply.")
                .of(offer(Behaviour::ALL, Behaviour::value, Behaviour::label)),
        ],
        Step::Relationships => vec![
            passage("relationships", "How are these people related? (optional)")
                .hint("For example neighbours, relatives, friends, or landlord and tenant."),
        ],
        Step::Children => vec![
            passage("children", "Are there children in the household? (optional)")
                .hint("How many, how old, and any worries about them. Leave this empty if there are none."),
        ],
        Step::Impact => vec![
            passage("impact", "What is the impact?")
                .hint("On victims, on others in the household, and on the community."),
        ],
        Step::Risk => vec![
            Question::new("risk", "How serious is the risk of harm?", Control::Radios)
                .hint("As you see it today. The coordinator may assess it differently.")
                .of(offer(RiskBand::ALL, RiskBand::value, RiskBand::label)),
            passage("risk_rationale", "Why have you chosen this risk?"),
        ],
        Step::Tried => vec![
            passage("tried", "What has been tried?")
                .hint("What your agency and others have done, when, and with what result."),
        ],
        Step::Agencies => vec![
            passage("why_multi_agency", "Why does this need several agencies?")
                .hint("What one agency cannot do alone, and who you think is needed."),
        ],
        Step::Forums => vec![
            Question::new("forums", "Which other forums are involved? (optional)", Control::Checkboxes)
                .hint("Select those that already discuss these people or this place.")
                .of(offered),
            Question::new("other_forum", "Another forum (optional)", WIDE),
        ],
        Step::Sharing => vec![
            Question::new("gateway", "On what ground are you sharing this?", Control::Radios)
                .hint("The legal ground that you rely on. It is kept with everything you share here.")
                .of(offer(Gateway::FOR_CASES, Gateway::value, Gateway::label)),
            passage("sharing_reason", "How was consent given, or why are you sharing without it?")
                .hint("For example who consented, when and how – or why asking is not safe or not needed."),
        ],
        Step::Subjects | Step::Incidents | Step::Own | Step::Check => Vec::new(),
    }
}

/// The heading of a step's page.
pub(crate) fn title_of_step(step: Step) -> &'static str {
    match step {
        Step::Risk => "Risk of harm",
        Step::Forums => "Other forums",
        Step::Own => "What this area also asks",
        Step::Sharing => "Sharing this information",
        Step::Subjects => "People and places",
        Step::Incidents => "Incidents",
        Step::Check => "Check your answers",
        _ => of_step(step, Vec::new())
            .first()
            .map_or("", |question| question.words),
    }
}

/// The questions of a page about a person or place.
pub(crate) fn of_part(part: Part) -> Vec<Question> {
    let address = Question::new("address", "Address (optional)", WIDE)
        .hint("House, street and town on one line");
    let postcode = Question::new(
        "postcode",
        "Postcode (optional)",
        Control::Line("govuk-input--width-10"),
    );
    let uprn = Question::new(
        "uprn",
        "UPRN (optional)",
        Control::Line("govuk-input--width-10"),
    )
    .hint("Unique Property Reference Number, 1 to 12 digits, if you know it");
    match part {
        Part::Who => {
            let people: Vec<_> = SubjectRole::ALL
                .iter()
                .copied()
                .filter(|role| *role != SubjectRole::Location)
                .collect();
            vec![
                Question::new("role", "What are they to the matter?", Control::Radios).of(offer(
                    &people,
                    SubjectRole::value,
                    SubjectRole::label,
                )),
                Question::new("name", "Full name", WIDE),
                Question::new("aliases", "Other names they use (optional)", WIDE)
                    .hint("Aliases, nicknames or earlier names"),
            ]
        }
        Part::Home => vec![
            Question::new("born_on", "Date of birth (optional)", Control::Date)
                .hint("For example, 27 3 1994"),
            address,
            postcode,
            uprn,
            Question::new(
                "tenure",
                "How is the home held? (optional)",
                Control::Radios,
            )
            .of(offer(Tenure::ALL, Tenure::value, Tenure::label)),
        ],
        Part::Circumstances => vec![
            Question::new("ethnicity", "Ethnicity (optional)", WIDE)
                .hint("As they describe it themselves"),
            Question::new("language", "Language (optional)", WIDE)
                .hint("First language, and whether an interpreter is needed"),
            Question::new("disability", "Disability (optional)", WIDE),
            Question::new("mental_health", "Mental health (optional)", WIDE),
            Question::new(
                "substances",
                "Drugs, alcohol and other substances (optional)",
                WIDE,
            ),
        ],
        Part::Contact => vec![
            Question::new(
                "safe_contact",
                "How can they be contacted safely? (optional)",
                WIDE,
            )
            .hint("For example by whom, how and when, and whether messages can be left"),
        ],
        Part::Place => vec![
            Question::new("name", "What is the place called?", WIDE)
                .hint("For example a park, a car park or a block of flats"),
            address,
            postcode,
            uprn,
        ],
    }
}

/// The heading of a page about a person or place.
pub(crate) fn title_of_part(part: Part) -> &'static str {
    match part {
        Part::Who => "Who is this person?",
        Part::Home => "Date of birth and home",
        Part::Circumstances => "Circumstances",
        Part::Contact => "How can they be contacted safely? (optional)",
        Part::Place => "Where is it?",
    }
}

/// The questions about an incident.
pub(crate) fn of_incident() -> Vec<Question> {
    vec![
        Question::new("on", "When did it happen?", Control::Date)
            .hint("For example, 14 11 2026. Use the first day if it went on for longer."),
        Question::new("what", "What happened?", Control::Passage(8)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_step_is_asked() {
        for step in Step::ALL {
            let asked: Vec<_> = of_step(step, Vec::new()).iter().map(|q| q.field).collect();
            if !asked.is_empty() {
                assert_eq!(asked, step.fields());
            }
            assert!(!title_of_step(step).is_empty());
        }
        for part in ["who", "home", "circumstances", "contact", "place"] {
            let part: Part = part.parse().unwrap();
            let asked: Vec<_> = of_part(part).iter().map(|q| q.field).collect();
            assert_eq!(asked, part.fields());
        }
    }
}
