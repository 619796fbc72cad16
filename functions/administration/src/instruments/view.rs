//! Instruments as these pages and the API show them.

use chrono::NaiveDate;
use domain::{
    Entry,
    directory::{Area, AreaEvent},
    referral::form::CaseKind,
    risk::{self, Instrument},
    time,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The instruments of an area.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AreaInstruments)]
pub(crate) struct InstrumentsView {
    /// The area's code.
    #[schema(example = "RUN")]
    pub(crate) area: String,
    /// Its name.
    #[schema(example = "Runnymede")]
    pub(crate) name: String,
    /// Each instrument with its versions.
    pub(crate) instruments: Vec<UsedView>,
    /// The version of the area's record, as in `ETag`.
    #[schema(example = 3)]
    pub(crate) version: u64,
}

/// An instrument as an area uses it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AreaInstrument)]
pub(crate) struct UsedView {
    /// Its id.
    #[schema(example = "asb-people")]
    pub(crate) id: String,
    /// Where its text is, and where another version is put in force.
    #[schema(example = "/areas/RUN/instruments/asb-people")]
    pub(crate) href: String,
    /// What it is called.
    #[schema(example = "Harm to people from anti-social behaviour")]
    pub(crate) title: String,
    /// The kinds of case it is for: `person`, `family`, `place`.
    #[schema(example = json!(["person", "family"]))]
    pub(crate) fits: Vec<&'static str>,
    /// Its versions, the newest first; the one shipped last.
    pub(crate) versions: Vec<VersionView>,
}

/// A version of an instrument.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AreaInstrumentVersion)]
pub(crate) struct VersionView {
    /// Its number.
    #[schema(example = 2)]
    pub(crate) version: u32,
    /// Whether it is the area's own; the one shipped is not.
    #[schema(example = true)]
    pub(crate) own: bool,
    /// The first day it counts; null for the one shipped.
    #[schema(example = "2026-12-01")]
    pub(crate) from: Option<NaiveDate>,
    /// `to_come`, `in_force` or `earlier`.
    #[schema(example = "to_come")]
    pub(crate) standing: &'static str,
    /// Who put it in force.
    #[schema(example = "Ana Silva")]
    pub(crate) by: Option<String>,
    /// Why.
    #[schema(example = "Agreed by the partnership on 12 November.")]
    pub(crate) reason: Option<String>,
}

/// The text of an instrument, and what it says.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AreaInstrumentText)]
pub(crate) struct TextView {
    /// Its id.
    #[schema(example = "asb-people")]
    pub(crate) id: String,
    /// The version in force, or to come where one is.
    #[schema(example = 1)]
    pub(crate) instrument_version: u32,
    /// The text (TOML).
    #[schema(example = "id = \"asb-people\"")]
    pub(crate) text: String,
    /// The version of the area's record, as in `ETag`.
    #[schema(example = 3)]
    pub(crate) version: u64,
}

/// What a text says, when it is an instrument.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = InstrumentPreview)]
pub(crate) struct PreviewView {
    /// Its version.
    #[schema(example = 2)]
    pub(crate) version: u32,
    /// What it is called.
    #[schema(example = "Harm to people from anti-social behaviour")]
    pub(crate) title: String,
    /// The most that can be scored.
    #[schema(example = 49)]
    pub(crate) most: u32,
    /// Questions with their answers and weights, as sentences.
    pub(crate) questions: Vec<PreviewQuestion>,
    /// The bands, as sentences.
    #[schema(example = json!(["High from 24: scored again within 14 days"]))]
    pub(crate) bands: Vec<String>,
    /// What lifts a band, as sentences.
    #[schema(example = json!(["At least high: Somebody was hurt or a weapon was seen."]))]
    pub(crate) escalations: Vec<String>,
}

/// A question of a text.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = InstrumentPreviewQuestion)]
pub(crate) struct PreviewQuestion {
    /// What is asked.
    #[schema(example = "How often does it happen?")]
    pub(crate) ask: String,
    /// What can be answered, each with its weight.
    #[schema(example = json!(["It happened once (0)"]))]
    pub(crate) answers: Vec<String>,
}

impl InstrumentsView {
    pub(super) fn of(
        area: &Area,
        version: u64,
        entries: &[Entry<AreaEvent>],
        today: NaiveDate,
    ) -> Self {
        let used = risk::shipped().iter();
        Self {
            area: area.code.to_string(),
            name: area.name.clone(),
            instruments: used
                .map(|(_, shipped)| UsedView::of(area, shipped, entries, today))
                .collect(),
            version,
        }
    }
}

impl UsedView {
    fn of(
        area: &Area,
        shipped: &Instrument,
        entries: &[Entry<AreaEvent>],
        today: NaiveDate,
    ) -> Self {
        let now = area.instruments.on(&shipped.id, today);
        let mut versions = vec![VersionView {
            version: shipped.version,
            own: false,
            from: None,
            standing: if now.is_none() { "in_force" } else { "earlier" },
            by: None,
            reason: None,
        }];
        for entry in entries {
            let Some(AreaEvent::InstrumentSet(change)) = &entry.event else {
                continue;
            };
            if change.edition.instrument == shipped.id {
                let current = now.map(|now| now.version);
                versions.push(VersionView {
                    version: change.edition.version,
                    own: true,
                    from: Some(change.edition.from),
                    standing: match change.edition.from > today {
                        true => "to_come",
                        false if current == Some(change.edition.version) => "in_force",
                        false => "earlier",
                    },
                    by: Some(entry.header.actor.name().to_owned()),
                    reason: Some(change.reason.to_string()),
                });
            }
        }
        versions.reverse();
        Self {
            id: shipped.id.clone(),
            href: format!("/areas/{}/instruments/{}", area.code, shipped.id),
            title: shipped.title.clone(),
            fits: shipped.fits.iter().map(|kind| kind.value()).collect(),
            versions,
        }
    }

    /// The kinds of case in words.
    pub(crate) fn fits_words(&self) -> String {
        let kinds = self.fits.iter().filter_map(|kind| CaseKind::parse(kind));
        let labels: Vec<_> = kinds.map(CaseKind::label).collect();
        labels.join(", ")
    }
}

impl VersionView {
    /// From when it counts, in words.
    pub(crate) fn since(&self) -> String {
        self.from.map_or("As shipped".to_owned(), time::long_date)
    }

    /// Where it stands, in words.
    pub(crate) fn standing_words(&self) -> &'static str {
        match self.standing {
            "to_come" => "To come",
            "in_force" => "In force",
            _ => "Earlier",
        }
    }
}

impl PreviewView {
    pub(super) fn of(instrument: &Instrument) -> Self {
        let questions = instrument.questions.iter().map(|each| PreviewQuestion {
            ask: each.ask.clone(),
            answers: each
                .answers
                .iter()
                .map(|answer| format!("{} ({})", answer.say, answer.weight))
                .collect(),
        });
        let bands = instrument.bands.iter().map(|each| {
            let days = each.rescore_days;
            format!(
                "{} from {}: scored again within {days} days",
                each.band.label(),
                each.from
            )
        });
        let escalations = instrument.escalations.iter().map(|each| {
            let least = each.at_least.label().to_lowercase();
            format!("At least {least}: {}", each.why)
        });
        Self {
            version: instrument.version,
            title: instrument.title.clone(),
            most: instrument.most(),
            questions: questions.collect(),
            bands: bands.collect(),
            escalations: escalations.collect(),
        }
    }
}
