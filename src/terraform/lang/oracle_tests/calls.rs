//! Generated modules that call modules: arguments computed by expressions, outputs of what is called used in the caller, the same
//! again one level below.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;

use proptest::strategy::{BoxedStrategy, Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use super::generated::{Leaves, RESOURCES, VARIABLES, generated, number, runner};

/// Files by their paths below the root module.
pub(in crate::terraform) type Files = BTreeMap<String, String>;

/// How deep expressions are: those of a module are made of those that it is given.
const DEPTH: u32 = 3;

/// How many arguments a call has, and how many outputs a module.
const ARGUMENTS: usize = 8;
const OUTPUTS: usize = 6;

/// How many expressions of a root module there are for each three calls.
const OF_CALLS: usize = 50;

/// The variables of modules: of what type an expression E is, how it is passed, and what the variable's declaration holds. An
/// argument that its variable refuses would end all, so that null is passed for it.
const VARIABLES_OF_MODULES: &[(char, &str, &str)] = &[
    ('A', "try(E, null)", ""),
    ('A', "try(E, null)", "type = any"),
    ('A', "try(E, null)", "default = \"d\"\n  nullable = false"),
    ('A', "try(E, null)", "type = any\n  default = [1]"),
    ('B', "try([tobool(E), E][1], null)", "type = bool"),
    (
        'B',
        "try([tobool(E), E][1], null)",
        "type = bool\n  default = true\n  nullable = false",
    ),
    ('S', "try([tostring(E), E][1], null)", "type = string"),
    (
        'S',
        "try([tostring(E), E][1], null)",
        "type = string\n  default = \"d\"\n  nullable = false",
    ),
    (
        'A',
        "try([tostring(E), E][1], null)",
        "type = string\n  default = null",
    ),
    (
        'N',
        "try([tonumber(E), E][1], null)",
        "type = number\n  default = \"3\"\n  nullable = false",
    ),
    ('N', "try([tonumber(E), E][1], null)", "type = number"),
    (
        'L',
        "try([tolist(E), [for x in E : tostring(x)], E][2], null)",
        "type = list(string)",
    ),
    (
        'L',
        "try([tolist(E), [for x in E : tostring(x)], E][2], null)",
        "type = list(string)\n  default = [\"d\"]\n  nullable = false",
    ),
    (
        'L',
        "try([toset(E), [for x in E : tostring(x)], E][2], null)",
        "type = set(string)",
    ),
    ('L', "try([tolist(E), E][1], null)", "type = list(any)"),
    (
        'L',
        "try([tolist(E), [for x in E : tobool(x)], E][2], null)",
        "type = list(bool)",
    ),
    (
        'L',
        "[{ a = try([tobool(E[0]), E[0]][1], null) }, { b = 1, c = [2] }]",
        "type = list(object({ a = optional(bool, true), b = optional(string), c = optional(list(string), [\"d\"]) }))",
    ),
    (
        'M',
        "try([tomap(E), [for k, x in E : tostring(x)], E][2], null)",
        "type = map(string)",
    ),
    (
        'M',
        "try([tomap(E), E][1], null)",
        "type = map(any)\n  default = {}\n  nullable = false",
    ),
    (
        'B',
        "{ a = try([tobool(E), E][1], null), x = 1 }",
        "type = object({ a = optional(bool, true), b = optional(string) })",
    ),
    (
        'S',
        "{ b = try([tostring(E), E][1], null) }",
        "type = object({ a = optional(bool, true), b = optional(string, \"d\"), c = optional(list(string), [\"d\"]) })",
    ),
    (
        'L',
        "{ c = try([tolist(E), [for x in E : tostring(x)], E][2], null), d = { e = try(E, null) } }",
        "type = object({ a = optional(bool, true), c = optional(list(string), [\"d\"]), d = optional(object({ e = optional(any), f = optional(number, 1) }), {}) })",
    ),
    (
        'M',
        "{ k = { a = try([tobool(E.a), E.a][1], null) }, l = {} }",
        "type = map(object({ a = optional(bool, false), b = optional(string) }))",
    ),
];

/// Makes texts of what is drawn.
struct Draw {
    runner: TestRunner,
    is_known_later: bool,
}

impl Draw {
    fn one<T: std::fmt::Debug>(&mut self, strategy: &BoxedStrategy<T>) -> T {
        strategy.new_tree(&mut self.runner).unwrap().current()
    }

    fn one_of<'t, T: std::fmt::Debug>(&mut self, of: &'t [T]) -> &'t T {
        let at = self.one(&(0..of.len()).boxed());
        &of[at]
    }

    fn expression(&mut self, kind: char, leaves: &Leaves) -> String {
        self.one(&generated(kind, DEPTH, leaves))
    }

    /// The leaves of expressions that refer to something more.
    fn leaves(&self, others: BTreeMap<char, Vec<String>>) -> Leaves {
        Leaves {
            others: Rc::new(others),
            is_known_later: self.is_known_later,
            may_be_sensitive: false,
        }
    }

    /// A module's variables and what a caller passes for them.
    fn interface(&mut self, own: &Leaves) -> (Interface, String) {
        let mut interface = Interface::default();
        let mut arguments = String::new();
        for at in 0..ARGUMENTS {
            let (kind, passed, declared) = *self.one_of(VARIABLES_OF_MODULES);
            writeln!(
                interface.declared,
                "variable \"v{at}\" {{\n  {declared}\n}}"
            )
            .unwrap();
            interface.add(declared, kind, &format!("var.v{at}"));
            let is_left_out = declared.contains("default") && self.one(&(0..6).boxed()) == 0;
            if !is_left_out {
                let expression = self.expression(kind, own);
                let passed = in_place_of_e(passed, &expression);
                writeln!(arguments, "  v{at} = {passed}").unwrap();
            }
        }
        (interface, arguments)
    }

    /// A module of what it is given, with what refers to one of its outputs by type. `below` is the source of a module that it calls.
    fn module(
        &mut self,
        interface: Interface,
        below: Option<(&str, &mut Files)>,
    ) -> (String, Vec<char>) {
        let mut text = VARIABLES.to_owned() + &interface.declared;
        let mut leaves = interface.leaves;
        if let Some((folder, files)) = below {
            let own = self.leaves(leaves.clone());
            let (inner, arguments) = self.interface(&own);
            write!(
                text,
                "module \"inner\" {{\n  source = \"../{folder}\"\n{arguments}}}\n"
            )
            .unwrap();
            let (module, kinds) = self.module(inner, None);
            files.insert(format!("{folder}/main.tf"), module);
            for (at, kind) in kinds.iter().enumerate() {
                leaves
                    .entry(*kind)
                    .or_default()
                    .push(format!("module.inner.o{at}"));
            }
        }
        let own = self.leaves(leaves.clone());
        text.push_str("locals {\n");
        for at in 0..3 {
            let kind = *self.one_of(&['B', 'S', 'N', 'L', 'M']);
            writeln!(text, "  l{at} = try({}, null)", self.expression(kind, &own)).unwrap();
            leaves.entry(kind).or_default().push(format!("local.l{at}"));
        }
        text.push_str("}\n");
        let own = self.leaves(leaves);
        let mut kinds = Vec::new();
        for at in 0..OUTPUTS {
            let kind = *self.one_of(&['B', 'S', 'N', 'L', 'M']);
            let made = self.expression(kind, &own);
            writeln!(text, "output \"o{at}\" {{\n  value = try({made}, null)\n}}").unwrap();
            kinds.push(kind);
        }
        (text, kinds)
    }
}

