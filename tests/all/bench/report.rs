//! The figures as a page for readers: `docs/performance.md` is written here and nowhere else.

use std::fs;

use super::{
    figures::{against, least, mebibytes, megabytes, middle, milliseconds, ratio, shown, table},
    machine,
    packs::Packs,
    programs::{FUNCTIONS, PEERS, PYTHON, Size},
    requests::Operation,
    starts::Start,
};
use crate::budgets::bill::CASE;

/// Everything that was measured in one run.
pub(super) struct Report {
    pub(super) sizes: Vec<Size>,
    pub(super) starts: Vec<Start>,
    pub(super) requests: Vec<Operation>,
    pub(super) packs: Vec<Packs>,
}

const HTTP: [&str; 5] = [
    FUNCTIONS[0],
    FUNCTIONS[1],
    FUNCTIONS[2],
    FUNCTIONS[3],
    FUNCTIONS[4],
];

impl Report {
    pub(super) fn write(&self, file: &str) {
        let parts = [
            intro(),
            self.requests(),
            self.packs(),
            self.starts(),
            self.sizes(),
            self.bill(),
        ];
        fs::write(file, parts.join("\n")).unwrap();
        println!("{}", parts.join("\n"));
    }

    fn requests(&self) -> String {
        let rows: Vec<_> = self.requests.iter().map(request).collect();
        let (ours, theirs) = (&self.requests[0], &self.requests[1]);
        let times = least(&theirs.used).as_secs_f64() / least(&ours.used).as_secs_f64();
        format!(
            "## Requests\n\nProcessor time of the whole process for one event, from asking for it \
             to having brought the answer, with connections open and keys known: the least of {} \
             rounds' means, and the middle one. *Waited* includes the table, which is SQLite on \
             this machine.\n\n{}\n\
             The Python handler (`tests/peers/python`) does the same work for a referral: the run \
             begins by showing that what it writes is read back the same and that its chain holds. \
             It takes {times:.1} times as much of a processor.\n",
            ours.used.len(),
            table(
                &[
                    "operation",
                    "function",
                    "processor",
                    "middle",
                    "waited",
                    "aim",
                    "peak memory"
                ],
                &rows
            ),
        )
    }

    fn packs(&self) -> String {
        let rows: Vec<_> = self.packs.iter().map(packed).collect();
        format!(
            "## Packs\n\nOne agency's pack, of a meeting that makes one for each: reading the \
             cases, cutting them to the agency, setting in type, storing. *First* is in a function \
             that has just begun.\n\n{}",
            table(
                &[
                    "cases",
                    "packs",
                    "pages",
                    "first",
                    "processor, warm",
                    "waited, warm",
                    "aim",
                    "memory after the first run",
                    "memory in the end",
                    "aim"
                ],
                &rows
            ),
        )
    }

    fn start(&self, name: &str) -> &Start {
        let found = self.starts.iter().find(|start| start.name == name);
        found.expect("every program was started")
    }

    fn starts(&self) -> String {
        let [nothing, client] = PEERS.map(|name| milliseconds(least(&self.start(name).waited)));
        let row = |start: &Start| {
            let waited = milliseconds(least(&start.waited));
            let count = |count: u64| format!("{:.1}", count as f64 / 1e6);
            let ours = FUNCTIONS.contains(&start.name);
            let aims = match ours {
                true => [
                    against(waited, client * 1.2, "1.2 ×"),
                    against(waited, nothing * 1.5, "1.5 ×"),
                ],
                false => [String::new(), String::new()],
            };
            let [to_client, to_nothing] = aims;
            vec![
                start.name.to_owned(),
                shown(least(&start.waited)),
                shown(middle(&start.waited)),
                shown(least(&start.used)),
                start.instructions.map_or_else(String::new, count),
                ratio(waited, client),
                to_client,
                ratio(waited, nothing),
                to_nothing,
                mebibytes(start.peak),
            ]
        };
        let rows: Vec<_> = self.starts.iter().map(row).collect();
        format!(
            "## Starts\n\nFrom the start of the process to its first `/next`, all programs in turn, \
             {} times ({PYTHON}: {} times). `peer-nothing` answers each event with the event, \
             `peer-client` holds a DynamoDB client made as the SDK's guide makes it; both are built \
             together with the functions. Instructions are those of user mode, counted once by \
             valgrind, in millions; they do not depend on what else the machine does.\n\n{}",
            self.start(FUNCTIONS[0]).waited.len(),
            self.start(PYTHON).waited.len(),
            table(
                &[
                    "program",
                    "waited",
                    "middle",
                    "processor",
                    "instructions",
                    "to `peer-client`",
                    "aim",
                    "to `peer-nothing`",
                    "aim",
                    "peak memory"
                ],
                &rows
            ),
        )
    }

    fn sizes(&self) -> String {
        let row = |size: &Size| {
            let http = HTTP.contains(&size.name);
            let aim = http.then(|| against(size.zip as f64, 6e6, "6 MB"));
            vec![
                size.name.to_owned(),
                megabytes(size.program),
                megabytes(size.zip),
                aim.unwrap_or_default(),
            ]
        };
        let rows: Vec<_> = self.sizes.iter().map(row).collect();
        format!(
            "## Sizes\n\nFor x86-64, as `infra/build` makes them.\n\n{}",
            table(&["program", "bootstrap", "zip", "aim"], &rows),
        )
    }

