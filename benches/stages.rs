//! What a run takes for ordinary kinds of input, beside what only reads the same bytes: `cargo bench`.
//!
//! ```sh
//! cargo bench --bench stages            # all of them
//! cargo bench --bench stages plan       # those with that in their names
//! ```

#![expect(clippy::unwrap_used, reason = "what fails here says where")]

use std::path::Path;

use cloudtrail_lint::lint;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;
use divan::Bencher;
use divan::counter::BytesCount;
use serde::de::IgnoredAny;
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// A repository with these files.
fn repository(files: impl IntoIterator<Item = (String, String)>) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    std::fs::create_dir(place.path().join(".git")).unwrap();
    for (name, text) in files {
        let path = place.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    place
}

fn check(folder: &Path) -> Outcome {
    lint(&LintOptions {
        paths: vec![folder.to_owned()],
        ..LintOptions::default()
    })
}

/// A run over a repository in which so many trails are judged.
fn judge(
    bencher: Bencher<'_, '_>,
    files: impl IntoIterator<Item = (String, String)>,
    trails: usize,
) {
    let place = repository(files);
    assert_eq!(check(place.path()).trails.len(), trails);
    bencher.bench_local(|| check(place.path()));
}

/// A trail of Terraform.
fn resource(name: &str, flag: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"{name}\" {{\n  name                          = \"{name}\"\n  \
         s3_bucket_name                = \"logs\"\n  include_global_service_events = {flag}\n}}\n\n"
    )
}

/// A tree in which files are looked at, and one folder in twenty has a trail.
mod tree {
    use super::{Bencher, judge, resource};

    fn files(count: usize, has_trails: bool) -> Vec<(String, String)> {
        let bucket = "resource \"aws_s3_bucket\" \"this\" {\n  bucket = var.name\n}\n\n";
        let container = "            - {name: A, value: b}\n";
        (0..count / 4)
            .flat_map(|at| {
                let folder = format!("team{}/service{at}", at % 40);
                let trail = match at % 20 {
                    0 if has_trails => resource("audit", "true"),
                    _ => String::new(),
                };
                [
                    (format!("{folder}/infra/main.tf"), bucket.repeat(6) + &trail),
                    (
                        format!("{folder}/infra/variables.tf"),
                        "variable \"name\" {\n  type = string\n}\n".into(),
                    ),
                    (
                        format!("{folder}/k8s/deployment.yaml"),
                        format!("kind: Deployment\nenv:\n{}", container.repeat(20)),
                    ),
                    (
                        format!("{folder}/cfn/template.yaml"),
                        "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n".into(),
                    ),
                ]
            })
            .collect()
    }

    #[divan::bench(args = [2_000, 20_000], sample_count = 10)]
    fn without_trails(bencher: Bencher<'_, '_>, count: usize) {
        judge(bencher, files(count, false), 0);
    }

    #[divan::bench(args = [2_000, 20_000], sample_count = 10)]
    fn with_trails(bencher: Bencher<'_, '_>, count: usize) {
        judge(bencher, files(count, true), count / 80);
    }
}

/// Modules of Terraform.
mod modules {
    use super::{Bencher, judge, resource};

    fn module() -> String {
        format!(
            "variable \"on\" {{\n  type    = bool\n  default = false\n}}\n{}",
            resource("this", "var.on")
        )
    }

    #[divan::bench(args = [125, 1_000], sample_count = 10)]
    fn roots_of_one_module(bencher: Bencher<'_, '_>, count: usize) {
        let root = "module \"audit\" {\n  source = \"../../modules/audit\"\n  on     = true\n}\n";
        let roots = (0..count).map(|at| (format!("live/root{at}/main.tf"), root.to_owned()));
        judge(
            bencher,
            roots.chain([("modules/audit/main.tf".to_owned(), module())]),
            count,
        );
    }

    #[divan::bench(args = [625, 5_000], sample_count = 10)]
    fn modules_of_their_own(bencher: Bencher<'_, '_>, count: usize) {
        // No more of them are judged in a run.
        let judged = count.min(3_500);
        judge(
            bencher,
            (0..count).map(|at| (format!("modules/m{at}/main.tf"), module())),
            judged,
        );
    }

    #[divan::bench(args = [1_250, 10_000], sample_count = 10)]
    fn trails_of_one_file(bencher: Bencher<'_, '_>, count: usize) {
        let text = (0..count)
            .map(|at| resource(&format!("t{at}"), "true"))
            .collect();
        judge(bencher, [("main.tf".to_owned(), text)], count);
    }
}

