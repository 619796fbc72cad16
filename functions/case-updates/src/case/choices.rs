//! What forms about a case offer.

use chrono::TimeDelta;
use domain::{AgencyId, MeetingId, directory::Area, gateway::Gateway, time};
pub(crate) use edge::page::offer as of;
use edge::{App, Problem, page::Choice};

use super::opened::Opened;

/// The grounds for a disclosure.
pub(crate) fn gateways() -> Vec<Choice> {
    of(Gateway::FOR_CASES, Gateway::value, Gateway::label)
}

/// Partners of the area for which `fits`, by name.
pub(crate) fn partners(area: &Area, fits: impl Fn(&AgencyId) -> bool) -> Vec<Choice> {
    let mut partners: Vec<_> = area
        .partners
        .iter()
        .filter(|each| fits(&each.agency))
        .collect();
    partners.sort_by(|a, b| a.name.cmp(&b.name));
    partners
        .iter()
        .map(|each| Choice::new(each.agency.as_str(), &each.name))
        .collect()
}

/// Agencies on the case for which `fits`, by name.
pub(crate) fn members(opened: &Opened, fits: impl Fn(&AgencyId) -> bool) -> Vec<Choice> {
    let mut members: Vec<_> = opened.case().agencies.iter().collect();
    members.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
    let members = members.into_iter().filter(|(agency, _)| fits(agency));
    members
        .map(|(agency, member)| Choice::new(agency.as_str(), &member.name))
        .collect()
}

/// How far back and ahead a meeting may lie at which something was decided.
const MEETINGS_WITHIN: TimeDelta = TimeDelta::days(62);

/// Meetings of the area at which something may have been decided, newest first.
pub(crate) async fn meetings(
    app: &App,
    caller: &access::Caller,
    opened: &Opened,
) -> Result<Vec<Choice>, Problem> {
    let (from, to) = (opened.now - MEETINGS_WITHIN, opened.now + MEETINGS_WITHIN);
    let meetings = app
        .store
        .meetings_in(&opened.area.code, caller, from, to)
        .await?;
    let shown = meetings
        .iter()
        .rev()
        .filter(|meeting| meeting.cancelled.is_none());
    Ok(shown
        .map(|meeting| {
            let words = format!(
                "{}, {}",
                meeting.forum.label(),
                time::full_date(meeting.on())
            );
            Choice::new(meeting.id.to_string(), words)
        })
        .collect())
}

/// Whether the caller may name this meeting; `None` is no meeting.
pub(crate) async fn meeting_exists(
    app: &App,
    caller: &access::Caller,
    meeting: Option<MeetingId>,
) -> Result<bool, Problem> {
    let Some(meeting) = meeting else {
        return Ok(true);
    };
    match app.store.meeting(meeting, caller).await {
        Ok(_) => Ok(true),
        Err(store::Error::NotFound) => Ok(false),
        Err(fault) => Err(fault.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn only_partners_not_on_the_case_can_be_added() {
        let case = fixture::case();
        let mut area = fixture::area();
        area.profile.partners.push(domain::directory::Partner {
            agency: fixture::id("adult-social-care"),
            name: "Adult Social Care".into(),
        });
        let offered = partners(&area, |agency| !case.agencies.contains_key(agency));
        assert_eq!(
            offered,
            [Choice::new("adult-social-care", "Adult Social Care")]
        );
    }
}
