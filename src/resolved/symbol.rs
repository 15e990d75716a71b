//! What the code gives no value to.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::constant::{Constant, Domain, Naming};
use super::limits::MAX_PARTS_OF_SYMBOL;
use crate::source::Span;

/// The operation that tells whether two are one value. It takes whatever it is given.
pub(super) const SAME: &str = "==";

/// Where something is evaluated: a root, and the stacks, module calls and turns of loops below it. What is declared at one
/// place has a value of its own in each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instance(Arc<[Arc<str>]>);

impl Instance {
    /// That of a root module or a root stack.
    #[must_use]
    pub fn root(name: impl Into<Arc<str>>) -> Instance {
        Instance(Arc::new([name.into()]))
    }

    /// One below this one: a nested stack, a module call with its key, a turn of a loop.
    #[must_use]
    pub fn below(&self, part: impl Into<Arc<str>>) -> Instance {
        Instance(self.0.iter().cloned().chain([part.into()]).collect())
    }
}

/// What a symbol is. Two that are equal always have one value.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Origin {
    /// Declared at a place, with a value in each instance.
    Declared {
        name: String,
        at: Span,
        instance: Instance,
    },
    /// A name that the language gives to something outside the code: `AWS::Region`, `data.aws_region.current.name`.
    Named { name: String, instance: Instance },
    /// What an operation that always gives the same makes of its operands.
    Made { by: String, of: Vec<Operand> },
    /// None but itself.
    Alone(u64),
    /// What the code gives, and nothing outside of it, though it is not followed here. None but itself, too.
    NotFollowed(u64),
}

impl Origin {
    fn alone() -> Origin {
        Origin::Alone(next_number())
    }
}

fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// What a symbol can be made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operand {
    Symbol(Symbol),
    Constant(Constant),
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity {
    origin: Origin,
    domain: Domain,
}

/// By the origin alone, which tells most apart: a domain may be a long list.
impl Hash for Identity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.origin.hash(state);
    }
}

impl Identity {
    pub(super) fn admits(&self, constant: &Constant) -> bool {
        self.domain.admits(constant)
    }

    /// Whether it has a value, whatever that is.
    pub(super) fn is_never_refused(&self) -> bool {
        match &self.origin {
            Origin::Declared { .. } | Origin::Named { .. } => true,
            Origin::Made { by, of } => {
                by == SAME
                    && of.iter().all(|operand| match operand {
                        Operand::Symbol(symbol) => symbol.is_never_refused(),
                        Operand::Constant(_) => true,
                    })
            }
            Origin::Alone(_) | Origin::NotFollowed(_) => false,
        }
    }

    /// Whether nothing outside of the code decides what it is.
    pub(super) fn is_not_followed(&self) -> bool {
        match &self.origin {
            Origin::NotFollowed(_) => true,
            Origin::Made { of, .. } => of.iter().all(|operand| match operand {
                Operand::Symbol(symbol) => symbol.identity.is_not_followed(),
                Operand::Constant(_) => true,
            }),
            Origin::Declared { .. } | Origin::Named { .. } | Origin::Alone(_) => false,
        }
    }

    /// It, and the symbols that it is made of.
    pub(super) fn with_parts(identity: &Arc<Identity>) -> Vec<Arc<Identity>> {
        let mut out = vec![Arc::clone(identity)];
        if let Origin::Made { of, .. } = &identity.origin {
            let symbols = of.iter().filter_map(|operand| match operand {
                Operand::Symbol(symbol) => Some(symbol),
                Operand::Constant(_) => None,
            });
            out.extend(symbols.flat_map(Symbol::identities));
        }
        out
    }

