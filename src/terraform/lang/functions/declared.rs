//! Which functions there are, and what they take.
//!
//! Source: `terraform metadata functions -json` of Terraform 1.11.4, and OpenTofu 1.10, `internal/lang/functions.go`, for those
//! that only OpenTofu has (`base64gunzip`, `cidrcontains`, `flip_sensitive`, `urldecode`). Where the code does not say which of
//! the two runs it, a function of either is taken.

use crate::resolved::Resolved;
use crate::suggest;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{Value, error, first_refused, refused};

/// A function of the language.
pub(super) struct Function {
    pub(super) name: &'static str,
    parameters: &'static [Parameter],
    /// What further arguments are, as many as there are.
    rest: Option<Parameter>,
    /// Why no file can tell what it comes to, where that is so.
    pub(super) unknown_because: Option<&'static str>,
}

#[derive(Clone, Copy)]
pub(super) struct Parameter {
    kind: Kind,
    nullable: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Any,
    /// Not a string, a number or a boolean.
    Collection,
    Number,
    Text,
    List,
    Set,
    Texts,
    Bools,
    TextsByKey,
}

const fn parameter(kind: Kind) -> Parameter {
    Parameter {
        kind,
        nullable: false,
    }
}

const ANY: Parameter = parameter(Kind::Any);
const COLLECTION: Parameter = parameter(Kind::Collection);
const NULLABLE: Parameter = Parameter {
    kind: Kind::Any,
    nullable: true,
};
const NULLABLE_COLLECTION: Parameter = Parameter {
    kind: Kind::Collection,
    nullable: true,
};
const NUMBER: Parameter = parameter(Kind::Number);
const TEXT: Parameter = parameter(Kind::Text);
const LIST: Parameter = parameter(Kind::List);
const SET: Parameter = parameter(Kind::Set);
const TEXTS: Parameter = parameter(Kind::Texts);
const BOOLS: Parameter = parameter(Kind::Bools);
const TEXTS_BY_KEY: Parameter = parameter(Kind::TextsByKey);

const fn takes(name: &'static str, parameters: &'static [Parameter]) -> Function {
    Function {
        name,
        parameters,
        rest: None,
        unknown_because: None,
    }
}

impl Function {
    const fn and_more(mut self, rest: Parameter) -> Function {
        self.rest = Some(rest);
        self
    }

    const fn unknown(mut self, why: &'static str) -> Function {
        self.unknown_because = Some(why);
        self
    }
}

const WHEN_IT_RUNS: &str = "it is what the clock says when Terraform runs";
const AT_RANDOM: &str = "it is made at random when Terraform runs";
/// Source: Terraform's changelogs of 0.12 (deprecated) and 0.15 (removed).
const OF_EARLIER_VERSIONS: &str = "Terraform has it up to 0.14 only";
const NOT_FOLLOWED: &str = "it is not followed which values are sensitive";

