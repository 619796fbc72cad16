//! What each operation costs on the table: units and calls as DynamoDB reports them, within the
//! budgets of `tests/budgets.toml`, and the same however much is stored.

mod acts;
mod bench;

use bench::Bench;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn explore() {
    let world = World::start().await;
    let mut bench = Bench::of(&world);
    acts::all(&mut bench).await;
    bench.print();
    world.local.stop().await;
}
