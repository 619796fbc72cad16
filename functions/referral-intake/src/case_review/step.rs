//! The steps from an application to its outcome.

use domain::{
    Journal, Line, Prose, Stamp,
    case_review::{Attendance, CaseReview, Judgement},
};
use edge::{Fields, Given, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::choices;

/// A step (R7.3, R7.4).
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CaseReviewStep {
    /// `acknowledge`, `decide`, `account`, `hear`, `recommend`, `conclude` or `withdraw`.
    #[schema(value_type = String, required = true, example = "acknowledge")]
    pub step: Option<String>,
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
pub(super) enum Step {
    Acknowledge,
    Decide {
        met: bool,
        judgement: Option<Judgement>,
        reason: Prose,
    },
    Account(Line, Prose),
    Hear(Attendance, Prose),
    Recommend(Line, Prose),
    Conclude(Prose),
    Withdraw(Prose),
}

const STEPS: [&str; 7] = [
    "acknowledge",
    "decide",
    "account",
    "hear",
    "recommend",
    "conclude",
    "withdraw",
];

impl CaseReviewStep {
    /// Reads a step.
    ///
    /// **Errors:** 400 with every fault.
    pub(super) fn read(self) -> Result<Step, Problem> {
        let mut fields = Fields::default();
        let to = &mut fields;
        let known = |value: &str| STEPS.into_iter().find(|known| *known == value);
        let step = match to.choice("step", "what comes next", self.step.clone(), known) {
            Some("acknowledge") => Some(Step::Acknowledge),
            Some("decide") => decide(to, self),
            Some("account") => {
                let agency = to.line("account_of", "whose account it is", self.account_of);
                let account = to.prose("account", "what the agency did", self.account);
                agency
                    .zip(account)
                    .map(|(agency, account)| Step::Account(agency, account))
            }
            Some("hear") => {
                let how = "how the victim took part";
                let how = to.choice("heard_as", how, self.heard_as, Attendance::parse);
                let note = to.prose("heard", "what the victim said, or why not", self.heard);
                how.zip(note).map(|(how, note)| Step::Hear(how, note))
            }
            Some("recommend") => {
                let whom = to.line(
                    "recommend_to",
                    "to whom it is recommended",
                    self.recommend_to,
                );
                let what = to.prose("recommendation", "what is recommended", self.recommendation);
                whom.zip(what)
                    .map(|(whom, what)| Step::Recommend(whom, what))
            }
            Some("conclude") => to
                .prose("outcome", "the outcome", self.outcome)
                .map(Step::Conclude),
            Some("withdraw") => {
                let why = "why it was withdrawn";
                to.prose("withdrawn", why, self.withdrawn)
                    .map(Step::Withdraw)
            }
            _ => None,
        };
        fields.finish(|| step)
    }
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
    Some(Step::Decide {
        met: met?,
        judgement,
        reason: reason?,
    })
}

impl Step {
    /// Takes it.
    pub(super) fn take(
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
            Self::Conclude(outcome) => review.conclude(outcome, stamp),
            Self::Withdraw(reason) => review.withdraw(reason, stamp),
        }?)
    }
}
