//! Conditions over unknowns, and what they come to: worked out by hand, one assignment after the other. Nothing of the
//! code under test is asked.

/// How many unknowns there are: three texts, two truth values, and the Region behind them.
pub(super) const PARAMETERS: usize = 5;
pub(super) const REGION: usize = PARAMETERS;
pub(super) const TEXT_PARAMETERS: [usize; 3] = [0, 1, 4];
pub(super) const TEXTS: [&str; 3] = ["prod", "dev", "stage"];
pub(super) const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];
/// As many texts that nothing is compared with as there are texts, so that they may all be different ones.
const OTHERS: [&str; 3] = ["another", "yet another", "the last"];
/// Those that global service events arrive in. A Region that is only known not to be the first may be the second.
const LEADERS: [&str; 2] = ["us-east-1", "us-gov-west-1"];

/// The others are texts.
pub(super) fn is_flag(parameter: usize) -> bool {
    matches!(parameter, 2 | 3)
}

#[derive(Clone, Debug)]
pub(super) enum Cond {
    Is(usize, &'static str),
    Same(usize, usize),
    /// Terraform: whether both hold or neither.
    Agree(Box<[Cond; 2]>),
    Flag(usize),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    If(Box<[Cond; 3]>),
    /// One declared before, in the same scope.
    Named(usize),
    /// Terraform: the unknown is among these.
    Among(usize, Vec<&'static str>),
    /// Terraform: a pattern that only these texts match.
    Matches(usize, Vec<&'static str>),
    /// Terraform: how the unknown begins.
    Begins(usize, &'static str),
    /// Terraform: `lookup` in a map, false for all other keys.
    Looked(usize, Vec<(&'static str, bool)>),
    /// Terraform: whether the body holds in one turn (`any`) or in all turns of a loop over these unknowns.
    Loop {
        any: bool,
        name: usize,
        over: Vec<usize>,
        body: Box<Cond>,
    },
    /// The value of the innermost loop variable of this name.
    Turn(usize, &'static str),
}

/// What an attribute is given.
#[derive(Clone, Debug)]
pub(super) enum Flag {
    Is(bool),
    Omitted,
    Of(usize),
    When(Cond),
    If(Box<(Cond, Flag, Flag)>),
}

/// What a parameter of a child is given by its parent.
#[derive(Clone, Debug)]
pub(super) enum Given {
    Text(&'static str),
    Of(usize),
    If(Box<(Cond, Given, Given)>),
}

/// Terraform: what makes it exist or not.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    Count,
    ForEach,
    /// OpenTofu: `lifecycle { enabled = … }`.
    Enabled,
}

#[derive(Clone, Debug)]
pub(super) struct Trail {
    pub(super) created: Option<Cond>,
    pub(super) by: By,
    pub(super) flag: Flag,
    pub(super) multi_region: Flag,
    pub(super) logging: Flag,
}

/// A template or a module: what it declares, and its trail.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// What the parameters are limited to, where they are.
    pub(super) allowed: Vec<Option<Vec<&'static str>>>,
    /// Terraform: what must hold, each of it said of a variable.
    pub(super) required: Vec<(usize, Cond)>,
    pub(super) declared: Vec<Cond>,
    pub(super) trail: Trail,
}

/// The child, made by its parent once.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) created: Option<Cond>,
    pub(super) by: By,
    pub(super) given: Vec<Given>,
}

#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) root: Scope,
    pub(super) child: Scope,
    pub(super) calls: Vec<Call>,
}

/// What an attribute that is left out means.
#[derive(Clone, Copy)]
pub(super) struct Defaults {
    pub(super) flag: bool,
    pub(super) multi_region: bool,
    pub(super) logging: bool,
}

/// In how many assignments what occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Occurs {
    pub(super) records: usize,
    pub(super) misses: usize,
    pub(super) not_created: usize,
    /// Created with the flag on.
    pub(super) on: usize,
    /// Created with the flag or logging off.
    pub(super) silent: usize,
    /// Created where the events arrive.
    pub(super) arrives: usize,
    /// Created with all but the Region right, and in the leader Region it would be multi-Region: the Region is then known
    /// not to be that one.
    pub(super) strays: usize,
}

type Assigned = Vec<&'static str>;

struct Eval<'p> {
    values: &'p Assigned,
    declared: &'p [Cond],
}

impl Eval<'_> {
    fn holds(&self, cond: &Cond, turns: &[(usize, &str)]) -> bool {
        let value = |at: &usize| self.values[*at];
        match cond {
            Cond::Is(at, text) => value(at) == *text,
            Cond::Same(a, b) => value(a) == value(b),
            Cond::Agree(both) => {
                let [one, other] = &**both;
                self.holds(one, turns) == self.holds(other, turns)
            }
            Cond::Flag(at) => value(at) == "true",
            Cond::Not(inner) => !self.holds(inner, turns),
            Cond::All(all) => all.iter().all(|one| self.holds(one, turns)),
            Cond::Any(all) => all.iter().any(|one| self.holds(one, turns)),
            Cond::If(parts) => {
                let [when, then, otherwise] = &**parts;
                let taken = if self.holds(when, turns) {
                    then
                } else {
                    otherwise
                };
                self.holds(taken, turns)
            }
            Cond::Named(at) => self.holds(&self.declared[*at], &[]),
            Cond::Among(at, texts) | Cond::Matches(at, texts) => texts.contains(&value(at)),
            Cond::Begins(at, start) => value(at).starts_with(start),
            Cond::Looked(at, entries) => entries
                .iter()
                .any(|(key, member)| *key == value(at) && *member),
            Cond::Loop {
                any,
                name,
                over,
                body,
            } => {
                let mut outcomes = over.iter().map(|at| {
                    let mut inner = turns.to_vec();
                    inner.push((*name, value(at)));
                    self.holds(body, &inner)
                });
                if *any {
                    outcomes.any(|holds| holds)
                } else {
                    outcomes.all(|holds| holds)
                }
            }
            Cond::Turn(name, text) => {
                let own = turns.iter().rev().find(|(of, _)| of == name);
                own.unwrap().1 == *text
            }
        }
    }

    /// Whether nothing refuses the values.
    fn is_taken(&self, scope: &Scope) -> bool {
        let is_allowed = |(allowed, value): (&Option<Vec<&str>>, &&str)| {
            let allowed = allowed.as_ref();
            allowed.is_none_or(|allowed| allowed.contains(value))
        };
        let required = || scope.required.iter().map(|(_, cond)| cond);
        scope.allowed.iter().zip(self.values).all(is_allowed)
            && required().all(|cond| self.holds(cond, &[]))
    }

    fn is_created(&self, created: Option<&Cond>) -> bool {
        created.is_none_or(|cond| self.holds(cond, &[]))
    }

    fn flag(&self, flag: &Flag, default: bool) -> bool {
        match flag {
            Flag::Is(value) => *value,
            Flag::Omitted => default,
            Flag::Of(at) => self.values[*at] == "true",
            Flag::When(cond) => self.holds(cond, &[]),
            Flag::If(parts) => {
                let (when, then, otherwise) = &**parts;
                let taken = if self.holds(when, &[]) {
                    then
                } else {
                    otherwise
                };
                self.flag(taken, default)
            }
        }
    }

    fn given(&self, given: &Given) -> &'static str {
        match given {
            Given::Text(text) => text,
            Given::Of(at) => self.values[*at],
            Given::If(parts) => {
                let (when, then, otherwise) = &**parts;
                self.given(if self.holds(when, &[]) {
                    then
                } else {
                    otherwise
                })
            }
        }
    }

