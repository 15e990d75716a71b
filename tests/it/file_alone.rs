//! What a change of one file does to a verdict, that file alone must show: a hook is given the changed files only.

use std::collections::BTreeMap;
use std::path::Path;

use cloudtrail_lint::model::Verdict;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;

/// A boolean of the root module `live`: the expression that gives it, the file that decides it, and that file's text where
/// it is true and where it is false.
type Origin = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const ORIGINS: &[Origin] = &[
    (
        "var.on",
        "live/terraform.tfvars",
        "on = true\n",
        "on = false\n",
        &[("live/variables.tf", "variable \"on\" {\n  type = bool\n}\n")],
    ),
    (
        "var.on",
        "live/variables.tf",
        "variable \"on\" {\n  default = true\n}\n",
        "variable \"on\" {\n  default = false\n}\n",
        &[],
    ),
    (
        "local.on",
        "live/locals.tf",
        "locals {\n  on = true\n}\n",
        "locals {\n  on = false\n}\n",
        &[],
    ),
    (
        "var.env == \"prod\"",
        "live/env.auto.tfvars",
        "env = \"prod\"\n",
        "env = \"dev\"\n",
        &[("live/variables.tf", "variable \"env\" {}\n")],
    ),
    (
        "local.flags[var.env]",
        "live/env.auto.tfvars",
        "env = \"prod\"\n",
        "env = \"dev\"\n",
        &[
            ("live/variables.tf", "variable \"env\" {}\n"),
            (
                "live/locals.tf",
                "locals {\n  flags = { prod = true, dev = false }\n}\n",
            ),
        ],
    ),
    (
        "contains(var.audited, \"live\")",
        "live/terraform.tfvars.json",
        "{\"audited\": [\"stage\", \"live\"]}\n",
        "{\"audited\": [\"stage\"]}\n",
        &[(
            "live/variables.tf",
            "variable \"audited\" {\n  type = list(string)\n}\n",
        )],
    ),
    (
        "try(local.trail.settings.on, false)",
        "live/locals.tf",
        "locals {\n  trail = { settings = { on = true } }\n}\n",
        "locals {\n  trail = { settings = { onn = true } }\n}\n",
        &[],
    ),
    (
        "coalesce(local.on, false)",
        "live/locals.tf",
        "locals {\n  on = true\n}\n",
        "locals {\n  on = null\n}\n",
        &[],
    ),
    (
        "can(local.trail.on)",
        "live/locals.tf",
        "locals {\n  trail = { on = 1 }\n}\n",
        "locals {\n  trail = {}\n}\n",
        &[],
    ),
    (
        "module.flags.on",
        "modules/flags/main.tf",
        "output \"on\" {\n  value = true\n}\n",
        "output \"on\" {\n  value = false\n}\n",
        &[(
            "live/flags.tf",
            "module \"flags\" {\n  source = \"../modules/flags\"\n}\n",
        )],
    ),
    // What is not there stands in no file, and each in which it would stand decides.
    (
        "try(module.flags.on, false)",
        "modules/flags/outputs.tf",
        "output \"on\" {\n  value = true\n}\n",
        "output \"onn\" {\n  value = true\n}\n",
        FLAGS,
    ),
    (
        "lookup(module.flags, \"on\", false)",
        "modules/flags/outputs.tf",
        "output \"on\" {\n  value = true\n}\n",
        "output \"onn\" {\n  value = true\n}\n",
        FLAGS,
    ),
    (
        "merge({ on = false }, module.flags).on",
        "modules/flags/outputs.tf",
        "output \"on\" {\n  value = true\n}\n",
        "output \"onn\" {\n  value = true\n}\n",
        FLAGS,
    ),
    (
        "can(module.flags.on)",
        "modules/flags/outputs.tf",
        "output \"on\" {\n  value = false\n}\n",
        "output \"onn\" {\n  value = false\n}\n",
        FLAGS,
    ),
    // What is asked of a module as a whole is decided by its call, too.
    (
        "module.flags == null",
        "live/flags.tofu",
        "module \"flags\" {\n  source = \"../modules/flags\"\n  lifecycle {\n    enabled = false\n  }\n}\n",
        "module \"flags\" {\n  source = \"../modules/flags\"\n}\n",
        TWO_FLAGS,
    ),
    (
        "length(keys(module.flags)) == 2",
        "live/flags.tf",
        "module \"flags\" {\n  source = \"../modules/more\"\n}\n",
        "module \"flags\" {\n  source = \"../modules/flags\"\n}\n",
        TWO_FLAGS,
    ),
    (
        "!can(module.flags.on)",
        "live/flags.tf",
        "module \"flags\" {\n  source = \"../modules/more\"\n}\n",
        "module \"flags\" {\n  source = \"../modules/flags\"\n}\n",
        TWO_FLAGS,
    ),
    (
        "module.flags.off",
        "live/flags.tf",
        "module \"flags\" {\n  source = \"../modules/more\"\n}\n",
        "module \"flags\" {\n  source = \"../modules/flags\"\n}\n",
        TWO_FLAGS,
    ),
    (
        "yamldecode(file(\"${path.module}/../conf/trails.yaml\")).live.audited",
        "conf/trails.yaml",
        "live:\n  audited: true\n",
        "live:\n  audited: false\n",
        &[],
    ),
    (
        "templatefile(\"${path.module}/on.tftpl\", { env = \"live\" }) == \"on live\"",
        "live/on.tftpl",
        "on ${env}",
        "off ${env}",
        &[],
    ),
    (
        "length([for team in var.teams : team if team.audited]) > 0",
        "live/terraform.tfvars",
        "teams = [{ audited = false }, { audited = true }]\n",
        "teams = [{ audited = false }]\n",
        &[("live/variables.tf", "variable \"teams\" {}\n")],
    ),
    (
        "filesha256(\"${path.module}/../conf/on.bin\") == sha256(\"on\")",
        "conf/on.bin",
        "on",
        "off",
        &[],
    ),
    (
        "filemd5(\"on.txt\") == md5(\"on\")",
        "live/on.txt",
        "on",
        "off",
        &[],
    ),
    (
        "filebase64(\"on.txt\") == base64encode(\"on\")",
        "live/on.txt",
        "on",
        "off",
        &[],
    ),
    (
        "csvdecode(file(\"trails.csv\"))[0].on == \"yes\"",
        "live/trails.csv",
        "on\nyes\n",
        "on\nno\n",
        &[],
    ),
    (
        "fileexists(\"${path.module}/audited\")",
        "live/audited",
        "",
        ABSENT,
        &[],
    ),
    (
        "fileexists(\"audited.yaml\") ? yamldecode(file(\"audited.yaml\")).audited : false",
        "live/audited.yaml",
        "audited: true\n",
        ABSENT,
        &[],
    ),
    (
        "length(fileset(\"${path.module}/teams\", \"*.yaml\")) == 2",
        "live/teams/payments.yaml",
        "team: payments\n",
        ABSENT,
        &[("live/teams/audit.yaml", "team: audit\n")],
    ),
    (
        "contains(fileset(\"teams\", \"**\"), \"payments.json\")",
        "live/teams/payments.json",
        "{}\n",
        ABSENT,
        &[],
    ),
    (
        "length([for file in fileset(\"teams\", \"*\") : trimsuffix(file, \".yaml\")]) > 1",
        "live/teams/payments.yaml",
        "team: payments\n",
        ABSENT,
        &[("live/teams/audit.yaml", "team: audit\n")],
    ),
];

