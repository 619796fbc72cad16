//! What other forums have to do with a case: who holds a subject, what points to harm that another
//! forum deals with, and what was sent on (R8.2, R8.3, R2.6).
//!
//! INVARIANT (limit) holds for what another forum holds: it is handed out only through
//! [`Elsewhere::held`], which asks of each whether its reader may see it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused, category::subject};
use crate::{
    AgencyId, EntryId, Journal, Note, Stamp,
    choice::choices,
    forums,
    gateway::{Gateway, Material},
    journal::Header,
    time,
};

choices! {
    /// What became of something that was sent on.
    Taken {
        Taken "taken" "Taken on",
        NotTaken "not_taken" "Not taken on",
    }
}

/// A forum of the register, as it was called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
}

impl From<&forums::Standing> for Named {
    fn from(forum: &forums::Standing) -> Self {
        let (id, name) = (forum.id.clone(), forum.name.clone());
        Self { id, name }
    }
}

/// That another forum holds a subject, as it is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Which forum.
    pub forum: Named,
    /// Whom or what, by number among the subjects.
    pub subject: u32,
    /// Since when, as far as is known.
    pub since: NaiveDate,
    /// The ground for saying so.
    pub gateway: Gateway,
    /// What of it matters to whether the ground carries it.
    pub material: Material,
    /// The other agencies that may see it; everybody on the case without.
    pub only: Option<BTreeSet<AgencyId>>,
}

/// That another forum holds a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Its id.
    pub entry: EntryId,
    /// Which forum.
    pub forum: Named,
    /// Whom or what, by number among the subjects.
    pub subject: u32,
    /// Since when.
    pub since: NaiveDate,
    /// The agency that said so.
    pub agency: AgencyId,
    /// Who said so.
    pub by: String,
    /// The ground for saying so.
    pub gateway: Gateway,
    /// Since when it is over, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_on: Option<NaiveDate>,
}

/// What is to be sent on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// To which forum.
    pub forum: Named,
    /// About whom or what, by number among the subjects.
    pub subject: u32,
    /// The indicator that prompted it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// Why.
    pub reason: Note,
    /// The ground for telling the forum.
    pub gateway: Gateway,
}

/// What was sent on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its number on the case, from 1.
    pub number: u32,
    /// What, where to, and why.
    #[serde(flatten)]
    pub sending: Sending,
    /// On which day.
    pub on: NaiveDate,
    /// By which agency.
    pub agency: AgencyId,
    /// By whom.
    pub by: String,
    /// What became of it; `None` until that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Taken>,
    /// What the forum said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Note>,
}

/// A step in what other forums have to do with a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Another forum holds a subject.
    Held {
        /// Its id.
        entry: EntryId,
        /// Which forum.
        forum: Named,
        /// Whom or what.
        subject: u32,
        /// Since when.
        since: NaiveDate,
        /// The ground for saying so.
        gateway: Gateway,
        /// The other agencies that may see it; everybody on the case without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<BTreeSet<AgencyId>>,
    },
    /// It holds them no longer.
    Over {
        /// What was recorded.
        entry: EntryId,
        /// Since when.
        on: NaiveDate,
        /// How it ended, or who said so.
        reason: Note,
    },
    /// These indicators are seen on the case, in place of those seen before.
    Indicated {
        /// Their ids.
        indicators: BTreeSet<String>,
        /// By what.
        reason: Note,
    },
    /// A subject was sent on to another forum.
    Sent {
        /// Its number.
        number: u32,
        /// What, where to, and why.
        sending: Sending,
    },
    /// The forum answered.
    Answered {
        /// Its number.
        number: u32,
        /// Whether it takes it on.
        taken: Taken,
        /// What it said.
        said: Note,
    },
}

impl Step {
    /// What was recorded, if it is about what another forum holds.
    pub fn entry(&self) -> Option<EntryId> {
        match self {
            Self::Held { entry, .. } | Self::Over { entry, .. } => Some(*entry),
            Self::Indicated { .. } | Self::Sent { .. } | Self::Answered { .. } => None,
        }
    }

    /// Whether only some agencies see it from the start.
    pub fn is_limited(&self) -> bool {
        matches!(self, Self::Held { only: Some(_), .. })
    }

