//! iCalendar as text (RFC 5545): lines, folded where they are too long, and values that cannot break out
//! of theirs.

use axum::response::{IntoResponse, Response};
use http::header;

/// Most octets of a line, before its end.
const WIDTH: usize = 73;

/// The media type of a calendar.
pub const MEDIA: &str = "text/calendar; charset=utf-8";

/// London's time. A calendar holds at least one component, also where nothing is in it (RFC 5545, 3.6).
const LONDON: &str = "\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19970330T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
END:DAYLIGHT
END:VTIMEZONE";

/// Text as the value of a property: what has a meaning there is escaped.
pub fn escaped(text: &str) -> String {
    let mut value = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => value.extend(['\\', letter]),
            '\n' => value.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => value.push(letter),
        }
    }
    value
}

/// The calendar of these lines; `name` is what its program calls it.
pub fn text(name: &str, events: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//charmm//{}//EN", name.to_lowercase()),
        format!("X-WR-CALNAME:{}", escaped(name)),
    ];
    lines.extend(LONDON.lines().map(str::to_owned));
    lines.extend(events.into_iter().flatten());
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().flat_map(|line| folded(line)).collect()
}

/// A calendar as an answer.
pub fn reply(text: String) -> Response {
    ([(header::CONTENT_TYPE, MEDIA)], text).into_response()
}

/// A line, folded where it is too long, with its ends.
fn folded(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for letter in line.chars() {
        let full = |part: &String| part.len() + letter.len_utf8() > WIDTH;
        if parts.last().is_none_or(full) {
            parts.push(" ".to_owned());
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts
        .into_iter()
        .map(|part| format!("{part}\r\n"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_is_escaped_and_nothing_ends_its_line() {
        assert_eq!(
            escaped("Room 1; up, \\ left\nthen\r\x07 on"),
            "Room 1\\; up\\, \\\\ left\\nthen on"
        );
    }

    /// RFC 5545, 3.6: at least one component; RFC 5546 has methods for messages, and this is a file.
    #[test]
    fn an_empty_calendar_is_one_too() {
        let text = text("Meetings", []);
        assert!(text.contains("\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n"));
        assert!(!text.contains("METHOD:"));
    }

    #[test]
    fn a_long_line_is_folded_between_letters() {
        let long = format!("SUMMARY:{}", "é".repeat(200));
        let text = text("Meetings", [vec![long.clone()]]);
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert!(text.replace("\r\n ", "").contains(&long));
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
    }
}
