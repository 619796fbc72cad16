//! What a referrer told, as people read it: on the page of a referral, and before it is sent.

use domain::{
    gateway::Gateway,
    referral::form::{Behaviour, CaseKind, RiskBand, SubjectRole, Tenure},
    time,
};
use edge::page::Row;

use super::body::{IncidentBody, ReferralBody, SubjectBody};
use crate::choices::label_of;

/// A part of the answers under a heading of its own.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub(crate) heading: String,
    pub(crate) rows: Vec<Row>,
}

/// Where an answer can be changed; nowhere once it is sent.
pub(crate) struct Change<'a> {
    /// `/refer/{draft}`; empty once sent.
    base: &'a str,
}

impl<'a> Change<'a> {
    /// Answers of a draft.
    pub(crate) fn draft(base: &'a str) -> Self {
        Self { base }
    }

    /// Answers that were sent.
    pub(crate) fn sent() -> Self {
        Self { base: "" }
    }

    /// How many of a list there are, with the way to add and remove; nothing once sent.
    fn count(&self, key: &str, count: usize, step: &str) -> Option<Row> {
        let words = match count {
            0 => "None added".to_owned(),
            count => format!("{count} added"),
        };
        let href = format!("{}/{step}", self.base);
        (!self.base.is_empty()).then(|| Row::new(key, words).change(href))
    }

    /// A row with one answer; a draft also shows what was not given.
    pub(crate) fn row(&self, rows: &mut Vec<Row>, key: &str, value: Option<String>, step: &str) {
        match (value, self.base.is_empty()) {
            (Some(value), true) => rows.push(Row::new(key, value)),
            (None, true) => {}
            (value, false) => {
                let value = value.unwrap_or_else(|| "Not given".to_owned());
                rows.push(Row::new(key, value).change(format!("{}/{step}?to=check", self.base)));
            }
        }
    }
}

