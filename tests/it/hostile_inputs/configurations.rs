//! Configurations and files of ignore rules.

use super::tree::{Size, Tree, listed, template, times, times_of, trail};

super::inputs! {
    rules_of_git: "a `.gitignore` of 100,000 lines", refused();
    rules_of_git_in_folders: "a `.gitignore` of 1,900 lines in each of 140 folders";
    rules_that_match_hard: "a `.gitignore` of 300 patterns of many stars, beside 5,000 files";
    globs: "900 globs with 900 files";
    globs_of_braces: "400 globs of braces in one another, with 2,000 files";
    globs_nested_deep: "a glob of braces 250 deep", refused();
    globs_over_many_files: "a glob over 30,000 files";
    globs_of_stars: "200 globs of many stars over paths of 400 chars";
    faults: "a configuration of 100,000 keys that it has not", refused();
    more_deployments_than_are_read: "a configuration of 100,000 deployments", refused();
    nested_configuration: "a configuration with lists 10,000 deep", refused();
    aliases_of_a_configuration: "a configuration of aliases of aliases", refused();
    severities: "a configuration of 50,000 severities", refused();
    ignored_findings: "a configuration that ignores a rule 50,000 times";
    unmatched_globs: "900 globs that match nothing", refused();
    long_texts: "a configuration with a text of 5 MB", refused();
    deployments_with_vars: "100 deployments of 400 variables each";
    names_to_ignore: "a configuration that ignores one rule 300,000 times";
    rules_of_gits_own: "20,000 rules of git with six wildcards each in `.git/info/exclude`", refused();
    configuration_of_many_documents: "a configuration of 20,000 documents", refused();
    several_globs_of_one: "300 globs that all match the same 300 roots";
}

fn rules_of_git(tree: &Tree, size: Size) {
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    tree.put(
        ".gitignore",
        times(size.or(30_000, 100_000), "some/path/number/@/*.txt\n"),
    );
    tree.put("main.tf", trail("false"));
}

fn rules_of_git_in_folders(tree: &Tree, size: Size) {
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    let rules = "path/*.log\n".repeat(size.of(1_900));
    tree.put_each(size.of(140), "f@/.gitignore", &rules);
    tree.put_each(size.of(140), "f@/main.tf", &trail("false"));
}

fn rules_that_match_hard(tree: &Tree, size: Size) {
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    tree.put(
        ".gitignore",
        times(size.of(300), "**/a*a*a*a*a*b@/**/*c*[a-z]?x\n"),
    );
    tree.put_each(
        size.of(5_000),
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaa@/main.tf",
        &trail("false"),
    );
}

fn deployments(globs: &str) -> String {
    format!("terraform:\n{globs}")
}

const ROOT: &str = "variable \"on\" {\n  default = true\n}\nresource \"aws_cloudtrail\" \"t\" {\n  \
    include_global_service_events = var.on\n}\n";

fn globs(tree: &Tree, size: Size) {
    let count = size.of(900);
    tree.put_each(count, "live/r@/main.tf", ROOT);
    tree.put(
        "cloudtrail-lint.yaml",
        deployments(&times(
            count,
            "  - roots: live/r@*\n    deployments: { d@: { vars: { on: false } } }\n",
        )),
    );
}

fn globs_of_braces(tree: &Tree, size: Size) {
    tree.put_each(size.of(2_000), "live/r@/main.tf", ROOT);
    let globs = times(
        size.of(400),
        "  - roots: 'live/{r@,{a,{b,{c,{d,{e,{f,r@*}}}}}}}'\n    deployments: { d@: { vars: { on: false } } }\n",
    );
    tree.put("cloudtrail-lint.yaml", deployments(&globs));
}

fn globs_nested_deep(tree: &Tree, size: Size) {
    let depth = size.or(20, 250);
    let glob = format!("{}r{}", "{".repeat(depth), "}".repeat(depth));
    put(
        tree,
        &format!(
            "terraform:\n  - roots: '{glob}'\n    deployments: {{ d: {{ vars: {{ on: false }} }} }}\n"
        ),
    );
}

fn globs_over_many_files(tree: &Tree, size: Size) {
    tree.put_each(size.of(30_000), "live/r@.yaml", "a: b\n");
    tree.put("live/t.yaml", template("", 1, "false"));
    tree.put(
        "cloudtrail-lint.yaml",
        "cloudformation:\n  - templates: live/**/*.yaml\n    deployments: { d: { region: \
        us-east-1 } }\n",
    );
}

