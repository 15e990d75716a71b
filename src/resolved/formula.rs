//! Statements about symbols, and whether they can hold together.
//!
//! A formula is a decision diagram: each node asks for one symbol's value and leads on from each constant it is compared
//! with, and from all others together. That one symbol is not two constants at once, and nothing outside of its domain, is
//! so built in, and what cannot hold is always [`Formula::never`].

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock, OnceLock};

use super::by_constant::ByConstant;
use super::constant::Constant;
use super::effort;
use super::limits::{ANSWERS_OF_NODE, MAX_PAIRS_OF_NODES, MAX_QUESTIONS_IN_A_ROW};
use super::symbol::{Identity, Symbol};

/// A statement about symbols.
#[derive(Clone, Debug)]
pub struct Formula(Diagram);

#[derive(Clone, Debug)]
enum Diagram {
    Never,
    Always,
    Asks(Arc<Question>),
}

/// Which constant a symbol is.
#[derive(Debug)]
struct Question {
    symbol: Arc<Identity>,
    cases: ByConstant<Formula>,
    /// Where it is none of them.
    otherwise: Formula,
    /// How many questions follow one another at most, this one included.
    depth: usize,
    /// Whether it or one that follows asks if two symbols are equal.
    relates: bool,
    /// What is the same for all that ask the same: what differs in it need not be compared.
    fingerprint: u64,
    /// All that it asks for, once somebody wants to know.
    all_asked: OnceLock<HashSet<Arc<Identity>>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    And,
    Or,
}

impl Question {
    /// The symbol of two questions that is asked for first.
    fn asked_first<'q>(&'q self, other: &'q Question) -> &'q Arc<Identity> {
        if Arc::ptr_eq(&self.symbol, &other.symbol) {
            return &self.symbol;
        }
        (&self.symbol).min(&other.symbol)
    }
}

type Pairs = HashMap<(usize, usize), Formula>;

impl Formula {
    /// What always holds.
    #[must_use]
    pub fn always() -> Formula {
        Formula(Diagram::Always)
    }

    /// What cannot hold.
    #[must_use]
    pub fn never() -> Formula {
        Formula(Diagram::Never)
    }

    /// That a symbol is this constant.
    #[must_use]
    pub fn equals(symbol: &Symbol, constant: &Constant) -> Formula {
        let spellings = symbol.spellings(constant);
        question(
            symbol.identity(),
            spellings
                .into_iter()
                .map(|spelling| (spelling, Formula::always()))
                .collect(),
            Formula::never(),
        )
    }

    #[must_use]
    pub fn is_never(&self) -> bool {
        matches!(self.0, Diagram::Never)
    }

    #[must_use]
    pub fn is_always(&self) -> bool {
        matches!(self.0, Diagram::Always)
    }

    /// That both hold; `None` where that is too much to work out.
    #[must_use]
    pub fn and(&self, other: &Formula) -> Option<Formula> {
        join(self, other, Join::And, &mut Pairs::new())
    }

    /// That one of both holds; `None` where that is too much to work out.
    #[must_use]
    pub fn or(&self, other: &Formula) -> Option<Formula> {
        join(self, other, Join::Or, &mut Pairs::new())
    }

    /// Whether both can hold as far as each symbol by itself goes; where that is too much to work out, they may.
    pub(super) fn meets(&self, other: &Formula) -> bool {
        meets(self, other, &mut HashSet::new())
    }

    /// What it asks for first, and what it leads on to.
    pub(super) fn asks(&self) -> Option<(&Arc<Identity>, &ByConstant<Formula>, &Formula)> {
        match &self.0 {
            Diagram::Asks(asked) => Some((&asked.symbol, &asked.cases, &asked.otherwise)),
            Diagram::Never | Diagram::Always => None,
        }
    }

    /// All symbols that it asks for, which `find` finds once.
    pub(super) fn all_asked(
        &self,
        find: impl FnOnce() -> HashSet<Arc<Identity>>,
    ) -> &HashSet<Arc<Identity>> {
        static NONE: LazyLock<HashSet<Arc<Identity>>> = LazyLock::new(HashSet::new);
        match &self.0 {
            Diagram::Asks(asked) => asked.all_asked.get_or_init(find),
            Diagram::Never | Diagram::Always => &NONE,
        }
    }