/// All functions, by name.
#[rustfmt::skip]
pub(super) const FUNCTIONS: &[Function] = &[
    takes("abs", &[NUMBER]),
    takes("abspath", &[TEXT]),
    takes("alltrue", &[BOOLS]),
    takes("anytrue", &[BOOLS]),
    takes("base64decode", &[TEXT]),
    takes("base64encode", &[TEXT]),
    takes("base64gunzip", &[TEXT]),
    takes("base64gzip", &[TEXT]).unknown("the bytes of compressed text are the compressor's choice"),
    takes("base64sha256", &[TEXT]),
    takes("base64sha512", &[TEXT]),
    takes("basename", &[TEXT]),
    takes("bcrypt", &[TEXT]).and_more(NUMBER).unknown(AT_RANDOM),
    takes("can", &[ANY]),
    takes("ceil", &[NUMBER]),
    takes("chomp", &[TEXT]),
    takes("chunklist", &[LIST, NUMBER]),
    takes("cidrcontains", &[TEXT, TEXT]),
    takes("cidrhost", &[TEXT, NUMBER]),
    takes("cidrnetmask", &[TEXT]),
    takes("cidrsubnet", &[TEXT, NUMBER, NUMBER]),
    takes("cidrsubnets", &[TEXT]).and_more(NUMBER),
    takes("coalesce", &[]).and_more(NULLABLE),
    takes("coalescelist", &[]).and_more(NULLABLE),
    takes("compact", &[TEXTS]),
    takes("concat", &[]).and_more(COLLECTION),
    takes("contains", &[COLLECTION, ANY]),
    takes("csvdecode", &[TEXT]),
    takes("dirname", &[TEXT]),
    takes("distinct", &[LIST]),
    takes("element", &[COLLECTION, NUMBER]),
    takes("endswith", &[TEXT, TEXT]),
    takes("ephemeralasnull", &[NULLABLE]),
    takes("file", &[TEXT]),
    takes("filebase64", &[TEXT]),
    takes("filebase64sha256", &[TEXT]),
    takes("filebase64sha512", &[TEXT]),
    takes("fileexists", &[TEXT]),
    takes("filemd5", &[TEXT]),
    takes("fileset", &[TEXT, TEXT]),
    takes("filesha1", &[TEXT]),
    takes("filesha256", &[TEXT]),
    takes("filesha512", &[TEXT]),
    takes("flatten", &[COLLECTION]),
    takes("flip_sensitive", &[NULLABLE]),
    takes("floor", &[NUMBER]),
    takes("format", &[TEXT]).and_more(NULLABLE),
    takes("formatdate", &[TEXT, TEXT]),
    takes("formatlist", &[TEXT]).and_more(NULLABLE),
    takes("indent", &[NUMBER, TEXT]),
    takes("index", &[COLLECTION, ANY]),
    takes("issensitive", &[NULLABLE]).unknown(NOT_FOLLOWED),
    takes("join", &[TEXT]).and_more(TEXTS),
    takes("jsondecode", &[TEXT]),
    takes("jsonencode", &[NULLABLE]),
    takes("keys", &[COLLECTION]),
    takes("length", &[ANY]),
    takes("list", &[]).and_more(NULLABLE).unknown(OF_EARLIER_VERSIONS),
    takes("log", &[NUMBER, NUMBER]),
    takes("lookup", &[COLLECTION, TEXT]).and_more(NULLABLE),
    takes("lower", &[TEXT]),
    takes("map", &[]).and_more(NULLABLE).unknown(OF_EARLIER_VERSIONS),
    takes("matchkeys", &[LIST, LIST, LIST]),
    takes("max", &[]).and_more(NUMBER),
    takes("md5", &[TEXT]),
    takes("merge", &[]).and_more(NULLABLE_COLLECTION),
    takes("min", &[]).and_more(NUMBER),
    takes("nonsensitive", &[NULLABLE]),
    takes("one", &[COLLECTION]),
    takes("parseint", &[ANY, NUMBER]),
    takes("pathexpand", &[TEXT]),
    takes("plantimestamp", &[]).unknown(WHEN_IT_RUNS),
    takes("pow", &[NUMBER, NUMBER]),
    takes("range", &[]).and_more(NUMBER),
    takes("regex", &[TEXT, TEXT]),
    takes("regexall", &[TEXT, TEXT]),
    takes("replace", &[TEXT, TEXT, TEXT]),
    takes("reverse", &[COLLECTION]),
    takes("rsadecrypt", &[TEXT, TEXT]).unknown("secrets are not decrypted here"),
    takes("sensitive", &[NULLABLE]),
    takes("setintersection", &[SET]).and_more(SET),
    takes("setproduct", &[]).and_more(COLLECTION),
    takes("setsubtract", &[SET, SET]),
    takes("setunion", &[SET]).and_more(SET),
    takes("sha1", &[TEXT]),
    takes("sha256", &[TEXT]),
    takes("sha512", &[TEXT]),
    takes("signum", &[NUMBER]),
    takes("slice", &[COLLECTION, NUMBER, NUMBER]),
    takes("sort", &[TEXTS]),
    takes("split", &[TEXT, TEXT]),
    takes("startswith", &[TEXT, TEXT]),
    takes("strcontains", &[TEXT, TEXT]),
    takes("strrev", &[TEXT]),
    takes("substr", &[TEXT, NUMBER, NUMBER]),
    takes("sum", &[COLLECTION]),
    takes("templatefile", &[TEXT, ANY]),
    takes("templatestring", &[TEXT, ANY]),
    takes("textdecodebase64", &[TEXT, TEXT]),
    takes("textencodebase64", &[TEXT, TEXT]),
    takes("timeadd", &[TEXT, TEXT]),
    takes("timecmp", &[TEXT, TEXT]),
    takes("timestamp", &[]).unknown(WHEN_IT_RUNS),
    takes("title", &[TEXT]),
    takes("tobool", &[NULLABLE]),
    takes("tolist", &[NULLABLE]),
    takes("tomap", &[NULLABLE]),
    takes("tonumber", &[NULLABLE]),
    takes("toset", &[NULLABLE]),
    takes("tostring", &[NULLABLE]),
    takes("transpose", &[TEXTS_BY_KEY]),
    takes("trim", &[TEXT, TEXT]),
    takes("trimprefix", &[TEXT, TEXT]),
    takes("trimspace", &[TEXT]),
    takes("trimsuffix", &[TEXT, TEXT]),
    takes("try", &[]).and_more(ANY),
    takes("upper", &[TEXT]),
    takes("urldecode", &[TEXT]),
    takes("urlencode", &[TEXT]),
    takes("uuid", &[]).unknown(AT_RANDOM),
    takes("uuidv5", &[TEXT, TEXT]),
    takes("values", &[COLLECTION]),
    takes("yamldecode", &[TEXT]),
    takes("yamlencode", &[NULLABLE]),
    takes("zipmap", &[TEXTS, COLLECTION]),
];

