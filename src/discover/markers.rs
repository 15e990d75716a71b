//! One pass over a file's bytes: what they mention.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Match, MatchKind};
use regex::bytes::{Captures, Regex};

use super::language::Language;
use super::limits::{MAX_BYTES_OF_TYPE, MAX_SLIPS_OF_TYPE};
use crate::suggest;

/// What a file's bytes mention, as the front ends need to know before they parse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent markers of one file"
)]
pub struct Mentions {
    /// `AWS::CloudTrail::Trail`
    pub cloudformation_trail: bool,
    /// A resource type that can bring in another template.
    pub nested_template: bool,
    /// `aws_cloudtrail` or `awscc_cloudtrail_trail` as a whole word.
    pub terraform_trail: bool,
    /// A resource type of Terraform that deploys a template of CloudFormation.
    pub terraform_stack: bool,
    /// A function of Terraform that reads a file.
    pub reads_files: bool,
    /// The name of a module's file in quotes, or a function that lists files: perhaps it is read as text.
    pub names_modules: bool,
    /// A key of the AWS CLI's output for trails.
    pub awscli: bool,
    /// What a file has that deploys templates.
    pub deploys: bool,
    /// A service of the Serverless Framework that has resources, by its file's name.
    pub service: bool,
    /// `module`, or a source that is a relative path: in broken code that may be all there is of a call.
    pub module: bool,
    /// `module`, `cloudtrail` and `global`: perhaps a call of a module that makes a trail.
    pub trail_module: bool,
    /// Nothing: a link of a module to nothing, which whoever needs the module lacks.
    pub leads_nowhere: bool,
}

impl Mentions {
    pub(super) fn anything(self) -> bool {
        self.cloudformation_trail
            || self.nested_template
            || self.terraform_trail
            || self.terraform_stack
            || self.awscli
            || self.deploys
            || self.service
    }

    /// Whether what mentions it may bring in templates.
    pub(crate) fn brings_in_templates(self) -> bool {
        self.nested_template || self.deploys || self.service
    }
}

const CLOUDFORMATION_TRAIL: &[u8] = b"AWS::CloudTrail::Trail";
const NESTED_STACK: &[u8] = b"AWS::CloudFormation::Stack";
const SERVERLESS_APPLICATION: &[u8] = b"AWS::Serverless::Application";
/// How these are written in other letter case.
const CASED_STACK: &[u8] = b"AWS::Cloudformation::Stack";
const CASED_APPLICATION: &[u8] = b"AWS::Serverless::application";
const INCLUDE: &[u8] = b"AWS::Include";
const TERRAFORM_TRAIL: &[u8] = b"aws_cloudtrail";
/// How the types of all resources begin that deploy templates.
const TERRAFORM_STACK: &[u8] = b"aws_cloudformation_stack";
const AWSCC_STACK: &[u8] = b"awscc_cloudformation_stack";
const CLOUD_CONTROL: &[u8] = b"aws_cloudcontrolapi_resource";
/// How a misspelt type of a trail begins.
const LIKE_A_TRAIL: &[u8] = b"aws_clo";
const AWSCC_TRAIL: &[u8] = b"awscc_cloudtrail_trail";
const TRAIL_ARN: &[u8] = b"TrailARN";
const TRAIL_LIST: &[u8] = b"trailList";
const IS_LOGGING: &[u8] = b"IsLogging";
const GLOBAL_EVENTS: &[u8] = b"IncludeGlobalServiceEvents";
/// How a trail's type begins, and how it ends, where a part of it is put in by a loop.
const TYPE_WITH_PART: [&[u8]; 3] = [b"AWS::CloudTrail::${", b"AWS::CloudTrail::&{", b"}::Trail"];
/// How the type of each module of CloudFormation's registry ends.
const REGISTRY_MODULE: &[u8] = b"::MODULE";
/// The version of a template that org-formation reads, which may include others.
const OF_ORG_FORMATION: &[u8] = b"2010-09-09-OC";
/// Tasks of org-formation, resources of Customizations for AWS Control Tower in both versions of their manifest, stacks of the
/// Landing Zone Accelerator.
const TASK: &[u8] = b"update-stack";
/// What a deployment file of Git sync names its template by.
const GIT_SYNC: &[u8] = b"template-file-path";
/// What a file of tasks begins with that includes the others, and the type of the tasks that do.
const ORGANIZATION: &[u8] = b"update-organization";
const INCLUDING_TASK: &[u8] = b"include";
const RESOURCE_FILE: &[u8] = b"resource_file";
const RESOURCES: &[u8] = b"cloudformation_resources";
const CUSTOM_STACKS: &[u8] = b"cloudFormationStack";
/// How the name of every function ends or begins that reads a file: `templatefile`, `filebase64`, `fileset`.
const FILE: &[u8] = b"file";
/// How the names of modules' files end, as texts.
const MODULE_FILE: &[u8] = b".tf\"";
const OPENTOFU_FILE: &[u8] = b".tofu\"";
const MODULE: &[u8] = b"module";
const SOURCE: &[u8] = b"source";
const CLOUDTRAIL: &[u8] = b"cloudtrail";
const GLOBAL: &[u8] = b"global";

