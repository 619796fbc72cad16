//! What the mail provider reports of an email once it has been sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::choice::choices;

choices! {
    /// What became of an email, as the mail provider says.
    Came {
        Delivered "delivered" "Taken by the recipient’s mail server",
        Delayed "delayed" "Delayed; the mail service keeps trying",
        AutoReply "auto_reply" "Answered with a passing fault, often an automatic reply",
        NotSpam "not_spam" "Reported as wanted",
        Bounced "bounced" "The address does not exist or refuses mail",
        Suppressed "suppressed" "Not sent, because earlier mail to this address failed or was unwanted",
        MailboxFull "mailbox_full" "The mailbox is full",
        Refused "refused" "The recipient’s mail server refused the message",
        Unclear "unclear" "It came back, and nobody said why",
        Complained "complained" "Reported as unwanted by whoever received it",
        NotSent "not_sent" "The mail service refused to send it",
    }
}

impl Came {
    /// Whether the recipient may not know what the notice says, so that somebody has to act.
    ///
    /// A delay is not the end of it. A passing fault without a reason usually is an automatic
    /// reply to an email that arrived; acting on each would bury the others.
    pub fn is_return(self) -> bool {
        match self {
            Self::Delivered | Self::Delayed | Self::AutoReply | Self::NotSpam => false,
            Self::Bounced
            | Self::Suppressed
            | Self::MailboxFull
            | Self::Refused
            | Self::Unclear
            | Self::Complained
            | Self::NotSent => true,
        }
    }

    /// The same in two or three words, for a sentence in brackets.
    pub fn brief(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Delayed => "delayed",
            Self::AutoReply => "passing fault",
            Self::NotSpam => "reported as wanted",
            Self::Bounced => "permanent bounce",
            Self::Suppressed => "not sent after earlier failures",
            Self::MailboxFull => "mailbox full",
            Self::Refused => "refused by their mail server",
            Self::Unclear => "came back without a reason",
            Self::Complained => "reported as unwanted",
            Self::NotSent => "refused by the mail service",
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Bounced | Self::Suppressed => {
                "Tell them another way now. The mail service sends nothing more to this address, so it has to be corrected before anything else can reach them by email."
            }
            Self::Complained => {
                "The email arrived, but somebody there marked it as unwanted, and the mail service sends nothing more to this address. Speak to them, and ask whoever runs this service to have the address released."
            }
            Self::MailboxFull => {
                "Tell them another way now, and ask them to make room in the mailbox."
            }
            Self::Refused | Self::NotSent | Self::Unclear => {
                "Tell them another way now. If it happens again, ask them whether their mail system turns these emails away."
            }
            Self::Delivered | Self::Delayed | Self::AutoReply | Self::NotSpam => {
                "There is nothing to do."
            }
        }
    }
}

/// The provider's own name for why, such as `Permanent/General`.
///
/// **Shape:** up to 80 ASCII letters, digits, spaces, `-`, `_` and `/`. Nothing else of what a
/// provider says is kept: its diagnostic texts quote addresses (R3.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Class(String);

impl Class {
    /// The class that these names make, joined by slashes; `other` when they are no such names.
    pub fn of(names: &[&str]) -> Self {
        let name = names.join("/");
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/');
        let fits = (1..=80).contains(&name.len()) && name.chars().all(allowed);
        Self(if fits { name } else { "other".to_owned() })
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One report of the mail provider on one notice. It holds no address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// What became of the email.
    pub came: Came,
    /// The provider's own name for it.
    pub class: Class,
    /// When, UTC, as the provider says.
    pub at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_never_holds_an_address_or_a_diagnosis() {
        let kept = Class::of(&["Permanent", "NoEmail"]);
        assert_eq!(kept.as_str(), "Permanent/NoEmail");
        let long = "x".repeat(81);
        for bad in [
            "someone@surrey.example",
            "smtp; 550 5.1.1 user unknown",
            "",
            &long,
        ] {
            assert_eq!(Class::of(&[bad]).as_str(), "other", "{bad}");
        }
    }

    #[test]
    fn what_may_have_been_read_is_no_return() {
        let returns: Vec<_> = Came::ALL.iter().filter(|came| came.is_return()).collect();
        assert_eq!(returns.len(), 7);
        for fine in [Came::Delivered, Came::Delayed, Came::AutoReply] {
            assert!(!fine.is_return());
        }
    }
}