/// The names of all functions.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|function| function.name)
}

/// The function of a name; otherwise what a call of it comes to.
pub(super) fn find(name: &str) -> Result<&'static Function, Resolved<Value>> {
    if let Ok(at) = FUNCTIONS.binary_search_by_key(&name, |function| function.name) {
        return Ok(&FUNCTIONS[at]);
    }
    let names = || FUNCTIONS.iter().map(|function| function.name);
    let near = suggest::did_you_mean(name, names());
    let remedy = suggest::writing(
        suggest::nearest(name, names()),
        "Use a function that Terraform has",
    );
    Err(error(
        format!("{name}()"),
        format!("there is no function of that name{near}"),
    )
    .remedied(remedy))
}

impl Function {
    /// The arguments, converted to what the parameters are. The error is what the call comes to instead: one of the wrong type
    /// is refused whether the others are known or not, and so is a null.
    pub(super) fn taken(
        &self,
        arguments: Vec<Resolved<Value>>,
    ) -> Result<Vec<Resolved<Value>>, Resolved<Value>> {
        let most = self.rest.map_or(self.parameters.len(), |_| usize::MAX);
        if arguments.len() < self.parameters.len() || arguments.len() > most {
            let least = self.parameters.len();
            let number = match (least, self.rest) {
                (0, None) => "no arguments".to_owned(),
                (1, None) => "1 argument".to_owned(),
                (1, Some(_)) => "at least 1 argument".to_owned(),
                (least, None) => format!("{least} arguments"),
                (least, Some(_)) => format!("at least {least} arguments"),
            };
            let why = format!("it takes {number}, not {}", arguments.len());
            return Err(error(format!("{}()", self.name), why));
        }
        let parameters = self
            .parameters
            .iter()
            .copied()
            .chain(self.rest.into_iter().cycle());
        let taken: Vec<_> = arguments
            .into_iter()
            .zip(parameters)
            .map(|(argument, parameter)| parameter.take(self.name, argument))
            .collect();
        match first_refused(&taken) {
            Some(refused) => Err(refused),
            None => Ok(taken),
        }
    }
}

impl Parameter {
    fn take(self, function: &str, argument: Resolved<Value>) -> Resolved<Value> {
        let argument = match self.kind {
            Kind::Any => argument,
            Kind::Collection => with_elements(function, argument),
            kind => types::convert(argument, &kind.as_type()),
        };
        if self.nullable {
            return argument;
        }
        argument.converted(&mut |value| {
            if value == Value::Null {
                return refused(&value, &format!("`{function}` takes no null here"));
            }
            Resolved::known(value)
        })
    }
}

/// An argument, unless it is not known and of a type that has no elements. What is known the function looks at itself.
fn with_elements(function: &str, argument: Resolved<Value>) -> Resolved<Value> {
    let kind = types::type_of(&argument);
    if argument.value().is_some() || !kind.is_primitive() {
        return argument;
    }
    let from = argument.from();
    let refused = error(kind.shown(), format!("`{function}` takes no such value"));
    refused.via(from.hops.iter().cloned()).private(from.privacy)
}

