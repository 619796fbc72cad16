//! What a report tells. Whoever does not see the cases is told their numbers only roughly (R10.3).

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use domain::{
    AgencyId,
    case::Outcome,
    figures::{Counted, Figure, Figures, GROUPS},
    meeting::Forum,
    time::Quarter,
};
use serde::Serialize;
use utoipa::ToSchema;

/// Counts that whoever does not see the cases is not told. None is one of them: that there was one is
/// as much as a number.
const SMALL: RangeInclusive<u64> = 0..=4;

/// How exactly numbers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// As they are: to those who see the cases.
    Exactly,
    /// To the nearest five, none below five, and sums only of what is told. Small numbers could be worked
    /// out of exact ones, and by watching them: so also only once the quarter is over, and what is listed
    /// does not hang on whether there was any.
    Roughly,
}

impl Told {
    /// A count as it is told; `None` where it is too small to be.
    pub(crate) fn count(self, count: u64) -> Option<u64> {
        match self {
            Self::Exactly => Some(count),
            Self::Roughly if SMALL.contains(&count) => None,
            Self::Roughly => Some(count.saturating_add(2) / 5 * 5),
        }
    }

    /// What several counts come to: roughly, only those of them that are told.
    pub(crate) fn sum(self, parts: impl IntoIterator<Item = u64>) -> Option<u64> {
        total(parts.into_iter().map(|part| self.count(part)))
    }
}

/// What told counts come to; `None` when none of them is told.
pub(crate) fn total(parts: impl IntoIterator<Item = Option<u64>>) -> Option<u64> {
    let told: Vec<u64> = parts.into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.iter().sum())
}

/// A count, as people and spreadsheets read it.
pub(crate) fn words(count: Option<u64>) -> String {
    match count {
        Some(count) => count.to_string(),
        None => format!("fewer than {}", SMALL.end() + 1),
    }
}

/// A quarter of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Report)]
pub(crate) struct ReportView {
    /// The area.
    #[schema(example = "RUN")]
    pub area: String,
    /// Its name.
    #[schema(example = "Runnymede")]
    pub area_name: String,
    /// The quarter of the calendar year.
    #[schema(example = "2026-Q4")]
    pub quarter: String,
    /// Its months.
    #[schema(example = "October to December 2026")]
    pub months: String,
    /// Whether it has ended: until then the figures still move.
    #[schema(example = false)]
    pub over: bool,
    /// Whether counts are told to the nearest five, and null below five: to those who see the county's
    /// figures and not the cases, once the quarter is over (R10.3).
    #[schema(example = false)]
    pub rough: bool,
    /// What each forum's cases came to: people's of CHaRMM, places' of JAG.
    pub forums: Vec<ForumView>,
    /// How agencies answered for their actions (R4.4): the most in time first, where that is worked out.
    pub agencies: Vec<AgencyView>,
}

/// A forum's cases in a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ForumReport)]
pub(crate) struct ForumView {
    /// The forum.
    #[schema(example = "charmm")]
    pub forum: &'static str,
    /// What people read.
    #[schema(example = "People (CHaRMM)")]
    pub name: String,
    /// What was counted.
    pub figures: Vec<FigureView>,
    /// Its cases in this quarter and the seven before, the oldest first.
    pub over_time: Vec<MomentView>,
}

/// Something that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportFigure)]
pub(crate) struct FigureView {
    /// Its name, which stays.
    #[schema(example = "opened")]
    pub name: String,
    /// The heading it stands under.
    #[schema(example = "Cases")]
    pub group: &'static str,
    /// What people read.
    #[schema(example = "Opened")]
    pub label: String,
    /// How many; null where that is told to nobody who does not see the cases.
    #[schema(example = 7)]
    pub count: Option<u64>,
    /// What it counts.
    #[schema(example = "Cases opened in the quarter.")]
    pub meaning: &'static str,
}

