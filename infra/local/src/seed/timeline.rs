//! What happens to a case, and when: turns in order of time, up to now.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    MeetingId,
    case::{Ending, EntryKind},
    meeting::Forum,
    time,
};

use super::{
    story::{Story, Telling, on_weekday},
    world::{Part, World},
};

/// One turn of a case.
#[derive(Debug, Clone)]
pub(super) enum Turn {
    /// An agency joins, for a reason.
    Join(Part, String),
    /// An agency brings something.
    Tell(Part, EntryKind, String),
    /// Risk and RAG are set for the n-th time, from 0.
    Assess(usize),
    /// The decision is made.
    Decide(MeetingId),
    /// The plan is made.
    Plan,
    /// The measures of the plan that are in use are reviewed.
    ReviewPlan,
    /// The n-th action is assigned, to be done by a day.
    Assign(usize, NaiveDate, Option<MeetingId>),
    /// Its agency accepts it.
    Accept(usize),
    /// Its agency declines it.
    Decline(usize),
    /// It ends.
    End(usize, Ending),
    /// The daily sweep reminds, chases and escalates.
    Sweep,
    /// Closure is proposed.
    Propose,
    /// Everything ends and the case is closed.
    Close,
}

/// What becomes of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Done,
    NotDone,
    Declined,
    /// Accepted, and then nothing.
    Stuck,
    /// Not even accepted.
    Ignored,
}

/// How often a case is assessed anew.
const REVIEW: Days = Days::new(28);

/// The turns of one telling that have come by now, in order.
pub(super) fn turns(
    story: &Story,
    telling: &Telling,
    world: &World,
    opened_at: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, Turn)> {
    let mut script = Script {
        telling: *telling,
        now: world.now,
        turns: Vec::new(),
    };
    script.opening(story, opened_at);
    let forum = match story.kind {
        domain::referral::form::CaseKind::Place => Forum::Jag,
        _ => Forum::Charmm,
    };
    let meetings = world.held_after(telling.place, forum, opened_at + TimeDelta::days(2));
    let mut meetings = meetings.iter().map(|held| (held.id, held.starts_at));
    match meetings.next() {
        Some((meeting, at)) => {
            script.push(
                at + TimeDelta::minutes(25 + telling.number as i64),
                Turn::Decide(meeting),
            );
            script.actions(story, at + TimeDelta::hours(3), Some(meeting));
            script.reviews(at);
            script.plan(at);
        }
        // Not yet at a meeting: what cannot wait is asked for at once.
        None => script.urgent(opened_at + TimeDelta::days(4)),
    }
    script.ending(meetings.nth(1).map(|(_, at)| at), opened_at);
    script.sweeps(opened_at);
    let mut turns = script.turns;
    turns.retain(|(at, _)| *at < world.now);
    turns.sort_by_key(|(at, _)| *at);
    turns
}

struct Script {
    telling: Telling,
    now: DateTime<Utc>,
    turns: Vec<(DateTime<Utc>, Turn)>,
}

impl Script {
    fn push(&mut self, at: DateTime<Utc>, turn: Turn) {
        self.turns.push((at, turn));
    }

    fn opening(&mut self, story: &Story, opened_at: DateTime<Utc>) {
        for ((part, reason), step) in story.agencies.iter().zip(1..) {
            let at = opened_at + TimeDelta::minutes(11 * step);
            self.push(at, Turn::Join(*part, reason.clone()));
        }
        self.push(opened_at + TimeDelta::hours(2), Turn::Assess(0));
        for ((day, part, kind, text), step) in story.entries.iter().zip(1..) {
            let at = on_weekday(opened_at + TimeDelta::days(*day)).max(opened_at);
            let at = at + TimeDelta::minutes(150 + 7 * step);
            self.push(at, Turn::Tell(*part, *kind, self.telling.tell(text)));
        }
    }

