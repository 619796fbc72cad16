//! The threshold, worked out complaint by complaint with its dates (R7.2).
//!
//! **Source:** Anti-social Behaviour, Crime and Policing Act 2014 s.104(4), (5), (11), (12): rules
//! ACR-1 to ACR-3. How many people are enough is local policy: rule ACR-11.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    application::Application,
    procedures::{LOCAL, Procedure},
};
use crate::{
    law::{Law, rule},
    time::{long_date, months_beginning_with},
};

/// The numbers of the threshold: rules ACR-1 and ACR-2 as the law holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many complaints that count make a review be held.
    pub complaints: u32,
    /// Within how many months, beginning with the behaviour, a complaint is made.
    pub complaint_months: u32,
    /// Within how many months, beginning with the complaint, a review is applied for.
    pub application_months: u32,
}

impl Limits {
    /// What holds by this law: of an area if it is the law of one, or else of the statute.
    pub fn of(law: &Law<'_>) -> Self {
        let months = |name: &str, statute: u32| law.count("ACR-1", name).unwrap_or(statute);
        Self {
            complaints: law.count("ACR-2", "complaints").unwrap_or(3),
            complaint_months: months("complaint_months", 1),
            application_months: months("application_months", 6),
        }
    }

    /// How long somebody has to complain, such as "1 month".
    pub fn to_complain(&self) -> String {
        months(self.complaint_months)
    }

    /// How long somebody has to apply, such as "6 months".
    pub fn to_apply(&self) -> String {
        months(self.application_months)
    }
}

/// So many months, as people read it.
fn months(count: u32) -> String {
    match count {
        1 => "1 month".to_owned(),
        count => format!("{count} months"),
    }
}

/// What was made of one complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The day of the behaviour.
    pub happened_on: NaiveDate,
    /// The day of the complaint.
    pub complained_on: NaiveDate,
    /// The last day on which a complaint about it counts.
    pub complain_by: NaiveDate,
    /// The last day on which an application about the complaint counts.
    pub apply_by: NaiveDate,
    /// Whether it counts.
    pub counts: bool,
    /// Why, with the dates.
    pub why: String,
    /// The rule that decided, with its citation.
    pub rule: String,
}

/// What the statute and the area's procedures make of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The day of the application.
    pub applied_on: NaiveDate,
    /// Each complaint, in the order it was told.
    pub complaints: Vec<Checked>,
    /// How many count.
    pub counted: u32,
    /// How many are needed.
    pub needed: u32,
    /// How many people complained, as the applicant says or as was found.
    pub people: u16,
    /// How many people are enough by the area's procedures, if they say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_needed: Option<u16>,
    /// Complaints that were checked and not made as told, by their number from 1.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub struck: BTreeSet<u32>,
    /// What follows, in words.
    pub result: String,
}

impl Assessment {
    /// Works it out by the law of the day of the application.
    pub fn of(application: &Application, law: &Law<'_>, procedure: &Procedure) -> Self {
        let as_told = (application.people, BTreeSet::new());
        Self::checked(application, as_told, law, procedure)
    }

    /// The same once it was checked how many people complained, and which complaints, by their number
    /// from 1, were not made as told.
    pub(super) fn checked(
        application: &Application,
        (people, struck): (u16, BTreeSet<u32>),
        law: &Law<'_>,
        procedure: &Procedure,
    ) -> Self {
        let applied_on = law.day();
        let limits = Limits::of(law);
        let mut days = BTreeSet::new();
        let mut complaints = Vec::new();
        for (number, complaint) in (1..).zip(&application.complaints) {
            let dates = (complaint.happened_on, complaint.complained_on);
            let mut checked = check(dates, applied_on, &limits);
            if struck.contains(&number) {
                checked.counts = false;
                checked.why = "It was checked, and was not made as told.".to_owned();
            }
            let again = procedure.once_a_day && days.contains(&complaint.happened_on);
            if checked.counts && again {
                checked.counts = false;
                checked.rule = cited("ACR-3");
                checked.why = format!(
                    "A complaint about {} counts already, and the procedures count one for each day.",
                    long_date(complaint.happened_on)
                );
            }
            if checked.counts {
                days.insert(complaint.happened_on);
            }
            complaints.push(checked);
        }
        let counted = complaints.iter().filter(|each| each.counts).count();
        let mut assessment = Self {
            applied_on,
            complaints,
            counted: u32::try_from(counted).unwrap_or(u32::MAX),
            needed: limits.complaints,
            people,
            people_needed: procedure.people,
            struck,
            result: String::new(),
        };
        assessment.result = assessment.words();
        assessment
    }

