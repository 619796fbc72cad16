//! The areas that somebody runs, as coordinator or chair.

use access::Caller;
use domain::{AreaCode, directory::Role};
use edge::{App, Problem, page::Link};

/// In the address, stands for the cases of the caller's own agency.
pub(crate) const OURS: &str = "ours";

/// An area that the caller runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: AreaCode,
    pub(crate) name: String,
}

/// The areas that the caller coordinates or chairs, by name.
pub(crate) async fn run(app: &App, caller: &Caller) -> Result<Vec<Run>, Problem> {
    let roles = [Role::Coordinator, Role::Chair];
    let mut codes: Vec<AreaCode> = roles
        .iter()
        .flat_map(|role| caller.areas_as(*role))
        .collect();
    let named = codes.len();
    let everywhere = roles
        .iter()
        .any(|role| caller.holds_anywhere(*role) && caller.areas_as(*role).is_empty());
    let areas = if everywhere {
        let mut all = app.store.areas_lately().await?;
        edge::areas::folded(caller, &mut all);
        all
    } else if named == 0 {
        return Ok(Vec::new());
    } else {
        codes.sort();
        codes.dedup();
        let mut areas = Vec::new();
        for code in &codes {
            areas.push(app.store.area_lately(code).await?);
        }
        areas
    };
    let mut run: Vec<Run> = areas
        .iter()
        .map(|area| Run {
            code: area.code.clone(),
            name: area.name.clone(),
        })
        .collect();
    run.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(run)
}

/// The areas that the caller coordinates, by name.
pub(crate) async fn coordinated(app: &App, caller: &Caller) -> Result<Vec<Run>, Problem> {
    let mut areas = run(app, caller).await?;
    areas.retain(|area| caller.holds(Role::Coordinator, &area.code));
    Ok(areas)
}

/// The area asked for, if the caller runs it; the first one otherwise.
pub(crate) fn chosen<'a>(run: &'a [Run], asked: Option<&str>) -> Option<&'a Run> {
    let found = asked.and_then(|asked| run.iter().find(|area| area.code.as_str() == asked));
    found.or_else(|| run.first())
}

/// Links to the same list of each area; none when there is no choice.
pub(crate) fn links(run: &[Run], current: &AreaCode, base: &str) -> Vec<Link> {
    if run.len() < 2 {
        return Vec::new();
    }
    let joint = if base.ends_with('?') { "" } else { "&" };
    let link = |area: &Run| {
        let href = format!("{base}{joint}area={}", area.code);
        Link::new(&area.name, href).current(area.code == *current)
    };
    run.iter().map(link).collect()
}

/// Links to each area and to the cases of the caller's own agency; none when there is no choice.
pub(crate) fn with_ours(run: &[Run], current: Option<&Run>, base: &str) -> Vec<Link> {
    if run.is_empty() {
        return Vec::new();
    }
    let link = |area: &Run| {
        let href = format!("{base}area={}", area.code);
        Link::new(&area.name, href).current(Some(area) == current)
    };
    let ours = Link::new("Your agency", format!("{base}area={OURS}")).current(current.is_none());
    run.iter().map(link).chain([ours]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn two() -> Vec<Run> {
        let area = |code: &str, name: &str| Run {
            code: fixture::id(code),
            name: name.into(),
        };
        vec![area("RUN", "Runnymede"), area("WOK", "Woking")]
    }

    #[test]
    fn an_area_that_is_not_run_falls_back_to_the_first() {
        let run = two();
        assert_eq!(chosen(&run, Some("WOK")).unwrap().name, "Woking");
        assert_eq!(chosen(&run, Some("ELM")).unwrap().name, "Runnymede");
        assert_eq!(chosen(&[], Some("WOK")), None);
    }

    #[test]
    fn there_are_links_only_where_there_is_a_choice() {
        let run = two();
        assert!(links(&run[..1], &run[0].code, "/actions?tab=outstanding").is_empty());
        let links = links(&run, &run[1].code, "/actions?tab=outstanding");
        assert_eq!(links[0].href, "/actions?tab=outstanding&area=RUN");
        assert!(links[1].current && !links[0].current);
        assert_eq!(with_ours(&run[..1], None, "/cases?").len(), 2);
        assert!(with_ours(&[], None, "/cases?").is_empty());
    }
}
