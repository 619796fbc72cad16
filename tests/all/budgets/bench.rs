//! Takes readings: one for each operation, by its name in the budgets.

use charmm::meter::{Meter, Reading};

use crate::world::World;

pub(super) struct Bench<'w> {
    pub(super) world: &'w World,
    readings: Vec<(&'static str, Reading)>,
}

impl<'w> Bench<'w> {
    pub(super) fn of(world: &'w World) -> Self {
        Self {
            world,
            readings: Vec::new(),
        }
    }

    /// What `act` costs the functions behind HTTP.
    pub(super) async fn http<T>(&mut self, name: &'static str, act: impl Future<Output = T>) -> T {
        let meter = self.world.local.meters().http.clone();
        self.metered(name, meter, act).await
    }

    pub(super) async fn metered<T>(
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

    pub(super) fn print(&self) {
        for (name, reading) in &self.readings {
            println!(
                "{name}: read {} write {} calls {}",
                reading.read_units(),
                reading.write_units(),
                reading.calls.len()
            );
            for call in &reading.calls {
                println!("    {call}");
            }
        }
    }
}