    /// The two that it tells are one value or not.
    pub(super) fn compared(&self) -> Option<(&Symbol, &Symbol)> {
        match &self.origin {
            Origin::Made { by, of } if by == SAME => match of.as_slice() {
                [Operand::Symbol(a), Operand::Symbol(b)] => Some((a, b)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it is known as nothing but itself, or made of what is.
    pub(super) fn is_alone(&self) -> bool {
        match &self.origin {
            Origin::Alone(_) | Origin::NotFollowed(_) => true,
            Origin::Made { of, .. } => of.iter().any(|operand| match operand {
                Operand::Symbol(symbol) => symbol.identity.is_alone(),
                Operand::Constant(_) => false,
            }),
            Origin::Declared { .. } | Origin::Named { .. } => false,
        }
    }

    /// All that it may be, where that is a list.
    pub(super) fn constants(&self) -> Option<&[Constant]> {
        match &self.domain {
            Domain::Of(constants) => Some(constants),
            _ => None,
        }
    }
}

/// What is made of a symbol before it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Reading {
    Itself,
    /// Converted to a string.
    Text,
    /// Converted to a truth value.
    Flag,
}

/// Something whose value the code does not give: a parameter without a value, the Region of a stack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol {
    identity: Arc<Identity>,
    reading: Reading,
}

impl Symbol {
    fn new(origin: Origin, domain: Domain) -> Symbol {
        Symbol {
            identity: Arc::new(Identity { origin, domain }),
            reading: Reading::Itself,
        }
    }

    /// That of a declaration in an instance. `name` is what a sentence calls it.
    #[must_use]
    pub fn declared(
        name: impl Into<String>,
        at: Span,
        instance: Instance,
        domain: Domain,
    ) -> Symbol {
        let name = name.into();
        Symbol::new(Origin::Declared { name, at, instance }, domain)
    }

    /// That of a name in an instance.
    #[must_use]
    pub fn named(name: impl Into<String>, instance: Instance) -> Symbol {
        let name = name.into();
        Symbol::new(Origin::Named { name, instance }, Domain::Any)
    }

    /// The same of something that is a string: the name of a Region.
    #[must_use]
    pub fn named_text(name: impl Into<String>, instance: Instance) -> Symbol {
        let name = name.into();
        Symbol::new(Origin::Named { name, instance }, Domain::Text)
    }

    /// The same of something that AWS names so.
    #[must_use]
    pub fn named_by_aws(name: impl Into<String>, instance: Instance, naming: Naming) -> Symbol {
        let name = name.into();
        Symbol::new(Origin::Named { name, instance }, Domain::Named(naming))
    }

    /// What an operation makes of its operands; the operation must always give the same for the same.
    #[must_use]
    pub fn made(by: impl Into<String>, of: Vec<Operand>) -> Symbol {
        Symbol::made_within(by, of, Domain::Any)
    }

    /// The same for an operation that makes nothing but what lies in a domain.
    #[must_use]
    pub fn made_within(by: impl Into<String>, of: Vec<Operand>, domain: Domain) -> Symbol {
        let is_bounded = of.iter().map(Operand::parts).sum::<usize>() <= MAX_PARTS_OF_SYMBOL;
        let origin = if is_bounded {
            Origin::Made { by: by.into(), of }
        } else {
            Origin::alone()
        };
        Symbol::new(origin, domain)
    }

    /// One that is equal to no other.
    #[must_use]
    pub fn alone() -> Symbol {
        Symbol::new(Origin::alone(), Domain::Any)
    }

    /// What the code gives, and nothing outside of it, though it is not followed here.
    #[must_use]
    pub fn not_followed() -> Symbol {
        Symbol::new(Origin::NotFollowed(next_number()), Domain::Any)
    }

    /// It as its author writes it, as far as that is known.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.identity.origin {
            Origin::Declared { name, .. } | Origin::Named { name, .. } => name.clone(),
            Origin::Made { by, of } => match (by.as_str(), of.as_slice()) {
                ("[]", [whole, key]) => format!("{}[{}]", whole.shown(), key.shown()),
                ("number", [one]) => one.shown(),
                ("each", [all]) => format!("{}...", all.shown()),
                ("list" | "tuple" | "List" | "Tuple", of) => row(of),
                ("set" | "Set", of) => format!("toset({})", row(of)),
                ("Map" | "Object", _) => "{…}".into(),
                (by, of) if by.chars().all(|c| c.is_ascii_alphanumeric()) => {
                    format!("{by}({})", row(of).trim_matches(['[', ']']))
                }
                _ => "…".into(),
            },
            Origin::Alone(_) | Origin::NotFollowed(_) => "…".into(),
        }
    }

