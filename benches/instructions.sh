#!/usr/bin/env bash
# Counts the instructions of runs over small inputs, which are the same each time, and fails where they are more than 5 % above what
# stands in `benches/instructions`. What makes a run take more on purpose writes them anew:
#
#   cargo build --release && UPDATE=yes benches/instructions.sh
set -euo pipefail
cd "$(dirname "$0")/.."
source benches/trees.sh
ours=${OURS:-$PWD/target/release/cloudtrail-lint}
written=$PWD/benches/instructions
type -P valgrind >/dev/null || { echo "SKIPPED: no valgrind: instructions were not counted" >&2; exit 0; }
trees=$(mktemp -d)
trap 'rm -rf "$trees"' EXIT
tree "$trees/tree" 2000
mkdir "$trees/one" "$trees/json"
cp "$trees/tree/team0/service0/infra/main.tf" "$trees/one"
template "$trees/json/template.json" 1000
plan "$trees/json/plan.json" 10

# Millions of instructions of a run in a folder, by one thread.
counted() {
  cd "$trees/$1"
  RAYON_NUM_THREADS=1 valgrind --tool=callgrind --callgrind-out-file=/dev/null "$ours" check "$2" --format concise --exit-zero 2>&1 >/dev/null |
    awk '/Collected/ { printf "%.2f", $NF / 1000000 }'
}

now=$(
  echo "tree_of_2000_files $(counted tree .)"
  echo "file_of_2000 $(counted tree team7/service7/infra/main.tf)"
  echo "file_alone $(counted one main.tf)"
  echo "template_of_1_MB $(counted json template.json)"
  echo "plan_of_10_MB $(counted json plan.json)"
)
if [ -n "${UPDATE:-}" ]; then
  { echo "# Million instructions of one thread, release build: see instructions.sh."; echo "$now"; } >"$written"
fi
join <(grep -v '^#' "$written" | sort) <(sort <<<"$now") | awk '
  { printf "%s: %.2f million instructions, %.2f written down (%+.1f %%)\n", $1, $3, $2, ($3 / $2 - 1) * 100
    if ($3 > $2 * 1.05) { more = 1 } }
  END { exit more }' || { echo "error: more than 5 % above what benches/instructions says" >&2; exit 1; }