/// What templates, plans and the AWS CLI's output mention. No marker begins within another.
static IN_YAML_OR_JSON: LazyLock<AhoCorasick> = LazyLock::new(|| {
    any_of(&[
        CLOUDFORMATION_TRAIL,
        NESTED_STACK,
        SERVERLESS_APPLICATION,
        CASED_STACK,
        CASED_APPLICATION,
        INCLUDE,
        TERRAFORM_TRAIL,
        AWSCC_TRAIL,
        TRAIL_ARN,
        TRAIL_LIST,
        IS_LOGGING,
        GLOBAL_EVENTS,
        TASK,
        GIT_SYNC,
        ORGANIZATION,
        INCLUDING_TASK,
        RESOURCE_FILE,
        RESOURCES,
        CUSTOM_STACKS,
        TYPE_WITH_PART[0],
        TYPE_WITH_PART[1],
        TYPE_WITH_PART[2],
        REGISTRY_MODULE,
        OF_ORG_FORMATION,
    ])
});

/// What modules mention. Of these, `cloudtrail` stands within the names of the trails, and these begin as others do: the
/// first of the list is found.
static IN_TERRAFORM: LazyLock<AhoCorasick> = LazyLock::new(|| {
    any_of(&[
        TERRAFORM_TRAIL,
        AWSCC_TRAIL,
        TERRAFORM_STACK,
        AWSCC_STACK,
        CLOUD_CONTROL,
        LIKE_A_TRAIL,
        CLOUDFORMATION_TRAIL,
        FILE,
        MODULE_FILE,
        OPENTOFU_FILE,
        MODULE,
        SOURCE,
        CLOUDTRAIL,
        GLOBAL,
    ])
});

/// The search for them runs over the bytes once, however many they are. Of those that begin at one place, the first is found.
fn any_of(literals: &[&[u8]]) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostFirst);
    builder.kind(Some(AhoCorasickKind::ContiguousNFA));
    builder
        .build(literals)
        .expect("a few words are not too many")
}

/// What bytes mention. Each marker is looked for only where the language can hold it.
pub(super) fn look(bytes: &[u8], language: Language) -> Mentions {
    let bytes = &unescaped(bytes, language);
    match language {
        Language::YamlOrJson => look_at_data(bytes),
        Language::Terraform => look_at_module(bytes),
        Language::Terragrunt => Mentions::default(),
    }
}

/// Whether bytes speak of what a service of the Serverless Framework deploys beside its functions.
pub(super) fn speaks_of_a_service(bytes: &[u8]) -> bool {
    let has = |word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    has("resources") && (has("service") || has("provider"))
}