/// What a module is given.
#[derive(Default)]
struct Interface {
    declared: String,
    /// What its expressions refer to, by type.
    leaves: BTreeMap<char, Vec<String>>,
}

impl Interface {
    fn add(&mut self, declared: &str, kind: char, name: &str) {
        let mut add = |kind: char, leaf: String| self.leaves.entry(kind).or_default().push(leaf);
        if declared.contains("type = object") {
            add('M', name.to_owned());
            add('B', format!("{name}.a"));
            add('S', format!("try({name}.b, {name}.d.f)"));
            add('L', format!("try({name}.c, [{name}.d])"));
        } else if declared.contains("list(object") {
            add('L', name.to_owned());
            add('B', format!("{name}[0].a"));
            add('L', format!("{name}[*].c"));
            add('M', format!("{name}[1]"));
        } else if declared.contains("map(object") {
            add('M', name.to_owned());
            add('B', format!("{name}[\"k\"].a"));
            add('M', format!("{name}.l"));
        } else {
            let kinds = match kind {
                'A' => ['B', 'S', 'N', 'L', 'M'].as_slice(),
                'B' => &['B'],
                'S' => &['S'],
                'N' => &['N'],
                'L' => &['L'],
                _ => &['M'],
            };
            for kind in kinds {
                add(*kind, name.to_owned());
            }
        }
    }
}

/// A form with an expression in place of each E.
fn in_place_of_e(form: &str, expression: &str) -> String {
    let words = form.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    words
        .map(|word| match word.strip_prefix('E') {
            Some(rest) if rest.len() < 2 => format!("({expression}){rest}"),
            _ => word.to_owned(),
        })
        .collect()
}

