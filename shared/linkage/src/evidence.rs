//! Why two rows are taken for one person, in words.

use crate::{
    kind::{Kind, Level},
    rows::Rows,
};

/// What is said of each part of a pair, without anything that the rows hold.
pub fn words(rows: &Rows, levels: &[Option<Level>]) -> Vec<String> {
    let mut said = Vec::new();
    for (part, level) in rows.parts.iter().zip(levels) {
        let Some(level) = level else { continue };
        let partner = part.partner.and_then(|at| rows.parts.get(at));
        let sentence = match (level, partner) {
            // Said once for both.
            (Level::Swapped, Some(partner)) => {
                let (one, other) = (&part.name, &partner.name);
                let (one, other) = if one < other {
                    (one, other)
                } else {
                    (other, one)
                };
                format!("{one} and {other} are in each other’s place")
            }
            _ => format!("{} {}", part.name, said_of(part.kind, *level)),
        };
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    said
}

fn said_of(kind: Kind, level: Level) -> &'static str {
    match (level, kind) {
        (Level::Same, _) => "is the same",
        (Level::Slip, Kind::Birth | Kind::Number) => "is the same but for one digit",
        (Level::Slip, Kind::Code | Kind::Postcode) => "is the same but for one character",
        (Level::Slip, _) => "is the same but for a letter or two",
        (Level::Variant, Kind::Given) => "is another form of the same name",
        (Level::Variant, _) => "is the same in one half",
        (Level::Swapped, Kind::Birth) => "has day and month in each other’s place",
        (Level::Swapped, _) => "is in another’s place",
        (Level::Near, Kind::Given | Kind::Family) => "looks or sounds alike",
        (Level::Near, _) => "looks alike",
        (Level::Part, Kind::Given) => "agrees with the initial",
        (Level::Part, Kind::Birth) => "agrees in two of day, month and year",
        (Level::Part, Kind::Postcode) => "agrees in the district",
        (Level::Part, _) => "agrees in a part",
        (Level::Different, _) => "differs",
    }
}