/// The bytes with escaped ASCII characters as themselves: `AWS\u003a\u003aCloudTrail` in JSON, `\x3a` in YAML; and lines of YAML
/// that go on below a backslash, as they do in double quotes, as one.
fn unescaped(bytes: &[u8], language: Language) -> Cow<'_, [u8]> {
    static ESCAPE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\\(?:(?:u00|x)([2-7][0-9a-fA-F])|\r?\n[ \t]*)").expect("the pattern is one")
    });
    // Most texts have none.
    if memchr::memchr(b'\\', bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    ESCAPE.replace_all(bytes, |escape: &Captures<'_>| {
        let Some(digits) = escape.get(1) else {
            let goes_on = language == Language::YamlOrJson;
            return if goes_on {
                Vec::new()
            } else {
                escape[0].to_vec()
            };
        };
        let digits = std::str::from_utf8(digits.as_bytes()).unwrap_or_default();
        u8::from_str_radix(digits, 16).map_or_else(|_| escape[0].to_vec(), |byte| vec![byte])
    })
}

/// Whether bytes begin as what the AWS CLI prints of trails as text or as a table.
///
/// Source: `awscli/text.py` (rows begin with the key of their list, in upper case) and `awscli/table.py` (the operation is the
/// title); `aws cloudtrail describe-trails` and `get-trail` of the AWS CLI.
#[must_use]
pub fn is_cli_text(bytes: &[u8]) -> bool {
    const ROWS: [&[u8]; 2] = [b"TRAILLIST\t", b"TRAIL\t"];
    const TITLES: [&[u8]; 2] = [b"DescribeTrails", b"GetTrail"];
    let bytes = bytes.trim_ascii_start();
    if ROWS.iter().any(|row| bytes.starts_with(row)) {
        return true;
    }
    if !bytes.starts_with(b"---") {
        return false;
    }
    let mut lines = bytes.split(|byte| *byte == b'\n').skip(1);
    let title = lines.next().unwrap_or_default().trim_ascii();
    let title = title
        .strip_prefix(b"|")
        .and_then(|rest| rest.strip_suffix(b"|"));
    title.is_some_and(|title| TITLES.contains(&title.trim_ascii()))
}

fn look_at_data(bytes: &[u8]) -> Mentions {
    let mut mentions = Mentions::default();
    for marker in IN_YAML_OR_JSON.find_iter(bytes) {
        match &bytes[marker.range()] {
            CLOUDFORMATION_TRAIL => mentions.cloudformation_trail |= ends_there(&marker, bytes),
            TERRAFORM_TRAIL | AWSCC_TRAIL => mentions.terraform_trail |= ends_there(&marker, bytes),
            part if TYPE_WITH_PART.contains(&part) => mentions.cloudformation_trail = true,
            TRAIL_ARN | TRAIL_LIST | IS_LOGGING | GLOBAL_EVENTS => mentions.awscli = true,
            TASK | GIT_SYNC | ORGANIZATION | RESOURCE_FILE | RESOURCES | CUSTOM_STACKS => {
                mentions.deploys = true;
            }
            INCLUDING_TASK => mentions.deploys |= is_a_type(&marker, bytes),
            _ => mentions.nested_template = true,
        }
    }
    mentions
}

fn look_at_module(bytes: &[u8]) -> Mentions {
    let mut mentions = Mentions::default();
    let (mut cloudtrail, mut global) = (false, false);
    for marker in IN_TERRAFORM.find_iter(bytes) {
        match &bytes[marker.range()] {
            MODULE => mentions.module = true,
            SOURCE => mentions.module |= is_of_a_folder(&marker, bytes),
            GLOBAL => global = true,
            CLOUDTRAIL => cloudtrail = true,
            FILE => {
                let reads = is_called(&marker, bytes);
                mentions.reads_files |= reads;
                mentions.names_modules |= reads && bytes[marker.end()..].starts_with(b"set");
            }
            MODULE_FILE | OPENTOFU_FILE => mentions.names_modules = true,
            TERRAFORM_STACK | AWSCC_STACK | CLOUD_CONTROL => mentions.terraform_stack = true,
            CLOUDFORMATION_TRAIL => mentions.cloudformation_trail |= ends_there(&marker, bytes),
            LIKE_A_TRAIL => mentions.terraform_trail |= is_misspelt(&marker, bytes),
            _ => {
                let is_trail = ends_there(&marker, bytes) || is_misspelt(&marker, bytes);
                mentions.terraform_trail |= is_trail;
                cloudtrail = true;
            }
        }
    }
    mentions.trail_module = mentions.module && cloudtrail && global;
    mentions
}

