//! `tests/access_matrix.txt`, read.

use std::collections::BTreeMap;

use super::routes::Ask;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/access_matrix.txt");

/// Routes at which the same people get the same.
pub(super) struct Block {
    pub(super) title: String,
    pub(super) asks: Vec<Ask>,
    /// Status by role and relation.
    pub(super) cells: BTreeMap<(String, String), u16>,
}

/// How an answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Html,
    Json,
    Pdf,
}

impl Form {
    pub(super) fn accept(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Json => "application/json",
            Self::Pdf => "application/pdf",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "html" => Self::Html,
            "json" => Self::Json,
            "pdf" => Self::Pdf,
            other => panic!("{other} is no form"),
        }
    }
}

/// Blocks are parted by empty lines. Of each, lines that begin with a method are routes, the first
/// other line names relations, and those after it begin with a role.
pub(super) fn blocks() -> Vec<Block> {
    let text = std::fs::read_to_string(FILE).unwrap();
    text.split("\n\n").filter_map(block).collect()
}

fn block(text: &str) -> Option<Block> {
    let mut block = Block {
        title: String::new(),
        asks: Vec::new(),
        cells: BTreeMap::new(),
    };
    let mut relations: Vec<&str> = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        match words.next() {
            None => {}
            Some("#") => block.title = line.to_owned(),
            Some(method @ ("GET" | "POST")) => {
                let path = words.next().expect("a path").to_owned();
                let forms = words.map(Form::parse).collect();
                let method = method.to_owned();
                block.asks.push(Ask {
                    method,
                    path,
                    forms,
                });
            }
            Some(_) if relations.is_empty() => relations = line.split_whitespace().collect(),
            Some(role) => {
                for (relation, status) in relations.iter().zip(words) {
                    let cell = (role.to_owned(), (*relation).to_owned());
                    block.cells.insert(cell, status.parse().expect("a status"));
                }
            }
        }
    }
    (!block.asks.is_empty()).then_some(block)
}
