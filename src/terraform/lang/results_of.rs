//! What functions may give, whatever they are given.
//!
//! Source: `terraform metadata functions -json` of Terraform 1.11.4, and go-cty's `cty/function/stdlib` for those whose type it calls
//! dynamic though it is always one.

use crate::resolved::{Domain, Members};

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

/// What a function or an operator may give; anything where that is not always of one type.
pub(crate) fn domain_of_result(name: &str) -> Domain {
    let list = |domain: Domain| Domain::Collection(Members::List(Box::new(domain)));
    let set = |domain: Domain| Domain::Collection(Members::Set(Box::new(domain)));
    match name {
        "+" | "-" | "*" | "/" | "%" => Domain::Number,
        _ if NUMBERS.contains(&name) => Domain::Number,
        _ if TEXTS.contains(&name) => Domain::Text,
        _ if FLAGS.contains(&name) => Domain::bool(),
        "cidrsubnets" | "compact" | "sort" | "split" => list(Domain::Text),
        "range" => list(Domain::Number),
        "fileset" => set(Domain::Text),
        // `setproduct` gives a list where one of its arguments is none but a list.
        "setintersection" | "setsubtract" | "setunion" | "toset" => set(Domain::Any),
        "tolist" => list(Domain::Any),
        "tomap" => Domain::Collection(Members::Map(Box::new(Domain::Any))),
        "transpose" => Domain::Collection(Members::Map(Box::new(list(Domain::Text)))),
        _ => Domain::Any,
    }
}
