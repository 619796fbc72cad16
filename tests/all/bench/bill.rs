//! What a case costs beside the table: Lambda's time from what was measured, doors, email.

use super::{
    figures::{least, milliseconds, table},
    packs::Packs,
    report::HTTP,
    requests::Operation,
};
use crate::budgets::bill::CASE;

/// Dollars for a GB-second and for an invocation: Lambda's list for arm64, the first tier, London.
const GB_SECOND: f64 = 0.000_013_333_4;
const INVOCATION: f64 = 0.000_000_2;
/// Dollars for a request by an HTTP API, an email, a message to a topic: assumed from the lists for
/// London, without what is free.
const REQUEST: f64 = 0.000_001_16;
const EMAIL: f64 = 0.000_1;
const MESSAGE: f64 = 0.000_000_5;
/// MiB that bring a whole processor with them; less brings less of one.
const WHOLE: f64 = 1769.0;
/// Milliseconds that a call on a service within the region takes: assumed.
const CALL: f64 = 8.0;
/// Agencies that get a pack of a meeting: assumed.
const AGENCIES: f64 = 4.0;
/// What happens to a case by itself, and not because somebody asks for a page.
const OTHER: [&str; 6] = [
    "action_notified",
    "sweep_of_one_action",
    "packs_made",
    "packs_unchanged",
    "leaves_wait",
    "root_of_two_leaves",
];

pub(super) fn table_of(requests: &[Operation], packs: &[Packs]) -> String {
    let of = |keep: fn(&Operation) -> bool| {
        let kept = requests.iter().filter(|operation| keep(operation));
        let used: Vec<_> = kept.map(|kept| milliseconds(least(&kept.used))).collect();
        used.iter().sum::<f64>() / used.len() as f64
    };
    let request = of(|operation| HTTP.contains(&operation.function));
    let told = of(|operation| operation.notices > 0);
    let pack = milliseconds(least(&packs[0].used)) / packs[0].cases as f64;
    let told_of = times(|name| name == "action_notified" || name == "sweep_of_one_action");
    let packed = times(|name| name == "packs_made") * AGENCIES;
    let asked = times(|name| !OTHER.contains(&name));
    let sealed = times(|name| name == "leaves_wait");
    let lines = [
        Line::new("a request", asked, 512.0, (request, 4.0)),
        Line::new("a record told of", told_of, 256.0, (told, 8.0)),
        Line::new("its share of a pack", packed, WHOLE, (pack, 5.0)),
        Line::new("leaves put by", sealed, 256.0, (told, 2.0)),
    ];
    let mut rows: Vec<_> = lines.iter().map(Line::row).collect();
    let time: f64 = lines.iter().map(Line::cents).sum();
    let telling = requests.iter().find(|operation| operation.notices > 0);
    let telling = telling.expect("one operation tells");
    let emails = told_of * telling.emails as f64;
    let messages = told_of * (telling.notices - telling.emails) as f64;
    let mut whole = time;
    for (what, count, price) in [
        ("a request by the HTTP API", asked, REQUEST),
        ("an email", emails, EMAIL),
        ("a message to an agency's topic", messages, MESSAGE),
    ] {
        let cents = 100.0 * count * price;
        whole += cents;
        let none = String::new;
        let count = format!("{count:.0}");
        rows.push(vec![what.into(), count, none(), none(), shown(cents)]);
    }
    format!(
        "## What a case costs beside the table\n\nAt AWS's list price for arm64, ${GB_SECOND} for a \
         GB-second and ${:.2} for a million invocations; ${:.2} for a million requests by the HTTP API, \
         ${:.2} for a thousand emails and ${:.2} for a million messages are assumed from the lists. How \
         often each happens to a case is what `docs/costs.md` assumes, with packs for {AGENCIES} \
         agencies; memory is the template's. How long it takes is the processor's time above, longer as the \
         share of a processor is smaller that Lambda gives with the memory, and {CALL} ms, assumed, \
         for each call on the table and the mail: most of it is waiting. Starts of new processes \
         are not in here, nor is storage.\n\n{}\n\
         Lambda's time comes to {time:.3} cents for a case from referral to closing, all of this to \
         {whole:.2} cents.\n",
        INVOCATION * 1e6,
        REQUEST * 1e6,
        EMAIL * 1e3,
        MESSAGE * 1e6,
        table(&["what", "times", "memory", "takes", "for a case"], &rows),
    )
}

/// One kind of work for a case.
struct Line {
    what: &'static str,
    times: f64,
    mib: f64,
    milliseconds: f64,
}

impl Line {
    /// So many times, with so much memory; each uses a processor for so many milliseconds, and
    /// makes so many calls.
    fn new(what: &'static str, times: f64, mib: f64, (used, calls): (f64, f64)) -> Self {
        Self {
            what,
            times,
            mib,
            milliseconds: used * WHOLE / mib + calls * CALL,
        }
    }

    fn cents(&self) -> f64 {
        let seconds = self.milliseconds / 1e3;
        100.0 * self.times * (seconds * self.mib / 1024.0 * GB_SECOND + INVOCATION)
    }

    fn row(&self) -> Vec<String> {
        vec![
            self.what.to_owned(),
            format!("{:.0}", self.times),
            format!("{:.0} MiB", self.mib),
            format!("{:.0} ms", self.milliseconds),
            shown(self.cents()),
        ]
    }
}

fn shown(cents: f64) -> String {
    format!("{cents:.4} ¢")
}

/// How often operations of these names happen to a case.
fn times(named: impl Fn(&str) -> bool) -> f64 {
    let kept = CASE.iter().filter(|(name, _)| named(name));
    kept.map(|(_, times)| times).sum()
}
