//! Somebody asks what is held about them (R12.1).
//!
//! The data-protection officer finds the cases that they are a subject of, reads each with what is of
//! other people taken out, says what is withheld and by which exemption, and hands over the rest as
//! one bundle within a month.
//!
//! **Source:** UK GDPR articles 12(3) and 15; Data Protection Act 2018 ss.45 and 54, Schedules 2 and 3.

pub mod beside;
pub mod items;
pub mod redact;
pub mod retention;
pub mod told;

use std::collections::BTreeMap;

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use beside::{Belongs, Beside, Looked, Matched, Ruling};
pub use items::{Item, form_items, items, own_record};
pub use redact::{Piece, Words};
pub use retention::Remains;
pub use told::later_items;

use crate::{
    Aggregate, AreaCode, CaseId, Journal, Line, Note, Stamp, SubjectAccessId,
    choice::choices,
    journal::{Hash, Header, JournalFault},
    matching::MatchKey,
    referral::form::{Postcode, Subject},
    retention::{Keeping, Step},
    time,
};

choices! {
    /// Who asks.
    Asker {
        Themselves "themselves" "The person themselves",
        Representative "representative" "Somebody with their authority, such as a solicitor",
        Parent "parent" "A parent of a child who cannot ask for themselves",
    }
}

choices! {
    /// Why something is withheld.
    Exemption {
        OtherPeople "other_people" "It would disclose somebody else who has not agreed, and it is not reasonable to do so without (2018 Act, Schedule 2 paragraph 16; s.45(4)(e))",
        Crime "crime" "It would be likely to prejudice preventing or detecting crime (2018 Act, Schedule 2 paragraph 2; s.45(4)(b))",
        Proceedings "proceedings" "It would prejudice an inquiry, legal proceedings or legal advice (2018 Act, Schedule 2 paragraphs 5 and 19; s.45(4)(a))",
        Harm "harm" "It would be likely to cause serious harm to somebody’s health (2018 Act, Schedule 3 paragraphs 5 and 11)",
        NotTheirs "not_theirs" "It is not about them",
        OtherController "other_controller" "Its agency limited it and answers for it itself",
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectAccess {
    /// Its id.
    pub id: SubjectAccessId,
    /// What people call it, such as `S-2D7F8A4B`.
    pub reference: String,
    /// The area whose data-protection officer answers it.
    pub area: AreaCode,
    /// Whom it is about, and who asked.
    pub about: About,
    /// The day by which it must be answered.
    pub due_on: NaiveDate,
    /// Whether the time was extended.
    pub extended: bool,
    /// Where it stands.
    pub status: Status,
    /// Words that are taken out besides those that are known.
    pub words: Vec<Line>,
    /// What was found on each case when it was last reviewed.
    pub reviews: BTreeMap<CaseId, Review>,
    /// What was found beside cases when it was last looked for; none before anybody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Looked>,
    /// How long it is kept, and whether it may be erased.
    #[serde(default, skip_serializing_if = "Keeping::is_empty")]
    pub keeping: Keeping,
}

/// Whom a request is about, and who asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The person's name.
    pub name: Line,
    /// Their date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born_on: Option<NaiveDate>,
    /// Where they live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// Who asked.
    pub asker: Asker,
    /// How it was made sure who they are, and that they may ask.
    pub identity: Note,
    /// The day on which it arrived.
    pub received_on: NaiveDate,
}

impl About {
    /// The keys under which their cases are found.
    pub fn keys(&self) -> Vec<MatchKey> {
        let name = self.name.as_str();
        let born = self.born_on.map(|on| MatchKey::by_birth(name, on));
        let lives = self
            .postcode
            .as_ref()
            .map(|code| MatchKey::by_postcode(name, code));
        born.into_iter().chain(lives).flatten().collect()
    }

    /// Whether a subject of a case is the person: found by one of the same keys.
    pub fn is(&self, subject: &Subject) -> bool {
        let keys = self.keys();
        MatchKey::all_of(subject)
            .iter()
            .any(|key| keys.contains(key))
    }
}

/// Where a request stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Status {
    /// Being answered.
    Open,
    /// Handed over.
    Released {
        /// When, UTC.
        at: DateTime<Utc>,
        /// SHA-256 of the bundle.
        bundle: Hash,
        /// How many texts it holds.
        disclosed: u32,
        /// How many were withheld.
        withheld: u32,
    },
    /// Closed without a bundle.
    Closed {
        /// On which day.
        on: NaiveDate,
        /// Why.
        reason: Note,
    },
    /// Erased: nothing is left but that there was one, and how it was answered (R12.2).
    Erased {
        /// On which day.
        on: NaiveDate,
        /// The day it was answered.
        settled_on: NaiveDate,
        /// What was handed over, if anything was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        released: Option<Counts>,
        /// Whether the bundle and what its journal said are gone too.
        finished: bool,
    },
}