    /// Whether enough complaints count: then a review must be held.
    pub fn by_count(&self) -> bool {
        self.counted >= self.needed
    }

    /// Whether enough people complained by the area's own lower threshold.
    pub fn by_people(&self) -> bool {
        self.people_needed
            .is_some_and(|needed| self.people >= needed)
    }

    /// Whether nothing is left to judge.
    pub fn must_be_met(&self) -> bool {
        self.by_count() || self.by_people()
    }

    fn words(&self) -> String {
        let needed = self.needed;
        let counted = match self.counted {
            1 => "1 complaint counts".to_owned(),
            counted => format!("{counted} complaints count"),
        };
        let rule = cited("ACR-2");
        if self.by_count() {
            format!(
                "{counted} and {needed} are needed: the threshold is met, and a review must be held ({rule})."
            )
        } else if let (true, Some(people)) = (self.by_people(), self.people_needed) {
            format!(
                "{counted} and {needed} are needed. {} people complained, and by this area’s procedures {people} are enough: the threshold is met ({}, {}).",
                self.people,
                cited(LOCAL),
                kind_of(LOCAL)
            )
        } else {
            format!(
                "{counted} and {needed} are needed: the threshold is judged by how persistent the behaviour is, the harm it does or may do, and whether the response was adequate ({rule})."
            )
        }
    }
}

/// A rule's id with its citation.
fn cited(id: &str) -> String {
    let citation = rule(id).map_or("", |rule| rule.citation.as_str());
    format!("{id}: {citation}")
}

/// So many months beginning with a day end on another.
fn period(count: u32, from: &str, last: NaiveDate) -> String {
    let ends = if count == 1 { "ends" } else { "end" };
    let last = long_date(last);
    format!("{} beginning with {from} {ends} on {last}", months(count))
}

/// What makes a rule bind, within a sentence.
fn kind_of(id: &str) -> String {
    rule(id).map_or_else(String::new, |rule| rule.kind.label().to_lowercase())
}

fn check(
    (happened_on, complained_on): (NaiveDate, NaiveDate),
    applied_on: NaiveDate,
    limits: &Limits,
) -> Checked {
    let complain_by = months_beginning_with(happened_on, limits.complaint_months);
    let apply_by = months_beginning_with(complained_on, limits.application_months);
    let (happened, complained) = (long_date(happened_on), long_date(complained_on));
    let to_complain = period(limits.complaint_months, "that day", complain_by);
    let (counts, why) = if complained_on < happened_on {
        let why = format!("It was made on {complained}, before what happened on {happened}.");
        (false, why)
    } else if complained_on > complain_by {
        let why = format!(
            "It happened on {happened}. {to_complain}, and the complaint was made on {complained}: too late to count.",
        );
        (false, why)
    } else if applied_on > apply_by {
        let why = format!(
            "The complaint was made on {complained}. {}, and the application was made on {}: too late to count.",
            period(limits.application_months, "that day", apply_by),
            long_date(applied_on)
        );
        (false, why)
    } else {
        let why = format!(
            "It happened on {happened}, and the complaint was made on {complained}, in time: {to_complain}. The application was made on {}, in time too: {}.",
            long_date(applied_on),
            period(limits.application_months, "the complaint", apply_by)
        );
        (true, why)
    };
    Checked {
        happened_on,
        complained_on,
        complain_by,
        apply_by,
        counts,
        why,
        rule: cited("ACR-1"),
    }
}
