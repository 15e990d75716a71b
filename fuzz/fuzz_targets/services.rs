#![no_main]

use cloudtrail_lint_fuzz::Target;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| Target::Services.hold(data));
