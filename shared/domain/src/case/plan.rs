//! The plan by which risk is managed and harm is stopped: aims, and measures with owners (R2.3).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Pace, Refused};
use crate::{AgencyId, Journal, Line, Note, Stamp, choice::choices, journal::Header, time};

choices! {
    /// Where a measure stands.
    MeasureState {
        Planned "planned" "Planned",
        InPlace "in_place" "In place",
        Worked "worked" "Worked",
        DidNotWork "did_not_work" "Did not work",
        Stopped "stopped" "Stopped",
    }
}

impl MeasureState {
    /// Whether it is still to be used or used, and so reviewed.
    pub fn is_used(self) -> bool {
        matches!(self, Self::Planned | Self::InPlace)
    }
}

/// The plan of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is to achieve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aims: Option<Note>,
    /// What is done for it, by number from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
}

/// Something done to manage risk or stop harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Its number on the case, from 1.
    pub number: u32,
    /// What is done.
    pub what: Line,
    /// The agency that answers for it.
    pub owner: AgencyId,
    /// Where it stands.
    pub state: MeasureState,
    /// When it is reviewed; `None` once it is no longer used.
    pub review_on: Option<NaiveDate>,
    /// What the last review found; `None` until the first.
    pub found: Option<Note>,
    /// When it was last reviewed.
    pub reviewed_on: Option<NaiveDate>,
}

impl Measure {
    /// Whether its review should have been by now.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.review_on.is_some_and(|on| on < today)
    }
}

/// A measure to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMeasure {
    /// What is done.
    pub what: Line,
    /// The agency that answers for it, which must be on the case.
    pub owner: AgencyId,
    /// Whether it is planned or in place already.
    pub state: MeasureState,
    /// When it is reviewed.
    pub review_on: NaiveDate,
}

/// What a review of a measure found, and what changes by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Where it stands now.
    pub state: MeasureState,
    /// When it is reviewed next; left out once it is no longer used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_on: Option<NaiveDate>,
    /// What was found; of a measure that is stopped, why.
    pub found: Note,
    /// What is done from now on, if that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<Line>,
    /// Who answers for it from now on, if that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<AgencyId>,
}

/// A step in the plan of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// It was said what the plan is to achieve.
    Aimed {
        /// What.
        aims: Note,
    },
    /// A measure was added.
    Added {
        /// Its number.
        number: u32,
        /// What and whose it is.
        measure: NewMeasure,
    },
    /// A measure was reviewed or changed.
    Reviewed {
        /// Its number.
        number: u32,
        /// What was found, and what changes by it.
        review: Review,
    },
}

impl Step {
    /// What it did, as a sentence without its subject; `name` gives the name of an agency.
    pub fn sentence(&self, name: impl Fn(&AgencyId) -> String) -> String {
        match self {
            Self::Aimed { .. } => "set the aims of the plan".to_owned(),
            Self::Added { number, measure } => format!(
                "added measure {number} to the plan, owned by {}, to be reviewed on {}",
                name(&measure.owner),
                time::long_date(measure.review_on)
            ),
            Self::Reviewed { number, review } => {
                let mut said = format!(
                    "reviewed measure {number} of the plan: {}",
                    review.state.label().to_lowercase()
                );
                if let Some(owner) = &review.owner {
                    said += &format!(", from now on owned by {}", name(owner));
                }
                if let Some(on) = review.review_on {
                    said += &format!(", to be reviewed on {}", time::long_date(on));
                }
                said
            }
        }
    }

    /// Every text of it, with what it is.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Aimed { aims } => vec![("Aims of the plan", aims.to_string())],
            Self::Added { measure, .. } => vec![("Measure", measure.what.to_string())],
            Self::Reviewed { review, .. } => {
                let what = review.what.iter();
                what.map(|what| ("Measure", what.to_string()))
                    .chain([("What the review found", review.found.to_string())])
                    .collect()
            }
        }
    }
}

impl Plan {
    /// The most measures of a plan.
    pub const MAX_MEASURES: usize = 30;

    /// Whether nothing was planned.
    pub fn is_empty(&self) -> bool {
        self.aims.is_none() && self.measures.is_empty()
    }

    /// The measure with this number.
    pub fn measure(&self, number: u32) -> Option<&Measure> {
        self.measures.iter().find(|each| each.number == number)
    }

    /// Measures planned or in place.
    pub fn in_use(&self) -> impl Iterator<Item = &Measure> {
        self.measures.iter().filter(|each| each.state.is_used())
    }

