//! Dates of birth as people write them.

use super::text::fold;

/// Eight digits, year first, whether or not there was such a day: a slip may have made it impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Birth(pub [u8; 8]);

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

impl Birth {
    /// Reads `1990-02-28`, `28/02/1990`, `28 February 1990`, `19900228`, `28.2.90` and the like; the day
    /// stands before the month, as in Britain. A time after it is left out.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches(".0");
        // Full stops part a date as strokes do.
        let text = fold(&text.replace('.', " "));
        let parts: Vec<&str> = text.split(' ').collect();
        match parts.as_slice() {
            [run] if run.len() == 8 => Self::of_run(run),
            [a, b, c, ..] => Self::of_three(a, b, c),
            _ => None,
        }
    }

    fn of_three(a: &str, b: &str, c: &str) -> Option<Self> {
        match (month_named(a), month_named(b)) {
            (_, Some(month)) => Self::of(c, month, a),
            (Some(month), _) => Self::of(c, month, b),
            _ if a.len() == 4 => Self::of(a, b.parse().ok()?, c),
            _ => Self::of(c, b.parse().ok()?, a),
        }
    }

    fn of(year: &str, month: u8, day: &str) -> Option<Self> {
        // `28th`, or a time that follows: `28T00:00`.
        let end = day.find(|c: char| !c.is_ascii_digit());
        let day: u8 = day.get(..end.unwrap_or(day.len()))?.parse().ok()?;
        let year: u16 = match (year.len(), year.parse::<u16>().ok()?) {
            (4, year) => year,
            // Nobody is born in the future, and few before 1930 are met.
            (2, short) if short < 30 => 2000 + short,
            (2, short) => 1900 + short,
            _ => return None,
        };
        if day > 99 || month > 99 {
            return None;
        }
        // The month first, as in America, when it cannot be otherwise.
        let (month, day) = if month > 12 && day <= 12 {
            (day, month)
        } else {
            (month, day)
        };
        Self::of_run(&format!("{year:04}{month:02}{day:02}"))
    }

    fn of_run(run: &str) -> Option<Self> {
        let digits: Option<Vec<u8>> = run
            .bytes()
            .map(|b| b.is_ascii_digit().then_some(b))
            .collect();
        let digits: [u8; 8] = digits?.try_into().ok()?;
        Self(digits).plausible()
    }

    /// A run of digits with the year first, or last as in `28021990`.
    fn plausible(self) -> Option<Self> {
        let [a, b, c, d, e, f, g, h] = self.0;
        let century = |x, y| matches!((x, y), (b'1', b'8' | b'9') | (b'2', b'0'));
        let turned = !century(a, b) && century(e, f);
        if self.0.iter().all(|digit| *digit == b'0') {
            None
        } else if turned {
            Some(Self([e, f, g, h, c, d, a, b]))
        } else {
            Some(self)
        }
    }

    /// Year, month and day, as digits.
    pub fn parts(self) -> ([u8; 4], [u8; 2], [u8; 2]) {
        let [a, b, c, d, e, f, g, h] = self.0;
        ([a, b, c, d], [e, f], [g, h])
    }

    /// The year as a number.
    pub fn year(self) -> u16 {
        let (year, ..) = self.parts();
        year.iter().fold(0, |year, digit| {
            year * 10 + u16::from(digit.saturating_sub(b'0'))
        })
    }

    /// The same with day and month in each other's place.
    #[must_use]
    pub fn turned(self) -> Self {
        let [a, b, c, d, e, f, g, h] = self.0;
        Self([a, b, c, d, g, h, e, f])
    }

    /// The digits as text.
    pub fn text(self) -> String {
        self.0.iter().map(|digit| char::from(*digit)).collect()
    }
}

fn month_named(word: &str) -> Option<u8> {
    let start: String = word.chars().take(3).collect();
    let at = MONTHS.iter().position(|month| *month == start)?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_are_written() {
        for text in [
            "1990-02-28",
            "28/02/1990",
            "28/2/90",
            "28.02.1990",
            "28 February 1990",
            "28th Feb 1990",
            "Feb 28, 1990",
            "02/28/1990",
            "19900228",
            "28021990",
            "1990-02-28T00:00:00Z",
            "1990-02-28 00:00:00",
            "19900228.0",
        ] {
            let read = Birth::read(text).map(Birth::text);
            assert_eq!(read.as_deref(), Some("19900228"), "{text}");
        }
        for text in [
            "",
            "1990",
            "unknown",
            "0",
            "00000000",
            "2/1990",
            "yesterday morning early",
        ] {
            assert_eq!(Birth::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_that_never_was_is_kept_since_a_slip_may_have_made_it() {
        let read = Birth::read("19901332").map(Birth::text);
        assert_eq!(read.as_deref(), Some("19901332"));
    }
}
