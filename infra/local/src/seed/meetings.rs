//! Meetings held, and those to come: Runnymede's next CHaRMM is next Tuesday.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use domain::{
    meeting::{Cadence, Cadences, Forum, Meeting},
    time,
};
use store::{Commit, Store};

use super::{
    commit,
    world::{Held, Place, World, line},
};

/// A series: every so many days, the next one on a weekday after so many weeks.
struct Series {
    place: Place,
    forum: Forum,
    weekday: Weekday,
    hour: u32,
    /// Weeks to wait after the first such weekday to come.
    weeks_ahead: u64,
    every_days: u64,
    room: &'static str,
}

/// Cadences of the published plans: CHaRMM six-weekly in Runnymede and monthly in Woking, JAG every
/// seven weeks.
const SERIES: [Series; 4] = [
    Series {
        place: Place::Runnymede,
        forum: Forum::Charmm,
        weekday: Weekday::Tue,
        hour: 14,
        weeks_ahead: 0,
        every_days: 42,
        room: "Committee room 1, Runnymede Civic Centre, and online",
    },
    Series {
        place: Place::Woking,
        forum: Forum::Charmm,
        weekday: Weekday::Wed,
        hour: 10,
        weeks_ahead: 1,
        every_days: 28,
        room: "Online",
    },
    Series {
        place: Place::Runnymede,
        forum: Forum::Jag,
        weekday: Weekday::Thu,
        hour: 10,
        weeks_ahead: 2,
        every_days: 49,
        room: "Addlestone fire station",
    },
    Series {
        place: Place::Woking,
        forum: Forum::Jag,
        weekday: Weekday::Thu,
        hour: 13,
        weeks_ahead: 3,
        every_days: 49,
        room: "Woking police station, briefing room",
    },
];

/// The same as settings of an area, which propose the meeting after the last.
pub(super) fn cadences(place: Place) -> Cadences {
    let own = SERIES.iter().filter(|series| series.place == place);
    own.fold(Cadences::default(), |cadences, series| {
        let weeks = u32::try_from(series.every_days / 7).unwrap_or(1);
        cadences.with(series.forum, Some(Cadence::Weeks(weeks)))
    })
}

/// How many days back meetings were held.
const PAST_DAYS: i64 = 300;

/// A meeting is called this long before it is held.
const CALLED_BEFORE: TimeDelta = TimeDelta::days(35);

/// Calls all meetings, and remembers them in order of time.
pub(super) async fn plant(store: &Store, world: &mut World) -> anyhow::Result<()> {
    for series in &SERIES {
        let mut meetings = Commit::default();
        let mut since = None;
        for starts_at in dates(series, world.now) {
            let called_at = (starts_at - CALLED_BEFORE).min(world.now - TimeDelta::days(7));
            let stamp = world.coordinator(series.place)?.stamp(called_at)?;
            let room = line(series.room)?;
            let area = series.place.code()?;
            let meeting = Meeting::schedule(series.forum, area, starts_at, room, since, &stamp)?;
            world.meetings.push(Held {
                id: meeting.id,
                place: series.place,
                forum: series.forum,
                starts_at,
            });
            since = Some(starts_at);
            meetings = meetings.with(meeting);
        }
        commit(store, meetings, "the meetings").await?;
    }
    world.meetings.sort_by_key(|held| held.starts_at);
    Ok(())
}

/// When the series meets: as far back as history goes, the next time, and once more.
fn dates(series: &Series, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let today = time::london_date(now);
    let first = next(series.weekday, today) + Days::new(7 * series.weeks_ahead);
    let first_kept = today - TimeDelta::days(PAST_DAYS);
    let back = std::iter::successors(Some(first), |day| {
        day.checked_sub_days(Days::new(series.every_days))
    });
    let mut days: Vec<NaiveDate> = back.take_while(|day| *day >= first_kept).collect();
    days.reverse();
    days.push(first + Days::new(series.every_days));
    let hour = NaiveTime::from_hms_opt(series.hour, 0, 0).unwrap_or(NaiveTime::MIN);
    days.into_iter()
        .filter_map(|day| time::instant(day.and_time(hour)))
        .collect()
}

/// The first such weekday after today.
fn next(weekday: Weekday, today: NaiveDate) -> NaiveDate {
    let ahead = (7 + weekday.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
    today + Days::new(if ahead == 0 { 7 } else { ahead.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_meeting_is_next_tuesday_whatever_day_it_is() {
        for day in 20..=27 {
            let now: DateTime<Utc> = format!("2026-11-{day}T12:00:00Z").parse().unwrap();
            let dates = dates(&SERIES[0], now);
            let coming: Vec<_> = dates.iter().filter(|at| **at > now).collect();
            assert_eq!(coming.len(), 2);
            assert_eq!(coming[0].weekday(), Weekday::Tue);
            assert!(*coming[0] - now <= TimeDelta::days(8), "{day}");
            assert!(dates.is_sorted());
        }
    }
}