    /// On which ground it was told, if it tells something.
    pub fn gateway(&self) -> Option<Gateway> {
        match self {
            Self::Held { gateway, .. } => Some(*gateway),
            Self::Sent { sending, .. } => Some(sending.gateway),
            Self::Over { .. } | Self::Indicated { .. } | Self::Answered { .. } => None,
        }
    }

    /// What it did, as a sentence without its subject.
    pub fn sentence(&self) -> String {
        match self {
            Self::Held {
                forum,
                subject,
                since,
                ..
            } => format!(
                "recorded that {} holds subject {subject} of this case since {}",
                forum.name,
                time::long_date(*since)
            ),
            Self::Over { on, .. } => format!(
                "recorded that another forum no longer holds a subject of this case since {}",
                time::long_date(*on)
            ),
            Self::Indicated { indicators, .. } if indicators.is_empty() => {
                "recorded that no indicator of other harm is seen any more".to_owned()
            }
            Self::Indicated { indicators, .. } => {
                let names: Vec<_> = indicators
                    .iter()
                    .map(|id| forums::indicator_name(id))
                    .collect();
                format!(
                    "recorded indicators of other harm: {}",
                    names.join(", ").to_lowercase()
                )
            }
            Self::Sent { sending, number } => format!(
                "sent subject {} of this case on to {} (no. {number})",
                sending.subject, sending.forum.name
            ),
            Self::Answered { number, taken, .. } => format!(
                "recorded what became of no. {number} that was sent on: {}",
                taken.label().to_lowercase()
            ),
        }
    }

    /// Every text of it, with what it is.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Held { forum, .. } => vec![("Held by another forum", forum.name.clone())],
            Self::Over { reason, .. } => vec![("How it ended", reason.to_string())],
            Self::Indicated { reason, .. } => {
                vec![("What points to other harm", reason.to_string())]
            }
            Self::Sent { sending, .. } => vec![("Why it was sent on", sending.reason.to_string())],
            Self::Answered { said, .. } => vec![("What the forum said", said.to_string())],
        }
    }
}

/// What other forums have to do with a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    held: Vec<Held>,
    /// Indicators of other harm that are seen, by id.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub indicators: BTreeSet<String>,
    /// What was sent on, by number from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sent: Vec<Sent>,
}

impl Elsewhere {
    /// Most records of what other forums hold, and most of what was sent on.
    pub const MAX: usize = 30;

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty() && self.indicators.is_empty() && self.sent.is_empty()
    }

    /// What other forums hold or held, as far as `shows` of its id says that the reader sees it.
    pub fn held(&self, shows: impl Fn(EntryId) -> bool) -> Vec<&Held> {
        self.held.iter().filter(|held| shows(held.entry)).collect()
    }

    /// The same, as far as an agency sees it by the limits of the case.
    pub fn held_for<'a>(case: &'a Case, agency: Option<&AgencyId>) -> Vec<&'a Held> {
        let shows = |entry| match agency {
            Some(agency) => case.shows(entry, agency),
            None => !case.limits.contains_key(&entry),
        };
        case.elsewhere.held(shows)
    }

    /// Where to refer by the indicators that are seen: those forums of the register to which nothing
    /// was sent for the indicator, with why.
    pub fn prompts<'a>(
        &self,
        register: &'a [forums::Standing],
        on: NaiveDate,
    ) -> Vec<(
        &'static forums::Indicator,
        &'a forums::Standing,
        &'static str,
    )> {
        let seen = forums::indicators(on).filter(|each| self.indicators.contains(&each.id));
        let mut prompts = Vec::new();
        for indicator in seen {
            for refer in &indicator.refer {
                let Some(forum) = register.iter().find(|each| each.id == refer.forum) else {
                    continue;
                };
                let done = |sent: &Sent| {
                    sent.sending.forum.id == refer.forum
                        && sent.sending.indicator.as_ref() == Some(&indicator.id)
                };
                if !self.sent.iter().any(done) {
                    prompts.push((indicator, forum, refer.why.as_str()));
                }
            }
        }
        prompts
    }

    /// `None` if the step cannot have happened. The limit of what is held is the case's to fold.
    fn fold(&mut self, step: Step, head: &Header) -> Option<()> {
        let agency = || head.actor.agency().cloned();
        let by = || head.actor.name().to_owned();
        match step {
            Step::Held {
                entry,
                forum,
                subject,
                since,
                gateway,
                ..
            } => self.held.push(Held {
                entry,
                forum,
                subject,
                since,
                agency: agency()?,
                by: by(),
                gateway,
                over_on: None,
            }),
            Step::Over { entry, on, .. } => {
                let mut held = self.held.iter_mut();
                held.find(|each| each.entry == entry)?.over_on = Some(on);
            }
            Step::Indicated { indicators, .. } => self.indicators = indicators,
            Step::Sent { number, sending } => self.sent.push(Sent {
                number,
                sending,
                on: time::london_date(head.at),
                agency: agency()?,
                by: by(),
                taken: None,
                said: None,
            }),
            Step::Answered {
                number,
                taken,
                said,
            } => {
                let mut sent = self.sent.iter_mut();
                let sent = sent.find(|each| each.number == number)?;
                sent.taken = Some(taken);
                sent.said = Some(said);
            }
        }
        Some(())
    }
}

