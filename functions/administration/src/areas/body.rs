//! An area as a form or a program sends it.

use domain::{
    AreaCode, PersonId,
    case::{AccessPolicy, ChasePolicy},
    directory::{Area, AreaProfile, Partner, Refused},
    meeting::{Cadence, Cadences, Forum},
};
use edge::{Fields, Given, Problem, body::one_or_many, page::Form};
use serde::Deserialize;
use store::AgencyRow;
use utoipa::ToSchema;

/// The most days that anything may take.
const DAYS: std::ops::RangeInclusive<i64> = 0..=90;
/// Days for which access may be granted: a year at most, then it is asked for anew.
const LONGEST_GRANT: std::ops::RangeInclusive<i64> = 1..=366;
/// Hours of access in an emergency: three days at most, because nobody has looked at it yet.
const EMERGENCY: std::ops::RangeInclusive<i64> = 1..=72;
/// Days within which somebody answers a request for access, or reviews an emergency.
const WITHIN: std::ops::RangeInclusive<i64> = 1..=31;

/// An area to register or amend.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DirectoryAreaBody)]
pub(crate) struct AreaBody {
    /// Its code, for good: 2 to 5 capital letters. Left out when it is amended.
    #[schema(example = "RUN")]
    pub(super) code: Option<String>,
    /// Its name.
    #[schema(value_type = String, required = true, max_length = 200, example = "Runnymede")]
    pub(super) name: Option<String>,
    /// The agency that leads; one of the partners.
    #[schema(value_type = String, required = true, example = "runnymede-council")]
    pub(super) lead: Option<String>,
    /// Where its coordinators read notices.
    #[schema(value_type = String, required = true, example = "community.safety@runnymede.example")]
    pub(super) inbox: Option<String>,
    /// The email of the person who chairs.
    #[schema(example = "margaret.thistlewood@runnymede.example")]
    pub(super) chair: Option<String>,
    /// Agencies that take part.
    #[schema(required = true, example = json!(["runnymede-council", "surrey-police"]))]
    #[serde(default, deserialize_with = "one_or_many")]
    pub(super) partners: Vec<String>,
    /// Forums it holds: `charmm`, `jag`.
    #[schema(required = true, example = json!(["charmm", "jag"]))]
    #[serde(default, deserialize_with = "one_or_many")]
    pub(super) forums: Vec<String>,
    /// How often its CHaRMM meets, such as `every-6-weeks` or `second-tuesday`; empty when that is not
    /// settled; what holds stays when left out.
    #[schema(example = "every-6-weeks")]
    pub(super) charmm_meets: Option<String>,
    /// How often its JAG meets, in the same way.
    #[schema(example = "every-7-weeks")]
    pub(super) jag_meets: Option<String>,
    /// The first day on which it is there, when that is to come or is remembered.
    #[schema(example = "2027-04-01", format = Date)]
    pub(super) since: Option<String>,
    /// Working days allowed for triage.
    #[schema(value_type = u64, required = true, example = 3)]
    pub(super) triage_working_days: Option<Given<i64>>,
    /// A reminder, days before an action is due.
    #[schema(value_type = u64, required = true, example = 2)]
    pub(super) remind_before: Option<Given<i64>>,
    /// Chased, days after it was due.
    #[schema(value_type = u64, required = true, example = 1)]
    pub(super) chase_after: Option<Given<i64>>,
    /// Escalated to the agency's lead, days after it was due.
    #[schema(value_type = u64, required = true, example = 5)]
    pub(super) lead_after: Option<Given<i64>>,
    /// Escalated to the chair, days after it was due.
    #[schema(value_type = u64, required = true, example = 10)]
    pub(super) chair_after: Option<Given<i64>>,
    /// Most days for which somebody who is not on a case can be let in; what holds stays when left out.
    #[schema(value_type = u64, example = 92)]
    pub(super) longest_grant_days: Option<Given<i64>>,
    /// Hours that access taken in an emergency lasts; what holds stays when left out.
    #[schema(value_type = u32, example = 24)]
    pub(super) emergency_hours: Option<Given<i64>>,
    /// Days within which a request for access is answered; what holds stays when left out.
    #[schema(value_type = u64, example = 5)]
    pub(super) answer_days: Option<Given<i64>>,
    /// Days within which access taken in an emergency is reviewed; what holds stays when left out.
    #[schema(value_type = u64, example = 3)]
    pub(super) review_days: Option<Given<i64>>,
}

