//! What the validations of variables refuse, and what is so known of a variable whose value is not.
//!
//! Source: the Terraform language, "Custom conditions": a value for which a condition is false, or cannot be evaluated, is
//! refused, a default too. "Input Variables", `nullable`: null is refused where there is no default.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::assumed::{Assumed, Open, TriedAt};
use super::instance::Instance;
use super::instance_keys::Key;
use super::validation::{Outcome, all};
use crate::resolved::{
    AskedFor, Assumption, Assumptions, Constant, Domain, Formula, Hop, MAX_CASES, Resolved, Symbol,
    Term, Written,
};
use crate::terraform::lang::equality::equal;
use crate::terraform::lang::for_good::for_good;
use crate::terraform::lang::syntax::{Attribute, Block};
use crate::terraform::lang::values::{Value, value_of};

impl Instance<'_> {
    /// The value of a variable as far as its validations leave it. Inside its validations it is what it is.
    pub(super) fn validated(
        &self,
        value: Resolved<Value>,
        name: &str,
        declared: &Block,
    ) -> Resolved<Value> {
        if value.is_invalid() || !self.module.validated.names().contains(name) {
            return value;
        }
        if self.is_open(&format!("validation of var.{name}")) {
            return value;
        }
        self.named(&format!("var.{name}, validated"), &|| match self
            .outcomes(name, declared, &value)
        {
            Some(outcomes) => {
                self.changed_elsewhere(left_of(&value, name, &outcomes), name, declared)
            }
            None => value.clone(),
        })
    }

    /// A truth value: where the other one would be refused, it is not changed where it is written.
    fn changed_elsewhere(
        &self,
        value: Resolved<Value>,
        name: &str,
        declared: &Block,
    ) -> Resolved<Value> {
        let Some(Value::Bool(flag)) = value.value() else {
            return value;
        };
        let other = Resolved::known(Value::Bool(!flag));
        let outcomes = self.supposing(name, other.clone(), || {
            self.find_outcomes(name, declared, &other)
        });
        let mut outcomes = outcomes.into_iter().flatten();
        match outcomes.find(|outcome| outcome.holds.value() == Some(&false)) {
            Some(refusing) => {
                let says = Hop::chose(refusing.at.span(), "the condition allows no other value");
                value.not_written().and_before([says])
            }
            None => value,
        }
    }

    /// What the validations of a variable come to for a value.
    fn outcomes(
        &self,
        name: &str,
        declared: &Block,
        value: &Resolved<Value>,
    ) -> Option<Rc<[Outcome]>> {
        self.outcomes_of(name, &|| self.find_outcomes(name, declared, value))
    }

    fn find_outcomes(&self, name: &str, declared: &Block, value: &Resolved<Value>) -> Vec<Outcome> {
        let mut out = Vec::new();
        let nullable = declared.body.attribute("nullable");
        if let Some(nullable) = nullable.filter(|_| !self.module.validated.takes_null(name)) {
            let at = format!("variable `{name}` takes no null");
            let is_null = equal(value, &Resolved::known(Value::Null));
            out.push(Outcome {
                holds: is_null.negated(),
                at: Hop::chose(nullable.value.span, at),
            });
        }
        let validations = declared.body.blocks_of("validation");
        for condition in validations.filter_map(|block| block.body.attribute("condition")) {
            out.push(self.outcome(name, condition));
        }
        out
    }

    fn outcome(&self, name: &str, condition: &Attribute) -> Outcome {
        let at = format!("validation of variable `{name}`");
        Outcome {
            holds: self.evaluate_requirement(&condition.value, &Key::default()),
            at: Hop::chose(condition.value.span, at),
        }
    }

    /// What a variable may be that nothing gives a value to, and what says so.
    pub(super) fn domain(
        &self,
        name: &str,
        declared: &Block,
        of_type: Domain,
    ) -> (Domain, Vec<Hop>) {
        if !self.module.validated.names().contains(name) {
            return (of_type, Vec::new());
        }
        let symbol = self.symbol_of(name, declared, of_type.clone());
        let open =
            Resolved::unknown("it is not given").with_term(Some(Term::Symbol(symbol.clone())));
        let outcomes = self.supposing(name, open.clone(), || {
            self.find_outcomes(name, declared, &open)
        });
        let outcomes = outcomes.unwrap_or_default();
        let possible = all(&outcomes).possible(&symbol);
        let domain = Domain::of(possible.constants);
        if possible.others || domain == Domain::of([]) || domain == of_type {
            return (of_type, Vec::new());
        }
        let deciding = outcomes.iter().filter_map(Outcome::assumption);
        (domain, deciding.map(|assumption| assumption.hop).collect())
    }

    /// That a variable is not a constant, where a validation refuses that, or what else holds where it is.
    fn assumption_at(
        &self,
        declared: &Block,
        symbol: &Symbol,
        (_, name, constant): &TriedAt,
    ) -> Option<Assumption> {
        let value = value_of(constant)?;
        let supposed = Resolved::known(value);
        let outcomes = self.supposing(name, supposed.clone(), || {
            self.find_outcomes(name, declared, &supposed)
        })?;
        let is_it = Formula::equals(symbol, constant);
        let mut holds = Formula::always();
        let mut hop = None;
        for outcome in outcomes {
            let left = holds.narrowed(&outcome.holds.truth().yes);
            if left != holds {
                hop.get_or_insert(outcome.at);
                holds = left;
            }
        }
        let hop = hop?;
        let holds = is_it.not().or(&holds)?;
        Some(Assumption { holds, hop })
    }
}

