//! How the time of ordinary kinds of input grows with their number: the table of `docs/robustness.md`.
//!
//! ```sh
//! MEASURED=target/release/cloudtrail-lint cargo test --test it times_grow_with_the_input -- --ignored --nocapture
//! ```

use super::measured::{self, Measured};
use super::program;
use super::tree::{Tree, resources, times, times_of, trail, trails};

/// Each number is twice the one before.
const DOUBLINGS: u32 = 6;

/// The least of so many runs counts: what else runs on a machine only adds to them.
const RUNS: usize = 3;

/// The goal is 1.15. Twice as much for twice the input is 1 and four times as much is 2: this tells them apart on any machine.
const MAX_EXPONENT: f64 = 1.5;

/// What takes less than that is not compared: a start takes some of it.
const MIN_SECONDS: f64 = 0.1;

/// Input of which there may be any number.
struct Growing {
    what: &'static str,
    largest: usize,
    fill: fn(&Tree, usize),
    format: &'static str,
}

const fn growing(what: &'static str, largest: usize, fill: fn(&Tree, usize)) -> Growing {
    Growing {
        what,
        largest,
        fill,
        format: "json",
    }
}

impl Growing {
    const fn format(self, format: &'static str) -> Growing {
        Growing { format, ..self }
    }

    /// The seconds that it takes, from few to many.
    fn seconds(&self) -> Vec<f64> {
        let numbers = (0..=DOUBLINGS).rev().map(|halved| self.largest >> halved);
        numbers
            .map(|number| {
                let place = tempfile::tempdir().unwrap();
                (self.fill)(&Tree::new(place.path()), number);
                let arguments = ["check", ".", "--format", self.format];
                let runs = (0..RUNS).map(|_| {
                    let run = Measured::of(&program(), &arguments, place.path());
                    assert!(run.has_ended(), "{}", self.what);
                    run.seconds()
                });
                runs.fold(f64::INFINITY, f64::min)
            })
            .collect()
    }
}

const INPUTS: &[Growing] = &[
    growing("trails in one `.tf`", 6_400, trails_in_one_file),
    growing("trails, 100 in a file", 12_800, trails_in_files_of_100),
    growing("trails in JSON on one line, for people", 16_000, one_line).format("human"),
    growing("the same, JSON", 16_000, one_line),
    growing("the same, concise", 16_000, one_line).format("concise"),
    growing("live trails, commands", 16_000, live_trails).format("commands"),
    growing("trails with a parameter each", 6_400, a_parameter_each),
    growing("event selectors of one trail", 6_400, event_selectors),
    growing(
        "`event_selector` blocks of one trail",
        12_800,
        selector_blocks,
    ),
    growing(
        "root modules that call one module",
        1_920,
        roots_of_one_module,
    ),
    growing("calls of one module", 6_400, calls_of_one_module),
    growing("calls of a module each", 1_920, calls_of_a_module_each),
    growing("modules in one another", 192, modules_in_one_another),
    growing(
        "variables in `terraform.tfvars`",
        6_400,
        variables_of_tfvars,
    ),
    growing("misspelt variables", 3_840, misspelt_variables),
    growing("misspelt parameters", 3_840, misspelt_parameters),
    growing(
        "conditions in a row, a trail each",
        6_400,
        conditions_in_a_row,
    ),
];

const OFF: &str = "include_global_service_events = false";

fn trails_in_one_file(tree: &Tree, number: usize) {
    tree.put("main.tf", trails(number, OFF));
}

fn trails_in_files_of_100(tree: &Tree, number: usize) {
    for file in 0..number / 100 {
        let text = trails(100, OFF).replace("\"t", &format!("\"f{file}t"));
        tree.put(&format!("f{file}.tf"), text);
    }
}

fn one_line(tree: &Tree, number: usize) {
    let trails = times(
        number,
        ",\"T@\":{\"Type\":\"AWS::CloudTrail::Trail\",\"Properties\":{\"IsLogging\":true,\"S3BucketName\":\"logs\",\
         \"IncludeGlobalServiceEvents\":false}}",
    );
    let resources = trails.trim_start_matches(',');
    tree.put(
        "template.json",
        format!("{{\"Resources\":{{{resources}}}}}"),
    );
}

fn live_trails(tree: &Tree, number: usize) {
    let trails = times(
        number,
        ",\n{\"Name\":\"t@\",\"HomeRegion\":\"us-east-1\",\"IncludeGlobalServiceEvents\":false,\"IsMultiRegionTrail\":false,\
         \"TrailARN\":\"arn:aws:cloudtrail:us-east-1:123456789012:trail/t@\"}",
    );
    let trails = trails.trim_start_matches(',');
    tree.put("trails.json", format!("{{\"trailList\":[{trails}]}}"));
}

fn a_parameter_each(tree: &Tree, number: usize) {
    let parameters = times(number, "  P@:\n    Type: String\n    Default: 'false'\n");
    let resources = resources(number, "!Ref P@");
    tree.put(
        "template.yaml",
        format!("Parameters:\n{parameters}Resources:\n{resources}"),
    );
}