fn globs_of_stars(tree: &Tree, size: Size) {
    let long = "a".repeat(size.of(200));
    tree.put_each(size.of(300), &format!("{long}/{long}@/main.tf"), ROOT);
    let stars = "*a".repeat(size.of(60));
    let globs = times(
        size.of(200),
        &format!(
            "  - roots: '**/{stars}*@'\n    deployments: {{ d@: {{ vars: {{ on: false }} }} }}\n"
        ),
    );
    tree.put("cloudtrail-lint.yaml", deployments(&globs));
}

/// A tree with a trail, and a configuration.
fn put(tree: &Tree, text: &str) {
    tree.put("main.tf", ROOT);
    tree.put("cloudtrail-lint.yaml", text);
}

fn faults(tree: &Tree, size: Size) {
    put(tree, &times(size.of(100_000), "coverag@: every-trail\n"));
}

fn more_deployments_than_are_read(tree: &Tree, size: Size) {
    let all = times(
        size.or(2_000, 100_000),
        "      d@: { vars: { on: false } }\n",
    );
    put(
        tree,
        &format!("terraform:\n  - roots: .\n    deployments:\n{all}"),
    );
}

fn nested_configuration(tree: &Tree, size: Size) {
    let depth = size.of(10_000);
    put(
        tree,
        &format!("ignore: {}{}\n", "[".repeat(depth), "]".repeat(depth)),
    );
}

fn aliases_of_a_configuration(tree: &Tree, size: Size) {
    let levels = times_of(size.of(12), |at| {
        format!(
            "k{}: &a{} [*a{at}, *a{at}, *a{at}, *a{at}, *a{at}, *a{at}, *a{at}, *a{at}]\n",
            at + 1,
            at + 1
        )
    });
    put(tree, &format!("ignore: &a0 [CT-005]\n{levels}"));
}

fn severities(tree: &Tree, size: Size) {
    put(
        tree,
        &format!("severity:\n{}", times(size.of(50_000), "  rule-@: error\n")),
    );
}

fn ignored_findings(tree: &Tree, size: Size) {
    put(
        tree,
        &format!(
            "ignore: [{}]\n",
            vec!["trail-not-logging"; size.of(50_000)].join(", ")
        ),
    );
}

fn unmatched_globs(tree: &Tree, size: Size) {
    let all = times(
        size.of(900),
        "  - roots: none@/**\n    deployments: { d@: { vars: { on: false } } }\n",
    );
    put(tree, &deployments(&all));
}

fn long_texts(tree: &Tree, size: Size) {
    put(
        tree,
        &format!("region: {}\n", "x".repeat(size.of(5_000_000))),
    );
}

fn deployments_with_vars(tree: &Tree, size: Size) {
    let count = size.of(400);
    let vars = times(count, "v@: x, ");
    let all = times_of(size.of(100), |at| {
        format!("      d{at}: {{ vars: {{ {vars} on: false }} }}\n")
    });
    tree.put("main.tf", times(count, "variable \"v@\" {}\n") + ROOT);
    tree.put(
        "cloudtrail-lint.yaml",
        format!("terraform:\n  - roots: .\n    deployments:\n{all}"),
    );
}

fn names_to_ignore(tree: &Tree, size: Size) {
    put(
        tree,
        &format!("ignore: [{}]\n", listed(size.of(300_000), "CT-010")),
    );
}

fn rules_of_gits_own(tree: &Tree, size: Size) {
    let rules = "a*b*c*d*e*f*\n".repeat(size.or(2_000, 20_000));
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    tree.put(".git/info/exclude", rules);
    tree.put("main.tf", trail("false"));
}

fn configuration_of_many_documents(tree: &Tree, size: Size) {
    put(tree, &"region: us-east-1\n---\n".repeat(size.of(20_000)));
}

fn several_globs_of_one(tree: &Tree, size: Size) {
    tree.put_each(size.of(300), "live/r@/main.tf", ROOT);
    let all = times(
        size.of(300),
        "  - roots: live/*\n    deployments: { d@: { vars: { on: false } } }\n",
    );
    tree.put("cloudtrail-lint.yaml", deployments(&all));
}
