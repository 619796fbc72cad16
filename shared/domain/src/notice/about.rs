//! What a notice is about, as the path that it links to.

use crate::{AccessId, ActionId, AgencyId, CaseId, CaseReviewId, MeetingId, ReferralId};

/// What a notice is about: where its link leads, and whose record it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A referral.
    Referral(ReferralId),
    /// A case as a whole.
    Case(CaseId),
    /// What was handed over from a case, and to whom.
    Audit(CaseId),
    /// A power on a case, by its number there.
    Power(CaseId, u32),
    /// An action on a case.
    Action(ActionId),
    /// Access to a case that was asked for or taken.
    Access(AccessId),
    /// A meeting.
    Meeting(MeetingId),
    /// The minutes of a meeting.
    Minutes(MeetingId),
    /// An agency's pack for a meeting.
    Pack(MeetingId, AgencyId),
    /// An application for an ASB Case Review.
    CaseReview(CaseReviewId),
}

impl About {
    /// The path behind which everything personal stays, such as `/actions/…`.
    pub fn path(&self) -> String {
        match self {
            Self::Referral(id) => format!("/referrals/{id}"),
            Self::Case(id) => format!("/cases/{id}"),
            Self::Audit(id) => format!("/cases/{id}/audit"),
            Self::Power(id, number) => format!("/cases/{id}/powers/{number}"),
            Self::Action(id) => format!("/actions/{id}"),
            Self::Access(id) => format!("/access-requests/{id}"),
            Self::Meeting(id) => format!("/meetings/{id}"),
            Self::Minutes(id) => format!("/meetings/{id}/minutes"),
            Self::CaseReview(id) => format!("/case-reviews/{id}"),
            Self::Pack(id, agency) => format!("/meetings/{id}/packs/{agency}"),
        }
    }

    /// What a notice with this path is about; `None` for a path that no notice has.
    pub fn parse(path: &str) -> Option<Self> {
        let mut parts = path.strip_prefix('/')?.split('/');
        let (noun, id) = (parts.next()?, parts.next()?);
        let rest: Vec<&str> = parts.collect();
        Some(match (noun, rest.as_slice()) {
            ("referrals", []) => Self::Referral(id.parse().ok()?),
            ("cases", []) => Self::Case(id.parse().ok()?),
            ("cases", ["audit"]) => Self::Audit(id.parse().ok()?),
            ("cases", ["powers", number]) => Self::Power(id.parse().ok()?, number.parse().ok()?),
            ("actions", []) => Self::Action(id.parse().ok()?),
            ("access-requests", []) => Self::Access(id.parse().ok()?),
            ("case-reviews", []) => Self::CaseReview(id.parse().ok()?),
            ("meetings", []) => Self::Meeting(id.parse().ok()?),
            ("meetings", ["minutes"]) => Self::Minutes(id.parse().ok()?),
            ("meetings", ["packs", agency]) => Self::Pack(id.parse().ok()?, agency.parse().ok()?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_back_and_others_do_not() {
        let id = uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_00ab);
        for about in [
            About::Referral(id.into()),
            About::Case(id.into()),
            About::Audit(id.into()),
            About::Power(id.into(), 12),
            About::Action(id.into()),
            About::Access(id.into()),
            About::Meeting(id.into()),
            About::Minutes(id.into()),
            About::CaseReview(id.into()),
            About::Pack(id.into(), "surrey-police".parse().unwrap()),
        ] {
            assert_eq!(About::parse(&about.path()), Some(about));
        }
        let history = format!("/cases/{id}/history");
        for other in ["", "/", "/cases", "/cases/1", "/people/1", &history] {
            assert_eq!(About::parse(other), None, "{other}");
        }
    }
}
