; literals: System.getenv @Value
((method_invocation
  object: (identifier) @_from
  name: (identifier) @_function
  arguments: (argument_list . (string_literal) @name)) @reference.env
  (#eq? @_from "System")
  (#eq? @_function "getenv")
  (#set! role "getenv")
  (#set! optional))

; `@Value("${X:default}")` of Spring.
((annotation
  name: (identifier) @_annotation
  arguments: (annotation_argument_list (string_literal) @name)) @reference.env
  (#eq? @_annotation "Value")
  (#set! match "\\$\\{(?<name>[A-Z][A-Z0-9_]*)")
  (#set! role "@Value")
  (#set! optional))
