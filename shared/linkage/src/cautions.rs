//! What keeps a pair from being a match by score alone: twins, parents and children of one name.

use crate::{
    kind::{Kind, Level},
    learn::Pattern,
    rows::{Rows, amount},
    settings::{Caution, Settings},
};

/// Cautions that are heeded for some rows.
#[derive(Debug)]
pub struct Cautions<'a> {
    rows: &'a Rows,
    heeded: &'a [Caution],
}

impl<'a> Cautions<'a> {
    /// Those of the settings, unless the rows show that no relatives are among them.
    ///
    /// `matches` is how many matches there are about; nothing is known of that when it is `None`.
    pub fn of(
        rows: &'a Rows,
        settings: &'a Settings,
        patterns: &[Pattern],
        matches: Option<f64>,
    ) -> Self {
        let relatives = patterns
            .iter()
            .filter(|pattern| are_relatives(rows, pattern))
            .count();
        let needless =
            matches.is_some_and(|matches| amount(relatives) < settings.relatives * matches);
        let heeded = if needless {
            &[]
        } else {
            settings.cautions.as_slice()
        };
        Self { rows, heeded }
    }

    /// Whether the rows show that no two people share a house and a name.
    pub fn are_needless(&self) -> bool {
        self.heeded.is_empty()
    }

    /// What is to be said of a pair, if anything.
    pub fn against(&self, levels: &Pattern) -> Option<&'a str> {
        let is = |kind: Kind, wanted: Level| has(self.rows, levels, kind, |level| level == wanted);
        let caution = self.heeded.iter().find(|caution| {
            let calmed = caution.unless.iter().any(|kind| is(*kind, Level::Same));
            is(caution.different, Level::Different) && !calmed
        });
        caution.map(|caution| caution.says.as_str())
    }
}

fn has(rows: &Rows, levels: &Pattern, kind: Kind, wanted: impl Fn(Level) -> bool) -> bool {
    let mut parts = rows.parts.iter().zip(levels);
    parts.any(|(part, level)| part.kind == kind && level.is_some_and(&wanted))
}

/// One family name at one address, but another first name, another birth and no shared code.
fn are_relatives(rows: &Rows, levels: &Pattern) -> bool {
    let same = |kind| has(rows, levels, kind, |level| level <= Level::Slip);
    let other = |kind| has(rows, levels, kind, |level| level == Level::Different);
    let at_home = [Kind::Street, Kind::Postcode]
        .into_iter()
        .filter(|kind| same(*kind))
        .count();
    let elsewhere = other(Kind::Street) || other(Kind::Postcode) || other(Kind::Number);
    same(Kind::Family)
        && at_home > 0
        && !elsewhere
        && other(Kind::Given)
        && other(Kind::Birth)
        && !same(Kind::Code)
}
