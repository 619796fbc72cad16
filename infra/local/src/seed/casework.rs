//! Referrals and cases: each story told three times, by the same commands that people use.

use anyhow::Context;
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    ActionId, AgencyId, Journal,
    case::{Assessment, Case, ChasePolicy, Ending, Opening, Pace, Rag, Sharing, Task, entry},
    gateway::Gateway,
    referral::{Referral, form::RiskBand},
    time,
};
use store::{Commit, Store};

use super::{
    commit, forums, powers, reviews, risk,
    story::{self, Story, Telling, next_office_day, office_time},
    timeline::{Turn, turns},
    world::{Part, Place, Player, World, line, prose, system},
};

/// How often each story is told as a case.
const TELLINGS: usize = 3;

/// Days between one case and the next.
const APART: i64 = 4;

/// Writes about sixty cases, oldest first, and the referrals that wait.
pub(super) async fn plant(store: &Store, world: &World) -> anyhow::Result<()> {
    let stories = story::all()?;
    let total = stories.len() * TELLINGS;
    for position in 0..total {
        // Seven is coprime to the number of stories, so that neighbours tell different ones.
        let number = (position * 7) % total;
        let (variant, index) = (number / stories.len(), number % stories.len());
        let story = stories.get(index).context("a story is missing")?;
        let telling = Telling {
            variant,
            number,
            place: place(number + variant),
        };
        let age = APART * (total - position) as i64;
        let received_at = office_time(world.now, age + 1, number);
        case(store, world, (story, &telling), received_at).await?;
    }
    for (story, number) in stories.iter().rev().zip(0..9) {
        let telling = Telling {
            variant: number,
            number: total + number,
            place: place(number / 2),
        };
        waiting(store, world, (story, &telling), number).await?;
    }
    Ok(())
}

fn place(number: usize) -> Place {
    if number.is_multiple_of(2) {
        Place::Runnymede
    } else {
        Place::Woking
    }
}

/// One referral, accepted the next working day, and its case until now: one transaction.
async fn case(
    store: &Store,
    world: &World,
    (story, telling): (&Story, &Telling),
    received_at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let referrer = world.player(story.referrer, telling.place)?;
    let coordinator = world.coordinator(telling.place)?;
    let form = story.form(telling, received_at)?;
    let referral = Referral::receive(form.clone(), 3, &referrer.stamp(received_at)?)?;
    let opened_at = next_office_day(received_at) + TimeDelta::minutes(20);
    let stamp = coordinator.stamp(opened_at)?;
    let ticket = store
        .next_case_reference(&telling.place.code()?, opened_at)
        .await?;
    let reason =
        prose("Meets the threshold: persistent, harmful, and more than one agency is needed.")?;
    let opening = Opening {
        area: referral.area.clone(),
        reference: ticket.reference.clone(),
        lead: coordinator.joining("Leads cases in its area")?,
        referrer: referrer.joining("Made the referral")?,
        reason: reason.clone(),
        pace: Pace::default(),
    };
    let case = Case::open(&referral, &form, opening, &stamp)?;
    let referral = referral.accept(case.id, &ticket.reference, reason, &stamp)?;
    let mut told = Told {
        story,
        telling,
        world,
        actions: Vec::new(),
    };
    let mut case = case;
    for (at, turn) in turns(story, telling, world, opened_at) {
        case = told.turn(case, at, turn)?;
        if !case.is_open() {
            break;
        }
    }
    let case = powers::used(case, telling.number, coordinator)?;
    let (case, review) = reviews::reviewed(world, case, (telling.number, coordinator))?;
    let mut all = Commit::of(referral).with(case).claim(&ticket);
    if let Some(review) = review {
        all = all.with(review);
    }
    commit(store, all, "a case").await
}

