//! Facts that rules ask for: each with its name, its shape, and whether it helps or hinders.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::time;

/// What a fact looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Yes or no.
    Flag,
    /// A civil date.
    Date,
    /// A civil date and time in London.
    Time,
    /// A whole number, from 0.
    Number,
    /// One of a list of values with their labels.
    Choice(&'static [(&'static str, &'static str)]),
}

/// Which way a fact works, as far as that can be said of it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Helps {
    /// Without it, or with the answer no, nothing becomes easier.
    Yes,
    /// With the answer yes nothing becomes easier.
    Hinders,
    /// A greater number makes nothing easier.
    TheLess,
    /// A smaller number makes nothing easier.
    TheMore,
    /// It depends.
    Depends,
}

/// Who issues something or applies for it.
pub(super) const BY: &[(&str, &str)] = &[
    ("district", "District or borough council"),
    ("county", "County council"),
    ("unitary", "Unitary council"),
    (
        "head_of_paid_service",
        "The council’s head of paid service, or their designee",
    ),
    (
        "designee",
        "Somebody whom the district or unitary council designated",
    ),
    ("constable", "Police constable"),
    ("sergeant", "Police sergeant"),
    ("inspector", "Police inspector or chief inspector"),
    ("superintendent", "Police superintendent or above"),
    ("chief_officer", "Chief officer of police"),
    ("provider", "Housing provider"),
    ("btp", "British Transport Police"),
    ("tfl", "Transport for London"),
    ("ea", "Environment Agency"),
    ("nhs", "NHS security body"),
    ("prosecution", "Prosecution"),
    ("youth_offending_team", "Youth offending team"),
];

const CONDUCT: &[(&str, &str)] = &[
    ("harassment", "Harassment, alarm or distress"),
    (
        "home",
        "Nuisance or annoyance to somebody in occupying their home",
    ),
    ("housing", "Housing-related nuisance or annoyance"),
];

const GROUND: &[(&str, &str)] = &[
    ("serious_offence", "Conviction of a serious offence"),
    ("injunction_breach", "Breach of an injunction was found"),
    (
        "cbo_breach",
        "Conviction of breaching a prohibition of a criminal behaviour order",
    ),
    ("closure", "A closure order kept people out"),
    ("noise", "Conviction of breaching a noise abatement notice"),
];

macro_rules! keys {
    ($($variant:ident $value:literal $shape:expr, $helps:ident, $label:literal;)+) => {
        /// A fact that rules ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Key {
            $(#[doc = concat!("“", $label, "”.")] #[serde(rename = $value)] $variant,)+
        }
        impl Key {
            /// Every fact.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name under which it is stored and submitted.
            pub fn value(self) -> &'static str {
                match self { $(Self::$variant => $value,)+ }
            }

            /// What people read.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// What it looks like.
            pub fn shape(self) -> Shape {
                match self { $(Self::$variant => $shape,)+ }
            }

            /// Which way it works.
            pub fn helps(self) -> Helps {
                match self { $(Self::$variant => Helps::$helps,)+ }
            }
        }
    };
}

