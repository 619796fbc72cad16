//! Text from people.

use domain::{Line, Note, Prose, text::InvalidText};

use super::{
    Fields,
    words::{enter, grouped, present, subject},
};

impl Fields {
    /// One line of text.
    pub fn line(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<Line> {
        self.text(field, label, sent, Line::parse)
    }

    /// One line of text, if any.
    pub fn line_if_any(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<Line> {
        present(sent).and_then(|sent| self.line(field, label, Some(sent)))
    }

    /// A passage of text.
    pub fn prose(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<Prose> {
        self.text(field, label, sent, Prose::parse)
    }

    /// A few sentences.
    pub fn note(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<Note> {
        self.text(field, label, sent, Note::parse)
    }

    /// A passage of text, if any.
    pub fn prose_if_any(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
    ) -> Option<Prose> {
        present(sent).and_then(|sent| self.prose(field, label, Some(sent)))
    }

    fn text<T>(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
        parse: fn(&str) -> Result<T, InvalidText>,
    ) -> Option<T> {
        match parse(sent.as_deref().unwrap_or_default()) {
            Ok(text) => Some(text),
            Err(fault) => {
                let message = match fault {
                    InvalidText::Empty => enter(label),
                    InvalidText::TooLong(max) => {
                        format!(
                            "{} must be {} characters or less",
                            subject(label),
                            grouped(max)
                        )
                    }
                    InvalidText::Character => {
                        format!("{} must not hold control characters", subject(label))
                    }
                };
                self.fault(field, message);
                None
            }
        }
    }
}