    /// Whether it asks if two symbols are equal.
    pub(super) fn relates(&self) -> bool {
        matches!(&self.0, Diagram::Asks(asked) if asked.relates)
    }

    /// That it does not hold.
    #[must_use]
    pub fn not(&self) -> Formula {
        self.negated(&mut HashMap::new())
    }

    fn negated(&self, done: &mut HashMap<usize, Formula>) -> Formula {
        let asked = match &self.0 {
            Diagram::Never => return Formula::always(),
            Diagram::Always => return Formula::never(),
            Diagram::Asks(asked) => asked,
        };
        if let Some(known) = done.get(&self.address()) {
            return known.clone();
        }
        let cases = asked
            .cases
            .iter()
            .map(|(constant, then)| (constant.clone(), then.negated(done)))
            .collect();
        let out = question(&asked.symbol, cases, asked.otherwise.negated(done));
        done.insert(self.address(), out.clone());
        out
    }

    fn depth(&self) -> usize {
        match &self.0 {
            Diagram::Never | Diagram::Always => 0,
            Diagram::Asks(asked) => asked.depth,
        }
    }

    /// Where its diagram lies: what lies at one place is the same.
    pub(super) fn address(&self) -> usize {
        match &self.0 {
            Diagram::Never => 0,
            Diagram::Always => 1,
            Diagram::Asks(asked) => Arc::as_ptr(asked).addr(),
        }
    }

    /// What is left of it where a symbol is a constant, or none of those that it is compared with.
    fn given(&self, symbol: &Arc<Identity>, constant: Option<&Constant>) -> &Formula {
        match &self.0 {
            Diagram::Asks(asked) if asked.symbol == *symbol => constant
                .and_then(|constant| asked.cases.get(constant))
                .unwrap_or(&asked.otherwise),
            _ => self,
        }
    }

    fn fingerprint(&self) -> u64 {
        match &self.0 {
            Diagram::Never => 0,
            Diagram::Always => 1,
            Diagram::Asks(asked) => asked.fingerprint,
        }
    }

    fn is_same(&self, other: &Formula, seen: &mut BTreeSet<(usize, usize)>) -> bool {
        let pair = (self.address(), other.address());
        if pair.0 == pair.1 {
            return true;
        }
        let (Diagram::Asks(a), Diagram::Asks(b)) = (&self.0, &other.0) else {
            return false;
        };
        if a.fingerprint != b.fingerprint {
            return false;
        }
        !seen.insert(pair)
            || a.symbol == b.symbol
                && a.cases.len() == b.cases.len()
                && a.otherwise.is_same(&b.otherwise, seen)
                && (a.cases.iter().zip(b.cases.iter()))
                    .all(|((of, one), (at, other))| of == at && one.is_same(other, seen))
    }
}

/// Formulas are equal where their diagrams are: then they hold in the same cases.
impl PartialEq for Formula {
    fn eq(&self, other: &Formula) -> bool {
        self.is_same(other, &mut BTreeSet::new())
    }
}

impl Eq for Formula {}

/// A question that makes a difference, or what it always leads to.
fn question(
    symbol: &Arc<Identity>,
    mut cases: Vec<(Constant, Formula)>,
    mut otherwise: Formula,
) -> Formula {
    if let Some(all) = symbol.constants()
        && let Some(last) = all.last()
    {
        // What the last one leads to is what all others do, so that the same always has one diagram.
        let of_last = cases.iter().find(|(constant, _)| constant == last);
        let rest = of_last.map_or(&otherwise, |(_, then)| then).clone();
        if rest != otherwise {
            let others = all.iter().cloned();
            cases.extend(others.map(|constant| (constant, otherwise.clone())));
            otherwise = rest;
        }
    }
    let cases = ByConstant::of(cases, |then| *then != otherwise);
    if cases.is_empty() {
        return otherwise;
    }
    let relates =
        symbol.compared().is_some() || otherwise.relates() || cases.values().any(Formula::relates);
    let below = cases.values().chain([&otherwise]).map(Formula::depth);
    let mut fingerprint = DefaultHasher::new();
    symbol.hash(&mut fingerprint);
    for (constant, then) in cases.iter() {
        (constant, then.fingerprint()).hash(&mut fingerprint);
    }
    otherwise.fingerprint().hash(&mut fingerprint);
    Formula(Diagram::Asks(Arc::new(Question {
        symbol: Arc::clone(symbol),
        depth: 1 + below.max().unwrap_or(0),
        relates,
        fingerprint: fingerprint.finish(),
        all_asked: OnceLock::new(),
        cases,
        otherwise,
    })))
}