keys! {
    By "by" Shape::Choice(BY), Depends, "Who issues it or applies";
    Body "body" Shape::Flag, Depends, "The respondent is a body, not a person";
    BornOn "born_on" Shape::Date, Depends, "Date of birth";
    ApparentAge "apparent_age" Shape::Number, TheMore, "The age they appear to have";
    Conduct "conduct" Shape::Choice(CONDUCT), Depends, "What the conduct caused or is likely to cause";
    Evidence "evidence" Shape::Flag, Yes, "There is evidence of conduct that meets the test";
    YotConsulted "yot_consulted" Shape::Flag, Yes, "The youth offending team has been consulted";
    YouthJusticeTold "youth_justice_told" Shape::Flag, Yes, "The county’s Youth Justice team has been told";
    BodiesInformed "bodies_informed" Shape::Flag, Yes, "Other appropriate bodies have been informed or consulted";
    PoliceConsulted "police_consulted" Shape::Flag, Yes, "The chief officer of police has been consulted";
    PolicingBodyConsulted "policing_body_consulted" Shape::Flag, Yes, "The policing body (PCC) has been consulted";
    CommunityConsulted "community_consulted" Shape::Flag, Yes, "Community representatives have been consulted";
    OwnersConsulted "owners_consulted" Shape::Flag, Yes, "Owners or occupiers have been consulted";
    Published "published" Shape::Flag, Yes, "It has been publicised, and parish and county notified";
    OnNotice "on_notice" Shape::Flag, Depends, "The application is on notice to the respondent";
    Interim "interim" Shape::Flag, Depends, "It is an interim order";
    WarnedOn "warned_on" Shape::Date, Depends, "Day of the written warning";
    EffectContinues "effect_continues" Shape::Flag, Yes, "The effect goes on after the warning";
    Written "written" Shape::Flag, Yes, "It is in writing, with the grounds, and signed";
    Agreed "agreed" Shape::Flag, Yes, "They agreed to it";
    Convicted "convicted" Shape::Flag, Yes, "They were convicted of an offence";
    AbsoluteDischarge "absolute_discharge" Shape::Flag, Hinders, "The sentence is an absolute discharge";
    WillHelp "will_help" Shape::Flag, Yes, "The order will help to prevent more of it";
    RiskAssessed "risk_assessed" Shape::Flag, Yes, "A risk assessment has been made";
    EffectOn "effect_on" Shape::Date, Depends, "Day it takes effect, if later";
    Until "until" Shape::Date, Depends, "Its last day";
    CurrentUntil "current_until" Shape::Date, Depends, "Last day as it stands now";
    AppliedOn "applied_on" Shape::Date, Depends, "Day it was applied for";
    MadeOn "made_on" Shape::Date, Depends, "Day it was made, issued or decided";
    Indefinite "indefinite" Shape::Flag, Depends, "It lasts until further order";
    FromAt "from_at" Shape::Time, Depends, "When it starts or is given";
    UntilAt "until_at" Shape::Time, Depends, "When it ends";
    AuthorisedFrom "authorised_from" Shape::Time, Depends, "Start of the authorisation";
    AuthorisedUntil "authorised_until" Shape::Time, Depends, "End of the authorisation";
    CurrentUntilAt "current_until_at" Shape::Time, Depends, "When it ends as it stands now";
    IssuedBy "issued_by" Shape::Choice(BY), Depends, "Who issued it";
    IssuedUntilAt "issued_until_at" Shape::Time, Depends, "When it ended as it was issued";
    ServedAt "served_at" Shape::Time, Depends, "When the closure notice was served";
    HeardAt "heard_at" Shape::Time, Depends, "When the court hears it";
    AdjournedUntil "adjourned_until" Shape::Date, Depends, "Day to which the court adjourned it";
    ArrestedAt "arrested_at" Shape::Time, Depends, "When they were arrested";
    Uniformed "uniformed" Shape::Flag, Yes, "The constable is in uniform";
    Necessary "necessary" Shape::Flag, Yes, "It is suspected to be needed, and necessary";
    Keeps "keeps_from_needs" Shape::Flag, Hinders, "It keeps them from home, work, a court, education or medical treatment";
    Picket "lawful_picket" Shape::Flag, Hinders, "They are a lawful picket or procession";
    ExcludesHome "excludes_home" Shape::Flag, Hinders, "It excludes them from where they live";
    Violence "violence_or_harm" Shape::Flag, Yes, "Violence was used or threatened, or there is a significant risk of harm";
    PowerOfArrest "power_of_arrest" Shape::Flag, Hinders, "It has a power of arrest";
    ArrestOnActivity "arrest_on_activity" Shape::Flag, Hinders, "The power of arrest is attached to a requirement to take part in an activity";
    RequiresActivity "requires_activity" Shape::Flag, Hinders, "It requires them to take part in an activity";
    SupervisorNamed "supervisor_named" Shape::Flag, Yes, "Somebody is named who supervises it, and gave evidence";
    Detention "detention" Shape::Flag, Hinders, "Detention is asked for";
    DetentionMonths "detention_months" Shape::Number, TheLess, "Months of detention";
    SupervisionMonths "supervision_months" Shape::Number, TheLess, "Months of supervision";
    SentenceMonths "sentence_months" Shape::Number, TheLess, "Months of imprisonment";
    OnIndictment "on_indictment" Shape::Flag, Yes, "It is tried on indictment";
    Pounds "pounds" Shape::Number, TheLess, "Pounds of the fixed penalty";
    PenaltyOn "penalty_on" Shape::Date, Depends, "Day of the fixed penalty notice, if there was one";
    LastPenaltyOn "last_penalty_on" Shape::Date, Depends, "Day of the last fixed penalty recorded here";
    Expedited "expedited" Shape::Flag, Depends, "It is an expedited order around a school or an NHS site";
    ConsentsGiven "consents_given" Shape::Flag, Yes, "The consents that an expedited order needs are given";
    TriedToInform "tried_to_inform" Shape::Flag, Yes, "Those who live there, the owner and others concerned have been informed, or it was tried";
    ExcludesResidents "excludes_residents" Shape::Flag, Hinders, "It keeps out somebody who lives there, or the owner";
    Ground "ground" Shape::Choice(GROUND), Depends, "Ground for possession";
    GroundOn "ground_on" Shape::Date, Depends, "Day of the conviction, finding or closure order";
    AppealEndedOn "appeal_ended_on" Shape::Date, Depends, "Day on which an appeal ended, if there was one";
    UnderAppeal "under_appeal" Shape::Flag, Hinders, "The ground is under appeal";
    ClosedLong "closed_long" Shape::Flag, Yes, "Access was barred for longer than 48 hours";
    ServedOn "served_on" Shape::Date, Depends, "Day on which the notice was served";
    CouncilTenant "council_tenant" Shape::Flag, Yes, "They are a council’s tenant";
    ProgrammeMonths "programme_months" Shape::Number, TheLess, "Months of the programme";
}

