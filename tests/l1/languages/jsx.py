"""JSX and TSX, judged by TypeScript's compiler."""

import corpus
from languages.typescript import KEYWORDS, TOKENS, judge, missing

__all__ = ["KEYWORDS", "TOKENS", "judge", "missing"]

JUDGE = "TypeScript 5.9"
CORPUS = [corpus.Npm(name) for name in ["grommet@2.47.0", "@docusaurus/theme-classic@3.9.1", "@wordpress/components@30.4.0", "@theme-ui/components@0.17.4"]]


def counts(path):
    return path.suffix in (".jsx", ".tsx")
