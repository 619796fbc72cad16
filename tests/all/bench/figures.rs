//! Samples to figures. Pure.

use std::time::Duration;

/// The least of several samples: what the work takes when nothing else is in its way.
pub(super) fn least(samples: &[Duration]) -> Duration {
    *samples.iter().min().expect("something was measured")
}

/// The one in the middle, and of an even number the later: how far the least is from the usual.
pub(super) fn middle(samples: &[Duration]) -> Duration {
    let mut sorted = samples.to_vec();
    sorted.sort();
    sorted[sorted.len() / 2]
}

pub(super) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// `0.43 ms`, `12.3 ms`, `512 ms`, `4.31 s`: three digits that mean something.
pub(super) fn shown(time: Duration) -> String {
    let ms = milliseconds(time);
    match ms {
        ..9.995 => format!("{ms:.2} ms"),
        ..99.95 => format!("{ms:.1} ms"),
        ..999.5 => format!("{ms:.0} ms"),
        _ => format!("{:.2} s", ms / 1e3),
    }
}

/// `3.92 MB`, of a million bytes each.
pub(super) fn megabytes(bytes: u64) -> String {
    format!("{:.2} MB", bytes as f64 / 1e6)
}

/// `95 MiB`, as memory is counted.
pub(super) fn mebibytes(bytes: u64) -> String {
    format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20))
}

/// `1.42 ×`.
pub(super) fn ratio(of: f64, to: f64) -> String {
    format!("{:.2} ×", of / to)
}

/// An aim and whether `value` keeps it: `≤ 1 ms, kept`.
pub(super) fn against(value: f64, aim: f64, shown: &str) -> String {
    let word = if value <= aim { "kept" } else { "**missed**" };
    format!("≤ {shown}, {word}")
}

/// A table as Markdown has it; the first column is words and the rest are figures.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(heads.iter().map(|&head| head.to_owned()).collect());
    text.push_str("|---|");
    text.push_str(&"---:|".repeat(heads.len() - 1));
    text.push('\n');
    for row in rows {
        assert_eq!(row.len(), heads.len(), "{row:?}");
        text.push_str(&line(row.clone()));
    }
    text
}

/// The number after the last `label` in what a program said, such as `Collected : 1234`.
pub(super) fn number_after(label: &str, said: &str) -> Option<u64> {
    let rest = &said[said.rfind(label)? + label.len()..];
    let digits = rest.trim_start_matches([' ', ':']).split_whitespace();
    digits.into_iter().next()?.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_and_the_middle_of_samples() {
        let samples = [5, 3, 9, 4].map(Duration::from_millis);
        assert_eq!(least(&samples), Duration::from_millis(3));
        assert_eq!(middle(&samples), Duration::from_millis(5));
        assert_eq!(middle(&samples[..1]), samples[0]);
    }

    #[test]
    fn figures_have_three_digits_and_a_unit() {
        for (micros, text) in [
            (427, "0.43 ms"),
            (9_994, "9.99 ms"),
            (9_996, "10.0 ms"),
            (12_340, "12.3 ms"),
            (512_400, "512 ms"),
            (999_600, "1.00 s"),
            (4_306_000, "4.31 s"),
        ] {
            assert_eq!(shown(Duration::from_micros(micros)), text);
        }
        assert_eq!(megabytes(3_919_000), "3.92 MB");
        assert_eq!(mebibytes(95 << 20), "95 MiB");
        assert_eq!(ratio(3.0, 2.0), "1.50 ×");
    }

    #[test]
    fn an_aim_is_kept_at_its_very_value_and_missed_above() {
        assert_eq!(against(1.0, 1.0, "1 ms"), "≤ 1 ms, kept");
        assert_eq!(against(1.1, 1.0, "1 ms"), "≤ 1 ms, **missed**");
    }

    #[test]
    fn tables_are_markdown() {
        let rows = [vec!["one".to_owned(), "1".to_owned()]];
        let wanted = "| what | figure |\n|---|---:|\n| one | 1 |\n";
        assert_eq!(table(&["what", "figure"], &rows), wanted);
    }

    #[test]
    fn counts_are_read_from_what_a_program_said() {
        let said = "==7== Events    : Ir\n==7== Collected : 12345678\n";
        assert_eq!(number_after("Collected", said), Some(12_345_678));
        assert_eq!(number_after("Collected", "Collected : nothing"), None);
        assert_eq!(number_after("VmHWM:", "VmHWM:\t   20480 kB"), Some(20_480));
        assert_eq!(number_after("VmHWM:", ""), None);
    }
}
