//! Inputs whose reports are large, in each format.

use super::tree::{Size, Tree, listed, template, times, times_of, trail, trails};

super::inputs! {
    one_line_for_people = one_line: "8,000 trails in JSON on one line, for people", format("human");
    one_line_in_json = one_line: "the same, JSON";
    one_line_concise = one_line: "the same, concise", format("concise");
    one_line_as_sarif = one_line: "the same, SARIF", format("sarif");
    one_line_as_commands = one_line: "the same, commands", format("commands");
    one_line_listed = one_line: "the same, as a list for people", run(&["list", "."]), format("human");
    one_line_listed_in_markdown = one_line: "the same, as a list in Markdown", run(&["list", "."]), format("markdown");
    one_line_listed_in_json = one_line: "the same, as a list in JSON", run(&["list", "."]);
    large_line_for_people = large_line: "one trail in a line of 20 MB, for people", format("human");
    large_line_as_sarif = large_line: "the same, SARIF", format("sarif");
    long_evidence_for_people = long_evidence: "500 trails with 60 hops each, for people", format("human");
    long_evidence_in_json = long_evidence: "the same, JSON";
    long_evidence_as_sarif = long_evidence: "the same, SARIF", format("sarif");
    cases_for_people = cases: "2,000 trails with 60 cases each, for people", format("human");
    cases_as_sarif = cases: "the same, SARIF", format("sarif");
    cases_listed = cases: "the same, as a list in Markdown", run(&["list", "."]), format("markdown");
    many_files_as_sarif = many_files: "findings in 10,000 files, SARIF", format("sarif");
    many_files_for_people = many_files: "the same, for people", format("human");
    many_files_concise = many_files: "the same, concise", format("concise");
    names_listed_in_markdown = markdown_names: "5,000 names of Markdown's own chars of 1 kB, as a \
        list", run(&["list", "."]), format("markdown");
    names_listed_for_people = markdown_names: "the same, as a list for people", run(&["list", "."]), format("human");
    wide_names_for_people: "3,000 names of wide chars of 1 kB, for people", format("human");
    marks_for_people: "3,000 names of combining marks of 1 kB, for people", format("human");
    excerpt_of_marks: "an excerpt of a line of 2 MB of combining marks, for people", format("human");
    excerpt_of_tabs: "an excerpt of a line of 2 MB of tabs, for people", format("human");
    excerpt_of_carriage_returns: "excerpts of a file of carriage returns alone, for people", format("human");
    one_trail: "20,000 trails of one account, of which one has to record", run(&["check", ".", "--coverage", "one-trail"]);
    one_trail_of_many: "2,000 accounts of 20 trails, of which one has to \
        record", run(&["check", ".", "--coverage", "one-trail"]), format("human");
    no_defaults: "2,000 trails by defaults that do not count", run(&["check", ".", "--no-assume-defaults"]);
    fixes_as_sarif: "16,000 findings with a fix each, SARIF", format("sarif");
    not_ignored: "20,000 files that git ignores", run(&["check", ".", "--no-ignore"]), format("concise");
    problems_for_people = problems: "3,000 files that do not parse, for people", refused(), format("human");
    problems_as_sarif = problems: "the same, SARIF", refused(), format("sarif");
}

fn one_line(tree: &Tree, size: Size) {
    let all = listed(
        size.of(8_000),
        "\"T@\":{\"Type\":\"AWS::CloudTrail::Trail\",\"Properties\":{\"IsLogging\":true,\"S3BucketName\":\"logs\",\
            \"IncludeGlobalServiceEvents\":false}}",
    );
    tree.put("t.json", format!("{{\"Resources\":{{{all}}}}}"));
}

fn large_line(tree: &Tree, size: Size) {
    let text = "word ".repeat(size.of(2_000_000));
    tree.put("t.json", format!(
        "{{\"Metadata\":{{\"a\":\"{text}\"}},\"Resources\":{{\"T\":{{\"Type\":\"AWS::CloudTrail::Trail\",\
            \"Properties\":{{\"IsLogging\":true,\
         \"S3BucketName\":\"logs\",\"IncludeGlobalServiceEvents\":false}}}}}},\"Outputs\":{{\"a\":{{\"Value\":\"{text}\"}}}}}}"
    ));
}

