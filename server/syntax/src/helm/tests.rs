//! What charts of Helm name, and that texts which do not end are read as far as they go.

use workspace::RelPath;

use crate::extraction::extract_text;
use crate::facts::Flags;
use crate::names::{Mention, PART};
use crate::output::Options;

fn told(mentions: &[Mention], namespace: &str) -> Vec<String> {
    let of = mentions.iter().filter(|mention| mention.namespace.as_str() == namespace);
    of.map(|mention| {
        let optional = if mention.flags.has(Flags::OPTIONAL) { "?" } else { "" };
        format!("{}:{}{optional}", mention.scope.replace(PART, " "), mention.name)
    })
    .collect()
}

#[test]
fn a_template_tells_what_it_defines_includes_and_reads() {
    let text = r#"{{- define "web.name" -}}{{ .Chart.Name }}{{- end }}
{{/* {{ include "web.commented" . }} */}}
name: {{ include "web.name" . | quote }}
image: "{{ $.Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
{{- if .Values.probe }}
path: {{ .Values.probe.path }}
{{- end }}
port: {{ .Values.global.port }}{{ $other.Values.x }}{{ .Subcharts.a.Values.b }}
text: {{ "{{ .Values.not }}" }}
"#;
    let (facts, _) = extract_text(&RelPath::new("charts/web/templates/web.yaml"), text, Options::default());
    let names = facts.names.expect("a template has names");
    assert_eq!(told(&names.definitions, "helm.template"), [":web.name"]);
    assert_eq!(told(&names.references, "helm.template"), [":web.name"]);
    assert_eq!(
        told(&names.references, "helm.value"),
        [
            "charts/web Values:image",
            "charts/web Values.image:repository",
            "charts/web Values:image?",
            "charts/web Values.image:tag?",
            "charts/web Values:probe?",
            "charts/web Values:probe?",
            "charts/web Values.probe:path?",
            "charts/web Values:global?",
            "charts/web Values.global:port?",
        ]
    );
}

#[test]
fn values_tell_their_keys_and_what_their_comments_speak_of() {
    let text = "# -- where it comes from\nimage:\n  repository: web\n  # tag: 1\n## @param image.digest of it\nlist: [{ a: 1 }]\n";
    let (facts, _) = extract_text(&RelPath::new("charts/web/values.yaml"), text, Options::default());
    let names = facts.names.expect("values have names");
    assert_eq!(
        told(&names.definitions, "helm.value"),
        ["charts/web Values:image", "charts/web Values:list", "charts/web Values.image:repository"]
    );
    let commented = told(&names.definitions, "helm.commented");
    assert!(["charts/web:tag", "charts/web:digest"].iter().all(|key| commented.iter().any(|told| told == key)), "{commented:?}");
}

#[test]
fn a_text_that_does_not_end_is_read_as_far_as_it_goes() {
    for text in ["{{", "{{ include \"a", "{{ `", "{{/* ", "{{ .Values.", "{{ \"\\", "a: {{ .Values.é.b"] {
        extract_text(&RelPath::new("templates/_helpers.tpl"), text, Options::default());
    }
}
