//! Those whom a row names, and what it says of them.

use chrono::NaiveDate;
use domain::{
    Line,
    referral::form::{Address, CaseKind, Postcode, Subject, SubjectRole, Uprn},
};

use super::Reading;
use crate::{
    mapping::{Gives, Mapping},
    values::{self, Years},
};

/// Those whom a row names. What it says of somebody without naming them is a fault.
pub(super) fn named(
    reading: &mut Reading<'_>,
    mapping: &Mapping,
    kind: CaseKind,
    today: NaiveDate,
) -> Vec<Subject> {
    let born_on = born_on(reading, mapping, today);
    let address = address(reading);
    let role = role(reading, mapping, kind);
    let aliases = reading.take(Gives::Aliases, |text, _| values::line(text));
    let mut names = names(reading, Gives::Name, kind == CaseKind::Place);
    joined(reading, &mut names);
    if names.is_empty() && kind == CaseKind::Place {
        let line = address.iter().map(|address| address.line.to_string());
        names.extend(line.map(|line| (line, None)));
    }
    // One that cannot be read is a fault already.
    let cells = [Gives::Name, Gives::GivenName, Gives::FamilyName];
    let nobody = names.is_empty() && cells.iter().all(|gives| reading.cell(*gives).is_none());
    let place = match reading.cell(Gives::Address) {
        Some(_) => Gives::Address,
        None => Gives::Postcode,
    };
    let said = [
        (Gives::BornOn, born_on.is_some()),
        (place, address.is_some()),
        (Gives::Aliases, aliases.is_some()),
        (Gives::Role, role.said),
        (Gives::Convicted, role.convicted),
    ];
    for (gives, said) in said {
        if said && nobody {
            reading.wrong(
                gives,
                "It is about somebody or something that the row does not name",
            );
        }
    }
    if names.len() > 1 {
        let several = "It is about one of those who are named, and there are more: give each a row";
        for (gives, said) in [
            (Gives::BornOn, born_on.is_some()),
            (Gives::Aliases, aliases.is_some()),
        ] {
            if said {
                reading.wrong(gives, several);
            }
        }
    }
    let mut subjects = Vec::new();
    for (name, also) in names {
        let name = one(reading, &name, Gives::Name);
        let both = [aliases.as_ref().map(Line::to_string), also];
        let aliases = together(reading, both);
        subjects.extend(name.map(|name| Subject {
            aliases,
            born_on,
            address: address.clone(),
            ..Subject::named(role.role, name)
        }));
    }
    for (gives, role) in [
        (Gives::Victims, SubjectRole::Victim),
        (Gives::Witnesses, SubjectRole::Witness),
    ] {
        for (name, also) in names_of_people(reading, gives) {
            let also = also.and_then(|also| one(reading, &also, gives));
            subjects.extend(one(reading, &name, gives).map(|name| Subject {
                aliases: also,
                ..Subject::named(role, name)
            }));
        }
    }
    subjects
}

type Names = Vec<(String, Option<String>)>;

fn names(reading: &mut Reading<'_>, gives: Gives, place: bool) -> Names {
    reading.each(gives, |text, _| values::name(text, place))
}

fn names_of_people(reading: &mut Reading<'_>, gives: Gives) -> Names {
    names(reading, gives, false)
}

