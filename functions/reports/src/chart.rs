//! Cases of a forum over time, drawn: opened and closed as bars, open at the end as a line. The table
//! beside it says the same in numbers, and no meaning hangs on colour alone.

use crate::view::{ForumView, MomentView, words};

/// The drawing's width and height, in its own units.
const SIZE: (u64, u64) = (640, 240);
/// The space left, right, above and below what is drawn.
const MARGIN: (u64, u64, u64, u64) = (40, 10, 16, 44);
/// A step of the scale is one of these, or ten, a hundred … times as much.
const STEPS: [u64; 3] = [1, 2, 5];
/// How many steps the scale has at most.
const LINES: u64 = 5;

/// What the template draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chart {
    /// What it is of, also the start of ids on the page.
    pub forum: &'static str,
    /// The title, for those who do not see it.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    /// The lines of the scale.
    pub lines: Vec<Line>,
    /// Bars of opened cases.
    pub opened: Vec<Bar>,
    /// Bars of closed cases.
    pub closed: Vec<Bar>,
    /// Unbroken runs of the line of open cases, as an SVG polyline takes them.
    pub open: Vec<String>,
    /// Where the line turns.
    pub points: Vec<(u64, u64)>,
    /// Where a number stands that is too small to be told.
    pub withheld: Vec<u64>,
    /// What stands below each quarter.
    pub quarters: Vec<(u64, String)>,
}

/// A line of the scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Where.
    pub y: u64,
    /// How many it stands for.
    pub count: u64,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar {
    /// Its left edge.
    pub x: u64,
    /// Its upper edge.
    pub y: u64,
    /// How wide it is.
    pub width: u64,
    /// How high it is.
    pub height: u64,
}

/// The smallest step by which a scale of a few lines reaches `most`.
fn step(most: u64) -> u64 {
    let mut tens = 1_u64;
    loop {
        for each in STEPS {
            let step = each.saturating_mul(tens);
            if step.saturating_mul(LINES) >= most {
                return step;
            }
        }
        tens = tens.saturating_mul(10);
    }
}

impl Chart {
    /// A chart of a forum's quarters; `None` when nothing was ever counted.
    pub(crate) fn of(forum: &ForumView) -> Option<Self> {
        let moments = &forum.over_time;
        let counts = |moment: &MomentView| [moment.opened, moment.closed, moment.open];
        let most = moments.iter().flat_map(counts).flatten().max()?;
        if most == 0 {
            return None;
        }
        let step = step(most);
        let top = most.div_ceil(step) * step;
        let (left, right, above, below) = MARGIN;
        let (width, height) = (SIZE.0 - left - right, SIZE.1 - above - below);
        let floor = above + height;
        let y = |count: u64| floor - count * height / top;
        let places = u64::try_from(moments.len()).ok()?.max(1);
        let room = width / places;
        let bar = room / 4;
        let mut chart = Self {
            forum: forum.forum,
            title: format!("{}: opened, closed and open cases by quarter", forum.name),
            description: described(moments),
            lines: (0..=top / step)
                .map(|line| Line {
                    y: y(line * step),
                    count: line * step,
                })
                .collect(),
            opened: Vec::new(),
            closed: Vec::new(),
            open: Vec::new(),
            withheld: Vec::new(),
            points: Vec::new(),
            quarters: Vec::new(),
        };
        let mut run = Vec::new();
        for (place, moment) in (0..).zip(moments) {
            let middle = left + place * room + room / 2;
            let drawn = |count: Option<u64>, x: u64| {
                count.map(|count| Bar {
                    x,
                    y: y(count),
                    width: bar,
                    height: floor - y(count),
                })
            };
            chart.opened.extend(drawn(moment.opened, middle - bar));
            chart.closed.extend(drawn(moment.closed, middle));
            let withheld = [
                (moment.opened, middle - bar / 2),
                (moment.closed, middle + bar / 2),
            ];
            let withheld = withheld.iter().filter(|(count, _)| count.is_none());
            chart.withheld.extend(withheld.map(|(_, x)| *x));
            match moment.open {
                Some(open) => {
                    chart.points.push((middle, y(open)));
                    run.push(format!("{middle},{}", y(open)));
                }
                None => chart.open.push(std::mem::take(&mut run).join(" ")),
            }
            chart.quarters.push((middle, moment.quarter.clone()));
        }
        chart.open.push(run.join(" "));
        chart.open.retain(|run| !run.is_empty());
        Some(chart)
    }
}

fn described(moments: &[MomentView]) -> String {
    let each = moments.iter().map(|moment| {
        format!(
            "{}: {} opened, {} closed, {} open at the end.",
            moment.months,
            words(moment.opened),
            words(moment.closed),
            words(moment.open)
        )
    });
    each.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forum(counts: &[(Option<u64>, Option<u64>, Option<u64>)]) -> ForumView {
        let moment =
            |(opened, closed, open): &(Option<u64>, Option<u64>, Option<u64>)| MomentView {
                quarter: "2026-Q4".into(),
                months: "October to December 2026".into(),
                opened: *opened,
                closed: *closed,
                open: *open,
            };
        ForumView {
            forum: "jag",
            name: "Places (JAG)".into(),
            figures: Vec::new(),
            over_time: counts.iter().map(moment).collect(),
        }
    }

    #[test]
    fn a_scale_reaches_what_it_shows_in_few_round_steps() {
        for (most, expected) in [(1, 1), (5, 1), (6, 2), (11, 5), (26, 10), (5_001, 2_000)] {
            assert_eq!(step(most), expected, "{most}");
        }
    }

    #[test]
    fn bars_are_as_high_as_their_counts_and_stand_on_the_floor() {
        let chart = Chart::of(&forum(&[
            (Some(10), Some(5), Some(10)),
            (Some(0), Some(10), Some(0)),
        ]));
        let chart = chart.unwrap();
        let floor = SIZE.1 - MARGIN.3;
        let bars = chart.opened.iter().chain(&chart.closed);
        assert!(bars.clone().all(|bar| bar.y + bar.height == floor));
        let heights: Vec<_> = bars.map(|bar| bar.height).collect();
        assert_eq!(heights, [180, 0, 90, 180]);
        assert_eq!(chart.points.len(), 2);
        assert!(chart.description.contains("10 opened, 5 closed, 10 open"));
    }

    #[test]
    fn what_is_too_small_to_be_told_is_not_drawn_and_nothing_is_drawn_of_nothing() {
        let chart = Chart::of(&forum(&[(None, Some(5), Some(10))])).unwrap();
        assert!(chart.opened.is_empty());
        assert_eq!(chart.withheld.len(), 1);
        let gap = [
            (Some(5), Some(5), Some(10)),
            (Some(5), Some(5), None),
            (Some(5), Some(5), Some(10)),
        ];
        assert_eq!(Chart::of(&forum(&gap)).unwrap().open.len(), 2);
        assert!(chart.description.contains("fewer than 5 opened"));
        assert_eq!(Chart::of(&forum(&[(Some(0), Some(0), Some(0))])), None);
        assert_eq!(Chart::of(&forum(&[])), None);
    }
}
