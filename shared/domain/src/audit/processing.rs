//! What a step did with personal data, in the words of the law.

use crate::{AgencyId, case, choice::choices, directory, law, meeting, referral, retention};

choices! {
    /// What was done with personal data.
    ///
    /// **Source:** Data Protection Act 2018 s.62(1).
    Processing {
        Collection "collection" "Collection",
        Alteration "alteration" "Alteration",
        Consultation "consultation" "Consultation",
        Disclosure "disclosure" "Disclosure",
        Combination "combination" "Combination",
        Erasure "erasure" "Erasure",
    }
}

/// An event that says what it does with personal data. Total: a new kind of event does not compile
/// without an answer.
pub trait Processed {
    /// What it does, by its weightiest part: disclosure before combination before collection.
    fn processing(&self) -> Processing;

    /// The agency that something is disclosed to, if it is one.
    ///
    /// **Source:** Data Protection Act 2018 s.62(3), which asks for the recipients.
    fn recipient(&self) -> Option<&AgencyId> {
        None
    }
}

impl Processed for case::Event {
    fn processing(&self) -> Processing {
        match self {
            Self::Opened { .. }
            | Self::Imported(_)
            | Self::EntryRecorded { .. }
            | Self::DocumentFiled { .. }
            | Self::DocumentKept { .. }
            | Self::Assessed { .. }
            | Self::Rated(_)
            | Self::Decided { .. }
            | Self::PowerStepped { .. }
            | Self::ActionEnded { .. } => Processing::Collection,
            Self::ReferralJoined { .. } => Processing::Combination,
            Self::AgencyAdded { .. }
            | Self::ActionAssigned { .. }
            | Self::AccessGranted { .. }
            | Self::EmergencyOpened { .. } => Processing::Disclosure,
            // What is withdrawn is no longer shown, and is kept: that is no erasure.
            Self::AgencyRemoved { .. }
            | Self::SubjectCategorised { .. }
            | Self::SubjectCorrected { .. }
            | Self::Reworded { .. }
            | Self::LeadChanged { .. }
            | Self::AccessRequested { .. }
            | Self::AccessRefused { .. }
            | Self::AccessEnded { .. }
            | Self::EmergencyReviewed { .. }
            | Self::EntryLimited { .. }
            | Self::EntryCorrected { .. }
            | Self::EntryWithdrawn { .. }
            | Self::DocumentWithdrawn { .. }
            | Self::ActionAccepted { .. }
            | Self::ActionDeclined { .. }
            | Self::ActionChased { .. }
            | Self::AccessChased { .. }
            | Self::PowerReminded { .. }
            | Self::ClosureProposed { .. }
            | Self::Closed { .. }
            | Self::Reopened { .. }
            | Self::NoticeReturned(_)
            | Self::NoticeSettled(_) => Processing::Alteration,
            Self::Retention(step) => step.processing(),
            Self::EntryErased { .. } | Self::Erased(_) | Self::DocumentRefused { .. } => {
                Processing::Erasure
            }
            // What is told to another forum leaves the case: by whom, to whom and why stands in it.
            Self::Elsewhere(case::elsewhere::Step::Sent { .. }) => Processing::Disclosure,
            // What is known of one matter in two places is brought together.
            Self::Review(case::reviews::Step::Linked(_))
            | Self::Same(case::same::Step::Joined { .. }) => Processing::Combination,
            Self::Same(case::same::Step::KeptApart { .. } | case::same::Step::Undone { .. }) => {
                Processing::Alteration
            }
            Self::Review(case::reviews::Step::Unlinked(_)) => Processing::Alteration,
            Self::Elsewhere(
                case::elsewhere::Step::Held { .. } | case::elsewhere::Step::Indicated { .. },
            )
            | Self::Planned(_) => Processing::Collection,
            Self::Elsewhere(
                case::elsewhere::Step::Over { .. } | case::elsewhere::Step::Answered { .. },
            ) => Processing::Alteration,
        }
    }

    fn recipient(&self) -> Option<&AgencyId> {
        match self {
            Self::AgencyAdded { agency } => Some(&agency.agency),
            Self::ActionAssigned { task, .. } => Some(&task.agency),
            _ => None,
        }
    }
}

impl Processed for referral::Event {
    fn processing(&self) -> Processing {
        match self {
            Self::Received { .. }
            | Self::Reported { .. }
            | Self::MoreAnswered { .. }
            | Self::EvidenceFiled { .. }
            | Self::EvidenceKept { .. } => Processing::Collection,
            Self::EvidenceRefused { .. } => Processing::Erasure,
            Self::Joined { .. } => Processing::Combination,
            Self::MoreAsked { .. }
            | Self::Accepted { .. }
            | Self::Signposted { .. }
            | Self::Declined { .. }
            | Self::NoticeReturned(_)
            | Self::NoticeSettled(_) => Processing::Alteration,
            Self::Retention(step) => step.processing(),
            Self::Erased(_) => Processing::Erasure,
        }
    }
}

impl Processed for retention::Step {
    fn processing(&self) -> Processing {
        match self {
            Self::Held { .. }
            | Self::Lifted { .. }
            | Self::Kept { .. }
            | Self::Ordered { .. }
            | Self::Stayed { .. } => Processing::Alteration,
            Self::Finished { .. } => Processing::Erasure,
        }
    }
}

impl Processed for meeting::Event {
    fn processing(&self) -> Processing {
        match self {
            Self::PacksMade { .. } | Self::MinutesSent { .. } => Processing::Disclosure,
            Self::Scheduled { .. } | Self::Attended { .. } | Self::StatementRead { .. } => {
                Processing::Collection
            }
            Self::Cancelled { .. }
            | Self::Moved(_)
            | Self::Follows { .. }
            | Self::AgendaAdjusted { .. }
            | Self::Convened { .. }
            | Self::Recorded { .. }
            | Self::PacksRequested { .. }
            | Self::NoticeReturned(_)
            | Self::NoticeSettled(_) => Processing::Alteration,
        }
    }
}

impl Processed for directory::PersonEvent {
    fn processing(&self) -> Processing {
        match self {
            Self::Registered { .. } | Self::Trained { .. } | Self::AccountBound { .. } => {
                Processing::Collection
            }
            Self::Amended { .. }
            | Self::Left
            | Self::Returned
            | Self::TrainingWithdrawn { .. }
            | Self::AccountReleased => Processing::Alteration,
        }
    }
}

impl Processed for law::AdoptedEvent {
    /// Who checked or entered what about a rule: about staff, and about nobody else.
    fn processing(&self) -> Processing {
        match self {
            Self::RuleConfirmed { .. } | Self::RuleCommenced { .. } | Self::NumberChosen { .. } => {
                Processing::Alteration
            }
        }
    }
}
