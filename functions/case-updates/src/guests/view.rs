//! Access as lists and its own page show it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AccessId,
    case::access::{Answer, Emergency, Request},
    time,
};
use serde::Serialize;
use store::{
    guests::{Access, Matter},
    stored::{AccessRow, Standing},
};

/// Access in a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = AccessRow, example = json!({
    "id": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0ac", "reference": "A-8A4BE0AC",
    "href": "/access-requests/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0ac",
    "lead_name": "Runnymede Borough Council", "name": "Sam Whitlock",
    "agency_name": "Surrey Police", "at": "2026-11-20T09:00:00Z",
    "state": "waiting", "state_words": "Waiting for an answer", "due_on": "2026-11-25"
}))]
pub(crate) struct AccessRowView {
    /// Its id.
    pub(crate) id: String,
    /// What people call it; not the case's reference.
    pub(crate) reference: String,
    /// Its address.
    pub(crate) href: String,
    /// The name of the agency that leads the case.
    pub(crate) lead_name: String,
    /// Who asked, or took it.
    pub(crate) name: String,
    /// The agency they acted for.
    pub(crate) agency_name: String,
    /// When, UTC.
    pub(crate) at: DateTime<Utc>,
    /// `waiting`, `granted`, `refused`, `ended`, `emergency`, `to_review` or `reviewed`.
    pub(crate) state: &'static str,
    /// The same in words.
    pub(crate) state_words: &'static str,
    /// The day by which it is to be answered or reviewed; null when it is.
    #[schema(format = Date)]
    pub(crate) due_on: Option<NaiveDate>,
}

impl AccessRowView {
    /// A row as it is at `now`.
    pub(crate) fn of(row: &AccessRow, now: DateTime<Utc>) -> Self {
        let state = state(row.standing, now);
        Self {
            id: row.id.to_string(),
            reference: row.id.reference(),
            href: format!("/access-requests/{}", row.id),
            lead_name: row.lead.clone(),
            name: row.name.clone(),
            agency_name: row.agency_name.clone(),
            at: row.at,
            state,
            state_words: words(state),
            due_on: row.waiting.map(|waiting| waiting.due_on),
        }
    }

    /// The day by which it is to be answered or reviewed, in words.
    pub(crate) fn due(&self) -> String {
        self.due_on.map(time::long_date).unwrap_or_default()
    }

    /// When, in words.
    pub(crate) fn when(&self) -> String {
        time::long_time(self.at)
    }

    /// The colour of its state.
    pub(crate) fn colour(&self) -> &'static str {
        colour(self.state)
    }
}

fn state(standing: Standing, now: DateTime<Utc>) -> &'static str {
    match standing {
        Standing::Waiting => "waiting",
        Standing::Granted { until } if now < until => "granted",
        Standing::Granted { .. } | Standing::Ended => "ended",
        Standing::Refused => "refused",
        Standing::Emergency { reviewed: true, .. } => "reviewed",
        Standing::Emergency { until, .. } if now < until => "emergency",
        Standing::Emergency { .. } => "to_review",
    }
}

fn words(state: &str) -> &'static str {
    match state {
        "waiting" => "Waiting for an answer",
        "granted" => "Granted",
        "refused" => "Refused",
        "emergency" => "Emergency, open now",
        "to_review" => "Emergency, to be reviewed",
        "reviewed" => "Emergency, reviewed",
        _ => "Ended",
    }
}

fn colour(state: &str) -> &'static str {
    match state {
        "waiting" => "blue",
        "granted" => "green",
        "emergency" | "to_review" => "red",
        _ => "grey",
    }
}

/// Access that was asked for or taken, and what became of it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Access)]
pub(super) struct AccessView {
    /// Its id.
    pub(super) id: String,
    /// What people call it; not the case's reference.
    #[schema(example = "A-8A4BE0AC")]
    pub(super) reference: String,
    /// Its address.
    pub(super) href: String,
    /// Whether it was taken in an emergency.
    pub(super) emergency: bool,
    /// The name of the area.
    #[schema(example = "Runnymede")]
    pub(super) area_name: String,
    /// The name of the agency that leads the case.
    #[schema(example = "Runnymede Borough Council")]
    pub(super) lead_name: String,
    /// The case, for those who see it.
    pub(super) case: Option<CaseLink>,
    /// Who asked, or took it.
    #[schema(example = "Sam Whitlock")]
    pub(super) name: String,
    /// The agency they acted for.
    #[schema(example = "Surrey Police")]
    pub(super) agency_name: String,
    /// Why.
    pub(super) reason: String,
    /// When, UTC.
    pub(super) at: DateTime<Utc>,
    /// As in lists.
    #[schema(example = "granted")]
    pub(super) state: &'static str,
    /// The same in words.
    #[schema(example = "Granted")]
    pub(super) state_words: &'static str,
    /// The day by which it is to be answered or reviewed; null when it is.
    #[schema(format = Date)]
    pub(super) due_on: Option<NaiveDate>,
    /// When it ends by itself, UTC; null while nothing is granted.
    pub(super) until: Option<DateTime<Utc>>,
    /// The ground on which the case is shared; null while nothing is granted.
    pub(super) gateway_words: Option<&'static str>,
    /// To whom it was granted, in words.
    pub(super) to_words: Option<&'static str>,
    /// What was decided about it, oldest first.
    pub(super) decisions: Vec<DecidedView>,
    /// What the caller may do: `answer`, `end`, `review`.
    #[schema(example = json!(["end"]))]
    pub(super) may: Vec<&'static str>,
}