/// Whether a name that a marker ends or begins is that of a function that is called.
fn is_called(marker: &Match, bytes: &[u8]) -> bool {
    let mut after = bytes[marker.end()..]
        .iter()
        .skip_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
        .skip_while(|byte| byte.is_ascii_whitespace());
    after.next() == Some(&b'(')
}

/// Whether a marker is what `Type:` says.
fn is_a_type(marker: &Match, bytes: &[u8]) -> bool {
    let before = bytes[..marker.start()].trim_ascii_end();
    let before = before.strip_suffix(b"\"").or(before.strip_suffix(b"'"));
    let before = before.unwrap_or(&bytes[..marker.start()]).trim_ascii_end();
    let key = before.strip_suffix(b":").unwrap_or_default();
    key.ends_with(b"Type") || key.ends_with(b"Type\"")
}

/// Whether a name that a marker is gets a relative path: `source = "../audit"`.
fn is_of_a_folder(marker: &Match, bytes: &[u8]) -> bool {
    let before = bytes[..marker.start()].last();
    let is_whole = before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    let after = bytes[marker.end()..].iter();
    let mut after = after.skip_while(|byte| b" \t\"'=:".contains(byte));
    is_whole && after.next() == Some(&b'.')
}

/// Whether a resource type is none of the provider's, and is meant to be that of a trail.
///
/// Source: the resource types of the AWS provider, none of which is so near: `aws_cloudtrail_event_data_store`, `aws_cloudhsm_v2_hsm`.
#[must_use]
pub fn is_misspelt_trail(kind: &str) -> bool {
    const TYPE: &str = "aws_cloudtrail";
    let has_length = kind.len().abs_diff(TYPE.len()) <= MAX_SLIPS_OF_TYPE;
    kind == "aws_cloudtrail_trail"
        || kind != TYPE && has_length && kind.starts_with("aws_") && suggest::is_slip(kind, TYPE)
}

/// Whether a name that a marker begins is a trail's, misspelt.
fn is_misspelt(marker: &Match, bytes: &[u8]) -> bool {
    let name = bytes[marker.start()..].iter();
    let name = name.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let name: Vec<u8> = name.copied().take(MAX_BYTES_OF_TYPE).collect();
    std::str::from_utf8(&name).is_ok_and(is_misspelt_trail)
}