/// What an area may be made of.
#[derive(Debug)]
pub(super) struct Offered<'a> {
    /// Every agency.
    pub(super) agencies: &'a [AgencyRow],
    /// Whose the chair's address is: somebody who has not left.
    pub(super) chair: Option<PersonId>,
}

impl AreaBody {
    /// **Errors:** 400 when it is none.
    pub(super) fn code(&self) -> Result<AreaCode, Problem> {
        let code = self.code.as_deref().map(str::trim).unwrap_or_default();
        code.parse()
            .map_err(|_| Problem::field("code", "Code must be 2 to 5 capital letters"))
    }

    /// Checks what was sent; `before` is the area as it was, whose partners may be closed.
    ///
    /// **Errors:** 400 with what is to be mended; 422 when the lead is no partner.
    pub(super) fn read(
        self,
        offered: &Offered<'_>,
        before: Option<&Area>,
    ) -> Result<AreaProfile, Problem> {
        let mut fields = Fields::default();
        let known = |sent: &str| {
            let found = offered
                .agencies
                .iter()
                .find(|row| row.id.as_str() == sent)?;
            let own = before.is_some_and(|before| before.partner(&found.id).is_some());
            (own || !found.closed).then(|| found.clone())
        };
        let name = fields.line("name", "name", self.name);
        let lead = fields.choice("lead", "the agency that leads", self.lead, known);
        let inbox = fields.email("inbox", "email address for notices", self.inbox);
        let named = self.chair.is_some_and(|chair| !chair.trim().is_empty());
        fields.check(
            "chair",
            !named || offered.chair.is_some(),
            "Chair must be the email of somebody who is registered and has not left",
        );
        let some = !self.partners.is_empty();
        fields.check("partners", some, "Select at least one partner");
        let partners = fields.choices("partners", "partners", self.partners, known);
        let some = !self.forums.is_empty();
        fields.check("forums", some, "Select at least one forum");
        let forums = fields.choices("forums", "forums", self.forums, Forum::parse);
        let held = before.map_or_else(Cadences::default, |before| before.cadences.clone());
        let sent = [
            (Forum::Charmm, "charmm_meets", self.charmm_meets),
            (Forum::Jag, "jag_meets", self.jag_meets),
        ];
        let cadences = cadences(&mut fields, held, sent);
        let since = fields.date_if_any("since", "first day", self.since);
        let triage = fields.number(
            "triage_working_days",
            "working days for triage",
            self.triage_working_days,
            1..=30,
        );
        let [remind, chase, tell_lead, tell_chair] = [
            (
                "remind_before",
                "days before a reminder",
                self.remind_before,
            ),
            (
                "chase_after",
                "days until actions are chased",
                self.chase_after,
            ),
            ("lead_after", "days until the lead is told", self.lead_after),
            (
                "chair_after",
                "days until the chair is told",
                self.chair_after,
            ),
        ]
        .map(|(field, label, sent)| {
            let days = fields.number(field, label, sent, DAYS);
            days.and_then(|days| u64::try_from(days).ok())
        });
        if let (Some(chase), Some(lead), Some(chair)) = (chase, tell_lead, tell_chair) {
            let ordered = chase <= lead && lead <= chair;
            let words = "The chair is told after the lead, and the lead after actions are chased";
            fields.check("chair_after", ordered, words);
        }
        let held = before.map_or_else(AccessPolicy::default, |before| before.access);
        let access = access(
            &mut fields,
            [
                self.longest_grant_days,
                self.emergency_hours,
                self.answer_days,
                self.review_days,
            ],
            held,
        );
        let profile = fields.finish(|| {
            Some(AreaProfile {
                name: name?.to_string(),
                lead: lead?.id,
                inbox: inbox?,
                chair: offered.chair.filter(|_| named),
                partners: partners
                    .into_iter()
                    .map(|row| Partner {
                        agency: row.id,
                        name: row.name,
                    })
                    .collect(),
                forums,
                triage_working_days: u32::try_from(triage?).ok()?,
                chase: ChasePolicy {
                    remind_before: remind?,
                    chase_after: chase?,
                    lead_after: tell_lead?,
                    chair_after: tell_chair?,
                },
                access: access?,
                keep: before.map(|before| before.keep.clone()).unwrap_or_default(),
                cadences,
                since,
            })
        })?;
        let leads = |partner: &Partner| partner.agency == profile.lead;
        if !profile.partners.iter().any(leads) {
            return Err(Refused::LeadIsNoPartner.into());
        }
        Ok(profile)
    }
}

