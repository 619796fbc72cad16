//! Text from people stays text in every macro: it adds no tag and leaves no attribute.

use askama::Template;

use super::super::{Choice, Chrome, Fault, Form, Link, Place, ProblemPage, Row, Step};
use super::markup::{Piece, pieces, values};

const HOSTILE: [&str; 4] = [
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "</textarea></title></option><b>{{ form }}</b>{% raw %}",
    "<!-- &amp; &lt;script&gt; javascript:alert(1)",
];

/// Every macro with the same text wherever it takes any.
#[derive(Template)]
#[template(
    source = r#"{% extends "layout.html" %}
{% import "components/forms.html" as forms %}
{% import "components/parts.html" as parts %}
{% block content %}
{{ forms::error_summary(form) }}{{ forms::form_hidden(form) }}{{ forms::hidden(form, "many") }}
{{ forms::input(form, "one", text, hint = text, kind = text, classes = text, autocomplete = text, inputmode = text, spellcheck = text, prefix = text, suffix = text, heading = true, size = text) }}
{{ forms::textarea(form, "two", text, hint = text, limit = 9) }}
{{ forms::select(form, "three", text, choices, hint = text, prompt = text) }}
{% call(choice) forms::radios(form, "four", text, choices, hint = text, heading = true) %}{{ choice.label }}{% endcall %}
{% call(choice) forms::checkboxes(form, "five", text, choices, hint = text) %}{{ choice.label }}{% endcall %}
{{ forms::date(form, "six", text, hint = text) }}
{{ forms::input(form, text, text) }}{{ forms::radios(form, text, text, choices) }}
{{ forms::button(text, style = text, name = text, value = text) }}{{ forms::button_link(text, text, style = text) }}
{{ parts::summary_list(rows) }}
{% call parts::summary() %}{% call parts::summary_row(text) %}{{ text }}{% endcall %}{% endcall %}
{% call parts::table(text, [text.as_str(), text.as_str()], size = text) %}<tr><td>{{ text }}</td></tr>{% endcall %}
{{ parts::tag(text, text) }}{{ parts::rag(text) }}{{ parts::inset(text) }}{{ parts::warning(text) }}
{{ parts::details(text, text = text) }}{{ parts::panel(text, text = text) }}
{{ parts::banner(text, title = text, id = text) }}{{ parts::pagination(next = text, previous = text) }}
{{ parts::sub_navigation(links, label = text) }}{{ parts::task_list(steps, id = text) }}
{% call parts::timeline() %}{% call parts::timeline_item(text, text, text, by = text, source = text) %}{{ text }}{% endcall %}{% endcall %}
{% endblock %}"#,
    ext = "html"
)]
struct Everything {
    chrome: Chrome,
    form: Form,
    text: String,
    choices: Vec<Choice>,
    rows: Vec<Row>,
    links: Vec<Link>,
    steps: Vec<Step>,
}

fn everything(text: &str) -> String {
    let fields = [
        "one", "two", "three", "four", "five", "six-day", "many", "_key", "_version",
    ];
    let mut form = Form::posted(fields.map(|field| (field, text)))
        .with_fault("six", text)
        .with_fault(text, text);
    for field in fields {
        form = form.with_fault(field, text);
    }
    let page = Everything {
        chrome: chrome(text),
        form,
        text: text.to_owned(),
        choices: vec![
            Choice::new(text, text).hint(text).revealing(),
            Choice::divider(text),
            Choice::new("other", text).hint(text),
        ],
        rows: vec![
            Row::new(text, text).change(text),
            Row::lines(text, [text, text]),
        ],
        links: vec![Link::new(text, text).current(true), Link::new(text, text)],
        steps: vec![
            Step::new(text, text, text).hint(text).colour(text),
            Step::new(text, "", text),
        ],
    };
    page.render().unwrap()
}

fn problem(text: &str) -> String {
    let page = ProblemPage {
        chrome: chrome(text),
        happened: vec![text.to_owned()],
        changes: vec![text.to_owned()],
        faults: vec![Fault::new(text, text)],
        rule: text.to_owned(),
        reference: text.to_owned(),
    };
    page.render().unwrap()
}

fn chrome(text: &str) -> Chrome {
    Chrome::new(text)
        .signed_in(text, text)
        .places(&[Place::Home, Place::Triage])
        .official_sensitive()
        .crumb(text, text)
}

/// With hostile text a page has the tags and attributes that it has with a harmless word.
#[test]
fn hostile_text_changes_no_structure() {
    for page in [everything, problem] {
        let harmless = page("word");
        for text in HOSTILE {
            let hostile = page(text);
            assert_eq!(tags(&hostile), tags(&harmless), "{text}");
            assert!(shown(&hostile, text) >= shown(&harmless, "word"), "{text}");
        }
    }
}

/// What was typed comes back exactly as it was.
#[test]
fn typed_text_comes_back_unchanged() {
    for text in HOSTILE {
        let page = everything(text);
        let typed = values(&page, "value");
        let same = typed.iter().filter(|value| *value == text).count();
        assert!(same >= 8, "{text} comes back {same} times");
    }
}

/// Tags with the names of their attributes, in order.
fn tags(html: &str) -> Vec<String> {
    let pieces = pieces(html).into_iter();
    let tags = pieces.filter_map(|piece| match piece {
        Piece::Tag(name, attributes) => Some((name, attributes)),
        Piece::Text(_) => None,
    });
    tags.map(|(name, attributes)| {
        let names: Vec<String> = attributes.into_iter().map(|(name, _)| name).collect();
        format!("{name} {}", names.join(" "))
    })
    .collect()
}

/// How many texts between tags hold this text.
fn shown(html: &str, text: &str) -> usize {
    let pieces = pieces(html).into_iter();
    pieces
        .filter(|piece| matches!(piece, Piece::Text(shown) if shown.contains(text)))
        .count()
}
