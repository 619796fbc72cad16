//! The steps of the form, in order, and the fields that each one asks for.

use std::str::FromStr;

use edge::page::Fault;
use serde::{Deserialize, Serialize};

use super::part::Part;
use crate::referral::body::ReferralBody;

/// One step of the form; its name is the end of its address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    #[default]
    Area,
    Kind,
    Headline,
    Behaviours,
    Subjects,
    Relationships,
    Children,
    Incidents,
    Impact,
    Risk,
    Tried,
    Agencies,
    Forums,
    /// What the area adds; passed over where it adds nothing.
    Own,
    Sharing,
    Check,
}

impl Step {
    /// In the order in which they are asked.
    pub(crate) const ALL: [Self; 16] = [
        Self::Area,
        Self::Kind,
        Self::Headline,
        Self::Behaviours,
        Self::Subjects,
        Self::Relationships,
        Self::Children,
        Self::Incidents,
        Self::Impact,
        Self::Risk,
        Self::Tried,
        Self::Agencies,
        Self::Forums,
        Self::Own,
        Self::Sharing,
        Self::Check,
    ];

    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Kind => "kind",
            Self::Headline => "headline",
            Self::Behaviours => "behaviours",
            Self::Subjects => "subjects",
            Self::Relationships => "relationships",
            Self::Children => "children",
            Self::Incidents => "incidents",
            Self::Impact => "impact",
            Self::Risk => "risk",
            Self::Tried => "tried",
            Self::Agencies => "agencies",
            Self::Forums => "forums",
            Self::Own => "own",
            Self::Sharing => "sharing",
            Self::Check => "check",
        }
    }

    /// The fields it asks for.
    pub(crate) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Area => &["area"],
            Self::Kind => &["kind"],
            Self::Headline => &["headline"],
            Self::Behaviours => &["behaviours"],
            Self::Subjects => &["subjects"],
            Self::Relationships => &["relationships"],
            Self::Children => &["children"],
            Self::Incidents => &["incidents"],
            Self::Impact => &["impact"],
            Self::Risk => &["risk", "risk_rationale"],
            Self::Tried => &["tried"],
            Self::Agencies => &["why_multi_agency"],
            Self::Forums => &["forums", "other_forum"],
            Self::Own => &["own_answers"],
            Self::Sharing => &["gateway", "sharing_reason"],
            Self::Check => &[],
        }
    }

    /// Takes its own fields from what was sent, and leaves every other answer alone.
    pub(crate) fn take(self, answers: &mut ReferralBody, sent: ReferralBody) {
        match self {
            Self::Area => answers.area = sent.area,
            Self::Kind => answers.kind = sent.kind,
            Self::Headline => answers.headline = sent.headline,
            Self::Behaviours => answers.behaviours = sent.behaviours,
            Self::Relationships => answers.relationships = sent.relationships,
            Self::Children => answers.children = sent.children,
            Self::Impact => answers.impact = sent.impact,
            Self::Risk => {
                answers.risk = sent.risk;
                answers.risk_rationale = sent.risk_rationale;
            }
            Self::Tried => answers.tried = sent.tried,
            Self::Agencies => answers.why_multi_agency = sent.why_multi_agency,
            Self::Forums => {
                answers.forums = sent.forums;
                answers.other_forum = sent.other_forum;
            }
            Self::Own => answers.own_answers = sent.own_answers,
            Self::Sharing => {
                answers.gateway = sent.gateway;
                answers.sharing_reason = sent.sharing_reason;
            }
            // Their lists are kept by pages of their own; check asks nothing.
            Self::Subjects | Self::Incidents | Self::Check => {}
        }
    }

    /// The step after it; the last one stays.
    pub(crate) fn next(self) -> Self {
        let later = Self::ALL.into_iter().find(|step| *step > self);
        later.unwrap_or(Self::Check)
    }

    /// The step before it.
    pub(crate) fn previous(self) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|step| *step < self)
    }

    /// The faults of its own fields, named as its page names them.
    pub(crate) fn own(self, faults: Vec<Fault>) -> Vec<Fault> {
        let own = faults.into_iter().filter_map(|fault| {
            // A fault in `forums[2]` is one of the boxes of `forums`; one in `subjects[2].name`
            // is a matter of that subject's page.
            let list = list_of(&fault.field);
            let mine = self.fields().contains(&list) && !fault.field.contains("].");
            // An area's question has a field of its own.
            let field = match self {
                Self::Own => fault.field.as_str(),
                _ => list,
            };
            mine.then(|| Fault::new(field, fault.message.as_str()))
        });
        own.collect()
    }
}

