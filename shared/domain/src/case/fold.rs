//! The record of a case as the fold of its journal (INVARIANT (fold)).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    Action, ActionStatus, Amended, Case, Elsewhere, Event, Guests, Imported, Joining, Limit,
    Member, Plan, Status, Task, Turns, category::categorised, document, elsewhere, powers,
    retention::erased, reviews, same, subject, wording,
};
use crate::{
    ActionId, AgencyId, Aggregate, AreaCode, EntryId, Line,
    journal::{Header, JournalFault},
    notice::Returns,
    referral::form::{CaseKind, Subject},
    retention::{Keeping, Step},
    time::{self, Quarter},
};

impl Aggregate for Case {
    const KIND: &'static str = "case";
    type Event = Event;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn fold(record: Option<Self>, event: &Event, head: &Header) -> Result<Self, JournalFault> {
        let misplaced = || JournalFault::out_of_place(head);
        if let Event::Erased(remains) = event {
            return erased(remains, head);
        }
        let mut case = match record {
            None => return opened(event, head),
            Some(case) => case,
        };
        // INVARIANT (limit): that a limited entry was added or changed shows to nobody else; no more does
        // what was said of a subject of another case.
        if !is_limited(&case, event) {
            case.last_activity_at = head.at;
        }
        match event.clone() {
            Event::Opened { .. } | Event::Imported(_) | Event::Erased(_) => {
                return Err(misplaced());
            }
            Event::Retention(Step::Finished { .. }) => {
                let Status::Erased { finished, .. } = &mut case.status else {
                    return Err(misplaced());
                };
                *finished = true;
                case.referrals.clear();
            }
            Event::Retention(step) => case.keeping.fold(&step, head),
            Event::Review(step) => reviews::fold(&mut case, step).ok_or_else(misplaced)?,
            Event::Planned(step) => case.plan.fold(step, head).ok_or_else(misplaced)?,
            Event::Elsewhere(step) => {
                elsewhere::fold(&mut case, step, head).ok_or_else(misplaced)?;
            }
            Event::Same(step) => same::fold(&mut case, &step, head).ok_or_else(misplaced)?,
            Event::ReferralJoined {
                referral,
                subjects,
                referred_by,
                ..
            } => {
                case.referrals.push(referral);
                let many = subjects.len();
                case.subjects.extend(subjects);
                case.record_newest(many, referred_by.as_ref(), head);
            }
            Event::SubjectCategorised { subject, role, .. } => {
                categorised(&mut case, subject, role).ok_or_else(misplaced)?;
            }
            Event::SubjectCorrected {
                subject: number,
                details,
                due,
                ..
            } => subject::corrected(&mut case, (number, *details), &due, head)
                .ok_or_else(misplaced)?,
            Event::Reworded {
                step,
                instead,
                since,
                ..
            } => wording::fold(&mut case, (step, since), instead.as_deref(), head)
                .ok_or_else(misplaced)?,
            Event::AgencyAdded { agency } => {
                case.agencies
                    .insert(agency.agency.clone(), member(agency, head));
            }
            Event::AgencyRemoved { agency, .. } => {
                let member = case.agencies.remove(&agency).ok_or_else(misplaced)?;
                case.former.insert(agency, member.name);
            }
            Event::LeadChanged { agency, .. } => case.lead = agency,
            Event::Assessed {
                assessment,
                again,
                from,
                ..
            } => {
                if again {
                    let quarter = Quarter::of(time::london_date(head.at));
                    *case.rescored.entry(quarter).or_default() += 1;
                    if let Some(turns) = Turns::between(from, assessment.rag) {
                        case.turned.entry(quarter).or_default().add(turns);
                    }
                }
                case.rag = Some(assessment.rag);
                case.risk = Some(assessment.risk);
                case.assessed_on = Some(time::london_date(head.at));
                case.next_review_on = assessment.next_review_on;
                case.rescore_on = assessment.scored.map(|scored| scored.rescore_on);
            }
            Event::Rated(rating) => {
                if let Some(turns) = Turns::between(case.rag, rating.rag) {
                    let quarter = Quarter::of(time::london_date(head.at));
                    case.turned.entry(quarter).or_default().add(turns);
                }
                case.rag = Some(rating.rag);
                case.next_review_on = rating.next_review_on;
            }
            Event::ClosureProposed { reason } => case.status = Status::ClosureProposed { reason },
            Event::Closed { outcome, .. } => {
                let on = time::london_date(head.at);
                case.status = Status::Closed { on, outcome };
            }
            Event::Reopened { next_review_on, .. } => {
                case.status = Status::Open;
                case.next_review_on = next_review_on;
                // A hold outlasts it; what was decided of the closed case does not.
                case.keeping.decided = None;
            }
            Event::NoticeReturned(back) => case.returns.add(back, head),
            Event::NoticeSettled(settled) => {
                case.returns.settle(&settled).ok_or_else(misplaced)?;
            }
            // Their text is the payload of the entry; the record does not repeat it.
            Event::EntryErased { .. } => {}
            Event::Decided { entry, only, .. } => {
                case.limit_from_the_start(entry, only, head)
                    .ok_or_else(misplaced)?;
            }
            Event::EntryRecorded { entry, only, .. } => {
                case.limit_from_the_start(Some(entry), only, head)
                    .ok_or_else(misplaced)?;
            }
            Event::ActionAssigned {
                action, task, only, ..
            } => {
                case.limit_from_the_start(Some(action.into()), only, head)
                    .ok_or_else(misplaced)?;
                assigned(&mut case.actions, action, task, head).ok_or_else(misplaced)?;
            }
            Event::EntryLimited { entry, only } => {
                relimit(&mut case, entry, only, head).ok_or_else(misplaced)?;
            }
            Event::EntryCorrected { entry, since, .. } => {
                amended(&mut case, entry, since, head, false)
            }
            Event::EntryWithdrawn { entry, since, .. } => {
                amended(&mut case, entry, since, head, true)
            }
            filed @ (Event::DocumentFiled { .. }
            | Event::DocumentKept { .. }
            | Event::DocumentRefused { .. }
            | Event::DocumentWithdrawn { .. }) => {
                document::fold(&mut case, filed, head).ok_or_else(misplaced)?;
            }
            guest @ (Event::AccessRequested { .. }
            | Event::AccessGranted { .. }
            | Event::AccessRefused { .. }
            | Event::AccessEnded { .. }
            | Event::EmergencyOpened { .. }
            | Event::EmergencyReviewed { .. }
            | Event::AccessChased { .. }) => {
                case.guests.fold(guest, head).ok_or_else(misplaced)?;
            }
            Event::PowerStepped {
                number,
                power,
                subject,
                stepped,
            } => powers::fold(&mut case, (number, power, subject), &stepped, head)
                .ok_or_else(misplaced)?,
            Event::PowerReminded { number, reminder } => {
                powers::fold_reminder(&mut case, number, reminder).ok_or_else(misplaced)?;
            }
            other => action_event(&mut case.actions, other, head).ok_or_else(misplaced)?,
        }
        Ok(case)
    }

