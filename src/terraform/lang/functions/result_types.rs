//! The types of what functions give, whatever they are given.
//!
//! Source: `terraform metadata functions -json` of Terraform 1.11.4, and go-cty's `cty/function/stdlib` for those whose type it calls
//! dynamic though it is always one.

use crate::terraform::lang::types::Type;

const NUMBERS: &[&str] = &[
    "abs", "ceil", "floor", "index", "length", "log", "max", "min", "parseint", "pow", "signum",
    "sum", "timecmp", "tonumber",
];

const TEXTS: &[&str] = &[
    "abspath",
    "base64decode",
    "base64encode",
    "base64gunzip",
    "base64gzip",
    "base64sha256",
    "base64sha512",
    "basename",
    "bcrypt",
    "chomp",
    "cidrhost",
    "cidrnetmask",
    "cidrsubnet",
    "dirname",
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "filemd5",
    "filesha1",
    "filesha256",
    "filesha512",
    "format",
    "formatdate",
    "indent",
    "join",
    "jsonencode",
    "lower",
    "md5",
    "pathexpand",
    "plantimestamp",
    "replace",
    "rsadecrypt",
    "sha1",
    "sha256",
    "sha512",
    "strrev",
    "substr",
    "templatestring",
    "textdecodebase64",
    "textencodebase64",
    "timeadd",
    "timestamp",
    "title",
    "tostring",
    "trim",
    "trimprefix",
    "trimspace",
    "trimsuffix",
    "upper",
    "urldecode",
    "urlencode",
    "uuid",
    "uuidv5",
    "yamlencode",
];

const FLAGS: &[&str] = &[
    "alltrue",
    "anytrue",
    "can",
    "cidrcontains",
    "contains",
    "endswith",
    "fileexists",
    "issensitive",
    "startswith",
    "strcontains",
    "tobool",
];

/// The type of what a function gives; `any` where that is not always one.
pub(crate) fn result_type(name: &str) -> Type {
    let list = |kind: Type| Type::List(Box::new(kind));
    match name {
        _ if NUMBERS.contains(&name) => Type::Number,
        _ if TEXTS.contains(&name) => Type::String,
        _ if FLAGS.contains(&name) => Type::Bool,
        "cidrsubnets" | "compact" | "sort" | "split" => list(Type::String),
        "range" => list(Type::Number),
        "fileset" => Type::Set(Box::new(Type::String)),
        "setintersection" | "setproduct" | "setsubtract" | "setunion" | "toset" => {
            Type::Set(Box::new(Type::Any))
        }
        "transpose" => Type::Map(Box::new(list(Type::String))),
        _ => Type::Any,
    }
}
