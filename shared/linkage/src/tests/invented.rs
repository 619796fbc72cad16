//! People who do not exist, at addresses that do not exist, written down twice as people do.

use crate::Row;

/// A source of numbers that is the same on every run.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// First names with what they are called by; some are common.
const GIVEN: [(&str, &str); 40] = [
    ("William", "Bill"),
    ("Elizabeth", "Liz"),
    ("Margaret", "Peggy"),
    ("Robert", "Bob"),
    ("Katherine", "Kate"),
    ("Thomas", "Tom"),
    ("Michael", "Mick"),
    ("Susan", "Sue"),
    ("Anthony", "Tony"),
    ("Christopher", "Chris"),
    ("Patricia", "Trish"),
    ("James", "Jim"),
    ("Jennifer", "Jenny"),
    ("Samuel", "Sam"),
    ("Rebecca", "Becky"),
    ("David", "Dave"),
    ("Mohammed", "Muhammad"),
    ("Zoë", "Zoe"),
    ("Siobhán", "Siobhan"),
    ("Łukasz", "Lukasz"),
    ("Priya", "Priya"),
    ("Aisha", "Aisha"),
    ("Oluwaseun", "Seun"),
    ("Grace", "Grace"),
    ("Harriet", "Hattie"),
    ("George", "Georgie"),
    ("Daniel", "Danny"),
    ("Victoria", "Vicky"),
    ("Nicholas", "Nick"),
    ("Joseph", "Joe"),
    ("Charlotte", "Lottie"),
    ("Edward", "Ted"),
    ("Florence", "Flo"),
    ("Benjamin", "Ben"),
    ("Isabella", "Izzy"),
    ("Stephen", "Steve"),
    ("Amanda", "Mandy"),
    ("Peter", "Pete"),
    ("Deborah", "Debbie"),
    ("Ian", "Iain"),
];
const FRONT: [&str; 40] = [
    "Brindle", "Cob", "Thistle", "Oaken", "Fern", "Marl", "Pebble", "Quill", "Rushen", "Sorrel",
    "Tarn", "Umber", "Vetch", "Willow", "Yarrow", "Amber", "Bracken", "Clover", "Dapple", "Elder",
    "Flint", "Gorse", "Hazel", "Ivy", "Jasper", "Kestrel", "Larch", "Mallow", "Nettle", "Otter",
    "Plover", "Raven", "Sedge", "Teasel", "Upping", "Violet", "Wren", "Yew", "Alder", "Birch",
];
const BACK: [&str; 12] = [
    "combe", "ley", "worth", "ham", "by", "wick", "stone", "field", "ridge", "mere", "shaw", "ton",
];
const WAYS: [(&str, &str); 6] = [
    ("Road", "Rd"),
    ("Street", "St"),
    ("Avenue", "Ave"),
    ("Close", "Cl"),
    ("Lane", "Ln"),
    ("Gardens", "Gdns"),
];

/// Somebody.
#[derive(Clone)]
pub(super) struct Somebody {
    pub(super) given: usize,
    family: String,
    born: (usize, usize, usize),
    home: Home,
}

#[derive(Clone)]
struct Home {
    number: usize,
    street: String,
    way: usize,
    town: String,
    postcode: String,
}

fn compound(dice: &mut Dice) -> String {
    format!("{}{}", dice.one_of(&FRONT), dice.one_of(&BACK))
}

fn born(dice: &mut Dice) -> (usize, usize, usize) {
    (
        1935 + dice.below(72),
        1 + dice.below(12),
        1 + dice.below(28),
    )
}

fn home(dice: &mut Dice) -> Home {
    let letters = ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N'];
    // No post town has the letters ZZ.
    let (out, figure) = (1 + dice.below(60), dice.below(10));
    Home {
        number: 1 + dice.below(120),
        street: compound(dice),
        way: dice.below(WAYS.len()),
        town: format!("{} Parva", compound(dice)),
        postcode: format!(
            "ZZ{out} {figure}{}{}",
            dice.one_of(&letters),
            dice.one_of(&letters)
        ),
    }
}