/// A module whose outputs stand in a file of their own.
const FLAGS: &[(&str, &str)] = &[
    (
        "live/flags.tf",
        "module \"flags\" {\n  source = \"../modules/flags\"\n}\n",
    ),
    (
        "modules/flags/main.tf",
        "variable \"unused\" {\n  default = 1\n}\n",
    ),
];

/// Two modules that a call may mean.
const TWO_FLAGS: &[(&str, &str)] = &[
    (
        "modules/flags/outputs.tf",
        "output \"on\" {\n  value = true\n}\noutput \"off\" {\n  value = false\n}\noutput \"env\" {\n  value = 1\n}\n",
    ),
    (
        "modules/more/outputs.tf",
        "output \"onn\" {\n  value = true\n}\noutput \"off\" {\n  value = true\n}\n",
    ),
];

/// In place of a text: the file is not there.
const ABSENT: &str = "(absent)";

/// What may be made of a boolean `E` without changing it.
pub(crate) const WRAPS: &[&str] = &[
    "E",
    "!(!(E))",
    "(E) == true",
    "(E) ? true : false",
    "{ a = (E) }[\"a\"]",
    "[(E)][0]",
    "{ for name in [\"a\"] : name => (E) }[\"a\"]",
    "lookup({ a = (E) }, \"a\", false)",
    "lookup({ for name in [\"a\"] : name => true if (E) }, \"a\", false)",
    "alltrue([(E)])",
    "anytrue([for key, on in { a = (E) } : on])",
    "contains([(E)], true)",
    "tobool(tostring((E)))",
    "jsondecode(jsonencode((E)))",
    "jsondecode(jsonencode({ a = (E) })).a",
    "one([for on in [(E)] : on])",
    "length([for name in [\"a\"] : name if (E)]) == 1",
    "\"is ${E}\" == \"is true\"",
    "\"%{ if E }on%{ else }off%{ endif }\" == \"on\"",
    "element([(E)], 0)",
    "merge({ a = false }, { a = (E) }).a",
    "flatten([[(E)], [true]])[0]",
    "values({ a = (E) })[0]",
    "join(\",\", [(E)]) == \"true\"",
    "{ (E ? \"a\" : \"b\") = true, c = false } == { a = true, c = false }",
    "distinct([(E)])[0]",
    "sort([tostring((E))])[0] == \"true\"",
    "tolist(toset([(E)]))[0]",
    "[for trail in [{ on = (E) }] : trail.on][0]",
    "[{ on = (E) }][*].on == [true]",
    "zipmap([\"a\"], [(E)]).a",
    "length(keys({ for name in [\"a\"] : name => 1 if (E) })) == 1",
    "try(E, false)",
    "try(tomap({}).here, E)",
    "coalesce(null, E)",
    "local.same",
    "[for key, value in { for name in [\"a\"] : name => 1 if (E) } : key] == [\"a\"]",
    "(E) && true",
    "false || (E)",
    "max((E) ? 1 : 0, 0) == 1",
];

