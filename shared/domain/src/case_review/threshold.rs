//! The threshold, worked out complaint by complaint with its dates (R7.2).
//!
//! **Source:** Anti-social Behaviour, Crime and Policing Act 2014 s.104(4), (5), (11), (12): rules
//! ACR-1 to ACR-3.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{application::Application, procedures::Procedure};
use crate::{
    law::{Law, rule},
    time::{long_date, months_beginning_with},
};

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
    /// How many people complained, as the applicant says.
    pub people: u16,
    /// How many people are enough by the area's procedures, if they say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_needed: Option<u16>,
    /// What follows, in words.
    pub result: String,
}

impl Assessment {
    /// Works it out by the law of the day of the application.
    pub fn of(application: &Application, law: &Law<'_>, procedure: &Procedure) -> Self {
        let applied_on = law.day();
        let mut days = BTreeSet::new();
        let mut complaints = Vec::new();
        for complaint in &application.complaints {
            let dates = (complaint.happened_on, complaint.complained_on);
            let mut checked = check(dates, law);
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
            needed: law.count("ACR-2", "complaints").unwrap_or(3),
            people: application.people,
            people_needed: procedure.people,
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
                "{counted} and {needed} are needed. {} people complained, and by this area’s procedures {people} are enough: the threshold is met.",
                self.people
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

fn check((happened_on, complained_on): (NaiveDate, NaiveDate), law: &Law<'_>) -> Checked {
    let months = |name: &str, shipped: u32| law.count("ACR-1", name).unwrap_or(shipped);
    let (to_complain, to_apply) = (
        months("complaint_months", 1),
        months("application_months", 6),
    );
    let complain_by = months_beginning_with(happened_on, to_complain);
    let apply_by = months_beginning_with(complained_on, to_apply);
    let applied_on = law.day();
    let (happened, complained) = (long_date(happened_on), long_date(complained_on));
    let months = |count: u32| match count {
        1 => "1 month".to_owned(),
        count => format!("{count} months"),
    };
    let (counts, why) = if complained_on < happened_on {
        let why = format!("It was made on {complained}, before what happened on {happened}.");
        (false, why)
    } else if complained_on > complain_by {
        let why = format!(
            "It happened on {happened}. {} beginning with that day end on {}, and the complaint was made on {complained}: too late to count.",
            months(to_complain),
            long_date(complain_by)
        );
        (false, why)
    } else if applied_on > apply_by {
        let why = format!(
            "The complaint was made on {complained}. {} beginning with that day end on {}, and the application was made on {}: too late to count.",
            months(to_apply),
            long_date(apply_by),
            long_date(applied_on)
        );
        (false, why)
    } else {
        let why = format!(
            "It happened on {happened}, and the complaint was made on {complained}, in time: {} beginning with that day end on {}. The application was made on {}, in time too: {} beginning with the complaint end on {}.",
            months(to_complain),
            long_date(complain_by),
            long_date(applied_on),
            months(to_apply),
            long_date(apply_by)
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
