//! How files of values are read.

use std::sync::Arc;

use super::module_cache::ModuleCache;
use super::value_files::FileValues;
use crate::budget::Budget;
use crate::resolved::{Hop, Resolved};
use crate::source::SourceFile;
use crate::terraform::lang::scope::TOO_MANY_STEPS;
use crate::terraform::lang::values::Value;
use crate::terraform::limits::{TREE_BYTES_PER_STEP, VALUE_BYTES_PER_STEP};

/// What files of values are read with, and what that may take.
#[derive(Clone, Copy)]
pub(crate) struct ValueReader<'r> {
    pub(crate) modules: &'r ModuleCache<'r>,
    pub(crate) budget: &'r Budget,
}

impl ValueReader<'_> {
    /// What a file gives; `None` where there are no steps left to read it.
    pub(super) fn read(&self, file: &Arc<SourceFile>) -> Option<Arc<FileValues>> {
        let bytes = u32::try_from(file.text().len()).unwrap_or(u32::MAX);
        let steps = bytes / VALUE_BYTES_PER_STEP + 1;
        let name = format!("the values of {:?}", file.id());
        let is_left = self.budget.take_once(&name, steps);
        is_left.then(|| self.modules.value_files.read(file, self.modules.sources))
    }

    /// What a file gives a variable; to make a tree of its text takes steps.
    pub(super) fn value(&self, file: &FileValues, name: &str) -> Option<Resolved<Value>> {
        let (at, bytes) = file.place(name)?;
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        if !self.budget.take(bytes / TREE_BYTES_PER_STEP) {
            let why = format!("{} is not read: {TOO_MANY_STEPS}", file.file.name());
            return Some(Resolved::unknown(why).via([Hop::value(at, "what is given")]));
        }
        file.get(name, self.modules.sources)
    }
}

#[cfg(test)]
mod tests {
    use super::super::root_inputs::InputValues;
    use super::super::value_files::values_in;
    use super::*;
    use crate::resolved::Giver;
    use crate::source::SourceMap;
    use crate::terraform::options::VariableInput;

    #[test]
    fn what_there_are_no_steps_for_is_said() {
        let sources = SourceMap::default();
        let text = format!("other = \"{}\"\non = false\n", "text ".repeat(100));
        let file = sources.add("v.tfvars", text.into());
        let path = file.expect("it is text").path().to_owned();
        let modules = ModuleCache::new(&sources);
        let given = |budget: &Budget| {
            let mut inputs = InputValues::default();
            let modules = &modules;
            let file = [VariableInput::File(path.clone())];
            let reader = ValueReader { modules, budget };
            inputs.take_inputs(&file, Giver::Option("--var"), reader);
            inputs.get("on", false, reader)
        };
        let on = |value: Option<Resolved<Value>>| value?.value().cloned();
        let budget = Budget::of(30);
        assert_eq!(on(given(&budget)), Some(Value::Bool(false)));
        // It is read already.
        assert_eq!(on(given(&budget)), Some(Value::Bool(false)));
        let spent = Budget::of(3);
        let Some(Resolved::Unknown { why, .. }) = given(&spent) else {
            panic!("it is known");
        };
        assert!(why.contains("by v.tfvars, which is not read"), "{why}");
        assert!(spent.is_spent());
    }

    #[test]
    fn a_long_value_takes_steps_each_time_that_it_is_made() {
        let sources = SourceMap::default();
        let text = format!(
            "on = false
long = \"{}\"\n",
            "text ".repeat(100)
        );
        let file = sources.add("v.tfvars", text.into()).expect("it is text");
        let modules = ModuleCache::new(&sources);
        let read = modules.value_files.read(&file, &sources);
        let budget = &Budget::of(130);
        let reader = ValueReader {
            modules: &modules,
            budget,
        };
        let value = |name: &str| reader.value(&read, name).expect("it is set");
        assert!(value("long").value().is_some());
        let budget = &Budget::of(100);
        let reader = ValueReader {
            modules: &modules,
            budget,
        };
        let value = |name: &str| reader.value(&read, name).expect("it is set");
        assert_eq!(value("on").value(), Some(&Value::Bool(false)));
        let Resolved::Unknown { why, .. } = value("long") else {
            panic!("it is known");
        };
        assert!(why.contains("v.tfvars is not read"), "{why}");
    }

    #[test]
    fn each_value_is_what_it_is_in_its_file() {
        let chain =
            |first: &str, more: &str, count: usize| format!("{first}{}", more.repeat(count));
        let members: String =
            (0..1200).fold(String::new(), |all, at| format!("{all}  k{at} = 0\n"));
        let values = [
            "false /* the flag\n of the trail */".to_owned(),
            "false # /* the flag".to_owned(),
            "[\n  1, # one\n  2,\n]".to_owned(),
            "<<EOT\nfalse\nEOT".to_owned(),
            "{\n  a = <<-EOT\n    x\n    EOT\n  b = 1\n}".to_owned(),
            "\"${\"a\"}\\n\"".to_owned(),
            "{\n  a = true\n  a = false\n}".to_owned(),
            "{ a = true, a = false,\n b = 1 }".to_owned(),
            chain("0", " + 1", 200),
            chain("\"\" == \"a\" ? 0 :", " \"\" == \"b\" ? 1 :", 100) + " 2",
            chain("[] == []", " || true", 600),
            chain("{} == {}", " && true", 600),
            chain("-1", " + 1", 600),
            format!("{{\n{members}  a = false\n}}"),
        ];
        let all: String = values
            .iter()
            .enumerate()
            .fold(String::new(), |all, (at, value)| {
                format!("{all}v{at} = {value}\n")
            });
        let one_by_one = values.iter().map(|value| format!("on = {value}"));
        let with_breaks = [all.replace('\n', "\r\n"), format!("\u{feff}{all}")];
        for text in one_by_one.chain(with_breaks).chain([all]) {
            let sources = SourceMap::default();
            let file = sources.add("v.tfvars", text.clone().into_bytes());
            let file = file.expect("it is text");
            let modules = ModuleCache::new(&sources);
            let read = modules.value_files.read(&file, &sources);
            let whole = values_in(&file, &sources).expect("it is sound");
            assert!(!whole.is_empty());
            for (name, value) in &whole {
                let alone = read.get(name, &sources).expect("it is set");
                assert_eq!(alone.value(), value.value(), "{name} of {text}");
            }
        }
    }
}