    /// What it may be as it is read.
    #[must_use]
    pub fn domain(&self) -> Cow<'_, Domain> {
        match self.reading {
            Reading::Itself => Cow::Borrowed(&self.identity.domain),
            Reading::Text => Cow::Owned(Domain::Text),
            Reading::Flag => Cow::Owned(Domain::bool()),
        }
    }

    /// It as a string.
    #[must_use]
    pub fn as_text(&self) -> Symbol {
        match (self.reading, &self.identity.domain) {
            (_, Domain::Text | Domain::Named(_)) | (Reading::Text, _) => self.clone(),
            (Reading::Itself, _) => self.read(Reading::Text),
            // The string "1" is the string "true" by now.
            (Reading::Flag, _) => {
                Symbol::made_within("text", vec![Operand::Symbol(self.clone())], Domain::Text)
            }
        }
    }

    /// It as a truth value.
    #[must_use]
    pub fn as_flag(&self) -> Symbol {
        self.read(Reading::Flag)
    }

    fn read(&self, reading: Reading) -> Symbol {
        Symbol {
            reading,
            ..self.clone()
        }
    }

    /// It as a number.
    #[must_use]
    pub fn as_number(&self) -> Symbol {
        if self.reading == Reading::Itself && self.identity.domain.is_of_numbers() {
            return self.clone();
        }
        let of = vec![Operand::Symbol(self.clone())];
        Symbol::made_within("number", of, Domain::Number)
    }

    /// What it is at least, where it is a whole number with such a bound.
    #[must_use]
    pub fn at_least(&self) -> Option<usize> {
        match self.identity.domain {
            Domain::AtLeast(least) if self.reading == Reading::Itself => Some(least),
            _ => None,
        }
    }

    /// Whether it has a value, whatever that is: neither what it is made of nor its conversion can be refused.
    pub(super) fn is_never_refused(&self) -> bool {
        let converts = self.reading == Reading::Itself || self.constants().is_some();
        converts && self.identity.is_never_refused()
    }

    /// Whether it is a truth value, or null.
    pub(super) fn is_flag(&self) -> bool {
        let is_one = |constant: &Constant| matches!(constant, Constant::Bool(_) | Constant::Null);
        let constants = self.constants();
        self.reading == Reading::Flag || constants.is_some_and(|all| all.iter().all(is_one))
    }

    /// What it is, and what that is made of.
    pub(super) fn identities(&self) -> Vec<Arc<Identity>> {
        Identity::with_parts(&self.identity)
    }

    pub(super) fn identity(&self) -> &Arc<Identity> {
        &self.identity
    }

    /// All constants that it may be, where they are a list.
    #[must_use]
    pub fn constants(&self) -> Option<Vec<Constant>> {
        self.listed().map(Iterator::collect)
    }

    /// The same, one by one.
    pub(super) fn listed(&self) -> Option<impl Iterator<Item = Constant>> {
        let own = self.identity.constants()?.iter();
        let read = |constant: &Constant| self.read_constant(constant.clone());
        let are_read = || own.clone().all(|constant| read(constant).is_some());
        let is_list = self.reading != Reading::Flag || are_read();
        is_list.then(|| own.filter_map(read))
    }

    /// Whether it can be a truth value, in any spelling, or null.
    #[must_use]
    pub fn may_be_flag(&self) -> bool {
        let flags = [true, false].map(Constant::flags).concat();
        let mut all = flags.into_iter().chain([Constant::Null]);
        all.any(|constant| self.identity.admits(&constant))
    }

    /// What it is itself where this is what is made of it.
    pub(super) fn spellings(&self, constant: &Constant) -> Vec<Constant> {
        let mut out = match (self.reading, constant) {
            (Reading::Itself, _) | (_, Constant::Null) => vec![constant.clone()],
            (Reading::Text, Constant::Text(text)) => vec![
                constant.clone(),
                match text.as_str() {
                    "true" => Constant::Bool(true),
                    "false" => Constant::Bool(false),
                    digits if digits.parse::<f64>().is_ok() => Constant::Number(text.clone()),
                    _ => constant.clone(),
                },
            ],
            (Reading::Flag, Constant::Bool(value)) => Constant::flags(*value).to_vec(),
            _ => Vec::new(),
        };
        out.sort();
        out.dedup();
        out.retain(|constant| self.identity.admits(constant));
        out
    }

    /// What is made of it where it is this itself.
    pub(super) fn read_constant(&self, constant: Constant) -> Option<Constant> {
        Some(match (self.reading, constant) {
            (Reading::Itself, constant) | (_, constant @ Constant::Null) => constant,
            (Reading::Text, Constant::Bool(value)) => Constant::text(value.to_string()),
            (Reading::Text, Constant::Number(text) | Constant::Text(text)) => Constant::Text(text),
            (Reading::Flag, constant) => Constant::Bool(constant.as_flag()?),
        })
    }
}

