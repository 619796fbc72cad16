//! Whether a text is an instrument, and if not, what is to be mended and where.

use std::collections::BTreeSet;

use super::instrument::{Band, Escalation, Instrument, Question};

/// The longest text of an instrument, in bytes: a version in force stands in its area's record.
pub(super) const MOST_BYTES: usize = 16_000;
/// More questions than anybody answers with care.
const MOST_QUESTIONS: usize = 30;
/// The most answers to a question.
const MOST_ANSWERS: usize = 10;
/// The most that an answer weighs: sums stay far below what a number holds.
const MOST_WEIGHT: u32 = 100;
/// The most days until a case is scored again (R2.7).
const MOST_DAYS: u32 = 183;
/// The longest text that is read in one piece, in characters.
const MOST_CHARACTERS: usize = 600;

/// Something to mend in the text of an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a line, a question, a band.
    pub at: String,
    /// What to do, as a sentence without a full stop.
    pub message: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}

impl Instrument {
    /// Reads the text of an instrument (TOML).
    ///
    /// **Errors:** everything that is to be mended, each with where; never empty.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        if text.len() > MOST_BYTES {
            let message = format!("the text must be {MOST_BYTES} bytes or fewer");
            return Err(vec![fault("Whole text", message)]);
        }
        let read: Self = toml::from_str(text).map_err(|wrong| vec![unread(text, &wrong)])?;
        let faults = read.faults();
        if faults.is_empty() {
            Ok(read)
        } else {
            Err(faults)
        }
    }

    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !is_name(&self.id.replace('-', "_")) {
            let message = "the id must be small letters, digits, hyphens and underscores";
            faults.push(fault("Instrument", message));
        }
        for (what, text) in [
            ("title", &self.title),
            ("about", &self.about),
            ("source", &self.source),
        ] {
            faults.extend(wording("Instrument", what, text));
        }
        if self.fits.is_empty() {
            faults.push(fault(
                "Instrument",
                "name at least one kind of case it fits",
            ));
        }
        if self.questions.is_empty() || self.questions.len() > MOST_QUESTIONS {
            let message = format!("there must be 1 to {MOST_QUESTIONS} questions");
            faults.push(fault("Instrument", message));
        }
        let mut known = BTreeSet::new();
        for question in &self.questions {
            if !known.insert(&question.id) {
                faults.push(fault(named(question), "another question has this id"));
            }
            faults.extend(in_question(question));
        }
        faults.extend(in_bands(&self.bands, self.most()));
        for (number, escalation) in (1..).zip(&self.escalations) {
            faults.extend(self.in_escalation(number, escalation));
        }
        faults
    }

    fn in_escalation(&self, number: usize, escalation: &Escalation) -> Vec<Fault> {
        let at = format!("Escalation {number}");
        let mut faults: Vec<_> = wording(&at, "why", &escalation.why).into_iter().collect();
        if escalation.when.is_empty() {
            faults.push(fault(&at, "name at least one answer that lifts the band"));
        }
        for when in &escalation.when {
            let Some(question) = self.question(&when.question) else {
                let message = format!("there is no question ‘{}’", when.question);
                faults.push(fault(&at, message));
                continue;
            };
            if question.place(&when.from).is_none() {
                let message = format!("question ‘{}’ has no answer ‘{}’", question.id, when.from);
                faults.push(fault(&at, message));
            }
        }
        let offered = |band: &Band| band.band == escalation.at_least;
        if !self.bands.iter().any(offered) {
            let band = escalation.at_least.value();
            faults.push(fault(&at, format!("there is no band ‘{band}’ to lift to")));
        }
        faults
    }
}

/// What the parser stumbled on, by its line.
fn unread(text: &str, wrong: &toml::de::Error) -> Fault {
    let line = wrong.span().and_then(|span| {
        let before = text.get(..span.start)?;
        Some(before.matches('\n').count() + 1)
    });
    let at = line.map_or("Whole text".to_owned(), |line| format!("Line {line}"));
    let message = wrong.message().lines().next().unwrap_or("cannot be read");
    fault(at, message)
}

fn in_question(question: &Question) -> Vec<Fault> {
    let at = named(question);
    let mut faults: Vec<_> = wording(&at, "ask", &question.ask).into_iter().collect();
    if let Some(help) = &question.help {
        faults.extend(wording(&at, "help", help));
    }
    if !is_name(&question.id) {
        let message = "its id must be small letters, digits and underscores";
        faults.push(fault(&at, message));
    }
    if !(2..=MOST_ANSWERS).contains(&question.answers.len()) {
        let message = format!("there must be 2 to {MOST_ANSWERS} answers");
        faults.push(fault(&at, message));
    }
    let mut known = BTreeSet::new();
    let mut least = 0;
    for answer in &question.answers {
        let said = |message: &str| fault(&at, format!("answer ‘{}’ {message}", answer.id));
        if !is_name(&answer.id) {
            faults.push(said(
                "must have an id of small letters, digits and underscores",
            ));
        }
        if !known.insert(&answer.id) {
            faults.push(said("stands there twice"));
        }
        faults.extend(wording(&at, "say", &answer.say));
        if answer.weight > MOST_WEIGHT {
            faults.push(said(&format!("must weigh {MOST_WEIGHT} or less")));
        }
        if answer.weight < least {
            faults.push(said(
                "weighs less than the one before it: answers go from the least to the gravest",
            ));
        }
        least = answer.weight;
    }
    faults
}

fn in_bands(bands: &[Band], most: u32) -> Vec<Fault> {
    let mut faults = Vec::new();
    match bands.first() {
        None => faults.push(fault("Bands", "there must be at least one band")),
        Some(first) if first.from != 0 => {
            faults.push(fault("Bands", "the first band must begin at 0"));
        }
        Some(_) => {}
    }
    for band in bands {
        let at = format!("Band ‘{}’", band.band.value());
        if !(1..=MOST_DAYS).contains(&band.rescore_days) {
            let message = format!("rescore_days must be 1 to {MOST_DAYS}");
            faults.push(fault(&at, message));
        }
        if band.from > most {
            let message = format!("nobody can score {}: the most is {most}", band.from);
            faults.push(fault(&at, message));
        }
    }
    for (lower, higher) in bands.iter().zip(bands.iter().skip(1)) {
        let at = format!("Band ‘{}’", higher.band.value());
        if higher.band <= lower.band || higher.from <= lower.from {
            let message = "must stand above the band before it, and begin at a higher score";
            faults.push(fault(&at, message));
        }
        if higher.rescore_days > lower.rescore_days {
            let message = "must not be scored again later than the band below it";
            faults.push(fault(&at, message));
        }
    }
    faults
}

/// What is wrong with a text that people read.
fn wording(at: &str, what: &str, text: &str) -> Option<Fault> {
    let fits = !text.trim().is_empty() && text.chars().count() <= MOST_CHARACTERS;
    let plain = crate::Note::parse(text).is_ok();
    (!fits || !plain).then(|| {
        fault(
            at,
            format!("‘{what}’ must be a text of 1 to {MOST_CHARACTERS} characters"),
        )
    })
}

fn named(question: &Question) -> String {
    format!("Question ‘{}’", question.id)
}

/// Ids stand in names of form fields, so they are plain and short; a hyphen there begins a part of a
/// date.
fn is_name(id: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=40).contains(&id.len()) && id.chars().all(letter)
}

fn fault(at: impl Into<String>, message: impl Into<String>) -> Fault {
    Fault {
        at: at.into(),
        message: message.into(),
    }
}
