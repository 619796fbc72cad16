//! The steps from an application to its outcome.

use domain::{
    AgencyId, Journal, Line, Prose, Stamp,
    case_review::{Attendance, CaseReview, Found, Judgement, Letter, Sitting, link::Asked},
    gateway::Gateway,
};
use edge::{Fields, Given, Problem, body::one_or_many};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::choices;

/// A step (R7.3, R7.4).
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CaseReviewStep {
    /// `acknowledge`, `check`, `decide`, `link`, `unlink`, `call`, `account`, `hear`, `recommend`, `send`,
    /// `conclude` or `withdraw`.
    #[schema(value_type = String, required = true, example = "acknowledge")]
    pub step: Option<String>,
    /// To check: the number of a complaint that was not made as told, from 1.
    #[schema(value_type = i64, example = 2)]
    pub complaint: Option<Given<i64>>,
    /// To check: the number of a complaint that was struck out and was made as told after all, from 1.
    #[schema(value_type = i64, example = 2)]
    pub made_after_all: Option<Given<i64>>,
    /// To check: how many people complained, in place of how many the applicant says.
    #[schema(value_type = i64, example = 3)]
    pub found_people: Option<Given<i64>>,
    /// To check: how that was found.
    #[schema(value_type = String, max_length = 5000, example = "No agency has a record of it")]
    pub found_how: Option<String>,
    /// To decide: whether the threshold is met.
    #[schema(value_type = bool, example = true)]
    pub met: Option<Given<bool>>,
    /// To decide below the number of complaints: how persistent it is.
    #[schema(value_type = String, max_length = 5000, example = "Every weekend since May")]
    pub persistence: Option<String>,
    /// To decide below the number of complaints: the harm it does or may do.
    #[schema(value_type = String, max_length = 5000, example = "She cannot sleep")]
    pub judged_harm: Option<String>,
    /// To decide below the number of complaints: whether the response was adequate.
    #[schema(value_type = String, max_length = 5000, example = "Nobody spoke to the neighbour")]
    pub adequacy: Option<String>,
    /// To decide: why. The applicant is told.
    #[schema(value_type = String, max_length = 5000, example = "Three complaints count")]
    pub reason: Option<String>,
    /// To link: the reference of the case that the review looks at.
    #[schema(value_type = String, max_length = 200, example = "RUN-2026-0001")]
    pub case_reference: Option<String>,
    /// To unlink: why. The agencies on the case do not see it.
    #[schema(value_type = String, max_length = 5000, example = "It was next door’s case")]
    pub unlinked: Option<String>,
    /// To call: the day the agencies meet.
    #[schema(value_type = String, format = Date, example = "2026-12-01")]
    pub meet_on: Option<String>,
    /// To call: when on that day, London time.
    #[schema(value_type = String, example = "10:00")]
    pub meet_at: Option<String>,
    /// To call: where. The applicant is told.
    #[schema(value_type = String, max_length = 200, example = "Committee Room 1, Civic Centre")]
    pub meet_place: Option<String>,
    /// To call: the agencies on the case that is linked that are asked what they did. Each is told by
    /// email.
    #[schema(example = json!(["riverside-homes"]))]
    #[serde(deserialize_with = "one_or_many")]
    pub ask_agencies: Vec<String>,
    /// To call: others that are asked what they did, one on each line; nobody tells them.
    #[schema(value_type = String, example = "Surrey Police\nRiverside Homes")]
    pub asked: Option<String>,
    /// Whose account it is.
    #[schema(value_type = String, max_length = 200, example = "Surrey Police")]
    pub account_of: Option<String>,
    /// What it did.
    #[schema(value_type = String, max_length = 5000, example = "Two visits and a warning")]
    pub account: Option<String>,
    /// How the victim took part.
    #[schema(schema_with = choices::attendance)]
    pub heard_as: Option<String>,
    /// What they said, or why they did not.
    #[schema(value_type = String, max_length = 5000, example = "She told the meeting what it does to her")]
    pub heard: Option<String>,
    /// To send: which letter goes by email. The email holds an address at which it can be read for 30
    /// days.
    #[schema(schema_with = choices::letter)]
    pub letter: Option<String>,
    /// To set what is recommended as an action: the agency on the case that is linked. It stands in
    /// place of `recommend_to`.
    #[schema(value_type = String, example = "riverside-homes")]
    pub agency: Option<String>,
    /// By which day, for an action.
    #[schema(value_type = String, format = Date, example = "2026-12-15")]
    pub due_on: Option<String>,
    /// The ground for telling the agency, for an action.
    #[schema(schema_with = choices::gateway)]
    pub gateway: Option<String>,
    /// To whom something is recommended.
    #[schema(value_type = String, max_length = 200, example = "Riverside Homes")]
    pub recommend_to: Option<String>,
    /// What is recommended.
    #[schema(value_type = String, max_length = 5000, example = "Offer mediation within two weeks")]
    pub recommendation: Option<String>,
    /// To conclude: the outcome. The applicant is told.
    #[schema(value_type = String, max_length = 5000, example = "A new plan is in place")]
    pub outcome: Option<String>,
    /// To withdraw: why, as far as the applicant said.
    #[schema(value_type = String, max_length = 5000, example = "It has stopped")]
    pub withdrawn: Option<String>,
}

