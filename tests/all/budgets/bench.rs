//! Takes readings: one for each operation, by its name in the budgets.

use charmm::meter::{Meter, Reading};
use serde_json::Value;

use crate::{
    browser::Browser,
    world::{Answer, User, World, fresh_key},
};

/// A reading by the name of its operation.
pub(super) type Readings = Vec<(&'static str, Reading)>;

pub(super) struct Bench<'w> {
    pub(super) world: &'w World,
    pub(super) coordinator: User<'w>,
    pub(super) officer: User<'w>,
    pub(super) housing: User<'w>,
    readings: Readings,
}

impl<'w> Bench<'w> {
    pub(super) async fn of(world: &'w World) -> Self {
        // Nobody is here for the first time: their accounts are theirs.
        for person in world.local.people().await.unwrap() {
            let user = world.by_email(&person.email).await;
            user.get("/sessions").await.expect(200);
        }
        Self {
            world,
            coordinator: world.coordinator().await,
            officer: world.officer().await,
            housing: world.housing().await,
            readings: Vec::new(),
        }
    }

    pub(super) fn readings(self) -> Readings {
        self.readings
    }

    /// Somebody signed in with a browser.
    pub(super) async fn browser(&self, email: &str) -> Browser<'w> {
        let mut browser = Browser::new(self.world);
        browser.sign_in("/cases", email).await.expect(303);
        browser
    }

    /// What `act` costs the functions behind HTTP, which answer with `status`.
    pub(super) async fn http(
        &mut self,
        name: &'static str,
        status: u16,
        act: impl Future<Output = Answer>,
    ) -> Answer {
        self.warm().await;
        let meter = self.world.local.meters().http.clone();
        self.read(name, meter, act).await.expect(status)
    }

    /// What reading `path` costs.
    pub(super) async fn get(&mut self, name: &'static str, by: &User<'_>, path: &str) -> Answer {
        self.http(name, 200, by.get(path)).await
    }

    /// What sending `body` to `path` costs, based on `version` if one is named.
    pub(super) async fn post(
        &mut self,
        (name, status): (&'static str, u16),
        by: &User<'_>,
        (path, version): (&str, Option<u64>),
        body: Value,
    ) -> Answer {
        let key = fresh_key();
        let sent = by.post_with(path, body, &key, version);
        self.http(name, status, sent).await
    }

    /// What `act`, and everything that follows from it, costs `action-notifications`.
    pub(super) async fn notified(&mut self, name: &'static str, act: impl Future) {
        let meter = self.world.local.meters().notifications.clone();
        self.followed(name, meter, act).await;
    }

    /// What `act`, and everything that follows from it, costs `meeting-packs`.
    pub(super) async fn packed(&mut self, name: &'static str, act: impl Future) {
        let meter = self.world.local.meters().packs.clone();
        self.followed(name, meter, act).await;
    }

    /// What `act`, and everything that follows from it, costs `audit-roots`.
    pub(super) async fn sealed(&mut self, name: &'static str, act: impl Future) {
        let meter = self.world.local.meters().roots.clone();
        self.followed(name, meter, act).await;
    }

    async fn followed(&mut self, name: &'static str, meter: Meter, act: impl Future) {
        let world = self.world;
        world.local.forget();
        let act = async {
            act.await;
            world.local.settle().await.unwrap();
        };
        self.read(name, meter, act).await;
    }

    async fn read<T>(
        &mut self,
        name: &'static str,
        meter: Meter,
        act: impl Future<Output = T>,
    ) -> T {
        self.world.local.settle().await.unwrap();
        meter.start();
        let done = act.await;
        self.readings.push((name, meter.take()));
        done
    }

    /// A process in the middle of its day: it knows the areas and who calls, from just now.
    async fn warm(&self) {
        self.world.local.forget();
        for user in [&self.coordinator, &self.officer, &self.housing] {
            user.get("/cases").await.expect(200);
        }
        self.coordinator.get("/referrals").await.expect(200);
    }
}