fn long_evidence(tree: &Tree, size: Size) {
    let depth = size.of(60);
    let pass = "variable \"v\" {}\nlocals {\n  l = var.v\n}\n";
    for at in 0..depth {
        tree.put(
            &format!("m{at}/main.tf"),
            format!(
                "{pass}module \"m\" {{\n  source = \"../m{}\"\n  v      = local.l\n}}\n",
                at + 1
            ),
        );
    }
    tree.put(
        &format!("m{depth}/main.tf"),
        pass.to_owned() + &trails(size.of(500), "include_global_service_events = local.l"),
    );
    tree.put(
        "root/main.tf",
        "module \"m\" {\n  source = \"../m0\"\n  v      = false\n}\n",
    );
}

fn cases(tree: &Tree, size: Size) {
    let conditions = times(size.of(60), "  C@: !Equals [!Ref P, v@]\n");
    let mut flag = "true".to_owned();
    for at in 0..size.of(30) {
        flag = format!("!If [C{at}, false, {flag}]");
    }
    let sections = format!("Parameters:\n  P: {{ Type: String }}\nConditions:\n{conditions}");
    tree.put("t.yaml", template(&sections, size.of(2_000), &flag));
}

fn many_files(tree: &Tree, size: Size) {
    tree.put_each(size.of(10_000), "t/t@.yaml", &template("", 1, "false"));
}

/// Trails with such keys.
fn keyed(tree: &Tree, count: usize, key: &str) {
    let keys = listed(count, &format!("\"{key}@\""));
    tree.put(
        "main.tf",
        trail(&format!("false\n  for_each = toset([{keys}])")),
    );
}

fn markdown_names(tree: &Tree, size: Size) {
    keyed(tree, size.of(5_000), &"`|<b>*_[x](y)#1".repeat(size.of(70)));
}

fn wide_names_for_people(tree: &Tree, size: Size) {
    keyed(tree, size.of(3_000), &"漢字".repeat(size.of(170)));
}

fn marks_for_people(tree: &Tree, size: Size) {
    keyed(
        tree,
        size.of(3_000),
        &format!("e{}", "\u{301}".repeat(size.of(500))),
    );
}

fn excerpt(tree: &Tree, before: &str) {
    let text = format!(
        "Resources: {{ A: {{ Type: \"{before}\" }}, T: {{ Type: AWS::CloudTrail::Trail, Properties: {{ IsLogging: true, \
            S3BucketName: b, IncludeGlobalServiceEvents: false }} }} }}\n"
    );
    tree.put("t.yaml", text);
}

fn excerpt_of_marks(tree: &Tree, size: Size) {
    excerpt(tree, &format!("e{}", "\u{301}".repeat(size.of(1_000_000))));
}

fn excerpt_of_tabs(tree: &Tree, size: Size) {
    excerpt(tree, &"\t".repeat(size.of(2_000_000)));
}

fn excerpt_of_carriage_returns(tree: &Tree, size: Size) {
    tree.put(
        "t.yaml",
        template("", size.of(5_000), "false").replace('\n', "\r"),
    );
}

fn one_trail(tree: &Tree, size: Size) {
    tree.put("t.yaml", template("", size.of(20_000), "true"));
}

fn one_trail_of_many(tree: &Tree, size: Size) {
    tree.put_each(size.of(2_000), "t/t@.yaml", &template("", 20, "true"));
}

fn no_defaults(tree: &Tree, size: Size) {
    let count = size.of(2_000);
    let parameters = times_of(count, |at| {
        format!("  P{at}: {{ Type: String, Default: 'true' }}\n")
    });
    tree.put(
        "t.yaml",
        template(&format!("Parameters:\n{parameters}"), count, "!Ref P@"),
    );
}

fn fixes_as_sarif(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trails(size.of(16_000), "include_global_service_events = false"),
    );
}

fn not_ignored(tree: &Tree, size: Size) {
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    tree.put(".gitignore", "*\n");
    tree.put_each(size.of(20_000), "i/f@.yaml", "a: b\n");
    tree.put("main.tf", trail("false"));
}

fn problems(tree: &Tree, size: Size) {
    tree.put_each(size.of(3_000), "f@/main.tf", &trail("= @ ("));
}
