//! Programs made from a number: the same number always makes the same one.

use super::model::{
    By, Call, Cond, Flag, Given, PARAMETERS, Program, REGION, REGIONS, Scope, TEXT_PARAMETERS,
    TEXTS, Trail, is_flag,
};

/// Numbers made from a number.
pub(crate) struct Numbers {
    state: u64,
}

impl Numbers {
    pub(crate) fn new(seed: u64) -> Numbers {
        Numbers { state: seed }
    }

    /// The next number below a bound (`SplitMix64`).
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(bound).unwrap()).unwrap()
    }

    pub(crate) fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

pub(super) struct Generator {
    numbers: Numbers,
    /// Whether what only Terraform can say may be used.
    terraform: bool,
}

impl Generator {
    pub(super) fn new(seed: u64, terraform: bool) -> Generator {
        Generator {
            numbers: Numbers::new(seed),
            terraform,
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.numbers.below(bound)
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        self.numbers.one_of(of)
    }

    fn text(&mut self, of: usize) -> &'static str {
        match of {
            REGION => self.one_of(&REGIONS),
            _ if is_flag(of) => self.one_of(&["true", "false"]),
            _ => self.one_of(&TEXTS),
        }
    }

    /// One of the texts.
    fn text_parameter(&mut self) -> usize {
        self.one_of(&TEXT_PARAMETERS)
    }

    /// Two unknowns of one kind.
    fn pair(&mut self) -> (usize, usize) {
        self.one_of(&[(0, 1), (1, 0), (2, 3), (3, 2), (1, 4), (4, 0)])
    }

    /// Whether two are equal, or what makes or breaks that: one constant for both, a third one between them.
    fn equality(&mut self) -> Cond {
        let (one, other) = self.pair();
        let text = self.text(one);
        let both = [one, other].map(|at| match text {
            "true" => Cond::Flag(at),
            "false" => Cond::Not(Box::new(Cond::Flag(at))),
            _ => Cond::Is(at, text),
        });
        let both = both.to_vec();
        match self.below(4) {
            0 => Cond::All(both),
            1 => Cond::Any(both),
            2 => Cond::All(vec![Cond::Same(0, 1), Cond::Same(1, 4)]),
            _ => Cond::Same(one, other),
        }
    }

    fn leaf(&mut self, named: usize, loops: &[usize]) -> Cond {
        if let Some(name) = loops.last()
            && self.below(3) > 0
        {
            let name = if self.below(3) > 0 { *name } else { loops[0] };
            return Cond::Turn(name, self.one_of(&TEXTS));
        }
        match self.below(if self.terraform { 14 } else { 10 }) {
            0..=2 if named > 0 => Cond::Named(self.below(named)),
            3 => self.equality(),
            4 => {
                let text = self.text(REGION);
                Cond::Is(REGION, text)
            }
            5 | 6 => Cond::Flag(2 + self.below(2)),
            10 => {
                let texts = (0..=self.below(2)).map(|_| self.one_of(&TEXTS)).collect();
                Cond::Among(self.text_parameter(), texts)
            }
            12 => Cond::Begins(self.text_parameter(), self.one_of(&["st", "p", "prod", ""])),
            13 => {
                let texts = (0..=self.below(2)).map(|_| self.one_of(&TEXTS)).collect();
                Cond::Matches(self.text_parameter(), texts)
            }
            11 => {
                let from = self.below(2);
                let keys = TEXTS[from..].iter();
                let entries = keys.map(|key| (*key, self.below(3) > 0)).collect();
                Cond::Looked(self.text_parameter(), entries)
            }
            _ => {
                let at = self.text_parameter();
                Cond::Is(at, self.text(at))
            }
        }
    }