/// The name in two columns; beside one in a single column it must be the same.
fn joined(reading: &mut Reading<'_>, names: &mut Names) {
    let two = [Gives::GivenName, Gives::FamilyName];
    let cells = two.map(|gives| reading.cell(gives).map(|(_, _, text)| text.to_owned()));
    let joined: Vec<String> = cells.iter().flatten().cloned().collect();
    if joined.is_empty() {
        return;
    }
    if reading.cell(Gives::Name).is_none() {
        names.push((joined.join(" "), None));
        return;
    }
    let plain = |text: &str| {
        text.to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let whole = plain(&joined.join(" "));
    if matches!(names.as_slice(), [(name, _)] if plain(name) == whole) {
        return;
    }
    for (gives, cell) in two.into_iter().zip(cells) {
        if cell.is_some() {
            reading.wrong(
                gives,
                "The row has another name in a column of its own: leave one of them",
            );
        }
    }
}

/// Other names from both places where they can stand.
fn together(reading: &mut Reading<'_>, both: [Option<String>; 2]) -> Option<Line> {
    let both: Vec<String> = both.into_iter().flatten().collect();
    let text = match both.as_slice() {
        [] => return None,
        [one, other] if one.eq_ignore_ascii_case(other) => one.clone(),
        all => all.join("; "),
    };
    one(
        reading,
        &text,
        if both.len() > 1 {
            Gives::Aliases
        } else {
            Gives::Name
        },
    )
}

fn one(reading: &mut Reading<'_>, name: &str, gives: Gives) -> Option<Line> {
    match values::line(name) {
        Ok(name) => Some(name),
        Err(reason) => {
            reading.wrong(gives, &reason);
            None
        }
    }
}

fn born_on(reading: &mut Reading<'_>, mapping: &Mapping, today: NaiveDate) -> Option<NaiveDate> {
    let born_on = reading.take(Gives::BornOn, |text, _| {
        if values::is_unknown(text) {
            return Ok(None);
        }
        let on = values::day(text, mapping.dates, (Years::Born, today))?;
        if on > today {
            return Err("It lies ahead".into());
        }
        Ok(Some(on))
    });
    born_on.flatten()
}

/// What somebody is to the matter, and what the row itself says of that.
struct Role {
    role: SubjectRole,
    said: bool,
    convicted: bool,
}

fn role(reading: &mut Reading<'_>, mapping: &Mapping, kind: CaseKind) -> Role {
    let said: Option<SubjectRole> = reading.take(Gives::Role, values::choice);
    let convicted = reading.take(Gives::Convicted, values::yes).flatten() == Some(true);
    let usual = match kind {
        CaseKind::Place => SubjectRole::Location,
        _ => mapping
            .defaults
            .role
            .unwrap_or(SubjectRole::AllegedPerpetrator),
    };
    let role = said.unwrap_or(usual);
    let role = match role {
        SubjectRole::AllegedPerpetrator | SubjectRole::Convicted if convicted => {
            SubjectRole::Convicted
        }
        // A default is what holds where a row says nothing, and it says this.
        _ if convicted && said.is_none() && kind != CaseKind::Place => SubjectRole::Convicted,
        role => {
            if convicted {
                reading.wrong(
                    Gives::Convicted,
                    "It does not go with what the row is about or the role it gives",
                );
            }
            role
        }
    };
    Role {
        role,
        said: said.is_some(),
        convicted,
    }
}

fn address(reading: &mut Reading<'_>) -> Option<Address> {
    let postcode = reading.take(Gives::Postcode, |text, _| {
        if values::is_unknown(text) {
            return Ok(None);
        }
        let read = Postcode::parse(text).map(Some);
        read.map_err(|_| "It is no postcode, like KT15 2AH".to_owned())
    });
    let uprn = reading.take(Gives::Uprn, |text, _| {
        Uprn::parse(text).map_err(|_| "It is no UPRN: 1 to 12 digits".to_owned())
    });
    let place = reading.take(Gives::Address, |text, _| {
        let (line, end) = values::address(text);
        Ok((values::line(&line)?, end))
    });
    let (line, postcode) = match (place, postcode.flatten()) {
        (Some((line, end)), postcode) => (Some(line), postcode.or(end)),
        // A postcode alone is a line too.
        (None, Some(postcode)) => (
            one(reading, postcode.as_str(), Gives::Postcode),
            Some(postcode),
        ),
        (None, None) => (None, None),
    };
    if line.is_none() && uprn.is_some() {
        reading.wrong(
            Gives::Uprn,
            "Enter the address or the postcode that it belongs to",
        );
    }
    Some(Address {
        line: line?,
        postcode,
        uprn,
    })
}
