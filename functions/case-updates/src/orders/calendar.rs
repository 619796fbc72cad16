//! The calendar as text: RFC 5545, whole days, nothing about a person.

use chrono::{DateTime, Utc};
use domain::journal::Hash;
use edge::calendar;

use super::DueView;

/// The calendar of these days.
pub(super) fn text(items: &[DueView], now: DateTime<Utc>) -> String {
    calendar::text("Orders", items.iter().map(|item| event(item, now)))
}

fn event(item: &DueView, now: DateTime<Utc>) -> Vec<String> {
    // The same event keeps its name from one reading to the next; the id of a case is not in it.
    let name = Hash::of(format!("order\n{}\n{}\n{}", item.href, item.words, item.on).as_bytes());
    let next = item.on.succ_opt().unwrap_or(item.on);
    vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{name}@charmm"),
        format!("DTSTAMP:{}", now.format("%Y%m%dT%H%M%SZ")),
        format!("DTSTART;VALUE=DATE:{}", item.on.format("%Y%m%d")),
        format!("DTEND;VALUE=DATE:{}", next.format("%Y%m%d")),
        format!(
            "SUMMARY:{}: {} ({})",
            item.reference,
            item.words,
            item.power.to_lowercase()
        ),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_an_event_with_reference_and_kind_only() {
        let item = DueView {
            on: "2027-11-19".parse().unwrap(),
            words: "Review of a criminal behaviour order",
            power: "Criminal behaviour order",
            reference: "RUN-2026-0001".to_owned(),
            href: "/cases/1/powers/1".to_owned(),
            rule: None,
            past: false,
        };
        let text = text(&[item], "2026-11-20T09:00:00Z".parse().unwrap());
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        assert!(text.contains("DTSTART;VALUE=DATE:20271119\r\nDTEND;VALUE=DATE:20271120\r\n"));
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        let whole = text.replace("\r\n ", "");
        assert!(whole.contains("SUMMARY:RUN-2026-0001: Review of a criminal behaviour order"));
        assert!(!text.contains("/cases/"));
    }
}
