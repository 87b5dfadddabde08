"""GraphQL, judged by the reference implementation's parser."""

import corpus
from languages.css import Installed

TOOL = Installed("graphql@16.11.0")
JUDGE = "graphql-js 16"
CORPUS = [corpus.Npm(package) for package in ["@octokit/graphql-schema@15.26.0", "@aws-amplify/graphql-schema-test-library@3.0.4", "@digdir/dialogporten-schema@1.118.6", "@aws-amplify/graphql-docs-generator@4.2.1", "@aws-amplify/graphql-generator@0.5.3", "@linear/sdk@60.0.0", "gatsby@5.15.0", "@vendure/core@3.5.0"]]
KEYWORDS = "query mutation subscription fragment schema scalar type interface union enum input directive extend implements on".split()


def counts(path):
    return path.suffix in (".graphql", ".gql", ".graphqls")


def judge(paths):
    return TOOL.run("graphql_judge.cjs", paths)
