//! What a coordinator decides, as it is sent and as it is understood.

use domain::{Line, Prose};
use edge::{Fields, Problem, page::Choice};
use serde::Deserialize;
use utoipa::ToSchema;

/// A decision on a referral.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TriageBody {
    /// `accept`, `join`, `ask`, `signpost` or `decline`.
    #[schema(value_type = String, required = true, example = "accept")]
    pub decision: Option<String>,
    /// Why; to ask for more, what is asked. The referrer is told.
    #[schema(value_type = String, required = true, max_length = 5000, example = "Three agencies are needed to keep the victim safe")]
    pub reason: Option<String>,
    /// To join: the open case's reference.
    #[schema(value_type = String, example = "RUN-2026-0042")]
    pub case_reference: Option<String>,
    /// To signpost: the forum that fits better.
    #[schema(value_type = String, max_length = 200, example = "MARAC")]
    pub forum: Option<String>,
    /// One that the form's own list lacks; it goes before `forum`.
    #[schema(value_type = String, max_length = 200, example = "Housing options team")]
    pub other_forum: Option<String>,
}

/// A decision on a referral, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    Accept { reason: Prose },
    Join { reference: String, reason: Prose },
    Ask { question: Prose },
    Signpost { forum: Line, reason: Prose },
    Decline { reason: Prose },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Accept,
    Join,
    Ask,
    Signpost,
    Decline,
}

impl Kind {
    fn parse(value: &str) -> Option<Self> {
        match value {
            "accept" => Some(Self::Accept),
            "join" => Some(Self::Join),
            "ask" => Some(Self::Ask),
            "signpost" => Some(Self::Signpost),
            "decline" => Some(Self::Decline),
            _ => None,
        }
    }
}

impl Decision {
    /// The choices of the page. A member of the public cannot be asked for more here.
    pub(crate) fn choices(public: bool) -> Vec<Choice> {
        let from_the_start = if public {
            "Your council is on the case from the start; a report brings no agency with it."
        } else {
            "The referring agency and your council are on the case from the start."
        };
        let mut choices = vec![
            Choice::new("accept", "Accept to a new case").hint(from_the_start),
            Choice::new("join", "Join to an open case")
                .hint("People and places that are new come along.")
                .revealing(),
            Choice::new("ask", "Ask the referrer for more")
                .hint("The referral stays in the queue while they answer."),
            Choice::new("signpost", "Signpost to another forum or service")
                .hint("Another forum fits better.")
                .revealing(),
            Choice::new("decline", "Decline").hint("It does not need several agencies."),
        ];
        choices.retain(|choice| !public || choice.value != "ask");
        choices
    }
}

impl TriageBody {
    /// Reads a decision.
    ///
    /// **Errors:** 400 with every fault.
    pub(crate) fn read(self) -> Result<Decision, Problem> {
        let mut fields = Fields::default();
        let kind = fields.choice(
            "decision",
            "what happens with the referral",
            self.decision,
            Kind::parse,
        );
        let reference = (kind == Some(Kind::Join))
            .then(|| {
                fields.line(
                    "case_reference",
                    "the reference of the case",
                    self.case_reference,
                )
            })
            .flatten();
        let forum = self
            .other_forum
            .filter(|other| !other.trim().is_empty())
            .or(self.forum);
        let forum = (kind == Some(Kind::Signpost))
            .then(|| fields.line("forum", "the forum or service", forum))
            .flatten();
        let label = if kind == Some(Kind::Ask) {
            "what you need to know"
        } else {
            "a reason"
        };
        let reason = fields.prose("reason", label, self.reason);
        fields.finish(|| {
            let reason = reason?;
            Some(match kind? {
                Kind::Accept => Decision::Accept { reason },
                Kind::Join => {
                    let reference = reference?.as_str().to_uppercase();
                    Decision::Join { reference, reason }
                }
                Kind::Ask => Decision::Ask { question: reason },
                Kind::Signpost => Decision::Signpost {
                    forum: forum?,
                    reason,
                },
                Kind::Decline => Decision::Decline { reason },
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(decision: &str) -> TriageBody {
        TriageBody {
            decision: Some(decision.to_owned()),
            reason: Some("Because".to_owned()),
            ..TriageBody::default()
        }
    }

    fn faults(body: TriageBody) -> Vec<String> {
        let problem = body.read().unwrap_err();
        problem
            .faults()
            .into_iter()
            .map(|fault| format!("{}: {}", fault.field, fault.message))
            .collect()
    }

    #[test]
    fn a_member_of_the_public_is_not_asked_here() {
        let offered = Decision::choices(true);
        assert_eq!(offered.len(), Decision::choices(false).len() - 1);
        assert!(offered.iter().all(|choice| choice.value != "ask"));
    }

    #[test]
    fn every_decision_needs_its_reason() {
        for choice in Decision::choices(false) {
            let body = TriageBody {
                reason: None,
                ..sent(&choice.value)
            };
            let told = faults(body);
            assert!(
                told.iter().any(|fault| fault.starts_with("reason: Enter ")),
                "{told:?}"
            );
        }
        let none = faults(TriageBody::default());
        assert_eq!(
            none,
            [
                "decision: Select what happens with the referral",
                "reason: Enter a reason"
            ]
        );
        assert_eq!(
            faults(sent("maybe")),
            ["decision: What happens with the referral must be one of those offered"]
        );
    }

    #[test]
    fn joining_needs_a_case_and_signposting_a_forum() {
        assert_eq!(
            faults(sent("join")),
            ["case_reference: Enter the reference of the case"]
        );
        assert_eq!(
            faults(sent("signpost")),
            ["forum: Enter the forum or service"]
        );
        let join = TriageBody {
            case_reference: Some(" run-2026-0042 ".into()),
            ..sent("join")
        };
        let Decision::Join { reference, .. } = join.read().unwrap() else {
            panic!()
        };
        assert_eq!(reference, "RUN-2026-0042");
    }

    #[test]
    fn a_typed_forum_goes_before_a_chosen_one() {
        let body = TriageBody {
            forum: Some("MARAC".into()),
            other_forum: Some("Housing options team".into()),
            ..sent("signpost")
        };
        let Decision::Signpost { forum, .. } = body.read().unwrap() else {
            panic!()
        };
        assert_eq!(forum.as_str(), "Housing options team");
    }
}
