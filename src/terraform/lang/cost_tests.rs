//! What expressions take is counted: whatever they do, a step of it takes about as long as any other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hcl::edit::structure::Body;

use super::eval::Evaluator;
use super::scope::Scope;
use super::values::Value;
use crate::budget::Budget;
use crate::resolved::{Formula, Privacy, Resolved};
use crate::source::{Input, SourceFile, SourceMap, Span};

/// Fewer than one attribute may take, so that all of them are spent.
const STEPS: u64 = 20_000;

/// What the expressions may refer to.
const LOCALS: &str = r#"
  digits = join("", [for i in range(990) : "1234567890"])
  kb     = join("", [for i in range(1000) : "x"])
  large  = join("", [for i in range(50) : local.kb])
  lines  = join("", [for i in range(1000) : "x\n"])
  texts  = [for i in range(1000) : "x${i}"]
  wide   = { for i in range(1000) : "k${i}" => "v${i}" }
  lists  = [for i in range(100) : [for j in range(10) : j]]
  third  = 1 / 3
  tiny   = tonumber("1e-9000")
  huge   = tonumber("1e9000")
"#;

/// A scope whose names are worked out beforehand.
struct Counted {
    locals: BTreeMap<String, Resolved<Value>>,
    budget: Budget,
}

impl Scope for Counted {
    fn reference(&self, _: &str, path: &[&str], _: Span) -> (Resolved<Value>, usize) {
        (self.locals[path[0]].clone(), 1)
    }

    fn take_steps(&self, steps: u32) -> bool {
        self.budget.take(steps)
    }

    fn read_file(&self, path: &str) -> Result<Arc<SourceFile>, String> {
        Err(path.into())
    }

    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(path.into())
    }

    fn place_of_file(&self, _: &str) -> Result<Option<Span>, String> {
        Ok(None)
    }

    fn files_below(&self, _: &str) -> Result<Vec<String>, String> {
        Ok((0..100).map(|at| format!("f{at}.json")).collect())
    }

    fn working_folder(&self) -> Option<String> {
        None
    }
}

fn evaluated(text: &str, scope: &Counted) -> Resolved<Value> {
    let sources = SourceMap::default();
    let text = format!("it = {text}\n");
    let file = sources.add("main.tf", text.clone().into_bytes()).unwrap();
    let input: Input<'_> = file.input();
    let body: Body = text.parse().unwrap();
    let expression = &body.get_attribute("it").unwrap().value;
    Evaluator::new(scope, &input, Privacy::Shown).evaluate(expression, &Formula::always())
}

/// How long a loop of such expressions takes until all steps are spent.
fn time(work: &str, locals: &BTreeMap<String, Resolved<Value>>) -> Duration {
    let scope = Counted {
        locals: locals.clone(),
        budget: Budget::of(STEPS),
    };
    let begun = Instant::now();
    let turns = format!("[for a in range(1000) : [for b in range(1000) : {work}]]");
    let value = evaluated(&turns, &scope);
    assert!(value.value().is_none() && scope.budget.is_spent(), "{work}");
    begun.elapsed()
}

#[test]
fn no_step_takes_much_longer_than_others() {
    let mut scope = Counted {
        locals: BTreeMap::new(),
        budget: Budget::of(u64::MAX),
    };
    for line in LOCALS.lines().filter_map(|line| line.split_once('=')) {
        let value = evaluated(line.1, &scope);
        assert!(value.value().is_some(), "{}: {value:?}", line.0);
        scope.locals.insert(line.0.trim().to_owned(), value);
    }
    for work in [
        "local.huge + local.tiny",
        "local.huge < local.tiny",
        "local.third * local.third",
        "b / 7",
        "b % 0.7",
        "pow(local.tiny, 1)",
        "min(0.1, 0.2)",
        "1e-9000",
        "parseint(local.digits, 10)",
        "parseint(local.digits, 62)",
        "tonumber(local.digits)",
        "tostring(local.third)",
        "tostring(local.tiny)",
        "jsonencode([local.third, local.tiny])",
        "jsondecode(\"[1e-9000, 1e-9000]\")",
        "format(\"%f\", local.tiny)",
        "format(\"%b\", local.huge)",
        "format(\"%9000s\", \"x\")",
        "format(\"%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s\", local.kb)",
        "format(\"%[1]9s%[1]9s%[1]9s%[1]9s\", local.kb)",
        "formatlist(\"%s%s\", local.texts, local.kb)",
        "regexall(\"[\\\\pL\\\\pN]{9}\", \"x\")",
        "regexall(\"(?i)(x{1,30}){1,30}\", \"x\")",
        "replace(local.kb, \"/(x)/\", \"$1$1$1$1$1$1$1$1\")",
        "regexall(\".*.*y\", local.kb)",
        "substr(local.large, 0, 1)",
        "split(\"x\", local.large)",
        "strrev(local.kb)",
        "fileset(\".\", \"{a,b,c,d}*.json\")",
        "cidrsubnets(\"10.0.0.0/8\", 9, 9, 9, 9, 9, 9, 9, 9)",
        "setproduct(range(30), range(30))",
        "distinct(range(200))",
        "toset(local.texts)",
        "sort(local.texts)",
        "merge(local.wide, local.wide)",
        "flatten(local.lists)",
        "jsonencode(local.wide)",
        "yamlencode(local.lines)",
        "jsondecode(\"{}\")",
        "templatestring(local.lines, {})",
    ] {
        // A machine that does other things, too, may take longer once.
        let is_cheap = (0..3).any(|_| {
            let plain = time("a", &scope.locals);
            time(work, &scope.locals) < plain * 20 + Duration::from_millis(200)
        });
        assert!(is_cheap, "{work}");
    }
}