/// A referral without a case: some wait, some were sent elsewhere.
async fn waiting(
    store: &Store,
    world: &World,
    (story, telling): (&Story, &Telling),
    number: usize,
) -> anyhow::Result<()> {
    let referrer = world.player(story.referrer, telling.place)?;
    // The oldest of those that wait are near their limit of three working days.
    let days = match number {
        0..=5 => 1 + number as i64 / 2,
        _ => 20 * number as i64,
    };
    let received_at = office_time(world.now, days, number);
    let form = story.form(telling, received_at)?;
    let referral = Referral::receive(form, 3, &referrer.stamp(received_at)?)?;
    let stamp = world
        .coordinator(telling.place)?
        .stamp(received_at + TimeDelta::hours(2))?;
    let referral = match number {
        5 => referral.ask(
            prose("Which dates do the recordings cover, and has the tenant been told of them?")?,
            &stamp,
        )?,
        6 => referral.decline(
            prose(
                "A single incident, dealt with by the landlord. Please refer again if it goes on.",
            )?,
            &stamp,
        )?,
        7 => referral.signpost(
            line("Early Help Hub")?,
            prose("The family asks for support; nobody else is affected so far.")?,
            &stamp,
        )?,
        8 => referral.signpost(
            line("MARAC")?,
            prose("High risk of domestic abuse: the conference meets this week.")?,
            &stamp,
        )?,
        _ => referral,
    };
    commit(store, Commit::of(referral), "a referral").await
}

/// A story while it is told.
struct Told<'a> {
    story: &'a Story,
    telling: &'a Telling,
    world: &'a World,
    /// The actions assigned so far, by their place in the story.
    actions: Vec<(usize, ActionId)>,
}

