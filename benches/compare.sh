#!/usr/bin/env bash
# What a run takes beside `rg`, which looks for the types of trails in the same files, and beside those other linters that are
# installed: whole processes, in turn. Needs GNU time and `rg`; with `valgrind`, instructions are counted too.
#
#   cargo build --release && benches/compare.sh [FILES…]
set -euo pipefail
cd "$(dirname "$0")/.."
source benches/trees.sh
ours=${OURS:-$PWD/target/release/cloudtrail-lint}
runs=${RUNS:-5}
pattern='aws_cloudtrail|AWS::CloudTrail::Trail'
type -P time rg >/dev/null || { echo "SKIPPED: no GNU time, or no rg" >&2; exit 0; }
trees=$(mktemp -d)
trap 'rm -rf "$trees"' EXIT

# `wall cpu kilobytes` of each run of a command, sorted by the first; the middle one counts.
middle() { sort -n | sed -n "$((runs / 2 + 1))p"; }
once() { env time -f '%e %U %S %M' -o "$trees/taken" "$@" >/dev/null 2>&1 || true; awk 'END { print $1, $2 + $3, $4 }' "$trees/taken"; }
instructions() {
  type -P valgrind >/dev/null || { echo -; return; }
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | awk '/Collected/ { printf "%.1f", $NF / 1000000 }' || true
}

# A row: what was asked, and both programs beside one another. What stands behind `--` is ours, what stands before it theirs.
row() {
  local what=$1 theirs=()
  shift
  while [ "$1" != -- ]; do theirs+=("$1"); shift; done
  shift
  for ((run = 0; run <= runs; run++)); do
    a=$(once "$@")
    b=$(once "${theirs[@]}")
    # The first of each warms the cache.
    if ((run > 0)); then echo "$a" >>"$trees/a"; echo "$b" >>"$trees/b"; fi
  done
  a=$(middle <"$trees/a") b=$(middle <"$trees/b")
  rm "$trees/a" "$trees/b"
  ours_counted=$(RAYON_NUM_THREADS=1 instructions "$@")
  theirs_counted=$(instructions "${theirs[0]}" -j1 "${theirs[@]:1}")
  printf '%s\t%s\t%s\t%s\t%s\n' "$what" "$a" "$ours_counted" "$b" "$theirs_counted" | awk -F '\t' '{ split($2, n, " "); split($4, m, " ")
    printf "| %s | %s, %s | %s, %s | %.0f, %.0f | %s, %s |\n", $1, n[1], m[1], n[2], m[2], n[3] / 1024, m[3] / 1024, $3, $5 }'
}

echo "Each cell: ours, rg's"
echo "| what | wall s | cpu s | peak MB | million instructions, one thread |"
echo "|---|---|---|---|---|"
for files in "${@:-2000}"; do
  tree "$trees/$files" "$files"
  cd "$trees/$files"
  row "$files files" rg -c "$pattern" . -- "$ours" check . --format concise
  # What calls a module names it by `source`: so much is to be looked at, if whoever calls it is to be found.
  row "one file of $files, a module" rg -l source -g '*.tf' . -- "$ours" check team7/service7/infra/main.tf --format concise
done
mkdir "$trees/one"
cd "$trees/one"
cp "$trees/${1:-2000}/team0/service0/infra/main.tf" .
row "one file alone" rg -c "$pattern" main.tf -- "$ours" check main.tf --format concise
template template.json 1000
row "a template of 1 MB" rg -c "$pattern" template.json -- "$ours" check template.json --format concise
template template.json 20000
row "a template of 20 MB" rg -c "$pattern" template.json -- "$ours" check template.json --format concise
plan plan.json 200
row "a plan of 200 MB" rg -c "$pattern" plan.json -- "$ours" check plan.json --format concise

# Others check more than trails: what one of their runs takes is what a hook waits for.
others() {
  echo
  echo "| other linter, the tree of ${1:-2000} files | wall s | cpu s | peak MB |"
  echo "|---|---|---|---|"
  cd "$trees/${1:-2000}"
  other() {
    local what=$1
    shift
    type -P "$1" >/dev/null || return 0
    once "$@" | awk -v what="$what" '{ printf "| %s | %s | %s | %.0f |\n", what, $1, $2, $3 / 1024 }'
  }
  other checkov checkov --quiet --compact --directory .
  other trivy trivy config --quiet .
  other cfn-lint cfn-lint '**/cfn/*.yaml'
  other cfn-guard cfn-guard validate --data .
}
others "$@"