/// What a reviewer found on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The version of the case that was read.
    pub version: u64,
    /// The texts that are withheld, and why.
    pub withheld: BTreeMap<String, Exemption>,
    /// Who read it.
    pub by: String,
    /// On which day.
    pub on: NaiveDate,
}

/// What can happen to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It arrived.
    Received {
        /// Its area.
        area: AreaCode,
        /// Whom it is about, and who asked.
        about: Box<About>,
        /// The day by which it must be answered.
        due_on: NaiveDate,
    },
    /// The time was extended, which the person must be told within the first month.
    Extended {
        /// To which day.
        due_on: NaiveDate,
        /// Why.
        reason: Note,
    },
    /// Words to be taken out besides those that are known were set.
    WordsSet {
        /// All of them.
        words: Vec<Line>,
    },
    /// Words are no longer taken out: what was read and decided before is to be read again.
    ToReadAgain {},
    /// A case was read.
    Reviewed {
        /// Which.
        case: CaseId,
        /// At which version.
        version: u64,
        /// What is withheld of it.
        withheld: BTreeMap<String, Exemption>,
    },
    /// What stands beside cases was looked for (R12.1).
    Looked {
        /// What was found, by what: ids and no text.
        found: BTreeMap<Beside, Matched>,
    },
    /// It was decided whose something is that was found beside cases.
    Ruled {
        /// What.
        beside: Beside,
        /// At which version.
        version: u64,
        /// Whose it is, and what is withheld of it.
        belongs: Belongs,
    },
    /// The bundle was handed over.
    Released {
        /// SHA-256 of the bundle.
        bundle: Hash,
        /// How many texts it holds.
        disclosed: u32,
        /// How many were withheld.
        withheld: u32,
    },
    /// It was closed without a bundle.
    Closed {
        /// Why.
        reason: Note,
    },
    /// Something was decided about how long it is kept.
    Retention(Step),
    /// It was erased: what is left is all that is known of it (R12.2).
    Erased(Box<Remains>),
}

/// Why a step was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Answered already.
    #[error("this request has been answered")]
    Answered,
    /// Nothing to find them by.
    #[error(
        "enter a date of birth or a postcode beside the name, so that the person’s cases are found"
    )]
    Unfindable,
    /// The day lies ahead.
    #[error("the day it arrived must be today or earlier")]
    Ahead,
    /// Extended before.
    #[error("the time was extended before; it cannot be extended again")]
    Extended,
    /// Some cases were not read, or have changed since.
    #[error("{0} of the cases found have not been reviewed as they now are")]
    Unreviewed(usize),
    /// Nobody has looked for what stands beside cases.
    #[error("look first for what is held beside cases")]
    Unsought,
    /// Something found beside cases has led to a case since, or is gone.
    #[error("{0} of what was found beside cases has led to a case since or is gone; look again")]
    Moved(usize),
    /// Some of what was found beside cases was not decided, or has changed since.
    #[error(
        "{0} of the referrals, reports and applications found beside cases have not been decided as they now are"
    )]
    Undecided(usize),
    /// Not among what was found.
    #[error("it is not among what was found; look again")]
    Unfound,
    /// More was found than one request can hold.
    #[error("more than {0} were found beside cases; ask for a date of birth or a fuller name")]
    TooMany(usize),
    /// Nothing was found.
    #[error("nothing was found; close the request and tell the person that nothing is held")]
    Nothing,
    /// More words than are needed.
    #[error("at most {0} words can be added")]
    Words(usize),
    /// The journal does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

/// A case that was found: which, and at which version it now stands.
pub type Standing = (CaseId, u64);

/// What was found as it now stands, each at its version.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The cases that the person is a subject of.
    pub cases: &'a [Standing],
    /// What still stands beside cases.
    pub beside: &'a [(Beside, u64)],
}

type Decided = Result<Journal<SubjectAccess>, Refused>;