impl Told<'_> {
    fn turn(
        &mut self,
        case: Journal<Case>,
        at: DateTime<Utc>,
        turn: Turn,
    ) -> anyhow::Result<Journal<Case>> {
        let coordinator = self.world.coordinator(self.telling.place)?;
        let stamp = coordinator.stamp(at)?;
        Ok(match turn {
            Turn::Join(part, reason) => self.join(case, part, &reason, at)?,
            Turn::Tell(part, kind, text) => {
                let case = self.join(case, part, "Holds information about the matter", at)?;
                let player = self.player(part)?;
                let on = time::london_date(at);
                let (text, gateway) = (prose(&text)?, player.gateway());
                case.tell(
                    entry::Telling {
                        kind,
                        on,
                        text,
                        gateway,
                        material: Default::default(),
                        only: None,
                    },
                    &player.stamp(at)?,
                )?
            }
            Turn::Assess(count) => {
                let mut assessment = self.assessment(count, at)?;
                // Half of them, as while an area begins to use instruments.
                if self.telling.number.is_multiple_of(2) {
                    let which = (count, self.telling.number);
                    assessment = risk::scored(assessment, &case, which, at)?;
                }
                case.assess(assessment, Pace::default(), &stamp)?
            }
            Turn::Plan => {
                let case = risk::planned(case, coordinator, at)?;
                forums::known(case, coordinator, (self.telling.number, at))?
            }
            Turn::ReviewPlan => risk::reviewed(case, coordinator, (self.telling.number, at))?,
            Turn::Decide(meeting) => {
                let (decision, rationale) = &self.story.decision;
                let (decision, rationale) = (self.prose(decision)?, self.prose(rationale)?);
                {
                    let sharing = Sharing::openly(Gateway::CrimeAndDisorder);
                    case.decide((decision, rationale), Some(meeting), sharing, &stamp)?
                }
            }
            Turn::Assign(index, due_on, meeting) => {
                let (part, what, detail, _) = self.action(index)?;
                let case = self.join(case, *part, "Is tasked with an action", at)?;
                let player = self.player(*part)?;
                let task = Task {
                    what: line(what)?,
                    detail: detail.as_deref().map(prose).transpose()?,
                    agency: player.agency()?.clone(),
                    person: player
                        .assignee()
                        .filter(|_| !(index + self.telling.number).is_multiple_of(3)),
                    due_on,
                    meeting,
                };
                let case = case.assign(task, player.gateway(), &stamp)?;
                let newest = case.actions.values().max_by_key(|action| action.number);
                self.actions.extend(newest.map(|action| (index, action.id)));
                case
            }
            Turn::Accept(index) => {
                let (action, player) = self.assigned(index)?;
                case.accept_action(action, &player.stamp(at)?)?
            }
            Turn::Decline(index) => {
                let (action, player) = self.assigned(index)?;
                let reason =
                    prose("No capacity before the new year; another team may be able to help.")?;
                case.decline_action(action, reason, &player.stamp(at)?)?
            }
            Turn::End(index, ending) => self.end(case, index, ending, at)?,
            Turn::Sweep => {
                let stamp = system("action-sweep", at)?;
                let open: Vec<_> = case.open_actions().iter().map(|action| action.id).collect();
                open.into_iter().try_fold(case, |case, action| {
                    case.chase(action, &ChasePolicy::default(), &stamp)
                })?
            }
            Turn::Propose => case.propose_closure(self.prose(&self.story.closing.1)?, &stamp)?,
            Turn::Close => self.close(case, at)?,
        })
    }

    /// The agency joins, unless it is on the case.
    fn join(
        &self,
        case: Journal<Case>,
        part: Part,
        reason: &str,
        at: DateTime<Utc>,
    ) -> anyhow::Result<Journal<Case>> {
        let player = self.player(part)?;
        let agency: &AgencyId = player.agency()?;
        if case.agencies.contains_key(agency) {
            return Ok(case);
        }
        let stamp = self.world.coordinator(self.telling.place)?.stamp(at)?;
        Ok(case.add_agency(player.joining(reason)?, &stamp)?)
    }

    fn end(
        &self,
        case: Journal<Case>,
        index: usize,
        ending: Ending,
        at: DateTime<Utc>,
    ) -> anyhow::Result<Journal<Case>> {
        let (action, player) = self.assigned(index)?;
        let evidence = match ending {
            Ending::Done => self.prose(&self.action(index)?.3)?,
            _ => prose(
                "Not done in time: the officer moved to another team. To be raised at the next meeting.",
            )?,
        };
        Ok(case.end_action(action, ending, evidence, &player.stamp(at)?)?)
    }

    /// Ends what is still open, and closes.
    fn close(&self, case: Journal<Case>, at: DateTime<Utc>) -> anyhow::Result<Journal<Case>> {
        let mut case = case;
        for (index, action) in &self.actions {
            if case.action(*action)?.is_open() {
                case = self.end(case, *index, Ending::Done, at)?;
            }
        }
        let (outcome, reason) = &self.story.closing;
        let stamp = self.world.coordinator(self.telling.place)?.stamp(at)?;
        Ok(case.close(*outcome, self.prose(reason)?, &stamp)?)
    }

    fn assessment(&self, count: usize, at: DateTime<Utc>) -> anyhow::Result<Assessment> {
        let risk = self.story.band(self.telling)?;
        let grave = matches!(risk, RiskBand::High | RiskBand::VeryHigh);
        let (rag, rationale) = match (count, grave) {
            (0, true) => (
                Rag::Red,
                "Harm is serious and likely to go on; victims are not yet safe.",
            ),
            (0, false) => (
                Rag::Amber,
                "Persistent, with harm to neighbours; no plan in place so far.",
            ),
            (1, true) => (
                Rag::Amber,
                "The plan has begun; one incident since the last review.",
            ),
            (count, _) if (count + self.telling.number).is_multiple_of(5) => (
                Rag::Red,
                "A setback: incidents have gone up again since the last review.",
            ),
            (1 | 2, _) => (Rag::Amber, "Some improvement; actions are still open."),
            _ => (
                Rag::Green,
                "Quiet since the last review; measures are holding.",
            ),
        };
        let days = if grave { 21 } else { 28 };
        Ok(Assessment {
            rag,
            risk,
            rationale: prose(rationale)?,
            next_review_on: time::london_date(at) + Days::new(days),
            scored: None,
            later_because: None,
            gateway: Some(Gateway::CrimeAndDisorder),
        })
    }

    fn player(&self, part: Part) -> anyhow::Result<&Player> {
        self.world.player(part, self.telling.place)
    }

    fn action(&self, index: usize) -> anyhow::Result<&(Part, String, Option<String>, String)> {
        self.story
            .actions
            .get(index)
            .context("an action is missing")
    }

    /// The action with that place in the story, and who was tasked with it.
    fn assigned(&self, index: usize) -> anyhow::Result<(ActionId, &Player)> {
        let found = self.actions.iter().find(|(own, _)| *own == index);
        let (_, action) = found.context("an action was not assigned")?;
        Ok((*action, self.player(self.action(index)?.0)?))
    }

    fn prose(&self, text: &str) -> anyhow::Result<domain::Prose> {
        prose(&self.telling.tell(text))
    }
}