/// Folds a step into a case; `None` if it cannot have happened.
pub(super) fn fold(case: &mut Case, step: Step, head: &Header) -> Option<()> {
    if let Step::Held { entry, only, .. } = &step {
        case.limit_from_the_start(Some(*entry), only.clone(), head)?;
    }
    case.elsewhere.fold(step, head)
}

impl Held {
    /// Whether the forum still holds them on a day.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.over_on.is_none_or(|over| on < over)
    }

    /// Who holds whom since when, in a sentence.
    pub fn sentence(&self, case: &Case, agency: &str) -> String {
        let whom = subject(case, self.subject);
        let whom = whom.map_or("A subject", |subject| subject.name.as_str());
        let (forum, since) = (&self.forum.name, time::long_date(self.since));
        match self.over_on {
            None => format!("{forum} holds {whom} since {since}, as {agency} says"),
            Some(over) => format!(
                "{forum} held {whom} from {since} until {}, as {agency} says",
                time::long_date(over)
            ),
        }
    }
}

impl Sent {
    /// What was sent where and what became of it, in a sentence.
    pub fn sentence(&self, case: &Case, agency: &str) -> String {
        let whom = subject(case, self.sending.subject);
        let whom = whom.map_or("A subject", |subject| subject.name.as_str());
        let taken = self
            .taken
            .map_or("no answer yet", |taken| taken.label())
            .to_lowercase();
        let (forum, on) = (&self.sending.forum.name, time::long_date(self.on));
        format!("{whom} was sent on to {forum} by {agency} on {on}: {taken}")
    }
}

impl Journal<Case> {
    /// Records that another forum holds a subject since a day.
    pub fn hold_elsewhere(self, holding: Holding, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        stamp.actor.agency().ok_or(Refused::NoAgency)?;
        subject(&case, holding.subject).ok_or(Refused::NoSuchSubject)?;
        if holding.since > stamp.today() {
            return Err(Refused::DayAhead("the day since when"));
        }
        holding.gateway.carries(holding.material)?;
        if case.elsewhere.held.len() >= Elsewhere::MAX {
            return Err(full("records of what other forums hold"));
        }
        let entry = EntryId::from(stamp.uuid(&format!("held:{}", case.version())));
        let Holding {
            forum,
            subject,
            since,
            gateway,
            only,
            ..
        } = holding;
        let case = match &only {
            Some(only) => case.can_limit(entry, only)?,
            None => case,
        };
        let step = Step::Held {
            entry,
            forum,
            subject,
            since,
            gateway,
            only,
        };
        case.write(Event::Elsewhere(step), stamp)?.with_room()
    }

    /// Records that it is over, on a day from its first to today.
    pub fn over_elsewhere(
        self,
        entry: EntryId,
        on: NaiveDate,
        reason: Note,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        let mut held = case.elsewhere.held.iter();
        let held = held
            .find(|each| each.entry == entry)
            .ok_or(Refused::NoSuchEntry)?;
        if held.over_on.is_some() {
            return Err(Refused::HeldNoLonger);
        }
        if on > stamp.today() {
            return Err(Refused::DayAhead("the day since when it is over"));
        }
        if on < held.since {
            return Err(Refused::OverBefore(held.since));
        }
        let step = Step::Over { entry, on, reason };
        case.write(Event::Elsewhere(step), stamp)?.with_room()
    }