fn event_selectors(tree: &Tree, number: usize) {
    let selectors = times(number, "        - ReadWriteType: All\n");
    let trail = resources(1, "false");
    tree.put(
        "template.yaml",
        format!("Resources:\n{trail}      EventSelectors:\n{selectors}"),
    );
}

fn selector_blocks(tree: &Tree, number: usize) {
    let blocks = times(
        number,
        "  event_selector {\n    read_write_type = \"All\"\n  }\n",
    );
    tree.put(
        "main.tf",
        format!("resource \"aws_cloudtrail\" \"t\" {{\n  {OFF}\n{blocks}}}\n"),
    );
}

/// A module whose trail is what its variable says.
fn module() -> String {
    format!("variable \"on\" {{}}\n{}", trail("var.on"))
}

fn call(name: &str, source: &str) -> String {
    format!("module \"{name}\" {{\n  source = \"{source}\"\n  on     = false\n}}\n")
}

fn roots_of_one_module(tree: &Tree, number: usize) {
    tree.put("modules/trail/main.tf", module());
    tree.put_each(
        number,
        "roots/r@/main.tf",
        &call("trail", "../../modules/trail"),
    );
}

fn calls_of_one_module(tree: &Tree, number: usize) {
    tree.put("modules/trail/main.tf", module());
    tree.put("main.tf", times(number, &call("m@", "./modules/trail")));
}

fn calls_of_a_module_each(tree: &Tree, number: usize) {
    tree.put_each(number, "modules/m@/main.tf", &module());
    tree.put("main.tf", times(number, &call("m@", "./modules/m@")));
}

fn modules_in_one_another(tree: &Tree, number: usize) {
    // No more than 100 calls in one another are followed: from there on it is another row.
    let rows = number.div_ceil(96);
    for row in 0..rows {
        let depth = number.min(96);
        for at in 0..depth {
            let text = if at + 1 == depth {
                module()
            } else {
                let next = format!("../m{}", at + 1);
                let call = call("next", &next).replace("false", "var.on");
                format!("variable \"on\" {{}}\n{call}")
            };
            tree.put(&format!("r{row}/m{at}/main.tf"), text);
        }
        tree.put(&format!("r{row}/main.tf"), call("first", "./m0"));
    }
}

fn variables_of_tfvars(tree: &Tree, number: usize) {
    let variables = times(number, "variable \"v@\" {}\n");
    let trails = trails(number, "include_global_service_events = var.v@");
    tree.put("main.tf", format!("{variables}{trails}"));
    tree.put("terraform.tfvars", times(number, "v@ = false\n"));
}

fn misspelt_variables(tree: &Tree, number: usize) {
    let variables = times(
        number,
        "variable \"logging_of_trail_@\" {\n  default = true\n}\n",
    );
    let trails = trails(
        number,
        "include_global_service_events = var.loging_of_trail_@",
    );
    tree.put("main.tf", format!("{variables}{trails}"));
}

fn misspelt_parameters(tree: &Tree, number: usize) {
    let parameters = times(number, "  LoggingOfTrail@:\n    Type: String\n");
    let resources = resources(number, "!Ref LogingOfTrail@");
    tree.put(
        "template.yaml",
        format!("Parameters:\n{parameters}Resources:\n{resources}"),
    );
}

fn conditions_in_a_row(tree: &Tree, number: usize) {
    let conditions = times_of(number, |at| match at {
        0 => format!("  C{at}: !Equals [!Ref Env, prod]\n"),
        _ => format!("  C{at}: !Not [!Condition C{}]\n", at - 1),
    });
    let resources = resources(number, "!If [C@, true, false]");
    tree.put(
        "template.yaml",
        format!(
            "Parameters:\n  Env:\n    Type: String\nConditions:\n{conditions}Resources:\n{resources}"
        ),
    );
}

#[test]
#[ignore = "takes a minute, and means something for a program that is built for release"]
#[expect(clippy::print_stdout, reason = "the table is for the docs")]
#[expect(clippy::print_stderr, reason = "a test that tests nothing says so")]
fn times_grow_with_the_input() {
    if !measured::can_measure() {
        eprintln!("SKIPPED: no GNU time");
        return;
    }
    let mut beyond = Vec::new();
    println!("| input | largest | seconds | exponent |\n|---|---|---|---|");
    for input in INPUTS {
        let seconds = input.seconds();
        let [.., before, _, most] = seconds.as_slice() else {
            unreachable!("there are more doublings");
        };
        let exponent = (most / before).log2() / 2.0;
        println!(
            "| {} | {} | {most:.2} | {exponent:.2} |",
            input.what, input.largest
        );
        if *before >= MIN_SECONDS && exponent > MAX_EXPONENT {
            beyond.push(format!("{}: {exponent:.2}, {seconds:?}", input.what));
        }
    }
    assert!(beyond.is_empty(), "{}", beyond.join("\n"));
}
