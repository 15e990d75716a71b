//! The module instances of a root, all of them: what belongs together may stand in several.

use crate::resolved::Resolved;
use crate::terraform::config::instance::{Caller, Instance};
use crate::terraform::config::instance_keys::Keys;
use crate::terraform::config::module::Module;
use crate::terraform::limits::MAX_INSTANCES_SEARCHED;

/// What is looked for in module instances.
pub(super) struct Sought<'s> {
    /// What its answers are kept by.
    pub(super) named: &'static str,
    /// Whether a module may have some of it.
    pub(super) may_be_in: &'s dyn Fn(&Module) -> bool,
}

/// Looks at every module instance of an instance's root that may have what is sought, with whether there is it; whether those
/// are all.
pub(super) fn every_module(
    instance: &Instance<'_>,
    sought: &Sought<'_>,
    look: &mut dyn FnMut(&Instance<'_>, &Resolved<bool>),
) -> bool {
    let mut root = instance;
    while let Some(caller) = root.caller {
        root = caller.instance;
    }
    let mut left = MAX_INSTANCES_SEARCHED;
    below(root, &Resolved::known(true), sought, &mut left, look);
    left > 0
}

/// Whether a module instance is there.
pub(super) fn is_there(instance: &Instance<'_>) -> Resolved<bool> {
    let Some(caller) = instance.caller else {
        return Resolved::known(true);
    };
    let keys = caller.instance.keys_of(caller.call);
    let (_, created) = keys.below(&is_there(caller.instance));
    caller.key.created(&created)
}

/// Whether what is sought may be in a module instance, or in one below it. Instances of one call answer the same.
fn reaches(instance: &Instance<'_>, sought: &Sought<'_>) -> bool {
    let at = (sought.named, instance.path.clone());
    if let Some(known) = instance.root.reached.borrow().get(&at) {
        return *known;
    }
    let of_call = |call| {
        let called = instance.called(call).ok()?;
        let keys = instance.keys_of(call);
        let (keys, _) = keys.below(&Resolved::known(true));
        let key = keys.first()?;
        let caller = Caller {
            instance,
            call,
            key,
        };
        let child = Instance::new(instance.root, called, Some(caller));
        reaches(&child, sought).then_some(())
    };
    let mut calls = instance.module.calls.iter();
    let found = (sought.may_be_in)(&instance.module) || calls.any(|call| of_call(call).is_some());
    instance.root.reached.borrow_mut().insert(at, found);
    found
}

fn below(
    instance: &Instance<'_>,
    created: &Resolved<bool>,
    sought: &Sought<'_>,
    left: &mut usize,
    look: &mut dyn FnMut(&Instance<'_>, &Resolved<bool>),
) {
    if !reaches(instance, sought) {
        return;
    }
    *left = left.saturating_sub(1);
    if *left == 0 || !instance.root.look_at_one() {
        *left = 0;
        return;
    }
    if (sought.may_be_in)(&instance.module) {
        look(instance, created);
    }
    for call in &instance.module.calls {
        let Ok(called) = instance.called(call) else {
            continue;
        };
        let keys = instance.keys_of(call);
        if matches!(*keys, Keys::None { .. }) {
            continue;
        }
        let (keys, created) = keys.below(created);
        for key in &keys {
            let caller = Caller {
                instance,
                call,
                key,
            };
            let child = Instance::new(instance.root, called.clone(), Some(caller));
            if !reaches(&child, sought) {
                break;
            }
            below(&child, &key.created(&created), sought, left, look);
        }
    }
}
