//! Lists that a form sends field by field, where a program sends a list of objects.

use serde_json::{Map, Value};

use crate::page::Fault;

/// A list of which a form has the fields one by one: `complaint1_to` is `to` of the first complaint.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// What one is called in the names of the form's fields, such as `complaint`.
    pub one: &'static str,
    /// What the list is called, such as `complaints`.
    pub all: &'static str,
    /// Most that a form has fields for.
    pub most: usize,
}

impl Listed {
    /// The form's name for a field of the one at `index`, from 0.
    pub fn field(&self, index: usize, field: &str) -> String {
        format!("{}{}_{field}", self.one, index.saturating_add(1))
    }

    /// A form's fields, put together to the list; those at its end that were not sent are left out.
    /// What a program sends stays as it is.
    pub fn gather(&self, flat: Map<String, Value>) -> Map<String, Value> {
        let mut object = Map::new();
        let mut all = vec![Map::new(); self.most];
        for (name, value) in flat {
            let place = name.strip_prefix(self.one).and_then(|rest| {
                let (number, field) = rest.split_once('_')?;
                let index = number.parse::<usize>().ok()?.checked_sub(1)?;
                Some((index, field.to_owned()))
            });
            match place.and_then(|(index, field)| Some((all.get_mut(index)?, field))) {
                Some((one, field)) => drop(one.insert(field, value)),
                None => drop(object.insert(name, value)),
            }
        }
        if let Some(last) = all.iter().rposition(|each| !each.is_empty()) {
            all.truncate(last + 1);
            let list = all.into_iter().map(Value::Object).collect();
            object.insert(self.all.to_owned(), Value::Array(list));
        }
        object
    }

    /// A fault at the name that the form has for its field: `complaint1_to` for `complaints[0].to`.
    pub fn on_form(&self, fault: Fault) -> Fault {
        let inside = fault.field.strip_prefix(self.all).and_then(|rest| {
            let (index, field) = rest.strip_prefix('[')?.split_once("].")?;
            Some(self.field(index.parse().ok()?, field))
        });
        Fault {
            field: inside.unwrap_or(fault.field),
            message: fault.message,
        }
    }
}
