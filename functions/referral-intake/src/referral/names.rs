//! Names of agencies and areas for their ids: what people read, each looked up once.

use std::collections::BTreeMap;

use domain::{AgencyId, AreaCode, Journal, directory::Area, referral::Referral};
use edge::{App, Problem};

/// Areas and agencies met so far.
#[derive(Debug, Default)]
pub(crate) struct Names {
    areas: BTreeMap<AreaCode, Journal<Area>>,
    agencies: BTreeMap<AgencyId, String>,
}

impl Names {
    /// Knows these areas, and by them their partners.
    pub(crate) fn of(areas: Vec<Journal<Area>>) -> Self {
        let mut names = Self::default();
        for area in areas {
            names.learn(area);
        }
        names
    }

    fn learn(&mut self, area: Journal<Area>) {
        let partners = area.partners.iter();
        self.agencies
            .extend(partners.map(|of| (of.agency.clone(), of.name.clone())));
        self.areas.insert(area.code.clone(), area);
    }

    /// The area, or its code when it is gone.
    pub(crate) async fn area(&mut self, app: &App, code: &AreaCode) -> Result<String, Problem> {
        if !self.areas.contains_key(code) {
            match app.store.area_lately(code).await {
                Ok(area) => self.learn(area),
                Err(store::Error::NotFound) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        let known = self.areas.get(code);
        Ok(known.map_or_else(|| code.to_string(), |area| area.name.clone()))
    }

    /// The name of the agency that made a referral; none of what the public reported.
    pub(crate) async fn referring(
        &mut self,
        app: &App,
        referral: &Referral,
    ) -> Result<Option<String>, Problem> {
        match &referral.agency {
            Some(agency) => self.agency(app, agency).await.map(Some),
            None => Ok(None),
        }
    }

    /// The agency's name, or its short name when it is gone.
    pub(crate) async fn agency(&mut self, app: &App, id: &AgencyId) -> Result<String, Problem> {
        if let Some(name) = self.agencies.get(id) {
            return Ok(name.clone());
        }
        let name = match app.store.agency(id).await {
            Ok(agency) => agency.name.clone(),
            Err(store::Error::NotFound) => id.to_string(),
            Err(fault) => return Err(fault.into()),
        };
        self.agencies.insert(id.clone(), name.clone());
        Ok(name)
    }
}