/// A plan, with one trail among what else is planned.
mod plan {
    use std::fmt::Write as _;

    use super::{Bencher, BytesCount, IgnoredAny, judge};

    /// Of about so many bytes.
    fn text(bytes: usize) -> String {
        let mut out = "{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"planned_values\":{\"root_module\":{\"resources\":[".to_owned();
        let trail = "{\"address\":\"aws_cloudtrail.audit\",\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"audit\",\
                     \"provider_name\":\"registry.terraform.io/hashicorp/aws\",\"values\":{\"include_global_service_events\":true,\
                     \"is_multi_region_trail\":true,\"enable_logging\":true,\"event_selector\":[]}}";
        let mut at = 0;
        while out.len() < bytes {
            write!(
                out,
                "{{\"address\":\"aws_iam_policy.p[{at}]\",\"mode\":\"managed\",\"type\":\"aws_iam_policy\",\"name\":\"p\",\"index\":{at},\
                 \"provider_name\":\"registry.terraform.io/hashicorp/aws\",\"schema_version\":0,\"values\":{{\"name\":\"policy-{at}\",\
                 \"description\":null,\"path\":\"/\",\"tags\":{{\"team\":\"a\",\"cost-centre\":\"{at}\"}},\"policy\":\"{{\\\"Version\\\":\
                 \\\"2012-10-17\\\",\\\"Statement\\\":[{{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":[\\\"s3:GetObject\\\"],\\\"Resource\\\":\\\"*\\\"}}]}}\"}},\
                 \"sensitive_values\":{{\"tags\":{{}}}}}},"
            )
            .unwrap();
            at += 1;
        }
        out + trail + "]}}}"
    }

    #[divan::bench(args = [2_000_000, 16_000_000], sample_count = 10)]
    fn checked(bencher: Bencher<'_, '_>, bytes: usize) {
        judge(
            bencher.counter(BytesCount::new(bytes)),
            [("plan.json".to_owned(), text(bytes))],
            1,
        );
    }

    #[divan::bench(args = [2_000_000, 16_000_000], sample_count = 10)]
    fn skipped_by_serde_json(bencher: Bencher<'_, '_>, bytes: usize) {
        let text = text(bytes);
        let skip = || serde_json::from_str::<IgnoredAny>(&text).unwrap();
        bencher.counter(BytesCount::new(bytes)).bench_local(skip);
    }
}

/// A template of a trail among other resources.
mod template {
    use std::fmt::Write as _;

    use super::{Bencher, BytesCount, judge};

    const RESOURCES: usize = 5_000;

    fn in_yaml() -> String {
        let mut out = "Resources:\n".to_owned();
        for at in 0..RESOURCES {
            let role = "    Type: AWS::IAM::Role\n    Properties:\n      Tags:\n        - Key: team\n          Value: audit\n";
            writeln!(out, "  Role{at}:\n{role}      RoleName: role-{at}").unwrap();
        }
        out + "  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      IncludeGlobalServiceEvents: true\n"
    }

    fn in_json() -> String {
        let tree: serde_json::Value = serde_yaml::from_str(&in_yaml()).unwrap();
        serde_json::to_string_pretty(&tree).unwrap()
    }

    #[divan::bench(sample_count = 10)]
    fn yaml_checked(bencher: Bencher<'_, '_>) {
        let text = in_yaml();
        let bytes = BytesCount::of_str(&text);
        judge(
            bencher.counter(bytes),
            [("template.yaml".to_owned(), text)],
            1,
        );
    }

    #[divan::bench(sample_count = 10)]
    fn yaml_read_by_serde(bencher: Bencher<'_, '_>) {
        let text = in_yaml();
        let read = || serde_yaml::from_str::<serde_yaml::Value>(&text).unwrap();
        bencher.counter(BytesCount::of_str(&text)).bench_local(read);
    }

    #[divan::bench(sample_count = 10)]
    fn json_checked(bencher: Bencher<'_, '_>) {
        let text = in_json();
        let bytes = BytesCount::of_str(&text);
        judge(
            bencher.counter(bytes),
            [("template.json".to_owned(), text)],
            1,
        );
    }

    #[divan::bench(sample_count = 10)]
    fn json_read_by_serde(bencher: Bencher<'_, '_>) {
        let text = in_json();
        let read = || serde_json::from_str::<serde_json::Value>(&text).unwrap();
        bencher.counter(BytesCount::of_str(&text)).bench_local(read);
    }
}