/// Trails that a boolean `E` of the root module decides about.
const USES: &[&[(&str, &str)]] = &[
    &[(
        "live/main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = E\n}\n",
    )],
    &[
        (
            "live/main.tf",
            "module \"trail\" {\n  source = \"../modules/trail\"\n  global = E\n}\n",
        ),
        (
            "modules/trail/main.tf",
            "variable \"global\" {\n  default = true\n}\nresource \"aws_cloudtrail\" \"this\" {\n  \
             include_global_service_events = var.global\n}\n",
        ),
    ],
    &[
        (
            "live/main.tf",
            "module \"trail\" {\n  source = \"../modules/trail\"\n  global = (E) ? null : true\n}\n",
        ),
        (
            "modules/trail/main.tf",
            "variable \"global\" {\n  default = false\n  nullable = false\n}\nresource \"aws_cloudtrail\" \"this\" {\n  \
             include_global_service_events = var.global\n}\n",
        ),
    ],
    &[(
        "live/main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  for_each = { a = E }\n  include_global_service_events = each.value\n}\n",
    )],
    &[(
        "live/main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  for_each = toset([tostring(E)])\n  \
         include_global_service_events = each.key == \"true\"\n}\n",
    )],
    &[(
        "live/main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  count = (E) ? 1 : 0\n  include_global_service_events = false\n}\n",
    )],
    &[(
        "live/main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  for_each = toset((E) ? [\"a\"] : [])\n  \
         include_global_service_events = false\n}\n",
    )],
    &[
        (
            "live/main.tf",
            "module \"trail\" {\n  source = \"../modules/trail\"\n  count = (E) ? 1 : 0\n}\n",
        ),
        (
            "modules/trail/main.tf",
            "resource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = false\n}\n",
        ),
    ],
    &[(
        "live/main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  dynamic \"event_selector\" {\n    for_each = (E) ? [1] : []\n    content {\n      \
         include_management_events = false\n    }\n  }\n}\n",
    )],
    &[(
        "live/main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  enable_logging = E\n}\n",
    )],
    &[(
        "live/main.tf",
        "provider \"aws\" {\n  region = (E) ? \"us-east-1\" : \"eu-west-1\"\n}\nresource \"aws_cloudtrail\" \"this\" {\n}\n",
    )],
];