/// How often forums meet; `held` is what holds where nothing is sent.
fn cadences(
    fields: &mut Fields,
    held: Cadences,
    sent: [(Forum, &str, Option<String>); 2],
) -> Cadences {
    let settle = |held: Cadences, (forum, field, sent): (Forum, &str, Option<String>)| {
        if sent.is_none() {
            return held;
        }
        let label = format!("how often the {} meets", forum.label());
        held.with(
            forum,
            fields.choice_if_any(field, &label, sent, Cadence::parse),
        )
    };
    sent.into_iter().fold(held, settle)
}

/// How long access lasts; `held` is what holds where nothing is sent.
fn access(
    fields: &mut Fields,
    [days, hours, answer, review]: [Option<Given<i64>>; 4],
    held: AccessPolicy,
) -> Option<AccessPolicy> {
    let mut number = |field, label, sent, range, held: u64| match fields
        .number_if_any(field, label, sent, range)
    {
        Some(number) => u64::try_from(number).ok(),
        None => Some(held),
    };
    let label = "most days for which access is granted";
    let held_days = held.longest_grant_days;
    let longest = number("longest_grant_days", label, days, LONGEST_GRANT, held_days);
    let label = "hours that emergency access lasts";
    let held_hours = held.emergency_hours.into();
    let hours = number("emergency_hours", label, hours, EMERGENCY, held_hours);
    let label = "days within which a request for access is answered";
    let answer = number("answer_days", label, answer, WITHIN, held.answer_days);
    let label = "days within which emergency access is reviewed";
    let review = number("review_days", label, review, WITHIN, held.review_days);
    Some(AccessPolicy {
        longest_grant_days: longest?,
        emergency_hours: u32::try_from(hours?).ok()?,
        answer_days: answer?,
        review_days: review?,
    })
}

