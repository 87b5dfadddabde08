; literals: process.env import.meta.env Deno.env Bun.env
; `process.env.X`, `Bun.env.X`, and the same with brackets.
((member_expression
  object: (member_expression object: (identifier) @_from property: (property_identifier) @_env)
  property: (property_identifier) @name) @reference.env
  (#any-of? @_from "process" "Bun")
  (#eq? @_env "env")
  (#set! role "env")
  (#set! optional))

((subscript_expression
  object: (member_expression object: (identifier) @_from property: (property_identifier) @_env)
  index: (string (string_fragment) @name)) @reference.env
  (#any-of? @_from "process" "Bun")
  (#eq? @_env "env")
  (#set! role "env")
  (#set! optional))

; Given by an assignment.
((assignment_expression
  left: (member_expression
    object: (member_expression object: (identifier) @_from property: (property_identifier) @_env)
    property: (property_identifier) @name)) @definition.env
  (#eq? @_from "process")
  (#eq? @_env "env")
  (#set! role "env"))

; `const { X, Y: y, Z = 1 } = process.env`.
((variable_declarator
  name: (object_pattern [
    (shorthand_property_identifier_pattern) @name
    (pair_pattern key: (property_identifier) @name)
    (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name)])
  value: (member_expression object: (identifier) @_from property: (property_identifier) @_env)) @reference.env
  (#any-of? @_from "process" "Bun")
  (#eq? @_env "env")
  (#set! role "env")
  (#set! optional))

; `import.meta.env.X`.
((member_expression
  object: (member_expression object: (_) @_from property: (property_identifier) @_env)
  property: (property_identifier) @name) @reference.env
  (#eq? @_from "import.meta")
  (#eq? @_env "env")
  (#set! role "env")
  (#set! optional))

; `Deno.env.get("X")`.
((call_expression
  function: (member_expression
    object: (member_expression object: (identifier) @_from property: (property_identifier) @_env)
    property: (property_identifier) @_get)
  arguments: (arguments . (string (string_fragment) @name))) @reference.env
  (#eq? @_from "Deno")
  (#eq? @_env "env")
  (#eq? @_get "get")
  (#set! role "env")
  (#set! optional))