    fn is_multi_region(&self, trail: &Trail, defaults: Defaults) -> bool {
        self.flag(&trail.multi_region, defaults.multi_region)
    }

    /// The parameters of a child in a call of it.
    fn inner(&self, call: &Call) -> Assigned {
        let given = call.given.iter().map(|given| self.given(given));
        given.chain([self.values[REGION]]).collect()
    }

    /// Counts what occurs here. `at_home` is whether it is multi-Region with all the same but in the leader Region.
    fn note(&self, trail: &Trail, defaults: Defaults, at_home: bool, out: &mut Occurs) {
        if !self.is_created(trail.created.as_ref()) {
            out.not_created += 1;
            return;
        }
        let on = self.flag(&trail.flag, defaults.flag);
        let logs = self.flag(&trail.logging, defaults.logging);
        let arrives =
            self.is_multi_region(trail, defaults) || LEADERS.contains(&self.values[REGION]);
        let records = on && logs && arrives;
        let strays = on && logs && !arrives && at_home;
        out.strays += usize::from(strays);
        out.on += usize::from(on);
        out.silent += usize::from(!(on && logs));
        out.arrives += usize::from(arrives);
        out.records += usize::from(records);
        out.misses += usize::from(!records);
    }
}

/// All values that the unknowns of the root may have. Which of the other texts one is makes no difference, but whether two
/// are one: each is one that came before or the next.
fn assignments(root: &Scope) -> Vec<Assigned> {
    let mut out: Vec<Assigned> = vec![Vec::new()];
    for at in 0..=REGION {
        let domain = |so_far: &Assigned| -> Vec<&'static str> {
            match root.allowed.get(at) {
                Some(Some(allowed)) => allowed.clone(),
                _ if is_flag(at) => vec!["true", "false"],
                None => REGIONS
                    .into_iter()
                    .chain(["ap-south-1", "us-gov-west-1"])
                    .collect(),
                Some(None) => {
                    let used = OTHERS.iter().filter(|text| so_far.contains(text));
                    let others = OTHERS.into_iter().take(used.count() + 1);
                    TEXTS.into_iter().chain(others).collect()
                }
            }
        };
        let longer = out.iter().flat_map(|so_far| {
            let values = domain(so_far).into_iter();
            values.map(|value| so_far.iter().copied().chain([value]).collect())
        });
        out = longer.collect();
    }
    out
}

/// What occurs for the root's trail, and for the child's in each call.
pub(super) fn occurs(program: &Program, defaults: Defaults) -> Vec<Occurs> {
    let mut out = vec![Occurs::default(); 1 + program.calls.len()];
    for values in assignments(&program.root) {
        let declared = &program.root.declared;
        let root = Eval {
            values: &values,
            declared,
        };
        if !root.is_taken(&program.root) {
            continue;
        }
        let mut values_at_home = values.clone();
        values_at_home[REGION] = LEADERS[0];
        let at_home = Eval {
            values: &values_at_home,
            declared,
        };
        let is_multi_region = at_home.is_multi_region(&program.root.trail, defaults);
        root.note(&program.root.trail, defaults, is_multi_region, &mut out[0]);
        for (call, out) in program.calls.iter().zip(&mut out[1..]) {
            if !root.is_created(call.created.as_ref()) {
                out.not_created += 1;
                continue;
            }
            let inner = root.inner(call);
            let child = Eval {
                values: &inner,
                declared: &program.child.declared,
            };
            if !child.is_taken(&program.child) {
                // Nothing is deployed then.
                continue;
            }
            let inner_at_home = at_home.inner(call);
            let child_at_home = Eval {
                values: &inner_at_home,
                declared: &program.child.declared,
            };
            let is_multi_region = child_at_home.is_multi_region(&program.child.trail, defaults);
            child.note(&program.child.trail, defaults, is_multi_region, out);
        }
    }
    out
}