    /// The first day on which a measure is to be reviewed.
    pub fn due_on(&self) -> Option<NaiveDate> {
        self.measures.iter().filter_map(|each| each.review_on).min()
    }

    /// Measures whose review should have been by now.
    pub fn overdue(&self, today: NaiveDate) -> impl Iterator<Item = &Measure> {
        self.measures
            .iter()
            .filter(move |each| each.is_overdue(today))
    }

    /// `None` if the step cannot have happened.
    pub(super) fn fold(&mut self, step: Step, head: &Header) -> Option<()> {
        match step {
            Step::Aimed { aims } => self.aims = Some(aims),
            Step::Added { number, measure } => self.measures.push(Measure {
                number,
                what: measure.what,
                owner: measure.owner,
                state: measure.state,
                review_on: Some(measure.review_on),
                found: None,
                reviewed_on: None,
            }),
            Step::Reviewed { number, review } => {
                let mut measures = self.measures.iter_mut();
                let measure = measures.find(|each| each.number == number)?;
                measure.state = review.state;
                measure.review_on = review.review_on;
                measure.found = Some(review.found);
                measure.reviewed_on = Some(time::london_date(head.at));
                if let Some(what) = review.what {
                    measure.what = what;
                }
                if let Some(owner) = review.owner {
                    measure.owner = owner;
                }
            }
        }
        Some(())
    }
}

/// A measure is reviewed as soon as the case itself at the furthest (R2.7).
fn in_reach(on: NaiveDate, pace: Pace, stamp: &Stamp) -> Result<(), Refused> {
    let what = "the review of a measure";
    if on < stamp.today() {
        Err(Refused::DayPast(what))
    } else if on > pace.furthest_review(stamp.today()) {
        Err(Refused::DayTooFar(what, pace.furthest_review_days.into()))
    } else {
        Ok(())
    }
}

impl Journal<Case> {
    /// Says what the plan is to achieve, in place of what was said before.
    pub fn aim(self, aims: Note, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        let step = Step::Aimed { aims };
        case.write(Event::Planned(step), stamp)?.with_room()
    }

    /// Adds a measure, owned by an agency on the case.
    pub fn add_measure(self, measure: NewMeasure, pace: Pace, stamp: &Stamp) -> Decided {
        let case = self.open_only()?.with_agency(&measure.owner)?;
        let full = || Refused::Full {
            what: "measures",
            limit: Plan::MAX_MEASURES,
        };
        if case.plan.measures.len() >= Plan::MAX_MEASURES {
            return Err(full());
        }
        in_reach(measure.review_on, pace, stamp)?;
        let number = u32::try_from(case.plan.measures.len() + 1).map_err(|_| full())?;
        let step = Step::Added { number, measure };
        case.write(Event::Planned(step), stamp)?.with_room()
    }

