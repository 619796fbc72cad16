//! The small values that component macros take.

/// A link in a navigation or in the breadcrumbs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its words.
    pub text: String,
    /// Where it goes.
    pub href: String,
    /// Whether it is the page that the reader is on.
    pub current: bool,
}

impl Link {
    /// A link to another page.
    #[must_use]
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: href.into(),
            current: false,
        }
    }

    /// The same link, marked as the page that the reader is on if it is.
    #[must_use]
    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }
}

/// One of the answers that radios, checkboxes or a select offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// More about it, shown below; not in a select.
    pub hint: String,
    /// Whether choosing it reveals more questions: the body of the `…_with` macros.
    pub reveals: bool,
    /// Whether this is only a word between choices, such as "or".
    pub divider: bool,
}

/// The members of a closed list, with what is sent and what people read.
#[must_use]
pub fn offer<T: Copy>(
    all: &[T],
    value: fn(T) -> &'static str,
    label: fn(T) -> &'static str,
) -> Vec<Choice> {
    let each = all.iter().copied();
    each.map(|each| Choice::new(value(each), label(each)))
        .collect()
}

impl Choice {
    /// A choice.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            reveals: false,
            divider: false,
        }
    }

    /// A word between choices.
    #[must_use]
    pub fn divider(word: impl Into<String>) -> Self {
        Self {
            divider: true,
            ..Self::new("", word)
        }
    }

    /// The same choice with more about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same choice, revealing more questions when chosen.
    #[must_use]
    pub fn revealing(mut self) -> Self {
        self.reveals = true;
        self
    }
}

/// A row of a summary list (check your answers, the facts of a case).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub key: String,
    /// Its value, a line each.
    pub lines: Vec<String>,
    /// Where "Change" goes; empty for none.
    pub change: String,
}

impl Row {
    /// A row of one value; line ends in it are kept.
    #[must_use]
    pub fn new(key: impl Into<String>, value: impl AsRef<str>) -> Self {
        Self {
            key: key.into(),
            lines: value.as_ref().lines().map(ToOwned::to_owned).collect(),
            change: String::new(),
        }
    }

    /// A row of several lines, such as an address or a list.
    #[must_use]
    pub fn lines<L: Into<String>>(
        key: impl Into<String>,
        lines: impl IntoIterator<Item = L>,
    ) -> Self {
        Self {
            key: key.into(),
            lines: lines.into_iter().map(Into::into).collect(),
            change: String::new(),
        }
    }

    /// The same row with a link to change it.
    #[must_use]
    pub fn change(mut self, href: impl Into<String>) -> Self {
        self.change = href.into();
        self
    }

    /// Whether this row has no link to change it although others have, so that the values align.
    pub fn is_bare_among(&self, rows: impl AsRef<[Row]>) -> bool {
        let mut rows = rows.as_ref().iter();
        self.change.is_empty() && rows.any(|row| !row.change.is_empty())
    }
}

/// A step of a task list: a long form's sections and how far each is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What there is to do.
    pub title: String,
    /// Where to do it; empty when it cannot be started yet.
    pub href: String,
    /// More about it; may be empty.
    pub hint: String,
    /// How far it is, such as "Completed" or "Not yet started".
    pub status: String,
    /// Colour of the status as a tag (`blue`); plain words when empty, as for "Completed".
    pub colour: String,
}

impl Step {
    /// A step.
    #[must_use]
    pub fn new(
        title: impl Into<String>,
        href: impl Into<String>,
        status: impl Into<String>,
    ) -> Self {
        Self {
            title: title.into(),
            href: href.into(),
            hint: String::new(),
            status: status.into(),
            colour: String::new(),
        }
    }

    /// The same step with more about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same step with its status as a tag of this colour.
    #[must_use]
    pub fn colour(mut self, colour: impl Into<String>) -> Self {
        self.colour = colour.into();
        self
    }
}
