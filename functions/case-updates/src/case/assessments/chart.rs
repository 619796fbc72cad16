//! How the risk of a case went, as a picture; the table beside it says the same.

use domain::{referral::form::RiskBand, time};

use super::view::AssessmentView;

/// How many assessments the picture shows, the latest.
const MOST: usize = 24;
/// Where the picture's field begins and ends, in its own units.
const LEFT: i64 = 96;
const RIGHT: i64 = 384;
const TOP: i64 = 24;
const STEP: i64 = 44;

/// The picture: levels across, assessments from left to right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chart {
    /// What it shows, for those who do not see it.
    pub(super) description: String,
    /// The bands, the highest at the top.
    pub(super) levels: Vec<Level>,
    /// The assessments, oldest first.
    pub(super) points: Vec<Point>,
    /// The same as the points of a line.
    pub(super) line: String,
    /// The day of the first and of the last.
    pub(super) days: (String, String),
}

/// A band.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) name: &'static str,
    pub(super) y: i64,
    /// Where its name stands.
    pub(super) text_y: i64,
}

/// An assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) x: i64,
    pub(super) y: i64,
    /// What it was, for whoever points at it.
    pub(super) words: String,
}

impl Chart {
    /// `None` for fewer than two assessments: a single one makes no course. `newest_first` as lists are.
    pub(super) fn of(newest_first: &[AssessmentView]) -> Option<Self> {
        let mut shown: Vec<_> = newest_first.iter().take(MOST).collect();
        shown.reverse();
        let (first, last) = (shown.first()?, shown.last()?);
        if shown.len() < 2 {
            return None;
        }
        let span = (last.at - first.at).num_minutes().max(1);
        let along = |each: &AssessmentView| {
            LEFT + (each.at - first.at).num_minutes() * (RIGHT - LEFT) / span
        };
        let points: Vec<_> = shown
            .iter()
            .map(|each| Point {
                x: along(each),
                y: height(each.band),
                words: words(each),
            })
            .collect();
        let line: Vec<_> = points
            .iter()
            .map(|at| format!("{},{}", at.x, at.y))
            .collect();
        let day = |each: &AssessmentView| time::long_date(time::london_date(each.at));
        Some(Self {
            description: description(&shown)?,
            levels: levels(),
            line: line.join(" "),
            points,
            days: (day(first), day(last)),
        })
    }
}

fn height(band: RiskBand) -> i64 {
    let from_top = RiskBand::ALL.iter().rev().position(|each| *each == band);
    TOP + STEP * i64::try_from(from_top.unwrap_or_default()).unwrap_or_default()
}

fn levels() -> Vec<Level> {
    let bands = RiskBand::ALL.iter().rev();
    let level = |band: &RiskBand| Level {
        name: band.label(),
        y: height(*band),
        text_y: height(*band) + 5,
    };
    bands.map(level).collect()
}

fn words(each: &AssessmentView) -> String {
    let day = time::long_date(time::london_date(each.at));
    match &each.score {
        Some(score) => format!(
            "{day}: {}, {} of {}",
            each.risk_words, score.score, score.most
        ),
        None => format!("{day}: {}", each.risk_words),
    }
}

fn description(shown: &[&AssessmentView]) -> Option<String> {
    let (first, last) = (shown.first()?, shown.last()?);
    let highest = shown.iter().map(|each| each.band).max()?;
    let of = |band: RiskBand| band.label().to_lowercase();
    Some(format!(
        "{} assessments: {} at first, {} at the highest, {} at last. The table below lists each.",
        shown.len(),
        of(first.band),
        of(highest),
        of(last.band)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        case::{assessments::view::AssessmentsView, opened::Opened},
        fixture,
    };
    use domain::case::{Assessment, Pace, Rag};

    fn chart(bands: &[RiskBand]) -> Option<Chart> {
        let mut case = fixture::case();
        for (band, minute) in bands.iter().zip(10..) {
            let assessment = Assessment {
                rag: Rag::Amber,
                risk: *band,
                rationale: fixture::prose("As reported."),
                next_review_on: fixture::day("2026-12-01"),
                scored: None,
                later_because: None,
                gateway: None,
            };
            let stamp = fixture::stamp("Ana Silva", "runnymede-council", minute);
            case = case.assess(assessment, Pace::default(), &stamp).unwrap();
        }
        let opened = Opened::new(fixture::file(case), fixture::stored_area(), fixture::at(60));
        let caller = fixture::caller("Ana Silva", "runnymede-council", "Runnymede", &[]);
        Chart::of(&AssessmentsView::of(&opened, &caller).assessments)
    }

    #[test]
    fn the_picture_goes_from_the_oldest_to_the_newest_and_says_so_in_words() {
        assert_eq!(chart(&[RiskBand::High]), None);
        let chart = chart(&[RiskBand::Medium, RiskBand::VeryHigh, RiskBand::Standard]).unwrap();
        assert_eq!(
            chart.description,
            "3 assessments: medium at first, very high at the highest, standard at last. The table \
             below lists each."
        );
        assert_eq!(chart.line, "96,112 240,24 384,156");
        assert_eq!(chart.points[1].words, "20 November 2026: Very high");
        let names: Vec<_> = chart.levels.iter().map(|each| each.name).collect();
        assert_eq!(names, ["Very high", "High", "Medium", "Standard"]);
    }

    #[test]
    fn a_long_course_shows_its_latest_part() {
        let bands = vec![RiskBand::High; MOST + 6];
        let chart = chart(&bands).unwrap();
        assert_eq!(chart.points.len(), MOST);
        assert!(chart.points.iter().all(|at| (LEFT..=RIGHT).contains(&at.x)));
    }
}