    /// Records what a review of a measure found. While it is used it is reviewed again; once it is
    /// not, there is no next day. What it was and whose it was stays in history.
    pub fn review_measure(
        self,
        number: u32,
        mut review: Review,
        pace: Pace,
        stamp: &Stamp,
    ) -> Decided {
        let mut case = self.open_only()?;
        let before = case.plan.measure(number).ok_or(Refused::NoSuchMeasure)?;
        review.what = review.what.filter(|what| *what != before.what);
        review.owner = review.owner.filter(|owner| *owner != before.owner);
        if let Some(owner) = &review.owner {
            case = case.with_agency(owner)?;
        }
        match (review.state.is_used(), review.review_on) {
            (true, None) => return Err(Refused::MeasureUnreviewed),
            (true, Some(on)) => in_reach(on, pace, stamp)?,
            (false, _) => review.review_on = None,
        }
        let step = Step::Reviewed { number, review };
        case.write(Event::Planned(step), stamp)?.with_room()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::tests::{agency, opened, stamp};

    fn measure(owner: usize, days: u64, n: u64) -> NewMeasure {
        NewMeasure {
            what: Line::parse("Patrols after school on the parade").unwrap(),
            owner: agency(owner),
            state: MeasureState::Planned,
            review_on: stamp(n, 0).today() + chrono::Days::new(days),
        }
    }

    fn review(state: MeasureState, review_on: Option<NaiveDate>) -> Review {
        Review {
            state,
            review_on,
            found: Note::parse("Fewer calls since it began").unwrap(),
            what: None,
            owner: None,
        }
    }

    #[test]
    fn a_measure_is_added_reviewed_and_stopped_with_its_history() {
        let day = |n, days| Some(stamp(n, 0).today() + chrono::Days::new(days));
        let case = opened()
            .add_measure(measure(2, 14, 2), Pace::default(), &stamp(2, 0))
            .unwrap();
        assert_eq!(case.plan.due_on(), day(2, 14));
        assert_eq!(case.due_on(), case.opened_on + chrono::Days::new(14));
        let placed = review(MeasureState::InPlace, day(3, 28));
        let case = case
            .review_measure(1, placed, Pace::default(), &stamp(3, 2))
            .unwrap();
        assert_eq!(case.plan.due_on(), day(3, 28));
        assert_eq!(case.plan.overdue(day(3, 28).unwrap()).count(), 0);
        assert_eq!(case.plan.overdue(day(3, 29).unwrap()).count(), 1);
        let stopped = review(MeasureState::Stopped, day(4, 28));
        let case = case
            .review_measure(1, stopped, Pace::default(), &stamp(4, 2))
            .unwrap();
        assert_eq!(case.plan.due_on(), None, "nobody reviews what was stopped");
        assert_eq!(case.plan.in_use().count(), 0);
        assert_eq!(
            case.version(),
            opened().version() + 3,
            "each step stands in the journal"
        );
    }

    #[test]
    fn a_measure_is_owned_by_an_agency_on_the_case_which_then_cannot_leave() {
        let stranger = opened().add_measure(measure(1, 14, 2), Pace::default(), &stamp(2, 0));
        assert_eq!(stranger.unwrap_err(), Refused::AgencyNotOnCase);
        let case = opened()
            .add_measure(measure(2, 14, 2), Pace::default(), &stamp(2, 0))
            .unwrap();
        let why = crate::Prose::parse("No longer involved").unwrap();
        let gone = case
            .clone()
            .remove_agency(agency(2), why.clone(), &stamp(3, 0));
        assert_eq!(gone.unwrap_err(), Refused::AgencyHasMeasures);
        let handed = Review {
            owner: Some(agency(0)),
            ..review(MeasureState::Planned, Some(stamp(3, 0).today()))
        };
        let case = case
            .review_measure(1, handed, Pace::default(), &stamp(3, 0))
            .unwrap();
        assert!(case.remove_agency(agency(2), why, &stamp(4, 0)).is_ok());
    }

    #[test]
    fn a_measure_in_use_has_a_day_within_reach() {
        let far = opened().add_measure(measure(0, 184, 2), Pace::default(), &stamp(2, 0));
        assert!(matches!(far.unwrap_err(), Refused::DayTooFar(..)));
        let case = opened()
            .add_measure(measure(0, 183, 2), Pace::default(), &stamp(2, 0))
            .unwrap();
        let without = review(MeasureState::InPlace, None);
        let refused = case
            .clone()
            .review_measure(1, without, Pace::default(), &stamp(3, 0));
        assert_eq!(refused.unwrap_err(), Refused::MeasureUnreviewed);
        let missing = case.review_measure(
            2,
            review(MeasureState::Worked, None),
            Pace::default(),
            &stamp(3, 0),
        );
        assert_eq!(missing.unwrap_err(), Refused::NoSuchMeasure);
    }

    #[test]
    fn a_full_plan_with_the_longest_texts_keeps_the_record_below_its_limit() {
        let mut case = opened();
        let aims = Note::parse(&"é".repeat(Note::MAX)).unwrap();
        case = case.aim(aims.clone(), &stamp(2, 0)).unwrap();
        for number in 1..=Plan::MAX_MEASURES as u32 {
            let n = u64::from(number) + 2;
            let long = NewMeasure {
                what: Line::parse(&"é".repeat(Line::MAX)).unwrap(),
                ..measure(0, 14, n)
            };
            case = case
                .add_measure(long, Pace::default(), &stamp(n, 0))
                .unwrap();
            let longest = Review {
                found: aims.clone(),
                ..review(MeasureState::InPlace, Some(stamp(n, 0).today()))
            };
            case = case
                .review_measure(number, longest, Pace::default(), &stamp(n, 0))
                .unwrap();
        }
        let more = case
            .clone()
            .add_measure(measure(0, 14, 40), Pace::default(), &stamp(40, 0));
        assert!(matches!(more.unwrap_err(), Refused::Full { .. }));
        let record = serde_json::to_string(case.record()).unwrap();
        assert!(record.len() < 120_000, "{}", record.len());
    }
}
