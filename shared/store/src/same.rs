//! Subjects of a case that are, or may be, a subject of another (R2.1, R9.1).
//!
//! INVARIANT (stub): of a case that the caller does not see they learn from a joined one what a search for
//! its subject would tell them, and nothing where it would not: see [`alike::may_be_told`]. What was said of
//! it in the journal is read by those who see both.

use std::collections::{BTreeMap, BTreeSet};

use access::{
    Caller, Decision,
    case::{judge_same, list_area, search},
    guest as policy,
};
use chrono::{DateTime, Utc};
use domain::{
    AreaCode, CaseId, Journal,
    case::{
        Case, Event,
        same::{Standing, Tie, stub_of},
    },
    journal::Hash,
    matching::MatchKey,
    referral::form::{Subject, SubjectRole},
};
use linkage::Verdict;

use crate::{
    Cursor, Error, Page, Store,
    alike::{self, Sought},
    journal::RecordItem,
    keys,
    search::{Hit, PointerItem, Stub},
    table::Part,
};

/// Most that are suggested for one subject.
pub const SUGGESTED: usize = 10;
/// Most subjects for whom one page of a sweep looks: it ends with the case that reaches them.
pub const MOST_LOOKS: usize = 40;
/// Most cases that one page of a sweep goes through.
pub const MOST_SWEPT: usize = 20;

/// What holds of a subject and one of another case, as the caller may know it.
#[derive(Debug, Clone)]
pub struct Tied {
    /// The subject of this case, by their number from 1.
    pub subject: u32,
    /// Whether they are one or two.
    pub standing: Standing,
    /// Since when, UTC.
    pub at: DateTime<Utc>,
    /// Who said so.
    pub by: String,
    /// The other case.
    pub other: Other,
}

/// The other case.
#[derive(Debug, Clone)]
pub enum Other {
    /// One that the caller sees.
    Case(Box<Likely>),
    /// One that they do not see, and may be told of.
    Stub(Stub),
}

/// A subject of a case that the caller sees, who is, or may be, somebody else's double.
#[derive(Debug, Clone)]
pub struct Likely {
    /// The case, which of its subjects, and why.
    pub hit: Hit,
    /// What is recorded of them.
    pub subject: Subject,
    /// Whether the caller may say who is who: they run both cases.
    pub may_judge: bool,
}

/// What a sweep found in a part of an area's cases.
#[derive(Debug, Clone, Default)]
pub struct Swept {
    /// Pairs, the likeliest first.
    pub pairs: Vec<TwoAlike>,
    /// How many cases it went through.
    pub cases: usize,
    /// Where it goes on, if there are more.
    pub next: Option<Cursor>,
}

/// Two subjects of two cases that the caller runs.
#[derive(Debug, Clone)]
pub struct TwoAlike {
    /// The case opened later, without evidence of its own.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// Which of its subjects, by their number from 1.
    pub number: u32,
    /// What is recorded of them.
    pub subject: Subject,
    /// Its version, which a judgement is based on.
    pub version: u64,
    /// Whom they are like.
    pub other: Likely,
}

/// Which other cases the caller sees, of those of which something is said on a case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Others(BTreeSet<Hash>);

impl Others {
    /// Whether what this entry says is for them.
    pub(crate) fn show(&self, caller: &Caller, line: &domain::Entry<Event>) -> bool {
        match &line.event {
            Some(Event::Same(step)) => {
                matches!(caller, Caller::System(_)) || self.0.contains(&step.pair().other)
            }
            Some(_) => true,
            // What it said was erased, and of whom.
            None => line.header.kind != "same",
        }
    }
}

