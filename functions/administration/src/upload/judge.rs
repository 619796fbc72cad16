//! Each row as new, changed, unchanged or rejected: a pure function of the sheet and the directory.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    AreaCode, Journal, Line, Stamp,
    directory::{MOST_TRAININGS, Person, PersonProfile, Refused, Training, administers},
};
use edge::fields::as_email;
use store::AgencyRow;

use super::sheet::Row;
use crate::people::{
    roles::{self, Unread},
    said::{course, differences},
};

/// What stands in the directory.
#[derive(Debug)]
pub(super) struct Directory {
    /// Every agency.
    pub(super) agencies: Vec<AgencyRow>,
    /// Every area.
    pub(super) areas: Vec<AreaCode>,
    /// Those whose addresses the sheet names.
    pub(super) holders: BTreeMap<String, Journal<Person>>,
    /// The day, in London.
    pub(super) today: NaiveDate,
}

/// Why a cell is rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellFault {
    pub(super) column: &'static str,
    pub(super) reason: String,
}

/// What becomes of a row.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Somebody new.
    New(Asked),
    /// Somebody of whom this changes, a line each.
    Changed(Box<Journal<Person>>, Asked, Vec<String>),
    /// Somebody who stands so already.
    Unchanged,
    /// It cannot be taken.
    Rejected(Vec<CellFault>),
}

/// What a row asks for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) profile: PersonProfile,
    pub(super) training: Option<Training>,
}

impl Asked {
    /// The person whom it makes.
    pub(super) fn make(self, stamp: &Stamp) -> Result<Journal<Person>, Refused> {
        let person = Person::register(self.profile, stamp)?;
        trained(person, self.training, stamp)
    }

    /// The person as it changes them.
    pub(super) fn change(
        self,
        person: Journal<Person>,
        stamp: &Stamp,
    ) -> Result<Journal<Person>, Refused> {
        let person = if person.profile == self.profile {
            person
        } else {
            person.amend(self.profile, stamp)?
        };
        trained(person, self.training, stamp)
    }
}

fn trained(
    person: Journal<Person>,
    training: Option<Training>,
    stamp: &Stamp,
) -> Result<Journal<Person>, Refused> {
    match training {
        Some(training) if !took(&person, &training) => person.train(training, stamp),
        _ => Ok(person),
    }
}

/// Whether the course is recorded, whoever gave it: a sheet does not say.
fn took(person: &Person, training: &Training) -> bool {
    person
        .trainings
        .iter()
        .any(|one| one.course == training.course && one.on == training.on)
}

/// Judges every row, in order.
pub(super) fn judge(rows: &[Row], directory: &Directory) -> Vec<Verdict> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    rows.iter()
        .map(|row| {
            let mut faults = Vec::new();
            let asked = read(row, directory, &mut faults);
            if let Some(email) = as_email(&row.email) {
                match seen.get(&email) {
                    Some(first) => faults.push(CellFault {
                        column: "email",
                        reason: format!("Row {first} has the same email"),
                    }),
                    None => {
                        seen.insert(email, row.number);
                    }
                }
            }
            match asked {
                Some(asked) if faults.is_empty() => compare(asked, directory),
                _ => Verdict::Rejected(faults),
            }
        })
        .collect()
}

fn compare(asked: Asked, directory: &Directory) -> Verdict {
    let Some(person) = directory.holders.get(&asked.profile.email) else {
        return Verdict::New(asked);
    };
    if person.left {
        return rejected(
            "email",
            "This person has left: let them return on their own page first",
        );
    }
    if administers(&person.grants) && !administers(&asked.profile.grants) {
        return rejected(
            "roles",
            "They are an administrator: that is taken away on their own page, not by a sheet",
        );
    }
    let mut what = differences(&person.profile, &asked.profile);
    if let Some(training) = &asked.training
        && !took(person, training)
    {
        if person.trainings.len() >= MOST_TRAININGS {
            return rejected("training", "No more courses are kept of this person");
        }
        what.push(format!("Trained: {}", course(training)));
    }
    if what.is_empty() {
        Verdict::Unchanged
    } else {
        Verdict::Changed(Box::new(person.clone()), asked, what)
    }
}