    fn begins_anew(event: &Event) -> bool {
        matches!(event, Event::Erased(_))
    }

    fn instead(event: &Event) -> &[(u64, Event)] {
        match event {
            Event::EntryErased { instead, .. } => instead,
            _ => &[],
        }
    }
}

/// Whether the event is about an entry that not everybody sees.
fn is_limited(case: &Case, event: &Event) -> bool {
    match event {
        Event::Same(_) => true,
        Event::Elsewhere(step) if step.is_limited() => true,
        Event::EntryRecorded { only, .. }
        | Event::DocumentFiled { only, .. }
        | Event::Decided { only, .. }
        | Event::ActionAssigned { only, .. } => only.is_some(),
        other => other
            .entry()
            .is_some_and(|entry| case.limits.contains_key(&entry)),
    }
}

fn relimit(
    case: &mut Case,
    entry: EntryId,
    only: Option<BTreeSet<AgencyId>>,
    head: &Header,
) -> Option<()> {
    let Some(only) = only else {
        case.limits.remove(&entry);
        return Some(());
    };
    let agency = head.actor.agency()?.clone();
    let open_until = match case.limits.get(&entry) {
        Some(before) => before.open_until,
        None => Some(head.at),
    };
    let limit = Limit {
        agency,
        only,
        open_until,
    };
    case.limits.insert(entry, limit);
    Some(())
}

/// Early corrections, which tell nobody, leave no mark: the records that follow from them have none.
fn amended(
    case: &mut Case,
    entry: EntryId,
    since: Option<chrono::DateTime<chrono::Utc>>,
    head: &Header,
    withdrawn: bool,
) {
    if since.is_some() {
        let at = head.at;
        case.amend(entry, Amended { at, withdrawn });
    }
}

fn opened(event: &Event, head: &Header) -> Result<Case, JournalFault> {
    let misplaced = || JournalFault::out_of_place(head);
    if let Event::Imported(imported) = event {
        return brought(imported, head);
    }
    let Event::Opened {
        reference,
        kind,
        area,
        headline,
        referral,
        subjects,
        lead,
        agencies,
        next_review_on,
        assess_by,
        referred_by,
        behaviours,
        nuisance,
        ..
    } = event.clone()
    else {
        return Err(misplaced());
    };
    let first = First {
        reference,
        kind,
        area,
        headline,
        lead,
        agencies,
        subjects,
        next_review_on,
        assess_by,
    };
    let mut case = Case {
        referrals: vec![referral],
        behaviours,
        nuisance,
        ..begun(first, head)?
    };
    case.record_newest(case.subjects.len(), referred_by.as_ref(), head);
    Ok(case)
}

