//! The `cloudtrail-lint` command.

fn main() -> std::process::ExitCode {
    cloudtrail_lint::cli::run()
}
