//! The values that variables are given, in layers: those that come later win.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::value_files::FileValues;
use super::value_reader::ValueReader;
use crate::resolved::{Hop, Resolved};
use crate::terraform::lang::values::Value;

/// The values that variables are given.
#[derive(Debug, Default)]
pub(super) struct GivenValues {
    layers: Vec<Layer>,
    /// What files give, once it was asked for.
    of_files: RefCell<HashMap<String, Resolved<Value>>>,
}

#[derive(Debug)]
enum Layer {
    /// Values by name, and whether each is a text of the command line or the environment: the variable's type decides what that
    /// means.
    Own(BTreeMap<String, (Resolved<Value>, bool)>),
    /// Those of a file, which all have that read it, and what names it.
    File(Arc<FileValues>, Option<Hop>),
}

impl GivenValues {
    pub(super) fn set(&mut self, name: &str, value: Resolved<Value>, is_text: bool) {
        self.of_files.get_mut().clear();
        let given = (value, is_text);
        if let Some(Layer::Own(values)) = self.layers.last_mut() {
            values.insert(name.to_owned(), given);
        } else {
            let own = BTreeMap::from([(name.to_owned(), given)]);
            self.layers.push(Layer::Own(own));
        }
    }

    /// Adds those of a file; `by` is what names it.
    pub(super) fn add(&mut self, file: Arc<FileValues>, by: Option<Hop>) {
        self.of_files.get_mut().clear();
        self.layers.push(Layer::File(file, by));
    }

    pub(super) fn clear(&mut self) {
        *self = GivenValues::default();
    }

    pub(super) fn get(&self, name: &str, reader: ValueReader<'_>) -> Option<Resolved<Value>> {
        if let Some(known) = self.of_files.borrow().get(name) {
            return Some(known.clone());
        }
        self.layers.iter().rev().find_map(|layer| match layer {
            Layer::Own(values) => Some(values.get(name)?.0.clone()),
            Layer::File(file, by) => {
                let value = reader.value(file, name)?.via(by.clone());
                let mut known = self.of_files.borrow_mut();
                known.insert(name.to_owned(), value.clone());
                Some(value)
            }
        })
    }

    /// Whether what a variable is given is a text of the command line or of the environment.
    pub(super) fn is_text(&self, name: &str) -> bool {
        let is_text = self.layers.iter().rev().find_map(|layer| match layer {
            Layer::Own(values) => Some(values.get(name)?.1),
            Layer::File(file, _) => file.has(name).then_some(false),
        });
        is_text.unwrap_or(false)
    }

    /// Those texts.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let own = self.layers.iter().filter_map(|layer| match layer {
            Layer::Own(values) => Some(values),
            Layer::File(..) => None,
        });
        let all = own.flatten().filter(|(name, _)| self.is_text(name));
        all.filter_map(|(_, (value, _))| match value.value() {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The variables that are given something; some are named again.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.layers
            .iter()
            .flat_map(|layer| -> Box<dyn Iterator<Item = &str> + '_> {
                match layer {
                    Layer::Own(values) => Box::new(values.keys().map(String::as_str)),
                    Layer::File(file, _) => Box::new(file.all_names()),
                }
            })
    }
}
