//! Other forums as the pages and the JSON of a case show them.

use access::{Caller, case as policy};
use chrono::NaiveDate;
use domain::{
    case::{
        Case,
        elsewhere::{Held, Sent},
    },
    forums::{self, Standing},
    time,
};
use serde::Serialize;

use crate::case::opened::Opened;

/// What other forums have to do with a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseForums)]
pub(crate) struct ElsewhereView {
    /// Which hold a subject, or held one: those that do first.
    pub(crate) held: Vec<HeldView>,
    /// Indicators of other harm that are seen, by name.
    #[schema(example = json!(["Cuckooing"]))]
    pub(crate) indicators: Vec<&'static str>,
    /// Where to refer by them, and why.
    pub(crate) prompts: Vec<PromptView>,
    /// What was sent on, newest first.
    pub(crate) sent: Vec<SentView>,
    /// Whether the caller may record more.
    pub(crate) may_tell: bool,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    pub(crate) version: u64,
}

/// That another forum holds a subject.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = HeldElsewhere)]
pub(crate) struct HeldView {
    /// Its id.
    pub(crate) id: String,
    /// The forum's id in the register.
    #[schema(example = "marac")]
    pub(crate) forum: String,
    /// What people call it.
    #[schema(example = "MARAC")]
    pub(crate) forum_name: String,
    /// Whom to talk to there, as the area's register says today.
    pub(crate) contact: Option<String>,
    /// Whom or what it holds.
    #[schema(example = "Sam Example")]
    pub(crate) subject: String,
    /// Since when.
    pub(crate) since: NaiveDate,
    /// Since when it is over, if it is.
    pub(crate) over_on: Option<NaiveDate>,
    /// Who said so.
    pub(crate) by: String,
    /// For which agency.
    pub(crate) agency_name: String,
    /// The ground for saying so.
    pub(crate) gateway: &'static str,
    /// The same in words.
    pub(crate) gateway_words: &'static str,
    /// Whether only some agencies see it.
    pub(crate) limited: bool,
    /// Whether it is recorded as going on.
    pub(crate) holds: bool,
}

/// Where to refer, and why.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = ReferPrompt)]
pub(crate) struct PromptView {
    /// What points to it.
    #[schema(example = "Cuckooing")]
    pub(crate) indicator: &'static str,
    /// The forum.
    #[schema(example = "MASH")]
    pub(crate) forum_name: String,
    /// Why it is the right one.
    pub(crate) why: &'static str,
    /// Whom to contact there.
    pub(crate) contact: String,
    /// Where it is recorded in one step.
    pub(crate) href: String,
}

/// What was sent on to another forum.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = SentOn)]
pub(crate) struct SentView {
    /// Its number on the case, from 1.
    #[schema(example = 1)]
    pub(crate) number: u32,
    /// The forum.
    #[schema(example = "MASH")]
    pub(crate) forum_name: String,
    /// About whom or what.
    #[schema(example = "Sam Example")]
    pub(crate) subject: String,
    /// What pointed to it, if an indicator did.
    pub(crate) indicator: Option<String>,
    /// Why.
    pub(crate) reason: String,
    /// The ground for telling the forum.
    pub(crate) gateway: &'static str,
    /// The same in words.
    pub(crate) gateway_words: &'static str,
    /// When.
    pub(crate) on: NaiveDate,
    /// By whom.
    pub(crate) by: String,
    /// For which agency.
    pub(crate) agency_name: String,
    /// `taken` or `not_taken`; null until the forum answers.
    pub(crate) taken: Option<&'static str>,
    /// The same in words.
    pub(crate) taken_words: &'static str,
    /// What the forum said.
    pub(crate) said: Option<String>,
}

impl ElsewhereView {
    pub(crate) fn of(opened: &Opened, caller: &Caller) -> Self {
        let (case, today) = (opened.case(), opened.today());
        let register = forums::in_force(&opened.area.register, today);
        let mut held: Vec<_> = seen(opened, caller)
            .into_iter()
            .map(|held| HeldView::of(held, opened, &register))
            .collect();
        held.sort_by_key(|held| (!held.holds, held.since));
        let prompts = case.elsewhere.prompts(&register, today).into_iter();
        let indicators = forums::indicators(today);
        Self {
            held,
            indicators: indicators
                .filter(|each| case.elsewhere.indicators.contains(&each.id))
                .map(|each| each.name.as_str())
                .collect(),
            prompts: prompts
                .map(|(indicator, forum, why)| PromptView {
                    indicator: &indicator.name,
                    forum_name: forum.name.clone(),
                    why,
                    contact: forum.contact.clone(),
                    href: format!(
                        "/cases/{}/forums/sent?forum={}&indicator={}",
                        case.id, forum.id, indicator.id
                    ),
                })
                .collect(),
            sent: case
                .elsewhere
                .sent
                .iter()
                .rev()
                .map(|sent| SentView::of(sent, opened))
                .collect(),
            may_tell: case.is_open() && policy::tell(caller, case).is_permitted(),
            version: case.version(),
        }
    }