impl Store {
    /// What holds of the subjects of a case and those of others, as far as `caller`, who sees the case, may
    /// know it; what is handed out is logged.
    pub async fn ties(
        &self,
        case: &Case,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Vec<Tied>, Error> {
        let stubs = search(caller);
        self.tied(case, caller, Some(&stubs), now).await
    }

    /// The same of cases that the caller sees, for who says who is who: no stub is handed out.
    pub async fn ties_seen(
        &self,
        case: &Case,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Vec<Tied>, Error> {
        self.tied(case, caller, None, now).await
    }

    async fn tied(
        &self,
        case: &Case,
        caller: &Caller,
        stubs: Option<&Decision>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Tied>, Error> {
        if case.same.is_empty() {
            return Ok(Vec::new());
        }
        let stubs = stubs.filter(|stubs| stubs.is_permitted());
        let others = self.tied_cases(case).await?;
        let mut tied = Vec::new();
        let mut logged = BTreeSet::new();
        for tie in &case.same {
            let Some(other) = others.get(&tie.pair.other) else {
                continue;
            };
            let read = policy::read(caller, other, now);
            let (shown, what, decision) = if read.is_permitted() {
                let Some(likely) = likely(case, tie, other, caller) else {
                    continue;
                };
                (Other::Case(Box::new(likely)), "found", read)
            } else if let Some(stubs) = stubs.filter(|_| may_be_told(case, tie, other)) {
                (Other::Stub(Stub::of(other)), "stub", stubs.clone())
            } else {
                continue;
            };
            if logged.insert(other.id) {
                let pk = keys::case(other.id);
                self.log_read(pk, caller, what, &decision, now).await?;
            }
            tied.push(Tied {
                subject: tie.pair.subject,
                standing: tie.standing,
                at: tie.at,
                by: tie.by.clone(),
                other: shown,
            });
        }
        Ok(tied)
    }

    /// Which cases the caller sees of those that any of these entries speaks of. Nothing of them is handed
    /// out, so that nothing is logged.
    pub(crate) async fn others_seen(
        &self,
        entries: &[domain::Entry<Event>],
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Others, Error> {
        let named = entries.iter().filter_map(|line| match &line.event {
            Some(Event::Same(step)) => Some(step.pair().other),
            _ => None,
        });
        let named: BTreeSet<Hash> = named.collect();
        if named.is_empty() {
            return Ok(Others::default());
        }
        let others = self.behind_stubs(named).await?.into_iter();
        let seen = others.filter(|(_, case)| policy::read(caller, case, now).is_permitted());
        Ok(Others(seen.map(|(stub, _)| stub).collect()))
    }

    /// Subjects of other cases that are like the one of this number and of whom nothing is said yet, the
    /// likeliest first, and whether there are more; what is handed out is logged. Only cases that the caller
    /// sees are among them: nobody is told by likeness of one that they do not see.
    pub async fn perhaps_same(
        &self,
        case: &Case,
        number: u32,
        (caller, now): (&Caller, DateTime<Utc>),
    ) -> Result<(Vec<Likely>, bool), Error> {
        let mut found = self.like(case, number, (caller, now)).await?;
        let more = found.len() > SUGGESTED;
        found.truncate(SUGGESTED);
        for (likely, read) in &found {
            let pk = keys::case(likely.hit.row.id);
            self.log_read(pk, caller, "found", read, now).await?;
        }
        Ok((found.into_iter().map(|(likely, _)| likely).collect(), more))
    }

    /// Goes through a part of an area's cases, those opened last first, and looks for everybody on each: for
    /// who runs the area. A pair is told of once, with the case that was opened later, and only when the
    /// caller runs both cases. What is handed out is logged on both.
    ///
    /// INVARIANT (few keys): at most [`MOST_SWEPT`] cases, and a case beyond [`MOST_LOOKS`] subjects.
    pub async fn sweep_same(
        &self,
        area: &AreaCode,
        after: Option<&Cursor>,
        (caller, now): (&Caller, DateTime<Utc>),
    ) -> Result<Swept, Error> {
        if !list_area(caller, area).is_permitted() {
            return Err(Error::hidden(caller, "cases"));
        }
        self.look(caller, None, now).await?;
        let mut swept = Swept::default();
        let (mut at, mut looks) = (after.cloned(), 0);
        while swept.cases < MOST_SWEPT && looks < MOST_LOOKS {
            let part = Part::of_area((area, caller), keys::by_area::opened, 1, at.as_ref());
            let page: Page<PointerItem> = self.table.list(part.newest_first()).await?;
            for row in &page.items {
                let case = self.record::<Case>(keys::case(row.case()?)).await?;
                looks += case.subjects.len();
                swept.cases += 1;
                let pairs = &mut swept.pairs;
                self.sweep_case((area, &case), pairs, (caller, now)).await?;
            }
            at = page.next;
            if at.is_none() {
                break;
            }
        }
        swept.next = at;
        swept.pairs.sort_by(|a, b| {
            let by_chance = b.other.hit.probability.total_cmp(&a.other.hit.probability);
            by_chance.then_with(|| b.reference.cmp(&a.reference))
        });
        Ok(swept)
    }

    async fn sweep_case(
        &self,
        (area, case): (&AreaCode, &Journal<Case>),
        pairs: &mut Vec<TwoAlike>,
        (caller, now): (&Caller, DateTime<Utc>),
    ) -> Result<(), Error> {
        let own = policy::read(caller, case, now);
        if !own.is_permitted() {
            return Ok(());
        }
        let mut told = false;
        for (number, subject) in (1..).zip(&case.subjects) {
            for (other, read) in self.like(case, number, (caller, now)).await? {
                // The other of the two is met with this one when its turn comes.
                let walked = caller.covers(area).contains(&other.hit.row.area);
                if !other.may_judge || (walked && is_later(&other, case)) {
                    continue;
                }
                let pk = keys::case(other.hit.row.id);
                self.log_read(pk, caller, "found", &read, now).await?;
                told = true;
                pairs.push(TwoAlike {
                    case: case.id,
                    reference: case.reference.clone(),
                    number,
                    subject: subject.clone(),
                    version: case.version(),
                    other,
                });
            }
        }
        if told {
            let pk = keys::case(case.id);
            self.log_read(pk, caller, "found", &own, now).await?;
        }
        Ok(())
    }

    async fn like(
        &self,
        case: &Case,
        number: u32,
        (caller, now): (&Caller, DateTime<Utc>),
    ) -> Result<Vec<(Likely, Decision)>, Error> {
        let Some(subject) = subject_of(case, number) else {
            return Ok(Vec::new());
        };
        let sought = Sought::of(subject);
        let near = self.near(&sought).await?;
        let others = near.cases.into_iter().filter(|id| *id != case.id);
        let wanted = others.map(|id| (keys::case(id), keys::RECORD.into()));
        let records: Vec<RecordItem> = self.table.batch(wanted.collect()).await?;
        let mut found = Vec::new();
        for record in &records {
            let other = record.journal::<Case>()?;
            let read = policy::read(caller, &other, now);
            if !read.is_permitted() {
                continue;
            }
            let said = said_between(case, number, &other);
            if said == Some(Standing::Joined) {
                continue;
            }
            let place = is_place(subject);
            let undecided: Vec<(u32, &Subject)> = (1..)
                .zip(&other.subjects)
                .filter(|(_, each)| is_place(each) == place)
                .filter(|(others, _)| case.is_undecided(number, &other, *others))
                .collect();
            let subjects: Vec<Subject> = undecided
                .iter()
                .map(|(_, each)| Subject::clone(each))
                .collect();
            let Some((at, like)) = alike::likest(&sought, &subjects) else {
                continue;
            };
            let Some((others, theirs)) = undecided.get(at) else {
                continue;
            };
            // Of those who live with somebody that they were kept apart from, only doubles.
            if said.is_some() && like.verdict != Verdict::Match {
                continue;
            }
            let mut hit = Hit::of(&other, Some((at, like)));
            hit.subject = *others;
            let likely = Likely {
                hit,
                subject: Subject::clone(theirs),
                may_judge: judge_same(caller, case, &other).is_permitted(),
            };
            found.push((likely, read));
        }
        found.sort_by(|(a, _), (b, _)| {
            let by_chance = b.hit.probability.total_cmp(&a.hit.probability);
            by_chance.then_with(|| a.hit.row.reference.cmp(&b.hit.row.reference))
        });
        Ok(found)
    }

    /// The other cases of which something is said on this one, by what their stubs are known by; those that
    /// were erased are not among them.
    async fn tied_cases(&self, case: &Case) -> Result<BTreeMap<Hash, Journal<Case>>, Error> {
        let named = case.same.iter().map(|tie| tie.pair.other);
        self.behind_stubs(named.collect()).await
    }

    async fn behind_stubs(
        &self,
        stubs: BTreeSet<Hash>,
    ) -> Result<BTreeMap<Hash, Journal<Case>>, Error> {
        let wanted = stubs
            .into_iter()
            .map(|stub| (keys::stub(stub), keys::RECORD.to_owned()));
        let rows: Vec<PointerItem> = self.table.batch(wanted.collect()).await?;
        let mut records = Vec::new();
        for row in rows {
            records.push((keys::case(row.case()?), keys::RECORD.to_owned()));
        }
        let records: Vec<RecordItem> = self.table.batch(records).await?;
        let cases = records.iter().map(RecordItem::journal::<Case>);
        cases
            .map(|case| case.map(|case| (stub_of(case.id), case)))
            .collect()
    }
}

/// A person is not a place, whatever address they share.
fn is_place(subject: &Subject) -> bool {
    subject.role == SubjectRole::Location
}

/// What is said of this subject and anybody on the other case, as far as it keeps them from being suggested:
/// who is one of them is no other.
fn said_between(case: &Case, number: u32, other: &Case) -> Option<Standing> {
    let all = (1..).zip(&other.subjects);
    let said = all.filter(|(others, _)| !case.is_undecided(number, other, *others));
    let said = said.filter_map(|(others, _)| Some(case.tie(number, other, others)?.standing));
    let said: Vec<Standing> = said.collect();
    let joined = said.iter().find(|each| **each == Standing::Joined);
    joined.or(said.first()).copied()
}

/// Whether the other case was opened after this one: the order in which a sweep comes to them, backwards.
fn is_later(other: &Likely, case: &Case) -> bool {
    let row = &other.hit.row;
    (other.hit.opened_on, &row.reference) > (case.opened_on, &case.reference)
}

fn subject_of(case: &Case, number: u32) -> Option<&Subject> {
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    case.subjects.get(at)
}

/// The same tie, as the other case has it.
fn seen_from<'a>(other: &'a Case, tie: &Tie) -> Option<&'a Tie> {
    other
        .same
        .iter()
        .find(|each| each.pair.pair == tie.pair.pair)
}

fn likely(case: &Case, tie: &Tie, other: &Journal<Case>, caller: &Caller) -> Option<Likely> {
    let number = seen_from(other, tie)?.pair.subject;
    let subject = subject_of(other, number)?.clone();
    let hit = Hit::of(other, None);
    Some(Likely {
        hit: Hit {
            subject: number,
            evidence: Vec::new(),
            ..hit
        },
        subject,
        may_judge: judge_same(caller, case, other).is_permitted(),
    })
}

/// Whether somebody who reads of the one may learn of the case of the other: they are one, and to search for
/// the one finds the other exactly.
fn may_be_told(case: &Case, tie: &Tie, other: &Case) -> bool {
    let own = subject_of(case, tie.pair.subject);
    let theirs = seen_from(other, tie).and_then(|tie| subject_of(other, tie.pair.subject));
    let (Some(own), Some(theirs)) = (own, theirs) else {
        return false;
    };
    let sought = Sought::of(own);
    let kept = MatchKey::all_of(theirs);
    let exact = sought.exact().iter().any(|key| kept.contains(key));
    tie.standing == Standing::Joined && alike::may_be_told(&sought, exact)
}