/// The day by which a request of this day must be answered: a month on, or the last day of that month;
/// a day that is no working day is followed by the next one that is.
///
/// **Source:** UK GDPR art. 12(3); Data Protection Act 2018 s.54(2) and (3).
pub fn due_on(received_on: NaiveDate, months: u32) -> NaiveDate {
    let day = received_on.checked_add_months(Months::new(months));
    let day = day.unwrap_or(NaiveDate::MAX);
    if time::is_working_day(day) {
        day
    } else {
        time::add_working_days(day, 1)
    }
}

impl SubjectAccess {
    /// Most words that a reviewer can add.
    pub const MAX_WORDS: usize = 50;

    /// Takes a request in.
    pub fn receive(area: AreaCode, about: About, stamp: &Stamp) -> Decided {
        if about.received_on > stamp.today() {
            return Err(Refused::Ahead);
        }
        if about.keys().is_empty() {
            return Err(Refused::Unfindable);
        }
        let due_on = due_on(about.received_on, 1);
        let id = SubjectAccessId::from(stamp.uuid("subject access"));
        let about = Box::new(about);
        let received = Event::Received {
            area,
            about,
            due_on,
        };
        Ok(Journal::begin(&id.to_string(), received, stamp)?)
    }
}

impl Journal<SubjectAccess> {
    /// Extends the time by two months, once.
    pub fn extend(self, reason: Note, stamp: &Stamp) -> Decided {
        let request = self.open()?;
        if request.extended {
            return Err(Refused::Extended);
        }
        let due_on = due_on(request.about.received_on, 3);
        Ok(request.write(Event::Extended { due_on, reason }, stamp)?)
    }

    /// Sets the words that are taken out besides those that are known. Where one goes, more would be
    /// handed over than was read: everything is read and decided again.
    pub fn set_words(self, words: Vec<Line>, stamp: &Stamp) -> Decided {
        let request = self.open()?;
        if words.len() > SubjectAccess::MAX_WORDS {
            return Err(Refused::Words(SubjectAccess::MAX_WORDS));
        }
        let goes = request.words.iter().any(|word| !words.contains(word));
        let request = request.write(Event::WordsSet { words }, stamp)?;
        match goes {
            true => Ok(request.write(Event::ToReadAgain {}, stamp)?),
            false => Ok(request),
        }
    }

    /// Says what is withheld of a case as it was read.
    pub fn review(
        self,
        (case, version): Standing,
        withheld: BTreeMap<String, Exemption>,
        stamp: &Stamp,
    ) -> Decided {
        let request = self.open()?;
        let reviewed = Event::Reviewed {
            case,
            version,
            withheld,
        };
        Ok(request.write(reviewed, stamp)?)
    }

    /// Hands the bundle over, once every case found was read as it now is, and everything found beside
    /// cases was decided as it now is.
    pub fn release(self, found: Found<'_>, counts: Counts, stamp: &Stamp) -> Decided {
        let request = self.open()?;
        match request.unreviewed(found.cases) {
            0 => {}
            some => return Err(Refused::Unreviewed(some)),
        }
        let looked = request.beside.as_ref().ok_or(Refused::Unsought)?;
        looked.is_settled(found.beside)?;
        if found.cases.is_empty() && !looked.answers() {
            return Err(Refused::Nothing);
        }
        let Counts {
            bundle,
            disclosed,
            withheld,
        } = counts;
        let released = Event::Released {
            bundle,
            disclosed,
            withheld,
        };
        Ok(request.write(released, stamp)?)
    }

    /// Closes it without a bundle.
    pub fn close(self, reason: Note, stamp: &Stamp) -> Decided {
        let request = self.open()?;
        Ok(request.write(Event::Closed { reason }, stamp)?)
    }

    fn open(self) -> Result<Self, Refused> {
        match self.status {
            Status::Open => Ok(self),
            _ => Err(Refused::Answered),
        }
    }
}

/// What a bundle holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// SHA-256 of it.
    pub bundle: Hash,
    /// How many texts it holds.
    pub disclosed: u32,
    /// How many were withheld.
    pub withheld: u32,
}

impl SubjectAccess {
    /// How many of these cases were not read as they now are.
    pub fn unreviewed(&self, found: &[Standing]) -> usize {
        let read = |(case, version): &&Standing| {
            let review = self.reviews.get(case);
            review.is_none_or(|review| review.version != *version)
        };
        found.iter().filter(read).count()
    }
}