fn join(a: &Formula, b: &Formula, how: Join, done: &mut Pairs) -> Option<Formula> {
    match (&a.0, &b.0, how) {
        (Diagram::Always, _, Join::And) | (Diagram::Never, _, Join::Or) => return Some(b.clone()),
        (_, Diagram::Always, Join::And) | (_, Diagram::Never, Join::Or) => return Some(a.clone()),
        (Diagram::Never, ..) | (_, Diagram::Never, _) => return Some(Formula::never()),
        (Diagram::Always, ..) | (_, Diagram::Always, _) => return Some(Formula::always()),
        _ if a.address() == b.address() => return Some(a.clone()),
        _ => {}
    }
    let (Diagram::Asks(one), Diagram::Asks(other)) = (&a.0, &b.0) else {
        return None;
    };
    let pair = (a.address(), b.address());
    if let Some(known) = done.get(&pair) {
        return Some(known.clone());
    }
    if done.len() >= MAX_PAIRS_OF_NODES {
        return None;
    }
    effort::count(ANSWERS_OF_NODE + one.cases.len() + other.cases.len());
    let symbol = one.asked_first(other);
    let mut cases = Vec::new();
    for asked in askers(one, other, symbol, how) {
        for constant in asked.cases.constants() {
            let (a, b) = (
                a.given(symbol, Some(constant)),
                b.given(symbol, Some(constant)),
            );
            cases.push((constant.clone(), join(a, b, how, done)?));
        }
    }
    let (rest_a, rest_b) = (a.given(symbol, None), b.given(symbol, None));
    let out = question(symbol, cases, join(rest_a, rest_b, how, done)?);
    if out.depth() > MAX_QUESTIONS_IN_A_ROW {
        return None;
    }
    done.insert(pair, out.clone());
    Some(out)
}

/// Those of two questions about a symbol whose constants matter. Where one leaves nothing open for all constants but its own,
/// only its own do.
fn askers<'q>(
    one: &'q Question,
    other: &'q Question,
    symbol: &Arc<Identity>,
    how: Join,
) -> Vec<&'q Question> {
    let settles = |asked: &&Question| match how {
        Join::And => asked.otherwise.is_never(),
        Join::Or => asked.otherwise.is_always(),
    };
    let mut both = vec![one, other];
    both.retain(|asked| asked.symbol == *symbol);
    match both.iter().copied().find(settles) {
        Some(settling) => vec![settling],
        None => both,
    }
}

