//! What is decided, as forms and programs send it.

use domain::{
    MeetingId, Prose,
    case::{Outcome, Sharing, Status},
};
use edge::{Fields, Problem};
use serde::Deserialize;

use crate::case::sharing::Sent;

/// The kinds of decision on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A decision with its rationale.
    Decision,
    /// A proposal to close.
    ProposeClosure,
    /// Closing.
    Close,
    /// Reopening, or keeping open after a proposal to close.
    Reopen,
}

impl Kind {
    const ALL: [Self; 4] = [
        Self::Decision,
        Self::ProposeClosure,
        Self::Close,
        Self::Reopen,
    ];

    /// The value that is sent.
    pub(super) fn value(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::ProposeClosure => "propose_closure",
            Self::Close => "close",
            Self::Reopen => "reopen",
        }
    }

    /// The kind with this value.
    pub(super) fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.value() == value)
    }

    /// What people read.
    pub(super) fn title(self, status: &Status) -> &'static str {
        match (self, status) {
            (Self::Decision, _) => "Record a decision",
            (Self::ProposeClosure, _) => "Propose to close",
            (Self::Close, _) => "Close the case",
            (Self::Reopen, Status::ClosureProposed { .. }) => "Keep the case open",
            (Self::Reopen, _) => "Reopen the case",
        }
    }

    /// Whether it must name the version that was seen.
    pub(super) fn overwrites(self) -> bool {
        self == Self::Close
    }

    /// The key of the banner after it was done.
    pub(super) fn done(self) -> &'static str {
        match self {
            Self::Decision => "decided",
            Self::ProposeClosure => "proposed",
            Self::Close => "closed",
            Self::Reopen => "reopened",
        }
    }
}

/// A decision, as sent.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDecision, example = json!({
    "kind": "decision",
    "decision": "Police and housing visit together, then review the tenancy.",
    "reason": "Two agencies report the same pattern; neither lever works alone.",
    "meeting": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0c1"
}))]
pub(super) struct DecisionBody {
    /// `decision`, `propose_closure`, `close` or `reopen`.
    #[schema(value_type = String)]
    kind: Option<String>,
    /// What is decided (`decision`); up to 5,000 characters.
    decision: Option<String>,
    /// How the case ended (`close`): `resolved`, `enforcement`, `support`, `moved`,
    /// `not_substantiated` or `other_forum`.
    outcome: Option<String>,
    /// Why; up to 5,000 characters. Also read from `rationale`.
    #[serde(alias = "rationale")]
    #[schema(value_type = String)]
    reason: Option<String>,
    /// The meeting at which it was decided, if at one (`decision`).
    meeting: Option<String>,
    /// The ground for sharing it (`decision`): see adding an agency; `crime_and_disorder` unless
    /// another is named.
    gateway: Option<String>,
    /// `yes` when it holds patient information, or personal data from a health or social care body:
    /// not every ground covers that.
    health_or_care: Option<String>,
    /// Who may see it (`decision`): `everybody` on the case, unless said otherwise, or `named` agencies
    /// only.
    sight: Option<String>,
    /// With `named`: the other agencies that may see it; none leaves it to the caller's own.
    #[serde(default)]
    only: Vec<String>,
}

/// A decision, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decision {
    Record {
        decision: Prose,
        reason: Prose,
        meeting: Option<MeetingId>,
        sharing: Sharing,
    },
    ProposeClosure {
        reason: Prose,
    },
    Close {
        outcome: Outcome,
        reason: Prose,
    },
    Reopen {
        reason: Prose,
    },
}

impl Decision {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Record { .. } => Kind::Decision,
            Self::ProposeClosure { .. } => Kind::ProposeClosure,
            Self::Close { .. } => Kind::Close,
            Self::Reopen { .. } => Kind::Reopen,
        }
    }

    pub(super) fn meeting(&self) -> Option<MeetingId> {
        match self {
            Self::Record { meeting, .. } => *meeting,
            _ => None,
        }
    }
}

impl DecisionBody {
    /// The kind, if it is one.
    pub(super) fn kind(&self) -> Option<Kind> {
        self.kind.as_deref().and_then(Kind::parse)
    }

    pub(super) fn read(self) -> Result<Decision, Problem> {
        let mut fields = Fields::default();
        let kind = fields.choice("kind", "what is decided", self.kind, Kind::parse);
        let decision = match kind {
            Some(Kind::Decision) => fields.prose("decision", "the decision", self.decision),
            _ => None,
        };
        let outcome = match kind {
            Some(Kind::Close) => fields.choice(
                "outcome",
                "how the case ended",
                self.outcome,
                Outcome::parse,
            ),
            _ => None,
        };
        let reason = fields.prose("reason", "the reason", self.reason);
        let meeting = match kind {
            Some(Kind::Decision) => fields.id_if_any("meeting", "meeting", self.meeting),
            _ => None,
        };
        let sent = Sent {
            gateway: self.gateway,
            health_or_care: self.health_or_care,
            sight: self.sight,
            only: self.only,
        };
        let sharing = match kind {
            Some(Kind::Decision) => sent.read_or_usual(&mut fields),
            _ => None,
        };
        fields.finish(|| {
            let reason = reason?;
            Some(match kind? {
                Kind::Decision => Decision::Record {
                    decision: decision?,
                    reason,
                    meeting,
                    sharing: sharing?,
                },
                Kind::ProposeClosure => Decision::ProposeClosure { reason },
                Kind::Close => Decision::Close {
                    outcome: outcome?,
                    reason,
                },
                Kind::Reopen => Decision::Reopen { reason },
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn read(value: serde_json::Value) -> Result<Decision, Problem> {
        serde_json::from_value::<DecisionBody>(value)
            .unwrap()
            .read()
    }

    #[test]
    fn each_kind_asks_for_its_own() {
        let close =
            read(serde_json::json!({"kind": "close", "outcome": "moved", "rationale": "Left."}));
        let expected = Decision::Close {
            outcome: Outcome::Moved,
            reason: fixture::prose("Left."),
        };
        assert_eq!(close, Ok(expected));
        let fields = |kind: &str| -> Vec<String> {
            let faults = read(serde_json::json!({ "kind": kind }))
                .unwrap_err()
                .faults();
            faults.into_iter().map(|fault| fault.field).collect()
        };
        assert_eq!(fields("decision"), ["decision", "reason"]);
        assert_eq!(fields("close"), ["outcome", "reason"]);
        assert_eq!(fields("reopen"), ["reason"]);
        assert_eq!(fields("dissolve"), ["kind", "reason"]);
    }

    #[test]
    fn kinds_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.value()), Some(kind));
        }
    }
}
