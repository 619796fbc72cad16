//! Which version of an instrument counts in an area on a day.

use std::{borrow::Cow, sync::LazyLock};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{check::Fault, instrument::Instrument};
use crate::{AreaCode, referral::form::CaseKind};

/// Every instrument that is shipped, as it is written.
const TEXTS: [&str; 2] = [
    include_str!("../../rules/instruments/people.toml"),
    include_str!("../../rules/instruments/place.toml"),
];

/// Parsed once per process; a test holds the files to their shape.
static SHIPPED: LazyLock<Vec<(&str, Instrument)>> = LazyLock::new(|| {
    let read = |text: &&'static str| Some((*text, Instrument::read(text).ok()?));
    TEXTS.iter().filter_map(read).collect()
});

/// Every instrument that is shipped, with its text.
pub fn shipped() -> &'static [(&'static str, Instrument)] {
    &SHIPPED
}

/// How many versions of one instrument an area's record holds: the one in force and those to come.
const MOST_KEPT: usize = 3;

/// A version that an area put in force from a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The instrument's id.
    pub instrument: String,
    /// Its version.
    pub version: u32,
    /// The first day it counts.
    pub from: NaiveDate,
    /// Its text.
    pub text: String,
}

/// The versions that an area put in force. Those that were superseded stand in the area's journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Editions(Vec<Edition>);

/// An area put a version in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub edition: Edition,
    /// Why.
    pub reason: crate::Note,
}

/// Why a version cannot be put in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The text is no instrument.
    #[error("the text is not an instrument yet")]
    Text(Vec<Fault>),
    /// No such instrument is shipped.
    #[error("the id must stay that of an instrument that is shipped")]
    Unknown,
    /// It is for other cases than the one shipped.
    #[error("the kinds of case it fits must stay as they are shipped")]
    Fits,
    /// Its version was there before.
    #[error("the version must be {0} or higher")]
    Version(u32),
    /// Its day has passed.
    #[error("the day it comes into force must be today or later")]
    Past,
    /// It would come into force before one that was decided earlier.
    #[error("the day it comes into force must be {0} or later, when the version before it does")]
    Before(NaiveDate),
    /// The area has decided as many versions ahead as it can.
    #[error("two versions already wait to come into force")]
    Ahead,
}

impl Editions {
    /// Whether the area put none in force.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of one instrument, by their days.
    pub fn of<'a>(&'a self, instrument: &str) -> impl Iterator<Item = &'a Edition> {
        self.0
            .iter()
            .filter(move |each| each.instrument == instrument)
    }

    /// The version in force on a day; `None` while the one shipped is.
    pub fn on(&self, instrument: &str, day: NaiveDate) -> Option<&Edition> {
        self.of(instrument).filter(|each| each.from <= day).last()
    }

    /// The instrument that counts for a kind of case on a day, and whose own it is.
    ///
    /// An edition that can no longer be read, after an upgrade perhaps, yields to the one shipped.
    pub fn for_kind<'a>(
        &self,
        area: &'a AreaCode,
        kind: CaseKind,
        day: NaiveDate,
    ) -> Option<(Cow<'static, Instrument>, Option<&'a AreaCode>)> {
        let (_, shipped) = shipped()
            .iter()
            .find(|(_, each)| each.fits.contains(&kind))?;
        let own = self.on(&shipped.id, day);
        let own = own.and_then(|edition| Instrument::read(&edition.text).ok());
        Some(match own {
            Some(own) => (Cow::Owned(own), Some(area)),
            None => (Cow::Borrowed(shipped), None),
        })
    }

    /// Whether `text` may come into force on `from`, and as what.
    ///
    /// **Errors:** what stands in the way.
    pub fn judge(&self, text: &str, from: NaiveDate, today: NaiveDate) -> Result<Edition, Unfit> {
        let read = Instrument::read(text).map_err(Unfit::Text)?;
        let (_, shipped) = shipped()
            .iter()
            .find(|(_, each)| each.id == read.id)
            .ok_or(Unfit::Unknown)?;
        if read.fits != shipped.fits {
            return Err(Unfit::Fits);
        }
        let last = self.of(&read.id).last();
        let least = last.map_or(shipped.version, |last| last.version) + 1;
        if read.version < least {
            return Err(Unfit::Version(least));
        }
        if from < today {
            return Err(Unfit::Past);
        }
        if let Some(last) = last.filter(|last| from < last.from) {
            return Err(Unfit::Before(last.from));
        }
        let ahead = self.of(&read.id).filter(|each| each.from > today);
        if ahead.count() + 1 >= MOST_KEPT {
            return Err(Unfit::Ahead);
        }
        Ok(Edition {
            instrument: read.id,
            version: read.version,
            from,
            text: text.to_owned(),
        })
    }

    /// Adds a version, decided on `today`; what no longer counts from today on is let go.
    pub(crate) fn add(&mut self, edition: Edition, today: NaiveDate) {
        let current = self.on(&edition.instrument, today).cloned();
        let same = |each: &Edition| each.instrument == edition.instrument;
        self.0
            .retain(|each| !same(each) || each.from > today || Some(each) == current.as_ref());
        self.0.push(edition);
    }
}
