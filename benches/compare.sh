#!/usr/bin/env bash
# What a run takes beside `rg`, which looks for the types of trails in the same files: whole processes, in turn, on trees of mixed
# code of which one service in fourteen has a trail. Needs GNU time and `rg`; with `valgrind`, instructions are counted too.
#
#   cargo build --release && benches/compare.sh [FILES…]
set -euo pipefail
cd "$(dirname "$0")/.."
ours=${OURS:-$PWD/target/release/cloudtrail-lint}
runs=${RUNS:-5}
pattern='aws_cloudtrail|AWS::CloudTrail::Trail'
type -P time rg >/dev/null || { echo "skipped: no GNU time, or no rg" >&2; exit 0; }
trees=$(mktemp -d)
trap 'rm -rf "$trees"' EXIT

# A repository of so many files: services with a root module, two templates, manifests of Kubernetes, packages and code.
tree() {
  mkdir -p "$1/.git"
  echo 'ref: refs/heads/main' >"$1/.git/HEAD"
  printf 'node_modules/\n.terraform/\n*.log\n' >"$1/.gitignore"
  awk -v root="$1" -v files="$2" '
    function put(name, text) { print text >name; close(name) }
    function times(text, count,  out) { for (out = ""; count > 0; count--) out = out text; return out }
    BEGIN {
      for (n = 0; n < 10; n++) {
        folder = root "/modules/net" n
        system("mkdir -p " folder)
        put(folder "/main.tf", "variable \"name\" {}\nresource \"aws_vpc\" \"this\" {\n  cidr_block = \"10.0.0.0/16\"\n}")
      }
      for (service = 0; service * 11 < files; service++) {
        folder = root "/team" service % 40 "/service" service
        folders = folders " " folder "/infra " folder "/k8s " folder "/cfn " folder "/src"
        if (service % 500 == 499 || (service + 1) * 11 >= files) { system("mkdir -p" folders); folders = "" }
      }
      for (service = 0; service * 11 < files; service++) {
        folder = root "/team" service % 40 "/service" service
        trail = service % 14 ? "" : "resource \"aws_cloudtrail\" \"this\" {\n  name = var.name\n  s3_bucket_name = \"logs\"\n  is_multi_region_trail = true\n  include_global_service_events = var.on\n}\n"
        put(folder "/infra/main.tf", times("resource \"aws_s3_bucket\" \"this\" {\n  bucket = var.name\n  tags   = local.tags\n}\n\n", 4) "module \"net\" {\n  source = \"../../../modules/net" service % 10 "\"\n  name   = var.name\n}\n" trail)
        put(folder "/infra/variables.tf", "variable \"name\" {\n  type        = string\n  description = \"The name of the service\"\n}\n\nvariable \"on\" {\n  type    = bool\n  default = true\n}")
        put(folder "/infra/outputs.tf", times("output \"bucket\" {\n  value = aws_s3_bucket.this.arn\n}\n", 3))
        put(folder "/k8s/deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          env:\n" times("            - {name: A, value: b}\n", 20))
        put(folder "/k8s/service.yaml", times("apiVersion: v1\nkind: Service\nmetadata: {name: app}\nspec:\n  ports: [{port: 80}]\n---\n", 3))
        put(folder "/cfn/template.yaml", "AWSTemplateFormatVersion: \"2010-09-09\"\nResources:\n" times("  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: logs\n", 12))
        put(folder "/package.json", "{\"name\": \"app\", \"dependencies\": {" times("\"left-pad\": \"^1.0.0\", ", 40) "\"x\": \"1\"}}")
        put(folder "/tsconfig.json", "{\"compilerOptions\": {\"strict\": true, \"outDir\": \"dist\"}}")
        put(folder "/src/index.ts", times("export const x = 1;\n", 100))
        put(folder "/src/app.ts", times("import { x } from \"./index\";\n", 60))
        put(folder "/README.md", times("# app\n\nSome words.\n", 20))
      }
    }'
}

# `wall cpu kilobytes` of each run of a command, sorted by the first; the middle one counts.
middle() { sort -n | sed -n "$((runs / 2 + 1))p"; }
once() { env time -f '%e %U %S %M' -o "$trees/taken" "$@" >/dev/null 2>&1 || true; awk 'END { print $1, $2 + $3, $4 }' "$trees/taken"; }
instructions() {
  type -P valgrind >/dev/null || { echo -; return; }
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | awk '/Collected/ { printf "%.1f", $NF / 1000000 }' || true
}

# A row: what was asked, and both programs beside one another.
row() {
  local what=$1 theirs=$2
  shift 2
  for ((run = 0; run <= runs; run++)); do
    a=$(once "$@")
    b=$(once rg -c "$pattern" "$theirs")
    # The first of each warms the cache.
    if ((run > 0)); then echo "$a" >>"$trees/a"; echo "$b" >>"$trees/b"; fi
  done
  a=$(middle <"$trees/a") b=$(middle <"$trees/b")
  rm "$trees/a" "$trees/b"
  ours_counted=$(RAYON_NUM_THREADS=1 instructions "$@")
  rg_counted=$(instructions rg -j1 -c "$pattern" "$theirs")
  echo "$what $a $ours_counted $b $rg_counted" | awk '{ split($2, n, " ")
    printf "| %s | %s, %s | %s, %s | %.0f, %.0f | %s, %s |\n", $1, n[1], n[5], n[2], n[6], n[3] / 1024, n[7] / 1024, n[4], n[8] }' FS='\t'
}

echo "Each cell: ours, rg's"
echo "| tree | wall s | cpu s | peak MB | million instructions, one thread |"
echo "|---|---|---|---|---|"
for files in "${@:-2000}"; do
  tree "$trees/$files" "$files"
  cd "$trees/$files"
  row "$files files"$'\t' . "$ours" check . --format concise
  row "one file of $files"$'\t' team7/service7/infra/main.tf "$ours" check team7/service7/infra/main.tf --format concise
done
mkdir "$trees/one"
cd "$trees/one"
cp "$trees/${1:-2000}/team0/service0/infra/main.tf" .
row "one file alone"$'\t' main.tf "$ours" check main.tf --format concise