impl Somebody {
    fn new(dice: &mut Dice) -> Self {
        Self {
            given: dice.below(GIVEN.len()),
            family: compound(dice),
            born: born(dice),
            home: home(dice),
        }
    }

    /// Those who live with them: a spouse, a twin, a child of the same name.
    fn household(&self, dice: &mut Dice) -> Vec<Self> {
        let other = (self.given + 1 + dice.below(GIVEN.len() - 1)) % GIVEN.len();
        match dice.below(10) {
            0 => vec![Self {
                given: other,
                ..self.clone()
            }],
            1 => vec![Self {
                born: (self.born.0 + 27, 1 + dice.below(12), 1 + dice.below(28)),
                ..self.clone()
            }],
            2..=4 => vec![Self {
                given: other,
                born: born(dice),
                ..self.clone()
            }],
            _ => Vec::new(),
        }
    }

    /// The cells of a tidy row.
    pub(super) fn cells(&self) -> Vec<String> {
        let (year, month, day) = self.born;
        let home = &self.home;
        vec![
            GIVEN[self.given].0.to_owned(),
            self.family.clone(),
            format!("{day:02}/{month:02}/{year}"),
            format!("{} {} {}", home.number, home.street, WAYS[home.way].0),
            home.town.clone(),
            home.postcode.clone(),
        ]
    }

    /// The cells as somebody else wrote them: one to three things are otherwise.
    fn again(&self, dice: &mut Dice) -> Vec<String> {
        let mut cells = self.cells();
        for _ in 0..=dice.below(3) {
            self.err(&mut cells, dice);
        }
        cells
    }

    fn err(&self, cells: &mut [String], dice: &mut Dice) {
        let (year, month, day) = self.born;
        let home = &self.home;
        match dice.below(14) {
            0 | 1 => cells[0] = GIVEN[self.given].1.to_owned(),
            2 => cells[0] = GIVEN[self.given].0.chars().take(1).collect(),
            3 => cells[0] = slip(&cells[0], dice),
            4 => cells[1] = slip(&cells[1], dice),
            5 => cells[1] = format!("{}-{}", cells[1], compound(dice)),
            6 => cells.swap(0, 1),
            7 => cells[2] = format!("{month:02}/{day:02}/{year}"),
            8 => {
                cells[2] = format!(
                    "{year}-{month:02}-{:02}",
                    (day + 1 + dice.below(8)) % 28 + 1
                )
            }
            9 => cells[2] = String::new(),
            10 => {
                let moved = Self {
                    home: super::invented::home(dice),
                    ..self.clone()
                };
                cells[3..].clone_from_slice(&moved.cells()[3..]);
            }
            11 => {
                cells[3] = format!(
                    "Flat 2, {} {} {}",
                    home.number, home.street, WAYS[home.way].1
                )
            }
            12 => cells[5] = slip(&cells[5], dice).to_lowercase().replace(' ', ""),
            _ => {
                cells[0] = format!("Mr {}", cells[0].to_uppercase());
                cells[1] = cells[1].to_uppercase();
                cells[4] = String::new();
            }
        }
    }
}

/// One letter left out, put in twice, or swapped with the next.
fn slip(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 || word.starts_with("Mr ") {
        return word.to_owned();
    }
    let at = 1 + dice.below(letters.len() - 2);
    match dice.below(3) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

/// A list of so many people and those they live with, of whom some stand in it again. Whoever is one
/// person shares the part of the reference before the stroke.
pub(crate) fn list(seed: u64, people: usize) -> Vec<Row> {
    let mut dice = Dice::new(seed);
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |id: String, cells: Vec<String>| {
        rows.push(Row {
            number: rows.len() + 2,
            id,
            cells,
        });
    };
    let mut next = 0;
    for _ in 0..people {
        let first = Somebody::new(&mut dice);
        let others = first.household(&mut dice);
        for somebody in std::iter::once(first).chain(others) {
            next += 1;
            add(format!("{next}/0"), somebody.cells());
            for copy in 1..=usize::from(dice.chance(40)) + usize::from(dice.chance(10)) {
                add(format!("{next}/{copy}"), somebody.again(&mut dice));
            }
        }
    }
    rows
}