    /// Records which indicators of other harm are seen, in place of those before.
    pub fn indicate(self, indicators: BTreeSet<String>, reason: Note, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        let known = |id: &String| forums::indicators(stamp.today()).any(|each| each.id == *id);
        if !indicators.iter().all(known) {
            return Err(Refused::NoSuchIndicator);
        }
        let step = Step::Indicated { indicators, reason };
        case.write(Event::Elsewhere(step), stamp)?.with_room()
    }

    /// Sends a subject on to another forum: what is told to whom, and why.
    pub fn send_on(self, sending: Sending, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        stamp.actor.agency().ok_or(Refused::NoAgency)?;
        subject(&case, sending.subject).ok_or(Refused::NoSuchSubject)?;
        let known = |id: &String| forums::indicators(stamp.today()).any(|each| each.id == *id);
        if !sending.indicator.iter().all(known) {
            return Err(Refused::NoSuchIndicator);
        }
        if case.elsewhere.sent.len() >= Elsewhere::MAX {
            return Err(full("things sent on"));
        }
        let number = u32::try_from(case.elsewhere.sent.len() + 1);
        let number = number.map_err(|_| full("things sent on"))?;
        let step = Step::Sent { number, sending };
        case.write(Event::Elsewhere(step), stamp)?.with_room()
    }

    /// Records what became of something that was sent on.
    pub fn answered_elsewhere(
        self,
        number: u32,
        (taken, said): (Taken, Note),
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        let mut sent = case.elsewhere.sent.iter();
        sent.find(|each| each.number == number)
            .ok_or(Refused::NothingSent)?;
        let step = Step::Answered {
            number,
            taken,
            said,
        };
        case.write(Event::Elsewhere(step), stamp)?.with_room()
    }
}

