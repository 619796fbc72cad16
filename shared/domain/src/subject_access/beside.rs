//! What is held of somebody beside their cases: referrals that led to none, reports of the public, and
//! applications for a case review (R12.1).
//!
//! What may be theirs is found by name, by date of birth, or by both, and says by which: whoever answers
//! decides of each whether it is. Finding too much costs them a glance; finding too little, an answer that
//! leaves something out. Names are compared as [`crate::matching`] does it for cases, not by the weights of
//! the matcher of lists: those are learnt from two whole lists, and here there is one person and no list.

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{About, Exemption, Refused, SubjectAccess};
use crate::{
    CaseReviewId, Journal, Line, Note, ReferralId, Stamp, case_review,
    choice::choices,
    ids::InvalidId,
    journal::Header,
    matching::may_be_one,
    referral::{self, form::Subject},
    time,
};

/// Something that stands beside cases: what it is, and which.
///
/// **Shape:** in addresses and journals `referral-`, `report-` or `case-review-` and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Beside {
    /// A referral of an agency that led to no case.
    Referral(ReferralId),
    /// A report of the public that led to no case.
    Report(ReferralId),
    /// An application for a case review.
    CaseReview(CaseReviewId),
}

impl Beside {
    /// What it is: `referral`, `report` or `case_review`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Referral(_) => "referral",
            Self::Report(_) => "report",
            Self::CaseReview(_) => "case_review",
        }
    }

    /// What it is, within a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Referral(_) => "referral",
            Self::Report(_) => "report of the public",
            Self::CaseReview(_) => "case review",
        }
    }
}

impl fmt::Display for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Referral(id) => write!(f, "referral-{id}"),
            Self::Report(id) => write!(f, "report-{id}"),
            Self::CaseReview(id) => write!(f, "case-review-{id}"),
        }
    }
}

impl FromStr for Beside {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if let Some(id) = text.strip_prefix("referral-") {
            id.parse().map(Self::Referral)
        } else if let Some(id) = text.strip_prefix("report-") {
            id.parse().map(Self::Report)
        } else {
            let id = text.strip_prefix("case-review-").unwrap_or_default();
            id.parse().map(Self::CaseReview)
        }
    }
}

impl From<Beside> for String {
    fn from(beside: Beside) -> Self {
        beside.to_string()
    }
}

impl TryFrom<String> for Beside {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

choices! {
    /// By what something was found, the surest first.
    Matched {
        NameAndBirth "name_and_birth" "Same name and date of birth",
        NameAndPostcode "name_and_postcode" "Same name and postcode",
        Name "name" "Same name; nothing else to compare",
        Birth "birth" "Same date of birth, under another name",
        NameOtherBirth "name_other_birth" "Same name, but another date of birth",
    }
}

/// What was found when it was last looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// On which day.
    pub on: NaiveDate,
    /// What was found.
    pub found: BTreeMap<Beside, Hit>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// By what.
    pub matched: Matched,
    /// Whose it is; none before somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruling: Option<Ruling>,
}

/// Whose something is, as somebody said who read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// The version that was read.
    pub version: u64,
    /// Whose it is.
    pub belongs: Belongs,
    /// Who read it.
    pub by: String,
    /// On which day.
    pub on: NaiveDate,
}

/// Whose something is, and what is withheld of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "belongs", rename_all = "snake_case")]
pub enum Belongs {
    /// The person's: the bundle holds it.
    Theirs {
        /// The texts that are withheld, and why.
        withheld: BTreeMap<String, Exemption>,
    },
    /// Another person's: it is left out.
    Another {
        /// How that is known.
        reason: Note,
    },
    /// The person's, but withheld as a whole.
    Withheld {
        /// Why.
        exemption: Exemption,
    },
}

impl Belongs {
    /// `theirs`, `another` or `withheld`.
    pub fn value(&self) -> &'static str {
        match self {
            Self::Theirs { .. } => "theirs",
            Self::Another { .. } => "another",
            Self::Withheld { .. } => "withheld",
        }
    }

    /// The same in words, without whom it is about.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Theirs { .. } => "it belongs to the person",
            Self::Another { .. } => "it is another person’s",
            Self::Withheld { .. } => "it is withheld",
        }
    }
}

impl Looked {
    /// Most that one request can hold.
    pub const MOST: usize = 500;

    /// What is known after looking again: of what is still found, the rulings stay.
    pub(super) fn again(
        before: Option<Self>,
        found: BTreeMap<Beside, Matched>,
        head: &Header,
    ) -> Self {
        let mut before = before.map(|looked| looked.found).unwrap_or_default();
        let hit = |(beside, matched)| {
            let ruling = before.remove(&beside).and_then(|hit: Hit| hit.ruling);
            (beside, Hit { matched, ruling })
        };
        Self {
            on: time::london_date(head.at),
            found: found.into_iter().map(hit).collect(),
        }
    }

    /// Whether everything found was decided as it `stands` now, and still stands beside cases.
    pub(super) fn is_settled(&self, stands: &[(Beside, u64)]) -> Result<(), Refused> {
        let now: BTreeMap<Beside, u64> = stands.iter().copied().collect();
        let moved = self.found.keys().filter(|beside| !now.contains_key(beside));
        match moved.count() {
            0 => {}
            some => return Err(Refused::Moved(some)),
        }
        let open = |(beside, hit): &(&Beside, &Hit)| {
            let ruled = hit.ruling.as_ref().map(|ruling| ruling.version);
            ruled != now.get(beside).copied()
        };
        match self.found.iter().filter(open).count() {
            0 => Ok(()),
            some => Err(Refused::Undecided(some)),
        }
    }