impl Kind {
    fn as_type(self) -> Type {
        let list = |kind| Type::List(Box::new(kind));
        match self {
            Kind::Any | Kind::Collection => Type::Any,
            Kind::Number => Type::Number,
            Kind::Text => Type::String,
            Kind::List => list(Type::Any),
            Kind::Set => Type::Set(Box::new(Type::Any)),
            Kind::Texts => list(Type::String),
            Kind::Bools => list(Type::Bool),
            Kind::TextsByKey => Type::Map(Box::new(list(Type::String))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terraform::lang::functions::call;
    use crate::terraform::lang::scope::NoScope;

    /// Arguments that fit a parameter.
    fn fitting(parameter: Parameter) -> Vec<Value> {
        let text = || Value::Text("1".into());
        let texts = || Value::list([text()]);
        let by_key =
            |value| Value::Map([("a".into(), Resolved::known(value))].into_iter().collect());
        match parameter.kind {
            Kind::Any | Kind::Collection => vec![texts(), by_key(text()), text()],
            Kind::List | Kind::Texts | Kind::Set => vec![texts()],
            Kind::Text => vec![text()],
            Kind::Number => vec![Value::Text("2".into())],
            Kind::Bools => vec![Value::list([Value::Bool(true)])],
            Kind::TextsByKey => vec![by_key(texts())],
        }
    }

    /// What a function comes to for the first arguments that it does not refuse for their types.
    fn come_to(function: &Function) -> Resolved<Value> {
        let mut parameters = function.parameters.to_vec();
        parameters.extend([function.rest, function.rest].into_iter().flatten());
        let tries: Vec<_> = parameters.into_iter().map(fitting).collect();
        let most = tries.iter().map(Vec::len).max().unwrap_or(1);
        let results = (0..most).map(|at| {
            let arguments = tries
                .iter()
                .map(|values| values[at.min(values.len() - 1)].clone());
            let given = arguments.map(Resolved::known).collect();
            call(function.name, given, &NoScope, false)
        });
        let of_wrong_type = |result: &Resolved<Value>| matches!(result, Resolved::Invalid { why, .. } if why.contains("types"));
        let mut results: Vec<_> = results.collect();
        let at = results.iter().position(|result| !of_wrong_type(result));
        results.swap_remove(at.unwrap_or_else(|| panic!("no room takes `{}`", function.name)))
    }

    #[test]
    fn names_are_in_order() {
        assert!(FUNCTIONS.is_sorted_by_key(|function| function.name));
    }

    #[test]
    fn every_function_is_evaluated_or_says_why_not() {
        for function in FUNCTIONS {
            // The evaluator renders templates itself; files, folders and other character sets are not there.
            if ["template", "file", "abspath", "codebase64"]
                .iter()
                .any(|part| function.name.contains(part))
            {
                continue;
            }
            match (come_to(function), function.unknown_because) {
                (Resolved::Unknown { why, .. }, Some(because)) => assert!(why.contains(because)),
                (Resolved::Invalid { .. } | Resolved::Known { .. }, None) => {}
                (other, _) => panic!("`{}` comes to {other:?}", function.name),
            }
        }
    }

    #[test]
    fn a_name_that_is_no_function_is_refused() {
        let Resolved::Invalid { why, .. } = call("jsondecod", Vec::new(), &NoScope, false) else {
            panic!("it is refused");
        };
        assert!(why.ends_with("did you mean `jsondecode`?"), "{why}");
    }

    #[test]
    fn too_few_and_too_many_arguments_and_nulls_are_refused() {
        let text = || Resolved::known(Value::Text("a".into()));
        let null = || Resolved::known(Value::Null);
        let rows = [
            ("upper", vec![]),
            ("upper", vec![text(), text()]),
            ("cidrsubnets", vec![]),
            ("upper", vec![null()]),
            (
                "replace",
                vec![Resolved::unknown("outside"), null(), text()],
            ),
        ];
        for (name, arguments) in rows {
            assert!(
                call(name, arguments, &NoScope, false).is_invalid(),
                "{name}"
            );
        }
    }
}
