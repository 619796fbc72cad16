//! Yes or no, and on which policies.

/// A rule by which something is permitted. Its id is kept with every read it allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Short name, such as `case.member-agency`.
    pub id: &'static str,
    /// Why it exists.
    pub reason: &'static str,
}

/// The outcome of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    permitted_by: Vec<&'static str>,
}

impl Decision {
    /// Permitted by those of `policies` that hold; refused when none does.
    pub(crate) fn by(policies: impl IntoIterator<Item = (Policy, bool)>) -> Self {
        let permitted_by = policies
            .into_iter()
            .filter_map(|(policy, holds)| holds.then_some(policy.id))
            .collect();
        Self { permitted_by }
    }

    /// Permitted when either is, on the policies of both.
    pub(crate) fn or(mut self, other: Self) -> Self {
        self.permitted_by.extend(other.permitted_by);
        self
    }

    /// Whether it is permitted.
    pub fn is_permitted(&self) -> bool {
        !self.permitted_by.is_empty()
    }

    /// Ids of the policies that permit it; empty when refused.
    pub fn policies(&self) -> &[&'static str] {
        &self.permitted_by
    }
}