fn rejected(column: &'static str, reason: &str) -> Verdict {
    Verdict::Rejected(vec![CellFault {
        column,
        reason: reason.to_owned(),
    }])
}

/// What the row asks for; `None` with at least one fault.
fn read(row: &Row, directory: &Directory, faults: &mut Vec<CellFault>) -> Option<Asked> {
    let mut fault = |column, reason: &str| {
        faults.push(CellFault {
            column,
            reason: reason.to_owned(),
        });
    };
    let name = Line::parse(&row.name);
    if name.is_err() {
        fault("name", text_reason(&row.name, "Enter the name"));
    }
    let email = as_email(&row.email);
    if email.is_none() {
        fault("email", text_reason(&row.email, "Enter the email address"));
    }
    let agency = agency(&row.agency, directory);
    if let Err(reason) = &agency {
        fault("agency", reason);
    }
    let grants = roles::read(&row.roles, &directory.areas);
    if let Err(unread) = &grants {
        fault("roles", &unread_reason(unread));
    }
    let training = training(row, directory.today);
    if let Err((column, reason)) = &training {
        fault(column, reason);
    }
    let agency = agency.ok()?;
    Some(Asked {
        profile: PersonProfile {
            name: name.ok()?.to_string(),
            email: email?,
            agency: agency.id.clone(),
            agency_name: agency.name.clone(),
            grants: grants.ok()?,
        },
        training: training.ok()?,
    })
}

fn text_reason<'a>(sent: &str, missing: &'a str) -> &'a str {
    if sent.is_empty() {
        missing
    } else if missing.contains("email") {
        "This is not an email address, like name@example.com"
    } else {
        "It is too long or holds a character that cannot be used"
    }
}

fn unread_reason(unread: &Unread) -> String {
    match unread {
        Unread::None => "Enter at least one role".to_owned(),
        Unread::Role => "One of these roles is not known; separate roles by a semicolon".to_owned(),
        Unread::Area => {
            "One of these areas is not known; write them like Coordinator (RUN)".to_owned()
        }
        Unread::Everywhere(role) => {
            format!("{} is held everywhere: leave the area out", role.label())
        }
    }
}

/// An agency by its short name or its name.
fn agency<'a>(sent: &str, directory: &'a Directory) -> Result<&'a AgencyRow, &'static str> {
    if sent.is_empty() {
        return Err("Enter the agency");
    }
    let lower = sent.to_lowercase();
    let same =
        |agency: &&AgencyRow| agency.id.as_str() == lower || agency.name.to_lowercase() == lower;
    match directory.agencies.iter().find(same) {
        None => Err("This agency is not registered"),
        Some(agency) if agency.closed => Err("This agency is closed"),
        Some(agency) => Ok(agency),
    }
}

fn training(row: &Row, today: NaiveDate) -> Result<Option<Training>, (&'static str, &'static str)> {
    if row.training.is_empty() && row.trained_on.is_empty() {
        return Ok(None);
    }
    if row.training.is_empty() {
        return Err(("training", "Enter what the course is called"));
    }
    let long = "It is too long or holds a character that cannot be used";
    let course = Line::parse(&row.training).map_err(|_| ("training", long))?;
    let on = day(&row.trained_on).ok_or((
        "trained on",
        "Enter the day of the course, like 2026-09-14 or 14/09/2026",
    ))?;
    if on > today {
        return Err((
            "trained on",
            "The day of the course cannot be in the future",
        ));
    }
    Ok(Some(Training {
        course,
        on,
        by: None,
    }))
}

/// `2026-09-14`, with or without a time, or `14/09/2026`, the day first.
fn day(text: &str) -> Option<NaiveDate> {
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    let parse = |format| NaiveDate::parse_from_str(date, format).ok();
    parse("%Y-%m-%d")
        .or_else(|| parse("%d/%m/%Y"))
        .filter(|on| *on > NaiveDate::default())
}

#[cfg(test)]
mod tests;