/// What stands of every case from the start.
struct First {
    reference: String,
    kind: CaseKind,
    area: AreaCode,
    headline: Line,
    lead: AgencyId,
    agencies: Vec<Joining>,
    subjects: Vec<Subject>,
    next_review_on: NaiveDate,
    assess_by: Option<NaiveDate>,
}

/// A case that was kept elsewhere before: what is recorded of its subjects is the lead's, since nobody
/// else referred them.
fn brought(imported: &Imported, head: &Header) -> Result<Case, JournalFault> {
    let Imported {
        reference,
        area,
        next_review_on,
        assess_by,
        before,
        origin,
    } = imported.clone();
    let first = First {
        reference,
        kind: before.kind,
        area,
        headline: before.headline,
        lead: before.lead.clone(),
        agencies: before.agencies,
        subjects: before.subjects,
        next_review_on,
        assess_by,
    };
    let status = match before.closed {
        Some(ended) => Status::Closed {
            on: ended.on,
            outcome: ended.outcome,
        },
        None => Status::Open,
    };
    let assessed = before.rag.is_some() || before.risk.is_some();
    let mut case = Case {
        status,
        rag: before.rag,
        risk: before.risk,
        // When it was assessed nobody says: not before it was opened.
        assessed_on: assessed.then_some(before.opened_on),
        behaviours: before.behaviours,
        opened_on: before.opened_on,
        imported: Some(origin.mark),
        ..begun(first, head)?
    };
    case.record_newest(case.subjects.len(), Some(&before.lead), head);
    Ok(case)
}

fn begun(first: First, head: &Header) -> Result<Case, JournalFault> {
    let First {
        reference,
        kind,
        area,
        headline,
        lead,
        agencies,
        subjects,
        next_review_on,
        assess_by,
    } = first;
    Ok(Case {
        id: head
            .id
            .parse()
            .map_err(|_| JournalFault::out_of_place(head))?,
        reference,
        kind,
        area,
        headline,
        status: Status::Open,
        lead,
        agencies: agencies
            .into_iter()
            .map(|joining| (joining.agency.clone(), member(joining, head)))
            .collect(),
        former: BTreeMap::new(),
        subjects,
        referrals: Vec::new(),
        rag: None,
        risk: None,
        assessed_on: None,
        assess_by,
        next_review_on,
        actions: BTreeMap::new(),
        returns: Returns::default(),
        guests: Guests::default(),
        limits: BTreeMap::new(),
        amended: BTreeMap::new(),
        recorded: BTreeMap::new(),
        reworded: BTreeMap::new(),
        documents: BTreeMap::new(),
        powers: Vec::new(),
        reviews: Vec::new(),
        keeping: Keeping::default(),
        rescore_on: None,
        plan: Plan::default(),
        elsewhere: Elsewhere::default(),
        same: Vec::new(),
        behaviours: Vec::new(),
        nuisance: None,
        imported: None,
        rescored: BTreeMap::new(),
        turned: BTreeMap::new(),
        opened_on: time::london_date(head.at),
        last_activity_at: head.at,
    })
}

fn member(joining: Joining, head: &Header) -> Member {
    Member {
        name: joining.name,
        gateway: joining.gateway,
        since: time::london_date(head.at),
    }
}

/// Folds what happens to an action; `None` if it cannot have happened.
fn assigned(
    actions: &mut BTreeMap<ActionId, Action>,
    id: ActionId,
    task: Task,
    head: &Header,
) -> Option<()> {
    let number = u32::try_from(actions.len()).ok()?.checked_add(1)?;
    let action = Action {
        id,
        number,
        task,
        assigned_at: head.at,
        assigned_by: head.actor.name().to_owned(),
        status: ActionStatus::Assigned,
        last_step: None,
    };
    actions.insert(id, action);
    Some(())
}

fn action_event(
    actions: &mut BTreeMap<ActionId, Action>,
    event: Event,
    head: &Header,
) -> Option<()> {
    match event {
        Event::ActionAccepted { action } => {
            let by = head.actor.name().to_owned();
            actions.get_mut(&action)?.status = ActionStatus::Accepted { at: head.at, by };
        }
        Event::ActionDeclined { action, reason } => {
            let by = head.actor.name().to_owned();
            actions.get_mut(&action)?.status = ActionStatus::Declined {
                at: head.at,
                by,
                reason,
            };
        }
        Event::ActionEnded {
            action,
            ending,
            evidence,
        } => {
            let by = head.actor.name().to_owned();
            actions.get_mut(&action)?.status = ActionStatus::Ended {
                at: head.at,
                by,
                ending,
                evidence,
            };
        }
        Event::ActionChased { action, step } => {
            actions.get_mut(&action)?.last_step = Some(step);
        }
        _ => return None,
    }
    Some(())
}
