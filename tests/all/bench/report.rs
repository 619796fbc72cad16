//! The figures as a page for readers: `docs/performance.md` is written here and nowhere else.

use std::fs;

use super::{
    bill,
    figures::{against, least, mebibytes, megabytes, middle, milliseconds, ratio, shown, table},
    machine,
    packs::Packs,
    programs::{FUNCTIONS, PEERS, PYTHON, Size},
    requests::Operation,
    starts::Start,
};

/// Everything that was measured in one run.
pub(super) struct Report {
    pub(super) sizes: Vec<Size>,
    pub(super) starts: Vec<Start>,
    pub(super) requests: Vec<Operation>,
    pub(super) packs: Vec<Packs>,
}

/// What is known of why an aim is missed: to be written anew when the figures change.
const MISSED: &str = include_str!("missed.md");

/// The functions that answer requests.
pub(super) const HTTP: [&str; 5] = [
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
            MISSED.to_owned(),
            bill::table_of(&self.requests, &self.packs),
        ];
        fs::write(file, parts.join("\n")).unwrap();
        println!("{}", parts.join("\n"));
    }

    fn requests(&self) -> String {
        let rows: Vec<_> = self.requests.iter().map(request).collect();
        let (ours, theirs) = (&self.requests[0], &self.requests[1]);
        let of = |name: &str| {
            let mut all = self.requests.iter();
            let found = all.find(|operation| operation.function == name);
            milliseconds(least(&found.expect("a yardstick").used))
        };
        let call = of(PEERS[1]) - of(PEERS[0]);
        let times = least(&theirs.used).as_secs_f64() / least(&ours.used).as_secs_f64();
        format!(
            "## Requests\n\nProcessor time of the whole process for one event, from asking for it \
             to having brought the answer, with connections open and keys known: the least of {} \
             rounds' means, and the middle one. *First* is that of the first event in a process's \
             life, which also opens connections and reads the issuer's keys and the policies: the \
             least of {}. *Waited* includes the table, which is SQLite on this machine.\n\n{}\n\
             The Python handler (`tests/peers/python`) does the same work for a referral: the run \
             begins by showing that what it writes is read back the same and that its chain holds. \
             It takes {times:.1} times as much of a processor.\n\n\
             Two yardsticks say how much of an operation is the SDK's: `peer-nothing` answers an event, \
             and `peer-client` reads one item. A call on a service costs {call:.2} ms of a processor, \
             and `docs/costs.md` says how many each operation makes.\n",
            ours.used.len(),
            ours.first.len(),
            table(
                &[
                    "operation",
                    "function",
                    "processor",
                    "middle",
                    "first",
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
        shown(least(&operation.first)),
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