fn tree(origin: &Origin, wrap: &str, uses: &[(&str, &str)], on: bool) -> BTreeMap<String, String> {
    let (expression, decisive, when_on, when_off, beside) = origin;
    let (used, same) = match wrap {
        "local.same" => (wrap.to_owned(), *expression),
        wrap => (wrap.replace('E', expression), "null"),
    };
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    files.insert(
        "live/same.tf".into(),
        format!("locals {{\n  same = {same}\n}}\n"),
    );
    for (name, text) in beside.iter().chain(uses) {
        files.insert((*name).into(), text.replace('E', &used));
    }
    let text = if on { when_on } else { when_off };
    files.insert((*decisive).into(), (*text).into());
    files
}

/// By address, what is said of each trail.
pub(crate) type Said = BTreeMap<String, (Verdict, Vec<&'static str>)>;

fn said(root: &Path, path: &str) -> Said {
    said_of(&LintOptions {
        paths: vec![root.join(path)],
        ..LintOptions::default()
    })
}

/// What a run says.
pub(crate) fn said_of(options: &LintOptions) -> Said {
    let outcome: Outcome = cloudtrail_lint::lint(options);
    let rules = |address: &str| {
        let findings = outcome.findings.iter();
        findings
            .filter(|finding| finding.is_about(address))
            .map(|finding| finding.rule.id)
            .collect()
    };
    let trails = outcome.trails.iter();
    trails
        .map(|trail| {
            let said = (trail.verdict(), rules(&trail.address));
            (trail.address.clone(), said)
        })
        .collect()
}

/// What is wrong with what a file says alone, if anything is.
fn fault(origin: &Origin, wrap: &str, uses: &[(&str, &str)]) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join(".git")).unwrap();
    let mut whole = Vec::new();
    let mut alone = Vec::new();
    for on in [true, false] {
        for (name, text) in tree(origin, wrap, uses, on) {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            if text == ABSENT {
                std::fs::remove_file(path).unwrap();
            } else {
                std::fs::write(path, text).unwrap();
            }
        }
        whole.push(said(dir.path(), ""));
        // Nobody hands over a file that is not there.
        let is_there = dir.path().join(origin.1).exists();
        let of_given = if is_there { origin.1 } else { "" };
        alone.push(said(dir.path(), of_given));
    }
    let about = || format!("{} by `{wrap}` in {}", origin.1, uses[0].1);
    if whole[0] == whole[1] {
        return Some(format!("{} does not decide: {whole:?}", about()));
    }
    // The text where it is on, in an editor's buffer: over the file, and where there is no such file yet.
    let path = dir.path().join(origin.1);
    for is_there in [true, false] {
        if origin.2 == ABSENT {
            break;
        }
        if !is_there && path.exists() {
            std::fs::remove_file(&path).unwrap();
        }
        let in_buffer = said_of(&LintOptions {
            paths: vec![path.clone()],
            overlay: [(path.clone(), origin.2.to_owned())].into(),
            ..LintOptions::default()
        });
        if in_buffer != whole[0] {
            let whole = &whole[0];
            return Some(format!(
                "{}: {whole:?} is {in_buffer:?} in a buffer",
                about()
            ));
        }
    }
    (whole != alone).then(|| format!("{}: {whole:?} is {alone:?} alone", about()))
}

