//! The record of a review as the fold of its journal (INVARIANT (fold)).

use super::{CaseReview, Event, Status, Threshold, retention};
use crate::{
    Aggregate, CaseReviewId,
    journal::{Header, JournalFault},
    notice::Returns,
    retention::{Keeping, Step},
    time,
};

impl Aggregate for CaseReview {
    const KIND: &'static str = "case_review";
    type Event = Event;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn fold(record: Option<Self>, event: &Event, head: &Header) -> Result<Self, JournalFault> {
        let misplaced = || JournalFault::out_of_place(head);
        let on = time::london_date(head.at);
        if let Event::Erased(remains) = event {
            return retention::erased(remains, head);
        }
        let Some(mut review) = record else {
            return applied(event, head);
        };
        match event {
            Event::Applied { .. } | Event::Erased(_) => return Err(misplaced()),
            Event::Acknowledged {} => review.acknowledged_on = Some(on),
            Event::ComplaintsChecked { assessment, .. } => {
                review.assessment = (**assessment).clone();
            }
            Event::ThresholdDecided { met, .. } => {
                review.threshold = Some(Threshold { met: *met, on });
                review.status = match met {
                    true => Status::UnderReview,
                    false => Status::NotMet { on },
                };
            }
            Event::AccountTaken { agency, .. } => {
                if !review.accounts.contains(agency) {
                    review.accounts.push(agency.clone());
                }
            }
            // What was said is the payload of the entry; the record does not repeat it.
            Event::VictimHeard { .. } | Event::LetterSent { .. } | Event::LetterUnsent { .. } => {}
            Event::Linked(reviewed) => review.case = Some(reviewed.clone()),
            Event::Unlinked { .. } => review.case = None,
            Event::Called(sitting) => {
                review.sitting = Some(sitting.clone());
                review.called_on = Some(on);
            }
            Event::Recommended { .. } => review.recommendations += 1,
            Event::Concluded { .. } => review.status = Status::Concluded { on },
            Event::Withdrawn { .. } => review.status = Status::Withdrawn { on },
            Event::Reminded(reminder) => review.reminded.push(*reminder),
            Event::NoticeReturned(back) => review.returns.add(back.clone(), head),
            Event::NoticeSettled(settled) => {
                review.returns.settle(settled).ok_or_else(misplaced)?;
            }
            Event::Retention(Step::Finished { .. }) => {
                let Status::Erased { finished, .. } = &mut review.status else {
                    return Err(misplaced());
                };
                *finished = true;
            }
            Event::Retention(step) => review.keeping.fold(step, head),
        }
        Ok(review)
    }

    fn begins_anew(event: &Event) -> bool {
        matches!(event, Event::Erased(_))
    }
}

fn applied(event: &Event, head: &Header) -> Result<CaseReview, JournalFault> {
    let misplaced = || JournalFault::out_of_place(head);
    let Event::Applied {
        application,
        assessment,
        acknowledge_by,
        outcome_by,
    } = event
    else {
        return Err(misplaced());
    };
    let id: CaseReviewId = head.id.parse().map_err(|_| misplaced())?;
    Ok(CaseReview {
        id,
        reference: id.reference(),
        area: application.area.clone(),
        applied_on: time::london_date(head.at),
        acknowledge_by: *acknowledge_by,
        outcome_by: *outcome_by,
        assessment: (**assessment).clone(),
        acknowledged_on: None,
        threshold: None,
        accounts: Vec::new(),
        recommendations: 0,
        case: None,
        sitting: None,
        called_on: None,
        status: Status::Applied,
        reminded: Vec::new(),
        keeping: Keeping::default(),
        returns: Returns::default(),
    })
}
