//! Meetings as entries of a calendar: when, where and how to join, and nothing about a case or a person
//! (R5.1).

pub(crate) mod feed;

use access::Caller;
use axum::{extract::State, response::Response};
use chrono::{DateTime, Utc};
use domain::{MeetingId, meeting::Meeting};
use edge::{App, At, Problem, calendar, download};

/// How long is kept free for a meeting; its end is not fixed.
const LASTS: &str = "DURATION:PT2H";

/// The invitation to a meeting.
///
/// A file in iCalendar, for whoever may see the meeting. The same entry is changed when the meeting was
/// moved, and marked when it was cancelled. It names no person and no case.
#[utoipa::path(
    get,
    path = "/meetings/{id}/invitation.ics",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, description = "The invitation", body = String, content_type = "text/calendar")),
)]
pub(crate) async fn invitation(
    State(app): State<App>,
    caller: Caller,
    At(id): At<MeetingId>,
) -> Result<Response, Problem> {
    let (meeting, area) = app.store.meeting(id, &caller).await?;
    let title = meeting.title(&area.name);
    let event = event(&meeting, &title, (&app.config.origin, app.clock.now()));
    let file = calendar::text("Meetings", [event]);
    Ok(download("meeting.ics", calendar::MEDIA, file))
}

/// A meeting as an event; `title` is what it is called.
///
/// INVARIANT (same event): its name is the meeting's for good, and its number grows whenever the meeting
/// moves or is called off, so that a calendar changes the entry it has.
fn event(meeting: &Meeting, title: &str, (origin, now): (&str, DateTime<Utc>)) -> Vec<String> {
    let page = format!("{origin}/meetings/{}", meeting.id);
    let (status, summary) = match meeting.cancelled {
        Some(_) => ("CANCELLED", format!("Cancelled: {title}")),
        None => ("CONFIRMED", title.to_owned()),
    };
    // Nobody is to join one that was cancelled.
    let online = meeting.online.as_ref();
    let online = online.filter(|_| meeting.cancelled.is_none());
    let join = online.map(|link| format!("Join online: {link}\n"));
    let about = format!(
        "{}Agenda and packs: {page}\nTwo hours are kept for it; its end is not fixed.",
        join.unwrap_or_default()
    );
    let utc = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@charmm", meeting.id),
        format!("SEQUENCE:{}", meeting.revision),
        format!("DTSTAMP:{}", utc(now)),
        format!("DTSTART:{}", utc(meeting.starts_at)),
        LASTS.to_owned(),
        format!("SUMMARY:{}", calendar::escaped(&summary)),
        format!("LOCATION:{}", calendar::escaped(meeting.place.as_str())),
        format!("DESCRIPTION:{}", calendar::escaped(&about)),
        format!("URL:{page}"),
        format!("STATUS:{status}"),
    ];
    if let Some(online) = online {
        lines.push(format!("CONFERENCE;VALUE=URI;FEATURE=VIDEO:{online}"));
    }
    lines.push("END:VEVENT".to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use domain::{Line, WebLink};

    use super::*;
    use crate::sample;

    fn text(meeting: &Meeting) -> String {
        let by = ("https://charmm.example", sample::now());
        calendar::text("Meetings", [event(meeting, "Runnymede CHaRMM", by)])
    }

    #[test]
    fn an_invitation_says_when_and_where_in_universal_time() {
        let mut meeting = sample::meeting_on("2027-06-08");
        meeting.place = Line::parse("Room 1, upstairs; ask").unwrap();
        let link = "https://teams.microsoft.com/l/meetup-join/19%3ameeting?context=%7b%22Tid%22%3a%22a-very-long-name-of-a-tenant%22%7d";
        meeting.online = Some(WebLink::parse(link).unwrap());
        let text = text(&meeting);
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        let whole = text.replace("\r\n ", "");
        // 10am in London in summer.
        assert!(
            whole.contains("\r\nDTSTART:20270608T090000Z\r\nDURATION:PT2H\r\n"),
            "{whole}"
        );
        assert!(whole.contains("\r\nLOCATION:Room 1\\, upstairs\\; ask\r\n"));
        assert!(whole.contains(&format!(
            "\r\nCONFERENCE;VALUE=URI;FEATURE=VIDEO:{link}\r\n"
        )));
        assert!(whole.contains(&format!("DESCRIPTION:Join online: {link}\\nAgenda")));
        assert!(whole.contains(&format!("\r\nUID:{}@charmm\r\nSEQUENCE:0\r\n", meeting.id)));
        assert!(whole.contains("STATUS:CONFIRMED"));
    }

    #[test]
    fn a_cancelled_meeting_is_the_same_event_with_a_higher_number() {
        let mut meeting = sample::meeting_on("2026-12-08");
        let before = text(&meeting);
        meeting.cancelled = Some(domain::Prose::parse("Casey Chair is ill").unwrap());
        meeting.revision = 2;
        meeting.online = Some(WebLink::parse("https://meet.example/1").unwrap());
        let after = text(&meeting);
        let uid = |text: &str| {
            text.lines()
                .find(|line| line.starts_with("UID:"))
                .unwrap()
                .to_owned()
        };
        assert_eq!(uid(&before), uid(&after));
        assert!(after.contains("SEQUENCE:2\r\n") && after.contains("STATUS:CANCELLED\r\n"));
        assert!(after.contains("SUMMARY:Cancelled: Runnymede CHaRMM"));
        assert!(!after.contains("meet.example"), "nobody joins it");
        assert!(
            !after.contains("Casey"),
            "why it was cancelled may name somebody"
        );
    }
}