/// What refers to an output of calls, by its type: the call alone, with `count`, with `for_each`.
const REFERENCES: &[(char, &str)] = &[
    ('=', "module.one.O"),
    ('=', "module.one.O"),
    ('=', "module.one.O"),
    ('=', "module.few[0].O"),
    ('=', "one(module.few[*].O)"),
    ('=', "try(module.few[1].O, module.one.O)"),
    ('=', "module.each[\"k0\"].O"),
    ('=', "try(module.each.k1.O, null)"),
    ('=', "lookup(module.one, \"O\", null)"),
    ('=', "merge({ O = null }, module.one).O"),
    ('L', "module.few[*].O"),
    ('L', "module.few.*.O"),
    ('L', "[for m in module.few : m.O]"),
    ('L', "[for k, m in module.each : m.O]"),
    ('L', "values(module.each)[*].O"),
    ('L', "keys(module.each)"),
    ('M', "{ for k, m in module.each : k => m.O }"),
    ('M', "module.one"),
    ('M', "module.each"),
    ('M', "module.few[0]"),
    ('N', "length(module.few)"),
    ('N', "length(module.each)"),
    ('B', "can(module.one.O)"),
    ('B', "contains(keys(module.each), \"k1\")"),
    ('B', "module.one.O == module.few[0].O"),
];

/// What expressions of a root module refer to: its own leaves, and the outputs of a group of calls, by their types.
fn references(own: &Leaves, kinds: &[char], group: usize) -> BTreeMap<char, Vec<String>> {
    let mut leaves = (*own.others).clone();
    for (at, kind) in kinds.iter().enumerate() {
        for (of, form) in REFERENCES {
            let kind = if *of == '=' { *kind } else { *of };
            let mut leaf = form.replace('O', &format!("o{at}"));
            for call in ["one", "few", "each"] {
                leaf = leaf.replace(&format!("module.{call}"), &format!("module.{call}{group}"));
            }
            leaves.entry(kind).or_default().push(leaf);
        }
    }
    leaves
}

/// The calls of a group's module: alone, with `count`, with `for_each`, which all pass the same but for what tells them apart.
fn calls_of(
    draw: &mut Draw,
    known: &Leaves,
    (group, folder, arguments): (usize, &str, &str),
) -> String {
    let mut text = String::new();
    let count = draw.expression('L', known);
    let each = draw.expression('L', known);
    let calls = [
        ("one", String::new()),
        (
            "few",
            format!("  count = try(min(length({count}), 2), 1)\n"),
        ),
        (
            "each",
            format!(
                "  for_each = try({{ for i, x in {each} : \"k${{i}}\" => x if i < 3 }}, {{ k0 = \"a\" }})\n"
            ),
        ),
    ];
    for (name, repeated) in calls {
        let arguments = match name {
            "few" => arguments.replace("var.off", "count.index"),
            "each" => arguments
                .replace("var.off", "each.key")
                .replace("var.on", "each.value"),
            _ => arguments.to_owned(),
        };
        write!(
            text,
            "module \"{name}{group}\" {{\n  source = \"./{folder}\"\n{repeated}{arguments}}}\n"
        )
        .unwrap();
    }
    text
}

/// The files of a root module with its calls, among them `main.tf`.
pub(in crate::terraform) fn modules(is_known_later: bool, most: usize) -> Files {
    let mut draw = Draw {
        runner: runner(),
        is_known_later,
    };
    let mut files = Files::new();
    let known = Leaves {
        may_be_sensitive: false,
        ..Leaves::of_root(false)
    };
    let own = Leaves {
        may_be_sensitive: false,
        ..Leaves::of_root(is_known_later)
    };
    let mut text = VARIABLES.to_owned();
    if is_known_later {
        text.push_str(RESOURCES);
    }
    let mut locals = String::new();
    let most = number(most);
    for group in 0..most.div_ceil(OF_CALLS) {
        let (interface, arguments) = draw.interface(&own);
        let inner = format!("inner{group}");
        let (module, kinds) = draw.module(interface, Some((&inner, &mut files)));
        let folder = format!("m{group}");
        files.insert(format!("{folder}/main.tf"), module);
        text.push_str(&calls_of(&mut draw, &known, (group, &folder, &arguments)));
        let leaves = references(&own, &kinds, group);
        let all: Vec<String> = leaves.values().flatten().cloned().collect();
        let used = draw.leaves(leaves);
        for at in 0..OF_CALLS {
            // What is referred to alone is a case, too.
            let expression = match at % 3 {
                0 => draw.one_of(&all).clone(),
                _ => draw.expression('A', &used),
            };
            writeln!(locals, "  generated_{group}_{at} = {expression}").unwrap();
        }
    }
    write!(text, "locals {{\n{locals}}}\n").unwrap();
    files.insert("main.tf".into(), text);
    files
}