    /// Whether an indicator asks for a referral that was not made.
    pub(crate) fn prompts(&self) -> bool {
        !self.prompts.is_empty()
    }
}

/// What other forums hold, as far as the caller may know.
pub(crate) fn seen<'a>(opened: &'a Opened, caller: &Caller) -> Vec<&'a Held> {
    let case = opened.case();
    let shows = |entry| access::entry::shows(caller, case, entry, opened.now);
    case.elsewhere.held(shows)
}

/// Which other forums hold a subject now, and whom to talk to before acting, a sentence each.
pub(crate) fn warnings(opened: &Opened, caller: &Caller) -> Vec<String> {
    let register = forums::in_force(&opened.area.register, opened.today());
    let held = seen(opened, caller).into_iter();
    let held = held.filter(|held| held.holds(opened.today()));
    held.map(|held| warning(held, opened, &register)).collect()
}

fn warning(held: &Held, opened: &Opened, register: &[Standing]) -> String {
    let said = held.sentence(opened.case(), &opened.names.get(&held.agency));
    let forum = register.iter().find(|forum| forum.id == held.forum.id);
    let whom = forum.map_or("the forum".to_owned(), |forum| {
        let contact = &forum.contact;
        match contact.strip_prefix("The ") {
            Some(post) => format!("the {post}"),
            None => contact.clone(),
        }
    });
    format!("{said}. Before you act, talk to {whom}, so that two forums do not act at once.")
}

fn name_of(case: &Case, number: u32) -> String {
    let subject = case.respondent(Some(number));
    subject
        .map(|subject| subject.name.to_string())
        .unwrap_or_default()
}

impl HeldView {
    fn of(held: &Held, opened: &Opened, register: &[Standing]) -> Self {
        let forum = register.iter().find(|forum| forum.id == held.forum.id);
        Self {
            id: held.entry.to_string(),
            forum: held.forum.id.clone(),
            forum_name: held.forum.name.clone(),
            contact: forum.map(|forum| forum.contact.clone()),
            subject: name_of(opened.case(), held.subject),
            since: held.since,
            over_on: held.over_on,
            by: held.by.clone(),
            agency_name: opened.names.get(&held.agency),
            gateway: held.gateway.value(),
            gateway_words: held.gateway.label(),
            limited: opened.case().limits.contains_key(&held.entry),
            holds: held.holds(opened.today()),
        }
    }

    /// Between which days, in words.
    pub(crate) fn days(&self) -> String {
        let since = time::long_date(self.since);
        match self.over_on {
            Some(over) => format!("From {since} until {}", time::long_date(over)),
            None => format!("Since {since}"),
        }
    }
}

impl SentView {
    fn of(sent: &Sent, opened: &Opened) -> Self {
        let sending = &sent.sending;
        Self {
            number: sent.number,
            forum_name: sending.forum.name.clone(),
            subject: name_of(opened.case(), sending.subject),
            indicator: sending
                .indicator
                .as_deref()
                .map(|id| forums::indicator_name(id).to_owned()),
            reason: sending.reason.to_string(),
            gateway: sending.gateway.value(),
            gateway_words: sending.gateway.label(),
            on: sent.on,
            by: sent.by.clone(),
            agency_name: opened.names.get(&sent.agency),
            taken: sent.taken.map(|taken| taken.value()),
            taken_words: sent.taken.map_or("No answer yet", |taken| taken.label()),
            said: sent.said.as_ref().map(ToString::to_string),
        }
    }

    /// When, in words.
    pub(crate) fn when(&self) -> String {
        time::long_date(self.on)
    }

    /// The colour of what became of it.
    pub(crate) fn colour(&self) -> &'static str {
        match self.taken {
            Some("taken") => "green",
            Some(_) => "orange",
            None => "yellow",
        }
    }
}
