//! scratch
use linkage::*;
use std::io::Write;
fn rows(path: &str, mapping: &Mapping) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').map(str::trim).collect();
    let at = |c: &str| head.iter().position(|h| *h == c).unwrap();
    let id = at(mapping.id.on(Side::Left));
    let cols: Vec<usize> = mapping
        .fields
        .iter()
        .map(|f| at(f.column.on(Side::Left)))
        .collect();
    lines
        .enumerate()
        .map(|(n, l)| {
            let c: Vec<&str> = l.split(',').map(str::trim).collect();
            Row {
                number: n + 2,
                id: c[id].to_owned(),
                cells: cols.iter().map(|i| c[*i].to_owned()).collect(),
            }
        })
        .collect()
}
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mapping = Mapping::read(&std::fs::read_to_string(&args[0]).unwrap()).unwrap();
    let left = rows(&args[1], &mapping);
    let t = std::time::Instant::now();
    let (found, right) = if args.len() > 2 {
        let right = rows(&args[2], &mapping);
        (links(&mapping, &left, &right), right)
    } else {
        (duplicates(&mapping, &left), left.clone())
    };
    let took = t.elapsed().as_secs_f64();
    let n = |s: &str| s.split('-').nth(1).unwrap().to_owned();
    let mut truth = std::collections::HashMap::new();
    for r in &left {
        truth.entry(n(&r.id)).or_insert((0u64, 0u64)).0 += 1;
    }
    for r in &right {
        truth.entry(n(&r.id)).or_insert((0, 0)).1 += 1;
    }
    let total: u64 = truth
        .values()
        .map(|(l, r)| {
            if args.len() > 2 {
                l * r
            } else {
                l * (l - 1) / 2
            }
        })
        .sum();
    let (mut tp, mut fp, mut poss, mut possright) = (0u64, 0u64, 0u64, 0u64);
    let mut out = std::fs::File::create("/tmp/match-pairs.txt").unwrap();
    for p in &found.pairs {
        let (l, r) = (&left[p.left], &right[p.right]);
        let right = n(&l.id) == n(&r.id);
        match p.verdict {
            Verdict::Match => {
                if right {
                    tp += 1
                } else {
                    fp += 1
                }
            }
            _ => {
                poss += 1;
                possright += u64::from(right)
            }
        }
        let bad = (p.verdict == Verdict::Match) != right;
        writeln!(
            out,
            "{} {:?} {right} {:.1} {:.4}\n  {:?}\n  {:?}\n  {}",
            if bad { "BAD" } else { "ok" },
            p.verdict,
            p.score,
            p.probability,
            l,
            r,
            p.evidence.join("; ")
        )
        .unwrap();
    }
    let (pr, re) = (tp as f64 / (tp + fp) as f64, tp as f64 / total as f64);
    println!(
        "true {total} tp {tp} fp {fp} precision {pr:.5} recall {re:.5} f1 {:.5} possible {poss} (right {possright}) compared {} capped {} learned {} {took:.2}s",
        2.0 * pr * re / (pr + re),
        found.compared,
        found.capped.len(),
        found.learned
    );
    let got: std::collections::HashSet<(usize, usize)> =
        found.pairs.iter().map(|p| (p.left, p.right)).collect();
    if args.len() == 2 {
        for i in 0..left.len() {
            for j in i + 1..left.len() {
                if n(&left[i].id) == n(&left[j].id) && !got.contains(&(i, j)) {
                    writeln!(out, "MISSED\n  {:?}\n  {:?}", left[i], left[j]).unwrap();
                }
            }
        }
    }
}