    fn cond(&mut self, depth: usize, named: usize, loops: &[usize]) -> Cond {
        if depth == 0 || self.below(3) == 0 {
            return self.leaf(named, loops);
        }
        let next = |own: &mut Generator| own.cond(depth - 1, named, loops);
        match self.below(if self.terraform { 9 } else { 6 }) {
            0 | 1 => Cond::Not(Box::new(next(self))),
            2 => Cond::All(vec![next(self), next(self)]),
            3 => Cond::Any(vec![next(self), next(self)]),
            4 => Cond::All(vec![next(self), next(self), next(self)]),
            5 => Cond::If(Box::new([next(self), next(self), next(self)])),
            6 => Cond::Agree(Box::new([next(self), next(self)])),
            _ => {
                let name = self.below(2);
                let inner: Vec<usize> = loops.iter().copied().chain([name]).collect();
                let over = (0..=self.below(2)).map(|_| self.text_parameter());
                let over = over.collect();
                Cond::Loop {
                    any: self.below(2) == 0,
                    name,
                    over,
                    body: Box::new(self.cond(depth - 1, named, &inner)),
                }
            }
        }
    }

    fn flag(&mut self, depth: usize, named: usize, can_omit: bool) -> Flag {
        match self.below(if depth == 0 { 5 } else { 9 }) {
            0 | 1 => Flag::Is(self.below(3) > 0),
            2 if can_omit => Flag::Omitted,
            3 => Flag::Of(2 + self.below(2)),
            4 | 5 if self.terraform => Flag::When(self.cond(2, named, &[])),
            6.. => Flag::If(Box::new((
                self.cond(2, named, &[]),
                self.flag(depth - 1, named, can_omit),
                self.flag(depth - 1, named, can_omit),
            ))),
            _ => Flag::Is(true),
        }
    }

    /// Mostly true, so that it does not hide the flag.
    fn other(&mut self, named: usize) -> Flag {
        if self.below(3) > 0 {
            Flag::Is(true)
        } else {
            self.flag(1, named, false)
        }
    }

    fn by(&mut self) -> By {
        self.one_of(&[By::Count, By::ForEach, By::Enabled])
    }

    fn scope(&mut self, is_root: bool) -> Scope {
        let allowed = (0..PARAMETERS)
            .map(|at| {
                if is_flag(at) {
                    // A parameter of CloudFormation is a text: only so it is one of the two.
                    return (!self.terraform).then(|| vec!["true", "false"]);
                }
                let most = 1 + self.below(3);
                (is_root && self.below(2) == 0).then(|| TEXTS[..most].to_vec())
            })
            .collect();
        let many = if self.terraform { self.below(3) } else { 0 };
        let required = (0..many)
            .map(|_| (self.below(PARAMETERS), self.cond(2, 0, &[])))
            .collect();
        let declared: Vec<Cond> = (0..3).map(|named| self.cond(2, named, &[])).collect();
        let named = declared.len();
        let trail = Trail {
            created: (self.below(3) > 0).then(|| self.cond(2, named, &[])),
            by: self.by(),
            flag: self.flag(2, named, true),
            multi_region: self.other(named),
            logging: self.other(named),
        };
        Scope {
            allowed,
            required,
            declared,
            trail,
        }
    }

    fn given(&mut self, of: usize, depth: usize, named: usize) -> Given {
        match self.below(if depth == 0 { 4 } else { 6 }) {
            0 => Given::Text(self.text(of)),
            4.. => Given::If(Box::new((
                self.cond(1, named, &[]),
                self.given(of, depth - 1, named),
                self.given(of, depth - 1, named),
            ))),
            _ if is_flag(of) => Given::Of(2 + self.below(2)),
            _ => Given::Of(self.text_parameter()),
        }
    }

    pub(super) fn program(&mut self) -> Program {
        let (root, child) = (self.scope(true), self.scope(false));
        let named = root.declared.len();
        let calls = (0..2)
            .map(|_| Call {
                created: (self.below(2) == 0).then(|| self.cond(1, named, &[])),
                by: self.by(),
                given: (0..PARAMETERS).map(|of| self.given(of, 1, named)).collect(),
            })
            .collect();
        Program { root, child, calls }
    }
}
