//! Values that are kept by name, with a bound on what all of them weigh together.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::facts::{levels_of, weight_of, weight_of_value};
use super::values::Value;
use crate::resolved::{Nodes, Resolved};
use crate::terraform::limits::{
    MAX_KEPT_NESTING, MAX_KEPT_WEIGHT, MIN_SHARED_WEIGHT, WEIGHT_OF_NODE,
};

/// The weight of values that are kept, with a bound: past it, what comes is not known.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    weight: Cell<usize>,
    /// The collections that weigh something already, whichever other values they are in: by what copies of them share. They are
    /// held, lest another one takes the place of one.
    held: RefCell<HashMap<usize, Value>>,
    /// What the formulas are made of that say when they hold.
    nodes: RefCell<Nodes>,
}

/// What comes to be held with a value.
#[derive(Default)]
struct New {
    held: HashMap<usize, Value>,
    nodes: Nodes,
}

impl Kept {
    pub(crate) fn take(&self, value: Resolved<Value>) -> Resolved<Value> {
        // Whatever walks through a value comes to each part as often as it is in it.
        if weight_of(&value) > MAX_KEPT_WEIGHT || levels_of(&value) > MAX_KEPT_NESTING {
            return too_large();
        }
        let mut new = New::default();
        let weight = self.new_weight(&value, &mut new) + new.nodes.len() * WEIGHT_OF_NODE;
        let weight = self.weight.get() + weight;
        if weight > MAX_KEPT_WEIGHT {
            return too_large();
        }
        self.weight.set(weight);
        self.held.borrow_mut().extend(new.held);
        self.nodes.borrow_mut().extend(new.nodes);
        value
    }

    pub(crate) fn weight(&self) -> usize {
        self.weight.get()
    }

    /// Counts these alone from now on, which are kept already.
    pub(crate) fn keep<'v>(&self, values: impl Iterator<Item = &'v Resolved<Value>>) {
        self.held.take();
        self.nodes.take();
        let mut new = New::default();
        let weight: usize = values.map(|value| self.new_weight(value, &mut new)).sum();
        self.weight.set(weight + new.nodes.len() * WEIGHT_OF_NODE);
        self.held.replace(new.held);
        self.nodes.replace(new.nodes);
    }

    /// What a value weighs without what is kept already.
    fn new_weight(&self, value: &Resolved<Value>, new: &mut New) -> usize {
        new.nodes.add(value, &self.nodes.borrow());
        let mut weight = 1 + value.from().hops.len();
        match value {
            Resolved::Known { value, .. } => weight += self.new_weight_of_parts(value, new),
            Resolved::Varies { cases, .. } => {
                let cases = cases.iter().map(|case| self.new_weight(&case.value, new));
                weight += cases.sum::<usize>();
            }
            Resolved::Unset { .. } | Resolved::Unknown { .. } | Resolved::Invalid { .. } => {}
        }
        weight
    }

    fn new_weight_of_parts(&self, value: &Value, new: &mut New) -> usize {
        let all = weight_of_value(value);
        let Some(identity) = value.identity().filter(|_| all > MIN_SHARED_WEIGHT) else {
            return all;
        };
        if self.held.borrow().contains_key(&identity) || new.held.contains_key(&identity) {
            return 1;
        }
        new.held.insert(identity, value.clone());
        let parts = value.parts().map(|part| self.new_weight(part, new));
        1 + parts.sum::<usize>()
    }
}

/// What stands for a value that is not carried on.
pub(crate) fn too_large<T>() -> Resolved<T> {
    Resolved::not_followed("the values it is made of are too large to follow")
}