/// Everything told, section by section. `area` is the name of its area.
pub(crate) fn sections(
    told: &ReferralBody,
    area: Option<&str>,
    change: &Change<'_>,
) -> Vec<Section> {
    let mut sections = vec![about(told, area, change)];
    let subjects = (1..).zip(&told.subjects);
    sections.extend(subjects.map(|(number, told)| subject(number, told, change)));
    sections.push(members(told, change));
    sections.push(together(told, change));
    sections.push(incidents(&told.incidents, change));
    sections.push(harm(told, change));
    sections.push(sharing(told, change));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

fn about(told: &ReferralBody, area: Option<&str>, change: &Change<'_>) -> Section {
    let mut rows = Vec::new();
    let kind = told
        .kind
        .as_deref()
        .map(|kind| label_of(kind, CaseKind::parse, CaseKind::label));
    let behaviours = told.behaviours.iter();
    let behaviours = behaviours.map(|each| label_of(each, Behaviour::parse, Behaviour::label));
    let behaviours = lines(behaviours);
    change.row(&mut rows, "Area", area.map(str::to_owned), "area");
    change.row(&mut rows, "About", kind, "kind");
    change.row(&mut rows, "Headline", told.headline.clone(), "headline");
    change.row(&mut rows, "Behaviour", behaviours, "behaviours");
    Section {
        heading: "What it is about".to_owned(),
        rows,
    }
}

fn subject(number: usize, told: &SubjectBody, change: &Change<'_>) -> Section {
    let mut rows = Vec::new();
    let mut row = |key: &str, value: Option<String>, part: &str| {
        change.row(&mut rows, key, value, &format!("subjects/{number}/{part}"));
    };
    let place = told.is_place();
    let (who, home) = if place {
        ("place", "place")
    } else {
        ("who", "home")
    };
    let role = told.role.as_deref();
    row(
        "Role",
        role.map(|role| label_of(role, SubjectRole::parse, SubjectRole::label)),
        who,
    );
    row("Name", told.name.clone(), who);
    let address = lines(
        [&told.address, &told.postcode]
            .into_iter()
            .flatten()
            .cloned(),
    );
    let tenure = told.tenure.as_deref();
    if !place {
        row("Other names", told.aliases.clone(), who);
        row(
            "Date of birth",
            told.born_on.as_deref().map(long_date),
            home,
        );
    }
    row("Address", address, home);
    row("UPRN", told.uprn.clone(), home);
    if !place {
        row(
            "Tenure",
            tenure.map(|tenure| label_of(tenure, Tenure::parse, Tenure::label)),
            home,
        );
        row("Ethnicity", told.ethnicity.clone(), "circumstances");
        row("Language", told.language.clone(), "circumstances");
        row("Disability", told.disability.clone(), "circumstances");
        row("Mental health", told.mental_health.clone(), "circumstances");
        row("Substances", told.substances.clone(), "circumstances");
    }
    if told.has_safe_contact() {
        row("Safe contact", told.safe_contact.clone(), "contact");
    }
    let what = if place { "Place" } else { "Person" };
    Section {
        heading: format!("{what} {number}"),
        rows,
    }
}

fn members(told: &ReferralBody, change: &Change<'_>) -> Section {
    let count = change.count("People and places", told.subjects.len(), "subjects");
    Section {
        heading: "All people and places".to_owned(),
        rows: count.into_iter().collect(),
    }
}

fn together(told: &ReferralBody, change: &Change<'_>) -> Section {
    let mut rows = Vec::new();
    change.row(
        &mut rows,
        "Relationships",
        told.relationships.clone(),
        "relationships",
    );
    change.row(
        &mut rows,
        "Children in the household",
        told.children.clone(),
        "children",
    );
    Section {
        heading: "Relationships and children".to_owned(),
        rows,
    }
}

fn incidents(told: &[IncidentBody], change: &Change<'_>) -> Section {
    let mut rows = Vec::new();
    for (number, incident) in (1..).zip(told) {
        let on = incident.on.as_deref().map(long_date).unwrap_or_default();
        let step = format!("incidents/{number}");
        change.row(&mut rows, &on, incident.what.clone(), &step);
    }
    rows.extend(change.count("All incidents", told.len(), "incidents"));
    Section {
        heading: "Incidents".to_owned(),
        rows,
    }
}

fn harm(told: &ReferralBody, change: &Change<'_>) -> Section {
    let mut rows = Vec::new();
    let risk = told
        .risk
        .as_deref()
        .map(|risk| label_of(risk, RiskBand::parse, RiskBand::label));
    change.row(&mut rows, "Impact", told.impact.clone(), "impact");
    change.row(&mut rows, "Risk", risk, "risk");
    change.row(
        &mut rows,
        "Why this risk",
        told.risk_rationale.clone(),
        "risk",
    );
    change.row(
        &mut rows,
        "What has been tried",
        told.tried.clone(),
        "tried",
    );
    let why = "Why several agencies";
    change.row(&mut rows, why, told.why_multi_agency.clone(), "agencies");
    let forums = lines(told.forums.iter().chain(&told.other_forum).cloned());
    change.row(&mut rows, "Other forums involved", forums, "forums");
    Section {
        heading: "Harm and what has been done".to_owned(),
        rows,
    }
}

fn sharing(told: &ReferralBody, change: &Change<'_>) -> Section {
    let mut rows = Vec::new();
    let gateway = told.gateway.as_deref();
    let gateway = gateway.map(|gateway| label_of(gateway, Gateway::parse, Gateway::label));
    change.row(&mut rows, "Ground for sharing", gateway, "sharing");
    change.row(&mut rows, "Consent", told.sharing_reason.clone(), "sharing");
    Section {
        heading: "Sharing".to_owned(),
        rows,
    }
}

fn lines(values: impl IntoIterator<Item = String>) -> Option<String> {
    let values: Vec<String> = values.into_iter().collect();
    (!values.is_empty()).then(|| values.join("\n"))
}

fn long_date(day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), time::long_date)
}
