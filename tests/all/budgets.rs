//! What each operation costs on the table: calls and units as DynamoDB reports them, within the
//! budgets of `tests/budgets.toml`, and the same however much is stored.
//!
//! | file | what it does |
//! |---|---|
//! | `stock` | fills the table with many cases of one area |
//! | `acts`, `acts_on_a_case`, `acts_at_a_meeting`, `acts_by_guests`, `acts_on_people` | every operation once, with its reading |
//! | `bench` | takes the readings |
//! | `ledger` | the budgets, and whether they are kept |
//! | `bill` | a table of the figures, and what a case costs from referral to closing |
//!
//! `tests/budgets 60000` does the same with as many cases as are asked for.

mod acts;
mod acts_at_a_meeting;
mod acts_by_guests;
mod acts_on_a_case;
mod acts_on_people;
mod bench;
pub(crate) mod bill;
mod ledger;
pub(crate) mod stock;

use std::time::Instant;

use bench::Bench;
use ledger::Ledger;

use crate::world::World;

/// How many cases are stored, unless `BUDGETS_STOCK` names another number.
const STOCKS: [usize; 2] = [60, 6_000];

fn stocks() -> Vec<usize> {
    match std::env::var("BUDGETS_STOCK") {
        Ok(asked) => vec![asked.parse().expect("BUDGETS_STOCK is a number of cases")],
        Err(_) => STOCKS.to_vec(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_keeps_its_budget_however_much_is_stored() {
    let ledger = Ledger::read();
    let mut faults = Vec::new();
    let mut before = None;
    for cases in stocks() {
        let world = World::start().await;
        let begun = Instant::now();
        let items = stock::fill(&world, cases).await;
        let filled = begun.elapsed().as_secs();
        let mut bench = Bench::of(&world).await;
        acts::all(&mut bench).await;
        let readings = bench.readings();
        println!("{cases} cases, {items} items, filled in {filled} s");
        if std::env::var("BUDGETS_CALLS").is_ok() {
            ledger::print(&readings);
        }
        let mut broken = ledger.faults(&readings);
        broken.extend(ledger::aims(&readings));
        faults.extend(
            broken
                .into_iter()
                .map(|fault| format!("{cases} cases: {fault}")),
        );
        let costs = ledger::costs(&readings);
        for (name, less, more) in ledger::grown(before.as_ref(), &costs) {
            faults.push(format!(
                "{name} costs {less} with fewer cases, {more} with {cases}"
            ));
        }
        before = Some(costs);
        bill::write(&ledger, &readings, cases);
        world.local.stop().await;
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