impl FromStr for Step {
    type Err = ();

    fn from_str(slug: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|step| step.slug() == slug)
            .ok_or(())
    }
}

/// The page on which a fault can be mended, below the draft's own address.
pub(crate) fn page_of(field: &str, answers: &ReferralBody) -> String {
    let list = list_of(field);
    if let Some((index, own)) = member(field) {
        let number = index + 1;
        if list == "incidents" {
            return format!("incidents/{number}");
        }
        let place = answers
            .subjects
            .get(index)
            .is_some_and(|subject| subject.is_place());
        return format!("subjects/{number}/{}", Part::of(own, place).slug());
    }
    let step = Step::ALL
        .into_iter()
        .find(|step| step.fields().contains(&list));
    step.unwrap_or(Step::Check).slug().to_owned()
}

/// The field of the form that a fault's own field is part of: `forums` of `forums[2]`, and
/// `own_answers` of `own_answers.q7`.
fn list_of(field: &str) -> &str {
    field.split(['[', '.']).next().unwrap_or_default()
}

/// The index and the field's own name in `subjects[2].name`.
pub(crate) fn member(field: &str) -> Option<(usize, &str)> {
    let (_, rest) = field.split_once('[')?;
    let (index, own) = rest.split_once("].")?;
    Some((index.parse().ok()?, own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_read_back_and_follow_each_other() {
        let mut step = Step::default();
        for expected in Step::ALL {
            assert_eq!(step, expected);
            assert_eq!(step.slug().parse(), Ok(step));
            assert_eq!(step.next().previous() == Some(step), step != Step::Check);
            step = step.next();
        }
        assert_eq!("delete".parse::<Step>(), Err(()));
    }

    #[test]
    fn a_page_hears_of_its_own_faults_only() {
        let faults = |step: Step| {
            step.own(vec![
                Fault::new("area", "a"),
                Fault::new("forums[1]", "b"),
                Fault::new("subjects[0].name", "c"),
                Fault::new("subjects", "d"),
            ])
        };
        assert_eq!(faults(Step::Area), [Fault::new("area", "a")]);
        assert_eq!(faults(Step::Forums), [Fault::new("forums", "b")]);
        assert_eq!(faults(Step::Subjects), [Fault::new("subjects", "d")]);
        assert_eq!(faults(Step::Risk), []);
    }

    #[test]
    fn every_fault_leads_to_the_page_that_asks() {
        let mut answers = ReferralBody::default();
        answers.subjects.resize_with(2, Default::default);
        answers.subjects[1].role = Some("location".to_owned());
        for (field, page) in [
            ("risk_rationale", "risk"),
            ("why_multi_agency", "agencies"),
            ("subjects", "subjects"),
            ("subjects[0].name", "subjects/1/who"),
            ("subjects[0].born_on", "subjects/1/home"),
            ("subjects[0].safe_contact", "subjects/1/contact"),
            ("subjects[1].postcode", "subjects/2/place"),
            ("incidents[4].on", "incidents/5"),
            ("forums[3]", "forums"),
            ("own_answers.q7", "own"),
            ("", "check"),
        ] {
            assert_eq!(page_of(field, &answers), page, "{field}");
        }
    }

    #[test]
    fn a_page_takes_its_own_answers_only() {
        let mut answers = ReferralBody {
            impact: Some("kept".into()),
            ..Default::default()
        };
        let sent = ReferralBody {
            impact: Some("smuggled".into()),
            risk: Some("high".into()),
            ..Default::default()
        };
        Step::Risk.take(&mut answers, sent);
        assert_eq!(answers.impact.as_deref(), Some("kept"));
        assert_eq!(answers.risk.as_deref(), Some("high"));
    }
}
