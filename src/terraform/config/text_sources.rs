//! The types of the data sources and resources that hand a text on.

/// The data source that renders a template.
pub(super) const TEMPLATE_FILE: &str = "template_file";
pub(super) const SENSITIVE_FILE: &str = "local_sensitive_file";
pub(super) const FILES: [&str; 2] = ["local_file", SENSITIVE_FILE];
pub(super) const INPUTS: &str = "null_data_source";
/// Those that read a text from elsewhere: what they are given may say what is in it.
const ELSEWHERE: [&str; 3] = ["aws_s3_object", "aws_s3_bucket_object", "http"];

/// Whether a resource, or a data source, of this type hands a text on.
pub(super) fn hands_on(is_data: bool, kind: &str) -> bool {
    let of_data = kind == TEMPLATE_FILE || kind == INPUTS || ELSEWHERE.contains(&kind);
    FILES.contains(&kind) || is_data && of_data
}

/// The arguments that a text is handed on by.
pub(crate) const HANDED_ON: [&str; 4] = ["content", "filename", "inputs", "template"];