/// Each expression in some places, and each file that decides in all of them.
#[test]
fn a_file_that_decides_says_so_alone() {
    let mut of_all = Vec::new();
    for (at, uses) in USES.iter().enumerate() {
        let origins = ORIGINS.iter().map(|origin| (origin, WRAPS[0], *uses));
        of_all.extend(origins);
        let wraps = WRAPS.iter().enumerate().skip(at % 3).step_by(3);
        of_all.extend(wraps.map(|(wrap_at, wrap)| {
            let origin = &ORIGINS[(at + wrap_at) % ORIGINS.len()];
            (origin, *wrap, *uses)
        }));
    }
    let faults: Vec<String> = of_all
        .into_iter()
        .filter_map(|(origin, wrap, uses)| fault(origin, wrap, uses))
        .collect();
    assert!(
        faults.is_empty(),
        "{}:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// What a file decides that is neither a value nor a condition: a fault of the whole run, the file that makes it, and all files.
type Fault = (&'static str, &'static [(&'static str, &'static str)]);

/// The trail of the root module `live`, by a value of it.
macro_rules! trail {
    ($value:literal) => {
        concat!(
            "resource \"aws_cloudtrail\" \"org\" {\n  is_multi_region_trail = true\n  include_global_service_events = ",
            $value,
            "\n}\n"
        )
    };
}

const FAULTS: &[Fault] = &[
    // The type of a variable makes another value of what is given.
    (
        "live/variables.tf",
        &[
            ("live/main.tf", trail!("var.audited == true")),
            (
                "live/variables.tf",
                "variable \"audited\" {\n  type = string\n}\n",
            ),
            ("live/terraform.tfvars", "audited = true\n"),
        ],
    ),
    (
        "live/variables.tf",
        &[
            (
                "live/main.tf",
                trail!("alltrue([for on in values(var.regions) : on == true])"),
            ),
            (
                "live/variables.tf",
                "variable \"regions\" {\n  type = map(string)\n}\n",
            ),
            (
                "live/terraform.tfvars",
                "regions = { eu = true, us = true }\n",
            ),
        ],
    ),
    (
        "live/variables.tf",
        &[
            (
                "live/main.tf",
                trail!("lookup(var.trail, \"audited\", false)"),
            ),
            (
                "live/variables.tf",
                "variable \"trail\" {\n  type = object({ name = string })\n}\n",
            ),
            (
                "live/terraform.tfvars",
                "trail = { name = \"org\", audited = true }\n",
            ),
        ],
    ),
    (
        "live/variables.tf",
        &[
            (
                "live/main.tf",
                trail!("try(var.trails[0].settings.audited, false)"),
            ),
            (
                "live/variables.tf",
                "variable \"trails\" {\n  type = list(object({ settings = object({ name = optional(string) }) }))\n}\n",
            ),
            (
                "live/terraform.tfvars",
                "trails = [{ settings = { audited = true } }]\n",
            ),
        ],
    ),
    (
        "live/variables.tf",
        &[
            ("live/main.tf", trail!("length(var.teams) == 2")),
            (
                "live/variables.tf",
                "variable \"teams\" {\n  type = set(string)\n}\n",
            ),
            ("live/terraform.tfvars", "teams = [\"audit\", \"audit\"]\n"),
        ],
    ),
    (
        "live/variables.tf",
        &[
            ("live/main.tf", trail!("var.audited")),
            (
                "live/variables.tf",
                "variable \"audited\" {\n  type = number\n}\n",
            ),
            ("live/terraform.tfvars", "audited = \"yes\"\n"),
        ],
    ),
    // A type that leaves the value as it is.
    (
        "live/variables.tf",
        &[
            ("live/main.tf", trail!("var.tier == \"1\"")),
            (
                "live/variables.tf",
                "variable \"tier\" {\n  type = number\n}\n",
            ),
            ("live/terraform.tfvars", "tier = 1\n"),
        ],
    ),
    (
        "live/variables.tf",
        &[
            ("live/main.tf", trail!("var.trail.settings.audited")),
            (
                "live/variables.tf",
                "variable \"trail\" {\n  type = object({ settings = optional(object({ audited = optional(bool, false) }), {}) })\n}\n",
            ),
            ("live/terraform.tfvars", "trail = {}\n"),
        ],
    ),
    // How often a module is called.
    (
        "live/terraform.tfvars",
        &[
            ("live/main.tf", trail!("try(module.flags[0].audited, true)")),
            (
                "live/flags.tf",
                "module \"flags\" {\n  source = \"../flags\"\n  count = var.flags\n}\n",
            ),
            ("live/variables.tf", "variable \"flags\" {}\n"),
            ("live/terraform.tfvars", "flags = 1\n"),
            (
                "flags/main.tf",
                "output \"audited\" {\n  value = false\n}\n",
            ),
        ],
    ),
    (
        "live/flags.tf",
        &[
            ("live/main.tf", trail!("length(module.flags) == 1")),
            (
                "live/flags.tf",
                "module \"flags\" {\n  source = \"../flags\"\n  count = 2\n}\n",
            ),
            ("flags/main.tf", "output \"audited\" {\n  value = true\n}\n"),
        ],
    ),
    (
        "live/terraform.tfvars",
        &[
            (
                "live/main.tf",
                trail!("contains(keys(module.flags), \"eu\")"),
            ),
            (
                "live/flags.tf",
                "module \"flags\" {\n  source = \"../flags\"\n  for_each = toset(var.flags)\n}\n",
            ),
            ("live/variables.tf", "variable \"flags\" {}\n"),
            ("live/terraform.tfvars", "flags = [\"us\"]\n"),
            (
                "flags/main.tf",
                "output \"audited\" {\n  value = false\n}\n",
            ),
        ],
    ),
    (
        "live/flags.tf",
        &[
            (
                "live/main.tf",
                trail!("coalesce(one(module.flags[*].audited), false)"),
            ),
            (
                "live/flags.tf",
                "module \"flags\" {\n  source = \"../flags\"\n  count = 0\n}\n",
            ),
            ("flags/main.tf", "output \"audited\" {\n  value = true\n}\n"),
        ],
    ),
    // Where the source of a module leads.
    (
        "live/version.auto.tfvars",
        &[
            (
                "live/main.tf",
                "module \"trail\" {\n  source = \"../trail/${var.trail}\"\n}\n",
            ),
            (
                "live/variables.tf",
                "variable \"trail\" {\n  default = \"v2\"\n}\n",
            ),
            ("live/version.auto.tfvars", "trail = \"v1\"\n"),
            ("trail/v1/main.tf", trail!("false")),
            ("trail/v2/main.tf", trail!("true")),
        ],
    ),
    (
        "live/version.auto.tfvars",
        &[
            ("live/main.tf", trail!("module.flags.audited")),
            (
                "live/flags.tf",
                "module \"flags\" {\n  source = \"../${var.flags}\"\n}\n",
            ),
            ("live/variables.tf", "variable \"flags\" {}\n"),
            ("live/version.auto.tfvars", "flags = \"off\"\n"),
            ("off/main.tf", "output \"audited\" {\n  value = false\n}\n"),
        ],
    ),
    // What is declared, and what is declared once only.
    (
        "live/variables.tf",
        &[
            ("live/main.tf", trail!("var.audited")),
            (
                "live/variables.tf",
                "variable \"is_audited\" {\n  default = true\n}\n",
            ),
        ],
    ),
    (
        "live/locals.tf",
        &[
            ("live/main.tf", trail!("try(local.trail.audited, true)")),
            (
                "live/locals.tf",
                "locals {\n  audit = { audited = true }\n}\n",
            ),
        ],
    ),
    (
        "live/variables.tf",
        &[
            (
                "live/main.tf",
                "module \"trail\" {\n  source = \"../trail\"\n  audited = var.audited\n}\n",
            ),
            (
                "live/variables.tf",
                "variable \"is_audited\" {\n  default = true\n}\n",
            ),
            (
                "trail/main.tf",
                concat!("variable \"audited\" {}\n", trail!("var.audited")),
            ),
        ],
    ),
    (
        "live/main.tf",
        &[
            ("live/main.tf", trail!("true")),
            ("live/trail.tf", trail!("true")),
        ],
    ),
    (
        "live/trail.tf",
        &[
            ("live/main.tf", trail!("true")),
            ("live/trail.tf", trail!("true")),
        ],
    ),
    (
        "live/variables.tf",
        &[
            (
                "live/main.tf",
                concat!("variable \"audited\" {}\n", trail!("var.audited")),
            ),
            (
                "live/variables.tf",
                "variable \"audited\" {\n  default = true\n}\n",
            ),
        ],
    ),
    (
        "live/main.tf",
        &[
            (
                "live/main.tf",
                "resource \"aws_cloudtrail\" \"company\" {\n}\n",
            ),
            ("live/main_override.tf", trail!("true")),
        ],
    ),
];

/// What is found, by rule and trail.
fn found(root: &Path, path: &str) -> Vec<(&'static str, Option<String>)> {
    let outcome = cloudtrail_lint::lint(&LintOptions {
        paths: vec![root.join(path)],
        ..LintOptions::default()
    });
    let findings = outcome.findings.iter();
    let mut found: Vec<_> = findings
        .map(|finding| (finding.rule.id, finding.trail.clone()))
        .collect();
    found.sort();
    found
}

#[test]
fn a_file_that_makes_a_fault_says_so_alone() {
    let mut faults = Vec::new();
    for (decisive, files) in FAULTS {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join(".git")).unwrap();
        for (name, text) in *files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let whole = found(dir.path(), "live");
        assert!(!whole.is_empty(), "nothing is wrong with {files:?}");
        let alone = found(dir.path(), decisive);
        if alone != whole {
            faults.push(format!("{files:?}: {whole:?} is {alone:?} alone"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A module's file may be a link to a link: whoever gives that means the module.
#[cfg(unix)]
#[test]
fn a_link_between_says_what_is_behind_it() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    for folder in [".git", "live", "stage", "trail/v2"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    std::fs::write(
        root.join("trail/v2/trail.tf"),
        concat!("variable \"audited\" {}\n", trail!("var.audited")),
    )
    .unwrap();
    symlink("v2/trail.tf", root.join("trail/trail.tf")).unwrap();
    symlink("../trail/trail.tf", root.join("live/trail.tf")).unwrap();
    symlink("../trail/v2/trail.tf", root.join("stage/trail.tf")).unwrap();
    for module in ["live", "stage"] {
        let values = root.join(module).join("terraform.tfvars");
        std::fs::write(values, "audited = false\n").unwrap();
    }
    // Another link to the file is not led by the one in between.
    let roots = |path: &str| -> Vec<String> {
        let outcome = cloudtrail_lint::lint(&LintOptions {
            paths: vec![root.join(path)],
            ..LintOptions::default()
        });
        outcome
            .trails
            .iter()
            .map(|trail| trail.root.to_string())
            .collect()
    };
    assert!(
        roots("trail/trail.tf")
            .iter()
            .any(|root| root.ends_with("live"))
    );
    assert!(
        !roots("trail/trail.tf")
            .iter()
            .any(|root| root.ends_with("stage"))
    );
    assert!(
        roots("trail/v2/trail.tf")
            .iter()
            .any(|root| root.ends_with("stage"))
    );
}

/// A module's folder is one, whatever link of its repository it is given by.
#[cfg(unix)]
#[test]
fn a_folder_behind_a_link_is_called_where_it_lies() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    for folder in [".git", "live", "modules/audit"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    std::fs::write(
        root.join("modules/audit/main.tf"),
        concat!(
            "variable \"audited\" {\n  default = true\n}\n",
            trail!("var.audited")
        ),
    )
    .unwrap();
    std::os::unix::fs::symlink("modules/audit", root.join("audit")).unwrap();
    std::fs::write(
        root.join("live/main.tf"),
        "module \"audit\" {\n  source  = \"../audit\"\n  audited = false\n}\n",
    )
    .unwrap();
    for path in ["audit", "audit/main.tf", "modules/audit/main.tf", "."] {
        let outcome = cloudtrail_lint::lint(&LintOptions {
            paths: vec![root.join(path)],
            ..LintOptions::default()
        });
        let addresses: Vec<&str> = outcome
            .trails
            .iter()
            .map(|trail| trail.address.as_str())
            .collect();
        assert_eq!(addresses, ["module.audit.aws_cloudtrail.org"], "{path}");
    }
}

/// What a trail is given may come through modules that lead to no trail themselves, and that others call, too.
#[test]
fn what_lies_below_modules_without_trails_says_so_alone() {
    let folder = tempfile::tempdir().unwrap();
    let calls = |name: &str, source: &str| {
        format!(
            "module \"{name}\" {{\n  source = \"{source}\"\n}}\noutput \"on\" {{\n  value = module.{name}.on\n}}\n"
        )
    };
    let trail = "resource \"aws_cloudtrail\" \"a\" {\n  name = \"a\"\n  s3_bucket_name = \"b\"\n  is_multi_region_trail = false\n  include_global_service_events = module.middle.on\n}\n";
    for (path, text) in [
        (".git/HEAD", String::new()),
        ("live/main.tf", calls("middle", "../modules/middle")),
        ("live/trail.tf", trail.to_owned()),
        ("other/main.tf", calls("middle", "../modules/middle")),
        ("modules/middle/main.tf", calls("leaf", "../leaf")),
        ("modules/leaf/main.tf", calls("last", "./last")),
        (
            "modules/leaf/last/main.tf",
            "output \"on\" {\n  value = false\n}\n".to_owned(),
        ),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    for path in [
        "live/main.tf",
        "live/trail.tf",
        "modules/middle/main.tf",
        "modules/leaf/main.tf",
        "modules/leaf/last/main.tf",
    ] {
        let found = found(folder.path(), path);
        assert!(!found.is_empty(), "{path}");
    }
    assert_eq!(found(folder.path(), "other/main.tf"), []);
}

/// Modules that call each other are refused, whoever calls them and whether a trail is there or not.
#[test]
fn who_calls_modules_in_a_circle_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let call = |name: &str| format!("module \"{name}\" {{\n  source = \"../{name}\"\n}}\n");
    let trail =
        "resource \"aws_cloudtrail\" \"t\" {\n  name = \"x\"\n  s3_bucket_name = \"b\"\n}\n";
    for (path, text) in [
        (".git/HEAD", String::new()),
        ("trail/main.tf", trail.to_owned()),
        ("a/main.tf", call("trail") + &call("b")),
        ("b/main.tf", call("d")),
        ("d/main.tf", call("b")),
        ("c/main.tf", call("d")),
        ("e/main.tf", call("c")),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    for path in ["b", "d", "e"] {
        let found = found(folder.path(), path);
        assert!(!found.is_empty(), "{path}");
    }
}