/// The elements of a list as its author writes it.
fn row(of: &[Operand]) -> String {
    let of: Vec<String> = of.iter().map(Operand::shown).collect();
    format!("[{}]", of.join(", "))
}

impl Operand {
    fn shown(&self) -> String {
        match self {
            Operand::Symbol(symbol) => symbol.shown(),
            Operand::Constant(Constant::Null) => "null".into(),
            Operand::Constant(Constant::Bool(value)) => value.to_string(),
            Operand::Constant(Constant::Number(text)) => text.as_str().to_owned(),
            Operand::Constant(Constant::Text(text)) => format!("\"{}\"", text.as_str()),
        }
    }

    fn parts(&self) -> usize {
        match self {
            Operand::Symbol(symbol) => match &symbol.identity.origin {
                Origin::Made { of, .. } => 1 + of.iter().map(Operand::parts).sum::<usize>(),
                _ => 1,
            },
            Operand::Constant(_) => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolved::Formula;

    fn env(instance: Instance) -> Symbol {
        Symbol::named("Env", instance)
    }

    fn text(text: &str) -> Constant {
        Constant::text(text)
    }

    #[test]
    fn one_name_in_two_instances_is_two_symbols() {
        let root = Instance::root("stack");
        assert_eq!(env(root.clone()), env(Instance::root("stack")));
        assert_ne!(env(root.clone()), env(root.below("Child")));
        assert_ne!(env(root.below("One")), env(root.below("Two")));
        // A part is a part: nothing is joined.
        assert_ne!(env(root.below("a").below("b")), env(root.below("a/b")));
        assert_ne!(env(root.below("a.b")), env(root.below("a").below("b")));
    }

    #[test]
    fn what_stands_alone_equals_nothing_else() {
        let alone = Symbol::alone();
        assert_eq!(alone, alone.clone());
        assert_ne!(alone, Symbol::alone());
    }

    #[test]
    fn what_is_made_of_the_same_is_the_same() {
        let of = |name: &str| vec![Operand::Symbol(Symbol::named(name, Instance::root("root")))];
        assert_eq!(
            Symbol::made("upper", of("a")),
            Symbol::made("upper", of("a"))
        );
        assert_ne!(
            Symbol::made("upper", of("a")),
            Symbol::made("upper", of("b"))
        );
        assert_ne!(
            Symbol::made("upper", of("a")),
            Symbol::made("lower", of("a"))
        );
    }

    /// Past the bound two of the same are two: no relation is claimed that was not looked at.
    #[test]
    fn what_is_made_of_too_much_stands_alone() {
        let operand = || Operand::Constant(Constant::Bool(true));
        let most = || {
            (0..MAX_PARTS_OF_SYMBOL)
                .map(|_| operand())
                .collect::<Vec<_>>()
        };
        assert_eq!(Symbol::made("f", most()), Symbol::made("f", most()));
        let more = || most().into_iter().chain([operand()]).collect::<Vec<_>>();
        assert_ne!(Symbol::made("f", more()), Symbol::made("f", more()));
    }

    #[test]
    fn spellings_of_a_truth_value_are_one_flag() {
        let env = env(Instance::root("stack"));
        let on = Formula::equals(&env.as_flag(), &Constant::Bool(true));
        for spelling in ["true", "True", "TRUE", "1"] {
            let written = Formula::equals(&env, &text(spelling));
            assert!(!on.and(&written).unwrap().is_never(), "{spelling}");
            assert!(written.and(&on.not()).unwrap().is_never(), "{spelling}");
        }
        let off = Formula::equals(&env.as_flag(), &Constant::Bool(false));
        assert!(on.and(&off).unwrap().is_never());
        // It may be neither: "maybe".
        assert!(!on.or(&off).unwrap().is_always());
    }

    #[test]
    fn the_text_of_a_number_is_its_digits() {
        let env = env(Instance::root("stack"));
        let as_text = Formula::equals(&env.as_text(), &text("5"));
        let number = Formula::equals(&env, &Constant::Number("5".into()));
        assert!(number.and(&as_text.not()).unwrap().is_never());
        assert_eq!(number.possible(&env.as_text()).only(), Some(&text("5")));
        // As itself the number is no text.
        let itself = Formula::equals(&env, &text("5"));
        assert!(number.and(&itself).unwrap().is_never());
    }
}