/// Whether two formulas can hold together, `seen` being the pairs of nodes that were asked for already.
fn meets(a: &Formula, b: &Formula, seen: &mut HashSet<(usize, usize)>) -> bool {
    let (Diagram::Asks(one), Diagram::Asks(other)) = (&a.0, &b.0) else {
        return !a.is_never() && !b.is_never();
    };
    if a.address() == b.address() || seen.len() >= MAX_PAIRS_OF_NODES {
        return true;
    }
    if !seen.insert((a.address(), b.address())) {
        return false;
    }
    effort::count(one.cases.len().min(other.cases.len()));
    let symbol = one.asked_first(other);
    if meets(a.given(symbol, None), b.given(symbol, None), seen) {
        return true;
    }
    let mut askers: Vec<&Question> = [one, other].map(|asked| &**asked).into();
    askers.retain(|asked| asked.symbol == *symbol);
    // Often one of them names a single constant.
    askers.sort_by_key(|asked| asked.cases.len());
    askers.iter().any(|asked| {
        asked.cases.constants().any(|constant| {
            let constant = Some(constant);
            meets(a.given(symbol, constant), b.given(symbol, constant), seen)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolved::{Domain, Instance, Possible};

    fn symbol(name: &str) -> Symbol {
        Symbol::named(name, Instance::root("stack"))
    }

    fn text(text: &str) -> Constant {
        Constant::text(text)
    }

    fn limited(to: &[&str]) -> Symbol {
        let sources = crate::source::SourceMap::default();
        let file = sources.add("t.yaml", "Env".into()).unwrap();
        let domain = Domain::of(to.iter().map(|one| text(one)));
        Symbol::declared(
            "Env",
            file.input().span(0..3),
            Instance::root("stack"),
            domain,
        )
    }

    #[test]
    fn what_contradicts_itself_never_holds() {
        let (env, other) = (symbol("Env"), symbol("Other"));
        let prod = Formula::equals(&env, &text("prod"));
        let dev = Formula::equals(&env, &text("dev"));
        let elsewhere = Formula::equals(&other, &text("dev"));
        assert!(prod.and(&dev).unwrap().is_never());
        assert!(prod.and(&prod.not()).unwrap().is_never());
        assert!(prod.or(&prod.not()).unwrap().is_always());
        assert!(!prod.and(&elsewhere).unwrap().is_never());
        assert!(!prod.or(&dev).unwrap().is_always());
    }

    #[test]
    fn formulas_that_hold_in_the_same_cases_are_equal() {
        let (env, other) = (symbol("Env"), symbol("Other"));
        let a = Formula::equals(&env, &text("prod"));
        let b = Formula::equals(&other, &text("on"));
        assert_eq!(a.and(&b).unwrap(), b.and(&a).unwrap());
        let by_de_morgan = a.not().or(&b.not()).unwrap().not();
        assert_eq!(a.and(&b).unwrap(), by_de_morgan);
        let split = a.and(&b).unwrap().or(&a.and(&b.not()).unwrap()).unwrap();
        assert_eq!(split, a);
        assert_ne!(a, b);
    }

    #[test]
    fn a_domain_is_exhausted() {
        let env = limited(&["dev", "prod"]);
        let [dev, prod] = ["dev", "prod"].map(|one| Formula::equals(&env, &text(one)));
        assert!(dev.or(&prod).unwrap().is_always());
        assert_eq!(dev.not(), prod);
        assert!(Formula::equals(&env, &text("stage")).is_never());
        assert_eq!(dev.not().possible(&env).only(), Some(&text("prod")));
        assert!(Formula::equals(&limited(&["prod"]), &text("prod")).is_always());
    }

    #[test]
    fn what_is_possible_is_what_is_left() {
        let (env, other) = (symbol("Env"), symbol("Other"));
        let prod = Formula::equals(&env, &text("prod"));
        let possible = prod.not().possible(&env);
        assert!(possible.others && possible.constants.is_empty());
        assert_eq!(prod.possible(&env).only(), Some(&text("prod")));
        assert!(prod.possible(&other).others);
        assert_eq!(Formula::never().possible(&env), Possible::default());
    }

    /// A join that is too much is none, and narrowing by it loses nothing.
    #[test]
    fn what_is_too_much_is_not_made_out() {
        let pairs = |at: usize| {
            let [a, b] = ["a", "b"]
                .map(|side| Formula::equals(&symbol(&format!("{side}{at:02}")), &text("x")));
            a.not()
                .or(&b)
                .unwrap()
                .and(&b.not().or(&a).unwrap())
                .unwrap()
        };
        // All first halves are asked before the second ones, so that each must be remembered.
        let mut all = Some(Formula::always());
        for at in 0..20 {
            let so_far = all.unwrap();
            all = so_far.and(&pairs(at));
            if all.is_none() {
                assert_eq!(so_far.narrowed(&pairs(at)), so_far);
                return;
            }
        }
        panic!("2^20 nodes were made");
    }

    #[test]
    fn a_formula_is_no_deeper_than_is_walked() {
        let mut all = Formula::always();
        for at in 0..MAX_QUESTIONS_IN_A_ROW {
            let next = Formula::equals(&symbol(&format!("s{at:04}")), &text("x"));
            all = next.and(&all).unwrap_or(all);
        }
        assert!(all.depth() <= MAX_QUESTIONS_IN_A_ROW);
    }
}