impl Instance<'_> {
    /// What is assumed of the whole root: that the validations of its own variables hold.
    pub(crate) fn root_assumptions(&self) -> Assumptions {
        match &self.caller {
            Some(caller) => caller.instance.root_assumptions(),
            None => self.assumed().validations.clone(),
        }
    }

    /// What is assumed wherever this module instance exists.
    pub(crate) fn assumed(&self) -> Rc<Assumed> {
        let above = self.caller.map(|caller| caller.instance.assumed());
        if self.module.validated.names().is_empty() {
            return above.unwrap_or_default();
        }
        let depth = self.path.len();
        let known = self.root.assumed.borrow();
        if let Some((_, known)) = known.iter().find(|(id, _)| *id == self.id) {
            return Rc::clone(known);
        }
        drop(known);
        let assumed = Rc::new(self.find_assumed(above.as_deref()));
        let mut known = self.root.assumed.borrow_mut();
        // Of an instance beside this one no more is asked, as trails come instance by instance.
        known.truncate(depth);
        known.push((self.id, Rc::clone(&assumed)));
        assumed
    }

    fn find_assumed(&self, above: Option<&Assumed>) -> Assumed {
        let mut own = Vec::new();
        let mut open: HashMap<AskedFor, Vec<Open>> = HashMap::new();
        for name in self.module.validated.names() {
            let declared = &self.module.variables[name];
            let value = self.as_given(name, declared);
            let outcomes = self.outcomes(name, declared, &value);
            let outcomes = outcomes.iter().flat_map(|outcomes| outcomes.iter());
            own.extend(outcomes.filter_map(Outcome::assumption));
            if let Resolved::Unknown {
                term: Some(Term::Symbol(symbol)),
                ..
            } = value
            {
                let of_symbol = open.entry(AskedFor::by(&symbol)).or_default();
                let name = name.clone();
                of_symbol.push(Open { name, symbol });
            }
        }
        let validations =
            above.map_or_else(Assumptions::default, |above| above.validations.clone());
        let validations = validations.and(own);
        let compared: Vec<Formula> = validations.formulas().cloned().collect();
        let mut assumed = Assumed {
            open,
            ..Assumed::default()
        };
        let mut more = Vec::new();
        let mut tried = HashSet::new();
        self.try_where(&assumed, &compared, &mut |at, found| {
            more.extend(found);
            tried.insert(at);
        });
        assumed.all = validations.and(more);
        assumed.validations = validations;
        assumed.tried = tried;
        assumed
    }

    /// What else holds where a variable is a constant that conditions compare it with: where a validation refuses that, that the
    /// variable is not that. What is assumed of the instance is left out.
    pub(crate) fn assumptions_at(
        &self,
        assumed: &Assumed,
        compared: &[Formula],
    ) -> Vec<Assumption> {
        let mut out = Vec::new();
        self.try_where(assumed, compared, &mut |at, found| {
            if !assumed.tried.contains(&at) {
                out.extend(found);
            }
        });
        out
    }

    /// Supposes that variables, those of the instances above first, are what formulas compare them with.
    fn try_where(
        &self,
        assumed: &Assumed,
        compared: &[Formula],
        each: &mut dyn FnMut(TriedAt, Option<Assumption>),
    ) {
        if let Some(caller) = &self.caller {
            let above = caller.instance.assumed();
            caller.instance.try_where(&above, compared, each);
        }
        // It is that of a caller.
        if self.module.validated.names().is_empty() {
            return;
        }
        let mut constants: BTreeMap<&str, (&Symbol, BTreeSet<Constant>)> = BTreeMap::new();
        for formula in compared {
            for asked in formula.asked_for() {
                for Open { name, symbol } in assumed.open.get(&asked).into_iter().flatten() {
                    let (_, constants) = constants.entry(name).or_insert((symbol, BTreeSet::new()));
                    constants.extend(formula.compared(symbol));
                }
            }
        }
        for (name, (symbol, constants)) in constants {
            let declared = &self.module.variables[name];
            for constant in constants.into_iter().take(MAX_CASES) {
                let at = (self.id, name.to_owned(), constant);
                let found =
                    self.tried_once(at.clone(), &|at| self.assumption_at(declared, symbol, at));
                each(at, found);
            }
        }
    }
}

/// What validations leave of a variable's value.
fn left_of(value: &Resolved<Value>, name: &str, outcomes: &[Outcome]) -> Resolved<Value> {
    let refusing = outcomes
        .iter()
        .find(|outcome| outcome.holds.value() == Some(&false));
    if let Some(refusing) = refusing {
        return refused(value, name, &[&refusing.at]);
    }
    let holds = all(outcomes);
    let hops = || outcomes.iter().filter(|one| one.assumption().is_some());
    let hops: Vec<&Hop> = hops().map(|outcome| &outcome.at).collect();
    if holds.is_never() {
        return refused(value, name, &hops);
    }
    let left = value.clone().settled(&holds);
    if left == *value {
        return left;
    }
    left.and_before_once(hops.into_iter().cloned())
}

/// A value that validations are known to refuse.
fn refused(value: &Resolved<Value>, name: &str, by: &[&Hop]) -> Resolved<Value> {
    let shown = value.value().map(Value::shown);
    let refusing = by
        .iter()
        .map(|hop| Hop::chose(hop.span(), "the condition does not hold"));
    let mut from = value.from().clone();
    from.hops.splice(0..0, refusing);
    let from = from.changed_by(Written::said("Give it a value that its validations allow"));
    let refused = Resolved::Invalid {
        why: format!("a validation of variable `{name}` refuses it"),
        text: shown.unwrap_or_else(|| format!("var.{name}")),
        from,
    };
    for_good(refused.private(value.from().privacy))
}
