//! Enough of an HTML reader to compare two fragments by what they mean.

/// A piece of a fragment, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A tag (a closing one has a slash in its name) with its attributes sorted by name.
    Tag(String, Vec<(String, String)>),
    /// Text between tags.
    Text(String),
}

/// The fragment in pieces: classes sorted, character references read, white space collapsed.
pub(super) fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('<') {
            let (name, attributes, after) = tag(inside);
            // The first line end in a textarea is dropped by browsers.
            rest = match name.as_str() {
                "textarea" => after.strip_prefix('\n').unwrap_or(after),
                _ => after,
            };
            pieces.push(Piece::Tag(name, attributes));
        } else {
            let (text, after) = before(rest, |c| c == '<');
            let text = collapsed(text);
            if !text.is_empty() {
                pieces.push(Piece::Text(text));
            }
            rest = after;
        }
    }
    pieces
}

/// Every value of an attribute of this name, exactly as a browser would have it.
pub(super) fn values(html: &str, attribute: &str) -> Vec<String> {
    let start = format!(" {attribute}=\"");
    let after = html.split(&start).skip(1);
    after
        .map(|rest| read(rest.split('"').next().unwrap()))
        .collect()
}

/// Name and attributes of a tag, and what follows it.
fn tag(text: &str) -> (String, Vec<(String, String)>, &str) {
    let ends = |c: char| c.is_whitespace() || c == '=' || c == '>';
    let (name, after) = before(text, ends);
    let mut attributes = Vec::new();
    let mut rest = after.trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            attributes.sort();
            return (name.trim_end_matches('/').to_owned(), attributes, after);
        }
        let (attribute, after) = before(rest, ends);
        // A slash on its own closes the tag.
        let attribute = attribute.trim_end_matches('/').to_owned();
        let quoted = after
            .strip_prefix("=\"")
            .map(|value| value.split_once('"').expect("attribute without end"));
        let (value, after) = quoted.unwrap_or(("", after));
        assert!(after.len() < rest.len(), "not an attribute: {rest}");
        rest = after.trim_start();
        let value = match attribute.as_str() {
            "" => continue,
            "class" => sorted(&read(value)),
            _ => collapsed(value),
        };
        attributes.push((attribute, value));
    }
}

/// The text up to the first such character, and the rest from it.
fn before(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

fn sorted(classes: &str) -> String {
    let mut classes: Vec<&str> = classes.split_whitespace().collect();
    classes.sort_unstable();
    classes.join(" ")
}

fn collapsed(text: &str) -> String {
    let text = read(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Character references as both template engines write them, read once.
fn read(text: &str) -> String {
    let references = [
        ("&lt;", '<'),
        ("&#60;", '<'),
        ("&gt;", '>'),
        ("&#62;", '>'),
        ("&quot;", '"'),
        ("&#34;", '"'),
        ("&#39;", '\''),
        ("&#38;", '&'),
        ("&amp;", '&'),
    ];
    let mut made = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let found = references.iter().find(|(from, _)| rest.starts_with(from));
        let (length, read) =
            found.map_or((first.len_utf8(), first), |(from, to)| (from.len(), *to));
        made.push(read);
        rest = rest.split_at(length).1;
    }
    made
}
