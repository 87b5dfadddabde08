//! Cases from the reference of the format: what builds is left alone, what does not is on its letters.

use workspace::RelPath;

use crate::facts::Status;
use crate::output::Options;

fn status(text: &str) -> Status {
    crate::extract_text(&RelPath::new("Dockerfile"), text, Options::default()).0.status
}

fn found(text: &str) -> Vec<String> {
    let (_, ranges) = crate::extract_text(&RelPath::new("Dockerfile"), text, Options::default());
    ranges.problems.iter().map(|problem| format!("{}:{}", ranges.lines.line(problem.span.start) + 1, &text[problem.span.range()])).collect()
}

#[test]
fn what_builds_is_left_alone() {
    for text in [
        "",
        "# only a comment\n",
        "FROM scratch",
        "from alpine:3.20 as Base-1.x\nrun true\n",
        "ARG V=1\nARG W\nFROM --platform=$BUILDPLATFORM alpine:${V} AS base\nFROM base\n",
        "# syntax=docker/dockerfile:1\n# escape=\\\n# check=skip=all;error=true\nFROM a\nRUN true\n",
        "#!/usr/bin/env docker\n# syntax = docker.io/docker/dockerfile:1.7\nFROM a\n",
        "# escape=`\nFROM a\nRUN dir C:\\\nCOPY a `\n  C:\\b\\\n",
        "FROM a\nRUN a \\\n  # a comment\n\n  && b \\\n\t# another\n  && c\n",
        "FROM a\r\nRUN a \\\r\n  && b\r\nENV a=b \\\r\n  c=d\r\n",
        "FROM a\nRUN echo \\\\\nRUN true\n",
        "FROM a\nRUN true \\  \n  && false\n",
        "FROM a\nRUN true \\",
        "FROM a\nRUN <<EOF\nfoo bar\nFROM nothing\nEOF\n# comment at once\nRUN true\n",
        "FROM a\nRUN <<EOF # not a comment\nx\nEOF\n",
        "FROM a\nRUN <<-EOF\n\tx\n\tEOF\nUSER x\n",
        "FROM a\nRUN <<'EOF' cat > /x && cat <<\"TWO WORDS\" 3<<THREE\na\nEOF\nb\nTWO WORDS\nc\nTHREE\nUSER x\n",
        "FROM a\nCOPY <<a.txt <<b.txt /dest/\nx\na.txt\ny\nb.txt\nADD <<EOF /x\nEOF\n",
        "FROM a\nCOPY --chown=1:1 --link <<EOF /x\ny\nEOF\n",
        "FROM a\nONBUILD RUN <<EOF\nnonsense\nEOF\nONBUILD COPY . .\n",
        "FROM a\nRUN cat <<< here\nRUN echo $((1<<2)) a<<EOF\n",
        "FROM a\nRUN echo \"<<EOF\"\nRUN [\"cat\", \"<<EOF\"]\nCMD cat <<EOF\n",
        "FROM a\nRUN echo it's <<EOF\n",
        "FROM a\nCMD [\"a\", \"b\"\nENTRYPOINT ['a']\nRUN [ -f x ] && y\nCMD []\n",
        "FROM a\nCOPY [\"a b\",\"c\"]\nCOPY a b c/\nADD --checksum=sha256:x --keep-git-dir=true https://x /y\n",
        "FROM a\nCOPY --from=build --parents --exclude=*.x --exclude=*.y /a/./b /c\n",
        "FROM a\nRUN --mount=type=cache,target=/x --mount=type=secret,id=y --network=none --security=insecure make\n",
        "FROM a\nENV a=b c=\"d e\" f=g\\ h 'i'=j\nENV old style with = signs\nENV e=\nLABEL \"a.b\"=\"c\" d='e'\nLABEL multi=\"x\\\n  y\"\n",
        "FROM a\nHEALTHCHECK --interval=5m --timeout=3s --start-period=1s --start-interval=1s --retries=3 CMD curl x || exit 1\nHEALTHCHECK NONE\n",
        "FROM a\nHEALTHCHECK CMD [\"x\"]\nSHELL [\"/bin/bash\", \"-c\"]\nSTOPSIGNAL SIGTERM\nVOLUME /a /b\nVOLUME [\"/c\"]\nEXPOSE 80/tcp 90-91 $PORT\n",
        "FROM a\nWORKDIR /a b\nUSER a:b\nMAINTAINER Some One <a@b.c>\nARG A B=c D=\"e f\"\n",
        "FROM a\n  RUN indented\n\tRUN too\n",
        "FROM a\nRUN echo -- --x\nCMD [\"--x\"]\nENTRYPOINT -- --x\n",
        "# comment\n# syntax=nothing/here\nFROM a\n",
        "# syntax=docker/dockerfile:1-labs\nFROM a\nCOPY --future=1 a b\n",
        "FROM a\nCOPY --link=$X a b\n",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_does_not_build_is_on_its_letters() {
    for (text, expected) in [
        ("FROM a\nRUNN x\n", vec!["2:RUNN"]),
        ("FORM a\nRUN x\n", vec!["1:FORM", "2:RUN"]),
        ("FROM a\nRUN a &&\n  apt-get install x\n  apt-get install y\nUSER z\n", vec!["3:apt-get"]),
        ("RUN x\nFROM a\n", vec!["1:RUN"]),
        ("ARG x\nCOPY a b\nRUN c\n", vec!["2:COPY"]),
        ("FROM\n", vec!["1:FROM"]),
        ("FROM a AS\n", vec!["1:AS"]),
        ("FROM a b\n", vec!["1:b"]),
        ("FROM a IS b\n", vec!["1:IS b"]),
        ("FROM a AS b # why\n", vec!["1:# why"]),
        ("FROM a AS 1b\n", vec!["1:1b"]),
        ("FROM --platfrom=x a\n", vec!["1:--platfrom"]),
        ("FROM --platform a\n", vec!["1:--platform"]),
        ("FROM a\nCOPY b\n", vec!["2:b"]),
        ("FROM a\nCOPY\nADD [\"x\"]\n", vec!["2:COPY", "3:[\"x\"]"]),
        ("FROM a\nCOPY --form=b c d\n", vec!["2:--form"]),
        ("FROM a\nCOPY --from=b --from=c d e\n", vec!["2:--from"]),
        ("FROM a\nCOPY --link=maybe d e\n", vec!["2:--link=maybe"]),
        ("FROM a\nCMD --verbose\n", vec!["2:--verbose"]),
        ("FROM a\nENV x\nENV\nLABEL\n", vec!["2:x", "3:ENV", "4:LABEL"]),
        ("FROM a\nENV a=b \\\n  # note\n  c d=e\n", vec!["4:c"]),
        ("FROM a\nENV =b\n", vec!["2:=b"]),
        (
            "FROM a\nEXPOSE\nVOLUME\nWORKDIR\nUSER\nSTOPSIGNAL\nARG\nONBUILD\n",
            vec!["2:EXPOSE", "3:VOLUME", "4:WORKDIR", "5:USER", "6:STOPSIGNAL", "7:ARG", "8:ONBUILD"],
        ),
        ("FROM a\nSHELL /bin/bash -c\n", vec!["2:/bin/bash -c"]),
        (
            "FROM a\nHEALTHCHECK curl x\nHEALTHCHECK\nHEALTHCHECK CMD\nHEALTHCHECK NONE x\n",
            vec!["2:curl", "3:HEALTHCHECK", "4:CMD", "5:NONE"],
        ),
        ("FROM a\nONBUILD FROM b\nONBUILD ONBUILD RUN x\nONBUILD COPPY a b\n", vec!["2:FROM", "3:ONBUILD", "4:COPPY"]),
        ("FROM a\nRUN <<EOF\nx\n EOF\n", vec!["2:<<EOF"]),
        ("FROM a\nRUN cat \\\n  <<'A B'\nx\n", vec!["3:<<'A B'"]),
        ("# escape=x\nFROM a\n", vec!["1:x"]),
        ("# escape=`\n# escape=`\nFROM a\n", vec!["2:`"]),
        ("FROM a\nRUN x \\\\\n  && y\n", vec!["3:&&"]),
        ("FROM ä ö\n", vec!["1:ö"]),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn a_near_name_is_suggested() {
    let (_, ranges) = crate::extract_text(&RelPath::new("Dockerfile"), "FROM a\nCPOY a b\n", Options::default());
    assert!(ranges.problems[0].message.contains("did you mean `COPY`"));
    assert_eq!(ranges.problems[0].fix.as_ref().map(|fix| (fix.text.as_str(), fix.safe)), Some(("COPY", false)));
}

#[test]
fn other_languages_are_not_judged() {
    assert_eq!(status("# syntax=edrevo/dockerfile-plus\nINCLUDE+ x\n"), Status::Unchecked);
    assert_eq!(status("{{- if .X }}\nFROM a\n{{- end }}\n"), Status::Unchecked);
    assert_eq!(status("FROM a\n"), Status::Parsed);
    assert_eq!(status("FROM\n"), Status::Recovered);
}

#[test]
fn hostile_input_ends() {
    for text in [
        "\\\n".repeat(50_000),
        "FROM a\nRUN <<A".to_owned() + &" <<A".repeat(20_000),
        "FROM a\n".to_owned() + &"ONBUILD ".repeat(20_000),
        "FROM a\nRUN ".to_owned() + &"--mount=x ".repeat(5_000),
        "FROM a\nENV ".to_owned() + &"'".repeat(20_001),
        "\"".repeat(20_000),
        "é\\\n".repeat(10_000),
        "FROM a\nENV a=b ".to_owned() + &"=c ".repeat(10_000),
        "FROM\n".repeat(10_000),
    ] {
        found(&text);
    }
}
