"""HCL, judged by HashiCorp's own parser, as npm has it compiled for WebAssembly."""

import corpus
from languages.css import Installed
from mutation import TOKENS  # noqa: F401  (measure asks for it)

TOOL = Installed("@cdktf/hcl2json@0.21.0")
JUDGE = "HCL 2"
CORPUS = [corpus.Debian("golang-github-hashicorp-hcl-v2", "2.14.1-2", "bookworm"), corpus.Npm("@cdktf/hcl2cdk@0.21.0")]


def counts(path):
    return path.suffix in (".tf", ".tfvars", ".hcl", ".nomad")


def judge(paths):
    return TOOL.run("hcl_judge.cjs", paths)