/// A case by its reference.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = VisitedCase)]
pub(super) struct CaseLink {
    /// Its reference.
    #[schema(example = "RUN-2026-0001")]
    pub(super) reference: String,
    /// Its address.
    pub(super) href: String,
}

/// Something that was decided about access.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = AccessDecided)]
pub(super) struct DecidedView {
    /// What, in words.
    #[schema(example = "Granted")]
    pub(super) what: &'static str,
    /// When, UTC.
    pub(super) at: DateTime<Utc>,
    /// Who.
    #[schema(example = "Priya Fernsby")]
    pub(super) by: String,
    /// Why.
    pub(super) reason: String,
}

impl DecidedView {
    fn new(what: &'static str, at: DateTime<Utc>, by: &str, reason: &domain::Note) -> Self {
        Self {
            what,
            at,
            by: by.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// When, in words.
    pub(super) fn when(&self) -> String {
        time::long_time(self.at)
    }
}

impl AccessView {
    pub(super) fn of(id: AccessId, access: &Access, area_name: &str, now: DateTime<Utc>) -> Self {
        let guest = access.matter.guest();
        let blank = Self {
            id: id.to_string(),
            reference: id.reference(),
            href: format!("/access-requests/{id}"),
            emergency: false,
            area_name: area_name.to_owned(),
            lead_name: access.lead().to_owned(),
            case: access.case().map(|(id, reference)| CaseLink {
                reference: reference.to_owned(),
                href: format!("/cases/{id}"),
            }),
            name: guest.name.clone(),
            agency_name: guest.agency_name.clone(),
            reason: String::new(),
            at: now,
            state: "waiting",
            state_words: "",
            due_on: access.waiting(id).map(|waiting| waiting.due_on),
            until: None,
            gateway_words: None,
            to_words: None,
            decisions: Vec::new(),
            may: Vec::new(),
        };
        let mut view = match &access.matter {
            Matter::Request(request) => blank.request(request, access.may.answer, now),
            Matter::Emergency(emergency) => blank.emergency(emergency, access.may.answer, now),
        };
        view.state_words = words(view.state);
        view
    }

    fn request(mut self, request: &Request, may_answer: bool, now: DateTime<Utc>) -> Self {
        self.reason = request.reason.to_string();
        self.at = request.asked_at;
        let mut may = "";
        match &request.answer {
            Answer::Waiting => may = "answer",
            Answer::Refused { at, by, reason } => {
                self.state = "refused";
                self.decisions
                    .push(DecidedView::new("Refused", *at, by, reason));
            }
            Answer::Granted(granted) => {
                self.state = if granted.holds(now) {
                    "granted"
                } else {
                    "ended"
                };
                self.until = Some(granted.until);
                self.gateway_words = Some(granted.gateway.label());
                self.to_words = Some(granted.to.label());
                let reason = &granted.reason;
                self.decisions
                    .push(DecidedView::new("Granted", granted.at, &granted.by, reason));
                match &granted.ended {
                    Some(ended) => self.decisions.push(DecidedView::new(
                        "Ended early",
                        ended.at,
                        &ended.by,
                        &ended.reason,
                    )),
                    None if granted.holds(now) => may = "end",
                    None => {}
                }
            }
        }
        if may_answer && !may.is_empty() {
            self.may.push(may);
        }
        self
    }

    fn emergency(mut self, emergency: &Emergency, may_answer: bool, now: DateTime<Utc>) -> Self {
        self.emergency = true;
        self.reason = emergency.reason.to_string();
        self.at = emergency.at;
        self.until = Some(emergency.until);
        self.gateway_words = Some(emergency.gateway.label());
        self.state = match &emergency.review {
            Some(_) => "reviewed",
            None if emergency.holds(now) => "emergency",
            None => "to_review",
        };
        match &emergency.review {
            Some(review) => self.decisions.push(DecidedView::new(
                review.finding.label(),
                review.at,
                &review.by,
                &review.note,
            )),
            None if may_answer => self.may.push("review"),
            None => {}
        }
        self
    }

    /// Whether the caller may do this.
    pub(super) fn can(&self, what: &str) -> bool {
        self.may.contains(&what)
    }

    /// When, in words.
    pub(super) fn when(&self) -> String {
        time::long_time(self.at)
    }

    /// By when somebody has to answer or review it, in words.
    pub(super) fn due(&self) -> Option<String> {
        self.due_on.map(time::long_date)
    }

    /// When it ends by itself, in words.
    pub(super) fn ends(&self) -> Option<String> {
        self.until.map(time::long_time)
    }

    /// The colour of its state.
    pub(super) fn colour(&self) -> &'static str {
        colour(self.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn what_was_granted_has_ended_when_its_time_is_over() {
        let until = fixture::at(10);
        let granted = Standing::Granted { until };
        assert_eq!(state(granted, fixture::at(9)), "granted");
        assert_eq!(state(granted, fixture::at(10)), "ended");
        let emergency = |reviewed| Standing::Emergency { until, reviewed };
        assert_eq!(state(emergency(false), fixture::at(9)), "emergency");
        assert_eq!(state(emergency(false), fixture::at(10)), "to_review");
        assert_eq!(state(emergency(true), fixture::at(9)), "reviewed");
        for state in ["waiting", "granted", "refused", "emergency", "to_review"] {
            assert_ne!(words(state), "Ended", "{state}");
        }
    }
}
