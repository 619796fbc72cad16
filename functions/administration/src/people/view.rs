//! A person as these pages and the API show them.

use chrono::NaiveDate;
use domain::{
    directory::{Grant, Person, Training},
    time,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A person of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StaffPerson)]
pub(crate) struct PersonView {
    /// Their id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub(crate) id: String,
    /// Where their record is.
    #[schema(example = "/people/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub(crate) href: String,
    /// Their name.
    #[schema(example = "Sam Whitlock")]
    pub(crate) name: String,
    /// The address by which they sign in.
    #[schema(example = "sam.whitlock@police.example")]
    pub(crate) email: String,
    /// The agency they act for.
    #[schema(example = "surrey-police")]
    pub(crate) agency: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    pub(crate) agency_name: String,
    /// Their roles.
    pub(crate) roles: Vec<RoleView>,
    /// Whether they have left.
    #[schema(example = false)]
    pub(crate) left: bool,
    /// Whether they have taken any course.
    #[schema(example = true)]
    pub(crate) trained: bool,
    /// The day of the latest course they took.
    #[schema(example = "2026-09-14")]
    pub(crate) trained_on: Option<NaiveDate>,
    /// The courses they took, in the order in which they were recorded.
    pub(crate) trainings: Vec<TrainingView>,
    /// The record's version, as in `ETag`.
    #[schema(example = 3)]
    pub(crate) version: u64,
}

/// A role that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StaffRole)]
pub(crate) struct RoleView {
    /// Which.
    #[schema(example = "coordinator")]
    pub(crate) role: &'static str,
    /// The code of the area in which they have it; null is everywhere.
    #[schema(example = "RUN")]
    pub(crate) area: Option<String>,
    /// Both in words.
    #[schema(example = "Coordinator (RUN)")]
    pub(crate) words: String,
}

/// A course that somebody took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StaffTraining)]
pub(crate) struct TrainingView {
    /// What it is called.
    #[schema(example = "Using charmm: the basics")]
    pub(crate) course: String,
    /// The day they took it.
    #[schema(example = "2026-09-14")]
    pub(crate) on: NaiveDate,
    /// Who gave it, where that is known.
    #[schema(example = "Runnymede community safety team")]
    pub(crate) by: Option<String>,
}

impl PersonView {
    pub(crate) fn of(person: &Person, version: u64) -> Self {
        Self {
            id: person.id.to_string(),
            href: href(person),
            name: person.name.clone(),
            email: person.email.clone(),
            agency: person.agency.to_string(),
            agency_name: person.agency_name.clone(),
            roles: person.grants.iter().map(RoleView::of).collect(),
            left: person.left,
            trained: person.is_trained(),
            trained_on: person.trainings.iter().map(|training| training.on).max(),
            trainings: person.trainings.iter().map(TrainingView::of).collect(),
            version,
        }
    }

    /// Whether they have been trained, in words.
    pub(crate) fn training_words(&self) -> String {
        match self.trained_on {
            Some(on) => format!("Trained {}", time::long_date(on)),
            None => "Not yet trained".to_owned(),
        }
    }

    /// Their roles in words.
    pub(crate) fn role_words(&self) -> Vec<&str> {
        self.roles.iter().map(|role| role.words.as_str()).collect()
    }
}

/// Where somebody's record is.
pub(crate) fn href(person: &Person) -> String {
    format!("/people/{}", person.id)
}

impl RoleView {
    pub(crate) fn of(grant: &Grant) -> Self {
        Self {
            role: grant.role.value(),
            area: grant.area.as_ref().map(ToString::to_string),
            words: grant_words(grant),
        }
    }
}

/// A role in words, such as `Coordinator (RUN)`; everywhere without brackets.
pub(crate) fn grant_words(grant: &Grant) -> String {
    match &grant.area {
        Some(area) => format!("{} ({area})", grant.role.label()),
        None => grant.role.label().to_owned(),
    }
}

impl TrainingView {
    fn of(training: &Training) -> Self {
        Self {
            course: training.course.to_string(),
            on: training.on,
            by: training.by.as_ref().map(ToString::to_string),
        }
    }

    /// The day in words.
    pub(crate) fn when(&self) -> String {
        time::long_date(self.on)
    }
}