    /// Whether any of it is the person's.
    pub(super) fn answers(&self) -> bool {
        self.found.values().any(|hit| {
            let belongs = hit.ruling.as_ref().map(|ruling| &ruling.belongs);
            !matches!(belongs, None | Some(Belongs::Another { .. }))
        })
    }
}

impl SubjectAccess {
    /// Something that was found beside cases.
    pub fn hit(&self, beside: Beside) -> Option<&Hit> {
        self.beside.as_ref()?.found.get(&beside)
    }
}

impl Journal<SubjectAccess> {
    /// Notes what was found beside cases: once when the request is taken in, and whenever somebody looks
    /// again.
    pub fn look(self, found: BTreeMap<Beside, Matched>, stamp: &Stamp) -> Result<Self, Refused> {
        let request = self.open()?;
        if found.len() > Looked::MOST {
            return Err(Refused::TooMany(Looked::MOST));
        }
        Ok(request.write(super::Event::Looked { found }, stamp)?)
    }

    /// Says whose something is that was found, as it was read.
    pub fn rule(
        self,
        (beside, version): (Beside, u64),
        belongs: Belongs,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        let request = self.open()?;
        if request.hit(beside).is_none() {
            return Err(Refused::Unfound);
        }
        let ruled = super::Event::Ruled {
            beside,
            version,
            belongs,
        };
        Ok(request.write(ruled, stamp)?)
    }
}

/// How the person may stand in something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// By what they were found.
    pub matched: Matched,
    /// As what, in words.
    pub recorded_as: String,
    /// Whether a case that it led to is found by a key of theirs: one of its subjects has it.
    pub keyed: bool,
}

impl About {
    /// By what a subject may be the person; `None` when nothing says so. A subject found by the name and
    /// something else is surer than one found by the name alone.
    pub fn matched(&self, subject: &Subject) -> Option<Matched> {
        let names = [Some(&subject.name), subject.aliases.as_ref()];
        let named = names.into_iter().flatten().any(|name| self.may_be(name));
        let postcode = subject.address.as_ref();
        let postcode = postcode.and_then(|address| address.postcode.as_ref());
        let born = (self.born_on, subject.born_on);
        let alike = matches!(born, (Some(one), Some(other)) if one == other);
        let apart = matches!(born, (Some(one), Some(other)) if one != other);
        match (named, alike) {
            (true, true) => Some(Matched::NameAndBirth),
            // A parent and a child of one name share a home as well.
            (true, false) if apart => Some(Matched::NameOtherBirth),
            (true, false) if postcode.is_some() && postcode == self.postcode.as_ref() => {
                Some(Matched::NameAndPostcode)
            }
            (true, false) => Some(Matched::Name),
            (false, true) => Some(Matched::Birth),
            (false, false) => None,
        }
    }

    /// Who among the subjects the person may be: those found by what is surest. Of two who share a name
    /// the one with their date of birth is meant.
    pub fn surest<'s>(&self, subjects: &'s [Subject]) -> Option<(Matched, Vec<&'s Subject>)> {
        let found = subjects
            .iter()
            .map(|subject| (self.matched(subject), subject));
        let best = found.clone().filter_map(|(matched, _)| matched).min()?;
        let meant = found.filter(|(matched, _)| *matched == Some(best));
        Some((best, meant.map(|(_, subject)| subject).collect()))
    }

    /// Whether they may be of this name.
    pub(super) fn may_be(&self, name: &Line) -> bool {
        may_be_one(self.name.as_str(), name.as_str())
    }

    /// How the person may stand in a referral or report, by its first entry.
    pub fn stands_in_referral(&self, event: &referral::Event) -> Option<Stands> {
        match event {
            referral::Event::Received { form, .. } => {
                let (matched, meant) = self.surest(&form.subjects)?;
                let roles: Vec<_> = meant.iter().map(|subject| subject.role.label()).collect();
                Some(Stands {
                    matched,
                    recorded_as: roles.join(", "),
                    keyed: form.subjects.iter().any(|subject| self.is(subject)),
                })
            }
            referral::Event::Reported { report, .. } => {
                let reporter = report.reporter.as_ref().map(|reporter| &reporter.name);
                self.named_as([
                    (reporter, "Who reported it"),
                    (report.who.as_ref(), "Named as who does it"),
                ])
            }
            _ => None,
        }
    }

    /// How the person may stand in an application for a case review, by its first entry.
    pub fn stands_in_case_review(&self, event: &case_review::Event) -> Option<Stands> {
        let case_review::Event::Applied { application, .. } = event else {
            return None;
        };
        let victim = application.behalf.as_ref().map(|behalf| &behalf.victim);
        self.named_as([
            (Some(&application.contact.name), "Applicant"),
            (victim, "Victim"),
        ])
    }

    /// Reports and applications hold a name and where something happens, not when somebody was born or
    /// where whoever is named lives: there is nothing but the name to go by.
    fn named_as(&self, named: [(Option<&Line>, &'static str); 2]) -> Option<Stands> {
        let found = named.into_iter();
        let found = found.filter(|(name, _)| name.is_some_and(|name| self.may_be(name)));
        let found: Vec<_> = found.map(|(_, what)| what).collect();
        (!found.is_empty()).then(|| Stands {
            matched: Matched::Name,
            recorded_as: found.join(", "),
            keyed: false,
        })
    }
}