fn full(what: &'static str) -> Refused {
    let limit = Elsewhere::MAX;
    Refused::Full { what, limit }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::tests::{agency, opened, stamp};

    fn note(text: &str) -> Note {
        Note::parse(text).unwrap()
    }

    fn marac() -> Named {
        Named {
            id: "marac".into(),
            name: "MARAC".into(),
        }
    }

    fn holding(only: Option<BTreeSet<AgencyId>>) -> Holding {
        Holding {
            forum: marac(),
            subject: 1,
            since: stamp(2, 0).today(),
            gateway: Gateway::CrimeAndDisorder,
            material: Material::default(),
            only,
        }
    }

    fn sending(indicator: Option<&str>) -> Sending {
        Sending {
            forum: marac(),
            subject: 1,
            indicator: indicator.map(str::to_owned),
            reason: note("High risk"),
            gateway: Gateway::SafeguardingAdult,
        }
    }

    #[test]
    fn a_forum_holds_a_subject_until_it_is_over() {
        let case = opened()
            .hold_elsewhere(holding(None), &stamp(2, 0))
            .unwrap();
        let held = Elsewhere::held_for(&case, Some(&agency(0)));
        let (entry, today) = (held[0].entry, stamp(2, 0).today());
        assert!(held[0].holds(today));
        let before = today.pred_opt().unwrap();
        let early = case
            .clone()
            .over_elsewhere(entry, before, note("Closed"), &stamp(3, 0));
        assert_eq!(early.unwrap_err(), Refused::OverBefore(today));
        let case = case
            .over_elsewhere(entry, today, note("Closed"), &stamp(3, 0))
            .unwrap();
        assert!(!Elsewhere::held_for(&case, None)[0].holds(today));
        let again = case.over_elsewhere(entry, today, note("Closed"), &stamp(4, 0));
        assert_eq!(again.unwrap_err(), Refused::HeldNoLonger);
        let mut ahead = holding(None);
        ahead.since = today + chrono::Days::new(9);
        let ahead = opened().hold_elsewhere(ahead, &stamp(2, 0));
        assert!(matches!(ahead.unwrap_err(), Refused::DayAhead(_)));
        let nobody = Holding {
            subject: 99,
            ..holding(None)
        };
        let nobody = opened().hold_elsewhere(nobody, &stamp(2, 0));
        assert_eq!(nobody.unwrap_err(), Refused::NoSuchSubject);
    }

    /// R3.3, INVARIANT (limit).
    #[test]
    fn what_is_limited_is_there_for_those_named_only() {
        let kept = holding(Some(BTreeSet::new()));
        let case = opened().hold_elsewhere(kept, &stamp(2, 2)).unwrap();
        assert_eq!(Elsewhere::held_for(&case, Some(&agency(2))).len(), 1);
        assert!(Elsewhere::held_for(&case, Some(&agency(0))).is_empty());
        assert!(Elsewhere::held_for(&case, None).is_empty());
        assert_eq!(
            case.last_activity_at,
            opened().last_activity_at,
            "it does not show"
        );
    }

    #[test]
    fn section_16_does_not_carry_health() {
        let mut health = holding(None);
        health.gateway = Gateway::SeriousViolence;
        health.material.health_or_care = true;
        let refused = opened().hold_elsewhere(health, &stamp(2, 0));
        assert!(matches!(refused.unwrap_err(), Refused::Barred(_)));
    }

    /// R2.6: an indicator prompts the referral until it is made.
    #[test]
    fn an_indicator_prompts_until_it_is_sent_on() {
        let today = stamp(2, 0).today();
        let register = forums::in_force(&forums::Register::default(), today);
        let seen = |id: &str| BTreeSet::from([id.to_owned()]);
        let unknown = opened().indicate(seen("weather"), note("x"), &stamp(2, 0));
        assert_eq!(unknown.unwrap_err(), Refused::NoSuchIndicator);
        let case = opened()
            .indicate(seen("domestic-abuse"), note("As she told"), &stamp(2, 0))
            .unwrap();
        let names = |case: &Case| -> Vec<String> {
            let prompts = case.elsewhere.prompts(&register, today);
            prompts
                .iter()
                .map(|(_, forum, _)| forum.name.clone())
                .collect()
        };
        assert_eq!(names(&case), ["MARAC", "MATAC"]);
        let case = case
            .send_on(sending(Some("domestic-abuse")), &stamp(3, 0))
            .unwrap();
        assert_eq!(names(&case), ["MATAC"]);
        let none = case
            .clone()
            .answered_elsewhere(2, (Taken::Taken, note("Yes")), &stamp(4, 0));
        assert_eq!(none.unwrap_err(), Refused::NothingSent);
        let case = case
            .answered_elsewhere(1, (Taken::NotTaken, note("Not high")), &stamp(4, 0))
            .unwrap();
        assert_eq!(case.elsewhere.sent[0].taken, Some(Taken::NotTaken));
        let stale = opened().send_on(sending(Some("weather")), &stamp(3, 0));
        assert_eq!(stale.unwrap_err(), Refused::NoSuchIndicator);
    }

    #[test]
    fn old_records_have_nothing_elsewhere() {
        let mut record = serde_json::to_value(opened().record()).unwrap();
        assert!(
            record
                .as_object_mut()
                .unwrap()
                .remove("elsewhere")
                .is_none()
        );
        let case: Case = serde_json::from_value(record).unwrap();
        assert!(case.elsewhere.is_empty());
    }

    #[test]
    fn a_full_case_stays_below_its_limit() {
        let mut case = opened();
        for n in 0..Elsewhere::MAX as u64 {
            case = case
                .hold_elsewhere(holding(None), &stamp(2 + n, 0))
                .unwrap();
            let long = Sending {
                reason: note(&"é".repeat(Note::MAX)),
                ..sending(None)
            };
            case = case.send_on(long, &stamp(2 + n, 0)).unwrap();
        }
        let more = case.clone().send_on(sending(None), &stamp(50, 0));
        assert!(matches!(more.unwrap_err(), Refused::Full { .. }));
        let more = case.clone().hold_elsewhere(holding(None), &stamp(50, 0));
        assert!(matches!(more.unwrap_err(), Refused::Full { .. }));
        assert!(serde_json::to_string(case.record()).unwrap().len() < 110_000);
    }
}