impl Aggregate for SubjectAccess {
    const KIND: &'static str = "subject_access";
    type Event = Event;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn fold(record: Option<Self>, event: &Event, head: &Header) -> Result<Self, JournalFault> {
        let misplaced = || JournalFault::out_of_place(head);
        let mut request = match (record, event) {
            (_, Event::Erased(remains)) => return retention::erased(remains, head),
            (
                None,
                Event::Received {
                    area,
                    about,
                    due_on,
                },
            ) => {
                let id: SubjectAccessId = head.id.parse().map_err(|_| misplaced())?;
                return Ok(Self {
                    id,
                    reference: id.reference(),
                    area: area.clone(),
                    about: (**about).clone(),
                    due_on: *due_on,
                    extended: false,
                    status: Status::Open,
                    words: Vec::new(),
                    reviews: BTreeMap::new(),
                    beside: None,
                    keeping: Keeping::default(),
                });
            }
            (Some(request), _) => request,
            (None, _) => return Err(misplaced()),
        };
        match event.clone() {
            Event::Received { .. } | Event::Erased(_) => return Err(misplaced()),
            Event::Extended { due_on, .. } => {
                request.due_on = due_on;
                request.extended = true;
            }
            Event::WordsSet { words } => request.words = words,
            Event::ToReadAgain {} => {
                request.reviews.clear();
                let found = request
                    .beside
                    .iter_mut()
                    .flat_map(|all| all.found.values_mut());
                found.for_each(|hit| hit.ruling = None);
            }
            Event::Reviewed {
                case,
                version,
                withheld,
            } => {
                let review = Review {
                    version,
                    withheld,
                    by: head.actor.name().to_owned(),
                    on: time::london_date(head.at),
                };
                request.reviews.insert(case, review);
            }
            Event::Looked { found } => {
                let before = request.beside.take();
                request.beside = Some(Looked::again(before, found, head));
            }
            Event::Ruled {
                beside,
                version,
                belongs,
            } => {
                let found = request.beside.as_mut();
                let found = found.and_then(|looked| looked.found.get_mut(&beside));
                found.ok_or_else(misplaced)?.ruling = Some(Ruling {
                    version,
                    belongs,
                    by: head.actor.name().to_owned(),
                    on: time::london_date(head.at),
                });
            }
            Event::Released {
                bundle,
                disclosed,
                withheld,
            } => {
                request.status = Status::Released {
                    at: head.at,
                    bundle,
                    disclosed,
                    withheld,
                };
            }
            Event::Closed { reason } => {
                let on = time::london_date(head.at);
                request.status = Status::Closed { on, reason };
            }
            Event::Retention(Step::Finished { .. }) => {
                let Status::Erased { finished, .. } = &mut request.status else {
                    return Err(misplaced());
                };
                *finished = true;
            }
            Event::Retention(step) => request.keeping.fold(&step, head),
        }
        Ok(request)
    }

    fn begins_anew(event: &Event) -> bool {
        matches!(event, Event::Erased(_))
    }
}

impl Event {
    /// What happened, as a sentence without its subject.
    pub fn sentence(&self) -> String {
        match self {
            Self::Received { .. } => "took the request in".into(),
            Self::Extended { due_on, .. } => {
                format!("extended the time to {}", time::long_date(*due_on))
            }
            Self::WordsSet { .. } => "set what else is taken out".into(),
            Self::ToReadAgain {} => {
                "took words off that list: everything is to be read again".into()
            }
            Self::Reviewed { withheld, .. } => match withheld.len() {
                0 => "reviewed a case and withheld nothing of it".into(),
                1 => "reviewed a case and withheld one text of it".into(),
                more => format!("reviewed a case and withheld {more} texts of it"),
            },
            Self::Looked { found } => match found.len() {
                0 => "looked beside cases and found nothing".into(),
                some => format!("looked beside cases and found {some}"),
            },
            Self::Ruled {
                beside, belongs, ..
            } => {
                format!("decided of a {}: {}", beside.words(), belongs.words())
            }
            Self::Released {
                disclosed,
                withheld,
                ..
            } => format!("released the bundle: {disclosed} texts, {withheld} withheld"),
            Self::Closed { .. } => "closed the request without a bundle".into(),
            Self::Retention(step) => step.sentence(),
            Self::Erased(_) => "erased what was said".into(),
        }
    }
}

/// What a person may be told of the recipients of what is held about them (art. 15(1)(c)): agencies
/// by name, with the ground on which each got it.
pub fn recipients(case: &crate::case::Case) -> Vec<(String, &'static str)> {
    let member = |member: &crate::case::Member| (member.name.clone(), member.gateway.label());
    case.agencies.values().map(member).collect()
}

#[cfg(test)]
mod tests;
