//! From what was sent to a form that the domain trusts, with every fault named by its field.
//!
//! Programs, the pages of the form and the page that sends a draft all go through [`parse`]: a rule
//! stands here once.

use chrono::NaiveDate;
use domain::{
    Line,
    directory::Area,
    gateway::Gateway,
    questions::Audience,
    referral::form::{
        Behaviour, CaseKind, Form, Incident, Risk, RiskBand, Subject, SubjectRole, Tenure,
    },
};
use edge::{Fields, Problem};

use super::body::{IncidentBody, ReferralBody, SubjectBody};
use crate::own;

/// Reads a referral. `area` is the area that `sent.area` names, if there is one.
///
/// **Errors:** 400 with every fault, such as `subjects[1].born_on`.
pub(crate) fn parse(
    sent: ReferralBody,
    area: Option<&Area>,
    today: NaiveDate,
) -> Result<Form, Problem> {
    let mut fields = Fields::default();
    let to = &mut fields;
    let known = area;
    let area = to.choice("area", "area", sent.area, |_| {
        area.map(|area| area.code.clone())
    });
    let kind = to.choice(
        "kind",
        "what the referral is about",
        sent.kind,
        CaseKind::parse,
    );
    let headline = to.line("headline", "a headline", sent.headline);
    let behaviours = behaviours(to, sent.behaviours);
    let subjects = subjects(to, sent.subjects, today);
    let relationships = to.prose_if_any("relationships", "relationships", sent.relationships);
    let children = to.prose_if_any("children", "children in the household", sent.children);
    let incidents = incidents(to, sent.incidents, today);
    let impact = to.prose("impact", "the impact", sent.impact);
    let band = to.choice("risk", "the risk", sent.risk, RiskBand::parse);
    let rationale = to.prose(
        "risk_rationale",
        "why you chose this risk",
        sent.risk_rationale,
    );
    let tried = to.prose("tried", "what has been tried", sent.tried);
    let why = "why it needs several agencies";
    let why_multi_agency = to.prose("why_multi_agency", why, sent.why_multi_agency);
    let forums = forums(to, sent.forums, sent.other_forum);
    let gateway = to.choice(
        "gateway",
        "the ground for sharing",
        sent.gateway,
        Gateway::parse_for_case,
    );
    let reason = "how consent was given, or why you are sharing without it";
    let sharing_reason = to.prose("sharing_reason", reason, sent.sharing_reason);
    let own = own::read(to, sent.own_answers, (known, Audience::Agencies), today);
    fields.finish(|| {
        Some(Form {
            area: area?,
            kind: kind?,
            headline: headline?,
            behaviours,
            subjects: subjects?,
            relationships,
            children,
            incidents: incidents?,
            impact: impact?,
            risk: Risk {
                band: band?,
                rationale: rationale?,
            },
            tried: tried?,
            why_multi_agency: why_multi_agency?,
            forums,
            gateway: gateway?,
            sharing_reason: sharing_reason?,
            own,
        })
    })
}

fn behaviours(fields: &mut Fields, sent: Vec<String>) -> Vec<Behaviour> {
    fields.check(
        "behaviours",
        !sent.is_empty(),
        "Select at least one kind of behaviour",
    );
    let mut chosen = fields.choices(
        "behaviours",
        "the kinds of behaviour",
        sent,
        Behaviour::parse,
    );
    chosen.sort();
    chosen.dedup();
    chosen
}

fn subjects(fields: &mut Fields, sent: Vec<SubjectBody>, today: NaiveDate) -> Option<Vec<Subject>> {
    fields.check(
        "subjects",
        !sent.is_empty(),
        "Add at least one person or place",
    );
    let most = Form::MAX_SUBJECTS;
    let fits = sent.len() <= most;
    fields.check(
        "subjects",
        fits,
        format!("You can add at most {most} people and places"),
    );
    let read: Vec<_> = (0..most)
        .zip(sent)
        .map(|(at, sent)| fields.at("subjects", at, |fields| subject(fields, sent, today)))
        .collect();
    read.into_iter().collect()
}

fn subject(fields: &mut Fields, sent: SubjectBody, today: NaiveDate) -> Option<Subject> {
    let role = fields.choice(
        "role",
        "what they are to the matter",
        sent.role,
        SubjectRole::parse,
    );
    let name = fields.line("name", "a name", sent.name);
    let aliases = fields.line_if_any("aliases", "other names", sent.aliases);
    let born_on = fields.date_if_any("born_on", "date of birth", sent.born_on);
    fields.past("born_on", "Date of birth", born_on, today);
    let address = fields.address(sent.address, sent.postcode, sent.uprn);
    let tenure = fields.choice_if_any("tenure", "tenure", sent.tenure, Tenure::parse);
    let ethnicity = fields.line_if_any("ethnicity", "ethnicity", sent.ethnicity);
    let language = fields.line_if_any("language", "language", sent.language);
    let disability = fields.line_if_any("disability", "disability", sent.disability);
    let mental_health = fields.line_if_any("mental_health", "mental health", sent.mental_health);
    let substances = fields.line_if_any("substances", "substances", sent.substances);
    let safe = "how to contact them safely";
    let safe_contact = fields.line_if_any("safe_contact", safe, sent.safe_contact);
    Some(Subject {
        role: role?,
        name: name?,
        aliases,
        born_on,
        address,
        tenure,
        ethnicity,
        language,
        disability,
        mental_health,
        substances,
        safe_contact,
    })
}

fn incidents(
    fields: &mut Fields,
    sent: Vec<IncidentBody>,
    today: NaiveDate,
) -> Option<Vec<Incident>> {
    let most = Form::MAX_INCIDENTS;
    let fits = sent.len() <= most;
    fields.check(
        "incidents",
        fits,
        format!("You can add at most {most} incidents"),
    );
    let read: Vec<_> = (0..most)
        .zip(sent)
        .map(|(at, sent)| fields.at("incidents", at, |fields| incident(fields, sent, today)))
        .collect();
    read.into_iter().collect()
}

fn incident(fields: &mut Fields, sent: IncidentBody, today: NaiveDate) -> Option<Incident> {
    let on = fields.date("on", "date of the incident", sent.on);
    fields.past("on", "Date of the incident", on, today);
    let what = fields.prose("what", "what happened", sent.what);
    Some(Incident {
        on: on?,
        what: what?,
    })
}

fn forums(fields: &mut Fields, sent: Vec<String>, other: Option<String>) -> Vec<Line> {
    let most = Form::MAX_FORUMS;
    let other = fields.line_if_any("other_forum", "the other forum", other);
    let fits = sent.len() + usize::from(other.is_some()) <= most;
    fields.check(
        "forums",
        fits,
        format!("You can name at most {most} forums"),
    );
    let named: Vec<_> = (0..most)
        .zip(sent)
        .filter_map(|(at, sent)| fields.line(&format!("forums[{at}]"), "a forum", Some(sent)))
        .collect();
    let mut forums = Vec::new();
    for forum in named.into_iter().chain(other) {
        if !forums.contains(&forum) {
            forums.push(forum);
        }
    }
    forums
}
