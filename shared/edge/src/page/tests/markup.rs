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
            let end = rest.find('<').unwrap_or(rest.len());
            let text = collapsed(&rest[..end]);
            if !text.is_empty() {
                pieces.push(Piece::Text(text));
            }
            rest = &rest[end..];
        }
    }
    pieces
}

/// Every value of an attribute of this name, exactly as a browser would have it.
pub(super) fn values(html: &str, attribute: &str) -> Vec<String> {
    let start = format!(" {attribute}=\"");
    let after = html.split(&start).skip(1);
    after.map(|rest| read(rest.split('"').next().unwrap())).collect()
}

/// Name and attributes of a tag, and what follows it.
fn tag(text: &str) -> (String, Vec<(String, String)>, &str) {
    let ends = |c: char| c.is_whitespace() || c == '=' || c == '>';
    let name_end = text.find(ends).expect("tag without end");
    let name = text[..name_end].trim_end_matches('/').to_owned();
    let mut attributes = Vec::new();
    let mut rest = text[name_end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('>').or(rest.strip_prefix("/>")) {
            attributes.sort();
            return (name, attributes, after);
        }
        let end = rest.find(ends).expect("attribute without end");
        let attribute = rest[..end].trim_end_matches('/').to_owned();
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix("=\"") else {
            if !attribute.is_empty() {
                attributes.push((attribute, String::new()));
            }
            continue;
        };
        let end = value.find('"').expect("value without end");
        let read = match attribute.as_str() {
            "class" => sorted(&read(&value[..end])),
            _ => collapsed(&value[..end]),
        };
        attributes.push((attribute, read));
        rest = value[end + 1..].trim_start();
    }
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

/// Character references as both template engines write them; `&` last, so that none is read twice.
fn read(text: &str) -> String {
    let references = [
        ("&lt;", "<"),
        ("&#60;", "<"),
        ("&gt;", ">"),
        ("&#62;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    let text = text.to_owned();
    references
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
}
