# What the scripts beside this measure: sourced by them.

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

# A plan of Terraform of about so many MB, with one trail.
plan() {
  awk -v bytes="$2000000" 'BEGIN {
    printf "{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"planned_values\":{\"root_module\":{\"resources\":["
    for (at = 0; written < bytes; at++) {
      line = sprintf("{\"address\":\"aws_iam_policy.p[%d]\",\"mode\":\"managed\",\"type\":\"aws_iam_policy\",\"name\":\"p\",\"index\":%d,\"provider_name\":\"registry.terraform.io/hashicorp/aws\",\"values\":{\"name\":\"policy-%d\",\"description\":null,\"tags\":{\"team\":\"a\"},\"policy\":\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[]}\"},\"sensitive_values\":{\"tags\":{}}},", at, at, at)
      written += length(line)
      print line
    }
    print "{\"address\":\"aws_cloudtrail.audit\",\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"audit\",\"values\":{\"include_global_service_events\":true,\"is_multi_region_trail\":true,\"enable_logging\":true}}]}}}"
  }' >"$1"
}

# A template of about so many KB as the CDK writes it, with one trail.
template() {
  awk -v bytes="$2000" 'BEGIN {
    print "{\n \"Resources\": {"
    for (at = 0; written < bytes; at++) {
      text = sprintf("  \"Role%d1A2B3C\": {\n   \"Type\": \"AWS::IAM::Role\",\n   \"Properties\": {\n    \"AssumeRolePolicyDocument\": {\n     \"Statement\": [\n      {\n       \"Action\": \"sts:AssumeRole\",\n       \"Effect\": \"Allow\"\n      }\n     ]\n    }\n   },\n   \"Metadata\": {\n    \"aws:cdk:path\": \"Audit/Role%d/Resource\"\n   }\n  },", at, at)
      written += length(text)
      print text
    }
    print "  \"Trail1A2B3C\": {\n   \"Type\": \"AWS::CloudTrail::Trail\",\n   \"Properties\": {\n    \"IsLogging\": true,\n    \"S3BucketName\": \"logs\",\n    \"IncludeGlobalServiceEvents\": true,\n    \"IsMultiRegionTrail\": true\n   }\n  }\n }\n}"
  }' >"$1"
}
