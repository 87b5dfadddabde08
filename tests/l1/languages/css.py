"""CSS, judged by PostCSS: an author's errors, as browsers refuse nothing."""

import json
import pathlib
import subprocess

import corpus
from mutation import C_LIKE


class Installed(corpus.Source):
    """Packages of npm with what they depend on, for a judge."""

    def __init__(self, *packages):
        super().__init__("node-" + "-".join(package.replace("/", "+") for package in packages))
        self.packages = packages

    def bring(self, folder):
        corpus.run(["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, *self.packages])

    def run(self, script, paths):
        """What a script says of each path, as JSON."""
        environment = {"PATH": __import__("os").environ["PATH"], "NODE_PATH": str(self.folder() / "node_modules")}
        names = json.dumps([str(path) for path in paths])
        program = pathlib.Path(__file__).with_name(script)
        done = subprocess.run(["node", program], input=names, capture_output=True, text=True, timeout=600, check=True, env=environment)
        return json.loads(done.stdout)


TOOL = Installed("postcss@8.5.6")
JUDGE = "PostCSS 8.5"
CORPUS = [corpus.Npm(package) for package in ["bootstrap@5.3.8", "bulma@1.0.4", "@fortawesome/fontawesome-free@7.0.1", "semantic-ui-css@2.5.0", "tinymce@8.1.2", "prismjs@1.30.0", "highlight.js@11.11.1", "codemirror@5.65.20", "foundation-sites@6.9.0", "@salesforce-ux/design-system@2.28.1", "reveal.js@5.2.1"]]
TOKENS = C_LIKE


def counts(path):
    # Of a pair, the one that people write.
    return path.suffix == ".css" and not path.name.endswith(".min.css")


def judge(paths):
    return TOOL.run("css_judge.cjs", paths)