/// A step, read.
pub(crate) enum Step {
    /// It changes nothing but the review.
    Own(Own),
    Check(Found, Prose),
    /// With agencies on the case that are asked, and told.
    Ask(Sitting, Vec<AgencyId>),
    Link(Line),
    Unlink(Prose),
    RecommendTo(Asked, Prose),
    Send(Letter),
}

/// A step that changes nothing but the review.
pub(crate) enum Own {
    Acknowledge,
    Decide {
        met: bool,
        judgement: Option<Judgement>,
        reason: Prose,
    },
    Account(Line, Prose),
    Hear(Attendance, Prose),
    Recommend(Line, Prose),
    Call(Sitting),
    Conclude(Prose),
    Withdraw(Prose),
}

const STEPS: [&str; 12] = [
    "acknowledge",
    "check",
    "decide",
    "link",
    "unlink",
    "call",
    "account",
    "hear",
    "recommend",
    "send",
    "conclude",
    "withdraw",
];

impl CaseReviewStep {
    /// Reads a step.
    ///
    /// **Errors:** 400 with every fault.
    pub(crate) fn read(self) -> Result<Step, Problem> {
        let mut fields = Fields::default();
        let to = &mut fields;
        let known = |value: &str| STEPS.into_iter().find(|known| *known == value);
        let step = match to.choice("step", "what comes next", self.step.clone(), known) {
            Some("acknowledge") => Some(Step::Own(Own::Acknowledge)),
            Some("check") => check(to, self),
            Some("decide") => decide(to, self),
            Some("account") => {
                let agency = to.line("account_of", "whose account it is", self.account_of);
                let account = to.prose("account", "what the agency did", self.account);
                agency
                    .zip(account)
                    .map(|(agency, account)| Step::Own(Own::Account(agency, account)))
            }
            Some("hear") => {
                let how = "how the victim took part";
                let how = to.choice("heard_as", how, self.heard_as, Attendance::parse);
                let note = to.prose("heard", "what the victim said, or why not", self.heard);
                how.zip(note)
                    .map(|(how, note)| Step::Own(Own::Hear(how, note)))
            }
            Some("link") => to
                .line(
                    "case_reference",
                    "the case’s reference",
                    self.case_reference,
                )
                .map(Step::Link),
            Some("unlink") => to
                .prose("unlinked", "why it is the wrong case", self.unlinked)
                .map(Step::Unlink),
            Some("call") => call(to, self),
            Some("recommend") => recommend(to, self),
            Some("send") => to
                .choice("letter", "which letter", self.letter, Letter::parse)
                .map(Step::Send),
            Some("conclude") => to
                .prose("outcome", "the outcome", self.outcome)
                .map(Own::Conclude)
                .map(Step::Own),
            Some("withdraw") => {
                let why = "why it was withdrawn";
                to.prose("withdrawn", why, self.withdrawn)
                    .map(Own::Withdraw)
                    .map(Step::Own)
            }
            _ => None,
        };
        fields.finish(|| step)
    }
}

fn check(to: &mut Fields, sent: CaseReviewStep) -> Option<Step> {
    let number = |given: Option<Given<i64>>| given.map(|given| given.number());
    let sent_of = (
        number(sent.complaint),
        number(sent.made_after_all),
        number(sent.found_people),
    );
    let found = match sent_of {
        (Some(Some(number)), None, None) => u32::try_from(number).ok().map(Found::NotMade),
        (None, Some(Some(number)), None) => u32::try_from(number).ok().map(Found::Made),
        (None, None, Some(Some(people))) => u16::try_from(people).ok().map(Found::People),
        _ => None,
    };
    let message = "Choose one complaint, or enter how many people complained";
    to.check("complaint", found.is_some(), message);
    let how = to.prose("found_how", "how that was found", sent.found_how);
    Some(Step::Check(found?, how?))
}

