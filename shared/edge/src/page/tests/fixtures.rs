//! Our macros against the `fixtures.json` of govuk-frontend (options and the HTML they make), for
//! the options that we support. `assets/vendor.sh` picks the fixtures and writes the file.

use askama::Template;
use serde_json::Value;

use super::super::{Choice, Form, Row, Step};
use super::markup::pieces;

const FIXTURES: &str = include_str!("../../../tests-fixtures/govuk-frontend.json");

/// A template that only calls one macro.
macro_rules! call {
    ($name:ident { $($field:ident: $kind:ty),* $(,)? } $source:literal) => {
        #[derive(Template)]
        #[template(source = $source, ext = "html")]
        struct $name { $($field: $kind),* }
    };
}

call!(Input {
    form: Form, field: String, label: String, hint: String, kind: String, classes: String,
    autocomplete: String, inputmode: String, spellcheck: String, prefix: String, suffix: String,
    heading: bool, size: String,
} r#"{% import "components/forms.html" as forms %}
{{ forms::input(form, field, label, hint = hint, kind = kind, classes = classes, autocomplete = autocomplete, inputmode = inputmode, spellcheck = spellcheck, prefix = prefix, suffix = suffix, heading = heading, size = size) }}"#);
call!(Textarea {
    form: Form, field: String, label: String, hint: String, rows: u64, limit: u64, heading: bool, size: String,
} r#"{% import "components/forms.html" as forms %}
{{ forms::textarea(form, field, label, hint = hint, rows = rows, limit = limit, heading = heading, size = size) }}"#);
call!(Select {
    form: Form, field: String, label: String, choices: Vec<Choice>, hint: String, heading: bool, size: String,
} r#"{% import "components/forms.html" as forms %}
{{ forms::select(form, field, label, choices, hint = hint, heading = heading, size = size) }}"#);
call!(Radios {
    form: Form, field: String, label: String, choices: Vec<Choice>, hint: String, inline: bool,
    small: bool, heading: bool, size: String, revealed: Vec<(String, String)>,
} r#"{% import "components/forms.html" as forms %}
{% call(choice) forms::radios(form, field, label, choices, hint = hint, inline = inline, small = small, heading = heading, size = size) %}{% for (value, body) in revealed %}{% if *value == choice.value %}{{ body|safe }}{% endif %}{% endfor %}{% endcall %}"#);
call!(Checkboxes {
    form: Form, field: String, label: String, choices: Vec<Choice>, hint: String, small: bool,
    heading: bool, size: String, revealed: Vec<(String, String)>,
} r#"{% import "components/forms.html" as forms %}
{% call(choice) forms::checkboxes(form, field, label, choices, hint = hint, small = small, heading = heading, size = size) %}{% for (value, body) in revealed %}{% if *value == choice.value %}{{ body|safe }}{% endif %}{% endfor %}{% endcall %}"#);
call!(Date {
    form: Form, field: String, label: String, hint: String, heading: bool, size: String,
} r#"{% import "components/forms.html" as forms %}
{{ forms::date(form, field, label, hint = hint, heading = heading, size = size) }}"#);
call!(Button { text: String, style: String, name: String, value: String }
    r#"{% import "components/forms.html" as forms %}
{{ forms::button(text, style = style, name = name, value = value) }}"#);
call!(ButtonLink { text: String, href: String, style: String }
    r#"{% import "components/forms.html" as forms %}
{{ forms::button_link(text, href, style = style) }}"#);
call!(ErrorSummary { form: Form } r#"{% import "components/forms.html" as forms %}
{{ forms::error_summary(form) }}"#);
call!(SummaryList { rows: Vec<Row> } r#"{% import "components/parts.html" as parts %}
{{ parts::summary_list(rows) }}"#);
call!(Table { caption: String, size: String, columns: Vec<String>, rows: Vec<Vec<Cell>> }
    r#"{% import "components/parts.html" as parts %}
{% call parts::table(caption, columns, size = size) %}{% for row in rows %}<tr class="govuk-table__row">{% for cell in row %}{% if cell.heads %}<th scope="row" class="govuk-table__header">{{ cell.text }}</th>{% else %}<td class="govuk-table__cell{% if cell.numeric %} govuk-table__cell--numeric{% endif %}">{{ cell.text }}</td>{% endif %}{% endfor %}</tr>{% endfor %}{% endcall %}"#);
call!(Tag { text: String, colour: String } r#"{% import "components/parts.html" as parts %}
{{ parts::tag(text, colour = colour) }}"#);
call!(Inset { text: String } r#"{% import "components/parts.html" as parts %}
{{ parts::inset(text) }}"#);
call!(Warning { text: String } r#"{% import "components/parts.html" as parts %}
{{ parts::warning(text) }}"#);
call!(Details { summary: String, text: String, open: bool }
    r#"{% import "components/parts.html" as parts %}
{{ parts::details(summary, text = text, open = open) }}"#);
call!(Panel { title: String, text: String } r#"{% import "components/parts.html" as parts %}
{{ parts::panel(title, text = text) }}"#);
call!(Banner { text: String, title: String }
    r#"{% import "components/parts.html" as parts %}
{{ parts::banner(text, title = title, id = "govuk-notification-banner-title") }}"#);
call!(Pagination { next: String, previous: String }
    r#"{% import "components/parts.html" as parts %}
{{ parts::pagination(next = next, previous = previous) }}"#);
call!(TaskList { steps: Vec<Step> } r#"{% import "components/parts.html" as parts %}
{{ parts::task_list(steps) }}"#);

/// What a fixture asks for, or nothing when that is more than our macro offers.
type Made = Option<String>;

/// Every fixture in the file is made by our macro as govuk-frontend makes it.
#[test]
fn macros_make_what_the_design_system_makes() {
    let fixtures: Value = serde_json::from_str(FIXTURES).unwrap();
    let mut wrong = Vec::new();
    for (component, fixtures) in fixtures.as_object().unwrap() {
        let fixtures = fixtures.as_array().unwrap();
        assert!(!fixtures.is_empty(), "no fixture of {component}");
        for fixture in fixtures {
            let name = format!("{component}: {}", text(fixture, "/name"));
            let Some(made) = make(component, &fixture["options"]) else {
                wrong.push(format!("{name}: options not offered"));
                continue;
            };
            let expected = expected(component, fixture);
            if pieces(&made) != pieces(&expected) {
                let (made, expected) = (pieces(&made), pieces(&expected));
                wrong.push(format!(
                    "{name}\n--- ours\n{made:#?}\n--- theirs\n{expected:#?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The fixture's HTML, with what we always do differently.
fn expected(component: &str, fixture: &Value) -> String {
    let html = text(fixture, "/html");
    let prevented = "<button type=\"submit\" data-prevent-double-click=\"true\"";
    match component {
        // Ours always prevent the second press.
        "button" if !html.contains(" data-prevent-double-click") => {
            html.replace("<button type=\"submit\"", prevented)
        }
        // Ours always name the parts after the whole.
        "date-input" if fixture.pointer("/options/namePrefix").is_none() => {
            let id = text(fixture, "/options/id");
            ["day", "month", "year"].iter().fold(html, |html, part| {
                html.replace(
                    &format!("name=\"{part}\""),
                    &format!("name=\"{id}-{part}\""),
                )
            })
        }
        // Ours are revealed by the style sheet, not by a script.
        "radios" | "checkboxes" => {
            let hidden = format!(" govuk-{component}__conditional--hidden");
            renamed(
                fixture,
                &without(&html, "data-aria-controls").replace(&hidden, ""),
            )
        }
        // Ours are in a region that scrolls, and their headings are all to the left.
        "table" => format!(
            "<div class=\"charmm-scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">{}</div>",
            text(fixture, "/options/caption"),
            html.replace(" govuk-table__header--numeric", "")
        ),
        _ => renamed(fixture, &html),
    }
}

/// The HTML with the field's id as its name: ours have one word for both.
fn renamed(fixture: &Value, html: &str) -> String {
    let (name, id) = (text(fixture, "/options/name"), id(&fixture["options"]));
    html.replace(&format!(" name=\"{name}\""), &format!(" name=\"{id}\""))
}

/// The HTML without an attribute.
fn without(html: &str, attribute: &str) -> String {
    let start = format!(" {attribute}=\"");
    let mut parts = html.split(&start).map(str::to_owned);
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |kept, part| {
        let (_, after) = part.split_once('"').unwrap();
        kept + after
    })
}

fn make(component: &str, options: &Value) -> Made {
    match component {
        "input" => input(options),
        "textarea" | "character-count" => textarea(component, options),
        "select" => select(options),
        "radios" => radios(options),
        "checkboxes" => checkboxes(options),
        "date-input" => date(options),
        "button" => button(options),
        "error-summary" => error_summary(options),
        "summary-list" => summary_list(options),
        "table" => table(options),
        "task-list" => task_list(options),
        "pagination" => pagination(options),
        _ => simple(component, options),
    }
}

fn input(options: &Value) -> Made {
    only(
        options,
        "id name label hint errorMessage value type classes autocomplete inputmode spellcheck prefix suffix",
    )?;
    let (field, form) = field(options)?;
    let (heading, size) = words(options.pointer("/label")?, "govuk-label--")?;
    let spellcheck = options.pointer("/spellcheck").map(ToString::to_string);
    rendered(&Input {
        form: form.with(field.clone(), text(options, "/value")),
        field,
        label: text(options, "/label/text"),
        hint: text_only(options, "/hint")?,
        kind: or(text(options, "/type"), "text"),
        classes: text(options, "/classes"),
        autocomplete: text(options, "/autocomplete"),
        inputmode: text(options, "/inputmode"),
        spellcheck: spellcheck.unwrap_or_default(),
        prefix: text_only(options, "/prefix")?,
        suffix: text_only(options, "/suffix")?,
        heading,
        size,
    })
}

fn textarea(component: &str, options: &Value) -> Made {
    only(
        options,
        "id name label hint errorMessage value rows maxlength",
    )?;
    if component == "character-count" {
        options.get("maxlength")?;
    }
    let (field, form) = field(options)?;
    let (heading, size) = words(options.pointer("/label")?, "govuk-label--")?;
    let number = |at: &str, other| {
        let asked = text(options, at);
        if asked.is_empty() {
            Some(other)
        } else {
            asked.parse().ok()
        }
    };
    rendered(&Textarea {
        form: form.with(field.clone(), text(options, "/value")),
        field,
        label: text(options, "/label/text"),
        hint: text_only(options, "/hint")?,
        rows: number("/rows", 5)?,
        limit: number("/maxlength", 0)?,
        heading,
        size,
    })
}

fn select(options: &Value) -> Made {
    only(options, "id name label hint errorMessage value items")?;
    let (field, form) = field(options)?;
    let (heading, size) = words(options.pointer("/label")?, "govuk-label--")?;
    let (choices, chosen, _) = choices(options, "selected")?;
    rendered(&Select {
        form: form.with_all(field.clone(), chosen),
        field,
        label: text(options, "/label/text"),
        choices,
        hint: text_only(options, "/hint")?,
        heading,
        size,
    })
}

fn radios(options: &Value) -> Made {
    only(
        options,
        "idPrefix name fieldset hint errorMessage value items classes",
    )?;
    let (field, form) = field(options)?;
    only(options.pointer("/fieldset")?, "legend")?;
    let (heading, size) = words(
        options.pointer("/fieldset/legend")?,
        "govuk-fieldset__legend--",
    )?;
    let classes = text(options, "/classes");
    let mut classes = classes.split_whitespace();
    let (choices, chosen, revealed) = choices(options, "checked")?;
    rendered(&Radios {
        form: form.with_all(field.clone(), chosen),
        field,
        label: text(options, "/fieldset/legend/text"),
        choices,
        hint: text_only(options, "/hint")?,
        inline: classes.clone().any(|class| class == "govuk-radios--inline"),
        small: classes.any(|class| class == "govuk-radios--small"),
        heading,
        size,
        revealed,
    })
}

fn checkboxes(options: &Value) -> Made {
    only(
        options,
        "idPrefix name fieldset hint errorMessage values items classes",
    )?;
    let (field, form) = field(options)?;
    only(options.pointer("/fieldset")?, "legend")?;
    let (heading, size) = words(
        options.pointer("/fieldset/legend")?,
        "govuk-fieldset__legend--",
    )?;
    let small = match text(options, "/classes").as_str() {
        "" => false,
        "govuk-checkboxes--small" => true,
        _ => return None,
    };
    let (choices, chosen, revealed) = choices(options, "checked")?;
    rendered(&Checkboxes {
        form: form.with_all(field.clone(), chosen),
        field,
        label: text(options, "/fieldset/legend/text"),
        choices,
        hint: text_only(options, "/hint")?,
        small,
        heading,
        size,
        revealed,
    })
}

fn date(options: &Value) -> Made {
    only(
        options,
        "id namePrefix fieldset hint errorMessage values day month year",
    )?;
    only(options.pointer("/fieldset")?, "legend")?;
    let field = text(options, "/id");
    let prefix = or(text(options, "/namePrefix"), &field);
    let (heading, size) = words(
        options.pointer("/fieldset/legend")?,
        "govuk-fieldset__legend--",
    )?;
    let mut form = Form::default();
    let message = text_only(options, "/errorMessage")?;
    let mut marked = Vec::new();
    for part in ["day", "month", "year"] {
        if let Some(part_options) = options.get(part) {
            only(part_options, "error")?;
            match part_options.get("error") {
                Some(Value::Bool(true)) => marked.push(part),
                Some(_) => return None,
                None => {}
            }
        }
        let value = or(
            text(options, &format!("/values/{part}")),
            &text(options, &format!("/values/{field}-{part}")),
        );
        form = form.with(format!("{field}-{part}"), value);
    }
    match (message.is_empty(), marked.as_slice()) {
        (true, []) => {}
        (false, []) => form = form.with_fault(field.clone(), message),
        (false, [part]) => form = form.with_fault(format!("{field}-{part}"), message),
        _ => return None,
    }
    if prefix != field {
        return None;
    }
    rendered(&Date {
        form,
        field,
        label: text(options, "/fieldset/legend/text"),
        hint: text_only(options, "/hint")?,
        heading,
        size,
    })
}

fn button(options: &Value) -> Made {
    only(
        options,
        "text classes name value preventDoubleClick type href",
    )?;
    if options.pointer("/preventDoubleClick") == Some(&Value::Bool(false)) {
        return None;
    }
    if !matches!(text(options, "/type").as_str(), "" | "submit") {
        return None;
    }
    let classes = text(options, "/classes");
    let style = match classes.as_str() {
        "" => "",
        other => other.strip_prefix("govuk-button--")?,
    };
    if options.get("href").is_some() {
        return rendered(&ButtonLink {
            text: text(options, "/text"),
            href: text(options, "/href"),
            style: style.to_owned(),
        });
    }
    rendered(&Button {
        text: text(options, "/text"),
        style: style.to_owned(),
        name: text(options, "/name"),
        value: text(options, "/value"),
    })
}

fn error_summary(options: &Value) -> Made {
    only(options, "titleText errorList")?;
    if text(options, "/titleText") != "There is a problem" {
        return None;
    }
    let mut form = Form::default();
    for error in list(options, "errorList") {
        only(error, "text href")?;
        let href = text(error, "/href");
        form = form.with_fault(href.trim_start_matches('#'), text(error, "/text"));
    }
    rendered(&ErrorSummary { form })
}

fn summary_list(options: &Value) -> Made {
    only(options, "rows")?;
    let rows = list(options, "rows").iter().filter(|row| row.is_object());
    let rows: Option<Vec<Row>> = rows
        .map(|row| {
            only(row, "key value")?;
            let (key, value) = (text_only(row, "/key")?, text_only(row, "/value")?);
            Some(Row::new(key, value))
        })
        .collect();
    rendered(&SummaryList { rows: rows? })
}

fn table(options: &Value) -> Made {
    only(
        options,
        "rows head caption captionClasses firstCellIsHeader",
    )?;
    let headed = options["firstCellIsHeader"] == true;
    let rows = list(options, "rows").iter();
    let rows: Option<Vec<Vec<Cell>>> = rows
        .map(|row| {
            let cells = row.as_array()?.iter().enumerate();
            cells
                .map(|(at, made)| cell(made, headed && at == 0))
                .collect()
        })
        .collect();
    let columns = list(options, "head").iter();
    let columns: Option<Vec<String>> = columns.map(|head| Some(cell(head, true)?.text)).collect();
    let size = text(options, "/captionClasses");
    rendered(&Table {
        caption: text(options, "/caption"),
        size: size.strip_prefix("govuk-table__caption--")?.to_owned(),
        columns: columns?,
        rows: rows?,
    })
}

struct Cell {
    text: String,
    numeric: bool,
    heads: bool,
}

fn cell(cell: &Value, heads: bool) -> Option<Cell> {
    only(cell, "text format")?;
    let numeric = text(cell, "/format") == "numeric";
    Some(Cell {
        text: text(cell, "/text"),
        numeric,
        heads,
    })
}

fn task_list(options: &Value) -> Made {
    only(options, "items")?;
    let steps: Option<Vec<Step>> = list(options, "items").iter().map(step).collect();
    rendered(&TaskList { steps: steps? })
}

fn step(item: &Value) -> Option<Step> {
    only(item, "title href hint status")?;
    only(&item["status"], "text tag classes")?;
    let classes = text(item, "/status/classes");
    let cannot = classes == "govuk-task-list__status--cannot-start-yet";
    if cannot != item.get("href").is_none() || (!cannot && !classes.is_empty()) {
        return None;
    }
    let (title, href) = (text_only(item, "/title")?, text(item, "/href"));
    let hint = text_only(item, "/hint")?;
    let Some(tag) = item.pointer("/status/tag") else {
        return Some(Step::new(title, href, text(item, "/status/text")).hint(hint));
    };
    only(tag, "text classes")?;
    let classes = text(tag, "/classes");
    let colour = classes.strip_prefix("govuk-tag--")?;
    Some(
        Step::new(title, href, text(tag, "/text"))
            .hint(hint)
            .colour(colour),
    )
}

fn pagination(options: &Value) -> Made {
    only(options, "next previous")?;
    for page in ["next", "previous"] {
        only(options.get(page).unwrap_or(&Value::Null), "href")?;
    }
    rendered(&Pagination {
        next: text(options, "/next/href"),
        previous: text(options, "/previous/href"),
    })
}

fn simple(component: &str, options: &Value) -> Made {
    let words = text(options, "/text");
    match component {
        "tag" => {
            only(options, "text classes")?;
            let classes = text(options, "/classes");
            let colour = classes.strip_prefix("govuk-tag--").unwrap_or("").to_owned();
            rendered(&Tag {
                text: words,
                colour,
            })
        }
        "inset-text" => {
            only(options, "text")?;
            rendered(&Inset { text: words })
        }
        "warning-text" => {
            only(options, "text iconFallbackText")?;
            let fallback = or(text(options, "/iconFallbackText"), "Warning");
            (fallback == "Warning").then_some(())?;
            rendered(&Warning { text: words })
        }
        "details" => {
            only(options, "summaryText text open")?;
            let open = options["open"] == true;
            rendered(&Details {
                summary: text(options, "/summaryText"),
                text: words,
                open,
            })
        }
        "panel" => {
            only(options, "titleText text")?;
            rendered(&Panel {
                title: text(options, "/titleText"),
                text: words,
            })
        }
        "notification-banner" => {
            only(options, "text titleText")?;
            let title = or(text(options, "/titleText"), "Important");
            rendered(&Banner { text: words, title })
        }
        _ => None,
    }
}

/// Id of the field, which by default is its name.
fn id(options: &Value) -> String {
    let id = or(text(options, "/id"), &text(options, "/idPrefix"));
    or(id, &text(options, "/name"))
}

/// Name of the field, and a form with its fault.
fn field(options: &Value) -> Option<(String, Form)> {
    let name = id(options);
    let message = text_only(options, "/errorMessage")?;
    let form = Form::default();
    Some(match message.is_empty() {
        true => (name, form),
        false => (name.clone(), form.with_fault(name, message)),
    })
}

/// Whether a label or legend is the page's heading, and its size.
fn words(label: &Value, prefix: &str) -> Option<(bool, String)> {
    only(label, "text isPageHeading classes")?;
    label.get("text")?;
    let heading = label["isPageHeading"] == true;
    let classes = text(label, "/classes");
    let size = match classes.as_str() {
        "" if heading => return None,
        "" => "",
        classes => classes.strip_prefix(prefix)?,
    };
    Some((heading, size.to_owned()))
}

/// The choices, which of them are chosen, and what some reveal.
#[expect(
    clippy::type_complexity,
    reason = "three lists that a test takes apart at once"
)]
fn choices(
    options: &Value,
    chosen: &str,
) -> Option<(Vec<Choice>, Vec<String>, Vec<(String, String)>)> {
    let mut made = (Vec::new(), Vec::new(), Vec::new());
    let mut preset: Vec<String> = list(options, "values").iter().map(plain).collect();
    preset.extend(options.get("value").map(plain));
    for item in list(options, "items") {
        if let Some(word) = item.get("divider") {
            made.0.push(Choice::divider(plain(word)));
            continue;
        }
        only(item, &format!("value text hint conditional {chosen}"))?;
        let value = plain(item.get("value")?);
        let mut choice = Choice::new(&value, text(item, "/text")).hint(text_only(item, "/hint")?);
        if let Some(conditional) = item.get("conditional") {
            only(conditional, "html")?;
            choice = choice.revealing();
            made.2.push((value.clone(), text(conditional, "/html")));
        }
        match item.get(chosen).and_then(Value::as_bool) {
            Some(true) => made.1.push(value),
            None if preset.contains(&value) => made.1.push(value),
            Some(false) if preset.contains(&value) => return None,
            _ => {}
        }
        made.0.push(choice);
    }
    Some(made)
}

/// Nothing if the object has other keys than these: options that we do not offer.
fn only(object: &Value, keys: &str) -> Option<()> {
    let Some(object) = object.as_object() else {
        return object.is_null().then_some(());
    };
    let known: Vec<&str> = keys.split(' ').collect();
    object
        .keys()
        .all(|key| known.contains(&key.as_str()))
        .then_some(())
}

/// The text of an option such as a hint, empty when absent; nothing if it has more than text.
fn text_only(options: &Value, at: &str) -> Option<String> {
    only(options.pointer(at).unwrap_or(&Value::Null), "text")?;
    Some(text(options, &format!("{at}/text")))
}

fn text(options: &Value, at: &str) -> String {
    options.pointer(at).map(plain).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn list<'a>(options: &'a Value, key: &str) -> &'a [Value] {
    options
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn or(text: String, other: &str) -> String {
    if text.is_empty() {
        other.to_owned()
    } else {
        text
    }
}

fn rendered(page: &impl Template) -> Made {
    Some(page.render().unwrap())
}