impl Key {
    /// The fact of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.value() == name)
    }
}

/// What a fact is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(u32),
    /// A civil date.
    Date(NaiveDate),
    /// A civil date and time in London.
    Time(NaiveDateTime),
    /// One of the values of its list.
    Choice(String),
}

/// A value that is not of its fact's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadFact {
    /// Not yes or no.
    #[error("answer yes or no")]
    Flag,
    /// Not a date.
    #[error("enter a date, such as 2026-11-24")]
    Date,
    /// Not a time.
    #[error("enter a date and time, such as 2026-11-24T10:00")]
    Time,
    /// Not a number.
    #[error("enter a whole number up to 10,000")]
    Number,
    /// Not of the list.
    #[error("choose one of the list")]
    Choice,
}

/// The greatest number that a fact can be.
const MOST: u32 = 10_000;

impl Value {
    /// Reads what somebody entered for a fact.
    ///
    /// **Errors:** what its shape asks for.
    pub fn parse(key: Key, text: &str) -> Result<Self, BadFact> {
        let text = text.trim();
        match key.shape() {
            Shape::Flag => match text {
                "yes" | "true" => Ok(Self::Flag(true)),
                "no" | "false" => Ok(Self::Flag(false)),
                _ => Err(BadFact::Flag),
            },
            Shape::Date => text.parse().map(Self::Date).map_err(|_| BadFact::Date),
            Shape::Time => civil_time(text).map(Self::Time).ok_or(BadFact::Time),
            Shape::Number => {
                let number = text.parse().ok().filter(|number| *number <= MOST);
                number.map(Self::Number).ok_or(BadFact::Number)
            }
            Shape::Choice(list) => {
                let found = list.iter().find(|(value, _)| *value == text);
                let (value, _) = found.ok_or(BadFact::Choice)?;
                Ok(Self::Choice((*value).to_owned()))
            }
        }
    }

    /// The date, if it is one.
    pub fn date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(day) => Some(*day),
            _ => None,
        }
    }

    /// What people read.
    pub fn words(&self, key: Key) -> String {
        match self {
            Self::Flag(true) => "Yes".to_owned(),
            Self::Flag(false) => "No".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => time::long_date(*day),
            Self::Time(civil) => {
                let day = time::long_date(civil.date());
                format!("{day} at {}", time::clock_time(*civil))
            }
            Self::Choice(value) => match key.shape() {
                Shape::Choice(list) => {
                    let found = list.iter().find(|(each, _)| each == value);
                    found.map_or(value.as_str(), |(_, label)| label).to_owned()
                }
                _ => value.clone(),
            },
        }
    }

    /// What a form shows again.
    pub fn entered(&self) -> String {
        match self {
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Time(civil) => civil.format("%Y-%m-%dT%H:%M").to_string(),
            Self::Choice(value) => value.clone(),
        }
    }
}

fn civil_time(text: &str) -> Option<NaiveDateTime> {
    let text = text.replace(' ', "T");
    let parse = |format| NaiveDateTime::parse_from_str(&text, format).ok();
    parse("%Y-%m-%dT%H:%M").or_else(|| parse("%Y-%m-%dT%H:%M:%S"))
}

/// Facts by name; what is not there is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(pub BTreeMap<Key, Value>);

impl Facts {
    /// Whether a fact is known to be so.
    pub fn yes(&self, key: Key) -> bool {
        self.0.get(&key) == Some(&Value::Flag(true))
    }

    /// Whether a fact is known not to be so.
    pub fn no(&self, key: Key) -> bool {
        self.0.get(&key) == Some(&Value::Flag(false))
    }

    /// A date.
    pub fn date(&self, key: Key) -> Option<NaiveDate> {
        self.0.get(&key)?.date()
    }

    /// A civil time in London as an instant; `None` also for one that March skips.
    pub fn instant(&self, key: Key) -> Option<chrono::DateTime<chrono::Utc>> {
        match self.0.get(&key) {
            Some(Value::Time(civil)) => time::instant(*civil),
            _ => None,
        }
    }

    /// A number.
    pub fn number(&self, key: Key) -> Option<u32> {
        match self.0.get(&key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// A choice.
    pub fn choice(&self, key: Key) -> Option<&str> {
        match self.0.get(&key) {
            Some(Value::Choice(value)) => Some(value),
            _ => None,
        }
    }

    /// These facts with others over them.
    pub fn with(&self, others: &Self) -> Self {
        let mut all = self.clone();
        all.0.extend(others.0.clone());
        all
    }
}