    fn actions(&mut self, story: &Story, at: DateTime<Utc>, meeting: Option<MeetingId>) {
        for (index, step) in (0..story.actions.len()).zip(0..) {
            let assigned_at = at + TimeDelta::minutes(4 * step);
            let due_on = time::london_date(at) + TimeDelta::days(14 + 7 * step);
            self.push(assigned_at, Turn::Assign(index, due_on, meeting));
            self.fate(index, assigned_at, TimeDelta::days(14 + 7 * step));
        }
    }

    fn fate(&mut self, index: usize, assigned_at: DateTime<Utc>, allowed: TimeDelta) {
        let accepted_at = assigned_at + TimeDelta::hours(19);
        let fate = match (self.telling.number * 3 + index * 5 + self.telling.variant) % 9 {
            0 => Fate::Stuck,
            1 => Fate::NotDone,
            2 => Fate::Ignored,
            3 => Fate::Declined,
            _ => Fate::Done,
        };
        match fate {
            Fate::Ignored => {}
            Fate::Declined => self.push(accepted_at, Turn::Decline(index)),
            Fate::Stuck => self.push(accepted_at, Turn::Accept(index)),
            Fate::Done => {
                self.push(accepted_at, Turn::Accept(index));
                let at = on_weekday(assigned_at + allowed - TimeDelta::days(2));
                self.push(
                    at.max(accepted_at + TimeDelta::hours(1)),
                    Turn::End(index, Ending::Done),
                );
            }
            Fate::NotDone => {
                self.push(accepted_at, Turn::Accept(index));
                let at = assigned_at + allowed + TimeDelta::days(9);
                self.push(at, Turn::End(index, Ending::NotDone));
            }
        }
    }

    /// One action before the first meeting.
    fn urgent(&mut self, at: DateTime<Utc>) {
        let at = on_weekday(at);
        let due_on = time::london_date(at) + Days::new(10);
        self.push(at, Turn::Assign(0, due_on, None));
        if self.telling.number.is_multiple_of(2) {
            self.push(at + TimeDelta::hours(20), Turn::Accept(0));
        }
    }

    /// Assessed again every four weeks; now and then the last review was forgotten.
    fn reviews(&mut self, first: DateTime<Utc>) {
        let all = std::iter::successors(Some(first), |at| at.checked_add_days(REVIEW));
        let mut due: Vec<_> = all.skip(1).take_while(|at| *at < self.now).collect();
        if self.telling.number.is_multiple_of(11) {
            due.pop();
        }
        for (at, count) in due.into_iter().zip(1..) {
            self.push(on_weekday(at) + TimeDelta::hours(1), Turn::Assess(count));
        }
    }

    /// Two cases of three have a plan; now and then its review was forgotten.
    fn plan(&mut self, meeting_at: DateTime<Utc>) {
        if self.telling.number % 3 == 2 {
            return;
        }
        self.push(meeting_at + TimeDelta::hours(4), Turn::Plan);
        let all = std::iter::successors(Some(meeting_at), |at| at.checked_add_days(Days::new(20)));
        let mut due: Vec<_> = all.skip(1).take_while(|at| *at < self.now).collect();
        if self.telling.number % 5 == 1 {
            due.truncate(due.len() / 2);
        }
        for at in due {
            self.push(on_weekday(at), Turn::ReviewPlan);
        }
    }

    /// Most old cases were closed at their third meeting; for some it is proposed.
    fn ending(&mut self, third: Option<DateTime<Utc>>, opened_at: DateTime<Utc>) {
        let Some(third) = third else { return };
        if self.telling.number % 4 != 3 {
            self.push(third + TimeDelta::hours(2), Turn::Close);
        } else if self.now - opened_at > TimeDelta::days(120) {
            self.push(self.now - TimeDelta::days(3), Turn::Propose);
        }
    }

    fn sweeps(&mut self, opened_at: DateTime<Utc>) {
        let seven = NaiveTime::from_hms_opt(7, 0, 0).unwrap_or(NaiveTime::MIN);
        let days = time::london_date(opened_at).iter_days();
        let mornings = days.filter_map(|day| time::instant(day.and_time(seven)));
        let mornings: Vec<_> = mornings.take_while(|at| *at < self.now).collect();
        for at in mornings {
            self.push(at, Turn::Sweep);
        }
    }
}
