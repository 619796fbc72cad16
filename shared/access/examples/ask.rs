//! How long one question takes: `cargo run --release -p access --example ask`.
//!
//! **Shape:** one line per kind of caller, in microseconds: the median and the slowest in a hundred.

use std::time::Instant;

use access::{Caller, meeting};
use domain::{
    AgencyId, AreaCode, PersonId,
    directory::{Grant, Role},
};

const ASKED: usize = 5_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let area: AreaCode = "RUN".parse()?;
    let agency: AgencyId = "surrey-police".parse()?;
    let person = |grants| Caller::Person {
        id: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Pat Person".to_owned(),
        agency: agency.clone(),
        agency_name: "Surrey Police".to_owned(),
        grants,
    };
    let coordinates = Grant {
        role: Role::Coordinator,
        area: Some(area.clone()),
    };
    let callers = [
        ("permitted", person(vec![coordinates])),
        ("refused", person(Vec::new())),
    ];
    let begun = Instant::now();
    let policies = access::policy::all().len();
    let read = begun.elapsed().as_micros();
    let mut out = format!("{policies} policies read and checked once, in {read} us\n");
    for (kind, caller) in callers {
        let mut taken: Vec<_> = (0..ASKED)
            .map(|_| {
                let begun = Instant::now();
                std::hint::black_box(meeting::run(&caller, &area));
                begun.elapsed().as_micros()
            })
            .collect();
        taken.sort_unstable();
        let at = |share: usize| taken.get(ASKED * share / 100).copied().unwrap_or_default();
        out += &format!(
            "{kind}: median {} us, 99 in 100 within {} us\n",
            at(50),
            at(99)
        );
    }
    std::io::Write::write_all(&mut std::io::stdout(), out.as_bytes())?;
    Ok(())
}