/// Whether a name ends where the marker does, rather than going on (`aws_cloudtrail_event_data_store`).
fn ends_there(marker: &Match, bytes: &[u8]) -> bool {
    bytes
        .get(marker.end())
        .is_none_or(|next| !next.is_ascii_alphanumeric() && !matches!(next, b'_' | b'-' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_name_is_no_trail() {
        let of = |text: &str, language| look(text.as_bytes(), language);
        let data = Language::YamlOrJson;
        assert!(of("Type: AWS::CloudTrail::Trail\n", data).cloudformation_trail);
        assert!(!of("Type: AWS::CloudTrail::TrailX", data).cloudformation_trail);
        assert!(of("{\"type\":\"aws_cloudtrail\"}", data).terraform_trail);
        let store = "resource \"aws_cloudtrail_event_data_store\" \"a\" {}\n";
        let trail = "resource \"awscc_cloudtrail_trail\" \"a\" {}\n";
        assert!(!of(store, Language::Terraform).terraform_trail);
        assert!(of(&format!("{store}{trail}"), Language::Terraform).terraform_trail);
        assert!(!of(trail, Language::Terragrunt).terraform_trail);
    }

    #[test]
    fn escaped_characters_stand_for_themselves() {
        let of = |text: &str, language| look(text.as_bytes(), language);
        let data = Language::YamlOrJson;
        assert!(of(r#""AWS\u003a\u003ACloud\u0054rail::Trail""#, data).cloudformation_trail);
        assert!(of(r#""AWS\x3a\x3aCloudTrail::Trail""#, data).cloudformation_trail);
        assert!(of("\"AWS::Cloud\\\r\n  Trail::Trail\"", data).cloudformation_trail);
        assert!(!of(r#""AWS\u003a\u003aCloudTrail::Trail\u0058""#, data).cloudformation_trail);
        assert!(of(r#"{"aws\u005fcloudtrail": {}}"#, Language::Terraform).terraform_trail);
    }

    #[test]
    fn markers_are_told_apart() {
        let of = |text: &str| look(text.as_bytes(), Language::YamlOrJson);
        let nested = of("a: AWS::Include\nb: AWS::CloudFormation::Stack");
        assert!(nested.nested_template && !nested.cloudformation_trail && !nested.awscli);
        let cli = of("{\"IsLogging\": true}");
        assert!(cli.awscli && !cli.nested_template);
        assert!(of("- IncludeGlobalServiceEvents: true").awscli);
    }

    #[test]
    fn a_task_that_includes_others_has_that_type() {
        let of = |text: &str| look(text.as_bytes(), Language::YamlOrJson).deploys;
        assert!(of("Audit:\n  Type: include\n  Path: ./audit/_tasks.yml\n"));
        assert!(of("Type:   'include' # others"));
        assert!(of("{\"Type\": \"include\"}"));
        assert!(!of("Types: include\n- include: tasks.yml"));
    }

    #[test]
    fn a_file_is_read_where_a_function_is_called() {
        let of = |text: &str| look(text.as_bytes(), Language::Terraform).reads_files;
        assert!(of("x = yamldecode(file(\"x.yaml\"))"));
        assert!(of("x = templatefile (\"x.yaml\", {})"));
        assert!(of("x = filebase64sha256(\"x\")"));
        assert!(!of("filename = (\"x\")"));
        assert!(!of("profile = var.profile"));
    }

    #[test]
    fn a_relative_source_may_be_of_a_call() {
        let of = |text: &str| look(text.as_bytes(), Language::Terraform).module;
        assert!(of("  source = \"./audit\"\n"));
        assert!(of("{\"source\": \"../audit\"}"));
        assert!(!of("resource = \"./audit\"\n"));
        assert!(!of("  source  = \"hashicorp/aws\"\n"));
    }

    #[test]
    fn what_the_cli_prints_as_text_is_told_by_its_beginning() {
        for text in [
            "TRAILLIST\tTrue\tFalse\tus-east-1\n",
            "\n-----------\n|  DescribeTrails  |\n+---------+\n",
        ] {
            assert!(is_cli_text(text.as_bytes()), "{text}");
        }
        for text in [
            "---\n# DescribeTrails\nTRAILLIST:\tx\n",
            "TRAILLIST: true\n",
            "-----\n|  ListBuckets  |\n",
        ] {
            assert!(!is_cli_text(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_call_of_a_trail_module_needs_all_three_words() {
        let of = |text: &str| look(text.as_bytes(), Language::Terraform).trail_module;
        assert!(of("module \"cloudtrail\" {\n  global = 1\n}"));
        assert!(of(
            "module \"a\" {\n  x = aws_cloudtrail.a\n  global = 1\n}"
        ));
        assert!(!of("module \"cloudtrail\" {\n}"));
        assert!(!of("resource \"cloudtrail\" \"global\" {\n}"));
    }
}