/// A forum's cases in one quarter of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportQuarter)]
pub(crate) struct MomentView {
    /// The quarter.
    #[schema(example = "2026-Q3")]
    pub quarter: String,
    /// Its months.
    #[schema(example = "July to September 2026")]
    pub months: String,
    /// Cases opened in it.
    #[schema(example = 9)]
    pub opened: Option<u64>,
    /// Cases closed in it.
    #[schema(example = 6)]
    pub closed: Option<u64>,
    /// Cases open at its end, or now.
    #[schema(example = 41)]
    pub open: Option<u64>,
}

impl MomentView {
    /// What people read, in the order of the columns.
    pub(crate) fn told(&self) -> [String; 4] {
        let [opened, closed, open] = [self.opened, self.closed, self.open].map(words);
        [self.months.clone(), opened, closed, open]
    }
}

/// How an agency answered for its actions in a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AgencyReport)]
pub(crate) struct AgencyView {
    /// The agency.
    #[schema(example = "surrey-police")]
    pub agency: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    pub name: String,
    /// The figures of actions, as in the report.
    pub figures: Vec<FigureView>,
    /// Actions due in each of the quarters looked back on, and how many were answered in time; the
    /// oldest first.
    pub over_time: Vec<DueView>,
    /// Of a hundred actions due in the quarter, how many were answered on their day or before; null when
    /// none was due, while the quarter runs, or when counts are told only roughly.
    #[schema(example = 83)]
    pub in_time_percent: Option<u64>,
}

impl AgencyView {
    /// What part was answered in time, as people read it.
    pub(crate) fn percent(&self) -> String {
        match self.in_time_percent {
            Some(percent) => format!("{percent} %"),
            None => "–".to_owned(),
        }
    }
}

/// An agency's actions that were due in one quarter of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AgencyQuarter)]
pub(crate) struct DueView {
    /// The quarter.
    #[schema(example = "2026-Q3")]
    pub quarter: String,
    /// Actions due in it.
    #[schema(example = 12)]
    pub due: Option<u64>,
    /// Those answered on their day or before.
    #[schema(example = 10)]
    pub in_time: Option<u64>,
}

impl DueView {
    /// What people read.
    pub(crate) fn words(&self) -> String {
        match self.due {
            Some(0) => "none due".to_owned(),
            None => words(None),
            due => format!("{} of {}", words(self.in_time), words(due)),
        }
    }
}

impl FigureView {
    fn of(figure: Figure, counted: &Counted, told: Told) -> Self {
        Self {
            name: figure.name(),
            group: figure.group(),
            label: figure.label(),
            count: told.count(counted.count(figure)),
            meaning: figure.meaning(),
        }
    }

    fn open_at_the_end(open: u64, told: Told) -> Self {
        let [cases, ..] = GROUPS;
        Self {
            name: "open_at_end".to_owned(),
            group: cases,
            label: "Open at the end".to_owned(),
            count: told.count(open),
            meaning: "Cases opened up to the end of the quarter, less those closed up to then that have not been reopened since. While the quarter runs: open now.",
        }
    }

    /// The count as people read it.
    pub(crate) fn told(&self) -> String {
        words(self.count)
    }
}

impl ForumView {
    /// A forum's cases in the last quarter of `window`.
    pub(crate) fn of(all: &Figures, forum: Forum, window: &[Quarter], told: Told) -> Option<Self> {
        let quarter = *window.last()?;
        let counted = all.of(quarter, forum);
        let shown = Figure::all().into_iter().filter(|figure| match told {
            Told::Exactly => figure.always(forum) || counted.count(*figure) > 0,
            // Actions are told by agency: not their sum as well.
            Told::Roughly => figure.always(forum) && !Figure::ACTIONS.contains(figure),
        });
        let mut figures: Vec<_> = shown
            .map(|figure| FigureView::of(figure, &counted, told))
            .collect();
        let open = all.open_at_end(quarter, forum);
        let after_opened = usize::from(!figures.is_empty());
        figures.insert(after_opened, FigureView::open_at_the_end(open, told));
        let moment = |quarter: &Quarter| {
            let counted = all.of(*quarter, forum);
            MomentView {
                quarter: quarter.to_string(),
                months: quarter.words(),
                opened: told.count(counted.count(Figure::Opened)),
                closed: closed(&counted, told),
                open: told.count(all.open_at_end(*quarter, forum)),
            }
        };
        Some(Self {
            forum: forum.value(),
            name: name(forum),
            figures,
            over_time: window.iter().map(moment).collect(),
        })
    }

