//! The words of messages, as the GOV.UK Design System has them.

/// What was sent, unless it is only white space.
pub(super) fn present(sent: Option<String>) -> Option<String> {
    sent.filter(|text| !text.trim().is_empty())
}

/// What to do about a value that is missing.
pub(super) fn enter(label: &str) -> String {
    format!("Enter {}", article(label))
}

/// "the due date", unless the label brings its own beginning.
pub(super) fn article(label: &str) -> String {
    let own = [
        "a ",
        "an ",
        "the ",
        "your ",
        "their ",
        "what ",
        "when ",
        "where ",
        "which ",
        "who ",
        "why ",
        "how ",
        "whether ",
        "at least ",
    ];
    if own.iter().any(|start| label.starts_with(start)) {
        label.to_owned()
    } else {
        format!("the {label}")
    }
}

/// "Due date", as the subject of a sentence.
pub(super) fn subject(label: &str) -> String {
    let bare = ["a ", "an ", "the "]
        .iter()
        .find_map(|start| label.strip_prefix(start))
        .unwrap_or(label);
    let mut letters = bare.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `5,000`.
pub(super) fn grouped(number: usize) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{},{:03}", grouped(number / 1_000), number % 1_000)
    }
}