fn decide(to: &mut Fields, sent: CaseReviewStep) -> Option<Step> {
    let met = to.yes_no("met", "the threshold is met", sent.met);
    let persistence = to.prose_if_any("persistence", "how persistent it is", sent.persistence);
    let harm = to.prose_if_any("judged_harm", "the harm it does", sent.judged_harm);
    let adequacy = to.prose_if_any(
        "adequacy",
        "whether the response was adequate",
        sent.adequacy,
    );
    let reason = to.prose("reason", "why", sent.reason);
    let judgement = match (persistence, harm, adequacy) {
        (Some(persistence), Some(harm), Some(adequacy)) => Some(Judgement {
            persistence,
            harm,
            adequacy,
        }),
        _ => None,
    };
    Some(Step::Own(Own::Decide {
        met: met?,
        judgement,
        reason: reason?,
    }))
}

fn recommend(to: &mut Fields, sent: CaseReviewStep) -> Option<Step> {
    let agency = to.id_if_any("agency", "agency", sent.agency);
    let whom = match agency {
        Some(_) => None,
        None => to.line(
            "recommend_to",
            "to whom it is recommended",
            sent.recommend_to,
        ),
    };
    let what = to.prose("recommendation", "what is recommended", sent.recommendation);
    let Some(agency) = agency else {
        return Some(Step::Own(Own::Recommend(whom?, what?)));
    };
    let due_on = to.date("due_on", "the day by which it is to be done", sent.due_on);
    let ground = "ground for telling the agency";
    let gateway = to.choice("gateway", ground, sent.gateway, Gateway::parse_for_case);
    let asked = Asked {
        agency,
        due_on: due_on?,
        gateway: gateway?,
    };
    Some(Step::RecommendTo(asked, what?))
}

fn call(to: &mut Fields, sent: CaseReviewStep) -> Option<Step> {
    let on = to.date("meet_on", "the day", sent.meet_on);
    let at = to.time("meet_at", "the start time", sent.meet_at);
    let starts_at = to.civil(("meet_at", on, at));
    let place = to.line("meet_place", "where the meeting is", sent.meet_place);
    let asked = sent.asked.unwrap_or_default();
    let asked = asked.lines().map(str::trim).filter(|line| !line.is_empty());
    let asked: Vec<Result<Line, _>> = asked.map(Line::parse).collect();
    let named = asked.iter().all(Result::is_ok) && asked.len() <= Sitting::MOST;
    let most = Sitting::MOST;
    to.check(
        "asked",
        named,
        format!("Name up to {most} agencies, each on a line of its own of up to 200 characters"),
    );
    let agencies: Vec<Option<AgencyId>> = sent
        .ask_agencies
        .into_iter()
        .map(|id| to.id("ask_agencies", "agency", Some(id)))
        .collect();
    let sitting = Sitting {
        starts_at: starts_at?,
        place: place?,
        asked: asked.into_iter().filter_map(Result::ok).collect(),
        told: Vec::new(),
    };
    Some(match agencies.into_iter().collect::<Option<Vec<_>>>()? {
        none if none.is_empty() => Step::Own(Own::Call(sitting)),
        agencies => Step::Ask(sitting, agencies),
    })
}

impl Own {
    /// Takes it.
    ///
    /// **Errors:** 422 when the review does not allow it.
    pub(crate) fn take(
        self,
        review: Journal<CaseReview>,
        stamp: &Stamp,
    ) -> Result<Journal<CaseReview>, Problem> {
        Ok(match self {
            Self::Acknowledge => review.acknowledge(stamp),
            Self::Decide {
                met,
                judgement,
                reason,
            } => review.decide(met, judgement, reason, stamp),
            Self::Account(agency, account) => review.take_account(agency, account, stamp),
            Self::Hear(how, note) => review.hear(how, note, stamp),
            Self::Recommend(to, what) => review.recommend(to, what, stamp),
            Self::Call(sitting) => review.call(sitting, stamp),
            Self::Conclude(outcome) => review.conclude(outcome, stamp),
            Self::Withdraw(reason) => review.withdraw(reason, stamp),
        }?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One box that is ticked is sent as a text, several as a list.
    #[test]
    fn agencies_are_asked_by_one_box_or_several() {
        for (sent, count) in [
            (serde_json::json!("surrey-police"), 1),
            (serde_json::json!(["surrey-police", "bridgeway"]), 2),
        ] {
            let body: CaseReviewStep = serde_json::from_value(serde_json::json!({
                "step": "call", "meet_on": "2026-12-01", "meet_at": "10:00",
                "meet_place": "Committee Room 1", "ask_agencies": sent,
            }))
            .unwrap();
            let Ok(Step::Ask(_, agencies)) = body.read() else {
                panic!("nobody is asked")
            };
            assert_eq!(agencies.len(), count);
        }
    }
}
