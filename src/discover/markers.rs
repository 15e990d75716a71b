//! One look at a file's bytes: what they mention, as the front ends need to know before they parse.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::Language;

/// What a file's bytes mention, as the front ends need to know before they parse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent marks of one file"
)]
pub struct Mentions {
    /// `AWS::CloudTrail::Trail`
    pub cloudformation_trail: bool,
    /// A resource type that can bring in another template.
    pub nested_template: bool,
    /// `aws_cloudtrail` or `awscc_cloudtrail_trail` as a whole word.
    pub terraform_trail: bool,
    /// A key of the AWS CLI's output for trails.
    pub awscli: bool,
    /// `module`
    pub module: bool,
    /// `module`, `cloudtrail` and `global`: perhaps a call of a module that makes a trail.
    pub trail_module: bool,
}

impl Mentions {
    pub(super) fn anything(self) -> bool {
        self.cloudformation_trail || self.nested_template || self.terraform_trail || self.awscli
    }
}

macro_rules! finder {
    ($name:ident, $needle:literal) => {
        static $name: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new($needle));
    };
}
finder!(CLOUDFORMATION_TRAIL, "AWS::CloudTrail::Trail");
finder!(NESTED_STACK, "AWS::CloudFormation::Stack");
finder!(SERVERLESS_APPLICATION, "AWS::Serverless::Application");
finder!(INCLUDE, "AWS::Include");
finder!(TERRAFORM_TRAIL, "aws_cloudtrail");
finder!(AWSCC_TRAIL, "awscc_cloudtrail_trail");
finder!(MODULE, "module");
finder!(CLOUDTRAIL, "cloudtrail");
finder!(GLOBAL, "global");
finder!(TRAIL_ARN, "\"TrailARN\"");
finder!(TRAIL_LIST, "\"trailList\"");
finder!(IS_LOGGING, "\"IsLogging\"");

/// What bytes mention, and the local module sources among it.
pub(super) fn look(bytes: &[u8], language: Language) -> (Mentions, Vec<String>) {
    let mentions = mentions(bytes, language);
    let local_sources = if mentions.module {
        local_sources(bytes)
    } else {
        Vec::new()
    };
    (mentions, local_sources)
}

/// Each mark is looked for only where the language can hold it.
fn mentions(bytes: &[u8], language: Language) -> Mentions {
    let has = |finder: &Finder<'_>| finder.find(bytes).is_some();
    match language {
        Language::YamlOrJson => Mentions {
            cloudformation_trail: mentions_word(bytes, &CLOUDFORMATION_TRAIL),
            nested_template: has(&NESTED_STACK) || has(&SERVERLESS_APPLICATION) || has(&INCLUDE),
            terraform_trail: mentions_terraform_trail(bytes),
            awscli: has(&TRAIL_LIST) || has(&TRAIL_ARN) || has(&IS_LOGGING),
            ..Mentions::default()
        },
        Language::Terraform => {
            let module = has(&MODULE);
            Mentions {
                terraform_trail: mentions_terraform_trail(bytes),
                module,
                trail_module: module && has(&CLOUDTRAIL) && has(&GLOBAL),
                ..Mentions::default()
            }
        }
        Language::Terragrunt => Mentions::default(),
    }
}

fn mentions_terraform_trail(bytes: &[u8]) -> bool {
    mentions_word(bytes, &TERRAFORM_TRAIL) || mentions_word(bytes, &AWSCC_TRAIL)
}

/// Whether the needle stands there without being the beginning of a longer name (`aws_cloudtrail_event_data_store`).
fn mentions_word(bytes: &[u8], finder: &Finder<'_>) -> bool {
    let length = finder.needle().len();
    finder.find_iter(bytes).any(|at| {
        bytes
            .get(at + length)
            .is_none_or(|next| !next.is_ascii_alphanumeric() && !matches!(next, b'_' | b'-' | b':'))
    })
}

/// The local sources that a file's text mentions: the string after each `source`, where it begins with a dot.
/// More than a parser would find, never less.
fn local_sources(bytes: &[u8]) -> Vec<String> {
    memchr::memmem::find_iter(bytes, "source")
        .filter_map(|at| {
            let rest = &bytes[at + "source".len()..];
            let start = rest
                .iter()
                .position(|byte| !matches!(byte, b' ' | b'\t' | b'=' | b'"' | b':'))?;
            let rest = &rest[start..];
            let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\n'))?;
            let source = std::str::from_utf8(&rest[..end]).ok()?;
            source.starts_with('.').then(|| source.to_owned())
        })
        .collect()
}