    fn bill(&self) -> String {
        let of = |keep: fn(&Operation) -> bool| {
            let kept = self.requests.iter().filter(|operation| keep(operation));
            let waits: Vec<_> = kept.map(|kept| milliseconds(least(&kept.waited))).collect();
            waits.iter().sum::<f64>() / waits.len() as f64
        };
        let request = of(|operation| HTTP.contains(&operation.function));
        let told = of(|operation| operation.notices > 0);
        let pack = milliseconds(least(&self.packs[0].waited)) / self.packs[0].cases as f64;
        let told_of = times(|name| name == "action_notified" || name == "sweep_of_one_action");
        let packed = times(|name| name == "packs_made") * AGENCIES;
        let asked = times(|name| !OTHER.contains(&name));
        let lines = [
            Line::new("a request", asked, 512.0, request + 4.0 * CALL),
            Line::new("a record told of", told_of, 256.0, told + 8.0 * CALL),
            Line::new("its share of a pack", packed, 1769.0, pack + 5.0 * CALL),
        ];
        let rows: Vec<_> = lines.iter().map(Line::row).collect();
        let total: f64 = lines.iter().map(Line::cents).sum();
        format!(
            "## What Lambda's time costs\n\nAt ${GB_SECOND} for a GB-second and ${} for a million \
             invocations, assumed from the list for arm64 in London. How often each happens to a \
             case is what `docs/costs.md` assumes, with packs for {AGENCIES} agencies; memory is the \
             template's; how long it takes is *waited* above and {CALL} ms more, assumed, for each \
             call on the table and the mail. Starts of new processes are not in here.\n\n{}\n\
             That is {total:.3} cents for a case from referral to closing.\n",
            INVOCATION * 1e6,
            table(&["what", "times", "memory", "takes", "for a case"], &rows),
        )
    }
}

/// One kind of work for a case.
struct Line {
    what: &'static str,
    times: f64,
    mib: f64,
    milliseconds: f64,
}

impl Line {
    fn new(what: &'static str, times: f64, mib: f64, milliseconds: f64) -> Self {
        Self {
            what,
            times,
            mib,
            milliseconds,
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
            format!("{:.4} ¢", self.cents()),
        ]
    }
}

/// Dollars for a GB-second and for an invocation: assumed, as listed when this was written.
const GB_SECOND: f64 = 0.000_013_333_4;
const INVOCATION: f64 = 0.000_000_2;
/// Milliseconds that a call on a service within the region takes: assumed.
const CALL: f64 = 8.0;
/// Agencies that get a pack of a meeting: assumed.
const AGENCIES: f64 = 4.0;
/// What happens to a case by itself, and not because somebody asks for a page.
const OTHER: [&str; 4] = [
    "action_notified",
    "sweep_of_one_action",
    "packs_made",
    "packs_unchanged",
];

/// How often operations of these names happen to a case.
fn times(named: impl Fn(&str) -> bool) -> f64 {
    let kept = CASE.iter().filter(|(name, _)| named(name));
    kept.map(|(_, times)| times).sum()
}

fn intro() -> String {
    format!(
        "# What the functions take of a machine\n\nMade by `tests/bench docs/performance.md` on {}. \
         The programs are those of `infra/build`, for x86-64: release, one codegen unit, fat LTO, \
         stripped. Each runs as a process under an emulation of Lambda's runtime API, on the \
         embedded table and buckets, and what is told is the process's own user and system time. \
         Programs take turns, and of several rounds the least counts: the machine is shared.\n",
        machine::name(),
    )
}

fn request(operation: &Operation) -> Vec<String> {
    let used = milliseconds(least(&operation.used));
    let aim = match operation.does {
        "Send a referral, by API" => against(used, 1.0, "1 ms"),
        "A case's page, by browser" | "Assign an action, by API" => against(used, 0.5, "0.5 ms"),
        _ if operation.notices > 0 => {
            let each = used / operation.notices as f64;
            let aim = against(each, 0.5, "0.5 ms");
            format!(
                "{aim}: {each:.2} ms for each of {} notices",
                operation.notices
            )
        }
        _ => String::new(),
    };
    let memory = match HTTP.contains(&operation.function) {
        true => {
            let aim = against(operation.peak as f64, 30e6, "30 MB");
            format!("{} ({aim})", mebibytes(operation.peak))
        }
        false => mebibytes(operation.peak),
    };
    vec![
        operation.does.to_owned(),
        operation.function.to_owned(),
        shown(least(&operation.used)),
        shown(middle(&operation.used)),
        shown(least(&operation.waited)),
        aim,
        memory,
    ]
}

fn packed(packs: &Packs) -> Vec<String> {
    let used = least(&packs.used);
    let ([seconds, mib], warm) = match packs.cases {
        40 => ([1.0, 128.0], packs.peak[1]),
        _ => ([5.0, 600.0], packs.peak[1]),
    };
    let in_mib = warm as f64 / f64::from(1 << 20);
    vec![
        packs.cases.to_string(),
        packs.agencies.to_string(),
        packs.pages.to_string(),
        shown(packs.first),
        shown(used),
        shown(least(&packs.waited)),
        against(used.as_secs_f64(), seconds, &format!("{seconds} s")),
        mebibytes(packs.peak[0]),
        mebibytes(packs.peak[1]),
        against(in_mib, mib, &format!("{mib} MiB")),
    ]
}
