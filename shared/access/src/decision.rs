//! Yes or no, and on which policies.

use crate::policy::{self, Policy};

/// The outcome of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    permitted_by: Vec<&'static str>,
    refused_by: Vec<&'static str>,
}

impl Decision {
    /// Refused, because nothing permits it.
    pub(crate) const REFUSED: Self = Self {
        permitted_by: Vec::new(),
        refused_by: Vec::new(),
    };

    /// Permitted by these policies.
    pub(crate) fn permitted_by(policies: Vec<&'static str>) -> Self {
        Self {
            permitted_by: policies,
            ..Self::REFUSED
        }
    }

    /// Refused by these policies, whatever others would permit.
    pub(crate) fn refused_by(policies: Vec<&'static str>) -> Self {
        Self {
            refused_by: policies,
            ..Self::REFUSED
        }
    }

    /// Whether it is permitted.
    pub fn is_permitted(&self) -> bool {
        !self.permitted_by.is_empty()
    }

    /// Ids of the policies that permit it; empty when refused.
    pub fn policies(&self) -> &[&'static str] {
        &self.permitted_by
    }

    /// The policies it rests on: those that permit it, or those that forbid it. None when it is
    /// refused because nothing permits it.
    pub fn grounds(&self) -> Vec<&'static Policy> {
        let ids = self.permitted_by.iter().chain(&self.refused_by);
        ids.filter_map(|id| policy::find(id)).collect()
    }
}
