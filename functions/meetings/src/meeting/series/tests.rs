use chrono::NaiveDate;
use domain::meeting::{Cadence, Called, Forum};

use super::{asked::read, *};
use crate::sample;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Runnymede with a CHaRMM every four weeks.
fn area() -> Journal<Area> {
    let area = sample::area();
    let mut profile = area.profile.clone();
    profile.cadences = profile
        .cadences
        .with(Forum::Charmm, Some(Cadence::Weeks(4)));
    area.amend(profile, &sample::stamp()).unwrap()
}

fn called(planned: &str, on: &str) -> Called {
    Called {
        planned: Some(day(planned)),
        on: day(on),
        cancelled: false,
    }
}

fn body(dates: &[&str]) -> SeriesBody {
    SeriesBody {
        area: Some("RUN".into()),
        forum: Some("charmm".into()),
        dates: dates.iter().map(|date| (*date).to_owned()).collect(),
        at: Some("14:00".into()),
        place: Some("Committee Room 1".into()),
        ..SeriesBody::default()
    }
}

#[test]
fn dates_are_shown_with_why_they_are_moved() {
    let area = area();
    let held = [called("2026-11-27", "2026-11-27")];
    let (ahead, form) = Window::of(&body(&[])).ahead();
    assert!(!form.is_faulty());
    let view = SeriesView::of((&area, Forum::Charmm), &held, ahead, day("2026-11-28"));
    assert_eq!(view.dates.len(), MOST);
    let again = |ticked: &str| view.clone().reaching(&[ticked.to_owned()]).dates.len();
    assert_eq!((again("2027-01-22"), again("2027-09-03")), (6, 10));
    let first = &view.dates[0];
    assert_eq!(
        (first.planned_on, first.on),
        (day("2026-12-25"), day("2026-12-29"))
    );
    let note = first.note().unwrap();
    assert_eq!(note, "Moved from Friday 25 December 2026, a bank holiday");
    assert_eq!(view.dates[1].note(), None);
    let page = SeriesPage::new(&sample::coordinator(), &view, (Form::new(), Form::new()));
    let html = page.render().unwrap();
    assert!(html.contains("Tuesday 29 December 2026"), "{html}");
    assert!(html.contains("Moved from Friday 25 December 2026, a bank holiday"));
    assert!(html.contains("Every 4 weeks"));
}

#[test]
fn a_date_that_is_called_is_passed_over_and_a_strange_one_refused() {
    let area = area();
    let held = [
        called("2026-11-27", "2026-11-27"),
        called("2026-12-25", "2026-12-30"),
    ];
    let offered = |dates: &[&str]| {
        let window = Window::of(&body(dates));
        window.slots((&area, Forum::Charmm), &held, day("2026-11-28"))
    };
    let dates = ["2026-12-25", "2027-01-22", "2027-01-22"];
    let asked = read(body(&dates), &offered(&dates), &held).ok().unwrap();
    assert_eq!((asked.slots.len(), asked.passed_over), (1, 2));
    assert_eq!(
        asked.starts_at(&asked.slots[0]).ok().unwrap().to_rfc3339(),
        "2027-01-22T14:00:00+00:00"
    );
    let strange = ["2027-01-23"];
    let problem = read(body(&strange), &offered(&strange), &held)
        .err()
        .unwrap();
    assert_eq!(
        problem.faults()[0].message,
        "23 January 2027 is no date of this series"
    );
    let many: Vec<String> = (0..27)
        .map(|n| (day("2027-01-22") + chrono::TimeDelta::weeks(4 * n)).to_string())
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let problem = read(body(&many), &offered(&many), &held).err().unwrap();
    assert_eq!(problem.faults()[0].message, "Select 26 dates or fewer");
}

#[test]
fn a_window_is_read_from_boxes_and_says_what_is_wrong() {
    let window: Window = serde_json::from_value(serde_json::json!({
        "area": "RUN", "forum": "charmm", "from-day": "1", "from-month": "2", "from-year": "2027",
    }))
    .unwrap();
    let areas = [area()];
    let (found, forum) = window.series(&areas).unwrap();
    let (ahead, _) = window.ahead();
    let slots = ahead.slots((found, forum), &[], day("2026-11-28"));
    assert_eq!((slots.len(), slots[0].on), (6, day("2027-02-01")));
    let wrong: Window =
        serde_json::from_value(serde_json::json!({ "count": "27", "until": "soon" })).unwrap();
    let (_, form) = wrong.ahead();
    let fields: Vec<_> = form
        .faults()
        .iter()
        .map(|fault| fault.field.as_str())
        .collect();
    assert_eq!(fields, ["until", "count"]);
    assert!(wrong.series(&areas).is_none());
    let jag: Window =
        serde_json::from_value(serde_json::json!({ "area": "RUN", "forum": "jag" })).unwrap();
    assert!(jag.series(&areas).is_none() && jag.check(&areas).is_err());
    assert!(window.check(&areas).is_ok() && Window::default().check(&areas).is_ok());
}

/// R5.1: a meeting nearby takes no date of the series; it is not ticked, and says why.
#[test]
fn a_date_near_another_meeting_or_once_cancelled_is_offered_unticked() {
    let area = area();
    let near = Called {
        planned: None,
        ..called("2026-12-28", "2026-12-30")
    };
    let off = Called {
        cancelled: true,
        ..called("2027-01-22", "2027-01-22")
    };
    let held = [called("2026-11-27", "2026-11-27"), near, off];
    let (ahead, _) = Window::of(&body(&[])).ahead();
    let view = SeriesView::of((&area, Forum::Charmm), &held, ahead, day("2026-11-28"));
    let free: Vec<_> = view.free().take(3).map(|date| date.planned_on).collect();
    let days = ["2026-12-25", "2027-01-22", "2027-02-19"].map(day);
    assert_eq!(free, days);
    assert_eq!(view.clear().next().unwrap().planned_on, days[2]);
    let note = view.dates[0].note().unwrap();
    assert!(
        note.starts_with("A meeting is called nearby, for Wednesday 30 December 2026. Moved"),
        "{note}"
    );
    assert_eq!(
        view.dates[1].note().unwrap(),
        "A meeting for this date was cancelled"
    );
    let page = SeriesPage::new(&sample::coordinator(), &view, (Form::new(), Form::new()));
    assert!(page.render().unwrap().contains("was cancelled"));
}

/// What is wrong with other dates stands at the top, and nothing says that there are none.
#[test]
fn faults_of_other_dates_are_summed_up() {
    let area = area();
    let window: Window =
        serde_json::from_value(serde_json::json!({ "count": "27", "from": "soon" })).unwrap();
    let (ahead, asked) = window.ahead();
    let view = SeriesView::of((&area, Forum::Charmm), &[], ahead, day("2026-11-28"));
    let page = SeriesPage::new(&sample::coordinator(), &view, (Form::new(), asked));
    let html = page.render().unwrap();
    assert!(html.contains("govuk-error-summary"), "{html}");
    assert!(html.contains("How many must be a whole number from 1 to 26"));
    assert!(!html.contains("There are no dates to show"), "{html}");
}