/// A form that shows an area as it is; `chair` is the address of whoever chairs.
pub(super) fn form_of(profile: &AreaProfile, chair: &str) -> Form {
    let chase = profile.chase;
    let form = match profile.since {
        Some(since) => Form::new().with_date("since", since),
        None => Form::new(),
    };
    let meets = |forum| {
        let cadence = profile.cadences.of(forum);
        cadence
            .map(|cadence| cadence.to_string())
            .unwrap_or_default()
    };
    form.with("charmm_meets", meets(Forum::Charmm))
        .with("jag_meets", meets(Forum::Jag))
        .with("name", &profile.name)
        .with("lead", profile.lead.as_str())
        .with("inbox", &profile.inbox)
        .with("chair", chair)
        .with_all(
            "partners",
            profile
                .partners
                .iter()
                .map(|partner| partner.agency.as_str()),
        )
        .with_all("forums", profile.forums.iter().map(|forum| forum.value()))
        .with(
            "triage_working_days",
            profile.triage_working_days.to_string(),
        )
        .with("remind_before", chase.remind_before.to_string())
        .with("chase_after", chase.chase_after.to_string())
        .with("lead_after", chase.lead_after.to_string())
        .with("chair_after", chase.chair_after.to_string())
        .with(
            "longest_grant_days",
            profile.access.longest_grant_days.to_string(),
        )
        .with(
            "emergency_hours",
            profile.access.emergency_hours.to_string(),
        )
        .with("answer_days", profile.access.answer_days.to_string())
        .with("review_days", profile.access.review_days.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<AgencyRow> {
        [("council", false), ("police", false), ("gone", true)]
            .map(|(id, closed)| AgencyRow {
                id: id.parse().unwrap(),
                name: id.to_uppercase(),
                closed,
            })
            .to_vec()
    }

    fn read(body: AreaBody) -> Result<AreaProfile, Problem> {
        let offered = Offered {
            agencies: &rows(),
            chair: None,
        };
        body.read(&offered, None)
    }

    fn body() -> AreaBody {
        let days = |number| Some(Given::Typed(number));
        AreaBody {
            code: Some("ELM".into()),
            name: Some("Elmbridge".into()),
            lead: Some("council".into()),
            inbox: Some("safety@council.example".into()),
            chair: None,
            partners: vec!["council".into(), "police".into()],
            forums: vec!["jag".into()],
            charmm_meets: None,
            jag_meets: None,
            since: None,
            triage_working_days: days(3),
            remind_before: days(2),
            chase_after: days(1),
            lead_after: days(5),
            chair_after: days(10),
            longest_grant_days: None,
            emergency_hours: None,
            answer_days: None,
            review_days: None,
        }
    }

    #[test]
    fn how_often_a_forum_meets_is_settled_kept_and_unsettled() {
        let said = |meets: Option<&str>| AreaBody {
            jag_meets: meets.map(str::to_owned),
            ..body()
        };
        let settled = read(said(Some("every-7-weeks"))).unwrap();
        assert_eq!(settled.cadences.words(Forum::Jag), "Every 7 weeks");
        assert_eq!(settled.cadences.of(Forum::Charmm), None);
        let mut before = crate::sample::area("ELM", &["council"]).record().clone();
        before.profile = settled.clone();
        let offered = Offered {
            agencies: &rows(),
            chair: None,
        };
        let kept = said(None).read(&offered, Some(&before)).unwrap();
        assert_eq!(kept.cadences, settled.cadences);
        let ended = said(Some("")).read(&offered, Some(&before)).unwrap();
        assert!(ended.cadences.is_empty());
        let problem = read(said(Some("every-14-weeks"))).unwrap_err();
        assert_eq!(problem.faults()[0].field, "jag_meets");
    }

    #[test]
    fn an_area_is_read() {
        let profile = read(body()).unwrap();
        assert_eq!(profile.partners[1].name, "POLICE");
        assert_eq!(
            (profile.triage_working_days, profile.chase.lead_after),
            (3, 5)
        );
        let form = form_of(&profile, "");
        assert!(form.has("partners", "police") && form.has("forums", "jag"));
    }

    #[test]
    fn what_does_not_fit_is_named_at_its_field() {
        let faults = |body| {
            let faults = read(body).unwrap_err().faults();
            faults
                .into_iter()
                .map(|fault| fault.field)
                .collect::<Vec<_>>()
        };
        assert_eq!(faults(AreaBody::default()).len(), 10);
        let closed = AreaBody {
            partners: vec!["council".into(), "gone".into()],
            chair: Some("nobody@council.example".into()),
            ..body()
        };
        assert_eq!(faults(closed), ["chair", "partners"]);
        let unordered = AreaBody {
            chair_after: Some(Given::Text("4".into())),
            ..body()
        };
        assert_eq!(faults(unordered), ["chair_after"]);
        let led_from_outside = AreaBody {
            partners: vec!["police".into()],
            ..body()
        };
        let refused = read(led_from_outside).unwrap_err();
        assert!(matches!(refused, Problem::Refused { .. }), "{refused:?}");
    }
}