    /// Its figures under one heading.
    pub(crate) fn under<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a FigureView> {
        self.figures
            .iter()
            .filter(move |figure| figure.group == group)
    }

    /// The same in runs of figures that count alike, which their meaning is said of once.
    pub(crate) fn runs<'a>(&'a self, group: &'a str) -> Vec<Vec<&'a FigureView>> {
        let mut runs: Vec<Vec<&FigureView>> = Vec::new();
        for figure in self.under(group) {
            match runs.last_mut() {
                Some(run) if run.iter().all(|each| each.meaning == figure.meaning) => {
                    run.push(figure);
                }
                _ => runs.push(vec![figure]),
            }
        }
        runs
    }
}

/// Whose cases a forum's figures are of.
pub(crate) fn name(forum: Forum) -> String {
    let whose = match forum {
        Forum::Charmm => "People",
        Forum::Jag => "Places",
    };
    format!("{whose} ({})", forum.label())
}

/// Cases closed, with whatever outcome.
pub(crate) fn closed(counted: &Counted, told: Told) -> Option<u64> {
    let outcomes = Outcome::ALL.iter().map(|each| Figure::Closed(*each));
    told.sum(outcomes.map(|figure| counted.count(figure)))
}

/// Actions due, however they were answered.
pub(crate) fn due(counted: &Counted, told: Told) -> Option<u64> {
    let due = [Figure::InTime, Figure::Late, Figure::StillOpen];
    told.sum(due.map(|figure| counted.count(figure)))
}

/// How agencies answered for actions, the most in time first. Whoever sees the cases is not told of
/// agencies that nothing was asked of in all the quarters; others are told of every agency alike.
pub(crate) fn agencies(
    all: &Figures,
    names: &BTreeMap<AgencyId, String>,
    (window, over): (&[Quarter], bool),
    told: Told,
) -> Vec<AgencyView> {
    let by_quarter: Vec<_> = window
        .iter()
        .map(|quarter| (quarter, all.of_agencies(*quarter)))
        .collect();
    let Some((_, last)) = by_quarter.last() else {
        return Vec::new();
    };
    let listed: BTreeSet<_> = match told {
        Told::Exactly => by_quarter
            .iter()
            .flat_map(|(_, agencies)| agencies.keys())
            .collect(),
        Told::Roughly => names.keys().collect(),
    };
    let none = Counted::default();
    let view = |agency: &AgencyId| {
        let counted = last.get(agency).unwrap_or(&none);
        let in_time = counted.count(Figure::InTime);
        let percent = due(counted, told).and_then(|due| (in_time * 100).checked_div(due));
        let over_time = by_quarter.iter().map(|(quarter, agencies)| {
            let counted = agencies.get(agency).unwrap_or(&none);
            DueView {
                quarter: quarter.to_string(),
                due: due(counted, told),
                in_time: told.count(counted.count(Figure::InTime)),
            }
        });
        AgencyView {
            agency: agency.to_string(),
            name: names
                .get(agency)
                .cloned()
                .unwrap_or_else(|| agency.to_string()),
            figures: Figure::ACTIONS
                .into_iter()
                .map(|figure| FigureView::of(figure, counted, told))
                .collect(),
            over_time: over_time.collect(),
            // What is due later in a quarter that runs is nobody's delay.
            in_time_percent: percent.filter(|_| over && told == Told::Exactly),
        }
    };
    let mut views: Vec<_> = listed.into_iter().map(view).collect();
    // Nobody's order may give away what is told to nobody.
    views.sort_by(|one, two| {
        let share = |view: &AgencyView| view.in_time_percent;
        share(two)
            .cmp(&share(one))
            .then_with(|| one.name.cmp(&two.name))
    });
    views
}
