//! The words of a notice: plain text for people, JSON for partner systems.

use serde_json::{Value, json};

use super::{Message, Notice};
use crate::time;

impl Notice {
    /// The subject line of the email.
    pub fn subject(&self) -> String {
        format!("{}: {}", self.reference, self.message.label())
    }

    /// The body of the email, plain text; `origin` is where the application is reached.
    pub fn text(&self, origin: &str) -> String {
        let mut lines = vec![
            format!("{} ({}).", self.message.label(), self.reference),
            String::new(),
            self.ask().to_owned(),
        ];
        if let Some(due) = self.due_on {
            lines.push(format!("{}: {}.", self.due_label(), time::full_date(due)));
        }
        lines.extend([
            String::new(),
            "Sign in to read more:".to_owned(),
            format!("{origin}{}", self.path),
            String::new(),
            "This message holds no personal details. Please do not reply with any.".to_owned(),
            format!("Message {}", self.id),
        ]);
        lines.join("\n")
    }

    /// The message for partner systems.
    ///
    /// **Shape:** `{"id", "message", "reference", "due_on", "link", "schema": 1}`; the same `id`
    /// twice is the same message.
    pub fn json(&self, origin: &str) -> Value {
        json!({
            "schema": 1,
            "id": self.id,
            "message": self.message,
            "reference": self.reference,
            "due_on": self.due_on,
            "link": format!("{origin}{}", self.path),
        })
    }

    fn ask(&self) -> &'static str {
        match self.message {
            Message::ReferralReceived => {
                "Thank you. The community safety team will look at it and tell you what they decide."
            }
            Message::ReferralToTriage => "Please decide what should happen with it.",
            Message::ReferralMoreAsked => "Please answer the coordinator's question.",
            Message::ReferralAnswered => "The referrer has answered. Please decide.",
            Message::ReferralDecided => "The decision and the reason for it are on its page.",
            Message::AgencyAdded => "Please read it and add what your agency knows.",
            Message::ActionAssigned => "Please accept it, or decline it with a reason.",
            Message::ActionDeclined => "Please decide what should happen instead.",
            Message::ActionEnded => "The outcome and the evidence are on its page.",
            Message::ActionReminder => "Please complete it in time, and record the outcome.",
            Message::ActionChased => "Please complete it, or say why it is no longer possible.",
            Message::ActionEscalatedToLead => {
                "Your agency was chased and has not completed it. Please see that it is done."
            }
            Message::ActionEscalatedToChair => {
                "The agency and its lead were told and it is still open."
            }
            Message::PowerDue => {
                "Please see that what is to be done by that day is done, and record it."
            }
            Message::PowerPassed => {
                "Please record what was done. If it has ended, please record that too."
            }
            Message::AccessRequested => "Please grant or refuse it, with a reason.",
            Message::AccessChased => {
                "Nobody has answered it in time. Please grant or refuse it, with a reason."
            }
            Message::EmergencyChased => {
                "Nobody has reviewed it in time. Please look at why it was taken, and record what you find."
            }
            Message::AccessAnswered => "The answer and the reason for it are on its page.",
            Message::AccessEnded => "The reason is on its page.",
            Message::EmergencyOpened => {
                "Somebody whose agency is not on the case has opened it without asking first. Please look at why at once, and review it."
            }
            Message::EmergencyReviewed => "What was found is on its page.",
            Message::EntryChanged => {
                "The agency that brought it has corrected or withdrawn it since. Please read how it now stands, and do not rely on what you read before, nor on a pack that still holds it."
            }
            Message::HandedOverChanged => {
                "The agency that brought it has corrected or withdrawn it, or it was erased, after a bundle that may hold it had left the service. Its page says to whom. Please decide who of them has to be told."
            }
            Message::EntryErased => {
                "The agency that brought it had withdrawn it, and it has now been erased. Please erase what your agency still holds of it, such as a pack, a print or a copy in another system, unless the law has you keep it."
            }
            Message::ErasureOrdered => {
                "It was kept as long as it should be, or somebody's right asks for it. If your agency needs it kept, please tell the area's coordinator before that day."
            }
            Message::PackReady => "Please read it before the meeting.",
            Message::MinutesReady => {
                "What was decided and what your agency is asked to do are on their page, as far as your agency may see it."
            }
            Message::MinutesChanged => {
                "Something was recorded or put right after they had been sent. Please read how they now stand."
            }
            Message::MeetingCancelled => "The reason is on its page.",
            Message::MeetingMoved => {
                "When and where it is now, and the reason, are on its page. An invitation for your calendar is there too."
            }
            Message::MeetingChanged => {
                "When and where it is stands. How to join it is on its page, with an invitation for your calendar."
            }
            Message::CaseReviewApplied => {
                "Please tell the applicant in time that it has arrived, and decide whether the threshold is met."
            }
            Message::CaseReviewUnanswered => {
                "Please tell the applicant that it has arrived, and record it."
            }
            Message::CaseReviewUnansweredLate => {
                "Please tell the applicant at once that it has arrived, and record it."
            }
            Message::CaseReviewDue => {
                "Please see that the applicant hears the outcome in time, and record it."
            }
            Message::AccountAsked => {
                "Please write on the case what your agency did about it, and when, before the agencies meet."
            }
            Message::CaseReviewLate => {
                "Please tell the applicant the outcome, or when they can expect it, and record it once they have it."
            }
        }
    }

    fn due_label(&self) -> &'static str {
        match self.message {
            Message::ReferralReceived => "You will hear by",
            Message::ReferralToTriage | Message::ReferralAnswered => "Decide by",
            Message::PackReady
            | Message::MinutesReady
            | Message::MinutesChanged
            | Message::MeetingCancelled
            | Message::MeetingMoved
            | Message::MeetingChanged
            | Message::AccountAsked => "Meeting on",
            Message::ErasureOrdered => "Erased on",
            Message::CaseReviewApplied
            | Message::CaseReviewUnanswered
            | Message::CaseReviewUnansweredLate => "Acknowledge by",
            Message::CaseReviewDue | Message::CaseReviewLate => "Outcome by",
            Message::AccessRequested | Message::AccessChased => "Answer by",
            Message::EmergencyOpened | Message::EmergencyChased => "Review by",
            _ => "Due",
        }
    }
}
