//! Which area a postcode lies in, on a day: data, not code (R1.7, R11.3).

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{AreaCode, referral::form::Postcode};

/// The postcodes of one area while it lasts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// The area's code.
    pub code: AreaCode,
    /// What people call it.
    pub name: String,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last day, if it ends.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// Sectors such as `KT16 0`, and whole districts such as `KT15`.
    pub sectors: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    #[serde(rename = "area")]
    areas: Vec<Patch>,
}

/// Parsed once per process; a test holds the file to its shape. Without it everybody chooses.
static SHIPPED: LazyLock<Shipped> =
    LazyLock::new(|| toml::from_str(include_str!("../rules/postcodes.toml")).unwrap_or_default());

/// The areas that are known by their postcodes.
pub fn patches() -> &'static [Patch] {
    &SHIPPED.areas
}

impl Patch {
    fn holds(&self, on: NaiveDate) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }
}

/// How many characters of the postcode are claimed by these sectors and districts; none when it lies
/// in none of them.
pub(crate) fn claim(sectors: &[String], postcode: &Postcode) -> Option<usize> {
    let (district, inward) = postcode.as_str().split_once(' ')?;
    let sector = format!("{district} {}", inward.get(..1)?);
    let fits = |each: &&String| **each == district || **each == sector;
    sectors.iter().filter(fits).map(String::len).max()
}

/// Whether a text is a sector such as `KT16 0`, or a whole district such as `KT15`.
pub fn is_sector(text: &str) -> bool {
    let tail = if text.contains(' ') { "AA" } else { " 1AA" };
    let whole = format!("{text}{tail}");
    Postcode::parse(&whole).is_ok_and(|read| read.as_str() == whole)
}

/// The area that a postcode lies in on that day, if it is known.
pub fn area_of(postcode: &Postcode, on: NaiveDate) -> Option<&'static AreaCode> {
    area_among(patches(), postcode, on)
}

fn area_among<'a>(
    patches: &'a [Patch],
    postcode: &Postcode,
    on: NaiveDate,
) -> Option<&'a AreaCode> {
    let claims = patches.iter().filter(|patch| patch.holds(on));
    claims
        .filter_map(|patch| Some((claim(&patch.sectors, postcode)?, patch)))
        .max_by_key(|(length, _)| *length)
        .map(|(_, patch)| &patch.code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn found(postcode: &str, on: &str) -> Option<&'static str> {
        let postcode = Postcode::parse(postcode).unwrap();
        area_of(&postcode, day(on)).map(AreaCode::as_str)
    }

    #[test]
    fn the_file_holds_eleven_areas_and_nothing_twice() {
        assert_eq!(patches().len(), 11);
        let sectors = patches().iter().flat_map(|patch| &patch.sectors);
        let all: Vec<_> = sectors.collect();
        let once: BTreeSet<_> = all.iter().collect();
        assert_eq!(all.len(), once.len());
        for each in all {
            assert!(is_sector(each), "{each}");
        }
        for bad in ["", "KT", "kt15", "KT15 ", "KT15 2AH", "KT15  2", "KT15\n"] {
            assert!(!is_sector(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_postcode_is_in_its_area_and_an_unknown_one_in_none() {
        assert_eq!(found("kt152ah", "2026-11-20"), Some("RUN"));
        assert_eq!(found("GU21 6YL", "2026-11-20"), Some("WOK"));
        assert_eq!(found("SW1A 1AA", "2026-11-20"), None);
        // KT1 is no part of KT15, and GU2 none of GU21.
        assert_eq!(found("KT1 1AA", "2026-11-20"), None);
        assert_eq!(found("GU2 7AA", "2026-11-20"), Some("GUI"));
    }

    #[test]
    fn a_sector_counts_before_its_district() {
        assert_eq!(found("GU24 9AA", "2026-11-20"), Some("SUR"));
        assert_eq!(found("GU24 8AA", "2026-11-20"), Some("WOK"));
    }

    #[test]
    fn a_list_holds_from_its_first_day_to_its_last() {
        let patch = |code: &str, from: &str, until: Option<&str>| Patch {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            from: day(from),
            until: until.map(day),
            sectors: vec!["KT15".to_owned()],
        };
        let both = [
            patch("OLD", "1974-04-01", Some("2027-03-31")),
            patch("NEW", "2027-04-01", None),
        ];
        let postcode = Postcode::parse("KT15 2AH").unwrap();
        let on = |on: &str| area_among(&both, &postcode, day(on)).map(AreaCode::as_str);
        assert_eq!(on("2027-03-31"), Some("OLD"));
        assert_eq!(on("2027-04-01"), Some("NEW"));
        assert_eq!(on("1974-03-31"), None);
    }
}
