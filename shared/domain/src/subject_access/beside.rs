//! What is held of somebody beside their cases: referrals that led to none, reports of the public, and
//! applications for a case review (R12.1).
//!
//! A referral of an agency says when its subjects were born or where they live, so they are found as the
//! subjects of cases are. Reports and applications hold a name and where something happens, not where
//! whoever is named lives: there the name alone finds, and whoever answers makes sure.

use super::About;
use crate::{case_review, matching::is_named, referral};

impl About {
    /// As what the person stands in a referral or report, by its first entry; `None` when they do not.
    pub fn told_in_referral(&self, event: &referral::Event) -> Option<String> {
        match event {
            referral::Event::Received { form, .. } => {
                let subjects = form.subjects.iter().filter(|subject| self.is(subject));
                let roles: Vec<_> = subjects.map(|subject| subject.role.label()).collect();
                (!roles.is_empty()).then(|| roles.join(", "))
            }
            referral::Event::Reported { report, .. } => {
                let reporter = report.reporter.as_ref().map(|reporter| &reporter.name);
                let named = [
                    (reporter, "Who reported it"),
                    (report.who.as_ref(), "Named as who does it"),
                ];
                self.named_as(named)
            }
            _ => None,
        }
    }

    /// As what the person stands in an application for a case review, by its first entry.
    pub fn told_in_case_review(&self, event: &case_review::Event) -> Option<String> {
        let case_review::Event::Applied { application, .. } = event else {
            return None;
        };
        let victim = application.behalf.as_ref().map(|behalf| &behalf.victim);
        self.named_as([
            (Some(&application.contact.name), "Applicant"),
            (victim, "Victim"),
        ])
    }

    fn named_as(&self, named: [(Option<&crate::Line>, &'static str); 2]) -> Option<String> {
        let is = |name: &crate::Line| is_named(self.name.as_str(), name.as_str());
        let found = named.into_iter().filter(|(name, _)| name.is_some_and(is));
        let found: Vec<_> = found.map(|(_, what)| what).collect();
        (!found.is_empty()).then(|| found.join(", "))
    }
}
